"""The articles that a store holds, as it books them, in memory: by version and by work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.store.interface import StoredArticle


class Ledger:
    """What is booked of each article."""

    def __init__(self, articles: Iterable[StoredArticle] = ()) -> None:
        self._by_version = {a.v: a for a in articles}
        self._by_work: dict[str, set[str]] = {}
        for stored in self._by_version.values():
            self._by_work.setdefault(stored.work, set()).add(stored.v)

    def __len__(self) -> int:
        return len(self._by_version)

    def get(self, v: str) -> StoredArticle | None:
        """The article version *v*."""
        return self._by_version.get(v)

    def has_graph(self, graph: str) -> bool:
        """Whether *graph* is of an article that is booked."""
        stored = self._by_version.get(graph.rpartition("/")[2])
        return stored is not None and stored.graph == graph

    def articles(self) -> list[StoredArticle]:
        """All article versions, by IRI."""
        return sorted(self._by_version.values(), key=lambda a: a.article)

    def change(self, before: StoredArticle | None, stored: StoredArticle | None) -> None:
        """Put *stored* in the place of *before*, either of which may be nothing."""
        if before:
            del self._by_version[before.v]
            self._by_work[before.work].discard(before.v)
        if stored:
            self._by_version[stored.v] = stored
            self._by_work.setdefault(stored.work, set()).add(stored.v)

    def same_works(self, *articles: StoredArticle | None) -> Sequence[StoredArticle]:
        """All versions of the works that *articles* are of."""
        works = sorted({a.work for a in articles if a})
        return [self._by_version[v] for work in works for v in sorted(self._by_work.get(work, ()))]


class Waiting:
    """New graphs of articles that are in the journal and not in the store yet: they are loaded together."""

    def __init__(self) -> None:
        self.graphs: list[str] = []
        self.notes: list[str] = []
        self.revisions: list[str] = []
        self.quads = 0

    def add(self, graph: str, triples: str, notes: str, revising: str) -> None:
        """A graph with what is noted of it, and the update of revisions that goes with it."""
        self.graphs.append(triples.replace(" .\n", f" <{graph}> .\n"))
        self.notes.append(notes)
        self.revisions.append(revising)
        self.quads += triples.count("\n")
