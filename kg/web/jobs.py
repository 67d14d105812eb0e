"""What the workers of the server do with input from outside. The zygote imports this module before it forks.

Whatever a job needs is imported at the top: in a worker no file can be opened, so a late import fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import IO, Any, Final, Literal, cast

import msgspec
import pyoxigraph as ox

from kg.errors import UsageError
from kg.paths import with_empty_paths
from kg.sparql import GRAPH_WRITERS, RESULT_WRITERS, CountingRows, has_dataset_clause, serialize
from kg.store import Results
from kg.store.replica import Replica
from kg.vocab import PREFIXES
from kg.web import changing
from kg.workers import Job, Limits, Output, Pool


class QueryRequest(msgspec.Struct, frozen=True):
    """A query and the media types wanted: one for solutions, one for graphs, each None if there is no such."""

    query: str
    results_as: str | None
    graph_as: str | None
    default_graph: Literal["union", "plain"] = "union"
    default_graph_uris: tuple[str, ...] = ()
    named_graph_uris: tuple[str, ...] = ()
    max_bytes: int = 64 << 20
    max_rows: int = 1_000_000


class QueryAnswer(msgspec.Struct, frozen=True):
    """What came of a query: a body of this media type, from this version of the data."""

    body: bytes
    media_type: str
    version: str


def query(replica: Replica, payload: Any, output: Output) -> str:
    """Answer a :class:`QueryRequest`; the head is the media type of the body."""
    request = msgspec.convert(payload, QueryRequest)
    try:
        return _write(replica, request, output)
    except (RuntimeError, ValueError) as exc:
        raise UsageError(f"the engine cannot answer this: {exc}.") from exc


def _ask(replica: Replica, request: QueryRequest) -> Results:
    own_dataset = "from" in request.query.lower() and has_dataset_clause(request.query)
    given = bool(request.default_graph_uris or request.named_graph_uris)
    return replica.query(
        with_empty_paths(request.query, lambda term: _is_there(replica, request, term)),
        default_graph="plain" if own_dataset else request.default_graph,
        default_graphs=request.default_graph_uris if given else None,
        named_graphs=request.named_graph_uris if given else None,
    )


def _write(replica: Replica, request: QueryRequest, output: Output) -> str:
    """Write rows while they are found; the rest at once."""
    results = _ask(replica, request)
    if isinstance(results, ox.QuerySolutions) and request.results_as is not None:
        counting = CountingRows(output, request.results_as, request.max_rows, lambda: _rows(replica, request))
        results.serialize(cast(IO[bytes], counting), RESULT_WRITERS[request.results_as])
        return request.results_as
    body, media_type = serialize(
        results,
        results_as=request.results_as,
        graph_as=request.graph_as,
        prefixes=PREFIXES,
        max_bytes=request.max_bytes,
        max_triples=request.max_rows,
    )
    output.write(body)
    return media_type


def _rows(replica: Replica, request: QueryRequest) -> int:
    """How many rows the answer has; those beyond the limit are not counted."""
    results = _ask(replica, request)
    assert isinstance(results, ox.QuerySolutions)
    return sum(1 for _ in islice(results, request.max_rows + 1))


def _is_there(replica: Replica, request: QueryRequest, term: ox.NamedNode) -> bool:
    """Whether *term* is subject or object of a triple in the default graph of *request*."""
    graphs: list[ox.NamedNode | ox.DefaultGraph | None] = [ox.NamedNode(g) for g in request.default_graph_uris]
    if not graphs:
        graphs = [None if request.default_graph == "union" else ox.DefaultGraph()]
    for graph in graphs:
        as_subject = replica.db.quads_for_pattern(term, None, None, graph)
        as_object = replica.db.quads_for_pattern(None, None, term, graph)
        if next(iter(as_subject), None) is not None or next(iter(as_object), None) is not None:
            return True
    return False


def answer_query(pool: Pool, request: QueryRequest, *, timeout_s: float | None = None) -> QueryAnswer:
    """Have *pool* answer *request*; *timeout_s* may lower the limit, not raise it.

    Raises: what :meth:`Pool.run` does.
    """
    limit_s = min(timeout_s or pool.limits.timeout_s, pool.limits.timeout_s)
    found = pool.run("query", request, limits=Limits(timeout_s=limit_s, max_bytes=request.max_bytes))
    return QueryAnswer(body=found.body, media_type=found.head, version=found.version)


JOBS: Final[Mapping[str, Job]] = {
    "query": Job(query),
    "update": Job(changing.update, spends=True),
    "upload": Job(changing.upload, spends=True),
}


def _write_every_format(replica: Replica) -> None:
    """Touch each index, and write and read a little in each format."""
    db = replica.db
    for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", "?s ?p ?o FILTER(isIRI(?o))"):
        rows = replica.query(f"SELECT * {{ {pattern} }} LIMIT 10")
        assert isinstance(rows, ox.QuerySolutions)
        rows.serialize(format=ox.QueryResultsFormat.JSON)
    for results_format in RESULT_WRITERS.values():
        rows = replica.query("SELECT * { VALUES ?x { 1 <urn:x> 'a'@en } }")
        assert isinstance(rows, ox.QuerySolutions)
        rows.serialize(format=results_format)
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o", language="en"))
    for rdf_format in GRAPH_WRITERS.values():
        written = ox.serialize([triple], format=rdf_format)
        assert written is not None
        list(ox.parse(written, format=rdf_format))
    next(db.quads_for_pattern(None, None, None, None), None)


WARM: Final[tuple[Callable[[Replica], None], ...]] = (_write_every_format, changing.check_once)
