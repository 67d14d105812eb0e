"""Run the site on this machine: granian where it is installed, else waitress."""

from __future__ import annotations

import atexit
import os
import socket
from collections.abc import Callable
from importlib import import_module, util
from typing import Any

from flask import Flask

from kg.errors import UsageError
from kg.store import open_reader
from kg.web.app import create_app
from kg.web.settings import Settings
from kg.web.site import EXTENSION, Site

THREADS = 8


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
    open_reader(settings.store).close()
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
    tell(f"serving {settings.store} at http://{shown}:{port}/ (Ctrl-C stops)")
    if util.find_spec("granian"):
        _run_granian(settings, host, port)
    else:
        _run_waitress(settings, host, port)


def _run_granian(settings: Settings, host: str, port: int) -> None:
    """One process with threads, so that cache, lanes and budgets live once; the settings go there as ``KG_*``."""
    granian: Any = import_module("granian")
    os.environ.update(settings.as_environment())
    granian.Granian(
        "kg.web.serving:app_from_environment",
        factory=True,
        interface="wsgi",
        address=host,
        port=port,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve()


def _run_waitress(settings: Settings, host: str, port: int) -> None:
    waitress: Any = import_module("waitress")
    app = create_app(settings)
    try:
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None)
    finally:
        app.extensions[EXTENSION].close()


def app_from_environment() -> Flask:
    """The application that the ``KG_*`` variables describe, with its store open and its workers running."""
    app = create_app(Settings.from_environment(os.environ))
    site: Site = app.extensions[EXTENSION]
    site.warm()
    atexit.register(site.close)
    return app
