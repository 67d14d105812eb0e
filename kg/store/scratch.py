"""A few article graphs by themselves, so that a question about them costs nothing for all the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.store.interface import Queryable

BATCH: Final = 25
"""So many articles are read at a time: enough to share the cost of a question, few enough for little memory."""

Row = dict[str, ox.NamedNode | ox.Literal]


def article_versions(source: Queryable) -> list[str]:
    """The versions of all articles in *source*, sorted."""
    begin = ids.article_graph(source.base_iri, "")
    return [name.removeprefix(begin) for name in source.graphs() if name.startswith(begin)]


def scratch(source: Queryable, versions: Iterable[str]) -> ox.Store:
    """The graphs of these articles, in memory; of those that are not there, nothing."""
    copy = ox.Store()
    for v in versions:
        graph = ids.article_graph(source.base_iri, v)
        copy.load(source.n_triples(graph), ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph), lenient=True)
    return copy


def batches(versions: Iterable[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """*versions* in order, some at a time."""
    several = sorted(set(versions))
    for start in range(0, len(several), size):
        yield several[start : start + size]


def rows(store: ox.Store, sparql: str) -> Iterator[Row]:
    """The rows of a SELECT over all graphs of *store*; what is unbound is left out."""
    found = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield {n: term for n in names if isinstance(term := row[n], ox.NamedNode | ox.Literal)}
