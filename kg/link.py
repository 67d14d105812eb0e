"""Article graphs to the identity graph: which node of which article stands for which actor, place, event.

A pure function of the set of article graphs and corrections: the order in which they came plays no part. It is
conservative, and undoable: nothing is merged but by a ``kg:Identification`` that says why, with its evidence.

- Actors: by lexicon entry, else by normalised name and kind; the unnamed belong to one article and never merge.
- Places: by the gazetteer entry they name, else by name; words that are no name ("the front") belong to one article.
- Accounts of different articles are of one event where type, place and days agree and a named participant is shared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.store.interface import Queryable
from kg.vocab import DCTERMS, GEO, KG, LINK, RDF, RDFS, SCHEMA, SEM, SPARQL_PREFIXES, XSD

LONGEST_MATCHED_DAYS: Final = 10
"""An event told of with a longer interval says too little about when it was to be the same as another."""

_HONORIFICS: Final = re.compile(
    r"^(?:the|mr|mrs|ms|dr|prof|sir|gen|general|maj|major|col|colonel|lt|capt|captain|sgt|president|king|queen|prince)\.?\s+",
    re.IGNORECASE,
)
_CONFIDENCE: Final = {
    "correction": "1",
    "lexicon": "0.99",
    "gazetteer": "0.99",
    "name": "0.9",
    "match": "0.8",
    "single": "1",
}


@dataclass(frozen=True)
class _Node:
    """A node of one article that stands for something."""

    iri: str
    v: str
    published: str
    label: str = ""
    kind: str = ""
    key: str = ""
    scoped: bool = False
    aliases: frozenset[str] = frozenset()
    evidence: str = ""
    begin: int = 0


@dataclass(frozen=True)
class _Account(_Node):
    """An account with what tells events apart."""

    subtype: str = ""
    place: str = ""
    place_label: str = ""
    first: date | None = None
    last: date | None = None
    people: frozenset[str] = frozenset()


@dataclass
class _Identity:
    """The identity graph in the making."""

    base: str
    denotes: dict[str, str] = field(default_factory=dict)
    triples: set[ox.Triple] = field(default_factory=set)

    def add(self, subject: str, predicate: str, thing: ox.NamedNode | ox.Literal) -> None:
        """One triple."""
        self.triples.add(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), thing))

    def identify(self, node: _Node, canonical: str, by: str) -> None:
        """*node* stands for *canonical*, for the reason *by*."""
        self.denotes[node.iri] = canonical
        me = ids.identification(self.base, node.iri, canonical)
        self.add(node.iri, KG.denotes, ox.NamedNode(canonical))
        self.add(me, RDF.type, ox.NamedNode(KG.Identification))
        self.add(me, KG.node, ox.NamedNode(node.iri))
        self.add(me, KG.canonical, ox.NamedNode(canonical))
        self.add(me, KG.identifiedBy, ox.Literal(by))
        self.add(me, KG.confidence, ox.Literal(_CONFIDENCE[by], datatype=ox.NamedNode(XSD.decimal)))
        if node.evidence:
            self.add(me, KG.evidence, ox.NamedNode(node.evidence))

    def describe(self, canonical: str, label: str, *classes: str) -> None:
        """What *canonical* is, and its name."""
        self.add(canonical, RDFS.label, ox.Literal(label))
        for c in classes:
            self.add(canonical, RDF.type, ox.NamedNode(c))


def link(source: Queryable) -> list[ox.Triple]:
    """The identity graph of all articles in *source*, sorted."""
    identity = _Identity(source.base_iri)
    fixed = _corrections(source)
    _link_actors(identity, _actors(source), fixed)
    _link_places(identity, source, fixed)
    _link_events(identity, _accounts(source, identity.denotes), _same_as(source), fixed)
    return sorted(identity.triples, key=str)


def normalise(name: str) -> str:
    """*name* as it is compared: no case, article, honorific, possessive, accent, punctuation.

    >>> normalise("The Front's"), normalise("Gen. Anna Verrin")
    ('front', 'anna-verrin')
    """
    bare = re.sub(r"['’]s?$", "", name.strip())
    while (shorter := _HONORIFICS.sub("", bare)) != bare and shorter:
        bare = shorter
    return ids.slug(bare)


_UNIT: Final = re.compile(
    r"(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(st|nd|rd|th))"
    r" (army|corps|division|brigade|regiment|battalion|company|fleet|wing|squadron)",
    re.IGNORECASE,
)


def is_name(words: str) -> bool:
    """Whether *words* name one thing wherever they are printed; descriptions and numbered units belong to one article.

    >>> [is_name(w) for w in ("Red Banner Front", "the river", "defence ministry", "Third Brigade", "northern Iraq")]
    [True, False, False, False, True]
    """
    return any(c.isupper() for c in words) and not _UNIT.fullmatch(words.removeprefix("the ").strip())


# Reading


def _rows(source: Queryable, sparql: str) -> Iterator[Mapping[str, str]]:
    """The rows of a SELECT as plain characters; what is unbound is left out."""
    found = source.query(SPARQL_PREFIXES + sparql)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield {n: str(getattr(term, "value", "")) for n in names if (term := row[n]) is not None}


_NODES: Final = """
SELECT ?node ?article ?published ?class ?label ?unnamed ?key ?alias ?span ?begin {
  ?node a kg:%(kind)s ; kg:inArticle ?article ; rdfs:label ?label .
  OPTIONAL { ?article schema:datePublished ?published }
  %(more)s
  OPTIONAL { ?node kg:mention|kg:metonymMention ?span . ?span oa:start ?begin }
}
"""
_ACTOR: Final = """
  ?node a ?class FILTER(?class != kg:ArticleActor)
  OPTIONAL { ?node kg:unnamed ?unnamed } OPTIONAL { ?node kg:lexiconId ?key } OPTIONAL { ?node skos:altLabel ?alias }
"""
_PLACE: Final = """
  OPTIONAL { ?node kg:precision ?class } OPTIONAL { ?node schema:sameAs ?key } OPTIONAL { ?node kg:within ?alias }
"""


def _nodes(source: Queryable, kind: str, more: str) -> Iterator[_Node]:
    """The nodes of a class, each once: first mention as evidence, aliases collected."""
    grouped: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _rows(source, _NODES % {"kind": kind, "more": more}):
        grouped[row["node"]].append(row)
    for iri, rows in sorted(grouped.items()):
        first = min(rows, key=lambda r: (int(r.get("begin", 0)), r.get("span", "")))
        yield _Node(
            iri=iri,
            v=first["article"].rpartition("/")[2],
            published=first.get("published", ""),
            label=min(r["label"] for r in rows),
            kind=min(r.get("class", "") for r in rows),
            key=min(r.get("key", "") for r in rows),
            scoped=first.get("unnamed") == "true",
            aliases=frozenset(r["alias"] for r in rows if "alias" in r),
            evidence=first.get("span", ""),
            begin=int(first.get("begin", 0)),
        )


def _actors(source: Queryable) -> list[_Node]:
    return list(_nodes(source, "ArticleActor", _ACTOR))


_ACCOUNTS: Final = """
SELECT ?node ?article ?published ?label ?type ?subtype ?place ?placeLabel ?first ?last ?actor ?span ?begin {
  ?node a kg:EventAccount ; kg:inArticle ?article ; rdfs:label ?label ; kg:eventType ?type .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?node kg:subtype ?subtype }
  OPTIONAL { ?node kg:place ?place . ?place rdfs:label ?placeLabel }
  OPTIONAL { ?node kg:time ?time . ?time kg:begin ?first ; kg:end ?last }
  OPTIONAL { ?node kg:participation ?p . ?p kg:actor ?actor }
  OPTIONAL { ?node kg:trigger ?span . ?span oa:start ?begin }
}
"""


def _accounts(source: Queryable, denotes: Mapping[str, str]) -> list[_Account]:
    """All accounts; place and people are canonical, the unnamed left out."""
    grouped: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _rows(source, _ACCOUNTS):
        grouped[row["node"]].append(row)
    accounts = []
    for iri, rows in sorted(grouped.items()):
        one = min(rows, key=lambda r: (r.get("span", ""), r.get("place", ""), r.get("first", "")))
        people = {denotes[r["actor"]] for r in rows if r.get("actor") in denotes}
        v = one["article"].rpartition("/")[2]
        accounts.append(
            _Account(
                iri=iri,
                v=v,
                published=one.get("published", ""),
                label=one["label"],
                kind=one["type"],
                evidence=one.get("span", ""),
                begin=int(one.get("begin", 0)),
                subtype=one.get("subtype", ""),
                place=denotes.get(one.get("place", ""), ""),
                place_label=one.get("placeLabel", ""),
                first=date.fromisoformat(one["first"]) if "first" in one else None,
                last=date.fromisoformat(one["last"]) if "last" in one else None,
                people=frozenset(p for p in people if v not in p),
            )
        )
    return accounts


def _same_as(source: Queryable) -> list[tuple[str, str]]:
    """Accounts that their own article says are one event."""
    rows = _rows(source, f"SELECT ?a ?b {{ ?l kg:linkType <{LINK.sameAs}> ; kg:from ?a ; kg:to ?b }}")
    return sorted((row["a"], row["b"]) for row in rows)


def _corrections(source: Queryable) -> dict[str, str]:
    """What people have put right: a node of an article and what it stands for."""
    rows = _rows(source, "SELECT ?node ?canonical { ?c a kg:Correction ; kg:node ?node ; kg:canonical ?canonical }")
    return {row["node"]: row["canonical"] for row in sorted(rows, key=lambda r: (r["node"], r["canonical"]))}


# Actors


def _link_actors(identity: _Identity, actors: list[_Node], fixed: Mapping[str, str]) -> None:
    known = _lexicon_names(actors)
    members: dict[str, list[_Node]] = defaultdict(list)
    named = [a for a in actors if not a.key and not a.scoped]
    kinds = _kinds(named)
    for actor in actors:
        canonical, by = _canonical_actor(identity.base, actor, known, kinds)
        if actor.iri in fixed:
            canonical, by = fixed[actor.iri], "correction"
        identity.identify(actor, canonical, by)
        members[canonical].append(actor)
    for canonical, several in members.items():
        entries = [a for a in several if a.key] or several
        kind = _most(a.kind for a in entries)
        identity.describe(canonical, _most(a.label for a in entries), SEM.Actor, kind)


def _canonical_actor(
    base: str, actor: _Node, known: Mapping[tuple[str, str], str], kinds: Mapping[str, str]
) -> tuple[str, str]:
    """What *actor* stands for, and why."""
    if actor.key:
        return ids.canonical_actor(base, actor.key), "lexicon"
    kind = _kind_word(actor.kind)
    if actor.scoped or not is_name(actor.label):
        return ids.unnamed_actor(base, kind, actor.label, actor.v, (actor.begin, actor.begin)), "single"
    name = normalise(actor.label)
    if (actor.kind, name) in known:
        return ids.canonical_actor(base, known[actor.kind, name]), "name"
    return ids.named_actor(base, kinds.get(name, kind), normalise(actor.label)), "name"


def _lexicon_names(actors: Iterable[_Node]) -> dict[tuple[str, str], str]:
    """Kind and name to lexicon entry, for names that only one entry bears; of aliases those of several words."""
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for actor in actors:
        if actor.key:
            for name in (actor.label, *(a for a in actor.aliases if " " in a)):
                bearers[actor.kind, normalise(name)].add(actor.key)
    return {name: min(keys) for name, keys in bearers.items() if len(keys) == 1}


_GROUPS: Final = frozenset({"armed-group", "organization"})


def _kinds(named: Iterable[_Node]) -> dict[str, str]:
    """The kind of names that some articles take for an armed group and some for another organization."""
    seen: dict[str, set[str]] = defaultdict(set)
    for actor in named:
        seen[normalise(actor.label)].add(_kind_word(actor.kind))
    return {name: "armed-group" for name, kinds in seen.items() if kinds >= _GROUPS}


def _kind_word(kind_class: str) -> str:
    """The class of an actor as in the facts document.

    >>> _kind_word(KG.ArmedGroup)
    'armed-group'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", KG.local(kind_class)).lower()


def _most(words: Iterable[str]) -> str:
    """The commonest of *words*; of equals the longest, then the first by alphabet."""
    counted = Counter(words)
    return min(counted, key=lambda w: (-counted[w], -len(w), w))


# Places


def _link_places(identity: _Identity, source: Queryable, fixed: Mapping[str, str]) -> None:
    places = list(_nodes(source, "Place", _PLACE))
    countries: dict[str, set[str]] = defaultdict(set)
    for place in places:
        countries[normalise(place.label)] |= {normalise(w) for w in place.aliases}
    members: dict[str, list[_Node]] = defaultdict(list)
    for place in places:
        canonical, by = _canonical_place(identity.base, place, countries)
        if place.iri in fixed:
            canonical, by = fixed[place.iri], "correction"
        identity.identify(place, canonical, by)
        members[canonical].append(place)
    points = {r["node"]: r["point"] for r in _rows(source, "SELECT ?node ?point { ?node geo:hasGeometry ?point }")}
    for canonical, several in members.items():
        identity.describe(canonical, _most(p.label for p in several), SEM.Place)
        for within in sorted({w for p in several for w in p.aliases}):
            outer = ids.named_place(identity.base, normalise(within))
            if outer != canonical:
                identity.add(canonical, GEO.sfWithin, ox.NamedNode(outer))
                if outer not in members:
                    identity.describe(outer, within, SEM.Place)
        for point in sorted({points[p.iri] for p in several if p.iri in points})[:1]:
            identity.add(canonical, GEO.hasGeometry, ox.NamedNode(point))
        for same in sorted({p.key for p in several if p.key}):
            identity.add(canonical, SCHEMA.sameAs, ox.NamedNode(same))


def _canonical_place(base: str, place: _Node, countries: Mapping[str, set[str]]) -> tuple[str, str]:
    name = normalise(place.label)
    if not is_name(place.label):
        return f"{ids.named_place(base, name)}-{place.v}", "single"
    homonyms = len(countries[name]) > 1
    if homonyms and place.aliases:
        name = f"{name}-{normalise(min(place.aliases))}"
    return ids.named_place(base, name), "gazetteer" if place.key else "name"


# Events


def _link_events(
    identity: _Identity, accounts: list[_Account], same: Iterable[tuple[str, str]], fixed: Mapping[str, str]
) -> None:
    by_iri = {a.iri: a for a in accounts}
    groups = _Groups(by_iri)
    for a, b in same:
        if a in by_iri and b in by_iri:
            groups.join(a, b)
    for one, other in _candidates(accounts):
        if is_same_event(one, other):
            groups.join(one.iri, other.iri)
    for several in groups.sets():
        members = sorted((by_iri[iri] for iri in several), key=lambda a: (a.published or "9999", a.iri))
        event = _mint(identity.base, members[0])
        for account in members:
            canonical, by = (fixed[account.iri], "correction") if account.iri in fixed else (event, "match")
            identity.identify(account, canonical, by if len(members) > 1 or by == "correction" else "single")
            if account is not members[0]:
                identity.add(_mint(identity.base, account), DCTERMS.isReplacedBy, ox.NamedNode(event))
        identity.describe(event, members[0].label, SEM.Event)
        identity.add(event, SEM.eventType, ox.NamedNode(_most(a.kind for a in members)))


def _mint(base: str, account: _Account) -> str:
    """The IRI of the event that *account* is the first to tell of."""
    anchor = account.first.isoformat() if account.first else account.v
    tail = account.iri.partition(f"/{account.v}/")[2].replace("/", "-")
    name = "-".join(
        part for part in (ids.slug(account.place_label) if account.place_label else "", account.v[:6], tail) if part
    )
    return ids.event(base, account.kind.rpartition("/")[2], anchor, name)


def _candidates(accounts: Iterable[_Account]) -> Iterator[tuple[_Account, _Account]]:
    """Pairs worth comparing: same type, same place, a day in common."""
    cells: dict[tuple[str, str, date], list[_Account]] = defaultdict(list)
    for account in accounts:
        if account.place and account.first and account.last and _days(account) <= LONGEST_MATCHED_DAYS:
            for n in range(_days(account)):
                cells[account.kind, account.place, account.first + timedelta(days=n)].append(account)
    for _, several in sorted(cells.items()):
        yield from combinations(several, 2)


def _days(account: _Account) -> int:
    return (account.last - account.first).days + 1 if account.first and account.last else 0


def is_same_event(one: _Account, other: _Account) -> bool:
    """Whether two accounts of one type and place, with a day in common, tell of one event.

    They are of different articles, do not differ in subtype, and name a participant in common.
    """
    subtypes = {one.subtype, other.subtype} - {""}
    return one.v != other.v and len(subtypes) < 2 and bool(one.people & other.people)


class _Groups:
    """Sets of things that belong together, whatever the order in which they are joined."""

    def __init__(self, things: Iterable[str]) -> None:
        self._above = {thing: thing for thing in things}

    def _top(self, thing: str) -> str:
        while self._above[thing] != thing:
            self._above[thing] = self._above[self._above[thing]]
            thing = self._above[thing]
        return thing

    def join(self, one: str, other: str) -> None:
        """Put the sets of *one* and *other* together."""
        a, b = sorted((self._top(one), self._top(other)))
        self._above[b] = a

    def sets(self) -> list[list[str]]:
        """The sets, each sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for thing in sorted(self._above):
            found[self._top(thing)].append(thing)
        return [found[top] for top in sorted(found)]
