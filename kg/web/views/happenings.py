"""All events with their time, place and standing: what the timeline, the map and the list of events draw."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kg.store import Reader
from kg.web.views.kept import per_version
from kg.web.views.values import ids_tail, rows


@dataclass(frozen=True)
class Point:
    """Where a place lies, as far as it is known: ``precision`` exact or near, ``source`` where it was read."""

    long: float
    lat: float
    precision: str
    source: str


@dataclass
class Happening:
    """An event. Days are as ISO writes them, "" where none is known; ``time_precision`` is day, month, year, ..."""

    iri: str
    label: str
    type: str = ""
    begin: str = ""
    end: str = ""
    words: str = ""
    time_precision: str = ""
    place: str = ""
    where: str = ""
    point: Point | None = None
    status: str = ""
    claims: int = 0
    articles: int = 0
    actors: tuple[str, ...] = field(default_factory=tuple)


_EVENTS: Final = """SELECT ?event ?label (SAMPLE(?t) AS ?type) (COUNT(DISTINCT ?article) AS ?articles)
  (COUNT(DISTINCT ?claim) AS ?claims) {
  ?account kg:denotes ?event ; a kg:EventAccount ; kg:inArticle ?article ; kg:eventType ?t .
  ?event rdfs:label ?label .
  OPTIONAL { ?claim kg:affirms|kg:negates ?account }
} GROUP BY ?event ?label ORDER BY LCASE(?label) ?event"""
_TIMES: Final = """SELECT ?event ?begin ?end ?words ?precision {
  ?account kg:denotes ?event ; kg:time ?t . ?t rdfs:label ?words ; kg:precision ?precision .
  OPTIONAL { ?t kg:begin ?begin } OPTIONAL { ?t kg:end ?end }
} ORDER BY DESC(?begin) ?end ?words"""
_PLACES: Final = """SELECT ?event ?place ?where ?wkt ?precision ?source {
  ?account a kg:EventAccount ; kg:denotes ?event ; kg:place ?p . ?p kg:denotes ?place .
  ?place rdfs:label ?where .
  OPTIONAL { ?p geo:hasGeometry/geo:asWKT ?wkt ; kg:precision ?precision OPTIONAL { ?p kg:source ?source } }
} ORDER BY ?wkt ?place"""
_STATUSES: Final = """SELECT ?event ?status {
  ?proposition a kg:EventProposition ; kg:event ?event . ?assessment kg:proposition ?proposition ; kg:status ?status .
  FILTER NOT EXISTS { ?assessment kg:validTo ?past } } ORDER BY ?status"""
_WKT: Final = re.compile(r"POINT\((-?[\d.]+) (-?[\d.]+)\)")


@per_version
def happenings(reader: Reader) -> tuple[Happening, ...]:
    """All events, the latest first, those without a day at the end."""
    found = {
        row["event"]: Happening(
            row["event"], row["label"], ids_tail(row["type"]), claims=int(row["claims"]), articles=int(row["articles"])
        )
        for row in rows(reader, _EVENTS)
    }
    for row in rows(reader, _TIMES):
        if (event := found.get(row["event"])) and "begin" in row:
            event.begin, event.end = row["begin"], row.get("end", row["begin"])
            event.words, event.time_precision = row["words"], row["precision"]
    for row in rows(reader, _PLACES):
        if event := found.get(row["event"]):
            event.place, event.where = row["place"], row["where"]
            event.point = _point(row.get("wkt", ""), row.get("precision", ""), row.get("source", "")) or event.point
    for row in rows(reader, _STATUSES):
        if event := found.get(row["event"]):
            event.status = ids_tail(row["status"])
    return tuple(sorted(found.values(), key=lambda h: h.begin or "0000", reverse=True))


@per_version
def by_iri(reader: Reader) -> dict[str, Happening]:
    """All events, each under its IRI."""
    return {event.iri: event for event in happenings(reader)}


def _point(wkt: str, precision: str, source: str) -> Point | None:
    """The point of *wkt*.

    >>> _point("POINT(47.78 30.5)", "exact", "GeoNames")
    Point(long=47.78, lat=30.5, precision='exact', source='GeoNames')
    """
    found = _WKT.fullmatch(wkt)
    return Point(float(found[1]), float(found[2]), precision, source) if found else None


def within(events: Iterable[Happening], first: str, last: str) -> list[Happening]:
    """Those of *events* that may have happened between the days *first* and *last*; "" is no bound.

    >>> [h.iri for h in within([Happening("a", "", begin="2014-08-30", end="2014-08-31"), Happening("b", "")],
    ...                        "2014-08-31", "")]
    ['a']
    """
    if not first and not last:
        return list(events)
    return [h for h in events if h.begin and (h.end or h.begin) >= first and (not last or h.begin <= last)]
