"""How much speaks for it that two accounts of different articles are of one event, in points.

A slot that both tell and tell differently is a bar: another place, day, means or victim, or the two sides exchanged.
One that either leaves open says nothing. What they share adds points, most what few events share (a victim by name,
one town on one day); :data:`ENOUGH` points make them one. The points are a judgement of what each is worth, as the
logarithm of odds would be; `python -m benchmarks.identity` says how often they are right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from kg.link.telling import Told

ENOUGH: Final = 3.5
FRESH_DAYS: Final = 7
"""What an article tells without a day is taken to be of these days up to its own, as news is new."""

DEEDS: Final = frozenset({"ASSAULT", "COERCE", "RETREAT", "CONCEDE", "PROTEST", "MOBILIZE", "AID", "SANCTION"})
"""Types of what is done; words fly every day."""

_MUTUAL: Final = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types of what parties do with one another."""

_ASPECTS: Final = frozenset({"kill", "capture", "clash", "offensive"})
"""Subtypes that say what came of an attack, or how large it was, not by what means it was made."""

_SPECIFIC: Final = frozenset({"party", "nouns", "words", "counts", "agents", "targets"})
_LEAST, _LEAST_UNDATED, _LEAST_SAID = 0.5, 1.5, 2.5
_LONG_DAYS: Final = 10
_NEAR_KM: Final = 25.0
_NAMESAKE_WORTH: Final = 0.8
_NAMESAKE: Final = re.compile(r"-[0-9a-f]{6}$")
_WIDE: Final = frozenset({"region", "country", "unknown"})


def likeness(one: Told, other: Told) -> float | None:
    """The points for *one* and *other* being of one event; None where something bars it, or too little is shared of
    what tells one event of a place and time from the next.
    """
    if any(bars(one, other)):
        return None
    points: dict[str, float] = {}
    for what, n in evidence(one, other):
        points[what] = points.get(what, 0.0) + n
    least = _LEAST if points["time"] >= 1.0 else _LEAST_UNDATED if one.type in DEEDS else _LEAST_SAID - points["place"]
    if sum(n for what, n in points.items() if what in _SPECIFIC) < least:
        return None
    return sum(points.values())


def certainty(points: float) -> str:
    """The part of pairs with so many points that are of one event: what was found of development text, see above.

    >>> [certainty(points) for points in (3.5, 5.2, 8)]
    ['0.8', '0.9', '0.95']
    """
    return "0.95" if points >= 6 else "0.9" if points >= 5 else "0.8"


def bars(one: Told, other: Told) -> Iterator[str]:
    """What speaks so clearly against one event that nothing outweighs it."""
    if one.kind != other.kind:
        yield "type"
    if (means := {m for a in (one, other) if (m := _means(a))}) and len(means) > 1:
        yield "means"
    if _place(one, other) is None:
        yield "place"
    if _time(one, other) is None:
        yield "time"
    if one.type not in _MUTUAL and "clash" not in one.subtype + other.subtype and _exchanged(one, other):
        yield "sides"
    if one.type in DEEDS and _apart(_persons(one.targets), _persons(other.targets)):
        yield "victims"


def evidence(one: Told, other: Told) -> Iterator[tuple[str, float]]:
    """What speaks for and against one event, with its points."""
    yield "place", _place(one, other) or 0.0
    yield "time", _time(one, other) or 0.0
    if _means(one) and _means(one) == _means(other):
        yield "means", 0.5
    for party in _common(one.people, other.people):
        yield "party", _worth(party, one, other)
    if one.type in _MUTUAL and _alone(one, other) and _alone(other, one):
        yield "agents", -1.5
    for which in ("agents", "targets"):
        if _apart(_named(getattr(one, which)), _named(getattr(other, which))):
            yield which, -1.5
    yield "nouns", min(0.75 * len({*one.nouns} & {*other.nouns}), 1.5)
    yield "words", min(0.75 * len({*one.words} & {*other.words}), 3.0)
    yield "counts", _counted(one, other)
    yield "story", min(0.4 * len({*one.story} & {*other.story}), 1.2)


# Slots


def _means(account: Told) -> str:
    """By what means it was done, where that tells it apart."""
    return "" if account.subtype.rpartition("-")[2] in _ASPECTS else account.subtype


def _place(one: Told, other: Told) -> float | None:
    """Points for where it was; None where these are two places."""
    if not one.place or not other.place:
        return 0.0
    if one.place == other.place:
        return {"country": 0.25, "region": 1.0}.get(one.precision or other.precision, 2.0)
    if one.within and other.within and not {*one.within} & {*other.within}:
        return None
    if _lies_in(one, other) or _lies_in(other, one):
        return 0.5
    if one.precision in _WIDE or other.precision in _WIDE:
        return -0.5
    if one.spot and other.spot and _km(one.spot, other.spot) <= _NEAR_KM:
        return 0.5
    return None


def _lies_in(inner: Told, outer: Told) -> bool:
    return any(outer.place.endswith(f"/{name}") for name in inner.within)


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points in kilometres (great circle).

    >>> round(_km((13.4, 52.5), (2.35, 48.85)))
    877
    """
    (a, b), (c, d) = ([math.radians(x) for x in point] for point in (one, other))
    part = math.sin((d - b) / 2) ** 2 + math.cos(b) * math.cos(d) * math.sin((c - a) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(part))


def _time(one: Told, other: Told) -> float | None:
    """Points for when it was; None where these are two times."""
    if one.first and other.first:
        if one.first > other.last or other.first > one.last:
            return None
        longest = max(_days(one), _days(other))
        return 1.75 if longest == 1 else 1.0 if longest <= _LONG_DAYS else 0.5
    if not one.published or not other.published:
        return 0.0
    if not one.first and not other.first:
        apart = abs(_between(one.published, other.published))
        return 0.75 if apart <= FRESH_DAYS // 2 else 0.5 if apart <= FRESH_DAYS else -0.5 if apart <= 31 else -1.5
    dated, undated = (one, other) if one.first else (other, one)
    before = _between(dated.last, undated.published)
    if before < 0 and dated.first > undated.published:
        return 0.0 if dated.first > dated.published else None  # only what is announced is told of before it is done
    return 0.75 if before <= FRESH_DAYS else 0.0 if before <= 62 else -1.0


def _days(account: Told) -> int:
    return _between(account.first, account.last) + 1


def _between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


# Parties


def bare(party: str) -> str:
    """The IRI *party* without what tells namesakes apart: of one event they are one.

    >>> bare("http://x.example/id/actor/person-ali-musa-0123ab")
    'http://x.example/id/actor/person-ali-musa'
    """
    return _NAMESAKE.sub("", party)


def _kin(one: str, other: str) -> bool:
    """Whether these are one by name, or a state and its forces."""
    one, other = bare(one), bare(other)
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _common(ones: Collection[str], others: Collection[str]) -> list[str]:
    """Who of *ones* is, or belongs to, one of *others*."""
    return [a for a in ones if any(_kin(a, b) for b in others)]


def _apart(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether both name somebody, and nobody in common."""
    return bool(ones and others) and not _common(ones, others)


def _exchanged(one: Told, other: Told) -> bool:
    """Whether who does it to whom in *one* suffers it from him in *other*."""
    mine = [a for a in one.agents if not _common([a], (*one.targets, *other.agents))]
    theirs = [a for a in one.targets if not _common([a], (*one.agents, *other.targets))]
    return bool(_common(mine, other.targets) and _common(theirs, other.agents))


def _alone(one: Told, other: Told) -> bool:
    """Whether a group or state takes part in *one* that has no part in *other*."""
    return any(not _common([a], other.people) for a in _named(one.people))


def is_person(party: str) -> bool:
    """Whether the IRI *party* is that of a person."""
    return "/actor/person" in party


def _persons(people: Collection[str]) -> list[str]:
    return [p for p in people if is_person(p)]


def _named(people: Collection[str]) -> list[str]:
    """States, groups and organizations; persons act for these."""
    return [p for p in people if not is_person(p)]


def _worth(party: str, one: Told, other: Told) -> float:
    """Points for *party* taking part in both."""
    if is_person(party):
        suffers = one.type in DEEDS and party in one.targets and _common([party], other.targets)
        points = 3.0 if suffers else 1.5
    else:
        points = 0.75 if "/actor/state" in party or "/actor/org/" in party else 1.25
    if bare(party) in map(bare, other.people) and party not in other.people:
        return points * _NAMESAKE_WORTH
    return points


def _counted(one: Told, other: Told) -> float:
    """Points for how many were killed, wounded, ...: large numbers are seldom the same by chance."""
    mine, theirs = dict(one.counts), dict(other.counts)
    points = 0.0
    for what in mine.keys() & theirs.keys():
        few, many = sorted((mine[what], theirs[what]))
        if few == many:
            points = max(points, 2.0 if many >= 10 else 1.25 if many >= 3 else 0.25)
        elif many > 3 * few:
            points = min(points, -1.0)
    return points
