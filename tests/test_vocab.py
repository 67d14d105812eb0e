"""Namespaces and terms: spelled once, the same in Python, Turtle and SPARQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from kg import vocab
from kg.event_types import load_event_types
from kg.model import ActorKind, EventType, RelationType
from kg.resources import folder
from kg.vocab import KG, PREFIXES, RDF, SKOS, Namespace, compact, expand

SCHEMES = {
    "ROLE": vocab.ROLES,
    "REL": vocab.RELATION_TYPES,
    "ACT": vocab.ACTS,
    "STANCE": vocab.STANCES,
    "STATUS": vocab.STATUSES,
    "BASIS": vocab.BASES,
    "LINK": vocab.LINK_TYPES,
    "DISPUTE": vocab.DISPUTES,
    "CERTAINTY": vocab.CERTAINTIES,
    "MODALITY": vocab.MODALITIES,
}


def concepts() -> Graph:
    """The concept schemes as they ship."""
    return Graph().parse(folder("ontology") / "schemes.ttl", format="turtle")


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_python_and_scheme_name_the_same_concepts(name: str) -> None:
    """The tuples of kg.vocab and the concepts of schemes.ttl are the same."""
    namespace: Namespace = getattr(vocab, name)
    found = {str(s) for s in concepts().subjects(URIRef(RDF.type), URIRef(SKOS.Concept)) if str(s) in namespace}
    assert found == {namespace[local] for local in SCHEMES[name]}


def test_the_facts_model_speaks_the_same_words() -> None:
    """Kinds, event types and relation types of the facts document are those of the vocabulary."""
    assert set(vocab.KIND_CLASSES) == set(ActorKind.__args__)
    assert EventType.__args__ == vocab.EVENT_TYPES
    assert RelationType.__args__ == vocab.RELATION_TYPES


def test_every_role_of_an_event_type_is_in_the_scheme() -> None:
    """An event type never gives a role that queries and shapes do not know."""
    types = load_event_types().concepts.values()
    assert {r for t in types for r in (t.agent_role, t.target_role)} <= set(vocab.ROLES)


def test_a_local_name_that_strings_have_too_is_a_term() -> None:
    """``KG.count`` is a term and not a method."""
    assert KG.count == "https://w3id.org/newskg/ontology#count"
    assert KG["from"] == KG.iri + "from"


def test_a_namespace_has_no_private_terms() -> None:
    """Python's own attributes are not taken for terms."""
    with pytest.raises(AttributeError):
        KG.__wrapped__  # noqa: B018


@pytest.mark.parametrize("iri", [KG.Claim, "https://schema.org/url", "http://example.org/x"])
def test_compact_and_expand_are_inverse(iri: str) -> None:
    """Writing an IRI short and long again gives it back."""
    assert expand(compact(iri)) == iri


def test_a_link_is_not_taken_for_a_prefixed_name() -> None:
    """The prefix ``link`` does not swallow what looks like an IRI."""
    assert expand("link://x") == "link://x"


def test_queries_declare_prefixes_as_the_vocabulary_does() -> None:
    """A prefix means one namespace in every query, and one order holds."""
    order = list(PREFIXES)
    for path in sorted(folder("queries").rglob("*.rq")):
        declared = re.findall(r"^PREFIX (\w+): <([^>]+)>", path.read_text("utf-8"), re.M)
        for prefix, iri in declared:
            assert PREFIXES.get(prefix) == iri, f"{path.name}: {prefix}"
        places = [order.index(prefix) for prefix, _ in declared]
        assert places == sorted(places), f"{path.name}: prefixes out of order"


def test_only_vocab_spells_an_iri(root: Path) -> None:
    """No other Python file writes the IRI of a namespace out."""
    known = [n.iri for n in vars(vocab).values() if isinstance(n, Namespace)]
    for path in sorted((root / "kg").rglob("*.py")):
        if path.name != "vocab.py":
            code = re.sub(r'"""[\s\S]*?"""', "", path.read_text("utf-8"))
            spelled = [iri for iri in known if f'"{iri}' in code or f"<{iri}" in code]
            assert not spelled, f"{path.relative_to(root)} spells {spelled}"
