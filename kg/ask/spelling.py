"""Slips of the pen in the plain words of a question; names are guessed by the label index."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from kg.ask.labels import EVERYDAY, LabelIndex, Word, words_of
from kg.ask.sentences import Sentences
from kg.ask.words import FAMILIES, IRREGULAR, stem

_ASKING: Final = "who whom whose what which where when how list does has have were".split()
SHORTEST: Final = 4
LONG: Final = 8


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    """The words of the families in all their forms, and those that ask."""
    plainly = {word.strip(":") for word in FAMILIES.split()}
    forms = {word + end for word in plainly for end in ("", "s", "ed", "d", "ing")}
    forms |= {word.removesuffix("e") + "ing" for word in plainly}
    return tuple(sorted(forms | {pair.partition(":")[0] for pair in IRREGULAR} | {"against", "alongside", "together"}))


def mended(text: str, index: LabelIndex, sentences: Sentences) -> str:
    """*text* with words that are in no article, no name and no everyday English put right where one is near.

    >>> mended("Wich groups fougth?", LabelIndex(()), Sentences(()))
    'Which groups fought?'
    """
    found, at = [], 0
    for n, word in enumerate(words_of(text)):
        better = None if _is_known(word, index, sentences) else _nearest(word, first=n == 0)
        if better:
            found.append(text[at : word.begin] + (better.capitalize() if word.text[0].isupper() else better))
            at = word.end
    return "".join(found) + text[at:]


def _is_known(word: Word, index: LabelIndex, sentences: Sentences) -> bool:
    return (
        not word.plain.isalpha()
        or zipf_frequency(word.plain, "en") >= EVERYDAY
        or word.plain in index.words
        or sentences.holds(stem(word.plain))
    )


def _nearest(word: Word, *, first: bool) -> str | None:
    if first and (asking := [w for w in _ASKING if OSA.distance(word.plain, w) == 1]):
        return max(asking, key=len)
    if len(word.plain) < SHORTEST or word.text[0].isupper():
        return None
    most = 2 if len(word.plain) >= LONG else 1
    near = process.extractOne(word.plain, _vocabulary(), scorer=OSA.distance, score_cutoff=most)
    return near[0] if near and near[0][0] == word.plain[0] else None
