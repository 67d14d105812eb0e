"""The terms of our ontology for the page that documents them, read from its Turtle files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kg.resources import folder
from kg.vocab import KG, OWL, RDF, RDFS, SKOS, compact

_GROUPS: Final = (
    ("Classes", (OWL.Class, RDFS.Class)),
    ("Properties", (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property, OWL.AnnotationProperty)),
    ("Concepts", (SKOS.Concept,)),
)


@dataclass
class Term:
    """A term with what its documentation says."""

    iri: str
    name: str
    label: str = ""
    definitions: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def read_terms() -> tuple[ox.Quad, ...]:
    """All statements of the shipped ontology."""
    files = sorted(folder("ontology").glob("*.ttl"))
    return tuple(quad for file in files for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))


def term_groups(quads: Iterable[ox.Quad]) -> list[tuple[str, list[Term]]]:
    """Classes, properties and concepts, each by name."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    groups = []
    for title, classes in _GROUPS:
        members = [iri for iri, about in said.items() if set(classes) & set(about[RDF.type])]
        groups.append((title, [_term(iri, said[iri]) for iri in sorted(members, key=str.casefold)]))
    return [group for group in groups if group[1]]


def _term(iri: str, about: dict[str, list[str]]) -> Term:
    names = about[SKOS.prefLabel] or about[RDFS.label]
    return Term(
        iri=iri,
        name=KG.local(iri) if iri in KG else compact(iri),
        label=names[0] if names else compact(iri),
        definitions=about[SKOS.definition] or about[RDFS.comment],
        examples=about[SKOS.example],
        notes=about[SKOS.scopeNote],
        parents=[*about[RDFS.subClassOf], *about[RDFS.subPropertyOf], *about[SKOS.broader]],
        domains=about[RDFS.domain],
        ranges=about[RDFS.range],
    )
