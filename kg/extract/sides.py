"""Sides: who fights with whom against whom, in one event or theatre.

From who attacks whom, who fights beside, backs, arms or guides those who fight, and who meets the same enemy at the
same place and time. Talks, trade and being named together make no side; what is denied, planned or only thought of
makes none either. A wrong side is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

import msgspec

from kg.event_types import load_event_types
from kg.extract.arguments import Arguments
from kg.extract.index import ActorIndex
from kg.lexicon import lexicon
from kg.model import Actor, Basis, Event, Facts, Side, Span, TimeSpan, replace
from kg.syntax import ParsedArticle, Token

T = TypeVar("T")

_HAPPENED = frozenset(("actual", "reported", "hedged"))
_SUPPORT = frozenset(("military", "advise", "backing"))
_TRUCE = frozenset(("ceasefire", "surrender"))
_HARMLESS = frozenset(
    """
    civilian civilians people residents resident villagers villager children child women woman refugees
    refugee protesters
    protester demonstrators demonstrator journalists journalist reporter reporters workers worker tourists
    tourist students
    student families family prisoners prisoner patients victims bystanders doctors teachers farmers pilgrims worshippers
    migrants passengers hostages hostage detainees inmates girls boys schoolgirls aid humanitarian nationals citizens
    population populations crowd crowds others man men person persons scientists scientist lawmakers
    politicians activists
    supporters voters americans americans' shoppers mourners settlers diplomats emissary envoy envoys negotiators
    """.split()
)
_PARTS = frozenset(("members", "elements", "men", "ranks"))
_EXCHANGES = frozenset("clash exchange firefight gunbattle gunfight shootout skirmish".split())
_OFFICERS = frozenset(
    """
    minister general gen commander colonel col leader chief president captain capt major maj warlord admiral brigadier
    brig emir lieutenant lt marshal chairman officer governor
    """.split()
)
_TROOPS = frozenset("army force soldier policeman trooper marine militant fighter rebel insurgent guardsman".split())
_ARMED_KINDS = frozenset(("state", "armed-group", "organization", "population"))
_DISTANCE = 2
_RECIPROCAL = frozenset((("each", "other"), ("one", "another")))
_HELPS = frozenset("help support assist aid back relieve protect defend".split())


class Front(msgspec.Struct, frozen=True):
    """Those who fought together in some events, and those they fought."""

    actors: tuple[str, ...]
    against: tuple[str, ...]
    events: tuple[str, ...]
    evidence: tuple[Span, ...]
    place: str | None
    time: TimeSpan | None
    sentence: int
    basis: Basis
    roles: dict[str, str]
    confidence: float


def sides(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the sides of its fights, each with whom it opposed."""
    reader = _Reader(parsed, facts)
    fronts = reader.read()
    return replace(facts, sides=(*facts.sides, *_as_sides(fronts, facts)))


class _Reader:
    """Reads the sides of one article."""

    def __init__(self, parsed: ParsedArticle, facts: Facts) -> None:
        self.parsed = parsed
        self.facts = facts
        self.index = ActorIndex(parsed, facts)
        self.arguments = Arguments(parsed, self.index)
        self.types = load_event_types()
        self.actors = {a.id: a for a in facts.actors}
        self._starts = {t.begin: t for t in reversed(parsed.tokens)}
        self._disputed = _only_denied(facts)

    def _titled(self, actor: Actor) -> bool:
        """Whether a person is named with an office or a rank of those who command: "Defence Minister X"."""
        for begin, end in actor.mentions:
            words = [t for t in self.parsed.between(begin, end) if t.end <= end]
            if not words:
                continue
            before = self.parsed.tokens[max(self.parsed.sentence(words[0]).first, words[0].i - 3) : words[0].i]
            near = [*before, *words, *self.parsed.children(words[-1], "appos")]
            if any(t.lemma.lower().rstrip(".") in _OFFICERS for t in near):
                return True
        return False

    def read(self) -> list[Front]:
        """The fronts of the article, helpers joined to those they help, fights of one place and enemy put together."""
        told = [e for e in self.facts.events if e.status in _HAPPENED and e.trigger and e.id not in self._disputed]
        told = [e for e in told if e.rule != "event/told-before" or self._in_a_fight(e)]  # a guess makes no enemies
        fronts = [f for e in told for f in self._fight(e)]
        fronts = self._with_helpers(fronts, [e for e in told if e.type in ("AID", "COOPERATE", "MOBILIZE")])
        fronts = self._retaken(_of_one_place(_without_echoes(fronts)))
        fronts.extend(self._on_the_same_side(fronts))
        return [f for f in fronts if not set(f.actors) & set(f.against) and not _contradicted(f, fronts)]

    def _in_a_fight(self, event: Event) -> bool:
        """Whether those killed fell "in an exchange of fire", so with whom they fought just before."""
        assert event.trigger is not None
        verb = self._starts.get(event.trigger[0])
        ins = [p for p in self.parsed.children(verb, "prep") if p.lower == "in"] if verb is not None else []
        return any(t.lemma.lower() in _EXCHANGES for p in ins for t in self.parsed.children(p, "pobj"))

    # Who can be on a side

    def _fighters(self, ids: Iterable[str]) -> tuple[str, ...]:
        found = [i for i in dict.fromkeys(ids) if self._may_fight(self.actors[i])]
        whole = [i for i in found if self.actors[i].name.lower() not in _PARTS]
        return tuple(whole or found)  # "members of the force" beside the force are no party of their own

    def _may_fight(self, actor: Actor) -> bool:
        words = actor.name.lower().replace("'s", "").split()
        if actor.kind == "media" or (words and words[-1] in _HARMLESS):
            return False
        if actor.kind == "population" and actor.rule == "actor/acted-on":
            return False  # a ship that is stormed, welders who are arrested
        soldier = bool(_TROOPS & {w.removesuffix("s") for w in words}) or self._titled(actor)
        return actor.kind in _ARMED_KINDS or (actor.kind == "person" and soldier)

    def _fight(self, event: Event) -> Iterator[Front]:
        concept = self.types.of(event.type, event.subtype)
        if event.type in ("MOBILIZE", "COERCE") and not concept.fighting:
            together = tuple(a for a in event.agents if self.actors[a].kind == "armed-group")
            if len(together) > 1:
                yield self._front(event, together, (), "co-action")
            return
        if not concept.fighting and not (event.type == "RETREAT" and event.subtype in _TRUCE):
            return
        agents, targets = self._fighters(event.agents), self._fighters(event.targets)
        if event.rule == "event/both-sides" and not event.agents:
            agents, targets = (targets[:1], targets[1:]) if len(targets) == 2 else ((), ())
        elif set(event.agents) == set(event.targets):
            if len(agents) != 2 or len(event.agents) > 2:
                return
            agents, targets = agents[:1], agents[1:]
        if set(agents) & set(targets):
            return
        if len(agents) == 2 and not event.targets and self._on_each_other(event):
            agents, targets = agents[:1], agents[1:]
        if event.type == "RETREAT" and not (agents and targets and self._gives_up(event)):
            return
        if event.type == "RETREAT" and not any(self.actors[a].kind == "armed-group" for a in (*agents, *targets)):
            return  # two states that agree a ceasefire may be those who brokered it
        supported = tuple(a for a in self._in_support_of(event) if a not in agents and a not in targets)
        agents = (*agents, *supported) if agents else agents
        if len(agents) + len(targets) > 1 and not self._by_person_only(agents):
            yield self._front(event, agents, targets, "co-action" if len(agents) > 1 else "stated")

    def _in_support_of(self, event: Event) -> tuple[str, ...]:
        """Of "jets bombed the town in support of the militia" the militia."""
        assert event.trigger is not None
        verb = self._starts.get(event.trigger[0])
        if verb is not None and verb.pos == "NOUN" and self.parsed.head(verb).pos == "VERB":
            verb = self.parsed.head(verb)
        for purpose in self.parsed.children(verb, "advcl", "xcomp") if verb is not None else ():
            if purpose.tag == "VB" and purpose.lemma in _HELPS:  # "struck the town to help the army"
                return self._fighters(self.arguments.doers(self.arguments.object(purpose)))
        for prep in self.parsed.children(verb, "prep") if verb is not None else ():
            for noun in self.parsed.children(prep, "pobj"):
                if prep.lower == "in" and noun.lemma in ("support", "aid", "defence", "defense"):
                    helped = self.arguments.prepositional_object(noun, "of")
                    return self._fighters(self.arguments.doers(helped))
        return ()

    def _on_each_other(self, event: Event) -> bool:
        """Whether those who do it do it to one another: "turned their guns on each other"."""
        assert event.trigger is not None
        verb = self._starts.get(event.trigger[0])
        below = self.parsed.subtree(verb) if verb is not None else ()
        return any((a.lower, b.lower) in _RECIPROCAL for a, b in pairwise(below))

    def _by_person_only(self, agents: tuple[str, ...]) -> bool:
        return bool(agents) and all(self.actors[a].kind == "person" for a in agents) and len(agents) > 1

    def _gives_up(self, event: Event) -> bool:
        """Whether a truce or a surrender is named as such: to hand arms over is not yet to surrender to an enemy."""
        assert event.trigger is not None
        token = self._starts.get(event.trigger[0])
        return event.subtype == "ceasefire" or (token is not None and token.lemma in ("surrender", "capitulate"))

    def _front(self, event: Event, actors: tuple[str, ...], against: tuple[str, ...], basis: Basis) -> Front:
        assert event.trigger is not None
        return Front(
            actors=actors,
            against=against,
            events=(event.id,),
            evidence=event.evidence,
            place=event.place.name if event.place else None,
            time=event.time,
            sentence=self._sentence(event),
            basis=basis,
            roles={p.actor: p.role for p in event.participants},
            confidence=0.85 if event.status == "actual" else 0.6,
        )

    def _sentence(self, event: Event) -> int:
        assert event.trigger is not None
        token = self._starts.get(event.trigger[0])
        return token.sent if token is not None else -1

    # Helpers

    def _with_helpers(self, fronts: list[Front], helping: list[Event]) -> list[Front]:
        out = list(fronts)
        for event in helping:
            if event.type == "AID" and event.subtype not in _SUPPORT:
                continue
            if event.type == "COOPERATE" and event.subtype != "joint-operation":
                continue
            helpers, helped = self._fighters(event.agents), self._fighters(event.targets)
            if event.type == "MOBILIZE":  # "flew helicopters in support of the troops fighting the rebels"
                helped = self._in_support_of(event)
            if event.subtype == "backing" and not helpers:  # a civilian who helps the army fight
                helpers = tuple(a for a in event.agents if self.actors[a].kind == "person")
            if not helpers or not helped or set(helpers) & set(helped):
                continue
            joined = self._front(event, (*helpers, *helped), (), "stated")
            enemies = self._enemies(joined, set(helped), out) or self._in_their_attack(event, out)
            if event.type == "MOBILIZE" and enemies is None:
                continue  # to move is not yet to fight
            out = [_helped(f, joined, set(helpers), set(helped)) for f in out]
            if enemies is None and event.subtype in ("advise", "military"):
                continue  # to arm or to train somebody is not yet to fight beside him
            out.append(joined if enemies is None else _against(joined, enemies))
        return out

    def _enemies(self, joined: Front, helped: set[str], fronts: list[Front]) -> Front | None:
        """The front that the helped fight on: in the same sentence, or at the place and time that it takes up."""
        for front in fronts:
            near = abs(front.sentence - joined.sentence)
            if near == 0 and helped & set(front.actors) and front.against:
                return front
            if not front.against or not 0 < near <= _DISTANCE:
                continue
            if front.sentence == joined.sentence + 1 and helped & set(front.actors) and self._attacks(joined, helped):
                return front
            if _theatre(front, joined) or (near == 1 and self._goes_on_with(front, joined)):
                return front
        return None

    def _in_their_attack(self, event: Event, fronts: list[Front]) -> Front | None:
        """The front of the attack in which somebody is helped: "helped the army in its offensive against them"."""
        assert event.trigger is not None
        verb = self._starts.get(event.trigger[0])
        for prep in self.parsed.children(verb, "prep") if verb is not None else ():
            for noun in self.parsed.children(prep, "pobj") if prep.lower in ("in", "during") else ():
                begins = {e.id for e in self.facts.events if e.trigger and e.trigger[0] == noun.begin}
                if self.parsed.children(noun, "poss"):
                    return next((f for f in fronts if begins & {*f.events} and f.against), None)
        return None

    def _attacks(self, joined: Front, helped: set[str]) -> bool:
        """Whether the sentence of *joined* tells of an attack by the *helped* that leaves open on whom."""
        return any(
            self.types.of(e.type, e.subtype).fighting and e.status in _HAPPENED and not self._fighters(e.targets)
            and helped & set(e.agents) and e.trigger is not None and self._sentence(e) == joined.sentence
            for e in self.facts.events
        )  # fmt: skip

    def _goes_on_with(self, front: Front, joined: Front) -> bool:
        """Whether *joined* opens with "Concurrently" after *front*, and no other place or time parts them."""
        opening = self.parsed.words(self.parsed.sentences[joined.sentence])[0].lower
        if opening not in ("concurrently", "simultaneously") or joined.sentence < front.sentence:
            return False
        apart = front.place and joined.place and front.place != joined.place
        return not apart and _same_time(front, joined) and not set(joined.actors) & set(front.against)

    def _retaken(self, fronts: list[Front]) -> list[Front]:
        """Who takes back a place fights those who, as the same sentence says, had taken it."""
        out = list(fronts)
        for event in self.facts.events:
            if event.subtype != "capture" or event.status not in _HAPPENED or event.targets or not event.trigger:
                continue
            verb = self._starts.get(event.trigger[0])
            if verb is None or not verb.lemma.startswith(("re", "win")):
                continue
            for other in self.facts.events:
                if other.subtype != "capture" or other.id == event.id or not other.trigger or other.targets:
                    continue
                taken = self._starts.get(other.trigger[0])
                same = taken is not None and taken.sent == verb.sent and taken.i > verb.i
                one, two = self._fighters(event.agents), self._fighters(other.agents)
                if same and one and two and not set(one) & set(two):
                    out = [f for f in out if event.id not in f.events and other.id not in f.events]
                    out.append(self._front(event, one, two, "inferred"))
        return out

    # "on the same side"

    def _on_the_same_side(self, fronts: list[Front]) -> Iterator[Front]:
        for token in self.parsed.tokens:
            if token.lower != "side" or token.dep != "pobj":
                continue
            if not any(t.lower == "same" for t in self.parsed.children(token, "amod")):
                continue
            prep = self.parsed.head(token)
            verb = self._verb_above(prep)
            if verb is None or prep.lower != "on":
                continue
            actors = self._fighters(self.arguments.doers(self.arguments.subject(verb)))
            if len(actors) < 2 or any(t.lower in ("not", "n't", "never") for t in self.parsed.children(verb, "neg")):
                continue
            against = self._common_enemy(set(actors), fronts)
            sentence = self.parsed.sentence(token)
            place = self._place_of_side(token)
            if place is not None:  # a side stands in an event or a theatre
                evidence = ((sentence.begin, sentence.end),)
                yield Front(actors, against, (), evidence, place, None, sentence.i, "stated", {}, 0.8)

    def _verb_above(self, prep: Token) -> Token | None:
        for above in self.parsed.ancestors(prep):
            if above.pos in ("VERB", "AUX"):
                return above
            if above.pos in ("NOUN", "PROPN"):
                return None
        return None

    def _common_enemy(self, actors: set[str], fronts: list[Front]) -> tuple[str, ...]:
        enemies = [front.against for front in fronts if actors & set(front.actors) and front.against]
        names = tuple(dict.fromkeys(e for against in enemies for e in against if e not in actors))
        return names if len(names) == 1 else names[:1]

    def _place_of_side(self, side: Token) -> str | None:
        """The country of "the same side of the Iraqi battlefield"."""
        for prep in self.parsed.children(side, "prep"):
            for noun in self.parsed.children(prep, "pobj"):
                words = [t.text for t in self.parsed.children(noun, "amod", "compound", "poss", "nmod")]
                for match in lexicon().match(words):
                    entry = lexicon()[match.entries[0][0]]
                    if entry.table == "states":
                        return entry.name
        return None


def _contradicted(front: Front, fronts: list[Front]) -> bool:
    """Whether the same sentence puts two on one side whom *front* opposes: one of the readings is wrong."""
    foes = {frozenset((a, b)) for a in front.actors for b in front.against}
    return any(
        frozenset((a, b)) in foes
        for f in fronts
        if f.sentence == front.sentence
        for a in f.actors
        for b in f.actors
        if a != b
    )


def _without_echoes(fronts: list[Front]) -> list[Front]:
    """*fronts* without those whose members fight one another in the same sentence ("X and Y clashed, killing ten")."""
    foes = {(f.sentence, frozenset((a, b))) for f in fronts for a in f.actors for b in f.against}
    return [
        f
        for f in fronts
        if f.against or not any((f.sentence, frozenset((a, b))) in foes for a in f.actors for b in f.actors if a != b)
    ]


def _only_denied(facts: Facts) -> frozenset[str]:
    """Events that stand only inside denials."""
    told: dict[str, set[str]] = {}
    for claim in facts.claims:
        for event in claim.events:
            told.setdefault(event, set()).add(claim.stance)
    return frozenset(e for e, stances in told.items() if stances == {"denies"})


def _same_place(one: Front, other: Front) -> bool:
    return one.place is not None and one.place == other.place


def _same_time(one: Front, other: Front) -> bool:
    if one.time is None or other.time is None or one.time.start is None or other.time.start is None:
        return True
    return one.time.start == other.time.start


def _theatre(one: Front, other: Front) -> bool:
    """Whether *other* was where and when *one* was, and not among its enemies."""
    return _same_place(one, other) and _same_time(one, other) and not set(other.actors) & set(one.against)


def _helped(front: Front, joined: Front, helpers: set[str], helped: set[str]) -> Front:
    """*front* with *helpers* beside those of it whom they help in the same sentence."""
    if front.sentence != joined.sentence:
        return front
    if helped & set(front.actors) and not helpers & set(front.against):
        return msgspec.structs.replace(
            front, actors=_united(front.actors, tuple(sorted(helpers))), events=_united(front.events, joined.events),
            roles=front.roles | {h: joined.roles.get(h, "backs") for h in helpers},
        )  # fmt: skip
    if helped & set(front.against) and not helpers & set(front.actors):
        return msgspec.structs.replace(front, against=_united(front.against, tuple(sorted(helpers))))
    return front


def _against(joined: Front, front: Front) -> Front:
    """*joined*, who help one another, on the side of *front*."""
    return msgspec.structs.replace(
        joined,
        actors=_united(tuple(a for a in front.actors if a not in joined.against), joined.actors),
        against=front.against,
        events=_united(front.events, joined.events),
        evidence=_united(front.evidence, joined.evidence),
        place=joined.place or front.place,
        time=joined.time or front.time,
        basis="common-enemy" if front.sentence != joined.sentence else "stated",
        roles=front.roles | joined.roles,
        confidence=min(front.confidence, joined.confidence),
    )


def _of_one_place(fronts: list[Front]) -> list[Front]:
    """Fronts of one place and time against one enemy, told close together, as one."""
    out: list[Front] = []
    for front in fronts:
        for n, other in enumerate(out):
            close = abs(front.sentence - other.sentence) <= _DISTANCE
            same = set(front.against) & set(other.against) and _same_place(front, other) and _same_time(front, other)
            clean = not set(front.actors) & set(other.against) and not set(other.actors) & set(front.against)
            if same and clean and (close or set(front.actors) == set(other.actors)):
                new = set(front.actors) - set(other.actors)
                out[n] = msgspec.structs.replace(
                    other,
                    actors=_united(other.actors, front.actors),
                    against=_united(other.against, front.against),
                    events=_united(other.events, front.events),
                    evidence=_united(other.evidence, front.evidence),
                    roles=other.roles | front.roles,
                    basis="common-enemy" if new else other.basis,
                    confidence=min(other.confidence, front.confidence) - (0.1 if new else 0.0),
                )
                break
        else:
            out.append(front)
    return out


def _united(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _as_sides(fronts: list[Front], facts: Facts) -> list[Side]:
    """Each front as one side, and one more for those it opposes."""
    names = {a.id: a.name for a in facts.actors}
    claims = {e: [c.id for c in facts.claims if e in c.events] for f in fronts for e in f.events}
    out: list[Side] = []
    seen: set[tuple[frozenset[str], frozenset[str], str | None]] = set()
    count = 0
    for front in fronts:
        key = (frozenset(front.actors), frozenset(front.against), front.place)
        if key in seen:
            continue
        seen.add(key)
        first, second = f"s{count + 1}", f"s{count + 2}"
        count += 2
        told = tuple(dict.fromkeys(c for e in front.events for c in claims[e]))
        parts = [(first, front.actors, front.against, second)]
        if front.against:
            parts.append((second, front.against, front.actors, first))
        for own, actors, against, other in parts:
            if not actors:
                continue
            out.append(
                Side(
                    id=own, actors=actors, against=against, place=front.place, events=front.events,
                    evidence=front.evidence, claims=told, label=" and ".join(names[a] for a in actors),
                    opposes=(other,) if against else (), basis=front.basis, time=front.time,
                    roles={a: front.roles[a] for a in actors if a in front.roles},
                    rule=f"side/{front.basis}", confidence=round(front.confidence, 2),
                )
            )  # fmt: skip
    return out
