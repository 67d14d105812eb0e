"""Events on sentences of our own, each written for one difficulty."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kg.clean import clean
from kg.extract import extract
from kg.model import Article, Event, Facts
from kg.parse import parse


@cache
def facts_of(text: str) -> Facts:
    return extract(parse(clean(Article(text=text, sha256="0" * 64, published=date(2021, 6, 11)))))


def told(text: str) -> list[tuple[str, set[str], set[str]]]:
    """Type, agents and targets, by name, of each event of *text*."""
    facts = facts_of(text)
    names = {a.id: a.name for a in facts.actors}
    return [(e.type, {names[a] for a in e.agents}, {names[t] for t in e.targets}) for e in facts.events]


def one(text: str, event_type: str) -> Event:
    """The event of this type in *text*; there must be just one."""
    found = [e for e in facts_of(text).events if e.type == event_type]
    assert len(found) == 1, told(text)
    return found[0]


def test_subject_and_object_of_a_verb() -> None:
    """Who attacks is the agent, who is attacked the target."""
    assert told("Turkey attacked Syria on Monday.") == [("ASSAULT", {"Turkey"}, {"Syria"})]


def test_passive_with_by() -> None:
    """In a passive the subject undergoes and "by" names who did it."""
    assert told("Syria was attacked by Turkey on Monday.") == [("ASSAULT", {"Turkey"}, {"Syria"})]


def test_an_event_noun_under_a_light_verb() -> None:
    """ "Launched airstrikes against" is one event, not two."""
    assert told("France launched airstrikes against Boko Haram.") == [("ASSAULT", {"France"}, {"Boko Haram"})]
    assert one("France launched airstrikes against Boko Haram.", "ASSAULT").subtype == "airstrike"


def test_an_event_noun_with_its_own_parties() -> None:
    """A demonym before the noun acts, "on" names who is hit."""
    assert ("ASSAULT", {"Israel"}, {"Hezbollah"}) in told("The Israeli raid on Hezbollah began at dawn.")


def test_a_light_verb_that_undergoes() -> None:
    """Who comes under fire is the target."""
    assert told("The rebels came under fire from Russia near Kharkiv.") == [("ASSAULT", {"Russia"}, {"rebels"})]


def test_a_noun_that_kills_is_one_event_with_its_verb() -> None:
    """ "The airstrike killed eight" tells one event, of the noun's subtype, and a quantity."""
    text = "A Saudi airstrike killed eight Houthi fighters in Saada."
    event = one(text, "ASSAULT")
    assert event.subtype == "airstrike"
    assert [(q.what, q.best, q.event) for q in facts_of(text).quantities] == [("killed", 8, event.id)]


def test_cause_of_a_passive() -> None:
    """Of "were killed in an attack by X" X is the agent."""
    assert told("Hezbollah fighters were killed in an attack by Israel.") == [("ASSAULT", {"Israel"}, {"Hezbollah"})]


def test_relative_clause_with_an_object_gap() -> None:
    """Of "rockets that Hamas fired" Hamas fires."""
    assert ("ASSAULT", {"Hamas"}, {"Israel"}) in told("Israel wants to stop the rockets that Hamas fired at Israel.")


def test_a_relative_clause_on_a_weapon_belongs_to_the_strike() -> None:
    """Of "airstrikes against positions that broke a siege" the airstrikes broke it."""
    text = (
        "The United States launched airstrikes against Islamic State positions that broke a siege on the town of Derna."
    )
    facts = facts_of(text)
    assaults = [e for e in facts.events if e.type == "ASSAULT"]
    assert [e.agents for e in assaults] == [next((a.id,) for a in facts.actors if a.name == "United States")]


def test_control_gives_the_infinitive_its_subject() -> None:
    """Whom one urges to do something would do it; what is urged has not happened."""
    facts = facts_of("Norway urged Sudan to release the hostages.")
    request = next(e for e in facts.events if e.type == "REQUEST")
    release = next((e for e in facts.events if e.type == "CONCEDE"), None)
    names = {a.id: a.name for a in facts.actors}
    assert [names[t] for t in request.targets] == ["Sudan"]
    if release is not None:
        assert [names[a] for a in release.agents] == ["Sudan"]
        assert release.status == "hypothetical"
        assert release.id in request.content


def test_coordination_shares_the_subject() -> None:
    """Each of two joined verbs has the subject."""
    assert told("Chad expelled the French ambassador and closed its border with Libya.")[0][1] == {"Chad"}


def test_both_parties_of_a_mutual_event() -> None:
    """Of "X and Y met" each is a party for the other."""
    text = "Norway and Denmark met in Oslo."
    assert told(text) == [("CONSULT", {"Norway", "Denmark"}, {"Norway", "Denmark"})]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Turkey bombed Syria.", "actual"),
        ("Turkey did not bomb Syria.", "negated"),
        ("Turkey never attacked Syria.", "negated"),
        ("Turkey will attack Syria.", "planned"),
        ("Turkey plans to attack Syria.", "planned"),
        ("Turkey could attack Syria.", "hypothetical"),
        ("Russia will respond if Turkey attacks Syria.", "hypothetical"),
        ("Turkey has allegedly attacked Syria.", "hedged"),
        ("Turkey may have attacked Syria.", "hedged"),
    ],
)
def test_status(text: str, status: str) -> None:
    """Negation, modality, future, conditions and hedges set the status."""
    assert [e.status for e in facts_of(text).events if e.type == "ASSAULT"] == [status]


def test_what_is_said_of_one_is_no_fact() -> None:
    """ "Is said to have" leaves an event that is reported or hedged."""
    assert one("Turkey is said to have attacked Syria.", "ASSAULT").status in ("hedged", "reported")


def test_the_refusal_that_is_made_is_actual() -> None:
    """ "Will not accept" is a refusal that took place."""
    assert one("Sudan said it will not accept the refugees.", "REJECT").status in ("actual", "reported")


def test_a_promise_and_what_is_promised() -> None:
    """Who says that he will help promises it; the help itself is planned."""
    facts = facts_of("Norway said it will release the prisoners.")
    assert {e.type for e in facts.events} == {"AGREE", "CONCEDE"}
    assert next(e for e in facts.events if e.type == "CONCEDE").status == "planned"


def test_a_threat_and_what_is_threatened() -> None:
    """Who says that he will attack threatens."""
    facts = facts_of("Sudan said it will attack Ethiopia.")
    threat = next(e for e in facts.events if e.type == "THREATEN")
    assert threat.content == (next(e.id for e in facts.events if e.type == "ASSAULT"),)


def test_must_is_a_request_by_the_speaker() -> None:
    """Who says that another must do something demands it."""
    assert ("REQUEST", {"Norway"}, {"Sudan"}) in told("Norway said Sudan must withdraw from Abyei.")


def test_a_thing_stands_for_its_owner() -> None:
    """An attack on a base or convoy is one on those it belongs to."""
    assert told("Ethiopia bombed the bases of al-Shabab.") == [("ASSAULT", {"Ethiopia"}, {"Al-Shabaab"})]


def test_those_beside_the_subject_act_too() -> None:
    """ "Along with" and "alongside" add agents."""
    found = told("Nigeria along with Chad attacked Boko Haram.")
    assert found == [("ASSAULT", {"Nigeria", "Chad"}, {"Boko Haram"})]


def test_place_and_time_of_the_own_clause() -> None:
    """What the speaker's clause says of place and time is not the event's."""
    event = one("Officials in Geneva said on Friday that Turkey had attacked Syria near Kobani on Monday.", "ASSAULT")
    assert event.place is not None
    assert event.place.name == "Kobani"
    assert event.time is not None
    assert event.time.start == date(2021, 6, 7)


def test_meanwhile_takes_up_the_place() -> None:
    """An event that opens with "Concurrently" is where the one before it was, and during it."""
    text = "Turkey bombed Islamic State positions in Kobani. Concurrently, its advisers were training Kurdish fighters."
    facts = facts_of(text)
    second = facts.events[-1]
    assert second.type == "AID"
    assert second.place is not None
    assert second.place.name == "Kobani"
    assert [(link.type, link.from_) for link in facts.links] == [("during", second.id)]


def test_there_is_the_place_named_last() -> None:
    """ "There" stands for the place before it."""
    text = "Chadian troops arrived in Kano on Sunday. Boko Haram attacked the troops there."
    event = facts_of(text).events[-1]
    assert event.place is not None
    assert event.place.name == "Kano"


def test_one_event_ends_another() -> None:
    """Who breaks a siege ends it."""
    facts = facts_of("Kurdish fighters broke the Islamic State siege of Kobani.")
    assert [link.type for link in facts.links] == ["ends"]


def test_what_is_only_said_is_no_event() -> None:
    """Saying and telling are left to the reader of claims."""
    assert told("Norway said on Monday that the weather was fine.") == []


def test_a_count_has_its_bounds() -> None:
    """ "At least" has no upper bound."""
    (count,) = facts_of("Boko Haram killed at least 12 Chadian soldiers.").quantities
    assert (count.what, count.low, count.best, count.high) == ("killed", 12, 12, None)


def test_participants_have_roles() -> None:
    """Each party has the role that the type gives it."""
    event = one("France launched airstrikes against Boko Haram.", "ASSAULT")
    assert {p.role for p in event.participants} == {"strikes", "target"}


def test_the_evidence_is_the_sentence() -> None:
    """The evidence of an event cuts its sentence out of the article."""
    text = "It rained. Turkey attacked Syria. It rained again."
    begin, end = facts_of(text).events[0].evidence[0]
    assert text[begin:end] == "Turkey attacked Syria."


def test_a_killing_and_the_attack_of_its_when_clause_are_one() -> None:
    """Who attacks in the clause with "when" kills those of the main clause; it is told once, with its place."""
    text = "Nine villagers were killed when Boko Haram attacked the town of Baga on Monday."
    assert told(text) == [("ASSAULT", {"Boko Haram"}, {"villagers"})]
    event = one(text, "ASSAULT")
    assert event.place is not None
    assert event.place.name == "Baga"
    assert event.time is not None
    assert event.time.text == "Monday"


def test_whoever_has_one_enemy_hits_that_enemy() -> None:
    """An attack whose target is a thing of nobody named is aimed at the only enemy that the article gives its doer."""
    text = "Ethiopia attacked Eritrea on Monday. On Tuesday Ethiopia shelled a fuel depot near the border."
    assert told(text)[1] == ("ASSAULT", {"Ethiopia"}, {"Eritrea"})


def test_a_target_stays_open_where_there_are_two_enemies() -> None:
    """Between two enemies nobody chooses for the article."""
    text = "Ethiopia attacked Eritrea and Sudan on Monday. On Tuesday Ethiopia shelled a fuel depot."
    assert told(text)[1] == ("ASSAULT", {"Ethiopia"}, set())


def test_a_charge_is_rejected_towards_the_accuser() -> None:
    """Who rejects "the charge" rejects it towards the one who accused him before."""
    text = "Chad accused Libya of arming the rebels. Libya rejected the charge."
    assert ("REJECT", {"Libya"}, {"Chad"}) in told(text)


def test_the_thing_again_is_its_owners() -> None:
    """ "The convoy" after "an army convoy" is still the army's."""
    text = "Chad ambushed a French convoy in Mali on Sunday. The convoy was attacked by Chad again on Monday."
    assert told(text)[1] == ("ASSAULT", {"Chad"}, {"France"})


def test_both_countries_are_the_two_named_before() -> None:
    """ "The two countries" are the states named last, each a party for the other."""
    text = "Relations between Kenya and Somalia were tense. In March the two countries signed a border treaty."
    assert told(text) == [("AGREE", {"Kenya", "Somalia"}, {"Kenya", "Somalia"})]


def test_who_is_ready_to_send_troops_sends_them() -> None:
    """The subject of "is ready to" is the doer of the infinitive, and it is a plan."""
    event = one("Kenya is ready to send troops.", "MOBILIZE")
    assert event.status == "planned"
    assert told("Kenya is ready to send troops.")[-1][1] == {"Kenya"}


def test_how_a_statement_came_about_is_no_event() -> None:
    """To speak to reporters and to decline to be named tells of the statement only."""
    assert told("The minister of Kenya spoke to Reuters.") == []
    assert told("An official of Kenya declined to comment.") == []


def test_figures_of_speech_harm_nobody() -> None:
    """Who "killed the deal" killed nobody."""
    assert told("Iran killed the peace process.") == []


def test_who_is_blamed_for_a_raid_is_accused() -> None:
    """To blame a raid on somebody accuses him; he is not its target."""
    found = told("Nigeria blamed the raid on Boko Haram.")
    assert ("ACCUSE", {"Nigeria"}, {"Boko Haram"}) in found
    assert ("ASSAULT", set(), {"Boko Haram"}) not in found


def test_the_accused_does_what_he_is_accused_of() -> None:
    """In "accused X of arming Y" X arms Y; an envoy recalled in the same breath is recalled from X."""
    found = told("Chad accused Libya of arming Boko Haram and recalled its ambassador.")
    assert ("AID", {"Libya"}, {"Boko Haram"}) in found
    assert ("SANCTION", {"Chad"}, {"Libya"}) in found


def test_deaths_of_the_next_sentence_are_where_the_fight_was() -> None:
    """An attack that names no place was where the attack told just before it was."""
    facts = facts_of("Turkey shelled the town of Afrin on Monday. At least ten Turkish soldiers were killed.")
    assert [e.place.name for e in facts.events if e.place] == ["Afrin", "Afrin"]


def test_people_who_are_helped_are_cast() -> None:
    """Those who undergo an event and are no actor yet become an unnamed one."""
    facts = facts_of("France treated 40 wounded civilians on Monday.")
    (event,) = (e for e in facts.events if e.type == "AID")
    assert [(a.name, a.unnamed) for a in facts.actors if a.id in event.targets] == [("civilians", True)]


def test_an_attack_by_nobody_named_is_by_the_one_enemy() -> None:
    """Where the article has a force fighting one enemy only, that enemy ambushed it; the rule says so."""
    text = "Boko Haram attacked the Nigerian army in Borno. An army convoy was ambushed on Friday."
    event = facts_of(text).events[-1]
    assert event.rule == "event/inferred-agent"


def test_who_is_condemned_for_the_coup_made_it() -> None:
    """A deed that is only named again stands for those who did it."""
    text = "Army officers overthrew President Luis Arce on Sunday. Brazil condemned the coup."
    assert ("ACCUSE", {"Brazil"}, {"Army officers"}) in told(text)


def test_one_described_beside_his_name_acts() -> None:
    """A relative clause on the apposition tells of the one named before it."""
    assert told("Omar Sadik, a former baker who fought against Russia, spoke.")[0] == (
        "ASSAULT", {"Omar Sadik"}, {"Russia"},
    )  # fmt: skip


def test_the_state_of_a_town_is_no_target_of_its_own() -> None:
    """Who advances into a Syrian town does not fight Syria for that; who bombs one from abroad does."""
    assert told("Fighters of the SDF advanced into the centre of the Syrian town of Raqqa.")[0][2] == set()
    assert told("Turkey bombed the Syrian town of Raqqa.")[0][2] == {"Syria"}


def test_who_fights_beside_somebody_does_not_fight_him() -> None:
    """ "Beside" adds a doer; "whose army" is no enemy of the one whose it is."""
    assert told("Ethiopian troops fought beside the Somali army against al-Shabaab.")[0][2] == {"Al-Shabaab"}
    assert told("Eritrea, whose army fought beside the Ethiopians, was absent.")[0][2] == set()


def test_two_who_fall_in_one_clash_fought_one_another() -> None:
    """Of both sides killed in a clash neither is the other's helper, and nobody else is blamed."""
    text = "Two army soldiers and four Taliban fighters were killed in a clash near Kunduz."
    assert told(text)[0] == ("ASSAULT", {"army soldiers", "Taliban"}, {"army soldiers", "Taliban"})


def test_who_is_engaged_in_fighting_fights() -> None:
    """The passive of "engage" has doers."""
    kind, agents, targets = told("Hamas and Hezbollah were engaged in fierce fighting.")[0]
    assert (kind, agents, targets) == ("ASSAULT", {"Hamas", "Hezbollah"}, {"Hamas", "Hezbollah"})


def test_who_condemns_an_attack_condemns_those_who_made_it() -> None:
    """Never those whom the attack hit."""
    assert told("France condemned the attack on Kenya by al-Shabaab.")[0] == ("ACCUSE", {"France"}, {"Al-Shabaab"})


def test_a_subject_that_the_parser_took_for_an_apposition() -> None:
    """ "In Oslo, the ministers of ..." act."""
    assert told("In Oslo, the ministers of Norway and Sweden signed a pact.")[0][1] == {"Norway", "Sweden"}


def test_the_accused_do_all_that_they_are_accused_of() -> None:
    """Also the second deed, which the parser joins to "accused"."""
    accusation, *deeds = told("Residents accused the Taliban of looting shops and taking young men away.")
    assert accusation == ("ACCUSE", {"Residents"}, {"Taliban"})
    assert deeds == [("COERCE", {"Taliban"}, set()), ("COERCE", {"Taliban"}, {"men"})]


def test_troops_that_arrive_pay_no_visit() -> None:
    """Armed arrivals are a deployment; armed people who block a road do not protest."""
    assert told("Rwandan troops arrived in Palma on Monday.")[0][0] == "MOBILIZE"
    assert told("Gunmen blocked the road to Goma.")[0][0] == "COERCE"


@pytest.mark.parametrize(
    ("text", "agents", "targets"),
    [
        ("Saudi Arabia gave Lebanon 50 million dollars.", {"Saudi Arabia"}, {"Lebanon"}),
        ("NATO gave the Taliban until Sunday to pull back.", {"NATO"}, {"Taliban"}),
        ("France voiced its backing for Lithuania.", {"France"}, {"Lithuania"}),
        ("Hamas released two pilots from Taliban custody.", {"Taliban"}, {"pilots"}),
        ("The Taliban leader left. Gunmen fired at the home of a former Taliban leader.", {"Gunmen"}, {"leader"}),
    ],
)
def test_parties_in_the_words_of_gifts_deadlines_and_homes(text: str, agents: set[str], targets: set[str]) -> None:
    """To whom something is given, until when he must yield, whose custody and whose home it is."""
    assert any((a, t) == (agents, targets) for _, a, t in told(text)), told(text)


def test_missiles_fired_into_the_sea_hit_nobody() -> None:
    """A test is a show of force."""
    assert told("North Korea fired two missiles into the sea.")[0][0] == "MOBILIZE"


def test_how_a_question_came_about_is_no_request() -> None:
    """ "When asked about it", "asking not to be named"."""
    assert told("Asked about it, the minister said Kenya was calm.") == []
    assert "REQUEST" not in {kind for kind, *_ in told("The attack failed, an officer said, asking not to be named.")}


def test_airstrikes_that_break_a_siege_are_airstrikes() -> None:
    """What is told twice keeps the more exact word: breaking a siege says nothing of how."""
    event = one("Turkey launched airstrikes that broke the siege of Kobani.", "ASSAULT")
    assert event.subtype == "airstrike"


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Somali pirates boarded a trawler on Friday.", "COERCE"),
        ("The Rapid Support Forces took Nyala on Friday.", "ASSAULT"),
        ("Kenyan troops abandoned the outpost on Friday.", "RETREAT"),
        ("Turkish officers trained Somali commandos on Friday.", "AID"),
    ],
)
def test_a_pattern_may_ask_for_a_class_of_objects(text: str, event_type: str) -> None:
    """A trawler is a craft, Nyala a town, an outpost a place and commandos a force, though no pattern names them."""
    assert [kind for kind, _, _ in told(text)] == [event_type]


def test_an_attack_was_in_the_one_town_that_its_sentence_says_something_was_in() -> None:
    """The siege being of Kadugli, the shelling was there; a capital that acts for its state is no such place."""
    assert one("Residents of Kadugli said the army had shelled their houses.", "ASSAULT").place is None
    found = one("The army shelled rebel trenches close to the border village of Kadugli.", "ASSAULT").place
    assert found is not None
    assert found.name == "Kadugli"


def test_whom_a_clash_killed_did_not_fight_in_it() -> None:
    """Of "clashes between X and Y killed ten people" the people are victims, and fight nobody."""
    found = told("Clashes between Boko Haram and Chadian soldiers erupted in Bol, killing ten people.")
    assert ("ASSAULT", set(), {"people"}) in found


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Soldiers raped two women in Tawila.", "ASSAULT"),
        ("Women staged a rally in Khartoum.", "PROTEST"),
        ("The rebels waged war on the Malian army.", "ASSAULT"),
    ],
)
def test_a_verb_tells_of_an_event_in_all_its_forms(text: str, event_type: str) -> None:
    """ "Staged" is a form of "stage", though the parser takes it for one of "stag"."""
    assert [event.type for event in facts_of(text).events] == [event_type]


def test_who_gets_weapons_from_another_is_armed_by_him() -> None:
    """What is received from somebody is told as his gift: Uganda arms the rebels who get their weapons from it."""
    assert told("The rebels received weapons from Uganda.")[0][:3] == ("AID", {"Uganda"}, {"rebels"})


def test_a_list_of_deeds_is_not_one_deed() -> None:
    """Who surrounds a house, arrests a pastor and bans his church has done three things to him."""
    found = told("Police besieged a mosque, arrested the imam and deported the imam.")
    assert [event_type for event_type, _, _ in found] == ["COERCE", "COERCE", "COERCE"]


def test_troops_that_are_sent_are_not_fought() -> None:
    """What a pattern names as sent is nobody's opponent."""
    assert told("Armenia sent troops to Nagorno-Karabakh.") == [("MOBILIZE", {"Armenia"}, set())]


def test_an_attack_that_is_plotted_for_somebody_is_planned_and_not_on_him() -> None:
    """ "Plotting an attack for al-Shabab" is a plan, and al-Shabab is not its target."""
    attack = one("Police arrested two Somali men suspected of plotting an attack for al-Shabab.", "ASSAULT")
    assert (attack.status, attack.targets) == ("planned", ())
