"""Jobs for the tests of the workers: well-behaved, too slow, too large, and bent on getting out."""

from __future__ import annotations

import os
import socket
from typing import Any

import pyoxigraph as ox

from kg.errors import BadParameter
from kg.store.replica import Replica
from kg.workers import Job, Output


def echo(replica: Replica, payload: Any, output: Output) -> Any:
    """Give back what came."""
    return payload


def fill(replica: Replica, payload: Any, output: Output) -> Any:
    """Write so many bytes, a little at a time."""
    for _ in range(payload // 1000):
        output.write(b"x" * 1000)
    return os.getpid()


def spin(replica: Replica, payload: Any, output: Output) -> Any:
    """Never end."""
    while True:
        pass


def abort(replica: Replica, payload: Any, output: Output) -> Any:
    """End as the engine does when its stack or memory is out."""
    os.abort()


def swallow(replica: Replica, payload: Any, output: Output) -> Any:
    """Take so many bytes of memory."""
    return len(bytearray(payload))


def fail(replica: Replica, payload: Any, output: Output) -> Any:
    """Raise an error of ours."""
    raise BadParameter("this will not do.", where=payload)


def escape(replica: Replica, payload: Any, output: Output) -> Any:
    """Try every way out; the names of those that worked."""
    ways = {
        "connect": lambda: socket.socket(socket.AF_INET).connect(("127.0.0.1", payload)),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "read": lambda: os.open("/etc/hostname", os.O_RDONLY),
        "write": lambda: os.open("/tmp/newskg-escaped", os.O_CREAT | os.O_WRONLY),
        "list": lambda: os.listdir("/"),
        "remove": lambda: os.unlink("/tmp/newskg-nothing"),
        "run": lambda: os.execv("/bin/true", ["true"]),
        "fork": os.fork,
        "kill": lambda: os.kill(os.getppid(), 0),
        "service": lambda: replica.db.query(f"ASK {{ SERVICE <http://127.0.0.1:{payload}/> {{ ?s ?p ?o }} }}"),
        "load": lambda: replica.db.update(f"LOAD <http://127.0.0.1:{payload}/>"),
    }
    found = []
    for name, way in ways.items():
        try:
            way()
        except FileNotFoundError:
            found.append(name)
        except (OSError, RuntimeError):
            continue
        else:
            found.append(name)
    return found


def chance(replica: Replica, payload: Any, output: Output) -> Any:
    """Something that no two workers may agree on, and who says it."""
    rows = replica.db.query("SELECT (STRUUID() AS ?x) {}")
    assert isinstance(rows, ox.QuerySolutions)
    return [next(iter(rows))["x"].value, os.getpid()]


def spend(replica: Replica, payload: Any, output: Output) -> Any:
    """Change the worker's own copy, and say how many quads it has then."""
    replica.db.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    return len(replica.db)


def count(replica: Replica, payload: Any, output: Output) -> Any:
    """How many quads there are, and that each is as it was stored."""
    return [len(replica.db), replica.manifest.quads]


def ask(replica: Replica, payload: Any, output: Output) -> Any:
    """The first value of a query."""
    rows = replica.query(payload)
    assert isinstance(rows, ox.QuerySolutions)
    return next(iter(rows))[0].value


JOBS = {
    **{f.__name__: Job(f) for f in (echo, fill, spin, abort, swallow, fail, escape, chance, count, ask)},
    "spend": Job(spend, spends=True),
}
WARM: tuple[Any, ...] = ()
