"""SPARQL 1.1 syntax, query and update: what is well formed is taken, what is not is 400."""

from __future__ import annotations

import re

import pytest

from tests.conftest import needs
from tests.w3c.conftest import Server
from tests.w3c.manifests import W3CTest, read

pytestmark = needs("w3c/rdf-tests")
FOLDERS = "aggregates construct delete-insert grouping syntax-fed syntax-query syntax-update-1 syntax-update-2".split()
KINDS = [f"{sign}{what}SyntaxTest11" for sign in ("Positive", "Negative") for what in ("", "Update")]
TESTS = read(FOLDERS, *KINDS)


def test_the_suite_is_whole() -> None:
    """All 169 tests are there."""
    assert len(TESTS) == 169


@pytest.mark.parametrize("test", TESTS, ids=lambda t: t.id)
def test_syntax(server: Server, test: W3CTest) -> None:
    """An ill-formed request is refused with 400, a well-formed one is not; what is known not to pass still does not."""
    text = test.request.read_text("utf-8")
    is_update = test.request.suffix == ".ru"
    answer = server.update(text) if is_update else server.query(text, accept="*/*")
    assert answer.status in {200, 400}, answer.body
    if answer.status == 400 and b" is refused here" in answer.body and b"LOAD" not in answer.body:
        assert test.known
        return
    refused = answer.status == 400 and re.search(rb"cannot be read from|this is not SPARQL", answer.body) is not None
    passes = refused == test.kind.startswith("Negative")
    assert passes != bool(test.known), test.known or f"{test.id}: {answer.status} {answer.body!r}"
