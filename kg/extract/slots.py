"""The slots of a pattern in the text: which actors stand as subject, object or behind a preposition of a trigger."""

from __future__ import annotations

from collections.abc import Iterable

from kg.event_types import EventConcept, EventTypes
from kg.extract.arguments import Arguments
from kg.extract.index import LOOK_THROUGH, THINGS
from kg.extract.triggers import Trigger
from kg.model import Place
from kg.syntax import ParsedArticle, Token

_VERBAL = frozenset(("AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_PURPOSES = frozenset(
    "support response retaliation revenge reprisal protest help aid solidarity coordination cooperation return".split()
)
_STATIVE = frozenset("engage lock involve embroil".split())
"""Verbs whose passive does: "were engaged in fighting"."""
_TO_PERSONS = frozenset(
    """
    kill wound injure maim torture beat rape stab lynch flog rescue evict deport arrest detain jail imprison abduct
    kidnap behead execute assassinate murder slay shoot slaughter massacre hang repatriate convict acquit expel train
    treat feed vaccinate resettle evacuate recruit ambush interrogate whip harass disperse martyr parole indict sentence
    """.split()
)
"""Verbs whose object is somebody, whatever the noun."""


class Slots:
    """Reads slots; what is said of an event noun is said of its parties (:meth:`of`)."""

    def __init__(
        self,
        parsed: ParsedArticle,
        arguments: Arguments,
        types: EventTypes,
        triggers: dict[int, Trigger],
        places: Iterable[Place],
    ) -> None:
        self.parsed = parsed
        self.index = arguments.index
        self.arguments = arguments
        self.types = types
        self.triggers = triggers
        self._places = {p.mention[0]: p for p in places if p.mention}
        self._known: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def of(self, trigger: Trigger) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Agents and targets of *trigger*."""
        raise NotImplementedError

    def _first_slot(self, slots: Iterable[str], head: Token, *, doer: bool) -> tuple[str, ...]:
        for slot in slots:
            found = self._slot(slot, head, doer=doer)
            if found:
                return found
        return ()

    def _slot(self, slot: str, head: Token, *, doer: bool) -> tuple[str, ...]:
        parsed, arguments = self.parsed, self.arguments
        if slot == "subject":
            return self._subject(head, doer=doer)
        if slot == "object":
            obj = arguments.object(head)
            trigger = self.triggers.get(head.i)
            if obj is not None and trigger is not None and trigger.pattern.object and self._is_verbal(trigger):
                return self.index.of_phrase(obj)  # of "voiced Israel's outrage" Israel is no addressee
            found = self._undergoers(obj)
            if not found and obj is not None and head.lemma in _TO_PERSONS:
                return tuple(a for o in self._persons(obj) for a in arguments.casting.cast_as(o, person=True))
            return found
        if slot == "that":
            for clause in parsed.children(head, "ccomp", "xcomp"):
                for subject in parsed.children(clause, "nsubj", "nsubjpass"):
                    return arguments.undergoers(subject)
            return ()
        if slot == "dative":
            for child in parsed.children(head, "dative"):
                noun = arguments.prepositional_object(head, child.lower) if child.pos == "ADP" else child
                return arguments.undergoers(noun)
            return ()
        return self._under_preposition(slot, head, doer=doer)

    def _under_preposition(self, name: str, head: Token, *, doer: bool) -> tuple[str, ...]:
        below = [head]
        if head.pos in ("VERB", "AUX"):
            obj = self.arguments.object(head)
            if obj is not None and obj.i > head.i and not self.index.of_phrase(obj):
                below.append(obj)
                below.extend(self._inside(obj))
            below.extend(self.parsed.children(head, "attr", "acomp", "prt", "advmod", "oprd"))
            below.extend(self._named_in_pattern(head))
        for prep in list(below):
            below.extend(self.parsed.children(prep, "prep"))
        for place in below:
            for prep in self.parsed.children(place, "prep", "agent", "dative"):
                if prep.lower == name and self.parsed.head(prep).lower != "according":
                    for noun in self.parsed.children(prep, "pobj"):
                        if name == "in" and noun.lemma in _PURPOSES:
                            continue
                        found = self._doer_behind(noun) if doer else self._undergoers(noun)
                        if found:
                            return found
        return ()

    def _persons(self, noun: Token) -> list[Token]:
        """*noun* or what stands behind "most of", "dozens of", with what is joined to it."""
        while noun.lower in LOOK_THROUGH or noun.pos == "NUM":
            below = [o for p in self.parsed.children(noun, "prep") for o in self.parsed.children(p, "pobj")]
            if not below:
                break
            noun = below[0]
        return self.parsed.conjuncts(noun)

    def _doer_behind(self, noun: Token) -> tuple[str, ...]:
        """Who acts behind "from" or "by", a state too that the words name as a place ("under fire from Russia")."""
        found = self.arguments.doers(noun)
        if not found and noun.text[:1].isupper():
            state = self.arguments.state_of(noun.text, (noun.begin, noun.end))
            return (state,) if state else ()
        return found

    def _inside(self, noun: Token) -> list[Token]:
        """The nouns below *noun* by "of", down to two: "part of a programme of aid"."""
        found: list[Token] = []
        while len(found) < 2:
            lower = [
                n
                for p in self.parsed.children(noun, "prep")
                if p.lower == "of"
                for n in self.parsed.children(p, "pobj")
            ]
            if not lower or self.index.of_phrase(lower[0]):
                break
            noun = lower[0]
            found.append(noun)
        return found

    def _named_in_pattern(self, verb: Token) -> list[Token]:
        """The nouns that the pattern of *verb* names: "clashes" of "engage in clashes with"."""
        trigger = self.triggers.get(verb.i)
        names = {name for name, _ in trigger.pattern.prepositions} if trigger is not None else set()
        nouns = [
            n for p in self.parsed.children(verb, "prep") if p.lower in names for n in self.parsed.children(p, "pobj")
        ]
        for by in self.parsed.children(verb, "agent"):  # "launched by militants, backed by Chad, against the army"
            for noun in self.parsed.children(by, "pobj"):
                nouns.extend(self.parsed.children(noun, "acl"))
        return nouns

    def _undergoers(self, noun: Token | None) -> tuple[str, ...]:
        """The actors that undergo what happens to *noun*; what is done to an event is done to its parties."""
        found = self.arguments.undergoers(noun)
        if not found and noun is not None and (place := self._places.get(noun.begin)) is not None:
            mention = place.mention or (noun.begin, noun.end)
            state = self.arguments.state_of(place.name, mention)
            return (state,) if state else ()
        if not found and noun is not None and noun.lower in THINGS:
            for prep in self.parsed.children(noun, "prep"):
                for name in self.parsed.children(prep, "pobj"):  # "a target in the United Arab Emirates"
                    if prep.lower in ("in", "inside") and (at := self._places.get(name.begin)) is not None:
                        state = self.arguments.state_of(at.name, at.mention or (name.begin, name.end))
                        return (state,) if state else ()
        if not found and noun is not None and (below := self.triggers.get(noun.i)) is not None:
            agents, targets = self.of(below)
            return agents or targets
        return found

    def _subject(self, verb: Token, *, doer: bool) -> tuple[str, ...]:
        parsed, arguments = self.parsed, self.arguments
        if not doer:
            return arguments.undergoers(arguments.subject(verb))
        if not arguments.is_passive(verb) or verb.lemma in _STATIVE:
            subject = self._through_weapon(verb, arguments.subject(verb))
            return self._doers(subject) or self._speaker_above(verb)
        for by in parsed.children(verb, "agent"):
            for noun in parsed.children(by, "pobj"):
                return self._doers(noun)
        return ()

    def _speaker_above(self, verb: Token) -> tuple[str, ...]:
        """Of "said the raid was a crime and called on them to go" the speaker: the parser joins the wrong verbs."""
        first = self.parsed.head(verb)
        own = self.parsed.children(verb, "nsubj", "nsubjpass", "aux")
        if verb.dep != "conj" or first.dep != "ccomp" or own or verb.tag not in ("VBD", "VBZ", "VBP"):
            return ()
        return self.arguments.doers(self.arguments.subject(self.parsed.head(first)))

    def _doers(self, head: Token | None) -> tuple[str, ...]:
        if head is None:
            return ()
        if (below := self.triggers.get(head.i)) is not None:
            return self.of(below)[0]
        return self.arguments.doers(head)

    def _through_weapon(self, verb: Token, subject: Token | None) -> Token | None:
        """Of "airstrikes against IS positions that broke a siege" the airstrikes are the subject."""
        if subject is None or subject.tag not in ("WDT", "WP", "IN") or subject.lower == "who":
            return subject
        if not any(t.dep == "relcl" for t in (verb, *self.parsed.ancestors(verb))):
            before = range(subject.i - 1, self.parsed.sentence(verb).first, -1)
            near = (self.triggers[i] for i in before if i in self.triggers)
            event = next((t for t in near if t.pattern.type.startswith("ASSAULT") and t.token.pos == "NOUN"), None)
            return event.token if event is not None else subject
        clause = next((t for t in (verb, *self.parsed.ancestors(verb)) if t.dep == "relcl"), None)
        if clause is None:
            return subject
        antecedent = self.parsed.head(clause)
        carried = {t.carrier.i: t.token for t in self.triggers.values() if t.carrier is not None}
        for above in (antecedent, *self.parsed.ancestors(antecedent)):
            event = self.triggers.get(carried[above.i].i if above.i in carried else above.i)
            if event is not None and event.pattern.type.startswith("ASSAULT") and event.token.pos == "NOUN":
                return event.token
            if above.pos == "VERB":
                break
        return subject

    def _concept(self, trigger: Trigger) -> EventConcept:
        return self.types.concepts[trigger.pattern.type]

    def _is_verbal(self, trigger: Trigger) -> bool:
        return self._concept(trigger).type in _VERBAL
