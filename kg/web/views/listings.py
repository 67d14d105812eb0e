"""What there is: how many of what, all of one kind, those whose name holds words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.store import Queryable
from kg.web.views.values import Node, Row, rows


def counts(reader: Queryable) -> dict[str, int]:
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


LISTINGS: Final[Mapping[str, str]] = {
    "actors": """SELECT ?node ?label (COUNT(DISTINCT ?a) AS ?articles) {
  ?n kg:denotes ?node ; kg:inArticle ?a ; a kg:ArticleActor . ?node rdfs:label ?label
} GROUP BY ?node ?label ORDER BY DESC(?articles) LCASE(?label) ?node""",
    "events": """SELECT ?node ?label (COUNT(DISTINCT ?a) AS ?articles) (MIN(?day) AS ?begin) {
  ?n kg:denotes ?node ; kg:inArticle ?a ; a kg:EventAccount . ?node rdfs:label ?label
  OPTIONAL { ?n kg:time/kg:begin ?day }
} GROUP BY ?node ?label ORDER BY DESC(?begin) LCASE(?label) ?node""",
    "claims": """SELECT ?node ?label ?words ?article ?day {
  ?node a kg:Claim ; kg:outlet false ; rdfs:label ?label ; kg:inArticle ?a .
  ?a rdfs:label ?article .
  OPTIONAL { ?a schema:datePublished ?day }
  OPTIONAL { ?node kg:evidence ?span . ?span oa:exact ?words }
} ORDER BY DESC(?day) ?node""",
    "articles": """SELECT ?node ?label ?publisher ?day {
  ?node a schema:NewsArticle ; rdfs:label ?label .
  OPTIONAL { ?node kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS { ?p kg:unnamed true } }
  OPTIONAL { ?node schema:datePublished ?day }
} ORDER BY DESC(?day) LCASE(?label) ?node""",
}


def listing(reader: Queryable, kind: str, words: str = "") -> list[Row]:
    """All things of *kind*, one of :data:`LISTINGS`, whose name holds *words*."""
    wanted = words.casefold()
    seen: dict[str, Row] = {}
    for row in rows(reader, LISTINGS[kind]):
        if wanted in f"{row.get('label', '')} {row.get('words', '')}".casefold():
            seen.setdefault(row["node"], row)
    return list(seen.values())


def search(reader: Queryable, words: str, *, limit: int = 12) -> list[Node]:
    """Actors, events and articles whose name holds all of *words*."""
    wanted = words.casefold().split()
    found = [
        Node(row["node"], row["label"])
        for kind in ("actors", "events", "articles")
        for row in listing(reader, kind)
        if wanted and all(word in row["label"].casefold() for word in wanted)
    ]
    return found[:limit]
