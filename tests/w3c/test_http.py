"""SPARQL 1.1 Protocol, Graph Store HTTP Protocol and Service Description: the W3C's requests, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF
from rdflib.term import Node

from tests.conftest import needs
from tests.w3c.conftest import Answer, Server
from tests.w3c.manifests import MF, SUITE, GraphFile, not_passed

pytestmark = needs("w3c/rdf-tests")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
}


@dataclass(frozen=True)
class Connection:
    """A sequence of requests with what is expected of each."""

    id: str
    graph: Graph
    requests: tuple[Node, ...]
    data: tuple[GraphFile, ...]


def read(file: str) -> list[Connection]:
    """The tests of a manifest."""
    path = SUITE / file
    if not path.exists():
        return []
    graph = Graph().parse(path, publicID=path.as_uri())
    entries = Collection(graph, graph.value(graph.value(None, RDF.type, MF.Manifest), MF.entries))
    found = []
    for entry in entries:
        requests = graph.value(graph.value(entry, MF.action), HT.requests)
        data = [
            GraphFile(path.parent / str(graph.value(d, UT.graph)).rpartition("/")[2], str(graph.value(d, LABEL)))
            for d in graph.objects(entry, UT.graphData)
        ]
        name = f"{path.parent.name}/{str(entry).rpartition('#')[2]}"
        found.append(Connection(name, graph, tuple(Collection(graph, requests)) if requests else (), tuple(data)))
    return found


PROTOCOL = read("protocol/manifest.ttl")
GRAPH_STORE = read("graph-store-protocol/manifest-direct.ttl") + read("graph-store-protocol/manifest-indirect.ttl")


def test_the_suites_are_whole() -> None:
    """All 34 tests of the protocol and 13 of the graph store are there."""
    assert (len(PROTOCOL), len(GRAPH_STORE)) == (34, 13)


@pytest.mark.parametrize("test", [*PROTOCOL, *GRAPH_STORE], ids=lambda t: t.id)
def test_requests(server: Server, test: Connection) -> None:
    """Each answer has the status, kind and content that are expected."""
    assert test.id not in not_passed()
    server.fill(list(test.data))
    locations: dict[str, str] = {}
    for request in test.requests:
        _check(server, test.graph, request, locations)


def _check(server: Server, graph: Graph, request: Node, locations: dict[str, str]) -> None:
    def value(node: Node | None, predicate: URIRef) -> str | None:
        found = graph.value(node, predicate)
        return None if found is None else str(found)

    response = graph.value(request, HT.resp)
    text = value(graph.value(request, HT.body), CNT.chars)
    encoding = value(graph.value(request, HT.body), CNT.characterEncoding) or "UTF-8"
    headers = _headers(graph, request)
    method = value(request, HT.methodName) or "GET"
    path = value(request, HT.absolutePath) or "/"
    is_update = "update" in (headers.get("content-type") or "") or re.search(
        r"(^|[?&])update=", f"{path}\n{text}", re.M
    )
    for template, location in locations.items():
        path, text = path.replace(template, location), text and text.replace(template, location)
    path = _mapped(path, server, "/update" if is_update else "/sparql")
    if method not in {"GET", "HEAD"}:
        headers["authorization"] = server.authorization
    body = None if text is None else _local(text, server).encode(encoding)
    answer = server.send(method, path, body, headers)
    expected = [str(s).rpartition("#")[2] for s in graph.objects(response, MF.expectedStatus)]
    assert any(_is(answer.status, name) for name in expected), (method, path, answer, expected)
    template = value(response, MF.expectedLocation)
    if template:
        location = answer.headers["location"]
        locations[template] = location
    _check_content(graph, response, answer, server, locations)


def _check_content(
    graph: Graph, response: Node | None, answer: Answer, server: Server, locations: dict[str, str]
) -> None:
    kind = graph.value(response, MF.expectedFormat)
    if kind is not None:
        assert answer.headers["content-type"].partition(";")[0] in FORMATS[str(kind)]
    boolean = graph.value(response, MF.expectedBoolean)
    if isinstance(boolean, Literal):
        found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QueryBoolean)
        assert bool(found) == boolean.value
    wanted: dict[str, str] = _headers(graph, response)
    if "content-type" in wanted:
        assert answer.headers["content-type"] == wanted["content-type"]
    body = graph.value(graph.value(response, HT.body), CNT.chars)
    if body is not None:
        text = str(body)
        for template, location in locations.items():
            text = text.replace(template, location)
        base = "http://www.example/"
        one = Graph().parse(data=answer.body, format="turtle", publicID=base)
        assert isomorphic(one, Graph().parse(data=_local(text, server), format="turtle", publicID=base))


def _headers(graph: Graph, node: Node | None) -> dict[str, str]:
    found: dict[str, str] = {}
    listed: Any = graph.value(node, HT.headers)
    for header in Collection(graph, listed) if listed else ():
        found[str(graph.value(header, HT.fieldName)).lower()] = str(graph.value(header, HT.fieldValue))
    return found


def _mapped(path: str, server: Server, endpoint: str) -> str:
    """The path of the manifest on this server; graphs under its ``/gsp`` are ours under ``/graphs``."""
    path = _local(path, server)
    if path.startswith("/sparql/"):
        return endpoint + path.removeprefix("/sparql/")
    return (
        "/graphs" + path.removeprefix("/gsp") if path.startswith("/gsp") else path.removeprefix("http://localhost:8000")
    )


def _local(text: str, server: Server) -> str:
    ours = "http://localhost:8000/graphs"
    text = text.replace("http://www.example/gsp", ours)
    return text.replace(quote("http://www.example/gsp", safe=""), quote(ours, safe=""))


def _is(status: int, name: str) -> bool:
    named = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return status == named[name]


# Service description: three tests without requests, written here by hand

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


def described(server: Server) -> Graph:
    answer = server.send("GET", "/sparql", headers={"Accept": "text/turtle"})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/turtle")
    return Graph().parse(data=answer.body, format="turtle")


def test_service_description_returns_rdf(server: Server) -> None:
    """GET on the endpoint returns RDF (service-description: returns-rdf)."""
    assert len(described(server)) > 10


def test_service_description_has_an_endpoint_triple(server: Server) -> None:
    """The description has a triple with sd:endpoint whose object is where it came from (has-endpoint-triple)."""
    graph = described(server)
    endpoint = URIRef(f"http://{server.host}:{server.port}/sparql")
    assert any(s for s in graph.subjects(SD.endpoint, endpoint) if (s, RDF.type, SD.Service) in graph)


def test_service_description_conforms_to_its_schema(server: Server) -> None:
    """Subjects and objects of the sd: properties have the classes of its schema (conforms-to-schema)."""
    graph = described(server)
    domains = {SD.endpoint: SD.Service, SD.supportedLanguage: SD.Service, SD.resultFormat: SD.Service,
               SD.inputFormat: SD.Service, SD.feature: SD.Service, SD.defaultDataset: SD.Service,
               SD.defaultGraph: SD.Dataset, SD.namedGraph: SD.Dataset}  # fmt: skip
    ranges = {SD.defaultDataset: SD.Dataset, SD.defaultGraph: SD.Graph, SD.namedGraph: SD.NamedGraph}
    for predicate, cls in domains.items():
        assert all((s, RDF.type, cls) in graph for s in graph.subjects(predicate)), predicate
    for predicate, cls in ranges.items():
        assert all((o, RDF.type, cls) in graph for o in graph.objects(None, predicate)), predicate
    known = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
    assert SD.SPARQL11Query in set(graph.objects(None, SD.supportedLanguage)) <= known
