"""The graph of an article against the shapes; the ontology and the shapes against their own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec
from rdflib import Graph

from kg.errors import KgError
from kg.resources import folder
from kg.terms import Triple, iri, text_of
from kg.validate.engine import REFERENCE, run_shacl
from kg.validate.report import Report, Result, order
from kg.validate.rules import run_rules
from kg.validate.shapes import Shapes, load_shapes
from kg.validate.statements import Statements
from kg.vocab import KG, OA, RDFS, SCHEMA

_ARTICLE: Final = iri(SCHEMA.NewsArticle)
_LABEL: Final = iri(RDFS.label)
_EXACT: Final = iri(OA.exact)
_RESTS_ON: Final = tuple(iri(p) for p in (KG.evidence, KG.trigger, KG.mention, KG.cue))
_BESIDE: Final = tuple(iri(p) for p in (KG.account, KG.affirms, KG.negates, KG.chain, KG.participation))


def validate(
    graph: Graph | Collection[Triple] | Statements,
    *,
    article_text: str | None = None,
    shapes: Shapes | None = None,
    engine: str | None = None,
) -> Report:
    """The report on the graph of one article.

    Args:
        graph: the article graph, as triples (:mod:`kg.terms`) or as rdflib has it; it is not changed.
        article_text: the text that the offsets point into; without it they are not compared with it.
        shapes: other shapes than those that ship with the program.
        engine: the SHACL engine, see :mod:`kg.validate.engine`.
    Raises: KgError where no shape applies: a graph that is checked by nothing does not conform.
    """
    shapes, statements = shapes or load_shapes(), Statements.of(graph)
    if not {text_of(cls) for cls in statements.classes} & shapes.target_classes:
        raise KgError("no shape applied to this graph: it holds no article. Give the graph of an article.")
    found = [*run_shacl(statements, shapes, engine), *run_rules(statements, article_text, shapes)]
    places = Places(statements)
    results = tuple(places.located(r) for r in sorted(found, key=order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


def validate_written(graph: Graph) -> Report:
    """The report on a graph that a user wrote, by the shapes that have a target in it; of other things it may be.

    The rules for the graphs of articles (:data:`kg.validate.RULES`) do not apply.
    """
    results = tuple(sorted(run_shacl(Statements.of(graph), load_shapes()), key=order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


class Places:
    """Finds headline and sentence for the nodes of one graph."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        article = min(statements.instances(_ARTICLE), default=None)
        headline = None if article is None else statements.value(article, _LABEL)
        self.headline = "" if headline is None else text_of(headline)

    def located(self, result: Result) -> Result:
        """*result* with headline and sentence."""
        return msgspec.structs.replace(result, headline=self.headline, quote=self._quote(f"<{result.focus_node}>"))

    def _quote(self, node: str, steps: int = 3) -> str:
        exact = self.statements.value(node, _EXACT)
        if exact is not None:
            return text_of(exact)
        for predicate in _RESTS_ON:
            for span in sorted(self.statements.relation(predicate).of(node)):
                exact = self.statements.value(span, _EXACT)
                if exact is not None:
                    return text_of(exact)
        if steps:
            for predicate in _BESIDE:
                relation = self.statements.relation(predicate)
                for other in sorted([*relation.of(node), *relation.inverse.of(node)]):
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
