"""Files, folders and standard input to articles. What is no article becomes an error value that names it.

All input is hostile: nothing past a limit is taken into memory, links that lead out of a folder are not followed, and
only regular files are opened.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import UnreadableArticle
from kg.model import Article, replace
from kg.read.archives import read_archive
from kg.read.article import Metadata
from kg.read.counting import count_articles
from kg.read.feeds import read_feed
from kg.read.files import (
    ARCHIVE_ENDINGS,
    ENDINGS,
    FEED_ENDINGS,
    HTML_ENDINGS,
    JSON_ENDINGS,
    LINES_ENDINGS,
    LIST_ENDINGS,
    NAMED_ENDINGS,
    SIDECAR,
    TEXT_ENDINGS,
    article_files,
    ending_of,
    holds_many,
    open_regular,
    take,
)
from kg.read.lists import read_list
from kg.read.records import load_json, metadata_of, read_json, read_json_lines
from kg.read.texts import read_page, read_text

__all__ = ["article_files", "count_articles", "holds_many", "read_article", "read_articles"]


def read_article(
    path: str | os.PathLike[str],
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Article:
    """The one article of a file.

    Args:
        path: a ``.txt``, ``.html``, ``.json``, ``.jsonl`` file, an archive, a feed or a list.
        published, publisher, url: hold before what the sidecar and the file itself say.
    Raises: UnreadableArticle, saying what is wrong and what to do, also where the file holds several.
    """
    found = list(read_articles(path, published=published, publisher=publisher, url=url))
    if len(found) != 1:
        raise UnreadableArticle(f"holds {len(found)} articles; one is asked for.", where=str(path))
    if isinstance(found[0], UnreadableArticle):
        raise found[0]
    return found[0]


def read_articles(
    path: str | os.PathLike[str],
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | UnreadableArticle]:
    """Every article at *path*: a file, a folder of them (sorted, with its folders), or ``-`` for standard input.

    What is given as an option holds before the sidecar ``NAME.meta.json``, that before what the file says. A JSON
    article is an object with ``text`` and maybe ``title``, ``published``, ``publisher``, ``url``, ``licence``; a list
    of them; or one on each line. Other keys are ignored. One that cannot be read is yielded as an error that names it.
    """
    given = Metadata(published=published, publisher=publisher, url=url)
    if str(path) == "-":
        yield from _guarded(_stdin(stdin or sys.stdin.buffer, given), "-")
    elif os.path.isdir(path):
        files = list(article_files(Path(path)))
        if not files:
            yield UnreadableArticle(f"no articles are in this folder ({', '.join(ENDINGS)}).", where=str(path))
        for file in files:
            if isinstance(file, UnreadableArticle):
                yield file
            else:
                yield from _guarded(_file(file, given), str(file))
    else:
        yield from _guarded(_file(Path(path), given), str(path))


def _guarded(articles: Iterator[Article | UnreadableArticle], where: str) -> Iterator[Article | UnreadableArticle]:
    """*articles*, with what goes wrong on the way as a last error value."""
    try:
        yield from articles
    except UnreadableArticle as exc:
        yield exc
    except OSError as exc:
        yield UnreadableArticle(f"cannot be read: {exc.strerror or exc}.", where=where)


def _file(path: Path, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    ending = ending_of(path.name)
    where = str(path)
    if ending in LINES_ENDINGS:
        with open_regular(path) as stream:
            lines = gzip.GzipFile(fileobj=stream) if ending.endswith(".gz") else stream
            yield from read_json_lines(cast("BinaryIO", lines), given, where)
        return
    if ending in ARCHIVE_ENDINGS:
        yield from read_archive(path, given)
        return
    with open_regular(path) as stream:
        raw = take(stream, where)
    sidecar, warnings = _sidecar(path)
    given = given.over(sidecar)
    if ending in HTML_ENDINGS:
        article = read_page(raw, given, where)
    elif ending in JSON_ENDINGS:
        yield from read_json(raw, given, where)
        return
    elif ending in LIST_ENDINGS:
        yield from read_list(path, raw, given)
        return
    elif ending in (*FEED_ENDINGS, ".xml"):
        yield from read_feed(raw, given, where)
        return
    elif ending in TEXT_ENDINGS or not ending:
        article = read_text(raw, given, where)
    else:
        raise UnreadableArticle(
            f"{ending} files are not read; give {', '.join(NAMED_ENDINGS)} or a folder.", where=where
        )
    yield replace(article, warnings=(*warnings, *article.warnings))


def _stdin(stream: BinaryIO, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    raw = take(stream, "-")
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    if start.startswith((b"{", b"[")) and not start.startswith(b"{\\rtf"):
        yield from read_json(raw, given, "-")
    elif start.startswith((b"<!doctype html", b"<html")):
        yield read_page(raw, given, "-")
    else:
        yield read_text(raw, given, "-")


def _sidecar(path: Path) -> tuple[Metadata, tuple[str, ...]]:
    """What ``NAME.meta.json`` beside ``NAME.txt`` says; a warning where it cannot be read."""
    beside = path.with_name(path.stem + SIDECAR)
    if not beside.is_file():
        return Metadata(), ()
    try:
        with open_regular(beside) as stream:
            record = load_json(stream.read(1_000_000), str(beside))
    except (OSError, UnreadableArticle) as exc:
        return Metadata(), (f"the sidecar was not used: {exc}",)
    if not isinstance(record, dict):
        return Metadata(), (f"the sidecar was not used: {beside}: not a JSON object.",)
    found, warnings = metadata_of(record)
    return found, tuple(f"{beside.name}: {warning}" for warning in warnings)
