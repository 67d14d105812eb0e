"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol, by ``?graph=IRI``, ``?default`` or the path of a graph.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/. The graph of ``/graphs/PATH`` is the IRI of that name under the
base of the store, whatever host the request came to. Graphs of the program itself may be read here, not written (409).
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote
from uuid import uuid4

import pyoxigraph as ox
from flask import Blueprint, Response, request

from kg.errors import BadParameter, MalformedQuery, UnknownName, UnsupportedKind
from kg.sparql import malformed
from kg.updates import UPLOAD_FORMATS
from kg.web.access import token
from kg.web.changing import UpdateRequest, UploadRequest
from kg.web.jobs import QueryRequest
from kg.web.negotiate import GRAPH_FORMATS, choose
from kg.web.protocol import answer
from kg.web.requests import UPDATE, body_text
from kg.web.site import site
from kg.web.update import done
from kg.web.writing import write

blueprint = Blueprint("graph_store", __name__)

METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"]


@blueprint.route("/graphs", methods=METHODS)
def by_name() -> Response:
    """A graph named by parameter; a POST without one makes a new graph."""
    if request.method == "POST" and "graph" not in request.args and "default" not in request.args:
        made = f"{site().reader.base_iri}graphs/{uuid4()}"
        response = _write(made)
        response.headers["Location"] = made
        return response
    return _serve(_named())


@blueprint.route("/graphs/<path:path>", methods=METHODS)
def by_path(path: str) -> Response:
    """A graph named by the path of the request."""
    if "graph" in request.args or "default" in request.args:
        raise BadParameter("the path names the graph already.", where="graph")
    return _serve(_checked_iri(f"{site().reader.base_iri}graphs/{quote(path, safe='/-._~:@!$&()*+,;=')}"))


def _named() -> str:
    """The IRI that the parameters give; "" for the default graph."""
    names, default = request.args.getlist("graph"), "default" in request.args
    if default == bool(names) or len(names) > 1:
        raise BadParameter("name one graph: ?graph=IRI, or ?default for the default graph.", where="graph")
    return "" if default else _checked_iri(names[0])


def _checked_iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError as exc:
        raise BadParameter(f"{text!r} is not an absolute IRI.", where="graph") from exc


def _serve(graph: str) -> Response:
    if request.method in {"GET", "HEAD"}:
        return _read(graph)
    return _write(graph)


def _read(graph: str) -> Response:
    if graph and not site().reader.has_graph(graph):
        raise UnknownName(f"there is no graph <{graph}>.")
    offer = choose(request.headers.get("Accept"), GRAPH_FORMATS, format_name=request.args.get("format"))
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    return answer(QueryRequest(query=query, results_as=None, graph_as=offer.media_type, default_graph="plain"))


def _write(graph: str) -> Response:
    existed = not graph or site().reader.has_graph(graph)
    if request.method == "DELETE" and not existed:
        raise UnknownName(f"there is no graph <{graph}>.")
    asked = _patch(graph) if request.method == "PATCH" else _upload(graph)
    job = "update" if isinstance(asked, UpdateRequest) else "upload"
    try:
        change, version = write(site(), lambda: site().change(job, asked))
    except MalformedQuery as exc:
        raise MalformedQuery(malformed(exc.message, "patch")) from exc
    made = request.method in {"PUT", "POST"} and not existed
    return done(bool(change), version, status=201 if made else 204)


def _upload(graph: str) -> UploadRequest:
    modes: dict[str, Literal["replace", "merge", "delete"]] = {"PUT": "replace", "POST": "merge", "DELETE": "delete"}
    return UploadRequest(
        graph=graph,
        mode=modes[request.method],
        documents=() if request.method == "DELETE" else _documents(),
        base_iri=graph or request.base_url,
        raw="raw" in token().scopes,
    )


def _patch(graph: str) -> UpdateRequest:
    if request.mimetype != UPDATE:
        raise UnsupportedKind(f"a patch is sent as {UPDATE}, not {request.mimetype or 'without a type'}.")
    return UpdateRequest(
        update=body_text("patch"), base_iri=graph or request.base_url, only=graph, raw="raw" in token().scopes
    )


def _documents() -> tuple[tuple[bytes, str], ...]:
    """The documents of the request, each with its media type: the body, or the parts of a form."""
    if request.mimetype == "multipart/form-data":
        if request.method != "POST":
            raise UnsupportedKind("a form of several documents is sent by POST.")
        return tuple((part.read(), _kind(part.mimetype)) for _, part in request.files.items(multi=True))
    return ((request.get_data(), _kind(request.mimetype)),)


def _kind(media_type: str) -> str:
    if media_type not in UPLOAD_FORMATS:
        named = media_type or "without a type"
        raise UnsupportedKind(f"a graph is sent as {', '.join(UPLOAD_FORMATS)}, not {named}.")
    return media_type
