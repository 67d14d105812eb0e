"""What every article goes through, whatever it came in: its size, its characters, its language, the day it came out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from kg.errors import UnreadableArticle
from kg.model import Article

MAX_CHARACTERS = 1_000_000

NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENGLISH = frozenset("the and that with from this were which said have has been their they would after".split())
URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
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


def article_of(text: str, hashed: str, given: Metadata, found: Metadata, where: str, warning: str | None) -> Article:
    """The article of *text*, refused where it is empty, too long or not English."""
    if not text.strip("\ufeff \t\r\n\v\f\u00a0"):
        raise UnreadableArticle("there is no text in it.", where=where)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableArticle(
            f"a text of {len(text):,} characters; the limit is {MAX_CHARACTERS:,}. Split it into its articles.",
            where=where,
        )
    warnings = [warning] if warning else []
    text, spoilt = NOT_TEXT.subn("\ufffd", text)
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
        day = day_of("-".join(m.groups()))
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


def day_of(words: str) -> date | None:
    """The day (in UTC where a time zone is given) of a full date; None where it is none.

    >>> str(day_of("2014-09-05T23:30:00-05:00")), str(day_of("Fri, 05 Sep 2014 10:00:00 GMT")), day_of("Friday")
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
