"""Files found and opened with care: only regular ones, none out of the folder, nothing past a limit."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import UnreadableArticle

MAX_FILE_BYTES = 32_000_000
TEXT_ENDINGS = (".txt",)
HTML_ENDINGS = (".html", ".htm")
JSON_ENDINGS = (".json",)
LINES_ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
ARCHIVE_ENDINGS = (".warc", ".warc.gz")
FEED_ENDINGS = (".rss", ".atom")
ENDINGS = TEXT_ENDINGS + HTML_ENDINGS + JSON_ENDINGS + LINES_ENDINGS + ARCHIVE_ENDINGS + FEED_ENDINGS
LIST_ENDINGS = (".csv", ".tsv")
NAMED_ENDINGS = (*ENDINGS, ".xml", *LIST_ENDINGS)
"""What is read where it is named itself; in a folder only ENDINGS are: a table or XML beside articles is seldom one."""
SIDECAR = ".meta.json"

log = logging.getLogger(__name__)


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, with what is packed in a ``.gz``.

    >>> ending_of("News.JSONL.gz"), ending_of("2024.05.txt"), ending_of("notes")
    ('.jsonl.gz', '.txt', '')
    """
    stem, ending = os.path.splitext(name.lower())
    return os.path.splitext(stem)[1] + ending if ending == ".gz" else ending


def holds_many(name: str) -> bool:
    """Whether a file of this name holds one article after another.

    >>> holds_many("news.jsonl.gz"), holds_many("a.html")
    (True, False)
    """
    return ending_of(name) in (*LINES_ENDINGS, *ARCHIVE_ENDINGS, *FEED_ENDINGS, *LIST_ENDINGS, ".xml")


def article_files(root: Path) -> Iterator[Path | UnreadableArticle]:
    """The article files under *root*, in order; other endings are counted in a notice."""
    home = os.path.realpath(root)
    others: dict[str, int] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        present = set(names)
        for name in sorted(names):
            path = Path(folder, name)
            stem, ending = os.path.splitext(name)[0], ending_of(name)
            if name.startswith(".") or name.endswith(SIDECAR):
                continue
            if ending not in ENDINGS:
                others[ending or name] = others.get(ending or name, 0) + 1
            elif os.path.commonpath([home, os.path.realpath(path)]) != home:
                yield UnreadableArticle(
                    "is a link that leads out of the folder. Name the file itself to read it.", where=str(path)
                )
            elif ending in JSON_ENDINGS and any(stem + e in present for e in TEXT_ENDINGS + HTML_ENDINGS):
                others[".json beside a text"] = others.get(".json beside a text", 0) + 1
            else:
                yield path
    if others:
        listed = ", ".join(f"{n} {ending}" for ending, n in sorted(others.items()))
        log.warning("%s: left aside what is no article by its name: %s", root, listed)


def open_regular(path: Path) -> BinaryIO:
    """*path* opened for reading. Raises: UnreadableArticle where it is no regular file (a pipe would never end)."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as exc:
        raise UnreadableArticle("there is no such file.", where=str(path)) from exc
    stream = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        stream.close()
        raise UnreadableArticle("is not a regular file. To read a pipe, use `-`.", where=str(path))
    return stream


def take(stream: BinaryIO, where: str) -> bytes:
    raw = stream.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        raise UnreadableArticle(
            f"is larger than {MAX_FILE_BYTES:,} bytes. Put many articles in a .jsonl file, one to a line.",
            where=where,
        )
    return raw
