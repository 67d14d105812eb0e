"""A few article graphs by themselves, so that a question about them costs nothing for all the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.store.interface import Queryable
from kg.vocab import RDF

BATCH: Final = 25
"""So many articles are read at a time: enough to share the cost of a question, few enough for little memory."""

Row = dict[str, ox.NamedNode | ox.Literal]


def article_versions(source: Queryable) -> list[str]:
    """The versions of all articles in *source*, sorted."""
    begin = ids.article_graph(source.base_iri, "")
    return [name.removeprefix(begin) for name in source.graphs() if name.startswith(begin)]


def scratch(source: Queryable, versions: Iterable[str], predicates: Collection[bytes]) -> ox.Store:
    """What the graphs of these articles say by these predicates (``b"<http://...>"``), in memory."""
    copy = ox.Store()
    for v in versions:
        graph = ids.article_graph(source.base_iri, v)
        lines = source.n_triples(graph).split(b"\n")
        wanted = b"\n".join(line for line in lines if line and line.split(b" ", 2)[1] in predicates)
        copy.load(wanted, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph), lenient=True)
    return copy


class Index:
    """The graph of one article by subject and predicate, without an engine: for what is looked up and not joined."""

    def __init__(self, source: Queryable, v: str, predicates: Collection[str]) -> None:
        wanted = {f"<{p}>": p for p in predicates}
        self._objects: dict[str, dict[str, list[str]]] = {}
        self._by_class: dict[str, list[str]] = defaultdict(list)
        for line in source.n_triples(ids.article_graph(source.base_iri, v)).decode("utf-8").split("\n"):
            if not line:
                continue
            subject, predicate, term = line[:-2].split(" ", 2)
            if predicate == _TYPE:
                self._by_class[term[1:-1]].append(subject[1:-1])
            if predicate in wanted:
                self._objects.setdefault(subject[1:-1], {}).setdefault(wanted[predicate], []).append(term)

    def of_class(self, name: str) -> list[str]:
        """The subjects of this class, sorted."""
        return sorted(self._by_class.get(name, ()))

    def values(self, subject: str, *predicates: str) -> list[str]:
        """The objects by any of *predicates*: IRIs, and literals without datatype and language; sorted."""
        of_subject = self._objects.get(subject, {})
        return sorted(value_of(term) for p in predicates for term in of_subject.get(p, ()))

    def value(self, subject: str, predicate: str) -> str:
        """The first object; "" where there is none."""
        return next(iter(self.values(subject, predicate)), "")


_TYPE: Final = f"<{RDF.type}>"


def value_of(term: str) -> str:
    """The IRI or the characters of a term of N-Triples.

    >>> value_of("<http://a/>"), value_of(r'"a \\"word\\" \\u00e9"@en')
    ('http://a/', 'a "word" é')
    """
    if term.startswith("<"):
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    # the escapes of N-Triples are all ones of Python
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape") if "\\" in text else text


def batches(versions: Iterable[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """*versions* in order, some at a time."""
    several = sorted(set(versions))
    for start in range(0, len(several), size):
        yield several[start : start + size]


_TERMS: Final = (ox.NamedNode, ox.Literal)


def rows(store: ox.Store, sparql: str) -> Iterator[Row]:
    """The rows of a SELECT over all graphs of *store*; what is unbound is left out."""
    found = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield {n: term for n in names if isinstance(term := row[n], _TERMS)}
