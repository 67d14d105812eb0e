"""Date expressions to days: when the article says that something happened, will happen, or held.

Everything is anchored on the day of publication; without one, a relative expression keeps its words and gets no date.
Intervals are whole days, first and last included, and a direction ("past", "present", "future") read from the governing
verb tells which Monday, which June and which 8 April is meant.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from kg.model import Holds, TimePrecision, TimeSpan
from kg.syntax import ParsedArticle, Token

Direction = Literal["past", "present", "future"]

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
    "half a": 0.5, "a half": 0.5,
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_FEASTS = {"christmas eve": (12, 24), "christmas": (12, 25), "new year's eve": (12, 31), "new year's day": (1, 1)}
# "recent" and "N ago" without a number: how far back the words may reach (own convention).
_RECENT = {"day": (10, "day"), "week": (8, "week"), "month": (6, "month"), "year": (5, "year"), "decade": (3, "decade")}

_MON = (
    r"(?P<mon>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s+\d))"
)
_WD = r"(?P<wd>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d,.]\d|\d)"
_UNIT = r"(?P<unit>hour|day|night|week|month|year|decade)"
_COUNT = (
    r"(?P<n>\d{1,3}(?![\d,./])|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|ninety)(?:-\w+)?)"
)
_VAGUE = r"(?P<vague>(?:(?:a )?few|several|many|a couple of|a number of|some|countless)\s+)?"
_ABOUT = r"(?:(?:more than|less than|at least|up to|as (?:long|many) as|about|around|nearly|almost|over|some|roughly|only|just|the)\s+)*"
_PART = r"(?P<part>early|earlier|mid|middle|late|later)"
_DAYPART = r"(?:\s+(?:morning|afternoon|evening|night|noon|midday|midnight))?"
_NOT_PAPER = r"(?!\s+(?:Times|Telegraph|Express|Mail|Mirror|Herald|Post|Tribune|Agreement|Accord|Prayers))"

_SAYING = frozenset("say tell report announce add note claim state warn write".split())
_IMPLICATIVE = frozenset(
    "fail manage begin start continue help seem appear happen refuse try attempt decline use come go get stop".split()
)
_DUE = frozenset("deadline ultimatum expiry expiration".split())
_EXPECTED = frozenset("election vote summit referendum talk meeting poll visit conference trip round runoff".split())
_RESULT_VERBS = frozenset(
    "break end lift kill wound injure destroy damage halt stop repel hit strike leave trigger begin start".split()
)
_PUBLISHING = frozenset("broadcast air publish release issue post televise record print obtain".split())
_CLAUSES = frozenset(("ccomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "parataxis", "xcomp", "pcomp"))


class _When(NamedTuple):
    """What a rule found: the days, how they are to be read, and an ISO 8601 duration."""

    start: date | None = None
    end: date | None = None
    precision: TimePrecision = "unknown"
    holds: Holds = "within"
    duration: str | None = None


class _Anchor(NamedTuple):
    published: date | None
    direction: Direction | None


class _Found(NamedTuple):
    begin: int
    end: int
    when: _When
    rule: str


_Builder = Callable[[re.Match[str], _Anchor], _When | None]


# Calendar


def _month(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _back(day: date, number: float, unit: str) -> date:
    """*number* units before *day* (after it where negative), the last day of the month where there is no such day."""
    if unit in ("hour", "day", "night", "week"):
        days = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7}[unit] * number
        return day - timedelta(days=round(days))
    months = round({"month": 1, "year": 12, "decade": 120}[unit] * number)
    first, last = _month(day.year, day.month - months)
    return first.replace(day=min(day.day, last.day))


def _around(day: date, unit: str) -> tuple[date, date]:
    """The calendar day, week (Monday to Sunday), month, year or decade of *day*."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _month(day.year, day.month)
    if unit in ("year", "decade"):
        first = day.year - day.year % 10 if unit == "decade" else day.year
        return date(first, 1, 1), date(first + (9 if unit == "decade" else 0), 12, 31)
    return day, day


def _third(start: date, end: date, part: str | None) -> tuple[date, date]:
    """The early, middle or late third of an interval, whole days."""
    if not part:
        return start, end
    if (end - start).days > 300:
        months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[_thirds(part)]
        return date(start.year, months[0], 1), _month(end.year, months[1])[1]
    third = (end - start).days // 3
    first, last = {"early": (0, third - 1), "mid": (third, 2 * third - 1), "late": (2 * third, None)}[_thirds(part)]
    return start + timedelta(days=first), end if last is None else start + timedelta(days=last)


def _thirds(part: str) -> str:
    part = part.lower()
    if part in ("mid", "middle"):
        return "mid"
    return "late" if part in ("late", "later", "end", "close") else "early"


def _nearest(candidates: list[date], anchor: _Anchor) -> date | None:
    """The one of *candidates* that the direction points at: the latest past one, the next one, or the nearest."""
    if anchor.published is None or not candidates:
        return None
    published = anchor.published
    nearest = min(candidates, key=lambda d: (abs((d - published).days), d > published))
    if anchor.direction == "future":
        found = min((d for d in candidates if d >= published), default=max(candidates))
    elif anchor.direction == "past":
        found = max((d for d in candidates if d <= published), default=min(candidates))
    else:
        return nearest
    # "the truce expires on 19 December", printed on the 23rd, is not a year away
    close, far = abs((nearest - published).days) <= 31, abs((found - published).days) > 270
    return nearest if close and far else found


def _number(words: str) -> float:
    words = " ".join(words.lower().replace("-", " ").split())
    if words.isdigit():
        return int(words)
    if words.startswith("half"):
        return 0.5
    return _NUMBERS[words] if words in _NUMBERS else sum(_NUMBERS.get(w, 0) for w in words.split())


def _iso_duration(number: float, unit: str) -> str:
    """
    >>> _iso_duration(2, "month"), _iso_duration(72, "hour"), _iso_duration(0.5, "year")
    ('P2M', 'PT72H', 'P6M')
    """
    if number == 0.5:
        smaller = {"year": (6, "month"), "decade": (5, "year"), "day": (12, "hour"), "month": (15, "day")}
        number, unit = smaller.get(unit, (1, unit))
    if unit == "decade":
        number, unit = number * 10, "year"
    whole = int(number)
    return f"PT{whole}H" if unit == "hour" else f"P{whole}{ {'night': 'D'}.get(unit, unit[0].upper()) }"


# Rules: each a pattern that is tried at the beginning of a word, and what it stands for


def _full_date(m: re.Match[str], anchor: _Anchor) -> _When | None:
    month, day = _MONTHS[m["mon"][:3].lower()], int(m["day"])
    last = int(m.groupdict().get("last") or day)
    weekday = m.groupdict().get("wd")
    if m["year"]:
        years = [int(m["year"])]
    elif anchor.published:
        years = [anchor.published.year + n for n in (-1, 0, 1)]
    else:
        return _When()
    starts = [date(y, month, day) for y in years if 1 <= day <= _month(y, month)[1].day]
    if weekday and len(starts) > 1:
        starts = [d for d in starts if d.weekday() == _WEEKDAYS[weekday[:3].lower()]] or starts
    start = starts[0] if len(starts) == 1 else _nearest(starts, anchor)
    if start is None:
        return None
    if last > _month(start.year, month)[1].day:
        return None
    end = start.replace(day=last)
    return _When(start, end, "day" if start == end else "interval") if start <= end else None


def _iso_date(m: re.Match[str], _: _Anchor) -> _When | None:
    try:
        day = date.fromisoformat(m[0])
    except ValueError:
        return None
    return _When(day, day, "day")


def _slashes(m: re.Match[str], _: _Anchor) -> _When | None:
    first, second, year = int(m["first"]), int(m["second"]), int(m["year"])
    if first <= 12 and second <= 12 and first != second:
        return _When()
    month, day = (first, second) if first <= 12 else (second, first)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return _When(found, found, "day")


def _nine_eleven(_m: re.Match[str], _: _Anchor) -> _When:
    day = date(2001, 9, 11)
    return _When(day, day, "day")


def _month_year(m: re.Match[str], anchor: _Anchor) -> _When | None:
    month, which = _MONTHS[m["mon"][:3].lower()], (m.groupdict().get("which") or "").lower()
    part = m.groupdict().get("part")
    if m["year"]:
        start, end = _month(int(m["year"]), month)
    elif anchor.published is None:
        return _When()
    else:
        published = anchor.published
        year = published.year
        if m["yearword"]:
            year += {"last": -1, "this": 0, "next": 1}[m["yearword"].lower()]
        elif "next" in which or "coming" in which:
            year += month <= published.month
        elif which == "this":
            year += 0
        elif "last" in which or "past" in which:
            year -= month >= published.month
        elif anchor.direction == "future":
            year += month < published.month
        else:
            year -= month > published.month
        start, end = _month(year, month)
    start, end = _third(start, end, part)
    return _When(start, end, "interval" if part else "month")


def _year(m: re.Match[str], _: _Anchor) -> _When:
    year, part = int(m["year"]), m["part"]
    start, end = _third(date(year, 1, 1), date(year, 12, 31), part)
    return _When(start, end, "interval" if part else "year")


def _years(m: re.Match[str], _: _Anchor) -> _When | None:
    first, last = int(m["first"]), m["last"]
    end = int(last) if len(last) == 4 else int(str(first)[:2] + last)
    return _When(date(first, 1, 1), date(end, 12, 31), "interval") if first < end else None


def _decade(m: re.Match[str], _: _Anchor) -> _When:
    first = int(m["decade"])
    offset, length = {None: (0, 9), "early": (0, 3), "mid": (4, 2), "late": (7, 2)}[m["part"] and _thirds(m["part"])]
    return _When(date(first + offset, 1, 1), date(first + offset + length, 12, 31), "interval")


def _season(m: re.Match[str], anchor: _Anchor) -> _When | None:
    month, which = _SEASONS[m["season"].lower()], (m["which"] or "").lower()

    def of(year: int) -> tuple[date, date]:
        return _month(year, month)[0], _month(year, month + 2)[1]

    if m["year"]:
        start, end = of(int(m["year"]))
    elif anchor.published is None:
        return _When()
    else:
        published = anchor.published
        seasons = [of(published.year + n) for n in (-2, -1, 0, 1)]
        if m["yearword"]:
            start, end = of(published.year + {"last": -1, "this": 0, "next": 1}[m["yearword"].lower()])
        elif "last" in which or "past" in which:
            start, end = max(s for s in seasons if s[1] < published)
        elif "next" in which or "coming" in which or (anchor.direction == "future" and which != "this"):
            start, end = min(s for s in seasons if s[0] > published)
        elif which == "this":
            start, end = min(s for s in seasons if s[1] >= published and s[0].year >= published.year - (month == 12))
            if anchor.direction == "past" and start > published:
                start, end = max(s for s in seasons if s[0] <= published)
        else:
            start, end = max(s for s in seasons if s[0] <= published)
    start, end = _third(start, end, m["part"])
    return _When(start, end, "interval")


def _weekday(m: re.Match[str], anchor: _Anchor) -> _When:
    if anchor.published is None:
        return _When()
    published, which = anchor.published, (m["which"] or "").lower()
    behind = (published.weekday() - _WEEKDAYS[m["wd"][:3].lower()]) % 7
    if "last" in which or "past" in which or "previous" in which:
        day = published - timedelta(days=behind or 7)
    elif "next" in which or "coming" in which or "following" in which:
        day = published + timedelta(days=7 - behind)
    elif anchor.direction == "future":
        day = published + timedelta(days=(7 - behind) % 7)
    else:
        day = published - timedelta(days=behind)
    return _When(day, day, "day")


def _near_day(m: re.Match[str], anchor: _Anchor) -> _When:
    if anchor.published is None:
        return _When()
    words = m[0].lower()
    published = anchor.published
    if "overnight" in words:
        return _When(published - timedelta(days=1), published, "interval")
    if "before yesterday" in words:
        shift = -2
    elif "yesterday" in words or "last night" in words or "last evening" in words:
        shift = -1
    elif "after tomorrow" in words:
        shift = 2
    else:
        shift = int("tomorrow" in words)
    day = published + timedelta(days=shift)
    return _When(day, day, "day")


def _calendar_unit(m: re.Match[str], anchor: _Anchor) -> _When:
    """last week, this month, next year, later this year, the coming week."""
    unit, which, part = m["unit"].lower(), m["which"].lower(), m["part"]
    if anchor.published is None:
        return _When()
    published = anchor.published
    if "coming" in which:
        return _When(published + timedelta(days=1), _back(published, -1, unit), "interval")
    if "past" in which:
        return _When(_back(published, 1, unit), published, "interval")
    shift = 1 if "last" in which or "previous" in which else -1 if "next" in which or "following" in which else 0
    start, end = _around(_back(published, shift, unit), unit)
    if part and shift == 0 and part.lower() in ("earlier", "later"):
        cut = (start, published) if part.lower() == "earlier" else (published, end)
        return _When(*cut, "interval")
    if part:
        return _When(*_third(start, end, part), "interval")
    return _When(start, end, {"week": "week", "month": "month", "year": "year"}.get(unit, "interval"))  # type: ignore[arg-type]


def _weekend(m: re.Match[str], anchor: _Anchor) -> _When:
    if anchor.published is None:
        return _When()
    published, which = anchor.published, (m["which"] or "").lower()
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)  # the latest one
    current = published.weekday() >= 5
    if which in ("last", "previous", "the previous", "the past") or "past" in which:
        saturday -= timedelta(days=7 * current)
    elif "next" in which or "coming" in which:
        saturday += timedelta(days=7)
    elif (which == "this" and anchor.direction != "past") or anchor.direction == "future":
        saturday += timedelta(days=0 if current else 7)
    return _When(saturday, saturday + timedelta(days=1), "interval")


def _edge(m: re.Match[str], anchor: _Anchor) -> _When | None:
    """the end of the year, the beginning of last month, the end of 2013."""
    if m["of"].lower().startswith("the "):
        if anchor.published is None:
            return _When()
        whole = _around(anchor.published, m["of"].split()[-1].lower())
    else:
        inner = _point(m["of"], 0, anchor)
        if inner is None or inner.end != len(m["of"]):
            return None
        if not inner.when.start or not inner.when.end:
            return _When()
        whole = inner.when.start, inner.when.end
    start, end = _third(*whole, m["edge"])
    return _When(start, end, "interval")


def _stretch(m: re.Match[str], anchor: _Anchor) -> _When:
    """the past three days, the next two weeks, the last few months."""
    unit, which = m["unit"].lower(), m["which"].lower()
    number = _number(m["n"]) if m["n"] else None
    duration = _iso_duration(number, unit) if number else None
    if anchor.published is None:
        return _When(duration=duration)
    reach, reach_unit = (number, unit) if number else _RECENT.get(unit, (1, unit))
    ahead = "next" in which or "coming" in which
    other = _back(anchor.published, -reach if ahead else reach, reach_unit)
    start, end = (anchor.published, other) if ahead else (other, anchor.published)
    return _When(start, end, "interval", "within", duration)


def _recent(m: re.Match[str], anchor: _Anchor) -> _When:
    if anchor.published is None:
        return _When()
    return _When(_back(anchor.published, *_RECENT[m["unit"].lower()]), anchor.published, "interval")


def _ago(m: re.Match[str], anchor: _Anchor) -> _When:
    unit = m["unit"].lower()
    if anchor.published is None:
        return _When()
    if not m["n"]:
        if unit == "hour":
            return _When(anchor.published - timedelta(days=1), anchor.published, "interval")
        reach = _RECENT.get(unit, (1, unit))
        return _When(_back(anchor.published, *reach), anchor.published, "interval")
    day = _back(anchor.published, _number(m["n"]), unit)
    start, end = _around(day, unit)
    precision: dict[str, TimePrecision] = {"week": "week", "month": "month", "year": "year", "decade": "interval"}
    return _When(start, end, precision.get(unit, "day"))


def _elsewhere(_m: re.Match[str], _: _Anchor) -> _When:
    """a year earlier, two days later: counted from another moment, which is not resolved here."""
    return _When()


def _compound(m: re.Match[str], _: _Anchor) -> _When:
    return _When(precision="unknown", holds="throughout", duration=_iso_duration(_number(m["n"]), m["unit"].lower()))


def _duration(m: re.Match[str], anchor: _Anchor) -> _When | None:
    """for 45 days: up to publication where it still lasts, else a length alone."""
    if not m["n"]:
        vague = m["vague"] or (m["prep"] and m["prep"].lower() in ("for", "over") and m[0].endswith("s"))
        return _When(holds="throughout") if vague else None
    number, unit, prep = _number(m["n"]), m["unit"].lower(), (m["prep"] or "").lower()
    duration = _iso_duration(number, unit)
    if anchor.published is None:
        return _When(holds="throughout", duration=duration)
    if prep == "within" or (prep == "in" and anchor.direction == "future"):
        ahead = anchor.direction != "past"
        if ahead:
            return _When(anchor.published, _back(anchor.published, -number, unit), "interval", "within", duration)
    if (prep in ("for", "") and anchor.direction is None) or (prep == "for" and anchor.direction == "present"):
        return _When(_back(anchor.published, number, unit), anchor.published, "interval", "throughout", duration)
    return _When(holds="throughout", duration=duration)


def _feast(m: re.Match[str], anchor: _Anchor) -> _When:
    month, day = _FEASTS[m["feast"].lower().replace("’", "'").removesuffix(" day")]
    if m["year"]:
        found: date | None = date(int(m["year"]), month, day)
    elif anchor.published is None:
        return _When()
    else:
        found = _nearest([date(anchor.published.year + n, month, day) for n in (-1, 0, 1)], anchor)
    return _When(found, found, "day")


_FEASTS["new year's"] = _FEASTS["new year's day"]

_RULES: list[tuple[str, re.Pattern[str], _Builder]] = [
    (name, re.compile(pattern), build)
    for name, pattern, build in (
        ("iso-date", r"\d{4}-\d\d-\d\d\b", _iso_date),
        ("slashes", r"(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)\d\d)\b", _slashes),
        ("nine-eleven", r"9/11\b|(?:Sept(?:ember|\.)? 11(?:th)?|11(?:th)? September)(?:,? 2001|(?='?s? (?:terror\w* )?(?:attack|hijack|atroc)))", _nine_eleven),
        ("day-month", rf"(?:{_WD},?\s+)?(?:the\s+)?(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s*[-–]\s*(?P<last>\d\d?)(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MON}(?:,?\s+(?:of\s+)?{_YEAR})?\b", _full_date),
        ("month-day", rf"(?:{_WD},?\s+)?{_MON}\s+(?:the\s+)?(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s*[-–]\s*(?P<last>\d\d?))?(?![\d:])(?:,?\s+{_YEAR})?\b", _full_date),
        ("month", rf"(?:(?P<which>(?i:last|this|next|this past|past|this coming|the coming))\s+)?(?:(?P<part>(?i:early|mid|late|earlier|later))(?:\s+|\s*-\s*)(?:in\s+)?)?{_MON}(?:,?\s+(?:of\s+)?(?:{_YEAR}|(?P<yearword>last|this|next) year))?\b", _month_year),
        ("years", r"(?P<first>(?:1[5-9]|20)\d\d)\s*[-–]\s*(?P<last>(?:1[5-9]|20)\d\d|\d\d)\b(?![-–/])", _years),
        ("decade", r"(?:(?i:the\s+)?)(?:(?P<part>(?i:early|mid|late))(?:\s+|\s*-\s*))?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b", _decade),
        ("year", rf"(?:(?P<part>(?i:early|mid|late))(?:\s+|\s*-\s*)(?:in\s+)?)?{_YEAR}\b(?!\s*(?:%|percent))", _year),
        ("season", rf"(?:(?P<which>(?i:last|this|next|this past|this coming|the coming|the))\s+)?(?:(?P<part>(?i:early|mid|late))(?:\s+|\s*-\s*))?(?P<season>(?i:spring|summer|autumn|fall|winter))(?:,?\s+(?:of\s+)?(?:{_YEAR}|(?P<yearword>last|this|next) year))?\b", _season),
        ("weekday", rf"(?:(?P<which>(?i:last|this past|past|this coming|this|next|the following|the previous))\s+)?(?:(?i:early|late|earlier|later)\s+(?:on\s+)?)?{_WD}{_NOT_PAPER}{_DAYPART}\b", _weekday),
        ("near-day", r"(?i:(?:(?:early|earlier|late|later)\s+)?(?:the day (?:before yesterday|after tomorrow)|today|tonight|yesterday|tomorrow|overnight|last (?:night|evening)|this (?:morning|afternoon|evening))(?:\s+(?:morning|afternoon|evening|night))?)\b", _near_day),
        ("weekend", r"(?i:(?:(?P<which>this past|this coming|the past|the coming|the previous|last|this|next|previous|the)\s+)?weekend)\b", _weekend),
        ("calendar-unit", rf"(?i:(?:{_PART}\s+(?:in\s+)?)?(?:the\s+)?(?P<which>this|last|next|this past|past|coming|previous|following|current)\s+(?P<unit>week|month|year|decade))\b(?!-)", _calendar_unit),
        ("edge", rf"(?i:(?:the\s+)?(?P<edge>beginning|start|end|middle|close)\s+of\s+)(?P<of>(?i:the|this|last|next)\s+(?i:week|month|year|decade)|(?:{_MON.replace('?P<mon>', '?:')}\s+)?{_YEAR.replace('?P<year>', '?:')}|{_MON.replace('?P<mon>', '?:')})\b", _edge),
        ("stretch", rf"(?i:(?:the\s+)?(?P<which>past|last|next|coming|previous)\s+(?:{_COUNT}\s+|{_VAGUE}){_UNIT}s?)\b", _stretch),
        ("recent", rf"(?i:recent\s+{_UNIT}s)\b", _recent),
        ("ago", rf"(?i:{_ABOUT}(?:{_COUNT}\s+|{_VAGUE}){_UNIT}s?\s+ago)\b", _ago),
        ("elsewhere", rf"(?i:{_ABOUT}(?:{_COUNT}\s+|{_VAGUE}|the\s+){_UNIT}s?\s+(?:earlier|later|before|after|afterwards))\b", _elsewhere),
        ("compound", rf"(?i:{_COUNT}\s*-\s*{_UNIT}s?)\b(?!\s*-\s*olds?\b)(?:\s*-\s*long\b)?", _compound),
        ("duration", rf"(?i:(?:(?P<prep>for|within|in|after|during|over|throughout)\s+)?{_ABOUT}(?:{_COUNT}\s+(?:(?:full|whole|straight|consecutive|more)\s+)?|{_VAGUE}){_UNIT}s?)\b(?!\s*-|\s+(?:old|ago|earlier|later|before))", _duration),
        ("feast", rf"(?P<feast>(?i:Christmas Eve|Christmas(?: Day)?|New Year['’]s (?:Eve|Day)))(?:,?\s+{_YEAR})?\b", _feast),
    )
]  # fmt: skip

_SIGN = re.compile(
    r"(?:1[5-9]|20)\d\d|9/11|\d/\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec|(?i:today|tonight|yesterday|tomorrow|overnight|night|week|month|year|decade|day|hour|spring|summer|autumn|fall"
    r"|winter|morning|evening|afternoon|christmas)"
)
_WORD = re.compile(r"(?<![\w/-])\w")
_RELATION = re.compile(
    r"(?i:(?P<since>since|after|from|as of|starting|beginning)|(?P<until>until|till|before|by|prior to|up to)"
    r"|(?P<all>throughout|all))\s+(?:(?:at least|about|around|the end of|sometime in|as late as|late on)\s+)*$"
)
_JOIN = re.compile(r"(?:\s*(?:to|until|till|through|and|[-–—])\s*)")
_NO_SINCE = frozenset(("duration", "compound", "stretch", "recent", "elsewhere", "ago"))


def _point(text: str, pos: int, anchor: _Anchor) -> _Found | None:
    """The longest expression that begins at *pos*; the earlier rule where two are as long."""
    best: _Found | None = None
    for name, pattern, build in _RULES:
        m = pattern.match(text, pos)
        if m is None or (best and m.end() <= best.end):
            continue
        try:
            when = build(m, anchor)
        except (ValueError, OverflowError):  # a day that no calendar has
            continue
        if when is not None:
            best = _Found(pos, m.end(), when, name)
    return best


def _expression(text: str, pos: int, anchor: _Anchor) -> _Found | None:
    """A point at *pos*, or a range of two with the word before it ("from", "between") or a dash."""
    first = _point(text, pos, anchor)
    if first is None:
        return None
    join = _JOIN.match(text, first.end)
    opener = re.search(r"(?i:\b(from|between)\s+)$", text[:pos])
    if not join or first.rule in _NO_SINCE:
        return first
    word, dash = join[0].strip(), join[0].strip() in ("-", "–", "—")
    if not dash and not opener:
        return first
    if opener and opener[1].lower() == "between" and word != "and":
        return first
    if opener and opener[1].lower() == "from" and word == "and":
        return first
    second = _point(text, join.end(), anchor)
    if second is None or second.rule in _NO_SINCE or (dash and second.rule != first.rule):
        return first
    start, end = first.when.start, second.when.end
    undated = not re.search(r"\d{4}", text[first.begin : first.end])
    if start and end and undated and re.search(r"\d{4}", text[join.end() : second.end]):
        start = start.replace(year=end.year if (start.month, start.day) <= (end.month, end.day) else end.year - 1)
    if start and end and start > end:
        return first
    holds: Holds = "within" if opener and opener[1].lower() == "between" else "throughout"
    begin = opener.start() if opener else pos
    return _Found(begin, second.end, _When(start, end, "interval", holds), "range")


def _related(text: str, found: _Found) -> _Found:
    """*found* with a "since", "until", "after", "before", "by", "throughout" that stands before it."""
    if found.rule in _NO_SINCE or found.rule == "range":
        return found
    m = _RELATION.search(text[: found.begin])
    if m is None or (m.start() and text[m.start() - 1].isalnum()):
        return found
    when, word = found.when, m[0].split()[0].lower()
    if m["all"]:
        when = when._replace(holds="throughout")
    elif m["since"]:
        start = when.end if word == "after" and when.precision != "day" else when.start
        when = when._replace(start=start, end=None, holds="since", precision="interval" if start else "unknown")
    else:
        before = word in ("before", "prior") and when.start
        end = when.start - timedelta(days=1) if before and when.start else when.end
        when = when._replace(start=None, end=end, holds="until", precision="interval" if end else "unknown")
    return found._replace(begin=m.start(), when=when)


def _span(text: str, when: _When, mention: tuple[int, int] | None = None) -> TimeSpan:
    return TimeSpan(
        text=" ".join(text.split()), start=when.start, end=when.end, holds=when.holds, precision=when.precision,
        duration=when.duration, mention=mention,
    )  # fmt: skip


def resolve_date(text: str, published: date | None, *, direction: Direction | None = None) -> TimeSpan:
    """Turn a date expression into the days it stands for.

    Args:
        text: the expression as written, such as "Monday" or "since last month".
        published: the article's day of publication (UTC), or None where nobody said.
        direction: where the governing verb points; it tells which of several Mondays is meant.
    Returns: whole days, first and last included. No dates where the words give none, or where they are relative and
        there is no publication date; the words are kept.
    Source: own rules; a bare weekday is the latest one on or before *published* (TimeML TIMEX3).

    >>> resolve_date("Monday", date(2024, 5, 1)).start
    datetime.date(2024, 4, 29)
    >>> span = resolve_date("last weekend", date(2014, 9, 5))
    >>> str(span.start), str(span.end)
    ('2014-08-30', '2014-08-31')
    >>> resolve_date("since Monday", None).start is None
    True
    """
    words = " ".join(text.split())
    if direction is None and re.search(r"\b(?:deadline|ultimatum|next|will)\b", words):
        direction = "future"
    anchor = _Anchor(published, direction)
    for m in _WORD.finditer(words):
        found = _expression(words, m.start(), anchor)
        if found:
            return _span(text, _related(words, found).when)
    return _span(text, _When())


# Expressions in an article


def find_times(parsed: ParsedArticle) -> tuple[TimeSpan, ...]:
    """Every date expression of *parsed* in text order, each with its place in the original as ``mention``.

    >>> from kg.parse import parse
    >>> from kg.model import Article
    >>> from kg.syntax import CleanText
    >>> article = Article(text="Rebels took the town on Friday.", sha256="0" * 64, published=date(2012, 3, 5))
    >>> [(t.text, str(t.start)) for t in find_times(parse(CleanText.verbatim(article)))]
    [('Friday', '2012-03-02')]
    """
    return tuple(span for sentence in range(len(parsed.sentences)) for span in _times_of_sentence(parsed, sentence))


def _times_of_sentence(parsed: ParsedArticle, sentence: int) -> Iterator[TimeSpan]:
    words = parsed.words(parsed.sentences[sentence])
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += word.text + (" " if word.space_after else "")
    if not _SIGN.search(text):
        return
    reached = 0
    for m in _WORD.finditer(text):
        pos = m.start()
        if pos < reached:
            continue
        plain = _expression(text, pos, _Anchor(parsed.article.published, None))
        if plain is None:
            continue
        inside = _tokens(words, starts, plain.begin, plain.end)
        if not inside or not _is_time(parsed, plain, inside):
            continue
        top = _top(parsed, inside)
        direction = _direction(parsed, top, inside)
        found = _expression(text, pos, _Anchor(parsed.article.published, direction)) or plain
        found = _related_in(parsed, text, found, top)
        inside = _tokens(words, starts, found.begin, found.end)
        reached = found.end
        yield _span(text[found.begin : found.end], found.when, parsed.span(inside))


def _tokens(words: tuple[Token, ...], starts: list[int], begin: int, end: int) -> list[Token]:
    return [w for w, at in zip(words, starts, strict=True) if at < end and begin < at + len(w.text)]


def _top(parsed: ParsedArticle, inside: list[Token]) -> Token:
    """The token of an expression whose head lies outside it."""
    own = {t.i for t in inside}
    content = [t for t in inside if t.head not in own and t.dep != "punct"] or inside
    named = [t for t in content if t.pos in ("NOUN", "PROPN", "NUM")]
    return (named or content)[-1]


def _is_time(parsed: ParsedArticle, found: _Found, inside: list[Token]) -> bool:
    """Whether the words are a date here: not "May" the verb, "2000 soldiers", "Bloody Sunday", "28-year-old"."""
    first, last = inside[0], inside[-1]
    if found.rule == "month":
        name = next((t for t in inside if t.lower[:3] in _MONTHS and t.text[:1].isupper()), last)
        alone = len(inside) == 1
        if alone and (
            name.tag == "MD" or name.tag.startswith("VB") or name.ent_type in ("PERSON", "GPE", "ORG", "FAC")
        ):
            return False
    if found.rule == "year" and len(inside) == 1:
        head = parsed.head(last)
        if last.dep == "nummod" and head.i > last.i and head.tag in ("NNS", "NNPS"):
            return head.lemma.lower() in _EXPECTED | {"game", "olympic", "protest", "attack", "riot", "war", "bombing"}
        if last.dep == "quantmod" or (last.i and parsed.tokens[last.i - 1].text in ("$", "€", "£", "#", "No.")):
            return False
        following = parsed.tokens[last.i + 1].lower if last.i + 1 < len(parsed.tokens) else ""
        if following in (
            "km",
            "miles",
            "metres",
            "meters",
            "people",
            "troops",
            "%",
            "percent",
            "feet",
            "tons",
            "tonnes",
        ):
            return False
    if found.rule == "weekday" and first.i:
        return parsed.tokens[first.i - 1].text not in ("Bloody", "Black", "Good", "Palm", "Easter", "Ash", "Holy")
    if found.rule == "season":
        named = last.text[:1].isupper() or any(t.pos == "VERB" for t in inside)
        bare = len(inside) == 1
        fall = any(t.lower == "fall" for t in inside)
        dated = any(t.text.isdigit() or t.lower in ("last", "this", "next", "year") for t in inside)
        return not ((bare and (named or fall)) or (fall and not dated) or any(t.pos == "VERB" for t in inside))
    if found.rule == "duration":
        only = [t for t in inside if t.lower not in ("a", "an", "the", "one")]
        first_word = inside[0].lower
        if (
            len(only) == 1
            and first_word != "one"
            and only[0].lower in ("day", "days", "night", "year", "years", "hour")
        ):
            return False  # "a day", "days"
        return last.dep != "poss" or len(only) > 1
    return True


def _related_in(parsed: ParsedArticle, text: str, found: _Found, top: Token) -> _Found:
    """:func:`_related`, but only where the preposition governs the expression ("after Monday's raid" is not since Monday)."""
    if top.dep in ("poss", "compound", "nummod", "amod", "nmod"):
        return found
    return _related(text, found)


def _direction(parsed: ParsedArticle, top: Token, inside: list[Token]) -> Direction:
    """Where the verb that governs *top* points."""
    head = parsed.head(top)
    if top.dep in ("compound", "nummod", "amod", "nmod", "poss", "npadvmod") and head.pos in ("NOUN", "PROPN"):
        if head.lemma.lower() in _DUE:
            return "future"
        if head.lemma.lower() not in _EXPECTED:
            return "past"
    prep = parsed.tokens[inside[0].i - 1].lower if inside[0].i else ""
    verb = _governor(parsed, top)
    if verb is None:
        return "past"
    if prep in ("until", "till", "by") and verb.lemma in (
        "give",
        "extend",
        "delay",
        "postpone",
        "set",
        "have",
        "allow",
    ):
        return "future"
    return _verb_direction(parsed, verb)


def _governor(parsed: ParsedArticle, token: Token) -> Token | None:
    """The verb of the clause that *token* stands in, *token* itself where it is one."""
    for above in (token, *parsed.ancestors(token)):
        if above.pos in ("VERB", "AUX"):
            return above
    return None


def _verb_direction(parsed: ParsedArticle, verb: Token, depth: int = 0) -> Direction:
    auxiliaries = parsed.children(verb, "aux", "auxpass")
    words = {a.lower for a in auxiliaries}
    if words & {"will", "would", "shall", "'ll", "’ll", "wo", "may", "might", "could", "should", "must"}:
        if words & {"have", "'ve"} and not words & {"will", "shall"}:
            return "past"
        return "future"
    head = parsed.head(verb)
    if "to" in words and depth < 4:
        if verb.dep == "xcomp" and head.lemma == "be":
            return "future"
        if verb.dep in ("xcomp", "ccomp"):
            if head.lemma == "go" and head.tag == "VBG":
                return "future"
            return _verb_direction(parsed, head, depth + 1) if head.lemma in _IMPLICATIVE else "future"
        if verb.dep == "advcl" and head.i != verb.i:
            return _verb_direction(parsed, head, depth + 1)
        return "future"
    if words & {"has", "have", "'ve", "'s"} and verb.tag in ("VBN", "VBD", "VBG"):
        return "present"
    if verb.tag == "VBD" or words & {"was", "were", "had", "did"}:
        return "past"
    if verb.tag in ("VBZ", "VBP") or words & {"is", "are", "am", "'s", "'re"}:
        if verb.lemma in _SAYING:
            return "past"
        return "past" if words & {"is", "are"} and verb.tag == "VBN" and verb.lemma in _SAYING else "future"
    if verb.tag in ("VBG", "VBN", "VB") and verb.dep in ("conj", "xcomp", "advcl", "pcomp") and depth < 4:
        above = _governor(parsed, head) if head.i != verb.i else None
        if above is not None and above.i != verb.i:
            return _verb_direction(parsed, above, depth + 1)
    return "past"


# Which expression belongs to which event


def time_of(parsed: ParsedArticle, token: Token, times: tuple[TimeSpan, ...]) -> TimeSpan | None:
    """The expression of *times* that says when the event of trigger *token* was, or None.

    Its own clause by dependency: what hangs on the trigger or on the verb that it is an argument of, not what hangs on
    the verb of another clause ("said on Tuesday that troops had left" does not date the leaving). A dated expression
    goes before a mere length.
    """
    sentence = parsed.sentence(token)
    here = [t for t in times if t.mention and sentence.begin <= t.mention[0] < sentence.end]
    ranked = []
    for span in here:
        assert span.mention is not None
        inside = [t for t in parsed.words(sentence) if t.begin < span.mention[1] and span.mention[0] < t.end]
        if not inside or token.i in {t.i for t in inside}:
            continue
        cost = _distance(parsed, token, _top(parsed, inside))
        if cost is not None:
            ranked.append((span.start is None and span.end is None, cost, abs(inside[0].i - token.i), span))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else None


def _distance(parsed: ParsedArticle, trigger: Token, time: Token) -> int | None:
    """How far *time* stands from *trigger* within one clause; None where another clause lies between."""
    up = [trigger, *parsed.ancestors(trigger)]
    up_index = {t.i: n for n, t in enumerate(up)}
    path: list[Token] = []  # from the time up to where the two meet
    for above in (time, *parsed.ancestors(time)):
        if above.i in up_index:
            meet = above
            break
        path.append(above)
    else:
        return None
    climbed = up[: up_index[meet.i]]
    if any(not _may_climb(parsed, t) for t in climbed):
        return None
    for n, t in enumerate(path):
        below_trigger = meet.i == trigger.i
        if t.dep in _CLAUSES or (t.dep == "conj" and t.pos in ("VERB", "AUX")):
            if not _shares(parsed, t, trigger, below_trigger, path[:n]):
                return None
        elif t.dep == "conj" and t.i > trigger.i and meet.i != trigger.i and t.pos == "NOUN" and n:
            return None
    return len(path) + len(climbed)


def _may_climb(parsed: ParsedArticle, token: Token) -> bool:
    """Whether the time of the head of *token* is that of *token* too."""
    head = parsed.head(token)
    if token.dep in ("ccomp", "relcl", "parataxis", "csubj", "csubjpass"):
        return False
    if token.dep == "conj" and token.pos in ("VERB", "AUX"):
        own_subject = parsed.children(token, "nsubj", "nsubjpass")
        return not own_subject and token.tag == head.tag
    if token.dep in ("acl", "pcomp"):
        return False
    if token.dep == "advcl":
        return token.tag in ("VBG", "VB") and not parsed.children(token, "mark", "nsubj", "nsubjpass")
    if token.dep == "xcomp":
        return _verb_direction(parsed, token) != "future" or head.lemma in _IMPLICATIVE
    return True


def _shares(parsed: ParsedArticle, clause: Token, trigger: Token, below_trigger: bool, under: list[Token]) -> bool:
    """Whether what the clause below an event says of time holds of the event: "talks that began in May"."""
    head = parsed.head(clause)
    if clause.dep == "acl" and clause.tag in ("VBN", "VBD") and clause.lemma in _PUBLISHING:
        return True
    if clause.dep in ("relcl", "acl"):
        if head.i == trigger.i:
            return clause.tag != "VB" or clause.dep == "relcl"
        pronoun = {t.lower for t in parsed.children(clause, "nsubj", "nsubjpass")}
        return clause.lemma in _RESULT_VERBS and clause.tag == "VBD" and bool(pronoun & {"that", "which"})
    if clause.dep == "xcomp" and below_trigger:
        return _verb_direction(parsed, clause) != "future" or trigger.lemma in _IMPLICATIVE
    if clause.dep == "conj":
        return False
    return False
