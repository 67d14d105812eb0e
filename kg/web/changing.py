"""The jobs that tell what an update or upload would change: run in a worker, on its own copy, then thrown away.

Each answers with a :class:`kg.store.Change` as MessagePack. What is not of scope ``raw`` is checked against the shapes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
import pyoxigraph as ox
from rdflib import Graph

from kg.errors import Nonconforming
from kg.store import Change
from kg.store.replica import Replica
from kg.updates import by_update, by_upload, parse_upload
from kg.validate import validate_written
from kg.vocab import KG, RDF
from kg.workers import Output

MAX_TOLD: int = 20


class UpdateRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An update; ``only`` is the one graph that it may change (None: any of the users' graphs)."""

    update: str
    base_iri: str
    only: str | None = None
    raw: bool = False


class UploadRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Documents (body and media type) to put into ``graph``; "" is the default graph."""

    graph: str
    mode: Literal["replace", "merge", "delete"]
    documents: tuple[tuple[bytes, str], ...] = ()
    base_iri: str = ""
    raw: bool = False


def update(replica: Replica, payload: Any, output: Output) -> None:
    """What an :class:`UpdateRequest` would change.

    Raises: MalformedQuery, ProtectedGraph, UsageError, Nonconforming.
    """
    asked = msgspec.convert(payload, UpdateRequest)
    change = by_update(replica.db, asked.update, base_iri=asked.base_iri, own=replica.base_iri, only=asked.only)
    output.write(msgspec.msgpack.encode(change if asked.raw else _checked(replica.db, change)))


def upload(replica: Replica, payload: Any, output: Output) -> None:
    """What an :class:`UploadRequest` would change. Raises: UnreadableUpload, ProtectedGraph, Nonconforming."""
    asked = msgspec.convert(payload, UploadRequest)
    quads = [
        quad for body, media_type in asked.documents for quad in parse_upload(body, media_type, base_iri=asked.base_iri)
    ]
    change = by_upload(replica.db, quads, asked.graph, mode=asked.mode, own=replica.base_iri)
    output.write(msgspec.msgpack.encode(change if asked.raw else _checked(replica.db, change)))


def check_once(replica: Replica) -> None:
    """Check a graph that violates a shape, so that a worker has no file to open for it."""
    claim = ox.Triple(ox.NamedNode("urn:x"), ox.NamedNode(RDF.type), ox.NamedNode(KG.Claim))
    lines = [result.line() for result in validate_written(_as_rdflib([ox.Quad(*claim)])).violations]
    assert lines, "no shape asks anything of a claim"


def _checked(db: ox.Store, change: Change) -> Change:
    """*change*, where every graph that it touches conforms with it. Raises: Nonconforming, with the report."""
    for graph in sorted(change.graphs):
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        found = validate_written(_as_rdflib(db.quads_for_pattern(None, None, None, name))).violations
        if found:
            lines = "\n".join(result.line() for result in found[:MAX_TOLD])
            raise Nonconforming(f"this violates the shapes, and nothing was changed:\n{lines}", where=graph or None)
    return change


def _as_rdflib(quads: Iterable[ox.Quad]) -> Graph:
    lines = "".join(f"{quad.triple} .\n" for quad in quads)
    return Graph(bind_namespaces="none").parse(data=lines, format="nt")
