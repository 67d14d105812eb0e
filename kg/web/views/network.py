"""Who fought beside or against whom, and who declared it: the network, in a window of days or as of two days.

Fighting on one side, fighting each other, declared alliance and declared hostility are four kinds of tie, never mixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.ask.days import written_day
from kg.store import Reader
from kg.web.views.kept import per_version
from kg.web.views.values import Node, ids_tail, labels, rows

KINDS: Final = {
    "alongside": "fought on the same side",
    "against": "fought on opposing sides",
    "allied": "declared allies",
    "hostile": "declared hostile",
}
STANDING: Final = frozenset({"reported", "corroborated"})
MAX_ACTORS: Final = 60


@dataclass(frozen=True)
class Standing:
    """The status of a tie between two days of publication; ``end`` "" is until now."""

    status: str
    begin: str
    end: str


@dataclass
class Bond:
    """One proposition: two actors in one event, theatre or declaration, with the days it is about.

    ``dated`` tells what the days are: of the event, or (where it has none) of the articles that tell it;
    ``precision`` how exactly they are known: day, month, year.
    """

    iri: str
    kind: str
    one: str
    other: str
    where: str = ""
    begin: str = ""
    end: str = ""
    dated: str = "event"
    precision: str = "day"
    standings: list[Standing] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)

    def status(self, day: str = "") -> str:
        """Its status as of *day* of publication, or now."""
        for s in self.standings:
            if (s.begin <= day and (not s.end or day < s.end)) if day else not s.end:
                return s.status
        return ""


@dataclass(frozen=True)
class Tie:
    """All bonds of one kind between two actors. ``change`` tells, in a comparison, whether it is new or gone."""

    kind: str
    one: Node
    other: Node
    bonds: tuple[Bond, ...]
    change: str = ""

    @property
    def status(self) -> str:
        """The strongest present status of its bonds."""
        found = {bond.status() for bond in self.bonds}
        return next((s for s in ("contested", "denied", "corroborated", "reported") if s in found), min(found))

    @property
    def begin(self) -> str:
        """The first day of all bonds, "" where none is known."""
        return min((b.begin for b in self.bonds if b.begin), default="")

    @property
    def end(self) -> str:
        """The last day of all bonds."""
        return max((b.end or b.begin for b in self.bonds if b.begin), default="")

    @property
    def when(self) -> str:
        """The days in words, each as exactly as it is known."""
        dated = [bond for bond in self.bonds if bond.begin]
        if not dated:
            return ""
        first, last = min(dated, key=lambda b: b.begin), max(dated, key=lambda b: b.end or b.begin)
        ends = (written_day(self.begin, first.precision), written_day(self.end, last.precision))
        return " to ".join(dict.fromkeys(ends))

    @property
    def where(self) -> list[str]:
        """The places and events in question."""
        return sorted({bond.where for bond in self.bonds if bond.where})

    @property
    def articles(self) -> int:
        """How many articles tell it."""
        return len({a for bond in self.bonds for a in bond.articles})


_SIDES: Final = """SELECT ?p ?kind ?a ?b ?theatre ?event ?begin ?end ?precision {
  VALUES (?class ?kind) { (kg:SameSideProposition "alongside") (kg:OpposedProposition "against") }
  ?p a ?class ; kg:actorA ?a ; kg:actorB ?b .
  OPTIONAL { ?p kg:theatre/rdfs:label ?theatre }
  OPTIONAL { ?p kg:event ?e . ?e rdfs:label ?event }
  OPTIONAL { ?p kg:time ?own . ?own kg:begin ?own_begin ; kg:precision ?own_precision
    OPTIONAL { ?own kg:end ?own_end } }
  OPTIONAL { ?p kg:event ?e2 . ?e2 sem:hasTime ?t . ?t kg:begin ?t_begin ; kg:precision ?t_precision
    OPTIONAL { ?t kg:end ?t_end } }
  BIND(COALESCE(?own_begin, ?t_begin) AS ?begin) BIND(COALESCE(?own_end, ?t_end) AS ?end)
  BIND(COALESCE(?own_precision, ?t_precision) AS ?precision)
} ORDER BY ?p ?begin"""
_RELATIONS: Final = """SELECT ?p ?kind ?a ?b ?begin ?end ?precision {
  VALUES (?relation ?kind) { (rel:alliedWith "allied") (rel:hostileTo "hostile") }
  ?p a kg:RelationProposition ; kg:relationType ?relation ; kg:subject ?a ; kg:object ?b .
  OPTIONAL { ?p kg:time ?t . ?t kg:begin ?begin ; kg:precision ?precision OPTIONAL { ?t kg:end ?end } }
} ORDER BY ?p ?begin"""
_STANDINGS: Final = """SELECT DISTINCT ?p ?status ?from ?to ?article ?day {
  VALUES ?class { kg:SameSideProposition kg:OpposedProposition kg:RelationProposition }
  ?p a ?class . ?s kg:proposition ?p ; kg:status ?status ; kg:validFrom ?from .
  OPTIONAL { ?s kg:validTo ?to }
  OPTIONAL { ?s kg:ground/kg:inArticle ?article OPTIONAL { ?article schema:datePublished ?day } }
} ORDER BY ?p DESC(?from) ?article"""


@per_version
def bonds(reader: Reader) -> tuple[Bond, ...]:
    """Every proposition that ties two actors."""
    found: dict[str, Bond] = {}
    for row in (*rows(reader, _SIDES), *rows(reader, _RELATIONS)):
        where, begin = row.get("theatre") or row.get("event", ""), row.get("begin", "")
        told = Bond(row["p"], row["kind"], row["a"], row["b"], where, begin, row.get("end", begin))
        told.precision = row.get("precision", "day")
        found.setdefault(told.iri, told)
    days: dict[str, set[str]] = defaultdict(set)
    for row in rows(reader, _STANDINGS):
        if bond := found.get(row["p"]):
            standing = Standing(ids_tail(row["status"]), row["from"], row.get("to", ""))
            if standing not in bond.standings:
                bond.standings.append(standing)
            if "article" in row:
                bond.articles.add(row["article"])
            if "day" in row:
                days[bond.iri].add(row["day"])
    for bond in found.values():
        if not bond.begin and days[bond.iri]:
            bond.begin, bond.end, bond.dated = min(days[bond.iri]), max(days[bond.iri]), "publication"
    return tuple(found.values())


@per_version
def names(reader: Reader) -> dict[str, str]:
    """The names of all actors that are tied to any."""
    return labels(reader, {iri for bond in bonds(reader) for iri in (bond.one, bond.other)})


def ties(reader: Reader, *, first: str = "", last: str = "", actor: str = "", kinds: Sequence[str] = ()) -> list[Tie]:
    """The ties that stand or are disputed, whose days touch the window *first* to *last*; the most told first."""
    return _tied(
        reader,
        (
            bond
            for bond in bonds(reader)
            if bond.status() in {*STANDING, "contested", "denied"}
            and (not kinds or bond.kind in kinds)
            and (not actor or actor in (bond.one, bond.other))
            and (not (first or last) or bond.begin)
            and (bond.end or bond.begin) >= first
            and (not last or bond.begin <= last)
        ),
    )


def compared(reader: Reader, then: str, now: str, *, actor: str = "", kinds: Sequence[str] = ()) -> list[Tie]:
    """The ties that stood by what was published up to *then* or up to *now*, with what is new and what is gone."""
    chosen = [
        bond
        for bond in bonds(reader)
        if (not kinds or bond.kind in kinds) and (not actor or actor in (bond.one, bond.other))
    ]
    before, after = ({_key(b) for b in chosen if b.status(day) in STANDING} for day in (then, now))
    found = _tied(reader, (bond for bond in chosen if _key(bond) in before | after))
    return [
        Tie(t.kind, t.one, t.other, t.bonds, "kept" if key in before & after else "new" if key in after else "gone")
        for t in found
        for key in [(t.kind, t.one.iri, t.other.iri)]
    ]


def _key(bond: Bond) -> tuple[str, str, str]:
    return (bond.kind, *sorted((bond.one, bond.other)))  # type: ignore[return-value]


def _tied(reader: Reader, chosen: Iterable[Bond]) -> list[Tie]:
    named = names(reader)
    together: dict[tuple[str, str, str], list[Bond]] = defaultdict(list)
    for bond in chosen:
        together[_key(bond)].append(bond)
    found = [
        Tie(kind, Node(one, named[one]), Node(other, named[other]), tuple(group))
        for (kind, one, other), group in together.items()
    ]
    return sorted(found, key=lambda t: (-t.articles, -len(t.bonds), t.kind, t.one.label, t.other.label))


def strongest(found: Sequence[Tie], limit: int = MAX_ACTORS) -> tuple[list[Tie], int, int]:
    """The ties among the *limit* actors with most ties, how many actors these are, and how many there are in all."""
    weight: dict[str, int] = defaultdict(int)
    for tie in found:
        for node in (tie.one, tie.other):
            weight[node.iri] += len(tie.bonds)
    kept = set(sorted(weight, key=lambda iri: (-weight[iri], iri))[:limit])
    return [t for t in found if t.one.iri in kept and t.other.iri in kept], len(kept), len(weight)


def span(reader: Reader) -> tuple[str, str]:
    """The first and the last day that any tie is about, "" where there is none."""
    days = [day for bond in bonds(reader) for day in (bond.begin, bond.end) if day and bond.status() in STANDING]
    return min(days, default=""), max(days, default="")
