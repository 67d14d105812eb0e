"""The event types as a vocabulary: complete, mapped, and read as their examples say."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from kg.event_types import EventConcept, load_event_types
from kg.extract import extract
from kg.model import Article
from kg.parse import parse
from kg.resources import folder
from kg.syntax import CleanText
from kg.vocab import ACLED, CAMEO, TYPE

CONCEPTS = load_event_types().concepts
EXAMPLES = [(c, example) for c in CONCEPTS.values() for example in c.examples]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(folder("ontology") / "event-types.ttl")


@pytest.mark.parametrize(("concept", "example"), EXAMPLES, ids=[f"{c.id}-{n}" for n, (c, _) in enumerate(EXAMPLES)])
def test_an_example_yields_its_type(concept: EventConcept, example: str) -> None:
    """A sentence printed as the example of a type is read as an event of that type and subtype."""
    facts = extract(parse(CleanText.verbatim(Article(text=example, sha256="0" * 64))))
    read = [(e.type, e.subtype) for e in facts.events]
    assert any(t == concept.type and concept.subtype in (None, s) for t, s in read), read


def test_every_concept_is_labelled_defined_and_scoped(graph: Graph) -> None:
    """Each concept has one label, one definition that ends in a full stop, and its near misses."""
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert len(list(graph.objects(concept, SKOS.prefLabel))) == 1, concept
        definitions = [str(d) for d in graph.objects(concept, SKOS.definition)]
        assert len(definitions) == 1, concept
        assert definitions[0].endswith("."), concept
        if str(concept) in TYPE:
            assert list(graph.objects(concept, SKOS.example)), concept
            assert all(str(n).startswith("Not: ") for n in graph.objects(concept, SKOS.scopeNote)), concept
            assert list(graph.objects(concept, SKOS.scopeNote)), concept


def test_every_type_is_mapped_to_cameo(graph: Graph) -> None:
    """Each of the sixteen types has its CAMEO codes, and every mapping ends in a concept of our schemes."""
    mappings = (SKOS.broadMatch, SKOS.closeMatch, SKOS.narrowMatch)
    for concept in CONCEPTS.values():
        found = [str(o) for p in mappings for o in graph.objects(URIRef(TYPE[concept.id]), p)]
        assert concept.subtype or any(iri in CAMEO for iri in found), concept.id
        for iri in found:
            assert iri in CAMEO or iri in ACLED
            assert (URIRef(iri), RDF.type, SKOS.Concept) in graph, iri


def test_a_subtype_is_narrower_than_its_type(graph: Graph) -> None:
    """``ASSAULT-airstrike`` has ``ASSAULT`` as its broader concept."""
    for concept in CONCEPTS.values():
        broader = [str(b) for b in graph.objects(URIRef(TYPE[concept.id]), SKOS.broader)]
        assert broader == ([TYPE[concept.type]] if concept.subtype else []), concept.id
