"""The rules that need the article's text or a pass over every triple; their shapes are switched off for pySHACL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg import ids
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.vocab import DCTERMS, GEO, KG, OA, OWL, PROV, RDF, RDFS, SCHEMA, SEM, SF, SH, SHAPE, SKOS

_TYPE: Final = URIRef(RDF.type)
_ARTICLE: Final = URIRef(SCHEMA.NewsArticle)
_KNOWN: Final = (KG.iri, *(ns.iri for ns in (RDF, RDFS, OWL, SEM, PROV, GEO, SF, SCHEMA, SKOS, OA, DCTERMS)))


Finding = tuple[Node, str | None, str | None]
"""A focus node with path and value, where there are any."""


def _span_text(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Offsets cut exactly the quoted characters out of the article."""
    hidden = any(graph.triples((None, URIRef(KG.textPolicy), URIRef(KG.NoText))))
    exact = dict(graph.subject_objects(URIRef(OA.exact)))
    begins, ends = dict(graph.subject_objects(URIRef(OA.start))), dict(graph.subject_objects(URIRef(OA.end)))
    for span in graph.subjects(_TYPE, URIRef(KG.Span)):
        quoted = exact.get(span)
        if quoted is None:
            if not hidden:
                yield span, OA.exact, None
        elif text is not None:
            begin, end = _number(begins.get(span)), _number(ends.get(span))
            if begin is None or end is None or text[begin:end] != str(quoted):
                yield span, OA.exact, str(quoted)


def _article_scope(graph: Graph, text: str | None) -> Iterator[Finding]:
    """An article graph holds nodes of its own article alone, each with its class."""
    versions = {ids.version_of(str(a)) for a in graph.subjects(_TYPE, _ARTICLE)}
    typed = set(graph.subjects(_TYPE))
    for subject in set(graph.subjects()):
        if not isinstance(subject, URIRef) or subject not in typed or ids.version_of(str(subject)) not in versions:
            yield subject, None, None


def _known_namespaces(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Properties and classes are of the known namespaces."""
    for predicate in set(graph.predicates()):
        if not str(predicate).startswith(_KNOWN):
            for subject, value in graph.subject_objects(predicate):
                yield subject, str(predicate), str(value)
    for cls in set(graph.objects(None, _TYPE)):
        if not str(cls).startswith(_KNOWN):
            for subject in graph.subjects(_TYPE, cls):
                yield subject, RDF.type, str(cls)


def _chain_order(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Each voice of a chain once, each at its own position, the article last."""
    voices, positions = dict(graph.subject_objects(URIRef(KG.voice))), dict(graph.subject_objects(URIRef(KG.position)))
    articles = set(graph.subjects(_TYPE, _ARTICLE))
    chains: dict[Node, list[tuple[int, Node]]] = {}
    for claim, link in graph.subject_objects(URIRef(KG.chain)):
        position = _number(positions.get(link))
        if position is not None and link in voices:
            chains.setdefault(claim, []).append((position, link))
    for claim, chain in chains.items():
        for position, link in chain:
            later = [voices[other] for p, other in chain if p > position]
            shared = any(p == position and other != link for p, other in chain)
            if voices[link] in later or shared or (later and voices[link] in articles):
                yield claim, KG.chain, str(link)


def _number(value: Node | None) -> int | None:
    return value.value if isinstance(value, Literal) and isinstance(value.value, int) else None


RULES: Final[Mapping[str, Callable[[Graph, str | None], Iterator[Finding]]]] = {
    SHAPE.SpanTextShape: _span_text,
    SHAPE.ArticleScopeShape: _article_scope,
    SHAPE.KnownNamespaceShape: _known_namespaces,
    SHAPE.ClaimChainOrderShape: _chain_order,
}
"""The shapes that are run here, over the whole graph at once, and not by pySHACL."""


def run_rules(graph: Graph, text: str | None, shapes: Shapes) -> Iterator[Result]:
    for shape, find in RULES.items():
        rule = shapes.rules.get(shape)
        if rule is None:
            continue
        for focus_node, path, value in find(graph, text):
            yield Result(
                focus_node=str(focus_node),
                shape=shape,
                message=rule.message,
                severity=rule.severity,
                component=SH.SPARQLConstraintComponent,
                path=path,
                value=value,
            )
