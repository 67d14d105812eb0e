"""Where an event was when no locative hangs on its trigger: what the clause and the discourse around it say.

:func:`kg.extract.places.place_of` reads the event's own locatives. Here come "the towns of X" that are taken, a clause
with "where", the subject of "the fighting in X is no war", "the city" and "there", a place deeper in the event's own
clause, and a place that is part of a party's name ("Basra militants"). A place of an unrelated clause never counts.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from kg.extract.whereabouts import place_of
from kg.lexicon import lexicon
from kg.model import Place
from kg.syntax import ParsedArticle, Token

_LOCATIVE = frozenset(
    "in at near on around inside outside across throughout above over along off toward towards".split()
)
_TOWNS = frozenset(
    "town towns city cities village villages district districts area areas base port neighborhood".split()
)
_BACK = {
    **dict.fromkeys(("city", "town", "village", "neighborhood", "neighbourhood"), ("exact", "near")),
    **dict.fromkeys(("area", "district"), ("exact", "near", "region")),
    **dict.fromkeys(("region", "province"), ("region",)),
    "country": ("country",),
}
_CLAUSE = frozenset({"xcomp", "ccomp", "conj", "advcl"})


class Settings:
    """The places of events in one article."""

    def __init__(self, parsed: ParsedArticle, places: Sequence[Place]) -> None:
        self.parsed = parsed
        self.places = places
        self._by_begin = {p.mention[0]: p for p in places if p.mention}

    def place(self, token: Token, carrier: Token | None, triggers: Container[int]) -> Place | None:
        """The place of the event of trigger *token* under the light verb *carrier*, or None.

        *triggers* are the words that tell of events: what hangs on another one of them belongs to that one.
        """
        heads = (token, carrier) if carrier is not None else (token,)
        found = self._of_object(token)
        for head in heads:
            found = found or place_of(self.parsed, head, self.places)
        for head in heads:
            found = found or self._of_where(head) or self._of_subject(head) or self._taken_up(head)
        for head in heads:
            found = found or self._below(head, triggers)
        for head in heads:
            found = found or self._of_party(head) or self._of_first(head)
        return found

    def _of_first(self, verb: Token) -> Place | None:
        """Of "entered the town of X, took the station and withdrew" the town, for the taking."""
        first = self.parsed.head(verb)
        if verb.dep != "conj" or verb.pos != "VERB" or self.parsed.children(verb, "nsubj", "nsubjpass"):
            return None
        return self._of_object(first) or place_of(self.parsed, first, self.places)

    def only(self, token: Token) -> Place | None:
        """The one town or spot that the sentence of *token* says something was in or near."""
        sentence = self.parsed.sentence(token)
        here = [p for p in self.places if p.mention and sentence.begin <= p.mention[0] < sentence.end]
        spots = {p.name: p for p in here if p.precision in ("exact", "near")}
        only = next(iter(spots.values())) if len(spots) == 1 else None
        return only if only is not None and self._is_told_in(only) else None

    def _is_told_in(self, place: Place) -> bool:
        """Whether a locative, or "town of", stands before the place: it is not who acts."""
        begin = place.mention[0] if place.mention else 0
        before = [t for t in self.parsed.between(max(begin - 12, 0), begin) if t.end <= begin][-2:]
        words = [t.lower for t in before if t.pos != "DET"]
        return bool(words) and (
            words[-1] in _LOCATIVE or (words[-1] == "of" and words[0] in _TOWNS | {"east", "west", "north", "south"})
        )

    def _named(self, noun: Token) -> Place | None:
        """The place whose mention covers *noun*."""
        for i in range(noun.i, max(noun.i - 5, -1), -1):
            place = self._by_begin.get(self.parsed.tokens[i].begin)
            if place is not None and place.mention is not None and place.mention[1] >= noun.end:
                return place
        return None

    def _of_object(self, verb: Token) -> Place | None:
        """The first of "the towns of X and Y" that are occupied, taken or shelled."""
        for noun in self.parsed.children(verb, "dobj", "nsubjpass"):
            if noun.lower in _TOWNS:
                for prep in self.parsed.children(noun, "prep"):
                    if prep.lower == "of":
                        for name in self.parsed.children(prep, "pobj"):
                            if (place := self._named(name)) is not None:
                                return place
        return None

    def _of_where(self, token: Token) -> Place | None:
        """The antecedent of "where" in the clause that *token* stands in: "Israel, where he says he will urge ..."."""
        for word in (token, *self.parsed.ancestors(token)):
            if any(t.lower == "where" for t in self.parsed.children(word, "advmod")):
                above = self.parsed.head(word)
                if word.dep == "relcl" and above is not word:
                    return self._named(above) or self._before(word, "here")
                return self._before(word, "here")
            if word.dep not in _CLAUSE:
                return None
        return None

    def _before(self, word: Token, noun: str) -> Place | None:
        """The nearest place named before *word* that a *noun* may take up; for "here" the last one of its sentence."""
        wanted = _BACK.get(noun)
        for place in sorted(self.places, key=lambda p: p.mention or (0, 0), reverse=True):
            if place.mention is None or place.mention[0] >= word.begin:
                continue
            if wanted is None:
                return place if place.mention[0] >= self.parsed.sentence(word).begin else None
            if place.precision in wanted:
                return place
        return None

    def _of_subject(self, token: Token) -> Place | None:
        """Of "the fighting in Basra is no war" the place of the fighting is that of the war."""
        if token.dep not in ("attr", "conj") or token.pos not in ("NOUN", "PROPN"):
            return None
        for subject in self.parsed.children(self.parsed.head(token), "nsubj"):
            return place_of(self.parsed, subject, self.places)
        return None

    def _taken_up(self, token: Token) -> Place | None:
        """The place that "there", "in the city" or "in the capital" takes up."""
        near = [token, *self.parsed.children(token, "dobj", "nsubjpass")]
        if any(t.lower == "there" for head in near for t in self.parsed.children(head, "advmod")):
            return next(
                (p for p in reversed(self.places) if p.mention is not None and p.mention[1] <= token.begin), None
            )
        for noun in self.parsed.children(token, "dobj", "nsubjpass"):  # "attacked the town"
            definite = any(d.lower in ("the", "this", "that") for d in self.parsed.children(noun, "det"))
            if definite and noun.lower in _BACK and not self.parsed.children(noun, "prep", "amod", "relcl"):
                return self._before(noun, noun.lower)
        for prep in self.parsed.children(token, "prep"):
            if prep.lower not in _LOCATIVE | {"from", "into"}:
                continue
            for noun in self.parsed.children(prep, "pobj"):
                definite = any(d.lower in ("the", "this", "that") for d in self.parsed.children(noun, "det"))
                if not definite or self.parsed.children(noun, "prep", "amod", "relcl"):
                    continue
                words = {t.lower for t in self.parsed.children(noun, "compound")} | {noun.lower}
                if "capital" in words:
                    return self._capital(noun)
                if noun.lower in _BACK:
                    return self._before(noun, noun.lower)
        return None

    def _capital(self, noun: Token) -> Place | None:
        """The capital of the state that the article speaks of most before *noun*."""
        counted: dict[str, int] = {}
        for place in self.places:
            if place.mention is not None and place.mention[0] < noun.begin:
                state = place.name if place.precision == "country" else place.within
                if state:
                    counted[state] = counted.get(state, 0) + 1
        for state in sorted(counted, key=lambda s: (-counted[s], s)):
            entry = lexicon().lookup(state)
            if entry is not None and entry.capitals:
                return Place(name=entry.capitals[0], within=entry.name, mention=(noun.begin, noun.end))
        return None

    def _below(self, token: Token, triggers: Container[int]) -> Place | None:
        """The one place behind a locative deeper in the event's own clause; None where there are several."""
        found: dict[str, Place] = {}
        stack = [token]
        while stack:
            for child in self.parsed.children(stack.pop()):
                if child.dep in ("relcl", "advcl", "parataxis", "nsubj") or child.text in ('"', ":"):
                    continue
                if child.i in triggers and child.dep in ("conj", "ccomp"):
                    continue
                if child.dep == "pobj" and self.parsed.head(child).lower in _LOCATIVE:
                    place = self._named(child)
                    if place is not None:
                        found.setdefault(place.name, place)
                stack.append(child)
        return next(iter(found.values())) if len(found) == 1 else None

    def _of_party(self, verb: Token) -> Place | None:
        """The town in a party's name: "Sadr City policemen", "the Kaspi railway bridge"."""
        for noun in self.parsed.children(verb, "dobj", "nsubj", "nsubjpass"):
            for word in self.parsed.children(noun, "compound", "nmod"):
                place = self._named(word)
                if place is not None and place.precision in ("exact", "near"):
                    return place
        return None
