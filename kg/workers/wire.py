"""What goes over the socket between the web process and a worker.

A request is one frame. An answer is frames of body, an empty frame, and a frame with the trailer; so a large result is
read while it is being written, and nothing of it is shown before the trailer has said that it is whole.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import Any, Final

import msgspec

CHUNK: Final = 1 << 18
_LENGTH: Final = struct.Struct(">I")
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


def frame(content: bytes | bytearray) -> bytes:
    """*content* with its length before it.

    >>> frame(b"abc")
    b'\\x00\\x00\\x00\\x03abc'
    """
    return _LENGTH.pack(len(content)) + content


def request(job: str, payload: Any, max_bytes: int) -> bytes:
    """The frame of a request."""
    return frame(_pack(Request(job, payload, max_bytes)))


def end(trailer: Trailer) -> bytes:
    """The empty frame and the trailer, which end an answer."""
    return frame(b"") + frame(_pack(trailer))


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
        some = os.read(descriptor, CHUNK)
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


class Exchange:
    """One answer on its way: :meth:`read` may be given up at a deadline and taken up again.

    *patience_s* is how long a call of the kernel waits on this channel by itself (:func:`be_patient`): a first reading
    within it needs no other clock, which halves the calls of a short answer.
    """

    def __init__(self, channel: socket.socket, patience_s: float = 0.0) -> None:
        self._channel = channel
        self._patience_s = patience_s
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._ended = False

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
        while (trailer := self._take()) is None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not 0.8 * self._patience_s <= left <= self._patience_s:
                self._channel.settimeout(left)
                self._patience_s = 0.0
            try:
                some = self._channel.recv(CHUNK)
            except BlockingIOError:
                raise TimeoutError from None
            if not some:
                raise EOFError
            self._buffer += some
        return b"".join(self._parts) if len(self._parts) != 1 else self._parts[0], trailer

    def _take(self) -> Trailer | None:
        """Take whole frames from the buffer; the trailer once it is there."""
        buffer, begin, trailer = self._buffer, 0, None
        while trailer is None and begin + _LENGTH.size <= len(buffer):
            end_at = begin + _LENGTH.size + _LENGTH.unpack_from(buffer, begin)[0]
            if end_at > len(buffer):
                break
            with memoryview(buffer)[begin + _LENGTH.size : end_at] as content:
                if self._ended:
                    trailer = _unpack_trailer(content)
                elif content.nbytes:
                    self._parts.append(bytes(content))
                else:
                    self._ended = True
            begin = end_at
        if begin:
            del buffer[:begin]
        return trailer
