"""What a corpus costs: building it, loading it, asking it, and one article more.

    python -m benchmarks.corpus build --articles 400      articles a second beside bare parsers on the same texts
    python -m benchmarks.corpus store --parts corpus      quads a second, the named queries, memory, one article more

The corpus is that of ``benchmarks.generate``. ``build`` runs `kg build` with two processes into a new store, then the
bare parser in two processes over the same texts, and prints their ratio; memory is the proportional set size of all
processes, looked at twice a second. ``store`` takes a folder that ``benchmarks.generate --quads`` wrote. Seconds are
CPU seconds of all processes where nothing else is said: other load on the machine shows in those of the wall.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate import generate, read_templates, write_corpus
from kg.corpus import build_corpus
from kg.errors import KgError
from kg.model import Article
from kg.parse import load_parser
from kg.parts import read_parts
from kg.query import load_queries, run, select
from kg.read import read_articles
from kg.relate import update_graphs
from kg.store import open_reader, open_writer
from kg.to_rdf import to_rdf
from kg.vocab import SPARQL_PREFIXES


def cpu_s() -> float:
    """CPU seconds of this process and of those that it has ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(r.ru_utime + r.ru_stime for r in spent)


@dataclass
class Memory:
    """The proportional set size of this process and all below it, in MB, and the most that was seen."""

    most: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.5):
            self.most = max(self.most, pss_mb(os.getpid()))


def pss_mb(root: int) -> float:
    """The proportional set size of *root* and its descendants in MB."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found, todo = 0, [root]
    while todo:
        pid = todo.pop()
        todo += [child for child, parent in parents.items() if parent == pid]
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found += int(rollup.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):
            continue
    return found / 1024


def _parse(texts: list[str]) -> float:
    """Parse *texts* with nothing else; CPU seconds, the loading of the parser left out."""
    parser, began = load_parser(), time.process_time()
    for _ in parser.pipe(texts, batch_size=8):
        pass
    return time.process_time() - began


def bare_parsers(texts: list[str]) -> float:
    """CPU seconds that two processes take to parse *texts*."""
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(_parse, [texts[0::2], texts[1::2]]))


def measure_build(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus, store = Path(folder) / "corpus", Path(folder) / "store"
        write_corpus(count, corpus)
        texts = [a.text for a in read_articles(corpus) if isinstance(a, Article)]
        words = sum(len(text.split()) for text in texts) // count
        done, read = [0.0], [0.0, 0.0]

        def all_read() -> None:
            read[:] = time.perf_counter() - began, cpu_s() - before

        with Memory() as memory:
            began, before = time.perf_counter(), cpu_s()
            report = build_corpus(
                [corpus], store, jobs=2, on_relate=all_read,
                on_article=lambda _: done.append(time.perf_counter() - began),
            )  # fmt: skip
            wall, spent = time.perf_counter() - began, cpu_s() - before
        bare = bare_parsers(texts) / count
        tenth = max(len(done) // 10, 2)
        engine = os.environ.get("KG_SHACL") or "pyshacl"
        print(f"{count} articles of {words} words, 2 processes, engine {engine}: {dict(report.counts)}")
        print(f"on the wall          {count / wall:.2f} articles/s end to end, {count / read[0]:.2f} to the store")
        print(
            f"CPU an article       {spent / count:.3f} s end to end, {read[1] / count:.3f} s to the store, "
            f"parser {bare:.3f} s"
        )
        print(f"ratio to the parser  {bare * count / spent:.2f} end to end, {bare * count / read[1]:.2f} to the store")
        print(f"last tenth to first  {(done[-1] - done[-tenth]) / (done[tenth] - done[1]):.2f} on the wall")
        print(f"memory               {memory.most:.0f} MB at most, all processes")
        print(f"statements           {report.published.quads:,}, {report.published.quads / count:.0f} an article")


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
        _ask(place)


def _one_more(writer: object) -> None:
    """The cost of articles that come one by one."""
    times = []
    for article, facts in islice(generate(read_templates(), "more"), 10):
        writer.put(article, to_rdf(facts, article))  # type: ignore[attr-defined]
        began = time.process_time()
        update_graphs(writer)  # type: ignore[arg-type]
        times.append((time.process_time() - began) * 1000)
    print(f"one article more  {statistics.median(times):.0f} ms for identity and derived graph (median of 10)")


_BUSIEST = "SELECT ?x { ?n kg:denotes ?x . ?n a kg:%s } GROUP BY ?x ORDER BY DESC(COUNT(*)) LIMIT 1"


def _ask(place: Path) -> None:
    began, before = time.process_time(), pss_mb(os.getpid())
    with open_reader(place, in_memory=True) as reader:
        took = time.process_time() - began
        size = reader.manifest.quads
        print(f"replica           {size:,} quads in memory in {took:.0f} s, {pss_mb(os.getpid()) - before:.0f} MB")
        busiest = {  # the place and the actor that most articles name
            "place": _BUSIEST % "Place",
            "actor": _BUSIEST % "ArticleActor",
        }
        chosen = {kind: select(reader, SPARQL_PREFIXES + query).rows[0]["x"] for kind, query in busiest.items()}
        for name, query in sorted(load_queries().items()):
            given: dict[str, object] = {p.name: chosen[p.type] for p in query.params if p.type in chosen}
            given |= {k: v for k, v in query.example.items() if k not in given}
            began = time.process_time()
            try:
                rows = f"{len(run(reader, name, **given)):,} rows"
            except KgError as exc:
                rows = str(exc)
            print(f"  {name:24} {(time.process_time() - began) * 1000:8.0f} ms  {rows}", flush=True)


def main() -> int:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["build", "store"])
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--parts", type=Path)
    args = parser.parse_args()
    if args.what == "build":
        measure_build(args.articles)
    elif args.parts is None:
        parser.error("name the folder with --parts")
    else:
        measure_store(args.parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
