"""The bare statements about a thing, by property: what every page shows at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg import ids
from kg.store import Queryable
from kg.vocab import compact
from kg.web.views.values import Node, Row, labels, rows


@dataclass(frozen=True)
class Statement:
    """A property of a thing with its values, which are nodes or plain words."""

    name: str
    iri: str
    values: tuple[Node | str, ...]


def statements(reader: Queryable, iri: str, *, limit: int = 60) -> tuple[list[Statement], list[Statement]]:
    """What is said of *iri*, and what is said with it, by property; *limit* statements each way at most."""
    # not sorted by the engine: it would sort all there are before it cuts
    outgoing = _sorted(rows(reader, f"SELECT ?p ?o (isIRI(?o) AS ?iri) {{ <{iri}> ?p ?o }} LIMIT {limit}"))
    incoming = _sorted(rows(reader, f"SELECT ?p ?o (isIRI(?o) AS ?iri) {{ ?o ?p <{iri}> }} LIMIT {limit}"))
    named = labels(
        reader, (row["o"] for row in (*outgoing, *incoming) if row["iri"] == "true" and ids.kind_of(row["o"]))
    )
    return _grouped(outgoing, named), _grouped(incoming, named)


def _sorted(found: list[Row]) -> list[Row]:
    return sorted(found, key=lambda row: (row["p"], row["o"]))


def _grouped(found: Iterable[Row], named: Mapping[str, str]) -> list[Statement]:
    by_property: dict[str, list[Node | str]] = defaultdict(list)
    for row in found:
        value = Node(row["o"], named.get(row["o"]) or compact(row["o"])) if row["iri"] == "true" else row["o"]
        by_property[row["p"]].append(value)
    return [Statement(compact(p), p, tuple(values)) for p, values in by_property.items()]


def same_as(reader: Queryable, iri: str) -> list[str]:
    """What *iri*, or a node that means it, is the same as elsewhere on the web: entries of Wikidata, GeoNames."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?same {{
  {{ <{iri}> schema:sameAs ?same }} UNION {{ ?n kg:denotes <{iri}> ; schema:sameAs ?same }}
  UNION {{ <{iri}> kg:denotes/schema:sameAs ?same }} }} ORDER BY ?same""",
    )
    return [row["same"] for row in found if row["same"].startswith(("http://", "https://"))]
