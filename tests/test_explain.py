"""Why something is in the graph: claims, rule, chain, words, merges, status."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from kg.errors import UnknownName
from kg.explain import explain
from kg.query import run
from kg.store import EmbeddedReader, open_reader
from tests.sample_graph import build


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    """The graph of the sample articles."""
    with open_reader(build(tmp_path_factory.mktemp("sample") / "kg")) as opened:
        yield opened


def claim_of_bbc(reader: EmbeddedReader) -> str:
    """The claim that BBC Persian reports."""
    rows = run(reader, "claims-by", holder="BBC Persian").rows
    return min(str(row["claim"]) for row in rows)


def test_a_claim_shows_holder_chain_rule_and_words(reader: EmbeddedReader) -> None:
    """The authorisation is BBC Persian's report, from sources in Tehran, and is disputed twice."""
    found = explain(reader, claim_of_bbc(reader))
    own = next(c for c in found.claims if c.polarity == "is")
    assert own.holder == "BBC Persian"
    assert own.chain[:2] == ("sources in Tehran", "BBC Persian")
    assert own.sentences[0].text is not None
    assert "according to a report today by BBC Persian" in own.sentences[0].text
    assert {c.holder for c in found.claims if c.polarity == "disputes"} == {
        "source close to Khamenei",
        "government officials",
    }


def test_an_event_of_two_articles_shows_how_they_met(reader: EmbeddedReader) -> None:
    """The battle for Orvale: two accounts, taken for one by match; contested, denied by a party."""
    row = next(
        r
        for r in run(reader, "contested-facts", actor="Red Banner Front").rows
        if "Veldanian army, Marin" in str(r["about"])
    )
    proposition = explain(reader, str(row["proposition"]))
    (stood,) = proposition.assessments
    assert (stood.status, stood.denied_by_party, stood.origins) == ("contested", True, 2)
    event = next(
        r["event"]
        for r in run(reader, "denials-by-the-accused", actor="Tomas Ilk").rows
        if "-assault-orvale-" in str(r["event"])
    )
    merges = explain(reader, str(event)).merges
    assert [m.by for m in merges] == ["match", "match"]
    assert {m.sentence.text for m in merges if m.sentence} == {"retook", "attacked"}


def test_an_actor_shows_what_was_taken_for_it_and_how_its_facts_stand(reader: EmbeddedReader) -> None:
    """Soleimani: by lexicon; commanding is reported, his presence near Amerli hearsay."""
    found = explain(reader, f"{reader.base_iri}id/actor/person/qassem-soleimani")
    assert {m.by for m in found.merges} == {"lexicon"}
    assert {s.status for s in found.assessments} == {"reported", "hearsay"}


def test_an_explanation_reads_as_text_and_as_json(reader: EmbeddedReader) -> None:
    """People get lines, programs get an object; both hold the sentence."""
    found = explain(reader, f"<{claim_of_bbc(reader)}>")
    assert "BBC Persian asserts" in str(found)
    assert msgspec.json.decode(msgspec.json.encode(found))["iri"] == found.iri


@pytest.mark.parametrize(
    ("iri", "sentence"),
    [("http://localhost:8000/id/actor/state/atlantis", "says nothing of this"), ("x> ?s <y", "is not an IRI")],
)
def test_what_the_graph_does_not_know_is_said(reader: EmbeddedReader, iri: str, sentence: str) -> None:
    """An IRI that is not there, or is none, gets a sentence."""
    with pytest.raises(UnknownName, match=sentence):
        explain(reader, iri)
