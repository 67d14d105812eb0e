"""A question as it is read: what it names, what it asks, what of it was not understood."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from kg.ask.days import Days, days_in
from kg.ask.frame import Frame, frame_of
from kg.ask.labels import Entity, Kind, LabelIndex, Mention, Word, plain, words_of
from kg.ask.offices import with_holders
from kg.ask.sentences import Sentences
from kg.ask.spelling import mended
from kg.ask.wording import worded
from kg.ask.words import compounded
from kg.lexicon import lexicon

MAX_CHARACTERS: Final = 1000

PLACE_WORDS: Final = frozenset("at in near around inside outside within".split())
# words that ask, or stand for anything: they are no condition on an answer
SILENT_WORDS: Final = frozenset(
    """a an the this that these those there here who whom whose which what when where why how is are was were be been
    being am do does did done doing has have had having can could will would should shall may might must of at in on
    by for with from to into onto about and or but not no nor as if than then so such same other others another out up
    off down each any all both some many much more most one two three only just also even ever never always still yet
    again already it its they them their themselves he she his her himself we us you your i me my our please tell show
    list name find know known say according anybody anyone somebody someone everybody everyone nobody none between
    during while since until before after over under near around inside within through against among per via whether
    once really actually exactly currently now today mentioned there's what's who's s t actor actors group groups
    forces force party parties people person persons side sides fighter fighters country countries state states nation
    nations faction factions organisation organisations organization organizations event events town towns city cities
    village villages region regions province area areas place places report reports reported reporting reportedly
    article articles story stories dataset graph text source sources news happen happened happening happens take took
    taken took part involved fact facts claim claims statement statements thing things way kind kinds time times day
    days date dates come came comes went go goes carry carried carries carrying conduct conducted conducting stage
    staged make made makes put get got gets commit committed set sets setting own number total use used using because
    due long part parts rest puts rests resting based""".split()
)
# these tell of any fighting: where no other word does, they choose
FIGHTING_WORDS: Final = frozenset(
    """siege sieges battle battles fight fights fighting fought war wars conflict conflicts clash clashes offensive
    front combat hostilities operation operations""".split()
)
PLAIN_WORDS: Final = SILENT_WORDS | FIGHTING_WORDS
# these say how a deed began or went on: an answer that lacks them may still be right
WEAK_WORDS: Final = frozenset(
    """start starts started starting begin begins began begun launch launched launching launches continue continues
    continued first last new recent latest military armed main""".split()
)
COMMON: Final = frozenset(
    """commander leader spokesman president minister militia brigade wife husband spouse employer boss brother sister
    father mother son daughter""".split()
)
COMMON_STEMS: Final = (
    "command", "lead", "deni", "deny", "disput", "cooperat", "contest", "detain", "arrest", "kill", "wound", "all",
    "enem", "oppos", "switch", "hearsay", "anonym", "casualt", "military", "civil", "attack", "strik", "airstrik",
    "advis", "author", "approv", "support", "operation", "independen", "corrobor", "together", "alongside",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """The words of a question with what they name. ``shape`` is the question with names as ``{0}``, ``{1}``, ...

    ``text`` is as it was asked; ``words`` are those of its plain wording. ``unknown`` are runs of capitalised words
    that nothing bears and no sentence holds; ``content`` are the words that say what is asked, beside the names.
    """

    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    days: tuple[Days, ...]
    shape: str
    unknown: tuple[str, ...]
    frame: Frame
    index: LabelIndex
    sentences: Sentences

    def entities(self, kind: Kind) -> list[Entity]:
        """All entities of one kind that the question names."""
        return [e for m in self.mentions for e in m.of_kind(kind)]

    def named(self, index: int, kind: Kind) -> tuple[Entity, ...]:
        """The entities of *kind* behind ``{index}``."""
        return self.mentions[index].of_kind(kind) if index < len(self.mentions) else ()

    def place_number(self) -> int | None:
        """Which name is the place that the question is about: what stands after "at", "in", ..., else the only one."""
        for n, mention in enumerate(self.mentions):
            before = self.words[mention.first - 1].plain if mention.first else ""
            if before == "the" and mention.first > 1:
                before = self.words[mention.first - 2].plain
            if mention.of_kind("place") and (before in PLACE_WORDS or not self.named(n, "actor")):
                return n
        found = re.search(r"(?:battle|siege|fall|war|capture|fighting) (?:for|of) (?:the )?\{(\d+)\}", self.shape)
        return int(found[1]) if found and self.named(int(found[1]), "place") else None

    def place(self) -> tuple[Entity, ...]:
        """The place that the question is about."""
        n = self.place_number()
        return () if n is None else self.named(n, "place")

    def actors(self) -> list[tuple[Entity, ...]]:
        """The actors that the question names, each as all that bear the name, without what was read as the place."""
        place = self.place_number()
        return [m.of_kind("actor") for n, m in enumerate(self.mentions) if m.of_kind("actor") and n != place]

    @property
    def content(self) -> tuple[str, ...]:
        """The words that say what is asked, beside names and days."""
        return tuple(dict.fromkeys(w.plain for w in self._words() if w.plain not in SILENT_WORDS))

    def unread(self, used: str) -> list[str]:
        """The words that say something and that neither the names nor the words in *used* account for."""
        read = set(plain(used).split())
        return [w.text for w in self._words() if w.plain not in PLAIN_WORDS and w.plain not in read]

    def _words(self) -> list[Word]:
        named = {i for m in self.mentions for i in range(m.first, m.last)}
        return [
            w
            for i, w in enumerate(self.words)
            if i not in named and w.plain and not any(d.begin <= w.begin < d.end for d in self.days)
        ]


def read(text: str, index: LabelIndex, sentences: Sentences | None = None, means: Collection[str] = ()) -> Question:
    """*text* with the names in it found, misspelt ones too; of those that bear one name only *means*, where any is."""
    sentences = sentences or Sentences(())
    asked = " ".join(text.split())[:MAX_CHARACTERS]
    question, verdict = worded(compounded(mended(asked, index, sentences)))
    words, days = words_of(question), days_in(question)
    mentions = [
        m
        for m in index.mentions(words)
        if not (_is_day(m, words, days) or _is_office(m, words) or _is_asked_for(m, words))
    ]
    taken = {i for m in mentions for i in range(m.first, m.last)}
    unknown: list[str] = []
    for first, last in _capitalised(words, taken, days):
        guess = index.guess(words, first, last)
        if guess:
            mentions.append(guess)
        # the first word of a question is a name only if something bears it
        elif last > 1 and not sentences.has([w.text for w in words[first:last]]):
            unknown.append(" ".join(w.text for w in words[first:last]))
    taken = {i for m in mentions for i in range(m.first, m.last)}
    for i, word in enumerate(words):
        if i not in taken and word.plain not in PLAIN_WORDS and word.text not in " ".join(unknown):
            guess = index.guess(words, i, i + 1) if len(word.plain) > 5 and not _is_common(word) else None
            if guess:
                mentions.append(guess)
    mentions = sorted(with_holders(words, mentions, index), key=lambda m: m.first)
    shape = _shape(words, mentions)
    frame = frame_of(shape, verdict=verdict)
    mentions = [_meant(_government(n, m, shape, frame, index), means) for n, m in enumerate(mentions)]
    return Question(
        text=asked,
        words=tuple(words),
        mentions=tuple(mentions),
        days=tuple(days),
        shape=shape,
        unknown=tuple(unknown),
        frame=frame,
        index=index,
        sentences=sentences,
    )


def _meant(mention: Mention, means: Collection[str]) -> Mention:
    meant = tuple(e for e in mention.entities if e.iri in means)
    return replace(mention, entities=meant) if meant else mention


def _government(n: int, mention: Mention, shape: str, frame: Frame, index: LabelIndex) -> Mention:
    """*mention*, read as the state too where a capital or seat acts or stands beside another: "Tehran said"."""
    state = index.seats.get(plain(mention.text))
    beside = re.search(rf"\{{{n}\}} (and|or) (the )?\{{|(and|or|between) (the )?\{{{n}\}}", shape)
    if state is None or mention.of_kind("actor") or not (n in frame.doers or beside):
        return mention
    return replace(mention, entities=(state, *mention.entities))


def _is_day(mention: Mention, words: list[Word], days: list[Days]) -> bool:
    return any(d.begin <= words[mention.first].begin < d.end for d in days)


def _is_office(mention: Mention, words: list[Word]) -> bool:
    """Whether *mention* is made of words for offices alone, in small letters: it asks for the holder."""
    return all(
        w.text.islower() and (w.plain in COMMON or w.plain in _offices()) for w in words[mention.first : mention.last]
    )


def _is_asked_for(mention: Mention, words: list[Word]) -> bool:
    """Whether *mention* is the common noun in "which gang": it names nobody."""
    before = words[mention.first - 1].plain if mention.first else ""
    return before in ("which", "what", "whose") and all(w.text.islower() for w in words[mention.first : mention.last])


def is_common(word: str) -> bool:
    """Whether *word*, plain, is one that questions are made of, not a name in small letters."""
    return word in COMMON or word in PLAIN_WORDS or word.startswith(COMMON_STEMS) or word in _offices()


def _is_common(word: Word) -> bool:
    return is_common(word.plain)


def _offices() -> frozenset[str]:
    """The words that names of offices are made of."""
    return frozenset(word for name in lexicon().offices for word in plain(name).split())


def _capitalised(words: list[Word], taken: set[int], days: list[Days]) -> list[tuple[int, int]]:
    """Runs of capitalised words that no name covers."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and end not in taken and _is_name_like(words[end], days):
            end += 1
        begin = at + (1 if at == 0 and end and words[0].plain in PLAIN_WORDS else 0)
        if end > begin:
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
        elif i not in inside and word.plain and not (word.plain == "the" and i + 1 in begins):
            parts.append(word.plain)
    return " ".join(parts)
