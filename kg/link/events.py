"""Events: accounts of different articles are of one where enough of what they tell is alike, and nothing differs.

What is enough says :mod:`kg.link.likeness`. Accounts of one article are of one event if it says so, or if one of
another article is like them both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import combinations
from typing import Final

import msgspec

from kg import ids
from kg.link.likeness import DEEDS, ENOUGH, bare, bars, certainty, is_person, likeness
from kg.link.statements import description, identification, line, most
from kg.link.telling import Told
from kg.store import Workbook
from kg.vocab import DCTERMS, SEM

MOST_WEEKS: Final = 10
"""An event told of with a longer interval is found by its victim alone."""

WORDS_SHARED: Final = 3
"""So many of its words an account is found by, with a state or somebody unnamed."""

MANY: Final = 10
"""So many killed are seldom the same by chance."""

WEEKS_BACK: Final = 9
"""So long an event of a known place is told of without its day."""


def cells(account: Told) -> list[str]:
    """Where accounts of one event find each other, by short hashes: type, week, and place, two parties, a number, or a
    party and a word; of a deed, its day and a party; or, whenever it is told, its victim.
    """
    if account.fixed is not None:
        return []
    kind = account.type
    people = sorted({bare(party) for party in account.people})
    few = sorted(account.words, key=lambda w: (-len(w), w))[:WORDS_SHARED]
    near = [f"{a} {b}" for a, b in combinations(people, 2)]
    for party in (*people, *account.nouns):
        words = account.words if "/actor/" in party and "/actor/state" not in party else few
        near += [f"{party} {word}" for word in (*account.nouns, *words) if word != party]
    near += [f"{what} {n}" for what, n in account.counts if 2 < n < MANY]
    late = [f"{what} {n}" for what, n in account.counts if n >= MANY]
    if account.place:
        (late if kind in DEEDS and account.precision != "country" else near).append(account.place)
    found = [f"{week} {what}" for week in _weeks(account, 2) for what in near]
    found += [f"{week} {what}" for week in _weeks(account, WEEKS_BACK) for what in late]
    if kind in DEEDS:
        if account.first and account.first == account.last:
            found += [f"{account.first} {party}" for party in people]
        found += [bare(victim) for victim in account.targets if is_person(victim)]
    return [blake2b(f"{kind} {what}".encode(), digest_size=8).hexdigest() for what in found]


def _weeks(account: Told, back: int) -> range:
    """The weeks in which it may have been, by number; without a day the *back* weeks up to its article."""
    last = account.last or account.published
    if not last:
        return range(0)
    to = date.fromisoformat(last).toordinal() // 7
    since = date.fromisoformat(account.first).toordinal() // 7 if account.first else to - back + 1
    return range(since, to + 1) if to - since < MOST_WEEKS else range(0)


class Events:
    """Which accounts are of one event; put right for the articles that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._changed: set[str] = set()
        self._known: dict[str, Told | None] = {}

    def note(self, v: str, accounts: Collection[Told]) -> None:
        """Put the accounts of article *v*."""
        self._changed |= self._book.put("account", v, {a.iri: a for a in accounts})
        shared: dict[str, list[str]] = {}
        for account in sorted(accounts, key=lambda a: a.iri):
            for cell in cells(account):
                shared.setdefault(cell, []).append(account.iri)
        self._book.put("cell", v, shared)

    def moved(self) -> set[str]:
        """Group the accounts that changed, and all they may touch; the articles whose accounts mean another event."""
        before: dict[str, str | None] = {}
        self._known.clear()
        waiting, seen = sorted(self._changed), set[str]()
        for iri in waiting:
            waiting += self._part(iri, before)  # grows while it is walked
        for iri in waiting:
            if iri in seen or self._account(iri) is None:
                continue
            component = self._component(iri, before)
            seen |= component.keys()
            for members in clusters(component.values()):
                self._state(members)
        return {ids.version_of(iri) or "" for iri, event in before.items() if self._book.kept("event", iri) != event}

    def _part(self, iri: str, before: dict[str, str | None]) -> list[str]:
        """Take apart the event that *iri* was of; its other accounts."""
        if iri in before:
            return []
        before[iri] = event = self._book.kept("event", iri)
        if event is None:
            return []
        several = self._book.kept("members", event) or []
        for other in several:
            before.setdefault(other, event)
            self._book.keep("event", other, None)
        self._book.keep("members", event, None)
        self._book.state("event", event, ())
        return [other for other in several if other != iri]

    def _account(self, iri: str) -> Told | None:
        if iri not in self._known:
            found = self._book.at("account", iri)
            self._known[iri] = msgspec.convert(found[0][1], Told) if found else None
        return self._known[iri]

    def _component(self, iri: str, before: dict[str, str | None]) -> dict[str, Told]:
        """All accounts that hang together with *iri* by what is alike; their old events are taken apart."""
        found: dict[str, Told] = {}
        waiting = [iri]
        while waiting:
            one = waiting.pop()
            account = None if one in found else self._account(one)
            if account is None:
                continue
            found[one] = account
            waiting += account.same
            waiting += self._part(one, before)
            waiting += (other for other in self._beside(account) if other not in found)
        return found

    def _beside(self, account: Told) -> Iterator[str]:
        """The accounts of other articles that are alike enough to be of one event with *account*."""
        shared = {other for cell in cells(account) for _, several in self._book.at("cell", cell) for other in several}
        for iri in sorted(shared - {account.iri}):
            other = self._account(iri)
            if other is not None and _points(account, other) is not None:
                yield iri

    def _state(self, members: list[Told]) -> None:
        """Say what the accounts of one event stand for; the first to be published names it."""
        first = members[0]
        event = first.fixed or mint(self._base, first)
        key = first.iri if first.fixed else event
        by = "correction" if first.fixed is not None else "match" if len(members) > 1 else "single"
        lines: list[str] = []
        if not first.fixed:
            lines += description(event, first.label, SEM.Event)
            lines.append(line(event, SEM.eventType, most(a.kind for a in members)))
        alike = _alike(members) if by == "match" else []
        for account in members:
            sure = next((certainty(points) for points, a, b in alike if account in (a, b)), None)
            lines += identification(self._base, account.iri, event, by, (account.evidence,), sure)
            if account is not first:
                lines.append(line(mint(self._base, account), DCTERMS.isReplacedBy, event))
            self._book.keep("event", account.iri, key)
        self._book.keep("members", key, [a.iri for a in members])
        self._book.state("event", key, lines)


def clusters(component: Collection[Told]) -> list[list[Told]]:
    """Accounts that hang together, parted into events, the first to be published first.

    The two that are most alike come together first; never those of which any two cannot be of one event, though a
    third may resemble both.
    """
    units = list(_units(component))
    event = {a.iri: unit for unit in units for a in unit}
    for _, one, other in _alike(sorted(component, key=lambda a: a.order)):
        mine, theirs = event[one.iri], event[other.iri]
        if mine is not theirs and not any(any(bars(a, b)) for a in mine for b in theirs):
            mine += theirs
            event |= dict.fromkeys((a.iri for a in theirs), mine)
    return [sorted(unit, key=lambda a: a.order) for unit in units if event[unit[0].iri] is unit]


def _alike(accounts: Sequence[Told]) -> list[tuple[float, Told, Told]]:
    """The pairs of *accounts* that are alike enough, with their points, the most alike first."""
    pairs = ((_points(a, b), a, b) for a, b in combinations(accounts, 2))
    return sorted(((n, a, b) for n, a, b in pairs if n is not None), key=lambda pair: -pair[0])


def _points(one: Told, other: Told) -> float | None:
    """How alike two accounts are, where that is enough to take them for one event."""
    if one.v == other.v or one.fixed is not None or other.fixed is not None:
        return None
    points = likeness(one, other)
    return points if points is not None and points >= ENOUGH else None


def _units(component: Collection[Told]) -> Iterator[list[Told]]:
    """The accounts, those together that their own article says are of one event."""
    by_iri = {a.iri: a for a in component}
    seen: set[str] = set()
    for account in sorted(component, key=lambda a: a.order):
        unit, waiting = list[Told](), [account.iri]
        while waiting:
            one = waiting.pop()
            if one in by_iri and one not in seen:
                seen.add(one)
                unit.append(by_iri[one])
                waiting += by_iri[one].same
        if unit:
            yield sorted(unit, key=lambda a: a.order)


def mint(base: str, account: Told) -> str:
    """The IRI of the event that *account* is the first to tell of."""
    tail = account.iri.partition(f"/{account.v}/")[2].replace("/", "-")
    name = "-".join(p for p in (account.place_label and ids.slug(account.place_label), account.v[:6], tail) if p)
    return ids.event(base, account.kind.rpartition("/")[2], account.first or account.v, name)
