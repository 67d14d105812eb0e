"""JSON to articles: one object, a list of them, or one to a line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile
from hashlib import sha256
from typing import Any, BinaryIO

from kg.errors import UnreadableArticle
from kg.model import Article, replace
from kg.read.article import NOT_TEXT, URL, Metadata, article_of, day_of
from kg.read.files import MAX_FILE_BYTES


def read_json(raw: bytes, given: Metadata, where: str) -> Iterator[Article | UnreadableArticle]:
    """The article of an object, those of a list, or those of the lines where it is one to a line."""
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableArticle("the file is empty.", where=where)
    if _several_lines(raw):
        yield from read_json_lines(iter(raw.splitlines(keepends=True)), given, where)
        return
    document = load_json(raw, where)
    if not isinstance(document, list):
        yield _record(document, given, where)
        return
    if not document:
        raise UnreadableArticle("the list is empty.", where=where)
    for n, record in enumerate(document, 1):
        try:
            yield _record(record, given, f"{where}, article {n}")
        except UnreadableArticle as exc:
            yield exc


def _several_lines(raw: bytes) -> bool:
    """Whether *raw* is an object on its first line and more on the next."""
    lines = [line for line in raw.lstrip(b"\xef\xbb\xbf").split(b"\n", 3)[:3] if line.strip()]
    return (
        len(lines) > 1
        and all(line.lstrip().startswith(b"{") for line in lines[:2])
        and lines[0].rstrip().endswith(b"}")
    )


def read_json_lines(
    lines: BinaryIO | Iterator[bytes], given: Metadata, where: str
) -> Iterator[Article | UnreadableArticle]:
    number, any_line = 0, False
    while True:
        here = f"{where}:{number + 1}"
        try:
            line = lines.readline(MAX_FILE_BYTES + 1) if hasattr(lines, "readline") else next(lines, b"")
            too_long = len(line) > MAX_FILE_BYTES
            while too_long and line and not line.endswith(b"\n"):
                line = lines.readline(MAX_FILE_BYTES) if hasattr(lines, "readline") else b""
        except (EOFError, zlib.error, BadGzipFile) as exc:
            message = f"the packed file is cut off or damaged here ({exc}). What stands before it is read."
            yield UnreadableArticle(message, where=here)
            return
        if not line and not too_long:
            break
        number += 1
        if too_long:
            yield UnreadableArticle(f"the line is longer than {MAX_FILE_BYTES:,} bytes.", where=here)
            continue
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        any_line = True
        try:
            yield _record(load_json(line, here), given, here)
        except UnreadableArticle as exc:
            yield exc
    if not any_line:
        yield UnreadableArticle("the file is empty.", where=where)


def load_json(raw: bytes, where: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise UnreadableArticle(f"byte {exc.start} is not UTF-8, as JSON must be.", where=where) from exc
    except RecursionError as exc:
        raise UnreadableArticle("the JSON is nested too deep.", where=where) from exc
    except json.JSONDecodeError as exc:
        raise UnreadableArticle(f"not JSON: {exc.msg} at line {exc.lineno}, column {exc.colno}.", where=where) from exc
    except ValueError as exc:
        raise UnreadableArticle(f"not JSON that can be read: {exc}.", where=where) from exc


def _record(record: Any, given: Metadata, where: str) -> Article:
    if not isinstance(record, dict):
        raise UnreadableArticle('an article is a JSON object with a "text".', where=where)
    text = record.get("text")
    if not isinstance(text, str):
        what = 'has no "text"' if text is None else 'its "text" is not a string'
        raise UnreadableArticle(f'{what}; an article is a JSON object with a "text".', where=where)
    found, warnings = metadata_of(record)
    hashed = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    article = article_of(text, hashed, given, found, where, None)
    return replace(article, warnings=(*warnings, *article.warnings))


def metadata_of(record: dict[str, Any]) -> tuple[Metadata, tuple[str, ...]]:
    """The metadata of a JSON object, and a warning for each that is not usable."""
    found: dict[str, Any] = {}
    warnings = []
    for key in Metadata._fields:
        value = record.get(key)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            warnings.append(f'"{key}" is not a string and was not used.')
        elif key == "published":
            found[key] = day_of(value)
            if found[key] is None:
                warnings.append(f'"published": {value[:40]!r} is no date. Write YYYY-MM-DD.')
        elif key == "url" and not URL.fullmatch(value):
            warnings.append(f'"url": {value[:80]!r} is no http address and was not used.')
        else:
            found[key] = NOT_TEXT.sub("\ufffd", " ".join(value.split()))[:2000]
    return Metadata(**found), tuple(warnings)
