"""Who says what against whom: disputes, agreement between outlets, first reports."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Final

from kg.analyse.result import Analysis, Edge
from kg.query import run, select
from kg.store import Queryable
from kg.vocab import SPARQL_PREFIXES

_TOLD: Final = """SELECT DISTINCT ?proposition ?outlet ?negates ?published {
  ?assessment kg:proposition ?proposition ; kg:ground ?claim .
  BIND(EXISTS { ?assessment kg:negatedBy ?claim } AS ?negates)
  ?claim kg:inArticle ?article .
  FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?article }
  ?article kg:publisher/kg:denotes/rdfs:label ?outlet .
  OPTIONAL { ?article schema:datePublished ?published }
} ORDER BY ?proposition ?outlet"""


def disputes(source: Queryable, as_of: str) -> Analysis:
    """Who denies what whom says, as the graph stands now (the query ``who-disputes-whom``)."""
    found = run(source, "who-disputes-whom").rows
    rows = tuple((str(r["denier_name"]), str(r["holder_name"]), int(str(r["things"]))) for r in found)
    edges = tuple(Edge(denier, holder, together=False, weight=n) for denier, holder, n in rows)
    return Analysis("Who denies what whom says, and how many things.", ("denier", "holder", "things"), rows, edges)


def first_reports(source: Queryable, as_of: str) -> Analysis:
    """Which outlet had an event first that several articles tell of (the query ``first-reports``)."""
    found = [r for r in run(source, "first-reports").rows if str(r["first"]) <= as_of]
    rows = tuple(
        (str(r["first"]), str(r["outlet"]), str(r["about"]), int(str(r["articles"])), str(r["last"]), str(r["article"]))
        for r in found
    )
    columns = ("first", "outlet", "event", "articles", "last", "article")
    return Analysis("Who had an event first, of those that several articles tell of.", columns, rows)


def agreement(source: Queryable, as_of: str) -> Analysis:
    """Pairs of outlets: of how many things both tell, and on how many of these one tells what the other denies."""
    told: dict[str, dict[str, set[bool]]] = defaultdict(lambda: defaultdict(set))
    for row in select(source, SPARQL_PREFIXES + _TOLD).rows:
        if row["published"] is None or str(row["published"]) <= as_of:
            told[str(row["proposition"])][str(row["outlet"])].add(bool(row["negates"]))
    both: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for by_outlet in told.values():
        for one, other in combinations(sorted(by_outlet), 2):
            both[one, other].append(by_outlet[one] == by_outlet[other])
    rows = tuple(
        (one, other, len(alike), sum(alike), round(sum(alike) / len(alike), 3))
        for (one, other), alike in sorted(both.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    edges = tuple(Edge(one, other, together=2 * same >= n, weight=n) for one, other, n, same, _ in rows)
    about = "Of how many things two outlets both tell, and on how many they tell the same (told, denied, or both)."
    return Analysis(about, ("outlet", "other", "things", "same", "share"), rows, edges)
