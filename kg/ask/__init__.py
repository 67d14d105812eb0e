"""A question in plain English to an answer with its evidence: read, filled into a query of ``queries/``, told.

No model is asked and the parser is not loaded. What cannot be read or found is named: "no report in this dataset" is
not "no".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from kg.ask.answer import Answer, Evidence
from kg.ask.composing import not_there, nothing, told, unread
from kg.ask.finding import find
from kg.ask.intents import INTENTS, Intent
from kg.ask.labels import label_index, plain
from kg.ask.reading import MAX_CHARACTERS, Question, is_common, read
from kg.ask.sentences import sentences_of
from kg.ask.suggestions import Held, alike, suggest
from kg.store import Reader

__all__ = ["Answer", "Evidence", "ask", "kinds"]

_RELATIVE: Final = re.compile(
    r"\b(yesterday|tomorrow|today|tonight|((last|this|next|past|coming) (day|week|weekend|month|year|summer|winter|"
    r"spring|autumn)s?)|recently|lately)\b"
)

_OPINION: Final = re.compile(
    r"(should|ought|could|would|might)\b|(whom?|what|which \w+|why|how) (should|ought)\b|(is|was|were|are) .*"
    r"\b(justified|right or wrong|good or bad|to blame)$"
)


def kinds() -> list[str]:
    """A question of each kind that is understood."""
    return [intent.example for intent in INTENTS]


def ask(reader: Reader, question: str, means: Collection[str] = ()) -> Answer:
    """The answer that the graph of *reader* gives to *question*.

    Where a name in it is that of several, *means* are the IRIs of those that are meant.
    """
    answer = _answer(reader, question, means)
    return answer if answer.found else replace(answer, nearest=_nearest(reader, answer))


def _nearest(reader: Reader, answer: Answer, limit: int = 2) -> tuple[str, ...]:
    """Questions like that of *answer* that have one; of anything where nothing else has."""
    held = Held(reader)
    found = (other for other in alike(answer) if _has_an_answer(reader.version, other, held))
    return tuple(islice(found, limit)) or suggest(reader, limit)


@lru_cache(maxsize=10_000)
def _has_an_answer(version: str, question: str, held: Held) -> bool:
    """Whether *question* has an answer in *version*: the same few are tried of all who ask about somebody."""
    return _answer(held.reader, question, ()).found


def _answer(reader: Reader, question: str, means: Collection[str]) -> Answer:
    if len(question) > MAX_CHARACTERS:
        why = f"the question is longer than {MAX_CHARACTERS} characters."
        return unread(reader, question[:MAX_CHARACTERS], None, why)
    asked = read(question, label_index(reader), sentences_of(reader), means)
    if asked.days and asked.days[0].first > asked.days[-1].last:
        return unread(reader, asked.text, asked, "the time that is asked for ends before it begins.")
    relative = _RELATIVE.search(asked.shape)
    if relative:
        why = f"“{relative[0]}” is not a day that can be told from the dataset: name the day, month or year."
        return unread(reader, asked.text, asked, why)
    if _OPINION.match(asked.shape):
        return unread(reader, asked.text, asked, "what should or could be is an opinion, no report.")
    readings = list(_readings(asked))
    likeliest = readings[0][0] if readings else None
    missing = _missing(asked, likeliest)
    if missing:
        return not_there(reader, asked, likeliest, missing)
    if not readings:
        return unread(reader, asked.text, asked, "this question cannot be read.")
    return _first_answer(reader, asked, readings)


def _first_answer(reader: Reader, question: Question, readings: list[tuple[Intent, dict[str, Any]]]) -> Answer:
    """The answer of the likeliest reading that has one.

    After a reading that is certain no other is tried; that nothing stands in a relation may still be told otherwise.
    """
    answers: list[Answer] = []
    certain = ""
    for intent, params in readings:
        if certain and not (intent.query == "sentences" and certain == "pairs"):
            continue
        found = find(reader, question, intent, params)
        answer = told(reader, question, intent, found) if found.rows else nothing(reader, question, intent, found)
        answers.append(answer)
        if answer.found:
            return answer
        certain = certain or (intent.told if intent.strict else "")
    return answers[0]


def _readings(question: Question) -> Iterator[tuple[Intent, dict[str, Any]]]:
    """The kinds of question that fit, with their parameters, the likeliest first."""
    for intent in INTENTS:
        if intent.cue(question) is not None:
            params = intent.params(question)
            if params is not None:
                yield intent, params


def _missing(question: Question, intent: Intent | None) -> list[str]:
    """The names in the question that nothing in the graph bears."""
    used = set(plain(intent.cue(question) or "").split()) if intent and intent.is_worded else set()
    found = []
    for name in question.unknown:
        if [w for w in plain(name).split() if w not in used and not is_common(w)]:
            found.append(name)
    return found
