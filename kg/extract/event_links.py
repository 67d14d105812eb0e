"""How events of an article hang together: one ends, causes or precedes another, or they go on at the same time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Protocol

from kg.model import Event, Link, LinkType
from kg.syntax import ParsedArticle, Token

_ENDS = frozenset("break lift end stop halt repel finish relieve".split())
_CAUSES = frozenset("cause spark trigger provoke prompt ignite unleash".split())
_CONCURRENT = ("concurrently", "meanwhile", "simultaneously")
_RESPONSE = frozenset("response retaliation revenge reprisal reaction".split())


class _Told(Protocol):
    @property
    def event(self) -> Event: ...
    @property
    def tokens(self) -> tuple[int, ...]: ...


def find_links(parsed: ParsedArticle, found: Sequence[_Told]) -> tuple[Link, ...]:
    """The links between the events *found*, in text order, each once."""
    event_of = {i: f.event for f in found for i in f.tokens}
    pairs: dict[tuple[LinkType, str, str], Token] = {}
    for i, event in sorted(event_of.items()):
        token = parsed.tokens[i]
        for kind, first, second in (
            *_by_verb(parsed, event_of, token, event),
            *_by_preposition(parsed, event_of, token, event),
        ):
            if first.id != second.id:
                pairs.setdefault((kind, first.id, second.id), token)
    for earlier, later in itertools.pairwise(found):
        token = parsed.tokens[later.tokens[0]]
        words = parsed.words(parsed.sentence(token))
        opens = words[0].lower in _CONCURRENT or [w.lower for w in words[:4]] == ["at", "the", "same", "time"]
        if opens and parsed.tokens[earlier.tokens[0]].sent == token.sent - 1:
            pairs.setdefault(("during", later.event.id, earlier.event.id), token)
    return tuple(
        Link(
            id=f"l{n}", type=kind, from_=first, to=second, rule=f"link/{kind}", confidence=0.7,
            evidence=((parsed.sentence(token).begin, parsed.sentence(token).end),),
        )
        for n, ((kind, first, second), token) in enumerate(pairs.items(), 1)
    )  # fmt: skip


def _by_verb(
    parsed: ParsedArticle, event_of: dict[int, Event], token: Token, event: Event
) -> list[tuple[LinkType, Event, Event]]:
    """ "The airstrikes broke the siege", "the killing sparked protests"."""
    verb = parsed.head(token)
    if token.dep != "dobj" or verb.pos != "VERB":
        return []
    if verb.lemma in _ENDS and verb.i in event_of:
        return [("ends", event_of[verb.i], event)]
    if verb.lemma in _CAUSES or verb.lemma in _ENDS:
        kind: LinkType = "causes" if verb.lemma in _CAUSES else "ends"
        return [(kind, event_of[s.i], event) for s in parsed.children(verb, "nsubj") if s.i in event_of]
    return []


def _by_preposition(
    parsed: ParsedArticle, event_of: dict[int, Event], token: Token, event: Event
) -> list[tuple[LinkType, Event, Event]]:
    """ "after talks", "during the offensive", "in retaliation for the raid"."""
    prep = parsed.head(token)
    if token.dep not in ("pobj", "pcomp") or prep.dep not in ("prep", "mark"):
        return []
    over = parsed.head(prep)
    if over.lemma in _RESPONSE and prep.lower in ("to", "for"):
        verb = parsed.head(parsed.head(over))
        return [("causes", event, event_of[verb.i])] if verb.i in event_of else []
    if over.i not in event_of:
        return []
    if prep.lower in ("after", "following"):
        return [("before", event, event_of[over.i])]
    if prep.lower == "before":
        return [("before", event_of[over.i], event)]
    if prep.lower in ("during", "amid"):
        return [("during", event_of[over.i], event)]
    return []
