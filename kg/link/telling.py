"""An account as it is compared with those of other articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from kg.link.names import normalise
from kg.link.reading import Account, Node
from kg.vocab import TYPE

_POINT: Final = re.compile(r"POINT\((-?[\d.]+) (-?[\d.]+)\)")


class Told(msgspec.Struct, frozen=True, array_like=True):
    """An account as it is compared: place and people are canonical, ``nouns`` say who else takes part; ``same`` are
    accounts its article says are of one event with it, ``fixed`` what a correction says it stands for, "" for nothing
    that another does; ``story`` are the others whom its article names."""

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
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()
    precision: str = ""
    within: tuple[str, ...] = ()
    spot: tuple[float, float] | None = None
    story: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, str]:
        """The first to be published comes first."""
        return self.published or "9999", self.iri

    @property
    def type(self) -> str:
        """The type of event, such as "ASSAULT"."""
        return TYPE.local(self.kind)


def told(
    account: Account, denotes: Mapping[str, str], same: Iterable[tuple[str, str]], fixed: Mapping[str, str],
    nodes: Mapping[str, Node], story: Collection[str],
) -> Told:  # fmt: skip
    """*account* as it is compared; *nodes* are the actors and places of its article, *story* the names in it."""
    v = account.v
    unnamed = {nodes[a].label for a in account.actors if a in nodes and v in denotes.get(a, "")}
    own = {normalise(nodes[a].label) for a in (*account.actors, account.place) if a in nodes}
    partners = {b for pair in same for a, b in (pair, pair[::-1]) if a == account.iri and b != a}
    place = nodes.get(account.place)

    def named(actors: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({denotes[a] for a in actors if a in denotes and v not in denotes[a]}))

    return Told(
        iri=account.iri,
        v=v,
        label=account.label,
        kind=account.kind,
        published=account.published,
        subtype=account.subtype,
        place=denotes.get(account.place, ""),
        place_label=account.place_label,
        first=account.first,
        last=account.last,
        people=named(account.actors),
        nouns=tuple(sorted({label.split()[-1].lower() for label in unnamed if label.split()})),
        same=tuple(sorted(partners)),
        evidence=account.evidence,
        fixed=fixed.get(account.iri),
        agents=named(account.agents),
        targets=named(account.targets),
        counts=account.counts,
        words=account.words,
        precision=place.precision if place else "",
        within=tuple(sorted(normalise(w) for w in place.aliases)) if place else (),
        spot=_spot(place.spot) if place else None,
        story=tuple(sorted({*story} - own)),
    )


def _spot(wkt: str) -> tuple[float, float] | None:
    """Longitude and latitude in degrees.

    >>> _spot("POINT(44.4 33.34)")
    (44.4, 33.34)
    """
    found = _POINT.match(wkt)
    return (float(found[1]), float(found[2])) if found else None
