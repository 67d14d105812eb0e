"""Graphs on their way into the store: from rdflib or pyoxigraph to sorted N-Triples without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Triples, is_protected

if TYPE_CHECKING:
    import rdflib

T = TypeVar("T")


def n_triples(triples: Triples, *, skolem_base: str) -> NTriples:
    """*triples* as N-Triples, sorted, each once: the same graph gives the same characters.

    Blank nodes get IRIs under *skolem_base* by their canonical labels (RDFC-1.0, RDF 1.1 section 3.5).

    Raises: StoreError for what is not RDF: a lone surrogate, a malformed IRI.

    >>> n_triples('_:a <http://example.org/p> "b" .', skolem_base="http://example.org/genid/")
    '<http://example.org/genid/c14n0> <http://example.org/p> "b" .\\n'
    """
    if isinstance(triples, NTriples):
        return triples
    try:
        if hasattr(triples, "serialize"):
            triples = "".join(sorted(_written(triples)))
            if "_:" not in triples:
                return NTriples(triples)
        parsed = _parse(triples)
        if any(isinstance(t, ox.BlankNode) for triple in parsed for t in (triple.subject, triple.object)):
            parsed = _skolemized(parsed, skolem_base)
        return NTriples("".join(sorted({f"{triple} .\n" for triple in parsed})))
    except (SyntaxError, ValueError, UnicodeError) as exc:
        raise StoreError(f"this graph cannot be stored, it is not RDF: {exc}.") from exc


class NTriples(str):
    """What :func:`n_triples` makes; not made again."""

    __slots__ = ()


def _written(graph: Iterable[Any]) -> set[str]:
    """The lines of *graph*, one of rdflib. Most terms stand in several triples: each is written once."""
    from rdflib import BNode, Literal, URIRef  # readers of the store do without

    def term(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(node, Literal):
            datatype = None if node.language or not node.datatype else ox.NamedNode(str(node.datatype))
            return ox.Literal(str(node), language=node.language, datatype=datatype)
        if isinstance(node, URIRef | BNode):
            return (ox.NamedNode if isinstance(node, URIRef) else ox.BlankNode)(str(node))
        raise ValueError(f"{node!r} is no term of RDF")

    class Texts(dict[Any, str]):
        def __missing__(self, node: rdflib.term.Node) -> str:
            text = self[node] = str(term(node))
            return text

    texts = Texts()
    return {f"{texts[s]} {texts[p]} {texts[o]} .\n" for s, p, o in graph}


def _parse(triples: Triples) -> list[ox.Triple]:
    if isinstance(triples, str):
        triples = triples.encode("utf-8")
    if isinstance(triples, bytes):
        triples = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    return [ox.Triple(t.subject, t.predicate, t.object) for t in triples]  # type: ignore[union-attr]


def _skolemized(triples: Iterable[ox.Triple], base: str) -> list[ox.Triple]:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(node: T) -> T | ox.NamedNode:
        return ox.NamedNode(f"{base}{node.value}") if isinstance(node, ox.BlankNode) else node

    return [ox.Triple(named(q.subject), q.predicate, named(q.object)) for q in dataset]


def digest(text: str) -> str:
    """The hash by which the store knows a graph.

    >>> len(digest(""))
    64
    """
    return sha256(text.encode("utf-8")).hexdigest()


def sum_digest(lines: Iterable[str], *, less: Iterable[str] = (), start: str = f"{0:064x}") -> str:
    """The hash by which the store knows a computed graph: the sum of the hashes of its lines, whatever their order.

    From *start*, the hash of a graph, it takes *lines* in and *less* out.

    >>> sum_digest(["a", "b"]) == sum_digest(["b", "c"], less=["c"], start=sum_digest(["a"]))
    True
    """
    total = int(start, 16)
    total += sum(int.from_bytes(sha256(line.encode("utf-8")).digest()) for line in lines)
    total -= sum(int.from_bytes(sha256(line.encode("utf-8")).digest()) for line in less)
    return f"{total % (1 << 256):064x}"


def version_of(digests: Mapping[str, str], base_iri: str) -> str:
    """The version of what is in a store, by the digest of each of its graphs ("" is the default graph).

    The same content has the same version, whatever its history.
    """
    begin, revisions = f"{base_iri}graph/", f"{base_iri}graph/revisions"
    articles = sum_digest(f"{graph} {d}" for graph, d in digests.items() if graph.startswith(f"{begin}article/"))
    lines = [articles, digests.get(revisions, sum_digest(()))]
    computed, users = [], []
    for graph, d in sorted(digests.items()):
        if not is_protected(graph, base_iri):
            users.append(f"user {graph} {d}")
        elif graph != revisions and not graph.startswith(f"{begin}article/"):
            computed.append(f"{graph} {d}")
    return sha256("\n".join([*lines, *computed, *users]).encode("utf-8")).hexdigest()[:16]
