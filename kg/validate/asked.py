"""Constraints that are queries: asked once of all that they could look at, where pySHACL asks for every focus node.

That is the same where a query is one group of patterns that binds ``$this``, with filters and plain optional parts:
there a solution for one focus node is a solution of the whole. Other queries are left to pySHACL, and so is what has
solutions. Source: SHACL, sections 5.3 and A.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Any, Final

import pyoxigraph as ox
from rdflib import Graph, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.terms import iri, lines_of
from kg.validate.constraints import Found, NodeTest, Unclear
from kg.validate.statements import Relation, Statements
from kg.vocab import OWL, RDF, RDFS, SH

_BOUND_ELSEWHERE: Final = re.compile(r"[?$](PATH|shapesGraph|currentShape)\b")


def asked(graph: Graph, constraint: Node) -> NodeTest:
    """The test of a ``sh:SPARQLConstraint``. Raises: Unclear."""
    select = graph.value(constraint, URIRef(SH.select))
    if select is None or (constraint, URIRef(SH.deactivated), None) in graph or _BOUND_ELSEWHERE.search(str(select)):
        raise Unclear
    text = _prefixes(graph, constraint) + str(select)
    try:
        ox.Store().query(text)
    except SyntaxError as exc:
        raise Unclear from exc  # such as a prefix that is not declared
    predicates = frozenset(iri(p) for p in _predicates(prepareQuery(text).algebra))

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        found = _engine(statements, predicates).query(f"{text}\nLIMIT 1")
        if not isinstance(found, ox.QuerySolutions) or next(found, None) is not None:
            raise Unclear
        return iter(())

    return test


def _prefixes(graph: Graph, constraint: Node) -> str:
    declared = (d for p in graph.objects(constraint, URIRef(SH.prefixes)) for d in graph.objects(p, URIRef(SH.declare)))
    names = {"rdf": RDF.iri, "rdfs": RDFS.iri, "owl": OWL.iri}
    names |= {str(graph.value(d, URIRef(SH.prefix))): str(graph.value(d, URIRef(SH.namespace))) for d in declared}
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(names.items()))


def _engine(statements: Statements, predicates: Set[str]) -> ox.Store:
    """The engine with the triples of *predicates* in it, and those of queries asked before."""
    store, loaded = statements.engine
    if missing := predicates - loaded:
        lines = lines_of(
            (s, p, o) for p in missing for s, objects in statements.relation(p).rows.items() for o in objects
        )
        store.load(lines.encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        loaded |= missing
    return store


def _predicates(part: Any) -> Iterator[URIRef]:
    """The predicates that a query looks at. Raises: Unclear where it is more than one group with its filters."""
    if part.name in ("SelectQuery", "Project", "Distinct", "Extend"):
        yield from _predicates(part.p)
    elif part.name == "Filter":
        yield from _predicates(part.p)
        yield from _in_filter(part.expr)
    elif part.name == "LeftJoin" and part.expr.name == "TrueFilter":
        yield from _predicates(part.p1)
        yield from _in_patterns(part.p2)
    elif Variable("this") in part._vars:
        yield from _in_patterns(part)
    else:
        raise Unclear


def _in_patterns(part: Any) -> Iterator[URIRef]:
    if part.name == "Join":
        yield from _in_patterns(part.p1)
        yield from _in_patterns(part.p2)
    elif part.name == "BGP":
        for _, predicate, _ in part.triples:
            yield from _in_path(predicate)
    else:
        raise Unclear


def _in_filter(expression: Any) -> Iterator[URIRef]:
    """The predicates in the (NOT) EXISTS of an expression."""
    if isinstance(expression, CompValue):
        if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            yield from _in_patterns(expression.graph)
        else:
            for value in expression.values():
                yield from _in_filter(value)
    elif isinstance(expression, list):
        for member in expression:
            yield from _in_filter(member)


def _in_path(path: Any) -> Iterator[URIRef]:
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, AlternativePath | SequencePath):
        for member in path.args:
            yield from _in_path(member)
    elif isinstance(path, InvPath):
        yield from _in_path(path.arg)
    elif isinstance(path, MulPath) and not path.zero:
        yield from _in_path(path.path)
    else:
        raise Unclear
