"""The shapes: parsed once, with what each says about itself."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from pyshacl import ShapesGraph, consts
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import KgError
from kg.resources import folder
from kg.terms import iri
from kg.validate.compiled import Compiled, compile_shape
from kg.validate.constraints import Unclear
from kg.validate.indexed import Indexed
from kg.validate.report import Rule
from kg.validate.statements import Statements
from kg.vocab import RDFS, SH

SUBCLASS: Final = iri(RDFS.subClassOf)
_SPOKEN: Final = {term: term for term in vars(consts).values() if isinstance(term, URIRef)}
"""The terms that pySHACL looks up, as its own objects."""


class Shapes:
    """Parsed shapes, ready to be applied to many graphs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._compiled: dict[str, Compiled | None] = {}
        self.rules = {str(s): self._rule(s) for s in graph.subjects(URIRef(SH.severity)) if isinstance(s, URIRef)}
        if not self.rules:
            raise KgError("there is no shape to validate with. Install the program again.", where="shapes/")
        self.target_classes = frozenset(str(o) for o in graph.objects(None, URIRef(SH.targetClass)))
        self.targets: dict[str, set[tuple[bool, str]]] = {}
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            for shape, term in graph.subject_objects(URIRef(target)):
                self.targets.setdefault(str(shape), set()).add((target == SH.targetClass, iri(str(term))))

    def applicable(self, statements: Statements) -> list[str]:
        """The shapes that have a target in a graph: the others cannot find anything.

        Classes count only by themselves, as in an article graph; where subclass axioms are given, all shapes apply.
        """
        classes, predicates = statements.classes, statements.relations.keys()
        if SUBCLASS in predicates:
            return sorted(self.targets)
        return sorted(
            shape
            for shape, targets in self.targets.items()
            if any(term in (classes if is_class else predicates) for is_class, term in targets)
        )

    @cached_property
    def constraints(self) -> Graph:
        """What the shapes ask for, for pySHACL."""
        return _constraints(self.graph)

    @cached_property
    def prepared(self) -> ShapesGraph:
        """The shapes as pySHACL has them, built when it is first asked."""
        prepared = ShapesGraph(Indexed(self.constraints, _SPOKEN))
        prepared.shapes  # noqa: B018 (builds the shapes now, all of them)
        return prepared

    @cached_property
    def terms(self) -> dict[URIRef, URIRef]:
        """The terms of the shapes, each as the one object that pySHACL compares with."""
        return {term: term for triple in self.constraints for term in triple if isinstance(term, URIRef)} | _SPOKEN

    def compiled(self, shape: str) -> Compiled | None:
        """*shape* compiled, on first use; None where only pySHACL knows what it means."""
        if shape not in self._compiled:
            try:
                self._compiled[shape] = compile_shape(self.graph, URIRef(shape), self.rules.get(shape))
            except Unclear:
                self._compiled[shape] = None
        return self._compiled[shape]

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
