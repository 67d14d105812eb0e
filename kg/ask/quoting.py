"""The last resort: the sentences that speak of what is asked, where no fact tells just that.

Such a sentence names all that the question names and holds its deed and most of its other words, the rare ones counting
most; it is quoted as it stands, and is never a yes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kg.ask.deeds import is_beside, stands, stands_in, strong, weak, where_told
from kg.ask.labels import plain
from kg.ask.reading import FIGHTING_WORDS, Question
from kg.ask.slots import Params
from kg.ask.words import family, stem, tokens

Row = Mapping[str, Any]
# of the words asked for, by weight, those that a sentence holds
LEAST_HELD: Final = 0.6
MOST_QUOTED: Final = 4
# words between who does a deed and the deed
NEAR_DOER: Final = 8
_SAID: Final = frozenset(map(stem, "say said tell told call called speak spoke talk publish report".split()))
_NUMBER: Final = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|scores?)\b"
)
_TIME: Final = re.compile(
    r"\b([12]\d{3}|january|february|march|april|may|june|july|august|september|october|november|december|\w+day"
    r"|yesterday|today|tomorrow|tonight|overnight|(last|this|next|past) \w+"
    r"|\w+ (days|weeks|months|years|hours) (ago|later|after))\b",
    re.I,
)


def quotable(question: Question) -> Params | None:
    """The sentences that hold the words asked for."""
    words = _words(question)
    if question.frame.asks == "verdict" or not words or not question.frame.told:
        return None
    names = [question.index.names_of(mention.entities) for mention in question.mentions]
    spans = question.sentences.speaking(words, weak(question), names, LEAST_HELD)
    return {"span": spans} if spans else None


def nameable(question: Question) -> Params | None:
    """The sentences that name all that the question names, where it asks for nothing else."""
    names = [question.index.names_of(mention.entities) for mention in question.mentions]
    if not names or not all(map(_is_said, strong(question))):
        return None
    spans = question.sentences.naming(names)
    return {"span": spans} if spans else None


def quoted(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows*, sentences, that speak most of what is asked, and tell a thing of the kind that is asked for."""
    words = _words(question)
    if words and (len(words) + len(question.mentions) < 2 or all(word in FIGHTING_WORDS for word in words)):
        return []
    held = [(_held(question, row), row) for row in rows if _speaks(question, row)]
    best = max((score for score, _ in held), default=0.0)
    texts = list(dict.fromkeys(row.get("text") for score, row in held if score >= best * 0.9))[:MOST_QUOTED]
    return [dict(row) for _, row in held if row.get("text") in texts]


def _words(question: Question) -> list[str]:
    """The words that a sentence must be told with; that somebody says it is told otherwise."""
    every = strong(question)
    return [word for word in every if not _is_said(word)] or every


def _is_said(word: str) -> bool:
    return stem(word) in _SAID


def _held(question: Question, row: Row) -> float:
    """The weight of the words asked for that *row* holds."""
    said = set(map(stem, tokens(str(row.get("text") or ""))))
    held = sum(question.sentences.weight(word) for word in _words(question) if family(word) & said)
    return held + sum(0.5 for word in strong(question) if _is_said(word) and family(word) & said)


def _speaks(question: Question, row: Row) -> bool:
    frame, words = question.frame, _words(question)
    if row.get("status") and not stands(question, row):
        return False
    headed = frame.asks in ("count", "length")
    if not all(stands_in(question, n, row, headed=headed) for n in range(len(question.mentions))):
        return False
    text = str(row.get("text") or "")
    fits = {
        "count": lambda: _NUMBER.search(text) is not None,
        "length": lambda: _NUMBER.search(text) is not None,
        "time": lambda: _TIME.search(text) is not None,
        "place": lambda: _tells_a_place(question, text),
    }.get(frame.asks, lambda: True)()
    if frame.asks == "doer":
        fits = fits and all(is_beside(question, n, words, row) for n in frame.targets)
    if frame.asks == "target" and frame.doers and re.match(r"whom?\b", question.shape):
        return False  # that a sentence speaks of it does not tell who did it to whom
    if words and frame.asks in ("target", "place", "words", "time"):
        fits = fits and all(_does(question, n, words, row) for n in frame.doers)
    return fits


def _tells_a_place(question: Question, text: str) -> bool:
    """Whether *text* names a place that the question does not."""
    said = f" {plain(text)} "
    asked = {
        name for n in range(len(question.mentions)) for name in question.index.names_of(question.named(n, "place"))
    }
    return any(f" {name} " in said for name in question.index.places if name not in asked)


def _does(question: Question, n: int, words: Sequence[str], row: Row) -> bool:
    """Whether a sentence has ``{n}`` shortly before one of *words*, so that it does what is told; or it says so."""
    names = question.index.names_of(question.mentions[n].entities)
    if plain(str(row.get("holder_name") or "")) in names:
        return True
    told, named = where_told(question, n, words, row)
    return any(0 < i - j <= NEAR_DOER for i in told for j in named)
