"""A published version as a file: RDF in six syntaxes, tables of events and claims, a network of actors.

The same version gives the same bytes: graphs are written in the order of their IRIs, the triples of a graph in that of
their N-Triples. Only one graph at a time is held in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO, StringIO, TextIOWrapper
from types import MappingProxyType
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.errors import StoreError, UnknownName
from kg.query import Value, select
from kg.store.interface import Reader
from kg.vocab import PREFIXES, SPARQL_PREFIXES, compact

Graphs = Sequence[str] | None
Write = Callable[[Reader, IO[bytes], Graphs], None]


@dataclass(frozen=True)
class Format:
    """A form that a graph can be given away in. ``write`` puts it into a binary file."""

    name: str
    media_type: str
    extension: str
    write: Write


def export(reader: Reader, format_name: str, graphs: Graphs = None) -> bytes:
    """The graph of *reader* in the format called *format_name*: the same bytes for the same version.

    Args:
        graphs: IRIs of the graphs wanted, None for all. Tables and networks are made of all.
    Raises: UnknownName, with the formats there are.
    """
    sink = BytesIO()
    find_format(format_name).write(reader, sink, graphs)
    return sink.getvalue()


def find_format(name: str) -> Format:
    """The format called *name*, by name, ending or media type.

    >>> find_format("nt").name
    'ntriples'
    """
    wanted = name.strip().lower().lstrip(".")
    for known in FORMATS.values():
        if wanted in (known.name, known.extension, known.media_type):
            return known
    near = get_close_matches(wanted, FORMATS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(FORMATS)}."
    raise UnknownName(f"there is no format {name!r}. {hint}")


# RDF


def sorted_quads(reader: Reader, graphs: Graphs = None) -> Iterator[ox.Quad]:
    """All quads: by graph, and within it by their N-Triples."""
    for graph in sorted(reader.graphs() if graphs is None else graphs):
        yield from sorted(reader.quads(graph), key=str)


_WITH_PREFIXES: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML)


def _rdf(rdf_format: ox.RdfFormat) -> Write:
    def write(reader: Reader, sink: IO[bytes], graphs: Graphs) -> None:
        quads = sorted_quads(reader, graphs)
        prefixes = dict(PREFIXES) if rdf_format in _WITH_PREFIXES else None
        try:
            if rdf_format.supports_datasets:
                ox.serialize(quads, sink, rdf_format, prefixes=prefixes)
            else:
                ox.serialize((quad.triple for quad in quads), sink, rdf_format, prefixes=prefixes)
        except ValueError as exc:
            raise StoreError(f"the graph cannot be written as {rdf_format.name}: {exc}.") from exc

    return write


# Tables


_EVENTS: Final = """SELECT ?event ?name ?type ?status ?origins ?first ?last ?place ?actors ?articles {
  {
    SELECT ?event ?proposition (GROUP_CONCAT(?actor_name; separator="; ") AS ?actors) {
      { SELECT DISTINCT ?event ?proposition ?actor_name {
        ?proposition a kg:EventProposition ; kg:event ?event .
        OPTIONAL { ?part a kg:ParticipationProposition ; kg:event ?event ; kg:actor/rdfs:label ?actor_name }
      } ORDER BY ?event ?actor_name }
    } GROUP BY ?event ?proposition
  }
  ?event rdfs:label ?name ; sem:eventType ?type .
  ?assessment kg:proposition ?proposition ; kg:status ?status ; kg:origins ?origins .
  FILTER NOT EXISTS { ?assessment kg:validTo ?past }
  { SELECT ?assessment (COUNT(DISTINCT ?article) AS ?articles) { ?assessment kg:ground/kg:inArticle ?article }
    GROUP BY ?assessment }
  OPTIONAL { SELECT ?proposition (MIN(?begin) AS ?first) (MAX(?end) AS ?last) {
    ?proposition kg:time ?time . ?time kg:begin ?begin . OPTIONAL { ?time kg:end ?end } } GROUP BY ?proposition }
  OPTIONAL { SELECT ?proposition (MIN(?where) AS ?place) {
    ?proposition kg:place/rdfs:label ?where } GROUP BY ?proposition }
} ORDER BY ?event"""

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

_EDGES: Final = """SELECT ?source ?source_name ?edge ?target ?target_name {
  VALUES ?edge { kg:foughtAlongside kg:foughtAgainst kg:alliedWith kg:hostileTo kg:commands kg:leads kg:memberOf
    kg:partOf kg:employedBy kg:spouseOf kg:holdsOffice }
  GRAPH <%sgraph/derived> { ?source ?edge ?target }
  ?source rdfs:label ?source_name .
  ?target rdfs:label ?target_name .
  # what goes both ways is drawn once
  FILTER(?edge NOT IN (kg:foughtAlongside, kg:foughtAgainst) || STR(?source) < STR(?target))
} ORDER BY ?source ?edge ?target"""


def _table(query: str) -> Write:
    def write(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
        found = select(reader, SPARQL_PREFIXES + query)
        text = StringIO(newline="")
        lines = csv.writer(text, lineterminator="\r\n")  # RFC 4180
        lines.writerow(found.variables)
        lines.writerows([_cell(row[name]) for name in found.variables] for row in found.rows)
        sink.write(text.getvalue().encode("utf-8"))

    return write


def _cell(value: Value) -> str:
    """*value* for a table: terms of our schemes by their short names."""
    if value is None:
        return ""
    return compact(value).partition(":")[2] if isinstance(value, str) and compact(value) != value else str(value)


# Networks


def _graphml(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """The plain edges between actors, for Gephi, Cytoscape, networkx."""
    rows = select(reader, SPARQL_PREFIXES + _EDGES % reader.base_iri).rows
    names = {str(r[end]): str(r[f"{end}_name"]) for r in rows for end in ("source", "target")}
    out = TextIOWrapper(sink, encoding="utf-8", newline="\n")
    out.write(_GRAPHML_HEAD)
    for iri, name in sorted(names.items()):
        out.write(f'  <node id={quoteattr(iri)}><data key="name">{escape(name)}</data></node>\n')
    for n, row in enumerate(rows):
        ends = f"source={quoteattr(str(row['source']))} target={quoteattr(str(row['target']))}"
        out.write(f'  <edge id="e{n}" {ends}><data key="edge">{_cell(row["edge"])}</data></edge>\n')
    out.write(" </graph>\n</graphml>\n")
    out.flush()
    out.detach()


_GRAPHML_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
 <key id="name" for="node" attr.name="label" attr.type="string"/>
 <key id="edge" for="edge" attr.name="relation" attr.type="string"/>
 <graph edgedefault="directed">
"""

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        known.name: known
        for known in (
            Format("turtle", "text/turtle", "ttl", _rdf(ox.RdfFormat.TURTLE)),
            Format("ntriples", "application/n-triples", "nt", _rdf(ox.RdfFormat.N_TRIPLES)),
            Format("nquads", "application/n-quads", "nq", _rdf(ox.RdfFormat.N_QUADS)),
            Format("trig", "application/trig", "trig", _rdf(ox.RdfFormat.TRIG)),
            Format("jsonld", "application/ld+json", "jsonld", _rdf(ox.RdfFormat.JSON_LD)),
            Format("rdfxml", "application/rdf+xml", "rdf", _rdf(ox.RdfFormat.RDF_XML)),
            Format("events-csv", "text/csv", "events.csv", _table(_EVENTS)),
            Format("claims-csv", "text/csv; header=present", "claims.csv", _table(_CLAIMS)),
            Format("graphml", "application/graphml+xml", "graphml", _graphml),
        )
    }
)
"""All formats by name; a row more, and the command line offers it."""
