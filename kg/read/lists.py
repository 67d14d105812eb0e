"""Lists of addresses to articles, with the pages at hand: a table with a header, or a table as GDELT publishes it.

A table with a header has the column ``url`` and maybe ``file`` (the page, beside the list), ``title``, ``published``,
``publisher``, ``licence``. GDELT's tables have no header: events (58 or 61 columns) or GKG (27), separated by tabs. A
page without a file is looked for in the WARC archives in the folder of the list. Nothing is fetched.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

from kg.errors import UnreadableArticle
from kg.ids import canonical_url
from kg.model import Article, replace
from kg.read.archives import Page, article_of_page, page_at, pages
from kg.read.article import URL, Metadata, day_of
from kg.read.files import ARCHIVE_ENDINGS, ending_of, open_regular, take
from kg.read.records import metadata_of
from kg.read.texts import read_page, read_text

_GDELT = {58: (57, 56, None), 61: (60, 59, None), 27: (4, 1, 3)}
"""The number of columns to those of the address, of the day on which GDELT saw it, and of the outlet."""


def read_list(path: Path, raw: bytes, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    """The article of each address, once. One whose page is not at hand becomes an error value."""
    text = raw.decode("utf-8-sig", "replace")
    first = text.split("\n", 1)[0]
    rows = csv.reader(StringIO(text), delimiter="\t" if "\t" in first else ",", quoting=csv.QUOTE_MINIMAL)
    archived: Mapping[str, tuple[Path, int]] | None = None
    seen: set[str] = set()
    for where, row in _rows(rows, path):
        if isinstance(row, UnreadableArticle):
            yield row
            continue
        url = row["url"]
        if canonical_url(url) in seen:
            continue
        seen.add(canonical_url(url))
        try:
            if row.get("file"):
                yield _from_file(path.parent, row, given, where)
                continue
            archived = _archived(path.parent) if archived is None else archived
            page = page_at(*archived[canonical_url(url)]) if canonical_url(url) in archived else None
            if page is None:
                raise UnreadableArticle(
                    f"no page of {url} is at hand. Put it in a .warc.gz beside the list, or name it in column `file`.",
                    where=where,
                )
            yield _dated(article_of_page(page, given.over(_metadata(row)), where), row)
        except UnreadableArticle as exc:
            yield exc


def _rows(rows: Iterator[list[str]], path: Path) -> Iterator[tuple[str, dict[str, str] | UnreadableArticle]]:
    """Each row with its place: the columns by name. Raises: UnreadableArticle where it is no such table."""
    header: list[str] | None = None
    number = 0
    while True:
        number += 1
        where = f"{path}:{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as exc:
            yield where, UnreadableArticle(f"not a line of a table: {exc}.", where=where)
            continue
        if number == 1 and "url" in (names := [cell.strip().lower() for cell in row]):
            header = names
            continue
        named = _named(row, header)
        if named is None and number == 1:
            raise UnreadableArticle(
                "this is no list of articles: its first line has no column `url`, and it is no table of GDELT.",
                where=str(path),
            )
        if named is None or not URL.fullmatch(named["url"]):
            if any(cell.strip() for cell in row):
                yield where, UnreadableArticle("there is no http address in this line.", where=where)
            continue
        yield where, named


def _named(row: list[str], header: list[str] | None) -> dict[str, str] | None:
    if header is not None:
        named = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
        return {"url": "", **named}
    if len(row) not in _GDELT:
        return None
    url, seen, outlet = _GDELT[len(row)]
    return {"url": row[url].strip(), "seen": row[seen][:8], "publisher": row[outlet].strip() if outlet else ""}


def _metadata(row: Mapping[str, str]) -> Metadata:
    return metadata_of({key: value for key, value in row.items() if key in Metadata._fields})[0]


def _from_file(folder: Path, row: Mapping[str, str], given: Metadata, where: str) -> Article:
    file = folder / row["file"]
    home = os.path.realpath(folder)
    if os.path.commonpath([home, os.path.realpath(file)]) != home:
        raise UnreadableArticle(f"{row['file']} leads out of the folder of the list.", where=where)
    try:
        with open_regular(file) as stream:
            raw = take(stream, str(file))
    except UnreadableArticle as exc:
        raise UnreadableArticle(f"{row['file']}: {exc.message}", where=where) from exc
    read = read_text if ending_of(file.name) == ".txt" else read_page
    return read(raw, given.over(_metadata(row)), where)


def _dated(article: Article, row: Mapping[str, str]) -> Article:
    """*article*, which came out on the day on which GDELT saw it where it does not say so itself."""
    day: date | None = day_of("-".join((row["seen"][:4], row["seen"][4:6], row["seen"][6:]))) if "seen" in row else None
    if article.published is not None or day is None:
        return article
    notes = tuple(w for w in article.warnings if not w.startswith("no publication date"))
    return replace(article, published=day, warnings=(*notes, f"publication date {day} is that on which GDELT saw it."))


def _archived(folder: Path) -> dict[str, tuple[Path, int]]:
    """Where the page of each address stands in the archives of *folder*; of two pages the first."""
    found: dict[str, tuple[Path, int]] = {}
    for file in sorted(folder.iterdir()):
        if ending_of(file.name) in ARCHIVE_ENDINGS:
            for page in pages(file):
                if isinstance(page, Page):
                    found.setdefault(canonical_url(page.url), (file, page.offset))
    return found
