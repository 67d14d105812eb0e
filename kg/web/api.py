"""``/api/NAME``: each question of ``queries/`` with its parameters, in every result format; described by OpenAPI.

The description is made from the headers of the queries (https://spec.openapis.org/oas/v3.1.0): a new ``.rq`` file is a
new address. Values are checked here; the query itself runs in the workers, under the limits of ``/sparql``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.datastructures import MultiDict

from kg import __version__
from kg.errors import BadParameter
from kg.query import PARAMETER_TYPES, NamedQuery, Parameter, find_query, load_queries, resolve
from kg.vocab import DISPUTE, RELATION_TYPES, ROLES, STATUSES
from kg.web.negotiate import RESULT_FORMATS
from kg.web.protocol import run_query
from kg.web.site import site

blueprint = Blueprint("api", __name__)

_OWN: Final = ("format", "limit", "timeout")
_EXAMPLES: Final[Mapping[str, str]] = {
    "actor": "Iran", "place": "Amerli", "iri": DISPUTE["report"], "date": "2014-09-05",
    "integer": "2", "boolean": "true", "text": "killed", "event-type": "ASSAULT-airstrike", "relation": "commands",
    "role": "strikes", "status": "reported",
}  # fmt: skip
_SCHEMAS: Final[Mapping[str, Mapping[str, object]]] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "iri": {"type": "string", "format": "iri"},
    "relation": {"type": "string", "enum": list(RELATION_TYPES)},
    "role": {"type": "string", "enum": list(ROLES)},
    "status": {"type": "string", "enum": list(STATUSES)},
}


@blueprint.get("/queries")
def queries() -> Response:
    """All questions, each with its parameters and an example to follow."""
    shown = [
        {"query": query, "address": example_address(query), "types": PARAMETER_TYPES}
        for query in load_queries().values()
    ]
    return Response(render_template("queries.html", queries=shown, version=site().reader.version))


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """The description of ``/api`` for programs."""
    return jsonify(description(request.host_url.rstrip("/")))


@blueprint.get("/api/<name>")
@blueprint.get("/api/<name>.<any(json,xml,csv,tsv):ending>")
def answer(name: str, ending: str = "") -> Response:
    """The rows of the question *name*. Raises: UnknownName, BadParameter naming the parameter, its type, an example."""
    query = find_query(name)
    sparql = query.bind(resolve(site().reader, query, _values(query)))
    asked: MultiDict[str, str] = MultiDict((k, v) for k, v in request.args.items() if k in ("format", "timeout"))
    if ending:
        asked["format"] = ending
    reply = run_query(f"{sparql}\n{_limit()}", asked)
    response = Response(reply.body, status=reply.status, headers=reply.headers)
    response.headers["Link"] = '</api/openapi.json>; rel="service-desc"'
    return response


def example_address(query: NamedQuery) -> str:
    """The address of *query* with the parameters of its example."""
    return f"/api/{query.name}" + (f"?{urlencode(query.example)}" if query.example else "")


def _values(query: NamedQuery) -> dict[str, list[str]]:
    """The values that the request gives for the parameters of *query*, each tried by itself."""
    known = {param.name: param for param in query.params}
    given = {name: values for name, values in request.args.lists() if name not in _OWN}
    for name, values in given.items():
        if name not in known:
            listed = ", ".join(known) or "none"
            raise BadParameter(f"{query.name} has no such parameter. It has: {listed}.", where=name)
        try:
            resolve(site().reader, replace(query, params=(known[name],)), {name: values})
        except BadParameter as exc:
            raise BadParameter(f"{exc} {_what(known[name], query)}", where=name) from exc
    for param in query.params:
        if not param.default and param.name not in given:
            raise BadParameter(f"it is needed. {_what(param, query)}", where=param.name)
    return given


def _what(param: Parameter, query: NamedQuery) -> str:
    """What *param* is, with an example of it."""
    example = query.example.get(param.name) or _EXAMPLES[param.type]
    return f"It is {PARAMETER_TYPES[param.type]}; for example {urlencode({param.name: example})}."


def _limit() -> str:
    written = request.args.get("limit")
    if written is None:
        return ""
    if not written.isdecimal() or not 0 < int(written[:9]) <= 1_000_000:
        raise BadParameter(
            f"{written!r} is not a whole number from 1 to 1000000; for example limit=100.", where="limit"
        )
    return f"LIMIT {written}"


def description(server: str) -> dict[str, Any]:
    """The OpenAPI document of the site at *server*."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": site().settings.name,
            "version": __version__,
            "summary": "Who did what, with whom and against whom, who says so and who denies it.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": {f"/api/{query.name}": {"get": _operation(query)} for query in load_queries().values()},
        "components": {"responses": _RESPONSES},
    }


def _operation(query: NamedQuery) -> dict[str, Any]:
    limit = {"name": "limit", "in": "query", "description": "at most so many rows", "schema": {"type": "integer"}}
    return {
        "operationId": query.name,
        "summary": query.summary,
        "parameters": [*(_parameter(param, query) for param in query.params), limit],
        "responses": {
            "200": {
                "description": f"Rows of {', '.join(query.variables)}.",
                "content": {offer.media_type: {} for offer in RESULT_FORMATS},
            },
            **{code: {"$ref": f"#/components/responses/{code}"} for code in _RESPONSES},
        },
    }


def _parameter(param: Parameter, query: NamedQuery) -> dict[str, Any]:
    described = [param.description, PARAMETER_TYPES[param.type], f"default: {param.default or 'none, it is needed'}"]
    return {
        "name": param.name,
        "in": "query",
        "required": not param.default,
        "description": "; ".join(part for part in described if part),
        "schema": {"type": "array", "items": _SCHEMAS.get(param.type, {"type": "string"})},
        "style": "form",
        "explode": True,
        "example": [query.example.get(param.name) or _EXAMPLES[param.type]],
    }


def _told(sentence: str) -> dict[str, Any]:
    return {"description": sentence, "content": {"text/plain": {"schema": {"type": "string"}}}}


_RESPONSES: Final = {
    "400": _told("A parameter is wrong: which one, what it is, an example."),
    "404": _told("There is no such question."),
    "406": _told("There is no such format."),
    "503": _told("The query ran into the time limit, or the site is busy."),
}
