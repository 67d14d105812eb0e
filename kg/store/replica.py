"""A copy of a published version in memory, which the next version is made from by what changed.

The snapshot is opened by a process of its own, which writes to a pipe: first a header, then N-Quads. So the process
that keeps the replica has no thread of the disk engine and can be forked. Only graphs whose digest changed are sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Manifest, is_protected
from kg.store.reading import EmbeddedReader, Oxigraph
from kg.store.snapshots import Snapshots

BYTES_PER_QUAD: Final = 400


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the quads: the version they lead to, its graphs by digest, and which of them come anew.

    Everything comes ``afresh`` where the graphs that are known say nothing about the new ones. What users wrote stands
    in ``users`` as N-Quads: its blank nodes keep their names, which reading quads in bulk would change.
    """

    manifest: Manifest
    digests: dict[str, str] = {}
    changed: list[str] = []
    gone: list[str] = []
    users: str = ""
    afresh: bool = False
    too_large: str = ""
    error: str = ""


class Replica(Oxigraph):
    """A version in memory, of the store at *location*. ``db`` may be changed by whoever has it to himself.

    ``garbage`` counts quads taken out, whose memory the engine does not give back. A version that would take more than
    *max_bytes* stays ``on_disk``: :meth:`open_disk`, in the process that asks, gives it to that process.
    """

    def __init__(self, location: Path, max_bytes: int = 1 << 62) -> None:
        self.location = location
        self.max_bytes = max_bytes
        self.on_disk: Path | None = None
        self._held: BinaryIO | None = None
        self._db = ox.Store()
        self.digests: dict[str, str] = {}
        self.garbage = 0
        self.manifest = _NOTHING

    @property
    def version(self) -> str:
        """The version of the content."""
        return self.manifest.version

    @property
    def base_iri(self) -> str:
        """The base of the IRIs that the store makes."""
        return self.manifest.base_iri

    def follow(self) -> None:
        """Go over to the newest published version. Raises: StoreError."""
        receiving, sending = os.pipe()
        if os.fork() == 0:
            os.close(receiving)
            try:
                with os.fdopen(sending, "wb") as sink:
                    _send(self.location, self.digests, self.max_bytes, sink)
            finally:
                os._exit(0)
        os.close(sending)
        with os.fdopen(receiving, "rb") as source:
            self._take(source)

    def _take(self, source: BinaryIO) -> None:
        line = source.readline()
        if not line:
            raise StoreError("the newest version cannot be read.", where=str(self.location))
        header = msgspec.json.decode(line, type=Header)
        if header.error:
            raise StoreError(header.error)
        held, self._held, self.on_disk = self._held, None, None
        if held:
            held.close()
        if header.too_large:
            self._db, self.manifest, self.digests = ox.Store(), header.manifest, {}
            self.on_disk, _, self._held = Snapshots(self.location).hold(header.too_large)
            return
        if header.afresh:
            self._db = ox.Store()
        else:
            self._forget([*header.gone, *header.changed])
        self._db.bulk_load(source, ox.RdfFormat.N_QUADS)
        users = [name for name in header.changed if not is_protected(name, header.manifest.base_iri)]
        self._forget(users)
        self._db.extend(ox.parse(header.users, format=ox.RdfFormat.N_QUADS))
        for name in header.changed:  # a graph may be there without a quad
            if name:
                self._db.add_graph(ox.NamedNode(name))
        self.manifest, self.digests = header.manifest, header.digests
        if len(self._db) != self.manifest.quads:
            raise StoreError("the newest version came incomplete.", where=str(self.location))

    def open_disk(self) -> None:
        """Open the snapshot of a version that is ``on_disk``, to be asked but not changed. Raises: StoreError."""
        if self.on_disk is not None:
            try:
                self._db = ox.Store.read_only(str(self.on_disk))
            except OSError as exc:
                raise StoreError(f"the snapshot cannot be read ({exc}).", where=str(self.location)) from exc

    def _forget(self, graphs: list[str]) -> None:
        before = len(self._db)
        for name in graphs:
            if name:
                self._db.remove_graph(ox.NamedNode(name))
            else:
                self._db.clear_graph(ox.DefaultGraph())
        self.garbage += before - len(self._db)


_NOTHING = Manifest(version="", sequence=0, base_iri="", articles=0, quads=0)


def _send(location: Path, known: Mapping[str, str], max_bytes: int, sink: BinaryIO) -> None:
    """Write what leads from the graphs with the digests *known* to the newest version."""
    try:
        with EmbeddedReader(location) as reader:
            if reader.manifest.quads * BYTES_PER_QUAD > max_bytes:
                header = Header(manifest=reader.manifest, too_large=reader.snapshot_folder.name)
                sink.write(msgspec.json.encode(header) + b"\n")
                return
            digests = reader.digests()
            afresh = not known or not digests
            changed = sorted(g for g in digests if digests[g] != known.get(g)) if digests else reader.graphs()
            users = [name for name in changed if not is_protected(name, reader.base_iri)]
            header = Header(
                manifest=reader.manifest,
                digests=digests,
                changed=changed,
                gone=[*(known.keys() - digests)],
                users=(ox.serialize(_quads(reader.db, users), format=ox.RdfFormat.N_QUADS) or b"").decode("utf-8"),
                afresh=afresh,
            )
            sink.write(msgspec.json.encode(header) + b"\n")
            if afresh:
                reader.db.dump(sink, ox.RdfFormat.N_QUADS)
            else:
                own = [name for name in changed if name not in users]
                ox.serialize(_quads(reader.db, own), sink, ox.RdfFormat.N_QUADS)
    except StoreError as exc:
        sink.write(msgspec.json.encode(Header(manifest=_NOTHING, error=str(exc))) + b"\n")


def _quads(db: ox.Store, graphs: list[str]) -> Iterator[ox.Quad]:
    for name in graphs:
        yield from db.quads_for_pattern(None, None, None, ox.NamedNode(name) if name else ox.DefaultGraph())


def free_memory() -> int:
    """Bytes of memory that may still be taken: of the machine, and of the control group where one is set."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    free = next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable")), 1 << 62)
    limit, used = (Path("/sys/fs/cgroup") / name for name in ("memory.max", "memory.current"))
    if limit.exists() and (written := limit.read_text("ascii").strip()) != "max":
        free = min(free, int(written) - int(used.read_text("ascii")))
    return free


def current_version(location: Path) -> str | None:
    """The version of the newest published snapshot, by its name; None where there is none."""
    name = Snapshots(location).current()
    return None if name is None else name.partition("-")[2]
