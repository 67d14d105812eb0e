"""Files of a store: where they lie, the lock, and writing that is whole or not there."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.errors import StoreError, StoreLocked

FORMAT = "newskg-store"
FORMAT_VERSION = 1
_BEGUN = {"lock", ".store.json.new", "tokens.json"}


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """``store.json``: what does not change in the life of a store."""

    format: str
    format_version: int
    base_iri: str


def sync_folder(folder: Path) -> None:
    """See the entries of *folder* (names made, renamed, removed) on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """See all files and folders below *folder* on the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync_folder(path)
    sync_folder(folder)


def write_whole(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Write a file so that its name shows the old content or the new, never a part."""
    new = path.with_name(f".{path.name}.new")
    with open(new, "wb") as file:
        file.write(content)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    os.replace(new, path)
    if sync:
        sync_folder(path.parent)


def read_head(root: Path) -> Head:
    """The head of the store at *root*.

    Raises: StoreError, saying whether there is nothing, something else, or a store that this version cannot read.
    """
    where = str(root)
    try:
        content = (root / "store.json").read_bytes()
    except FileNotFoundError as exc:
        if not root.exists():
            message = f"there is no store here. Make one: `kg build ARTICLES --store {root}`."
        elif begun_or_empty(root):
            message = f"this folder is empty. Make a store in it: `kg build ARTICLES --store {root}`."
        else:
            message = "this folder holds other files and no store. Name the folder of a store with --store or KG_STORE."
        raise StoreError(message, where=where) from exc
    except OSError as exc:
        raise StoreError(f"this store cannot be read ({exc.strerror}).", where=where) from exc
    try:
        head = msgspec.json.decode(content, type=Head)
    except msgspec.MsgspecError as exc:
        raise StoreError(f"store.json is damaged ({exc}). Restore it from a backup.", where=where) from exc
    if head.format != FORMAT or head.format_version > FORMAT_VERSION:
        raise StoreError(
            f"this store has format {head.format} {head.format_version}; this program reads {FORMAT} {FORMAT_VERSION}. "
            "Use the newer program, or export there and load here.",
            where=where,
        )
    return head


def begun_or_empty(root: Path) -> bool:
    """Whether nothing stands in *root* but what the making of a store leaves when it is stopped at once."""
    return root.is_dir() and {entry.name for entry in root.iterdir()} <= _BEGUN


def make_head(root: Path, base_iri: str) -> Head:
    """Write the head of a new store."""
    head = Head(format=FORMAT, format_version=FORMAT_VERSION, base_iri=base_iri)
    write_whole(root / "store.json", msgspec.json.format(msgspec.json.encode(head)) + b"\n")
    return head


def take_lock(root: Path) -> BinaryIO:
    """The writer's lock on *root*, held until the file is closed or the process ends, however it ends.

    Raises: StoreLocked, naming the process that holds it.
    """
    lock = open(root / "lock", "a+b")  # noqa: SIM115 - the open file is the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        lock.seek(0)
        holder = lock.read().decode("utf-8", "replace").strip() or "unknown"
        lock.close()
        raise StoreLocked(
            f"process {holder} is writing to this store. Wait until it ends, or stop it; reading goes on meanwhile.",
            where=str(root),
        ) from exc
    lock.truncate(0)
    lock.write(f"{os.getpid()} on {socket.gethostname()}".encode())
    lock.flush()
    return lock
