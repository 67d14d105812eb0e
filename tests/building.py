"""Builds as `kg build` makes them, in the test's own process, with every outcome kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.corpus import build_corpus
from kg.pipeline import Outcome
from kg.store import Manifest


@dataclass(frozen=True)
class Built:
    """What became of each article, and what readers see."""

    outcomes: tuple[Outcome, ...]
    published: Manifest
    changed: bool
    interrupted: bool

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The articles that are not in the graph."""
        return tuple(o for o in self.outcomes if o.done in ("failed", "left out"))


def build(
    paths: Sequence[str | Path],
    store: str | Path,
    base_iri: str | None = None,
    *,
    on_article: Callable[[Outcome], None] = lambda outcome: None,
    **given: Any,
) -> Built:
    """Build *paths* into *store*; the arguments are those of :func:`kg.corpus.build_corpus`."""
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        on_article(outcome)

    report = build_corpus(paths, store, base_iri, jobs=1, on_article=tell, **given)
    return Built(tuple(outcomes), report.published, report.changed, report.interrupted)
