"""Nodes of different articles that are taken for one: how many pairs of them are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.link.events import cells
from kg.link.likeness import bars, evidence
from kg.link.telling import Told


@dataclass(frozen=True)
class Node:
    """A node of an article: the name of the article, what it is called there, what it was taken for, its IRI."""

    article: str
    label: str
    canonical: str
    iri: str = ""

    def __str__(self) -> str:
        return f"{self.article}: {self.label} = {self.canonical.rpartition('/id/')[2]}"


@dataclass(frozen=True)
class Score:
    """Pairs found that are one, found that are not, and not found."""

    hits: int
    wrong: tuple[tuple[Node, Node], ...]
    missed: tuple[tuple[Node, Node], ...]

    @property
    def precision(self) -> float:
        """The share of pairs found that are one."""
        return self.hits / (self.hits + len(self.wrong)) if self.hits else 0.0

    @property
    def recall(self) -> float:
        """The share of pairs that are one and were found."""
        return self.hits / (self.hits + len(self.missed)) if self.hits else 0.0

    def __str__(self) -> str:
        counts = f"{self.hits}/{len(self.wrong)}/{len(self.missed)}"
        return f"precision {self.precision:.3f}, recall {self.recall:.3f} ({counts} pairs)"


def score(found: Iterable[Node], clusters: Iterable[Iterable[str]]) -> Score:
    """Compare what was found with *clusters*: each names nodes that are one, as ``article: label``."""
    meant: dict[str, int] = {}
    for n, several in enumerate(clusters):
        meant |= dict.fromkeys(several, n)
    hits, wrong, missed = 0, [], []
    for one, other in combinations(found, 2):
        if one.article == other.article:
            continue
        keys = [f"{node.article}: {node.label}" for node in (one, other)]
        alike = keys[0] in meant and meant[keys[0]] == meant.get(keys[1])
        if one.canonical == other.canonical:
            hits += alike
            if not alike:
                wrong.append((one, other))
        elif alike:
            missed.append((one, other))
    return Score(hits, tuple(wrong), tuple(missed))


def why(one: Told | None, other: Told | None) -> str:
    """Why two accounts are taken for one event or not: what was not read, what differs, or what is alike, in points."""
    if one is None or other is None:
        return "not read"
    if differ := list(bars(one, other)):
        return f"differ in {', '.join(differ)}"
    points = Counter[str]()
    for what, n in evidence(one, other):
        points[what] += n  # type: ignore[assignment]
    told = ", ".join(f"{what} {n:.2f}" for what, n in points.items() if n)
    found = "" if {*cells(one)} & {*cells(other)} else "; never compared"
    return f"{sum(points.values()):.2f} points ({told}{found})"


def causes(missed: Iterable[tuple[Node, Node]], told: Mapping[str, Told]) -> Counter[str]:
    """How many pairs are missed for what: the slots that are told differently, or those that either leaves open."""
    found = Counter[str]()
    for one, other in missed:
        a, b = told.get(one.iri), told.get(other.iri)
        if a is None or b is None:
            found["an account is not read"] += 1
        elif differ := list(bars(a, b)):
            found[f"told differently: {', '.join(differ)}"] += 1
        else:
            slots = {"place": a.place and b.place, "day": a.first and b.first, "party": a.people and b.people}
            found[f"too little told: no {', no '.join(s for s, both in slots.items() if not both) or 'more'}"] += 1
    return found
