"""What the routes of the protocols read from a request: text bodies, parameters that stand once."""

from __future__ import annotations

from typing import Final

from flask import request
from werkzeug.datastructures import MultiDict

from kg.errors import BadParameter, MalformedQuery, UnsupportedKind

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"


def body_text(what: str) -> str:
    """The body of the request as text, which is UTF-8; *what* is what to call it.

    Raises: UnsupportedKind where another character set is announced; MalformedQuery for bytes that are not UTF-8.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedKind(f"the {what} is sent in UTF-8, not {charset}.")
    body = request.get_data()
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise MalformedQuery(f"the {what} is not UTF-8 (byte {exc.start}).") from exc


def only(parameters: MultiDict[str, str], name: str) -> str | None:
    """The one value of parameter *name*, None where it is not there. Raises: BadParameter where there are several."""
    values = parameters.getlist(name)
    if len(values) > 1:
        raise BadParameter(f"there are {len(values)} of them; send one.", where=name)
    return values[0] if values else None
