"""Who acts: one actor for each in the world, with its mentions; places, adjectives and junk are none."""

from __future__ import annotations

import pytest

from kg.extract.actors import actors
from kg.extract.index import ActorIndex
from kg.model import Actor, Article, ArticleHead, Facts
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle


def read(text: str) -> tuple[ParsedArticle, Facts]:
    """*text*, parsed, and its actors."""
    article = Article(text=text, sha256="0" * 64)
    parsed = parse(CleanText.verbatim(article))
    return parsed, actors(parsed, Facts(article=ArticleHead.of(article)))


def cast(text: str) -> dict[str, Actor]:
    """The actors of *text* by name."""
    return {actor.name: actor for actor in read(text)[1].actors}


def mentions(text: str, name: str) -> list[str]:
    """The words by which *text* mentions the actor *name*."""
    return [text[begin:end] for begin, end in cast(text)[name].mentions]


def phrase(text: str, head: str) -> set[str]:
    """The names of the actors that the phrase with this head stands for."""
    parsed, facts = read(text)
    names = {actor.id: actor.name for actor in facts.actors}
    token = next(t for t in reversed(parsed.tokens) if t.text == head)
    return {names[i] for i in ActorIndex(parsed, facts).of_phrase(token)}


def test_a_capital_that_acts_is_its_state() -> None:
    """ "Hanoi rejected" and "Vietnam" are one actor; the capital is kept as a metonym."""
    vietnam = cast("Vietnam protested. Hanoi rejected the plan of Manila.")["Vietnam"]
    assert vietnam.kind == "state"
    assert vietnam.mention_kinds == ("name", "metonym")


@pytest.mark.parametrize(
    "text",
    ["Twelve miners died in Bolivia.", "The ferry sank off Malta on Monday.", "She was born in northern Norway."],
)
def test_a_state_that_only_locates_is_no_actor(text: str) -> None:
    """Where something happens is a place."""
    assert not [a for a in cast(text).values() if a.kind == "state"]


def test_an_adjective_of_a_thing_is_no_state_acting() -> None:
    """A Belgian restaurant is not Belgium."""
    assert cast("Gunmen ate in a Belgian restaurant.").keys() == {"Gunmen"}


def test_the_forces_of_a_state_are_one_actor_and_a_part_of_it() -> None:
    """Army, troops and soldiers of Chad are its forces, whatever the word."""
    found = cast("Chadian troops crossed the river. The Chadian army said two Chadian soldiers died.")
    assert found["Chadian forces"].part_of == found["Chad"].id
    assert len([a for a in found.values() if a.kind == "armed-group"]) == 1


def test_listed_adjectives_before_one_noun_are_an_actor_each() -> None:
    """ "Dutch, Togolese and Nigerien forces" are three."""
    names = cast("Dutch, Togolese and Nigerien forces attacked the militants.").keys()
    assert {"Dutch forces", "Togolese forces", "Nigerien forces"} <= names


def test_fighters_of_a_group_are_the_group() -> None:
    """ "Boko Haram fighters" are Boko Haram."""
    text = "Boko Haram fighters burned a school. The army pursued Boko Haram."
    assert mentions(text, "Boko Haram") == ["Boko Haram", "Boko Haram fighters", "Boko Haram"]


def test_acronyms_are_letters_and_not_words() -> None:
    """ "IS" names the group and "is" nothing; "US" the state and "us" nobody."""
    found = cast("The US told us that IS is weak.")
    assert found.keys() == {"United States", "Islamic State"}


def test_an_acronym_that_the_article_explains_is_learnt() -> None:
    """An unknown front is found again by the letters given in brackets."""
    text = "The Front for Justice in Zarland (FJZ) attacked. Police blamed the FJZ."
    assert [t for t in mentions(text, "Front for Justice in Zarland") if t == "FJZ"] == ["FJZ", "FJZ"]


def test_a_surname_is_the_person_named_in_full() -> None:
    """Titles are left off, and "al-Harbi" is Colonel Yusuf al-Harbi."""
    text = "Col. Yusuf al-Harbi denied it. Al-Harbi spoke to reporters. He left."
    assert mentions(text, "Yusuf al-Harbi") == ["Yusuf al-Harbi", "Al-Harbi", "He"]


def test_two_of_one_surname_stay_two() -> None:
    """A general and his namesake are two persons."""
    found = cast("General Tomas Keller met Anna Keller. Anna Keller thanked Tomas Keller.")
    assert {"Tomas Keller", "Anna Keller"} <= found.keys()


def test_a_known_person_by_surname_needs_the_state_spoken_of() -> None:
    """ "Mr. Karzai" is Hamid Karzai where Afghanistan is spoken of."""
    assert "Hamid Karzai" in cast("Afghanistan's Mr. Karzai said talks had failed.")


def test_unnamed_sources_are_actors_where_they_speak() -> None:
    """ "witnesses" who speak are an actor, marked as unnamed; those who are only mentioned are not."""
    found = cast("Witnesses said a bomb went off near the homes of residents.")
    assert found["Witnesses"].unnamed
    assert "residents" not in found


def test_a_source_is_named_by_whom_it_is_close_to() -> None:
    """The whole description names the source."""
    assert "source close to the Kremlin" in cast("A source close to the Kremlin denied the report.")


def test_a_title_beside_a_name_is_no_second_person() -> None:
    """ "the spokesman, Adam Zuri" is one person."""
    people = [a for a in cast("A spokesman for the army, Adam Zuri, said it was calm.").values() if a.kind == "person"]
    assert [p.name for p in people] == ["Adam Zuri"]


def test_the_government_of_a_state_is_the_state() -> None:
    """ "the Kenyan government" and "Kenyan authorities" are Kenya."""
    text = "The Kenyan government closed the border. Kenyan authorities gave no reason."
    assert cast(text).keys() == {"Kenya"}


def test_both_sides_are_the_two_spoken_of() -> None:
    """A phrase for two is a mention of each."""
    text = "India and Pakistan exchanged fire. Both sides claimed success."
    assert "Both sides" in mentions(text, "India")
    assert "Both sides" in mentions(text, "Pakistan")


def test_a_pronoun_without_a_clear_antecedent_is_left_alone() -> None:
    """ "They" after two groups that act apart means neither for sure."""
    text = "Rebels shelled a village. Soldiers burned a market while bandits fled. They said nothing."
    assert not any("They" in mentions(text, name) for name in cast(text))


def test_a_place_taken_for_a_person_is_dropped() -> None:
    """A name that only follows "in" is nobody."""
    assert "Ras Khamila" not in cast("Gunmen hid in Ras Khamila.")


def test_every_mention_is_cut_from_the_text_and_has_a_kind() -> None:
    """Mentions lie within the text and run beside their kinds."""
    text = "Turkish jets bombed the PKK in Iraq, Ankara said. It denied losses."
    for actor in read(text)[1].actors:
        assert len(actor.mentions) == len(actor.mention_kinds)
        assert all(text[begin:end].strip() for begin, end in actor.mentions)


def test_the_same_text_has_the_same_actors() -> None:
    """Reading twice gives equal facts."""
    text = "Syrian rebels and Kurdish fighters clashed. Both sides blamed Damascus."
    assert read(text)[1] == read(text)[1]


@pytest.mark.parametrize(
    ("text", "head", "names"),
    [
        ("They guided a mix of Gabonese soldiers and Chadian troops.", "mix", {"Gabonese forces", "Chadian forces"}),
        ("Dozens of gunmen attacked.", "Dozens", {"gunmen"}),
        ("Gunmen who attacked fled.", "who", {"Gunmen"}),
        ("Members of the Taliban attacked.", "Members", {"Taliban"}),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_those_behind_it(text: str, head: str, names: set[str]) -> None:
    """Mixes, numbers, members and relative pronouns are looked through."""
    assert phrase(text, head) == names


def test_short_names_of_organizations_join_the_one_long_name() -> None:
    """Two short names of two long ones are joined each to its own, in one article."""
    text = (
        "The Orbis Institute for Peace Studies met. The Orbis Institute agreed. "
        "The Nordia Center for Border Research spoke. The Nordia Center disagreed."
    )
    assert {n for n in cast(text) if "Institute" in n or "Center" in n} == {
        "Orbis Institute for Peace Studies",
        "Nordia Center for Border Research",
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SLA chairman Abdel Wahed Mohamed Ahmed told Reuters the town was theirs.", "Abdel Wahed Mohamed Ahmed"),
        ("Army spokesman Al-Sawarmy Khalid Saad denied it.", "Al-Sawarmy Khalid Saad"),
    ],
)
def test_a_name_of_several_words_is_one_person(text: str, name: str) -> None:
    """A long name is not cut where the parser takes a part of it for a verb or leaves a part out."""
    assert [a.name for a in cast(text).values() if a.kind == "person"] == [name]


def test_a_place_is_no_organization_and_no_person() -> None:
    """What lies "east of El Obur", what troops entered, is a place, whatever the parser's label."""
    assert cast("Rebels burned a post east of El Obur. They had entered Ein Tamro before.").keys() == {"Rebels"}


def test_a_land_whose_government_acts_is_a_state() -> None:
    """ "X, whose government ..." shows an unknown name to be a state."""
    assert cast("Only Nova Tavira, whose government had objected, stayed away.")["Nova Tavira"].kind == "state"


def test_the_terror_group_is_the_one_group_named() -> None:
    """ "the terror group" takes up the group; a first name before a known surname belongs to the name."""
    found = cast("Al-Shabaab burned a post. Al-Shabaab fled. Somali troops pursued the terror group.")
    assert "terror group" in found["Al-Shabaab"].aliases


def test_a_day_is_no_state() -> None:
    """ "the Friday government meeting" makes no state of a day."""
    assert "Friday" not in cast("Ministers left the Friday government meeting early.")


def test_a_capitalised_head_word_behind_the_is_the_body_of_the_longer_name() -> None:
    """ "The Project" is the Horn Accountability Project, named before."""
    text = "The Horn Accountability Project published a report. Nobody answered the Project's letters."
    assert "Project" in mentions(text, "Horn Accountability Project")


def test_a_name_before_gang_is_a_group_wherever_it_stands() -> None:
    """ "Gran Rach" is no person where the article speaks of the Gran Rach gang."""
    text = "The Gran Rach gang seized a boat. On Monday Gran Rach released four hostages."
    assert {a.kind for name, a in cast(text).items() if "Gran Rach" in name} == {"armed-group"}


def test_the_army_is_not_that_of_a_foreign_state_named_once() -> None:
    """In an article from Ouagadougou "the army" is not the French one, though only French troops are named."""
    text = "OUAGADOUGOU — The army lost 17 men. Burkina Faso expelled French troops this year."
    assert all("army" not in a.aliases for name, a in cast(text).items() if "French" in name)


def test_an_unknown_name_with_an_office_behind_it_is_a_person() -> None:
    """A comma and "a council spokesman" show that the name is a person's."""
    text = "Reporters telephoned Nyunt Win Aung, a junta council spokesman, who declined to comment."
    assert cast(text)["Nyunt Win Aung"].kind == "person"


def test_a_group_that_the_lexicon_names_with_its_country_is_one() -> None:
    """ "The National Liberation Army (ELN)" is the group that the lexicon calls so with "(Colombia)"."""
    text = "The National Liberation Army (ELN) attacked a post. The ELN denied it."
    assert [name for name in cast(text) if "National Liberation" in name] == ["National Liberation Army (Colombia)"]


def test_a_name_in_apposition_to_an_office_is_a_person() -> None:
    """ "Its commander, X," names the commander, whatever the parser takes the name for."""
    _, facts = read("The Arakan Army has kept out of it. Its commander, Twan Mrat Naing, denied reports of an attack.")
    assert ("Twan Mrat Naing", "person") in {(a.name, a.kind) for a in facts.actors}
