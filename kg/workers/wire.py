"""What goes over the socket between the web process and a worker.

A request is one frame. An answer is frames of body, and a last one with the trailer and the rest of the body; so a
large result is read while it is being written, nothing of it is shown before the trailer has said that it is whole,
and a small one is one call of the kernel on each side.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from typing import Any, Final

import msgspec

CHUNK: Final = 1 << 18
_FIRST: Final = 1 << 14  # most messages are shorter; room for more is made only where there is more
_LENGTH: Final = struct.Struct(">I")
_ENDING: Final = struct.Struct(">II")
_LAST: Final = 1 << 31
_pack = msgspec.msgpack.Encoder().encode


class Request(msgspec.Struct, frozen=True, array_like=True):
    """A job by name, what it works on, and how large its body may grow."""

    job: str
    payload: Any
    max_bytes: int


class Trailer(msgspec.Struct, frozen=True, array_like=True):
    """The end of an answer: the job's head, the version it ran on, its seconds; or the error that stands for it.

    ``spent`` says that the worker has changed its copy of the data and is not to be used again.
    """

    head: Any = None
    version: str = ""
    seconds: float = 0.0
    spent: bool = False
    error: str = ""
    message: str = ""
    where: str | None = None


_unpack_request = msgspec.msgpack.Decoder(Request).decode
_unpack_trailer = msgspec.msgpack.Decoder(Trailer).decode


def frame(content: bytes | bytearray | memoryview) -> bytes:
    """*content* with its length before it.

    >>> frame(b"abc")
    b'\\x00\\x00\\x00\\x03abc'
    """
    return _LENGTH.pack(len(content)) + content


def request(job: str, payload: Any, max_bytes: int) -> bytes:
    """The frame of a request."""
    return frame(_pack(Request(job, payload, max_bytes)))


def end(trailer: Trailer, rest: bytes | bytearray = b"") -> bytes:
    """The last frame of an answer: the trailer, and what is left of the body."""
    told = _pack(trailer)
    return b"".join((_ENDING.pack(_LAST | len(told), len(rest)), told, rest))


def write_all(descriptor: int, content: bytes | bytearray) -> None:
    """Write all of *content*. Raises: OSError where the other side is gone."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def read_request(descriptor: int) -> Request | None:
    """The next request, None where the other side is gone."""
    buffer = bytearray()
    wanted = _LENGTH.size
    while len(buffer) < wanted:
        some = os.read(descriptor, CHUNK if buffer else _FIRST)
        if not some:
            return None
        buffer += some
        if len(buffer) >= _LENGTH.size:
            wanted = _LENGTH.size + _LENGTH.unpack_from(buffer)[0]
    return _unpack_request(memoryview(buffer)[_LENGTH.size :])


def be_patient(channel: socket.socket, seconds: float) -> None:
    """Let the kernel give up a call on *channel* after *seconds*."""
    whole, part = divmod(seconds, 1.0)
    wait = struct.pack("@ll", int(whole), int(part * 1e6))
    channel.settimeout(None)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, wait)


class _Room(threading.local):
    """Where a thread receives. What is kept of it is copied out at its own size, so that no memory lies between."""

    def __init__(self) -> None:
        self.view = memoryview(bytearray(CHUNK))


_room = _Room()


class Exchange:
    """One answer on its way: :meth:`read` may be given up at a deadline and taken up again.

    *patience_s* is how long a call of the kernel waits on this channel by itself (:func:`be_patient`): a first reading
    within it needs no other clock, which halves the calls of a short answer.
    """

    def __init__(self, channel: socket.socket, patience_s: float = 0.0) -> None:
        self._channel = channel
        self._patience_s = patience_s
        self._buffer = b""
        self._parts: list[bytes] = []

    def send(self, content: bytes, deadline: float) -> None:
        """Send the request. Raises: TimeoutError, OSError."""
        if not self._patience_s:
            self._channel.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            self._channel.sendall(content)
        except BlockingIOError:
            raise TimeoutError from None

    def read(self, until: float) -> tuple[bytes, Trailer]:
        """Body and trailer, read until the time *until* of the monotonic clock.

        Raises: TimeoutError; EOFError or OSError where the worker died.
        """
        while (found := self._take()) is None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not 0.8 * self._patience_s <= left <= self._patience_s:
                self._channel.settimeout(left)
                self._patience_s = 0.0
            try:
                size = self._channel.recv_into(_room.view)
            except BlockingIOError:
                raise TimeoutError from None
            if not size:
                raise EOFError
            some = bytes(_room.view[:size])
            self._buffer = self._buffer + some if self._buffer else some
        return found

    def _take(self) -> tuple[bytes, Trailer] | None:
        """Take whole frames from the buffer; body and trailer once all is there."""
        buffer, begin = self._buffer, 0
        while begin + _ENDING.size <= len(buffer):
            (length,) = _LENGTH.unpack_from(buffer, begin)
            if length & _LAST:
                told_at = begin + _ENDING.size
                rest_at = told_at + (length & ~_LAST)
                end_at = rest_at + _LENGTH.unpack_from(buffer, begin + _LENGTH.size)[0]
                if end_at > len(buffer):
                    break
                self._parts.append(buffer[rest_at:end_at])
                return b"".join(self._parts), _unpack_trailer(buffer[told_at:rest_at])
            end_at = begin + _LENGTH.size + length
            if end_at > len(buffer):
                break
            self._parts.append(buffer[begin + _LENGTH.size : end_at])
            begin = end_at
        if begin:
            self._buffer = buffer[begin:]
        return None
