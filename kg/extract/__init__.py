"""A parsed article to its facts: a chain of extractors, each adding its kind to the facts found so far.

Every extractor is a function ``(ParsedArticle, Facts) -> Facts``; ``EXTRACTORS`` is their order. A later one may refine
what an earlier one found (claims set the status of the events inside them).
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.actors import actors
from kg.extract.claims import claims
from kg.extract.events import events
from kg.extract.relations import relations
from kg.extract.sides import sides
from kg.model import ArticleHead, Facts
from kg.syntax import ParsedArticle

Extractor = Callable[[ParsedArticle, Facts], Facts]

EXTRACTORS: list[tuple[str, Extractor]] = [
    ("actors", actors),
    ("events", events),
    ("claims", claims),
    ("sides", sides),
    ("relations", relations),
]


def extract(parsed: ParsedArticle) -> Facts:
    """All facts of *parsed*, each with its evidence in the original text."""
    facts = Facts(article=ArticleHead.of(parsed.article), warnings=parsed.article.warnings)
    for _, extractor in EXTRACTORS:
        facts = extractor(parsed, facts)
    return facts
