"""What one version of a graph says and another does not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from kg.query import select
from kg.store import Queryable
from kg.vocab import SPARQL_PREFIXES, compact

_FACTS: Final = """SELECT DISTINCT ?iri ?class ?label ?actor ?role ?event ?subject ?relation ?object ?status {
  VALUES ?class { schema:NewsArticle kg:EventAccount kg:Participation kg:Side kg:Relation kg:Claim kg:Link kg:Quantity
    kg:Assessment }
  ?iri a ?class .
  OPTIONAL { ?iri rdfs:label ?label }
  OPTIONAL { ?iri kg:actor/rdfs:label ?actor ; kg:role ?role ; kg:account/rdfs:label ?event }
  OPTIONAL { ?iri kg:subject/rdfs:label ?subject ; kg:relationType ?relation ; kg:object/rdfs:label ?object }
  OPTIONAL { ?iri kg:status ?status }
  FILTER NOT EXISTS { ?iri kg:validTo ?past }
}"""


@dataclass(frozen=True, order=True)
class Fact:
    """A fact of a graph: what kind it is, what it says, its IRI."""

    kind: str
    label: str
    iri: str

    def as_dict(self) -> dict[str, str]:
        """The fact as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Changes:
    """Facts of the new graph that the old one lacks, and the other way round, sorted."""

    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]


def compare(before: Queryable, after: Queryable) -> Changes:
    """The facts gained and lost from *before* to *after*."""
    old, new = _facts(before), _facts(after)
    return Changes(tuple(sorted(new - old)), tuple(sorted(old - new)))


def _facts(source: Queryable) -> set[Fact]:
    return {_fact(row) for row in select(source, SPARQL_PREFIXES + _FACTS).rows}


def _fact(row: dict[str, str | int | float | bool | None]) -> Fact:
    said = {name: str(value) for name, value in row.items() if value is not None}
    if "actor" in said:
        label = f"{said['actor']} {compact(said['role']).partition(':')[2]} in {said['event']}"
    elif "subject" in said:
        label = f"{said['subject']} {compact(said['relation']).partition(':')[2]} {said['object']}"
    else:
        label = said.get("label") or compact(said.get("status", "")) or said["iri"]
    return Fact(compact(said["class"]).partition(":")[2], label, said["iri"])
