"""Bodies of requests are read at the door, whole and in memory, so that who sends one slowly holds few threads.

A WSGI server reads a body while a thread waits for it. One client may have :data:`EACH` of them waiting, all together
half of the threads: reading, pages and health are answered whatever is being sent.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, OverLimit, TooLarge, TooMany
from kg.web.endpoint import call_of
from kg.web.headers import FOR_ALL, refusal
from kg.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EACH: Final = 8
_WITHOUT: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyGate:
    """A WSGI application before another one, which gets bodies that have arrived."""

    def __init__(self, inner: WSGIApplication, site: Site, *, at_once: int) -> None:
        self._inner = inner
        self._site = site
        self._at_once = at_once
        self._lock = threading.Lock()
        self._arriving: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Read the body, if there is one, and hand on."""
        if environ["REQUEST_METHOD"] not in _WITHOUT:
            try:
                self._receive(environ)
            except KgError as exc:
                line, headers, body = refusal(exc)
                start_response(line, [*headers, *FOR_ALL])
                return [body]
        return self._inner(environ, start_response)

    def _receive(self, environ: WSGIEnvironment) -> None:
        written = environ.get("CONTENT_LENGTH") or ""
        chunked = not written and bool(environ.get("HTTP_TRANSFER_ENCODING"))
        length = int(written) if written.isdecimal() else 0
        settings = self._site.settings
        most = settings.max_upload_bytes if environ["PATH_INFO"] == "/ingest" else settings.max_body_bytes
        if length > most:
            raise _too_large(most)
        if not length and not chunked:
            return
        client = call_of(environ, behind_proxy=settings.behind_proxy).client
        self._enter(client)
        try:
            source: Any = environ["wsgi.input"]
            body = source.read(most + 1 if chunked else length)
        finally:
            self._leave(client)
        if len(body) > most:
            raise _too_large(most)
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))

    def _enter(self, client: str) -> None:
        with self._lock:
            if self._arriving[client] >= EACH:
                raise TooMany(f"{EACH} bodies of yours are on their way, the limit for one client.", retry_after_s=1)
            if self._arriving.total() >= self._at_once:
                raise OverLimit(f"{self._at_once} bodies are on their way, the limit of this server.", retry_after_s=2)
            self._arriving[client] += 1

    def _leave(self, client: str) -> None:
        with self._lock:
            self._arriving[client] -= 1
            if not self._arriving[client]:
                del self._arriving[client]


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"the body is larger than {most:,} bytes, the limit here.")
