"""The shapes compiled: each rule once over all its nodes, by sets, where pySHACL asks node by node.

It knows the components that our shapes use (:mod:`kg.validate.constraints`), paths without repetition, and queries of
one group of patterns (:mod:`kg.validate.asked`). A shape with anything else, and a value that it would have to judge as
pySHACL happens to, is left to pySHACL (:mod:`kg.validate.engine`), as is what violates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.terms import iri, text_of
from kg.validate.asked import asked
from kg.validate.constraints import NODE_TESTS, VALUE_TESTS, Found, NodeTest, Unclear, ValueTest, closed
from kg.validate.report import Result, Rule
from kg.validate.statements import Relation, Statements
from kg.vocab import OWL, RDF, RDFS, SH

Path = Callable[[Statements], Relation]

_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
_BESIDE: Final = frozenset(
    {SH[name] for name in (*_TARGETS, "path", "deactivated", "flags", "ignoredProperties")}
    | {SH.severity, SH.message, SH.description, RDF.type, RDFS.seeAlso, RDFS.comment}
)
"""What is no constraint by itself."""
_CLASSES: Final = frozenset(URIRef(c) for c in (RDFS.Class, OWL.Class))
_LOGIC: Final = ("not", "or", "node")


@dataclass(frozen=True)
class Compiled:
    """One shape, ready to be asked of many graphs. ``path`` is None where the focus nodes are themselves the values."""

    rule: Rule | None
    targets: tuple[tuple[str, str], ...]
    path: Path | None
    values: tuple[tuple[str, ValueTest], ...]
    nodes: tuple[tuple[str, NodeTest], ...]

    def results(self, shape: str, statements: Statements) -> list[Result]:
        """What *shape* finds. Raises: Unclear."""
        rule = self.rule
        if rule is None or not rule.message:
            raise Unclear
        found = self.find(statements, self._focus(statements))
        return [
            Result(
                focus_node=text_of(focus),
                shape=shape,
                message=rule.message,
                severity=rule.severity,
                component=component,
                path=path or rule.path,
                value=None if value is None else text_of(value),
            )
            for component, (focus, path, value) in found
        ]

    def find(self, statements: Statements, focus: Set[str]) -> Iterator[tuple[str, Found]]:
        """What is wrong with the nodes of *focus*, each with the component that says so."""
        if not focus:
            return
        relation = self.path(statements) if self.path else _ITSELF
        values = relation.among(focus) if self.values and self.path else focus
        for component, test in self.values:
            broken = test(statements, values)
            if broken and self.path:
                yield from ((component, (f, None, v)) for f in focus for v in relation.of(f) if v in broken)
            else:
                yield from ((component, (v, None, v)) for v in broken)
        for component, check in self.nodes:
            yield from ((component, found) for found in check(statements, focus, relation))

    def _focus(self, statements: Statements) -> Set[str]:
        found: set[str] = set()
        for kind, term in self.targets:
            if kind == "targetClass":
                found |= statements.instances(term)
            else:
                relation = statements.relation(term)
                found |= relation.nodes if kind == "targetSubjectsOf" else relation.values
        return found


def compile_shape(graph: Graph, shape: Node, rule: Rule | None = None, above: tuple[Node, ...] = ()) -> Compiled:
    """*shape* of *graph*. Raises: Unclear where something in it is not known here."""
    if shape in above or (shape, None, None) not in graph or _CLASSES & set(graph.objects(shape, URIRef(RDF.type))):
        raise Unclear
    path = graph.value(shape, URIRef(SH.path))
    targets = tuple((kind, iri(str(term))) for kind in _TARGETS for term in graph.objects(shape, URIRef(SH[kind])))
    if any(str(flag) == "true" for flag in graph.objects(shape, URIRef(SH.deactivated))):
        return Compiled(rule, (), None, (), ())
    values: list[tuple[str, ValueTest]] = []
    nodes: list[tuple[str, NodeTest]] = []
    for predicate, given in sorted(graph.predicate_objects(shape), key=str):
        parameter, name = str(predicate), SH.local(str(predicate))
        if parameter in _BESIDE:
            continue
        if parameter not in SH:
            raise Unclear  # it may be the parameter of a component that the shapes declare
        if name == "pattern":
            flags = graph.value(shape, URIRef(SH.flags))
            values.append((_component(name), VALUE_TESTS[name](graph, given, str(flags or ""))))
        elif name in VALUE_TESTS:
            values.append((_component(name), VALUE_TESTS[name](graph, given)))
        elif name in _LOGIC:
            values.append((_component(name), _logic(name, graph, given, (*above, shape))))
        elif name in NODE_TESTS and path is not None:
            nodes.append((_component(name), NODE_TESTS[name](graph, given)))
        elif name == "closed" and path is None and str(given) == "true":
            listed = graph.value(shape, URIRef(SH.ignoredProperties))
            allowed = Collection(graph, listed) if listed is not None else ()
            nodes.append((_component(name), closed({iri(str(p)) for p in allowed})))
        elif name == "sparql" and path is None:
            nodes.append((_component(name), asked(graph, given)))
        else:
            raise Unclear
    return Compiled(rule, targets, None if path is None else _path(graph, path), tuple(values), tuple(nodes))


def _logic(name: str, graph: Graph, given: Node, above: tuple[Node, ...]) -> ValueTest:
    """``sh:not``, ``sh:or`` and ``sh:node``: by the values that break the other shapes."""
    members = list(Collection(graph, given)) if name == "or" else [given]
    shapes = [compile_shape(graph, member, above=above) for member in members]

    def breaking(shape: Compiled, statements: Statements, values: Set[str]) -> set[str]:
        return {focus for _, (focus, _, _) in shape.find(statements, values)}

    def test(statements: Statements, values: Set[str]) -> Set[str]:
        if name == "not":
            return values - breaking(shapes[0], statements, values)
        left = values
        for shape in shapes:
            left = breaking(shape, statements, left)
        return left

    return test


def _component(parameter: str) -> str:
    """The IRI of the component that has *parameter*.

    >>> SH.local(_component("minCount")), SH.local(_component("sparql"))
    ('MinCountConstraintComponent', 'SPARQLConstraintComponent')
    """
    return SH[f"{'SPARQL' if parameter == 'sparql' else parameter[0].upper() + parameter[1:]}ConstraintComponent"]


def _path(graph: Graph, path: Node) -> Path:
    """What *path* leads to. Raises: Unclear for a path that repeats."""
    if isinstance(path, URIRef):
        predicate = iri(path)
        return lambda statements: statements.relation(predicate)
    kind = {str(predicate) for predicate in graph.predicates(path)}
    if kind == {SH.inversePath}:
        inner = _path(graph, next(graph.objects(path, URIRef(SH.inversePath))))
        return lambda statements: inner(statements).inverse
    if kind == {SH.alternativePath}:
        several = _members(graph, next(graph.objects(path, URIRef(SH.alternativePath))))
        return lambda statements: _united(member(statements) for member in several)
    if kind == {RDF.first, RDF.rest}:
        steps = _members(graph, path)
        return lambda statements: _joined(step(statements) for step in steps)
    raise Unclear


def _members(graph: Graph, listed: Node) -> list[Path]:
    return [_path(graph, member) for member in Collection(graph, listed)]


def _united(relations: Iterable[Relation]) -> Relation:
    rows: dict[str, set[str]] = {}
    for relation in relations:
        for node, values in relation.rows.items():
            rows.setdefault(node, set()).update(values)
    return Relation(rows)


def _joined(relations: Iterable[Relation]) -> Relation:
    first, *rest = relations
    for relation in rest:
        reached = {node: {v for m in middle for v in relation.of(m)} for node, middle in first.rows.items()}
        first = Relation({node: values for node, values in reached.items() if values})
    return first


_ITSELF: Final = Relation({})
