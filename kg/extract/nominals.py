"""Those who act without a name: "Iraqi Army troops", "government officials", "a source close to X", "rebels".

A nominal is a noun of :mod:`kg.lexicon` for who acts (army, force, group, official, people, human, body, media) with
its modifiers and its owner, the actor whose it is. The forces of one state are one actor, whatever the word for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from kg.extract.index import THINGS
from kg.extract.names import Name
from kg.lexicon import Noun, lexicon
from kg.syntax import ParsedArticle, Token

PREMODIFIERS = frozenset({"amod", "compound", "nmod", "nummod", "poss", "det", "quantmod", "predet", "advmod", "case"})
LEADING = frozenset("other another additional further several many more some few various certain".split())
VAGUE = frozenset(
    """
    other some several many few more most all both any same such own former fellow various certain another these those
    this that different local senior top high-level ranking high-ranking unnamed anonymous unidentified unknown least
    at around about nearly almost over up approximately only
    two three four five six seven eight nine ten dozens hundreds thousands first last new latest additional two-thirds
    """.split()
)
_EQUIPMENT = frozenset(
    """
    warplane warplanes jet jets helicopter helicopters gunship gunships bomber bombers aircraft drone drones warship
    warships artillery tank tanks
    """.split()
)
_BREAKS = frozenset("( ) [ ] : ; — – --".split())
_GOVERNMENT = frozenset(
    "government governments administration regime junta authorities authority cabinet leadership presidency".split()
)
_WEAK = frozenset(
    """
    group groups party parties organization organisation office command country countries nation nations power powers
    council commission committee state states community communities mission company companies firm firms team
    bank institute union headquarters leadership alliance coalition movement agency agencies bloc clan tribe federation
    association university church churches assembly site sites website network channel press radio television media
    blog outlet outlets state office offices cell cells wing resistance force forces general agent agents
    unit units squad division commander recruit recruits pilot guard guards officer officers mob enemy enemies ally
    allies leader leaders member members chief mayor king daily dailies embassy court ministry contractor
    contractors president patrol gang gangs deputy representative representatives occupier
    """.split()
)


class Nominal(msgspec.Struct, frozen=True):
    """A noun phrase, tokens *first*..*last*, headed by *head*; *owners* are the names that modify it."""

    first: int
    last: int
    head: int
    noun: Noun
    owner: Name | None
    owner_text: str
    descriptors: tuple[str, ...]
    text: str
    definite: bool
    count: int | None


class NominalReader:
    """The nominals of *parsed*; *by_token* says which name each word is in."""

    def __init__(self, parsed: ParsedArticle, by_token: Mapping[int, Name]) -> None:
        self.parsed = parsed
        self.by_token = by_token
        self.nouns = lexicon().nouns

    def read(self) -> Iterator[Nominal]:
        """All nominals in text order, those that act or not."""
        for token in self.parsed.tokens:
            if token.i in self.by_token or not self._is_noun(token):
                continue
            noun = self._noun(token)
            if noun is not None and (not self._is_modifier(token) or self._is_whose(token, noun)):
                yield self._nominal(token, noun)

    def _is_noun(self, token: Token) -> bool:
        """Whether it is a noun, or joined to one and only tagged a verb ("rebels and militants")."""
        if token.pos in ("NOUN", "PROPN", "ADJ"):
            return True
        return token.tag == "VBZ" and token.dep == "conj" and self.parsed.head(token).pos in ("NOUN", "PROPN")

    def _noun(self, token: Token) -> Noun | None:
        before = self.parsed.tokens[token.i - 1] if token.i else None
        if before is not None and before.sent == token.sent and before.head == token.i:
            pair = self.nouns.get(f"{before.lower} {token.lower}")
            if pair is not None:
                return pair
        noun = self.nouns.get(token.lower)
        if noun is None and token.pos in ("NOUN", "PROPN"):
            noun = self.nouns.get(token.lemma.lower()) if token.lemma.lower() != token.lower else None
        if noun is None or (token.pos == "ADJ" and not noun.plural and token.lower != "military"):
            return None
        return noun

    def _is_modifier(self, token: Token) -> bool:
        """Whether it only modifies a noun: "army base", "police chief", "Hamas official Ayman Taha"."""
        return token.dep in ("compound", "nmod", "amod") and token.head > token.i

    def _is_whose(self, token: Token, noun: Noun) -> bool:
        """Whether it modifies what is theirs and stands for them: "army base", "British military spokesman"."""
        head = self.parsed.head(token)
        if (token.dep == "amod" and token.lower != "military") or noun.group not in ("army", "force", "group", "body"):
            return False
        before = self.by_token.get(token.i - 1)
        owned = before is not None and before.kind == "state" and before.last == token.i
        if head.lower in THINGS and noun.group != "body":
            return token.i + 1 == head.i or owned
        name = self.by_token.get(head.i)
        after = self.parsed.tokens[token.i + 1]
        if noun.group == "army" and after.sent == token.sent and after.lower in lexicon().offices:
            return True
        return owned and (head.lower in lexicon().offices or (name is not None and name.kind == "person"))

    def _nominal(self, head: Token, noun: Noun) -> Nominal:
        parsed = self.parsed
        first = head.i
        whose = head.dep in ("compound", "nmod", "amod") and head.head > head.i
        chief = parsed.head(head) if whose else head
        modifiers = [c for c in parsed.children(chief) if c.i < head.i and c.dep in PREMODIFIERS]
        if whose:
            modifiers = [
                *parsed.children(head, *PREMODIFIERS),
                *(c for c in modifiers if c.dep in ("amod", "nmod", "compound")),
            ]
            modifiers = [c for c in modifiers if c.i == head.i - 1]
        reach = [w.i for c in modifiers for w in parsed.subtree(c)]
        for i in sorted(reach, reverse=True):
            if i >= first - 1:
                first = min(first, i)
        first = max(first, self._after_list(first, head.i), self._after_break(first, head.i))
        while first < head.i and (parsed.tokens[first].pos in ("PUNCT", "CCONJ") or parsed.tokens[first].tag == "POS"):
            first += 1
        owner, owner_text = self._owner(head, modifiers, first)
        start = first
        while start < head.i and (
            parsed.tokens[start].dep in ("det", "predet", "quantmod", "nummod", "advmod")
            or parsed.tokens[start].lower in LEADING
        ):
            start += 1
        aged = [t.i for t in parsed.tokens[start : head.i] if t.lower == "old" and parsed.tokens[t.i - 1].text == "-"]
        start = aged[-1] + 1 if aged else start
        descriptors = tuple(
            t.lower
            for t in parsed.tokens[first : head.i]
            if t.lower not in VAGUE
            and f"{t.lower} {head.lower}" not in lexicon().offices
            and t.dep in ("amod", "compound", "nmod")
            and t.i not in self.by_token
            and t.head == head.i
        )
        det = next((t for t in parsed.tokens[first : head.i] if t.dep == "det" and t.head == head.i), None)
        return Nominal(
            first=start,
            last=head.i + 1,
            head=head.i,
            noun=noun,
            owner=owner,
            owner_text=owner_text,
            descriptors=descriptors,
            text=parsed.clean_text(parsed.tokens[start : head.i + 1]),
            definite=det is not None and det.lower in ("the", "this", "that", "these", "those"),
            count=self._count(head),
        )

    def _owner(self, head: Token, modifiers: list[Token], first: int) -> tuple[Name | None, str]:
        """The name whose they are, from "Iraqi", "Iran's", "IS", "of Hamas", "for Gaddafi"; pronouns as their text."""
        parsed = self.parsed
        whose = [m.lower for m in modifiers if m.dep == "poss" and (m.pos == "PRON" or m.tag == "WP$")]
        if whose:
            return None, whose[0]
        factions = {w.i for m in modifiers if self._faction(m) for w in parsed.subtree(m)}
        for i in range(head.i - 1, first - 1, -1):
            name = self.by_token.get(i)
            if name is None or i in factions:
                continue
            if name.form == "capital" and parsed.tokens[i].dep != "poss":
                continue
            if name.kind != "region":
                return name, ""
        beside = self.by_token.get(head.i - 1)
        if beside is not None and beside.kind == "armed-group" and self.nouns.get(head.lower) is not None:
            return beside, ""
        for prep in parsed.children(head, "prep"):
            if prep.lower == "of" or (prep.lower == "for" and head.lower not in _EQUIPMENT):
                for obj in parsed.children(prep, "pobj"):
                    name = self._apart(prep) or self.by_token.get(obj.i)
                    if name is not None:
                        return name, ""
        return None, ""

    def _apart(self, prep: Token) -> Name | None:
        """The name right behind *prep* that a comma sets apart from what follows: "for the army, Maj. X"."""
        tokens = self.parsed.tokens
        at = prep.i + (2 if tokens[prep.i + 1].lower == "the" else 1)
        name = self.by_token.get(at)
        apart = name is not None and name.last < len(tokens) and tokens[name.last].text == ","
        return name if apart and name is not None and name.kind not in ("person", "region") else None

    def _after_break(self, first: int, head: int) -> int:
        """The word after a bracket, dash or colon before the noun: no phrase reaches back into a dateline."""
        tokens = self.parsed.tokens
        at = head - 1
        while at >= first:
            if tokens[at].text == ")" and tokens[at - 2].text == "(":  # "Islamic State (IS) militants"
                at -= 3
            elif tokens[at].text in _BREAKS:
                return at + 1
            else:
                at -= 1
        return first

    def _after_list(self, first: int, head: int) -> int:
        """The word after a list of owners before the noun: "US, Iraqi and" in "US, Iraqi and Kurdish forces"."""
        tokens = self.parsed.tokens
        for i in range(head - 1, first, -1):
            if tokens[i].lower in ("and", "or") and (i - 1 in self.by_token or tokens[i - 1].text == ","):
                return i + 1
        return first

    def _faction(self, modifier: Token) -> bool:
        """ "pro-Gaddafi", "Turkish-backed", "Saudi-led": a description, not an owner."""
        words = self.parsed.subtree(modifier)
        texts = {w.lower for w in words}
        return any(w.text in ("-", "‐") for w in words) and bool(
            texts
            & {
                "pro",
                "anti",
                "backed",
                "led",
                "held",
                "controlled",
                "allied",
                "affiliated",
                "based",
                "linked",
                "aligned",
            }
        )

    def _count(self, head: Token) -> int | None:
        for number in self.parsed.children(head, "nummod"):
            digits = number.text.replace(",", "")
            if digits.isdigit():
                return int(digits)
            return _NUMBERS.get(number.lower)
        return None


_NUMBERS = {
    word: i for i, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()) if i
}


def is_equipment(nominal: Nominal) -> bool:
    """Planes, ships and guns: they act for their owner only where they are said to act."""
    return nominal.noun.name in _EQUIPMENT


def is_government(nominal: Nominal) -> bool:
    """A word for those who govern."""
    return nominal.noun.name in _GOVERNMENT


def is_weak(nominal: Nominal) -> bool:
    """A noun so general that it needs an owner or a description to stand for an actor."""
    return nominal.noun.name in _WEAK
