"""A worker: closed in, one job after another, until nobody asks or somebody kills it."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from typing import NoReturn

from kg.errors import KgError, StoreError
from kg.store.replica import Replica
from kg.workers.jobs import Job, Output
from kg.workers.sandbox import allow_reading, confine, leaks, virtual_bytes
from kg.workers.wire import Request, Trailer, end, read_request, write_all

STACK_BYTES = 32 << 20


def work(
    replica: Replica, jobs: Mapping[str, Job], channel: socket.socket, *, parent: int, max_memory_bytes: int
) -> NoReturn:
    """Be a worker, from the fork to the end of the process.

    The work is done in a thread made after the fork: what the engine keeps for each thread, its source of random
    numbers above all, is then this worker's own.
    """
    descriptor = channel.detach()
    os.dup2(2, 1)
    ready, may_begin = threading.Event(), threading.Event()

    def loop() -> None:
        ready.set()
        may_begin.wait()
        try:
            _introduce(replica, descriptor)
            while request := read_request(descriptor):
                write_all(descriptor, _answer(replica, jobs, request, descriptor))
        except OSError:
            pass  # the other side is gone
        finally:
            if sys.exc_info()[0]:
                traceback.print_exc()
            os._exit(0)

    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, 1024)
    max_bytes = virtual_bytes() + max_memory_bytes
    if replica.on_disk is not None:
        allow_reading(replica.on_disk)  # leaks() finds out where it is not so
        replica.open_disk()
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    ready.wait()
    confine(max_bytes=max_bytes, parent=parent, reads_files=replica.on_disk is not None)
    may_begin.set()
    thread.join()
    sys.exit(0)


def _introduce(replica: Replica, descriptor: int) -> None:
    """Say that the worker is closed in and answers, or what is wrong."""
    wrong = leaks()
    if wrong is None and not replica.db.query("ASK {}"):
        wrong = "a worker does not answer under its limits"
    write_all(descriptor, end(Trailer(version=replica.version, message=wrong or "")))


def _answer(replica: Replica, jobs: Mapping[str, Job], request: Request, descriptor: int) -> bytes:
    """Do the job; the last bytes of its answer."""
    begun = time.perf_counter()
    output = Output(descriptor, request.max_bytes)
    job = jobs[request.job]
    try:
        if job.spends and replica.on_disk is not None:
            raise StoreError("writing is off here: the graph is too large for the memory of this server.")
        head = job.function(replica, request.payload, output)
    except KgError as exc:
        error, message, where = type(exc).__name__, exc.message, exc.where
    except MemoryError:
        error, message, where = "OverLimit", "this takes more memory than a worker has here.", None
    except RecursionError:
        error, message, where = "OverLimit", "this is nested deeper than can be read here.", None
    else:
        return end(Trailer(head, replica.version, time.perf_counter() - begun, job.spends), output.rest())
    return end(Trailer(None, replica.version, time.perf_counter() - begun, job.spends, error, message, where))
