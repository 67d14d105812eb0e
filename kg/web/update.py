"""``/update``: SPARQL 1.1 Update by the protocol, for those who have a token.

Source: https://www.w3.org/TR/sparql11-protocol/ section 2.2. The answer names the version that contains the update.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from kg.errors import BadParameter, MalformedQuery, UnsupportedKind
from kg.sparql import malformed
from kg.updates import with_dataset
from kg.web.access import token
from kg.web.changing import UpdateRequest
from kg.web.requests import FORM, UPDATE, body_text, only
from kg.web.site import site
from kg.web.writing import write

blueprint = Blueprint("update", __name__)


@blueprint.post("/update")
def update() -> Response:
    """Make an update, whole or not at all."""
    text, parameters = _given()
    using, using_named = parameters.getlist("using-graph-uri"), parameters.getlist("using-named-graph-uri")
    if using or using_named:
        text = with_dataset(text, using, using_named)
    asked = UpdateRequest(update=text, base_iri=request.base_url, raw="raw" in token().scopes)
    try:
        change, version = write(site(), lambda: site().change("update", asked))
    except MalformedQuery as exc:
        raise MalformedQuery(malformed(exc.message, "update")) from exc
    return done(bool(change), version)


def done(changed: bool, version: str, status: int = 200) -> Response:
    """That a write is made: what readers see now contains it."""
    said = f"Done. Version {version} contains it.\n" if changed else f"Nothing to change. Version {version}.\n"
    response = Response("" if status == 204 else said, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Kg-Dataset-Version"] = version
    return response


def _given() -> tuple[str, MultiDict[str, str]]:
    """The update and the parameters of the request."""
    parameters: MultiDict[str, str] = MultiDict(request.args.items(multi=True))
    if "update" in parameters:
        raise BadParameter("an update is sent in the body of a POST, not in the URL.", where="update")
    if request.mimetype == UPDATE:
        return body_text("update"), parameters
    if request.mimetype != FORM:
        raise UnsupportedKind(f"an update is sent as {UPDATE} or {FORM}, not {request.mimetype or 'without a type'}.")
    parameters.update(MultiDict(request.form.items(multi=True)))
    found = only(parameters, "update")
    if found is None:
        raise BadParameter("a POST needs an update.", where="update")
    return found, parameters


__all__: Final = ["blueprint", "done", "update"]
