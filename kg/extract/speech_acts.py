"""What is done by saying so: who says that another must yield requests it, who says that he will strike threatens it.

Who says that he will not refuel the plane, in whatever words, refuses to.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.event_types import EventTypes
from kg.extract.arguments import Arguments
from kg.extract.parties import Parties
from kg.extract.retelling import Found, participants
from kg.extract.triggers import Trigger, is_negated
from kg.model import replace
from kg.syntax import ParsedArticle, Token

_YIELDING = frozenset(("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"))
_HELPFUL = frozenset(("COOPERATE", "AID", "CONCEDE", "RETREAT"))
_HARMFUL = frozenset(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"))
_SPEECH = frozenset(
    """
    say tell state add declare conclude insist warn announce claim stress argue note maintain
    """.split()
)
_WILL = frozenset(("will", "wo", "would", "'ll", "’ll", "'d"))
_NO_DEED = frozenset(
    """
    be say know think believe want like need happen matter mean seem appear become remain feel hope expect understand
    remember forget care mind last work exist suffice suffer die survive live fall rise change differ result
    comment give name identify speak elaborate discuss confirm provide disclose reveal answer respond specify tell rule
    have do get see hear find lose miss win fail end begin start stop come go
    """.split()
)
"""Verbs whose negation under "will" refuses nothing."""


class SpeechActs:
    """The acts of saying in *parsed*; *read* makes an event of a trigger whose parties are set."""

    def __init__(
        self,
        parsed: ParsedArticle,
        arguments: Arguments,
        types: EventTypes,
        parties: Parties,
        read: Callable[[Trigger], Found | None],
    ) -> None:
        self.parsed = parsed
        self.arguments = arguments
        self.types = types
        self.parties = parties
        self.read = read

    def add(self, found: list[Found]) -> list[Found]:
        """*found* with what is refused, demanded, promised and threatened by saying so."""
        refused = [self._refused(f) for f in found]
        return [*refused, *self._refusals(refused), *self._obligations(), *self._intentions(found)]

    def _refusals(self, found: list[Found]) -> list[Found]:
        """Of "said it would not refuel the plane", "we will not disarm" the refusals that no pattern names."""
        out: list[Found] = []
        taken = {i for f in found for i in f.tokens if f.event.type in ("REJECT", "THREATEN")}
        for verb in self.parsed.tokens:
            helpers = {t.lower for t in self.parsed.children(verb, "aux")}
            plain = verb.tag == "VB" and helpers & _WILL and not helpers - _WILL and verb.lemma not in _NO_DEED
            if not plain or verb.i in taken or not is_negated(self.parsed, verb) or self._conditional(verb):
                continue
            speaker = self._speaker(verb)
            agents = self.arguments.doers(self.arguments.subject(verb)) or self.arguments.doers(speaker)
            if speaker is None or not agents or self.parsed.children(verb, "nsubjpass", "auxpass"):
                continue
            pattern = next(p for p in self.types.verbs["refuse"] if p.type == "REJECT")
            targets = tuple(t for t in self.arguments.undergoers(self.arguments.object(verb)) if t not in agents)
            trigger = Trigger(verb, pattern)
            self.parties.set(trigger, agents, targets)
            event = self.read(trigger)
            if event is not None:
                out.append(Found(replace(event.event, status="actual", rule="event/refusal"), trigger))
        return out

    def _obligations(self) -> list[Found]:
        """What one says that another must or should do is a request."""
        out: list[Found] = []
        for aux in self.parsed.tokens:
            verb = self._obliged(aux)
            if verb is None:
                continue
            speaker = self._speaker(verb)
            subject = self.arguments.subject(verb)
            targets = self.arguments.undergoers(subject)
            agents = tuple(a for a in self.arguments.doers(speaker) if a not in targets)
            if not agents:
                continue
            pattern = next(p for p in self.types.verbs["demand"] if p.type == "REQUEST")
            trigger = Trigger(aux, pattern)
            self.parties.set(trigger, agents, targets)
            event = self.read(trigger)
            if event is not None:
                out.append(Found(replace(event.event, status="actual", rule="event/obligation"), trigger))
        return out

    def _obliged(self, word: Token) -> Token | None:
        """The verb that stands under "must", "should" or "have to"."""
        if word.dep == "aux" and word.lower in ("must", "should"):
            return self.parsed.head(word)
        if word.lemma == "have" and word.pos == "VERB" and word.tag in ("VBZ", "VBP"):
            for clause in self.parsed.children(word, "xcomp"):
                if clause.tag == "VB" and not self.parsed.children(word, "dobj"):
                    return word
        return None

    def _refused(self, found: Found) -> Found:
        """Who says that he will not help, yield or talk refuses to."""
        event, verb = found.event, found.trigger.carrier or found.trigger.token
        helpers = {t.lower for t in self.parsed.children(verb, "aux")}
        if event.status != "negated" or event.type not in _YIELDING or not helpers & {"will", "wo", "would", "'ll"}:
            return found
        speaker = self._speaker(verb)
        if speaker is None or not set(self.arguments.doers(speaker)) & set(event.agents):
            return found
        concept = self.types.of("REJECT")
        changed = replace(
            event, type=concept.type, subtype=None, status="actual", rule="event/refusal",
            participants=participants(concept, event.agents, event.targets, event.evidence[0]),
        )  # fmt: skip
        return Found(changed, found.trigger, found.absorbed)

    def _intentions(self, found: list[Found]) -> list[Found]:
        """Who says that he will help promises it; who says that he will strike, cut or ban threatens it."""
        out: list[Found] = []
        taken = {i for f in found for i in f.tokens}
        for f in found:
            verb = f.trigger.carrier or f.trigger.token
            if f.event.status != "planned" or f.trigger.token.pos != "VERB":
                continue
            name = "THREATEN" if f.event.type in _HARMFUL else "AGREE-promise" if f.event.type in _HELPFUL else None
            speaker = self._speaker(verb)
            if name is None or speaker is None:
                continue
            if self._conditional(verb):
                name = "THREATEN"
            speech = self.parsed.head(speaker)
            agents = self.arguments.doers(speaker)
            if not set(agents) & set(f.event.agents) or speech.i in taken:
                continue
            taken.add(speech.i)
            lemma = "threaten" if name == "THREATEN" else "promise"
            pattern = next(p for p in self.types.verbs[lemma] if p.type == name)
            trigger = Trigger(speech, pattern)
            self.parties.set(trigger, agents, f.event.targets)
            event = self.read(trigger)
            if event is not None:
                out.append(Found(replace(event.event, rule="event/intention"), trigger))
        return out

    def _conditional(self, verb: Token) -> bool:
        return any(
            mark.lower in ("if", "unless")
            for clause in self.parsed.children(verb, "advcl")
            for mark in self.parsed.children(clause, "mark")
        )

    def _speaker(self, verb: Token) -> Token | None:
        below = verb
        for above in self.parsed.ancestors(verb):
            if above.pos == "VERB" and above.lemma in _SPEECH:
                if below.dep in ("ccomp", "parataxis", "advcl"):
                    return self.arguments.subject(above)
                return None
            below = above
        return None
