"""How much of what is in a graph."""

from __future__ import annotations

from typing import Final

from kg.query import select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES, compact

_BY_CLASS: Final = """SELECT ?key (COUNT(DISTINCT ?thing) AS ?n) {
  VALUES ?key { schema:NewsArticle kg:EventAccount sem:Event kg:ArticleActor kg:Side kg:Relation kg:Claim kg:Link
    kg:Quantity kg:Proposition kg:Assessment kg:Identification kg:Span }
  ?thing a ?key } GROUP BY ?key ORDER BY ?key"""
_BY_STATUS: Final = """SELECT ?key (COUNT(DISTINCT ?assessment) AS ?n) {
  ?assessment a kg:Assessment ; kg:status ?key . FILTER NOT EXISTS { ?assessment kg:validTo ?past } }
GROUP BY ?key ORDER BY ?key"""
_BY_GRAPH: Final = "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key ORDER BY ?key"
_BY_OUTLET: Final = """SELECT ?key (COUNT(DISTINCT ?a) AS ?n) {
  ?a a schema:NewsArticle ; kg:publisher ?p . ?p rdfs:label ?key } GROUP BY ?key ORDER BY DESC(?n) ?key"""


def statistics(reader: Reader) -> dict[str, object]:
    """Counts by class, by status, by graph and by outlet, and what the snapshot says of itself."""
    manifest = reader.manifest
    by_graph = _counts(reader, _BY_GRAPH)
    articles = {name: n for name, n in by_graph.items() if "/graph/article/" in name}
    others = {name: n for name, n in by_graph.items() if name not in articles}
    return {
        "version": manifest.version,
        "base_iri": manifest.base_iri,
        "articles": manifest.articles,
        "statements": manifest.quads,
        "things": {compact(name): n for name, n in _counts(reader, _BY_CLASS).items()},
        "propositions by status": {compact(name): n for name, n in _counts(reader, _BY_STATUS).items()},
        "articles by outlet": _counts(reader, _BY_OUTLET),
        "statements by graph": {"articles": sum(articles.values())} | others,
        "made by": dict(manifest.versions),
    }


def _counts(reader: Reader, sparql: str) -> dict[str, int]:
    return {str(row["key"]): int(row["n"] or 0) for row in select(reader, SPARQL_PREFIXES + sparql).rows}
