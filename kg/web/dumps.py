"""The whole dataset as files to take away, made once for each version, with their checksums."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, cast

from kg.errors import UnknownName
from kg.export import find_format
from kg.store import Reader

FORMATS: Final = {"graph.nq.gz": "nquads", "graph.trig.gz": "trig"}
"""The names of the files, with the format of :mod:`kg.export` that each holds."""


@dataclass(frozen=True)
class Dump:
    """A file with the dataset: where it lies, how long it is, its checksum."""

    name: str
    path: Path
    bytes: int
    sha256: str


class Dumps:
    """The dumps of the newest version, in a folder of their own that goes with the site."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._made: dict[tuple[str, str], Dump] = {}
        self._lock = threading.Lock()

    def get(self, reader: Reader, name: str) -> Dump:
        """The file *name* for the version that *reader* sees, made now where it is not there; the same bytes each time.

        Raises: UnknownName for a name that is none of :data:`FORMATS`.
        """
        if name not in FORMATS:
            raise UnknownName(f"there is no file {name}. There are: {', '.join(FORMATS)}.")
        with self._lock:
            if (reader.version, name) not in self._made:
                self._forget_others(reader.version)
                self._made[reader.version, name] = self._make(reader, name)
            return self._made[reader.version, name]

    def known(self, reader: Reader, name: str) -> Dump | None:
        """The file where it is made already."""
        return self._made.get((reader.version, name))

    def _make(self, reader: Reader, name: str) -> Dump:
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="kg-dumps-"))
        path = self._folder / f"{reader.version}-{name}"
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
            find_format(FORMATS[name]).write(reader, cast(IO[bytes], packed), None)
        content = path.read_bytes()
        return Dump(name, path, len(content), sha256(content).hexdigest())

    def _forget_others(self, version: str) -> None:
        for key in [key for key in self._made if key[0] != version]:
            self._made.pop(key).path.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete the files."""
        folder, self._folder = self._folder, None
        self._made.clear()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
