"""The measuring itself: what the scorers print of one item is read as counts."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import naive
from benchmarks.calibrate import Group, Judged, cross_validated, estimates, written
from benchmarks.lines import FIGURES, READ


def test_counts_of_a_coded_sentence_are_read() -> None:
    """A single sentence is printed with True and False for one and none."""
    said = "1 sentences, 3 events found, 1 of the gold type\ntype    True/1 = 1.000\nboth    False/1 = 0.000\n"
    counts = READ["coding"](said)
    assert {figure.name: figure.said(counts) for figure in FIGURES["coding"]} == {
        "type": "1 of 1",
        "both": "0 of 1",
        "event P": "1 of 3",
    }


def test_counts_of_snippets_add_up_to_an_f1() -> None:
    """Right, wrong and missed pairs of two snippets give the figure of both together."""
    line = "same     tp {} fp {} fn {}  P 0 R 0 F 0\nopposed  tp 0 fp 0 fn 0  P 0 R 0 F 0\n"
    total = READ["sides"](line.format(2, 1, 0)) + READ["sides"](line.format(1, 0, 1))
    figure = FIGURES["sides"][0]
    assert figure.of(total) == pytest.approx(0.75)
    assert figure.said(total) == "tp/fp/fn 3/1/1"


def test_counts_of_an_article_with_attributions_are_read() -> None:
    """What is found is counted back from the printed recall."""
    said = "1 articles, 9 words, 1.0 s; gold 7, claims 5\ncue       P 0.800  R 0.571  F 0.667\n"
    assert READ["attribution"](said) == Counter({"gold": 7, "claims": 5, "cue": 4})


def test_the_naive_reading_finds_a_plain_statement() -> None:
    """A subject, a verb of saying and a clause: the baseline has who said it."""
    facts = naive.document("The minister said that rebels had left.")
    assert [actor["name"] for actor in facts["actors"]] == ["minister"]
    assert facts["claims"][0]["cue"] == [13, 17]


def judged(n: int, rule: str, estimate: float, right: int) -> list[Judged]:
    return [Judged(f"article {i % 10}", "claims", rule, estimate, i < right) for i in range(n)]


def test_a_rule_with_enough_facts_has_a_row_of_its_own() -> None:
    """Thirty judged facts are enough; the rest of the kind with the same estimate is one row, if it has thirty too."""
    facts = judged(30, "a", 0.9, 27) + judged(20, "b", 0.9, 10) + judged(10, "c", 0.9, 10) + judged(29, "d", 0.5, 0)
    table = estimates(facts)
    assert table == {Group("claims", "a", 0.9): (27, 30), Group("claims", "*", 0.9): (20, 30)}
    assert written(table).splitlines()[1:] == ["claims\t*\t0.9\t30\t20\t0.66", "claims\ta\t0.9\t30\t27\t0.88"]


def test_a_fact_is_judged_by_what_other_articles_gave() -> None:
    """In cross-validation no article has a part in the number that its own facts get."""
    odd = [fact._replace(right=fact.article != "article 0") for fact in judged(400, "a", 0.9, 400)]
    said = {fact.article: number for fact, number in cross_validated(odd)}
    assert said["article 0"] > 0.99
    assert min(number for article, number in said.items() if article != "article 0") < 0.9
