"""Graphs as pySHACL reads them fastest: lookups go straight to the indexes, and a query is parsed once in a process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier, Node

from kg.vocab import KG

Triple = tuple[Node, Node, Node]
_TERMS = (URIRef, BNode, Literal)
_NONE: dict[Any, Any] = {}


class Indexed(Graph):
    """A view of *graph*, which must not change any more.

    pySHACL looks up some 40,000 patterns for an article. rdflib goes through three generators for each, and compares
    terms in Python where two that are equal are not one object: here patterns with two terms are found in two steps,
    and predicates are those of *terms* where these have the same.
    """

    def __init__(self, graph: Graph, terms: Mapping[URIRef, URIRef] = _NONE) -> None:
        store = _FlatStore()
        source = graph if isinstance(graph.store, SimpleMemory) else _flat(graph)
        vars(store).update(vars(source.store))
        super().__init__(store=store, bind_namespaces="none")
        inside = vars(store)
        self._objects = {
            subject: {terms.get(p, p): found for p, found in row.items()}
            for subject, row in inside["_SimpleMemory__spo"].items()
        }
        self._subjects = {terms.get(p, p): row for p, row in inside["_SimpleMemory__pos"].items()}
        store.size = sum(len(found) for row in self._objects.values() for found in row.values())

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        """The triples that match a pattern."""
        subject, predicate, thing = triple
        if predicate is not None and predicate.__class__ is not URIRef:
            yield from super().triples(triple)  # a path
        elif subject is not None and predicate is not None:
            found = self._objects.get(subject, _NONE).get(predicate, _NONE)
            if thing is None:
                for value in found:
                    yield subject, predicate, value
            elif thing in found:
                yield triple
        elif subject is not None and thing is None:
            for p, found in self._objects.get(subject, _NONE).items():
                for value in found:
                    yield subject, p, value
        elif predicate is not None and thing is not None:
            for s in self._subjects.get(predicate, _NONE).get(thing, _NONE):
                yield s, predicate, thing
        else:
            yield from super().triples(triple)

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Iterator[Any]:  # type: ignore[override]
        """The objects of a subject and a predicate."""
        if predicate.__class__ is URIRef and subject.__class__ in _TERMS:
            return iter(self._objects.get(subject, _NONE).get(predicate, _NONE))
        return super().objects(subject, predicate, unique)

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Iterator[Any]:  # type: ignore[override]
        """The subjects of a predicate and an object."""
        if predicate.__class__ is URIRef and object is not None:
            return iter(self._subjects.get(predicate, _NONE).get(object, _NONE))
        return super().subjects(predicate, object, unique)

    def __contains__(self, triple: Any) -> bool:
        return next(self.triples(triple), None) is not None

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


def _flat(triples: Iterable[Triple]) -> Graph:
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


@lru_cache(maxsize=256)
def prepared_query(text: str) -> Query:
    """*text* parsed, from a memo of 256 queries."""
    return prepareQuery(text)
