"""Pronouns and phrases that take up an actor named before, where it is clear whom: "he", "both sides", "the group".

Nothing inside quotation marks is resolved, and no antecedent is taken from there. Where two would do, none is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.extract.entity import Entity
from kg.lexicon import lexicon
from kg.model import MentionKind
from kg.syntax import ParsedArticle, Token

_HE = frozenset("he him his himself she her hers herself".split())
_SHE = frozenset("she her hers herself".split())
_THEY = frozenset("they them their theirs themselves".split())
_IT = frozenset("it its itself".split())
_SUBJECTS = ("nsubj", "nsubjpass", "pobj_by")
_EMPTY_VERBS = frozenset("be seem appear remain become take make rain happen turn mean follow come".split())
_PAIRS = frozenset(
    "sides countries nations parties states governments neighbours neighbors rivals allies powers".split()
)
_GROUPS = frozenset("group movement organization organisation militia party militants faction network outfit".split())
_BACK = 3


class _Mention(msgspec.Struct, frozen=True):
    first: int
    last: int
    head: Token
    key: str
    kind: MentionKind
    subject: bool


class Anaphora:
    """Finds the antecedents in *parsed* among *entities*."""

    def __init__(self, parsed: ParsedArticle, entities: Mapping[str, Entity], quoted: frozenset[int]) -> None:
        self.parsed = parsed
        self.entities = entities
        self.quoted = quoted
        self.female: set[str] = set()
        self.male: set[str] = set()
        self.mentions: dict[int, list[_Mention]] = {}
        self.taken: set[int] = set()
        for entity in entities.values():
            for (first, last), kind in entity.mentions.items():
                self._note(first, last, entity.key, kind)
        for key, entity in entities.items():
            if entity.kind == "person":
                gender = self._gender(entity)
                (self.female if gender == "female" else self.male if gender == "male" else set()).add(key)
        for several in self.mentions.values():
            several.sort(key=lambda m: (m.first, m.last))

    def _gender(self, entity: Entity) -> str | None:
        """What the first name or the title before the name says."""
        titles = {self.parsed.tokens[first - 1].text.strip(".") for first, _ in entity.mentions if first}
        if titles & {"Mrs", "Ms", "Miss", "Madam", "Madame", "Queen", "Princess", "Lady", "Baroness", "Dame"}:
            return "female"
        words = {e.lower() for e in entity.described} | set(entity.name.lower().split())
        if words & {"spokeswoman", "wife", "mother", "daughter", "widow", "policewoman", "chairwoman", "woman"}:
            return "female"
        if titles & {"Mr", "Sir", "King", "Prince", "Sheikh", "Ayatollah", "Imam", "Pope", "Lord"}:
            return "male"
        return lexicon().given.get(entity.name.split()[0])

    def _note(self, first: int, last: int, key: str, kind: MentionKind) -> None:
        tokens = self.parsed.tokens[first:last]
        head = next((t for t in reversed(tokens) if not first <= t.head < last or t.head == t.i), tokens[-1])
        mention = _Mention(first, last, head, key, kind, self._is_subject(head))
        self.mentions.setdefault(head.sent, []).append(mention)
        self.taken.update(range(first, last))

    def _is_subject(self, head: Token) -> bool:
        chief = head
        while chief.dep == "conj":
            chief = self.parsed.head(chief)
        if chief.dep in ("nsubj", "nsubjpass"):
            return True
        return chief.dep == "pobj" and self.parsed.head(chief).dep == "agent"

    def resolve(self) -> Iterator[tuple[str, int, int, MentionKind]]:
        """Each clear reference: the key of its actor, its tokens, and what kind of mention it is."""
        for token in self.parsed.tokens:
            found: Sequence[str] = ()
            first, last, kind = token.i, token.i + 1, "pronoun"
            if token.i in self.quoted and token.lower not in lexicon().offices:
                continue
            if token.pos == "PRON" and token.lower in _HE:
                found = self._person(token)
            elif token.pos == "PRON" and token.lower in _THEY:
                found = self._several(token)
            elif token.pos == "PRON" and token.lower in _IT:
                found = self._thing(token)
            elif token.pos == "NOUN" and token.i not in self.taken:
                first, found = self._phrase(token)
                kind = "nominal"
            for key in found:
                yield key, first, last, "pronoun" if kind == "pronoun" else "nominal"
            if len(found) == 1:
                self._note(first, last, found[0], "pronoun")
                self.mentions[token.sent].sort(key=lambda m: (m.first, m.last))

    # ------------------------------------------------------------------ pronouns

    def _before(self, token: Token, back: int, wanted: frozenset[str]) -> Iterator[list[_Mention]]:
        """The mentions of the kinds *wanted* before *token*: of its sentence, then of those before, nearest first."""
        for sent in range(token.sent, max(token.sent - back - 1, -1), -1):
            here = [
                m
                for m in self.mentions.get(sent, ())
                if m.last <= token.i
                and m.head.i not in self.quoted
                and self.entities[m.key].kind in wanted
                and not (m.first <= token.i < m.last)
            ]
            if here:
                yield here

    def _person(self, token: Token) -> Sequence[str]:
        she = token.lower in _SHE
        for here in self._before(token, _BACK, frozenset({"person"})):
            fits = [
                m for m in here if not self.entities[m.key].plural and m.key not in (self.male if she else self.female)
            ]
            if not fits:
                continue
            subjects = [m for m in fits if m.subject]
            same = fits[0].head.sent == token.sent
            chosen = subjects[-1] if subjects and not (same and token.dep == "poss") else fits[-1]
            if not same and not subjects and len({m.key for m in fits}) > 1:
                return ()
            (self.female if she else self.male).add(chosen.key)
            return (chosen.key,)
        return ()

    def _several(self, token: Token) -> Sequence[str]:
        wanted = frozenset({"armed-group", "population", "organization", "state", "media"})
        for here in self._before(token, 1, wanted):
            fits = [
                m
                for m in here
                if self.entities[m.key].plural or self.entities[m.key].kind in ("armed-group", "population")
            ]
            subjects = [m for m in fits if m.subject] or fits
            keys = list(dict.fromkeys(m.key for m in subjects))
            if len(keys) == 1:
                return keys
            joined = self._joined(subjects)
            return joined
        return ()

    def _joined(self, mentions: Sequence[_Mention]) -> Sequence[str]:
        """Several that are joined by "and" as one subject, or nobody."""
        chiefs = set()
        for mention in mentions:
            chief = mention.head
            while chief.dep == "conj":
                chief = self.parsed.head(chief)
            chiefs.add(chief.i)
        return list(dict.fromkeys(m.key for m in mentions)) if len(chiefs) == 1 and len(mentions) < 4 else ()

    def _thing(self, token: Token) -> Sequence[str]:
        head = self.parsed.head(token)
        if token.lower == "it" and (token.dep == "expl" or head.lemma in _EMPTY_VERBS):
            return ()
        if token.lower == "it" and token.dep not in ("nsubj", "nsubjpass"):
            return ()
        wanted = frozenset({"armed-group", "organization", "state", "media"})
        for here in self._before(token, 1, wanted):
            fits = [m for m in here if not self.entities[m.key].plural or self.entities[m.key].lexicon]
            subjects = [m for m in fits if m.subject]
            if fits and fits[0].head.sent == token.sent and subjects:
                return (subjects[-1].key,)
            keys = list(dict.fromkeys(m.key for m in subjects or fits))
            return keys if len(keys) == 1 else ()
        return ()

    # ------------------------------------------------------------------ phrases

    def _phrase(self, token: Token) -> tuple[int, Sequence[str]]:
        """ "both sides", "the two countries", "the group", "the president": the first word and whom it means."""
        tokens = self.parsed.tokens
        before = [t for t in tokens[max(token.i - 3, 0) : token.i] if t.sent == token.sent]
        if not before:
            return token.i, ()
        words = [t.lower for t in before]
        if token.lower in _PAIRS and (words[-1] in ("both", "two") or words[-2:] == ["their", "two"]):
            first = token.i - (2 if words[-2:-1] in (["the"], ["these"], ["those"], ["their"]) else 1)
            return first, self._pair(token)
        if words[-1] in ("the", "this", "that"):
            if token.lower in _GROUPS and not any(
                c.dep in ("prep", "relcl", "appos") for c in self.parsed.children(token)
            ):
                return token.i - 1, self._group(token)
            if token.lower in lexicon().offices:
                return token.i - 1, self._office(token)
        return token.i, ()

    def _pair(self, token: Token) -> Sequence[str]:
        """The two that face each other: the two states or armed groups most spoken of before and around it."""
        states = token.lower in ("countries", "nations", "states", "governments", "neighbours", "neighbors")
        wanted = ("state",) if states else ("state", "armed-group", "organization")
        here = dict.fromkeys(
            self._principal(self.entities[m.key])
            for m in self.mentions.get(token.sent, ())
            if m.first < token.i and m.kind != "pronoun" and self.entities[m.key].kind in wanted
        )
        if len(here) == 2:
            return tuple(sorted(here))
        counts: Counter[str] = Counter()
        for sent in range(max(token.sent - 6, 0), token.sent + 1):
            weight = 1 + 2 * (sent >= token.sent - 1)
            for mention in self.mentions.get(sent, ()):
                entity = self.entities[mention.key]
                if entity.kind in wanted and mention.first < token.i and mention.kind != "pronoun":
                    counts[self._principal(entity)] += weight
        ranked = counts.most_common(3)
        if len(ranked) < 2 or (len(ranked) == 3 and ranked[1][1] <= ranked[2][1]):
            return ()
        return tuple(sorted(key for key, _ in ranked[:2]))

    def _principal(self, entity: Entity) -> str:
        """The state behind its forces, for who faces whom; the actor itself otherwise."""
        owner = self.entities.get(entity.owner or "")
        if entity.key.startswith("forces:") and owner is not None and owner.kind == "state" and owner.mentions:
            return owner.key
        return entity.key

    def _group(self, token: Token) -> Sequence[str]:
        for here in self._before(token, 2, frozenset({"armed-group", "organization"})):
            here = [m for m in here if not self._of_state(m.key)]
            named = [m for m in here if self.entities[m.key].lexicon or not self.entities[m.key].unnamed] or here
            if not named:
                continue
            return (named[-1].key,)
        return ()

    def _of_state(self, key: str) -> bool:
        """Whether the actor is a state's army or police, which nobody calls "the group"."""
        entry = lexicon().get(self.entities[key].lexicon)
        return key.startswith("forces:") or (entry is not None and entry.subkind == "state-force")

    def _office(self, token: Token) -> Sequence[str]:
        """The person who was given this title before."""
        for here in self._before(token, 40, frozenset({"person"})):
            fits = [m.key for m in here if token.lower in self.entities[m.key].described]
            if fits:
                return (fits[-1],)
        return ()
