"""A real browser on a real server: what watches every page for faults that no assertion would name."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from kg.web import Settings, create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt install chromium)")


class _Quiet(WSGIRequestHandler):
    """A server that does not tell each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of *app* on a free port of this machine, while the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["kg"].close()


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The address of the site over *store*."""
    with served(create_app(Settings(store=str(store), workers=1))) as address:
        yield address


@contextmanager
def chromium() -> Iterator[object]:
    """A headless Chromium that reaches this machine alone."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page whose faults are gathered: console errors, script errors, foreign requests, failed loads, dialogs."""

    def __init__(self, browser: object, address: str, **context: object) -> None:
        self.address = address
        self.scripted = context.get("java_script_enabled", True)
        self.context = browser.new_context(reduced_motion="reduce", **context)  # type: ignore[attr-defined]
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.loaded: dict[str, int] = {}
        self.page.on("console", lambda m: self.faults.append(f"console: {m.text}") if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", self._look_at)
        self.page.on("response", self._weigh)

    def _look_at(self, request: object) -> None:
        url: str = request.url  # type: ignore[attr-defined]
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"foreign request: {url}")

    def _weigh(self, response: object) -> None:
        url: str = response.url  # type: ignore[attr-defined]
        if response.ok and url.startswith(self.address):  # type: ignore[attr-defined]
            self.loaded[url] = len(gzip.compress(response.body(), 6))  # type: ignore[attr-defined]

    def open(self, path: str) -> Watched:
        """Go to *path* and wait for the pictures to stand."""
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        if not self.scripted:
            return self
        for figure in self.page.query_selector_all("figure[data-picture]"):
            if figure.is_visible():
                figure.wait_for_selector(".canvas")
                self.page.wait_for_function("figure => figure.dataset.drawn === 'yes'", arg=figure)
        return self

    def close(self) -> list[str]:
        """End it; the faults there were."""
        self.context.close()
        return self.faults


@contextmanager
def watched(browser: object, address: str, path: str = "", **context: object) -> Iterator[Watched]:
    """A page that must be without faults when the block ends."""
    page = Watched(browser, address, **context)
    try:
        yield page.open(path) if path else page
    finally:
        faults = page.close()
    assert not faults, "\n".join(faults)
