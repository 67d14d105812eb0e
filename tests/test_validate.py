"""Validation: the report, what is kept out with what rests on it, and the rules over the whole store."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.sparql import parser
from rdflib.term import Node

from kg import ids, terms
from kg import validate as validation
from kg.errors import KgError
from kg.to_rdf import to_rdf
from kg.validate import Report, Shapes, audit, load_audits, load_shapes, prepared_query, quarantine, validate
from kg.validate.__main__ import main
from kg.validate.indexed import Indexed
from kg.vocab import KG, OA, OWL, RDF, RDFS, SCHEMA, SHAPE, TYPE
from tests.facts import STEMS, load

STEM = "orvale-courier"
TYPED = URIRef(RDF.type)


def graph_of(stem: str = STEM) -> Graph:
    """The graph of a sample's hand-written facts."""
    return terms.graph_of(to_rdf(*load(stem)))


def parted(graph: Graph, report: Report) -> tuple[Graph, Graph]:
    """What is kept of *graph*, and what is not."""
    kept, out = quarantine(terms.triples_of(graph), report)
    return terms.graph_of(kept), terms.graph_of(out)


def text_of(stem: str = STEM) -> str:
    """The text of a sample."""
    return load(stem)[1].text


def labelled(graph: Graph, label: str, kind: str = "actor") -> URIRef:
    """The node of a kind that is called *label*."""
    found = sorted(graph.subjects(URIRef(RDFS.label), Literal(label)), key=str)
    return next(URIRef(s) for s in found if ids.kind_of(str(s)) == kind)


def nodes(graph: Graph, cls: str) -> list[Node]:
    """The nodes of a class, sorted."""
    return sorted(graph.subjects(TYPED, URIRef(cls)), key=str)


def broken_names(report: Report) -> set[str]:
    """The names of the shapes that are violated."""
    return {SHAPE.local(r.shape) for r in report.violations}


@pytest.mark.parametrize("stem", STEMS)
def test_what_to_rdf_writes_conforms(stem: str) -> None:
    """The graph of good facts has no violation, its text in hand."""
    report = validate(graph_of(stem), article_text=text_of(stem))
    assert report.conforms, report.lines()


def test_validation_changes_nothing() -> None:
    """The graph is the same after it was checked."""
    graph = graph_of()
    before = set(graph)
    validate(graph, article_text=text_of())
    assert set(graph) == before


def test_a_graph_in_another_store_gets_the_same_report() -> None:
    """Where the triples are kept makes no difference."""
    graph = graph_of()
    graph.remove((labelled(graph, "Tomas Ilk"), URIRef(RDFS.label), None))
    other = Graph()
    for triple in graph:
        other.add(triple)
    assert validate(other, article_text=text_of()) == validate(graph, article_text=text_of())


def test_a_graph_to_which_no_shape_applies_is_an_error() -> None:
    """What nothing checks does not conform."""
    stray = Graph()
    stray.add((URIRef("http://a.example/x"), URIRef(RDFS.label), Literal("x")))
    for graph in (Graph(), stray):
        with pytest.raises(KgError, match="no shape applied"):
            validate(graph)


def test_a_folder_without_shapes_is_an_error(tmp_path: Path) -> None:
    """No shapes at all is no reason to let everything in."""
    with pytest.raises(KgError, match="no shape to validate with"):
        load_shapes(tmp_path)


def test_warnings_let_in() -> None:
    """A missing date is reported and keeps nothing out."""
    graph = graph_of()
    graph.remove((None, URIRef(SCHEMA.datePublished), None))
    report = validate(graph, article_text=text_of())
    assert report.conforms
    assert [SHAPE.local(r.shape) for r in report.results] == ["ArticlePublishedMissingShape"]
    kept, out = parted(graph, report)
    assert (set(kept), len(out)) == (set(graph), 0)


def test_offsets_that_cut_other_characters_are_found() -> None:
    """The text of another article does not bear out the quotations."""
    report = validate(graph_of(), article_text="x" + text_of())
    assert broken_names(report) == {"SpanTextShape"}
    assert validate(graph_of(), article_text=None).conforms


def test_offsets_count_code_points() -> None:
    """Characters beyond the basic plane count one each, like everywhere else."""
    text = "😀😀 Rebels fled."
    graph = graph_of()
    span = nodes(graph, KG.Span)[0]
    for other in nodes(graph, KG.Span)[1:]:
        graph.remove((other, URIRef(OA.exact), None))
    graph.set((span, URIRef(OA.start), Literal(3)))
    graph.set((span, URIRef(OA.end), Literal(9)))
    graph.set((span, URIRef(OA.exact), Literal("Rebels")))
    found = [r for r in validate(graph, article_text=text).violations if r.focus_node == str(span)]
    assert found == []


def test_a_line_says_article_sentence_rule_and_what_to_mend() -> None:
    """A person can act on a line of the report."""
    graph = graph_of()
    actor = labelled(graph, "Tomas Ilk")
    graph.set((actor, URIRef(RDFS.label), Literal("they")))
    (line,) = validate(graph, article_text=text_of()).lines()
    assert line.startswith("Army and Marin militia retake Orvale from Red Banner Front | “")
    assert "Violation of ActorPronounShape: Name the actor that the pronoun stands for" in line
    assert str(actor) in line


def test_a_span_at_fault_is_quoted() -> None:
    """The sentence of a broken claim is found by way of its evidence."""
    graph = graph_of()
    claim = nodes(graph, KG.Claim)[0]
    graph.remove((claim, URIRef(KG.stance), None))
    (result,) = validate(graph, article_text=text_of()).violations
    assert result.quote in text_of()
    assert len(result.quote) > 20


# What is kept out


def test_what_conforms_is_kept_whole() -> None:
    """Without a violation nothing goes."""
    graph = graph_of()
    kept, out = parted(graph, validate(graph, article_text=text_of()))
    assert (set(kept), len(out)) == (set(graph), 0)


def test_an_actor_takes_what_rests_on_it_along() -> None:
    """Without its holder a claim goes, and with it the account that nobody else tells."""
    graph = graph_of("orvale-northern-wire")
    source = labelled(graph, "military source")
    (claim,) = graph.subjects(URIRef(KG.holder), source)
    (account,) = graph.objects(claim, URIRef(KG.affirms))
    parts = set(graph.objects(account, URIRef(KG.participation)))
    graph.set((source, URIRef(RDFS.label), Literal("")))
    kept, out = parted(graph, validate(graph, article_text=text_of("orvale-northern-wire")))
    gone = {source, claim, account, *parts}
    assert gone <= set(out.subjects())
    assert not gone & set(kept.all_nodes())
    assert validate(kept, article_text=text_of("orvale-northern-wire")).conforms


def test_what_is_only_denied_stays() -> None:
    """An account whose teller goes stays where another voice denies it: the denial is a fact."""
    graph = graph_of()
    verrin = labelled(graph, "Anna Verrin")
    (claim,) = graph.subjects(URIRef(KG.holder), verrin)
    (account,) = graph.objects(claim, URIRef(KG.affirms))
    graph.set((verrin, URIRef(RDFS.label), Literal("")))
    kept, _ = parted(graph, validate(graph, article_text=text_of()))
    assert claim not in set(kept.subjects())
    assert set(kept.subjects(URIRef(KG.negates), account))


def test_a_dropped_account_leaves_the_rest_of_the_article() -> None:
    """One fact at fault costs that fact, not the article."""
    graph = graph_of()
    account = nodes(graph, KG.EventAccount)[0]
    graph.set((account, URIRef(KG.eventType), URIRef(TYPE.DANCE)))
    kept, out = parted(graph, validate(graph, article_text=text_of()))
    assert account in set(out.subjects())
    assert len(nodes(kept, KG.EventAccount)) == len(nodes(graph, KG.EventAccount)) - 1
    assert len(kept) > 0.8 * len(graph)


def test_a_bare_fact_goes_alone() -> None:
    """A bare triple is taken out, and the actor it hangs on stays."""
    graph = graph_of()
    before = set(graph)
    bare = (labelled(graph, "Anna Verrin"), URIRef(KG.commands), labelled(graph, "Third Brigade"))
    graph.add(bare)
    kept, out = parted(graph, validate(graph, article_text=text_of()))
    assert (set(kept), set(out)) == (before, {bare})


def test_two_voices_that_name_one_fact_are_both_needed_for_it_to_go() -> None:
    """An account that another claim still tells stays when one claim goes."""
    graph = graph_of("orvale-northern-wire")
    moll = labelled(graph, "Jarek Moll")
    told = sorted(graph.subjects(URIRef(KG.holder), moll), key=str)
    account = labelled(graph, "retreat: Red Banner Front at Orvale", "account")
    teller = next(c for c in told if (c, URIRef(KG.affirms), account) in graph)
    graph.remove((teller, URIRef(KG.stance), None))
    kept, _ = parted(graph, validate(graph))
    assert teller not in set(kept.subjects())
    assert account in set(kept.subjects())


@pytest.mark.parametrize("predicate", [KG.sha256, KG.textPolicy, KG.publisher])
def test_the_article_is_refused_where_its_own_shape_fails(predicate: str) -> None:
    """Without what every article must have, all of it is kept out."""
    graph = graph_of()
    graph.remove((None, URIRef(predicate), None))
    kept, out = parted(graph, validate(graph, article_text=text_of()))
    assert (len(kept), set(out)) == (0, set(graph))


def test_a_publisher_at_fault_refuses_the_article() -> None:
    """What the outlet says needs the outlet."""
    graph = graph_of()
    graph.remove((URIRef(ids.publisher("http://localhost:8000/", _version(graph))), URIRef(RDFS.label), None))
    kept, _ = parted(graph, validate(graph, article_text=text_of()))
    assert len(kept) == 0


def _version(graph: Graph) -> str:
    return ids.version_of(str(nodes(graph, SCHEMA.NewsArticle)[0])) or ""


FAULTS: list[Callable[[Graph, Node, Node, Node], object]] = [
    lambda g, s, p, o: g.remove((s, p, None)),
    lambda g, s, p, o: g.remove((s, None, None)),
    lambda g, s, p, o: g.set((s, p, Literal("words"))),
    lambda g, s, p, o: g.set((s, p, URIRef("http://localhost:8000/id/actor/ffffffffffff/1-2"))),
    lambda g, s, p, o: g.add((s, URIRef(OWL.sameAs), s)),
    lambda g, s, p, o: g.add((s, URIRef(RDF.type), URIRef(KG.Claim))),
]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_wrong_what_is_kept_conforms(data: st.DataObject) -> None:
    """After any fault the kept graph conforms, and kept and quarantined are the graph, parted."""
    graph = graph_of("orvale-northern-wire")
    triples = sorted(graph)
    for _ in range(data.draw(st.integers(1, 3))):
        fault = data.draw(st.sampled_from(FAULTS))
        fault(graph, *data.draw(st.sampled_from(triples)))
    if not nodes(graph, SCHEMA.NewsArticle):
        return
    kept, out = parted(graph, validate(graph, article_text=text_of("orvale-northern-wire")))
    assert not set(kept) & set(out)
    assert set(kept) | set(out) == set(graph)
    assert len(kept) == 0 or validate(kept).conforms


# Cost


def test_the_text_of_a_query_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many nodes a query is asked of, its text is parsed once in a process."""
    parsed: list[str] = []
    parse = parser.parseQuery

    def counting(text: str) -> object:
        parsed.append(text)
        return parse(text)

    prepared_query.cache_clear()
    monkeypatch.setattr("rdflib.plugins.sparql.processor.parseQuery", counting)
    for stem in STEMS:
        validate(graph_of(stem), article_text=text_of(stem), engine="pyshacl")
    assert parsed
    assert len(parsed) == len(set(parsed))


def test_the_view_for_pyshacl_answers_as_the_graph_does() -> None:
    """Each of the eight patterns over some triples, and what shortens them, finds what rdflib finds."""
    graph = graph_of("amerli")
    view = Indexed(graph, load_shapes().terms)
    assert len(view) == len(graph)
    for triple in sorted(graph)[::50]:
        for mask in product((True, False), repeat=3):
            pattern = tuple(term if given else None for term, given in zip(triple, mask, strict=True))
            assert sorted(view.triples(pattern)) == sorted(graph.triples(pattern)), pattern
        s, p, o = triple
        assert triple in view
        assert (o, p, s) not in view
        assert set(view.objects(s, p)) == set(graph.objects(s, p))
        assert set(view.subjects(p, o)) == set(graph.subjects(p, o))
        assert set(view.objects(s, p * "+")) == set(graph.objects(s, p * "+"))


def test_the_memo_of_queries_is_bounded() -> None:
    """Queries from elsewhere cannot fill the memory."""
    assert prepared_query.cache_info().maxsize == 256


def test_shapes_are_parsed_once() -> None:
    """The second call gives the shapes of the first."""
    assert load_shapes() is load_shapes()


def test_rules_run_in_python_have_their_shape() -> None:
    """A rule that is run here is declared among the shapes, with a message."""
    for shape in validation.RULES:
        assert load_shapes().rules[shape].message


# The whole store


def test_every_audit_is_a_query_that_parses() -> None:
    """The audits run on an empty store and find nothing."""
    store = ox.Store()
    for rule, query in load_audits().values():
        assert rule.message
        assert list(store.query(query)) == []  # type: ignore[call-overload]


def test_an_audit_reports_like_a_shape() -> None:
    """A triple in two graphs is named with its rule and what to mend."""
    store = ox.Store()
    triple = (ox.NamedNode("http://a.example/s"), ox.NamedNode(RDFS.label), ox.Literal("x"))
    for name in ("one", "two"):
        store.add(ox.Quad(*triple, ox.NamedNode(f"http://a.example/graph/{name}")))

    class Reader:
        def query(self, sparql: str) -> object:
            return store.query(sparql, use_default_graph_as_union=True)

    report = audit(Reader())
    assert not report.conforms
    (result,) = report.results
    assert (result.focus_node, result.path, result.value) == ("http://a.example/s", RDFS.label, "x")
    assert "Keep the triple in one named graph." in report.lines()[0]


# The ontology and the shapes themselves


def test_ontology_and_shapes_conform_to_their_own_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m kg.validate graphs`` finds nothing to mend."""
    assert main(["graphs"]) == 0
    assert capsys.readouterr().out == ""


def test_another_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt command says how it is written."""
    assert main(["graph"]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_set_of_shapes_may_be_given() -> None:
    """Other shapes than those that ship can be applied."""
    shapes = Shapes(
        Graph().parse(
            format="turtle",
            data="""
            @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
            <https://w3id.org/newskg/shape/TitleShape> a sh:PropertyShape ; sh:targetClass schema:NewsArticle ;
                sh:path schema:headline ; sh:minLength 1000 ; sh:severity sh:Warning ; sh:message "Longer." .
            """,
        )
    )
    (result,) = validate(graph_of(), shapes=shapes).results
    assert (result.severity, result.message) == ("Warning", "Longer.")
