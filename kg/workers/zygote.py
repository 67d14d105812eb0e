"""The process that workers are forked from. It holds the replica of one published version and has one thread.

It is asked over a socket of whole messages (SOCK_SEQPACKET): ``fork`` gives a worker, ``next`` gives a zygote of the
newest version, made from this one by what changed. Both come as an open socket and a handle on the process. It ends
when the other side of its socket is closed, and its workers end with it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import KgError, StoreError
from kg.store.replica import Replica, free_memory
from kg.workers.worker import work


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a zygote says: that it is ready, or that a process was made; or ``error``, which says why not."""

    pid: int = 0
    version: str = ""
    quads: int = 0
    garbage: int = 0
    error: str = ""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """How a zygote is started: the store, the module that lists the jobs, and the memory of a worker.

    A version that takes more than *max_replica_bytes* in memory (0: half of what is free) is read from the disk.
    """

    location: str
    jobs: str
    max_memory_bytes: int
    max_replica_bytes: int = 0


class Zygote:
    """The zygote's side of the matter."""

    def __init__(self, orders: Orders, control: socket.socket) -> None:
        self._orders = orders
        self._control = control
        self._warm = False
        self._jobs: Any = import_module(orders.jobs)
        self._replica = Replica(Path(orders.location), orders.max_replica_bytes or free_memory() // 2)

    def run(self) -> None:
        """Get ready, then do as asked until nobody asks."""
        while True:
            try:
                self._get_ready()
            except KgError as exc:
                self._tell(Told(error=str(exc)))
                return
            self._tell(Told(pid=os.getpid(), version=self._replica.version, quads=self._replica.manifest.quads,
                            garbage=self._replica.garbage))  # fmt: skip
            if not self._serve():
                return

    def _get_ready(self) -> None:
        self._replica.follow()
        if not self._warm:
            for touch in self._jobs.WARM:
                touch(self._replica)
            self._warm = True
        gc.collect()
        gc.freeze()
        threads = len(os.listdir("/proc/self/task"))
        if threads != 1:
            raise StoreError(f"the process that forks workers has {threads} threads: it may not be forked.")

    def _serve(self) -> bool:
        """Do as asked; True in a process that has become the next zygote."""
        while asked := self._asked():
            ours, theirs = socket.socketpair(
                socket.AF_UNIX, socket.SOCK_SEQPACKET if asked == b"next" else socket.SOCK_STREAM
            )
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                self._control.close()
                theirs.close()
                if asked == b"next":
                    self._control = ours
                    return True
                work(
                    self._replica, self._jobs.JOBS, ours, parent=parent, max_memory_bytes=self._orders.max_memory_bytes
                )
            handle = os.pidfd_open(pid)
            ours.close()
            self._tell(Told(pid=pid, version=self._replica.version), theirs.fileno(), handle)
            theirs.close()
            os.close(handle)
        return False

    def _asked(self) -> bytes:
        """What is asked next; nothing where the other side is gone."""
        with contextlib.suppress(ConnectionError):
            return self._control.recv(64)
        return b""

    def _tell(self, told: Told, *descriptors: int) -> None:
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [msgspec.msgpack.encode(told)], list(descriptors))


def main(orders: str, control: str) -> None:
    """Run a zygote; *control* is the number of the open socket."""
    for ends in (signal.SIGINT, signal.SIGTERM):  # it ends with the server, which has its own way to stop
        signal.signal(ends, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    Zygote(msgspec.json.decode(orders, type=Orders), socket.socket(fileno=int(control))).run()
