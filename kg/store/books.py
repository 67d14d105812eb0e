"""What the writer notes of articles beside their graphs, and the updates that write it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import StoredArticle
from kg.store.journal import Record
from kg.store.reading import BOOKS
from kg.store.triples import digest
from kg.vocab import PROV, RDF, SCHEMA

STORE = "urn:newskg:store"
GRAPH, APPLIED, DIGEST, ARTICLE = (f"urn:newskg:{n}" for n in ("graph", "applied", "digest", "article"))
WORK, PUBLISHED, ARRIVED = (f"urn:newskg:{n}" for n in ("work", "published", "arrived"))
RELATED, PENDING = (f"urn:newskg:{n}" for n in ("related", "pending"))

_IS_ARTICLE = f"> <{RDF.type}> <{SCHEMA.NewsArticle}> .\n"


def one_article(triples: str) -> str:
    """The article that a graph is of. Raises: StoreError where it is not of one.

    >>> one_article(f"<http://example.org/a> <{RDF.type}> <{SCHEMA.NewsArticle}> .\\n")
    'http://example.org/a'
    """
    found = triples.count(_IS_ARTICLE)  # no literal has a quotation mark or an end of line in it: only a line ends so
    if found != 1:
        raise StoreError(f"the graph of an article holds one schema:NewsArticle, this one {found}.")
    end = triples.index(_IS_ARTICLE)
    return triples[triples.rfind("\n", 0, end) + 2 : end]


def _value(triples: str, subject: str, predicate: str) -> str:
    """The object of the one triple of *subject* and *predicate*, as plain characters; "" where there is none."""
    begin = f"<{subject}> <{predicate}> "
    at = 0 if triples.startswith(begin) else triples.find(f"\n{begin}") + 1
    if not triples.startswith(begin, at):
        return ""
    term = triples[at + len(begin) : triples.index("\n", at) - 2]
    return term[1:-1] if term.startswith("<") else term[1 : term.rindex('"')]


def booked(record: Record, graph: str, *, arrived: int) -> StoredArticle:
    """What is noted of the article that *record* puts in place."""
    article = one_article(record.triples)
    return StoredArticle(
        v=record.v,
        article=article,
        graph=graph,
        work=_value(record.triples, article, PROV.specializationOf) or article,
        published=_value(record.triples, article, SCHEMA.datePublished),
        digest=digest(record.triples),
        arrived=arrived,
    )


def entries(stored: StoredArticle) -> str:
    """The notes of an article, as N-Triples."""
    return "".join(
        line_of(stored.graph, predicate, value)
        for predicate, value in (
            (ARTICLE, stored.article),
            (WORK, stored.work),
            (PUBLISHED, stored.published),
            (DIGEST, stored.digest),
            (ARRIVED, str(stored.arrived)),
        )
    )


def revisions(versions: Sequence[StoredArticle]) -> set[str]:
    """The versions of each work as a chain: a later day revises an earlier one, of one day the later to arrive."""
    chain = sorted(versions, key=lambda a: (a.work, a.published, a.arrived))
    return {
        f"<{newer.article}> <{PROV.wasRevisionOf}> <{older.article}> ."
        for older, newer in pairwise(chain)
        if older.work == newer.work
    }


def line_of(subject: str, predicate: str, value: str) -> str:
    """One note."""
    return f"{ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value))} .\n"


def replacing(graph: str, triples: str, books: str) -> str:
    """An update that puts *triples* in place of a graph, and *books* in place of its notes."""
    return (
        f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{graph}> ?p ?o }} }} ;\nDROP SILENT GRAPH <{graph}> ;\n"
        f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples}}} GRAPH <{BOOKS}> {{\n{books}}} }}"
    )
