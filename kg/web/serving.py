"""Run the site on this machine: granian where it is installed, else waitress."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module, util
from typing import Any

from kg.errors import UsageError
from kg.store import is_url, published
from kg.store.mirror import mirrored
from kg.web.app import create_server
from kg.web.observing import Observer
from kg.web.settings import Settings

MAX_CONNECTIONS = 4096
HEADERS_WITHIN_MS = 10_000
MAX_GRACE_S = 5.0
_ARENA_MAX = -8
BETWEEN_SIGNALS_S = 0.3  # two that come together can lock the waiting main thread of granian's worker


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on *port* yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free(host: str, port: int) -> int | None:
    """The first port after *port* on which nothing listens."""
    return next((p for p in range(port + 1, min(port + 101, 65536)) if is_free(host, p)), None)


def run(settings: Settings, host: str, port: int, *, tell: Callable[[str], None]) -> None:
    """Serve until stopped; *tell* is given the address.

    Raises: UsageError where the port is taken, naming a free one; StoreError where there is no graph.
    """
    if not is_free(host, port):
        free = next_free(host, port)
        hint = f" Port {free} is free: add --port {free}." if free else ""
        raise UsageError(f"port {port} on {host} is taken or may not be used.{hint}")
    if is_url(settings.store):
        with mirrored(settings.store) as folder:
            run(replace(settings, store=str(folder)), host, port, tell=tell)
        return
    published(settings.store)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
    tell(f"serving {settings.store} at http://{shown}:{port}/ (Ctrl-C stops)")
    if util.find_spec("granian"):
        _run_granian(settings, host, port)
    else:
        _run_waitress(settings, host, port)


def _run_granian(settings: Settings, host: str, port: int) -> None:
    """One process with threads, so that cache, lanes and shares live once; the settings go there as ``KG_*``."""
    granian: Any = import_module("granian")
    http: Any = import_module("granian.http")
    os.environ.update(settings.as_environment())
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = granian.Granian(
        "kg.web.serving:server_from_environment",
        factory=True,
        interface="wsgi",
        address=host,
        port=port,
        workers=1,
        blocking_threads=settings.threads,
        backpressure=MAX_CONNECTIONS,
        backlog=MAX_CONNECTIONS,
        http1_settings=http.HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        workers_kill_timeout=int(_grace_s(settings)) + 4,
        log_enabled=False,
    )
    stop = server.signal_handler_interrupt

    def stop_softly(*args: Any, **kwargs: Any) -> None:
        """Tell the web process that it is about to be stopped, then stop it."""
        for worker in server.wrks:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.inner.pid, signal.SIGUSR1)
        time.sleep(BETWEEN_SIGNALS_S)
        stop(*args, **kwargs)

    server.signal_handler_interrupt = stop_softly
    server.serve()


def _run_waitress(settings: Settings, host: str, port: int) -> None:
    waitress: Any = import_module("waitress")
    app = _warm(settings)
    server = waitress.create_server(app, host=host, port=port, threads=settings.threads, ident=None)

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        server.run()
    finally:
        app.site.stop(_grace_s(settings))
        server.close()
        app.site.close()


def _grace_s(settings: Settings) -> float:
    """What running queries get when the server is stopped."""
    return min(settings.timeout_s, MAX_GRACE_S)


def share_heaps() -> None:
    """Let all threads allocate from two heaps, where the C library is glibc.

    By default it makes one for each of up to eight threads a core; what is kept in the cache then holds on to pages in
    all of them, and the process grows for hours.
    Source: mallopt(3), M_ARENA_MAX.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def _warm(settings: Settings) -> Observer:
    share_heaps()
    app = create_server(settings)
    app.site.warm()
    return app


def server_from_environment() -> Observer:
    """The application that the ``KG_*`` variables describe, with its store open and its workers running.

    SIGUSR1 says that the end is near: the site is ready no more, and running queries get their grace.
    """
    settings = Settings.from_environment(os.environ)
    app = _warm(settings)
    atexit.register(app.site.close)

    def end_is_near(*_: object) -> None:
        threading.Thread(target=app.site.stop, args=(_grace_s(settings),), daemon=True).start()

    signal.signal(signal.SIGUSR1, end_is_near)
    return app
