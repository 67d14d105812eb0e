"""Where things happen: places by pattern and by GeoNames, and the place of one event."""

from __future__ import annotations

import pytest

from kg.extract.gazetteer import SOURCE
from kg.extract.places import find_places
from kg.extract.whereabouts import place_of
from kg.model import Article, Place
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle


def read(text: str) -> ParsedArticle:
    """*text*, parsed."""
    return parse(CleanText.verbatim(Article(text=text, sha256="0" * 64)))


def places(text: str) -> dict[str, Place]:
    """The places of *text* by name."""
    return {place.name: place for place in find_places(read(text))}


def where(text: str, trigger: str) -> str | None:
    """The name of the place that governs the word *trigger* of *text*."""
    parsed = read(text)
    token = next(t for t in parsed.tokens if t.text == trigger)
    place = place_of(parsed, token, find_places(parsed))
    return place.name if place else None


def test_a_small_town_is_known_by_its_pattern() -> None:
    """A village that no gazetteer holds is a place because the text calls it one; it gets no point."""
    place = places("Gunmen burned the village of Qarat Zuhayr on Sunday.")["Qarat Zuhayr"]
    assert place.precision == "exact"
    assert place.lat is None


def test_a_city_has_the_point_that_geonames_gives() -> None:
    """Coordinates come with the id and the source that they were read from."""
    place = places("A car bomb exploded in Kandahar, police in Afghanistan said.")["Kandahar"]
    assert place.source == SOURCE
    assert place.geonames is not None
    assert place.lat == pytest.approx(31.6, abs=0.2)
    assert place.long == pytest.approx(65.7, abs=0.2)


def test_the_country_spoken_of_decides_between_namesakes() -> None:
    """Tripoli is in Lebanon where the article is about Lebanon."""
    place = places("Clashes broke out in Tripoli, Lebanon. The Lebanese army sent troops.")["Tripoli"]
    assert place.within == "Lebanon"
    assert place.lat == pytest.approx(34.4, abs=0.3)


def test_a_part_of_a_country_is_a_region_without_a_point() -> None:
    """ "northern Mali" lies within Mali and nowhere exactly."""
    place = places("Fighting spread across northern Mali last week.")["northern Mali"]
    assert place.precision == "region"
    assert place.within == "Mali"
    assert place.lat is None


def test_near_a_town_is_said_to_be_near() -> None:
    """What happened near a city did not happen in it."""
    assert places("A convoy was ambushed near Aleppo, Syria.")["Aleppo"].precision == "near"


def test_a_country_has_an_id_and_no_point() -> None:
    """A country is a country, with its GeoNames id."""
    place = places("Troops crossed into Chad.")["Chad"]
    assert place.precision == "country"
    assert place.geonames is not None
    assert place.lat is None


def test_a_person_is_no_place() -> None:
    """A capital's name inside a person's name is the person's."""
    assert places("Mr. Michael Jordan spoke.") == {}


@pytest.mark.parametrize(
    ("text", "trigger", "name"),
    [
        ("Rebels attacked an army base in Goma on Friday.", "attacked", "Goma"),
        ("The army broke the siege on the town of Marwah.", "siege", "Marwah"),
        ("In Mosul, gunmen killed two officers.", "killed", "Mosul"),
        ("Officers met in Gao to discuss a truce.", "discuss", "Gao"),
        ("Jets launched airstrikes against depots in Idlib.", "airstrikes", "Idlib"),
    ],
)
def test_an_event_takes_the_place_of_its_own_clause(text: str, trigger: str, name: str) -> None:
    """Its own preposition, what it acts on, the opening of the sentence, the verb above it."""
    assert where(text, trigger) == name


def test_an_event_takes_no_place_from_another_clause() -> None:
    """Where somebody spoke is not where the bomb went off."""
    assert where("Ministers who met in Geneva condemned the bombing.", "bombing") is None


def test_a_party_is_no_place() -> None:
    """ "war against Sudan" does not say where."""
    assert where("Leaders declared war against Sudan.", "war") is None


def test_what_is_shelled_or_left_is_a_town() -> None:
    """A name that no table has is a town where it is shelled, pounded or withdrawn from."""
    for text in ("The army shelled Harvesta.", "The shelling of Taiz went on.", "The army withdrew from Harvesta."):
        assert places(text), text
