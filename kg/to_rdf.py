"""The facts of an article as RDF: SEM, PROV, OWL-Time, GeoSPARQL, Web Annotation and our few terms.

The graph holds nodes of that article alone, and nothing inside a claim is asserted: accounts, participations, sides,
relations, links and quantities are nodes that claims affirm or negate; there is never a bare ``sem:hasActor``.
No blank nodes; the same facts give the same triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple
from typing import Literal as OneOf

from rdflib import Graph, Literal, URIRef

from kg import ids
from kg.event_types import load_event_types
from kg.model import About, Actor, Article, Claim, Event, Facts, Place, Side, Span, TimeSpan
from kg.vocab import (
    ACT,
    BASIS,
    CERTAINTY,
    DCTERMS,
    DEFAULT_BASE,
    DISPUTE,
    GEO,
    GN,
    KG,
    KIND_CLASSES,
    LINK,
    MODALITY,
    OA,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    REL,
    ROLE,
    SCHEMA,
    SF,
    SKOS,
    STANCE,
    TARGET_ROLES,
    TEXT_POLICIES,
    TYPE,
    WD,
    XSD,
)

Key = tuple[str, ...]
"""A thing that a claim can be about: kind and local id, or ("participation", event, actor, role)."""

Object = str | int | bool | float | date | Literal | None

_TYPE: Final = URIRef(RDF.type)
_PREDICATES: dict[str, URIRef] = {}

_CERTAINTY: Final = {"actual": "certain", "negated": "certain", "hedged": "possible"}
_MODALITY: Final = {"planned": "plan", "hypothetical": "hypothesis"}


def to_rdf(
    facts: Facts,
    article: Article,
    base_iri: str = DEFAULT_BASE,
    *,
    text_policy: OneOf["full", "quote", "none"] = "full",
) -> Graph:
    """The graph of *facts*, with every offset resolved against the text of *article*.

    Args:
        facts: what was found in the article.
        article: the same article, for its text.
        base_iri: where the nodes live, ending in a slash.
        text_policy: how much of the text may be shown; under ``none`` the spans keep offsets only.

    >>> from kg.model import Actor, ArticleHead
    >>> text = "Basra fell."
    >>> basra = Actor(id="a", name="Basra", kind="state", mentions=((0, 5),))
    >>> facts = Facts(article=ArticleHead(sha256="0" * 64), actors=(basra,))
    >>> g = to_rdf(facts, Article(text=text, sha256="0" * 64))
    >>> [str(o) for o in g.objects(None, URIRef(OA.exact))]
    ['Basra']
    """
    writer = _Writer(facts, article, base_iri, text_policy)
    writer.write()
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for triple in sorted(writer.triples):
        graph.add(triple)
    return graph


class _Part(NamedTuple):
    """One participation before it is written."""

    actor: str
    role: str
    function: str
    side: str | None
    evidence: tuple[Span, ...]


class _Content(NamedTuple):
    """What a claim affirms and what it negates."""

    affirms: tuple[Key, ...] = ()
    negates: tuple[Key, ...] = ()


class _Writer:
    """Collects the triples of one article; ``nodes`` maps what facts call by local id to IRIs."""

    def __init__(self, facts: Facts, article: Article, base: str, text_policy: str) -> None:
        self.facts, self.text, self.base, self.policy = facts, article.text, base, text_policy
        self.head = article if article.sha256 else facts.article
        self.v = ids.version(article, article.text)
        self.article = URIRef(ids.article(base, self.v))
        self.publisher = URIRef(ids.publisher(base, self.v))
        self.triples: set[tuple[URIRef, URIRef, URIRef | Literal]] = set()
        self.nodes: dict[Key, URIRef] = {}
        self.taken: set[str] = set()
        self.spans: dict[Span, URIRef] = {}
        self.places: dict[tuple[str, str], URIRef] = {}
        self.times: dict[TimeSpan, URIRef] = {}
        self.names = {a.id: a.name for a in facts.actors}
        self.events = {e.id: e for e in facts.events}
        self.claims = {c.id: c for c in facts.claims}
        self.against: dict[str, dict[str, URIRef]] = {}

    def write(self) -> None:
        """Everything, things before the claims about them."""
        self._mint()
        self._write_article()
        for actor in self.facts.actors:
            self._write_actor(actor)
        for event in self.facts.events:
            self._write_account(event)
        for side in self.facts.sides:
            self._write_side(side)
        self._write_relations()
        self._write_links()
        self._write_quantities()
        self._write_claims()

    # Small parts

    def add(self, subject: URIRef, predicate: str, *objects: Object) -> None:
        """*subject* has *objects*: strings that are IRIs must come as URIRef; None is left out."""
        p = _PREDICATES.setdefault(predicate, URIRef(predicate))
        for o in objects:
            if o is None:
                continue
            self.triples.add((subject, p, o if isinstance(o, URIRef | Literal) else _literal(o)))

    def node(self, subject: URIRef, *classes: str) -> None:
        """*subject* is of *classes* and of this article."""
        for c in classes:
            self.triples.add((subject, _TYPE, _PREDICATES.setdefault(c, URIRef(c))))
        self.add(subject, KG.inArticle, self.article)

    def free(self, mint: str, *, separator: str = "/") -> URIRef:
        """*mint*, or with the first free number after it."""
        iri, n = mint, 1
        while iri in self.taken:
            n += 1
            iri = f"{mint}{separator}{n}"
        self.taken.add(iri)
        return URIRef(iri)

    def span(self, at: Span) -> URIRef:
        """The node of the characters *at*, written on first use."""
        if at not in self.spans:
            iri = self.spans[at] = URIRef(ids.span(self.base, self.v, at))
            self.node(iri, KG.Span)
            self.add(iri, OA.start, at[0])
            self.add(iri, OA.end, at[1])
            if self.policy != "none":
                self.add(iri, OA.exact, Literal(self.text[at[0] : at[1]]))
        return self.spans[at]

    def evidence(self, subject: URIRef, spans: Iterable[Span]) -> None:
        """*subject* rests on *spans*."""
        for at in spans:
            self.add(subject, KG.evidence, self.span(at))

    def made_by(self, subject: URIRef, rule: str | None, confidence: float | None) -> None:
        """Which rule made *subject*, and how sure it is."""
        self.add(subject, KG.rule, rule)
        if confidence is not None:
            self.add(subject, KG.confidence, Literal(_number(confidence), datatype=URIRef(XSD.decimal)))

    def actor(self, local_id: str) -> URIRef | None:
        """The actor called *local_id*; the article's own publisher where it is called ``article``."""
        return self.nodes.get(("actor", local_id))

    # IRIs

    def _mint(self) -> None:
        base, v = self.base, self.v
        for a in self.facts.actors:
            first = min(a.mentions, default=None)
            mint = ids.actor(base, v, first) if first else ids.named_in(base, "actor", v, a.name)
            self.nodes["actor", a.id] = self.free(mint)
        for e in self.facts.events:
            self.nodes["event", e.id] = self.free(ids.account(base, v, _anchor(e)))
        counts: dict[tuple[str, Span], int] = {}

        def numbered(what: str, at: Span) -> URIRef:
            n = counts[what, at] = counts.get((what, at), 0) + 1
            return URIRef(ids.numbered(base, what, v, at, n))

        for s in self.facts.sides:
            at = min(s.evidence, default=None) or self._first_trigger(s.events)
            self.nodes["side", s.id] = numbered("side", at)
            self.against[s.id] = {a: numbered("side", at) for a in self._opposed_actors(s)}
        for r in self.facts.relations:
            self.nodes["relation", r.id] = numbered("relation", min(r.evidence, default=(0, 0)))
        for k in self.facts.links:
            self.nodes["link", k.id] = numbered("link", min(k.evidence, default=(0, 0)))
        for q in self.facts.quantities:
            self.nodes["quantity", q.id] = numbered("quantity", min(q.evidence, default=(0, 0)))
        for c in self.facts.claims:
            self.nodes["claim", c.id] = self.free(ids.claim(base, v, c.cue))

    def _first_trigger(self, events: Iterable[str]) -> Span:
        return min((_anchor(self.events[e]) for e in events if e in self.events), default=(0, 0))

    def _opposed_actors(self, side: Side) -> list[str]:
        """The actors that *side* fought and that no other side of its ``opposes`` holds."""
        others = {s.id: s for s in self.facts.sides}
        known = {a for o in side.opposes if o in others for a in others[o].actors}
        return [a for a in side.against if a not in known and a in self.names]

    # Nodes

    def _write_article(self) -> None:
        head, facts = self.head, self.facts
        me = self.article
        self.add(me, RDF.type, URIRef(SCHEMA.NewsArticle), URIRef(PROV.Entity))
        title = head.title or facts.article.title
        self.add(me, SCHEMA.headline, title)
        self.add(me, RDFS.label, title or f"article {self.v}")
        self.add(me, SCHEMA.datePublished, head.published)
        self.add(me, SCHEMA.inLanguage, head.language)
        if head.url:
            self.add(me, SCHEMA.url, _iri_or_text(head.url))
        if head.licence:
            self.add(me, DCTERMS.license, _iri_or_text(head.licence))
        self.add(me, KG.sha256, head.sha256)
        self.add(me, KG.textPolicy, URIRef(TEXT_POLICIES[self.policy]))
        self.add(me, KG.textLength, len(self.text))
        self.add(me, PROV.specializationOf, URIRef(ids.work(self.base, head)))
        self.add(me, KG.publisher, self.publisher)
        self._write_publisher(head.publisher)
        self._write_activity()

    def _write_publisher(self, name: str | None) -> None:
        """The outlet as an actor; one that nobody named is "the article", and unnamed."""
        self.node(self.publisher, KG.ArticleActor, KG.Media)
        self.add(self.publisher, RDFS.label, name or "the article")
        self.add(self.publisher, KG.unnamed, not name)

    def _write_activity(self) -> None:
        made = self.facts.extractor
        activity = URIRef(ids.activity(self.base, self.v))
        self.add(self.article, PROV.wasGeneratedBy, activity)
        self.add(activity, RDF.type, URIRef(PROV.Activity))
        if made:
            self.add(activity, KG.extractorVersion, made.version)
            self.add(activity, KG.rulesHash, made.rules)
            self.add(activity, KG.lexiconHash, made.lexicon)
            self.add(activity, KG.parser, made.parser)

    def _write_actor(self, actor: Actor) -> None:
        me = self.nodes["actor", actor.id]
        self.node(me, KG.ArticleActor, KIND_CLASSES[actor.kind])
        self.add(me, RDFS.label, actor.name)
        self.add(me, SKOS.altLabel, *(a for a in actor.aliases if a != actor.name))
        self.add(me, KG.unnamed, actor.unnamed)
        self.add(me, KG.lexiconId, actor.lexicon)
        self.add(me, KG.subkind, actor.subkind)
        self.add(me, KG.count, actor.count)
        self.add(me, KG.partOf, self.actor(actor.part_of) if actor.part_of else None)
        if actor.wikidata:
            self.add(me, SCHEMA.sameAs, URIRef(WD[actor.wikidata]))
        kinds = actor.mention_kinds + ("name",) * (len(actor.mentions) - len(actor.mention_kinds))
        for at, kind in zip(actor.mentions, kinds, strict=False):
            self.add(me, KG.metonymMention if kind == "metonym" else KG.mention, self.span(at))
        self.made_by(me, actor.rule, actor.confidence)

    def _place(self, place: Place, owner: str) -> URIRef:
        """The node of *place*, one for each name and precision in the article."""
        key = (place.name, place.precision)
        if key not in self.places:
            mint = (
                ids.place(self.base, self.v, place.mention)
                if place.mention
                else ids.named_in(self.base, "place", self.v, place.name)
            )
            me = self.places[key] = self.free(mint)
            self.node(me, KG.Place)
            self.add(me, RDFS.label, place.name)
            self.add(me, KG.precision, place.precision)
            self.add(me, KG.within, place.within)
            self.add(me, KG.source, place.source)
            self._point(me, place)
        me = self.places[key]
        if place.mention:
            self.add(me, KG.mention, self.span(place.mention))
        return me

    def _point(self, me: URIRef, place: Place) -> None:
        """Coordinates and links of *place*, where it has them, with the source that they were read from."""
        if place.lat is not None and place.long is not None:
            point = URIRef(f"{me}/geometry")
            self.add(me, GEO.hasGeometry, point)
            self.add(point, RDF.type, URIRef(SF.Point))
            wkt = f"POINT({_number(place.long)} {_number(place.lat)})"
            self.add(point, GEO.asWKT, Literal(wkt, datatype=URIRef(GEO.wktLiteral)))
        if place.wikidata:
            self.add(me, SCHEMA.sameAs, URIRef(WD[place.wikidata]))
        if place.geonames:
            self.add(me, SCHEMA.sameAs, URIRef(GN[f"{place.geonames}/"]))

    def _time(self, time: TimeSpan, owner: URIRef) -> URIRef:
        """The node of *time*, one for each reading of the same words."""
        if time not in self.times:
            at = time.mention or ids.span_of(owner)
            mint = ids.time(self.base, self.v, at) if at else ids.named_in(self.base, "time", self.v, time.text)
            me = self.times[time] = self.free(mint)
            self.node(me, KG.TimeSpan)
            self.add(me, RDFS.label, time.text)
            self.add(me, KG.begin, time.start)
            self.add(me, KG.end, time.end)
            self.add(me, KG.holds, time.holds)
            self.add(me, KG.precision, time.precision)
            self.add(me, KG.duration, time.duration)
            if time.mention:
                self.add(me, KG.mention, self.span(time.mention))
        return self.times[time]

    def _write_account(self, event: Event) -> None:
        me = self.nodes["event", event.id]
        self.node(me, KG.EventAccount)
        self.add(me, RDFS.label, self._account_label(event))
        self.add(me, KG.eventType, URIRef(TYPE[event.type]))
        if event.subtype:
            self.add(me, KG.subtype, URIRef(TYPE[f"{event.type}-{ids.slug(event.subtype)}"]))
        if event.trigger:
            self.add(me, KG.trigger, self.span(event.trigger))
        if event.place:
            self.add(me, KG.place, self._place(event.place, me))
        if event.time:
            self.add(me, KG.time, self._time(event.time, me))
        self.evidence(me, event.evidence)
        self.add(me, KG.content, *(self.nodes.get(("event", c)) for c in event.content))
        self.made_by(me, event.rule, event.confidence)
        for n, part in enumerate(self._parts(event), start=1):
            key = ("participation", event.id, part.actor, part.role)
            p = self.nodes[key] = URIRef(ids.participation(me, n))
            self.nodes.setdefault(("participation", event.id, part.actor, ""), p)
            self.add(me, KG.participation, p)
            self._write_participation(p, me, part)

    def _write_participation(self, me: URIRef, account: URIRef, part: _Part) -> None:
        self.node(me, KG.Participation)
        self.add(me, KG.account, account)
        self.add(me, KG.actor, self.actor(part.actor))
        self.add(me, KG.role, URIRef(ROLE[part.role]))
        self.add(me, KG.function, URIRef(KG[part.function]))
        if part.side:
            self.add(me, KG.side, self._side_of(part.actor, part.side))
        self.evidence(me, part.evidence)

    def _parts(self, event: Event) -> Iterator[_Part]:
        """Who takes part in *event*, and how: the participants as read, then agents and targets without a role."""
        seen: set[str] = set()
        concept = load_event_types().of(event.type, event.subtype)
        for p in event.participants:
            if p.actor in self.names:
                seen.add(p.actor)
                yield self._part(event, p.actor, p.role, p.side, p.evidence)
        named = [(a, concept.agent_role) for a in event.agents] + [(t, concept.target_role) for t in event.targets]
        for actor, role in named:
            if actor in self.names and actor not in seen:
                seen.add(actor)
                yield self._part(event, actor, role, None, ())
        for side in self.facts.sides:
            for actor, role in sorted(side.roles.items()):
                if event.id in side.events and actor in self.names and actor not in seen:
                    seen.add(actor)
                    yield self._part(event, actor, role, side.id, ())

    def _part(self, event: Event, actor: str, role: str, side: str | None, evidence: tuple[Span, ...]) -> _Part:
        fought = next(
            (s.id for s in self.facts.sides if event.id in s.events and actor in (*s.actors, *s.against)), None
        )
        if actor in event.agents:
            function = "agent"
        else:
            function = "target" if actor in event.targets or role in TARGET_ROLES else "agent"
        return _Part(actor, role, function, side or fought, evidence)

    def _side_of(self, actor: str, side_id: str) -> URIRef | None:
        """The node of side *side_id* that *actor* stands on, which may be the one opposed to it; None for no member."""
        side = next((s for s in self.facts.sides if s.id == side_id), None)
        if side is None or actor in side.actors:
            return self.nodes.get(("side", side_id))
        if actor in side.against:
            if actor in self.against[side_id]:
                return self.against[side_id][actor]
            holding = (s.id for s in self.facts.sides if s.id in side.opposes and actor in s.actors)
            return self.nodes.get(("side", next(holding, "")))
        return None

    def _write_side(self, side: Side) -> None:
        me = self.nodes["side", side.id]
        others = [n for o in side.opposes if (n := self.nodes.get(("side", o)))]
        for actor, opposed in self.against[side.id].items():  # whom a side fights need not stand together
            self._write_side_node(opposed, side, (actor,), None)
            others.append(opposed)
        self._write_side_node(me, side, side.actors, side.label)
        for other in others:
            self.add(me, KG.opposes, other)
            self.add(other, KG.opposes, me)

    def _write_side_node(self, me: URIRef, side: Side, actors: Iterable[str], label: str | None) -> None:
        members = [a for a in actors if a in self.names]
        self.node(me, KG.Side)
        self.add(me, RDFS.label, label or ", ".join(self.names[a] for a in members))
        self.add(me, KG.member, *(self.actor(a) for a in members))
        self.add(me, KG.basis, URIRef(BASIS[side.basis]))
        self.add(me, KG.account, *(self.nodes.get(("event", e)) for e in side.events))
        if side.place:
            self.add(me, KG.theatre, self._theatre(side.place, me))
        if side.time:
            self.add(me, KG.time, self._time(side.time, me))
        self.evidence(me, side.evidence)
        self.made_by(me, side.rule, side.confidence)

    def _theatre(self, name: str, owner: URIRef) -> URIRef:
        """The place called *name*: the article's own where an event has it."""
        known = next((iri for (label, _), iri in self.places.items() if label == name), None)
        return known if known is not None else self._place(Place(name=name), owner)

    def _write_relations(self) -> None:
        for r in self.facts.relations:
            me = self.nodes["relation", r.id]
            self.node(me, KG.Relation)
            self.add(me, RDFS.label, f"{self.names.get(r.subject, '?')} {r.type} {self.names.get(r.object, '?')}")
            self.add(me, KG.relationType, URIRef(REL[r.type]))
            self.add(me, KG.subject, self.actor(r.subject))
            self.add(me, KG.object, self.actor(r.object))
            self.add(me, KG.office, r.office)
            if r.time:
                self.add(me, KG.time, self._time(r.time, me))
            self.evidence(me, r.evidence)
            self.made_by(me, r.rule, r.confidence)

    def _write_links(self) -> None:
        for k in self.facts.links:
            me = self.nodes["link", k.id]
            self.node(me, KG.Link)
            self.add(me, KG.linkType, URIRef(LINK[k.type]))
            self.add(me, KG["from"], self.nodes.get(("event", k.from_)))
            self.add(me, KG.to, self.nodes.get(("event", k.to)))
            self.evidence(me, k.evidence)
            self.made_by(me, k.rule, k.confidence)

    def _write_quantities(self) -> None:
        for q in self.facts.quantities:
            me = self.nodes["quantity", q.id]
            self.node(me, KG.Quantity)
            self.add(me, KG.account, self.nodes.get(("event", q.event)) if q.event else None)
            self.add(me, KG.measure, q.what)
            whom = self.actor(q.of) if q.of else None
            self.add(me, KG.of if whom is not None else KG.ofText, whom if whom is not None else q.of)
            self.add(me, KG.low, q.low)
            self.add(me, KG.best, q.best)
            self.add(me, KG.high, q.high)
            self.add(me, RDFS.label, q.text or None)
            self.evidence(me, q.evidence)
            self.made_by(me, q.rule, q.confidence)

    # Claims

    def _write_claims(self) -> None:
        contents = _Contents(self.facts, self.nodes)
        for claim in self.facts.claims:
            self._write_claim(claim, contents)
        self._write_outlet_claims(contents)

    def _write_claim(self, claim: Claim, contents: _Contents) -> None:
        me, node = self.nodes["claim", claim.id], None
        for modality, content in contents.by_modality(claim):
            first = node is None
            node = me if first else self.free(f"{me}/{modality}")
            self._write_claim_node(node, claim, modality, content, contents)

    def _write_claim_node(
        self, me: URIRef, claim: Claim, modality: str, content: _Content, contents: _Contents
    ) -> None:
        holder = self.actor(claim.source) if claim.source else None
        name = self.names.get(claim.source or "", "it is said")
        self.node(me, KG.Claim)
        self.add(me, RDFS.label, f"{name}: {claim.act}")
        self.add(me, KG.holder, holder)
        self.add(me, KG.noHolder, holder is None)
        self.add(me, KG.outlet, False)
        self.add(me, KG.stance, URIRef(STANCE[claim.stance]))
        self.add(me, KG.act, URIRef(ACT[claim.act]))
        self.add(me, KG.certainty, URIRef(CERTAINTY[contents.certainty(claim)]))
        self.add(me, KG.modality, URIRef(MODALITY[modality]))
        self.add(me, KG.cue, self.span(claim.cue))
        self.add(me, KG.contentSpan, *(self.span(s) for s in claim.content))
        self.add(me, KG.addressee, *(self.actor(a) for a in claim.to))
        if claim.time:
            self.add(me, KG.time, self._time(claim.time, me))
        self.evidence(me, claim.evidence)
        self.made_by(me, claim.rule, claim.confidence)
        self._write_content(me, content)
        self._write_responses(me, claim)
        self._write_chain(me, _chain(claim))

    def _write_content(self, me: URIRef, content: _Content) -> None:
        for predicate, keys in ((KG.affirms, content.affirms), (KG.negates, content.negates)):
            self.add(me, predicate, *(self._thing(k) for k in keys))
            self.add(me, predicate, *(o for k in keys if k[0] == "side" for o in self.against[k[1]].values()))

    def _thing(self, key: Key) -> URIRef | None:
        """The node of *key*; a participation that the event itself lacks is written as one that is only spoken of."""
        if key not in self.nodes and key[0] == "participation" and ("event", key[1]) in self.nodes:
            _, event_id, actor, role = key
            account = self.nodes["event", event_id]
            if actor not in self.names:
                return None
            me = self.nodes[key] = self.free(ids.spoken_participation(account, self.nodes["actor", actor], role))
            function = "target" if role in TARGET_ROLES else "agent"
            self._write_participation(me, account, _Part(actor, role or "acts", function, None, ()))
        return self.nodes.get(key)

    def _write_responses(self, me: URIRef, claim: Claim) -> None:
        disputed = {claim.denies} if claim.denies else set()
        disputed |= {r.claim for r in claim.responds if r.how == "denies"}
        others = sorted(n for d in disputed if (n := self.nodes.get(("claim", d))) is not None)
        self.add(me, KG.disputes, *others)
        if others or claim.disputes:
            self.add(me, KG.disputeKind, URIRef(DISPUTE[claim.disputes or "report"]))
        for r in claim.responds:
            if r.how != "denies":
                self.add(me, KG[r.how], self.nodes.get(("claim", r.claim)))

    def _write_chain(self, me: URIRef, chain: tuple[str, ...]) -> None:
        for position, voice in enumerate(chain):
            link = URIRef(ids.chain_link(me, position))
            self.add(me, KG.chain, link)
            self.node(link, KG.ChainLink)
            self.add(link, KG.position, position)
            self.add(link, KG.voice, self.article if voice == "article" else self.actor(voice))

    def _write_outlet_claims(self, contents: _Contents) -> None:
        """What the outlet says itself: one claim for each span, modality, certainty and polarity."""
        told: dict[tuple[Span, str, str, bool], list[Key]] = {}
        for key, status, spans in contents.outlet():
            manner = (_MODALITY.get(status, "fact"), _CERTAINTY.get(status, "unknown"), status == "negated")
            for at in spans:
                told.setdefault((at, *manner), []).append(key)
        for (at, modality, certainty, negated), keys in sorted(told.items()):
            odd = [x for x in (modality, certainty) if x not in ("fact", "certain")]
            me = self.free(ids.outlet_claim(self.base, self.v, at, *odd, *(["negated"] if negated else [])))
            self.node(me, KG.Claim)
            self.add(me, RDFS.label, f"{self.head.publisher or 'the article'}: asserts")
            self.add(me, KG.holder, self.publisher)
            self.add(me, KG.noHolder, False)
            self.add(me, KG.outlet, True)
            self.add(me, KG.voiceOf, "outlet")
            self.add(me, KG.stance, URIRef(STANCE.asserts))
            self.add(me, KG.act, URIRef(ACT.asserts))
            self.add(me, KG.certainty, URIRef(CERTAINTY[certainty]))
            self.add(me, KG.modality, URIRef(MODALITY[modality]))
            self.evidence(me, [at])
            content = _Content((), tuple(keys)) if negated else _Content(tuple(keys))
            self._write_content(me, content)
            self._write_chain(me, ("article",))

    def _account_label(self, event: Event) -> str:
        """Such as "airstrike: United States, Islamic State, at Amerli"."""
        people = [self.names[a] for a in dict.fromkeys((*event.agents, *event.targets)) if a in self.names]
        words = (event.subtype or event.type.lower()).replace("-", " ")
        where = f" at {event.place.name}" if event.place else ""
        return f"{words}: {', '.join(people)}{where}" if people else f"{words}{where}"


class _Contents:
    """What each claim is about, and what is left to the outlet's own voice."""

    def __init__(self, facts: Facts, nodes: dict[Key, URIRef]) -> None:
        self.facts, self.nodes = facts, nodes
        self.events = {e.id: e for e in facts.events}
        self.claims = {c.id: c for c in facts.claims}
        self.extra: dict[str, list[tuple[Key, bool]]] = {}
        self._hand_out()
        self.known: dict[str, _Content] = {}
        for claim in facts.claims:
            self._of(claim.id, frozenset())

    def by_modality(self, claim: Claim) -> Iterator[tuple[str, _Content]]:
        """The content of *claim*, split where it tells facts and plans in one breath."""
        content = self.known[claim.id]
        groups: dict[str, _Content] = {}
        for key in content.affirms:
            modality = self._modality(claim, key)
            groups[modality] = _Content((*groups.get(modality, _Content()).affirms, key))
        if len(groups) == 1 and not content.negates:
            yield next(iter(groups)), content
            return
        plain = groups.pop(claim.modality, _Content())._replace(negates=content.negates)
        if plain != _Content() or not groups:
            yield claim.modality, plain
        yield from sorted(groups.items())

    def certainty(self, claim: Claim) -> str:
        """How sure *claim* puts it: its own word, else "possible" where all that it tells is hedged."""
        told = [self.events[k[1]].status for k in self.known[claim.id].affirms if k[0] == "event"]
        hedged = bool(told) and all(s == "hedged" for s in told)
        return "possible" if claim.certainty == "unknown" and hedged else claim.certainty

    def outlet(self) -> Iterator[tuple[Key, str, tuple[Span, ...]]]:
        """What the outlet itself says: key, status and spans."""
        claimed = {k for c in self.known.values() for k in (*c.affirms, *c.negates)}
        for e in self.facts.events:
            if e.voice == "article":
                yield ("event", e.id), e.status, e.evidence
        for r in self.facts.relations:
            if ("relation", r.id) not in claimed:
                yield ("relation", r.id), r.status, r.evidence
        for what, several in (
            ("side", self.facts.sides), ("link", self.facts.links), ("quantity", self.facts.quantities)
        ):  # fmt: skip
            for fact in several:
                if (what, fact.id) not in claimed:
                    yield (what, fact.id), "actual", fact.evidence

    def _modality(self, claim: Claim, key: Key) -> str:
        event = self.events.get(key[1]) if key[0] in ("event", "participation") else None
        if event is None or claim.modality != "fact":
            return claim.modality
        return _MODALITY.get(event.status, "fact")

    def _hand_out(self) -> None:
        """Give sides, relations, links and quantities to the claims that they rest on."""
        spoken: dict[str, list[str]] = {}
        for c in self.facts.claims:
            for e in c.events:
                spoken.setdefault(e, []).append(c.id)
        only = {e.id for e in self.facts.events if e.voice == "claim"}
        for s in self.facts.sides:
            inside = set(s.events) <= only and len(s.events) > 0
            self._give(("side", s.id), s.claims or ([c for e in s.events for c in spoken.get(e, ())] if inside else ()))
        for r in self.facts.relations:
            self._give(("relation", r.id), r.claims, negated=r.status == "negated")
        for k in self.facts.links:
            self._give(("link", k.id), [c for e in (k.from_, k.to) if e in only for c in spoken.get(e, ())])
        for q in self.facts.quantities:
            self._give(("quantity", q.id), spoken.get(q.event, ()) if q.event in only else ())

    def _give(self, key: Key, claims: Iterable[str], *, negated: bool = False) -> None:
        for c in dict.fromkeys(claims):
            if c in self.claims and not _denying(self.claims[c]):
                self.extra.setdefault(c, []).append((key, negated))

    def _of(self, claim_id: str, above: frozenset[str]) -> _Content:
        """The content of one claim, with what it takes over from those it denies, echoes or confirms."""
        if claim_id in self.known:
            return self.known[claim_id]
        claim = self.claims[claim_id]
        affirms, negates = self._own(claim)
        below = above | {claim_id}
        disputed = [claim.denies] if claim.denies else []
        disputed += [r.claim for r in claim.responds if r.how == "denies"]
        for other in disputed:
            if other in self.claims and other not in below:
                negates += self._denied(claim, other, self._of(other, below))
        if not affirms and not negates:
            for r in claim.responds:
                if r.how in ("echoes", "confirms") and r.claim in self.claims and r.claim not in below:
                    copied = self._of(r.claim, below)
                    affirms, negates = [*affirms, *copied.affirms], [*negates, *copied.negates]
        itself = ("claim", claim_id)  # a denial may stand inside what it denies
        affirms = [k for k in affirms if k != itself]
        found = _Content(_once(affirms), tuple(k for k in _once(negates) if k not in affirms and k != itself))
        if not above:
            self.known[claim_id] = found
        return found

    def _own(self, claim: Claim) -> tuple[list[Key], list[Key]]:
        """What *claim* says by itself: (affirmed, negated)."""
        told: tuple[list[Key], list[Key]] = ([], [])
        named = {a.event for a in claim.about if a.event}
        for e in claim.events:
            if e in self.events and e not in named:
                negated = _denying(claim) or self.events[e].status == "negated"
                told[negated].append(("event", e))
        for about in claim.about:
            key = _about_key(about)
            if key:
                told[about.polarity == "negative"].append(key)
        for key, negated in self.extra.get(claim.id, ()):
            told[negated].append(key)
        return told

    def _denied(self, claim: Claim, other: str, content: _Content) -> list[Key]:
        """What *claim* negates by denying claim *other*."""
        if claim.disputes == "utterance":
            return [("claim", other)]
        if claim.disputes == "quantity":
            return [k for k in content.affirms if k[0] == "quantity"]
        if claim.disputes == "agent":
            events = [self.events[k[1]] for k in content.affirms if k[0] == "event"]
            return [("participation", e.id, a, "") for e in events for a in e.agents]
        return list(content.affirms)


def _denying(claim: Claim) -> bool:
    return claim.stance == "denies" or claim.act == "denies"


def _about_key(about: About) -> Key | None:
    if about.event and about.actor:
        return ("participation", about.event, about.actor, about.role or "")
    for kind in ("event", "relation", "side", "link", "quantity", "claim"):
        local_id = getattr(about, kind)
        if local_id:
            return (kind, local_id)
    return None


def _chain(claim: Claim) -> tuple[str, ...]:
    """The voices from the origin to the article, which always comes last."""
    voices = [v for v in claim.chain if v != "article"]
    if not voices and claim.source:
        voices = [claim.source]
    return (*voices, "article")


def _anchor(event: Event) -> Span:
    return event.trigger or min(event.evidence, default=(0, 0))


def _once(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(keys))


def _number(number: float) -> str:
    """*number* with at most six places and at least one, as Turtle writes decimals.

    >>> _number(1), _number(44.60)
    ('1.0', '44.6')
    """
    whole, _, places = f"{number:.6f}".partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


def _literal(value: str | int | bool | float | date) -> Literal:
    return Literal(value, datatype=URIRef(XSD.date)) if isinstance(value, date) else Literal(value)


def _iri_or_text(value: str) -> URIRef | Literal:
    """An absolute IRI as such, other words as text."""
    whole = value.startswith(("http://", "https://", "urn:")) and not any(c in value for c in ' <>"{}|\\^`\n')
    return URIRef(value) if whole else Literal(value)
