"""The face: SPARQL endpoint, pages, linked data, over published snapshots of a store. It never extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.web.settings import Settings

if TYPE_CHECKING:
    from kg.web.app import create_app

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> Any:
    """``create_app`` on first use: a worker process lives in this package too and must start without Flask."""
    if name == "create_app":
        from kg.web.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
