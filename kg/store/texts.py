"""The articles as they came, beside the store: one small file per article version, and what validation left out of it.

A file never changes, since its name is a hash of what is in it.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from kg.errors import StoreError
from kg.model import Article
from kg.store.files import write_whole


class Texts:
    """The kept articles of a store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsynced: set[Path] = set()

    def _path(self, v: str, suffix: str) -> Path:
        if not v.isalnum():
            raise StoreError(f"{v!r} is not the name of an article version.")
        return self.folder / v[:2] / f"{v}{suffix}"

    def keep(self, v: str, article: Article, quarantined: str = "") -> None:
        """Keep *article*, and the triples that were left out of its graph."""
        path = self._path(v, ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(path, msgspec.json.encode(article))
        left_out = self._path(v, ".quarantine.nt")
        if quarantined:
            self._write(left_out, quarantined.encode("utf-8"))
        else:
            left_out.unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> None:
        write_whole(path, content, sync=False)
        self._unsynced.add(path)

    def article(self, v: str) -> Article | None:
        """The article version *v*, None where it is not kept, or is damaged: `kg verify` tells."""
        try:
            return msgspec.json.decode(self._path(v, ".json").read_bytes(), type=Article)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def quarantined(self, v: str) -> str:
        """The triples that validation left out, as N-Triples."""
        try:
            return self._path(v, ".quarantine.nt").read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def forget(self, v: str) -> None:
        """Drop what is kept of *v*."""
        for suffix in (".json", ".quarantine.nt"):
            self._path(v, suffix).unlink(missing_ok=True)

    def sync(self) -> None:
        """See all that was kept since the last call on the disk."""
        for path in self._unsynced:
            for target in (path, path.parent):
                if target.exists():
                    descriptor = os.open(target, os.O_RDONLY)
                    os.fsync(descriptor)
                    os.close(descriptor)
        self._unsynced.clear()
