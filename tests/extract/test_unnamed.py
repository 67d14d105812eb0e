"""Actors without a name: which phrases are one, which are none, and whose they are."""

from __future__ import annotations

import pytest

from tests.extract.test_actors import cast, mentions


def test_counted_soldiers_are_not_the_army() -> None:
    """ "two soldiers" whom somebody freed are two men; "soldiers" that fight are the army."""
    found = cast("Rebels freed two soldiers on Sunday. The army thanked them. Soldiers then took the bridge.")
    assert {"soldiers", "army"} <= found.keys()
    assert "two soldiers" in found["soldiers"].aliases
    assert "Soldiers" in found["army"].aliases


def test_insurgents_are_the_rebels() -> None:
    """Two words for those who rise, neither with a word that tells which, mean one group."""
    assert mentions("Rebels burned the depot. Insurgents also cut the road.", "Rebels") == ["Rebels", "Insurgents"]


def test_the_militants_are_the_one_group_named() -> None:
    """ "the militants" takes up the group; "militants" somewhere else need not."""
    text = "Abu Sayyaf took the ferry. Abu Sayyaf wants a ransom. The militants have held Jolo since May."
    assert "militants" in mentions(text, "Abu Sayyaf")
    assert "militants" in cast("Abu Sayyaf took the ferry. Abu Sayyaf wants a ransom. In Mali, militants fled.")


@pytest.mark.parametrize("word", ["federal", "central", "transitional"])
def test_the_federal_government_is_the_state(word: str) -> None:
    """The government of the whole country is the country, with a word for that before it."""
    text = f"Gabon asked for help. Gabon has no navy. The {word} government thanked the donors."
    assert f"{word} government" in mentions(text, "Gabon")


def test_its_army_is_the_army_of_the_state() -> None:
    """ "its army", "whose troops": the forces of the state that the pronoun takes up, not a new actor."""
    text = "Uganda, whose army crossed the border, denied the report. Ugandan troops fired first."
    assert mentions(text, "Uganda People's Defence Force") == ["whose army", "Ugandan troops"]


def test_whose_lawyers_are_named_after_him() -> None:
    """An actor is never called "whose lawyers"."""
    names = cast("The mayor, whose lawyers told reporters that he was ill, stayed at home.")
    assert not [name for name in names if name.startswith("whose")]


def test_no_phrase_reaches_back_into_the_dateline() -> None:
    """The words before a closing bracket belong to no noun behind it."""
    assert cast("TOLEMA, Peru (May 3) Soldiers shot a farmer.").keys() >= {"Soldiers"}


def test_the_acronym_of_a_group_may_stand_before_its_fighters() -> None:
    """ "Islamic State (IS) militants" are the Islamic State."""
    assert "militants" not in cast("Kurdish forces fought Islamic State (IS) militants near Mosul.")


def test_a_rebel_coalition_with_a_name_is_that_group() -> None:
    """ "the Seleka rebel coalition" is Séléka, not a part of it."""
    assert [a.name for a in cast("The Seleka rebel coalition took Bambari.").values()] == ["Séléka"]


def test_leading_words_are_no_part_of_a_name() -> None:
    """ "additional troops", "another Iraqi official": the name begins behind these."""
    assert "Iraqi official" in cast("Another Iraqi official said the road was open.")
