"""Free queries run here: in worker processes that can be killed, never in the web process.

The engine knows no timeout and a small query can hang it or crash it, so the guarantee is the process: a worker that is
late, or dies, is replaced, and the query is answered with the limit that it ran into. A worker reads requests from its
standard input and writes answers to its standard output, each as four bytes of length and a MessagePack document.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Literal

import msgspec

from kg.errors import KgError, MalformedQuery, NotAcceptable, OverLimit, StoreError, UsageError
from kg.sparql import check_free_query, has_dataset_clause, serialize
from kg.store import Reader, open_reader
from kg.vocab import PREFIXES

MAX_MEMORY_BYTES = 4 << 30
_LENGTH = struct.Struct(">I")


class QueryRequest(msgspec.Struct, frozen=True):
    """A query and the media types wanted: one for solutions, one for graphs, each None if there is no such."""

    query: str
    results_as: str | None
    graph_as: str | None
    default_graph: Literal["union", "plain"] = "union"
    default_graph_uris: tuple[str, ...] = ()
    named_graph_uris: tuple[str, ...] = ()
    max_bytes: int = 256 << 20


class QueryAnswer(msgspec.Struct, frozen=True):
    """What came of a query: a body of this media type, or the ``error`` that stands for one of :data:`_ERRORS`."""

    body: bytes = b""
    media_type: str = ""
    version: str = ""
    error: str | None = None
    message: str = ""


_ERRORS: dict[str, type[KgError]] = {
    cls.__name__: cls for cls in (KgError, MalformedQuery, NotAcceptable, OverLimit, StoreError, UsageError)
}


class QueryPool:
    """Worker processes over one store, each query with a deadline."""

    def __init__(self, location: str, *, workers: int = 2, timeout_s: float = 10.0) -> None:
        self.location = location
        self.timeout_s = timeout_s
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(workers):
            self._start_one()

    def run(self, request: QueryRequest, *, timeout_s: float | None = None) -> QueryAnswer:
        """The answer to *request*; *timeout_s* may lower the limit, not raise it.

        Raises: MalformedQuery; NotAcceptable; OverLimit where the deadline, counted from now, or another limit is hit.
        """
        limit_s = self.timeout_s if timeout_s is None else min(timeout_s, self.timeout_s)
        deadline = time.monotonic() + limit_s
        try:
            worker = self._idle.get(timeout=limit_s)
        except queue.Empty:
            raise OverLimit(f"all workers were busy for {limit_s:g} s. Ask again later.") from None
        try:
            found = worker.ask(request, deadline)
        except TimeoutError:
            self._replace(worker)
            raise OverLimit(f"the query took longer than {limit_s:g} s, the limit here.") from None
        except (EOFError, OSError):
            self._replace(worker)
            raise OverLimit("the query was too much for the engine: too deeply nested or too large.") from None
        self._idle.put(worker)
        if found.error:
            raise _ERRORS.get(found.error, KgError)(found.message)
        return found

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.kill()

    def _start_one(self) -> None:
        with self._lock:
            if self._closed:
                return
            worker = _Worker(self.location)
            self._all.add(worker)
        self._idle.put(worker)

    def _replace(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.kill()
        self._start_one()


class _Worker:
    """One worker process, seen from the web process."""

    def __init__(self, location: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.web.workers", location], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def ask(self, request: QueryRequest, deadline: float) -> QueryAnswer:
        """Send *request* and wait for the answer until *deadline* (of the monotonic clock).

        Raises: TimeoutError, EOFError where the process died.
        """
        document = msgspec.msgpack.encode(request)
        assert self._process.stdin is not None
        self._process.stdin.write(_LENGTH.pack(len(document)) + document)
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        return msgspec.msgpack.decode(self._read(length, deadline), type=QueryAnswer)

    def _read(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while len(parts) < length:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                some = os.read(source, min(length - len(parts), 1 << 20))
                if not some:
                    raise EOFError
                parts += some
        return bytes(parts)

    def kill(self) -> None:
        """End the process at once and reap it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def answer(reader: Reader, request: QueryRequest, *, prefixes: Mapping[str, str] = PREFIXES) -> QueryAnswer:
    """The answer of *reader* to *request*, in the process that calls."""
    check_free_query(request.query)
    own_dataset = has_dataset_clause(request.query)
    given = bool(request.default_graph_uris or request.named_graph_uris)
    results = reader.query(
        request.query,
        default_graph="plain" if own_dataset else request.default_graph,
        default_graphs=request.default_graph_uris if given else None,
        named_graphs=request.named_graph_uris if given else None,
    )
    body, media_type = serialize(
        results,
        results_as=request.results_as,
        graph_as=request.graph_as,
        prefixes=prefixes,
        max_bytes=request.max_bytes,
    )
    return QueryAnswer(body=body, media_type=media_type, version=reader.version)


def _failure(exc: KgError) -> QueryAnswer:
    name = next((cls.__name__ for cls in type(exc).__mro__ if cls.__name__ in _ERRORS), "KgError")
    return QueryAnswer(error=name, message=str(exc))


def serve(location: str, requests: BinaryIO, answers: BinaryIO) -> None:
    """The loop of a worker: answer each request from the newest published version of the store at *location*."""
    reader: Reader | None = None
    for request in _requests(requests):
        try:
            reader = reader or open_reader(location, in_memory=True)
            reader.refresh()
            found = answer(reader, request)
        except KgError as exc:
            found = _failure(exc)
        except (MemoryError, OSError, RuntimeError, ValueError) as exc:
            found = QueryAnswer(error="OverLimit", message=f"the engine gave up on this query: {exc}.")
        document = msgspec.msgpack.encode(found)
        answers.write(_LENGTH.pack(len(document)) + document)
        answers.flush()


def _requests(source: BinaryIO) -> Iterator[QueryRequest]:
    while head := source.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        yield msgspec.msgpack.decode(source.read(length), type=QueryRequest)


def main(location: str) -> None:
    """Run a worker on the standard streams; what the engine itself prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(location, sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(sys.argv[1])
