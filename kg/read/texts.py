"""Bytes of a text file or of a page to an article."""

from __future__ import annotations

import logging
import re
from datetime import date
from hashlib import sha256

from kg.errors import UnreadableArticle
from kg.model import Article, replace
from kg.read.article import MAX_CHARACTERS, URL, Metadata, article_of, day_of

_MAGIC = {
    b"%PDF": "a PDF file", b"PK\x03\x04": "a ZIP or office file", b"\x89PNG": "a PNG picture", b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture", b"\x1f\x8b": "a gzip file", b"\x7fELF": "a program", b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "an office file", b"BZh": "a bzip2 file", b"\xfd7zXZ": "an xz file", b"SQLite f": "a database",
}  # fmt: skip
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE_LINE = re.compile(
    rf"(?:(?:published|updated|posted)(?:\s+on)?:?\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:(?P<mon>{_MONTHS})\s+(?P<day>\d\d?)(?:st|nd|rd|th)?|(?P<day2>\d\d?)(?:st|nd|rd|th)?\s+(?P<mon2>{_MONTHS}))"
    r",?\s+(?P<year>(?:19|20)\d\d)\b.{0,16}",
    re.I,
)


def read_text(raw: bytes, given: Metadata, where: str) -> Article:
    _refuse_binary(raw, where)
    text, warning = _decode(raw, where)
    lines = [line.strip("\ufeff \t\r") for line in text[:5000].splitlines()]
    found = Metadata(title=_headline(lines), published=_date_line(lines))
    article = article_of(text, sha256(raw).hexdigest(), given, found, where, warning)
    if given.published is None and found.published:
        note = f"publication date {found.published} read from the date line."
        article = replace(article, warnings=(*article.warnings, note))
    return article


def _refuse_binary(raw: bytes, where: str) -> None:
    if not raw.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise UnreadableArticle("the file is empty.", where=where)
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            raise UnreadableArticle(f"is {kind}, not text. Save its text as .txt or .html.", where=where)
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableArticle("holds NUL bytes, so it is no text file. Save the article as UTF-8 text.", where=where)


def _decode(raw: bytes, where: str) -> tuple[str, str | None]:
    """The text of *raw*, and what was assumed where it is not UTF-8."""
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as exc:
        first = exc
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else []
    high = sum(byte > 0x7F for byte in raw[:100_000])
    if not encodings and high < 0.05 * min(len(raw), 100_000):
        encodings = ["cp1252"]
    if not encodings:
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:100_000]).best()
        encodings = [best.encoding] if best else []
    for encoding in [*encodings, "latin-1"] if encodings else []:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return text, f"not UTF-8 (byte {first.start}); read as {encoding}."
    raise UnreadableArticle(
        f"byte {first.start} is not UTF-8 and no other encoding fits. Save it as UTF-8.", where=where
    )


def _headline(lines: list[str]) -> str | None:
    """The first line where it looks like a headline: short, no full stop, and a story after it.

    >>> _headline(["Rebels take Amra", "", "The town fell on Friday."])
    'Rebels take Amra'
    >>> _headline(["The town fell on Friday.", "Its people fled."]) is None
    True
    """
    filled = [(n, line) for n, line in enumerate(lines) if line]
    if len(filled) < 2:
        return None
    (_, first), (place, second) = filled[:2]
    short = len(first) <= 160 and len(first.split()) <= 25
    if not short or first[-1] in ".,;:" or not (first[0].isupper() or not first[0].isalpha()) or second[0].islower():
        return None
    if place == filled[0][0] + 1 and len(first) > 60 and len(second) <= 100 and second[-1] not in ".!?\"'”’":
        return None  # a paragraph broken at a fixed width
    return None if _DATE_LINE.fullmatch(first) else first


def _date_line(lines: list[str]) -> date | None:
    """The day of a line among the first that is nothing but a date with its year.

    >>> _date_line(["Rebels take Amra", "Friday, March 2, 2012", "The town fell."])
    datetime.date(2012, 3, 2)
    """
    for line in [line for line in lines if line][:6]:
        m = _DATE_LINE.fullmatch(line)
        if m:
            month = _MONTHS.split("|").index((m["mon"] or m["mon2"]).lower()) + 1
            try:
                return date(int(m["year"]), month, int(m["day"] or m["day2"]))
            except ValueError:
                return None
    return None


def read_page(raw: bytes, given: Metadata, where: str) -> Article:
    from trafilatura import bare_extraction

    _refuse_binary(raw, where)
    if len(raw) > 10 * MAX_CHARACTERS:
        raise UnreadableArticle(f"a page of {len(raw):,} bytes; the limit is {10 * MAX_CHARACTERS:,}.", where=where)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = bare_extraction(
        raw,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "9999-12-31"},
    )
    text = page.text if page is not None and not isinstance(page, dict) else None
    if page is None or isinstance(page, dict) or not text or len(text.split()) < 8:
        raise UnreadableArticle("no article was found in this page. Save its text as .txt.", where=where)
    found = Metadata(
        title=page.title,
        published=day_of(page.date or ""),
        publisher=page.sitename,
        url=page.url if page.url and URL.fullmatch(page.url) else None,
    )
    return article_of(text, sha256(raw).hexdigest(), given, found, where, None)
