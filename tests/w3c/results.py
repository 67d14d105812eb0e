"""Comparing answers with what the W3C expects: as sets of rows, blank nodes by their place, numbers by their value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMATS = {
    ".srx": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}
RDF = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
Row = Mapping[str, object]


def parse_graph(path: Path, base: str | None = None) -> list[ox.Quad]:
    """The triples of a file, whose blank nodes are of no other."""
    return list(
        ox.parse(path=str(path), format=RDF[path.suffix], base_iri=base or path.as_uri(), rename_blank_nodes=True)
    )


def same_graph(one: Iterable[ox.Quad], other: Iterable[ox.Quad]) -> bool:
    """Whether two datasets are the same but for the names of blank nodes."""
    return _canonical(one) == _canonical(other)


def _canonical(quads: Iterable[ox.Quad]) -> set[str]:
    store = ox.Store()
    store.extend(quads)  # brings numbers to one form
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def as_graph(rows: Iterable[Row]) -> list[ox.Quad]:
    """Rows of bindings as a graph: a node for each row, an edge for each variable."""
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, _TYPE, ox.NamedNode("urn:row"), ox.DefaultGraph()))
        for variable, term in row.items():
            quads.append(ox.Quad(node, ox.NamedNode(f"urn:var:{variable}"), term, ox.DefaultGraph()))  # type: ignore[arg-type]
    return quads


def read_rows(content: bytes, format: ox.QueryResultsFormat) -> list[Row] | bool:
    """The rows of a result, or its yes or no."""
    found = ox.parse_query_results(content, format=format)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [v.value for v in found.variables]
    return [{n: row[n] for n in names if row[n] is not None} for row in found]


def rows_of_graph(quads: Iterable[ox.Quad]) -> list[Row]:
    """The rows of a result that is written as RDF."""
    store = ox.Store()
    store.extend(quads)
    rows: dict[str, dict[str, object]] = {}
    for found in store.query(f"SELECT ?s ?v ?x {{ ?s <{_RS}binding> [ <{_RS}variable> ?v ; <{_RS}value> ?x ] }}"):  # type: ignore[union-attr]
        rows.setdefault(str(found["s"]), {})[found["v"].value] = found["x"]  # type: ignore[index]
    empty = store.query(f"SELECT ?s {{ ?r <{_RS}solution> ?s FILTER NOT EXISTS {{ ?s <{_RS}binding> ?b }} }}")
    return [*rows.values(), *({} for _ in empty)]


def csv_rows(content: bytes) -> list[Row]:
    """The rows of a CSV result: cells are plain characters, so blank nodes alone are told apart."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return [{name: _cell(cell) for name, cell in zip(header, row, strict=True)} for row in rows if row]


def _cell(cell: str) -> object:
    return ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(cell)
