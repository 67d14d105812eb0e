"""Whom a word takes up that was left open: "it" of who speaks, "both capitals", "31 of his fighters"."""

from __future__ import annotations

from functools import cached_property

from kg.extract.clauses import Clauses
from kg.lexicon import lexicon
from kg.syntax import Token

_SAYING = frozenset(
    "say announce tell declare state claim add admit insist warn think believe confirm report vow".split()
)
_MEN = frozenset("fighters men troops soldiers forces gunmen guerrillas militants militiamen".split())
_UNITS = frozenset("brigade division battalion regiment corps company squadron army navy".split())
_NEAR = 300
_STATES = frozenset(
    "country nation state capital neighbour neighbor government leader president minister premier ally".split()
)
_FOES = frozenset("army side force rival foe enemy party military adversary belligerent".split())


class TakenUp(Clauses):
    """Resolves pronouns and short phrases by the clause that they stand in and by what was named before."""

    _by_name: dict[str, str]

    def _antecedent(self, head: Token) -> Token | None:
        """The noun that the relative pronoun *head* takes up, as in "the Indian side that opened fire"."""
        if head.tag not in ("WP", "WDT") and not (head.lower == "that" and head.dep in ("nsubj", "nsubjpass")):
            return None
        clause = next((t for t in self.parsed.ancestors(head) if t.dep in ("relcl", "acl")), None)
        return self.parsed.head(clause) if clause is not None else None

    def _both(self, head: Token) -> tuple[str, ...]:
        """Of "the two armies", "both capitals" the two states or forces that were named last before."""
        if head.tag != "NNS" or not (head.lemma in _STATES or head.lemma in _FOES):
            return ()
        words = {t.lower for t in self.parsed.children(head, "nummod", "det", "predet", "amod")}
        if not words & {"two", "both"} or (head.lemma in _FOES and len(words) > 2):
            return ()
        known = self.index.all_at(head)
        if known and not all(self.index.actors[a].unnamed for a in known):
            return ()
        last: dict[str, int] = {}
        for i, actor in self.index.actors.items():
            if actor.kind != "state" and (head.lemma in _STATES or actor.kind != "armed-group"):
                continue
            before = [begin for begin, _ in actor.mentions if begin < head.begin]
            if before and actor.part_of is None and not actor.unnamed:
                last[i] = max(before)
        latest = sorted(last, key=lambda i: -last[i])[:2]
        return tuple(sorted(latest)) if len(latest) == 2 else ()

    def _name_again(self, head: Token) -> tuple[str, ...]:
        """The actor whose whole name *head* ends, where this mention of it is not known."""
        if head.pos != "PROPN" or self.index.all_at(head):
            return ()
        words = [t for t in self.parsed.children(head, "compound", "nmod", "amod") if t.text[:1].isupper()]
        known = self._by_name.get(self.parsed.clean_text([*words, head]).lower())
        return (known,) if known else ()

    def _men_of(self, head: Token) -> str | None:
        """Of "31 of his fighters", he being a commander, the group that was named last before him."""
        if head.pos == "NUM":
            below = [n for p in self.parsed.children(head, "prep") for n in self.parsed.children(p, "pobj")]
            return self._men_of(below[0]) if below and below[0].pos != "NUM" else None
        if head.lower not in _MEN:
            return None
        for whose in self.parsed.children(head, "poss"):
            person = self.index.at(whose)
            if whose.tag != "PRP$" or person is None or self.index.actors[person].kind != "person":
                continue
            actor = self.index.actors[person]
            first = min((begin for begin, _ in actor.mentions), default=whose.begin)
            near = [
                (begin, i)
                for i, a in self.index.actors.items()
                if a.kind == "armed-group" and not a.unnamed and a.part_of is None
                if not _UNITS & set(a.name.lower().split())
                for begin, _ in a.mentions
                if first - _NEAR < begin < first
            ]
            above = self.index.actors.get(actor.part_of) if actor.part_of else None
            only = max(near)[1] if len({i for _, i in near}) == 1 else None
            return above.id if above is not None else only
        return None

    def _object_again(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the rebels tried to take the hill, but the army pushed them back" the rebels.

        Of "expelled two envoys, accusing them of spying" the envoys.
        """
        if pronoun.tag != "PRP" or pronoun.dep != "dobj" or pronoun.lower not in ("them", "it", "him", "her"):
            return ()
        verb = self.parsed.head(pronoun)
        own = self.parsed.children(verb, "nsubj")
        if verb.dep not in ("conj", "advcl"):
            return ()
        above = self.parsed.head(verb)
        if not own:
            noun = self.object(above) if above.pos == "VERB" else None
            return () if noun is None or noun.pos == "PRON" or noun.i > pronoun.i else self.index.of_phrase(noun)
        subject = self.subject(above)
        if subject is None or subject.pos == "PRON" or subject.i > pronoun.i:
            return ()
        many = subject.tag in ("NNS", "NNPS")
        return () if many != (pronoun.lower == "them") else self.index.of_phrase(subject)

    def _speaker_of_it(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the government said it will fight" the government, whatever else "it" might be."""
        said = self.parsed.head(self.parsed.head(pronoun)).lemma in ("say", "announce", "declare", "state", "add")
        return self._speaker_again(pronoun) if pronoun.lower == "it" and said else ()

    def _first_person(self, pronoun: Token) -> tuple[str, ...]:
        """Of "we urge the North to stop," said Mr. Choi, Mr. Choi."""
        if pronoun.lower not in ("we", "i") or pronoun.dep != "nsubj":
            return ()
        below = self.parsed.head(pronoun)
        for above in self.parsed.ancestors(below):
            if above.pos == "VERB" and above.lemma in _SAYING and below.dep in ("ccomp", "parataxis"):
                speaker = self.subject(above)
                return self.index.of_phrase(speaker) if speaker is not None and speaker.pos != "PRON" else ()
            below = above
        return ()

    def _speaker_again(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the rebels said they will leave" the rebels, where the pronoun is not resolved yet."""
        if pronoun.pos != "PRON" or pronoun.dep not in ("nsubj", "nsubjpass") or pronoun.tag != "PRP":
            return ()
        verb = self.parsed.head(pronoun)
        while verb.dep in ("conj", "xcomp") and verb.head != verb.i:
            verb = self.parsed.head(verb)
        over = self.parsed.head(verb)
        if over is verb or over.pos != "VERB" or verb.dep not in ("ccomp", "advcl"):
            return ()
        if verb.dep == "ccomp" and over.lemma not in _SAYING:
            return ()
        subject = self.subject(over)
        if subject is None or subject.pos == "PRON" or subject.i > pronoun.i:
            return ()
        many = subject.tag in ("NNS", "NNPS") or len(self.parsed.conjuncts(subject)) > 1
        if (pronoun.lower == "it" and many) or (pronoun.lower in ("he", "she") and many):
            return ()
        found = self.index.of_phrase(subject)
        if pronoun.lower in ("he", "she") and not all(self.index.actors[a].kind == "person" for a in found):
            return ()
        return found

    def _of_noun_again(self, word: Token) -> str | None:
        """The group that was last called "the rebels" before "rebel positions"."""
        noun = lexicon().nouns.get(word.lower)
        if noun is None or noun.group not in ("group", "force", "army"):
            return None
        before = [(begin, i) for begin, i in self._called.get(word.lemma.lower(), ()) if begin < word.begin]
        return max(before)[1] if before else None

    @cached_property
    def _called(self) -> dict[str, list[tuple[int, str]]]:
        """By the lemma of the last word of a mention, where it stands and of which group."""
        ends = {t.end: t for t in self.parsed.tokens}
        found: dict[str, list[tuple[int, str]]] = {}
        for i, actor in self.index.actors.items():
            for begin, end in actor.mentions if actor.kind == "armed-group" else ():
                if (last := ends.get(end)) is not None and last.pos in ("NOUN", "ADJ"):
                    found.setdefault(last.lemma.lower(), []).append((begin, i))
        return found
