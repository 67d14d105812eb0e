"""What single articles give to link: their actors, places and accounts, with what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kg.link.names import kind_word
from kg.store import Queryable
from kg.store.scratch import Index
from kg.vocab import GEO, KG, LINK, OA, RDF, RDFS, SCHEMA, SKOS


@dataclass(frozen=True)
class Node:
    """A node of one article that stands for something: ``evidence`` is its first mention, ``part`` its whole."""

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
    part: str = ""
    part_kind: str = ""


@dataclass(frozen=True)
class Account:
    """An account with what tells events apart; place and actors are nodes of the article."""

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
    links = (link for link in graph.of_class(KG.Link) if LINK.sameAs in graph.values(link, KG.linkType))
    return Reading(
        actors=[node for iri in graph.of_class(KG.ArticleActor) if (node := _actor(graph, v, iri))],
        places=[_place(graph, v, iri) for iri in graph.of_class(KG.Place)],
        accounts=[_account(graph, v, iri, published) for iri in graph.of_class(KG.EventAccount)],
        same=[(graph.value(link, KG["from"]), graph.value(link, KG.to)) for link in links],
        sentences=sentences,
        day=(published or "9999") if sentences else "",
    )


_PREDICATES: Final = (
    RDF.type, RDFS.label, SKOS.altLabel, SCHEMA.datePublished, SCHEMA.sameAs, GEO.hasGeometry, OA.start, OA.exact,
    *(KG[n] for n in """mention metonymMention unnamed lexiconId partOf within evidence eventType subtype place time
    begin end participation actor trigger linkType from to""".split()),
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
        point=graph.value(iri, GEO.hasGeometry),
    )


def _kinds(graph: Index, iri: str) -> list[str]:
    """The kinds of actor that a node is, sorted by their classes."""
    return [kind_word(c) for c in graph.values(iri, RDF.type) if c != KG.ArticleActor]


def _first_mention(graph: Index, iri: str) -> tuple[int, str]:
    spans = graph.values(iri, KG.mention, KG.metonymMention)
    return min(((int(begin), span) for span in spans for begin in graph.values(span, OA.start)), default=(0, ""))


def _account(graph: Index, v: str, iri: str, published: str) -> Account:
    place = next((p for p in graph.values(iri, KG.place) if graph.value(p, RDFS.label)), "")
    times = ((graph.value(t, KG.begin), graph.value(t, KG.end)) for t in graph.values(iri, KG.time))
    first, last = min(((b, e) for b, e in times if b and e), default=("", ""))
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
        actors=frozenset(a for p in graph.values(iri, KG.participation) for a in graph.values(p, KG.actor)),
        evidence=graph.value(iri, KG.trigger),
    )
