"""What the dataset is in the words of VoID: how much of what, by class and by property, and where to ask it.

:func:`describe` is for every face that tells of the dataset: ``/.well-known/void`` writes it out, and a page may read
its numbers from the same triples. Each number is what a COUNT over the union of all graphs gives.
Source: https://www.w3.org/TR/void/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.store import Queryable
from kg.vocab import DCTERMS, PREFIXES, RDF, VOID, XSD

_COUNTS: Final = {
    VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    VOID.distinctObjects: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    VOID.classes: f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?s <{RDF.type}> ?c }}",
    VOID.entities: f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDF.type}> ?c }}",
}
_CLASSES: Final = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDF.type}> ?c }} GROUP BY ?c ORDER BY ?c"
_PROPERTIES: Final = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"


def describe(reader: Queryable, *, at: str | None = None, title: str = "news-kg") -> list[ox.Triple]:
    """The triples of the description, each subject an IRI under the base of *reader*; *at* is where it is served.

    Args:
        at: what the addresses of the endpoint and of examples begin with; the base, if left out.
    """
    base = reader.base_iri
    dataset = ox.NamedNode(f"{base}.well-known/void#dataset")

    def told(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal | str) -> ox.Triple:
        node = ox.NamedNode(value) if isinstance(value, str) else value
        return ox.Triple(subject, ox.NamedNode(predicate), node)

    found = [
        told(dataset, RDF.type, VOID.Dataset),
        told(dataset, DCTERMS.title, ox.Literal(title, language="en")),
        told(dataset, VOID.uriSpace, ox.Literal(f"{base}id/")),
        told(dataset, VOID.sparqlEndpoint, f"{at or base}sparql"),
    ]
    found += [told(dataset, VOID.vocabulary, iri) for iri in _vocabularies(reader)]
    found += [told(dataset, predicate, _number(reader, query)) for predicate, query in _COUNTS.items()]
    for kind, variable, query, own, count in (
        ("class", "c", _CLASSES, VOID["class"], VOID.entities),
        ("property", "p", _PROPERTIES, VOID.property, VOID.triples),
    ):
        for number, (term, size) in enumerate(_rows(reader, query, variable), 1):
            part = ox.NamedNode(f"{base}.well-known/void#{kind}-{number}")
            found.append(told(dataset, VOID[f"{kind}Partition"], part))
            found += [ox.Triple(part, ox.NamedNode(own), term), told(part, count, size)]
    return found


def _vocabularies(reader: Queryable) -> list[str]:
    """The namespaces of the properties that are used, where they are known by a prefix."""
    used = [term.value for term, _ in _rows(reader, _PROPERTIES, "p")]
    return sorted({iri for iri in PREFIXES.values() for name in used if name.startswith(iri)})


def _rows(reader: Queryable, query: str, variable: str) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    found = reader.query(query)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        term, number = row[variable], row["n"]
        if isinstance(term, ox.NamedNode) and isinstance(number, ox.Literal):
            yield term, ox.Literal(number.value, datatype=ox.NamedNode(XSD.integer))


def _number(reader: Queryable, query: str) -> ox.Literal:
    found = reader.query(query)
    assert isinstance(found, ox.QuerySolutions)
    number = next(iter(found))["n"]
    assert isinstance(number, ox.Literal)
    return number
