"""What single articles give to link: their actors, places and accounts, with what tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kg.link.names import kind_word
from kg.store import Queryable
from kg.store.scratch import rows, scratch
from kg.vocab import LINK, SPARQL_PREFIXES


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


def read(source: Queryable, versions: Iterable[str]) -> dict[str, Reading]:
    """What each of these articles in *source* gives; nothing for those that are not there."""
    store = scratch(source, versions)
    found: dict[str, Reading] = defaultdict(Reading)
    for node in _nodes(store, "ArticleActor", _ACTOR):
        found[node.v].actors.append(node)
    for node in _nodes(store, "Place", _PLACE):
        found[node.v].places.append(node)
    for account in _accounts(store):
        found[account.v].accounts.append(account)
    for row in _plain(store, _SENTENCES):
        reading = found[_version(row)]
        reading.sentences.add(row["text"])
        reading.day = row.get("published", "9999")
    for row in _plain(store, _SAME):
        found[_version(row)].same.append((row["a"], row["b"]))
    return found


_SENTENCES: Final = """SELECT DISTINCT ?article ?text ?published {
  ?claim kg:evidence ?span ; a kg:Claim .
  ?span oa:exact ?text ; kg:inArticle ?article .
  OPTIONAL { ?article schema:datePublished ?published }
}"""
_SAME: Final = f"""SELECT ?l ?a ?b ?article {{
  ?l kg:linkType <{LINK.sameAs}> ; kg:from ?a ; kg:to ?b ; kg:inArticle ?article
}}"""


def _plain(store: ox.Store, sparql: str) -> Iterator[Mapping[str, str]]:
    for row in rows(store, SPARQL_PREFIXES + sparql):
        yield {name: term.value for name, term in row.items()}


def _version(row: Mapping[str, str]) -> str:
    return row["article"].rpartition("/")[2]


_NODES: Final = """
SELECT ?node ?article ?class ?label ?unnamed ?key ?alias ?point ?part ?whole ?span ?begin {
  ?node a kg:%(kind)s ; kg:inArticle ?article ; rdfs:label ?label .
  %(more)s
  OPTIONAL { ?node kg:mention|kg:metonymMention ?span . ?span oa:start ?begin }
}
"""
_ACTOR: Final = """
  ?node a ?class FILTER(?class != kg:ArticleActor)
  OPTIONAL { ?node kg:unnamed ?unnamed } OPTIONAL { ?node kg:lexiconId ?key } OPTIONAL { ?node skos:altLabel ?alias }
  OPTIONAL { ?node kg:partOf ?part . ?part a ?whole FILTER(?whole != kg:ArticleActor) }
"""
_PLACE: Final = """
  OPTIONAL { ?node schema:sameAs ?key } OPTIONAL { ?node kg:within ?alias } OPTIONAL { ?node geo:hasGeometry ?point }
"""


def _nodes(store: ox.Store, kind: str, more: str) -> Iterator[Node]:
    """The nodes of a class, each once: first mention as evidence, aliases collected."""
    grouped: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _plain(store, _NODES % {"kind": kind, "more": more}):
        grouped[row["node"]].append(row)
    for iri, several in sorted(grouped.items()):
        first = min(several, key=lambda r: (int(r.get("begin", 0)), r.get("span", "")))
        kind_class = min(r.get("class", "") for r in several)
        yield Node(
            iri=iri,
            v=_version(first),
            label=min(r["label"] for r in several),
            kind=kind_word(kind_class) if kind_class else "",
            key=min(r.get("key", "") for r in several),
            scoped=first.get("unnamed") == "true",
            aliases=frozenset(r["alias"] for r in several if "alias" in r),
            evidence=first.get("span", ""),
            begin=int(first.get("begin", 0)),
            point=min(r.get("point", "") for r in several),
            part=first.get("part", ""),
            part_kind=kind_word(first["whole"]) if "whole" in first else "",
        )


_ACCOUNTS: Final = """
SELECT ?node ?article ?published ?label ?type ?subtype ?place ?placeLabel ?first ?last ?actor ?span {
  ?node a kg:EventAccount ; kg:inArticle ?article ; rdfs:label ?label ; kg:eventType ?type .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?node kg:subtype ?subtype }
  OPTIONAL { ?node kg:place ?place . ?place rdfs:label ?placeLabel }
  OPTIONAL { ?node kg:time ?time . ?time kg:begin ?first ; kg:end ?last }
  OPTIONAL { ?node kg:participation ?p . ?p kg:actor ?actor }
  OPTIONAL { ?node kg:trigger ?span }
}
"""


def _accounts(store: ox.Store) -> Iterator[Account]:
    grouped: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _plain(store, _ACCOUNTS):
        grouped[row["node"]].append(row)
    for iri, several in sorted(grouped.items()):
        one = min(several, key=lambda r: (r.get("span", ""), r.get("place", ""), r.get("first", "")))
        yield Account(
            iri=iri,
            v=_version(one),
            label=one["label"],
            kind=one["type"],
            published=one.get("published", ""),
            subtype=one.get("subtype", ""),
            place=one.get("place", ""),
            place_label=one.get("placeLabel", ""),
            first=one.get("first", ""),
            last=one.get("last", ""),
            actors=frozenset(r["actor"] for r in several if "actor" in r),
            evidence=one.get("span", ""),
        )
