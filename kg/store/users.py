"""The graphs that users write, apart from those of the program: what is derived from articles must not depend on them.

A store of its own beside the live copy; a snapshot holds both. Each graph has a digest, a sum over its quads, so that a
change costs what it changes and the same content has the same digest whatever its history. The number of the last
change made is noted with the digests, after the quads: making a change again gives the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Change
from kg.store.triples import sum_digest

_BOOKS: Final = "urn:newskg:user-books"
_DIGEST, _APPLIED, _STORE = (ox.NamedNode(f"urn:newskg:{n}") for n in ("digest", "applied", "store"))
DEFAULT: Final = "urn:newskg:default"


def open_engine(folder: Path) -> ox.Store:
    """The engine on *folder*; what it logged in earlier openings goes, which would grow with each.

    Raises: StoreError where the engine finds its own files damaged.
    """
    for old in folder.glob("LOG.old.*"):
        old.unlink()
    try:
        return ox.Store(str(folder))
    except RuntimeError as exc:
        raise StoreError(
            f"the engine finds its files damaged ({exc}). Readers go on with what is published; to write again, "
            "restore a backup (`kg restore`) or build into a new store.",
            where=str(folder),
        ) from exc


class UserGraphs:
    """The graphs of users in *folder*, which comes into being with the first change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._db: ox.Store | None = open_engine(folder) if folder.exists() else None

    @property
    def applied(self) -> int:
        """The sequence number of the last change that is made here."""
        return int(next(iter(self._book(_STORE, _APPLIED)), 0))

    def apply(self, change: Change, sequence: int) -> None:
        """Make *change*, and note that it is made. Doing so again, or after half of it was done, gives the same.

        Raises: OSError.
        """
        if self._db is None:  # not "or": an empty store is false
            self._db = open_engine(self.folder)
        db = self._db
        removed, added = _parsed(change.removed), _parsed(change.added)
        for name in change.made:
            db.add_graph(ox.NamedNode(name))
        for quad in removed:
            db.remove(quad)
        db.extend(added)
        for name in change.gone:
            db.remove_graph(ox.NamedNode(name))
        self._note(change, removed, added, sequence)

    def _note(self, change: Change, removed: list[ox.Quad], added: list[ox.Quad], sequence: int) -> None:
        """Write the digests of the changed graphs and the sequence number: one update."""
        assert self._db is not None
        sums = {
            graph: sum_digest(_lines_of(graph, added), less=_lines_of(graph, removed), start=self._digest(graph))
            for graph in change.graphs
        }
        lines = [f"{_STORE} {_APPLIED} {ox.Literal(str(sequence))} ."]
        for graph, total in sums.items():
            if graph not in change.gone:
                lines.append(f"{_subject(graph)} {_DIGEST} {ox.Literal(total)} .")
        subjects = " ".join(str(_subject(graph)) for graph in sums)
        self._db.update(
            f"DELETE {{ GRAPH <{_BOOKS}> {{ ?s ?p ?o }} }} WHERE {{ VALUES ?s {{ {_STORE} {subjects} }} "
            f"GRAPH <{_BOOKS}> {{ ?s ?p ?o }} }} ;\nINSERT DATA {{ GRAPH <{_BOOKS}> {{ {' '.join(lines)} }} }}"
        )

    def _digest(self, graph: str) -> str:
        return next(iter(self._book(_subject(graph), _DIGEST)), sum_digest(()))

    def _book(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
        if self._db is None:
            return []
        found = self._db.quads_for_pattern(subject, predicate, None, ox.NamedNode(_BOOKS))
        return [q.object.value for q in found if isinstance(q.object, ox.Literal)]

    def digests(self) -> dict[str, str]:
        """The digest of each graph as it is booked; "" is the default graph."""
        if self._db is None:
            return {}
        found = self._db.quads_for_pattern(None, _DIGEST, None, ox.NamedNode(_BOOKS))
        booked = {q.subject.value: q.object.value for q in found if not isinstance(q.subject, ox.Triple)}  # type: ignore[union-attr]
        return {"" if name == DEFAULT else name: digest for name, digest in sorted(booked.items())}

    def names(self) -> list[str]:
        """The named graphs, empty ones too."""
        found = () if self._db is None else self._db.named_graphs()
        return sorted(g.value for g in found if g.value != _BOOKS)

    def quads(self) -> list[ox.Quad]:
        """All quads of users."""
        if self._db is None:
            return []
        found = list(self._db.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        for name in self.names():
            found += self._db.quads_for_pattern(None, None, None, ox.NamedNode(name))
        return found

    def copy_into(self, db: ox.Store) -> None:
        """Add all graphs of users to *db*."""
        for name in self.names():
            db.add_graph(ox.NamedNode(name))
        if quads := self.quads():
            db.bulk_extend(quads)

    def back_up(self, folder: Path) -> None:
        """Copy all graphs of users into *folder*, which is not there yet."""
        if self._db is not None:
            self._db.flush()
            self._db.backup(str(folder))

    def flush(self) -> None:
        """See everything on the disk."""
        if self._db is not None:
            self._db.flush()


def _subject(graph: str) -> ox.NamedNode:
    return ox.NamedNode(graph or DEFAULT)


def _lines_of(graph: str, quads: list[ox.Quad]) -> list[str]:
    return [str(quad) for quad in quads if getattr(quad.graph_name, "value", "") == graph]


def _parsed(lines: str) -> list[ox.Quad]:
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
