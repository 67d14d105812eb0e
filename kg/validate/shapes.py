"""The shapes: parsed once, with what each says about itself."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from pyshacl import ShapesGraph, consts
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import KgError
from kg.resources import folder
from kg.validate.indexed import Indexed
from kg.vocab import RDFS, SH

_SPOKEN: Final = {term: term for term in vars(consts).values() if isinstance(term, URIRef)}
"""The terms that pySHACL looks up, as its own objects."""


class Rule(msgspec.Struct, frozen=True):
    """What a shape says about itself."""

    message: str
    severity: str
    path: str | None


class Shapes:
    """Parsed shapes, ready to be applied to many graphs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.constraints = _constraints(graph)
        self.prepared = ShapesGraph(Indexed(self.constraints, _SPOKEN))
        self.terms = {
            term: term for triple in self.constraints for term in triple if isinstance(term, URIRef)
        } | _SPOKEN
        self.compiled: Any = None  # what a faster engine makes of the constraints
        self.prepared.shapes  # noqa: B018 (builds the shapes now, all of them)
        self.rules = {str(s): self._rule(s) for s in graph.subjects(URIRef(SH.severity)) if isinstance(s, URIRef)}
        if not self.rules:
            raise KgError("there is no shape to validate with. Install the program again.", where="shapes/")
        self.target_classes = frozenset(str(o) for o in graph.objects(None, URIRef(SH.targetClass)))
        self.targets: dict[str, set[tuple[bool, Node]]] = {}
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            for shape, term in graph.subject_objects(URIRef(target)):
                self.targets.setdefault(str(shape), set()).add((target == SH.targetClass, term))

    def applicable(self, classes: set[Node], predicates: set[Node]) -> list[str]:
        """The shapes that have a target among *classes* and *predicates*: the others cannot find anything.

        Classes count only by themselves, as in an article graph; where subclass axioms are given, all shapes apply.
        """
        if URIRef(RDFS.subClassOf) in predicates:
            return sorted(self.targets)
        return sorted(
            shape
            for shape, targets in self.targets.items()
            if any(term in (classes if is_class else predicates) for is_class, term in targets)
        )

    def _rule(self, shape: URIRef) -> Rule:
        value = self.graph.value
        path = value(shape, URIRef(SH.path))
        severity = str(value(shape, URIRef(SH.severity))).rpartition("#")[2]
        text = None if path is None else path_text(self.graph, path)
        return Rule(str(value(shape, URIRef(SH.message)) or ""), severity, text)


def _constraints(graph: Graph) -> Graph:
    """*graph* without what shapes say about themselves, which pySHACL would look through for every focus node.

    Severity and message are put back when its results are read.
    """
    spoken = {URIRef(p) for p in (SH.message, SH.description, SH.severity, RDFS.seeAlso, RDFS.comment)}
    lean = Graph(store="SimpleMemory", bind_namespaces="none")
    for subject, predicate, value in graph:
        if predicate not in spoken:
            lean.add((subject, predicate, value))
    return lean


@lru_cache(maxsize=4)
def load_shapes(path: Path | None = None, *, meta: bool = False) -> Shapes:
    """The shapes for article graphs in folder *path* (those that ship with the program), read once.

    With *meta* the shapes for the ontology and for shapes.

    >>> any(shape.endswith("/EvidenceShape") for shape in load_shapes().rules)
    True
    """
    where = path or folder("shapes")
    graph = Graph(bind_namespaces="none")
    for file in sorted(where.glob("*.ttl")):
        if (file.name == "meta.ttl") == meta and file.name != "store.ttl":
            graph.parse(file, format="turtle")
    return Shapes(graph)


def path_text(graph: Graph, path: Node) -> str:
    """A SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return str(path)
    inverse, alternatives = graph.value(path, URIRef(SH.inversePath)), graph.value(path, URIRef(SH.alternativePath))
    if inverse is not None:
        return f"^{path_text(graph, inverse)}"
    members = Collection(graph, alternatives if alternatives is not None else path)
    return ("|" if alternatives is not None else "/").join(path_text(graph, m) for m in members)
