"""A published version as a file: RDF in six syntaxes, tables, networks, annotations, a crate with all of it.

The same version gives the same bytes: graphs are written in the order of their IRIs, the triples of a graph in that of
their N-Triples. Only one graph at a time is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import BytesIO
from types import MappingProxyType
from typing import IO, Final

import pyoxigraph as ox

from kg.errors import StoreError, UnknownName
from kg.export.annotations import write_annotations, write_nanopubs
from kg.export.crate import crate
from kg.export.forms import Format, Graphs, Write
from kg.export.network import write_gexf, write_graphml
from kg.export.tables import write_claims, write_events
from kg.store.interface import Reader
from kg.vocab import PREFIXES

__all__ = ["FORMATS", "Format", "export", "find_format", "sorted_quads"]


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


_DATA: Final[Mapping[str, Write]] = {
    "graph.nq": _rdf(ox.RdfFormat.N_QUADS),
    "events.csv": write_events,
    "claims.csv": write_claims,
    "network.graphml": write_graphml,
}
"""The files of data in the crate."""

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
            Format("events-csv", "text/csv", "events.csv", write_events),
            Format("claims-csv", "text/csv; header=present", "claims.csv", write_claims),
            Format("graphml", "application/graphml+xml", "graphml", write_graphml),
            Format("gexf", "application/gexf+xml", "gexf", write_gexf),
            Format("annotations", "text/turtle; profile=annotations", "annotations.ttl", write_annotations),
            Format("nanopubs", "application/trig; profile=nanopubs", "nanopubs.trig", write_nanopubs),
            Format("ro-crate", "application/zip", "crate.zip", crate(_DATA)),
        )
    }
)
"""All formats by name; a row more, and the command line and the site offer it."""
