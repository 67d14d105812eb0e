"""The dataset as a whole: how much of what, by which rules it was checked, what these left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kg.resources import folder
from kg.store import Reader
from kg.vocab import RDF, RDFS, SH, SHAPE, VOID, compact
from kg.void import describe
from kg.web.views.kept import per_version
from kg.web.views.values import rows


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
    """How many triples, subjects, members of classes, uses of properties: the numbers of the VoID description."""
    told: dict[str, dict[str, str]] = {}
    for triple in describe(reader):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            told.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    [whole] = [about for about in told.values() if about.get(RDF.type) == VOID.Dataset]
    graphs = rows(reader, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY DESC(?n) ?g")
    return Size(
        int(whole[VOID.triples]),
        int(whole[VOID.distinctSubjects]),
        _partitions(told.values(), VOID["class"], VOID.entities),
        _partitions(told.values(), VOID.property, VOID.triples),
        [(row["g"], int(row["n"])) for row in graphs],
    )


def _partitions(told: Iterable[Mapping[str, str]], of: str, count: str) -> list[tuple[str, int]]:
    """The classes or properties with their numbers, the largest first."""
    found = [(about[of], int(about[count])) for about in told if of in about and count in about]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


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
