"""The generator of corpora: what it makes is of the model, fits its text, and is the same for the same seed."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.generate import ROOT, Template, generate, read_templates
from kg.to_rdf import to_rdf
from kg.validate import validate


@pytest.fixture(scope="module")
def templates() -> list[Template]:
    """Two real articles, read."""
    return read_templates([ROOT / "samples" / "orvale-courier.txt", ROOT / "samples" / "amerli.txt"])


def test_generated_articles_conform(templates: list[Template]) -> None:
    """The graph of a generated article breaks no rule: its spans cut their words out of the exchanged text."""
    for article, facts in islice(generate(templates), 8):
        assert facts.events
        assert validate(to_rdf(facts, article), article_text=article.text).violations == ()


def test_the_same_seed_gives_the_same_articles(templates: list[Template]) -> None:
    """A corpus can be made again; another seed gives another one, and stories can be made apart from each other."""
    one, again, other = (list(islice(generate(templates, seed), 6)) for seed in ("a", "a", "b"))
    assert one == again
    assert one != other
    later = next(generate(templates, "a", first=1))
    assert later in one or later[0].where.startswith("a:1:")


def test_names_are_exchanged(templates: list[Template]) -> None:
    """An event is retold of other people: the texts of two stories differ from each other and from the original."""
    texts = {article.text for article, _ in islice(generate(templates), 12)}
    assert len(texts) > 6
    assert not any(template.article.text in text for template in templates for text in texts)
