"""The walk on a cluster: Spark gives each task its share of the articles, each task writes one part.

Every machine needs the program installed, and the articles and the folder of the parts under the same path. What a task
does is what ``kg build`` does for each article; a task that dies is run again, and its part stands there once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from kg import ids
from kg.errors import KgError, UnreadableArticle
from kg.model import Article
from kg.parts import Entry, Part, PartsManifest, PartWriter, write_manifest
from kg.pipeline import TextPolicy, make
from kg.read import article_files, holds_many, read_articles
from kg.reading import reader
from kg.vocab import DEFAULT_BASE


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What every task is told: the files in their order, and the number of tasks."""

    files: tuple[str, ...]
    out: str
    tasks: int
    base_iri: str
    text_policy: TextPolicy = "full"
    published: date | None = None
    publisher: str | None = None
    url: str | None = None


def session(master: str) -> Any:
    """A Spark session on *master*. Raises: KgError where PySpark or Java is missing."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as exc:
        raise KgError("PySpark is not installed. Install it with `pip install 'news-kg[spark]'`.") from exc
    builder = SparkSession.builder.appName("news-kg").master(master).config("spark.ui.enabled", "false")
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        here = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
        builder = (
            builder.config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executorEnv.PYTHONPATH", paths)
        )
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as exc:
        raise KgError(f"Spark did not start on {master} ({exc}). It needs Java 17 or newer.") from exc


def build_parts(
    paths: Sequence[str | Path],
    out: Path,
    spark: Any,
    base_iri: str | None = None,
    *,
    tasks: int | None = None,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    text_policy: TextPolicy = "full",
) -> PartsManifest:
    """Read the articles at *paths* on a cluster into parts in the folder *out*.

    Args:
        spark: a session, see :func:`session`.
        tasks: how many parts; four for each core of the cluster if left out.
        others: as in :func:`kg.corpus.build_corpus`.
    """
    context = spark.sparkContext
    job = Job(
        files=tuple(os.path.abspath(file) for file in _files(paths)), out=os.path.abspath(out),
        tasks=tasks or 4 * context.defaultParallelism, base_iri=base_iri or DEFAULT_BASE, text_policy=text_policy,
        published=published, publisher=publisher, url=url,
    )  # fmt: skip
    encoded = msgspec.json.encode(job)
    parts = context.parallelize(range(job.tasks), job.tasks).map(lambda n: make_part(encoded, n)).collect()
    return write_manifest(out, job.base_iri, reader(), [msgspec.json.decode(p, type=Part) for p in parts])


def make_part(encoded: bytes, number: int) -> bytes:
    """The work of one task: its share of the articles to one part."""
    from pyspark import TaskContext

    job, task = msgspec.json.decode(encoded, type=Job), TaskContext.get()
    with PartWriter(Path(job.out), number, str(task.taskAttemptId() if task else os.getpid())) as part:
        for order, article in share(job, number):
            if isinstance(article, UnreadableArticle):
                part.fail(article.where or "-", article.message)
                continue
            made = make(article, job.base_iri, job.text_policy)
            if made.article is None:
                part.fail(made.outcome.where, made.outcome.reason)
                continue
            v = ids.version(article, article.text)
            entry = Entry(order=order, v=v, article=article, quarantined=str(made.quarantined))
            part.add(entry, ids.article_graph(job.base_iri, v), made.triples)
        return msgspec.json.encode(part.commit())


def share(job: Job, number: int) -> Iterator[tuple[tuple[int, int], Article | UnreadableArticle]]:
    """The articles of task *number* with their places: whole files in turn, of files that hold many each so-manieth."""
    for f, file in enumerate(job.files):
        many = holds_many(file)
        if not many and f % job.tasks != number:
            continue
        found = read_articles(file, published=job.published, publisher=job.publisher, url=job.url)
        for n, article in enumerate(found):
            if not many or n % job.tasks == number:
                yield (f, n), article


def _files(paths: Sequence[str | Path]) -> Iterator[str]:
    """All files at *paths*, in order. What cannot be read is found out by the task that gets it."""
    for path in map(Path, paths):
        for file in article_files(path) if path.is_dir() else [path]:
            yield str(file.where if isinstance(file, UnreadableArticle) else file)
