"""Where the graphs are kept: one named graph per article, one writer, readers that see published snapshots only."""

from __future__ import annotations

from pathlib import Path

from kg.errors import StoreError
from kg.store.embedded import MIN_FREE_BYTES, EmbeddedWriter
from kg.store.files import read_head
from kg.store.interface import (
    Change,
    DefaultGraph,
    Manifest,
    Queryable,
    Reader,
    Results,
    StoredArticle,
    Writer,
    is_protected,
)
from kg.store.reading import EmbeddedReader
from kg.store.remote import RemoteReader, RemoteWriter
from kg.store.snapshots import Snapshots
from kg.store.workbook import Workbook

__all__ = [
    "Change",
    "DefaultGraph",
    "EmbeddedReader",
    "EmbeddedWriter",
    "Manifest",
    "Queryable",
    "Reader",
    "Results",
    "StoredArticle",
    "Workbook",
    "Writer",
    "is_protected",
    "open_reader",
    "open_writer",
    "published",
]


def open_writer(
    location: str | Path, base_iri: str | None = None, *, min_free_bytes: int = MIN_FREE_BYTES
) -> EmbeddedWriter:
    """The store at *location*, to be changed; it is made where there is none.

    Args:
        location: a folder: new, empty, or a store.
        base_iri: the base of the store's IRIs; recorded when it is made, and an error where it is another one later.
        min_free_bytes: with less space on the disk writing is refused, while there is still room to read.
    Raises: StoreLocked where another process writes; StoreError, saying what to do, for anything else.
    """
    if is_url(location):
        return RemoteWriter(str(location), base_iri)
    return EmbeddedWriter(_folder(location), base_iri, min_free_bytes=min_free_bytes)


def open_reader(location: str | Path, *, version: str | None = None, in_memory: bool = False) -> Reader:
    """The newest published snapshot of the store at *location*, or that of *version* (its first characters do).

    It opens in some 50 ms whatever its size; *in_memory* loads it first (1 s per 300,000 quads), after which joins are
    up to seven times faster: for servers.

    Raises: StoreError where there is no store, nothing published, or no such version.
    """
    if is_url(location):
        if version is not None:
            raise StoreError("an endpoint keeps its newest version alone.", where=str(location))
        return RemoteReader(str(location))
    return EmbeddedReader(_folder(location), version=version, in_memory=in_memory)


def published(location: str | Path) -> Manifest:
    """What the newest published snapshot says of itself; the engine is not touched.

    A process that has opened a store on disk must not fork others that do: the engine's threads do not come along.
    Raises: StoreError where there is no store, or nothing published.
    """
    root = _folder(location)
    read_head(root)
    _, manifest, held = Snapshots(root).hold()
    held.close()
    return manifest


def is_url(location: str | Path) -> bool:
    """Whether *location* is the address of a SPARQL endpoint.

    >>> is_url("http://127.0.0.1:7878/query"), is_url("kg-store")
    (True, False)
    """
    return str(location).startswith(("http://", "https://"))


def _folder(location: str | Path) -> Path:
    if is_url(location):
        raise StoreError("this needs a folder with a store, not an endpoint.", where=str(location))
    return Path(location)
