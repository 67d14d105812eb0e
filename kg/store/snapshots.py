"""Published snapshots: whole copies of the store that never change, and the pointer to the newest.

``snapshots/NUMBER-VERSION/`` is a copy (hard links), ``snapshots/NUMBER-VERSION.json`` its manifest, ``current`` the
name of the newest. A reader holds a shared lock on the manifest; only a snapshot that nobody holds is ever deleted.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.errors import StoreError
from kg.store.files import sync_folder, write_whole
from kg.store.interface import Manifest

KEPT = 3


class Snapshots:
    """The snapshots of the store at *root*."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "snapshots"
        self.pointer = root / "current"

    def current(self) -> str | None:
        """The name of the newest snapshot, None before the first."""
        try:
            return self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """The names of all snapshots, oldest first."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def find(self, version: str) -> str:
        """The name of the newest snapshot whose version begins with *version*.

        Raises: StoreError, listing the versions there are.
        """
        for name in reversed(self.names()):
            if name.partition("-")[2].startswith(version):
                return name
        there = ", ".join(name.partition("-")[2] for name in self.names()) or "none"
        raise StoreError(f"version {version} is not kept. Versions that are: {there}.", where=str(self.root))

    def manifest(self, name: str) -> Manifest:
        """The manifest of snapshot *name*."""
        return msgspec.json.decode((self.folder / f"{name}.json").read_bytes(), type=Manifest)

    def hold(self, name: str | None = None) -> tuple[Path, Manifest, BinaryIO]:
        """A snapshot (the newest, or *name*) that stays until the file given back is closed.

        Raises: StoreError where nothing is published.
        """
        while True:
            chosen = name or self.current()
            if chosen is None:
                raise StoreError(
                    "nothing is published in this store yet. Run `kg build` to its end.", where=str(self.root)
                )
            try:
                held = open(self.folder / f"{chosen}.json", "rb")  # noqa: SIM115 - the open file is the lock
            except FileNotFoundError as exc:
                if name is None and self.current() != chosen:
                    continue
                raise StoreError(f"snapshot {chosen} is missing. Run `kg build`.", where=str(self.root)) from exc
            fcntl.flock(held, fcntl.LOCK_SH)
            if os.fstat(held.fileno()).st_nlink:  # not deleted between reading the pointer and taking the lock
                return self.folder / chosen, msgspec.json.decode(held.read(), type=Manifest), held
            held.close()

    def publish(self, manifest: Manifest, copy: Callable[[Path], None]) -> str:
        """Make a snapshot with *copy*, which fills the folder it is given, and point readers at it; its name."""
        self.folder.mkdir(exist_ok=True)
        self.sweep()
        numbers = [int(name.partition("-")[0]) for name in self.names()]
        name = f"{max(numbers, default=0) + 1:08d}-{manifest.version}"
        copy(self.folder / f".{name}")
        os.replace(self.folder / f".{name}", self.folder / name)
        write_whole(self.folder / f"{name}.json", msgspec.json.encode(manifest))
        write_whole(self.pointer, name.encode("ascii"))
        return name

    def sweep(self) -> None:
        """Delete what a stopped writer left half made."""
        whole = set(self.names())
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in whole:
                shutil.rmtree(path)
            elif path.name.startswith("."):
                path.unlink(missing_ok=True)

    def clean(self, *, keep: int = KEPT) -> list[str]:
        """Delete all but the newest *keep* snapshots, save those that a reader holds; the names of what stays."""
        for name in self.names()[: -max(keep, 1)]:
            path = self.folder / f"{name}.json"
            with open(path, "rb") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
                path.unlink()
                shutil.rmtree(self.folder / name)
        sync_folder(self.folder)
        return self.names()
