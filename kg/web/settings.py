"""What the site can be told: where the store is, where to listen, what the limits are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from kg.errors import BadParameter

DEFAULT_STORE = "kg-store"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of the site. ``workers`` answer free queries, each within ``timeout_s``.

    ``default_graph`` is what a query without a dataset clause sees: the union of all graphs, or nothing (plain).
    """

    store: str = DEFAULT_STORE
    default_graph: Literal["union", "plain"] = "union"
    timeout_s: float = 10.0
    workers: int = 3
    max_result_bytes: int = 64 << 20
    max_body_bytes: int = 1 << 20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings that ``KG_STORE``, ``KG_DEFAULT_GRAPH``, ``KG_TIMEOUT_S``, ``KG_WORKERS`` give.

        Raises: BadParameter, naming the variable.

        >>> Settings.from_environment({"KG_STORE": "here", "KG_WORKERS": "3"}).workers
        3
        """
        default_graph = environment.get("KG_DEFAULT_GRAPH", "union")
        if default_graph not in {"union", "plain"}:
            raise BadParameter("write union or plain.", where="KG_DEFAULT_GRAPH")
        return cls(
            store=environment.get("KG_STORE") or DEFAULT_STORE,
            default_graph=cast(Literal["union", "plain"], default_graph),
            timeout_s=_positive(environment, "KG_TIMEOUT_S", 10.0),
            workers=int(_positive(environment, "KG_WORKERS", 3)),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables that :meth:`from_environment` reads these settings from.

        >>> here = Settings(store="here", timeout_s=2)
        >>> Settings.from_environment(here.as_environment()) == here
        True
        """
        return {
            "KG_STORE": self.store,
            "KG_DEFAULT_GRAPH": self.default_graph,
            "KG_TIMEOUT_S": str(self.timeout_s),
            "KG_WORKERS": str(self.workers),
        }


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    written = environment.get(name)
    try:
        number = default if not written else float(written)
    except ValueError:
        number = -1.0
    if number <= 0:
        raise BadParameter(f"{written!r} is not a number above 0.", where=name)
    return number
