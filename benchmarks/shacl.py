"""What validation costs per article: pySHACL called plainly, pySHACL as the program calls it, and the compiled shapes.

    python -m benchmarks.shacl [--rounds 3]

CPU milliseconds per article, the median of the rounds, the engines taken in turn on the same graphs; the ratio to plain
pySHACL (both graphs parsed, as its documentation shows it); and whether the reports are the same in their five fields.
Each is given the graph in the form it takes: rdflib's for pySHACL, triples as text for the compiled shapes, which run
what violates again in pySHACL. Memory is frozen before, as a worker's is. The four rules that the program runs itself
are switched off for all alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Set

import pyshacl
from rdflib import Graph, URIRef

from benchmarks.generate import read_templates
from kg.corpus.workers import settle_memory
from kg.terms import Triple
from kg.to_rdf import to_rdf
from kg.validate import Shapes, Statements, five_fields, load_shapes, run_shacl
from kg.validate.reference import read_result, run_pyshacl
from kg.validate.report import Result
from kg.vocab import SH

Given = tuple[Graph, Statements, Set[Triple]]
"""One graph as rdflib has it, as pySHACL is given it by the program, and as the program makes it."""


def given(triples: Set[Triple]) -> Given:
    """*triples* in all forms; in rdflib's usual store, which pySHACL asks for."""
    usual, statements = Graph(bind_namespaces="none"), Statements(triples)
    for triple in statements.graph:
        usual.add(triple)
    return usual, statements, triples


def run_plainly(graph: Given, shapes: Shapes) -> Iterable[Result]:
    """pySHACL without anything of ours."""
    _, report, _ = pyshacl.validate(graph[0], shacl_graph=shapes.graph, allow_warnings=True)
    return [read_result(report, node, shapes) for node in report.objects(None, URIRef(SH.result))]


def agree(one: list[Result], other: list[Result]) -> bool:
    """Whether two reports are the same in their five fields."""
    return five_fields(one) == five_fields(other)


ENGINES: dict[str, Callable[[Given, Shapes], Iterable[Result]]] = {
    "pySHACL, plainly": run_plainly,
    "pySHACL, prepared": lambda graph, shapes: run_pyshacl(graph[1], shapes),
    "compiled shapes": lambda graph, shapes: run_shacl(Statements(graph[2]), shapes, "compiled"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    shapes, templates = load_shapes(), read_templates()
    graphs = [given(to_rdf(t.facts, t.article)) for t in templates]
    for run in ENGINES.values():
        list(run(graphs[0], shapes))
    settle_memory()
    spent: dict[str, list[float]] = {name: [] for name in ENGINES}
    found: dict[str, list[list[Result]]] = {}
    for _ in range(args.rounds):
        for name, run in ENGINES.items():
            began = time.process_time()
            found[name] = [list(run(graph, shapes)) for graph in graphs]
            spent[name].append((time.process_time() - began) / len(graphs) * 1000)
    first = statistics.median(spent["pySHACL, plainly"])
    triples = sum(len(triples) for _, _, triples in graphs) / len(graphs)
    print(f"{len(graphs)} articles, {triples:.0f} triples each, {len(shapes.rules)} shapes, {args.rounds} rounds")
    for name, times in spent.items():
        same = sum(map(agree, found[name], found["pySHACL, plainly"]))
        cost = statistics.median(times)
        print(f"{name:18} {cost:8.1f} ms  {first / cost:5.1f} x  reports the same: {same} of {len(graphs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
