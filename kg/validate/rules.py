"""The rules that need the article's text or a pass over every triple; their shapes are switched off for pySHACL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from kg import ids
from kg.terms import datatype_of, iri, text_of
from kg.validate.report import Result
from kg.validate.shapes import Shapes
from kg.validate.statements import TYPE, Statements
from kg.vocab import DCTERMS, GEO, KG, OA, OWL, PROV, RDF, RDFS, SCHEMA, SEM, SF, SH, SHAPE, SKOS, XSD

_ARTICLE: Final = iri(SCHEMA.NewsArticle)
_SPAN, _POLICY, _VOICE, _POSITION, _CHAIN = map(iri, (KG.Span, KG.textPolicy, KG.voice, KG.position, KG.chain))
_EXACT, _START, _END = map(iri, (OA.exact, OA.start, OA.end))
_KNOWN: Final = (KG.iri, *(ns.iri for ns in (RDF, RDFS, OWL, SEM, PROV, GEO, SF, SCHEMA, SKOS, OA, DCTERMS)))


Finding = tuple[str, str | None, str | None]
"""A focus node with path and value, where there are any."""


def _span_text(statements: Statements, text: str | None) -> Iterator[Finding]:
    """Offsets cut exactly the quoted characters out of the article."""
    hidden = iri(KG.NoText) in statements.relation(_POLICY).values
    for span in statements.instances(_SPAN):
        quoted = statements.value(span, _EXACT)
        if quoted is None:
            if not hidden:
                yield span, OA.exact, None
        elif text is not None:
            begin, end = (_number(statements.value(span, p)) for p in (_START, _END))
            if begin is None or end is None or text[begin:end] != text_of(quoted):
                yield span, OA.exact, text_of(quoted)


def _article_scope(statements: Statements, text: str | None) -> Iterator[Finding]:
    """An article graph holds nodes of its own article alone, each with its class."""
    versions = {ids.version_of(text_of(a)) for a in statements.instances(_ARTICLE)}
    typed = statements.relation(TYPE).nodes
    for subject in {s for s, _, _ in statements.triples}:
        if subject[0] != "<" or subject not in typed or ids.version_of(text_of(subject)) not in versions:
            yield subject, None, None


def _known_namespaces(statements: Statements, text: str | None) -> Iterator[Finding]:
    """Properties and classes are of the known namespaces."""
    for predicate, relation in statements.relations.items():
        if not text_of(predicate).startswith(_KNOWN):
            for subject, values in relation.rows.items():
                for value in values:
                    yield subject, text_of(predicate), text_of(value)
    for cls in statements.classes:
        if not text_of(cls).startswith(_KNOWN):
            for subject in statements.instances(cls):
                yield subject, RDF.type, text_of(cls)


def _chain_order(statements: Statements, text: str | None) -> Iterator[Finding]:
    """Each voice of a chain once, each at its own position, the article last."""
    articles = statements.instances(_ARTICLE)
    for claim, links in statements.relation(_CHAIN).rows.items():
        chain = []
        for link in links:
            position, voice = _number(statements.value(link, _POSITION)), statements.value(link, _VOICE)
            if position is not None and voice is not None:
                chain.append((position, voice, link))
        for position, voice, link in chain:
            later = [other for p, other, _ in chain if p > position]
            shared = any(p == position and other != link for p, _, other in chain)
            if voice in later or shared or (later and voice in articles):
                yield claim, KG.chain, text_of(link)


@lru_cache(maxsize=4096)
def _number(value: str | None) -> int | None:
    if value is None or datatype_of(value) != XSD.integer:
        return None
    try:
        return int(text_of(value))
    except ValueError:
        return None


RULES: Final[Mapping[str, Callable[[Statements, str | None], Iterator[Finding]]]] = {
    SHAPE.SpanTextShape: _span_text,
    SHAPE.ArticleScopeShape: _article_scope,
    SHAPE.KnownNamespaceShape: _known_namespaces,
    SHAPE.ClaimChainOrderShape: _chain_order,
}
"""The shapes that are run here, over the whole graph at once, and not by pySHACL."""


def run_rules(statements: Statements, text: str | None, shapes: Shapes) -> Iterator[Result]:
    for shape, find in RULES.items():
        rule = shapes.rules.get(shape)
        if rule is None:
            continue
        for focus_node, path, value in find(statements, text):
            yield Result(
                focus_node=text_of(focus_node),
                shape=shape,
                message=rule.message,
                severity=rule.severity,
                component=SH.SPARQLConstraintComponent,
                path=path,
                value=value,
            )
