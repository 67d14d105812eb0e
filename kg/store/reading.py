"""Published snapshots as they are read, and what every pyoxigraph store of ours answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg.errors import MalformedQuery, StoreError, UsageError
from kg.model import Article
from kg.store.files import read_head
from kg.store.interface import DefaultGraph, Results
from kg.store.snapshots import Snapshots
from kg.store.texts import Texts

BOOKS: Final = "urn:newskg:books"
"""The writer's book-keeping: a graph of the live copy only, taken out of every snapshot."""
DIGESTS: Final = "graphs.json"
"""A file in a snapshot's folder: the digest of each graph."""


class Oxigraph:
    """What the live copy and a snapshot have in common: questions to a pyoxigraph store."""

    _db: ox.Store
    location: Path

    @property
    def db(self) -> ox.Store:
        """The engine's store itself."""
        return self._db

    def query(
        self,
        sparql: str,
        *,
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Results:
        """The answer to *sparql*.

        *default_graphs* and *named_graphs* are those of the protocol (``default-graph-uri``, ``named-graph-uri``).
        Raises: MalformedQuery with line and column; UsageError for what the engine does not know, such as somebody's
        own function; StoreError where the disk fails.
        """
        given = default_graphs is not None or named_graphs is not None
        try:
            return self.db.query(
                sparql,
                use_default_graph_as_union=default_graph == "union" and not given,
                default_graph=[ox.NamedNode(g) for g in default_graphs or ()] if given else None,
                named_graphs=[ox.NamedNode(g) for g in named_graphs or ()] if given else None,
            )
        except SyntaxError as exc:
            raise MalformedQuery(f"this is not SPARQL: {exc}.") from exc
        except ValueError as exc:
            raise MalformedQuery(f"{exc}.") from exc
        except RuntimeError as exc:
            raise UsageError(f"the engine cannot answer this: {exc}.") from exc
        except OSError as exc:
            raise StoreError(f"the store cannot be read ({exc}).", where=str(self.location)) from exc

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        names = (g.value for g in self.db.named_graphs() if isinstance(g, ox.NamedNode))
        return sorted(name for name in names if name != BOOKS)

    def has_graph(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""
        return graph != BOOKS and self.db.contains_named_graph(ox.NamedNode(graph))

    def n_triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, in any order; nothing where it is not there."""
        return self.db.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """The quads of one named graph, or of all."""
        for name in self.graphs() if graph is None else [graph]:
            yield from self.db.quads_for_pattern(None, None, None, ox.NamedNode(name))
        if graph is None:
            yield from self.db.quads_for_pattern(None, None, None, ox.DefaultGraph())


class EmbeddedReader(Oxigraph):
    """A published snapshot; see :class:`kg.store.interface.Reader`. Opened by :func:`open_reader`."""

    def __init__(self, root: Path, *, version: str | None = None, in_memory: bool = False) -> None:
        self.location = root
        self.base_iri = read_head(root).base_iri
        self._in_memory = in_memory
        self._snapshots = Snapshots(root)
        self._texts = Texts(root / "texts")
        self._follows = version is None
        self._open(None if version is None else self._snapshots.find(version))

    def _open(self, name: str | None = None) -> None:
        folder, manifest, held = self._snapshots.hold(name)
        try:
            db = ox.Store.read_only(str(folder))
            if self._in_memory:
                on_disk, db = db, ox.Store()
                db.bulk_extend(on_disk)
                for graph in on_disk.named_graphs():  # those without a quad too
                    db.add_graph(graph)
        except OSError as exc:
            held.close()
            raise StoreError(
                f"snapshot {folder.name} cannot be read ({exc}). Run `kg build`.", where=str(self.location)
            ) from exc
        self._db, self.manifest, self._name, self._held = db, manifest, folder.name, held

    @property
    def version(self) -> str:
        """The version of the snapshot: the same content has the same version."""
        return self.manifest.version

    def digests(self) -> dict[str, str]:
        """A hash of each graph's content, "" being the default graph; {} where the snapshot does not say."""
        path = self.snapshot_folder / DIGESTS
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}

    @property
    def snapshot_folder(self) -> Path:
        """Where the snapshot lies; it stays there as long as this reader has it open."""
        return self._snapshots.folder / self._name

    def refresh(self) -> bool:
        """Go over to a newer snapshot if there is one; True if so."""
        if not self._follows or self._snapshots.current() == self._name:
            return False
        before = self._held
        self._open()
        before.close()
        return True

    def article(self, v: str) -> Article | None:
        """The article version as it came, None where it is not kept."""
        return self._texts.article(v)

    def article_text(self, v: str) -> str | None:
        """The text of an article version as it came, None where it is not kept."""
        kept = self._texts.article(v)
        return kept.text if kept and kept.text else None

    def quarantined(self, v: str) -> str:
        """What validation left out of an article's graph, as N-Triples."""
        return self._texts.quarantined(v)

    def close(self) -> None:
        """Give the snapshot back."""
        self._held.close()

    def __enter__(self) -> EmbeddedReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
