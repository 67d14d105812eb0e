"""Copies: an article most of whose sentences stand in an earlier one is that one again, whoever printed it.

What an agency sends out and twenty papers print is one origin. The sentences are those that claims rest on, as they
stand in the graph: where no text may be kept, only equal files are known as copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
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
        self._changed: set[str] = set()

    def note(self, v: str, sentences: Iterable[str], day: str) -> None:
        """Put the sentences of article *v*."""
        found = fingerprints(sentences)
        touched = self._book.put("sentence", v, dict.fromkeys(found, True))
        if self._book.keep("printed", v, [day, len(found)] if found else None) or touched:
            self._changed.add(v)

    def moved(self) -> set[str]:
        """Find the originals of the articles that changed, and of those like them; those with another one now."""
        concerned = {w for v in self._changed for w in (v, *self._book.articles("copyof", v), *self._copies_of(v))}
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

    def _printed(self, v: str) -> tuple[tuple[str, str], int]:
        """What *v* comes in order by, and how many sentences of it are shared at least by an original of it."""
        day, count = self._book.kept("printed", v) or ("9999", 0)
        return (day, v), max(LEAST_SENTENCES, ceil(LEAST_SHARE * count))

    def _copies_of(self, v: str) -> set[str]:
        """The later articles of which most sentences stand in *v*."""
        me, _ = self._printed(v)
        several = (
            (w, n, *self._printed(w)) for w, n in self._book.alike("sentence", v).items() if n >= LEAST_SENTENCES
        )
        return {w for w, n, order, least in several if order > me and n >= least}

    def _original(self, v: str) -> str | None:
        """The earliest article that has most sentences of *v*; None where *v* is the earliest, or its own."""
        me, least = self._printed(v)
        earlier = (self._printed(w)[0] for w, n in self._book.alike("sentence", v).items() if n >= least)
        return min((order for order in earlier if order < me), default=(None, None))[1]

    def _root(self, v: str) -> str:
        while before := self._book.keys("copyof", v):
            (v,) = before
        return v
