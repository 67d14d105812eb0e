"""Headers that stand on every answer, whichever layer gives it."""

from __future__ import annotations

from typing import Final

FOR_ALL: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"),
    (
        "Access-Control-Expose-Headers",
        "Kg-Dataset-Version, Link, Location, Content-Location, ETag, Retry-After, X-Request-Id",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
