"""SPARQL 1.1 Update: the W3C's evaluation tests over HTTP, the store read afterwards."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.store import open_reader
from tests.conftest import needs
from tests.w3c.conftest import Server, filling
from tests.w3c.manifests import GraphFile, W3CTest, read
from tests.w3c.results import parse_graph, same_graph

pytestmark = needs("w3c/rdf-tests")
PROLOGUE = re.compile(r"(\s|#[^\n]*\n|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
FOLDERS = "add basic-update clear copy delete delete-data delete-insert delete-where drop move update-silent".split()
TESTS = read(FOLDERS, "UpdateEvaluationTest")


def test_the_suite_is_whole() -> None:
    """All 94 tests are there."""
    assert len(TESTS) == 94


@pytest.mark.parametrize("test", TESTS, ids=lambda t: t.id)
def test_update(server: Server, test: W3CTest) -> None:
    """The graphs afterwards are the expected ones; what is known not to pass still does not."""
    text = test.request.read_text("utf-8")
    prologue = PROLOGUE.match(text)
    assert prologue is not None
    head = (
        f"BASE <{test.request.as_uri()}> {prologue[0]}\n"  # the engine takes a prologue before the first operation only
    )
    answer = server.update(f"{head}{filling(test.data)} ;\n{text[prologue.end() :]}")
    with open_reader(server.store) as reader:
        passes = answer.status == 200 and same_graph(reader.quads(), _expected(test.result_data))
    assert passes != bool(test.known), test.known or f"{test.id}: {answer.status} {answer.body!r}"


def _expected(files: tuple[GraphFile, ...]) -> list[ox.Quad]:
    found = []
    for file in files:
        graph = ox.NamedNode(file.name) if file.name else ox.DefaultGraph()
        found += [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parse_graph(file.path, file.name or None)]
    return found
