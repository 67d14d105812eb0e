"""Date expressions in running text: a point by the rules, a range of two, and "since" or "until" before them."""

from __future__ import annotations

import re
from datetime import timedelta

from kg.extract.date_words import LENGTHS, Anchor, Found, When, point

WORD = re.compile(r"(?<![\w/-])\w")
_SIGN = re.compile(
    r"(?:1[5-9]|20)\d\d|9/11|\d/\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec|(?i:today|tonight|yesterday|tomorrow|overnight|night|week|month|year|decade|day|hour|spring|summer|autumn|fall"
    r"|winter|morning|evening|afternoon|christmas)"
)
_RELATION = re.compile(
    r"(?<!\w)(?i:(?P<since>since|after|from|as of|starting|beginning)|(?P<until>until|till|before|by|prior to|up to)"
    r"|(?P<all>throughout|all))\s+(?:(?:at least|about|around|sometime in|as late as|late on)\s+)*$"
)
_JOIN = re.compile(r"\s*(?:(?P<word>to|until|till|through|and)\b|[-–—])\s*")
_OPENER = re.compile(r"(?i:\b(from|between)\s+)$")


def speaks_of_time(text: str) -> bool:
    """Whether *text* may hold a date at all; quick."""
    return _SIGN.search(text) is not None


def expression_at(text: str, pos: int, anchor: Anchor) -> Found | None:
    """The expression that begins at *pos*: a point, or a range of two ("from March 3 to 9", "2003 - 2006").

    A range begins with the word before it.
    """
    first = point(text, pos, anchor)
    if first is None or first.rule in LENGTHS:
        return first
    join, opener = _JOIN.match(text, first.end), _OPENER.search(text[max(0, pos - 12) : pos])
    word = join["word"] if join else None
    between = opener is not None and opener[1].lower() == "between"
    if not join or (word and (not opener or between != (word == "and"))):
        return first
    second = point(text, join.end(), anchor)
    if second is None or second.rule in LENGTHS or (not word and second.rule != first.rule):
        return first
    start, end = first.when.start, second.when.end
    dated = re.search(r"\d{4}", text[first.begin : first.end])
    if start and end and not dated and re.search(r"\d{4}", text[join.end() : second.end]):
        start = start.replace(year=end.year - ((start.month, start.day) > (end.month, end.day)))
    if start and end and start > end:
        return first
    begin = pos - len(opener[0]) if opener else pos
    return Found(begin, second.end, When(start, end, "interval", "within" if between else "throughout"), "range")


def with_relation(text: str, found: Found) -> Found:
    """*found* with a "since", "until", "after", "before", "by" or "throughout" that stands before it."""
    if found.rule in LENGTHS or found.rule == "range":
        return found
    m = _RELATION.search(text, max(0, found.begin - 40), found.begin)
    if m is None:
        return found
    when, word = found.when, m[0].split()[0].lower()
    if m["all"]:
        when = when._replace(holds="throughout")
    elif m["since"]:
        start = when.end if word == "after" and when.precision != "day" else when.start
        when = when._replace(start=start, end=None, holds="since", precision="interval" if start else "unknown")
    else:
        before = word in ("before", "prior") and found.rule != "edge"
        end = when.start - timedelta(days=1) if before and when.start else when.end
        when = when._replace(start=None, end=end, holds="until", precision="interval" if end else "unknown")
    return found._replace(begin=m.start(), when=when)
