"""What the events of an article tell of one another: where and when, and who, one of them leaves open.

An event in a sentence that opens with "Meanwhile" was where the one before it was; "ten were killed when rebels
attacked Goma on Sunday" was there and then. Who "condemned the coup" condemned those who, as was told before, made it.
"""

from __future__ import annotations

from kg.event_types import EventTypes
from kg.extract.arguments import Arguments
from kg.extract.opponents import Opponents
from kg.extract.retelling import Found, participants
from kg.extract.triggers import Trigger
from kg.model import Event, replace
from kg.syntax import ParsedArticle, Token

_TAKES_UP = frozenset("concurrently meanwhile simultaneously there elsewhere".split())
_SAME_PLACE = (("at", "the", "same", "time"), ("in", "the", "same"), ("at", "the", "same"), ("on", "the", "ground"))
_CHARGES = frozenset(
    """
    charge allegation accusation claim report criticism complaint role involvement responsibility suggestion account
    assertion rumor rumour version remark statement figure
    """.split()
)
_DEEDS = frozenset(
    """
    move decision step action deed plan policy act measure announcement gesture intervention conduct behavior behaviour
    effort initiative proposal offer outcome result verdict ruling sentence crime
    """.split()
)
_TOLD = frozenset(("actual", "reported", "hedged"))
_ON_DEEDS = frozenset(("ACCUSE", "REJECT", "SUPPORT", "THREATEN"))
_ON_TALKS = frozenset(("mediate", "sign"))
_ALIKE = dict.fromkeys(("AGREE", "CONSULT", "RETREAT"), frozenset(("AGREE", "CONSULT", "RETREAT")))
_SIDES = frozenset("side party faction force army rival".split())
_MUTUAL = frozenset(("AGREE", "CONSULT", "COOPERATE", "RETREAT"))
_SPOKE = frozenset(
    """
    say tell state add declare insist warn announce claim argue note maintain accuse allege charge report suggest
    """.split()
)


class Discourse:
    """Completes the events of one article by one another."""

    def __init__(
        self, parsed: ParsedArticle, arguments: Arguments, types: EventTypes, triggers: dict[int, Trigger]
    ) -> None:
        self.parsed = parsed
        self.arguments = arguments
        self.index = arguments.index
        self.types = types
        self.triggers = triggers
        self._known: list[Found] = []

    def complete(self, found: list[Found]) -> list[Found]:
        """*found*, in text order, with the places, times and parties that one event lends another."""
        return self._same_fight(self._aimed(self._handed_on(self._taken_up(found))))

    def _taken_up(self, found: list[Found]) -> list[Found]:
        """An event in a sentence that opens with "Meanwhile" or "There" is where the one before it was."""
        out: list[Found] = []
        for f in found:
            event = f.event
            if self._takes_up(f.trigger.token):
                before = next(
                    (
                        b.event
                        for b in reversed(out)
                        if b.event.place
                        and b.trigger.token.sent < f.trigger.token.sent
                        and b.trigger.token.sent >= f.trigger.token.sent - 2
                    ),
                    None,
                )
                if before is not None:
                    event = replace(event, place=event.place or before.place, time=event.time or before.time)
            out.append(Found(event, f.trigger, f.absorbed))
        return out

    def _handed_on(self, found: list[Found]) -> list[Found]:
        """*found*, place and time handed from a clause to the one above or below it that names none.

        Of "ten were killed when rebels attacked Goma on Sunday" the killing was there and then, too.
        """
        at = {i: n for n, f in enumerate(found) for i in f.tokens}
        events = [f.event for f in found]
        for n, f in enumerate(found):
            for token in (f.trigger.token, *((f.trigger.carrier,) if f.trigger.carrier else ())):
                above = at.get(token.head)
                if above is None or above == n or not self._goes_with(token):
                    continue
                lower, upper = events[n], events[above]
                events[n] = replace(lower, place=lower.place or upper.place, time=lower.time or upper.time)
                events[above] = replace(upper, place=upper.place or lower.place, time=upper.time or lower.time)
        return [Found(e, f.trigger, f.absorbed) for e, f in zip(events, found, strict=True)]

    def _goes_with(self, clause: Token) -> bool:
        """Whether the clause of this verb tells what happened there and then: "when ...", "as ...", "killing ..."."""
        if clause.dep != "advcl":
            return False
        words = {t.lower for t in self.parsed.children(clause, "mark", "advmod")}
        return bool(words & {"when", "as", "while"}) or (clause.tag == "VBG" and not words)

    def _aimed(self, found: list[Found]) -> list[Found]:
        """*found*, what leaves a party open completed by what the rest of the article tells, with less confidence."""
        opponents = Opponents(self.index.actors, [(f.event, f.trigger.token.sent) for f in found])
        out: list[Found] = []
        self._known = out
        pair = opponents.main_pair()
        for n, f in enumerate(found):
            event = f.event
            if pair is not None and self._by_both_sides(f):
                event = self._completed(event, pair, pair, "event/both-sides")
            elif pair is not None and self._to_both_sides(f) and not set(pair) & set(event.agents):
                event = self._completed(event, event.agents, pair, "event/both-sides")
            elif event.type == "ASSAULT" and event.agents and (targets := opponents.of(n)):
                event = self._completed(event, event.agents, targets, "event/inferred-target")
            elif event.type == "ASSAULT" and not event.agents and self._by_nobody(f):
                if by := opponents.attackers(n):
                    event = self._completed(event, by, event.targets, "event/inferred-agent")
                elif by := opponents.last_attackers(n):
                    event = self._completed(event, by, event.targets, "event/told-before")
            elif (event.type in _ON_DEEDS or event.subtype in _ON_TALKS) and event.agents and not event.targets:
                targets = self._charged(n, found, opponents) or self._doers_of_deed(n, found)
                event = self._completed(event, event.agents, targets, "event/inferred-target") if targets else event
            out.append(Found(event, f.trigger, f.absorbed))
        return out

    def _completed(self, event: Event, agents: tuple[str, ...], targets: tuple[str, ...], rule: str) -> Event:
        concept = self.types.of(event.type, event.subtype)
        roles = participants(concept, agents, targets, event.evidence[0])
        return replace(event, agents=agents, targets=targets, confidence=0.5, rule=rule, participants=roles)

    def _by_both_sides(self, found: Found) -> bool:
        """Whether "both sides", "the two armies" agree, talk or fight."""
        subject = self.arguments.subject(found.trigger.carrier or found.trigger.token)
        return found.event.type in (*_MUTUAL, "ASSAULT") and subject is not None and self._is_both(subject)

    def _to_both_sides(self, found: Found) -> bool:
        return any(self._is_both(noun) for noun in self._matters(found.trigger.token))

    def _is_both(self, noun: Token) -> bool:
        words = {t.lower for t in self.parsed.children(noun, "det", "predet", "nummod", "amod", "preconj")}
        return noun.lemma in _SIDES and bool(words & {"both", "two", "warring", "rival", "opposing"})

    def _by_nobody(self, found: Found) -> bool:
        """Whether the doer is left open: a passive, a noun, or a weapon as the subject."""
        token = found.trigger.carrier or found.trigger.token
        if token.pos not in ("VERB", "AUX") or self.arguments.is_passive(token) or token.lemma == "die":
            return True
        subject = self.arguments.subject(token)
        return subject is None or subject.i in self.triggers

    def _charged(self, n: int, found: list[Found], opponents: Opponents) -> tuple[str, ...]:
        """Whom a refusal answers that names only a charge, or nothing: who made the charge, or who spoke before."""
        verb, event = found[n].trigger.token, found[n].event
        obj = self.arguments.object(verb)
        if event.type != "REJECT" or (obj is not None and obj.lemma not in _CHARGES):
            return ()
        return opponents.of(n) or (self._spoke_before(verb, event.agents, opponents) if obj is not None else ())

    def _spoke_before(self, verb: Token, agents: tuple[str, ...], opponents: Opponents) -> tuple[str, ...]:
        """Who is the last to speak in the two sentences before *verb*, if it is another one."""
        own = {opponents.whole(a) for a in agents}
        first = self.parsed.sentences[max(verb.sent - 2, 0)].first
        for word in reversed(self.parsed.tokens[first : self.parsed.sentence(verb).first]):
            if word.pos == "VERB" and word.lemma in _SPOKE:
                speakers = self.arguments.doers(self.arguments.subject(word))
                if speakers:
                    return () if own & {opponents.whole(s) for s in speakers} else speakers
        return ()

    def _doers_of_deed(self, n: int, found: list[Found]) -> tuple[str, ...]:
        """Of "condemned the coup", "welcomed the move" those who, as was told before, did it."""
        event = found[n].event
        for noun in self._matters(found[n].trigger.token):
            definite = any(
                d.lower in ("the", "this", "that", "these") for d in self.parsed.children(noun, "det", "poss")
            )
            pattern = self.triggers.get(noun.i)
            if not definite or not (pattern or noun.lemma in _DEEDS):
                continue
            kind = pattern.pattern.type.partition("-")[0] if pattern else None
            told = next((f.event for f in self._known if f.trigger.token.i == noun.i and f.event.agents), None)
            if told is not None:
                return tuple(a for a in told.agents if a not in event.agents)
            for before in reversed(found[:n]):
                near = kind is not None or before.trigger.token.sent >= found[n].trigger.token.sent - 2
                fits = before.event.type in _ALIKE.get(kind, {kind}) if kind else before.event.type not in _ON_DEEDS
                if near and fits and before.event.status in _TOLD and before.event.agents:
                    mutual = before.event.type in _MUTUAL
                    parties = (*before.event.agents, *before.event.targets) if mutual else before.event.agents
                    return tuple(dict.fromkeys(p for p in parties if p not in event.agents))
        return ()

    def _matters(self, verb: Token) -> list[Token]:
        """What *verb* says something about: its object, or what stands behind "to", "on", "for", "over", "at"."""
        obj = self.arguments.object(verb)
        found = [obj] if obj is not None else []
        for prep in self.parsed.children(verb, "prep"):
            if prep.lower in ("to", "on", "for", "over", "at", "with"):
                found.extend(self.parsed.children(prep, "pobj"))
        inner = [o for n in found for p in self.parsed.children(n, "prep") for o in self.parsed.children(p, "pobj")]
        return found + inner

    def _same_fight(self, found: list[Found]) -> list[Found]:
        """*found*, an attack without a place being where the one told just before it was, with the same parties.

        So are deaths by nobody named ("Three civilians died in the shelling").
        """
        out: list[Found] = []
        for f in found:
            event = f.event
            if event.type == "ASSAULT" and event.place is None and event.status in _TOLD and event.time is None:
                parties = {*event.agents, *event.targets}
                for before in reversed(out):
                    apart = f.trigger.token.sent - before.trigger.token.sent
                    if apart > 1 or before.event.type != "ASSAULT":
                        break
                    shared = parties & {*before.event.agents, *before.event.targets}
                    if before.event.place and apart and (shared or not event.agents):
                        event = replace(event, place=before.event.place)
                        break
            out.append(Found(event, f.trigger, f.absorbed))
        return out

    def _takes_up(self, token: Token) -> bool:
        words = [t.lower for t in self.parsed.words(self.parsed.sentence(token))[:6]]
        return bool(words) and (words[0] in _TAKES_UP or any(tuple(words[: len(p)]) == p for p in _SAME_PLACE))
