"""Arithmetic of days: months, spans around a day, thirds of an interval."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def month_span(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def earlier_by(day: date, number: float, unit: str) -> date:
    """*number* units before *day* (after it where negative), the last of the month where there is no such day."""
    if unit in ("hour", "day", "night", "week"):
        return day - timedelta(days=round({"hour": 1 / 24, "week": 7}.get(unit, 1) * number))
    first, last = month_span(day.year, day.month - round({"month": 1, "year": 12, "decade": 120}[unit] * number))
    return first.replace(day=min(day.day, last.day))


def span_around(day: date, unit: str) -> tuple[date, date]:
    """The calendar day, week (Monday to Sunday), month, year or decade of *day*."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return month_span(day.year, day.month)
    if unit in ("year", "decade"):
        first, years = (day.year - day.year % 10, 9) if unit == "decade" else (day.year, 0)
        return date(first, 1, 1), date(first + years, 12, 31)
    return day, day


def third_of(start: date, end: date, part: str | None) -> tuple[date, date]:
    """The early, middle or late third of an interval, whole days; all of it where *part* is None."""
    if not part:
        return start, end
    n = {"mid": 1, "middle": 1, "late": 2, "later": 2, "end": 2, "close": 2}.get(part.lower(), 0)
    if (end - start).days > 300:
        return date(start.year, 4 * n + 1, 1), month_span(end.year, 4 * n + 4)[1]
    third = (end - start).days // 3
    first = start + timedelta(days=n * third)
    return first, end if n == 2 else first + timedelta(days=third - 1)
