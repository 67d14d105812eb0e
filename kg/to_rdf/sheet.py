"""A sheet to write triples on: spans, what made a node, IRIs that are still free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from rdflib import Literal, URIRef

from kg import ids
from kg.model import Actor, Article, Claim, Event, Facts, Link, Quantity, Relation, Side, Span
from kg.vocab import KG, OA, RDF, XSD

Key = tuple[str, ...]
"""A thing that a claim can be about: kind and local id, or ("participation", event, actor, role)."""

Object = str | int | bool | float | date | Literal | None

_TYPE: Final = URIRef(RDF.type)
_term: Final = lru_cache(maxsize=1024)(URIRef)
"""A property or class; each is made once, so that comparing it takes a look at its address."""


class Sheet:
    """Collects the triples of one article; ``nodes`` maps what facts call by local id to IRIs."""

    def __init__(self, facts: Facts, article: Article, base: str, text_policy: str) -> None:
        self.facts, self.text, self.base, self.policy = facts, article.text, base, text_policy
        self.head = article if article.sha256 else facts.article
        self.v = ids.version(article, article.text)
        self.article = URIRef(ids.article(base, self.v))
        self.publisher = URIRef(ids.publisher(base, self.v))
        self.triples: dict[tuple[URIRef, URIRef, URIRef | Literal], None] = {}
        self.nodes: dict[Key, URIRef] = {}
        self.taken: set[str] = set()
        self.spans: dict[Span, URIRef] = {}
        self.names = {a.id: a.name for a in facts.actors}
        self.events = {e.id: e for e in facts.events}

    def add(self, subject: URIRef, predicate: str, *objects: Object) -> None:
        """*subject* has *objects*: strings that are IRIs must come as URIRef; None is left out."""
        p = _term(predicate)
        for o in objects:
            if o is not None:
                self.triples[subject, p, o if isinstance(o, URIRef | Literal) else literal(o)] = None

    def node(self, subject: URIRef, *classes: str) -> None:
        """*subject* is of *classes* and of this article."""
        for c in classes:
            self.triples[subject, _TYPE, _term(c)] = None
        self.add(subject, KG.inArticle, self.article)

    def free(self, mint: str, *, separator: str = "/") -> URIRef:
        """*mint*, or with the first free number after it."""
        iri, n = mint, 1
        while iri in self.taken:
            n += 1
            iri = f"{mint}{separator}{n}"
        self.taken.add(iri)
        return URIRef(iri)

    def span(self, at: Span) -> URIRef:
        """The node of the characters *at*, written on first use."""
        if at not in self.spans:
            iri = self.spans[at] = URIRef(ids.span(self.base, self.v, at))
            self.node(iri, KG.Span)
            self.add(iri, OA.start, at[0])
            self.add(iri, OA.end, at[1])
            if self.policy != "none":
                self.add(iri, OA.exact, Literal(self.text[at[0] : at[1]]))
        return self.spans[at]

    def evidence(self, subject: URIRef, spans: Iterable[Span]) -> None:
        """*subject* rests on *spans*."""
        for at in spans:
            self.add(subject, KG.evidence, self.span(at))

    def made_by(self, subject: URIRef, fact: Actor | Event | Side | Relation | Claim | Link | Quantity) -> None:
        """Which rule made *subject*, which stands for *fact*, and how sure it is."""
        self.add(subject, KG.rule, fact.rule)
        self.add(subject, KG.reliability, fact.reliability)
        if fact.confidence is not None:
            self.add(subject, KG.confidence, Literal(decimal(fact.confidence), datatype=URIRef(XSD.decimal)))

    def actor(self, local_id: str) -> URIRef | None:
        """The actor called *local_id*; the article's own publisher where it is called ``article``."""
        return self.nodes.get(("actor", local_id))


def decimal(number: float) -> str:
    """*number* with at most six places and at least one, as Turtle writes decimals.

    >>> decimal(1), decimal(44.60)
    ('1.0', '44.6')
    """
    whole, _, places = f"{number:.6f}".partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


@lru_cache(maxsize=4096, typed=True)
def literal(value: str | int | bool | float | date) -> Literal:
    return Literal(value, datatype=URIRef(XSD.date)) if isinstance(value, date) else Literal(value)


def iri_or_text(value: str) -> URIRef | Literal:
    """An absolute IRI as such, other words as text."""
    whole = value.startswith(("http://", "https://", "urn:")) and not any(c in value for c in ' <>"{}|\\^`\n')
    return URIRef(value) if whole else Literal(value)
