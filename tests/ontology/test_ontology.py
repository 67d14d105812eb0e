"""The ontology: what graphs, queries and shapes say is defined there, as they use it."""

from __future__ import annotations

import re

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from kg.resources import folder
from kg.terms import graph_of
from kg.to_rdf import to_rdf
from kg.vocab import DCTERMS, KG, ONTOLOGY, OWL, RDF, RDFS, SKOS, TYPE, XSD
from tests.facts import STEMS, load

TYPED = URIRef(RDF.type)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """The ontology and its schemes."""
    graph = Graph()
    for path in sorted(folder("ontology").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def written() -> Graph:
    """The graphs of all samples."""
    graph = Graph()
    for stem in STEMS:
        graph += graph_of(to_rdf(*load(stem)))
    return graph


def test_every_term_that_a_graph_uses_is_defined(ontology: Graph, written: Graph) -> None:
    """No article graph holds a property, class or concept of ours that cannot be looked up."""
    used = {t for triple in written for t in triple if str(t).startswith("https://w3id.org/newskg/")}
    subtypes = {t for t in used if "-" in TYPE.local(str(t)) and str(t) in TYPE}
    missing = {t for t in used - subtypes if (t, TYPED, None) not in ontology}
    assert missing == set()


def test_every_term_that_a_query_uses_is_defined(ontology: Graph) -> None:
    """A misspelt term in a query finds nothing and says nothing."""
    for path in sorted(folder("queries").rglob("*.rq")):
        text = re.sub(r"^\s*#.*$", "", path.read_text("utf-8"), flags=re.M)
        for name in set(re.findall(r"\bkg:(\w+)", text)):
            assert (URIRef(KG[name]), TYPED, None) in ontology, f"{path.name}: kg:{name}"


def test_object_properties_lead_to_nodes_and_the_others_to_values(ontology: Graph, written: Graph) -> None:
    """The kind of each property is the kind that graphs show."""
    for kind, wanted in ((OWL.ObjectProperty, URIRef), (OWL.DatatypeProperty, Literal)):
        for prop in ontology.subjects(TYPED, URIRef(kind)):
            wrong = [o for o in written.objects(None, prop) if not isinstance(o, wanted)]
            assert not wrong, (prop, wrong[:3])


def test_domains_and_ranges_are_those_of_the_graphs(ontology: Graph, written: Graph) -> None:
    """Whoever reasons with the ontology gets no class of ours that the graph does not give."""
    ours = {c for c in ontology.subjects(TYPED, URIRef(OWL.Class)) if str(c) in KG}
    known = written + ontology
    for prop in set(written.predicates()):
        for predicate, place in ((RDFS.domain, 0), (RDFS.range, 2)):
            cls = ontology.value(prop, URIRef(predicate))
            if cls not in ours:
                continue
            for triple in written.triples((None, prop, None)):
                assert (triple[place], TYPED, cls) in known, (prop, predicate, triple)


def test_ranges_of_values_are_their_datatypes(ontology: Graph, written: Graph) -> None:
    """A property whose range is xsd:date holds dates."""
    for prop in ontology.subjects(TYPED, URIRef(OWL.DatatypeProperty)):
        datatype = ontology.value(prop, URIRef(RDFS.range))
        for value in written.objects(None, prop):
            assert isinstance(value, Literal)
            assert (value.datatype or URIRef(XSD.string)) == datatype or datatype == URIRef(RDFS.Literal), (prop, value)


def test_the_ontology_loads_without_a_network(ontology: Graph) -> None:
    """Reused vocabularies are named, never imported."""
    assert not list(ontology.triples((None, URIRef(OWL.imports), None)))


def test_the_ontology_says_what_it_is(ontology: Graph) -> None:
    """Version, title and licence stand on the ontology itself, the version in its version IRI."""
    me = URIRef(ONTOLOGY)
    version = ontology.value(me, URIRef(OWL.versionInfo))
    assert str(ontology.value(me, URIRef(OWL.versionIRI))) == f"{ONTOLOGY}/{version}"
    assert ontology.value(me, URIRef(DCTERMS.title)) is not None
    assert ontology.value(me, URIRef(DCTERMS.license)) is not None


def test_nothing_in_it_is_blank(ontology: Graph) -> None:
    """All that the ontology defines can be cited."""
    assert not [n for n in ontology.all_nodes() if isinstance(n, BNode)]


def test_classes_hang_on_the_vocabularies_that_are_reused(ontology: Graph) -> None:
    """Every class of ours that stands for a thing is below a class of SEM, PROV, OWL-Time, GeoSPARQL or another."""
    apart = {URIRef(KG.TextPolicy), URIRef(KG.Function)}
    for cls in set(ontology.subjects(TYPED, URIRef(OWL.Class))) - apart:
        above = set(ontology.transitive_objects(cls, URIRef(RDFS.subClassOf))) - {cls}
        assert [a for a in above if str(a) not in KG], cls


@pytest.mark.parametrize("prop", [OWL.ObjectProperty, OWL.DatatypeProperty])
def test_labels_of_one_kind_are_told_apart(ontology: Graph, prop: str) -> None:
    """Two properties never share their preferred label."""
    labels = [str(ontology.value(p, URIRef(SKOS.prefLabel))) for p in ontology.subjects(TYPED, URIRef(prop))]
    assert len(labels) == len(set(labels))


def test_concepts_of_a_scheme_have_a_top(ontology: Graph) -> None:
    """Every concept is a top concept of its scheme or below one."""
    for concept in ontology.subjects(TYPED, URIRef(SKOS.Concept)):
        above = ontology.transitive_objects(concept, URIRef(SKOS.broader))
        assert any((c, URIRef(SKOS.topConceptOf), None) in ontology for c in above), concept
