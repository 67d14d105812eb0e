"""Events: accounts of different articles are of one where type and days agree, and place and a named actor do.

Where no place is told, two who take part must, one of them by name. Accounts of one article are of one event if it says
so, or if those of others match them both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Final

import msgspec

from kg import ids
from kg.link.reading import Account
from kg.link.statements import description, identification, line, most
from kg.store import Workbook
from kg.vocab import DCTERMS, SEM, TYPE

LONGEST_MATCHED_DAYS: Final = 10
"""An event told of with a longer interval says too little about when it was to be the same as another."""

FRESH_DAYS: Final = 7
"""What an article tells without a day is taken to be of these days up to its own."""

_DEEDS: Final = frozenset({"ASSAULT", "COERCE", "RETREAT", "CONCEDE", "PROTEST", "MOBILIZE", "AID", "SANCTION"})
"""Types of what is done; words fly every day."""

_OUTCOMES: Final = frozenset({"kill", "capture"})
"""Subtypes that say how an attack ended, not what it was."""


class Told(msgspec.Struct, frozen=True, array_like=True):
    """An account as it is compared: place and people are canonical, ``nouns`` say who else takes part; ``same`` are
    accounts its article says are of one event with it, ``fixed`` what a correction
    says it stands for, "" for nothing that another does."""

    iri: str
    v: str
    label: str
    kind: str
    published: str
    subtype: str
    place: str
    place_label: str
    first: str
    last: str
    people: tuple[str, ...]
    nouns: tuple[str, ...]
    same: tuple[str, ...]
    evidence: str
    fixed: str | None = None

    @property
    def order(self) -> tuple[str, str]:
        """The first to be published comes first."""
        return self.published or "9999", self.iri


def told(
    account: Account, denotes: Mapping[str, str], same: Iterable[tuple[str, str]], fixed: Mapping[str, str],
    labels: Mapping[str, str],
) -> Told:  # fmt: skip
    """*account* as it is compared; *labels* say what its article calls those who take part."""
    unnamed = {labels[a] for a in account.actors if a in labels and account.v in denotes.get(a, "")}
    people = {denotes[a] for a in account.actors if a in denotes}
    partners = {b for pair in same for a, b in (pair, pair[::-1]) if a == account.iri and b != a}
    return Told(
        iri=account.iri,
        v=account.v,
        label=account.label,
        kind=account.kind,
        published=account.published,
        subtype=account.subtype,
        place=denotes.get(account.place, ""),
        place_label=account.place_label,
        first=account.first,
        last=account.last,
        people=tuple(sorted(p for p in people if account.v not in p)),
        nouns=tuple(sorted({label.split()[-1].lower() for label in unnamed if label.split()})),
        same=tuple(sorted(partners)),
        evidence=account.evidence,
        fixed=fixed.get(account.iri),
    )


def cells(account: Told) -> list[str]:
    """What accounts of one event have in common: type, a day, and somebody at a place; or two that have to do with each
    other, one of them by name; or, of a deed whose day is told, who did it or suffered it.
    """
    if account.fixed is not None:
        return []
    kind = TYPE.local(account.kind)
    pairs = [f"{one} {other}" for one, other in combinations(account.people, 2)]
    pairs += [f"{one} {noun}" for one in account.people for noun in account.nouns]
    where = [f"{account.place} {someone}" for someone in account.people] if account.place else []
    alone = account.people if account.first and account.first == account.last and kind in _DEEDS else ()
    return [f"{kind} {day} {w}" for day in _days(account) for w in (*where, *pairs, *alone)]


def _days(account: Told) -> list[str]:
    """The days on which it may have been: as told, else those before the article, as news is new."""
    if account.first and account.last:
        first, last = date.fromisoformat(account.first), date.fromisoformat(account.last)
    elif account.published and not (account.first or account.last):
        last = date.fromisoformat(account.published)
        first = last - timedelta(days=FRESH_DAYS - 1)
    else:
        return []
    several = (last - first).days + 1
    if not 0 < several <= LONGEST_MATCHED_DAYS:
        return []
    return [(first + timedelta(days=n)).isoformat() for n in range(several)]


class Events:
    """Which accounts are of one event; put right for the articles that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._changed: set[str] = set()

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
        found = self._book.at("account", iri)
        return msgspec.convert(found[0][1], Told) if found else None

    def _component(self, iri: str, before: dict[str, str | None]) -> dict[str, Told]:
        """All accounts that hang together with *iri* by what they have in common; their old events are taken apart."""
        found: dict[str, Told] = {}
        known: set[str] = set()
        waiting = [iri]
        while waiting:
            one = waiting.pop()
            account = None if one in found else self._account(one)
            if account is None:
                continue
            found[one] = account
            waiting += account.same
            waiting += self._part(one, before)
            for cell in cells(account):
                if cell not in known:
                    known.add(cell)
                    waiting += (other for _, several in self._book.at("cell", cell) for other in several)
        return found

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
        for account in members:
            lines += identification(self._base, account.iri, event, by, (account.evidence,))
            if account is not first:
                lines.append(line(mint(self._base, account), DCTERMS.isReplacedBy, event))
            self._book.keep("event", account.iri, key)
        self._book.keep("members", key, [a.iri for a in members])
        self._book.state("event", key, lines)


def clusters(component: Collection[Told]) -> list[list[Told]]:
    """Accounts that hang together, parted into events, the first to be published first.

    Those of different places or different means are never of one event, though a third may resemble both. Each goes to
    the first event that it shares a cell with, by an account of another article, and does not contradict.
    """
    found = list(_units(component))
    joined = True
    while joined:
        joined = False
        kept: list[list[Told]] = []
        for unit in found:
            for members in kept:
                if _is_one(members, unit):
                    members += unit
                    joined = True
                    break
            else:
                kept.append(unit)
        found = kept
    return [sorted(members, key=lambda a: a.order) for members in found]


def _is_one(members: Collection[Told], unit: Collection[Told]) -> bool:
    everybody = (*members, *unit)
    if len({means for a in everybody if (means := _means(a))}) > 1 or len({a.place for a in everybody if a.place}) > 1:
        return False
    return any(a.v != b.v and not set(cells(a)).isdisjoint(cells(b)) for a in members for b in unit)


def _means(account: Told) -> str:
    """What sort of event it is told as, where that tells it apart."""
    return "" if account.subtype.rpartition("-")[2] in _OUTCOMES else account.subtype


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
