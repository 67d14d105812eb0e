"""RDF terms as N-Triples writes them, in plain strings: what flows from an article's facts to the store.

``<http://example.org/a>`` is an IRI, ``"word"`` a literal, ``_:b`` a blank node; a triple is three of them. Python
keeps the hash of a string, and the lines of a file are triples joined: no term is built twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.vocab import XSD

if TYPE_CHECKING:
    import rdflib

Triple = tuple[str, str, str]

_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_DATATYPES: Final = {bool: XSD.boolean, int: XSD.integer, float: XSD.double, date: XSD.date}


class Term(str):
    """A term, where it could be taken for plain words."""

    __slots__ = ()


class NTriples(str):
    """What :func:`lines_of` makes; not made again."""

    __slots__ = ()


class Iri(str):
    """An IRI without the brackets, where it could be taken for plain words."""

    __slots__ = ()


def iri(value: str) -> Term:
    """*value* as a term. Raises: ValueError where it is no absolute IRI.

    >>> iri("http://example.org/a")
    '<http://example.org/a>'
    """
    return Term(ox.NamedNode(value))


@lru_cache(maxsize=8192, typed=True)
def literal(value: str | int | bool | float | date, datatype: str | None = None) -> Term:
    """*value* as a literal, of *datatype* (an IRI) or of that which its Python type has in XML Schema.

    Raises: ValueError for characters that are no Unicode text (a lone surrogate).

    >>> literal("war"), literal(True)
    ('"war"', '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')
    """
    words = str(value).lower() if isinstance(value, bool) else str(value)
    kind = datatype or _DATATYPES.get(type(value))
    return Term(ox.Literal(words, datatype=ox.NamedNode(kind) if kind else None))


def text_of(term: str) -> str:
    """The IRI, the words of the literal, or the label of the blank node.

    >>> text_of('<http://example.org/a>'), text_of(literal('say "war"')), text_of("_:b")
    ('http://example.org/a', 'say "war"', 'b')
    """
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return term[2:]
    words = term[1 : term.rindex('"')]
    return _ESCAPED.sub(_unescaped, words) if "\\" in words else words


def datatype_of(term: str) -> str | None:
    """The IRI of a literal's datatype; "" where it has a language instead, None where *term* is no literal.

    >>> datatype_of(literal(3)), datatype_of('"mot"@fr')
    ('http://www.w3.org/2001/XMLSchema#integer', '')
    """
    if not term.startswith('"'):
        return None
    if term.endswith('"'):
        return XSD.string
    return term[term.rindex('"') + 4 : -1] if term.endswith(">") else ""


def lines_of(triples: Iterable[Triple]) -> NTriples:
    """*triples* as N-Triples, sorted, each once.

    >>> lines_of([("_:b", "<http://example.org/p>", '"b"')])
    '_:b <http://example.org/p> "b" .\\n'
    """
    return NTriples("".join(sorted({f"{s} {p} {o} .\n" for s, p, o in triples})))


def parse_lines(lines: str | bytes) -> set[Triple]:
    """The triples of N-Triples. Raises: SyntaxError.

    >>> parse_lines('_:b <http://example.org/p> "b" .')
    {('_:b', '<http://example.org/p>', '"b"')}
    """
    found = ox.parse(lines.encode("utf-8") if isinstance(lines, str) else lines, format=ox.RdfFormat.N_TRIPLES)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in found}


def triples_of(graph: Iterable[Any]) -> set[Triple]:
    """The triples of *graph*, one of rdflib. Most terms stand in several triples: each is written once.

    Raises: ValueError for what is no RDF.
    """
    from rdflib import BNode, Literal, URIRef  # readers of the store do without

    def term(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(node, Literal):
            datatype = None if node.language or not node.datatype else ox.NamedNode(str(node.datatype))
            return ox.Literal(str(node), language=node.language, datatype=datatype)
        if isinstance(node, URIRef | BNode):
            return (ox.NamedNode if isinstance(node, URIRef) else ox.BlankNode)(str(node))
        raise ValueError(f"{node!r} is no term of RDF")

    class Terms(dict[Any, str]):
        def __missing__(self, node: rdflib.term.Node) -> str:
            text = self[node] = str(term(node))
            return text

    terms = Terms()
    return {(terms[s], terms[p], terms[o]) for s, p, o in graph}


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """*triples* as a graph of rdflib, with the characters of each literal as they are."""
    from rdflib import BNode, Graph, Literal, URIRef  # readers of the store do without

    class Nodes(dict[str, "rdflib.term.Node"]):
        def __missing__(self, term: str) -> rdflib.term.Node:
            node: rdflib.term.Node
            if term.startswith("<"):
                node = URIRef(term[1:-1])
            elif term.startswith("_:"):
                node = BNode(term[2:])
            elif term.endswith('"'):
                node = Literal(text_of(term))
            elif datatype := datatype_of(term):
                node = Literal(text_of(term), datatype=URIRef(datatype), normalize=False)
            else:
                node = Literal(text_of(term), lang=term.rpartition("@")[2])
            self[term] = node
            return node

    nodes, graph = Nodes(), Graph(store="SimpleMemory", bind_namespaces="none")
    for s, p, o in triples:
        graph.store.add((nodes[s], nodes[p], nodes[o]), graph)  # Graph.add less a check of each term
    return graph


def _unescaped(found: re.Match[str]) -> str:
    short, long, plain = found.groups()
    return chr(int(short or long, 16)) if short or long else _PLAIN.get(plain, plain)
