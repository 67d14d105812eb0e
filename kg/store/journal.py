"""The journal: every change to articles and to graphs of users, safe on the disk before it is made in the store.

A segment is a file of records: length and CRC-32 (4 bytes each, little endian), then the record as MessagePack,
compressed. A record that was cut off or damaged ends its segment: it was never acknowledged. Segments are named by
their first sequence number; :meth:`Journal.rotate` begins a new one at each published snapshot and keeps an older one.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from kg.errors import StoreFull
from kg.model import Article
from kg.store.files import sync_folder
from kg.store.interface import Change

_HEAD = struct.Struct("<II")
MAX_RECORD_BYTES = 1 << 30


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One change: an article's graph put in place (``triples`` as N-Triples) or taken out, or what users wrote."""

    sequence: int
    op: Literal["put", "remove", "change"]
    v: str = ""
    triples: str = ""
    quarantined: str = ""
    article: Article | None = None
    change: Change | None = None


def encode(record: Record) -> bytes:
    """*record* as it stands in a segment.

    >>> decode(encode(Record(sequence=1, op="remove", v="0123456789ab")))[0].v
    '0123456789ab'
    """
    body = zlib.compress(msgspec.msgpack.encode(record), 1)
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def decode(segment: bytes) -> list[Record]:
    """The whole records at the beginning of *segment*."""
    return [record for record, _ in _walk(segment)]


def _walk(segment: bytes) -> Iterator[tuple[Record, int]]:
    """Each whole record with the offset at which it ends."""
    offset = 0
    while offset + _HEAD.size <= len(segment):
        length, crc = _HEAD.unpack_from(segment, offset)
        body = segment[offset + _HEAD.size : offset + _HEAD.size + length]
        if length > MAX_RECORD_BYTES or len(body) < length or zlib.crc32(body) != crc:
            return
        offset += _HEAD.size + length
        yield msgspec.msgpack.decode(zlib.decompress(body), type=Record), offset


class Journal:
    """The journal of one store, open for appending. One process at a time: the holder of the store's lock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.last = 0
        for segment in self.segments():
            self.last = max(self.last, self._repair(segment), int(segment.stem) - 1)
        segments = self.segments()
        self._path = segments[-1] if segments else folder / f"{1:016d}.log"
        self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115 - closed in close()
        sync_folder(folder)

    def segments(self) -> list[Path]:
        """The files of the journal, oldest first."""
        return sorted(self.folder.glob("*.log"))

    @classmethod
    def read(cls, folder: Path) -> Iterator[Record]:
        """The whole records in *folder*, in order, whoever has it open."""
        for segment in sorted(folder.glob("*.log")):
            yield from decode(segment.read_bytes())

    def _repair(self, segment: Path) -> int:
        """Cut *segment* after its last whole record; the sequence number of that record."""
        content = segment.read_bytes()
        last, end = 0, 0
        for record, offset in _walk(content):
            last, end = record.sequence, offset
        if end < len(content):
            os.truncate(segment, end)
        return last

    def append(self, record: Record) -> None:
        """Write *record* and see it on the disk.

        Raises: StoreFull where the disk is full or fails; the journal is then as it was.
        """
        begin = self._file.tell()
        try:
            view = memoryview(encode(record))
            while view:
                view = view[self._file.write(view) :]
            os.fdatasync(self._file.fileno())
        except OSError as exc:
            os.ftruncate(self._file.fileno(), begin)
            raise StoreFull(
                f"the journal cannot be written ({exc.strerror}). Nothing was changed.", where=str(self.folder)
            ) from exc
        self.last = record.sequence

    def records(self, after: int) -> Iterator[Record]:
        """The records with a sequence number above *after*, in order."""
        for segment in self.segments():
            for record in decode(segment.read_bytes()):
                if record.sequence > after:
                    yield record

    def rotate(self, *, keep: int = 1) -> None:
        """Begin a new segment, and drop all but *keep* of the older ones: what they hold is flushed and published."""
        if self._file.tell():
            self._file.close()
            self._path = self.folder / f"{self.last + 1:016d}.log"
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115 - closed in close()
        older = [segment for segment in self.segments() if segment != self._path]
        for segment in older[: len(older) - keep]:
            segment.unlink()
        sync_folder(self.folder)

    def close(self) -> None:
        """Close the file; nothing is lost, all is on the disk already."""
        self._file.close()
