"""Backups of a store: made whole, restored where they prove whole, and remembered, so that a purge can name them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from kg.errors import StoreError
from kg.store.embedded import EmbeddedWriter
from kg.store.files import read_head, sync_tree, write_whole
from kg.store.texts import Texts
from kg.store.verify import verify

_LIST: Final = "backups.json"


def back_up(root: Path, folder: Path) -> str:
    """Copy the store at *root* into the new *folder*; the version that it holds.

    Raises: StoreLocked while another process writes; StoreError where *folder* is there; StoreFull.
    """
    read_head(root)
    with EmbeddedWriter(root) as store:
        version = store.publish()
        store.back_up(folder)
    known = [path for path in backups(root) if path != folder.resolve()]
    write_whole(root / _LIST, msgspec.json.encode([str(path) for path in (*known, folder.resolve())]))
    return version


def restore(folder: Path, root: Path) -> tuple[str, list[str]]:
    """Make a store at *root* of the backup in *folder*; its version, and what is wrong with it.

    *root* comes into being only where nothing is wrong.
    Raises: StoreError where *folder* is no backup, or *root* is there already.
    """
    read_head(folder)
    if root.exists() and any(root.iterdir()):
        raise StoreError("something is here already. Restore into a new folder.", where=str(root))
    part = root.with_name(f".{root.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part)
    with EmbeddedWriter(part) as store:
        version = store.publish()
    wrong, _ = verify(part)
    if wrong:
        shutil.rmtree(part)
        return version, wrong
    sync_tree(part)
    part.replace(root)
    return version, []


def backups(root: Path) -> list[Path]:
    """The backups that were made of the store at *root*, oldest first, wherever they are now."""
    try:
        return [Path(text) for text in msgspec.json.decode((root / _LIST).read_bytes(), type=list[str])]
    except FileNotFoundError:
        return []


def still_holding(root: Path, versions: Iterable[str]) -> list[tuple[Path, bool]]:
    """The backups that hold one of the article *versions*; False with one that cannot be looked into from here."""
    wanted, found = list(versions), []
    for folder in backups(root):
        if not folder.exists():
            found.append((folder, False))
        elif any(Texts(folder / "texts").article(v) is not None for v in wanted):
            found.append((folder, True))
    return found
