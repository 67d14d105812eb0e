"""What the face of the program needs to know about SPARQL text and results: free queries are checked, results written.

The checks are a courtesy that says in a sentence what is refused; the guarantee is the worker process that runs it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import pyoxigraph as ox

from kg.errors import MalformedQuery, NotAcceptable, OverLimit, UsageError
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MAX_QUERY_CHARACTERS: Final = 1_000_000
MAX_NESTING: Final = 100

_TOKEN: Final = re.compile(
    r"""
    (?P<skip>\#[^\n\r]*|\s+)
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<string>\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<name>[?$@]\w+|[\w.-]*:(?:[\w.:%-]|\\.)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATE_WORDS: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"})

RESULT_WRITERS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_WRITERS: Final[Mapping[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}


class Token(NamedTuple):
    """A token of SPARQL: its kind (iri, string, name, word, open, close, other), its characters and where they stand.

    ``word`` is the keyword or bracket in upper case, "" for what is neither.
    """

    kind: str
    text: str
    begin: int
    end: int
    word: str


def tokens(query: str) -> Iterator[Token]:
    """The tokens of *query*, without blanks and comments.

    >>> [t.text for t in tokens("ASK { ?s a <x> } # all")]
    ['ASK', '{', '?s', 'a', '<x>', '}']
    """
    for found in _TOKEN.finditer(query):
        kind = found.lastgroup or "other"
        if kind != "skip":
            word = found.group().upper() if kind in {"word", "open", "close"} else ""
            yield Token(kind, found.group(), found.start(), found.end(), word)


def words(query: str) -> Iterator[str]:
    """The keywords and brackets of *query* in upper case; not what stands in strings, IRIs, comments and names.

    >>> list(words("SELECT * { ?from a <x> # load"))
    ['SELECT', '{', 'A']
    """
    return (token.word for token in tokens(query) if token.word)


def has_dataset_clause(query: str) -> bool:
    """Whether *query* says itself, with FROM, which graphs it looks at.

    >>> has_dataset_clause("SELECT * FROM <g> {}"), has_dataset_clause("SELECT ?from { ?s :FROM 'FROM' }")
    (True, False)
    """
    return "FROM" in words(query)


_RELATIVE: Final = re.compile(r"<(?![A-Za-z][\w+.-]*:)[^<>\s]*>")


def has_relative_iri(query: str) -> bool:
    """Whether *query* may hold an IRI that needs a base.

    >>> has_relative_iri("ASK { <s> ?p ?o }"), has_relative_iri("ASK { <x:s> ?p ?o FILTER(?o < 2 && ?o > 1) }")
    (True, False)
    """
    return _RELATIVE.search(query) is not None


def check_size(text: str, what: str) -> list[str]:
    """The keywords and brackets of *text*, where it is of a size that the engine can read; *what* is what to call it.

    Raises: MalformedQuery for what is nested beyond reason; OverLimit; UsageError for SERVICE.
    """
    if len(text) > MAX_QUERY_CHARACTERS:
        raise OverLimit(f"the {what} is longer than {MAX_QUERY_CHARACTERS:,} characters.")
    found, depth = list(words(text)), 0
    for word in found:
        depth += (word in "{([") - (word in "})]")
        if depth > MAX_NESTING:
            raise MalformedQuery(f"the {what} is nested more than {MAX_NESTING} deep.")
        if word == "SERVICE":
            raise UsageError(
                "SERVICE is refused here: this server asks no other one. Query the other endpoint yourself."
            )
    return found


def check_free_query(query: str) -> None:
    """Refuse what a query from outside may not do here.

    Raises: UsageError for updates, SERVICE and LOAD; MalformedQuery for what is empty or nested beyond reason.

    >>> check_free_query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kg.errors.UsageError: SERVICE is refused here: this server asks no other one. Query the other endpoint yourself.
    """
    if not query.strip():
        raise MalformedQuery("the query is empty.")
    first = next((word for word in check_size(query, "query") if word not in {"PREFIX", "BASE"}), "")
    if first in _UPDATE_WORDS:
        raise UsageError(f"{first} is refused here: this endpoint is read-only.")


class _Capped(BytesIO):
    """A buffer that stops the engine when it has taken *max_bytes*."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._left = max_bytes

    def write(self, part: Buffer) -> int:
        """Keep *part*. Raises: OverLimit."""
        written = super().write(part)
        self._left -= written
        if self._left < 0:
            raise OverLimit("the result is larger than the limit here. Add a LIMIT, or ask for less.")
        return written


class CountingRows:
    """A sink before another one, which stops the engine when the result has more than *max_rows* rows.

    The engine writes rows as text, so what is counted is the sign that stands between two of them. In a literal of CSV
    or JSON it may stand too: where the signs are too many, *count* says once how many rows there are.
    """

    def __init__(self, sink: Any, media_type: str, max_rows: int, count: Callable[[], int]) -> None:
        self._sink = sink
        self._sign = _BETWEEN_ROWS[media_type]
        self._max_rows, self._count = max_rows, count
        self._left: float = max_rows
        self._tail = b""

    def write(self, part: bytes) -> int:
        """Hand *part* on. Raises: OverLimit."""
        text = self._tail + part
        self._left -= text.count(self._sign)
        self._tail = text[len(text) - len(self._sign) + 1 :]
        if self._left < 0:
            if self._count() > self._max_rows:
                raise _too_many(self._max_rows, "rows")
            self._left = math.inf
        written: int = self._sink.write(part)
        return written

    def flush(self) -> None:
        """Nothing: the sink under this one is flushed by whoever made it."""


# One of them a row; in JSON one less, in CSV and TSV one more, for the head.
_BETWEEN_ROWS: Final[Mapping[str, bytes]] = {
    "application/sparql-results+json": b"},{",
    "application/sparql-results+xml": b"<result>",
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
}


def at_most(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    """*triples*, as they come. Raises: OverLimit after *most* of them."""
    for number, triple in enumerate(triples):
        if number == most:
            raise _too_many(most, "triples")
        yield triple


def _too_many(most: int, what: str) -> OverLimit:
    return OverLimit(f"the result has more than {most:,} {what}, the limit here. Add a LIMIT, or ask for less.")


def serialize(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    *,
    results_as: str | None,
    graph_as: str | None,
    prefixes: Mapping[str, str] | None = None,
    max_bytes: int = 256 << 20,
    max_triples: int = 10**9,
) -> tuple[bytes, str]:
    """*results* written in the media type for their kind, and that media type.

    Raises: NotAcceptable where the type for their kind is None; OverLimit where they are larger than that;
    UsageError for what the engine does not know, such as somebody's own function.
    """
    try:
        return _serialize(results, _Capped(max_bytes), results_as, graph_as, prefixes, max_triples)
    except RuntimeError as exc:
        raise UsageError(f"the engine cannot answer this: {exc}.") from exc


def _serialize(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    sink: _Capped,
    results_as: str | None,
    graph_as: str | None,
    prefixes: Mapping[str, str] | None,
    max_triples: int,
) -> tuple[bytes, str]:
    if isinstance(results, ox.QueryTriples):
        if graph_as is None:
            raise NotAcceptable(f"the result is a graph. There are: {', '.join(GRAPH_WRITERS)}.")
        writer = GRAPH_WRITERS[graph_as]
        ox.serialize(at_most(results, max_triples), sink, writer, prefixes=dict(prefixes) if prefixes else None)
        return tidy_prefixes(sink.getvalue(), graph_as), graph_as
    if results_as is None:
        raise NotAcceptable(f"the result is a table or yes/no. There are: {', '.join(RESULT_WRITERS)}.")
    if isinstance(results, ox.QueryBoolean) and results_as in {"text/csv", "text/tab-separated-values"}:
        return (b"true" if results else b"false"), results_as
    results.serialize(sink, RESULT_WRITERS[results_as])
    return sink.getvalue(), results_as


def tidy_prefixes(body: bytes, media_type: str) -> bytes:
    """*body* with only the prefixes that it uses, sorted: the engine writes all it is given, in any order.

    >>> tidy_prefixes(b"@prefix b: <http://b/> .\\n@prefix a: <http://a/> .\\n<x:s> a a:b .\\n", "text/turtle")
    b'@prefix a: <http://a/> .\\n<x:s> a a:b .\\n'
    """
    if media_type not in ("text/turtle", "application/trig"):
        return body
    head = re.match(rb"(?:@prefix [^\n]*\n)*", body)
    lines, rest = (head[0].splitlines(keepends=True), body[head.end() :]) if head else ([], body)
    used = set(re.findall(rb"(?<![\w<\"])([A-Za-z][\w-]*):", rest))
    return b"".join(sorted(line for line in lines if line.split(b" ", 2)[1][:-1] in used)) + rest


def malformed(message: str, what: str = "query") -> str:
    """The engine's syntax error as a sentence with line and column, without the long list of what it would have liked.

    >>> malformed("error at 1:18: expected one of a, b")
    'line 1, column 18: the query cannot be read from here on. The engine says: expected one of a, b'
    """
    found = re.search(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return message
    expected = " ".join(found[3].split())
    expected = expected if len(expected) <= 200 else expected[:200].rsplit(",", 1)[0] + ", ..."
    return f"line {found[1]}, column {found[2]}: the {what} cannot be read from here on. The engine says: {expected}"


def with_prefixes(query: str) -> str:
    """*query* with the prefixes of ours that it uses and does not declare.

    >>> with_prefixes("PREFIX a: <b:> ASK { ?s a kg:Claim ; a:b 1 }").split(" <")[0]
    'PREFIX kg:'
    """
    names = {t.group().partition(":")[0] for t in _TOKEN.finditer(query) if t.lastgroup == "name" and ":" in t.group()}
    declared = set(re.findall(r"\bPREFIX\s+([\w.-]*):", query, re.IGNORECASE))
    missing = [prefix for prefix in PREFIXES if prefix in names - declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + query


def kind_of(results: object) -> Literal["solutions", "boolean", "graph"]:
    """What a query gave."""
    if isinstance(results, ox.QueryTriples):
        return "graph"
    return "boolean" if isinstance(results, ox.QueryBoolean) else "solutions"
