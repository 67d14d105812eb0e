"""What a corpus costs: building it, loading it, asking it, and one article more.

    python -m benchmarks.corpus build --articles 3000     articles a second beside bare parsers on the same texts
    python -m benchmarks.corpus stages --articles 100     CPU of each stage of an article, in one process
    python -m benchmarks.corpus store --parts corpus      quads a second, the named queries, memory, one article more

The corpus is that of ``benchmarks.generate``; --corpus takes a folder that it wrote. ``build`` runs `kg build` with two
processes into a new store (KG_SHACL=pyshacl for pySHACL alone), then the parser as it ships in two processes over the
same texts, and prints their ratio; memory is the proportional set size of all processes, looked at twice a second; the
last block is compared with the first, each a tenth of the articles or 1,000. ``store`` takes a folder that
``benchmarks.generate --quads`` wrote. Seconds are CPU seconds of all processes where nothing else is said: other load
on the machine shows in those of the wall.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import spacy

from benchmarks.generate import generate, read_templates, write_corpus
from benchmarks.memory import Memory, pss_mb
from benchmarks.queries import ask_all
from kg.clean import clean
from kg.corpus import build_corpus
from kg.corpus.workers import settle_memory
from kg.extract import extract
from kg.fingerprint import extractor
from kg.model import Article, replace
from kg.parse import DEFAULT_MODEL, parse
from kg.parts import read_parts
from kg.pipeline import make
from kg.read import read_articles
from kg.relate import update_graphs
from kg.store import open_writer
from kg.terms import lines_of
from kg.to_rdf import to_rdf
from kg.validate import ENGINES, quarantine, validate
from kg.vocab import DEFAULT_BASE

T = TypeVar("T")


def cpu_s() -> float:
    """CPU seconds of this process and of those that it has ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(r.ru_utime + r.ru_stime for r in spent)


def _parse(texts: list[str]) -> tuple[float, float]:
    """Parse *texts* with nothing else; CPU and wall seconds, the loading of the parser left out."""
    parser = spacy.load(DEFAULT_MODEL)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in parser.pipe(texts, batch_size=8):
        pass
    return time.process_time() - cpu, time.perf_counter() - wall


def bare_parsers(texts: list[str]) -> tuple[float, float]:
    """CPU seconds that two processes take to parse *texts*, and those on the wall."""
    with ProcessPoolExecutor(2) as pool:
        spent = list(pool.map(_parse, [texts[0::2], texts[1::2]]))
    return sum(cpu for cpu, _ in spent), max(wall for _, wall in spent)


def measure_build(count: int, made: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus, store = made or Path(folder) / "corpus", Path(folder) / "store"
        if made is None:
            write_corpus(count, corpus)
        done = [0.0]
        with Memory() as memory:
            began, before = time.perf_counter(), cpu_s()
            report = build_corpus(
                [corpus], store, jobs=2, on_article=lambda _: done.append(time.perf_counter() - began)
            )
            wall, spent = time.perf_counter() - began, cpu_s() - before
        texts = [a.text for a in read_articles(corpus) if isinstance(a, Article)]
        count, words = len(texts), sum(len(text.split()) for text in texts) // len(texts)
        bare, bare_wall = bare_parsers(texts)
        block = min(1000, max(count // 10, 2))
        first, last = done[block] - done[0], done[-1] - done[-1 - block]
        if block < 1000:  # in a short one the first block is mostly the start of the processes
            first = done[2 * block] - done[block]
        engine = os.environ.get("KG_SHACL") or ENGINES[0]
        print(f"{count} articles of {words} words, 2 processes, engine {engine}: {dict(report.counts)}")
        print(f"on the wall          {count / wall:.2f} articles/s end to end, bare parsers {count / bare_wall:.2f}")
        print(f"CPU an article       {spent / count:.3f} s end to end, bare parsers {bare / count:.3f} s")
        print(f"if the cores are free {2 * count / spent:.2f} articles/s (two CPU-seconds in a second)")
        print(f"ratio to the parsers {bare / spent:.2f} of CPU, {bare_wall / wall:.2f} on the wall")
        print(f"last {block} to first    {last / first:.2f} on the wall")
        print(f"memory               {memory.most:.0f} MB at most, all processes")
        print(f"statements           {report.published.quads:,}, {report.published.quads / count:.0f} an article")


def measure_stages(count: int, made: Path | None) -> None:
    """CPU milliseconds an article in each stage, in this process, which has frozen what it loaded as a worker does."""
    spent: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - began
        return result

    with tempfile.TemporaryDirectory() as folder:
        corpus = made or Path(folder) / "corpus"
        if made is None:
            write_corpus(count, corpus)
        articles = [a for a in islice(read_articles(corpus), count) if isinstance(a, Article)]
        bare, _ = _parse([a.text for a in articles])
        make(articles[0], DEFAULT_BASE)
        settle_memory()
        with open_writer(Path(folder) / "store") as writer:
            for article in articles:
                cleaned = timed("clean", lambda article=article: clean(article))
                parsed = timed("parse", lambda cleaned=cleaned: parse(cleaned))
                facts = replace(timed("extract", lambda parsed=parsed: extract(parsed)), extractor=extractor())
                graph = timed("map", lambda f=facts, a=article: to_rdf(f, a, DEFAULT_BASE))
                report = timed("validate", lambda g=graph, a=article: validate(g, article_text=a.text))
                kept = timed("keep apart", lambda g=graph, r=report: quarantine(g, r)[0])
                lines = timed("write", lambda k=kept: lines_of(k))
                timed("put", lambda a=article, t=lines: writer.put(a, t))
            timed("relate", lambda: update_graphs(writer))
            timed("publish", writer.publish)
    total, reading = sum(spent.values()), sum(spent[stage] for stage in ("clean", "parse", "extract"))
    words = sum(len(a.text.split()) for a in articles) // len(articles)
    engine = os.environ.get("KG_SHACL") or ENGINES[0]
    print(f"{len(articles)} articles of {words} words, engine {engine}; CPU milliseconds an article")
    for stage, seconds in spent.items():
        print(f"{stage:12} {seconds / len(articles) * 1000:6.1f}  {seconds / total:4.0%}")
    print(f"{'in all':12} {total / len(articles) * 1000:6.1f}")
    print(f"bare parser  {bare / len(articles) * 1000:6.1f}  reading at {bare / reading:.0%} of its speed; "
          f"all the rest is {1 - reading / total:.0%} of the CPU")  # fmt: skip


def measure_store(parts: Path) -> None:
    files = sorted(parts.glob("part-*.nq"))
    with tempfile.TemporaryDirectory() as folder:
        for where in ("memory", "disk"):
            before, began = pss_mb(os.getpid()), time.process_time()
            store = ox.Store() if where == "memory" else ox.Store(f"{folder}/disk")
            for file in files:
                store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
            took = time.process_time() - began
            grown = pss_mb(os.getpid()) - before
            rate = len(store) / took
            print(
                f"bulk load, {where:6}  {len(store):,} quads in {took:.0f} s: {rate:,.0f} a CPU-second, {grown:.0f} MB"
            )
            del store
        place = Path(folder) / "store"
        with open_writer(place) as writer:
            began = time.process_time()
            count = sum(writer.put(e.article, lines, quarantined=e.quarantined) for e, lines in read_parts(parts))
            put = time.process_time() - began
            began = time.process_time()
            update_graphs(writer)
            related = time.process_time() - began
            writer.publish()
            quads = writer.published.quads if writer.published else 0
            print(f"kg load           {count:,} articles, {quads:,} quads with identity and derived: "
                  f"{count / put:.1f} articles a CPU-second put, {count / related:.1f}related")  # fmt: skip
            _one_more(writer)
            writer.publish()
        ask_all(place, [], 60)


def _one_more(writer: object) -> None:
    """The cost of articles that come one by one."""
    times = []
    for article, facts in islice(generate(read_templates(), "more"), 10):
        writer.put(article, to_rdf(facts, article))  # type: ignore[attr-defined]
        began = time.process_time()
        update_graphs(writer)  # type: ignore[arg-type]
        times.append((time.process_time() - began) * 1000)
    print(f"one article more  {statistics.median(times):.0f} ms for identity and derived graph (median of 10)")


def main() -> int:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["build", "stages", "store"])
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--parts", type=Path)
    args = parser.parse_args()
    if args.what == "build":
        measure_build(args.articles, args.corpus)
    elif args.what == "stages":
        measure_stages(args.articles, args.corpus)
    elif args.parts is None:
        parser.error("name the folder with --parts")
    else:
        measure_store(args.parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
