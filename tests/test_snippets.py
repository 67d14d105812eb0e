"""What README and docs/clients.md show to those who come with other tools, run as it stands beside a server."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import find_query
from tests.sample_graph import ROOT, build
from tests.serving import running

PAGES = [ROOT / "README.md", ROOT / "docs" / "clients.md"]
PROGRAMS = {"python": [sys.executable, "-W", "error", "-c"], "sh": ["sh", "-ec"], "r": ["Rscript", "-e"]}
SNIPPETS = [
    (page.name, language, snippet)
    for page in PAGES
    for language, snippet in re.findall(r"```(python|sh|r)\n(.*?)```", page.read_text("utf-8"), re.S)
    if "127.0.0.1:8000" in snippet
]
SERVICE = re.search(r"```sparql\n(.*?)```", PAGES[1].read_text("utf-8"), re.S)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running("--store", str(build(tmp_path_factory.mktemp("snippets") / "store"))) as found:
        yield found


@pytest.mark.parametrize(
    ("page", "language", "snippet"), SNIPPETS, ids=[f"{p}-{s.splitlines()[0][:40]}" for p, _, s in SNIPPETS]
)
def test_a_snippet_runs_as_it_stands(port: int, page: str, language: str, snippet: str) -> None:
    """Each piece of code that speaks to the server ends well and prints something."""
    program = PROGRAMS[language]
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    needed = re.findall(r"^(?:import|from) (\w+)", snippet, re.M) if language == "python" else []
    for module in needed:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    if language == "sh" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    text = snippet.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    done = subprocess.run([*program, text], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second store, of another program, with a watch list of its own."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the oxigraph server is not installed")
    where = tmp_path_factory.mktemp("other") / "store"
    store = ox.Store(str(where))
    watched = ox.NamedNode("http://example.org/1")
    for name, value in (("name", "Veldanian army"), ("reason", "arms")):
        store.add(ox.Quad(watched, ox.NamedNode(f"http://example.org/{name}"), ox.Literal(value)))
    store.flush()
    del store
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [program, "serve", "--location", where, "--bind", address], stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        for line in server.stderr:
            if address in line:
                break
        yield f"http://{address}"
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_another_store_joins_ours_by_service(port: int, other: str) -> None:
    """A query put to the other store finds, through SERVICE, who fought beside those on its watch list."""
    assert SERVICE is not None
    query = SERVICE[1].replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    address = f"{other}/query?{urllib.parse.urlencode({'query': query})}"
    asked = urllib.request.Request(address, headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        rows = json.load(answer)["results"]["bindings"]
    assert [(r["name"]["value"], r["reason"]["value"], r["with"]["value"]) for r in rows] == [
        ("Veldanian army", "arms", "Marin People's Militia")
    ]


def test_the_addresses_of_snippets_name_queries_there_are() -> None:
    """No snippet asks for a question that was renamed."""
    names = {n for _, _, snippet in SNIPPETS for n in re.findall(r"/api/([a-z-]+)\.", snippet)}
    assert names
    assert all(find_query(name) for name in names)
