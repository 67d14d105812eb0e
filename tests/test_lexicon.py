"""The tables of the world: whole, linked, sourced, and matched as news print names."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest

from kg.lexicon import TABLES, Lexicon, lexicon, lookup, split, version_hash


@pytest.fixture(scope="module")
def words() -> Lexicon:
    """The lexicon."""
    return lexicon()


def found(words: Lexicon, text: str) -> list[tuple[str, str]]:
    """The first entry of each name matched in *text*, with the form that it has."""
    return [match.entries[0] for match in words.match(re.findall(r"[\w.]+|[^\w\s]", text))]


def test_every_reference_leads_to_an_entry(words: Lexicon) -> None:
    """States, parents and holders of offices named in a row are rows themselves."""
    for entry in words.entries.values():
        for other in (*entry.states, entry.parent, entry.of):
            assert not other or other in words.entries, f"{entry.id} names {other}, which is no entry"


def test_ids_are_ascii_and_say_their_table(words: Lexicon) -> None:
    """An id is a table's prefix and a slug, so that it can stand in an IRI."""
    for entry in words.entries.values():
        assert re.fullmatch(r"(state|group|org|media|person|people|region|metonym)/[a-z0-9]+(-[a-z0-9]+)*", entry.id)


def test_nothing_is_linked_without_its_source(words: Lexicon) -> None:
    """A Wikidata or GeoNames id stands only where the row names the data that it was read from."""
    for entry in words.entries.values():
        if entry.wikidata or entry.geonames:
            assert entry.source, f"{entry.id} has an id without a source"


def test_the_tables_cover_the_world(words: Lexicon) -> None:
    """There are enough rows of each kind for articles on any conflict."""
    count = {table: sum(e.table == table for e in words.entries.values()) for table in TABLES}
    assert count["states"] >= 195
    assert count["groups"] >= 800
    assert count["media"] >= 600
    assert count["persons"] >= 300
    assert count["organizations"] >= 800
    assert count["regions"] >= 800
    assert count["peoples"] >= 230


def test_all_text_is_in_composed_form(words: Lexicon) -> None:
    """Letters with accents are one character each, as articles print them."""
    for entry in words.entries.values():
        for name in (entry.name, *entry.aliases):
            assert unicodedata.normalize("NFC", name) == name


@pytest.mark.parametrize(
    ("name", "entry_id"),
    [
        ("the United States", "state/united-states"),
        ("U.S.", "state/united-states"),
        ("ISIS", "group/islamic-state"),
        ("Lashkar-e-Tayyiba", "group/lashkar-e-taiba"),
        ("al Shabab", "group/al-shabaab"),
        ("North Atlantic Treaty Organisation", "org/nato"),
        ("The Associated Press", "media/associated-press"),
        ("Qasem Soleimani", "person/qassem-soleimani"),
        ("Holland", "state/netherlands"),
    ],
)
def test_spellings_lead_to_one_entry(name: str, entry_id: str) -> None:
    """Acronyms, articles, hyphens and transliterations of one thing have one id."""
    entry = lookup(name)
    assert entry is not None
    assert entry.id == entry_id


@pytest.mark.parametrize("text", ["give us a chance", "what is left", "a turkey in the oven", "who said so", "the ant"])
def test_small_letters_are_no_acronym_and_no_country(words: Lexicon, text: str) -> None:
    """ "us", "is" and "turkey" are words; only their capitals name something."""
    assert found(words, text) == []


@pytest.mark.parametrize(
    ("acronym", "states"),
    [("SLA", {"state/sudan", "state/lebanon"}), ("MNLA", {"state/mali"}), ("AFP", {"state/france"})],
)
def test_an_acronym_of_several_is_told_apart_by_state(words: Lexicon, acronym: str, states: set[str]) -> None:
    """Groups share an acronym only where their states differ; an agency's acronym is its own."""
    (match,) = words.match([acronym])
    assert {s for entry, _ in match.entries for s in words[entry].states} >= states
    assert len({words[entry].states for entry, _ in match.entries}) == len(match.entries)


def test_the_longest_name_wins(words: Lexicon) -> None:
    """The branch of a group is not read as the group followed by words."""
    assert (
        found(words, "fighters of al-Qaeda in the Arabian Peninsula")[0][0] == "group/al-qaeda-in-the-arabian-peninsula"
    )


def test_adjectives_capitals_and_demonyms_are_told_apart(words: Lexicon) -> None:
    """A form says how the name was printed, so that a capital can be a place or a government."""
    assert found(words, "Peruvian Lima Peru") == [
        ("state/peru", "adjective"),
        ("state/peru", "capital"),
        ("state/peru", "name"),
    ]


def test_no_name_is_matched_across_a_comma(words: Lexicon) -> None:
    """ "Islamic, State" is not the group."""
    assert ("group/islamic-state", "name") not in found(words, "Islamic , State")


def test_pieces_of_a_name_leave_out_what_is_written_either_way() -> None:
    """Hyphens, apostrophes of both kinds and the dots of acronyms make no difference."""
    assert list(split("People’s al-Nusra U.N.")) == list(split("People's al Nusra UN"))


def test_words_for_those_who_act_have_classes(words: Lexicon) -> None:
    """Soldiers belong to an army, gunmen to a group, witnesses are people."""
    assert words.nouns["soldiers"].group == "army"
    assert words.nouns["gunmen"].group == "group"
    assert words.nouns["witnesses"].group == "people"
    assert words.offices["foreign minister"].relation == "holdsOffice"


def test_the_hash_is_of_the_tables_alone() -> None:
    """The same tables give the same short hash."""
    assert version_hash() == version_hash()
    assert re.fullmatch(r"[0-9a-f]{12}", version_hash())


def test_a_long_text_is_matched_quickly(words: Lexicon) -> None:
    """Ten thousand words take well under a second of the processor."""
    sentence = "The army said the rebels of the People 's Front left the town of Basra in Iraq on Monday .".split()
    began = time.process_time()
    for _ in range(500):
        words.match(sentence)
    assert time.process_time() - began < 1.5
