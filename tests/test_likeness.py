"""What speaks for two accounts being of one event, and what bars it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from benchmarks.tellings import measure
from kg.link.events import cells, clusters
from kg.link.likeness import ENOUGH, bars, likeness
from kg.link.telling import Told
from kg.vocab import TYPE

FRONT, ARMY = "http://x.example/id/actor/armed-group-red-front", "http://x.example/id/actor/state-kuria/forces"
JUDGE, OTHER = "http://x.example/id/actor/person-ann-lee", "http://x.example/id/actor/person-bo-ray"


def told(n: int, **slots: Any) -> Told:
    """The account of article *n*: the Red Front attacks the army of Kuria at Ford on 3 May."""
    usual: dict[str, Any] = {
        "iri": f"http://x.example/id/account/{n:012}/1-2", "v": f"{n:012}", "label": "attack", "kind": TYPE["ASSAULT"],
        "published": "2024-05-05", "subtype": "", "place": "http://x.example/id/place/ford", "place_label": "Ford",
        "precision": "exact", "first": "2024-05-03", "last": "2024-05-03", "agents": (FRONT,), "targets": (ARMY,),
        "nouns": (), "same": (), "evidence": "",
    }  # fmt: skip
    made = usual | slots
    return Told(people=tuple(sorted({*made["agents"], *made["targets"]})), **made)


def test_the_same_told_twice_is_one_event() -> None:
    """Type, place, day and both parties in common are more than enough."""
    assert (likeness(told(1), told(2)) or 0) > ENOUGH
    assert {*cells(told(1))} & {*cells(told(2))}


@pytest.mark.parametrize(
    ("other", "bar"),
    [
        ({"place": "http://x.example/id/place/mill"}, "place"),
        ({"first": "2024-05-04", "last": "2024-05-04"}, "time"),
        ({"kind": TYPE["AID"]}, "type"),
        ({"agents": (ARMY,), "targets": (FRONT,)}, "sides"),
    ],
)
def test_what_both_tell_differently_bars_one_event(other: dict[str, Any], bar: str) -> None:
    """Another place, day or type, or the answer to an attack, is another event, whatever else is alike."""
    assert list(bars(told(1), told(2, **other))) == [bar]
    assert likeness(told(1), told(2, **other)) is None


def test_two_means_or_two_victims_are_two_events() -> None:
    """An air strike is not the shelling of the same place; who kills two people kills twice."""
    strike, shelling = (told(n, subtype=TYPE[f"ASSAULT-{how}"]) for n, how in enumerate(("airstrike", "shelling")))
    assert list(bars(strike, shelling)) == ["means"]
    assert list(bars(told(1, targets=(JUDGE,)), told(2, targets=(OTHER,)))) == ["victims"]


@pytest.mark.parametrize("open_slot", [{"place": "", "precision": ""}, {"first": "", "last": ""}, {"targets": ()}])
def test_what_one_leaves_open_is_no_bar(open_slot: dict[str, Any]) -> None:
    """A telling without the place, the day or the victim is still one of the event."""
    assert list(bars(told(1), told(2, **open_slot))) == []
    assert likeness(told(1), told(2, **open_slot)) is not None


def test_a_place_and_a_time_alone_are_not_enough() -> None:
    """Without a party, a number or a word in common, two attacks in one town on one day stay two."""
    assert likeness(told(1, targets=()), told(2, agents=(), targets=())) is None


def test_a_town_is_in_its_country_and_not_in_another() -> None:
    """Ford in Kuria and "in Kuria" agree; Ford in Kuria and Mill in Sendal do not."""
    ford = told(1, within=("kuria",))
    kuria = told(2, place="http://x.example/id/place/kuria", precision="country")
    sendal = told(3, place="http://x.example/id/place/mill", within=("sendal",))
    assert list(bars(ford, kuria)) == []
    assert list(bars(ford, sendal)) == ["place"]


def test_a_victim_by_name_is_found_years_later() -> None:
    """Whom it happened to tells an event from all others; namesakes that nothing else joins too."""
    then = told(1, targets=(JUDGE,))
    later = told(2, place="", first="", last="", published="2026-01-01", targets=(f"{JUDGE}-0123ab",))
    assert {*cells(then)} & {*cells(later)}
    assert list(bars(then, later)) == []


def test_no_one_tells_of_what_is_done_before_it_is() -> None:
    """An undated report is not of an attack on a later day; of a trial that was announced it may be."""
    early = told(1, first="", last="", published="2024-05-01")
    assert list(bars(early, told(2))) == ["time"]
    assert list(bars(early, told(2, published="2024-05-02"))) == []


def test_a_third_that_is_like_both_joins_no_two_that_differ() -> None:
    """A vague account goes to the event it is most like, in any order."""
    vague = told(3, place="", precision="", nouns=("convoy",))
    ford, mill = told(1, nouns=("convoy",)), told(2, place="http://x.example/id/place/mill")
    for order in permutations((vague, ford, mill)):
        assert sorted([a.iri[-16:-4] for a in several] for several in clusters(order)) == [
            ["000000000001", "000000000003"],
            ["000000000002"],
        ]


def test_events_told_by_a_careful_reader_meet_as_annotated() -> None:
    """Linked by the annotation of the short reports, hardly a pair is wrong or missed."""
    score, _ = measure(held_out=False, by_annotation=True)
    assert score.precision >= 0.95
    assert score.recall >= 0.9
