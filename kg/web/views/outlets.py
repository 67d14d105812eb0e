"""Sources by outlet: what each tells in its own voice, what it relays, what others confirm or deny."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from kg.store import Reader
from kg.web.views.kept import per_version
from kg.web.views.values import ids_tail, rows


@dataclass(frozen=True)
class Outlet:
    """An outlet and its share: articles, claims in its own voice, claims of others, and how its events stand."""

    iri: str
    name: str
    articles: int
    own: int
    relayed: int
    anonymous: int
    denials: int
    events: int
    corroborated: int
    disputed: int


_ARTICLES: Final = """SELECT ?article ?outlet ?name {
  ?article a schema:NewsArticle FILTER NOT EXISTS { ?revision prov:wasRevisionOf ?article }
  OPTIONAL { ?article kg:publisher ?p FILTER NOT EXISTS { ?p kg:unnamed true } ?p kg:denotes ?outlet .
    ?outlet rdfs:label ?name }
}"""
_CLAIMS: Final = """SELECT ?article ?own ?act ?unnamed (COUNT(DISTINCT ?claim) AS ?n) {
  ?claim a kg:Claim ; kg:inArticle ?article ; kg:outlet ?own ; kg:act ?act .
  OPTIONAL { ?claim kg:holder/kg:unnamed ?u } BIND(COALESCE(?u, true) AS ?unnamed)
} GROUP BY ?article ?own ?act ?unnamed"""
_EVENTS: Final = """SELECT DISTINCT ?article ?event ?status {
  ?account a kg:EventAccount ; kg:inArticle ?article ; kg:denotes ?event .
  ?proposition a kg:EventProposition ; kg:event ?event . ?assessment kg:proposition ?proposition ; kg:status ?status
  FILTER NOT EXISTS { ?assessment kg:validTo ?past } }"""


@per_version
def outlets(reader: Reader) -> tuple[Outlet, ...]:
    """All outlets, those with most articles first; articles without one are counted together, under no IRI."""
    owner = {row["article"]: (row.get("outlet", ""), row.get("name", "")) for row in rows(reader, _ARTICLES)}
    claims: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows(reader, _CLAIMS):
        if outlet := owner.get(row["article"]):
            number = int(row["n"])
            claims[outlet]["own" if row["own"] == "true" else "relayed"] += number
            claims[outlet]["denials"] += number * (ids_tail(row["act"]) == "denies")
            claims[outlet]["anonymous"] += number * (row["own"] != "true" and row["unnamed"] == "true")
    events: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows(reader, _EVENTS):
        if outlet := owner.get(row["article"]):
            events[outlet][row["event"]] = ids_tail(row["status"])
    articles = Counter(owner.values())
    return tuple(
        Outlet(
            iri=outlet[0],
            name=outlet[1],
            articles=number,
            own=claims[outlet]["own"],
            relayed=claims[outlet]["relayed"],
            anonymous=claims[outlet]["anonymous"],
            denials=claims[outlet]["denials"],
            events=len(events[outlet]),
            corroborated=sum(s == "corroborated" for s in events[outlet].values()),
            disputed=sum(s in {"contested", "denied", "retracted"} for s in events[outlet].values()),
        )
        for outlet, number in sorted(articles.items(), key=lambda pair: (not pair[0][0], -pair[1], pair[0][1]))
    )
