"""A sheet to write triples on: spans, what made a node, IRIs that are still free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from kg import ids
from kg.model import Actor, Article, Claim, Event, Facts, Link, Quantity, Relation, Side, Span
from kg.terms import Iri, Term, Triple, iri, literal
from kg.vocab import KG, OA, RDF, XSD

Key = tuple[str, ...]
"""A thing that a claim can be about: kind and local id, or ("participation", event, actor, role)."""

Object = Iri | Term | str | int | bool | float | date | None

_TYPE: Final = iri(RDF.type)
_term: Final = lru_cache(maxsize=1024)(iri)
"""A property or class."""


class _Terms(dict[str, Term]):
    """The term of each IRI of an article, made once."""

    def __missing__(self, value: str) -> Term:
        made = self[value] = iri(value)
        return made


class Sheet:
    """Collects the triples of one article; ``nodes`` maps what facts call by local id to IRIs."""

    def __init__(self, facts: Facts, article: Article, base: str, text_policy: str) -> None:
        self.facts, self.text, self.base, self.policy = facts, article.text, base, text_policy
        self.head = article if article.sha256 else facts.article
        self.v = ids.version(article, article.text)
        self.article = Iri(ids.article(base, self.v))
        self.publisher = Iri(ids.publisher(base, self.v))
        self.triples: set[Triple] = set()
        self._terms = _Terms()
        self.nodes: dict[Key, Iri] = {}
        self.taken: set[str] = set()
        self.spans: dict[Span, Iri] = {}
        self.names = {a.id: a.name for a in facts.actors}
        self.events = {e.id: e for e in facts.events}

    def add(self, subject: Iri, predicate: str, *objects: Object) -> None:
        """*subject* has *objects*: strings that are IRIs must come as Iri; None is left out."""
        s, p = self._terms[subject], _term(predicate)
        for o in objects:
            if o is not None:
                kind = o.__class__
                self.triples.add((s, p, self._terms[o] if kind is Iri else o if kind is Term else literal(o)))  # type: ignore[index, arg-type]

    def node(self, subject: Iri, *classes: str) -> None:
        """*subject* is of *classes* and of this article."""
        for c in classes:
            self.triples.add((self._terms[subject], _TYPE, _term(c)))
        self.add(subject, KG.inArticle, self.article)

    def free(self, mint: str, *, separator: str = "/") -> Iri:
        """*mint*, or with the first free number after it."""
        minted, n = mint, 1
        while minted in self.taken:
            n += 1
            minted = f"{mint}{separator}{n}"
        self.taken.add(minted)
        return Iri(minted)

    def span(self, at: Span) -> Iri:
        """The node of the characters *at*, written on first use."""
        if at not in self.spans:
            node = self.spans[at] = Iri(ids.span(self.base, self.v, at))
            self.node(node, KG.Span)
            self.add(node, OA.start, at[0])
            self.add(node, OA.end, at[1])
            if self.policy != "none":
                self.add(node, OA.exact, literal(self.text[at[0] : at[1]]))
        return self.spans[at]

    def evidence(self, subject: Iri, spans: Iterable[Span]) -> None:
        """*subject* rests on *spans*."""
        for at in spans:
            self.add(subject, KG.evidence, self.span(at))

    def made_by(self, subject: Iri, fact: Actor | Event | Side | Relation | Claim | Link | Quantity) -> None:
        """Which rule made *subject*, which stands for *fact*, and how sure it is."""
        self.add(subject, KG.rule, fact.rule)
        self.add(subject, KG.reliability, fact.reliability)
        if fact.confidence is not None:
            self.add(subject, KG.confidence, literal(decimal(fact.confidence), XSD.decimal))

    def actor(self, local_id: str) -> Iri | None:
        """The actor called *local_id*; the article's own publisher where it is called ``article``."""
        return self.nodes.get(("actor", local_id))


def decimal(number: float) -> str:
    """*number* with at most six places and at least one, as Turtle writes decimals.

    >>> decimal(1), decimal(44.60)
    ('1.0', '44.6')
    """
    whole, _, places = f"{number:.6f}".partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


def iri_or_text(value: str) -> Iri | Term:
    """An absolute IRI as such, other words as text."""
    if value.startswith(("http://", "https://", "urn:")):
        try:
            iri(value)
        except ValueError:
            return literal(value)
        return Iri(value)
    return literal(value)
