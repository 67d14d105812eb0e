"""What the operator sees: a line of JSON for each request, numbers for Prometheus, and whether the server is ready.

Nothing that a client sends can break a line or forge one: it stands inside JSON strings. Query text is left out unless
it is asked for; the hash of it tells queries apart.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import accumulate, count
from typing import TYPE_CHECKING, Any, Final, TextIO

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from kg import __version__
from kg.errors import KgError
from kg.web.endpoint import call_of
from kg.web.headers import LINES
from kg.web.jobs import QueryRequest
from kg.web.site import Site
from kg.workers import Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SECONDS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
_MAX_LOGGED: Final = 2000
_encode = msgspec.json.Encoder().encode


class Observer:
    """A WSGI application around another one: numbers every request, times it, counts it and logs it.

    ``site`` is the state of the application.
    """

    def __init__(self, inner: WSGIApplication, site: Site, *, log: TextIO | None = None) -> None:
        self._inner = inner
        self.site = site
        self._log = log or sys.stderr
        self._salt = os.urandom(16)
        self._prefix, self._numbers = os.urandom(6).hex(), count(1)
        self.registry = CollectorRegistry()
        self._counts = _Counts()
        self.registry.register(_State(site, self._counts))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand on, and take note."""
        path = environ["PATH_INFO"]
        if path in {"/metrics", "/readyz"}:
            return self._own(path, environ, start_response)
        call = call_of(environ, behind_proxy=self.site.settings.behind_proxy)
        number = f"{self._prefix}-{next(self._numbers):x}"
        seen: list[Any] = [500, 0]

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen[0] = int(status[:3])
            seen[1] = next((int(v) for k, v in headers if k == "Content-Length"), 0)
            headers.append(("X-Request-Id", number))
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        try:
            return self._inner(environ, begin)
        finally:
            seconds = time.monotonic() - (call.arrived or 0.0)
            self._counts.add(_route(path), seen[0], seconds)
            if self.site.settings.log == "json":
                self._write(environ, call.client, call.notes, number, seen, seconds)

    def _write(
        self,
        environ: WSGIEnvironment,
        client: str,
        notes: dict[str, object],
        number: str,
        seen: list[Any],
        seconds: float,
    ) -> None:
        line: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "request": number,
            "method": environ["REQUEST_METHOD"][:20],
            "path": _clean(environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")),
            "status": seen[0],
            "ms": round(seconds * 1000, 2),
            "bytes": seen[1],
            "client": blake2b(client.encode(), digest_size=6, key=self._salt).hexdigest(),
            **notes,
        }
        self._log.write(_encode(line).decode() + "\n")
        self._log.flush()

    def _own(self, path: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """``/metrics`` and ``/readyz``: for the operator, not counted, and not for pages of other sites."""
        code, kind, more = 200, "text/plain", []
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            code, body, more = 405, b"this is read by GET.\n", [("Allow", "GET, HEAD")]
        elif path == "/readyz":
            ready, checks = readiness(self.site)
            kind, body = "application/json", _encode({"ready": ready, **checks}) + b"\n"
            if not ready:
                code, more = 503, [("Retry-After", "5")]
        elif self._may_read_metrics(environ):
            kind, body = "text/plain; version=0.0.4", generate_latest(self.registry)
        else:
            code, body = 403, b"metrics are read on the server itself only.\n"
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), *more]
        start_response(LINES[code], headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _may_read_metrics(self, environ: WSGIEnvironment) -> bool:
        whom = self.site.settings.metrics
        near = environ.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1", ""} and "HTTP_X_FORWARDED_FOR" not in environ
        return whom == "open" or (whom == "local" and near)


class _Counts:
    """Requests by code, and by route and time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: Tally[int] = Tally()
        self._within = {route: [0] * (len(_SECONDS) + 1) for route in ("sparql", "page", "write")}
        self._seconds = dict.fromkeys(self._within, 0.0)

    def add(self, route: str, code: int, seconds: float) -> None:
        """Count one request."""
        place = bisect_left(_SECONDS, seconds)
        with self._lock:
            self._codes[code] += 1
            self._within[route][place] += 1
            self._seconds[route] += seconds

    def metrics(self) -> Iterator[Metric]:
        """What was counted."""
        with self._lock:
            codes, seconds = sorted(self._codes.items()), dict(self._seconds)
            within = {route: list(accumulate(counts)) for route, counts in self._within.items()}
        requests = CounterMetricFamily("newskg_requests", "Requests by the code of their answer.", labels=["code"])
        for code, number in codes:
            requests.add_metric([str(code)], number)
        yield requests
        times = HistogramMetricFamily("newskg_request_seconds", "Time from arrival to answer.", labels=["route"])
        bounds = [*map(str, map(float, _SECONDS)), "+Inf"]
        for route, counts in within.items():
            times.add_metric([route], list(zip(bounds, counts, strict=True)), seconds[route])
        yield times


def _route(path: str) -> str:
    if path == "/sparql":
        return "sparql"
    return "write" if path.startswith(("/update", "/graphs")) else "page"


def _clean(text: str) -> str:
    """*text* cut to a length and without characters that change how a terminal shows a line.

    >>> _clean("/a\\x1b[31m\\nb\\u202e")
    '/a?[31m?b?'
    """
    return "".join(c if c.isprintable() else "?" for c in text[:_MAX_LOGGED])


def readiness(site: Site) -> tuple[bool, dict[str, object]]:
    """Whether requests can be answered now, and the checks that say so."""
    checks: dict[str, object] = {"version": "", "worker": False, "stopping": site.stopping}
    try:
        workers = site.workers
        asked = QueryRequest("ASK {}", "application/sparql-results+json", None)
        checks["version"] = workers.run("query", asked, limits=Limits(timeout_s=2.0)).version
        checks["worker"] = True
    except KgError as exc:
        checks["reason"] = str(exc)
    try:
        checks["free_bytes"] = shutil.disk_usage(site.settings.store).free
    except OSError:
        checks["free_bytes"] = None
    return bool(checks["worker"]) and not site.stopping, checks


class _State(Collector):
    """The numbers that are kept elsewhere, read when Prometheus asks."""

    def __init__(self, site: Site, counts: _Counts) -> None:
        self._site = site
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """The present numbers."""
        yield from self._counts.metrics()
        yield GaugeMetricFamily("newskg_version_info", f"The program is version {__version__}.", value=1)
        cache = self._site.endpoint.cache
        yield CounterMetricFamily("newskg_cache_hits", "Answers that were kept.", value=cache.hits)
        yield CounterMetricFamily("newskg_cache_misses", "Answers that were not.", value=cache.misses)
        yield GaugeMetricFamily("newskg_cache_bytes", "Size of the answers kept.", value=cache.bytes)
        yield GaugeMetricFamily("newskg_resident_bytes", "Memory of the web process.", value=_resident_bytes())
        workers = self._site.running_workers
        if workers is None:
            return
        ended = CounterMetricFamily("newskg_workers_ended", "Workers that were ended, by reason.", labels=["reason"])
        for reason in ("late", "died"):
            ended.add_metric([reason], workers.ended[reason])
        yield ended
        for name, of in (("busy", "taken"), ("waiting", "waited for")):
            gauge = GaugeMetricFamily(f"newskg_lane_{name}", f"Places {of}, by lane.", labels=["lane"])
            for lane in (workers.quick, workers.slow):
                gauge.add_metric([lane.name], getattr(lane, name))
            yield gauge
        yield CounterMetricFamily(
            "newskg_refused", "Queries refused for the share of a client.", value=workers.budget.refused
        )
        yield GaugeMetricFamily("newskg_quads", "Quads of the version that is served.", value=workers.quads)


def _resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


__all__ = ["Observer", "readiness"]
