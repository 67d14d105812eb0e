"""Analyses of small wars whose answers are plain, of the sample graph, and of nothing at all."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from kg.analyse import ANALYSES, Analysis, Edge, analyse
from kg.analyse.picture import MAX_NODES, to_svg
from kg.errors import UnknownName
from kg.model import Article, Facts
from kg.store import open_writer
from tests.sample_graph import relate, sample_facts
from tests.small_reports import Say, graph_of, report

Run = Callable[..., Analysis]
RED, BLUE, GREEN = "Red Army", "Blue Front", "Green Union"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A function that runs an analysis of articles."""
    number = count()

    def of(name: str, *articles: tuple[Article, Facts], as_of: str = "9999-12-31") -> Analysis:
        with open_writer(tmp_path / str(next(number)), min_free_bytes=0) as writer:
            for made in articles:
                writer.put(made[0], graph_of(made))
            relate(writer)
            return analyse(writer, name, as_of)

    return of


TOGETHER = report(Say(), sides=(((RED, GREEN), (BLUE,)),), day=1)
APART = report(Say(), sides=(((RED,), (GREEN,)),), day=5, place="Mill", fought=4, outlet="Courier")


def test_who_stood_together_and_then_not_has_switched(run: Run) -> None:
    """The pair is listed once for each time, in the order of the days; others are not."""
    found = run("switches", TOGETHER, APART)
    assert [(r["actor"], r["other"], r["manner"]) for r in found.as_dicts()] == [
        (GREEN, RED, "same side"),
        (GREEN, RED, "opposed"),
    ]
    assert run("switches", TOGETHER).rows == ()


def test_what_was_published_later_does_not_count(run: Run) -> None:
    """As of the day before the second report nobody had switched."""
    assert run("switches", TOGETHER, APART, as_of="2024-05-04").rows == ()


def test_friends_with_a_common_enemy_are_balanced(run: Run) -> None:
    """Two on one side against a third: one triad, balanced; three enemies: one, unbalanced."""
    assert [r["triad"] for r in run("balance", TOGETHER).as_dicts()] == ["balanced"]
    enemies = report(Say(), sides=(((RED,), (BLUE,)), ((BLUE,), (GREEN,)), ((GREEN,), (RED,))))
    assert [r["triad"] for r in run("balance", enemies).as_dicts()] == ["unbalanced"]


def test_those_who_fight_together_are_a_community(run: Run) -> None:
    """Red and Green are one, Blue is by itself."""
    assert [r["members"] for r in run("communities", TOGETHER).as_dicts()] == ["; ".join((GREEN, RED)), BLUE]


def test_alliances_say_from_when_to_when(run: Run) -> None:
    """Each pair and manner once, with its days and places."""
    rows = {(r["actor"], r["other"], r["manner"]): r for r in run("alliances", TOGETHER, APART).as_dicts()}
    assert rows[GREEN, RED, "same side"]["times"] == 1
    assert {key[2] for key in rows if key[:2] == (GREEN, RED)} == {"same side", "opposed"}


def test_disputes_name_who_denies_whom(run: Run) -> None:
    """Bo Ray denies what Ann Lee says."""
    rows = run("disputes", report(Say("Ann Lee"), Say("Bo Ray", denies=True))).as_dicts()
    assert ("Bo Ray", "Ann Lee") in {(r["denier"], r["holder"]) for r in rows}


def test_outlets_agree_where_they_tell_the_same(run: Run) -> None:
    """Two that both tell of the battle agree; one that tells only the denial does not."""
    (row,) = run("agreement", report(Say()), report(Say(), outlet="Courier")).as_dicts()
    assert (row["outlet"], row["other"], row["share"]) == ("Courier", "Herald", 1.0)
    (row,) = run("agreement", report(Say()), report(Say("Bo Ray", denies=True), outlet="Courier")).as_dicts()
    assert row["share"] < 1  # type: ignore[operator]


def test_the_first_report_is_the_earliest(run: Run) -> None:
    """Of two papers on one battle the one that was out first."""
    (row,) = run("first-reports", report(Say(), day=3), report(Say(), outlet="Courier", day=2)).as_dicts()
    assert (row["outlet"], row["first"], row["articles"]) == ("Courier", "2024-05-02", 2)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_runs_on_nothing_and_on_the_samples(run: Run, name: str) -> None:
    """An empty store gives no rows; the samples give some, all as wide as the columns, the same every time."""
    assert run(name).rows == ()
    first, again = run(name, *sample_facts().values()), run(name, *sample_facts().values())
    assert first.rows
    assert {len(row) for row in first.rows} == {len(first.columns)}
    assert first == again
    if first.edges:
        assert to_svg(first) == to_svg(again)


def test_a_picture_holds_every_actor_and_is_well_formed() -> None:
    """Hostile names are text; of too many actors the best connected are drawn, and the picture says so."""
    edges = (Edge("<script>", 'A "quoted" & long name that goes on and on and on', together=True),)
    root = ET.fromstring(to_svg(Analysis("about", (), (), edges)))
    words = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "<script>" in words
    many = tuple(Edge("hub", f"n{n}", together=False) for n in range(MAX_NODES + 5))
    assert f"{MAX_NODES} of {MAX_NODES + 6} shown" in to_svg(Analysis("about", (), (), many))


def test_a_cell_is_never_a_formula() -> None:
    """What a spreadsheet would run is written as text."""
    assert Analysis("", ("a", "b"), (("=1+1", -2),)).to_csv() == "a,b\n'=1+1,-2\n"


def test_an_analysis_that_is_not_there_is_named(run: Run) -> None:
    """The error lists those that are."""
    with pytest.raises(UnknownName, match="switches"):
        run("switch")
