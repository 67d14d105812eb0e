"""pySHACL, the reference, with what makes it quick: queries parsed once, a plain store, only the shapes that apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl.shape
from pyshacl import Validator
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.validate.indexed import Indexed
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.validate.statements import Statements
from kg.vocab import SH

# pySHACL asks for each property of each shape whether it is in this list: in a dictionary that takes no walk.
pyshacl.shape.CONSTRAINT_PARAMS = (dict.fromkeys(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)  # type: ignore[attr-defined]


def run_pyshacl(statements: Statements, shapes: Shapes, applicable: Iterable[str] | None = None) -> Iterator[Result]:
    """The results of pySHACL, the reference: those of the shapes in *applicable*, or of all that apply."""
    applicable = shapes.applicable(statements) if applicable is None else list(applicable)
    if not applicable:
        return
    validator = Validator(
        DataGraph.from_rdflib_graph(Indexed(statements.graph, shapes.terms)),
        shacl_graph=shapes.prepared.graph,
        options={"use_shapes": applicable},
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
