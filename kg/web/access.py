"""Who may do what: a rule for every route that takes more than a reading request, and nothing without one.

Reading is open. Whatever could write needs a token with a scope (:mod:`kg.tokens`), and must not come from the page of
another site. A route that is not in :data:`RULES` takes GET, HEAD and OPTIONS alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import Response, g, request

from kg.errors import Forbidden, NotAuthorized, ReadOnly
from kg.tokens import FILE_NAME, Scope, Token, TokenFile
from kg.web.site import site

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN: Final[frozenset[Scope]] = frozenset()
"""Stands in a rule for a request that changes nothing: no token is asked for."""

RULES: Final[Mapping[str, Mapping[str, frozenset[Scope]]]] = {
    "protocol.sparql": {"POST": OPEN},
    "reconcile.reconcile": {"POST": OPEN},  # asks only; its queries may be longer than an address
    "ingest.order": {"POST": OPEN},  # a form brings its token as a field: kg.web.ingest looks at it
    "ingest.change": {"POST": OPEN},
    "update.update": {"POST": frozenset({"update"})},
    "graph_store.by_name": dict.fromkeys(("PUT", "POST", "DELETE", "PATCH"), frozenset({"graphs"})),
    "graph_store.by_path": dict.fromkeys(("PUT", "POST", "DELETE", "PATCH"), frozenset({"graphs"})),
}


def check_access() -> None:
    """Refuse a request that its rule does not admit; keeps the token of one that may write in ``g.token``.

    Raises: ReadOnly, NotAuthorized, Forbidden.
    """
    if request.method in READING or request.endpoint is None:
        return
    scopes = RULES.get(request.endpoint, {}).get(request.method)
    if scopes is None:
        raise Forbidden(f"nothing here takes {request.method}.")
    if scopes == OPEN:
        return
    tokens = TokenFile(Path(site().settings.tokens or Path(site().settings.store) / FILE_NAME))
    if not tokens.tokens():
        raise ReadOnly("writing is off here. Whoever runs this server makes a token with `kg token add`.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("writing from the page of another site is refused.")
    g.token = tokens.admit(request.headers.get("Authorization"), scopes, today=datetime.now(UTC).date())


def token() -> Token:
    """The token that the present request was admitted with."""
    found: Token = g.token
    return found


def ask_for_token(response: Response, exc: Exception) -> None:
    """Say in *response* how to come with a token, where that is what was missing."""
    if isinstance(exc, NotAuthorized):
        response.headers["WWW-Authenticate"] = 'Bearer realm="news-kg"'
