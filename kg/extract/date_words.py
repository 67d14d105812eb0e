"""The words of a date and the days they stand for: a rule for each way of writing one.

Everything is anchored on the day of publication; without one, relative words get no date. A direction ("past",
"present", "future"), read elsewhere from the governing verb, tells which Monday, which June and which 8 April is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from kg.extract.calendar_days import earlier_by, month_span, span_around, third_of
from kg.model import Holds, TimePrecision

Direction = Literal["past", "present", "future"]

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}
_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_NUMBERS = {word: float(i) for i, word in enumerate(_SMALL.split(), 1)} | {
    "a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_FEASTS = {"christmas eve": (12, 24), "christmas": (12, 25), "new year's eve": (12, 31), "new year's": (1, 1)}
# How far back "recent weeks" and "weeks ago" may reach (own convention).
_REACH = {"day": (10, "day"), "week": (8, "week"), "month": (6, "month"), "year": (5, "year"), "decade": (3, "decade")}
_PRECISION: dict[str, TimePrecision] = {"day": "day", "week": "week", "month": "month", "year": "year"}
_YEAR_SHIFT = {"last": -1, "this": 0, "next": 1}


class When(NamedTuple):
    """The days that words stand for, how they are to be read, and an ISO 8601 duration."""

    start: date | None = None
    end: date | None = None
    precision: TimePrecision = "unknown"
    holds: Holds = "within"
    duration: str | None = None


class Anchor(NamedTuple):
    """What relative words hang on."""

    published: date | None
    direction: Direction | None = None


class Found(NamedTuple):
    """An expression at ``text[begin:end]`` and the rule that read it."""

    begin: int
    end: int
    when: When
    rule: str


Builder = Callable[[re.Match[str], Anchor], When | None]
_RULES: list[tuple[str, re.Pattern[str], Builder]] = []
_NOTHING = When()
# Lengths and moments that no "since" or "until" goes with, and no range is made of.
LENGTHS = frozenset(("duration", "compound", "stretch", "recent", "elsewhere", "ago"))


def _rule(name: str, *pattern: str) -> Callable[[Builder], Builder]:
    """Read what *pattern* matches at the beginning of a word by the function below."""

    def add(build: Builder) -> Builder:
        _RULES.append((name, re.compile("".join(pattern)), build))
        return build

    return add


# Pieces of the patterns

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s+\d))"
)
_MON = f"(?P<mon>{_MONTH})"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PLAIN_YEAR = r"(?:1[5-9]|20)\d\d(?![\d,.]\d|\d)"
_YEAR = f"(?P<year>{_PLAIN_YEAR})"
_YEAR_TOO = rf"(?:,?\s+(?:of\s+)?(?:{_YEAR}|(?P<yearword>last|this|next) year))?\b"
_TH = r"(?:st|nd|rd|th)?"
_DASH = r"\s*[-–]\s*"
_PART = r"(?:(?P<part>(?i:early|mid|late|earlier|later))(?:\s+|\s*-\s*)(?:in\s+)?)?"
_WHICH = (
    r"(?:(?P<which>(?i:this past|this coming|the coming|the past|the previous|the following|last|past|this|next))\s+)?"
)
_UNIT = r"(?P<unit>hour|day|night|week|month|year|decade)"
_COUNT = (
    rf"(?P<n>\d{{1,3}}(?![\d,./])|half an?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
    rf"|{_SMALL.replace(' ', '|')}|an?)"
)
_VAGUE = r"(?P<vague>(?:(?:a )?few|several|many|a couple of|a number of|some|countless)\s+)?"
_ABOUT = (
    r"(?:(?:more than|less than|at least|up to|as (?:long|many) as|about|around|nearly|almost|over|some|roughly|only"
    r"|just|the)\s+)*"
)


def _nearest(candidates: list[date], anchor: Anchor) -> date:
    """The one of *candidates* that the direction points at: the latest past one, the next one, or the nearest.

    "The truce expires on 19 December", printed on the 23rd, is not a year away: what is close goes before what is far.
    """
    published = anchor.published or candidates[0]
    nearest = min(candidates, key=lambda d: (abs((d - published).days), d > published))
    if anchor.direction == "future":
        found = min((d for d in candidates if d >= published), default=max(candidates))
    elif anchor.direction == "past":
        found = max((d for d in candidates if d <= published), default=min(candidates))
    else:
        return nearest
    close, far = abs((nearest - published).days) <= 31, abs((found - published).days) > 270
    return nearest if close and far else found


def _number(words: str) -> float:
    """
    >>> _number("45"), _number("half a"), _number("twenty-one")
    (45.0, 0.5, 21.0)
    """
    words = words.lower()
    if words.isdigit():
        return float(words)
    return 0.5 if words.startswith("half") else sum(_NUMBERS.get(word, 0) for word in re.split(r"[\s-]+", words))


def _iso_duration(number: float, unit: str) -> str:
    """
    >>> _iso_duration(2, "month"), _iso_duration(72, "hour"), _iso_duration(0.5, "year")
    ('P2M', 'PT72H', 'P6M')
    """
    if number == 0.5:
        number, unit = {"year": (6, "month"), "decade": (5, "year"), "month": (15, "day")}.get(unit, (12, "hour"))
    if unit == "decade":
        number, unit = number * 10, "year"
    letter = "D" if unit == "night" else unit[0].upper()
    return f"P{'T' if unit == 'hour' else ''}{round(number)}{letter}"


# Rules: the days of each way of writing


@_rule("iso-date", r"\d{4}-\d\d-\d\d\b")
def _iso_date(m: re.Match[str], _: Anchor) -> When:
    day = date.fromisoformat(m[0])
    return When(day, day, "day")


@_rule("slashes", r"(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)\d\d)\b")
def _slashes(m: re.Match[str], _: Anchor) -> When:
    """16/12/2008; no day where month and day may be exchanged."""
    first, second = int(m["first"]), int(m["second"])
    if first <= 12 and second <= 12 and first != second:
        return _NOTHING
    month, day = (first, second) if first <= 12 else (second, first)
    found = date(int(m["year"]), month, day)
    return When(found, found, "day")


@_rule(
    "nine-eleven",
    r"9/11\b|(?:Sept(?:ember|\.)? 11(?:th)?|11(?:th)? September)",
    r"(?:,? 2001|(?=(?:'s)? (?:terror\w* )?(?:attack|hijack|atroc)))",
)
def _nine_eleven(_m: re.Match[str], _: Anchor) -> When:
    day = date(2001, 9, 11)
    return When(day, day, "day")


@_rule(
    "day-month",
    rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?(?P<day>\d\d?){_TH}(?:{_DASH}(?P<last>\d\d?){_TH})?\s+(?:of\s+)?{_MON}{_YEAR_TOO}",
)
@_rule(
    "month-day",
    rf"(?:{_WEEKDAY},?\s+)?{_MON}\s+(?:the\s+)?(?P<day>\d\d?){_TH}(?:{_DASH}(?P<last>\d\d?))?(?![\d:]){_YEAR_TOO}",
)
def _full_date(m: re.Match[str], anchor: Anchor) -> When | None:
    month, day = _MONTHS[m["mon"][:3].lower()], int(m["day"])
    if m["year"]:
        years = [int(m["year"])]
    elif anchor.published is None:
        return _NOTHING
    else:
        shifts = [_YEAR_SHIFT[m["yearword"]]] if m["yearword"] else [-1, 0, 1]
        years = [anchor.published.year + shift for shift in shifts]
    starts = [date(year, month, day) for year in years if 1 <= day <= month_span(year, month)[1].day]
    if m["weekday"]:
        starts = [d for d in starts if d.weekday() == _WEEKDAYS[m["weekday"][:3].lower()]] or starts
    if not starts:
        return None
    start = _nearest(starts, anchor)
    end = start.replace(day=int(m["last"] or day))
    return When(start, end, "day" if start == end else "interval") if start <= end else None


@_rule("month", rf"{_WHICH}{_PART}{_MON}{_YEAR_TOO}")
def _month_of_year(m: re.Match[str], anchor: Anchor) -> When:
    month, which = _MONTHS[m["mon"][:3].lower()], (m["which"] or "").lower()
    if m["year"]:
        year = int(m["year"])
    elif anchor.published is None:
        return _NOTHING
    else:
        published = anchor.published
        year = published.year
        if m["yearword"]:
            year += _YEAR_SHIFT[m["yearword"]]
        elif "next" in which or "coming" in which:
            year += month <= published.month
        elif "last" in which or "past" in which:
            year -= month >= published.month
        elif which != "this":
            year += month < published.month if anchor.direction == "future" else -(month > published.month)
    start, end = third_of(*month_span(year, month), m["part"])
    return When(start, end, "interval" if m["part"] else "month")


@_rule("years", rf"(?P<first>(?:1[5-9]|20)\d\d){_DASH}(?P<last>(?:1[5-9]|20)\d\d|\d\d)\b(?![-–/])")
def _years(m: re.Match[str], _: Anchor) -> When | None:
    first, last = int(m["first"]), int(m["last"] if len(m["last"]) == 4 else m["first"][:2] + m["last"])
    return When(date(first, 1, 1), date(last, 12, 31), "interval") if first < last else None


@_rule("decade", rf"(?:(?i:the)\s+)?{_PART}(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b")
def _decade(m: re.Match[str], _: Anchor) -> When:
    first, last = {"e": (0, 3), "m": (4, 6), "l": (7, 9)}.get((m["part"] or "-")[0].lower(), (0, 9))
    return When(date(int(m["decade"]) + first, 1, 1), date(int(m["decade"]) + last, 12, 31), "interval")


@_rule("year", rf"{_PART}{_YEAR}\b(?!\s*(?:%|percent))")
def _year(m: re.Match[str], _: Anchor) -> When:
    start, end = third_of(date(int(m["year"]), 1, 1), date(int(m["year"]), 12, 31), m["part"])
    return When(start, end, "interval" if m["part"] else "year")


@_rule("season", rf"{_WHICH}(?:the\s+)?{_PART}(?P<season>(?i:spring|summer|autumn|fall|winter)){_YEAR_TOO}")
def _season(m: re.Match[str], anchor: Anchor) -> When:
    """Seasons of the northern half, by whole months; a winter is named by the year in which it begins."""
    month, which = _SEASONS[m["season"].lower()], (m["which"] or "").lower()

    def of(year: int) -> tuple[date, date]:
        return month_span(year, month)[0], month_span(year, month + 2)[1]

    if m["year"]:
        found = of(int(m["year"]))
    elif anchor.published is None:
        return _NOTHING
    elif m["yearword"]:
        found = of(anchor.published.year + _YEAR_SHIFT[m["yearword"]])
    else:
        published = anchor.published
        seasons = [of(published.year + shift) for shift in (-2, -1, 0, 1)]
        begun = max(season for season in seasons if season[0] <= published)
        coming = min(season for season in seasons if season[0] > published)
        if "last" in which or "past" in which:
            found = max(season for season in seasons if season[1] < published)
        elif "next" in which or "coming" in which:
            found = coming
        elif begun[1] >= published or anchor.direction != "future":
            found = coming if which == "this" and begun[1].year < published.year else begun
        else:
            found = coming
    return When(*third_of(*found, m["part"]), "interval")


_NOT_A_DAY = r"(?!\s+(?:Times|Telegraph|Express|Mail|Mirror|Herald|Post|Tribune|Agreement|Accord|Prayers))"
_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night|noon|midday|midnight))?\b"


@_rule("weekday", rf"{_WHICH}(?:(?i:early|late|earlier|later)\s+(?:on\s+)?)?{_WEEKDAY}{_NOT_A_DAY}{_OF_DAY}")
def _weekday(m: re.Match[str], anchor: Anchor) -> When:
    if anchor.published is None:
        return _NOTHING
    published, which = anchor.published, (m["which"] or "").lower()
    behind = (published.weekday() - _WEEKDAYS[m["weekday"][:3].lower()]) % 7
    if any(word in which for word in ("last", "past", "previous")):
        shift = -(behind or 7)
    elif any(word in which for word in ("next", "coming", "following")):
        shift = 7 - behind
    else:
        shift = (7 - behind) % 7 if anchor.direction == "future" else -behind
    day = published + timedelta(days=shift)
    return When(day, day, "day")


@_rule(
    "near-day",
    r"(?i:(?:(?:early|earlier|late|later)\s+)?",
    r"(?:(?P<before>the day before yesterday)|(?P<after>the day after tomorrow)|",
    r"(?P<eve>yesterday|last (?:night|evening))|(?P<morrow>tomorrow)|(?P<night>overnight)",
    rf"|today|tonight|this (?:morning|afternoon|evening)){_OF_DAY})",
)
def _near_day(m: re.Match[str], anchor: Anchor) -> When:
    if anchor.published is None:
        return _NOTHING
    shift = -2 if m["before"] else 2 if m["after"] else -1 if m["eve"] or m["night"] else 1 if m["morrow"] else 0
    day = anchor.published + timedelta(days=shift)
    return When(day, anchor.published, "interval") if m["night"] else When(day, day, "day")


@_rule("weekend", rf"{_WHICH}(?:the\s+)?(?i:weekend)\b")
def _weekend(m: re.Match[str], anchor: Anchor) -> When:
    if anchor.published is None:
        return _NOTHING
    published, which = anchor.published, (m["which"] or "").lower()
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)  # the latest one
    now = published.weekday() >= 5
    if any(word in which for word in ("last", "past", "previous")):
        saturday -= timedelta(days=7 * now)
    elif "next" in which or "coming" in which:
        saturday += timedelta(days=7)
    elif anchor.direction == "future" or (which == "this" and anchor.direction != "past"):
        saturday += timedelta(days=7 * (not now))
    return When(saturday, saturday + timedelta(days=1), "interval")


@_rule(
    "calendar-unit",
    rf"(?i:{_PART}(?:the\s+)?(?P<which>this past|this|last|next|past|coming|previous|following|current)\s+",
    r"(?P<unit>week|month|year|decade))\b(?!-)",
)
def _calendar_unit(m: re.Match[str], anchor: Anchor) -> When:
    """last week, this month, next year, later this year, the coming week."""
    unit, which, part = m["unit"].lower(), m["which"].lower(), (m["part"] or "").lower()
    if anchor.published is None:
        return _NOTHING
    published = anchor.published
    if "coming" in which:
        return When(published + timedelta(days=1), earlier_by(published, -1, unit), "interval")
    if "past" in which:
        return When(earlier_by(published, 1, unit), published, "interval")
    shift = {"last": 1, "previous": 1, "next": -1, "following": -1}.get(which, 0)
    start, end = span_around(earlier_by(published, shift, unit), unit)
    if shift == 0 and part in ("earlier", "later"):
        return When(start, published, "interval") if part == "earlier" else When(published, end, "interval")
    if part:
        return When(*third_of(start, end, part), "interval")
    return When(start, end, _PRECISION.get(unit, "interval"))


@_rule(
    "edge",
    r"(?i:(?:the\s+)?(?P<edge>beginning|start|end|middle|close)\s+of\s+)",
    rf"(?P<of>(?i:the|this|last|next)\s+(?i:week|month|year|decade)|(?:{_MONTH}\s+)?{_PLAIN_YEAR}|{_MONTH})\b",
)
def _edge(m: re.Match[str], anchor: Anchor) -> When | None:
    """the end of the year, the beginning of last month, the end of 2013."""
    if m["of"].lower().startswith("the "):
        if anchor.published is None:
            return _NOTHING
        whole = span_around(anchor.published, m["of"].split()[-1].lower())
    else:
        inner = point(m["of"], 0, anchor)
        if inner is None or inner.when.start is None or inner.when.end is None:
            return _NOTHING
        whole = inner.when.start, inner.when.end
    return When(*third_of(*whole, m["edge"]), "interval")


NARRATED = (
    r"(?i:(?:the|that)\s+(?:(?:very\s+)?(?P<apart>next|following|same|previous)\s+)?"
    r"(?:day|morning|afternoon|evening|night)|(?P<before>the\s+day\s+before))\b"
)


@_rule("narrated", NARRATED)
def _narrated(m: re.Match[str], anchor: Anchor) -> When | None:
    """the next day, the same evening, that night: counted from what was told before, which only the article knows."""
    told = m["apart"] or m["before"] or m[0].lower().startswith("that")
    return _NOTHING if told else None


@_rule("stretch", rf"(?i:(?:the\s+)?(?P<which>past|last|next|coming|previous)\s+(?:{_COUNT}\s+|{_VAGUE}){_UNIT}s?)\b")
def _stretch(m: re.Match[str], anchor: Anchor) -> When:
    """the past three days, the next two weeks, the last few months."""
    unit = m["unit"].lower()
    number = _number(m["n"]) if m["n"] else None
    duration = _iso_duration(number, unit) if number else None
    if anchor.published is None:
        return When(duration=duration)
    reach, reach_unit = (number, unit) if number else _REACH.get(unit, (1, unit))
    if m["which"].lower() in ("next", "coming"):
        return When(anchor.published, earlier_by(anchor.published, -reach, reach_unit), "interval", "within", duration)
    return When(earlier_by(anchor.published, reach, reach_unit), anchor.published, "interval", "within", duration)


@_rule("recent", r"(?i:recent\s+(?P<unit>day|week|month|year|decade)s)\b")
def _recent(m: re.Match[str], anchor: Anchor) -> When:
    if anchor.published is None:
        return _NOTHING
    return When(earlier_by(anchor.published, *_REACH[m["unit"].lower()]), anchor.published, "interval")


@_rule("ago", rf"(?i:{_ABOUT}(?:{_COUNT}\s+|{_VAGUE}){_UNIT}s?\s+ago)\b")
def _ago(m: re.Match[str], anchor: Anchor) -> When:
    """Two months ago is the whole month that was; months ago is some day of the recent months."""
    unit = m["unit"].lower()
    if anchor.published is None:
        return _NOTHING
    if not m["n"]:
        return When(earlier_by(anchor.published, *_REACH.get(unit, (1, "day"))), anchor.published, "interval")
    start, end = span_around(earlier_by(anchor.published, _number(m["n"]), unit), unit)
    return When(start, end, _PRECISION.get(unit, "interval" if unit == "decade" else "day"))


@_rule(
    "elsewhere",
    rf"(?i:{_ABOUT}(?:{_COUNT}\s+|{_VAGUE}|the\s+){_UNIT}(?P<s>s?)\s+(?:earlier|later|before|after|afterwards))\b",
)
def _elsewhere(m: re.Match[str], _: Anchor) -> When | None:
    """a year earlier, two days later: counted from another moment, which is not resolved here."""
    return _NOTHING if m["n"] or m["s"] or "the " in m[0].lower() else None


@_rule("compound", rf"(?i:{_COUNT}\s*-\s*{_UNIT}s?)\b(?!\s*-\s*olds?\b)(?:\s*-\s*long\b)?")
def _compound(m: re.Match[str], _: Anchor) -> When:
    """a two-month siege, a 72-hour ultimatum: a length, and no day."""
    return When(holds="throughout", duration=_iso_duration(_number(m["n"]), m["unit"].lower()))


@_rule(
    "duration",
    rf"(?i:(?:(?P<prep>for|within|in|after|during|over|throughout)\s+)?{_ABOUT}",
    rf"(?:{_COUNT}\s+(?:(?:full|whole|straight|consecutive|more)\s+)?|{_VAGUE}){_UNIT}(?P<s>s?))",
    r"\b(?!\s*-|\s+(?:old|ago|earlier|later|before)\b)",
)
def _duration(m: re.Match[str], anchor: Anchor) -> When | None:
    """for 45 days: up to publication where it still lasts, ahead where it is a term, else a length alone."""
    prep, unit = (m["prep"] or "").lower(), m["unit"].lower()
    if not m["n"]:
        return When(holds="throughout") if m["vague"] or (prep in ("for", "over") and m["s"]) else None
    if not prep and m["n"].lower() in ("a", "an", "one"):
        return None  # sixty hours a week
    number = _number(m["n"])
    length = When(holds="throughout", duration=_iso_duration(number, unit))
    if anchor.published is None:
        return length
    if anchor.direction != "past" and (prep == "within" or (prep == "in" and anchor.direction == "future")):
        return length._replace(
            start=anchor.published,
            end=earlier_by(anchor.published, -number, unit),
            precision="interval",
            holds="within",
        )
    if (anchor.direction is None and prep in ("for", "")) or (anchor.direction == "present" and prep == "for"):
        return length._replace(
            start=earlier_by(anchor.published, number, unit), end=anchor.published, precision="interval"
        )
    return length


@_rule("feast", rf"(?P<feast>(?i:Christmas Eve|Christmas|New Year['’]s Eve|New Year['’]s))(?i: Day)?{_YEAR_TOO}")
def _feast(m: re.Match[str], anchor: Anchor) -> When:
    month, day = _FEASTS[m["feast"].lower().replace("’", "'")]
    if m["year"]:
        found = date(int(m["year"]), month, day)
    elif anchor.published is None:
        return _NOTHING
    else:
        shifts = [_YEAR_SHIFT[m["yearword"]]] if m["yearword"] else [-1, 0, 1]
        found = _nearest([date(anchor.published.year + shift, month, day) for shift in shifts], anchor)
    return When(found, found, "day")


# Reading


def point(text: str, pos: int, anchor: Anchor) -> Found | None:
    """The longest expression that begins at *pos*; by the earlier rule where two are as long."""
    best: Found | None = None
    for name, pattern, build in _RULES:
        m = pattern.match(text, pos)
        if m is None or (best and m.end() <= best.end):
            continue
        try:
            when = build(m, anchor)
        except (ValueError, OverflowError):  # a day that no calendar has: 31 June
            continue
        if when is not None:
            best = Found(pos, m.end(), when, name)
    return best
