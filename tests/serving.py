"""The program as a server, on loopback, for tests that need the real thing."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(*arguments: str, **environment: str) -> Iterator[int]:
    """`kg serve ARGUMENTS`, which answers once its port is given; it is stopped at the end."""
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    command = [sys.executable, "-m", "kg", "serve", "--port", str(port), *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=clean | environment) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes], within_s: float = 60) -> None:
    begun = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert server.poll() is None, f"the server ended with {server.returncode}"
            assert time.monotonic() - begun < within_s, f"{url} does not answer"
            time.sleep(0.05)
