"""Which engine applies the shapes: pySHACL, the reference, or the compiled shapes, with pySHACL for what they leave.

``KG_SHACL`` names it: ``compiled`` where nothing is said, or ``pyshacl`` for pySHACL alone. The compiled shapes say
which rules a graph keeps, and what it should be warned of. Whatever violates is run again in pySHACL, and so is each
shape that is not compiled, and of one graph in a hundred, chosen by content, everything. Where the two differ in a
focus node, path, value, component or severity, the compiled shapes are not used any more in this process, and
pySHACL's word holds.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final
from zlib import crc32

from kg.errors import BadParameter
from kg.validate.constraints import Unclear
from kg.validate.reference import run_pyshacl
from kg.validate.report import Result
from kg.validate.shapes import SUBCLASS, Shapes
from kg.validate.statements import TYPE, Statements

REFERENCE: Final = "pyshacl"
COMPILED: Final = "compiled"
ENGINES: Final = (COMPILED, REFERENCE)
SAMPLED: Final = 100
"""Of one of so many graphs everything is run again in the reference."""

log = logging.getLogger(__name__)
_stopped: set[str] = set()


def run_shacl(statements: Statements, shapes: Shapes, engine: str | None = None) -> list[Result]:
    """The results of a graph by the engine that is chosen: by *engine*, else by ``KG_SHACL``, else the compiled shapes.

    Raises: BadParameter for an engine that is not known.
    """
    name = engine or os.environ.get("KG_SHACL") or COMPILED
    if name not in ENGINES:
        raise BadParameter(
            f"there is no such SHACL engine. Choose from {', '.join(ENGINES)}.", where=f"KG_SHACL={name}"
        )
    if name == REFERENCE or name in _stopped:
        return list(run_pyshacl(statements, shapes))
    found = run_compiled(statements, shapes)
    sampled = is_sampled(statements)
    again = [s for s, results in found.items() if results is None or sampled or any(map(_violates, results))]
    reference = list(run_pyshacl(statements, shapes, again))
    clear = {s for s in again if found[s] is not None}
    if five_fields(chain.from_iterable(found[s] or () for s in clear)) != five_fields(
        r for r in reference if r.shape in clear
    ):
        _stopped.add(name)
        log.warning("the compiled shapes differ from pySHACL and are not used any more; please report this.")
        return list(run_pyshacl(statements, shapes))
    return [*chain.from_iterable(results or () for s, results in found.items() if s not in again), *reference]


def run_compiled(statements: Statements, shapes: Shapes) -> Mapping[str, list[Result] | None]:
    """The results of each shape that applies; None of one that only pySHACL can judge on this graph."""
    found: dict[str, list[Result] | None] = {}
    for shape in shapes.applicable(statements):
        compiled = None if SUBCLASS in statements.relations else shapes.compiled(shape)
        try:
            found[shape] = None if compiled is None else compiled.results(shape, statements)
        except Unclear:
            found[shape] = None
    return found


def is_sampled(statements: Statements) -> bool:
    """Whether everything in a graph is run again: a function of its nodes."""
    return crc32(min(statements.relation(TYPE).nodes, default="").encode()) % SAMPLED == 0


def five_fields(results: Iterable[Result]) -> list[tuple[str, str, str, str, str]]:
    """What two engines must agree on: focus node, path, value, component and severity of each result, sorted."""
    return sorted((r.focus_node, r.path or "", r.value or "", r.component, r.severity) for r in results)


def _violates(result: Result) -> bool:
    return result.severity == "Violation"
