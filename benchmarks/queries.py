"""What the named queries cost on a store in memory, and what a server of it takes.

    python -m benchmarks.queries --store my-store                 every query, with its parameters and open
    python -m benchmarks.queries --store my-store --only actors   some of them
    python -m benchmarks.queries --store my-store --serve         `kg serve` too: the memory of all its processes

The first parameter that takes an actor or a place is the one that most articles name; a query without such a parameter
has the example of its header. Each query runs in a process of its own, which shares the graph, and ends after
--seconds; CPU milliseconds are printed.
"""

from __future__ import annotations

import argparse
import os
import select as waiting
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.memory import pss_mb
from kg.errors import KgError
from kg.query import load_queries, run, select
from kg.store.replica import Replica
from kg.vocab import SPARQL_PREFIXES

_BUSIEST = "SELECT ?x { ?n kg:denotes ?x . ?n a kg:%s } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1"


class Cost(msgspec.Struct):
    """What one run took; ``said`` is the number of rows, or why there are none."""

    ms: float
    said: str


def measure(work: Callable[[], int], seconds: float) -> Cost:
    """Do *work*, which counts rows, in a process of its own."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        began = time.process_time()
        try:
            said = f"{work():,} rows"
        except KgError as exc:
            said = str(exc)
        os.write(sending, msgspec.json.encode(Cost((time.process_time() - began) * 1000, said)))
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as pipe:
        is_done = bool(waiting.select([pipe], [], [], seconds)[0])
        if not is_done:
            os.kill(child, signal.SIGKILL)
        told = pipe.read()
    os.waitpid(child, 0)
    return msgspec.json.decode(told, type=Cost) if told else Cost(seconds * 1000, "did not end")


def ask_all(store: Path, only: list[str], seconds: float) -> None:
    """Print a line for each query: with parameters, and without."""
    replica, began = Replica(store), time.process_time()
    replica.follow()
    took, quads = time.process_time() - began, replica.manifest.quads
    print(f"{quads:,} quads in memory, {took:.0f} CPU s, {pss_mb(os.getpid()):.0f} MB", flush=True)
    chosen = {
        kind: select(replica, SPARQL_PREFIXES + _BUSIEST % name).rows[0]["x"]
        for kind, name in (("place", "Place"), ("actor", "ArticleActor"))
    }
    print("query\tms\tanswer\tms open\tanswer open", flush=True)
    for name, query in sorted(load_queries().items()):
        if only and name not in only:
            continue
        named: list[dict[str, object]] = [{p.name: chosen[p.type]} for p in query.params if p.type in chosen]
        given = next(iter(named), dict(query.example))
        costs = []
        for params in (given, {}):
            if params or all(p.default for p in query.params):
                costs.append(measure(lambda n=name, p=params: len(run(replica, n, **p)), seconds))  # type: ignore[misc]
        print("\t".join([name, *(f"{c.ms:.0f}\t{c.said}" for c in costs)]), flush=True)


def weigh_server(store: Path) -> None:
    """Print what all processes of a server of *store* take once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command) as server:
        try:
            for path in ("readyz", "api/actors.csv?limit=1"):
                _wait(f"http://127.0.0.1:{port}/{path}", server)
            print(f"kg serve: {pss_mb(server.pid):,.0f} MB, proportional set size of all its processes")
        finally:
            server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes], within_s: float = 900) -> None:
    begun = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                answer.read()
                return
        except OSError:
            if server.poll() is not None or time.monotonic() - begun > within_s:
                raise
            time.sleep(1)


def main() -> int:
    """Measure the queries of a store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=60, help="for one query")
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    ask_all(arguments.store, arguments.only, arguments.seconds)
    if arguments.serve:
        weigh_server(arguments.store)
    return 0


if __name__ == "__main__":
    sys.exit(main())
