"""Every shape has data that it lets through and data that it stops, with the results that it must report.

Each file is a test case in the manner of the W3C's: a manifest entry with the expected report, and the data.
``conforms-*`` holds no result of its shape, ``violates-*`` exactly those that the manifest lists.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.resources import folder
from kg.validate import RULES, Report, Result, Shapes, audit, load_audits, load_shapes, validate
from kg.vocab import KG, RDF, SCHEMA, SH, SHAPE

HERE = Path(__file__).parent
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
CASES = sorted(HERE.glob("*/*.ttl"))
STORES = sorted(HERE.glob("*/*.trig"))
TARGETS = [URIRef(SH[t]) for t in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")]


def reporting_shapes() -> list[str]:
    """The names of the shapes that report something themselves: those with a target, and the audits."""
    found = {SHAPE.local(shape) for shape in load_audits()}
    for shapes in (load_shapes(), load_shapes(meta=True)):
        targeted = {s for target in TARGETS for s in shapes.graph.subjects(target)}
        found |= {SHAPE.local(shape) for shape in shapes.rules if URIRef(shape) in targeted}
    return sorted(found)


def part(graph: Graph) -> tuple[Graph, Graph]:
    """Part a test case into its manifest and its data."""
    manifest, data = Graph(), Graph(bind_namespaces="none")
    waiting: list[Node] = [*graph.subjects(URIRef(RDF.type), MF.Manifest), *graph.objects(None, MF.entries)]
    waiting += [graph.value(waiting[-1], URIRef(RDF.first)) or BNode()]
    seen: set[Node] = set()
    while waiting:
        node = waiting.pop()
        seen.add(node)
        for triple in graph.triples((node, None, None)):
            manifest.add(triple)
            if isinstance(triple[2], BNode) and triple[2] not in seen:
                waiting.append(triple[2])
    for triple in graph:
        if triple not in manifest:
            data.add(triple)
    return manifest, data


def expected(manifest: Graph) -> list[tuple[str, str, str, str | None]]:
    """What the manifest says must be reported: focus node, component, severity, path where it is a plain one."""
    found = []
    for node in manifest.objects(None, URIRef(SH.result)):
        parts = [manifest.value(node, URIRef(SH[p])) for p in ("focusNode", "sourceConstraintComponent")]
        severity = str(manifest.value(node, URIRef(SH.resultSeverity))).rpartition("#")[2]
        path = manifest.value(node, URIRef(SH.resultPath))
        found.append((str(parts[0]), str(parts[1]), severity, None if path is None else str(path)))
    return sorted(found, key=str)


def reported(results: tuple[Result, ...], shape: str, plain: set[str | None]) -> list[tuple[str, str, str, str | None]]:
    """The results of *shape* in the same form."""
    own = [r for r in results if r.shape == shape]
    return sorted(((r.focus_node, r.component, r.severity, r.path if r.path in plain else None) for r in own), key=str)


def shapes_for(name: str) -> Shapes:
    """The set of shapes that *name* belongs to."""
    article = load_shapes()
    return article if SHAPE[name] in article.rules else load_shapes(meta=True)


def check(data: Graph, name: str, shapes: Shapes) -> Report:
    """The report on *data*, which brings the article's text along where offsets are to be compared with it."""
    text = next((str(t) for t in data.objects(None, URIRef(KG.text))), None)
    return validate(data, article_text=text, shapes=shapes)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_shape_reports_what_its_case_lists(path: Path) -> None:
    """A shape reports exactly the results that its test case expects."""
    manifest, data = part(Graph().parse(path, format="turtle"))
    wanted = expected(manifest)
    report = check(data, path.parent.name, shapes_for(path.parent.name))
    plain = {entry[3] for entry in wanted if entry[3]}
    assert reported(report.results, SHAPE[path.parent.name], plain) == wanted
    assert bool(wanted) == path.name.startswith("violates-")


@pytest.mark.parametrize("name", reporting_shapes())
def test_every_shape_has_cases_of_both_kinds(name: str) -> None:
    """A shape without a conforming and a violating case is not tested."""
    kinds = {p.name.partition("-")[0] for p in HERE.glob(f"{name}/*.t*")}
    assert {"conforms", "violates"} <= kinds


def test_every_case_is_of_a_shape_that_exists() -> None:
    """A case whose shape is gone tests nothing."""
    known = set(reporting_shapes())
    assert {p.parent.name for p in (*CASES, *STORES)} <= known


@pytest.mark.parametrize("path", STORES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_an_audit_finds_what_its_case_lists(path: Path) -> None:
    """An audit of a store finds exactly the focus nodes that the first line of its case names."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    wanted = sorted(word.strip("<>,") for word in first.split() if word.startswith("<"))
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TRIG)

    class Reader:
        def query(self, sparql: str) -> ox.QuerySolutions:
            solutions = store.query(sparql, use_default_graph_as_union=True)
            assert isinstance(solutions, ox.QuerySolutions)
            return solutions

    found = sorted({r.focus_node for r in audit(Reader()).results if r.shape == SHAPE[path.parent.name]})
    assert found == wanted
    assert bool(wanted) == path.name.startswith("violates-")


@pytest.mark.parametrize(
    "path",
    [p for p in CASES if SHAPE[p.parent.name] in RULES],
    ids=lambda p: f"{p.parent.name}/{p.stem}",
)
def test_rules_run_here_agree_with_their_sparql(path: Path) -> None:
    """The rules that kg.validate runs itself find the focus nodes that their SHACL form finds."""
    _, data = part(Graph().parse(path, format="turtle"))
    shape = SHAPE[path.parent.name]
    graph = Graph()
    for file in sorted(folder("shapes").glob("*.ttl")):
        if file.name not in ("meta.ttl", "store.ttl"):
            graph.parse(file, format="turtle")
    graph.remove((URIRef(shape), URIRef(SH.deactivated), None))
    other = Shapes(graph)
    here = {r.focus_node for r in check(data, path.parent.name, load_shapes()).results if r.shape == shape}
    found = {r.focus_node for r in validate(data, article_text=None, shapes=other).results if r.shape == shape}
    assert here == found


def test_shapes_cover_every_class_of_an_article_graph() -> None:
    """Every class of node that to_rdf writes is closed, so that no property slips in unseen."""
    graph = load_shapes().graph
    closed = {str(c) for s in graph.subjects(URIRef(SH.closed)) for c in graph.objects(s, URIRef(SH.targetClass))}
    classes = {KG[c] for c in ("Span", "ArticleActor", "Place", "TimeSpan", "EventAccount", "Participation", "Side")}
    classes |= {KG[c] for c in ("Relation", "Link", "Quantity", "Claim", "ChainLink")} | {SCHEMA.NewsArticle}
    assert classes <= closed
