"""The face: SPARQL endpoint, pages, linked data, over published snapshots of a store. It never extracts."""

from kg.web.app import create_app
from kg.web.settings import Settings

__all__ = ["Settings", "create_app"]
