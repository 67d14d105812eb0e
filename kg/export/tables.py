"""Tables: a row for each event, in the manner of ACLED's, and a row for each claim."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import IO, Final

from kg.export.forms import Graphs, write_csv
from kg.query import Value, select
from kg.store.interface import Reader
from kg.vocab import SPARQL_PREFIXES

Row = Mapping[str, Value]

EVENT_COLUMNS: Final = (
    "event_id", "event_date", "end_date", "year", "time_precision", "event_type", "sub_event_type", "actor1", "actor2",
    "location", "latitude", "longitude", "source", "notes", "fatalities", "fatalities_low", "fatalities_high", "status",
    "origins", "articles", "event",
)  # fmt: skip
"""Named as ACLED names them, where it has such a column; ``event`` is the IRI."""

_EVENTS: Final = """SELECT DISTINCT ?event ?name ?type ?status ?origins ?first ?last ?precision ?place ?wkt {
  ?event a sem:Event ; rdfs:label ?name ; sem:eventType ?type .
  ?proposition a kg:EventProposition ; kg:event ?event .
  ?assessment kg:proposition ?proposition ; kg:status ?status ; kg:origins ?origins .
  FILTER NOT EXISTS { ?assessment kg:validTo ?past }
  OPTIONAL { ?proposition kg:time ?time . ?time kg:begin ?first . OPTIONAL { ?time kg:end ?last }
             OPTIONAL { ?time kg:precision ?precision } }
  OPTIONAL { ?proposition kg:place ?where . ?where rdfs:label ?place
             OPTIONAL { ?where geo:hasGeometry/geo:asWKT ?wkt } }
} ORDER BY ?event ?first ?last ?place ?wkt"""
_SUBTYPES: Final = (
    "SELECT DISTINCT ?event ?value { ?told kg:denotes ?event ; kg:subtype ?value } ORDER BY ?event ?value"
)
_PARTIES: Final = """SELECT DISTINCT ?event ?value {
  ?part a kg:ParticipationProposition ; kg:event ?event ; kg:function kg:%s ; kg:actor/rdfs:label ?value
} ORDER BY ?event ?value"""
_SOURCES: Final = """SELECT DISTINCT ?event ?outlet ?article ?text {
  ?proposition a kg:EventProposition ; kg:event ?event .
  ?assessment kg:proposition ?proposition ; kg:ground ?claim .
  FILTER NOT EXISTS { ?assessment kg:validTo ?past }
  ?claim kg:inArticle ?article ; kg:evidence ?span .
  ?article kg:publisher/rdfs:label ?outlet .
  OPTIONAL { ?span oa:exact ?text }
} ORDER BY ?event ?article ?text"""
_DEATHS: Final = """SELECT DISTINCT ?event ?low ?best ?high {
  ?quantity a kg:Quantity ; kg:measure "killed" ; kg:account/kg:denotes ?event .
  OPTIONAL { ?quantity kg:low ?low } OPTIONAL { ?quantity kg:best ?best } OPTIONAL { ?quantity kg:high ?high }
} ORDER BY ?event ?low ?best ?high"""

_CLAIMS: Final = """SELECT
  ?claim ?holder ?stance ?act ?certainty ?modality ?disputes ?published ?article ?begin ?end ?text
{
  ?claim a kg:Claim ; kg:stance ?stance ; kg:act ?act ; kg:evidence ?span .
  ?span oa:start ?begin ; oa:end ?end ; kg:inArticle ?article .
  OPTIONAL { ?span oa:exact ?text }
  OPTIONAL { ?claim kg:holder/rdfs:label ?holder }
  OPTIONAL { ?claim kg:certainty ?certainty }
  OPTIONAL { ?claim kg:modality ?modality }
  OPTIONAL { ?claim kg:disputes ?disputes }
  OPTIONAL { ?article schema:datePublished ?published }
} ORDER BY ?article ?begin ?claim ?disputes"""


def write_claims(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """A row for each claim, and for each claim that it disputes."""
    found = select(reader, SPARQL_PREFIXES + _CLAIMS)
    write_csv(sink, found.variables, ([row[name] for name in found.variables] for row in found.rows))


def write_events(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """A row for each event; what several reports give differently stands with semicolons between."""
    subtypes = _by_event(reader, _SUBTYPES)
    agents, targets = (_by_event(reader, _PARTIES % function) for function in ("agent", "target"))
    sources, deaths = _by_event(reader, _SOURCES), _by_event(reader, _DEATHS)
    events: dict[str, Row] = {}
    for row in select(reader, SPARQL_PREFIXES + _EVENTS).rows:
        events.setdefault(str(row["event"]), row)
    write_csv(
        sink,
        EVENT_COLUMNS,
        (
            _event(row, _joined(subtypes[e], "value"), agents[e], targets[e], sources[e], deaths[e])
            for e, row in events.items()
        ),
    )


def _by_event(reader: Reader, query: str) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in select(reader, SPARQL_PREFIXES + query).rows:
        found[str(row["event"])].append(row)
    return found


def _event(
    row: Row, subtype: str, agents: list[Row], targets: list[Row], sources: list[Row], deaths: list[Row]
) -> list[Value]:
    long, lat = _point(row["wkt"])
    counts = [{k: int(str(d[k])) for k in ("low", "best", "high") if d[k] is not None} for d in deaths]
    best = [c.get("best", c.get("low", c.get("high"))) for c in counts]
    every = [number for c in counts for number in c.values()]
    return [
        str(row["event"]).rpartition("/")[2], row["first"], row["last"] or row["first"], str(row["first"] or "")[:4],
        row["precision"], row["type"], subtype, _joined(agents, "value"), _joined(targets, "value"),
        row["place"], lat, long, _joined(sources, "outlet"), next((s["text"] for s in sources if s["text"]), None),
        next(iter(dict.fromkeys(best)), None), min(every, default=None), max(every, default=None), row["status"],
        row["origins"], len({s["article"] for s in sources}), row["event"],
    ]  # fmt: skip


def _joined(rows: list[Row], column: str) -> str:
    values = (str(row[column]) for row in rows if row[column] is not None)
    return "; ".join(dict.fromkeys(value.rpartition("/")[2] if "://" in value else value for value in values))


def _point(wkt: Value) -> tuple[str, str]:
    """Longitude and latitude of a point.

    >>> _point("POINT(44.1 34.9)"), _point(None)
    (('44.1', '34.9'), ('', ''))
    """
    found = re.match(r"POINT\s*\(([-\d.]+) ([-\d.]+)\)", str(wkt or ""))
    return (found[1], found[2]) if found else ("", "")
