"""What a confidence is worth: a rule's first estimate is exchanged for the part of its facts that proved right.

``kg/lexicon/confidence.tsv`` holds, for each kind of fact, rule and first estimate, how many facts of annotated
articles were judged and how many were right (``python -m benchmarks.calibrate`` writes it). Where fewer than 30 were
judged no number would mean anything: such a fact has no confidence, and a word for its reliability, by the estimate.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from kg.lexicon import rows
from kg.model import Actor, Claim, Event, Facts, Link, Quantity, Relation, Reliability, Side, replace
from kg.syntax import ParsedArticle

Fact = TypeVar("Fact", Actor, Event, Side, Relation, Claim, Link, Quantity)


def confidence(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with a confidence that was measured, or a word where there was too little to measure."""
    return replace(
        facts,
        actors=tuple(_weighed("actors", fact) for fact in facts.actors),
        events=tuple(_weighed("events", fact) for fact in facts.events),
        sides=tuple(_weighed("sides", fact) for fact in facts.sides),
        relations=tuple(_weighed("relations", fact) for fact in facts.relations),
        claims=tuple(_weighed("claims", fact) for fact in facts.claims),
        links=tuple(_weighed("links", fact) for fact in facts.links),
        quantities=tuple(_weighed("quantities", fact) for fact in facts.quantities),
    )


def _weighed(kind: str, fact: Fact) -> Fact:
    if fact.confidence is None:
        return fact
    estimate = f"{fact.confidence:g}"
    measured = _measured().get((kind, fact.rule or "", estimate)) or _measured().get((kind, "*", estimate))
    if measured is None:
        return replace(fact, confidence=None, reliability=in_words(fact.confidence))
    return replace(fact, confidence=measured)


def in_words(score: float) -> Reliability:
    """A score of 0..1 in one of three words.

    >>> in_words(0.9), in_words(0.6), in_words(0.3)
    ('high', 'medium', 'low')
    """
    return "high" if score >= 0.8 else "medium" if score >= 0.5 else "low"


@cache
def _measured() -> dict[tuple[str, str, str], float]:
    return {(row["kind"], row["rule"], row["estimate"]): float(row["confidence"]) for row in rows("confidence")}
