"""Events: who did what to whom, where and when, and whether it happened.

From verbs, event nouns and light verbs by the patterns of ``ontology/event-types.ttl``; parties by syntax; place and
time from the event's own clause, then from what the sentence takes up ("Meanwhile", "there"). What is only said or told
is no event here: the reader of claims takes it.
"""

from __future__ import annotations

from kg.event_types import EventConcept, load_event_types
from kg.extract.arguments import Arguments
from kg.extract.dates import find_times, time_of
from kg.extract.discourse import Discourse
from kg.extract.event_links import find_links
from kg.extract.index import ActorIndex
from kg.extract.parties import Parties
from kg.extract.places import find_places
from kg.extract.quantities import find_quantities
from kg.extract.retelling import Found, merge, participants
from kg.extract.settings import Settings
from kg.extract.speech_acts import SpeechActs
from kg.extract.status import status_of
from kg.extract.triggers import Trigger, find_triggers
from kg.model import Event, Facts, Place, Span, Status, TimeSpan, replace
from kg.syntax import ParsedArticle, Token

_VERBAL = frozenset(("AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_SPEAKS_OF = frozenset(("AGREE", "AGREE-sign"))
_CONFLICT = frozenset(
    ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
)
_ON_THE_GROUND = frozenset(("ASSAULT", "COERCE", "RETREAT", "MOBILIZE", "PROTEST"))
_ASIDE = frozenset(
    """
    comment give say name identify speak elaborate discuss confirm provide disclose reveal answer respond be specify
    """.split()
)
_PERHAPS = frozenset(("may", "might", "could"))
_BACKS = frozenset("back support aid assist help accompany reinforce backing assistance bolster".split())
_TALKS = frozenset("talk negotiation deal truce ceasefire agreement accord dialogue bridge building house roof".split())
_SEA = frozenset("sea ocean water coast".split())
_HOLDS = frozenset("hold keep try catch charge fine capture intern seize trap bring".split())
_IDEAS = frozenset(
    """
    dialogue hope chance dream deal bill plan talk peace process democracy time idea mood proposal measure snag
    amendment record note chord reform truth freedom reputation economy price headline market
    """.split()
)


def events(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the events of *parsed*, the links between them and the quantities given for them."""
    reader = _Reader(parsed, facts)
    found = reader.read()
    used = {actor for f in found for actor in (*f.event.agents, *f.event.targets)}
    cast = tuple(reader.index.actors[i] for i in reader.arguments.cast if i in used)
    return replace(
        facts,
        actors=(*facts.actors, *cast),
        events=(*facts.events, *(f.event for f in found)),
        links=(*facts.links, *find_links(parsed, found)),
        quantities=(*facts.quantities, *find_quantities(parsed, found, reader.arguments)),
    )


class _Reader:
    """Reads the events of one article; holds what every step needs."""

    def __init__(self, parsed: ParsedArticle, facts: Facts) -> None:
        self.parsed = parsed
        self.index = ActorIndex(parsed, facts)
        self.arguments = Arguments(parsed, self.index)
        self.types = load_event_types()
        self.times = find_times(parsed)
        self.places = find_places(parsed)
        self.settings = Settings(parsed, self.places)
        self.triggers = {t.token.i: t for t in find_triggers(parsed, self.arguments, self.types)}
        self.parties = Parties(parsed, self.arguments, self.types, self.triggers, self.places)
        self.speech_acts = SpeechActs(parsed, self.arguments, self.types, self.parties, self._event)
        self.discourse = Discourse(parsed, self.arguments, self.types, self.triggers)

    def read(self) -> list[Found]:
        """The events in text order, repeated tellings within a sentence told once, each with an id."""
        found = [f for t in self.triggers.values() if (f := self._event(t)) is not None]
        found = merge(self.parsed, found)
        found = self.speech_acts.add(found)
        found.sort(key=lambda f: (f.trigger.token.i, f.event.type))
        found = self.discourse.complete(found)
        found = [Found(replace(f.event, id=f"e{n}"), f.trigger, f.absorbed) for n, f in enumerate(found, 1)]
        return self._contents(found)

    # The event

    def _concept(self, trigger: Trigger) -> EventConcept:
        return self.types.concepts[trigger.pattern.type]

    def _event(self, trigger: Trigger) -> Found | None:
        concept = self._told_by(trigger)
        agents, targets = self.parties.of(trigger)
        if not self._is_told(trigger, concept, agents, targets):
            return None
        token = trigger.token
        sentence = self.parsed.sentence(token)
        evidence: Span = (sentence.begin, sentence.end)
        noun = token.pos in ("NOUN", "PROPN")
        event = Event(
            id="",
            type=concept.type,
            subtype=concept.subtype,
            agents=agents,
            targets=targets,
            place=self._place(trigger, agents),
            time=self._time(trigger),
            status=self._status(trigger),
            evidence=(evidence,),
            trigger=(self._begin(trigger), token.end),
            participants=participants(concept, agents, targets, evidence),
            rule=f"event/{'refusal' if trigger.pattern.negated else 'noun' if noun else 'verb'}",
            confidence=0.8 if agents and targets else 0.6,
        )
        return Found(event, trigger)

    def _begin(self, trigger: Trigger) -> int:
        """Where the trigger begins; of "cease-fire", which the parser takes for three words, with "cease"."""
        token = trigger.token
        return self.parsed.tokens[token.i - 2].begin if "-" in trigger.pattern.lemma else token.begin

    def _told_by(self, trigger: Trigger) -> EventConcept:
        """The type of *trigger*; of "a roadside bomb killed" that of the bomb."""
        concept = self._concept(trigger)
        if concept.type == "ASSAULT" and concept.subtype in (None, "kill") and trigger.token.pos == "VERB":
            subject = self.arguments.subject(trigger.token)
            noun = self.triggers.get(subject.i) if subject is not None else None
            if noun is not None and noun.pattern.type.startswith("ASSAULT-") and not self._concept(noun).symmetric:
                return self._concept(noun)  # whom a clash killed did not fight
        if concept.id in ("SUPPORT", "AID") and trigger.token.lemma in _BACKS:
            agents, targets = self.parties.of(trigger)
            if self._are_armed(targets) and (self._are_armed(agents) or self._are_states(agents)):
                return self.types.of("AID", "backing")
        if concept.id == "CONSULT-visit" and self._are_armed(self.parties.of(trigger)[0]):
            return self.types.of("MOBILIZE")  # troops that arrive pay no visit
        if trigger.token.lemma == "march" and concept.type == "ASSAULT" and not self._may_be_armed(trigger):
            return self.types.of("PROTEST")
        if concept.id == "ASSAULT-shelling" and self._is_into_the_sea(trigger):
            return self.types.of("MOBILIZE")  # a test
        if concept.type == "PROTEST" and self._are_armed(self.parties.of(trigger)[0]):
            return self.types.of("COERCE")  # gunmen who block a road or loot
        return concept

    def _are_states(self, actors: tuple[str, ...]) -> bool:
        return bool(actors) and all(self.index.actors[a].kind == "state" for a in actors)

    def _may_be_armed(self, trigger: Trigger) -> bool:
        kinds = {self.index.actors[a].kind for a in self.parties.of(trigger)[0]}
        return not kinds or bool(kinds & {"armed-group", "state"})

    def _is_into_the_sea(self, trigger: Trigger) -> bool:
        """Whether missiles were fired "off its east coast", "into the sea"."""
        verb = trigger.carrier or trigger.token
        preps = [
            p for p in self.parsed.children(verb, "prep") if p.lower in ("off", "into", "towards", "toward", "over")
        ]
        return any(n.lemma in _SEA for p in preps for n in self.parsed.children(p, "pobj"))

    def _are_armed(self, actors: tuple[str, ...]) -> bool:
        return bool(actors) and all(self.index.actors[a].kind == "armed-group" for a in actors)

    def _is_told(
        self, trigger: Trigger, concept: EventConcept, agents: tuple[str, ...], targets: tuple[str, ...]
    ) -> bool:
        """Whether what was matched names enough to be an event."""
        if not agents and not targets:
            return False
        token = trigger.token
        noun = token.pos in ("NOUN", "PROPN")
        if self._is_aside(trigger, concept, targets) or self._is_background(token, agents, targets):
            return False
        passive = not noun and self.arguments.is_passive(token)
        if concept.type in ("AID", "COOPERATE", "SUPPORT") and passive and not agents:
            return False  # "backed by armour" does not say that anyone helped
        if concept.type == "AID" and noun and trigger.carrier is None and not (agents and targets):
            return False
        if concept.id == "CONSULT-visit" and noun and trigger.carrier is None and not targets:
            return False
        if not agents and passive and any(t.lower in ("if", "unless") for t in self.parsed.children(token, "mark")):
            return False
        if concept.type in _VERBAL and not targets and {t.lower for t in self.parsed.children(token, "aux")} & _PERHAPS:
            return False
        obj = None if noun else self.arguments.object(token)
        if concept.type == "ASSAULT" and obj is not None and obj.lemma in _IDEAS and not targets:
            return False  # "murdered dialogue" is a figure of speech
        if token.lemma == "collapse" and (below := self.arguments.subject(token)) and below.lemma in _TALKS:
            return False
        if token.lemma == "collapse" and (below := self.arguments.subject(token)) and below.i in self.triggers:
            return False  # talks that collapse do not give way
        if token.lemma == "leave" and concept.type == "RETREAT" and trigger.pattern.object is None:
            gone = self.arguments.object(token)
            place = gone is None or gone.begin in {p.mention[0] for p in self.places if p.mention}
            return self._are_armed(agents) and place  # troops that leave a country
        if token.lemma in ("suspend", "dissolve") and trigger.pattern.object is None and not targets:
            return False
        if concept.id == "ASSAULT-offensive" and passive and not agents and trigger.pattern.words:
            return False  # "troops crossed into Iraq", which the parser takes for a passive
        if noun and concept.type == "COOPERATE" and trigger.carrier is None and not (agents and targets):
            return False
        if not noun and concept.id == "COERCE-detain" and token.lemma in _HOLDS and not targets:
            return False
        if concept.id == "CONCEDE-release" and not agents and not any(map(self._is_person, targets)):
            return False
        if (
            noun
            and concept.type == "CONSULT"
            and trigger.carrier is None
            and not targets
            and concept.id != "CONSULT-mediate"
        ):
            return False
        if noun and any(d.lower in ("any", "every") for d in self.parsed.children(token, "det")):
            return False
        if not noun and not agents and concept.type != "ASSAULT" and self._has_subject(trigger):
            return False
        if (noun and concept.id in _SPEAKS_OF and trigger.carrier is None and not (agents and targets)) or (
            concept.id == "CONCEDE-release" and not targets
        ):
            return False
        if (
            concept.type == "AGREE"
            and trigger.pattern.infinitive is not None
            and self._of_infinitive(token) in _CONFLICT
        ):
            return False
        if concept.type in ("CONSULT", "AGREE") and token.pos == "VERB" and trigger.pattern.object is None:
            obj = self.arguments.object(token)
            if obj is not None and not targets and not self.arguments.is_passive(token) and concept.type == "CONSULT":
                return False
        if concept.type in _VERBAL and token.pos == "VERB" and not agents:
            return concept.type in ("REQUEST", "ACCUSE", "REJECT") and self.arguments.is_passive(token)
        return True

    def _is_aside(self, trigger: Trigger, concept: EventConcept, targets: tuple[str, ...]) -> bool:
        """Whether it only tells how a statement came about: "declined to be named", "who spoke to AFP"."""
        token = trigger.token
        speaks = concept.type == "CONSULT" and token.lemma in ("speak", "talk", "brief", "telephone", "phone")
        if speaks and targets and all(self._is_press(t) for t in targets):
            return True
        if concept.type == "REJECT" and token.lemma in ("decline", "refuse"):
            clauses = self.parsed.children(token, "xcomp")
            return any(c.lemma in _ASIDE for c in clauses)
        if concept.type == "REQUEST" and token.lemma == "ask":
            named = any(c.lemma in _ASIDE for c in self.parsed.children(token, "xcomp", "ccomp"))
            return named or (token.dep == "advcl" and token.tag == "VBN")  # "asked about it, he said"
        if concept.type == "REQUEST" and token.lemma == "insist" and token.pos == "VERB":
            return any(c.tag in ("VBZ", "VBP", "VBD", "VBN", "VBG") for c in self.parsed.children(token, "ccomp"))
        if token.lemma in ("alliance", "partnership", "coalition") and token.dep in ("appos", "attr"):
            return True  # "the SDF, an alliance of Kurdish groups" is a body
        if concept.type == "SUPPORT" and token.lower == "support" and token.dep == "pobj":
            return self.parsed.head(token).lower == "in"
        return False

    def _is_person(self, actor: str) -> bool:
        return self.index.actors[actor].kind in ("person", "population", "armed-group")

    def _is_press(self, actor: str) -> bool:
        known = self.index.actors[actor]
        words = known.name.lower().split()
        return known.kind == "media" or (bool(words) and words[-1] in ("reporters", "journalists", "reporter"))

    def _is_background(self, token: Token, agents: tuple[str, ...], targets: tuple[str, ...]) -> bool:
        """Whether it only says since when: "the largest swap since their war began"."""
        for word in (token, self.parsed.head(token)):
            if word.dep == "advcl" and any(t.lower == "since" for t in self.parsed.children(word, "mark")):
                return not (agents and targets)
        return False

    def _has_subject(self, trigger: Trigger) -> bool:
        """Whether the doer of a verb is named in the active, be it an actor or not."""
        verb = trigger.token
        active = "subject" in trigger.pattern.agent and not self.arguments.is_passive(verb)
        return active and self.arguments.subject(verb) is not None

    def _of_infinitive(self, verb: Token) -> str | None:
        """The event type of the infinitive below *verb* ("ready to blame")."""
        for child in (verb, *self.parsed.children(verb, "acomp", "attr", "oprd")):
            for clause in self.parsed.children(child, "xcomp", "ccomp"):
                if (below := self.triggers.get(clause.i)) is not None:
                    return below.pattern.type.partition("-")[0]
        return None

    def _status(self, trigger: Trigger) -> Status:
        return status_of(self.parsed, trigger.token, carrier=trigger.carrier, negation_used=trigger.pattern.negated)

    def _place(self, trigger: Trigger, agents: tuple[str, ...]) -> Place | None:
        place = self.settings.place(trigger.token, trigger.carrier, self.triggers)
        if place is not None and place.name in {self.index.actors[a].name for a in agents if a in self.arguments.cast}:
            place = None  # a state that no table knows acts, and is not where it acts
        if place is None and self._concept(trigger).type in _ON_THE_GROUND:
            place = self.settings.only(trigger.token)
        return place

    def _time(self, trigger: Trigger) -> TimeSpan | None:
        time = time_of(self.parsed, trigger.token, self.times)
        if time is None and trigger.carrier is not None:
            time = time_of(self.parsed, trigger.carrier, self.times)
        return time

    # Across events

    def _contents(self, found: list[Found]) -> list[Found]:
        """Each event that stands in the clause of a request, promise, threat or refusal is content of it."""
        by_token = {f.trigger.token.i: n for n, f in enumerate(found)}
        content: dict[int, list[str]] = {}
        for f in found:
            for above in self.parsed.ancestors(f.trigger.carrier or f.trigger.token):
                n = by_token.get(above.i)
                if n is not None:
                    if (
                        found[n].event.type in ("REQUEST", "AGREE", "THREATEN", "REJECT", "SUPPORT")
                        and f.event.status != "actual"
                    ):
                        content.setdefault(n, []).append(f.event.id)
                    break
        events = {f.event.id: f.event for f in found}
        return [
            Found(self._filled(f.event, [events[i] for i in content.get(n, ())]), f.trigger, f.absorbed)
            for n, f in enumerate(found)
        ]

    def _filled(self, event: Event, content: list[Event]) -> Event:
        """*event* with its content; whom it concerns is read there where its own clause does not say."""
        targets = event.targets
        if not targets and event.type in ("THREATEN", "REJECT", "AGREE", "REQUEST"):
            targets = tuple(dict.fromkeys(t for c in content for t in c.targets if t not in event.agents))
        concept = self.types.of(event.type, event.subtype)
        return replace(
            event,
            targets=targets,
            content=tuple(c.id for c in content),
            participants=participants(concept, event.agents, targets, event.evidence[0]),
        )
