"""The table of event types: what the patterns of the Turtle file mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnknownName
from kg.event_types import load_event_types, read_pattern

ONE_TYPE = """
@prefix event: <https://w3id.org/newskg/event-type/> .
@prefix kg: <https://w3id.org/newskg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
event:scheme kg:lightVerb "launch" ; kg:accusingWord "liar" .
event:ASSAULT skos:prefLabel "assault" ; skos:definition "Force." ; skos:example "X attacked Y." ;
    kg:agentRole "attacks" ; kg:targetRole "target" ; kg:fighting true ;
    kg:verbArguments "target=object,on" ; kg:triggerVerb "attack", "fire at" ; kg:triggerNoun "attack" .
"""


def test_a_file_of_types_becomes_a_table(tmp_path: Path) -> None:
    """Adding a block to the Turtle adds a type, with no line of Python."""
    file = tmp_path / "types.ttl"
    file.write_text(ONE_TYPE, "utf-8")
    types = load_event_types(file)
    assert types.concepts["ASSAULT"].fighting
    assert types.verbs["attack"][0].target == ("object", "on")
    assert types.accusing_words == {"liar"}


def test_the_table_is_read_once() -> None:
    """A second call gives the same table."""
    assert load_event_types() is load_event_types()


def test_the_sixteen_types_are_there() -> None:
    """Every type of the scheme has a concept, and every subtype belongs to one."""
    types = load_event_types()
    assert len([c for c in types.concepts.values() if c.subtype is None]) == 16
    assert all(c.type in types.concepts for c in types.concepts.values())


def test_a_subtype_of_ours_is_found_and_another_falls_back() -> None:
    """An unknown subtype stands for its type."""
    types = load_event_types()
    assert types.of("ASSAULT", "airstrike").id == "ASSAULT-airstrike"
    assert types.of("ASSAULT", "snowball").id == "ASSAULT"


def test_an_unknown_type_is_named_with_the_known_ones() -> None:
    """The error says what there is."""
    with pytest.raises(UnknownName, match="ASSAULT"):
        load_event_types().of("PICNIC")


def test_a_plain_word_is_a_particle() -> None:
    """``pull out`` is the verb pull with out below it."""
    pattern = read_pattern("pull out", type_id="RETREAT", noun=False)
    assert (pattern.lemma, pattern.words) == ("pull", ("out",))


def test_angle_brackets_hold_the_object() -> None:
    """``lift <curfew|ban>`` asks for one of these objects."""
    assert read_pattern("lift <curfew|ban>", type_id="CONCEDE", noun=False).object == {"curfew", "ban"}


def test_a_preposition_before_brackets_holds_its_noun() -> None:
    """``go on<strike>`` asks for strike below on."""
    assert read_pattern("go on<strike>", type_id="PROTEST", noun=False).prepositions == (("on", frozenset({"strike"})),)


def test_to_asks_for_an_infinitive() -> None:
    """``agree to<meet>`` asks for meet, ``offer to`` for any infinitive."""
    assert read_pattern("agree to<meet>", type_id="CONSULT", noun=False).infinitive == {"meet"}
    assert read_pattern("offer to", type_id="AGREE", noun=False).infinitive == frozenset()


def test_not_asks_for_the_negation() -> None:
    """``not accept`` is the refusal."""
    pattern = read_pattern("not accept", type_id="REJECT", noun=False)
    assert pattern.negated
    assert pattern.lemma == "accept"


def test_the_last_word_of_a_noun_pattern_is_the_noun() -> None:
    """``suicide car bombing`` is bombing with two words before it, ``end to<truce>`` end with a preposition."""
    assert read_pattern("suicide car bombing", type_id="ASSAULT", noun=True).before == ("suicide", "car")
    assert read_pattern("end to<truce>", type_id="REJECT", noun=True).lemma == "end"


def test_the_more_specific_pattern_comes_first() -> None:
    """Of two patterns of a verb the one that asks for more is tried first."""
    patterns = load_event_types().verbs["withdraw"]
    assert [p.weight for p in patterns] == sorted((p.weight for p in patterns), reverse=True)
