"""The place that governs an event, by what hangs on its trigger: locatives, objects, the clause above, an opening."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.places import BEARINGS, PLACE_NOUNS
from kg.model import Place
from kg.syntax import ParsedArticle, Token

_IN = (
    "in",
    "at",
    "inside",
    "within",
    "near",
    "around",
    "above",
    "outside",
    "across",
    "throughout",
    "over",
    "on",
    "along",
    "off",
)
_TO = ("into", "to", "towards", "toward", "through", "from", "of", "between", "against", "for")
_WITHIN_CLAUSE = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "pobj", "prep", "agent", "xcomp", "acl", "oprd"})


def place_of(parsed: ParsedArticle, token: Token, places: Sequence[Place]) -> Place | None:
    """The place that governs the event whose trigger is *token*, or None.

    Its own locative prepositions come first, then those of what it acts on, a place named before it ("the Basra
    offensive"), the verb it depends on, a relative clause of its own, an opening "In Basra, ...". A place of another
    clause never counts.
    """
    begins = {place.mention[0]: place for place in places if place.mention}
    finder = _Finder(parsed, begins)
    return finder.of(token)


class _Finder:
    def __init__(self, parsed: ParsedArticle, begins: dict[int, Place]) -> None:
        self.parsed = parsed
        self.begins = begins
        # "northern Iraq": the place begins a word before its head
        self.near_begin = {p.mention[0]: p for p in begins.values() if p.mention}

    def of(self, token: Token) -> Place | None:
        return (
            self._around(token, _IN)
            or self._above(token, _IN)
            or self._relative(token)
            or self._around(token, _TO)
            or self._opening(token)
        )

    def _in_phrase(self, head: Token) -> Place | None:
        """The place that the noun phrase headed by *head* names: itself, its compound, or "the town of X"."""
        tokens = self.parsed.tokens
        for start in range(head.i, max(head.i - 6, -1), -1):
            place = self.begins.get(tokens[start].begin)
            if place is not None and place.mention and place.mention[1] >= head.end and tokens[start].sent == head.sent:
                return place
        if head.lower not in PLACE_NOUNS | BEARINGS and head.pos == "PROPN" and head.ent_type in ("PERSON", "ORG"):
            return None
        for child in self.parsed.children(head, "compound", "nmod", "poss", "amod", "appos"):
            found = self._in_phrase(child) if child.i != head.i else None
            if found is not None:
                return found
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in ("of", "in", "near", "at", "on", "from", "outside", "around"):
                for obj in self.parsed.children(prep, "pobj"):
                    found = self._in_phrase(obj)
                    if found is not None:
                        return found
        return None

    def _preps(self, token: Token, words: Sequence[str]) -> Place | None:
        for prep in self.parsed.children(token, "prep", "agent", "advmod", "npadvmod"):
            for obj in self.parsed.children(prep, "pobj"):
                if prep.lower in words:
                    found = self._in_phrase(obj)
                    if found is not None and not self._is_party(prep, obj, found):
                        return found
            if prep.lower in words or prep.lower in BEARINGS or prep.lower == "out" or prep.dep == "advmod":
                for below in self.parsed.children(prep, "prep"):
                    for obj in self.parsed.children(below, "pobj"):
                        found = self._in_phrase(obj)
                        if found is not None:
                            return found
        return None

    def _is_party(self, prep: Token, obj: Token, place: Place) -> bool:
        """ "an attack on Israel", "of Russia": a country behind these is struck or struck out, which is a place too;
        "against", "between", "for" a country are parties."""
        return place.precision == "country" and prep.lower in ("against", "between", "for", "of", "to")

    def _around(self, token: Token, words: Sequence[str]) -> Place | None:
        found = self._preps(token, words)
        if found is not None:
            return found
        for child in self.parsed.children(token, "dobj", "nsubjpass", "attr", "oprd", "xcomp", "pobj", "prt"):
            found = self._preps(child, words)
            if found is None and words is _IN and child.dep in ("dobj", "nsubjpass"):
                found = self._premodifier(child)
            if found is not None:
                return found
        for prep in self.parsed.children(token, "prep", "agent"):
            for obj in self.parsed.children(prep, "pobj"):
                found = self._preps(obj, words)
                if found is not None:
                    return found
        if words is _IN and token.pos in ("NOUN", "PROPN"):
            found = self._premodifier(token)
            if found is not None:
                return found
        if token.dep == "conj" and words is _IN and token.pos in ("NOUN", "VERB"):
            shared = [c for c in self.parsed.children(token, "prep") if c.lower in words]
            if not shared and token.pos == "NOUN":
                return self._preps(self.parsed.head(token), words)
        return self._objects(token) if words is _TO else None

    def _objects(self, token: Token) -> Place | None:
        """A town that is itself taken, entered or shelled."""
        for child in self.parsed.children(token, "dobj", "nsubjpass"):
            found = self._in_phrase(child)
            if found is not None and found.precision != "country":
                return found
        return None

    def _premodifier(self, noun: Token) -> Place | None:
        for child in self.parsed.children(noun, "compound", "nmod", "poss"):
            found = self._in_phrase(child)
            if found is not None and found.precision != "country":
                return found
        return None

    def _above(self, token: Token, words: Sequence[str]) -> Place | None:
        """The locatives of the verb that a noun, an infinitive or a participle depends on within one clause."""
        current = token
        for _ in range(3):
            purpose = current.tag == "VB" and any(c.lower == "to" for c in self.parsed.children(current, "aux"))
            joined = current.dep in ("advcl", "relcl") and (
                purpose or (current.dep == "advcl" and current.tag == "VBG")
            )
            if current.dep not in _WITHIN_CLAUSE and not joined:
                return None
            current = self.parsed.head(current)
            if current.pos in ("VERB", "AUX", "NOUN"):
                found = self._preps(current, words)
                if found is not None:
                    return found
        return None

    def _relative(self, token: Token) -> Place | None:
        """The place of what the event did in a relative clause: "airstrikes that broke the siege on X"."""
        nouns = [token, *self.parsed.children(token, "dobj")]
        for noun in list(nouns):
            for prep in self.parsed.children(noun, "prep"):
                nouns.extend(self.parsed.children(prep, "pobj"))
        for noun in nouns:
            for clause in self.parsed.children(noun, "relcl", "acl"):
                for word in (clause, *self.parsed.children(clause, "dobj", "nsubjpass")):
                    found = self._preps(word, _IN)
                    if found is not None:
                        return found
        return None

    def _opening(self, token: Token) -> Place | None:
        """A place that opens the sentence ("In Basra, ..."), for what its main clause says or reports."""
        sentence = self.parsed.sentence(token)
        words = self.parsed.words(sentence)
        if words and words[0].lower in ("in", "at", "near", "around", "across") and words[0].dep == "prep":
            for obj in self.parsed.children(words[0], "pobj"):
                return self._in_phrase(obj)
        return None
