"""Events: accounts of different articles are of one where type, place and days agree and a named actor is shared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from kg import ids
from kg.link.reading import Account
from kg.link.statements import description, identification, line, most
from kg.store import Workbook
from kg.vocab import DCTERMS, SEM

LONGEST_MATCHED_DAYS: Final = 10
"""An event told of with a longer interval says too little about when it was to be the same as another."""


class Told(msgspec.Struct, frozen=True, array_like=True):
    """An account as it is compared: place and people are canonical; ``same`` are accounts its article says are of one
    event with it, ``fixed`` what a correction says it stands for."""

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
    same: tuple[str, ...]
    evidence: str
    fixed: str = ""

    @property
    def order(self) -> tuple[str, str]:
        """The first to be published comes first."""
        return self.published or "9999", self.iri


def told(
    account: Account, denotes: Mapping[str, str], same: Iterable[tuple[str, str]], fixed: Mapping[str, str]
) -> Told:
    """*account* as it is compared."""
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
        same=tuple(sorted(partners)),
        evidence=account.evidence,
        fixed=fixed.get(account.iri, ""),
    )


def cells(account: Told) -> list[str]:
    """What accounts of one event have in common: type, place, a day, somebody; nothing where one of them is not known."""
    if not (account.place and account.first and account.last):
        return []
    first, days = date.fromisoformat(account.first), _days(account)
    if not 0 < days <= LONGEST_MATCHED_DAYS:
        return []
    return [
        f"{account.kind} {account.place} {(first + timedelta(days=n)).isoformat()} {someone}"
        for n in range(days)
        for someone in account.people
    ]


def _days(account: Told) -> int:
    return (date.fromisoformat(account.last) - date.fromisoformat(account.first)).days + 1


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
        """Group the accounts that changed, and all that they may touch; the articles whose accounts mean another event."""
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
        event = mint(self._base, first)
        lines = list(description(event, first.label, SEM.Event))
        lines.append(line(event, SEM.eventType, most(a.kind for a in members)))
        for account in members:
            by = "correction" if account.fixed else "match" if len(members) > 1 else "single"
            lines += identification(self._base, account.iri, account.fixed or event, by, (account.evidence,))
            if account is not first:
                lines.append(line(mint(self._base, account), DCTERMS.isReplacedBy, event))
            self._book.keep("event", account.iri, event)
        self._book.keep("members", event, [a.iri for a in members])
        self._book.state("event", event, lines)


def clusters(component: Collection[Told]) -> list[list[Told]]:
    """Accounts that hang together, parted into events, the first to be published first.

    Those of one article are of one event only if it says so; nor are those of different subtypes, though a third may
    resemble both. Each goes to the first event that it shares a cell with and does not contradict.
    """
    found: list[list[Told]] = []
    for unit in _units(component):
        for members in found:
            if _is_one(members, unit):
                members += unit
                break
        else:
            found.append(unit)
    return [sorted(members, key=lambda a: a.order) for members in found]


def _is_one(members: Collection[Told], unit: Collection[Told]) -> bool:
    subtypes = {a.subtype for a in (*members, *unit)} - {""}
    if len(subtypes) > 1 or not {a.v for a in members}.isdisjoint(a.v for a in unit):
        return False
    return not {c for a in members for c in cells(a)}.isdisjoint(c for a in unit for c in cells(a))


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
