"""The text of an article with what stands in it: mentions, words for events, words that attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg import ids
from kg.store import Reader
from kg.web.views import Node, rows

Mark = tuple[int, int, str, Node]


@dataclass(frozen=True)
class Segment:
    """A piece of an article's text with what stands in it: classes for the eye, a thing to go to, a name for it."""

    text: str
    begin: int
    classes: tuple[str, ...] = ()
    target: str = ""
    title: str = ""
    focus: bool = False


def segments(text: str, marks: Sequence[Mark], focus: Sequence[tuple[int, int]]) -> list[Segment]:
    """*text* cut where any mark begins or ends; *focus* are the spans that the reader came for.

    >>> [(s.text, s.classes) for s in segments("US left", [(0, 2, "actor", Node("i", "United States"))], [])]
    [('US', ('actor',)), (' left', ())]
    """
    cuts = {0, len(text), *(at for mark in marks for at in mark[:2]), *(at for span in focus for at in span)}
    ordered = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    found = []
    for begin, end in pairwise(ordered):
        over = [mark for mark in marks if mark[0] <= begin and end <= mark[1]]
        narrow = min(over, key=lambda m: (m[1] - m[0], m[2]), default=None)
        found.append(
            Segment(
                text[begin:end],
                begin,
                tuple(sorted({mark[2] for mark in over})),
                narrow[3].iri if narrow else "",
                narrow[3].label if narrow else "",
                any(first <= begin and end <= last for first, last in focus),
            )
        )
    return found


def marks(reader: Reader, v: str) -> list[Mark]:
    """What stands where in article *v*: mentions of actors and places, words for events, words that attribute."""
    graph = ids.article_graph(reader.base_iri, v)
    found = rows(
        reader,
        f"""SELECT DISTINCT ?begin ?end ?class ?thing ?label {{
  VALUES (?p ?class) {{ (kg:mention "actor") (kg:metonymMention "actor") (kg:trigger "event") (kg:cue "cue") }}
  GRAPH <{graph}> {{ ?t ?p ?span ; rdfs:label ?label . ?span oa:start ?begin ; oa:end ?end .
    FILTER NOT EXISTS {{ ?t a kg:TimeSpan }} }}
  OPTIONAL {{ ?t kg:denotes ?c }} BIND(COALESCE(?c, ?t) AS ?thing)
}} ORDER BY ?begin ?end ?class""",
    )
    places = f"{reader.base_iri}id/place/"
    return [
        (
            int(row["begin"]),
            int(row["end"]),
            "place" if row["thing"].startswith(places) else row["class"],
            Node(row["thing"], row["label"]),
        )
        for row in found
    ]


def paragraphs(text: str, found: Sequence[Mark], focus: Sequence[tuple[int, int]]) -> list[list[Segment]]:
    """The segments of *text*, a list for each of its paragraphs."""
    blocks: list[list[Segment]] = [[]]
    for segment in segments(text, found, focus):
        lines = segment.text.split("\n")
        for n, line in enumerate(lines):
            if n and blocks[-1]:
                blocks.append([])
            if line:
                blocks[-1].append(replace(segment, text=line))
    return [block for block in blocks if block]
