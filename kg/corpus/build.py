"""The walk over many articles: on all cores, with a report, to be stopped and gone on with at any time."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.corpus.report import Failure, Options, Report, file_of, place_in, read_report
from kg.corpus.workers import Workers
from kg.errors import UnreadableArticle
from kg.model import Article
from kg.pipeline import MakeAll, Outcome, TextPolicy, make_each, put_all, read_all, relate, relate_so_far
from kg.read import count_articles
from kg.store import Manifest, open_writer

Read = Article | UnreadableArticle

FEW = 12
"""So many articles are read in this process: others would take as long to start."""

TOGETHER = 200
"""So many articles are related at a time, while others are read; what was done until then is not done again."""

NAMED = 1000
"""How many failures are kept in memory; the report file holds them all."""


@dataclass(frozen=True)
class CorpusReport:
    """What a build did: how many articles of each kind, what failed, where that is written, what readers see now."""

    counts: Mapping[str, int]
    failed: tuple[Failure, ...]
    kept_out: int
    doubtful: int
    report: str
    published: Manifest
    before: Manifest | None = None
    interrupted: bool = False

    @property
    def changed(self) -> bool:
        """Whether readers see something new."""
        return self.before is None or self.before.version != self.published.version


def build_corpus(
    paths: Sequence[str | Path],
    location: str | Path,
    base_iri: str | None = None,
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    refresh: bool = False,
    text_policy: TextPolicy = "full",
    jobs: int | None = None,
    report: Path | None = None,
    begin: Mapping[str, int] | None = None,
    on_article: Callable[[Outcome], None] = lambda outcome: None,
    on_relate: Callable[[], None] = lambda: None,
) -> CorpusReport:
    """Read the articles at *paths* into the store at *location*, and publish once at the end.

    Each article is safe as soon as it is done: a build that is stopped, however, is gone on with by running it again.
    What spans articles is brought up to date as it goes, beside the reading.

    Args:
        paths: files, folders, ``-`` for standard input.
        base_iri: the base of the IRIs of a new store.
        published, publisher, url: hold where the files do not say.
        refresh: read all articles again that the store keeps.
        jobs: how many processes read; if left out as many as there are cores, for a few articles this one alone.
        report: the file that names what failed; ``build-report.jsonl`` in the store if left out.
        begin: for files that hold many the place (line, entry, offset) before which articles are passed over.
        on_article, on_relate: are told of each article that is done, and when all are.
    Raises: StoreError, StoreLocked. An interrupt ends the reading; what was read is whole, and is published.
    """
    options = Options(published=published, publisher=publisher, url=url, text_policy=text_policy)
    with open_writer(location, base_iri) as store:
        before, interrupted = store.published, False
        failed: list[Failure] = []
        kept_out = doubtful = 0
        articles = _behind(read_all(paths, published=published, publisher=publisher, url=url), begin or {})
        make_all = _make_all(paths, jobs, again=len(store.articles()) if refresh else 0)
        with Report(report or report_path(location), options) as told:
            try:
                for outcome in put_all(store, articles, refresh=refresh, text_policy=text_policy, make_all=make_all):
                    told.add(outcome)
                    if outcome.done == "built" and told.counts["built"] % TOGETHER == 0:
                        with _uninterrupted():  # else all that was related would have to be again
                            relate_so_far(store)
                    if outcome.done in ("failed", "left out") and len(failed) < NAMED:
                        failed.append(Failure(where=outcome.where, done=outcome.done, reason=outcome.reason))
                    kept_out += sum(f.severity == "Violation" for f in outcome.findings)
                    doubtful += sum(f.severity != "Violation" for f in outcome.findings)
                    on_article(outcome)
            except KeyboardInterrupt:
                interrupted = True
        on_relate()
        return CorpusReport(
            dict(told.counts), tuple(failed), kept_out, doubtful, str(told.path), relate(store), before, interrupted
        )


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is inside comes to its end: an interrupt that arrives meanwhile is raised behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


def failures(location: str | Path, report: Path | None = None) -> tuple[Options, dict[str, int]]:
    """The options of the last build of *location*; the files in which something failed, each with the first place.

    Raises: UsageError where there is no report.
    """
    options, failed = read_report(report or report_path(location))
    begin: dict[str, int] = {}
    for failure in failed:
        if failure.where != "-":
            begin[failure.file] = min(failure.place, begin.get(failure.file, failure.place))
    return options, begin


def _behind(articles: Iterable[Read], begin: Mapping[str, int]) -> Iterator[Read]:
    """*articles* without those that stand before the place in their file where to begin."""
    for article in articles:
        where = article.where or "-"
        if isinstance(article, UnreadableArticle) or place_in(where) >= begin.get(file_of(where), 0):
            yield article


def report_path(location: str | Path) -> Path:
    """Where the report of a build lies if nobody says: in the store, or here where that is a server."""
    name = "build-report.jsonl"
    return Path(name) if "://" in str(location) else Path(location) / name


def _make_all(paths: Sequence[str | Path], jobs: int | None, *, again: int) -> MakeAll:
    """Processes, or this one alone where there are few articles to read."""
    count = jobs if jobs is not None else len(os.sched_getaffinity(0))
    few = count_articles(paths, enough=FEW)
    if count <= 1 or (jobs is None and few is not None and few + again < FEW):
        return make_each
    return Workers(count)
