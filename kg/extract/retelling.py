"""What one sentence tells twice told once: "an airstrike killed eight", "ten died when rebels stormed the camp"."""

from __future__ import annotations

import msgspec

from kg.event_types import EventConcept, load_event_types
from kg.extract.triggers import Trigger
from kg.model import Event, Participant, Span, replace
from kg.syntax import ParsedArticle

_UNSPECIFIC = (None, "kill", "offensive")
_FATE = frozenset("kill wound injure die hurt maim martyr slay".split())


class Found(msgspec.Struct, frozen=True):
    """An event with the trigger it was read from, and the other words that tell of it."""

    event: Event
    trigger: Trigger
    absorbed: tuple[int, ...] = ()

    @property
    def tokens(self) -> tuple[int, ...]:
        """The indexes of all words that tell of the event, its trigger first."""
        own = (self.trigger.token.i, *((self.trigger.carrier.i,) if self.trigger.carrier else ()))
        return own + self.absorbed


def participants(
    concept: EventConcept, agents: tuple[str, ...], targets: tuple[str, ...], evidence: Span
) -> tuple[Participant, ...]:
    """The parts that *agents* and *targets* play in an event of *concept*."""
    roles = dict.fromkeys(targets, concept.target_role) | dict.fromkeys(agents, concept.agent_role)
    return tuple(Participant(actor=actor, role=role, evidence=(evidence,)) for actor, role in sorted(roles.items()))


def merge(parsed: ParsedArticle, found: list[Found]) -> list[Found]:
    """*found* with what one sentence tells twice told once: "an airstrike killed eight"."""
    kept: list[Found] = []
    for f in sorted(found, key=lambda f: (f.trigger.token.sent, _is_noun(f), f.trigger.token.i)):
        for n, other in enumerate(kept):
            if other.trigger.token.sent != f.trigger.token.sent or other.event.type != f.event.type:
                continue
            if _same(parsed, other, f) or _same(parsed, f, other):
                kept[n] = Found(_joined(other.event, f.event), other.trigger, other.absorbed + f.tokens)
                break
        else:
            kept.append(f)
    return kept


def _is_noun(found: Found) -> bool:
    return found.trigger.token.pos in ("NOUN", "PROPN")


def _is_mutual(event: Event) -> bool:
    return len(event.agents) > 1 and event.agents == event.targets


def _same(parsed: ParsedArticle, first: Found, second: Found) -> bool:
    """Whether *second* tells nothing but what *first* tells."""
    a, b = first.event, second.event
    if _is_mutual(a) != _is_mutual(b) and a.targets and b.targets:
        return False
    if a.status == b.status and _joined_by_syntax(parsed, first.trigger, second.trigger):
        agree = not b.agents or not a.agents or bool(set(a.agents) & set(b.agents))
        if second.trigger.token.dep == "advcl" and parsed.head(second.trigger.token).lemma in _FATE:
            agree = agree and bool(b.agents)  # "were killed after they attacked a post": those killed attacked
        fit = not set(b.targets) & set(a.agents) or _is_mutual(b)
        return agree and fit
    same = set(b.agents) <= set(a.agents) and set(b.targets) <= set(a.targets)
    if a.subtype != b.subtype and not _is_noun(second) and _joined_by_and(parsed, first.trigger, second.trigger):
        return False  # "surrounded the house and arrested the pastor"
    return same and (_is_noun(second) or (a.status == b.status and set(a.agents) == set(b.agents)))


def _joined_by_and(parsed: ParsedArticle, first: Trigger, second: Trigger) -> bool:
    """Whether both are verbs of one list: "surrounded, arrested and deported"."""
    one, two = (first.carrier or first.token), second.token
    return any(t.i == one.i for t in parsed.conjuncts(two)) or any(t.i == two.i for t in parsed.conjuncts(one))


def _joined_by_syntax(parsed: ParsedArticle, first: Trigger, second: Trigger) -> bool:
    """Whether one is subject, cause or consequence of the other."""
    one, two = (first.carrier or first.token), second.token
    for above, below in ((one, two), (two, one)):
        if below.dep in ("nsubj", "nsubjpass") and parsed.head(below) is above:
            return True
        if below.dep == "advcl" and below.tag == "VBG" and parsed.head(below) is above:
            return True
        over = parsed.head(below)
        joined = below.dep == "conj" and over.dep == "advcl" and below.tag == over.tag == "VBG"
        if joined and parsed.head(over) is above:  # "launched drones, damaging a bridge and killing a man"
            return True
        marks = {t.lower for t in parsed.children(below, "mark", "advmod")} if below.dep == "advcl" else set()
        if over is above and above.lemma in _FATE and marks & {"when", "as", "after"}:
            return True  # "ten were killed when the rebels stormed the camp"
        if below.dep == "dobj" and parsed.head(below) is above:
            return True
        if below.dep == "pobj":
            prep = parsed.head(below)
            if prep.lower in ("in", "during", "by", "as", "of") and prep.dep in ("prep", "agent"):
                over = parsed.head(prep)
                if over is above or (
                    prep.lower == "of" and over.dep == "pobj" and parsed.head(parsed.head(over)) is above
                ):
                    return True
    return False


def _joined(event: Event, other: Event) -> Event:
    """*event* with what *other* adds to it."""
    agents = event.agents or tuple(a for a in other.agents if a not in event.targets)
    targets = tuple(dict.fromkeys((*event.targets, *(t for t in other.targets if t not in agents))))
    evidence = event.evidence[0]
    concept = load_event_types().of(event.type, event.subtype)
    subtype = event.subtype
    if other.subtype and event.subtype in _UNSPECIFIC:  # "airstrikes that broke a siege" are airstrikes
        concept = load_event_types().of(event.type, other.subtype)
        subtype = other.subtype
    return replace(
        event,
        subtype=subtype,
        agents=agents,
        targets=targets,
        place=event.place or other.place,
        time=event.time or other.time,
        participants=participants(concept, agents, targets, evidence),
    )
