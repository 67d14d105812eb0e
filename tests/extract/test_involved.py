"""Unnamed actors stay where a fact speaks of them, and go where none does."""

from __future__ import annotations

from kg.extract import extract
from kg.model import Article
from kg.parse import parse
from kg.syntax import CleanText


def names(text: str) -> set[str]:
    """The names of the actors of *text*."""
    facts = extract(parse(CleanText.verbatim(Article(text=text, sha256="0" * 64))))
    ids = {a.id for a in facts.actors}
    assert all(a.part_of in {None, *ids} for a in facts.actors)
    return {a.name for a in facts.actors}


def test_an_unnamed_actor_that_does_nothing_told_is_dropped() -> None:
    """Residents who only woke up are nobody in the graph."""
    assert names("Residents woke before dawn. Gunmen attacked the police.") == {"Gunmen", "police"}


def test_an_unnamed_actor_that_speaks_or_acts_stays() -> None:
    """Whoever says something, does something or suffers it is an actor."""
    assert names("Residents said gunmen had attacked the police.") == {"Residents", "gunmen", "police"}


def test_a_named_actor_stays_whatever_it_does() -> None:
    """A name is worth keeping for other articles."""
    assert "Hezbollah" in names("Hezbollah was in the news. Gunmen attacked the police.")
