"""Terms as N-Triples writes them: the engine, rdflib and plain strings tell the same."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.terms import datatype_of, graph_of, iri, lines_of, literal, parse_lines, text_of, triples_of
from kg.vocab import GEO, XSD

WORDS = st.text(st.characters(exclude_categories=["Cs"]))


@given(WORDS)
def test_a_literal_holds_the_characters_it_was_made_of(words: str) -> None:
    """Whatever is escaped comes back, and the engine writes the literal the same way."""
    term = literal(words)
    assert (text_of(term), datatype_of(term)) == (words, XSD.string)
    assert str(ox.Literal(words)) == term


@pytest.mark.parametrize(
    ("value", "words", "datatype"),
    [
        (True, "true", XSD.boolean),
        (12, "12", XSD.integer),
        (date(2014, 9, 5), "2014-09-05", XSD.date),
    ],
)
def test_a_value_has_the_type_of_xml_schema(value: bool | int | date, words: str, datatype: str) -> None:
    """Booleans, whole numbers and days are typed literals."""
    assert (text_of(literal(value)), datatype_of(literal(value))) == (words, datatype)


@given(st.sets(st.tuples(st.sampled_from(["<http://x/a>", "_:b"]), st.just("<http://x/p>"), st.builds(literal, WORDS))))
def test_triples_are_the_same_by_way_of_rdflib_and_of_a_file(triples: set[tuple[str, str, str]]) -> None:
    """Written and parsed again, or made a graph of rdflib and back, it is the same triples."""
    assert parse_lines(lines_of(triples)) == triples
    assert triples_of(graph_of(triples)) == triples


def test_languages_and_datatypes_survive_the_way_through_rdflib() -> None:
    """Nothing is put into another form: "01" stays "01"."""
    terms = ['"mot"@fr', f'"01"^^<{XSD.integer}>', literal("POINT(1.0 2.0)", GEO.wktLiteral), "<http://x/o>"]
    triples = {("<http://x/a>", "<http://x/p>", term) for term in terms}
    assert triples_of(graph_of(triples)) == triples
    assert [datatype_of(term) for term in terms] == ["", XSD.integer, GEO.wktLiteral, None]


@pytest.mark.parametrize("words", ["http://x/a b", "http://x/<", "a/b", "", "http://x/a\n", "http://[x"])
def test_what_is_no_iri_is_refused(words: str) -> None:
    """A term that would break the line it stands in is never made."""
    with pytest.raises(ValueError, match=r"IRI|scheme|host"):
        iri(words)
