"""The store on this machine: pyoxigraph on disk, a journal before it, published snapshots for its readers.

    store.json      the head: format, base IRI            journal/     changes, safe before they are made
    lock            held by the writer                    live/        the writer's copy
    current         name of the newest snapshot           snapshots/   what readers open
    texts/          the articles as they came

A change to an article is one record in the journal (fdatasync). Then it is made in the store: what replaces or removes
a graph in ONE update, which notes the record's sequence number too; new graphs gather, and are loaded together and then
noted as soon as anything is asked of the store. Opening makes again what was not noted. Only then is a snapshot
published: flush, backup, pointer renamed. A crash at any point leaves whole articles, and loses none acknowledged.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.errors import ProtectedGraph, StoreError, StoreFull
from kg.model import Article, replace
from kg.store.books import (
    DIGEST,
    PENDING,
    STORE,
    booked,
    entries,
    line_of,
    one_article,
    replacing,
    revisions,
)
from kg.store.files import begun_or_empty, make_head, read_head, sync_folder, sync_tree, take_lock, write_whole
from kg.store.interface import (
    Change,
    Manifest,
    StoredArticle,
    Triples,
    is_protected,
)
from kg.store.journal import Journal, Record
from kg.store.ledger import Ledger
from kg.store.live import FORGET_APPLIED, Live, not_written
from kg.store.reading import BOOKS, DIGESTS, EmbeddedReader
from kg.store.snapshots import KEPT, Snapshots
from kg.store.texts import Texts
from kg.store.triples import digest, n_triples, sum_digest, version_of
from kg.store.users import UserGraphs
from kg.vocab import DEFAULT_BASE, KG, SCHEMA

MIN_FREE_BYTES = 64 << 20
GATHERED = 100_000
"""New graphs are loaded as soon as so many quads of them wait."""
_PURGE = "purge"  # a file that is there from a removal with purge to the publication that completes it


class EmbeddedWriter(Live):
    """The one process that may change a store; see :class:`kg.store.interface.Writer`, and :func:`open_writer`."""

    def __init__(self, root: Path, base_iri: str | None = None, *, min_free_bytes: int = MIN_FREE_BYTES) -> None:
        super().__init__(root)
        self._min_free_bytes = min_free_bytes
        self._purging = False
        try:
            root.mkdir(parents=True, exist_ok=True)
            if not (root / "store.json").exists() and not begun_or_empty(root):
                raise StoreError(
                    "this folder holds other files and no store. Choose a new or empty folder.", where=str(root)
                )
            self._lock = take_lock(root)
            try:
                self._open(root, base_iri)
            except BaseException:
                self._lock.close()
                raise
        except OSError as exc:
            raise StoreError(
                f"a store cannot be written here ({exc.strerror or exc}). Choose another folder with --store.",
                where=str(root),
            ) from exc

    def _open(self, root: Path, base_iri: str | None) -> None:
        wanted = None if base_iri is None else _checked_base(base_iri)
        head = read_head(root) if (root / "store.json").exists() else make_head(root, wanted or DEFAULT_BASE)
        if wanted not in (None, head.base_iri):
            raise StoreError(
                f"this store was made for {head.base_iri}, not {wanted}. To change it: `kg export` here, "
                "then `kg load` into a new store.",
                where=str(root),
            )
        self.base_iri = head.base_iri
        self._snapshots, self._texts = Snapshots(root), Texts(root / "texts")
        self._open_copy()
        self._journal = Journal(root / "journal")
        self._users = UserGraphs(root / "users")
        self._known = Ledger(self._booked_articles())
        self._computed = {g: d for g, d in self._booked_digests() if not self._known.has_graph(g)}
        self._revisions = sum_digest(f"{q.triple} ." for q in self.quads(self.graph_iri("revisions")))
        self._quads = self._published_quads()
        in_articles, in_users = self._applied, self._users.applied
        for record in self._journal.records(after=min(in_articles, in_users)):
            if record.sequence > (in_users if record.op == "change" else in_articles):
                self._apply(record)
        self._applied = max(self._applied, in_users)
        self._journal.last = max(self._journal.last, self._applied)
        self._purging = (root / _PURGE).exists()
        self._mend_texts()

    def _mend_texts(self) -> None:
        """Write again, or drop again, what the journal says of texts since the last publication, which saw them safe.

        The engine's log can outlive a power loss that a text did not.
        """
        published = self.published
        for record in self._journal.records(after=published.sequence if published else 0):
            if record.op == "remove":
                self._texts.forget(record.v)
            elif self._known.get(record.v) and record.article is not None:
                self._texts.keep(record.v, record.article, record.quarantined)

    # Changes

    def put(self, article: Article, graph: Triples, *, quarantined: Triples | None = None) -> bool:
        """Keep *article* with its graph, in place of an earlier graph of the same version.

        The graph says which article it is: it holds one ``schema:NewsArticle``, whose IRI ends in the version.
        When this returns the article is safe. Readers see it after :meth:`publish`.

        Returns: whether anything changed; False where the very same graph is there already.
        Raises: StoreError where the disk is full or fails, or where the graph is not of one article.
        """
        triples = self._lines(graph)
        article_iri = one_article(triples)
        v = article_iri.rpartition("/")[2]
        if (there := self._known.get(v)) and there.digest == digest(triples):
            return False
        left_out = self._lines(quarantined) if quarantined is not None else ""
        keeps_text = f"<{KG.textPolicy}> <{KG.NoText}>" not in triples
        kept = article if keeps_text else replace(article, text="")
        self._commit(
            Record(sequence=self._journal.last + 1, op="put", v=v, triples=triples, quarantined=left_out, article=kept)
        )
        return True

    def remove(self, iri: str, *, purge: bool = False) -> bool:
        """Take out an article, named by its IRI, its version, its graph or its URL (then all its versions).

        With *purge* the next :meth:`publish` takes it from the journal too, and from all snapshots not held by readers.
        """
        versions = self.versions_of(iri)
        if purge and versions:
            write_whole(self.location / _PURGE, b"")  # a crash does not make it forget
            self._purging = True
        for v in versions:
            self._commit(Record(sequence=self._journal.last + 1, op="remove", v=v))
        return bool(versions)

    def replace_graph(self, name: str, triples: Triples) -> bool:
        """Replace a computed graph (``reference``, ``identity``, ``derived``, ...); True if it changed."""
        graph, lines = self.graph_iri(name), self._lines(triples)
        total = sum_digest(lines.splitlines())
        if self._computed.get(graph, sum_digest(())) == total:
            return False
        self._count(lines.count("\n") - sum(1 for _ in self.quads(graph)))
        self._update(replacing(graph, lines, line_of(graph, DIGEST, total) if lines else ""))
        self._note_computed(graph, total)
        return True

    def change(self, change: Change) -> bool:
        """Make *change* in the graphs that users write; False where it is none.

        When this returns the change is safe. Readers see it after :meth:`publish`.
        Raises: StoreError where the disk is full or fails; ProtectedGraph.
        """
        own = [graph for graph in change.graphs if is_protected(graph, self.base_iri)]
        if own:
            raise ProtectedGraph(f"<{own[0]}> belongs to the program and is read-only.")
        if change:
            self._commit(Record(sequence=self._journal.last + 1, op="change", change=change))
        return bool(change)

    def change_graph(self, name: str, gone: Sequence[str], come: Sequence[str]) -> bool:
        """Take the lines of N-Triples *gone* out of a computed graph, which has them, and put *come* in.

        The same graph has the same hash, whether it was replaced or changed. Returns: whether there was anything to do.
        """
        if not gone and not come:
            return False
        graph = self.graph_iri(name)
        total = sum_digest(come, less=gone, start=self._computed.get(graph, sum_digest(())))
        steps = [f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{graph}> ?p ?o }} }}"]
        if gone:
            inside = "\n".join(gone)
            steps.append(f"DELETE DATA {{ GRAPH <{graph}> {{\n{inside}\n}} }}")
        if total == sum_digest(()):
            steps.append(f"DROP SILENT GRAPH <{graph}>")
        else:
            steps.append(f"INSERT DATA {{ GRAPH <{BOOKS}> {{ {line_of(graph, DIGEST, total)} }} }}")
        self._count(len(come) - len(gone))
        self._update(" ;\n".join(steps))
        self._load("\n".join(come), graph)
        self._note_computed(graph, total)
        return True

    def _note_computed(self, graph: str, total: str) -> None:
        self._computed[graph] = total
        if total == sum_digest(()):
            del self._computed[graph]

    def _commit(self, record: Record) -> None:
        self._check_space()
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        """Make the change of *record* in the store: one update, which also notes that it was made."""
        if record.change is not None:
            self._apply_change(record.change, record.sequence)
            return
        graph = self.graph_iri(f"article/{record.v}")
        before, stored = self._known.get(record.v), None
        if record.op == "put":
            if record.article is not None:
                self._texts.keep(record.v, record.article, record.quarantined)
            stored = booked(record, graph, arrived=before.arrived if before else record.sequence)
        else:
            self._texts.forget(record.v)
        self._count(record.triples.count("\n") - (self.n_triples(graph).count(b"\n") if before else 0))
        old = self._known.same_works(before, stored)
        self._known.change(before, stored)
        new = self._known.same_works(before, stored)
        if stored:
            self.workbook.keep_graph(record.v, stored.digest, record.triples.encode("utf-8"))
        else:
            self.workbook.drop_graph(record.v)
        pending = sorted({record.v, *(a.v for a in (*old, *new))})
        notes = (entries(stored) if stored else "") + "".join(line_of(STORE, PENDING, v) for v in pending)
        if before is None and stored is not None:
            self._applied = record.sequence
            self._waiting.add(graph, record.triples, notes, self._revising(old, new))
            if self._waiting.quads >= GATHERED:
                self._settle()
            return
        self._settle()  # noted before this change has its number: a crash in between must not take it for made
        self._applied = record.sequence
        change = replacing(graph, record.triples, notes + self._applied_line())
        self._run(f"{FORGET_APPLIED} ;\n{change}{self._revising(old, new)}")
        if not any(self.quads(self.graph_iri("revisions"))):
            self.db.remove_graph(ox.NamedNode(self.graph_iri("revisions")))  # an empty graph would still have a name

    def _apply_change(self, change: Change, sequence: int) -> None:
        try:
            self._users.apply(change, sequence)
        except OSError as exc:
            raise not_written(exc, self.location) from exc
        self._applied = sequence

    def _revising(self, old: Sequence[StoredArticle], new: Sequence[StoredArticle]) -> str:
        """The part of an update that goes from the revisions of *old* to those of *new*."""
        graph, before, after = self.graph_iri("revisions"), revisions(old), revisions(new)
        gone, come = before - after, after - before
        self._revisions = sum_digest(come, less=gone, start=self._revisions)
        self._count(len(come) - len(gone))
        return "".join(
            f" ;\n{verb} DATA {{ GRAPH <{graph}> {{ {' '.join(sorted(lines))} }} }}"
            for verb, lines in (("DELETE", gone), ("INSERT", come))
            if lines
        )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.location).free
        if free < self._min_free_bytes:
            raise StoreFull(
                f"{free >> 20} MB are free on this disk, at least {self._min_free_bytes >> 20} MB are needed. "
                "Nothing was changed; make space and run the command again.",
                where=str(self.location),
            )

    # What is there

    def n_triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, in any order; nothing where it is not there."""
        stored = self._known.get(graph.removeprefix(self.graph_iri("article/")))
        kept = self.workbook.graph(stored.v, stored.digest) if stored else None
        return super().n_triples(graph) if kept is None else kept

    def _lines(self, triples: Triples) -> str:
        return str(n_triples(triples, skolem_base=f"{self.base_iri}.well-known/genid/"))

    def versions_of(self, iri: str) -> list[str]:
        """The article versions that *iri* names: an IRI, a version, a graph, a work or a URL."""
        return [a.v for a in self.articles() if iri in (a.v, a.article, a.graph, a.work)] or self._versions_at(iri)

    def _versions_at(self, url: str) -> list[str]:
        rows = self._select(
            f"SELECT ?a {{ GRAPH ?g {{ ?a <{SCHEMA.url}> ?url }} FILTER(STR(?url) = {ox.Literal(url)}) }}"
        )
        here = {a for (a,) in rows}
        return [a.v for a in self.articles() if a.article in here]

    def articles(self) -> list[StoredArticle]:
        """All article versions, by IRI."""
        return self._known.articles()

    def article(self, v: str) -> Article | None:
        """The article version as it came, None where it is not kept."""
        return self._texts.article(v)

    def content_version(self) -> str:
        """A hash of all that is in the store: the same content has the same version, whatever its history."""
        return version_of(self.digests(), self.base_iri)

    def digests(self) -> dict[str, str]:
        """A hash of each graph's content, so that a reader in memory can go over to what changed alone."""
        found = {a.graph: a.digest for a in self.articles()} | self._computed
        if self._revisions != sum_digest(()):
            found[self.graph_iri("revisions")] = self._revisions
        return found | self._users.digests()

    def _published_quads(self) -> int | None:
        """The number of quads, where it is what the newest snapshot says; those of users apart."""
        published = self.published
        if published is None or published.version != self.content_version():
            return None
        return published.quads - len(self._users.quads())

    # Publishing

    def checkpoint(self) -> None:
        """See all that was changed on the disk and begin the journal anew: a crash then makes little again.

        Raises: StoreFull where the disk is full or fails.
        """
        try:
            self._texts.sync()
            self.db.flush()
            self._users.flush()
            self._journal.rotate()
        except OSError as exc:
            raise not_written(exc, self.location) from exc

    @property
    def changed(self) -> bool:
        """Whether there is anything that readers do not see yet."""
        name = self._snapshots.current()
        return self._purging or name is None or self._snapshots.manifest(name).version != self.content_version()

    @property
    def published(self) -> Manifest | None:
        """What the newest snapshot says of itself, None where nothing was published."""
        name = self._snapshots.current()
        return None if name is None else self._snapshots.manifest(name)

    def publish(self, versions: Mapping[str, str] | None = None) -> str:
        """Show readers the present state; the version it has. Where they see it already, nothing is done.

        Raises: StoreError where relating was stopped half-way; StoreFull.
        """
        if self.is_half_related:
            raise StoreError(
                "a build was stopped half-way, readers keep the last whole version. Run the build again to its end.",
                where=str(self.location),
            )
        version, name = self.content_version(), self._snapshots.current()
        told = dict(sorted((versions or {}).items()))
        if name is not None and not self._purging:
            published = self._snapshots.manifest(name)
            if published.version == version and (versions is None or published.versions == told):
                return version
        if versions is None and name is not None:
            told = self._snapshots.manifest(name).versions
        manifest = Manifest(
            version=version,
            sequence=self._applied,
            base_iri=self.base_iri,
            articles=len(self._known),
            quads=self._counted_quads() + len(self._users.quads()),
            versions=told,
        )
        self._show(manifest, self._copy, purging=self._purging)
        self._purging = False
        (self.location / _PURGE).unlink(missing_ok=True)
        return version

    def publish_users(self) -> str:
        """Show readers what users wrote, beside the articles that they see already; the version it has.

        What a build that was stopped half-way left behind stays unseen until the next :meth:`publish`.
        Raises: StoreError where nothing was published; StoreFull.
        """
        with EmbeddedReader(self.location) as seen:
            before = seen.digests()
            own = {graph: d for graph, d in before.items() if is_protected(graph, self.base_iri)}
            theirs = [ox.NamedNode(graph) if graph else ox.DefaultGraph() for graph in before.keys() - own.keys()]
            digests = own | self._users.digests()
            if digests == before:
                return seen.version
            gone = sum(1 for graph in theirs for _ in seen.db.quads_for_pattern(None, None, None, graph))
            manifest = msgspec.structs.replace(
                seen.manifest,
                version=version_of(digests, self.base_iri),
                sequence=self._applied,
                quads=seen.manifest.quads - gone + len(self._users.quads()),
            )
            self._show(manifest, lambda folder: self._copy_of(seen.db, theirs, digests, folder))
            return manifest.version

    def _show(self, manifest: Manifest, copy: Callable[[Path], None], *, purging: bool = False) -> None:
        """Make a snapshot with *copy* once all that was changed is on the disk, and point readers at it."""
        self._check_space()
        try:
            self._texts.sync()
            if purging:
                self._rewrite()
            self.db.flush()
            self._users.flush()
            self._snapshots.publish(manifest, copy)
            self._journal.rotate(keep=0 if purging else 1)
            self._snapshots.clean(keep=1 if purging else KEPT)
        except OSError as exc:
            raise StoreFull(
                f"the new version cannot be published ({exc}). Readers keep the last one.", where=str(self.location)
            ) from exc

    def back_up(self, folder: Path) -> None:
        """Copy all that cannot be made anew into *folder*, which comes into being whole or not at all.

        Raises: StoreError where *folder* is there already; StoreFull.
        """
        if folder.exists():
            raise StoreError("this is there already. Name a new folder.", where=str(folder))
        part = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir(parents=True)
            shutil.copy2(self.location / "store.json", part)
            if (self.location / "texts").exists():
                shutil.copytree(self.location / "texts", part / "texts")
            self.db.flush()
            self.db.backup(str(part / "live"))
            self._users.back_up(part / "users")
            sync_tree(part)
            part.rename(folder)
            sync_folder(folder.parent)
        except OSError as exc:
            shutil.rmtree(part, ignore_errors=True)
            raise StoreFull(f"the backup cannot be written ({exc}).", where=str(folder)) from exc

    def user_quads(self) -> list[ox.Quad]:
        """What users wrote."""
        return self._users.quads()

    def _copy(self, folder: Path) -> None:
        self._copy_of(self.db, [ox.NamedNode(BOOKS)], self.digests(), folder)

    def _copy_of(
        self, db: ox.Store, without: Sequence[ox.NamedNode | ox.DefaultGraph], digests: Mapping[str, str], folder: Path
    ) -> None:
        """Fill *folder* with *db*, but for the graphs *without*, and what users wrote."""
        db.backup(str(folder))
        copy = ox.Store(str(folder))
        for graph in without:
            copy.remove_graph(graph)
        self._users.copy_into(copy)
        copy.flush()
        write_whole(folder / DIGESTS, msgspec.json.encode(digests))

    def close(self) -> None:
        """Give the lock back. What was not published stays, and is published next time."""
        self._journal.close()
        if self._workbook is not None:
            self._workbook.close()
        del self._db, self._users
        self._lock.close()

    def __enter__(self) -> EmbeddedWriter:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _checked_base(base_iri: str) -> str:
    base = base_iri if base_iri.endswith("/") else f"{base_iri}/"
    try:
        ox.NamedNode(base)
    except ValueError as exc:
        raise StoreError(f"{base_iri} is not an IRI. Write it as https://example.org/kg/.") from exc
    if not base.startswith(("http://", "https://")):
        raise StoreError(f"the base IRI must be of http or https, not {base_iri}.")
    return base
