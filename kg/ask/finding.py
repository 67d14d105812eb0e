"""The rows of a query that answer a question as it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.ask.deeds import gives_a_reason
from kg.ask.intents import Intent
from kg.ask.labels import Mention, plain
from kg.ask.reading import Question
from kg.ask.slots import days
from kg.ask.words import family, stem, stems
from kg.query import NamedQuery, find_query, resolve, select
from kg.store import Reader

Row = dict[str, Any]
_DAYS: Final = frozenset({"from_day", "on_day", "as_of"})


@dataclass(frozen=True)
class Found:
    """What a query gave: ``sparql`` is the query, ``strange`` are words of the question that no row holds."""

    params: Mapping[str, Any]
    sparql: str
    rows: Sequence[Row]
    strange: Sequence[str] = ()


def find(reader: Reader, question: Question, intent: Intent, params: Mapping[str, Any]) -> Found:
    """The rows that answer *question*; where its actors have none, those of what is a part of them."""
    found = _find(reader, question, intent, params)
    if found.rows:
        return found
    wider = question.index.widened(params)
    again = _find(reader, question, intent, wider) if wider != params else found
    if again.rows or "place" not in params or intent.choose is not None or not question.actors():
        return again
    anywhere = _find(reader, question, intent, {k: v for k, v in params.items() if k != "place"})
    return anywhere if anywhere.rows else found


def _find(reader: Reader, question: Question, intent: Intent, params: Mapping[str, Any]) -> Found:
    query = find_query(intent.query)
    shown = query.bind(resolve(reader, query, params))
    every: dict[str, list[str]] = (
        {} if intent.settled or not any(p.name == "status" for p in query.params) else {"status": []}
    )
    rows = select(reader, query.bind(resolve(reader, query, {**params, **every}))).rows if every else None
    rows = select(reader, shown).rows if rows is None else rows
    if intent.headed and "place" in params:
        rows = [*rows, *_headed(reader, question, query, params)]
    rows = [row for row in rows if intent.keep(question, row)]
    rows = _between_named(intent, question, rows)
    if question.days and not _DAYS.intersection(params):
        rows = _within_days(reader, question, rows)
    if question.shape.startswith("why ") and intent.told != "relations":
        rows = [row for row in rows if gives_a_reason(row)]
    if intent.choose is not None:
        return Found(params, shown, intent.choose(question, rows))
    rows, strange = _on_topic(intent, question, params, rows)
    return Found(params, shown, rows, strange)


def _headed(reader: Reader, question: Question, query: NamedQuery, params: Mapping[str, Any]) -> list[Row]:
    """The rows without a place in articles whose headline names the place that is asked for."""
    anywhere = {name: value for name, value in params.items() if name != "place"}
    names = question.index.names_of(question.place())
    found = []
    for row in select(reader, query.bind(resolve(reader, query, anywhere))).rows:
        title = f" {plain(question.sentences.titles.get(str(row['article']), ''))} "
        if not row.get("where") and any(f" {name} " in title for name in names):
            found.append(row)
    return found


def _within_days(reader: Reader, question: Question, rows: Sequence[Row]) -> list[Row]:
    """Of *rows* those about an event of the days asked for, or, without an event, of its place in the same article."""
    query = find_query("events")
    held = query.bind(resolve(reader, query, {**days(question), "status": []}))
    yearless = [d for d in question.days if d.every_year]
    events: set[Any] = set()
    places: set[Any] = set()
    for row in select(reader, held).rows:
        first, last = str(row["first"] or ""), str(row["last"] or row["first"] or "")
        if yearless and not any(d.holds(first, last) for d in yearless if first):
            continue
        events.add(row["event"])
        if row.get("where"):
            places.add((row["article"], row["where"]))
    return [
        row
        for row in rows
        if (row["event"] in events if row.get("event") else (row.get("article"), row.get("where")) in places)
    ]


def _between_named(intent: Intent, question: Question, rows: Sequence[Row]) -> list[Row]:
    """Of pairs only those between the two actors that the question names, where it names two."""
    actors = [question.index.with_parts(actor) for actor in question.actors()]
    if intent.between is None or len(actors) < 2:
        return list(rows)
    one, other = intent.between
    return [
        row
        for row in rows
        if (row[one] in actors[0] and row[other] in actors[1]) or (row[one] in actors[1] and row[other] in actors[0])
    ]


def _on_topic(
    intent: Intent, question: Question, params: Mapping[str, Any], rows: Sequence[Row]
) -> tuple[list[Row], list[str]]:
    """The rows that speak of what else the question mentions, and the words that none of them holds.

    Every such word must stand in some row, else the question asks for something else; of words that a claim is retold
    with, two thirds must stand in one row, and all names.
    """
    topics = _topics(intent, question, params)
    named = {m.text for m in _unused(question, params, intent)}
    held = [{word for word, stands in topics.items() if stands(row)} for row in rows]
    if intent.told == "claims" and named:
        naming = [(row, words) for row, words in zip(rows, held, strict=True) if named & words]
        rows, held = [row for row, _ in naming], [words for _, words in naming]
    strange = [word for word in topics if not any(word in words for words in held)]
    best = max((len(words) for words in held), default=0)
    if strange and (intent.told != "claims" or best * 3 < len(topics) * 2 or named & set(strange)):
        return [], strange
    if intent.told == "claims" and best * 3 < len(topics) * 2:
        return [], [word for word in topics if word not in named]
    kept = [row for row, words in zip(rows, held, strict=True) if len(words) == best]
    return _of_event(question, kept) if intent.told in ("events", "relations") else kept, []


def _topics(intent: Intent, question: Question, params: Mapping[str, Any]) -> dict[str, Callable[[Row], bool]]:
    """What else the question mentions, each with whether a row speaks of it."""

    def of_word(word: str) -> Callable[[Row], bool]:
        return lambda row: bool(family(word) & _stems_in(row))

    def of_name(mention: Mention) -> Callable[[Row], bool]:
        names = question.index.names_of(mention.entities)
        own = {e.iri for e in mention.entities}
        return lambda row: bool(own & set(map(str, row.values()))) or any(f" {n} " in _said(row) for n in names)

    used = f"{intent.cue(question) or ''} {question.frame.head}"
    topics: dict[str, Callable[[Row], bool]] = {w: of_word(plain(w)) for w in question.unread(used)}
    return topics | {m.text: of_name(m) for m in _unused(question, params, intent)}


def _of_event(question: Question, rows: Sequence[Row]) -> list[Row]:
    """Of *rows* those whose event is called as in the question ("siege"), all where none is."""
    called = ("siege", "battle", "offensive", "attack")
    wanted = {stem(w) for w in called if re.search(rf"\b{w}s?\b", question.shape)}
    named = [r for r in rows if wanted & stems(f"{r.get('event_name') or ''} {r.get('effect_name') or ''}")]
    return named or list(rows)


def _unused(question: Question, params: Mapping[str, Any], intent: Intent) -> list[Mention]:
    """The names that no parameter took."""
    taken = {iri for value in params.values() if isinstance(value, list) for iri in value}
    for actor in question.actors()[: 2 if intent.between else 1 if intent.takes_actor else 0]:
        taken |= {e.iri for e in actor}
    return [m for m in question.mentions if not any(e.iri in taken for e in m.entities)]


def _said(row: Row) -> str:
    text = " ".join(str(v) for v in row.values() if v is not None and not str(v).startswith("http"))
    return f" {plain(text)} "


def _stems_in(row: Row) -> frozenset[str]:
    return stems(_said(row))
