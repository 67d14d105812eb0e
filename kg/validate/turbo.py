"""pyshacl-turbo: the same rules by a compiled engine, where the extra ``fast`` is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import Graph, URIRef

from kg.errors import KgError
from kg.validate.reference import read_result
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.vocab import SH


def run_turbo(graph: Graph, shapes: Shapes) -> Iterator[Result]:
    """The results of pyshacl-turbo. Raises: KgError where it is not installed."""
    _, report, _ = _compiled(shapes).validate(graph)
    for node in report.objects(None, URIRef(SH.result)):
        yield read_result(report, node, shapes)


def _compiled(shapes: Shapes) -> Any:
    """*shapes* compiled, once."""
    if shapes.compiled is None:
        try:
            from pyshacl_turbo import compile_shapes
        except ImportError as exc:
            raise KgError(
                "the engine pyshacl-turbo is not installed. Install it with `pip install 'news-kg[fast]'`, or leave "
                "KG_SHACL out."
            ) from exc
        shapes.compiled = compile_shapes(shapes.constraints)  # type: ignore[no-untyped-call]
    return shapes.compiled
