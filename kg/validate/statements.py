"""One graph by predicate, for whoever checks it: terms as N-Triples writes them (:mod:`kg.terms`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from functools import cached_property
from itertools import chain
from typing import Final, TypeVar

import pyoxigraph as ox
from rdflib import Graph

from kg.terms import Triple, graph_of, iri, triples_of
from kg.vocab import RDF

Rows = Mapping[str, Collection[str]]
T = TypeVar("T")
TYPE: Final = iri(RDF.type)


class Relation:
    """What a predicate or a path leads to: ``rows`` gives the values of each node that has any."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    @cached_property
    def nodes(self) -> Set[str]:
        """The nodes that have values."""
        return self.rows.keys()

    @cached_property
    def values(self) -> Set[str]:
        """All values."""
        return set(chain.from_iterable(self.rows.values()))

    @cached_property
    def many(self) -> Set[str]:
        """The nodes that have more than one value."""
        return {node for node, values in self.rows.items() if len(values) > 1}

    @cached_property
    def inverse(self) -> Relation:
        """The same, read backwards."""
        return Relation(_rows((value, node) for node, values in self.rows.items() for value in values))

    def among(self, nodes: Set[str]) -> Set[str]:
        """The values of *nodes*."""
        if self.nodes <= nodes:
            return self.values
        return {value for node in nodes for value in self.rows.get(node, ())}

    def of(self, node: str) -> Collection[str]:
        """The values of *node*."""
        return self.rows.get(node, ())


class Statements:
    """The triples of a graph, which must not change any more; what is asked of them is worked out once."""

    def __init__(self, triples: Collection[Triple]) -> None:
        self.triples = triples
        self._instances: dict[str, Set[str]] = {}
        rows: dict[str, dict[str, list[str]]] = {}
        for s, p, o in triples:
            of_predicate = rows.get(p)
            if of_predicate is None:
                rows[p] = {s: [o]}
            elif s in of_predicate:
                of_predicate[s].append(o)
            else:
                of_predicate[s] = [o]
        self.relations = {p: Relation(found) for p, found in rows.items()}

    @classmethod
    def of(cls, graph: Graph | Collection[Triple] | Statements) -> Statements:
        """*graph*, whichever way it is given."""
        if isinstance(graph, Statements):
            return graph
        return cls(triples_of(graph) if isinstance(graph, Graph) else graph)

    @cached_property
    def graph(self) -> Graph:
        """The same for rdflib."""
        return graph_of(self.triples)

    def relation(self, predicate: str) -> Relation:
        """What *predicate* leads to."""
        return self.relations.get(predicate, _EMPTY)

    @cached_property
    def classes(self) -> Set[str]:
        """The classes that have instances."""
        return self.relation(TYPE).values

    def instances(self, cls: str) -> Set[str]:
        """The nodes whose type is *cls* itself."""
        if cls not in self._instances:
            self._instances[cls] = frozenset(self.relation(TYPE).inverse.of(cls))
        return self._instances[cls]

    @cached_property
    def engine(self) -> tuple[ox.Store, set[str]]:
        """For queries: an engine, and the predicates whose triples are in it."""
        return ox.Store(), set()

    def value(self, subject: str, predicate: str) -> str | None:
        """The value of a predicate, the least where there are several; None where there is none."""
        found = self.relation(predicate).of(subject)
        return next(iter(found)) if len(found) == 1 else min(found, default=None)


def _rows(pairs: Iterable[tuple[str, str]]) -> Rows:
    rows: dict[str, list[str]] = {}
    for node, value in pairs:
        rows.setdefault(node, []).append(value)
    return rows


_EMPTY: Final = Relation({})
