"""Claims: what one holder puts, through whom it came, in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.store import Queryable, Reader
from kg.web.views.evidence import Passage, passages
from kg.web.views.values import Node, ids_tail, labels, rows, values


@dataclass(frozen=True)
class Claim:
    """What one holder puts, with the words that say so."""

    iri: str
    holder: Node | None
    act: str
    outlet: bool
    certainty: str
    modality: str
    content: tuple[tuple[str, Node], ...] = ()
    passages: tuple[Passage, ...] = ()
    article: Node | None = None
    published: str = ""


def claims(reader: Reader, where: str) -> list[Claim]:
    """The claims that the pattern *where* binds to ``?claim``, the newest first."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?claim ?holder ?name ?act ?outlet ?certainty ?modality ?a ?title ?day {{
  {{ SELECT DISTINCT ?claim {{ {where} }} LIMIT 200 }}
  ?claim kg:act ?act ; kg:inArticle ?a ; kg:outlet ?outlet .
  ?a rdfs:label ?title .
  OPTIONAL {{ ?claim kg:holder ?h . ?h rdfs:label ?name
    OPTIONAL {{ ?h kg:denotes ?c }} BIND(COALESCE(?c, ?h) AS ?holder) }}
  OPTIONAL {{ ?claim kg:certainty ?certainty }}
  OPTIONAL {{ ?claim kg:modality ?modality }}
  OPTIONAL {{ ?a schema:datePublished ?day }}
}} ORDER BY DESC(?day) ?outlet ?claim""",
    )
    iris = [row["claim"] for row in found]
    evidence, content = passages(reader, iris), _content(reader, iris)
    return [
        Claim(
            iri=row["claim"],
            holder=Node(row["holder"], row["name"]) if "holder" in row else None,
            act=ids_tail(row["act"]),
            outlet=row["outlet"] == "true",
            certainty=ids_tail(row.get("certainty", "")),
            modality=ids_tail(row.get("modality", "")),
            content=tuple(content[row["claim"]]),
            passages=tuple(evidence[row["claim"]]),
            article=Node(row["a"], row["title"]),
            published=row.get("day", ""),
        )
        for row in {row["claim"]: row for row in found}.values()
    ]


def _content(reader: Queryable, iris: Sequence[str]) -> dict[str, list[tuple[str, Node]]]:
    """What each claim affirms and negates, events as the events they are accounts of."""
    found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    if not iris:
        return found
    pairs = rows(
        reader,
        f"""SELECT DISTINCT ?claim ?how ?thing {{
  VALUES ?claim {{ {values(iris)} }} VALUES (?p ?how) {{ (kg:affirms "affirms") (kg:negates "negates") }}
  ?claim ?p ?t FILTER NOT EXISTS {{ ?t a kg:Participation }}
  OPTIONAL {{ ?t kg:denotes ?c }} BIND(COALESCE(?c, ?t) AS ?thing)
}} ORDER BY ?claim ?how ?thing""",
    )
    named = labels(reader, (row["thing"] for row in pairs))
    for row in pairs:
        found[row["claim"]].append((row["how"], Node(row["thing"], named[row["thing"]])))
    return found


def chain(reader: Queryable, claim: str) -> list[Node]:
    """The voices of *claim*, the origin first."""
    found = rows(
        reader,
        f"""SELECT ?voice ?label {{
  <{claim}> kg:chain ?link . ?link kg:position ?n ; kg:voice ?v . ?v rdfs:label ?label .
  OPTIONAL {{ ?v kg:denotes ?c }} BIND(COALESCE(?c, ?v) AS ?voice) }} ORDER BY ?n""",
    )
    return [Node(row["voice"], row["label"]) for row in found]
