"""SPARQL 1.1 query: the W3C's evaluation tests over HTTP, in XML, JSON, CSV and TSV."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.conftest import needs
from tests.w3c.conftest import Server
from tests.w3c.manifests import GraphFile, W3CTest, read
from tests.w3c.results import FORMATS, RDF, as_graph, csv_rows, parse_graph, read_rows, rows_of_graph, same_graph

pytestmark = needs("w3c/rdf-tests")
FOLDERS = (
    "aggregates bind bindings cast construct csv-tsv-res exists functions grouping json-res negation "
    "project-expression property-path subquery"
).split()
TESTS = read(FOLDERS, "QueryEvaluationTest", "CSVResultFormatTest")


@pytest.fixture(scope="module")
def loaded(server: Server) -> Server:
    """The server with the files of all tests, each as the graph of its own IRI."""
    folders = {test.request.parent for test in TESTS}
    data = {file.path for test in TESTS for file in test.data} | {f for d in folders for f in d.glob("*.ttl")}
    server.fill([GraphFile(f, f.as_uri()) for f in sorted(data) if f.name != "manifest.ttl"])
    return server


def test_the_suite_is_whole() -> None:
    """All 235 tests are there."""
    assert len(TESTS) == 235


@pytest.mark.parametrize("test", TESTS, ids=lambda t: t.id)
def test_query(loaded: Server, test: W3CTest) -> None:
    """The answer is the expected one; what is known not to pass still does not."""
    passes = _passes(loaded, test)
    assert passes != bool(test.known), test.known or f"{test.id} gives another answer"


def _passes(server: Server, test: W3CTest) -> bool:
    assert test.result is not None
    suffix = test.result.suffix
    query = f"BASE <{test.request.as_uri()}> {test.request.read_text('utf-8')}"
    accept = "text/csv" if suffix == ".csv" else FORMATS[suffix][0] if suffix in FORMATS else "*/*"
    if suffix in RDF:
        accept = "application/n-triples, application/sparql-results+json"
    answer = server.query(query, accept=accept, **_dataset(test, query))
    if answer.status != 200:
        return False
    expected = test.result.read_bytes()
    if suffix == ".csv":
        return same_graph(as_graph(csv_rows(answer.body)), as_graph(csv_rows(expected)))
    if suffix in FORMATS:
        found, wanted = (read_rows(body, FORMATS[suffix][1]) for body in (answer.body, expected))
        if isinstance(found, bool) or isinstance(wanted, bool):
            return found == wanted
        return same_graph(as_graph(found), as_graph(wanted))
    if answer.headers["content-type"].startswith("application/n-triples"):
        return same_graph(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES), parse_graph(test.result))
    rows = read_rows(answer.body, ox.QueryResultsFormat.JSON)
    assert not isinstance(rows, bool)
    return same_graph(as_graph(rows), as_graph(rows_of_graph(parse_graph(test.result))))


def _dataset(test: W3CTest, query: str) -> dict[str, list[str]]:
    """The files of the test as the dataset of the protocol, save where the query names its own."""
    default = [file.path.as_uri() for file in test.data if not file.name]
    named = [file.path.as_uri() for file in test.data if file.name]
    if "FROM" in query:
        return {}
    return {"default-graph-uri": default or ["urn:empty"], "named-graph-uri": named}
