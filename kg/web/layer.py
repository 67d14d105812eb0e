"""The thin layer before Flask: plain queries to ``/sparql`` go from WSGI to the workers without it.

What is not plain (a page for people, a parameter given twice, an update, another method) is left to Flask, so nothing
is decided here that the route does not decide too. Both use :class:`kg.web.endpoint.Endpoint`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, NotAcceptable
from kg.sparql import has_relative_iri
from kg.web.endpoint import Call, call_of
from kg.web.headers import FOR_ALL, LINES, refusal
from kg.web.jobs import QueryRequest
from kg.web.negotiate import GRAPH_FORMATS, RESULT_FORMATS, asked_format, choose, prefers_html
from kg.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_PLAIN: Final = frozenset({"query", "default-graph-uri", "named-graph-uri", "timeout", "format", "output", "results"})


class SparqlLayer:
    """A WSGI application that answers plain queries itself and hands on the rest."""

    def __init__(self, rest: WSGIApplication, site: Site) -> None:
        self._rest = rest
        self._site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or hand on."""
        call = call_of(environ, behind_proxy=self._site.settings.behind_proxy)
        if environ["PATH_INFO"] == "/sparql":
            request = self._plain(environ, call)
            if request is not None:
                line, headers, body = self._answer(request, call)
                start_response(line, [*headers, *FOR_ALL])
                return [body]
        return self._rest(environ, start_response)

    def _answer(self, request: QueryRequest, call: Call) -> tuple[str, list[tuple[str, str]], bytes]:
        try:
            reply = self._site.endpoint.query(request, call)
        except KgError as exc:
            call.notes["outcome"] = type(exc).__name__
            return refusal(exc)
        return LINES[reply.status], reply.headers, reply.body

    def _plain(self, environ: WSGIEnvironment, call: Call) -> QueryRequest | None:
        """The query of a plain request; None for whatever needs a closer look."""
        query, pairs = "", environ.get("QUERY_STRING", "")
        method = environ["REQUEST_METHOD"]
        if method == "POST":
            body = _body(environ, self._site.settings.max_body_bytes)
            kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
            if body is None or (pairs and kind == _FORM):
                return None
            try:
                if kind == _QUERY:
                    query = body.decode("utf-8")
                elif kind == _FORM:
                    pairs = body.decode("ascii")
                else:
                    return None
            except UnicodeDecodeError:
                return None
        elif method != "GET":
            return None
        try:
            given = read_pairs(pairs)
        except ValueError:
            return None
        return self._request(query, given, environ, call)

    def _request(
        self, query: str, given: list[tuple[str, str]], environ: WSGIEnvironment, call: Call
    ) -> QueryRequest | None:
        single: dict[str, str] = {"query": query} if query else {}
        graphs: dict[str, list[str]] = {"default-graph-uri": [], "named-graph-uri": []}
        for name, value in given:
            if name in graphs:
                graphs[name].append(value)
            elif name in single or name not in _PLAIN:
                return None
            else:
                single[name] = value
        wanted = formats(environ.get("HTTP_ACCEPT", ""), asked_format(single))
        if wanted is None or "query" not in single or has_relative_iri(single["query"]):
            return None
        if "timeout" in single:
            try:
                call.timeout_s = float(single["timeout"])
            except ValueError:
                return None
            if not call.timeout_s > 0:  # nor is it with nan
                return None
        settings = self._site.settings
        return QueryRequest(
            query=single["query"],
            results_as=wanted[0],
            graph_as=wanted[1],
            default_graph=settings.default_graph,
            default_graph_uris=tuple(graphs["default-graph-uri"]),
            named_graph_uris=tuple(graphs["named-graph-uri"]),
            max_bytes=settings.max_result_bytes,
            max_rows=settings.max_rows,
        )


def read_pairs(pairs: str) -> list[tuple[str, str]]:
    """Names and values of a query string. Raises: ValueError where it is not UTF-8, or has very many.

    >>> read_pairs("query=a%2Bb+c&x=")
    [('query', 'a+b c'), ('x', '')]
    """
    parts = pairs.split("&", 100)
    if len(parts) > 100:
        raise ValueError(f"{len(parts)} parameters")
    split = (part.partition("=") for part in parts if part)
    return [(name if name.isidentifier() else _unquoted(name), _unquoted(value)) for name, _, value in split]


def _unquoted(text: str) -> str:
    """*text* without its percent-encoding: ``%`` and two digits is ``\\x`` and two digits, which a codec reads at once.

    Raises: ValueError where that is no UTF-8, or a ``%`` has no two digits behind it.
    """
    plain = text.replace("+", " ")
    if "%" not in plain:
        return plain.encode("latin-1").decode("utf-8")
    escaped = plain.replace("\\", "\\x5c").replace("%", "\\x").encode("latin-1")
    return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")


@lru_cache(maxsize=1000)
def formats(accept: str, format_name: str) -> tuple[str | None, str | None] | None:
    """The media types for rows and for graphs; None where a page is wanted or nothing fits.

    >>> formats("text/csv", ""), formats("text/html", "")
    (('text/csv', None), None)
    """
    if not format_name and prefers_html(accept, (*RESULT_FORMATS, *GRAPH_FORMATS)):
        return None
    found: list[str | None] = []
    for offers in (RESULT_FORMATS, GRAPH_FORMATS):
        try:
            found.append(choose(accept, offers, format_name=format_name or None).media_type)
        except NotAcceptable:
            found.append(None)
    return (found[0], found[1]) if any(found) else None


def _body(environ: WSGIEnvironment, max_bytes: int) -> bytes | None:
    """The body of a request, which is put back for whoever reads it next; None where its length is not told."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or -1)
    except ValueError:
        return None
    if not 0 <= length <= max_bytes:
        return None
    source: Any = environ["wsgi.input"]
    body: bytes = source.read(length)
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == length else None
