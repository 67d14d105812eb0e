"""What people put right holds after every rebuild; what names nothing or contradicts is named by its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.corrections import COLUMNS, Problem, as_triples, find_dangling, read_corrections
from kg.derive import derive
from kg.errors import BadParameter
from kg.link import link
from kg.query import select
from kg.relate import update_graphs
from kg.store import EmbeddedWriter, open_writer
from kg.vocab import SPARQL_PREFIXES
from tests.small_reports import TEXT, Say, graph_of, report

ONE, OTHER = "https://herald.example/1", "https://courier.example/1"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[EmbeddedWriter]:
    """Two papers on one battle."""
    with open_writer(tmp_path / "store", min_free_bytes=0) as opened:
        for made in (report(Say(), url=ONE), report(Say("Ann Lee"), outlet="Courier", url=OTHER)):
            opened.put(made[0], graph_of(made))
        update_graphs(opened)
        yield opened


def line(kind: str, article: str = OTHER, at: tuple[int, int] = (0, 4), **more: str) -> dict[str, str]:
    """A line of the file about characters of an article."""
    return {"kind": kind, "article": article, "begin": str(at[0]), "end": str(at[1]), "exact": TEXT[slice(*at)], **more}


def written(folder: Path, *lines: dict[str, str]) -> Path:
    """A file of corrections."""
    file = folder / "corrections.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, COLUMNS)
        table.writeheader()
        table.writerows(lines)
    return file


def apply(writer: EmbeddedWriter, folder: Path, *lines: dict[str, str]) -> list[Problem]:
    """Apply *lines* and relate; what is wrong with them."""
    checked = read_corrections(written(folder, *lines))
    problems = [*checked.problems, *find_dangling(writer, checked.corrections)]
    writer.replace_graph("corrections", as_triples(writer.base_iri, checked.corrections))
    update_graphs(writer)
    assert [str(t) for t in link(writer)] == sorted(str(q.triple) for q in writer.quads(writer.graph_iri("identity")))
    assert [str(t) for t in derive(writer)] == sorted(str(q.triple) for q in writer.quads(writer.graph_iri("derived")))
    return problems


def stands_for(writer: EmbeddedWriter, label: str = "Red Army") -> list[str]:
    """What the actors called *label* stand for."""
    query = f'{SPARQL_PREFIXES} SELECT ?c {{ ?n a kg:ArticleActor ; rdfs:label "{label}" ; kg:denotes ?c }} ORDER BY ?c'
    return [str(row["c"]).removeprefix(f"{writer.base_iri}id/actor/") for row in select(writer, query).rows]


def event_status(writer: EmbeddedWriter) -> list[str]:
    """How the events stand."""
    query = f"{SPARQL_PREFIXES} SELECT ?s {{ ?a kg:proposition/a kg:EventProposition ; kg:status ?s }} ORDER BY ?s"
    return [str(row["s"]).rpartition("/")[2] for row in select(writer, query).rows]


def test_a_mention_is_whom_people_say_it_is(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """By entry of the lexicon or by name; taken back, the merge is as it was."""
    before = stands_for(writer)
    assert apply(writer, tmp_path, line("is", means="state/iran")) == []
    assert stands_for(writer) == ["armed-group-red-army", "state/iran"]
    assert apply(writer, tmp_path, line("is", means="armed-group: Crimson Army")) == []
    assert stands_for(writer) == ["armed-group-crimson-army", "armed-group-red-army"]
    crimson = f"{SPARQL_PREFIXES} SELECT ?l {{ <{writer.base_iri}id/actor/armed-group-crimson-army> rdfs:label ?l }}"
    assert [r["l"] for r in select(writer, crimson).rows] == ["Crimson Army"]
    assert apply(writer, tmp_path) == []
    assert stands_for(writer) == before


def test_two_that_people_part_are_two(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """A merge is undone by saying that the two are not the same."""
    one = {f"other_{key}": value for key, value in line("", ONE).items() if key != "kind"}
    assert apply(writer, tmp_path, line("not-same", **one)) == []
    assert len(set(stands_for(writer))) == 2


def test_events_that_people_part_are_two(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """The word that tells of an event addresses its account."""
    one = {f"other_{key}": value for key, value in line("", ONE, (9, 15)).items() if key != "kind"}
    assert event_status(writer) == ["corroborated"]
    assert apply(writer, tmp_path, line("not-same", at=(9, 15), **one)) == []
    assert event_status(writer) == ["reported", "reported"]


def test_what_people_call_wrong_is_left_out(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """The claims of one article are gone from what is derived; the other article still says so."""
    assert apply(writer, tmp_path, line("wrong", at=(0, 49))) == []
    assert event_status(writer) == ["reported"]
    assert apply(writer, tmp_path, line("wrong", at=(9, 15))) == []
    assert event_status(writer) == ["reported"]


def test_corrections_outlive_the_article_that_they_are_about(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """One for an article that is not there is named, and holds when the article comes."""
    for stored in writer.articles():
        writer.remove(stored.v)
    (problem,) = apply(writer, tmp_path, line("is", means="state/iran"))
    assert problem.where.endswith("corrections.csv:2")
    assert "no article" in problem.message
    made = report(Say("Ann Lee"), outlet="Courier", url=OTHER)
    writer.put(made[0], graph_of(made))
    update_graphs(writer)
    assert stands_for(writer) == ["state/iran"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (line("is", means=""), "does not say who"),
        (line("same"), "no kind of correction"),
        (line("not-same"), "who this is not"),
        (line("is", at=(0, 4), means="state/iran") | {"begin": "x"}, "which characters"),
        (line("is", at=(0, 4), means="state/iran") | {"exact": "Blue"}, "the text is not"),
        (line("is", at=(20, 24), means="state/iran"), "nobody is mentioned"),
        (line("is", "https://nowhere.example/", means="state/iran"), "no article"),
    ],
)
def test_what_names_nothing_is_named_by_its_line(
    writer: EmbeddedWriter, tmp_path: Path, bad: dict[str, str], words: str
) -> None:
    """File, line and what to mend; the other lines hold."""
    (problem,) = apply(writer, tmp_path, line("is", at=(0, 4), means="state/x"), bad)
    assert problem.where.endswith("corrections.csv:3")
    assert words in problem.message
    assert "state/x" in stands_for(writer)


def test_lines_that_contradict_are_both_named(writer: EmbeddedWriter, tmp_path: Path) -> None:
    """Neither is applied: which is right, people must say."""
    before = stands_for(writer)
    problems = apply(writer, tmp_path, line("is", means="state/x"), line("is", means="state/y"))
    assert [p.where.rpartition(":")[2] for p in problems] == ["2", "3"]
    assert all("contradicts" in p.message for p in problems)
    assert stands_for(writer) == before


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    """Columns that are missing are named; what is not text is not read."""
    file = tmp_path / "corrections.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BadParameter, match="kind, article"):
        read_corrections(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadParameter, match="cannot be read"):
        read_corrections(file)
    with pytest.raises(BadParameter, match="cannot be read"):
        read_corrections(tmp_path / "none.csv")
