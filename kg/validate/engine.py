"""Which engine applies the shapes: pySHACL, the reference, or a faster one that it checks.

``KG_SHACL=turbo`` chooses pyshacl-turbo. What it finds at fault is run again in pySHACL, and so is one of a hundred
graphs that it lets pass, chosen by their content; where the two differ in a focus node, path, value, component or
severity (see :func:`agree`), the fast engine is not used any more in this process, and pySHACL's word holds.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from zlib import crc32

from rdflib import Graph

from kg.errors import BadParameter
from kg.validate.reference import run_pyshacl
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.validate.turbo import run_turbo
from kg.vocab import SH

Engine = Callable[[Graph, Shapes], Iterator[Result]]
ENGINES: Final[Mapping[str, Engine]] = {"pyshacl": run_pyshacl, "turbo": run_turbo}
REFERENCE: Final = "pyshacl"
SAMPLED: Final = 100
"""One of so many graphs that conform is run again in the reference."""

_COMPARISONS: Final = frozenset(
    SH[f"{name}ConstraintComponent"] for name in ("MinInclusive", "MaxInclusive", "LessThan", "LessThanOrEquals")
)

log = logging.getLogger(__name__)
_stopped: set[str] = set()


def run_shacl(graph: Graph, shapes: Shapes, engine: str | None = None) -> list[Result]:
    """The results of *graph* by the engine that is chosen: by *engine*, else by ``KG_SHACL``, else the reference.

    Raises: BadParameter for an engine that is not known; KgError where it is not installed.
    """
    name = engine or os.environ.get("KG_SHACL") or REFERENCE
    if name not in ENGINES:
        raise BadParameter(
            f"there is no such SHACL engine. Choose from {', '.join(ENGINES)}.", where=f"KG_SHACL={name}"
        )
    if name == REFERENCE or name in _stopped:
        return list(run_pyshacl(graph, shapes))
    found = list(ENGINES[name](graph, shapes))
    if not any(r.severity == "Violation" for r in found) and not is_sampled(graph):
        return found
    reference = list(run_pyshacl(graph, shapes))
    if not agree(found, reference):
        _stopped.add(name)
        log.warning("the SHACL engine %s differs from pySHACL and is not used any more; please report this.", name)
    return reference


def is_sampled(graph: Graph) -> bool:
    """Whether *graph* is one of those that are checked though they conform: a function of its subjects."""
    return crc32(min((str(s) for s in graph.subjects()), default="").encode()) % SAMPLED == 0


def agree(fast: Iterable[Result], reference: Iterable[Result]) -> bool:
    """Whether two engines report the same, five fields a result, but for comparisons that only the fast one reports.

    Of a value that cannot be compared ("soon"^^xsd:date) SHACL wants a result for each comparison, and pySHACL leaves
    some out (sections 4.3, 4.5.3, 4.5.4); that the value is ill-typed both report.
    """
    ours, theirs = Counter(five_fields(fast)), Counter(five_fields(reference))
    return not theirs - ours and all(component in _COMPARISONS for _, _, _, component, _ in ours - theirs)


def five_fields(results: Iterable[Result]) -> list[tuple[str, str, str, str, str]]:
    """What two engines must agree on: focus node, path, value, component and severity of each result, sorted."""
    return sorted((r.focus_node, r.path or "", r.value or "", r.component, r.severity) for r in results)
