"""The ladder of statuses, and the course of a proposition over the days of publication. Values in, values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

ALWAYS: Final = "0001-01-01"
"""Where the day of publication is not known: as if it had always been said."""


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """What the ladder asks of a claim on a proposition. ``origin`` is its first voice with a name, None where nobody is
    named; ``own`` says that this is the outlet's, which a copy of its text has from another outlet."""

    iri: str
    affirms: bool
    article: str = ""
    begin: str = ALWAYS
    end: str | None = None
    holder: str | None = None
    outlet: bool = False
    denies: bool = False
    modality: str = "fact"
    doubtful: bool = False
    origin: str | None = None
    own: bool = False
    echo: bool = False
    retracted: bool = False

    def stands(self, day: str) -> bool:
        """Whether the claim stands in what was published up to *day*."""
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Standing:
    """How a proposition stands on one day: ``grounds`` are all claims on it, ``against`` those that negate it."""

    status: str
    origins: int
    grounds: frozenset[str]
    against: frozenset[str]
    denied_by_party: bool


Kin = Mapping[str, Collection[str]]


def history(
    claims: Collection[Claim], parties: Collection[str], kin: Kin
) -> Iterator[tuple[str, str | None, Standing]]:
    """How a proposition stood over the days of publication: from a day, to before another (None: still), and how.

    The grounds of an interval are all claims that stood in it; origins are counted at its end.

    Args:
        claims: all that affirm or negate it.
        parties: the actors that it is about.
        kin: each actor with those that it is a part of, and those that are a part of it.
    """
    days = sorted({c.begin for c in claims} | {c.end for c in claims if c.end is not None})
    current: tuple[str, Standing] | None = None
    for day in days:
        standing = assess([c for c in claims if c.stands(day)], parties, kin)
        if current and standing and _same(current[1], standing):
            current = current[0], _merged(current[1], standing)
            continue
        if current:
            yield current[0], day, current[1]
        current = (day, standing) if standing else None
    if current:
        yield current[0], None, current[1]


def _same(one: Standing, other: Standing) -> bool:
    return (one.status, one.denied_by_party) == (other.status, other.denied_by_party)


def _merged(earlier: Standing, later: Standing) -> Standing:
    """One standing for two intervals that follow each other: the grounds of both, the origins of the later."""
    grounds, against = earlier.grounds | later.grounds, earlier.against | later.against
    return Standing(later.status, later.origins, grounds, against, later.denied_by_party)


def assess(standing: Collection[Claim], parties: Collection[str], kin: Kin) -> Standing | None:
    """The status of a proposition from the claims that stand on one day; the first rung that fits.

    retracted, contested, denied, negated, corroborated, reported, hearsay, planned, hypothetical. None: nothing said.
    """
    if not standing:
        return None
    affirming = [c for c in standing if c.affirms and not c.retracted]
    negating = [c for c in standing if not c.affirms and not c.retracted]
    told = [c for c in affirming if c.modality == "fact" and not c.doubtful]
    origins = independent_origins(told)
    deniers = {c.holder for c in negating if c.denies and c.holder is not None}
    denied_by_party = any(not {d, *kin.get(d, ())}.isdisjoint(parties) for d in deniers)
    status = _rung(any(c.retracted for c in standing), affirming, negating, len(origins))
    against = frozenset(c.iri for c in standing if not c.affirms)
    return Standing(status, len(origins), frozenset(c.iri for c in standing), against, denied_by_party)


def _rung(retracted: bool, affirming: list[Claim], negating: list[Claim], origins: int) -> str:
    if retracted and not affirming and not negating:
        return "retracted"
    if negating:
        holders, deniers = ({c.holder or c.article for c in side} for side in (affirming, negating))
        if holders and len(holders | deniers) > 1:
            return "contested"
        return "denied" if any(c.denies for c in negating) else "negated"
    if origins:
        return "corroborated" if origins > 1 else "reported"
    if any(c.modality == "fact" for c in affirming):
        return "hearsay"
    return "planned" if any(c.modality == "plan" for c in affirming) else "hypothetical"


def independent_origins(told: Iterable[Claim]) -> set[str]:
    """The origins behind claims, each once. An echo is none; nor is an outlet, where it names whom it has it from."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in told:
        if claim.origin is not None and not claim.echo:
            by_article[claim.article].append(claim)
    origins: set[str] = set()
    for several in by_article.values():
        sourced = {c.origin for c in several if not c.outlet}
        origins |= {o for o in sourced or {c.origin for c in several} if o is not None}
    return origins
