"""What people have put right, as the store keeps it: addressed by article, span and exact text.

An address holds whatever reads the article next time, and however the IRIs of nodes come about: which node it means is
looked up when the graphs that span articles are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.model import Span
from kg.store.interface import Queryable
from kg.vocab import SPARQL_PREFIXES


class Put(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A correction: what is ``wrong`` at a span, what a mention ``is`` (``means``), or that it is ``apart``."""

    kind: str
    begin: int
    end: int
    exact: str
    means: str = ""


_ALL: Final = """SELECT ?address ?kind ?begin ?end ?exact ?means {
  ?correction a kg:Correction ; kg:address ?address ; kg:corrects ?kind ;
    oa:start ?begin ; oa:end ?end ; oa:exact ?exact .
  OPTIONAL { ?correction kg:means ?means }
}"""
_BY_NODE: Final = "SELECT ?node ?means { ?correction a kg:Correction ; kg:node ?node ; kg:canonical ?means }"
_ADDRESSES: Final = "SELECT ?url { <%s> schema:url ?url }"
_ARTICLES: Final = """SELECT DISTINCT ?article {
  VALUES ?address { <%(address)s> "%(address)s" } ?article schema:url ?address ; a schema:NewsArticle
}"""
_MENTIONED: Final = """SELECT DISTINCT ?node ?exact { GRAPH <%(graph)s> {
  ?node kg:mention|kg:metonymMention|kg:trigger ?span . ?span oa:start %(begin)d ; oa:end %(end)d .
  OPTIONAL { ?span oa:exact ?exact }
} }"""


class Corrections:
    """All corrections of *source*, by the address of their article."""

    def __init__(self, source: Queryable) -> None:
        self._source = source
        self.by_address: dict[str, list[Put]] = defaultdict(list)
        for row in self._rows(_ALL):
            put = Put(row["kind"], int(row["begin"]), int(row["end"]), row["exact"], row.get("means", ""))
            self.by_address[row["address"]].append(put)
        for row in self._rows(_BY_NODE):
            self.by_address[ids.version_of(row["node"]) or ""].append(Put("node", 0, 0, row["node"], row["means"]))
        for several in self.by_address.values():
            several.sort()

    def _rows(self, sparql: str) -> Iterator[dict[str, str]]:
        found = self._source.query(SPARQL_PREFIXES + sparql)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {n: str(getattr(term, "value", "")) for n in names if (term := row[n]) is not None}

    def of(self, v: str) -> list[Put]:
        """The corrections of article *v*: those under its version, its IRI or its address on the web."""
        if not self.by_address:
            return []
        article = ids.article(self._source.base_iri, v)
        urls = [row["url"] for row in self._rows(_ADDRESSES % article)]
        return sorted(put for name in {v, article, *urls} for put in self.by_address.get(name, ()))

    def versions(self, address: str) -> list[str]:
        """The versions of the articles at *address*, whether they are there or not."""
        if v := ids.version_of(address):
            return [v]
        if not address.startswith(("http://", "https://")) or any(c in address for c in ' <>"{}|\\^`\n'):
            return [address]
        rows = self._rows(_ARTICLES % {"address": address})
        return sorted(row["article"].rpartition("/")[2] for row in rows)

    def nodes(self, v: str, at: Span, exact: str) -> list[str]:
        """The nodes of article *v* mentioned at just these characters, where the text there is *exact*."""
        graph = ids.article_graph(self._source.base_iri, v)
        rows = self._rows(_MENTIONED % {"graph": graph, "begin": at[0], "end": at[1]})
        return sorted(row["node"] for row in rows if row.get("exact", exact) == exact)


_WRONG_CLAIMS: Final = """DELETE { GRAPH ?g { ?claim ?property ?value } } WHERE { GRAPH ?g {
  ?span kg:inArticle <%(article)s> ; oa:start ?begin ; oa:end ?end .
  FILTER(%(begin)d <= ?begin && ?end <= %(end)d)
  ?claim kg:evidence ?span ; a kg:Claim ; ?property ?value .
} }"""
_WRONG_ACCOUNTS: Final = """DELETE { GRAPH ?g { ?claim ?stands ?thing } } WHERE { GRAPH ?g {
  ?span kg:inArticle <%(article)s> ; oa:start ?begin ; oa:end ?end .
  FILTER(%(begin)d <= ?begin && ?end <= %(end)d)
  ?account kg:trigger ?span .
  VALUES ?stands { kg:affirms kg:negates }
  { ?claim ?stands ?account BIND(?account AS ?thing) } UNION { ?thing kg:account ?account . ?claim ?stands ?thing }
} }"""
WRONG: Final = (_WRONG_CLAIMS, _WRONG_ACCOUNTS)
"""The updates that take out what is said to be wrong."""


def take_out_wrong(store: ox.Store, base: str, v: str, corrections: list[Put]) -> None:
    """Take out of the graph of article *v* in *store* the claims that rest on what is said to be wrong.

    These are the claims whose evidence lies within the span, and what claims say of accounts told by a word in it.
    """
    for put in corrections:
        if put.kind == "wrong":
            at = {"article": ids.article(base, v), "begin": put.begin, "end": put.end}
            for update in WRONG:
                store.update(SPARQL_PREFIXES + update % at)
