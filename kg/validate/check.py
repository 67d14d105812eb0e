"""The graph of an article against the shapes; the ontology and the shapes against their own."""

from __future__ import annotations

from typing import Final

import msgspec
from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.errors import KgError
from kg.resources import folder
from kg.validate.engine import REFERENCE, run_shacl
from kg.validate.report import Report, Result, order
from kg.validate.rules import run_rules
from kg.validate.shapes import Shapes, load_shapes
from kg.vocab import KG, OA, RDF, RDFS, SCHEMA

_TYPE: Final = URIRef(RDF.type)
_ARTICLE: Final = URIRef(SCHEMA.NewsArticle)


def validate(
    graph: Graph, *, article_text: str | None = None, shapes: Shapes | None = None, engine: str | None = None
) -> Report:
    """The report on the graph of one article.

    Args:
        graph: the article graph; it is not changed.
        article_text: the text that the offsets point into; without it they are not compared with it.
        shapes: other shapes than those that ship with the program.
        engine: the SHACL engine, see :mod:`kg.validate.engine`.
    Raises: KgError where no shape applies: a graph that is checked by nothing does not conform.
    """
    shapes = shapes or load_shapes()
    classes = {str(o) for o in graph.objects(None, _TYPE)}
    if not classes & shapes.target_classes:
        raise KgError("no shape applied to this graph: it holds no article. Give the graph of an article.")
    found = [*run_shacl(graph, shapes, engine), *run_rules(graph, article_text, shapes)]
    places = Places(graph)
    results = tuple(places.located(r) for r in sorted(found, key=order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


def validate_written(graph: Graph) -> Report:
    """The report on a graph that a user wrote, by the shapes that have a target in it; of other things it may be.

    The rules for the graphs of articles (:data:`kg.validate.RULES`) do not apply.
    """
    shapes = load_shapes()
    if not shapes.applicable(set(graph.objects(None, _TYPE)), set(graph.predicates())):
        return Report(conforms=True, results=())
    results = tuple(sorted(run_shacl(graph, shapes, REFERENCE), key=order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


class Places:
    """Finds headline and sentence for the nodes of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        article = next(iter(graph.subjects(_TYPE, _ARTICLE)), None)
        headline = None if article is None else graph.value(article, URIRef(RDFS.label))
        self.headline = "" if headline is None else str(headline)

    def located(self, result: Result) -> Result:
        """*result* with headline and sentence."""
        quote = self._quote(URIRef(result.focus_node))
        return msgspec.structs.replace(result, headline=self.headline, quote=quote)

    def _quote(self, node: Node, steps: int = 3) -> str:
        exact = self.graph.value(node, URIRef(OA.exact))
        if exact is not None:
            return str(exact)
        for predicate in (KG.evidence, KG.trigger, KG.mention, KG.cue):
            for span in sorted(self.graph.objects(node, URIRef(predicate)), key=str):
                exact = self.graph.value(span, URIRef(OA.exact))
                if exact is not None:
                    return str(exact)
        if steps:
            for predicate in (KG.account, KG.affirms, KG.negates, KG.chain, KG.participation):
                p = URIRef(predicate)
                for other in sorted([*self.graph.objects(node, p), *self.graph.subjects(p, node)], key=str):
                    quote = self._quote(other, steps - 1)
                    if quote:
                        return quote
        return ""


def validate_meta() -> Report:
    """The report on the ontology and the shapes that ship with the program, against ``shapes/meta.ttl``."""
    graph = Graph(bind_namespaces="none")
    for name in ("ontology", "shapes"):
        for file in sorted(folder("ontology" if name == "ontology" else "shapes").glob("*.ttl")):
            graph.parse(file, format="turtle")
    return validate(graph, shapes=load_shapes(meta=True), engine=REFERENCE)
