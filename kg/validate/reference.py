"""pySHACL, the reference, with what makes it quick: queries parsed once, a plain store, only the shapes that apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from pyshacl import Validator
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier, Node

from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.vocab import KG, RDF, SH

_TYPE: Final = URIRef(RDF.type)


class _PreparedQueries(Graph):
    """A view of a graph that parses the text of a query once in a process."""

    def query(  # type: ignore[override]
        self,
        query_object: str | Query,
        processor: str = "sparql",
        result: str = "sparql",
        initNs: Mapping[str, Any] | None = None,
        initBindings: Mapping[str, Identifier] | None = None,
        use_store_provided: bool = True,
    ) -> QueryResult:
        # A parsed query has its prefixes resolved: the namespaces given here only spare rdflib collecting its own.
        query = prepared_query(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, processor, result, {"kg": KG.iri}, initBindings, use_store_provided)


class _FlatStore(SimpleMemory):
    """rdflib's plain store, which pySHACL's wrapper would refuse; half as slow to search as the one with contexts."""

    context_aware = True
    graph_aware = True
    size = 0

    def __len__(self, context: Any = None) -> int:
        """The count when the view was made: pySHACL asks for it all the time, and counting walks every triple."""
        return self.size


def _view(graph: Graph) -> Graph:
    """*graph* as pySHACL reads it fastest; the triples are shared where they can be."""
    store = _FlatStore()
    if isinstance(graph.store, SimpleMemory):
        vars(store).update(vars(graph.store))
        store.size = len(graph)
        return _PreparedQueries(store=store, bind_namespaces="none")
    view = _PreparedQueries(store=store, bind_namespaces="none")
    for triple in graph:
        view.add(triple)
    store.size = len(graph)
    return view


@lru_cache(maxsize=256)
def prepared_query(text: str) -> Query:
    """*text* parsed, from a memo of 256 queries."""
    return prepareQuery(text)


def run_pyshacl(graph: Graph, shapes: Shapes) -> Iterator[Result]:
    """The results of pySHACL, the reference."""
    applicable = shapes.applicable(set(graph.objects(None, _TYPE)), set(graph.predicates()))
    validator = Validator(
        DataGraph.from_rdflib_graph(_view(graph)), shacl_graph=shapes.prepared.graph, options={"use_shapes": applicable}
    )
    validator.shacl_graph = shapes.prepared
    conforms, report, _ = validator.run()  # type: ignore[no-untyped-call]
    if conforms:
        return
    for node in report.objects(None, URIRef(SH.result)):
        yield read_result(report, node, shapes)


def read_result(report: Graph, node: Node, shapes: Shapes) -> Result:
    """One ``sh:ValidationResult`` of a report graph."""
    shape = str(report.value(node, URIRef(SH.sourceShape)))
    rule = shapes.rules.get(shape)
    path, value = report.value(node, URIRef(SH.resultPath)), report.value(node, URIRef(SH.value))
    messages = sorted(str(m) for m in report.objects(node, URIRef(SH.resultMessage)))
    return Result(
        focus_node=str(report.value(node, URIRef(SH.focusNode))),
        shape=shape,
        message=rule.message if rule and rule.message else " ".join(messages),
        severity=rule.severity if rule else "Violation",
        component=str(report.value(node, URIRef(SH.sourceConstraintComponent))),
        path=str(path) if isinstance(path, URIRef) else (rule.path if rule and path is not None else None),
        value=None if value is None else str(value),
    )
