"""Graphs on their way into the store: from rdflib or pyoxigraph to sorted N-Triples without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from hashlib import sha256

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.interface import Triples, is_protected
from kg.terms import NTriples, Triple, lines_of, parse_lines, triples_of


def n_triples(triples: Triples, *, skolem_base: str) -> NTriples:
    """*triples* as N-Triples, sorted, each once: the same graph gives the same characters.

    Blank nodes get IRIs under *skolem_base* by their canonical labels (RDFC-1.0, RDF 1.1 section 3.5).

    Raises: StoreError for what is not RDF: a lone surrogate, a malformed IRI.

    >>> n_triples('_:a <http://example.org/p> "b" .', skolem_base="http://example.org/genid/")
    '<http://example.org/genid/c14n0> <http://example.org/p> "b" .\\n'
    """
    if isinstance(triples, NTriples) and "_:" not in triples:
        return triples
    try:
        found = _terms(triples)
        if any(term.startswith("_:") for s, _, o in found for term in (s, o)):
            found = _skolemized(found, skolem_base)
        return lines_of(found)
    except (SyntaxError, ValueError, UnicodeError) as exc:
        raise StoreError(f"this graph cannot be stored, it is not RDF: {exc}.") from exc


def _terms(triples: Triples) -> Set[Triple]:
    if isinstance(triples, str | bytes):
        return parse_lines(triples)
    if hasattr(triples, "serialize"):
        return triples_of(triples)
    return {t if isinstance(t, tuple) else (str(t.subject), str(t.predicate), str(t.object)) for t in triples}


def _skolemized(triples: Iterable[Triple], base: str) -> set[Triple]:
    dataset = ox.Dataset(ox.parse(lines_of(triples), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(node: object) -> str:
        return str(ox.NamedNode(f"{base}{node.value}")) if isinstance(node, ox.BlankNode) else str(node)

    return {(named(q.subject), str(q.predicate), named(q.object)) for q in dataset}


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
