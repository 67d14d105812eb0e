"""The facts of an article as RDF: SEM, PROV, OWL-Time, GeoSPARQL, Web Annotation and our few terms.

The graph holds nodes of that article alone, and nothing inside a claim is asserted: accounts, participations, sides,
relations, links and quantities are nodes that claims affirm or negate; there is never a bare ``sem:hasActor``.
No blank nodes; the same facts give the same triples.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from kg.model import Article, Facts
from kg.terms import Triple
from kg.to_rdf.claims import Claims
from kg.vocab import DEFAULT_BASE

__all__ = ["to_rdf"]


def to_rdf(
    facts: Facts,
    article: Article,
    base_iri: str = DEFAULT_BASE,
    *,
    text_policy: Literal["full", "quote", "none"] = "full",
) -> Set[Triple]:
    """The triples of *facts* (:mod:`kg.terms`), with every offset resolved against the text of *article*.

    Args:
        facts: what was found in the article.
        article: the same article, for its text.
        base_iri: where the nodes live, ending in a slash.
        text_policy: how much of the text may be shown; under ``none`` the spans keep offsets only.

    >>> from kg.model import Actor, ArticleHead
    >>> text = "Basra fell."
    >>> basra = Actor(id="a", name="Basra", kind="state", mentions=((0, 5),))
    >>> facts = Facts(article=ArticleHead(sha256="0" * 64), actors=(basra,))
    >>> triples = to_rdf(facts, Article(text=text, sha256="0" * 64))
    >>> sorted(p.rpartition("/")[2] for _, p, _ in triples if "ns/oa" in p)
    ['oa#end>', 'oa#exact>', 'oa#start>']
    """
    writer = Claims(facts, article, base_iri, text_policy)
    writer.write()
    return writer.triples
