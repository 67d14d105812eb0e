"""What validation costs per article: pySHACL called plainly, pySHACL as the program calls it, and pyshacl-turbo.

    python -m benchmarks.shacl [--rounds 3]

CPU milliseconds per article, the median of the rounds, the engines taken in turn on the same graphs; the ratio to plain
pySHACL (both graphs parsed, as its documentation shows it); and whether the reports are the same in their five fields.
The four rules that the program runs itself are switched off for all engines alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable

import pyshacl
from rdflib import Graph, URIRef

from benchmarks.generate import read_templates
from kg.to_rdf import to_rdf
from kg.validate import agree, load_shapes
from kg.validate.reference import read_result, run_pyshacl
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.validate.turbo import run_turbo
from kg.vocab import SH


def run_plainly(graph: Graph, shapes: Shapes) -> Iterable[Result]:
    """pySHACL without anything of ours."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes.graph, allow_warnings=True)
    return [read_result(report, node, shapes) for node in report.objects(None, URIRef(SH.result))]


def plain(graph: Graph) -> Graph:
    """*graph* in rdflib's usual store, which pySHACL asks for."""
    copy = Graph(bind_namespaces="none")
    for triple in graph:
        copy.add(triple)
    return copy


ENGINES: dict[str, Callable[[Graph, Shapes], Iterable[Result]]] = {
    "pySHACL, plainly": run_plainly,
    "pySHACL, prepared": run_pyshacl,
    "pyshacl-turbo": run_turbo,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    shapes, templates = load_shapes(), read_templates()
    graphs = [plain(to_rdf(t.facts, t.article)) for t in templates]
    for run in ENGINES.values():
        list(run(graphs[0], shapes))
    spent: dict[str, list[float]] = {name: [] for name in ENGINES}
    found: dict[str, list[list[Result]]] = {}
    for _ in range(args.rounds):
        for name, run in ENGINES.items():
            began = time.process_time()
            found[name] = [list(run(graph, shapes)) for graph in graphs]
            spent[name].append((time.process_time() - began) / len(graphs) * 1000)
    first = statistics.median(spent["pySHACL, plainly"])
    triples = sum(map(len, graphs)) / len(graphs)
    print(f"{len(graphs)} articles, {triples:.0f} triples each, {len(shapes.rules)} shapes, {args.rounds} rounds")
    for name, times in spent.items():
        same = sum(agree(a, b) for a, b in zip(found[name], found["pySHACL, plainly"], strict=True))
        cost = statistics.median(times)
        print(f"{name:18} {cost:8.1f} ms  {first / cost:5.1f} x  reports the same: {same} of {len(graphs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
