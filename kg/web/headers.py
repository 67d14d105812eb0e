"""Headers that stand on every answer, whichever layer gives it, and what a refusal looks like."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from kg.errors import KgError, OverLimit

FOR_ALL: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, Timeout"),
    ("Access-Control-Max-Age", "86400"),
    (
        "Access-Control-Expose-Headers",
        "Kg-Dataset-Version, Link, Location, Content-Location, ETag, Retry-After, X-Request-Id",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
LINES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def refusal(exc: KgError) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and body that say why not, for programs."""
    body = f"{exc}\n".encode("utf-8", "replace")
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Vary", "Accept"),
        ("Cache-Control", "no-store"),
    ]
    if exc.http_status in {429, 503}:
        headers.append(("Retry-After", str(exc.retry_after_s if isinstance(exc, OverLimit) else 5)))
    return LINES[exc.http_status], headers, body
