"""Who comes next: places in a lane, given in turn to the clients that wait, never all to one."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable

from kg.errors import OverLimit


class _Ticket:
    __slots__ = ("client", "gone", "granted")

    def __init__(self, client: str) -> None:
        self.client = client
        self.granted = threading.Lock()
        self.granted.acquire()
        self.gone = False


class Lane:
    """*places* that work is done in. One client gets all but one of them at most.

    *waits* is how many may wait. The clients that wait take turns, however many queries one of them has.
    """

    def __init__(self, places: int, waits: int, *, name: str) -> None:
        self.name = name
        self.places = places
        self._most = max(places - 1, 1)
        self._max_waiting = waits
        self._lock = threading.Lock()
        self._free = places
        self._held: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Ticket]] = OrderedDict()
        self.waiting = 0

    @property
    def busy(self) -> int:
        """How many places are taken."""
        return self.places - self._free

    def enter(self, client: str, wait_s: Callable[[], float]) -> None:
        """Take a place, waiting for one at most ``wait_s()`` seconds.

        Raises: OverLimit where too many wait already; TimeoutError.
        """
        with self._lock:
            if self._free and not self.waiting and self._may(client):
                self._take(client)
                return
            if self.waiting >= self._max_waiting:
                raise OverLimit(
                    f"{self.waiting} queries are waiting already, the limit of this server.", retry_after_s=2
                )
            ticket = _Ticket(client)
            self._queues.setdefault(client, deque()).append(ticket)
            self.waiting += 1
            self._grant()
        if ticket.granted.acquire(timeout=max(wait_s(), 0.001)):
            return
        with self._lock:
            if ticket.granted.acquire(blocking=False):
                return
            ticket.gone = True
            self.waiting -= 1
        raise TimeoutError

    def try_enter(self, client: str) -> bool:
        """Take a place if one is free at once."""
        with self._lock:
            if not self._free or self.waiting or not self._may(client):
                return False
            self._take(client)
            return True

    def wanted_by_others(self, client: str) -> bool:
        """Whether somebody else than *client* waits for a place."""
        return any(c != client and any(not t.gone for t in queue) for c, queue in list(self._queues.items()))

    def leave(self, client: str) -> None:
        """Give the place back."""
        with self._lock:
            self._free += 1
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
            self._grant()

    def _may(self, client: str) -> bool:
        return self._held[client] < self._most if client in self._held else True

    def _take(self, client: str) -> None:
        self._free -= 1
        self._held[client] += 1

    def _grant(self) -> None:
        """Give free places to those who wait, one client after the other."""
        for client in list(self._queues):
            if not self._free:
                return
            if not self._may(client):
                continue
            queue = self._queues[client]
            while queue and queue[0].gone:
                queue.popleft()
            if queue:
                ticket = queue.popleft()
                self.waiting -= 1
                self._take(client)
                ticket.granted.release()
            self._queues.move_to_end(client)
            if not queue:
                del self._queues[client]
        if self._free and any(self._may(c) and any(not t.gone for t in q) for c, q in self._queues.items()):
            self._grant()
