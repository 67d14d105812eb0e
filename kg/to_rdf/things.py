"""What an article tells of: its head, actors, places, times, accounts, sides, relations, links, quantities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg import ids
from kg.event_types import load_event_types
from kg.model import Actor, Article, Event, Facts, Place, Side, Span, TimeSpan
from kg.terms import Iri, literal
from kg.to_rdf.sheet import Sheet, decimal, iri_or_text
from kg.vocab import (
    BASIS,
    DCTERMS,
    GEO,
    GN,
    KG,
    KIND_CLASSES,
    LINK,
    PROV,
    RDF,
    RDFS,
    REL,
    ROLE,
    SCHEMA,
    SF,
    SKOS,
    TARGET_ROLES,
    TEXT_POLICIES,
    TYPE,
    WD,
)


class Part(NamedTuple):
    """One participation before it is written."""

    actor: str
    role: str
    function: str
    side: str | None
    evidence: tuple[Span, ...]


class Things(Sheet):
    """Writes all that claims can be about, and what it is made of."""

    def __init__(self, facts: Facts, article: Article, base: str, text_policy: str) -> None:
        super().__init__(facts, article, base, text_policy)
        self.places: dict[tuple[str, str], Iri] = {}
        self.times: dict[TimeSpan, Iri] = {}
        self.against: dict[str, dict[str, Iri]] = {}

    def write(self) -> None:
        """Everything that claims are about."""
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

    def _mint(self) -> None:
        base, v = self.base, self.v
        for a in self.facts.actors:
            first = min(a.mentions, default=None)
            mint = ids.actor(base, v, first) if first else ids.named_in(base, "actor", v, a.name)
            self.nodes["actor", a.id] = self.free(mint)
        for e in self.facts.events:
            self.nodes["event", e.id] = self.free(ids.account(base, v, anchor(e)))
        counts: dict[tuple[str, Span], int] = {}

        def numbered(what: str, at: Span) -> Iri:
            n = counts[what, at] = counts.get((what, at), 0) + 1
            return Iri(ids.numbered(base, what, v, at, n))

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
        return min((anchor(self.events[e]) for e in events if e in self.events), default=(0, 0))

    def _opposed_actors(self, side: Side) -> list[str]:
        """The actors that *side* fought and that no other side of its ``opposes`` holds."""
        others = {s.id: s for s in self.facts.sides}
        known = {a for o in side.opposes if o in others for a in others[o].actors}
        return [a for a in side.against if a not in known and a in self.names]

    # Nodes

    def _write_article(self) -> None:
        head, facts = self.head, self.facts
        me = self.article
        self.add(me, RDF.type, Iri(SCHEMA.NewsArticle), Iri(PROV.Entity))
        title = head.title or facts.article.title
        self.add(me, SCHEMA.headline, title)
        self.add(me, RDFS.label, title or f"article {self.v}")
        self.add(me, SCHEMA.datePublished, head.published)
        self.add(me, SCHEMA.inLanguage, head.language)
        if head.url:
            self.add(me, SCHEMA.url, iri_or_text(head.url))
        if head.licence:
            self.add(me, DCTERMS.license, iri_or_text(head.licence))
        self.add(me, KG.sha256, head.sha256)
        self.add(me, KG.textPolicy, Iri(TEXT_POLICIES[self.policy]))
        self.add(me, KG.textLength, len(self.text))
        self.add(me, PROV.specializationOf, Iri(ids.work(self.base, head)))
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
        activity = Iri(ids.activity(self.base, self.v))
        self.add(self.article, PROV.wasGeneratedBy, activity)
        self.add(activity, RDF.type, Iri(PROV.Activity))
        if made:
            self.add(activity, KG.extractorVersion, made.version)
            self.add(activity, KG.rulesHash, made.rules)
            self.add(activity, KG.lexiconHash, made.lexicon)
            self.add(activity, KG.parser, made.parser)
            self.add(activity, KG.languageModel, made.model)

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
            self.add(me, SCHEMA.sameAs, Iri(WD[actor.wikidata]))
        kinds = actor.mention_kinds + ("name",) * (len(actor.mentions) - len(actor.mention_kinds))
        for at, kind in zip(actor.mentions, kinds, strict=False):
            self.add(me, KG.metonymMention if kind == "metonym" else KG.mention, self.span(at))
        self.made_by(me, actor)

    def _place(self, place: Place) -> Iri:
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

    def _point(self, me: Iri, place: Place) -> None:
        """Coordinates and links of *place*, where it has them, with the source that they were read from."""
        if place.lat is not None and place.long is not None:
            point = Iri(f"{me}/geometry")
            self.add(me, GEO.hasGeometry, point)
            self.add(point, RDF.type, Iri(SF.Point))
            wkt = f"POINT({decimal(place.long)} {decimal(place.lat)})"
            self.add(point, GEO.asWKT, literal(wkt, GEO.wktLiteral))
        if place.wikidata:
            self.add(me, SCHEMA.sameAs, Iri(WD[place.wikidata]))
        if place.geonames:
            self.add(me, SCHEMA.sameAs, Iri(GN[f"{place.geonames}/"]))

    def _time(self, time: TimeSpan, owner: Iri) -> Iri:
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
        self.add(me, KG.eventType, Iri(TYPE[event.type]))
        if event.subtype:
            self.add(me, KG.subtype, Iri(TYPE[f"{event.type}-{ids.slug(event.subtype)}"]))
        if event.trigger:
            self.add(me, KG.trigger, self.span(event.trigger))
        if event.place:
            self.add(me, KG.place, self._place(event.place))
        if event.time:
            self.add(me, KG.time, self._time(event.time, me))
        self.evidence(me, event.evidence)
        self.add(me, KG.content, *(self.nodes.get(("event", c)) for c in event.content))
        self.made_by(me, event)
        for n, part in enumerate(self._parts(event), start=1):
            key = ("participation", event.id, part.actor, part.role)
            p = self.nodes[key] = Iri(ids.participation(me, n))
            self.nodes.setdefault(("participation", event.id, part.actor, ""), p)
            self.add(me, KG.participation, p)
            self._write_participation(p, me, part)

    def _write_participation(self, me: Iri, account: Iri, part: Part) -> None:
        self.node(me, KG.Participation)
        self.add(me, KG.account, account)
        self.add(me, KG.actor, self.actor(part.actor))
        self.add(me, KG.role, Iri(ROLE[part.role]))
        self.add(me, KG.function, Iri(KG[part.function]))
        if part.side:
            self.add(me, KG.side, self._side_of(part.actor, part.side))
        self.evidence(me, part.evidence)

    def _parts(self, event: Event) -> Iterator[Part]:
        """Who takes part in *event*, and how: the participants as read, then agents and targets without a role.

        A role that a side alone gives stands for those who take part in none of the side's other events.
        """
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
            elsewhere = {a for e in self.facts.events if e.id in side.events for a in _parties(e)}
            for actor, role in sorted(side.roles.items()):
                if event.id in side.events and actor in self.names and actor not in seen | elsewhere:
                    seen.add(actor)
                    yield self._part(event, actor, role, side.id, ())

    def _part(self, event: Event, actor: str, role: str, side: str | None, evidence: tuple[Span, ...]) -> Part:
        fought = next(
            (s.id for s in self.facts.sides if event.id in s.events and actor in (*s.actors, *s.against)), None
        )
        if actor in event.agents:
            function = "agent"
        else:
            function = "target" if actor in event.targets or role in TARGET_ROLES else "agent"
        return Part(actor, role, function, side or fought, evidence)

    def _side_of(self, actor: str, side_id: str) -> Iri | None:
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

    def _write_side_node(self, me: Iri, side: Side, actors: Iterable[str], label: str | None) -> None:
        members = [a for a in actors if a in self.names]
        self.node(me, KG.Side)
        self.add(me, RDFS.label, label or ", ".join(self.names[a] for a in members))
        self.add(me, KG.member, *(self.actor(a) for a in members))
        self.add(me, KG.basis, Iri(BASIS[side.basis]))
        self.add(me, KG.account, *(self.nodes.get(("event", e)) for e in side.events))
        if side.place:
            self.add(me, KG.theatre, self._theatre(side.place))
        if side.time:
            self.add(me, KG.time, self._time(side.time, me))
        self.evidence(me, side.evidence)
        self.made_by(me, side)

    def _theatre(self, name: str) -> Iri:
        """The place called *name*: the article's own where an event has it."""
        known = next((iri for (label, _), iri in self.places.items() if label == name), None)
        return known if known is not None else self._place(Place(name=name))

    def _write_relations(self) -> None:
        for r in self.facts.relations:
            me = self.nodes["relation", r.id]
            self.node(me, KG.Relation)
            self.add(me, RDFS.label, f"{self.names.get(r.subject, '?')} {r.type} {self.names.get(r.object, '?')}")
            self.add(me, KG.relationType, Iri(REL[r.type]))
            self.add(me, KG.subject, self.actor(r.subject))
            self.add(me, KG.object, self.actor(r.object))
            self.add(me, KG.office, r.office)
            if r.time:
                self.add(me, KG.time, self._time(r.time, me))
            self.evidence(me, r.evidence)
            self.made_by(me, r)

    def _write_links(self) -> None:
        for k in self.facts.links:
            me = self.nodes["link", k.id]
            self.node(me, KG.Link)
            self.add(me, KG.linkType, Iri(LINK[k.type]))
            self.add(me, KG["from"], self.nodes.get(("event", k.from_)))
            self.add(me, KG.to, self.nodes.get(("event", k.to)))
            self.evidence(me, k.evidence)
            self.made_by(me, k)

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
            self.made_by(me, q)

    def _account_label(self, event: Event) -> str:
        """Such as "airstrike: United States, Islamic State, at Amerli"."""
        people = [self.names[a] for a in dict.fromkeys((*event.agents, *event.targets)) if a in self.names]
        concept = load_event_types().of(event.type, event.subtype)
        known = concept.subtype == event.subtype
        words = concept.label.partition(" or ")[0] if known else str(event.subtype).replace("-", " ")
        where = f" at {event.place.name}" if event.place else ""
        return f"{words}: {', '.join(people)}{where}" if people else f"{words}{where}"


def anchor(event: Event) -> Span:
    return event.trigger or min(event.evidence, default=(0, 0))


def _parties(event: Event) -> set[str]:
    """The ids of all who take part in *event*."""
    return {*event.agents, *event.targets, *(p.actor for p in event.participants)}
