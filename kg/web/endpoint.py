"""Free queries and their answers: looked at, kept by version, compressed, with a strong ETag; whoever asks over HTTP.

The Flask route and the thin layer before it both come here, so that limits, cache and shares live once.
"""

from __future__ import annotations

import os
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import msgspec

from kg.errors import MalformedQuery
from kg.sparql import malformed
from kg.web.courtesy import look
from kg.web.jobs import QueryRequest
from kg.web.settings import Settings
from kg.workers import Limits, Pool
from kg.workers.budget import client_of

SMALL_BYTES: Final = 1400  # what goes out in one packet of a network is not compressed
_LARGE: Final = 32_000
_pack = msgspec.msgpack.Encoder().encode


CALL: Final = "kg.call"
"""The key under which the environment of a request holds its :class:`Call`."""


@dataclass(slots=True, kw_only=True)
class Call:
    """Who asks, and how. ``notes`` is told what became of it, for the log."""

    client: str = ""
    arrived: float | None = None
    timeout_s: float | None = None
    if_none_match: str = ""
    takes_gzip: bool = False
    notes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Reply:
    """What goes back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Kept:
    """An answer that may be kept. A large one is kept compressed alone, and unpacked for who does not take gzip."""

    __slots__ = ("_body", "_packed", "etag", "length", "media_type", "version")

    def __init__(self, body: bytes, media_type: str, version: str, etag: str) -> None:
        self._body, self._packed = body, b""
        self.length = len(body)
        self.media_type, self.version, self.etag = media_type, version, etag

    @property
    def body(self) -> bytes:
        """The body as it is."""
        return self._body or (zlib.decompress(self._packed, 31) if self._packed else b"")

    def packed(self) -> bytes:
        """The body compressed, once."""
        if not self._packed:
            packer = zlib.compressobj(1, zlib.DEFLATED, 31)
            self._packed = packer.compress(self._body) + packer.flush()
        return self._packed

    def size(self) -> int:
        """Bytes that it takes to keep it."""
        return len(self._body) + len(self._packed)

    def shrink(self) -> None:
        """Be kept compressed alone, if it is large."""
        if self.length > _LARGE:
            self.packed()
            self._body = b""


class Cache:
    """Answers of one version, bounded by bytes; those not asked for longest go first."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = self.hits = self.misses = 0
        self._version = ""
        self._kept: OrderedDict[bytes, tuple[Kept, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> Kept | None:
        """The answer kept under *key*."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep an answer; those of another version go."""
        if not self.max_bytes:
            return
        kept.shrink()
        size = kept.size() + len(key) + 500
        if size > self.max_bytes // 4:
            return
        with self._lock:
            if kept.version != self._version:
                self._kept.clear()
                self.bytes, self._version = 0, kept.version
            if before := self._kept.pop(key, None):
                self.bytes -= before[1]
            self._kept[key] = kept, size
            self.bytes += size
            while self.bytes > self.max_bytes:
                _, (_, gone) = self._kept.popitem(last=False)
                self.bytes -= gone

    def __len__(self) -> int:
        return len(self._kept)


class Endpoint:
    """Answers queries from the workers, or from what it kept."""

    def __init__(self, workers: Callable[[], Pool], settings: Settings) -> None:
        self._workers = workers
        self._settings = settings
        self.cache = Cache(settings.cache_bytes)
        # the order of rows that a query does not order may be another one in another process
        self._started = os.urandom(8)

    def query(self, request: QueryRequest, call: Call) -> Reply:
        """The answer to *request*.

        Raises: MalformedQuery with line and column, NotAcceptable, OverLimit, TooMany, TooLarge, UsageError.
        """
        if self._settings.log == "json":
            call.notes["query"] = blake2b(request.query.encode(), digest_size=6).hexdigest()
        if self._settings.log_queries:
            call.notes["text"] = request.query
        may_be_kept = look(request.query, self._settings)
        workers = self._workers()
        key = _key(request)
        if may_be_kept and call.if_none_match:
            etag = self._etag(workers.version, key)
            if _names(call.if_none_match, etag):
                call.notes["outcome"] = "not modified"
                headers = [
                    ("ETag", f'"{etag}"'),
                    ("Kg-Dataset-Version", workers.version),
                    ("Cache-Control", "no-cache"),
                ]
                return Reply(304, [*headers, *_ALWAYS], b"")
        return _reply(self._found(workers, request, call, key, may_be_kept), call, may_be_kept=may_be_kept)

    def answer(self, request: QueryRequest, call: Call) -> Kept:
        """The answer to *request*, not wrapped for HTTP. Raises: as :meth:`query`."""
        may_be_kept = look(request.query, self._settings)
        return self._found(self._workers(), request, call, _key(request), may_be_kept)

    def _found(self, workers: Pool, request: QueryRequest, call: Call, key: bytes, may_be_kept: bool) -> Kept:
        if not (may_be_kept and self.cache.max_bytes):
            return self._ask(workers, request, call, key)
        kept = self.cache.get(workers.version.encode() + key)
        if kept is not None:
            call.notes["outcome"] = "kept"
            return kept
        kept = self._ask(workers, request, call, key)
        if call.takes_gzip and kept.length > SMALL_BYTES:
            kept.packed()
        self.cache.put(kept.version.encode() + key, kept)
        return kept

    def _ask(self, workers: Pool, request: QueryRequest, call: Call, key: bytes) -> Kept:
        timeout_s = min(call.timeout_s or self._settings.timeout_s, self._settings.timeout_s)
        limits = Limits(timeout_s=timeout_s, max_bytes=request.max_bytes)
        try:
            answer = workers.run("query", request, limits=limits, client=call.client, arrived=call.arrived)
        except MalformedQuery as exc:
            raise MalformedQuery(malformed(exc.message)) from exc
        call.notes["worker_ms"] = round(answer.seconds * 1000, 2)
        return Kept(answer.body, answer.head, answer.version, self._etag(answer.version, key))

    def _etag(self, version: str, key: bytes) -> str:
        return blake2b(version.encode() + key, digest_size=16, key=self._started).hexdigest()


_ALWAYS: Final = [("Vary", "Accept, Accept-Encoding")]


def _key(request: QueryRequest) -> bytes:
    return _pack(
        (request.query, request.results_as, request.graph_as, request.default_graph,
         request.default_graph_uris, request.named_graph_uris)
    )  # fmt: skip


def _names(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names *etag*, plain or of the compressed form.

    >>> _names('W/"x", "abc-gz"', "abc"), _names("*", "abc"), _names('"abcd"', "abc")
    (True, True, False)
    """
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return bool(tags & {f'"{etag}"', f'"{etag}-gz"', "*"})


def _reply(kept: Kept, call: Call, *, may_be_kept: bool) -> Reply:
    etag = kept.etag
    headers = [
        ("Content-Type", content_type(kept.media_type)),
        ("Kg-Dataset-Version", kept.version),
        ("Cache-Control", "no-cache" if may_be_kept else "no-store"),
        *_ALWAYS,
    ]
    if call.takes_gzip and kept.length > SMALL_BYTES:
        body, etag = kept.packed(), f"{etag}-gz"
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = kept.body
    if may_be_kept:
        headers.append(("ETag", f'"{etag}"'))
    headers.append(("Content-Length", str(len(body))))
    return Reply(200, headers, body)


def call_of(environ: MutableMapping[str, Any], *, behind_proxy: bool) -> Call:
    """Who asks; the same :class:`Call` for one request, whichever layer wants it."""
    known: Call | None = environ.get(CALL)
    if known is not None:
        return known
    address = environ.get("REMOTE_ADDR") or ""
    if behind_proxy:
        address = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    call = Call(
        client=client_of(address),
        arrived=time.monotonic(),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        takes_gzip=takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        timeout_s=_seconds(environ.get("HTTP_TIMEOUT", "")),
    )
    environ[CALL] = call
    return call


def _seconds(written: str) -> float | None:
    if not written:
        return None
    try:
        seconds = float(written)
    except ValueError:
        return None
    return seconds if seconds > 0 else None


def content_type(media_type: str) -> str:
    """*media_type* with the character set where it is text.

    >>> content_type("text/csv"), content_type("application/n-triples")
    ('text/csv; charset=utf-8', 'application/n-triples')
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


@lru_cache(maxsize=100)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header takes gzip.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, identity"), takes_gzip("")
    (True, False, False)
    """
    if "gzip" not in accept_encoding:
        return False
    for part in accept_encoding.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
