"""What it costs to bring identity and derived graph up to date for one article more, as the graph grows.

    python -m benchmarks.relating --quads 10000000

Generated articles (``benchmarks.generate``) are put into a store on disk and related a few hundred at a time; at each
size some more come one by one, each related by itself, and the median of these times is printed beside the size. The
work is that of ``kg.relate.update_graphs``: reading the article's graph, linking, deriving, changing both graphs.
Publishing a snapshot is not in it.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.generate import generate, read_templates
from kg.model import Article, Facts
from kg.relate import update_graphs
from kg.store import EmbeddedWriter, open_writer
from kg.to_rdf import to_rdf

ONE_BY_ONE = 15


def _put(writer: EmbeddedWriter, article: Article, facts: Facts) -> int:
    graph = to_rdf(facts, article, writer.base_iri)
    writer.put(article, graph)
    writer.graphs()  # new graphs gather until something is asked: what that costs is not the cost of relating
    return len(graph)


def main() -> int:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quads", type=int, default=1_000_000, help="end at this size, of article graphs")
    parser.add_argument("--batch", type=int, default=200, help="articles between two sizes")
    arguments = parser.parse_args()
    made = generate(read_templates())
    print("articles\tquads\tms/article, one by one\tms/article, together", flush=True)
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "store") as writer:
        articles = quads = 0
        while quads < arguments.quads:
            for article, facts in islice(made, arguments.batch):
                quads += _put(writer, article, facts)
            begun = perf_counter()
            update_graphs(writer)
            together = (perf_counter() - begun) / arguments.batch
            single = []
            for article, facts in islice(made, ONE_BY_ONE):
                quads += _put(writer, article, facts)
                begun = perf_counter()
                update_graphs(writer)
                single.append(perf_counter() - begun)
            articles += arguments.batch + ONE_BY_ONE
            print(f"{articles}\t{quads}\t{median(single) * 1e3:.0f}\t{together * 1e3:.0f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
