"""What may be kept of a graph: all that conforms, without what violates and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.validate.check import validate
from kg.validate.report import Report, Result
from kg.validate.shapes import Shapes
from kg.vocab import GEO, KG, PREFIXES, RDF, SCHEMA, SH, SHAPE

_TYPE: Final = URIRef(RDF.type)
_ARTICLE: Final = URIRef(SCHEMA.NewsArticle)
_ABOUT: Final = tuple(URIRef(p) for p in (KG.affirms, KG.negates))
_ANSWERS: Final = tuple(URIRef(p) for p in (KG.disputes, KG.echoes, KG.confirms, KG.retracts, KG.doubts))
_OWNED: Final = tuple(URIRef(p) for p in (KG.participation, KG.chain, GEO.hasGeometry))
_LEAVES: Final = tuple(URIRef(c) for c in (KG.Span, KG.Place, KG.TimeSpan))


def quarantine(graph: Graph, report: Report, *, shapes: Shapes | None = None) -> tuple[Graph, Graph]:
    """Part *graph* into what conforms and what does not, with what rests on it.

    A node that violates a shape goes, and so does what cannot stand without it: participations of an account, accounts
    of an actor, claims that lose all they were about, accounts that nobody claims any more, until the rest conforms.
    A property that no shape knows goes alone. Where the article node itself violates a shape, all goes.

    Returns: (kept, quarantined); the two are disjoint and hold all triples of *graph*.
    """
    if not report.violations:
        return graph, _copy(graph, ())
    articles = {str(a) for a in graph.subjects(_TYPE, _ARTICLE)}
    kept = _copy(graph, graph)
    while report.violations:
        before = len(kept)
        if any(r.focus_node in articles for r in report.violations):
            kept = _copy(graph, ())
            break
        for result in report.violations:
            _take_out(kept, result)
        _settle(graph, kept)
        if len(kept) == before or not any(kept.triples((None, _TYPE, _ARTICLE))):
            kept = _copy(graph, ())
            break
        report = validate(kept, shapes=shapes)
    return kept, _copy(graph, (t for t in graph if t not in kept))


def _copy(like: Graph, triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    copy = Graph(store="SimpleMemory", bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        copy.bind(prefix, iri)
    for triple in triples:
        copy.add(triple)
    return copy


def _take_out(kept: Graph, result: Result) -> None:
    """Remove what *result* points at: one property where that is the fault, else the node and all that names it."""
    node = _node(kept, result.focus_node)
    if result.shape == SHAPE.BareFactShape:
        for predicate in (result.path or "").split("|"):
            kept.remove((node, URIRef(predicate), None))
    elif result.component == SH.ClosedConstraintComponent or result.shape == SHAPE.KnownNamespaceShape:
        for triple in list(kept.triples((node, URIRef(result.path or ""), None))):
            if str(triple[2]) == result.value:
                kept.remove(triple)
    else:
        _drop(kept, node)


def _node(graph: Graph, name: str) -> Node:
    """The node that a report calls *name*; blank nodes and literals too."""
    iri = URIRef(name)
    if any(graph.triples((iri, None, None))):
        return iri
    others = {n for n in graph.all_nodes() if not isinstance(n, URIRef) and str(n) == name}
    return min(others, key=str, default=iri)


def _drop(kept: Graph, node: Node) -> None:
    """Remove *node*, what it owns, and every triple that names either."""
    owned = [o for p in _OWNED for o in kept.objects(node, p)]
    kept.remove((node, None, None))
    kept.remove((None, None, node))
    for other in owned:
        _drop(kept, other)


def _settle(graph: Graph, kept: Graph) -> None:
    """Drop claims that lost all they were about, and spans, places and times that nothing names any more."""
    changed = True
    while changed:
        changed = False
        for claim in list(kept.subjects(_TYPE, URIRef(KG.Claim))):
            had = any(any(graph.triples((claim, p, None))) for p in _ABOUT)
            has = any(any(kept.triples((claim, p, None))) for p in (*_ABOUT, *_ANSWERS))
            if had and not has:
                _drop(kept, claim)
                changed = True
    for cls in (*_LEAVES[1:], _LEAVES[0]):
        for leaf in list(kept.subjects(_TYPE, cls)):
            if not any(kept.triples((None, None, leaf))):
                _drop(kept, leaf)
