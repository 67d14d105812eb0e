"""Events that a second reader proposes, such as a language model, checked against the text: the rest is dropped.

A proposal names a sentence by number and everything else by verbatim quotes or words of the closed vocabulary. What is
not found in that sentence, names no actor that the rules know, or repeats an event that is known already is left out.
Rules then decide, as for their own events, who claims it and who denies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from kg.event_types import load_event_types
from kg.model import Event, EventType, Facts, Participant, Span, Status, replace
from kg.syntax import ParsedArticle, Sentence

CONFIDENCE = 0.5  # not calibrated: no annotated set was read with a model


class ProposedEvent(msgspec.Struct, frozen=True):
    """One event as proposed: ``sentence`` counts from 1, the rest are quotes from it and words of the vocabulary."""

    sentence: int
    trigger: str
    type: EventType
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    status: Status = "actual"


def numbered(parsed: ParsedArticle, sentences: Iterable[Sentence]) -> str:
    """The *sentences* as a reader gets them: one line for each, with its number.

    >>> from kg.model import Article
    >>> from kg.parse import parse
    >>> from kg.syntax import CleanText
    >>> parsed = parse(CleanText.verbatim(Article(text="Rebels left. Calm returned.", sha256="0" * 64)))
    >>> print(numbered(parsed, parsed.sentences))
    1: Rebels left.
    2: Calm returned.
    """
    return "\n".join(f"{s.i + 1}: {parsed.clean_text(parsed.words(s))}" for s in sentences)


def readable(proposals: Sequence[Any]) -> list[ProposedEvent]:
    """Those of *proposals* (decoded JSON) that have the right form.

    >>> readable([{"sentence": 1, "trigger": "left", "type": "RETREAT"}, {"type": "PARTY"}, "no"])[0].trigger
    'left'
    """
    found = []
    for proposal in proposals:
        try:
            found.append(msgspec.convert(proposal, ProposedEvent))
        except msgspec.ValidationError:
            continue
    return found


def add_proposals(parsed: ParsedArticle, facts: Facts, proposals: Iterable[ProposedEvent], maker: str) -> Facts:
    """*facts* with the events of *proposals* that the text bears out, each marked as made by *maker*."""
    taken = [event.trigger for event in facts.events if event.trigger]
    added: list[Event] = []
    for proposal in proposals:
        event = _event(parsed, facts, proposal, maker)
        if event is None or event.trigger is None or any(_overlap(event.trigger, other) for other in taken):
            continue
        taken.append(event.trigger)
        added.append(replace(event, id=f"e{len(facts.events) + len(added) + 1}"))
    return replace(facts, events=(*facts.events, *added))


def _event(parsed: ParsedArticle, facts: Facts, proposal: ProposedEvent, maker: str) -> Event | None:
    """The event that *proposal* describes, without an id; None where the text does not bear it out."""
    if not 1 <= proposal.sentence <= len(parsed.sentences):
        return None
    sentence = parsed.sentences[proposal.sentence - 1]
    trigger = _place_of(parsed, sentence, proposal.trigger)
    agents = _actors(parsed, facts, sentence, proposal.agents)
    targets = tuple(a for a in _actors(parsed, facts, sentence, proposal.targets) if a not in agents)
    if trigger is None or not agents + targets:
        return None
    concept, evidence = load_event_types().of(proposal.type, None), ((sentence.begin, sentence.end),)
    return Event(
        id="",
        type=proposal.type,
        agents=agents,
        targets=targets,
        status=proposal.status,
        evidence=evidence,
        trigger=trigger,
        participants=tuple(
            Participant(actor=actor, role=role, evidence=evidence)
            for actors, role in ((agents, concept.agent_role), (targets, concept.target_role))
            for actor in actors
        ),
        rule=maker,
        confidence=CONFIDENCE,
    )


def _place_of(parsed: ParsedArticle, sentence: Sentence, quote: str) -> Span | None:
    """Where the words of *quote* stand in the original text; None where *sentence* does not hold them."""
    wanted, words = "".join(quote.split()), parsed.words(sentence)
    if not wanted:
        return None
    for first in range(len(words)):
        joined = ""
        for last in range(first, len(words)):
            joined += words[last].text
            if joined == wanted:
                return words[first].begin, words[last].end
            if not wanted.startswith(joined):
                break
    return None


def _actors(parsed: ParsedArticle, facts: Facts, sentence: Sentence, quotes: Iterable[str]) -> tuple[str, ...]:
    """The actors that *quotes* name, those mentioned by most of the characters; a quote that names none is dropped."""
    found: dict[str, None] = {}
    for quote in quotes:
        place = _place_of(parsed, sentence, quote)
        if place is None:
            continue
        sizes = [
            (min(end, place[1]) - max(begin, place[0]), actor.id)
            for actor in facts.actors
            for begin, end in actor.mentions
        ]
        size, actor = max(sizes, default=(0, ""), key=lambda s: s[0])
        if size > 0:
            found[actor] = None
    return tuple(found)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
