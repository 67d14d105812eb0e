"""Processes that read whole articles beside each other, each with a parser of its own.

Results come back in the order of the articles, so that a build gives the same store on any number of cores. A thread
for each process hands it one article after the other, so that they read on while the one that writes is busy. A process
that dies or hangs on an article takes that article alone with it: it is named, and another process goes on. Processes
are replaced now and then, since a parser remembers every word it has seen.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Final

from kg.errors import KgError
from kg.model import Article
from kg.parse import load_parser
from kg.pipeline import Made, Outcome, TextPolicy, make
from kg.validate import load_shapes

AHEAD: Final = 64
"""How many articles for each process may be read ahead of the one that is written: some 60 MB."""

LIFE: Final = 1000
"""How many articles a process reads before it is replaced."""

_CONTEXT = get_context("spawn")  # never a fork: the store has threads


class Workers:
    """A number of processes that make graphs of articles; usable as ``make_all`` of :func:`kg.pipeline.put_all`."""

    def __init__(self, count: int, *, limit_s: float = 600.0, life: int = LIFE) -> None:
        self.count, self.limit_s, self.life = max(count, 1), limit_s, life
        self.processes: list[_Process] = []
        self._idle: SimpleQueue[_Process] = SimpleQueue()

    def __call__(
        self, tasks: Iterable[Article | Outcome], base_iri: str, text_policy: TextPolicy = "full"
    ) -> Iterator[Made]:
        """What is made of each task, in their order; what is an outcome already is passed on."""
        self.processes = [_Process(base_iri, text_policy) for _ in range(self.count)]
        for process in self.processes:
            self._idle.put(process)
        line, source = deque[Made | Future[Made]](), iter(tasks)
        threads = ThreadPoolExecutor(self.count)
        try:
            while True:
                while len(line) < AHEAD * self.count and (task := next(source, None)) is not None:
                    line.append(Made(task) if isinstance(task, Outcome) else threads.submit(self._make, task))
                if not line:
                    return
                first = line.popleft()
                yield first.result() if isinstance(first, Future) else first
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            self._end()  # a thread that waits for one learns that it has died
            threads.shutdown()
            self._end()  # those that came in their place

    def _end(self) -> None:
        for process in self.processes:
            process.end()

    def _make(self, article: Article) -> Made:
        """Have a process that is idle make the graph of *article*; one that fails in that, or is old, is replaced."""
        process = self._idle.get()
        try:
            made = process.make(article, self.limit_s)
        except TimeoutError:
            made = _failed(article, f"reading it took more than {self.limit_s:.0f} s and was stopped.")
        except (EOFError, OSError):
            made = _failed(article, "the process that read it ended without a word (out of memory?).")
        else:
            if process.done < self.life:
                self._idle.put(process)
                return made
        fresh = _Process(process.base_iri, process.text_policy)
        self.processes[self.processes.index(process)] = fresh
        process.end()
        self._idle.put(fresh)
        return made


def _failed(article: Article, reason: str) -> Made:
    return Made(Outcome(article.where, "failed", reason=reason))


class _Process:
    """One process, and how many articles it has read."""

    def __init__(self, base_iri: str, text_policy: TextPolicy) -> None:
        self.base_iri, self.text_policy, self.done = base_iri, text_policy, 0
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_work, args=(theirs, base_iri, text_policy), daemon=True)
        self.process.start()
        theirs.close()

    def make(self, article: Article, limit_s: float) -> Made:
        """What the process makes of *article*. Raises: TimeoutError; EOFError, OSError where it has died."""
        self.pipe.send(article)
        if not self.pipe.poll(limit_s):
            raise TimeoutError
        made: Made = self.pipe.recv()
        self.done += 1
        return made

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def _work(pipe: Connection, base_iri: str, text_policy: TextPolicy) -> None:
    """The life of a process: read what comes, send back what was made. It ends with the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that writes
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(KgError):  # it is said of each article
        load_parser(), load_shapes()
    settle_memory()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(make(pipe.recv(), base_iri, text_policy))


def settle_memory() -> None:
    """Let the garbage collector pass over what is loaded by now, which stays, and look less often at the rest.

    Going through a parser again and again for garbage costs a tenth of the reading.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _end_with_parent() -> None:
    """End this process, whatever it is at, when the one that started it ends."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
