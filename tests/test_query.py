"""The questions of ``queries/``: each with its header, its expected result, its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import BadParameter, KgError, UnknownName
from kg.model import replace
from kg.query import find_query, load_queries, named, parse_query, run, select
from kg.resources import folder
from kg.store import EmbeddedReader, open_reader, open_writer
from kg.to_rdf import to_rdf
from kg.vocab import PREFIXES
from tests.sample_graph import build, relate, sample_facts

EXPECTED = Path(__file__).resolve().parent / "queries"
QUERIES = sorted(load_queries())
EVIDENCE = ("text", "article", "begin", "end")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    """The graph of the sample articles."""
    with open_reader(build(tmp_path_factory.mktemp("sample") / "kg")) as opened:
        yield opened


@pytest.mark.parametrize("name", QUERIES)
def test_the_result_is_the_expected_one(reader: EmbeddedReader, name: str) -> None:
    """The example of a query gives what stands in its .srj; `python -m tests.queries.regenerate` writes it."""
    file = EXPECTED / f"{name}.srj"
    assert file.is_file(), f"write the expected result of {name}: python -m tests.queries.regenerate"
    assert run(reader, name, **load_queries()[name].example).to_json() == file.read_text(encoding="utf-8")


def test_no_expected_result_is_left_over() -> None:
    """Every .srj belongs to a query."""
    assert {path.stem for path in EXPECTED.glob("*.srj")} <= set(QUERIES)


@pytest.mark.parametrize("name", QUERIES)
def test_the_example_finds_something(reader: EmbeddedReader, name: str) -> None:
    """An example without an answer shows nobody anything."""
    assert len(run(reader, name, **load_queries()[name].example)) > 0


@pytest.mark.parametrize("name", QUERIES)
def test_the_header_tells_the_truth(reader: EmbeddedReader, name: str) -> None:
    """Variables, defaults and example in the header are those of the query."""
    query = load_queries()[name]
    assert query.summary.endswith("?")
    assert set(query.example) <= {p.name for p in query.params}
    assert run(reader, name, **query.example).variables == query.variables
    for param in query.params:
        inside = re.findall(rf"VALUES \?{param.name} \{{([^}}]*)\}}", query.text)
        assert inside
        if param.default in ("any", ""):
            assert {text.strip() for text in inside} == {"UNDEF"}
        else:
            words = re.findall(r"[\w-]+", param.default)
            assert all(word in inside[0] for word in words)


@pytest.mark.parametrize("name", QUERIES)
def test_evidence_comes_whole_or_not_at_all(name: str) -> None:
    """A query that shows a sentence says of which article, from where to where."""
    shown = set(load_queries()[name].variables) & set(EVIDENCE) - {"article"}
    assert shown in (set(), set(EVIDENCE) - {"article"})


@pytest.mark.parametrize("name", QUERIES)
def test_the_evidence_cuts_its_text_out_of_the_article(reader: EmbeddedReader, name: str) -> None:
    """Each text is exactly the characters that begin and end point at."""
    for row in run(reader, name, **load_queries()[name].example).rows:
        if row.get("text") is not None:
            whole = reader.article_text(str(row["article"]).rpartition("/")[2])
            assert whole is not None
            assert whole[row["begin"] : row["end"]] == row["text"]  # type: ignore[misc]


@pytest.mark.parametrize("name", QUERIES)
def test_any_engine_can_run_the_file_as_it_stands(reader: EmbeddedReader, name: str) -> None:
    """The file is SPARQL without help: prefixes declared once, in the fixed order, each used; rows in a fixed order."""
    text = load_queries()[name].text
    assert ox.Store().query(text) is not None
    declared = re.findall(r"^PREFIX (\w+): <(.*)>$", text, re.MULTILINE)
    assert declared == [(p, PREFIXES[p]) for p in PREFIXES if p in dict(declared)]
    body = text.partition("\n\n")[2]
    assert [p for p, _ in declared if not re.search(rf"(?<!\w){p}:", body)] == []
    assert "ORDER BY" in body


@pytest.mark.parametrize("path", sorted((folder("queries")).rglob("*.rq")), ids=lambda p: p.stem)
def test_lines_can_be_read(path: Path) -> None:
    """No line is longer than 120 characters."""
    assert max(len(line) for line in path.read_text(encoding="utf-8").splitlines()) <= 120


def same_side_at(reader: EmbeddedReader, place: str) -> set[frozenset[str]]:
    """The pairs that fought on one side."""
    rows = run(reader, "same-side", place=place).rows
    return {frozenset((str(r["name_a"]), str(r["name_b"]))) for r in rows}


def test_who_fought_on_one_side_at_amerli(reader: EmbeddedReader) -> None:
    """The user's question: advisers, militias, army, peshmerga and the United States, and nobody else."""
    five = {"United States", "Iranian military advisors", "Iraqi Army", "Kurdish peshmerga", "Shiite militias"}
    assert same_side_at(reader, "Amerli") == {frozenset((a, b)) for a in five for b in five if a != b}


def test_a_place_holds_what_lies_in_it(reader: EmbeddedReader) -> None:
    """Amerli is in Iraq: who fought there together fought together in Iraq."""
    assert same_side_at(reader, "Amerli") < same_side_at(reader, "Iraq")


def test_names_are_found_whatever_their_case_and_by_alias(reader: EmbeddedReader) -> None:
    """A parameter takes label, alias, or IRI."""
    iri = f"{reader.base_iri}id/actor/state/united-states"
    for name in ("United States", "united states", "Washington"):
        assert [t.value for t in named(reader, "actor", name)] == [iri]  # type: ignore[union-attr]
    assert run(reader, "actors", actor=iri).rows == run(reader, "actors", actor="US").rows


def test_several_values_mean_any_of_them(reader: EmbeddedReader) -> None:
    """A list of values finds what each of them finds."""
    both = run(reader, "actors", actor=["Iran", "Iraq"])
    assert sorted(str(row["name"]) for row in both.rows) == ["Iran", "Iraq"]


def test_an_unknown_name_is_answered_with_the_nearest(reader: EmbeddedReader) -> None:
    """Misspelt names get a suggestion."""
    with pytest.raises(BadParameter, match="Did you mean Amerli"):
        run(reader, "same-side", place="Amerly")
    with pytest.raises(UnknownName, match="same-side"):
        run(reader, "same-sides")


@pytest.mark.parametrize(
    ("name", "params", "sentence"),
    [
        ("same-side", {"town": "Amerli"}, "has no parameter 'town'"),
        ("cooperation-and-hostility", {}, "needs actor"),
        ("events", {"from_day": "soon"}, "is not a day"),
        ("same-side", {"status": "disputed"}, "there is no status 'disputed'"),
        ("independent-origins", {"least_origins": "two"}, "is not a whole number"),
    ],
)
def test_a_bad_parameter_is_named(reader: EmbeddedReader, name: str, params: dict[str, str], sentence: str) -> None:
    """The sentence says which parameter, and what it takes."""
    with pytest.raises(BadParameter, match=sentence):
        run(reader, name, **params)


@pytest.mark.parametrize("name", ['x" } DROP ALL #', "}", "\\", "a\nb", "' . ?s ?p ?o . '"])
def test_a_parameter_stays_a_value(reader: EmbeddedReader, name: str) -> None:
    """Nothing in a name is read as SPARQL."""
    with pytest.raises(BadParameter, match="no place is named"):
        run(reader, "same-side", place=name)
    assert len(run(reader, "casualties", measure=name)) == 0


def test_a_select_is_asked_for(reader: EmbeddedReader) -> None:
    """Only SELECT has rows."""
    with pytest.raises(BadParameter, match="no SELECT"):
        select(reader, "ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("#+ variables: [a]\nSELECT ?a {}", "no summary"),
        ("#+ summary: Who?\nSELECT ?a {}", "no variables"),
        ("#+ summary: Who?\n#+ params:\n#+   - {name: a, type: x}\n#+ variables: [a]\nSELECT ?a {}", "has type 'x'"),
        (
            "#+ summary: Who?\n#+ params:\n#+   - {name: a, type: text}\n#+ variables: [a]\nSELECT ?a {}",
            "no line `VALUES",
        ),
    ],
)
def test_a_faulty_header_is_named(text: str, sentence: str) -> None:
    """The error names the file and the line that is missing."""
    with pytest.raises(KgError, match=f"queries/q.rq: .*{sentence}"):
        parse_query("q", text)


def test_lines_for_a_parameter_go_with_it() -> None:
    """Patterns that only matter for a parameter are left out where it is not given."""
    query = find_query("hearsay")
    assert "?thing" not in query.bind({})
    assert "?thing" in query.bind({"actor": [ox.NamedNode("http://example.org/a")]})


def test_a_revised_article_leaves_the_answers_and_stays_in_the_past(tmp_path: Path) -> None:
    """After a correction the first version is heard only by those who ask how things stood before."""
    article, facts = sample_facts()["orvale-courier"]
    corrected = replace(article, text=article.text + " ", published=article.published.replace(day=9))  # type: ignore[union-attr]
    with open_writer(tmp_path) as writer:
        writer.put(article, to_rdf(facts, article, writer.base_iri))
        writer.put(
            corrected, to_rdf(replace(facts, sides=(), events=(), claims=(), links=()), corrected, writer.base_iri)
        )
        relate(writer)
        writer.publish()
    with open_reader(tmp_path) as reader:
        assert len(run(reader, "same-side")) == 0
        assert len(run(reader, "facts-as-of", as_of="2025-06-08", actor="Red Banner Front")) > 0
        assert [row["superseded"] for row in run(reader, "articles").rows] == [True, False]


def test_without_the_text_the_places_of_evidence_remain(tmp_path: Path) -> None:
    """Under a policy that keeps no text an answer still says where it stands."""
    article, facts = sample_facts()["amerli"]
    with open_writer(tmp_path) as writer:
        writer.put(article, to_rdf(facts, article, writer.base_iri, text_policy="none"))
        relate(writer)
        writer.publish()
    with open_reader(tmp_path) as reader:
        rows = run(reader, "same-side", place="Amerli").rows
        assert rows
        assert {row["text"] for row in rows} == {None}
        assert reader.article_text(str(rows[0]["article"]).rpartition("/")[2]) is None


def _basic_graph_patterns(algebra: object) -> Iterator[list[tuple[object, ...]]]:
    if isinstance(algebra, CompValue):
        if algebra.name == "BGP":
            yield algebra.triples
        yield from _basic_graph_patterns(list(algebra.values()))
    elif isinstance(algebra, list | tuple):
        for part in algebra:
            yield from _basic_graph_patterns(part)


@pytest.mark.parametrize("path", sorted(folder("queries").rglob("*.rq")), ids=lambda path: path.stem)
def test_the_patterns_of_a_group_hang_together(path: Path) -> None:
    """Patterns side by side share variables with one another: those that do not are joined all with all, which took
    `network` 50 seconds on 650,000 quads."""
    for patterns in _basic_graph_patterns(prepareQuery(path.read_text(encoding="utf-8")).algebra):
        apart: list[set[object]] = []
        for pattern in patterns:
            variables = {term for term in pattern if isinstance(term, Variable | BNode)}
            near = [several for several in apart if several & variables]
            apart = [several for several in apart if not several & variables] + [variables.union(*near)]
        assert len([several for several in apart if several]) < 2
