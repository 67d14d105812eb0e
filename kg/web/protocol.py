"""``/sparql``: queries by the SPARQL 1.1 Protocol, and what the service says of itself.

Source: https://www.w3.org/TR/sparql11-protocol/ section 2.1.
Read-only; a query without a dataset clause sees the union of the graphs unless the settings say ``plain``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, cast

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from kg.errors import BadParameter, KgError, NotAcceptable, ReadOnly, UnsupportedKind
from kg.query import load_queries
from kg.sparql import has_relative_iri, malformed
from kg.vocab import SPARQL_PREFIXES
from kg.web.description import describe_service
from kg.web.endpoint import Reply
from kg.web.jobs import QueryAnswer, QueryRequest
from kg.web.negotiate import GRAPH_FORMATS, RESULT_FORMATS, Offer, asked_format, choose, prefers_html
from kg.web.requests import FORM, QUERY, UPDATE, body_text, only
from kg.web.site import site

blueprint = Blueprint("protocol", __name__)

MAX_SHOWN_ROWS: Final = 1000
DEFAULT_QUERY: Final = (
    SPARQL_PREFIXES
    + "SELECT ?class (COUNT(*) AS ?things) { ?thing a ?class }\nGROUP BY ?class ORDER BY DESC(?things)\n"
)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or describe the service where there is none."""
    parameters = _parameters()
    query = only(parameters, "query")
    if query is None and request.method == "POST":
        raise BadParameter("a POST needs a query.", where="query")
    if for_people() and not asked_format(parameters):
        return _page(query or "", parameters)
    return describe_service() if query is None else _respond(run_query(query, parameters))


def run_query(query: str, parameters: MultiDict[str, str]) -> Reply:
    """The answer to *query*, in the format that the request asks for.

    Raises: NotAcceptable, MalformedQuery with line and column, OverLimit, BadParameter.
    """
    query = _based(query)
    asked_for = asked_format(parameters)
    results_as, graph_as = _acceptable(RESULT_FORMATS, asked_for), _acceptable(GRAPH_FORMATS, asked_for)
    if results_as is None and graph_as is None:
        choose(request.headers.get("Accept"), (*RESULT_FORMATS, *GRAPH_FORMATS), format_name=asked_for)
    settings = site().settings
    asked = QueryRequest(
        query=query,
        results_as=results_as,
        graph_as=graph_as,
        default_graph=settings.default_graph,
        default_graph_uris=tuple(parameters.getlist("default-graph-uri")),
        named_graph_uris=tuple(parameters.getlist("named-graph-uri")),
        max_bytes=settings.max_result_bytes,
        max_rows=settings.max_rows,
    )
    return site().endpoint.query(asked, site().call(_timeout_s(parameters)))


def _based(query: str) -> str:
    """*query* with the address of this endpoint as base, where it has relative IRIs and may have no base of its own.

    Source: SPARQL 1.1 Protocol section 2.1.2 (RFC 3986 section 5.1.3); a BASE of its own comes later, and wins.
    """
    return f"BASE <{request.base_url}> {query}" if has_relative_iri(query) else query


def _parameters() -> MultiDict[str, str]:
    """The parameters of the request, from the URL and, for a POST, from its body.

    Raises: ReadOnly for an update, UnsupportedKind for a body of another type.
    """
    given: MultiDict[str, str] = MultiDict(request.args.items(multi=True))
    if request.method == "POST":
        if request.mimetype == QUERY:
            given.add("query", body_text("query"))
        elif request.mimetype == FORM:
            given.update(MultiDict(request.form.items(multi=True)))
        elif request.mimetype == UPDATE:
            given.add("update", "")
        else:
            raise UnsupportedKind(f"a query is sent as {QUERY} or {FORM}, not {request.mimetype or 'without a type'}.")
    if "update" in given:
        raise ReadOnly("this endpoint takes no update. Send it by POST to /update, with a token.")
    return given


def _timeout_s(parameters: MultiDict[str, str]) -> float | None:
    written = only(parameters, "timeout")
    if written is None:
        return None
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise BadParameter(f"{written!r} is not a number of seconds above 0.", where="timeout")
    return seconds


def _acceptable(offers: Sequence[Offer], format_name: str | None) -> str | None:
    try:
        return choose(request.headers.get("Accept"), offers, format_name=format_name).media_type
    except NotAcceptable:
        return None


def for_people() -> bool:
    return prefers_html(request.headers.get("Accept"), (*RESULT_FORMATS, *GRAPH_FORMATS))


def answer(asked: QueryRequest) -> Response:
    """The answer of the workers to *asked*."""
    return _respond(site().endpoint.query(asked, site().call()))


def _respond(reply: Reply) -> Response:
    return Response(reply.body, status=reply.status, headers=reply.headers)


def _page(query: str, parameters: MultiDict[str, str]) -> Response:
    """The editor: the query, its result as a table or as text, or the sentence that says what is wrong."""
    shown: dict[str, object] = {"query": query, "status": 200}
    if query.strip():
        try:
            answer = site().query(
                QueryRequest(
                    query=query,
                    results_as="application/sparql-results+json",
                    graph_as="text/turtle",
                    default_graph=site().settings.default_graph,
                    default_graph_uris=tuple(parameters.getlist("default-graph-uri")),
                    named_graph_uris=tuple(parameters.getlist("named-graph-uri")),
                    max_bytes=site().settings.max_result_bytes,
                    max_rows=site().settings.max_rows,
                )
            )
            shown |= _for_reading(answer)
        except KgError as exc:
            shown |= {"error": malformed(str(exc)), "status": exc.http_status}
    limits = {"timeout_s": site().settings.timeout_s}
    examples = load_queries().values()
    body = render_template("sparql.html", **shown, **limits, examples=examples, default_query=DEFAULT_QUERY)
    response = Response(body, status=cast(int, shown["status"]), content_type="text/html; charset=utf-8")
    response.vary.add("Accept")
    return response


def _for_reading(answer: QueryAnswer) -> dict[str, object]:
    if answer.media_type == "text/turtle":
        return {"turtle": answer.body.decode("utf-8")}
    found = json.loads(answer.body)
    if "boolean" in found:
        return {"verdict": "yes" if found["boolean"] else "no"}
    rows = found["results"]["bindings"]
    return {"variables": found["head"]["vars"], "rows": rows[:MAX_SHOWN_ROWS], "total": len(rows)}
