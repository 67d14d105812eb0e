"""Confidence: a number where enough was measured, a word where not."""

from __future__ import annotations

import pytest

from kg.extract.confidence import confidence
from kg.lexicon import rows
from kg.model import Actor, Article, ArticleHead, Facts
from kg.syntax import ParsedArticle

NOTHING = ParsedArticle(Article(text="", sha256="0" * 64), "", (), (), parser="none")


def weighed(rule: str, estimate: float | None) -> Actor:
    actor = Actor(id="a1", name="Chad", kind="state", rule=rule, confidence=estimate)
    return confidence(NOTHING, Facts(article=ArticleHead(sha256="0" * 64), actors=(actor,))).actors[0]


@pytest.mark.parametrize("row", rows("confidence"), ids=lambda r: f"{r['kind']} {r['rule']} {r['estimate']}")
def test_a_number_rests_on_thirty_judged_facts(row: dict[str, str]) -> None:
    """No row of the table says a number of fewer, and each says what its counts give."""
    right, total = int(row["right"]), int(row["facts"])
    assert total >= 30
    assert row["confidence"] == f"{(right + 1) / (total + 2):.2f}"


def test_a_measured_rule_gets_its_number() -> None:
    """The first estimate of a rule in the table gives way to what was measured."""
    row = next(r for r in rows("confidence") if r["kind"] == "actors" and r["rule"] != "*")
    actor = weighed(row["rule"], float(row["estimate"]))
    assert actor.confidence == float(row["confidence"])
    assert actor.reliability is None


@pytest.mark.parametrize(("estimate", "word"), [(0.81, "high"), (0.51, "medium"), (0.11, "low")])
def test_a_rule_that_was_not_measured_gets_a_word(estimate: float, word: str) -> None:
    """No number that nothing backs: its first estimate in a word instead."""
    actor = weighed("never-judged", estimate)
    assert (actor.confidence, actor.reliability) == (None, word)


def test_what_no_rule_weighs_stays_so() -> None:
    """A fact without an estimate gets neither."""
    actor = weighed("by-hand", None)
    assert (actor.confidence, actor.reliability) == (None, None)
