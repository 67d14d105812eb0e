"""What a job is, and where it writes its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import RawIOBase
from typing import TYPE_CHECKING, Any

from kg.errors import OverLimit
from kg.store.replica import Replica
from kg.workers.wire import CHUNK, frame, write_all

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Output(RawIOBase):
    """The body of an answer, sent on in large pieces while it grows."""

    def __init__(self, descriptor: int, max_bytes: int) -> None:
        self._descriptor = descriptor
        self._max_bytes = self._left = max_bytes
        self._held = bytearray()

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, part: ReadableBuffer, /) -> int:
        """Take *part*. Raises: OverLimit where the body becomes larger than it may."""
        before = len(self._held)
        self._held += part
        written = len(self._held) - before
        self._left -= written
        if self._left < 0:
            raise OverLimit(
                f"the result is larger than {_in_words(self._max_bytes)}, the limit here. Add a LIMIT, or ask for less."
            )
        if len(self._held) >= CHUNK:
            self.send()
        return written

    def send(self) -> None:
        """Send on what is held, in frames that the other side puts together without copying much again."""
        with memoryview(self._held) as held:
            for begin in range(0, len(held), CHUNK):
                write_all(self._descriptor, frame(held[begin : begin + CHUNK]))
        self._held.clear()

    def rest(self) -> bytearray:
        """What is not sent yet, to go out together with the trailer."""
        return self._held


def _in_words(size: int) -> str:
    """*size* in MB, or in bytes where that says more.

    >>> _in_words(64 << 20), _in_words(5000)
    ('64 MB', '5,000 bytes')
    """
    return f"{size >> 20} MB" if size % (1 << 20) == 0 else f"{size:,} bytes"


@dataclass(frozen=True)
class Job:
    """Work that a worker can do: *function* of the replica, the payload and the output; what it returns is the head.

    A job that ``spends`` its worker may change the replica's store, which is the worker's own: it is not used again.
    """

    function: Callable[[Replica, Any, Output], Any]
    spends: bool = False
