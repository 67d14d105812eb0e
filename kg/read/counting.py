"""How many articles there are to come, found without reading them: for progress."""

from __future__ import annotations

import gzip
import logging
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.read.files import ARCHIVE_ENDINGS, FEED_ENDINGS, LINES_ENDINGS, LIST_ENDINGS, article_files, ending_of, log

_BLOCK = 1 << 20
_MARKS = {
    **dict.fromkeys(LINES_ENDINGS, (b"\n",)),
    **dict.fromkeys(LIST_ENDINGS, (b"\n",)),
    **dict.fromkeys(ARCHIVE_ENDINGS, (b"WARC-Type: response", b"WARC-Type: conversion")),
    **dict.fromkeys((*FEED_ENDINGS, ".xml"), (b"<item>", b"<item ", b"<entry>", b"<entry ")),
}


def count_articles(paths: Iterable[str | os.PathLike[str]], *, enough: int | None = None) -> int | None:
    """About how many articles are at *paths*; None where standard input is among them.

    It is counted by lines and other marks, some of which may turn out to be no article. With *enough* the count ends
    there.
    """
    total = 0
    for path in paths:
        if str(path) == "-":
            return None
        for count in _counts(Path(path)):
            total += count
            if enough is not None and total >= enough:
                return total
    return total


def _counts(path: Path) -> Iterator[int]:
    level = log.level
    log.setLevel(logging.ERROR)  # what is left aside is told when it is read
    try:
        for file in article_files(path) if path.is_dir() else [path]:
            marks = _MARKS.get(ending_of(file.name)) if isinstance(file, Path) else None
            if not isinstance(file, Path) or marks is None:
                yield 1
            else:
                yield from _marks(file, marks)
    finally:
        log.setLevel(level)


def _marks(file: Path, marks: tuple[bytes, ...]) -> Iterator[int]:
    """How often one of *marks* stands in each block of *file*."""
    try:
        if not file.is_file():
            return
        with open(file, "rb") as packed, gzip.GzipFile(fileobj=packed) as unpacked:
            stream = unpacked if file.name.lower().endswith(".gz") else packed
            tail = b""
            while block := stream.read(_BLOCK):
                yield sum((tail + block).count(mark) - tail.count(mark) for mark in marks)
                tail = block[-max(map(len, marks)) + 1 :] if max(map(len, marks)) > 1 else b""
    except (OSError, EOFError, zlib.error):
        return
