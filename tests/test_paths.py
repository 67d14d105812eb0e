"""Paths of length zero from a term that is nowhere: rewritten where that is sound, left alone elsewhere."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.paths import with_empty_paths


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { <x:a> <x:p>* ?x }",
        "PREFIX x: <x:> SELECT ?s { ?s x:p? x:a . }",
        "SELECT * { ?y <x:q> ?z . <x:a> (<x:p>|^<x:q>/<x:p>)* ?x . FILTER(1 < 2) }",
    ],
)
def test_a_path_from_nowhere_has_its_one_row(query: str) -> None:
    """What the engine answers after rewriting is the term itself, joined with the rest."""
    db = ox.Store()
    db.add(ox.Quad(ox.NamedNode("x:y"), ox.NamedNode("x:q"), ox.NamedNode("x:z")))
    [row] = db.query(with_empty_paths(query, lambda term: term.value != "x:a"))  # type: ignore[misc]
    assert any(value == ox.NamedNode("x:a") for value in row)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { <x:a> <x:p>+ ?x }",
        "SELECT * { <x:a> <x:p>*/<x:q> ?x }",
        "SELECT * { <x:a> <x:p>* ?x ; <x:q> ?y }",
        "SELECT * { <x:a> <x:p>* ?x, ?y }",
        "SELECT * { GRAPH ?g { <x:a> <x:p>* ?x } }",
        "SELECT * { ?x <x:p>* ?y }",
        "SELECT * { <x:a> <x:p>* <x:b> }",
        "SELECT (?x * 2 AS ?y) { ?x <x:p> ?z FILTER(?x * ?y > 2) }",
        "SELECT * { ?x <x:p> '<x:a> <x:p>* ?y' }",
    ],
)
def test_anything_else_is_left_alone(query: str) -> None:
    """Where more than the term itself could answer, or the pattern does not stand alone, nothing is changed."""
    assert with_empty_paths(query, lambda term: False) == query
