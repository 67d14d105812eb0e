"""Article graphs to the identity graph: which node of which article stands for which actor, place, event.

A pure function of the set of article graphs and corrections: the order in which they came plays no part. It is
conservative, and undoable: nothing is merged but by a ``kg:Identification`` that says why, with its evidence. What
changed alone is worked out again, see ``kg.store.workbook``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg import ids
from kg.link.actors import Actors, members
from kg.link.context import context_of
from kg.link.events import Events, told
from kg.link.names import is_name, normalise
from kg.link.places import Places, points
from kg.link.reading import Node, Reading, read
from kg.link.statements import identification
from kg.store import Queryable, Workbook
from kg.store.scratch import article_versions, batches
from kg.vocab import SPARQL_PREFIXES

__all__ = ["is_name", "link", "normalise", "relink"]


def link(source: Queryable) -> list[ox.Triple]:
    """The identity graph of all articles in *source*, sorted."""
    book = Workbook()
    relink(source, book, article_versions(source))
    _, lines = book.changes()
    return [quad.triple for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)]


def relink(source: Queryable, book: Workbook, versions: Iterable[str]) -> set[str]:
    """Bring the statements in *book* up to date, after these articles of *source* (or corrections) changed.

    Articles that are not in *source* any more are named too. Ask ``book.changes()`` for what came and went.
    Returns: the articles with a node that may stand for something else than before, these included.
    """
    linker = _Linker(source, book)
    return linker.run({*versions, *linker.corrected()})


class _Linker:
    def __init__(self, source: Queryable, book: Workbook) -> None:
        self._source, self._book, self._base = source, book, source.base_iri
        self._actors, self._places = Actors(self._base, book), Places(self._base, book)
        self._events = Events(self._base, book)
        self._fixed = _corrections(source)
        self._told: dict[str, set[str]] = {"actor": set(), "place": set()}

    def corrected(self) -> set[str]:
        """The articles for which corrections came or went."""
        by_article: dict[str, dict[str, str]] = defaultdict(dict)
        for node, canonical in self._fixed.items():
            by_article[ids.version_of(node) or ""][node] = canonical
        known = {*(self._book.kept("corrected", "") or ()), *by_article}
        self._book.keep("corrected", "", sorted(by_article) or None)
        return {v for v in sorted(known) if self._book.keep("correction", v, by_article.get(v))}

    def run(self, changed: set[str]) -> set[str]:
        readings = self._read(changed)
        for v in sorted(changed):
            self._actors.note(v, readings[v].actors)
            self._places.note(v, readings[v].places)
        concerned = changed | self._actors.moved() | self._places.moved()
        readings |= self._read(concerned - changed)
        for v in sorted(concerned):
            r = readings[v]
            is_there = bool(r.actors or r.places or r.accounts)
            self._actors.bear(v, r.actors, context_of(r.actors, r.places, r.accounts) if is_there else None)
        parted = self._actors.parted()
        readings |= self._read(parted - concerned)
        concerned |= parted
        for v in sorted(concerned):
            self._identify(v, readings[v])
        for stage, describe in (("actor", self._actors.describe), ("place", self._places.describe)):
            for canonical in sorted(self._told[stage]):
                self._book.state(stage, canonical, describe(canonical))
        return concerned | self._events.moved()

    def _read(self, versions: set[str]) -> dict[str, Reading]:
        found = {v: Reading() for v in versions}
        for several in batches(versions):
            found |= read(self._source, several)
        return found

    def _identify(self, v: str, reading: Reading) -> None:
        """Say what the actors and places of article *v* stand for, and put its accounts."""
        denotes: dict[str, str] = {}
        lines: list[str] = []
        for node in sorted(reading.actors, key=lambda a: bool(a.part)):  # wholes before their parts
            lines += self._one(node, self._actors.canonical(node, denotes), denotes)
        for node in reading.places:
            lines += self._one(node, self._places.canonical(node), denotes)
        self._book.state("node", v, lines)
        self._told["actor"] |= self._book.put("actor", v, members(reading.actors, denotes))
        self._told["place"] |= self._book.put("place", v, self._places.members(reading.places, denotes))
        self._told["place"] |= self._book.put("point", v, points(reading.places, denotes))
        labels = {a.iri: a.label for a in reading.actors}
        self._events.note(v, [told(a, denotes, reading.same, self._fixed, labels) for a in reading.accounts])

    def _one(self, node: Node, found: tuple[str, str, tuple[str, ...]], denotes: dict[str, str]) -> Iterable[str]:
        canonical, by, evidence = found
        if node.iri in self._fixed:
            canonical, by, evidence = self._fixed[node.iri], "correction", evidence[:1]
        denotes[node.iri] = canonical
        return identification(self._base, node.iri, canonical, by, evidence)


def _corrections(source: Queryable) -> dict[str, str]:
    """What people have put right: a node of an article and what it stands for."""
    found = source.query(
        SPARQL_PREFIXES + "SELECT ?node ?canonical { ?c a kg:Correction ; kg:node ?node ; kg:canonical ?canonical }"
    )
    assert isinstance(found, ox.QuerySolutions)
    pairs = sorted((str(row["node"].value), str(row["canonical"].value)) for row in found)
    return dict(pairs)
