"""Copies: an article most of whose sentences stand in an earlier one is that one again, whoever printed it.

What an agency sends out and twenty papers print is one origin. The sentences are those that claims rest on, as they
stand in the graph: where no text may be kept, only equal files are known as copies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg import ids
from kg.link.statements import line
from kg.store import Workbook
from kg.vocab import KG

LEAST_SENTENCES: Final = 3
LEAST_SHARE: Final = 0.8
"""Of the sentences of a copy so many stand in its original."""
LEAST_LENGTH: Final = 40
"""Characters; shorter ones ("He denied it.") are found everywhere."""


def fingerprints(sentences: Iterable[str]) -> set[str]:
    """The hashes of sentences long enough to tell a text by, whatever their case and spaces."""
    return {ids.short_hash(ids.slug(s)) for s in sentences if len(s) >= LEAST_LENGTH}


class Copies:
    """Which articles are copies of which; put right for the articles that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._touched: set[str] = set()
        self._changed: set[str] = set()

    def note(self, v: str, sentences: Iterable[str], day: str) -> None:
        """Put the sentences of article *v*."""
        touched = self._book.put("sentence", v, dict.fromkeys(fingerprints(sentences), day))
        self._touched |= touched
        if touched:
            self._changed.add(v)

    def moved(self) -> set[str]:
        """Find the originals of the articles that changed, and of those like them; those with another one now."""
        concerned = self._changed | {v for key in self._touched for v in self._book.articles("sentence", key)}
        waiting = []
        for v in sorted(concerned):
            original = self._original(v)
            if self._book.put("copyof", v, {original: True} if original else {}):
                waiting.append(v)
        seen = set(waiting)
        for v in waiting:  # grows: copies of copies have another root too
            more = set(self._book.articles("copyof", v)) - seen
            seen |= more
            waiting += sorted(more)
        for v in sorted(seen):
            root = self._root(v)
            here, there = ids.article(self._base, v), ids.article(self._base, root)
            self._book.state("copy", v, [line(here, KG.copyOf, there)] if root != v else ())
        return seen

    def _original(self, v: str) -> str | None:
        """The earliest article that has most sentences of *v*; None where *v* is the earliest, or its own."""
        mine = self._book.of("sentence", v)
        shared: Counter[tuple[str, str]] = Counter()
        for key in mine:
            shared.update((day, other) for other, day in self._book.at("sentence", key))
        least = max(LEAST_SENTENCES, LEAST_SHARE * len(mine))
        me = (min(mine.values(), default=""), v)
        return min((other for other, n in shared.items() if n >= least and other < me), default=(None, None))[1]

    def _root(self, v: str) -> str:
        while before := self._book.keys("copyof", v):
            (v,) = before
        return v
