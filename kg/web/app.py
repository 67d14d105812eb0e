"""The site as a WSGI application: routes put together, headers on every answer, errors as sentences."""

from __future__ import annotations

import logging
from functools import partial
from importlib import metadata
from typing import Final, TextIO
from urllib.parse import unquote

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from kg import __version__
from kg.errors import KgError, OverLimit
from kg.store import Reader
from kg.web import (
    about,
    access,
    api,
    assets,
    description,
    graph_store,
    ingest,
    linked_data,
    pages,
    pictures,
    protocol,
    reconcile,
    shown,
    update,
)
from kg.web.bodies import BodyGate
from kg.web.headers import FOR_ALL
from kg.web.layer import SparqlLayer
from kg.web.observing import Observer
from kg.web.settings import Settings
from kg.web.site import EXTENSION, Site, site
from kg.web.views import LISTINGS

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The one style that the query editor sets from script (the handle between columns), by the hash of its text.
EDITOR_POLICY = CONTENT_SECURITY_POLICY.replace(
    "style-src 'self'", "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
)


OVERVIEWS: Final = (
    "/", "/alliances", "/timeline", "/map", "/sources", "/dataset",
    *(f"/browse/{kind}" for kind in LISTINGS),
)  # fmt: skip
"""The pages that compute something of the whole dataset; they show a version once this is done."""
FIRST_QUESTION: Final = "/ask?q=who+fought+beside+whom"
"""Whoever asks first would wait for the index of names."""


def create_app(settings: Settings | None = None) -> Flask:
    """The site over the store that *settings* name. The store may come into being later: until then pages say so."""
    app = Flask(__name__, static_folder=None)
    assets.install(app)
    settings = settings or Settings()
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.extensions[EXTENSION] = Site(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (protocol, description, update, graph_store):
        app.register_blueprint(part.blueprint)
    app.register_blueprint(linked_data.blueprint)
    app.register_blueprint(reconcile.blueprint)
    for part in (shown, ingest, pages, pictures, about, api):
        app.register_blueprint(part.blueprint)
    app.register_error_handler(Exception, _explain)
    app.before_request(access.check_access)
    app.after_request(_add_headers)
    app.add_url_rule("/healthz", view_func=_healthz)
    return app


def _healthz() -> Response:
    """That the process is alive, and which version of what it serves."""
    return Response(f"ok {metadata.metadata('news-kg')['Name']} {__version__}\n", content_type="text/plain")


def _explain(exc: Exception) -> Response:
    """An error as a sentence: a page for people, plain text for programs; never a traceback."""
    status, sentence = 500, "something went wrong here. It is written in the server's log."
    if isinstance(exc, KgError):
        status, sentence = exc.http_status, str(exc)
    elif isinstance(exc, HTTPException):
        status, sentence = exc.code or 500, exc.description or exc.name
    else:
        logging.getLogger("kg.web").exception("request failed: %s %r", request.method, request.path)
    response = Response(f"{sentence}\n", content_type="text/plain; charset=utf-8")
    if protocol.for_people():
        words = unquote(request.path.rstrip("/").rpartition("/")[2]).replace("-", " ") if status == 404 else ""
        shown = render_template("error.html", status=status, sentence=sentence, path=request.path, suggestion=words)
        response = Response(shown)
    response.status_code = status
    if isinstance(exc, HTTPException):
        for name, value in exc.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
    if isinstance(exc, OverLimit) or status == 503:
        response.headers["Retry-After"] = str(getattr(exc, "retry_after_s", 5))
    access.ask_for_token(response, exc)
    response.vary.add("Accept")
    return response


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Cache-Control", "no-cache")
    assets.compress(response)
    for name, value in FOR_ALL:
        headers[name] = value
    if response.mimetype in {"text/html", "image/svg+xml"}:
        editor = request.endpoint == "protocol.sparql"
        headers["Content-Security-Policy"] = EDITOR_POLICY if editor else CONTENT_SECURITY_POLICY
        if request.endpoint == "reconcile.preview":  # OpenRefine shows it in a frame of its own page
            headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
                "frame-ancestors 'none'", "frame-ancestors *"
            )
    return response


def visit_overviews(app: Flask, reader: Reader) -> None:
    """Ask for the pages that span the dataset once, as *reader* sees it: what they compute is kept for its version."""
    for path in (*OVERVIEWS, FIRST_QUESTION):
        with app.test_request_context(path, headers={"Accept": "text/html"}):
            g.reader = reader
            if app.full_dispatch_request().status_code != 200:
                logging.getLogger("kg.web").warning("%s cannot be shown for version %s", path, reader.version)


def create_server(settings: Settings | None = None, *, log: TextIO | None = None) -> Observer:
    """The site with all its layers, for a WSGI server: numbered and logged requests, plain queries past Flask."""
    app = create_app(settings)
    state: Site = app.extensions[EXTENSION]
    state.overviews, state.prepare = frozenset(OVERVIEWS), partial(visit_overviews, app)
    gate = BodyGate(SparqlLayer(app, state), state, at_once=max(state.settings.threads // 2, 1))
    return Observer(gate, state, log=log)


__all__ = ["CONTENT_SECURITY_POLICY", "create_app", "create_server", "site"]
