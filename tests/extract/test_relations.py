"""Standing relations: offices, command, membership, employment, marriage, friends and foes."""

from __future__ import annotations

import pytest

from kg.extract.actors import actors
from kg.extract.relations import relations
from kg.model import Article, ArticleHead, Facts, Relation
from kg.parse import parse
from kg.syntax import CleanText


def read(text: str) -> tuple[Facts, dict[str, str]]:
    """The actors and relations of *text*, and the names of the actors by id."""
    article = Article(text=text, sha256="0" * 64)
    parsed = parse(CleanText.verbatim(article))
    facts = relations(parsed, actors(parsed, Facts(article=ArticleHead.of(article))))
    return facts, {actor.id: actor.name for actor in facts.actors}


def found(text: str) -> set[tuple[str, str, str]]:
    """Type, subject and object of each relation of *text*."""
    facts, names = read(text)
    return {(r.type, names[r.subject], names[r.object]) for r in facts.relations}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Peruvian President Carlos Ibarra spoke.", ("holdsOffice", "Carlos Ibarra", "Peru")),
        ("Elena Voss, the foreign minister of Austria, resigned.", ("holdsOffice", "Elena Voss", "Austria")),
        ("Hezbollah leader Adnan Farouk spoke.", ("leads", "Adnan Farouk", "Hezbollah")),
        ("Quds Force commander Reza Tavakoli visited.", ("commands", "Reza Tavakoli", "Quds Force")),
        ("Taliban spokesman Gul Rahimi said so.", ("holdsOffice", "Gul Rahimi", "Taliban")),
        ("Reuters correspondent Maria Lund was detained.", ("employedBy", "Maria Lund", "Reuters")),
        ("Paul Brandt, an analyst at Chatham House, agreed.", ("employedBy", "Paul Brandt", "Chatham House")),
        ("Iran's Basij attacked students.", ("partOf", "Basij", "Iran")),
        ("Omar Zuberi was shot with his wife Leila Zuberi.", ("spouseOf", "Leila Zuberi", "Omar Zuberi")),
        ("Norway is a member of NATO.", ("memberOf", "Norway", "NATO")),
        ("The rivalry between Armenia and Azerbaijan goes on.", ("hostileTo", "Armenia", "Azerbaijan")),
        ("Jordan, an ally of Egypt, sent troops.", ("alliedWith", "Jordan", "Egypt")),
    ],
)
def test_a_phrase_makes_a_relation(text: str, relation: tuple[str, str, str]) -> None:
    """Titles, appositions, predicates, possessives and words for friend and foe each make theirs."""
    assert relation in found(text)


def test_the_title_is_kept() -> None:
    """The office is what the text calls it."""
    facts, _ = read("Peruvian Prime Minister Carlos Ibarra spoke.")
    assert [r.office for r in facts.relations] == ["Prime Minister"]


def test_a_past_office_is_marked() -> None:
    """ "former" makes the rule say so and the confidence lower."""
    facts, _ = read("Former Peruvian President Carlos Ibarra spoke.")
    relation: Relation = facts.relations[0]
    assert relation.rule == "relation-former-head"
    assert (relation.confidence or 1) < 0.7


def test_a_deputy_holds_an_office_and_does_not_lead() -> None:
    """The deputy leader of a group is not its leader."""
    assert not [r for r in found("Adnan Farouk, deputy leader of Hezbollah, spoke.") if r[0] == "leads"]


@pytest.mark.parametrize(
    "text",
    [
        "Talks between Armenia and Azerbaijan began.",
        "Peru and Chile signed a treaty.",
        "Ukraine wants to become a NATO member.",
        '"Karl Weber is the leader of Hezbollah," his rival said.',
    ],
)
def test_meeting_wishing_and_accusing_make_no_relation(text: str) -> None:
    """Being named together, wanting membership, or being called something by somebody is no standing relation."""
    assert not [r for r in found(text) if r[0] != "partOf"]


def test_the_evidence_is_the_sentence() -> None:
    """Each relation points at words of the text that name a party."""
    text = "It rained. Hezbollah leader Adnan Farouk spoke. It rained again."
    facts, _ = read(text)
    begin, end = facts.relations[0].evidence[0]
    assert text[begin:end] == "Hezbollah leader Adnan Farouk spoke."


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("The trade unions walked out. Union leader Ana Prado spoke.", ("leads", "Ana Prado", "trade unions")),
        ("The Rescue Council met. The council's chief, Tom Irving, spoke.", ("leads", "Tom Irving", "Rescue Council")),
        (
            "The FARC kept silent. The group's negotiator, Luis Mora, left.",
            ("holdsOffice", "Luis Mora", "Revolutionary Armed Forces of Colombia"),
        ),
        ("A spokesman for the Taliban, Maj. Gul Rahimi, said so.", ("holdsOffice", "Gul Rahimi", "Taliban")),
        ("Pentagon spokesman Maj. Gen. Ed Rourke agreed.", ("holdsOffice", "Ed Rourke", "US Department of Defense")),
        ("A Hezbollah faction under Adnan Farouk left.", ("leads", "Adnan Farouk", "Hezbollah")),
        ("Rebels under the command of General Bosco Lunga fled.", ("commands", "Bosco Lunga", "Rebels")),
        ("Rebel commander Isak Amani said the rebels had left.", ("commands", "Isak Amani", "rebels")),
        ("Maria Lund, who works for Reuters, was detained.", ("employedBy", "Maria Lund", "Reuters")),
        ("Mary Oduya of Human Rights Watch agreed.", ("employedBy", "Mary Oduya", "Human Rights Watch")),
        ("The al-Quds Brigades, the armed wing of Hamas, fired rockets.", ("partOf", "al-Quds Brigades", "Hamas")),
        ("Jordan is allied with Egypt.", ("alliedWith", "Jordan", "Egypt")),
        ("India and Pakistan are rivals.", ("hostileTo", "India", "Pakistan")),
        ("Soldiers seized President Ada Lorne of Tavira.", ("holdsOffice", "Ada Lorne", "Tavira")),
        ("Juan Mora was shot with his wife Clara.", ("spouseOf", "Clara", "Juan Mora")),
    ],
)
def test_more_phrases_make_a_relation(text: str, relation: tuple[str, str, str]) -> None:
    """Bodies taken up by a common noun, ranks between title and name, "under", "works for", "wing of", "of"."""
    assert relation in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jordan is not allied with Egypt.",
        "The talks between Armenia and Azerbaijan go on.",
        "The National Bank lent money. National Security Adviser Paul Brandt left.",
        "The army left. Villagers under fire from Hamas fled.",
    ],
)
def test_what_is_no_relation_makes_none(text: str) -> None:
    """A denied alliance, talks, and a word of the title that a name happens to begin with are nobody's tie."""
    assert not [r for r in found(text) if r[0] != "partOf"]


def test_one_title_of_several_words_is_one_office() -> None:
    """ "Chief Cabinet Secretary" is an office of Japan, and none of another state by its first word."""
    text = "North Korea fired a missile. North Korea was warned. Japan Chief Cabinet Secretary Taro Endo spoke."
    assert {r for r in found(text) if r[1] == "Taro Endo"} == {("holdsOffice", "Taro Endo", "Japan")}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Amina Sesay runs the Free Coast Movement.", ("leads", "Amina Sesay", "Free Coast Movement")),
        ("The Free Coast Movement is run by Amina Sesay.", ("leads", "Amina Sesay", "Free Coast Movement")),
        (
            "Amina Sesay took over as leader of the Free Coast Movement.",
            ("leads", "Amina Sesay", "Free Coast Movement"),
        ),
        ("Idris Kane belongs to the Northern Brigade.", ("memberOf", "Idris Kane", "Northern Brigade")),
        ("Idris Kane joined the Northern Brigade in 2011.", ("memberOf", "Idris Kane", "Northern Brigade")),
        ("Chad belongs to the African Union.", ("memberOf", "Chad", "African Union")),
        ("The Northern Brigade is part of Boko Haram.", ("partOf", "Northern Brigade", "Boko Haram")),
        ("The Northern Brigade, a Hamas affiliate, met.", ("partOf", "Northern Brigade", "Hamas")),
        ("The Northern Brigade answers to Boko Haram.", ("partOf", "Northern Brigade", "Boko Haram")),
        ("Boko Haram includes the Northern Brigade.", ("partOf", "Northern Brigade", "Boko Haram")),
        ("Chad, the main backer of Boko Haram, sent troops.", ("alliedWith", "Chad", "Boko Haram")),
        ("The Northern Brigade has formed an alliance with Hamas.", ("alliedWith", "Northern Brigade", "Hamas")),
        ("Chad's foreign minister is Amina Sesay.", ("holdsOffice", "Amina Sesay", "Chad")),
        ("Amina Sesay was named foreign minister of Chad.", ("holdsOffice", "Amina Sesay", "Chad")),
        ("Amina Sesay is married to Idris Kane.", ("spouseOf", "Amina Sesay", "Idris Kane")),
    ],
)
def test_a_relation_is_told_in_many_ways(text: str, relation: tuple[str, str, str]) -> None:
    """Verbs, passives, predicates and nouns of leading, belonging, alliance, office and marriage."""
    assert relation in found(text)


@pytest.mark.parametrize(
    "text",
    ["Idris Kane does not belong to Boko Haram.", "Crimea is part of Ukraine.", "Chad may join the African Union."],
)
def test_what_is_denied_or_may_be_is_no_relation(text: str) -> None:
    """Neither negation nor a plan nor the belonging of a land makes a member or a part."""
    assert not {r for r in found(text) if r[0] in ("memberOf", "partOf")}


def test_a_group_that_fights_a_state_is_at_home_there_and_no_part_of_it() -> None:
    """Of "Colombia's ELN" the guerrillas are no organ of Colombia, as of "Iran's Basij" the militia is of Iran."""
    assert found("Colombia's National Liberation Army kidnapped nine soldiers.") == set()
    assert ("partOf", "Basij", "Iran") in found("Iran's Basij attacked students.")


def test_the_force_of_a_name_is_no_part_of_the_title_behind_it() -> None:
    """Of "Quds Force commander" the office is commander, though there are force commanders too."""
    facts, _ = read("Quds Force commander Reza Tavakoli visited.")
    assert [r.office for r in facts.relations if r.type == "commands"] == ["commander"]


def test_an_organ_of_a_group_behind_its_possessive_is_a_part_of_it() -> None:
    """Of "Hamas's Al-Qassam Brigades" the brigades are of Hamas, as the lexicon knows."""
    assert ("partOf", "Izz ad-Din al-Qassam Brigades", "Hamas") in found("Hamas's Al-Qassam Brigades fired rockets.")
