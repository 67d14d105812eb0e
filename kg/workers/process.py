"""Zygotes and workers as the web process sees them: an open socket and a handle on the process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import msgspec

from kg.errors import StoreError
from kg.workers.wire import Exchange
from kg.workers.zygote import Orders, Told

NICENESS = 5
_MAIN = "import sys; from kg.workers.zygote import main; main(*sys.argv[1:])"
_decode = msgspec.msgpack.Decoder(Told).decode


class _Process:
    """A process by its handle, which stands for that one process whatever becomes of its number."""

    def __init__(self, pid: int, handle: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel
        self._handle = handle
        self._lock = threading.Lock()

    def kill(self) -> None:
        """End it at once; a second time does nothing."""
        with self._lock:
            if self._handle < 0:
                return
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            os.close(self._handle)
            self._handle = -1
            self.channel.close()

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        with self._lock:
            if self._handle < 0:
                return False
            try:
                signal.pidfd_send_signal(self._handle, 0)
            except ProcessLookupError:
                return False
            return True


class Worker(_Process):
    """A worker, forked from *zygote*; it answers from the version that the zygote holds."""

    def __init__(self, zygote: Zygote, pid: int, handle: int, channel: socket.socket) -> None:
        super().__init__(pid, handle, channel)
        self.zygote = zygote

    def introduce(self, until: float) -> None:
        """Hear that the worker is closed in. Raises: StoreError with what is wrong; TimeoutError, EOFError, OSError."""
        _, trailer = Exchange(self.channel).read(until)
        if trailer.message:
            raise StoreError(
                f"{trailer.message}, so queries from outside are not safe here and the server does not start. "
                "It needs Linux with seccomp (x86-64 or ARM64), or a limit on descriptors that works."
            )

    def step_back(self) -> None:
        """Let others go first from now on."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)
            for task in os.listdir(f"/proc/{self.pid}/task"):
                os.setpriority(os.PRIO_PROCESS, int(task), NICENESS)


class Zygote(_Process):
    """A zygote: it forks workers, and the next zygote."""

    def __init__(self, pid: int, handle: int, channel: socket.socket, version: str = "") -> None:
        super().__init__(pid, handle, channel)
        self.version = version
        self.quads = self.garbage = 0
        self._asking = threading.Lock()

    def wait(self, timeout_s: float) -> None:
        """Wait until the zygote holds its version. Raises: StoreError."""
        told, _ = self._hear(timeout_s)
        self.version, self.quads, self.garbage = told.version, told.quads, told.garbage

    def fork(self, timeout_s: float = 10.0) -> Worker:
        """A new worker, closed in and answering. Raises: StoreError."""
        with self._asking:
            pid, channel, handle = self._ask(b"fork", timeout_s)
        worker = Worker(self, pid, handle, channel)
        try:
            worker.introduce(time.monotonic() + timeout_s)
        except (TimeoutError, EOFError, OSError) as exc:
            worker.kill()
            raise StoreError("a worker ended before it could answer.") from exc
        except StoreError:
            worker.kill()
            raise
        return worker

    def next(self, timeout_s: float = 10.0) -> Zygote:
        """A zygote that is going over to the newest version: :meth:`wait` for it. Raises: StoreError."""
        with self._asking:
            pid, channel, handle = self._ask(b"next", timeout_s)
        return Zygote(pid, handle, channel)

    def _ask(self, what: bytes, timeout_s: float) -> tuple[int, socket.socket, int]:
        try:
            self.channel.settimeout(timeout_s)
            self.channel.send(what)
        except OSError as exc:
            raise StoreError("the process that forks workers has ended.") from exc
        told, descriptors = self._hear(timeout_s)
        channel, handle = descriptors
        return told.pid, socket.socket(fileno=channel), handle

    def _hear(self, timeout_s: float) -> tuple[Told, list[int]]:
        try:
            self.channel.settimeout(timeout_s)
            message, descriptors, _, _ = socket.recv_fds(self.channel, 1 << 16, 2)
        except OSError as exc:
            raise StoreError(f"the process that forks workers said nothing for {timeout_s:g} s.") from exc
        if not message:
            raise StoreError("the process that forks workers has ended.")
        told = _decode(message)
        if told.error:
            raise StoreError(told.error)
        return told, descriptors


def start(orders: Orders) -> Zygote:
    """A zygote from nothing: a process of its own from the first, so that no thread of ours is in it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-c", _MAIN, msgspec.json.encode(orders).decode(), str(theirs.fileno())],
        pass_fds=(theirs.fileno(),),
        stdin=subprocess.DEVNULL,
    )
    theirs.close()
    handle = os.pidfd_open(process.pid)
    threading.Thread(target=process.wait, daemon=True, name="reaps the zygote").start()
    return Zygote(process.pid, handle, ours)
