"""Sides on sentences of our own: who fights with whom, and who is only named beside them."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations, product

import pytest

from kg.clean import clean
from kg.extract import extract
from kg.model import Article, Facts
from kg.parse import parse


@cache
def facts_of(text: str) -> Facts:
    return extract(parse(clean(Article(text=text, sha256="0" * 64, published=date(2021, 6, 11)))))


def pairs(text: str) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """The pairs on one side and the pairs opposed, by name."""
    facts = facts_of(text)
    names = {a.id: a.name for a in facts.actors}
    same = {frozenset(names[a] for a in two) for s in facts.sides for two in combinations(s.actors, 2)}
    opposed = {frozenset((names[a], names[b])) for s in facts.sides for a, b in product(s.actors, s.against)}
    return same, opposed


def test_who_attacks_whom() -> None:
    """An attack opposes two sides, each naming the other."""
    facts = facts_of("Boko Haram attacked Chadian soldiers near Bol.")
    first, second = facts.sides
    assert first.opposes == (second.id,)
    assert second.opposes == (first.id,)
    assert pairs("Boko Haram attacked Chadian soldiers near Bol.")[1] == {frozenset(("Boko Haram", "Chadian forces"))}


def test_who_attacks_together() -> None:
    """Two who attack in one deed are on one side."""
    same, opposed = pairs("Chadian and Nigerian troops attacked Boko Haram near Bol.")
    assert same == {frozenset(("Chadian forces", "Nigerian forces"))}
    assert len(opposed) == 2


def test_two_who_clash_are_opposed() -> None:
    """Of "X and Y clashed" the two are not on one side."""
    same, opposed = pairs("Turkish soldiers and Kurdish fighters clashed near Afrin, killing several people.")
    assert same == set()
    assert len(opposed) == 1


def test_backed_fighters_have_their_helper_beside_them() -> None:
    """Fighters backed by others are on their side against the enemy."""
    same, opposed = pairs("The militia, backed by Russian mercenaries, attacked Islamic State militants in Sirte.")
    assert frozenset(("militia", "Russian mercenaries")) in same
    assert frozenset(("Russian mercenaries", "Islamic State")) in opposed


def test_advice_at_the_same_place_and_time() -> None:
    """Who guides fighters where another bombs the enemy is on one side with him."""
    text = "France bombed Boko Haram positions in Bol. Concurrently, Turkish advisers were guiding Chadian soldiers."
    same, _ = pairs(text)
    assert frozenset(("France", "Chadian forces")) in same


@pytest.mark.parametrize(
    "text",
    [
        "Norway and Sudan signed a trade deal in Oslo.",
        "Norway and Sudan held talks in Oslo.",
        "Norway, Sudan and Chad are members of the United Nations.",
        "Norway urged Sudan to attack Chad.",
        "Sudan did not attack Chad.",
        "Sudan will attack Chad.",
        "Sudan could attack Chad.",
        "Sudan denied that Chad attacked it.",
        "Norway sold grain to Sudan.",
    ],
)
def test_no_side_without_a_fight(text: str) -> None:
    """Talks, trade, naming together, and fights that are wished, planned, denied or negated make no side."""
    assert pairs(text) == (set(), set())


def test_civilians_are_no_side() -> None:
    """Who kills civilians fights nobody."""
    assert pairs("Boko Haram killed eleven civilians near Bol.") == (set(), set())


def test_a_truce_opposes() -> None:
    """A truce between armed parties says that they fought."""
    _, opposed = pairs("Hamas declared a ceasefire with Israel.")
    assert opposed == {frozenset(("Hamas", "Israel"))}


def test_on_the_same_side() -> None:
    """Words that put two on the same side are taken at their word."""
    same, _ = pairs("Norway and Chad found themselves on the same side of the Libyan conflict.")
    assert same == {frozenset(("Norway", "Chad"))}


def test_a_place_taken_back() -> None:
    """Who takes back what others captured, in one sentence, is opposed to them."""
    _, opposed = pairs("Iraqi forces retook the town of Rawa, which was captured by Islamic State militants in May.")
    assert opposed == {frozenset(("Iraqi forces", "Islamic State"))}


def test_a_side_has_evidence_events_and_place() -> None:
    """A side names its events, its sentence and where it was."""
    facts = facts_of("Boko Haram attacked Chadian soldiers near Bol.")
    side = facts.sides[0]
    assert side.events == tuple(e.id for e in facts.events)
    assert side.place == "Bol"
    assert side.evidence == ((0, len("Boko Haram attacked Chadian soldiers near Bol.")),)
    assert side.roles


def test_those_supported_in_a_strike_are_on_its_side() -> None:
    """Who bombs "in support of" somebody is on his side against those bombed."""
    same, opposed = pairs("France bombed Boko Haram in support of Chad.")
    assert same == {frozenset(("France", "Chad"))}
    assert frozenset(("Chad", "Boko Haram")) in opposed


def test_training_somebody_is_not_yet_fighting_beside_him() -> None:
    """To train an army makes no side where no fight is told."""
    assert pairs("France has trained the army of Chad.")[0] == set()


def test_the_men_of_a_commander_are_of_his_group() -> None:
    """ "His fighters" fight for the group that he was named with."""
    _, opposed = pairs(
        "Al-Shabaab commander Hassan Dahir said 20 of his fighters were killed when Kenya attacked a town."
    )
    assert frozenset(("Al-Shabaab", "Kenya")) in opposed


@pytest.mark.parametrize(
    "text",
    [
        "Afghan commandos, accompanied by Turkish advisers, raided a Taliban hideout.",
        "The Free Syrian Army, with support from Turkish tanks, took the town from the Nusra Front.",
        "Russian jets bombed militants in Idlib to help the Syrian army.",
        "Somali forces fought beside the Kenyan army against al-Shabaab.",
    ],
)
def test_who_helps_in_a_fight_is_beside_those_he_helps(text: str) -> None:
    """In whatever words: a participle, "with support from", a purpose, "beside"."""
    assert any(len(s.actors) == 2 and s.against for s in facts_of(text).sides)


def test_what_came_of_a_clash_is_done_by_neither_side() -> None:
    """Those who clash are no allies in the killing that their clash led to."""
    facts = facts_of("Colombian troops and ELN rebels clashed in Arauca, leaving three guerrillas dead.")
    assert all(len(s.actors) == 1 for s in facts.sides)


def test_clashes_erupt_between_two() -> None:
    """The two hang on the verb and are opposed all the same."""
    facts = facts_of("Clashes erupted between the Syrian army and Jaish al-Islam in Ghouta.")
    assert len(facts.sides) == 2


def test_those_who_broker_a_truce_do_not_fight() -> None:
    """Two states whose officials agree on a ceasefire elsewhere are not opposed for that."""
    assert not facts_of("US and Russian officials agreed a ceasefire for Deraa.").sides


def test_both_sides_are_those_who_fight_in_the_article() -> None:
    """Not the two who were named last."""
    text = "The RSF attacked the Sudanese army. The RSF shelled the army. Kenya met Chad. Both sides accepted a truce."
    facts = facts_of(text)
    names = {a.id: a.name for a in facts.actors}
    truce = next(e for e in facts.events if e.subtype == "ceasefire")
    assert {names[a] for a in truce.agents} == {"Rapid Support Forces", "Sudanese Armed Forces"}


def test_who_is_only_thought_to_have_killed_is_no_enemy() -> None:
    """Deaths told after an attack are put to its doer as a guess, and no side is made of that."""
    facts = facts_of("Gunmen attacked the town of Goma. Three soldiers were killed.")
    assert [e.rule for e in facts.events][-1] == "event/told-before"
    assert not any(s.against for s in facts.sides)


@pytest.mark.parametrize(
    "text",
    [
        "Chadian troops fought side by side with Nigerian troops against Boko Haram near Bol.",
        "Chadian troops fought on the side of the Nigerian army against Boko Haram near Bol.",
        "Chadian troops drove Boko Haram out of Bol with Nigerian troops on their flank.",
        "When Chadian troops drove Boko Haram out of Bol, they did so with Nigerian troops at their side.",
    ],
)
def test_who_fights_at_the_side_of_another_is_on_it(text: str) -> None:
    """Side by side, on a side, on a flank: those who stand so in a fight fight the same enemy."""
    same, opposed = pairs(text)
    assert frozenset(("Chadian forces", "Nigerian forces")) in same
    assert frozenset(("Nigerian forces", "Boko Haram")) in opposed


def test_who_did_more_than_help_helped() -> None:
    """ "Did not merely help" denies no help."""
    same, _ = pairs("Chadian troops did not merely support the Nigerian army against Boko Haram.")
    assert frozenset(("Chadian forces", "Nigerian forces")) in same
    assert pairs("Chadian troops did not support the Nigerian army against Boko Haram.")[0] == set()


def test_the_dead_of_both_sides_make_no_side() -> None:
    """Those killed "on the two sides" were killed by one another."""
    text = "Chadian troops attacked Boko Haram near Bol. Nineteen people were killed on both sides."
    assert not any("Boko Haram" in pair for pair in pairs(text)[0])


def test_members_of_a_force_are_no_party_beside_it() -> None:
    """ "Members of" a force that is named fight as that force."""
    text = "Two boys were shot dead near Bol by members of the Chadian army who had been lying in the hedges."
    assert pairs(text)[0] == set()


def test_who_fell_in_an_exchange_of_fire_fought_those_told_of_before() -> None:
    """Deaths in a firefight were dealt by the other side of it, which the sentence before names."""
    text = (
        "Chadian marines, supported by the Kenyan navy, stormed a ship. Two of the rebels were killed in a firefight."
    )
    same, opposed = pairs(text)
    assert len(same) == 1
    assert {"rebels"} == frozenset.intersection(*opposed)
    assert len(opposed) == 2


def test_who_fought_alongside_another_is_not_against_him() -> None:
    """Of "which fought alongside X" the two are one side, also where no enemy is named."""
    same, opposed = pairs("Eritrea, which fought alongside Ethiopian troops in the Tigray war, has recalled its envoy.")
    assert same == {frozenset(("Eritrea", "Ethiopian National Defense Force"))}
    assert opposed == set()


def test_who_turn_on_each_other_are_not_on_one_side() -> None:
    """What two do "to each other" they do against one another."""
    same, opposed = pairs("Peshmerga and Shiite militias turned their guns on each other in Tuz Khurmatu.")
    assert same == set()
    assert opposed == {frozenset(("Peshmerga", "Shiite militias"))}


def test_who_helps_another_in_his_offensive_is_on_his_side_of_it() -> None:
    """ "Helped X in its offensive against Y": both are against Y."""
    text = "Wagner fighters helped the Libyan National Army in its offensive against the Tripoli government."
    same, opposed = pairs(text)
    assert same == {frozenset(("Wagner Group", "Libyan National Army"))}
    assert opposed == {frozenset((who, "government")) for who in ("Wagner Group", "Libyan National Army")}


def test_who_flies_in_support_of_those_who_fight_is_on_their_side() -> None:
    """To move "in support of" troops that fight is to fight; to move alone is not."""
    text = "UN peacekeepers flew helicopters in support of Congolese troops fighting M23."
    same, opposed = pairs(text)
    assert len(same) == 1
    assert frozenset(("UN peacekeepers", "M23")) in opposed
    assert pairs("UN peacekeepers flew helicopters to Goma.") == (set(), set())
