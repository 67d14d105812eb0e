"""A parsed article to its facts: a chain of extractors, each adding its kind to the facts found so far.

Every extractor is a function ``(ParsedArticle, Facts) -> Facts``; ``EXTRACTORS`` is their order. A later one may refine
what an earlier one found (claims set the status of the events inside them).
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.actors import actors
from kg.extract.claims import claims
from kg.extract.confidence import confidence
from kg.extract.events import events
from kg.extract.involved import involved
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
    ("involved", involved),
    ("confidence", confidence),
]


def extract(parsed: ParsedArticle, second: Extractor | None = None) -> Facts:
    """All facts of *parsed*, each with its evidence in the original text.

    A *second* reader of events comes behind the rules' own, and before it is asked who claims them.
    """
    facts = Facts(article=ArticleHead.of(parsed.article), warnings=parsed.article.warnings)
    for name, extractor in EXTRACTORS:
        facts = extractor(parsed, facts)
        if second is not None and name == "events":
            facts = second(parsed, facts)
    return facts
