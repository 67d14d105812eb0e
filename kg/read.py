"""Files, folders and standard input to articles. What is no article becomes an error value that names it.

All input is hostile: nothing past a limit is taken into memory, links that lead out of a folder are not followed, and
only regular files are opened.
"""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from kg.errors import UnreadableArticle
from kg.model import Article, replace

MAX_CHARACTERS = 1_000_000
MAX_FILE_BYTES = 32_000_000
TEXT_ENDINGS = (".txt",)
HTML_ENDINGS = (".html", ".htm")
JSON_ENDINGS = (".json",)
LINES_ENDINGS = (".jsonl", ".ndjson")
ENDINGS = TEXT_ENDINGS + HTML_ENDINGS + JSON_ENDINGS + LINES_ENDINGS
SIDECAR = ".meta.json"

log = logging.getLogger(__name__)

_MAGIC = {
    b"%PDF": "a PDF file", b"PK\x03\x04": "a ZIP or office file", b"\x89PNG": "a PNG picture", b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture", b"\x1f\x8b": "a gzip file", b"\x7fELF": "a program", b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "an office file", b"BZh": "a bzip2 file", b"\xfd7zXZ": "an xz file", b"SQLite f": "a database",
}  # fmt: skip
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENGLISH = frozenset("the and that with from this were which said have has been their they would after".split())
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE_LINE = re.compile(
    rf"(?:(?:published|updated|posted)(?:\s+on)?:?\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:(?P<mon>{_MONTHS})\s+(?P<day>\d\d?)(?:st|nd|rd|th)?|(?P<day2>\d\d?)(?:st|nd|rd|th)?\s+(?P<mon2>{_MONTHS}))"
    r",?\s+(?P<year>(?:19|20)\d\d)\b.{0,16}",
    re.I,
)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/-]|$)")
_NO_DATE = (
    'no publication date, so "last Tuesday" and its like get no day. Give --published YYYY-MM-DD, or "published" in the'
    " JSON or in NAME.meta.json."
)


class Metadata(NamedTuple):
    """What is known of an article besides its text; what is None is unknown."""

    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """These, and where one is unknown that of *other*."""
        return other._replace(**{key: value for key, value in self._asdict().items() if value is not None})


def read_article(
    path: str | os.PathLike[str],
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Article:
    """The one article of a file.

    Args:
        path: a ``.txt``, ``.html``, ``.json`` or ``.jsonl`` file.
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
        files = list(_files(Path(path)))
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


def _files(root: Path) -> Iterator[Path | UnreadableArticle]:
    """The article files under *root*, in order; other endings are counted in a notice."""
    home = os.path.realpath(root)
    others: dict[str, int] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        present = set(names)
        for name in sorted(names):
            path = Path(folder, name)
            stem, ending = os.path.splitext(name)
            if name.startswith(".") or name.endswith(SIDECAR):
                continue
            if ending.lower() not in ENDINGS:
                others[ending or name] = others.get(ending or name, 0) + 1
            elif os.path.commonpath([home, os.path.realpath(path)]) != home:
                yield UnreadableArticle(
                    "is a link that leads out of the folder. Name the file itself to read it.", where=str(path)
                )
            elif ending.lower() in JSON_ENDINGS and any(stem + e in present for e in TEXT_ENDINGS + HTML_ENDINGS):
                others[".json beside a text"] = others.get(".json beside a text", 0) + 1
            else:
                yield path
    if others:
        listed = ", ".join(f"{n} {ending}" for ending, n in sorted(others.items()))
        log.warning("%s: left aside what is no article by its name: %s", root, listed)


def _file(path: Path, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    ending = path.suffix.lower()
    where = str(path)
    if ending in LINES_ENDINGS:
        with _open(path) as stream:
            yield from _json_lines(stream, given, where)
        return
    with _open(path) as stream:
        raw = _take(stream, where)
    sidecar, warnings = _sidecar(path)
    given = given.over(sidecar)
    if ending in HTML_ENDINGS:
        article = _page(raw, given, where)
    elif ending in JSON_ENDINGS:
        yield from _json(raw, given, where)
        return
    elif ending in TEXT_ENDINGS or not ending:
        article = _text(raw, given, where)
    else:
        raise UnreadableArticle(f"{ending} files are not read; give {', '.join(ENDINGS)} or a folder.", where=where)
    yield replace(article, warnings=(*warnings, *article.warnings))


def _stdin(stream: BinaryIO, given: Metadata) -> Iterator[Article | UnreadableArticle]:
    raw = _take(stream, "-")
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    if start.startswith((b"{", b"[")) and not start.startswith(b"{\\rtf"):
        yield from _json(raw, given, "-")
    elif start.startswith((b"<!doctype html", b"<html")):
        yield _page(raw, given, "-")
    else:
        yield _text(raw, given, "-")


def _open(path: Path) -> BinaryIO:
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


def _take(stream: BinaryIO, where: str) -> bytes:
    raw = stream.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        raise UnreadableArticle(
            f"is larger than {MAX_FILE_BYTES:,} bytes. Put many articles in a .jsonl file, one to a line.",
            where=where,
        )
    return raw


# Text


def _text(raw: bytes, given: Metadata, where: str) -> Article:
    _refuse_binary(raw, where)
    text, warning = _decode(raw, where)
    lines = [line.strip("\ufeff \t\r") for line in text[:5000].splitlines()]
    found = Metadata(title=_headline(lines), published=_date_line(lines))
    article = _article(text, sha256(raw).hexdigest(), given, found, where, warning)
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


# Pages


def _page(raw: bytes, given: Metadata, where: str) -> Article:
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
        published=_day(page.date or ""),
        publisher=page.sitename,
        url=page.url if page.url and _URL.fullmatch(page.url) else None,
    )
    return _article(text, sha256(raw).hexdigest(), given, found, where, None)


# JSON


def _json(raw: bytes, given: Metadata, where: str) -> Iterator[Article | UnreadableArticle]:
    """The article of an object, those of a list, or those of the lines where it is one to a line."""
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableArticle("the file is empty.", where=where)
    if _several_lines(raw):
        yield from _json_lines(iter(raw.splitlines(keepends=True)), given, where)
        return
    document = _load(raw, where)
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


def _json_lines(
    lines: BinaryIO | Iterator[bytes], given: Metadata, where: str
) -> Iterator[Article | UnreadableArticle]:
    number, any_line = 0, False
    while True:
        line = lines.readline(MAX_FILE_BYTES + 1) if hasattr(lines, "readline") else next(lines, b"")
        if not line:
            break
        number += 1
        here = f"{where}:{number}"
        if len(line) > MAX_FILE_BYTES:
            while line and not line.endswith(b"\n"):
                line = lines.readline(MAX_FILE_BYTES) if hasattr(lines, "readline") else b""
            yield UnreadableArticle(f"the line is longer than {MAX_FILE_BYTES:,} bytes.", where=here)
            continue
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        any_line = True
        try:
            yield _record(_load(line, here), given, here)
        except UnreadableArticle as exc:
            yield exc
    if not any_line:
        yield UnreadableArticle("the file is empty.", where=where)


def _load(raw: bytes, where: str) -> Any:
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
    found, warnings = _metadata(record)
    hashed = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    article = _article(text, hashed, given, found, where, None)
    return replace(article, warnings=(*warnings, *article.warnings))


def _metadata(record: dict[str, Any]) -> tuple[Metadata, tuple[str, ...]]:
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
            found[key] = _day(value)
            if found[key] is None:
                warnings.append(f'"published": {value[:40]!r} is no date. Write YYYY-MM-DD.')
        elif key == "url" and not _URL.fullmatch(value):
            warnings.append(f'"url": {value[:80]!r} is no http address and was not used.')
        else:
            found[key] = _NOT_TEXT.sub("\ufffd", " ".join(value.split()))[:2000]
    return Metadata(**found), tuple(warnings)


def _sidecar(path: Path) -> tuple[Metadata, tuple[str, ...]]:
    """What ``NAME.meta.json`` beside ``NAME.txt`` says; a warning where it cannot be read."""
    beside = path.with_name(path.stem + SIDECAR)
    if not beside.is_file():
        return Metadata(), ()
    try:
        with _open(beside) as stream:
            record = _load(stream.read(1_000_000), str(beside))
    except (OSError, UnreadableArticle) as exc:
        return Metadata(), (f"the sidecar was not used: {exc}",)
    if not isinstance(record, dict):
        return Metadata(), (f"the sidecar was not used: {beside}: not a JSON object.",)
    found, warnings = _metadata(record)
    return found, tuple(f"{beside.name}: {warning}" for warning in warnings)


def _day(words: str) -> date | None:
    """The day (in UTC where a time zone is given) of a full date; None where it is none.

    >>> str(_day("2014-09-05T23:30:00-05:00")), str(_day("Fri, 05 Sep 2014 10:00:00 GMT")), _day("Friday")
    ('2014-09-06', '2014-09-05', None)
    """
    words = words.strip()
    if len(words) > 60 or not re.search(r"\d", words):
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        import dateparser

        settings = {"REQUIRE_PARTS": ["day", "month", "year"], "RETURN_AS_TIMEZONE_AWARE": False, "TIMEZONE": "UTC"}
        parsed = dateparser.parse(words, languages=["en"], settings=settings) if re.search(r"\d{4}", words) else None
        if parsed is None:
            return None
        moment = parsed
    try:
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except OverflowError:
        return None


# What every article goes through


def _article(text: str, hashed: str, given: Metadata, found: Metadata, where: str, warning: str | None) -> Article:
    """The article of *text*, refused where it is empty, too long or not English."""
    if not text.strip("\ufeff \t\r\n\v\f\u00a0"):
        raise UnreadableArticle("there is no text in it.", where=where)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableArticle(
            f"a text of {len(text):,} characters; the limit is {MAX_CHARACTERS:,}. Split it into its articles.",
            where=where,
        )
    warnings = [warning] if warning else []
    text, spoilt = _NOT_TEXT.subn("\ufffd", text)
    if spoilt > 0.01 * len(text) + 3:
        raise UnreadableArticle(f"{spoilt:,} of its characters are control characters: this is no text.", where=where)
    if spoilt:
        warnings.append(f"{spoilt} control characters or lone surrogates are read as U+FFFD.")
    language = _language(text)
    if language != "en":
        raise UnreadableArticle(
            f"its language seems to be {_language_name(language)}, and only English is read. Translate it first.",
            where=where,
        )
    known = given.over(found)
    if known.published is None and known.url and (m := _URL_DAY.search(known.url)):
        day = _day("-".join(m.groups()))
        known = known._replace(published=day)
        if day:
            warnings.append(f"publication date {day} read from the address.")
    if known.published is None:
        warnings.append(_NO_DATE)
    return Article(
        text=text, sha256=hashed, title=known.title, published=known.published, publisher=known.publisher,
        url=known.url, language=language, licence=known.licence, where=where, warnings=tuple(warnings),
    )  # fmt: skip


def _language(text: str) -> str:
    """The language of *text* as an ISO 639-1 code; a text too short to tell passes as English."""
    sample = text[:20_000]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if sum(w in _ENGLISH for w in words) >= 0.06 * len(words) and words:
        return "en"
    latin = sum("a" <= c <= "z" for c in sample.lower())
    letters = sum(c.isalpha() for c in sample)
    if letters < 40 and latin > 0.6 * letters:
        return "en"
    import py3langid

    language: str = py3langid.classify(sample)[0]
    return "en" if language == "pcm" else language  # Nigerian English is taken for Pidgin


def _language_name(code: str) -> str:
    import pycountry

    language = pycountry.languages.get(alpha_2=code)
    return language.name if language else repr(code)
