"""The whole walk on the sample articles, as they came: what a naive reading loses is there when the graph is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.ask import ask
from kg.query import run
from kg.store import Reader, open_reader
from tests.building import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    store = tmp_path_factory.mktemp("walk") / "store"
    assert not build([ROOT / "samples"], store).failed
    with open_reader(store) as reader:
        yield reader


def column(graph: Reader, query: str, name: str, **params: str) -> set[str]:
    return {row[name] for row in run(graph, query, **params).rows if row.get(name)}


def test_those_who_fought_together_at_amerli_are_named(graph: Reader) -> None:
    """Striking from the air, advising and being advised against one enemy at one place and time is one side."""
    pairs = run(graph, "same-side", place="Amerli").rows
    names = {value for row in pairs for key, value in row.items() if key in ("name_a", "name_b")}
    assert names >= {"United States", "Iranian military advisors", "Peshmerga", "Shiite militias", "Iraqi forces"}


def test_the_enemy_at_amerli_is_the_islamic_state(graph: Reader) -> None:
    """All who fought there on one side are opposed to the besiegers."""
    names = {v for row in run(graph, "opposed", place="Amerli").rows for v in row.values() if v}
    assert "Islamic State" in names


def test_the_airstrikes_ended_the_siege(graph: Reader) -> None:
    """The relative clause "that broke a two-month siege" links two events."""
    rows = run(graph, "what-ended", place="Amerli").rows
    assert any("siege" in (row["effect_name"] or "") for row in rows)


def test_the_authorisation_is_contested_and_not_a_fact(graph: Reader) -> None:
    """BBC Persian's report, denied by two voices, is contested; what it takes as given is not."""
    rows = run(graph, "contested-facts", actor="Iran").rows
    assert {"BBC Persian", "government officials", "source close to Mr. Khamenei"} <= {r["holder_name"] for r in rows}
    assert not [r for r in rows if "fight" in (r["about"] or "")]


def test_the_chain_begins_with_the_sources_in_tehran(graph: Reader) -> None:
    """BBC Persian cites sources in Tehran, and the article cites BBC Persian."""
    rows = [r for r in run(graph, "claim-chain").rows if "sources in Tehran" in {*r.values()}]
    assert rows


def test_iran_and_the_united_states_are_hostile_and_not_allied(graph: Reader) -> None:
    """Fighting on one side is not an alliance; the hostility that the article states is there."""
    relations = column(graph, "allies", "relation", actor="Iran")
    assert relations
    assert {r.rpartition("/")[2] for r in relations} == {"hostileTo"}


def test_cooperation_against_the_taliban_is_another_event_elsewhere(graph: Reader) -> None:
    """What happened in Afghanistan after 9/11 is not at Amerli."""
    here = column(graph, "events", "event", place="Amerli")
    there = column(graph, "events", "event", place="Afghanistan")
    assert there
    assert not here & there


def test_accusations_have_their_holders(graph: Reader) -> None:
    """ "Axis of evil" is Bush's word and "state sponsor of terrorism" Washington's, about Iran."""
    assert column(graph, "statements-about", "speaker_name", subject="Iran") >= {"George W. Bush", "United States"}


def test_the_two_journalists_are_held_in_iran(graph: Reader) -> None:
    """Rezaian and Salehi are detained, in Iran, by nobody named."""
    rows = run(graph, "detained").rows
    assert {(r["name"], r["where"]) for r in rows} >= {("Jason Rezaian", "Iran"), ("Yeganeh Salehi", "Iran")}


def test_casualties_at_orvale_differ_by_source(graph: Reader) -> None:
    """Two articles on one battle give two counts, each with its holder."""
    rows = run(graph, "casualties", place="Orvale").rows
    assert {"14", "31"} <= {str(v) for row in rows for v in row.values()}


def test_army_and_militia_fought_the_front_at_orvale(graph: Reader) -> None:
    """Two reports by two outlets of one battle agree on who was with whom."""
    names = {v for row in run(graph, "same-side", place="Orvale").rows for v in row.values() if v}
    assert {"Veldanian forces", "Marin People's Militia"} <= names


def test_an_accusation_that_is_denied_is_no_yes(graph: Reader) -> None:
    """Two say that Sorland sent advisers and Sorland denies it: contested, however many accuse."""
    assert ask(graph, "did Sorland send advisers?").to_json()["answers"] == [{"verdict": "contested"}]
