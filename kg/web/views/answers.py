"""An answer as its page shows it: each part with its best sentences; what a name may mean, with what that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.ask import Answer, Evidence
from kg.ask.answer import best_two
from kg.store import Reader
from kg.web.views.evidence import Passage
from kg.web.views.values import Row, ids_tail, rows, values


@dataclass(frozen=True)
class Quote:
    """A sentence in pieces, each with whether it names whom the answer is about; none where the answer quotes it."""

    passage: Passage
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Part:
    """One answer with its sentences, and the number of articles that it rests on."""

    thing: Mapping[str, Any]
    quotes: tuple[Quote, ...]
    reports: int


@dataclass(frozen=True)
class Choice:
    """What a name may mean, and what that is."""

    iri: str
    name: str
    what: str


def answer_parts(reader: Reader, answer: Answer) -> tuple[list[Part], list[Part]]:
    """The parts of *answer*: those told by several reports, or all where none or all are; and those told by one."""
    mentions = _mentions(reader, answer)
    found = [_part(answer, n, mentions) for n in range(len(answer.answers))]
    several = [part for part in found if part.reports > 1]
    alone = [part for part in found if part.reports <= 1]
    return (several, alone) if several and alone and not answer.verdict else (found, [])


Mentions = Mapping[tuple[str, str], list[tuple[int, int]]]


def _part(answer: Answer, n: int, mentions: Mentions) -> Part:
    thing = answer.answers[n]
    iri, said = str(thing.get("iri") or ""), _squeezed(str(thing.get("text") or ""))

    def named(e: Evidence) -> list[tuple[int, int]]:
        return [
            (b - e.begin, x - e.begin) for b, x in mentions.get((iri, e.article), ()) if e.begin <= b and x <= e.end
        ]

    held = sorted(answer.support[n], key=lambda e: not named(e)) if n < len(answer.support) else []
    quotes = [
        Quote(_at(e), () if _squeezed(e.text) in said else pieces(e.text, named(e))) for e in best_two(held) if e.text
    ]
    return Part(thing, tuple(quotes), answer.reports(n))


def _mentions(reader: Reader, answer: Answer) -> Mentions:
    """Where each thing that answers is named in each article that the answer rests on."""
    things = sorted({str(a["iri"]) for a in answer.answers if a.get("iri")})
    articles = sorted({e.article for e in answer.evidence})
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    if things and articles:
        for row in rows(reader, _NAMED % (values(things), values(articles))):
            found.setdefault((row["thing"], row["article"]), []).append((int(row["begin"]), int(row["end"])))
    return found


def _at(evidence: Evidence) -> Passage:
    v = evidence.article.rpartition("/")[2]
    return Passage(v, evidence.begin, evidence.end, evidence.text, source=evidence.credit)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def pieces(text: str, named: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """*text* cut where it names somebody.

    >>> pieces("TheUS struck.", [(3, 5)])
    (('The', False), ('US', True), (' struck.', False))
    """
    found, at = [], 0
    for begin, end in sorted(named):
        if begin >= at:
            found += [(text[at:begin], False), (text[begin:end], True)]
            at = end
    return tuple(piece for piece in (*found, (text[at:], False)) if piece[0])


def answer_choices(reader: Reader, answer: Answer) -> list[tuple[str, list[Choice]]]:
    """Each name of the question that may mean several, with these and what they are."""
    iris = {option["iri"] for several in answer.choices for option in several}
    kinds: dict[str, list[Row]] = {}
    for row in rows(reader, _WHAT % values(sorted(iris))) if iris else []:
        kinds.setdefault(row["thing"], []).append(row)
    return [
        (several[0]["text"], [Choice(o["iri"], o["name"], _what(kinds.get(o["iri"], []))) for o in several])
        for several in answer.choices
    ]


def _what(known: list[Row]) -> str:
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", ids_tail(known[0]["kind"])).lower() if known else ""
    titles = sorted({row["title"] for row in known})
    return f"{kind}, in “{titles[0]}”" if len(titles) == 1 else f"{kind}, in {len(titles)} articles" if titles else ""


_NAMED = """SELECT DISTINCT ?thing ?article ?begin ?end {
  VALUES ?thing { %s } VALUES ?article { %s }
  ?n kg:denotes ?thing ; kg:inArticle ?article ; kg:mention|kg:metonymMention ?span .
  ?span oa:start ?begin ; oa:end ?end .
} ORDER BY ?thing ?article ?begin"""
_WHAT = """SELECT DISTINCT ?thing ?kind ?title {
  VALUES ?thing { %s }
  ?n kg:denotes ?thing ; a ?kind ; kg:inArticle/rdfs:label ?title .
  FILTER(STRSTARTS(STR(?kind), STR(kg:)) && ?kind != kg:Actor)
} ORDER BY ?thing ?kind ?title"""
