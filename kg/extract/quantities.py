"""How many: killed, wounded, detained, troops, rockets ..., as the sentence counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from kg.extract.arguments import Arguments
from kg.model import Event, Quantity
from kg.syntax import ParsedArticle, Token

_WHAT = {
    "kill": "killed", "die": "killed", "massacre": "killed", "murder": "killed", "execute": "killed",
    "slaughter": "killed",
    "wound": "wounded", "injure": "wounded", "hurt": "wounded", "maim": "wounded",
    "arrest": "detained", "detain": "detained", "capture": "captured", "imprison": "detained", "jail": "detained",
    "abduct": "abducted", "kidnap": "abducted", "release": "released", "free": "released",
    "displace": "displaced", "flee": "displaced", "evacuate": "evacuated", "surrender": "surrendered",
    "deploy": "troops", "send": "troops", "dispatch": "troops", "mass": "troops", "withdraw": "troops",
    "fire": "projectiles", "launch": "projectiles", "drop": "projectiles", "destroy": "destroyed",
    "rally": "protesters",
    "protest": "protesters", "demonstrate": "protesters", "march": "protesters",
}  # fmt: skip
_SUBJECT = frozenset("die flee surrender rally protest demonstrate march".split())
_MEN = frozenset(
    "troop soldier peacekeeper man fighter officer marine policeman police adviser advisor militant".split()
)
_ARMS = frozenset("rocket missile bomb shell mortar round grenade projectile airstrike torpedo munition".split())
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1000000,
}  # fmt: skip
_VAGUE = {
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "tens": (20, None),
}
_ATLEAST = frozenset(("at least", "more than", "over", "no fewer than", "not less than", "no less than", "minimum"))
_ATMOST = frozenset(("up to", "at most", "no more than", "fewer than", "less than", "as many as"))


class _Told(Protocol):
    @property
    def event(self) -> Event: ...
    @property
    def tokens(self) -> tuple[int, ...]: ...


def find_quantities(parsed: ParsedArticle, found: Sequence[_Told], arguments: Arguments) -> tuple[Quantity, ...]:
    """The counts that the verbs of *parsed* give of whom they kill, wound, detain, send or fire, in text order."""
    event_of = {i: f.event for f in found for i in f.tokens}
    out: list[Quantity] = []
    for verb in parsed.tokens:
        what = _WHAT.get(verb.lemma)
        if what is None or verb.pos != "VERB":
            continue
        head = arguments.subject(verb) if verb.lemma in _SUBJECT else arguments.object(verb)
        if head is None:
            continue
        for noun in parsed.conjuncts(head):
            number = _number(parsed, noun)
            if number is None or not _fits(what, noun, parsed):
                continue
            low, best, high, words = number
            of = arguments.undergoers(noun)
            sentence = parsed.sentence(verb)
            event = event_of.get(verb.i) or next(
                (event_of[a.i] for a in parsed.ancestors(verb) if a.i in event_of), None
            )
            out.append(
                Quantity(
                    id=f"q{len(out) + 1}", event=event.id if event else None, what=what, of=of[0] if of else noun.lower,
                    low=low, best=best, high=high, text=words, evidence=((sentence.begin, sentence.end),),
                    rule="quantity/verb", confidence=0.8,
                )
            )  # fmt: skip
    return tuple(out)


def _fits(what: str, noun: Token, parsed: ParsedArticle) -> bool:
    if noun.ent_type in ("DATE", "TIME", "MONEY", "PERCENT"):
        return False
    counted = {noun.lemma.lower()}
    for prep in parsed.children(noun, "prep"):
        counted |= {t.lemma.lower() for t in parsed.children(prep, "pobj")}
    if what == "troops":
        return bool(counted & _MEN)
    if what == "projectiles":
        return bool(counted & _ARMS)
    return True


def _number(parsed: ParsedArticle, noun: Token) -> tuple[int | None, int | None, int | None, str] | None:
    """Low, best, high and the words of the count before *noun*, or of *noun* itself ("dozens", "two others")."""
    numerals = parsed.children(noun, "nummod")
    if not numerals and noun.pos == "NUM":
        numerals = [noun]
    if not numerals and noun.lower in _VAGUE:
        low, high = _VAGUE[noun.lower]
        return low, None, high, noun.text
    if not numerals:
        return None
    numeral = numerals[0]
    parts = [t for t in parsed.subtree(numeral) if t.i <= numeral.i] if numeral is not noun else [
        *(t for t in parsed.subtree(numeral) if t.i < numeral.i), numeral
    ]  # fmt: skip
    words = parsed.clean_text(parts)
    value = read_number([t.lower for t in parts if t.pos == "NUM" or t.lower in _WORDS or t.lower[:1].isdigit()])
    if value is None:
        return None
    before = " ".join(t.lower for t in parsed.tokens[max(0, parts[0].i - 3) : numeral.i])
    if any(before.endswith(p) or f"{p} " in f"{before} " for p in _ATLEAST):
        return value, value, None, words
    if any(f"{p} " in f"{before} " for p in _ATMOST):
        return None, value, value, words
    if re.search(r"\b(about|around|nearly|almost|some|roughly|approximately|estimated)\b", before):
        return None, value, None, words
    return value, value, value, words


def read_number(words: Sequence[str]) -> int | None:
    """The whole number that *words* write, or None.

    >>> read_number(["two", "hundred", "fifty"])
    250
    >>> read_number(["1,200"])
    1200
    """
    total, current, seen = 0, 0, False
    for word in words:
        for part in word.split("-"):
            digits = part.replace(",", "")
            if re.fullmatch(r"\d+(\.\d+)?", digits):
                current, seen = int(float(digits)), True
            elif part in _WORDS:
                value, seen = _WORDS[part], True
                if value >= 1000:
                    total, current = total + max(current, 1) * value, 0
                elif value == 100:
                    current = max(current, 1) * 100
                else:
                    current += value
    return total + current if seen else None
