"""Whose words a sentence passes on, where it is not the outlet itself that says so, and who denies them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kg import ids
from kg.query import select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES

Place = tuple[str, int, int]
"""An article, and from which character to which."""


class Voices(NamedTuple):
    """The names of those who say something, empty where the outlet does, and of those who deny it."""

    said_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


def place_of(row: Mapping[str, Any]) -> Place | None:
    """Where the sentence of *row* stands, if it has one."""
    if not row.get("article") or row.get("begin") is None or row.get("end") is None:
        return None
    return str(row["article"]), int(row["begin"]), int(row["end"])


def voices(reader: Reader, rows: Sequence[Mapping[str, Any]]) -> dict[Place, Voices]:
    """For each sentence of *rows* who says, and who denies, what the row tells.

    A row without an event counts for all that its sentence tells.
    """
    asked: dict[str, Place] = {}
    events: dict[Place, set[str]] = defaultdict(set)
    for row in rows:
        place = place_of(row)
        if place is not None:
            base, _, v = place[0].rpartition("id/article/")
            asked[ids.span(base, v, place[1:])] = place
            events[place].add(str(row.get("event") or ""))
    if not asked:
        return {}
    found = select(
        reader,
        SPARQL_PREFIXES
        + f"""SELECT DISTINCT ?span ?own ?event ?name ?denier {{
  VALUES ?span {{ {" ".join(f"<{span}>" for span in asked)} }}
  ?claim kg:evidence ?span ; kg:affirms ?told ; kg:outlet ?own .
  OPTIONAL {{ ?told kg:denotes ?event }}
  OPTIONAL {{ ?claim kg:holder/kg:denotes/rdfs:label ?name }}
  OPTIONAL {{ ?denial kg:disputes ?claim ; kg:holder/kg:denotes/rdfs:label ?denier }}
}} ORDER BY ?span ?name ?denier""",
    )
    said: dict[Place, dict[str, None]] = defaultdict(dict)
    denied: dict[Place, dict[str, None]] = defaultdict(dict)
    own: set[Place] = set()
    for row in found.rows:
        place = asked[str(row["span"])]
        if "" not in events[place] and str(row["event"]) not in events[place]:
            continue
        if row["own"]:
            own.add(place)
        elif row["name"]:
            said[place][str(row["name"])] = None
        if row["denier"]:
            denied[place][str(row["denier"])] = None
    return {p: Voices(() if p in own else tuple(said[p]), tuple(denied[p])) for p in events}
