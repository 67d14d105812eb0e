"""The constraint components that our shapes use, over whole sets of nodes: which of these values break the rule?

Each table maps the parameter of a component to what makes a test of it. A test says nothing of what pySHACL might judge
otherwise (an ill-typed literal, things that do not compare): it raises :class:`Unclear`, as does what makes it.
Source: SHACL, section 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import ge, le, lt
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.terms import datatype_of, text_of, triples_of
from kg.validate.statements import Relation, Statements
from kg.vocab import RDF, SH, XSD

ValueTest = Callable[[Statements, Set[str]], Set[str]]
"""Which of the values break the rule."""
Found = tuple[str, str | None, str | None]
"""A focus node with the path and value of its result, where it has any."""
NodeTest = Callable[[Statements, Set[str], Relation], Iterator[Found]]
"""What is wrong with the focus nodes, by the values that each has."""


class Unclear(Exception):
    """Whether the rule is kept is for pySHACL to say."""


def term(node: Node) -> str:
    """A term of a shape as N-Triples writes it."""
    ((_, _, written),) = triples_of([(URIRef(SH.this), URIRef(SH.value), node)])
    return written


_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    XSD.string: re.compile(r".*", re.DOTALL),
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    XSD.boolean: re.compile(r"true|false"),
    XSD.date: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_KINDS: Final = {
    SH.IRI: "<", SH.Literal: '"', SH.BlankNode: "_", SH.BlankNodeOrIRI: "_<", SH.BlankNodeOrLiteral: '_"',
    SH.IRIOrLiteral: '<"',
}  # fmt: skip


def _class(graph: Graph, given: Node) -> ValueTest:
    cls = term(given)
    return lambda statements, values: values - statements.instances(cls)


def _datatype(graph: Graph, given: Node) -> ValueTest:
    wanted = str(given)
    if wanted not in _FORMS and (wanted in XSD or wanted in RDF):
        raise Unclear

    def test(statements: Statements, values: Set[str]) -> Set[str]:
        broken = {v for v in values if datatype_of(v) != wanted}
        if wanted in _FORMS and not all(_is_well_typed(text_of(v), wanted) for v in values - broken):
            raise Unclear
        return broken

    return test


def _node_kind(graph: Graph, given: Node) -> ValueTest:
    kinds = _KINDS[str(given)]
    return lambda statements, values: {v for v in values if v[0] not in kinds}


def _in(graph: Graph, given: Node) -> ValueTest:
    allowed = frozenset(term(member) for member in Collection(graph, given))
    return lambda statements, values: values - allowed


def _pattern(graph: Graph, given: Node, flags: str = "") -> ValueTest:
    if not set(flags) <= {"i"}:
        raise Unclear
    search = re.compile(str(given), re.IGNORECASE if flags else 0).search
    return lambda statements, values: {v for v in values if v[0] == "_" or not search(text_of(v))}


def _min_length(graph: Graph, given: Node) -> ValueTest:
    least = _count(given)
    return lambda statements, values: {v for v in values if v[0] == "_" or len(text_of(v)) < least}


def _within(holds: Callable[[Any, Any], bool]) -> Callable[[Graph, Node], ValueTest]:
    def make(graph: Graph, given: Node) -> ValueTest:
        bound = term(given)
        return lambda statements, values: {v for v in values if v[0] != '"' or not _compare(holds, v, bound)}

    return make


def _min_count(graph: Graph, given: Node) -> NodeTest:
    least = _count(given)

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        short = focus - relation.nodes if least == 1 else {f for f in focus if len(relation.of(f)) < least}
        return ((f, None, None) for f in short)

    return test


def _max_count(graph: Graph, given: Node) -> NodeTest:
    most = _count(given)

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        return (
            (f, None, None) for f in focus & (relation.many if most else relation.nodes) if len(relation.of(f)) > most
        )

    return test


def _has_value(graph: Graph, given: Node) -> NodeTest:
    wanted = term(given)
    return lambda statements, focus, relation: ((f, None, None) for f in focus if wanted not in relation.of(f))


def _equals(graph: Graph, given: Node) -> NodeTest:
    other = term(given)

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        others = statements.relation(other)
        return ((f, None, v) for f in focus for v in set(relation.of(f)) ^ set(others.of(f)))

    return test


def _disjoint(graph: Graph, given: Node) -> NodeTest:
    other = term(given)

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        others = statements.relation(other)
        both = focus & relation.nodes & others.nodes
        return ((f, None, v) for f in both for v in set(relation.of(f)) & set(others.of(f)))

    return test


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Graph, Node], NodeTest]:
    def make(graph: Graph, given: Node) -> NodeTest:
        other = term(given)

        def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
            others = statements.relation(other)
            for f in focus & relation.nodes & others.nodes:
                for v in relation.of(f):
                    for o in others.of(f):
                        if not _compare(holds, v, o):
                            yield f, None, v

        return test

    return make


def closed(allowed: Set[str]) -> NodeTest:
    """No property but those of *allowed*."""

    def test(statements: Statements, focus: Set[str], relation: Relation) -> Iterator[Found]:
        for predicate in statements.relations.keys() - allowed:
            others = statements.relation(predicate)
            for f in focus & others.nodes:
                for v in others.of(f):
                    yield f, text_of(predicate), v

    return test


def _count(given: Node) -> int:
    if not isinstance(given, Literal) or not isinstance(given.value, int):
        raise Unclear
    return given.value


def _compare(holds: Callable[[Any, Any], bool], one: str, other: str) -> bool:
    first, second = _value(one), _value(other)
    if isinstance(first, date) != isinstance(second, date):
        raise Unclear
    return holds(first, second)


@lru_cache(maxsize=4096)
def _value(literal: str) -> Decimal | date:
    kind, words = datatype_of(literal), text_of(literal)
    if kind not in (XSD.integer, XSD.decimal, XSD.date) or not _is_well_typed(words, kind):
        raise Unclear
    return date.fromisoformat(words) if kind == XSD.date else Decimal(words)


@lru_cache(maxsize=4096)
def _is_well_typed(words: str, datatype: str) -> bool:
    """Whether *words* are beyond doubt of *datatype*, one of those in _FORMS."""
    if not _FORMS[datatype].fullmatch(words):
        return False
    try:
        return datatype != XSD.date or bool(date.fromisoformat(words))
    except ValueError:
        return False


VALUE_TESTS: Final[Mapping[str, Callable[..., ValueTest]]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "in": _in,
    "pattern": _pattern,
    "minLength": _min_length,
    "minInclusive": _within(ge),
    "maxInclusive": _within(le),
}
NODE_TESTS: Final[Mapping[str, Callable[[Graph, Node], NodeTest]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "hasValue": _has_value,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _ordered(lt),
    "lessThanOrEquals": _ordered(le),
}
