"""A real server for the harness: started as its users start it, asked over HTTP, watched through /proc."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
UNMETERED = ("--client-seconds", "0", "--client-errors", "0", "--client-at-once", "0")
UNGUARDED = (
    "--max-query-nesting", "10000000", "--max-query-tokens", "10000000", "--max-query-characters", "10000000",
    "--max-body", "20M",
)  # fmt: skip
"""Without the courtesies, so that what holds is the sandbox and the kill."""


@dataclass(frozen=True)
class Answered:
    """An answer and how long it took."""

    status: int
    body: bytes
    seconds: float
    headers: dict[str, str]


@dataclass
class Running:
    """A server that runs."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(
        self, query: bytes | str, *, client: str = "127.0.0.1", path: str = "/sparql", timeout_s: float = 60.0,
        kind: str = "application/sparql-query", **headers: str,
    ) -> Answered:  # fmt: skip
        """Send *query* as the body of a POST, from the address *client*."""
        body = query.encode() if isinstance(query, str) else query
        sent = {"Content-Type": kind, "Accept": "*/*"} | {k.replace("_", "-"): v for k, v in headers.items()}
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s, source_address=(client, 0))
        try:
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            return Answered(answer.status, content, time.monotonic() - begun, dict(answer.headers))
        finally:
            connection.close()

    def web_process(self) -> int:
        """The number of the process that answers: the child of the one that was started, or that one itself."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii").split()
        return int(children[0]) if children else self.process.pid

    def resident_bytes(self) -> int:
        """Memory of the process that answers."""
        return int(Path(f"/proc/{self.web_process()}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self) -> int:
        """Open files of the process that answers."""
        return len(os.listdir(f"/proc/{self.web_process()}/fd"))

    def stop(self, within_s: float = 30.0) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: Path, *options: str, log: Path | None = None) -> Iterator[Running]:
    """A server over *store*, ready; stopped in the end."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port), *options]
    if log is None:
        command += ["--log", "off"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    with open(log or os.devnull, "wb") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=errors)
    running = Running(port, process)
    try:
        _wait(running)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def _wait(running: Running, within_s: float = 120.0) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        assert running.process.poll() is None, "the server ended while it was starting"
        try:
            if running.ask("ASK {}").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


class Canary:
    """A server that nobody may call, and a file that nobody may read."""

    def __init__(self, folder: Path) -> None:
        self.hits = 0
        self.secret = b"canary-5d41402abc4b2a76"
        self.path = folder / "secret.ttl"
        self.path.write_bytes(b'<urn:s> <urn:p> "' + self.secret + b'" .')
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x.ttl"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.hits += 1
            caller.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()
