"""A question as it is read: what it names, what it asks, what of it was not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kg.ask.days import Days, days_in
from kg.ask.labels import Entity, Kind, LabelIndex, Mention, Word, plain, words_of

MAX_CHARACTERS: Final = 1000

PLACE_WORDS: Final = frozenset("at in near around inside outside within".split())
PLAIN_WORDS: Final = frozenset(
    """a an the this that these those there here who whom whose which what when where why how is are was were be been
    being am do does did done has have had having can could will would should shall may might must of at in on
    by for with from to into onto about and or but not no nor as if than then so such same other others another
    each any all both some many much more most one two three only just also even ever never always still yet
    again already it its they them their he she his her we us you your i me my our please tell show list give
    name find know say according anybody anyone somebody someone everybody everyone nobody none between during
    while since until before after over under near around inside within through against among per via whether
    once really actually exactly currently now today mentioned there's what's who's s t actor actors group
    groups force forces party parties people persons person side sides fighter fighters country countries state
    states nation nations faction factions organisation organisations organization organizations siege sieges
    battle battles fight fights fighting fought war wars conflict conflicts clash clashes event events offensive
    front combat hostilities town city village region province area place places operation operations report
    reports reported reporting reportedly article articles story stories dataset graph text source sources news
    happen happened happens take took taken place part involved fact facts claim claims statement statements
    thing things way kind kinds time times day days date dates come came comes went go""".split()
)

_OF_PLACE: Final = re.compile(r"(battle|siege|fall|war|capture) (for|of) \{")


@dataclass(frozen=True)
class Question:
    """The words of a question with what they name. ``shape`` is the question with names as ``{0}``, ``{1}``, ..."""

    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    days: tuple[Days, ...]
    shape: str
    unknown: tuple[str, ...]

    def entities(self, kind: Kind) -> list[Entity]:
        """All entities of one kind that the question names."""
        return [e for m in self.mentions for e in m.of_kind(kind)]

    def named(self, index: int, kind: Kind) -> tuple[Entity, ...]:
        """The entities of *kind* behind ``{index}``."""
        return self.mentions[index].of_kind(kind) if index < len(self.mentions) else ()

    def place(self) -> tuple[Entity, ...]:
        """The place that the question is about: what stands after "at", "in", ..., else the only place it names."""
        for n, mention in enumerate(self.mentions):
            places = mention.of_kind("place")
            before = self.words[mention.first - 1].plain if mention.first else ""
            if before == "the" and mention.first > 1:
                before = self.words[mention.first - 2].plain
            if places and (before in PLACE_WORDS or not self.named(n, "actor")):
                return places
        for n, mention in enumerate(self.mentions):
            before = self.words[mention.first - 1].plain if mention.first else ""
            if (
                before == "of"
                and self.named(n, "place")
                and re.search(r"(battle|siege|fall|war|capture) (for|of) \{", self.shape)
            ):
                return self.named(n, "place")
        return ()

    def actors(self) -> list[tuple[Entity, ...]]:
        """The actors that the question names, each as all that bear the name, without what was read as the place."""
        place = self.place()
        return [
            m.of_kind("actor")
            for m in self.mentions
            if m.of_kind("actor") and not (place and m.of_kind("place") == place)
        ]

    def unread(self, used: str) -> list[str]:
        """The words that say something and that neither the names nor the words in *used* account for."""
        named = {i for m in self.mentions for i in range(m.first, m.last)}
        read = set(plain(used).split())
        return [
            w.text
            for i, w in enumerate(self.words)
            if i not in named
            and w.plain
            and w.plain not in PLAIN_WORDS
            and w.plain not in read
            and not any(d.begin <= w.begin < d.end for d in self.days)
        ]


def read(text: str, index: LabelIndex) -> Question:
    """*text* with the names in it found, misspelt ones too."""
    question = " ".join(text.split())[:MAX_CHARACTERS]
    words, days = words_of(question), days_in(question)
    mentions = [m for m in index.mentions(words) if not _is_day(m, words, days)]
    taken = {i for m in mentions for i in range(m.first, m.last)}
    unknown: list[str] = []
    for first, last in _capitalised(words, taken, days):
        guess = index.guess(words, first, last)
        if guess:
            mentions.append(guess)
        else:
            unknown.append(" ".join(w.text for w in words[first:last]))
    taken = {i for m in mentions for i in range(m.first, m.last)}
    for i, word in enumerate(words):
        if i not in taken and word.plain not in PLAIN_WORDS and word.text not in " ".join(unknown):
            guess = index.guess(words, i, i + 1) if len(word.plain) > 5 and not _is_common(word) else None
            if guess:
                mentions.append(guess)
    mentions.sort(key=lambda m: m.first)
    return Question(question, tuple(words), tuple(mentions), tuple(days), _shape(words, mentions), tuple(unknown))


def _is_day(mention: Mention, words: list[Word], days: list[Days]) -> bool:
    return any(d.begin <= words[mention.first].begin < d.end for d in days)


def _is_common(word: Word) -> bool:
    """Whether *word* is one that questions are made of, not a name in small letters."""
    return word.plain in COMMON or any(word.plain.startswith(stem) for stem in COMMON_STEMS)


COMMON: Final = frozenset("commander leader spokesman president minister militia brigade".split())
COMMON_STEMS: Final = (
    "command", "lead", "deni", "deny", "disput", "cooperat", "contest", "detain", "arrest", "kill", "wound", "all",
    "enem", "oppos", "switch", "hearsay", "anonym", "casualt", "military", "civil", "attack", "strik", "airstrik",
    "advis", "author", "approv", "support", "operation", "independen", "corrobor", "together", "alongside",
)  # fmt: skip


def _capitalised(words: list[Word], taken: set[int], days: list[Days]) -> list[tuple[int, int]]:
    """Runs of capitalised words that no name covers; the first word of the question counts only within a longer run."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and end not in taken and _is_name_like(words[end], days):
            end += 1
        begin = at + (1 if at == 0 and end and words[0].plain in PLAIN_WORDS else 0)
        if end > begin and not (begin == 0 and end == 1):
            runs.append((begin, end))
        at = max(end, at + 1)
    return runs


def _is_name_like(word: Word, days: list[Days]) -> bool:
    return word.text[0].isupper() and word.text != "I" and not any(d.begin <= word.begin < d.end for d in days)


def _shape(words: list[Word], mentions: list[Mention]) -> str:
    begins = {m.first: n for n, m in enumerate(mentions)}
    inside = {i for m in mentions for i in range(m.first, m.last)}
    parts = []
    for i, word in enumerate(words):
        if i in begins:
            parts.append(f"{{{begins[i]}}}")
        elif i not in inside and word.plain:
            parts.append(word.plain)
    return " ".join(parts)
