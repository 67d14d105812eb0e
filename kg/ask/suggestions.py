"""Questions that the graph at hand surely answers, for those who do not know yet what to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from weakref import ref

from kg.ask.answer import Answer
from kg.ask.labels import label_index, plain
from kg.ask.words import stem
from kg.lexicon import lexicon
from kg.query import run
from kg.store import Reader

_FROM_ROWS: Final = (
    ("same-side", "where", "Which actors fought on the same side at {}?"),
    ("opposed", "where", "Who fought against whom at {}?"),
    ("who-commands", "force_name", "Who commands {}?"),
    ("casualties", "where", "How many were killed in {}?"),
)
_ALWAYS: Final = (
    ("denied-claims", "Which claims are denied?"),
    ("contested-facts", "What is contested?"),
    ("hearsay", "Which claims are hearsay?"),
    ("detained", "Who is detained?"),
)


_OF_PLACE: Final = (
    "Which actors fought on the same side at {}?",
    "Who fought against whom at {}?",
    "What happened in {}?",
    "How many were killed in {}?",
)
_OF_ACTOR: Final = (
    "Who fought alongside {}?",
    "Who fought against {}?",
    "What did {} do?",
    "What does {} say?",
    "Who said what about {}?",
    "Who commands {}?",
)
MOST_TRIED: Final = 4


def alike(answer: Answer) -> list[str]:
    """Questions about what was understood in that of *answer*, the most alike first; they may have no answer."""
    wanted = {stem(word) for word in plain(answer.question).split()}
    about = [
        wording.format(called(e["name"]))
        for e in {e["name"]: e for e in answer.entities}.values()
        for wording in (_OF_PLACE if e["kind"] == "place" else _OF_ACTOR)
    ]
    own = (q for q in about if plain(q) != plain(answer.question))
    return sorted(own, key=lambda q: -len(wanted & {stem(word) for word in plain(q).split()}))[:MOST_TRIED]


def suggest(reader: Reader, limit: int = 6) -> tuple[str, ...]:
    """Up to *limit* questions, each of which has an answer in the graph of *reader*."""
    return _suggest(reader.version, Held(reader))[:limit]


def called(name: str) -> str:
    """*name* with its article, where it is a force or a body: "the Quds Force", "the Iraqi forces"."""
    noun = lexicon().nouns.get(name.split()[-1].lower())
    forces = noun is not None or name.split()[-1] in ("Force", "Front", "State", "States")
    return f"the {name}" if forces and " " in name and not name.lower().startswith("the ") else name


class Held:
    """A reader beside the version that a cache compares: it plays no part in that, and is not kept open for it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = ref(reader)

    @property
    def reader(self) -> Reader:
        """The reader, which the one who asks holds."""
        reader = self._reader()
        assert reader is not None
        return reader

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _suggest(version: str, held: Held) -> tuple[str, ...]:
    return tuple(_questions(held.reader))


def _questions(reader: Reader) -> Iterator[str]:
    names = label_index(reader).by_name
    for query, column, wording in _FROM_ROWS:
        rows = [row for row in run(reader, query).rows if not str(row.get("relation") or "").endswith("leads")]
        told = Counter(str(row[column]) for row in rows if row.get(column) and str(row[column]).lower() in names)
        if told:
            name, _ = min(told.items(), key=lambda item: (-item[1], item[0]))
            yield wording.format(called(name))
    for query, question in _ALWAYS:
        if len(run(reader, query)):
            yield question
