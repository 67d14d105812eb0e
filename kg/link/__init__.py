"""Article graphs to the identity graph: which node of which article stands for which actor, place, event.

A pure function of the set of article graphs and corrections: the order in which they came plays no part. It is
conservative, and undoable: nothing is merged but by a ``kg:Identification`` that says why, with its evidence. What
changed alone is worked out again, see ``kg.store.workbook``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.link.actors import Actors, members
from kg.link.context import context_of
from kg.link.copies import Copies
from kg.link.events import Events
from kg.link.names import is_name, normalise
from kg.link.places import Places, points
from kg.link.reading import Node, Reading, read
from kg.link.statements import identification
from kg.link.telling import told
from kg.store import Queryable, Workbook
from kg.store.corrections import Corrections, Put
from kg.store.scratch import article_versions
from kg.vocab import KIND_CLASSES

__all__ = ["is_name", "link", "meant", "normalise", "relink"]


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
        self._events, self._copies = Events(self._base, book), Copies(self._base, book)
        self._corrections = Corrections(source)
        self._told: dict[str, set[str]] = {"actor": set(), "place": set()}

    def corrected(self) -> set[str]:
        """The articles for which corrections came or went."""
        now = self._corrections.by_address
        known = {*(self._book.kept("corrected", "") or ()), *now}
        self._book.keep("corrected", "", sorted(now) or None)
        changed = [name for name in sorted(known) if self._book.keep("correction", name, _plain(now.get(name)))]
        return {v for name in changed for v in self._corrections.versions(name)}

    def run(self, changed: set[str]) -> set[str]:
        readings = self._read(changed)
        for v in sorted(changed):
            self._actors.note(v, readings[v].actors)
            self._places.note(v, readings[v].places)
            self._copies.note(v, readings[v].sentences, readings[v].day)
        concerned = changed | self._actors.moved() | self._places.moved()
        readings |= self._kept(concerned - changed)
        for v in sorted(concerned):
            r = readings[v]
            is_there = bool(r.actors or r.places or r.accounts)
            self._actors.bear(v, r.actors, context_of(r.actors, r.places, r.accounts) if is_there else None)
        parted = self._actors.parted()
        readings |= self._kept(parted - concerned)
        concerned |= parted
        means_other = {v for v in sorted(concerned) if self._identify(v, readings[v])}
        for stage, describe in (("actor", self._actors.describe), ("place", self._places.describe)):
            for canonical in sorted(self._told[stage]):
                self._book.state(stage, canonical, describe(canonical))
        return changed | means_other | self._events.moved() | self._copies.moved()

    def _read(self, versions: set[str]) -> dict[str, Reading]:
        """What these articles give, which changed; it is kept for when what others say concerns them."""
        found = {v: read(self._source, v) for v in sorted(versions)}
        for v, reading in found.items():
            self._book.forget_readings(v)
            self._book.keep_reading("link", v, reading)
        return found

    def _kept(self, versions: set[str]) -> dict[str, Reading]:
        """What these articles gave, which did not change."""
        return {v: self._book.reading("link", v, Reading) or Reading() for v in versions}

    def _identify(self, v: str, reading: Reading) -> bool:
        """Say what the actors and places of article *v* stand for, and put its accounts; whether any means another."""
        denotes: dict[str, str] = {}
        lines: list[str] = []
        fixed, names = self._fixed(v)
        for node in sorted(reading.actors, key=lambda a: bool(a.part)):  # wholes before their parts
            lines += self._one(node, self._actors.canonical(node, denotes), fixed, denotes)
        for node in reading.places:
            lines += self._one(node, self._places.canonical(node), fixed, denotes)
        is_other = self._book.state("node", v, lines)
        called = [_renamed(a, names[a.iri]) if a.iri in names else a for a in reading.actors]
        self._told["actor"] |= self._book.put("actor", v, members(called, denotes))
        self._told["place"] |= self._book.put("place", v, self._places.members(reading.places, denotes))
        self._told["place"] |= self._book.put("point", v, points(reading.places, denotes))
        nodes = {node.iri: node for node in (*reading.actors, *reading.places)}
        story = (self._book.kept("context", v) or {}).get("others", ())
        self._events.note(v, [told(a, denotes, reading.same, fixed, nodes, story) for a in reading.accounts])
        return is_other

    def _one(
        self, node: Node, found: tuple[str, str, tuple[str, ...]], fixed: Mapping[str, str], denotes: dict[str, str]
    ) -> Iterable[str]:
        canonical, by, evidence = found
        if node.iri in fixed:
            canonical, by, evidence = fixed[node.iri] or self._apart(node), "correction", evidence[:1]
        denotes[node.iri] = canonical
        return identification(self._base, node.iri, canonical, by, evidence)

    def _apart(self, node: Node) -> str:
        """What *node* stands for, where it is said to be none of those that it was taken for."""
        return ids.unnamed_actor(self._base, node.kind or "place", node.label, node.v, (node.begin, node.begin))

    def _fixed(self, v: str) -> tuple[dict[str, str], dict[str, str]]:
        """The nodes of article *v* that people have put right, with what they stand for ("" for nobody else), and the
        words for it.
        """
        found: dict[str, str] = {}
        names: dict[str, str] = {}
        for put in self._corrections.of(v):
            if put.kind == "node":
                found[put.exact] = put.means
            elif put.kind in ("is", "apart"):
                for node in self._corrections.nodes(v, (put.begin, put.end), put.exact):
                    found[node] = meant(self._base, put.means) if put.kind == "is" else ""
                    if put.kind == "is" and ": " in put.means:
                        names[node] = put.means
        return found, names


def meant(base: str, words: str) -> str:
    """The IRI that the words of a correction mean: an IRI, an entry of the lexicon, or kind and name.

    >>> meant("http://x.example/", "state/iran"), meant("http://x.example/", "person: Anna Verrin")
    ('http://x.example/id/actor/state/iran', 'http://x.example/id/actor/person-anna-verrin')
    """
    if words.startswith(("http://", "https://")):
        return words
    kind, colon, name = words.partition(":")
    return ids.named_actor(base, kind.strip(), normalise(name)) if colon else ids.canonical_actor(base, words)


def _renamed(actor: Node, means: str) -> Node:
    """*actor* as people call it: "person: Anna Verrin"."""
    kind, _, name = means.partition(": ")
    return replace(actor, label=name, kind=kind if kind in KIND_CLASSES else actor.kind, key="")


def _plain(corrections: Iterable[Put] | None) -> list[list[object]] | None:
    return None if corrections is None else msgspec.to_builtins(list(corrections))
