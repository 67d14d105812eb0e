"""Days: those that a question names, and days in words."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS_SHORT: Final = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_MONTH: Final = "|".join([*_MONTHS, *_MONTHS_SHORT])
_LIMIT: Final = re.compile(
    r"\b(before|prior to|until|till|up to|after|since|from)(?: the)?(?: (?:end|start) of)? $", re.I
)
_DAYS: Final = re.compile(
    rf"(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?,?\s+(?P<y3>\d{{4}})"
    rf"|(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m5>{_MONTH})\b(?!\.?,?\s+\d)"
    rf"|\b(?P<m6>{_MONTH})\.?\s+(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+\d{{4}})"
    r"|\b(?P<y4>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Days:
    """Days named between two characters of the question, first and last included.

    ``every_year`` where the question names a day and no year: ``first`` and ``last`` are then of the year 2000.
    """

    begin: int
    end: int
    first: date
    last: date
    every_year: bool = False

    def holds(self, first: str, last: str) -> bool:
        """Whether the days from *first* to *last* (ISO) have one in common with these.

        >>> days_in("on August 7")[0].holds("2014-08-07", "2014-08-07")
        True
        """
        if self.every_year:
            year = first[:4]
            return first <= f"{year}{self.first.isoformat()[4:]}" <= last
        return first <= self.last.isoformat() and last >= self.first.isoformat()


def days_in(question: str) -> list[Days]:
    """All days, months and years in *question*.

    >>> [(d.first.isoformat(), d.last.isoformat()) for d in days_in("in August 2014 or on 5 September 2014?")]
    [('2014-08-01', '2014-08-31'), ('2014-09-05', '2014-09-05')]
    >>> [(d.first.isoformat(), d.last.isoformat()) for d in days_in("before 31 August 2014")]
    [('0001-01-01', '2014-08-30')]
    """
    found = []
    for match in _DAYS.finditer(question):
        try:
            days = Days(*match.span(), *_interval(match), every_year=bool(match["d5"] or match["d6"]))
            found.append(days if days.every_year else _open(days, question[: days.begin]))
        except (ValueError, OverflowError):
            continue
    # "since May and until June" is from the one to the other
    return found if len(found) == 1 else [_closed(days) for days in found]


def _open(days: Days, before: str) -> Days:
    """*days*, or all before or after them where the words *before* say so."""
    said = _LIMIT.search(before)
    word = said[1].lower() if said else ""
    if word in ("before", "prior to"):
        return replace(days, first=date.min, last=days.first - timedelta(days=1))
    if word in ("until", "till", "up to"):
        return replace(days, first=date.min)
    if word == "after":
        return replace(days, first=days.last + timedelta(days=1), last=date.max)
    return replace(days, last=date.max) if word in ("since", "from") else days


def _closed(days: Days) -> Days:
    first = days.last if days.first == date.min else days.first
    return replace(days, first=first, last=days.first if days.last == date.max else days.last)


def _interval(match: re.Match[str]) -> tuple[date, date]:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["y4"]:
        year = int(match["y4"])
        return date(year, 1, 1), date(year, 12, 31)
    if match["m3"]:
        year, month = int(match["y3"]), _number(match["m3"])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if match["d5"] or match["d6"]:
        n = "5" if match["d5"] else "6"
        day = date(2000, _number(match[f"m{n}"]), int(match[f"d{n}"]))
        return day, day
    n = "1" if match["d1"] else "2"
    day = date(int(match[f"y{n}"]), _number(match[f"m{n}"]), int(match[f"d{n}"]))
    return day, day


def _number(month: str) -> int:
    return _MONTHS.get(month.lower()) or _MONTHS_SHORT[month.lower()]


def written_day(iso: str, precision: str = "day") -> str:
    """A day as nobody can misread it; what is no day comes back as it is.

    >>> written_day("2014-09-05"), written_day("2014-09-01", "month"), written_day("2014-01-01", "year")
    ('5 September 2014', 'September 2014', '2014')
    """
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    month = {"month": f"{when:%B} {when.year}", "year": str(when.year)}
    return month.get(precision, f"{when.day} {when:%B} {when.year}")


def written_days(begin: str, end: str = "", precision: str = "day") -> str:
    """The days from *begin* to *end*, each once.

    >>> written_days("2014-08-30", "2014-08-31"), written_days("2014-08-30", "2014-08-30"), written_days("")
    ('30 August 2014 to 31 August 2014', '30 August 2014', '')
    """
    return " to ".join(dict.fromkeys(written_day(day, precision) for day in (begin, end) if day))
