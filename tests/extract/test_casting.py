"""Who is cast as an actor because an event needs him, on sentences of our own."""

from __future__ import annotations

import pytest

from tests.extract.test_events import facts_of, told


def test_any_noun_that_is_killed_or_arrested_is_somebody() -> None:
    """People need no entry of their own: what is arrested, freed or wounded is somebody, also behind "most of"."""
    assert told("Soldiers arrested eleven welders in Goma.")[0][2] == {"welders"}
    assert told("The rebels wounded most of the beekeepers.")[0][2] == {"beekeepers"}


@pytest.mark.parametrize(
    "text", ["Soldiers killed time.", "The quake killed hope.", "Rebels killed forty cows.", "Nine others were hurt."]
)
def test_what_is_no_person_is_nobody(text: str) -> None:
    """Time, ideas and animals are not cast, nor are "others"."""
    assert not {"time", "hope", "cows", "others"} & {a.name for a in facts_of(text).actors}


def test_a_plural_that_says_what_people_do_is_somebody() -> None:
    """Paratroopers and gold diggers are people; bunkers are not."""
    assert told("The police exchanged fire with paratroopers.")[0][2] == {"paratroopers"}
    assert "bunkers" not in {a.name for a in facts_of("The army destroyed two bunkers.").actors}


def test_those_cast_before_are_the_same_again() -> None:
    """ "The welders" after "eleven welders" are one actor."""
    facts = facts_of("Soldiers arrested eleven welders in Goma. Later the soldiers wounded the welders.")
    assert [a.name for a in facts.actors].count("welders") == 1


def test_kin_is_another_than_the_one_whose_kin_he_is() -> None:
    """Who frees a son of somebody does not free somebody."""
    assert "Joaquín Guzmán" not in told("Mexico freed a son of Joaquín Guzmán.")[0][2]


def test_a_force_before_a_thing_is_its_owner() -> None:
    """ "An army convoy" is the army that the article knows; "rebel positions" are those called the rebels before."""
    assert told("The Nigerian army came. Gunmen ambushed an army convoy.")[-1][2] == {"Nigerian forces"}
    assert told("Houthi rebels took Taez. Saudi jets bombed rebel positions.")[-1][2] == {"Houthis"}


def test_a_ship_that_is_struck_stands_for_those_aboard() -> None:
    """A tanker that is boarded is acted on, under its name where it has one, and "the vessel" is it again."""
    assert told("Nine armed men boarded a tanker off Hobyo.")[0][2] == {"tanker"}
    facts = facts_of("Soldiers boarded the freighter Astrid Lind on Monday. Gunmen then hijacked the vessel.")
    assert [(a.name, a.kind) for a in facts.actors[2:]] == [("Astrid Lind", "population")]
    assert facts.events[0].targets == facts.events[1].targets


def test_those_whom_a_bus_carries_are_struck_with_it() -> None:
    """ "A bus carrying volunteers" that is hit: the volunteers; a civil ship or bus strikes nobody."""
    assert told("Rebels attacked a bus carrying Armenian volunteers.")[0][2] == {"volunteers"}
    assert "ferry" not in told("The ferry hit a mine.")[0][1]


def test_a_relative_clause_tells_what_its_noun_underwent() -> None:
    """ "The ten workmen who were murdered" are its victims, not the pronoun."""
    assert told("He spoke of the ten workmen who were murdered by gunmen.")[0][2] == {"workmen"}


def test_people_of_a_country_are_not_their_country() -> None:
    """Who kills three Turkish workers did not kill Turkey."""
    assert told("Gunmen attacked a bus carrying Turkish welders in Herat.")[0][2] == {"welders"}


def test_an_unknown_name_that_acts_is_somebody() -> None:
    """A state that no table knows suspends aid and expels envoys as one, wherever the text names it."""
    facts = facts_of("New Caldwell has suspended all aid to Mali. On Tuesday New Caldwell expelled two diplomats.")
    known = [a for a in facts.actors if a.name == "New Caldwell"]
    assert [(a.kind, len(a.mentions)) for a in known] == [("state", 2)]
    assert [known[0].id in event.agents for event in facts.events] == [True, True]


def test_an_office_without_a_holder_is_somebody() -> None:
    """ "The mayor" of whom the article says no more is killed all the same; one with a name is no second actor."""
    assert told("Hitmen killed the mayor of Tumaco.")[0][2] == {"mayor"}
    named = facts_of("Mayor Luis Ortega spoke on Monday. Hitmen killed the mayor on Tuesday.")
    assert [a.name for a in named.actors if "mayor" in a.name.lower()] == []
