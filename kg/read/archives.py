"""WARC archives to articles: each page that was fetched with success, by its record.

A broken record is named with its offset, and reading goes on at the next one that can be found.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from kg.errors import UnreadableArticle
from kg.model import Article
from kg.read.article import Metadata
from kg.read.files import MAX_FILE_BYTES, open_regular
from kg.read.texts import read_page, read_text

_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
_BLOCK = 1 << 20


class Page(NamedTuple):
    """A page in an archive: its address, its bytes, whether it is HTML (else plain text), and where it stands."""

    url: str
    content: bytes
    is_html: bool
    offset: int


def read_archive(path: Path, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    """The articles of a ``.warc`` or ``.warc.gz`` file; ``where`` is the file and the offset of the record."""
    for page in pages(path):
        if isinstance(page, UnreadableArticle):
            yield page
            continue
        try:
            yield article_of_page(page, given, f"{path}@{page.offset}")
        except UnreadableArticle as exc:
            yield exc


def article_of_page(page: Page, given: Metadata, where: str) -> Article:
    """The article of *page*. Raises: UnreadableArticle."""
    read = read_page if page.is_html else read_text
    return read(page.content, given.over(Metadata(url=page.url)), where)


def pages(path: Path) -> Iterator[Page | UnreadableArticle]:
    """The pages in an archive: answers 200 with HTML, and plain text that somebody converted (WET)."""
    with open_regular(path) as stream:
        at: int | None = 0
        any_record = False
        while at is not None:
            stream.seek(at)
            reached = at
            try:
                for page in _pages_from(stream, at):
                    reached, any_record = page.offset, True
                    if page.content:
                        yield page
                at = None
            except _Broken as exc:
                reached = max(reached, exc.offset)
                yield UnreadableArticle(
                    f"a record is broken ({exc}). What stands behind it is read.", where=f"{path}@{reached}"
                )
                at = _next_record(stream, reached + 1)
        if not any_record:
            yield UnreadableArticle("no WARC record was found in this file.", where=str(path))


def page_at(path: Path, offset: int) -> Page | None:
    """The page of the record at *offset*."""
    with open_regular(path) as stream:
        stream.seek(offset)
        try:
            return next(_pages_from(stream, offset), None)
        except _Broken:
            return None


class _Broken(Exception):
    """A record that cannot be read, and where it begins."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def _pages_from(stream: BinaryIO, begin: int) -> Iterator[Page]:
    """Each record from *begin* on; one that is no page of an article has no content."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    offset = end = begin
    try:
        archive = ArchiveIterator(stream)
        for record in archive:
            url, content, is_html = _page(record)
            offset = archive.get_record_offset()  # reads to the end of the record
            end = offset + archive.get_record_length()
            if content and getattr(record.raw_stream, "limit", None):
                raise EOFError("the file ends within it")
            yield Page(url, content, is_html, offset)
        stream.seek(end)
        if stream.read(_BLOCK).strip():
            offset = end
            raise EOFError("the file ends within it")
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError) as exc:
        raise _Broken(" ".join(str(exc).split())[:120] or type(exc).__name__, max(offset, begin)) from exc


def _page(record: Any) -> tuple[str, bytes, bool]:
    """Address, content and whether it is HTML; of a record that is no page no content."""
    headers, http = record.rec_headers, record.http_headers
    content_type = (http or headers).get_header("Content-Type") or ""
    is_html = "html" in content_type
    answered = record.rec_type == "response" and http and http.get_statuscode() == "200" and is_html
    converted = record.rec_type in ("resource", "conversion") and (is_html or content_type.startswith("text/plain"))
    content = record.content_stream().read(MAX_FILE_BYTES) if answered or converted else b""
    return headers.get_header("WARC-Target-URI") or "", content, is_html


def _next_record(stream: BinaryIO, begin: int) -> int | None:
    """The offset of the next thing behind *begin* that begins as a record does."""
    stream.seek(0)
    mark = _GZIP if stream.read(3) == _GZIP else _PLAIN
    stream.seek(begin)
    tail, at = b"", begin
    while block := stream.read(_BLOCK):
        found = (tail + block).find(mark)
        if found >= 0:
            return at - len(tail) + found
        at += len(block)
        tail = block[-len(mark) + 1 :]
    return None
