"""A published version as a file: nothing lost, and the same bytes every time."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kg.errors import UnknownName
from kg.export import FORMATS, export, find_format
from kg.store import EmbeddedReader, open_reader
from tests.sample_graph import ROOT, build

TRIPLES = ("turtle", "ntriples", "rdfxml")
QUADS = ("nquads", "trig", "jsonld")
RDFLIB_NAMES = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "nquads": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample articles."""
    return build(tmp_path_factory.mktemp("sample") / "kg", ["orvale-courier", "orvale-northern-wire"])


@pytest.fixture
def reader(store: Path) -> Iterator[EmbeddedReader]:
    """The store, opened."""
    with open_reader(store) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_version_gives_the_same_bytes(store: Path, reader: EmbeddedReader, name: str) -> None:
    """Two runs in two processes write the same file."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[3]); from kg.store import open_reader; from kg.export import export; "
        "from hashlib import sha256; print(sha256(export(open_reader(sys.argv[1]), sys.argv[2])).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(store), name, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == sha256(export(reader, name)).hexdigest()


def test_the_same_articles_in_another_order_give_the_same_bytes(store: Path, tmp_path: Path) -> None:
    """What a store went through leaves no trace in its export."""
    build(tmp_path, ["orvale-northern-wire"])
    build(tmp_path, ["orvale-courier"])
    with open_reader(store) as one, open_reader(tmp_path) as other:
        assert export(one, "nquads") == export(other, "nquads")
        assert one.version == other.version


def triples_of(reader: EmbeddedReader) -> Graph:
    """All triples of the store as rdflib reads its N-Triples."""
    return Graph().parse(data="".join(f"{quad.triple} .\n" for quad in reader.quads()), format="nt")


@pytest.mark.parametrize("name", TRIPLES)
def test_triples_come_back_as_they_were(reader: EmbeddedReader, name: str) -> None:
    """Written here and read by rdflib, the graph is the same."""
    graph = f"{reader.base_iri}graph/derived"
    read = Graph().parse(data=export(reader, name, [graph]), format=RDFLIB_NAMES[name])
    written = Graph().parse(data="".join(f"{quad.triple} .\n" for quad in reader.quads(graph)), format="nt")
    assert isomorphic(read, written)


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # both come from rdflib's own parsers
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("name", QUADS)
def test_quads_come_back_in_their_graphs(reader: EmbeddedReader, name: str) -> None:
    """Written here and read by rdflib, every triple is in the graph it was in."""
    dataset = Dataset()
    dataset.parse(data=export(reader, name), format=RDFLIB_NAMES[name])
    back = {(str(s), str(p), str(o), str(g)) for s, p, o, g in dataset.quads()}
    assert len(back) == reader.manifest.quads
    assert {g for *_, g in back} == set(reader.graphs())


def test_a_graph_can_be_had_alone(reader: EmbeddedReader) -> None:
    """Only the graphs that were named are written."""
    graph = f"{reader.base_iri}graph/identity"
    lines = export(reader, "nquads", [graph]).decode().splitlines()
    assert lines
    assert all(line.endswith(f"<{graph}> .") for line in lines)
    assert lines == sorted(lines)


@pytest.mark.parametrize("name", ["events-csv", "claims-csv"])
def test_tables_are_tables(reader: EmbeddedReader, name: str) -> None:
    """Every row has as many cells as the head, and there are rows."""
    rows = list(csv.reader(StringIO(export(reader, name).decode("utf-8"), newline="")))
    assert len(rows) > 5
    assert {len(row) for row in rows} == {len(rows[0])}


def test_events_name_their_actors_and_status(reader: EmbeddedReader) -> None:
    """A row of the events says who took part and how sure it is."""
    rows = list(csv.DictReader(StringIO(export(reader, "events-csv").decode("utf-8"), newline="")))
    battle = next(row for row in rows if row["event_date"] == "2025-06-03")
    assert {battle["actor1"], battle["actor2"]} == {"Marin People's Militia; Veldanian army", "Red Banner Front"}
    told = [battle[column] for column in ("event_type", "status", "location", "articles", "source")]
    assert told == ["ASSAULT", "contested", "Orvale", "2", "Harbour Courier; Northern Wire"]


def test_the_network_comes_back_in_networkx_from_both_forms(reader: EmbeddedReader) -> None:
    """GraphML and GEXF hold the same actors and relations, with weights and days."""
    graphml = nx.read_graphml(BytesIO(export(reader, "graphml")))
    gexf = nx.read_gexf(BytesIO(export(reader, "gexf")))
    edges = [{(a, b, d["relation"], d["weight"]) for a, b, d in g.edges(data=True)} for g in (graphml, gexf)]
    assert edges[0] == edges[1]
    assert {label for _, label in graphml.nodes(data="label")} >= {"Veldanian army", "Red Banner Front"}
    together = next(d for _, _, d in graphml.edges(data=True) if d["relation"] == "foughtAlongside")
    assert (together["first"], together["status"]) != ("", "")


def test_every_annotation_cuts_its_text_out_of_the_article(reader: EmbeddedReader) -> None:
    """The offsets of Web Annotation and of NIF are the same, and cut the exact words out."""
    graph = Graph().parse(data=export(reader, "annotations"), format="turtle")
    rows = list(
        graph.query("""
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
        SELECT ?article ?begin ?end ?from ?to ?text {
          ?annotation a oa:Annotation ; oa:hasTarget ?span .
          ?span oa:hasSource ?article ; oa:start ?begin ; oa:end ?end ; nif:beginIndex ?from ; nif:endIndex ?to ;
            nif:anchorOf ?text }""")
    )
    assert len(rows) > 10
    for article, begin, end, from_, to, text in rows:  # type: ignore[misc]
        whole = reader.article_text(str(article).rpartition("/")[2]) or ""
        assert whole[int(begin) : int(end)] == whole[int(from_) : int(to)] == str(text)


def test_a_nanopublication_has_its_four_graphs_and_one_statement(reader: EmbeddedReader) -> None:
    """Head, assertion, provenance and publication info; the assertion is one plain relation."""
    sizes = Counter(quad.graph_name.value for quad in ox.parse(export(reader, "nanopubs"), ox.RdfFormat.TRIG))
    assert {name.partition("#")[2] for name in sizes} == {"head", "assertion", "provenance", "pubinfo"}
    assert {n for name, n in sizes.items() if name.endswith("#assertion")} == {1}


def test_the_crate_holds_what_it_lists_with_right_checksums(reader: EmbeddedReader) -> None:
    """Each file of the metadata is in the zip, each checksum is that of its file, and the graph comes back whole."""
    with ZipFile(BytesIO(export(reader, "ro-crate"))) as packed:
        names = set(packed.namelist())
        listed = json.loads(packed.read("ro-crate-metadata.json"))["@graph"]
        parts = {part["@id"] for part in next(e for e in listed if e["@id"] == "./")["hasPart"]}
        assert parts | {"ro-crate-metadata.json"} == names
        sums = dict(line.split("  ")[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
        assert all(sha256(packed.read(name)).hexdigest() == found for name, found in sums.items())
        back = list(ox.parse(packed.read("data/graph.nq"), ox.RdfFormat.N_QUADS))
        assert {"queries/same-side.rq", "shapes/claim.ttl", "ontology/kg.ttl", "README.md"} <= names
    assert set(back) == {quad for graph in reader.graphs() for quad in reader.quads(graph)}


def test_the_network_is_well_formed(reader: EmbeddedReader) -> None:
    """Every edge of the GraphML joins two of its nodes."""
    root = ElementTree.fromstring(export(reader, "graphml"))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = {node.get("id") for node in root.iterfind(".//g:node", space)}
    ends = [(e.get("source"), e.get("target")) for e in root.iterfind(".//g:edge", space)]
    assert ends
    assert all(a in nodes and b in nodes for a, b in ends)


def test_a_format_that_is_not_there_is_answered_with_the_nearest() -> None:
    """Formats are found by name, ending and media type."""
    assert find_format("ttl") is find_format("text/turtle") is FORMATS["turtle"]
    with pytest.raises(UnknownName, match="Did you mean turtle"):
        find_format("turtel")
