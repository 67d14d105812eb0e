"""How long a page takes to become HTML on a store of a million triples: the median of each kind, warm, one client.

    python -m benchmarks.pages --store big                 measure on the store there
    python -m benchmarks.pages --store big --articles 300  make it first, of articles that benchmarks/generate.py draws

The first view of a version computes what spans the whole dataset (lists, network, counts) and keeps it; that time
stands under "first". A server does so before it shows a version: --prepared does the same, and says how long it took.
Of things (actors, events, claims, articles) the five that lead their list are asked for, and ten from all of it. "cpu"
is the processor time of the same requests: on a machine that does other work beside, a quiet one's clock would show
about that.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from benchmarks.generate import generate, read_templates
from kg.pipeline import relate
from kg.store import open_writer
from kg.to_rdf import to_rdf
from kg.web import Settings, create_app, views
from kg.web.app import visit_overviews

GOAL_MS = 50.0
OVERVIEWS = ("/", "/alliances", "/timeline", "/map", "/sources", "/dataset", "/ontology")
ROUNDS = 15


def make(store: Path, articles: int) -> None:
    """A store of *articles* drawn articles, with what spans them, published."""
    with open_writer(store) as writer:
        for article, facts in islice(generate(read_templates()), articles):
            writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)


def addresses(client: FlaskClient) -> Iterator[tuple[str, list[str]]]:
    """The kinds of page with the addresses to ask for."""
    for path in OVERVIEWS:
        yield path, [path]
    reader = client.application.extensions["kg"].reader
    for kind in views.LISTINGS:
        yield f"/browse/{kind}", [f"/browse/{kind}", f"/browse/{kind}?q=army", f"/browse/{kind}?start=200"]
        things = views.everything(reader, kind)
        picked = [*things[:5], *things[5 :: max(len(things) // 10, 1)]]
        yield kind.removesuffix("s"), [row["node"].replace(f"{reader.base_iri}id/", "/page/") for row in picked]


def measure(client: FlaskClient, paths: list[str]) -> tuple[float, list[float], list[float]]:
    """Milliseconds of the first view, of all later ones, and of processor time of the later ones."""
    first, later, busy = 0.0, [], []
    for number in range(ROUNDS + 1):
        for path in paths:
            began, began_busy = time.perf_counter(), time.thread_time()
            answer = client.get(path, headers={"Accept": "text/html"})
            took = (time.perf_counter() - began) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            if number:
                later.append(took)
                busy.append((time.thread_time() - began_busy) * 1000)
            else:
                first = max(first, took)
    return first, later, busy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="make the store of so many articles, if it is not there")
    parser.add_argument(
        "--prepared", action="store_true", help="compute first what spans the version, as a server does"
    )
    args = parser.parse_args()
    if args.articles and not args.store.exists():
        make(args.store, args.articles)
    app = create_app(Settings(store=str(args.store), workers=1))
    site = app.extensions["kg"]
    manifest = site.reader.manifest
    print(f"{manifest.quads:,} quads of {manifest.articles:,} articles, version {manifest.version}")
    if args.prepared:
        began = time.perf_counter()
        visit_overviews(app, site.reader)
        print(f"prepared in {time.perf_counter() - began:.1f} s")
    print(f"{'page':18} {'pages':>5} {'median ms':>10} {'95th ms':>9} {'cpu ms':>7} {'first ms':>9}")
    slow = []
    client = app.test_client()
    for kind, paths in addresses(client):
        first, later, busy = measure(client, paths)
        ninety_fifth = sorted(later)[int(len(later) * 0.95)]
        print(f"{kind:18} {len(paths):5} {median(later):10.1f} {ninety_fifth:9.1f} {median(busy):7.1f} {first:9.0f}")
        if median(later) >= GOAL_MS:
            slow.append(kind)
    site.close()
    print(f"the goal is a median under {GOAL_MS:.0f} ms; over it: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
