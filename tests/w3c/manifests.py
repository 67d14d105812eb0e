"""The W3C's test manifests as values: what to load, what to ask, what is expected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from tests.conftest import SHARED

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SUITE = Path(os.environ.get("KG_W3C_TESTS", SHARED / "w3c")) / "rdf-tests" / "sparql" / "sparql11"
TABLE = Path(__file__).with_name("not-passed.tsv")


@dataclass(frozen=True)
class GraphFile:
    """A file to be loaded as the graph *name*; "" is the default graph."""

    path: Path
    name: str = ""


@dataclass(frozen=True)
class W3CTest:
    """One test: ``id`` is folder and local name, ``kind`` the class of the manifest."""

    id: str
    kind: str
    request: Path
    data: tuple[GraphFile, ...] = ()
    result: Path | None = None
    result_data: tuple[GraphFile, ...] = ()
    known: str = field(default="", compare=False)


def not_passed() -> dict[str, str]:
    """The tests that are known not to pass, each with its reason."""
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines if line)


def read(folders: list[str], *kinds: str) -> list[W3CTest]:
    """The tests of *kinds* in *folders* of the SPARQL 1.1 suite, in the order of the manifests."""
    known = not_passed()
    return [test for folder in folders for test in _tests(SUITE / folder, known) if test.kind in kinds]


def _tests(folder: Path, known: dict[str, str]) -> Iterator[W3CTest]:
    file = folder / "manifest.ttl"
    if not file.exists():
        return
    graph = Graph().parse(file, publicID=file.as_uri())
    manifest = graph.value(None, RDF.type, MF.Manifest)
    entries = graph.value(manifest, MF.entries)
    for entry in Collection(graph, entries):
        kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
        action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
        name = f"{folder.name}/{str(entry).rpartition('#')[2]}"
        if isinstance(action, URIRef):
            yield W3CTest(name, kind, _path(action), known=known.get(name, ""))
            continue
        yield W3CTest(
            name,
            kind,
            _path(graph.value(action, QT.query) or graph.value(action, UT.request)),
            tuple(_data(graph, action)),
            _path(result) if isinstance(result, URIRef) else None,
            tuple(_data(graph, result)) if not isinstance(result, URIRef) else (),
            known.get(name, ""),
        )


def _data(graph: Graph, node: Node | None) -> Iterator[GraphFile]:
    for file in (*graph.objects(node, QT.data), *graph.objects(node, UT.data)):
        yield GraphFile(_path(file))
    for file in (*graph.objects(node, QT.graphData), *graph.objects(node, UT.graphData)):
        if isinstance(file, URIRef):
            yield GraphFile(_path(file), str(file))
        else:
            yield GraphFile(_path(graph.value(file, UT.graph)), str(graph.value(file, RDFS.label)))


def _path(iri: Node | None) -> Path:
    return Path(str(iri).removeprefix("file://"))
