"""Processes that read whole articles beside each other, each with a parser of its own.

Results come back in the order of the articles, so that a build gives the same store on any number of cores. A process
that dies or hangs on an article takes that article alone with it: it is named, and another process goes on. Processes
are replaced now and then, since a parser remembers every word it has seen.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Final

from kg.errors import KgError
from kg.model import Article
from kg.parse import load_parser
from kg.pipeline import Made, Outcome, TextPolicy, make
from kg.validate import load_shapes

DEPTH: Final = 2
"""How many articles a process is given at a time: one to read, one to go on with."""

AHEAD: Final = 16
"""How many articles for each process may wait for an earlier one to be done."""

LIFE: Final = 1000
"""How many articles a process reads before it is replaced."""

_CONTEXT = get_context("spawn")  # never a fork: the store has threads


class Workers:
    """A number of processes that make graphs of articles; usable as ``make_all`` of :func:`kg.pipeline.put_all`."""

    def __init__(self, count: int, *, limit_s: float = 600.0, life: int = LIFE) -> None:
        self.count, self.limit_s, self.life = max(count, 1), limit_s, life
        self._running: list[_Worker] = []

    def __call__(
        self, tasks: Iterable[Article | Outcome], base_iri: str, text_policy: TextPolicy = "full"
    ) -> Iterator[Made]:
        """What is made of each task, in their order; what is an outcome already is passed on."""
        self._running = [_Worker(base_iri, text_policy, self.life) for _ in range(self.count)]
        source, line, ended = iter(tasks), deque[_Slot](), False
        try:
            while True:
                while not ended and len(line) < AHEAD * self.count and (worker := self._free()):
                    task = next(source, None)
                    if task is None:
                        ended = True
                    else:
                        line.append(_Slot(task))
                        if isinstance(task, Outcome):
                            line[-1].made = Made(task)
                        else:
                            worker.give(line[-1])
                if not line:
                    return
                if line[0].made is None:
                    self._collect()
                while line and (made := line[0].made) is not None:
                    line.popleft()
                    yield made
        finally:
            self.close()

    def _free(self) -> _Worker | None:
        """The process with the least to do that has room for one more."""
        least = min(self._running, key=lambda w: len(w.given))
        return least if len(least.given) < DEPTH else None

    def _collect(self) -> None:
        """Take what is ready, waiting for it; replace what has died, hangs or is old."""
        busy = {w.pipe: w for w in self._running if w.given}
        now = time.monotonic()
        patience = min(w.since for w in busy.values()) + self.limit_s - now
        ready = wait(list(busy), timeout=max(patience, 0.0))
        for pipe in ready:
            if not busy[pipe].take():  # type: ignore[index]
                self._replace(busy[pipe], "the process that read it ended without a word (out of memory?).")  # type: ignore[index]
        if not ready:
            for worker in busy.values():
                if worker.since + self.limit_s <= time.monotonic():
                    self._replace(worker, f"reading it took more than {self.limit_s:.0f} s and was stopped.")
        for worker in [w for w in self._running if w.is_old and not w.given]:
            self._replace(worker, "")

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Put a fresh process in the place of *worker*. The article that it was at fails."""
        worker.end()
        fresh = self._running[self._running.index(worker)] = _Worker(worker.base_iri, worker.text_policy, self.life)
        if worker.given:
            worker.given.popleft().fail(reason)
        for slot in worker.given:
            fresh.give(slot)

    def close(self) -> None:
        """End the processes."""
        for worker in self._running:
            worker.end()
        self._running = []


@dataclass
class _Slot:
    """A place in the line: a task, and what was made of it once that is known."""

    task: Article | Outcome
    made: Made | None = None

    def fail(self, reason: str) -> None:
        self.made = Made(Outcome(self.task.where, "failed", reason=reason))


@dataclass
class _Worker:
    """One process, what it was given (oldest first), and since when it has been at the oldest (monotonic seconds)."""

    base_iri: str
    text_policy: TextPolicy
    life: int
    given: deque[_Slot] = field(default_factory=deque)
    since: float = 0.0
    done: int = 0

    def __post_init__(self) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_work, args=(theirs, self.base_iri, self.text_policy), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def is_old(self) -> bool:
        return self.done >= self.life

    def give(self, slot: _Slot) -> None:
        if not self.given:
            self.since = time.monotonic()
        self.given.append(slot)
        try:
            self.pipe.send(slot.task)
        except OSError:  # it has died: collecting finds that out
            return

    def take(self) -> bool:
        """Read one result into its slot; False where the process has died."""
        try:
            made = self.pipe.recv()
        except (EOFError, OSError):
            return False
        self.given.popleft().made = made
        self.done, self.since = self.done + 1, time.monotonic()
        return True

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def _work(pipe: Connection, base_iri: str, text_policy: TextPolicy) -> None:
    """The life of a process: read what comes, send back what was made. It ends with the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that writes
    with suppress(KgError):  # it is said of each article
        load_parser(), load_shapes()
    gc.collect()
    gc.freeze()  # what is loaded now stays: looking through it for garbage again and again costs a tenth
    gc.set_threshold(20_000, 50, 100)
    inbox: SimpleQueue[Article] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, inbox), daemon=True).start()
    while True:
        pipe.send(make(inbox.get(), base_iri, text_policy))


def _receive(pipe: Connection, inbox: SimpleQueue[Article]) -> None:
    """Empty the pipe all the time, so that neither side waits for the other to read."""
    try:
        while True:
            inbox.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)
