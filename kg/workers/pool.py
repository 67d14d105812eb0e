"""The workers of one server: a quick lane, a slow one, and the watch over new versions.

A job begins in the quick lane. What has not ended there after ``quick_s`` goes over to the slow lane as soon as another
client waits: with its worker, if a place is free, else from the start when its turn comes. Workers of the slow lane let
the others go first. Whatever
the lane, a job is ended at its deadline, which counts from its arrival; waiting is part of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kg.errors
from kg.errors import KgError, OverLimit, StoreError
from kg.store.replica import current_version
from kg.workers.budget import Budget, Shares
from kg.workers.lanes import Lane
from kg.workers.process import Worker, Zygote, start
from kg.workers.wire import Exchange, Trailer, be_patient, request
from kg.workers.zygote import Orders

LOAD_TIMEOUT_S = 900.0
LOOK_EVERY_S = 0.2
_SLOW_KNOWN = 1000
_log = logging.getLogger("kg.workers")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a job may take: seconds from its arrival, and bytes of its body."""

    timeout_s: float = 10.0
    max_bytes: int = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a job gave: body, head, the version it ran on, and the seconds that a worker was busy with it."""

    body: bytes
    head: Any
    version: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How many of what. ``quick`` and ``slow`` are places in the lanes, ``waiting`` the length of their queues."""

    quick: int = 3
    slow: int = 3
    waiting: int = 32
    quick_s: float = 0.5
    max_memory_bytes: int = 1 << 30
    max_replica_bytes: int = 0
    shares: Shares = field(default_factory=Shares)


class Pool:
    """Workers over the store at *location*, for the jobs that the module *jobs* lists."""

    def __init__(self, location: str, jobs: str, *, scale: Scale | None = None, limits: Limits | None = None) -> None:
        self.scale = scale or Scale()
        self.limits = limits or Limits()
        self.budget = Budget(self.scale.shares)
        self.quick = Lane(self.scale.quick, self.scale.waiting, name="quick")
        self.slow = Lane(self.scale.slow, self.scale.waiting, name="slow")
        self.ended: Counter[str] = Counter()
        self._orders = Orders(
            location=location,
            jobs=jobs,
            max_memory_bytes=self.scale.max_memory_bytes,
            max_replica_bytes=self.scale.max_replica_bytes,
        )
        self._lock = threading.Condition()
        self._idle: deque[Worker] = deque()
        self._workers: set[Worker] = set()
        self._known_slow: OrderedDict[int, None] = OrderedDict()
        self.closed = False
        self._looking = threading.Lock()
        self._zygote = start(self._orders)
        try:
            self._zygote.wait(LOAD_TIMEOUT_S)
            self._idle.extend(self._new_worker() for _ in range(self.scale.quick))
        except BaseException:
            self.close()
            raise
        self._watch = threading.Thread(target=self._keep_watch, daemon=True, name="watches for new versions")
        self._watch.start()

    @property
    def version(self) -> str:
        """The version that new queries see."""
        return self._zygote.version

    @property
    def quads(self) -> int:
        """How many quads that version has."""
        return self._zygote.quads

    # One job

    def run(
        self, job: str, payload: Any, *, limits: Limits | None = None, client: str = "", arrived: float | None = None
    ) -> Answer:
        """Have a worker do *job*.

        Args:
            payload: what the job works on; anything that MessagePack carries.
            client: whose share it is; "" is nobody's.
            arrived: when it came, by the monotonic clock; now, if left out.
        Raises: what the job raises; OverLimit; TooMany.
        """
        limits = limits or self.limits
        task = _Task(self, request(job, payload, limits.max_bytes), client, limits, arrived or time.monotonic())
        self.budget.enter(client)
        failed = True
        try:
            answer = task.run()
            failed = False
            return answer
        finally:
            seconds = time.monotonic() - task.begun if task.begun else 0.0
            self.budget.leave(client, seconds, failed=failed and bool(task.begun))

    def take(self, until: float) -> Worker:
        """An idle worker for a place in the quick lane. Raises: TimeoutError."""
        with self._lock:
            while not self._idle:
                if self.closed or not self._lock.wait(until - time.monotonic()):
                    raise TimeoutError
            return self._idle.pop()

    def give_back(self, worker: Worker) -> None:
        """Put a worker of the quick lane back; one of an old version is let go."""
        with self._lock:
            if worker.zygote is self._zygote and len(self._idle) < self.scale.quick and not self.closed:
                self._idle.append(worker)
                self._lock.notify()
                return
        self.let_go(worker, replace=False)

    def let_go(self, worker: Worker, *, replace: bool) -> None:
        """End *worker*; where it was one of the quick lane's present ones, *replace* it."""
        stale = worker.zygote is not self._zygote
        worker.kill()
        with self._lock:
            self._workers.discard(worker)
        if replace and not stale:
            self.replace()

    def replace(self) -> None:
        """Have one more worker for the quick lane, in a while."""
        threading.Thread(target=self._add_one, daemon=True, name="forks a worker").start()

    def extra(self) -> Worker:
        """A worker for a place in the slow lane. Raises: StoreError."""
        worker = self._new_worker()
        worker.step_back()
        return worker

    def is_slow(self, key: int) -> bool:
        """Whether the job with this *key* was too slow for the quick lane before."""
        return key in self._known_slow

    def note_slow(self, key: int) -> None:
        """Remember that the job with this *key* is slow."""
        with self._lock:
            self._known_slow[key] = None
            if len(self._known_slow) > _SLOW_KNOWN:
                self._known_slow.popitem(last=False)

    def _new_worker(self) -> Worker:
        worker = self._zygote.fork()
        be_patient(worker.channel, self.scale.quick_s)
        with self._lock:
            if not self.closed:
                self._workers.add(worker)
                return worker
        worker.kill()
        raise StoreError("the server is stopping.")

    def _add_one(self) -> None:
        try:
            worker = self._new_worker()
        except (StoreError, OSError) as exc:
            if not self.closed:
                _log.warning("no new worker: %s", exc)
            return  # the watch starts a new zygote, which brings its own
        self.give_back(worker)

    # Versions

    def refresh(self, timeout_s: float = 10.0) -> str:
        """Go over to the newest published version now; the version that new queries see. Raises: StoreError."""
        if self._looking.acquire(timeout=timeout_s):
            try:
                if current_version(Path(self._orders.location)) != self.version:
                    self._go_over(self._zygote.next())
            finally:
                self._looking.release()
        return self.version

    def _keep_watch(self) -> None:
        while not self.closed:
            time.sleep(LOOK_EVERY_S)
            try:
                if not self._zygote.is_alive() and not self.closed:
                    _log.warning("the process that forks workers has ended; starting another")
                    with self._looking:
                        self._go_over(start(self._orders))
                self.refresh()
                self._tidy()
            except (StoreError, OSError) as exc:
                if not self.closed:
                    _log.warning("the newest version cannot be served: %s", exc)
                    time.sleep(LOOK_EVERY_S * 5)

    def _tidy(self) -> None:
        """Load the version afresh where much of the replica's memory is of quads long gone."""
        if self._zygote.garbage > max(self._zygote.quads // 4, 200_000):
            with self._looking:
                self._go_over(start(self._orders))

    def _go_over(self, zygote: Zygote) -> None:
        """Serve from *zygote* as soon as it is ready. What is running goes on, on the old version."""
        try:
            zygote.wait(LOAD_TIMEOUT_S)
            first = zygote.fork()
            be_patient(first.channel, self.scale.quick_s)
        except BaseException:
            zygote.kill()
            raise
        with self._lock:
            old, self._zygote = self._zygote, zygote
            retired = list(self._idle)
            self._idle = deque([first])
            self._workers.add(first)
            self._workers.difference_update(retired)
            self._lock.notify_all()
        for _ in range(self.scale.quick - 1):
            self.replace()
        for worker in retired:
            worker.kill()
        threading.Thread(target=self._retire, args=(old,), daemon=True, name="ends an old version").start()

    def _retire(self, old: Zygote) -> None:
        """End *old* once no worker of it is at work: they would end with it."""
        until = time.monotonic() + self.limits.timeout_s + 5
        while time.monotonic() < until and any(w.zygote is old for w in list(self._workers)):
            time.sleep(0.05)
        old.kill()

    def close(self, *, grace_s: float = 0.0) -> None:
        """End all workers; those at work get *grace_s* seconds first."""
        until = time.monotonic() + grace_s
        while time.monotonic() < until and (self.quick.busy or self.slow.busy):
            time.sleep(0.02)
        with self._lock:
            self.closed = True
            workers, self._workers = self._workers, set()
            self._idle.clear()
            self._lock.notify_all()
        for worker in workers:
            worker.kill()
        self._zygote.kill()


class _Task:
    """One job on its way through the lanes."""

    def __init__(self, pool: Pool, content: bytes, client: str, limits: Limits, arrived: float) -> None:
        self._pool = pool
        self._content = content
        self._client = client
        self._limit_s = limits.timeout_s
        self._deadline = arrived + limits.timeout_s
        self._key = hash(content)
        self.begun = 0.0

    def run(self) -> Answer:
        """Do it. Raises: what the job raises; OverLimit."""
        if not self._pool.is_slow(self._key):
            found = self._in_quick_lane()
            if found is not None:
                return found
        return self._in_slow_lane()

    def _left_s(self) -> float:
        return self._deadline - time.monotonic()

    def _enter(self, lane: Lane) -> None:
        try:
            lane.enter(self._client, self._left_s)
        except TimeoutError:
            raise OverLimit(
                f"all workers were busy for {self._limit_s:g} s, the limit here. Ask again later."
            ) from None

    def _in_quick_lane(self) -> Answer | None:
        """The answer, None where it must be had in the slow lane."""
        pool, client = self._pool, self._client
        self._enter(pool.quick)
        try:
            worker = self._worker(pool.take)
            exchange = Exchange(worker.channel, pool.scale.quick_s)
            self.begun = self.begun or time.monotonic()
            with _Ending(pool, worker, self._limit_s, replace=True):
                exchange.send(self._content, self._deadline)
                found = self._read_while_unwanted(exchange)
            if found is not None:
                if found[1].spent:
                    pool.let_go(worker, replace=True)
                else:
                    pool.give_back(worker)
                return _told(*found)
            pool.note_slow(self._key)
            if not pool.slow.try_enter(client):
                pool.let_go(worker, replace=True)
                return None
            pool.replace()
        finally:
            pool.quick.leave(client)
        try:
            worker.step_back()
            return self._end(worker, exchange)
        finally:
            pool.slow.leave(client)

    def _read_while_unwanted(self, exchange: Exchange) -> tuple[bytes, Trailer] | None:
        """The answer; None where it takes long and somebody else waits. Raises: TimeoutError at the deadline."""
        until = min(self.begun + self._pool.scale.quick_s, self._deadline)
        while True:
            try:
                return exchange.read(until)
            except TimeoutError:
                if self._left_s() <= 0:
                    raise
                if self._pool.quick.wanted_by_others(self._client):
                    return None
                until = min(time.monotonic() + LOOK_EVERY_S, self._deadline)

    def _in_slow_lane(self) -> Answer:
        pool = self._pool
        self._enter(pool.slow)
        try:
            try:
                worker = pool.extra()
            except StoreError as exc:
                raise OverLimit("the workers are being started again. Ask again in a moment.") from exc
            exchange = Exchange(worker.channel)
            self.begun = self.begun or time.monotonic()
            with _Ending(self._pool, worker, self._limit_s, replace=False):
                exchange.send(self._content, self._deadline)
            return self._end(worker, exchange)
        finally:
            pool.slow.leave(self._client)

    def _end(self, worker: Worker, exchange: Exchange) -> Answer:
        """Read the answer of a worker that is not used again."""
        with _Ending(self._pool, worker, self._limit_s, replace=False):
            body, trailer = exchange.read(self._deadline)
        self._pool.let_go(worker, replace=False)
        return _told(body, trailer)

    def _worker(self, take: Callable[[float], Worker]) -> Worker:
        try:
            return take(self._deadline)
        except TimeoutError:
            raise OverLimit("the workers are being started again. Ask again in a moment.") from None


class _Ending:
    """Puts what ends a worker into a sentence, and sees that it is ended."""

    __slots__ = ("_limit_s", "_pool", "_replace", "_worker")

    def __init__(self, pool: Pool, worker: Worker, limit_s: float, replace: bool) -> None:
        self._pool, self._worker, self._limit_s, self._replace = pool, worker, limit_s, replace

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        if not isinstance(exc, TimeoutError | EOFError | OSError):
            return
        pool = self._pool
        pool.let_go(self._worker, replace=self._replace)
        if isinstance(exc, TimeoutError):
            pool.ended["late"] += 1
            raise OverLimit(f"the query took longer than {self._limit_s:g} s, the limit here.") from None
        if pool.closed:
            raise OverLimit("the server is being stopped. Ask again in a moment.") from None
        pool.ended["died"] += 1
        memory = pool.scale.max_memory_bytes >> 20
        raise OverLimit(
            f"the query was too much for a worker: it needs more than {memory} MB of memory, or nests too deeply."
        ) from None


_ERRORS: dict[str, type[KgError]] = {
    name: cls for name, cls in vars(kg.errors).items() if isinstance(cls, type) and issubclass(cls, KgError)
}


def _told(body: bytes, trailer: Trailer) -> Answer:
    if trailer.error:
        raise _ERRORS.get(trailer.error, KgError)(trailer.message, where=trailer.where)
    return Answer(body=body, head=trailer.head, version=trailer.version, seconds=trailer.seconds)


__all__ = ["Answer", "Limits", "Pool", "Scale"]
