"""The face: SPARQL endpoint, pages, linked data, over published snapshots of a store. It never extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.web.settings import Settings

if TYPE_CHECKING:
    from kg.web.app import create_app, create_server

__all__ = ["Settings", "create_app", "create_server"]


def __getattr__(name: str) -> Any:
    """The makers of the site on first use: the process that forks workers lives here too and starts without Flask."""
    if name in {"create_app", "create_server"}:
        from kg.web import app

        return getattr(app, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
