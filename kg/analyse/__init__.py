"""Analyses ready to use: what the graph says of alliances and of outlets, as tables and as pictures.

Each is a function from a store to an :class:`Analysis`; ``ANALYSES`` lists them by name. What SPARQL can say stands in
``queries/``; here is what needs the whole network at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from kg.analyse.network import alliances, balance, communities, switches
from kg.analyse.outlets import agreement, disputes, first_reports
from kg.analyse.result import Analysis, Edge
from kg.errors import UnknownName
from kg.store import Queryable

__all__ = ["ANALYSES", "Analysis", "Edge", "analyse"]

ANALYSES: Final[Mapping[str, Callable[[Queryable, str], Analysis]]] = {
    "alliances": alliances,
    "switches": switches,
    "balance": balance,
    "communities": communities,
    "disputes": disputes,
    "agreement": agreement,
    "first-reports": first_reports,
}
"""By name, in the order in which one asks."""


def analyse(source: Queryable, name: str, as_of: str = "9999-12-31") -> Analysis:
    """The analysis *name* of what was published up to the day *as_of*.

    Raises: UnknownName.
    """
    if name not in ANALYSES:
        raise UnknownName(f"there is no such analysis. There are: {', '.join(ANALYSES)}.", where=name)
    return ANALYSES[name](source, as_of)
