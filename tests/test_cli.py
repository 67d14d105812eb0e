"""The command line: results on stdout, words for people on stderr, exit codes, and sentences in place of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kg.cli import cli, main
from tests.sample_graph import build

COMMANDS = [
    "facts", "build", "ask", "query", "validate", "export", "load", "serve", "stats", "doctor", "explain", "remove",
    "diff",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build(tmp_path_factory.mktemp("cli") / "store"))


class Ran:
    """What a command left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run a command in this process."""
    for name in [n for n in os.environ if n.startswith("KG_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


def test_all_commands_of_the_design_are_there() -> None:
    """The names of the commands are fixed: scripts rely on them."""
    assert [name for name in cli.commands if name in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(kg, command: str) -> None:  # type: ignore[no-untyped-def]
    """`kg COMMAND --help` shows at least one command as one types it."""
    ran = kg(command, "--help")
    assert ran.code == 0
    assert f"$ kg {command}" in ran.out


def test_the_version_is_that_of_the_program(kg) -> None:  # type: ignore[no-untyped-def]
    """`kg --version` names program and version."""
    from kg import __version__

    assert kg("--version").out.split()[-1] == __version__


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["exprot"], "`kg export`"),
        (["query", "same-sid"], "same-side"),
        (["query", "same-side", "-p", "place=Amirli"], "Amerli"),
        (["query", "same-side", "-p", "town=Amerli"], "place"),
        (["query", "nowhere/x.rq"], "no such file"),
        (["build"], "--samples"),
        (["ask"], "question"),
        (["facts"], "FILE"),
        (["facts", "x.txt", "--published", "yesterday"], "2014-09-05"),
        (["export", "--format", "turtel"], "turtle"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(  # type: ignore[no-untyped-def]
    kg, store: str, arguments: list[str], hint: str
) -> None:
    """A misspelt command, query, parameter or format ends with code 2 and names the right one."""
    with_store = [*arguments, "--store", store] if arguments[0] in ("query", "export") else arguments
    ran = kg(*with_store)
    assert ran.code == 2
    assert hint in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_facts_are_one_document_a_line_in_order(kg, root: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Each article is one JSON document on one line; a bad file among them is named, and the exit code is 1."""
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02")
    samples = [str(root / "samples" / name) for name in ("orvale-courier.txt", "orvale-northern-wire.txt")]
    ran = kg("facts", samples[0], str(bad), samples[1])
    titles = [json.loads(line)["article"]["publisher"] for line in ran.out.splitlines()]
    assert titles == ["Harbour Courier", "Northern Wire"]
    assert ran.code == 1
    assert "bad.txt" in ran.err


def test_every_sentence_is_explained(kg, root: Path) -> None:  # type: ignore[no-untyped-def]
    """`kg facts --explain` says of each sentence what was read in it, or why nothing was."""
    ran = kg("facts", "--explain", str(root / "samples" / "orvale-courier.txt"))
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert sum(line.startswith("    ") for line in lines) * 2 == len(lines)
    assert "event" in ran.out


def test_an_answer_is_printed_and_its_absence_is_1(kg, store: str) -> None:  # type: ignore[no-untyped-def]
    """`kg ask` prints the answer with its evidence; without an answer it says so and ends with 1."""
    ran = kg("ask", "Which actors fought on the same side at Amerli?", "--store", store, "--sparql")
    assert ran.code == 0
    assert "United States" in ran.out
    assert "SELECT" in ran.out
    none = kg("ask", "Who commands Boko Haram?", "--store", store)
    assert (none.code, "Boko Haram" in none.out) == (1, True)
    as_json = kg("ask", "--json", "Who commands Boko Haram?", "--store", store)
    assert json.loads(as_json.out)["answers"] == []


def test_a_named_query_comes_as_table_and_formats(kg, store: str) -> None:  # type: ignore[no-untyped-def]
    """A named query is a tab-separated table for a pipe, and JSON or CSV where asked for."""
    ran = kg("query", "who-commands", "-p", "force=Quds Force", "--store", store)
    assert ran.out.splitlines()[0].split("\t")[:2] == ["commander", "name"]
    found = json.loads(kg("query", "who-commands", "--json", "--store", store).out)
    assert found["head"]["vars"][0] == "commander"
    assert kg("query", "who-commands", "--format", "csv", "--store", store).out.startswith("commander,name,")
    assert "same-side" in kg("query", "--list").out


def test_a_free_query_runs_from_a_file(kg, store: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """SPARQL from a file runs with our prefixes; updates and other servers are refused."""
    file = tmp_path / "q.rq"
    file.write_text("SELECT (COUNT(?c) AS ?n) { ?c a kg:Claim }")
    ran = kg("query", str(file), "--store", store)
    assert ran.code == 0
    assert int(ran.out.splitlines()[1]) > 20
    file.write_text("CONSTRUCT { ?s a kg:Claim } WHERE { ?s a kg:Claim }")
    assert "Claim" in kg("query", str(file), "--format", "ntriples", "--store", store).out
    file.write_text("DROP ALL")
    refused = kg("query", str(file), "--store", store)
    assert (refused.code, "read-only" in refused.err) == (2, True)


def test_a_graph_moves_to_another_base(kg, store: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """What `kg export` writes `kg load` puts into a store with another base, and answers stay."""
    dump, copy = str(tmp_path / "graph.nq"), str(tmp_path / "copy")
    assert kg("export", "--format", "nquads", "-o", dump, "--store", store).code == 0
    assert kg("load", dump, "--store", copy, "--base-iri", "https://example.org/kg/").code == 0
    asked = [kg("ask", "--json", "Who commands the Quds Force?", "--store", s).out for s in (store, copy)]
    names = [[a["name"] for a in json.loads(text)["answers"]] for text in asked]
    assert names[0] == names[1] != []
    assert "https://example.org/kg/id/actor/" in asked[1]
    assert kg("load", dump, "--store", copy).out.startswith("0 articles loaded, 3 unchanged")


def test_export_is_the_same_bytes_every_time(kg, store: str) -> None:  # type: ignore[no-untyped-def]
    """Two exports of one version are equal; a graph that is not there is named."""
    assert kg("export", "--store", store).out == kg("export", "--store", store).out
    missing = kg("export", "--graph", "nothing", "--store", store)
    assert (missing.code, "graph/nothing" in missing.err) == (2, True)


def test_stats_and_doctor_say_what_is_there(kg, store: str) -> None:  # type: ignore[no-untyped-def]
    """Stats count articles; doctor says which packages there are, and what mends a store that is missing."""
    assert json.loads(kg("stats", "--json", "--store", store).out)["articles"] == 3
    checks = {c["name"]: c for c in json.loads(kg("doctor", "--json", "--store", store + "-none").out)}
    assert checks["pyoxigraph"]["fine"]
    assert not checks["graph"]["fine"]
    assert "kg build" in checks["graph"]["mend"]


def test_an_explanation_names_claims(kg, store: str) -> None:  # type: ignore[no-untyped-def]
    """`kg explain IRI` tells on what a thing rests; an IRI that nobody knows is a usage error."""
    ran = kg("explain", "http://localhost:8000/id/actor/group/quds-force", "--store", store)
    assert ran.code == 0
    assert "Quds Force" in ran.out
    assert kg("explain", "http://localhost:8000/id/actor/nobody", "--store", store).code == 2


def test_a_store_that_is_not_there_is_a_sentence(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Without a store the commands end with 3 and say how to make one."""
    ran = kg("stats", "--store", str(tmp_path / "none"))
    assert ran.code == 3
    assert "kg build" in ran.err
    assert "Traceback" not in ran.err


def test_a_closed_pipe_is_quiet(root: Path, store: str) -> None:
    """`kg export | head` leaves no traceback."""
    command = f'"{sys.executable}" -m kg export --store "{store}" | head -c 100 > {os.devnull}'
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=root)
    assert ran.stderr == ""


def test_every_package_ships_in_the_wheel(root: Path) -> None:
    """pyproject.toml lists every package that there is."""
    listed = set(tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    there = {".".join(p.parent.relative_to(root).parts) for p in (root / "kg").rglob("__init__.py")}
    assert there <= listed
