"""Declared friends and foes: "A, an ally of B", "A is allied with B", "hostility between A and B", "A's enemy B".

Only what the words call alliance or enmity; fighting beside or against another is a side (:mod:`kg.extract.sides`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.offices import Offices
from kg.model import RelationType
from kg.syntax import Token

_HOSTILE = frozenset("hostility hostilities enmity animosity feud rivalry war conflict antagonism".split())
_ENEMY = frozenset(
    "enemy enemies adversary adversaries foe foes rival rivals arch-enemy archenemy arch-rival nemesis".split()
)
_ALLY = frozenset("ally allies partner partners patron patrons backer backers proxy proxies protector".split())
_ALLIANCE = frozenset("alliance pact coalition".split())


class Ties(Offices):
    """Reads words of alliance and hostility between two."""

    def _pairs(self, token: Token) -> None:
        word = token.lower
        if word in _HOSTILE and word in (
            "hostility",
            "enmity",
            "animosity",
            "feud",
            "rivalry",
            "antagonism",
            "hostilities",
        ):
            for left, right in self._between(token):
                self._add("hostileTo", left, right, (token,), None)
        elif word in _ENEMY or word in _ALLY:
            kind: RelationType = "hostileTo" if word in _ENEMY else "alliedWith"
            for left, right in self._beside(token):
                self._add(kind, left, right, (token,), None)
        elif word in ("allied", "aligned") and (several := list(self._allied(token))):
            for left, right in several:
                self._add("alliedWith", left, right, (token,), None)
        elif word in ("allied", "aligned") or (word in _ALLIANCE and token.dep != "compound"):
            for left, right in self._between(token):
                if self.actors[left].kind == self.actors[right].kind == "state" or word in ("allied", "alliance"):
                    self._add("alliedWith", left, right, (token,), None)

    def _between(self, token: Token) -> Iterator[tuple[str, str]]:
        """The two of "hostility between A and B"."""
        preps = self.parsed.children(token, "prep")
        above = token
        for _ in range(2):
            if any(p.lower == "between" for p in preps) or above.dep not in ("pobj", "prep", "dobj", "conj"):
                break
            above = self.parsed.head(above)
            preps = [
                *preps,
                *(p for p in self.parsed.children(above, "prep") if p.lower == "between" and p.i > token.i),
            ]
        for prep in preps:
            if prep.lower in ("between", "of", "with"):
                for obj in self.parsed.children(prep, "pobj"):
                    several = [a for a in self.index.of_phrase(obj) if self._party(a)]
                    if prep.lower == "between" and len(several) == 2:
                        yield several[0], several[1]
                    elif prep.lower == "with" and len(several) == 1:
                        over = self.parsed.head(token)
                        forming = token.dep == "dobj" and over.lemma in ("form", "forge", "strike", "make", "seal")
                        subjects = self.parsed.children(over, "nsubj") if forming else []
                        for child in (*self.parsed.children(token, "poss"), *subjects):
                            own = [a for a in self.index.of_phrase(child) if self._party(a)]
                            if len(own) == 1 and own[0] != several[0]:
                                yield own[0], several[0]

    def _beside(self, token: Token) -> Iterator[tuple[str, str]]:
        """The two of "A, an ally of B", "A's enemy B", "the US, a longstanding adversary"."""
        parsed = self.parsed
        whose: list[str] = []
        for prep in parsed.children(token, "prep"):
            if prep.lower in ("of", "to"):
                for obj in parsed.children(prep, "pobj"):
                    whose.extend(self.index.of_phrase(obj))
        for child in parsed.children(token, "poss", "compound", "amod", "nmod"):
            whose.extend(self.index.all_at(child))
        who: list[str] = []
        head = parsed.head(token)
        if token.dep == "appos":
            who.extend(self.index.all_at(head))
        elif token.dep == "attr" and not parsed.children(head, "neg"):
            for subject in parsed.children(head, "nsubj"):
                who.extend(self.index.of_phrase(subject))
        for other in parsed.children(token, "appos"):
            who.extend(self.index.of_phrase(other))
        if not who and parsed.tokens[min(token.i + 1, len(parsed.tokens) - 1)].head == token.head:
            who.extend(self.index.all_at(head) if token.dep in ("compound", "nmod") else ())
        if not whose and len(set(who)) == 2 and token.tag in ("NNS", "NNPS"):
            whose = who[1:]
        for left in who:
            for right in whose:
                if left != right and self._party(left) and self._party(right):
                    yield left, right

    def _allied(self, token: Token) -> Iterator[tuple[str, str]]:
        """The two of "A is allied with B", "A has allied itself with B", "B, allied to A", "A and its allied B"."""
        parsed = self.parsed
        head = parsed.head(token)
        verb = head if head.lemma == "be" else token
        with_ = [
            o for p in parsed.children(token, "prep") if p.lower in ("with", "to") for o in parsed.children(p, "pobj")
        ]
        others = [a for obj in with_ for a in self.index.of_phrase(obj)]
        subjects = [*parsed.children(verb, "nsubj", "nsubjpass")]
        if token.dep in ("acl", "relcl", "advcl", "amod", "appos"):
            subjects = [*subjects, head]
        who = [a for subject in subjects for a in self.index.of_phrase(subject)]
        if not others and token.dep == "amod":
            others = [a for owner in parsed.children(head, "poss") for a in self.index.of_phrase(owner)]
        if parsed.children(verb, "neg"):
            return
        for left in who:
            for right in others:
                if left != right and self._party(left) and self._party(right):
                    yield left, right

    def _party(self, actor: str) -> bool:
        return self.actors[actor].kind in ("state", "armed-group", "organization") or not self.actors[actor].unnamed
