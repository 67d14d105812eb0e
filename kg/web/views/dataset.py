"""The dataset as a whole: how much of what, by which rules it was checked, what these left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kg.resources import folder
from kg.store import Reader
from kg.vocab import RDF, RDFS, SH, SHAPE, compact
from kg.web.views.kept import per_version
from kg.web.views.values import Row, rows


@dataclass(frozen=True)
class Shape:
    """A rule about the data, as shapes/ words it."""

    name: str
    iri: str
    file: str
    severity: str
    description: str
    message: str
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a rule kept out of the graph: the thing in question, the rule, the sentence that says why."""

    focus: str
    shape: str
    line: str
    article: str


@dataclass
class Size:
    """Counts of a dataset; they are those of its VoID description."""

    triples: int = 0
    subjects: int = 0
    classes: list[tuple[str, int]] = field(default_factory=list)
    properties: list[tuple[str, int]] = field(default_factory=list)
    graphs: list[tuple[str, int]] = field(default_factory=list)


@per_version
def size(reader: Reader) -> Size:
    """How many triples, subjects, members of each class, uses of each property, and graphs there are."""
    [whole] = rows(reader, "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o }")
    return Size(
        int(whole["triples"]),
        int(whole["subjects"]),
        _pairs(rows(reader, "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY DESC(?n) ?t")),
        _pairs(rows(reader, "SELECT ?t (COUNT(*) AS ?n) { ?s ?t ?o } GROUP BY ?t ORDER BY DESC(?n) ?t")),
        _pairs(rows(reader, "SELECT ?t (COUNT(*) AS ?n) { GRAPH ?t { ?s ?p ?o } } GROUP BY ?t ORDER BY DESC(?n) ?t")),
    )


def _pairs(found: Iterable[Row]) -> list[tuple[str, int]]:
    return [(row["t"], int(row["n"])) for row in found]


@per_version
def findings(reader: Reader) -> tuple[Finding, ...]:
    """What validation left out of the graph, article by article."""
    found = []
    for row in rows(reader, "SELECT ?a { ?a a schema:NewsArticle } ORDER BY ?a"):
        lines = reader.quarantined(row["a"].rpartition("/")[2])
        if lines:
            found += _results(lines, row["a"])
    return tuple(found)


def _results(lines: str, article: str) -> list[Finding]:
    told: dict[str, dict[str, str]] = {}
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            told.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object.value
    return sorted(
        (
            Finding(
                about.get(SH.focusNode, ""),
                SHAPE.local(about.get(SH.sourceShape, "")),
                about[SH.resultMessage],
                article,
            )
            for about in told.values()
            if about.get(RDF.type) == SH.ValidationResult and SH.resultMessage in about
        ),
        key=lambda f: (f.shape, f.focus),
    )


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """The rules of shapes/ that say why they exist, by file and name."""
    found = []
    for file in sorted(folder("shapes").glob("*.ttl")):
        said: dict[str, dict[str, list[str]]] = {}
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
        found += [_shape(iri, about, file.name) for iri, about in sorted(said.items()) if SH.description in about]
    return tuple(found)


def _shape(iri: str, about: Mapping[str, list[str]], file: str) -> Shape:
    first: Final = {name: (about.get(name) or [""])[0] for name in (SH.severity, SH.description, SH.message)}
    return Shape(
        name=SHAPE.local(iri) if iri in SHAPE else compact(iri),
        iri=iri,
        file=file,
        severity=first[SH.severity].rpartition("#")[2],
        description=first[SH.description],
        message=first[SH.message],
        see=tuple(link for link in about.get(RDFS.seeAlso, ()) if link.startswith("http")),
    )
