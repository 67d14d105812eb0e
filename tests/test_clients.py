"""Clients that others wrote, against the running server: SPARQLWrapper, rdflib's stores, curl, Comunica."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from kg.store import open_reader
from kg.tokens import TokenFile
from kg.vocab import VOID
from kg.void import describe
from tests.sample_graph import build
from tests.serving import running

ARTICLES = "SELECT ?a ?t { ?a a <https://schema.org/NewsArticle> ; <http://www.w3.org/2000/01/rdf-schema#label> ?t }"
SUBJECT, PREDICATE = URIRef("http://e/s"), URIRef("http://e/p")


@dataclass(frozen=True)
class Served:
    """A served store, with a token for writing."""

    url: str
    store: Path
    token: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = build(tmp_path_factory.mktemp("clients") / "store")
    token = TokenFile(store / "tokens.json").add(["update", "graphs"], name="clients")
    with running("--store", str(store)) as port:
        yield Served(f"http://127.0.0.1:{port}", store, token)


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("result", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_selects(served: Served, method: str, result: str) -> None:
    """SPARQLWrapper gets rows in each format, by GET and POST, with the parameters it adds of itself."""
    client = SPARQLWrapper(f"{served.url}/sparql", returnFormat=result)
    client.setMethod(method)
    client.setQuery(ARTICLES)
    found = client.queryAndConvert()
    text = (
        json.dumps(found) if isinstance(found, dict) else found.toxml() if hasattr(found, "toxml") else found.decode()
    )
    assert text.count("/id/article/") == 3


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own
@pytest.mark.parametrize("result", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_constructs(served: Served, result: str) -> None:
    """SPARQLWrapper gets graphs too, with formats named once and again."""
    client = SPARQLWrapper(f"{served.url}/sparql", returnFormat=result)
    client.setQuery("CONSTRUCT WHERE { ?a a <https://schema.org/NewsArticle> }")
    found = client.queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 3


def test_sparqlwrapper_updates(served: Served) -> None:
    """SPARQLWrapper writes with a token, and the update is seen at once."""
    client = SPARQLWrapper(f"{served.url}/sparql", updateEndpoint=f"{served.url}/update")
    client.addCustomHttpHeader("Authorization", f"Bearer {served.token}")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { GRAPH <http://e/wrapper> { <http://e/s> <http://e/p> 1 } }")
    client.query()
    with open_reader(served.store) as reader:
        assert len(list(reader.quads("http://e/wrapper"))) == 1


def test_rdflib_reads_as_from_a_store_of_its_own(served: Served) -> None:
    """rdflib's SPARQLStore, which takes XML alone, iterates over triples and asks queries."""
    graph = Graph(SPARQLStore(f"{served.url}/sparql"))
    assert len(list(graph.query(ARTICLES))) == 3
    kinds = set(graph.objects(None, URIRef("https://w3id.org/newskg/ontology#textPolicy")))
    assert kinds == {URIRef("https://w3id.org/newskg/ontology#FullText")}


def test_rdflib_writes_into_a_graph(served: Served) -> None:
    """rdflib's SPARQLUpdateStore adds, reads back and removes triples of one named graph."""
    headers = {"Authorization": f"Bearer {served.token}"}
    store = SPARQLUpdateStore(f"{served.url}/sparql", f"{served.url}/update", headers=headers)
    graph = Graph(store, identifier=URIRef("http://e/rdflib"))
    graph.add((SUBJECT, PREDICATE, Literal("It's “said”\n\\", lang="en")))
    assert list(graph.objects(SUBJECT, PREDICATE)) == [Literal("It's “said”\n\\", lang="en")]
    graph.remove((SUBJECT, None, None))
    assert len(graph) == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed (apt install curl)")
def test_curl_walks_through_the_graph_store(served: Served, tmp_path: Path) -> None:
    """curl puts a file as a graph, gets it, adds to it, and deletes it."""

    def curl(*arguments: str) -> str:
        run = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", *arguments], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    file, where = tmp_path / "graph.ttl", f"{served.url}/graphs/by-curl"
    file.write_text("<http://e/s> <http://e/p> 1 .")
    write = ["-H", f"Authorization: Bearer {served.token}", "-H", "Content-Type: text/turtle"]
    assert curl("-X", "PUT", *write, "--data-binary", f"@{file}", where).endswith("201")
    assert "<http://e/p> 1" in curl(where)
    assert curl("-X", "POST", *write, "--data-binary", "<http://e/s> <http://e/p> 2 .", where).endswith("204")
    assert "1 , 2" in curl(where).replace("2 , 1", "1 , 2")
    assert curl("-I", where).splitlines()[0].endswith("200 OK")
    assert curl("-X", "DELETE", *write[:2], where).endswith("204")
    assert curl(where).endswith("404")
    assert "access-control-allow-origin: *" in curl("-i", "-X", "OPTIONS", f"{served.url}/sparql").lower()


def test_void_counts_what_queries_count(served: Served) -> None:
    """Each number of the VoID description is what COUNT gives over HTTP, the partitions are whole, and it is served."""

    def count(query: str) -> int:
        client = SPARQLWrapper(f"{served.url}/sparql", returnFormat=JSON)
        client.setQuery(query)
        return int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])

    graph = Graph().parse(f"{served.url}/.well-known/void", format="turtle")
    [dataset] = graph.subjects(URIRef(VOID.sparqlEndpoint))

    def said(predicate: str) -> int:
        [number] = graph.objects(dataset, URIRef(predicate))
        return int(number)

    assert said(VOID.triples) == count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert said(VOID.properties) == count("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
    assert said(VOID.entities) == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c }")
    parts = list(graph.objects(dataset, URIRef(VOID.classPartition)))
    assert len(parts) == said(VOID.classes)
    for part in parts:
        [cls], [size] = graph.objects(part, URIRef(VOID["class"])), graph.objects(part, URIRef(VOID.entities))
        assert int(size) == count(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{cls}> }}")
    properties = graph.objects(dataset, URIRef(VOID.propertyPartition))
    assert sum(int(n) for p in properties for n in graph.objects(p, URIRef(VOID.triples))) == said(VOID.triples)
    with open_reader(served.store) as reader:
        made = ox.serialize(describe(reader, at=f"{served.url}/"), format=ox.RdfFormat.N_TRIPLES) or b""
    assert set(Graph().parse(data=made, format="nt")) == set(graph)


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed (apt install npm)")
def test_comunica_finds_the_endpoint_and_asks_it(served: Served, tmp_path: Path) -> None:
    """Comunica detects what is behind the address from the service description, and answers from it."""
    package = "@comunica/query-sparql@4.5.0"
    made = subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", package], cwd=tmp_path, capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"{package} cannot be installed: {made.stderr[-200:]}")
    for address in (f"{served.url}/sparql", f"sparql@{served.url}/sparql"):
        run = subprocess.run(
            ["npx", "comunica-sparql", address, ARTICLES, "-t", "application/json"],
            cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        assert len(json.loads(run.stdout)) == 3
