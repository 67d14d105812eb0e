"""The compiled shapes say what pySHACL says, which has the last word on what violates and on what they do not know."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import BadParameter
from kg.validate import Shapes, Statements, five_fields, load_shapes, run_compiled, run_shacl, validate
from kg.validate import engine as engines
from kg.validate.compiled import compile_shape
from kg.validate.constraints import Unclear, term
from kg.validate.reference import run_pyshacl
from kg.validate.report import Result
from kg.vocab import KG, OA, RDFS, SHAPE
from tests.conftest import SHARED, needs
from tests.shapes.test_shapes import CASES, part, shapes_for
from tests.test_validate import graph_of, text_of

SH = Namespace("http://www.w3.org/ns/shacl#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")


ARTICLE_CASES = [p for p in CASES if SHAPE[p.parent.name] in load_shapes().rules]


def compare(graph: Graph, shapes: Shapes) -> int:
    """Hold each shape that is compiled against pySHACL; the number of those that were left to it."""
    statements = Statements.of(graph)
    found = run_compiled(statements, shapes)
    clear = {shape for shape, results in found.items() if results is not None}
    ours = [r for shape in clear for r in found[shape] or ()]
    assert five_fields(ours) == five_fields(r for r in run_pyshacl(statements, shapes) if r.shape in clear)
    return len(found) - len(clear)


def test_every_shape_for_articles_is_compiled() -> None:
    """None of them is left to pySHACL whatever the graph, so that what conforms costs little."""
    shapes = load_shapes()
    assert [shape for shape in sorted(shapes.targets) if shapes.compiled(shape) is None] == []


@pytest.mark.parametrize("path", ARTICLE_CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_compiled_shapes_say_what_pyshacl_says_of_every_case(path: Path) -> None:
    """On the cases of every shape for articles, and on seeded mutations of them, the five fields are the same."""
    _, data = part(Graph().parse(path, format="turtle"))
    shapes = shapes_for(path.parent.name)
    rng = random.Random(path.stem + path.parent.name)
    for graph in (data, *(mutated(data, rng) for _ in range(3))):
        compare(graph, shapes)


@pytest.mark.parametrize("seed", range(24))
def test_the_compiled_shapes_say_what_pyshacl_says_of_a_spoilt_article(seed: int) -> None:
    """Nine things are changed in the graph of an article; the two agree on all that follows."""
    rng, graph = random.Random(seed), graph_of()
    for _ in range(9):
        graph = mutated(graph, rng)
    assert compare(graph, shapes_for("SpanTextShape")) < 10


def test_what_conforms_is_left_to_nobody() -> None:
    """Of an article as the program writes it every shape is clear."""
    assert compare(graph_of(), load_shapes()) == 0


def test_a_value_that_is_not_of_its_type_is_for_pyshacl_to_judge() -> None:
    """How "soon"^^xsd:date compares is left to the reference, and its results are the report."""
    graph = graph_of()
    begin = URIRef(KG.begin)
    span = next(iter(graph.subjects(begin, None)))
    graph.set((span, begin, Literal("soon", datatype=XSD.date)))
    graph.remove((span, URIRef(KG.end), None))
    shapes, statements = load_shapes(), Statements.of(graph)
    assert run_compiled(statements, shapes)[SHAPE.TimeBeginShape] is None
    assert five_fields(run_shacl(statements, shapes)) == five_fields(run_pyshacl(statements, shapes))


def test_where_subclasses_are_told_pyshacl_is_asked() -> None:
    """The classes of the compiled shapes are those of rdf:type alone."""
    graph = graph_of()
    graph.add((URIRef("http://x/A"), URIRef(RDFS.subClassOf), URIRef("http://x/B")))
    assert set(run_compiled(Statements.of(graph), load_shapes()).values()) == {None}


def mutated(graph: Graph, rng: random.Random) -> Graph:
    """*graph* with one triple dropped, doubled with another value, pointed elsewhere, or of another type."""
    copy = Graph(bind_namespaces="none")
    triples = sorted(graph, key=str)
    for triple in triples:
        copy.add(triple)
    s, p, o = rng.choice([t for t in triples if t[1] != RDF.type] or triples)
    how = rng.choice(("drop", "double", "redirect", "retype", "misspell"))
    if how != "double":
        copy.remove((s, p, o))
    other: Mapping[str, tuple[Node, Node, Node]] = {
        "double": (s, p, rng.choice(triples)[2]),
        "redirect": (s, p, rng.choice(triples)[0]),
        "retype": (s, p, Literal(str(o), datatype=rng.choice((XSD.date, XSD.integer, XSD.string)))),
        "misspell": (s, URIRef(f"{p}X"), o),
    }
    if how in other:
        copy.add(other[how])
    return copy


def test_the_report_is_that_of_pyshacl() -> None:
    """The whole report on an article is the same: results, messages, sentences."""
    graph = graph_of()
    assert validate(graph, article_text=text_of()) == validate(graph, article_text=text_of(), engine="pyshacl")


def result(focus_node: str, shape: str = SHAPE.RuleShape, severity: str = "Violation") -> Result:
    return Result(focus_node=focus_node, shape=shape, message="Mend it.", severity=severity)


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Result] | None]:
    """What the compiled shapes are made to say."""
    told: dict[str, list[Result] | None] = {}
    monkeypatch.setattr(engines, "run_compiled", lambda statements, shapes: dict(told))
    monkeypatch.setattr(engines, "_stopped", set())
    return told


Told = dict[str, list[Result] | None]


def test_what_violates_is_run_again_in_pyshacl(lying: Told, caplog: pytest.LogCaptureFixture) -> None:
    """A violation that pySHACL does not find is none; what said so is not asked again."""
    statements, shapes = Statements.of(graph_of()), load_shapes()
    reference = list(run_pyshacl(statements, shapes))
    lying[SHAPE.RuleShape] = [result("http://x/1")]
    assert run_shacl(statements, shapes) == reference
    assert "differ from pySHACL" in caplog.text
    lying.clear()
    assert run_shacl(statements, shapes) == reference


def test_of_some_graphs_everything_is_run_again(lying: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of a hundred graphs, chosen by content, is checked though nothing is found: a false "conforms" comes out."""
    graph, shapes = graph_of(), load_shapes()
    for begin in sorted(graph.subjects(URIRef(OA.start)), key=str):
        graph.remove((begin, None, None))
    statements = Statements.of(graph)
    lying.update({shape: [] for shape in shapes.applicable(statements)})
    assert not engines.is_sampled(statements)
    assert run_shacl(statements, shapes) == []
    monkeypatch.setattr(engines, "SAMPLED", 1)
    assert run_shacl(statements, shapes) != []


def test_the_engine_is_chosen_by_the_environment(lying: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """KG_SHACL names it; a name that is none is an error that lists them."""
    lying[SHAPE.RuleShape] = [result("http://x/1", severity="Warning")]
    statements, shapes = Statements.of(graph_of()), load_shapes()
    assert run_shacl(statements, shapes) == lying[SHAPE.RuleShape]
    monkeypatch.setenv("KG_SHACL", "pyshacl")
    assert run_shacl(statements, shapes) == list(run_pyshacl(statements, shapes))
    monkeypatch.setenv("KG_SHACL", "swift")
    with pytest.raises(BadParameter, match="compiled, pyshacl"):
        run_shacl(statements, shapes)


# The W3C's own suite

SUITE = SHARED / "w3c" / "data-shapes" / "data-shapes-test-suite" / "tests"
KNOWN = {"sparql/pre-binding/shapesGraph-001"}  # it knows no $shapesGraph
"""The cases in which pySHACL, at its pinned version, does not give the report that the suite expects."""


def suite() -> list[Path]:
    """The test cases of the manifests, each a file."""
    found, waiting = [], [SUITE / "manifest.ttl"] if SUITE.is_dir() else []
    while waiting:
        path = waiting.pop()
        graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
        waiting += [Path(str(o).removeprefix("file://")) for o in graph.objects(None, MF.include)]
        if (None, RDF.type, SHT.Validate) in graph:
            found.append(path)
    return sorted(set(found))


def place(graph: Graph, path: Node | None) -> str:
    """A path of a result as text, blank nodes unfolded."""
    if path is None or isinstance(path, URIRef):
        return str(path or "")
    if graph.value(path, RDF.first) is not None:
        return "/".join(place(graph, member) for member in Collection(graph, path))
    return " ".join(sorted(f"{p} {place(graph, o)}" for p, o in graph.predicate_objects(path)))


def fields(graph: Graph, report: Node) -> Counter[tuple[str, ...]]:
    """The five fields of each result; blank nodes are all the same."""

    def text(node: Node | None) -> str:
        return "_:" if isinstance(node, BNode) else "" if node is None else node.n3()

    return Counter(
        (
            text(graph.value(node, SH.focusNode)),
            place(graph, graph.value(node, SH.resultPath)),
            text(graph.value(node, SH.value)),
            text(graph.value(node, SH.sourceConstraintComponent)),
            text(graph.value(node, SH.resultSeverity)),
        )
        for node in graph.objects(report, SH.result)
    )


def loaded(path: Path) -> Graph:
    return Graph().parse(path, format="turtle", publicID=path.as_uri())


def answer(data: Path, shapes: Path) -> tuple[bool, Graph] | None:
    """Whether *data* conforms and the report; None where pySHACL refuses the shapes."""
    try:
        conforms, report, _ = pyshacl.validate(
            data.read_text("utf-8"), shacl_graph=shapes.read_text("utf-8"), **FORMATS
        )
    except Exception:  # the suite wants a failure of any kind
        return None
    return (bool(conforms), report) if isinstance(report, Graph) else None


FORMATS = {"data_graph_format": "turtle", "shacl_graph_format": "turtle"}


@needs("w3c/data-shapes")
@pytest.mark.parametrize("path", suite(), ids=lambda p: str(p.relative_to(SUITE).with_suffix("")))
@pytest.mark.filterwarnings("ignore")
def test_the_suite_of_the_w3c(path: Path) -> None:
    """Each case gives the expected report, five fields a result, but for those named in KNOWN."""
    graph = loaded(path)
    action, wanted = next(graph.objects(None, MF.action)), next(graph.objects(None, MF.result))
    files = [Path(str(graph.value(action, p)).removeprefix("file://")) for p in (SHT.dataGraph, SHT.shapesGraph)]
    found = answer(*files)
    if wanted == SHT.Failure:
        agrees = found is None
    elif found is None:
        agrees = False
    else:
        conforms, report = found
        node = next(report.subjects(RDF.type, SH.ValidationReport))
        expected = graph.value(wanted, SH.conforms)
        same = fields(report, node) == fields(graph, wanted)
        agrees = same and isinstance(expected, Literal) and bool(expected) == conforms
    name = str(path.relative_to(SUITE).with_suffix(""))
    assert agrees == (name not in KNOWN)


@needs("w3c/data-shapes")
@pytest.mark.filterwarnings("ignore")
def test_the_compiled_shapes_give_what_the_suite_of_the_w3c_expects() -> None:
    """Whatever shape of the suite is compiled finds focus nodes, values and components as its case wants them."""
    held = 0
    for path in suite():
        graph = loaded(path)
        wanted = next(graph.objects(None, MF.result))
        if (None, URIRef(RDFS.subClassOf), None) in graph or wanted == SHT.Failure or outside(graph, path):
            continue
        named = sorted({s for s in graph.objects(None, SH.sourceShape) if isinstance(s, URIRef)})
        focus = {shape: focus_nodes(graph, shape) for shape in named}
        results = expected(graph, wanted)
        for shape in named:  # the focus nodes are given: how they are targeted is left out
            graph.remove((shape, SH.targetNode, None))
            graph.remove((shape, RDF.type, None))
        for shape in named:
            try:
                found = list(compile_shape(graph, shape).find(Statements.of(graph), focus[shape]))
            except Unclear:
                continue
            assert {(f, v, c) for c, (f, _, v) in found} == results[shape], path
            held += 1
    assert held == 27


def expected(graph: Graph, report: Node) -> dict[Node, set[tuple[str, str | None, str]]]:
    """Focus node, value and component of the results of each shape."""
    found: dict[Node, set[tuple[str, str | None, str]]] = defaultdict(set)
    for node in graph.objects(report, SH.result):
        shape, focus, value, component = (
            graph.value(node, p) for p in (SH.sourceShape, SH.focusNode, SH.value, SH.sourceConstraintComponent)
        )
        assert shape is not None
        assert focus is not None
        found[shape].add((term(focus), None if value is None else term(value), str(component)))
    return found


def outside(graph: Graph, path: Path) -> bool:
    """Whether data or shapes of a case stand in another file."""
    action = next(graph.objects(None, MF.action))
    return any(graph.value(action, p) != URIRef(path.as_uri()) for p in (SHT.dataGraph, SHT.shapesGraph))


def focus_nodes(graph: Graph, shape: Node) -> set[str]:
    """The nodes that *shape* of a case is asked of: those that it targets, or those of the shape that has it."""
    found = {*graph.objects(shape, SH.targetNode), *graph.subjects(RDF.type, shape)}
    for cls in graph.objects(shape, SH.targetClass):
        found |= set(graph.subjects(RDF.type, cls))
    for predicate in graph.objects(shape, SH.targetSubjectsOf):
        found |= set(graph.subjects(predicate))
    for predicate in graph.objects(shape, SH.targetObjectsOf):
        found |= set(graph.objects(None, predicate))
    written = {term(node) for node in found}
    for above in graph.subjects(SH.property, shape):
        written |= focus_nodes(graph, above)
    return written


@pytest.mark.parametrize(
    "body",
    [
        "FILTER ($this != ex:a)",
        "?a ex:p ?b FILTER ($this != ?a)",
        "$this ex:p ?a MINUS { $this ex:q ?a }",
        "$this ex:p ?a OPTIONAL { ?a ex:q ?b FILTER (?b != $this) }",
        "{ SELECT ?a { ?a ex:p ?b } } $this ex:p ?a",
        "$this ex:p ?a . BIND ($this AS ?b) { ?a ex:p ?b }",
        "{ $this ex:p ?a } UNION { ?a ex:p ?a }",
        "$this ex:p* ?a",
        "$this ?p ?a",
        "$this other:p ?a",
        "$this ex:p $currentShape",
    ],
)
def test_a_query_that_depends_on_its_focus_node_otherwise_is_left_to_pyshacl(body: str) -> None:
    """Only where $this is bound by the one group of patterns is asking once the same as asking for each node."""
    graph = Graph().parse(data=QUERY % body, format="turtle")
    with pytest.raises(Unclear):
        compile_shape(graph, URIRef("http://x/S"))


def test_a_query_of_one_group_is_asked_once_of_all() -> None:
    """With filters, plain optional parts and (NOT) EXISTS the nodes for which it finds nothing are clear."""
    body = "$this ex:p ?a OPTIONAL { ?a ex:q/ex:r ?b } FILTER (!BOUND(?b)) FILTER NOT EXISTS { ?a ex:p+ $this }"
    shape = compile_shape(Graph().parse(data=QUERY % body, format="turtle"), URIRef("http://x/S"))
    one, two, p = "<http://x/1>", "<http://x/2>", "<http://x/p>"
    assert list(shape.find(Statements({(one, p, two), (two, p, one)}), {one})) == []
    with pytest.raises(Unclear):
        list(shape.find(Statements({(one, p, two)}), {one}))


QUERY = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://x/> .
ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql ex:Q .
ex:Q sh:prefixes ex: ; sh:select \"\"\"SELECT $this { %s }\"\"\" .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://x/" ] .
"""
