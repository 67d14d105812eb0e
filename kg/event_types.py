"""The event types and the words that tell of them: ``ontology/event-types.ttl`` as a table.

The file says how its patterns are written (``skos:editorialNote`` of the scheme). It is read once in a process.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import cast

import msgspec
import pyoxigraph

from kg.errors import UnknownName
from kg.model import EventType
from kg.resources import folder
from kg.vocab import KG, SKOS, TYPE

_PREPOSITIONS = frozenset("of to for on from with into in at against".split())
_PART = re.compile(r"[^\s<]*<[^>]*>|\S+")


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One way to tell of an event type: a trigger lemma, what must hang on it, and where the parties stand.

    ``words`` are particles, prepositions, adverbs or complements below the trigger; ``object``, ``infinitive`` and the
    values of ``prepositions`` the lemmas that may stand there (an empty infinitive: any); ``before`` the words before a
    noun. ``agent`` and ``target`` name slots, the first that holds an actor counts.
    """

    type: str
    lemma: str
    words: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    object: frozenset[str] | None = None
    prepositions: tuple[tuple[str, frozenset[str]], ...] = ()
    infinitive: frozenset[str] | None = None
    negated: bool = False
    accusing: bool = False
    agent: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ("object",)

    @property
    def weight(self) -> int:
        """How many things the pattern asks for: of two that match, the heavier one is meant."""
        slots = (self.object is not None) + (self.infinitive is not None)
        named = bool(self.infinitive)
        parts = len(self.words) + len(self.before) + 2 * len(self.prepositions)
        return parts + 2 * slots + named + 4 * self.negated + self.accusing


class EventConcept(msgspec.Struct, frozen=True, kw_only=True):
    """An event type or subtype: ``id`` is ``ASSAULT`` or ``ASSAULT-airstrike``."""

    id: str
    type: EventType
    subtype: str | None
    label: str
    definition: str
    examples: tuple[str, ...]
    agent_role: str
    target_role: str
    symmetric: bool
    fighting: bool


class EventTypes(msgspec.Struct, frozen=True, kw_only=True):
    """All types, and their patterns by the lemma of the trigger, the most specific first."""

    concepts: dict[str, EventConcept]
    verbs: dict[str, tuple[Pattern, ...]]
    nouns: dict[str, tuple[Pattern, ...]]
    light_verbs: dict[str, tuple[Pattern, ...]]
    accusing_words: frozenset[str]

    def of(self, event_type: str, subtype: str | None = None) -> EventConcept:
        """The concept of a type and subtype; of the type where the subtype is not one of ours.

        Raises: UnknownName where there is no such type.

        >>> load_event_types().of("ASSAULT", "airstrike").agent_role
        'strikes'
        """
        found = self.concepts.get(f"{event_type}-{subtype}") or self.concepts.get(event_type)
        if found is None:
            known = ", ".join(c for c in self.concepts if "-" not in c)
            raise UnknownName(f"there is no event type {event_type!r}. The types are {known}.")
        return found


@lru_cache(maxsize=4)
def load_event_types(path: Path | None = None) -> EventTypes:
    """The table of *path*, or of the event types that ship with the program; read once.

    >>> types = load_event_types()
    >>> len({concept.type for concept in types.concepts.values()})
    16
    """
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in pyoxigraph.parse(path=str(path or folder("ontology") / "event-types.ttl")):
        subject, value = triple.subject, triple.object
        if (
            isinstance(subject, pyoxigraph.NamedNode)
            and subject.value in TYPE
            and not isinstance(value, pyoxigraph.Triple)
        ):
            facts[TYPE.local(subject.value)][triple.predicate.value].append(value.value)
    scheme = facts.pop("scheme")
    light = [read_pattern(text, type_id="", noun=False) for text in scheme[KG.lightVerb]]
    verbs: list[Pattern] = []
    nouns: list[Pattern] = []
    concepts: dict[str, EventConcept] = {}
    for type_id in sorted(facts):
        own = facts[type_id]
        parent = facts[type_id.partition("-")[0]]
        concepts[type_id] = _concept(type_id, own)
        for found, triggers, slots, noun in (
            (verbs, KG.triggerVerb, KG.verbArguments, False), (nouns, KG.triggerNoun, KG.nounArguments, True),
        ):  # fmt: skip
            default = (own[slots] or parent[slots] or [""])[0]
            found.extend(read_pattern(text, type_id=type_id, noun=noun, slots=default) for text in own[triggers])
    return EventTypes(
        concepts=concepts,
        verbs=_by_lemma(verbs),
        nouns=_by_lemma(nouns),
        light_verbs=_by_lemma(light),
        accusing_words=frozenset(scheme[KG.accusingWord]),
    )


def read_pattern(text: str, *, type_id: str, noun: bool, slots: str = "") -> Pattern:
    """The pattern that *text* writes; *slots* says where the parties stand unless *text* does.

    >>> read_pattern("come under<fire|attack>; target=subject agent=from", type_id="ASSAULT", noun=False).agent
    ('from',)
    >>> read_pattern("roadside bomb", type_id="ASSAULT-bombing", noun=True).before
    ('roadside',)
    """
    trigger, _, own = text.partition(";")
    parts = _PART.findall(trigger)
    negated = parts[0] == "not"
    parts = parts[1:] if negated else parts
    plain = [p for p in parts if "<" not in p and p not in ("to", "+accusing")]
    split = max((n for n, p in enumerate(plain) if p not in _PREPOSITIONS), default=0) if noun else 0
    sought = {name: (frozenset(_lemmas(lemmas))) for name, lemmas in (_slot(p) for p in parts if "<" in p)}
    where = _arguments(slots) | _arguments(own)
    infinitive = sought.pop("to") if "to" in sought and not noun else None
    if infinitive is None and not noun and "to" in parts[1:]:
        infinitive = frozenset()
    words = plain[split + 1 :] if noun else plain[1:]
    if noun and parts[-1] == "to":
        words = [*words, "to"]
    return Pattern(
        type=type_id,
        lemma=plain[split],
        before=tuple(plain[:split]),
        words=tuple(words),
        object=sought.pop("", None),
        prepositions=tuple(sought.items()),
        infinitive=infinitive,
        negated=negated,
        accusing="+accusing" in parts,
        agent=where.get("agent", ("of", "by") if noun else ("subject",)),
        target=where.get("target", ("of",) if noun else ("object",)),
    )


def _slot(part: str) -> tuple[str, str]:
    name, _, lemmas = part.partition("<")
    return name, lemmas.rstrip(">")


def _lemmas(alternatives: str) -> list[str]:
    return [a.strip() for a in alternatives.split("|") if a.strip()]


def _arguments(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (pair.partition("=") for pair in text.split())
    return {role: tuple(slots.split(",")) for role, _, slots in pairs}


def _concept(type_id: str, own: dict[str, list[str]]) -> EventConcept:
    event_type, _, subtype = type_id.partition("-")
    return EventConcept(
        id=type_id,
        type=cast(EventType, event_type),
        subtype=subtype or None,
        label=own[SKOS.prefLabel][0],
        definition=own[SKOS.definition][0],
        examples=tuple(own[SKOS.example]),
        agent_role=own[KG.agentRole][0],
        target_role=own[KG.targetRole][0],
        symmetric="true" in own[KG.symmetric],
        fighting="true" in own[KG.fighting],
    )


def _by_lemma(patterns: list[Pattern]) -> dict[str, tuple[Pattern, ...]]:
    found: defaultdict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        found[pattern.lemma].append(pattern)
    return {
        lemma: tuple(sorted(several, key=lambda p: (-p.weight, "-" not in p.type))) for lemma, several in found.items()
    }
