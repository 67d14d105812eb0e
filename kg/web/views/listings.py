"""What there is: how many of what, all of one kind, those whose name holds words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg.store import Reader
from kg.web.views.happenings import happenings
from kg.web.views.kept import per_version
from kg.web.views.values import Node, Row, ids_tail, rows


@per_version
def counts(reader: Reader) -> dict[str, int]:
    """How many articles, actors, events and claims there are."""
    base = reader.base_iri
    found = rows(
        reader,
        f"""SELECT ?articles ?actors ?events ?claims {{
  {{ SELECT (COUNT(?a) AS ?articles) {{ ?a a schema:NewsArticle }} }}
  {{ SELECT (COUNT(DISTINCT ?c) AS ?actors) {{ ?n kg:denotes ?c FILTER(STRSTARTS(STR(?c), "{base}id/actor/")) }} }}
  {{ SELECT (COUNT(DISTINCT ?c) AS ?events) {{ ?n kg:denotes ?c FILTER(STRSTARTS(STR(?c), "{base}id/event/")) }} }}
  {{ SELECT (COUNT(?c) AS ?claims) {{ ?c a kg:Claim }} }}
}}""",
    )
    return {name: int(number) for name, number in found[0].items()} if found else {}


@dataclass(frozen=True)
class Listing:
    """A list of things of one kind: its query, the columns of its files, and the column that holds a day."""

    columns: tuple[str, ...]
    query: str = ""
    dated: str = ""


LISTINGS: Final[Mapping[str, Listing]] = {
    "actors": Listing(
        ("node", "label", "kind", "articles"),
        """SELECT ?node ?label (SAMPLE(?k) AS ?kind) (COUNT(DISTINCT ?a) AS ?articles) {
  ?n kg:denotes ?node ; kg:inArticle ?a ; a kg:ArticleActor . ?node rdfs:label ?label
  OPTIONAL { ?n a ?k
    FILTER(?k IN (kg:State, kg:ArmedGroup, kg:Organization, kg:Person, kg:Media, kg:Population)) }
} GROUP BY ?node ?label ORDER BY DESC(?articles) LCASE(?label) ?node""",
    ),
    "events": Listing(
        ("node", "label", "type", "status", "begin", "end", "precision", "place", "articles"), "", "begin"
    ),
    "claims": Listing(
        ("node", "label", "words", "article", "day"),
        """SELECT ?node ?label ?words ?article ?day {
  ?node a kg:Claim ; kg:outlet false ; rdfs:label ?label ; kg:inArticle ?a .
  ?a rdfs:label ?article .
  OPTIONAL { ?a schema:datePublished ?day }
  OPTIONAL { ?node kg:evidence ?span . ?span oa:exact ?words }
} ORDER BY DESC(?day) ?node""",
        "day",
    ),
    "articles": Listing(
        ("node", "label", "publisher", "day"),
        """SELECT ?node ?label ?publisher ?day {
  ?node a schema:NewsArticle ; rdfs:label ?label .
  OPTIONAL { ?node kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS { ?p kg:unnamed true } }
  OPTIONAL { ?node schema:datePublished ?day }
} ORDER BY DESC(?day) LCASE(?label) ?node""",
        "day",
    ),
}


@per_version
def everything(reader: Reader, kind: str) -> tuple[Row, ...]:
    """All things of *kind*, one of :data:`LISTINGS`, each once."""
    if kind == "events":
        return tuple(
            {
                "node": h.iri, "label": h.label, "type": h.type, "status": h.status, "begin": h.begin, "end": h.end,
                "precision": h.time_precision, "place": h.where, "articles": str(h.articles),
            }
            for h in happenings(reader)
        )  # fmt: skip
    seen: dict[str, Row] = {}
    for row in rows(reader, LISTINGS[kind].query):
        seen.setdefault(row["node"], {**row, **({"kind": ids_tail(row["kind"])} if "kind" in row else {})})
    return tuple(seen.values())


def listing(reader: Reader, kind: str, words: str = "", first: str = "", last: str = "") -> list[Row]:
    """All things of *kind* whose name or text holds *words*, and whose day lies between *first* and *last*."""
    wanted, dated = words.casefold(), LISTINGS[kind].dated
    found = (row for row in everything(reader, kind))
    if wanted:
        found = (r for r in found if wanted in f"{r.get('label', '')} {r.get('words', '')}".casefold())
    if dated and (first or last):
        found = (r for r in found if (day := r.get(dated, "")) and day >= first and (not last or day <= last))
    return list(found)


def search(reader: Reader, words: str, *, limit: int = 12) -> list[Node]:
    """Actors, events and articles whose name holds all of *words*."""
    wanted = words.casefold().split()
    found = [
        Node(row["node"], row["label"])
        for kind in ("actors", "events", "articles")
        for row in everything(reader, kind)
        if wanted and all(word in row["label"].casefold() for word in wanted)
    ]
    return found[:limit]
