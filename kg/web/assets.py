"""The files that come with the pages: styles, scripts, pictures, each compressed once and named by its content.

An address with the file's own digest (``?v=``, which :func:`url_for` puts there) may be kept for good; one without is
asked for again each time, and answered 304 while the file is the same.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, request
from werkzeug.security import safe_join

from kg.errors import UnknownName
from kg.web.endpoint import SMALL_BYTES, takes_gzip

FOLDER: Final = Path(__file__).parent / "static"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
_WORTH_IT: Final = 0.9
_COMPRESSED: Final = frozenset(
    {"text/html", "text/csv", "text/plain", "text/turtle", "application/json", "application/xml", "image/svg+xml",
     "application/ld+json", "application/rdf+xml", "application/n-triples", "application/n-quads", "application/trig"}
)  # fmt: skip


@dataclass(frozen=True)
class Asset:
    """A file: its bytes, the same compressed (none where that gains nothing), media type, digest of the bytes."""

    body: bytes
    packed: bytes
    media_type: str
    digest: str


def install(app: Flask) -> None:
    """Let *app* serve the files at ``/static``."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=serve)
    app.url_defaults(_with_digest)


def serve(filename: str) -> Response:
    """The file, compressed for who takes that. Raises: UnknownName."""
    asset = find(filename)
    if asset is None:
        raise UnknownName(f"there is no file {filename} here.")
    packed = bool(asset.packed) and takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(asset.packed if packed else asset.body, content_type=asset.media_type)
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}-gz" if packed else asset.digest)
    if packed:
        response.content_encoding = "gzip"
    response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == asset.digest else "no-cache"
    response.make_conditional(request)
    return response


def find(filename: str) -> Asset | None:
    """The file of this name, None where there is none."""
    path = safe_join(str(FOLDER), filename)
    if path is None or not Path(path).is_file():
        return None
    return _read(Path(path), Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=100)
def _read(path: Path, changed_ns: int) -> Asset:
    """The file as it was when it was last changed."""
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    digest = blake2b(body, digest_size=8).hexdigest()
    return Asset(body, packed if len(packed) < _WORTH_IT * len(body) else b"", media_type, digest)


def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (asset := find(values.get("filename", ""))):
        values["v"] = asset.digest


def compress(response: Response) -> None:
    """Compress a page or a list that was made for this request, for who takes that."""
    if response.mimetype not in _COMPRESSED:
        return
    response.vary.add("Accept-Encoding")
    if (
        response.is_streamed or response.direct_passthrough or response.content_encoding or response.status_code == 304
        or not takes_gzip(request.headers.get("Accept-Encoding", ""))
    ):  # fmt: skip
        return
    body = response.get_data()
    if len(body) > SMALL_BYTES:
        response.set_data(gzip.compress(body, 1, mtime=0))
        response.content_encoding = "gzip"
