"""What single articles give to link: their actors, places and accounts, with what tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kg.link.names import kind_word
from kg.link.wording import telling_words
from kg.store import Queryable
from kg.store.scratch import Index
from kg.vocab import GEO, KG, LINK, OA, RDF, RDFS, SCHEMA, SKOS


@dataclass(frozen=True)
class Node:
    """A node of one article that stands for something: ``evidence`` is its first mention, ``part`` its whole,
    ``point`` the geometry of a place, ``spot`` that as text (WKT), ``precision`` whether it is a town or a country."""

    iri: str
    v: str
    label: str = ""
    kind: str = ""
    key: str = ""
    scoped: bool = False
    aliases: frozenset[str] = frozenset()
    evidence: str = ""
    begin: int = 0
    point: str = ""
    spot: str = ""
    precision: str = ""
    part: str = ""
    part_kind: str = ""


@dataclass(frozen=True)
class Account:
    """An account with what tells events apart; place and actors are nodes of the article.

    ``agents`` and ``targets`` are those of the actors who did it and suffered it, ``counts`` is how many were killed,
    wounded, ..., ``words`` are those of its sentence.
    """

    iri: str
    v: str
    label: str
    kind: str
    published: str = ""
    subtype: str = ""
    place: str = ""
    place_label: str = ""
    first: str = ""
    last: str = ""
    actors: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    counts: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()
    evidence: str = ""


@dataclass
class Reading:
    """All that one article gives; ``same`` are pairs of accounts that it says are of one event, ``sentences``
    those that its claims rest on, ``day`` its day of publication."""

    actors: list[Node] = field(default_factory=list)
    places: list[Node] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    day: str = ""


def read(source: Queryable, v: str) -> Reading:
    """What article *v* of *source* gives; nothing where it is not there."""
    graph = Index(source, v, _PREDICATES)
    article = next(iter(graph.of_class(SCHEMA.NewsArticle)), "")
    published = graph.value(article, SCHEMA.datePublished)
    spans = (span for claim in graph.of_class(KG.Claim) for span in graph.values(claim, KG.evidence))
    sentences = {text for span in spans for text in graph.values(span, OA.exact)}
    counts = _counts(graph)
    links = (link for link in graph.of_class(KG.Link) if LINK.sameAs in graph.values(link, KG.linkType))
    return Reading(
        actors=[node for iri in graph.of_class(KG.ArticleActor) if (node := _actor(graph, v, iri))],
        places=[_place(graph, v, iri) for iri in graph.of_class(KG.Place)],
        accounts=[_account(graph, v, iri, published, counts.get(iri, ())) for iri in graph.of_class(KG.EventAccount)],
        same=[(graph.value(link, KG["from"]), graph.value(link, KG.to)) for link in links],
        sentences=sentences,
        day=(published or "9999") if sentences else "",
    )


_PREDICATES: Final = (
    RDF.type, RDFS.label, SKOS.altLabel, SCHEMA.datePublished, SCHEMA.sameAs, GEO.hasGeometry, GEO.asWKT, OA.start,
    OA.exact,
    *(KG[n] for n in """mention metonymMention unnamed lexiconId partOf within evidence eventType subtype place time
    begin end participation actor function trigger linkType from to account measure best precision""".split()),
)  # fmt: skip
"""All that is asked for."""


def _actor(graph: Index, v: str, iri: str) -> Node | None:
    kinds = _kinds(graph, iri)
    begin, evidence = _first_mention(graph, iri)
    wholes = [part for part in graph.values(iri, KG.partOf) if _kinds(graph, part)]
    if not kinds:
        return None
    return Node(
        iri=iri,
        v=v,
        label=graph.value(iri, RDFS.label),
        kind=kinds[0],
        key=graph.value(iri, KG.lexiconId),
        scoped=graph.value(iri, KG.unnamed) == "true",
        aliases=frozenset(graph.values(iri, SKOS.altLabel)),
        evidence=evidence,
        begin=begin,
        part=wholes[0] if wholes else "",
        part_kind=_kinds(graph, wholes[0])[0] if wholes else "",
    )


def _place(graph: Index, v: str, iri: str) -> Node:
    begin, evidence = _first_mention(graph, iri)
    return Node(
        iri=iri,
        v=v,
        label=graph.value(iri, RDFS.label),
        key=graph.value(iri, SCHEMA.sameAs),
        aliases=frozenset(graph.values(iri, KG.within)),
        evidence=evidence,
        begin=begin,
        point=(point := graph.value(iri, GEO.hasGeometry)),
        spot=graph.value(point, GEO.asWKT),
        precision=graph.value(iri, KG.precision),
    )


def _kinds(graph: Index, iri: str) -> list[str]:
    """The kinds of actor that a node is, sorted by their classes."""
    return [kind_word(c) for c in graph.values(iri, RDF.type) if c != KG.ArticleActor]


def _first_mention(graph: Index, iri: str) -> tuple[int, str]:
    spans = graph.values(iri, KG.mention, KG.metonymMention)
    return min(((int(begin), span) for span in spans for begin in graph.values(span, OA.start)), default=(0, ""))


def _counts(graph: Index) -> dict[str, list[tuple[str, int]]]:
    """How many are said to have been killed, wounded, ... in each account."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for iri in graph.of_class(KG.Quantity):
        if best := graph.value(iri, KG.best):
            found[graph.value(iri, KG.account)].append((graph.value(iri, KG.measure), int(best)))
    return {account: sorted(several) for account, several in found.items()}


def _account(graph: Index, v: str, iri: str, published: str, counts: Iterable[tuple[str, int]]) -> Account:
    place = next((p for p in graph.values(iri, KG.place) if graph.value(p, RDFS.label)), "")
    times = ((graph.value(t, KG.begin), graph.value(t, KG.end)) for t in graph.values(iri, KG.time))
    first, last = min(((b, e) for b, e in times if b and e), default=("", ""))
    part: dict[str, set[str]] = {str(KG.agent): set(), str(KG.target): set()}
    for p in graph.values(iri, KG.participation):
        part.setdefault(graph.value(p, KG.function), set()).update(graph.values(p, KG.actor))
    sentences = (text for span in graph.values(iri, KG.evidence) for text in graph.values(span, OA.exact))
    return Account(
        iri=iri,
        v=v,
        label=graph.value(iri, RDFS.label),
        kind=graph.value(iri, KG.eventType),
        published=published,
        subtype=graph.value(iri, KG.subtype),
        place=place,
        place_label=graph.value(place, RDFS.label),
        first=first,
        last=last,
        actors=frozenset().union(*part.values()),
        agents=frozenset(part[KG.agent]),
        targets=frozenset(part[KG.target]),
        counts=tuple(counts),
        words=telling_words(" ".join(sentences)),
        evidence=graph.value(iri, KG.trigger),
    )
