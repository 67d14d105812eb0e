"""Names that no table has: what they name is told by their shape and by the words around them."""

from __future__ import annotations

import pytest

from kg.extract.actors import actors
from kg.extract.places import find_places
from kg.extract.relations import relations
from kg.model import Actor, Article, ArticleHead, Facts
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle


def read(text: str) -> tuple[ParsedArticle, Facts]:
    """*text*, parsed, with its actors and relations."""
    article = Article(text=text, sha256="0" * 64)
    parsed = parse(CleanText.verbatim(article))
    return parsed, relations(parsed, actors(parsed, Facts(article=ArticleHead.of(article))))


def cast(text: str) -> dict[str, Actor]:
    """The actors of *text* by name."""
    return {actor.name: actor for actor in read(text)[1].actors}


def related(text: str) -> set[tuple[str, str, str]]:
    """The relations of *text*, with names."""
    facts = read(text)[1]
    names = {a.id: a.name for a in facts.actors}
    return {(r.type, names[r.subject], names[r.object]) for r in facts.relations}


@pytest.mark.parametrize(
    "text",
    [
        "Zarnia's foreign ministry rejected the report.",
        "The government of Zarnia rejected the report.",
        "Villagers fled. Zarnia recalled its envoy after Zarnian troops crossed the border.",
    ],
)
def test_an_unknown_state_is_told_by_what_it_has(text: str) -> None:
    """A ministry, a government or an army of its own makes an unknown name a state."""
    assert cast(text)["Zarnia"].kind == "state"


def test_the_army_of_an_unknown_state_is_a_part_of_it() -> None:
    """ "Zarnian troops" are the forces of Zarnia, named by its adjective."""
    found = cast("Zarnia's government sent help. Zarnian troops shelled the rebels.")
    assert found["Zarnian forces"].part_of == found["Zarnia"].id


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Blue Harbour Front", "armed-group"),
        ("Fourth Rifle Brigade", "armed-group"),
        ("Coral Bay Herald", "media"),
        ("Lakeside Relief Committee", "organization"),
    ],
)
def test_the_last_word_tells_the_kind(name: str, kind: str) -> None:
    """A front fights, a herald reports, a committee does neither."""
    assert cast(f"The {name} rejected the offer on Monday.")[name].kind == kind


def test_a_short_form_is_the_one_with_the_long_name() -> None:
    """ "the Front", "Front fighters" and "Coral militia" are whom the article names in full."""
    text = (
        "The Blue Harbour Front attacked the Coral People's Militia. Coral militia units fled. "
        "The Front said that 12 Front fighters died."
    )
    assert {a for a in cast(text) if a != "units"} == {"Blue Harbour Front", "Coral People's Militia"}


def test_a_spokesman_named_behind_his_group_is_one_person() -> None:
    """ "A spokesman for the Front, Ada Lorne" is Ada Lorne, and holds its office."""
    text = "A spokesman for the Blue Harbour Front, Pavel Lorne, denied the report."
    assert cast(text).keys() == {"Blue Harbour Front", "Pavel Lorne"}
    assert ("holdsOffice", "Pavel Lorne", "Blue Harbour Front") in related(text)


def test_an_unnamed_speaker_is_named_by_whose_he_is() -> None:
    """ "its spokesman" is the spokesman of the group; "their cousins" are nobody."""
    found = cast("The Blue Harbour Front withdrew on Sunday, and its spokesman denied any losses.")
    assert found["Blue Harbour Front spokesman"].kind == "person"


def test_the_bare_army_is_that_of_the_one_state_whose_forces_act() -> None:
    """ "the army" needs no second actor where one state's forces are told of."""
    found = cast("Chadian troops crossed the river. The army said that it met no resistance.")
    assert len([a for a in found.values() if a.kind == "armed-group"]) == 1


def test_bare_offices_are_of_the_state_at_home() -> None:
    """ "Foreign Minister X" in an article from Peru is a minister of Peru."""
    text = (
        "LIMA, Peru - Peru closed the border. Foreign Minister Carlos Ibarra told Peru's parliament that it was safe."
    )
    assert ("holdsOffice", "Carlos Ibarra", "Peru") in related(text)


def test_verbs_of_leading_make_leaders() -> None:
    """ "led by X" and "who commands" say who leads what."""
    text = "Fighters of the Blue Harbour Front, led by Pavel Lorne, took the bridge."
    assert ("leads", "Pavel Lorne", "Blue Harbour Front") in related(text)


def test_an_unknown_town_is_a_place_wherever_it_is_named_again() -> None:
    """ "the town of X" once, or a name behind "near", makes every X a place; a group's name is none."""
    parsed, _ = read("Shells fell near Lomvik. The Blue Harbour Front left Lomvik on Friday.")
    assert [p.name for p in find_places(parsed)] == ["Lomvik", "Lomvik"]


def test_namesakes_are_told_apart_by_title() -> None:
    """ "Gen. Lorne" is the general, though a minister of that name was spoken of later."""
    text = "General Pavel Lorne ordered the attack. Minister Ada Lorne condemned it. Gen. Lorne refused to resign."
    assert "Lorne" in cast(text)["Pavel Lorne"].aliases


def test_georgia_with_a_governor_is_not_the_country() -> None:
    """The state of the US is no state of the world; the country is, beside Tbilisi."""
    assert "Georgia" not in cast(
        "Georgia sued the agency on Monday. Governor Brian Hale of Georgia said so in Atlanta."
    )
    assert cast("Georgia sued the agency on Monday, officials in Tbilisi said.")["Georgia"].kind == "state"
