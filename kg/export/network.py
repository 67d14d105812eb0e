"""Networks: the relations between actors as GraphML and GEXF, for Gephi, Cytoscape, yEd, networkx."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

from kg.export.forms import Graphs
from kg.query import run
from kg.store.interface import Reader

if TYPE_CHECKING:
    import networkx as nx

_BOTH_WAYS: Final = frozenset({"foughtAlongside", "foughtAgainst", "alliedWith", "hostileTo", "spouseOf"})


def network(reader: Reader) -> nx.MultiDiGraph[str]:
    """The actors that firm relations join: ``weight`` is the number of articles, with the first and last day of these.

    What goes both ways is drawn once, from the lower IRI to the higher one.
    """
    import networkx as nx  # takes longer to load than the rest of the program

    graph = nx.MultiDiGraph(name="alliances")
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    names: dict[str, dict[str, str]] = {}
    for row in run(reader, "network").rows:
        source, target, edge = str(row["source"]), str(row["target"]), str(row["edge"])
        if edge in _BOTH_WAYS and source > target:
            source, target = target, source
        found.setdefault((source, target, edge), []).append(row)
        for end in ("source", "target"):
            names[str(row[end])] = {"label": str(row[f"{end}_name"]), "kind": str(row[f"{end}_kind"])}
    for iri in sorted(names):
        graph.add_node(iri, **names[iri])
    for (source, target, edge), rows in sorted(found.items()):
        days = sorted(str(row["published"]) for row in rows if row["published"])
        graph.add_edge(
            source, target, key=edge, relation=edge, weight=len({row["article"] for row in rows}),
            status="corroborated" if any(str(r["status"]).endswith("corroborated") for r in rows) else "reported",
            first=days[0] if days else "", last=days[-1] if days else "",
        )  # fmt: skip
    return graph


def write_graphml(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """Source: http://graphml.graphdrawing.org/."""
    import networkx as nx

    nx.write_graphml_xml(network(reader), sink, named_key_ids=True, prettyprint=True)


def write_gexf(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """Source: https://gexf.net/ version 1.2draft; without the day that the library writes into the head."""
    import networkx as nx

    text = BytesIO()
    nx.write_gexf(network(reader), text)
    lines = text.getvalue().decode("utf-8").splitlines()
    sink.write("\n".join(_undated(line) for line in lines).encode("utf-8") + b"\n")


def _undated(line: str) -> str:
    before, day, after = line.partition(' lastmodifieddate="')
    return before + after.partition('"')[2] if day else line
