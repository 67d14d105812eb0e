"""The writer's copy of a store in the engine: what is loaded, what gathers to be loaded, and what is noted beside it.

New graphs of articles gather and are loaded together, then noted, as soon as anything is asked; all else is one update.
What is noted (:mod:`kg.store.books`) is a graph of this copy alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, StoreFull
from kg.store.books import (
    APPLIED,
    ARRIVED,
    ARTICLE,
    DIGEST,
    PENDING,
    PUBLISHED,
    RELATED,
    STORE,
    WORK,
    line_of,
)
from kg.store.interface import HALF, StoredArticle
from kg.store.ledger import Waiting
from kg.store.reading import BOOKS, Oxigraph
from kg.store.users import open_engine
from kg.store.workbook import Workbook

BULK = 20_000
"""From so many quads on, files made for them cost less than a transaction."""
FORGET_APPLIED = f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{STORE}> <{APPLIED}> ?n }} }}"


class Live(Oxigraph):
    """The writer's copy of the store at *location*, in ``live``, with the workbook beside it."""

    base_iri: str

    def __init__(self, location: Path) -> None:
        self.location = location
        self._workbook: Workbook | None = None
        self._waiting = Waiting()
        self._applied = 0
        self._quads: int | None = None

    def _open_copy(self) -> None:
        """Open the engine; where it stands is what it says."""
        self._db = _open_live(self.location)
        self._applied = int(self._book(STORE, APPLIED) or 0)

    @property
    def db(self) -> ox.Store:
        """The engine's store itself, with all that was gathered."""
        self._settle()
        return self._db

    def graph_iri(self, name: str) -> str:
        """The IRI of the store's graph *name*: ``identity``, ``article/0123456789ab``."""
        return f"{self.base_iri}graph/{name}"

    @property
    def workbook(self) -> Workbook:
        """What was worked out of each article, for the stages that compute the graphs of all."""
        if self._workbook is None:
            self._workbook = Workbook(self.location / "workbook.sqlite")
        return self._workbook

    # Changing it

    def _settle(self) -> None:
        """Load the new graphs that gathered, then note them: after a crash in between they are loaded again."""
        waiting = self._waiting
        if waiting.graphs:
            self._load("".join(waiting.graphs))
            notes = "".join(waiting.notes) + self._applied_line()
            self._run(
                f"{FORGET_APPLIED} ;\nINSERT DATA {{ GRAPH <{BOOKS}> {{\n{notes}}} }}" + "".join(waiting.revisions)
            )
            self._waiting = Waiting()
            self.workbook.save()

    def _load(self, lines: str, graph: str | None = None) -> None:
        """Add *lines* of our own making: N-Triples into *graph*, or N-Quads."""
        if not lines:
            return
        bulk = lines.count("\n") >= BULK
        try:
            if bulk:
                self._db.flush()  # what was noted before must not be lost after
            (self._db.bulk_load if bulk else self._db.load)(
                lines.encode("utf-8"),
                format=ox.RdfFormat.N_TRIPLES if graph else ox.RdfFormat.N_QUADS,
                to_graph=ox.NamedNode(graph) if graph else None,
                lenient=True,
            )
        except OSError as exc:
            self._quads = None
            raise not_written(exc, self.location) from exc

    def _update(self, sparql: str) -> None:
        self._settle()
        self._run(sparql)

    def _run(self, sparql: str) -> None:
        try:
            self._db.update(sparql)
        except OSError as exc:
            self._quads = None
            raise not_written(exc, self.location) from exc

    def _rewrite(self) -> None:
        """Make the live copy anew from what is in it, so that no file holds what was taken out."""
        root = self.location
        fresh = ox.Store(str(root / "live.new"))
        fresh.bulk_extend(self.db)
        fresh.flush()
        del fresh, self._db
        (root / "live").rename(root / "live.old")
        (root / "live.new").rename(root / "live")
        self._db = _open_live(root)
        self.workbook.shred()

    # What is noted

    def _book(self, subject: str, predicate: str) -> str | None:
        found = self.db.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.NamedNode(BOOKS))
        return next((q.object.value for q in found if isinstance(q.object, ox.Literal)), None)

    def _select(self, sparql: str) -> list[list[str]]:
        """The rows of a question of our own, as plain characters."""
        found = self.db.query(sparql)
        assert isinstance(found, ox.QuerySolutions)
        return [[str(getattr(term, "value", "")) for term in row] for row in found]

    def _applied_line(self) -> str:
        return line_of(STORE, APPLIED, str(self._applied))

    def _booked_digests(self) -> list[list[str]]:
        return self._select(f"SELECT ?g ?d {{ GRAPH <{BOOKS}> {{ ?g <{DIGEST}> ?d }} }}")

    def _booked_articles(self) -> list[StoredArticle]:
        rows = self._select(
            f"SELECT ?g ?a ?w ?p ?d ?n {{ GRAPH <{BOOKS}> {{ ?g <{ARTICLE}> ?a ; <{WORK}> ?w ; <{PUBLISHED}> ?p ;"
            f" <{DIGEST}> ?d ; <{ARRIVED}> ?n }} }}"
        )
        return [
            StoredArticle(v=g.rpartition("/")[2], article=a, graph=g, work=w, published=p, digest=d, arrived=int(n))
            for g, a, w, p, d, n in rows
        ]

    def _count(self, more: int) -> None:
        """Note that there are so many quads *more*."""
        if self._quads is not None:
            self._quads += more

    def _counted_quads(self) -> int:
        """The number of quads, those of users apart; counted where it is not known."""
        if self._quads is None:
            books = sum(1 for _ in self.db.quads_for_pattern(None, None, None, ox.NamedNode(BOOKS)))
            self._quads = len(self.db) - books
        return self._quads

    # What is computed from the articles

    @property
    def related(self) -> str | None:
        """The state that the computed graphs are in, or are on their way to; see :meth:`begin_relating`."""
        return self._book(STORE, RELATED)

    @property
    def is_half_related(self) -> bool:
        """Whether relating began and did not come to its end: the computed graphs are not of the articles there."""
        return (self.related or "").endswith(HALF)

    def pending(self) -> list[str]:
        """The versions of articles that came, changed or went since the computed graphs were made, sorted."""
        rows = self._select(f"SELECT ?v {{ GRAPH <{BOOKS}> {{ <{STORE}> <{PENDING}> ?v }} }}")
        return sorted(v for (v,) in rows)

    def begin_relating(self, state: str, versions: Sequence[str] = ()) -> None:
        """Note that the computed graphs are on their way to *state*, and that these versions are pending too."""
        self._note_related(state, "INSERT", versions)

    def end_relating(self, state: str, versions: Sequence[str]) -> None:
        """Note that the computed graphs are in *state*: they hold what these versions of articles give."""
        self._note_related(state, "DELETE", versions)

    def _note_related(self, state: str, verb: str, versions: Sequence[str]) -> None:
        lines = "".join(line_of(STORE, PENDING, v) for v in versions)
        self._update(
            f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{STORE}> <{RELATED}> ?n }} }} ;\n"
            f"INSERT DATA {{ GRAPH <{BOOKS}> {{ {line_of(STORE, RELATED, state)} }} }} ;\n"
            f"{verb} DATA {{ GRAPH <{BOOKS}> {{ {lines} }} }}"
        )


def _open_live(root: Path) -> ox.Store:
    """The writer's copy, after clearing away what an interrupted rewriting left."""
    if not (root / "live").exists() and (root / "live.old").exists():
        (root / "live.old").rename(root / "live")
    for left in ("live.old", "live.new"):
        shutil.rmtree(root / left, ignore_errors=True)
    return open_engine(root / "live")


def not_written(exc: OSError, location: Path) -> StoreError:
    return StoreFull(
        f"the store cannot be written ({exc}). What was acknowledged is safe: make space, then run this again.",
        where=str(location),
    )
