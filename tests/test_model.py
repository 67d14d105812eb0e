"""The facts document: JSON and model say the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import model
from kg.errors import InvalidFacts

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "ontology" / "facts.schema.json"

MINIMAL: dict[str, Any] = {
    "article": {"title": "Army takes Orvale", "published": "2025-06-05", "publisher": None, "sha256": "0" * 64},
    "actors": [
        {"id": "a1", "name": "the army", "kind": "armed-group", "aliases": [], "wikidata": None, "mentions": [[0, 4]]}
    ],
    "events": [
        {
            "id": "e1", "type": "ASSAULT", "subtype": "capture", "agents": ["a1"], "targets": [],
            "place": {"name": "Orvale", "lat": None, "long": None, "geonames": None, "wikidata": None},
            "time": {"text": "Tuesday", "start": "2025-06-03", "end": "2025-06-03"},
            "status": "actual", "evidence": [[0, 17]],
        }
    ],
    "sides": [{"actors": ["a1"], "against": [], "place": None, "events": ["e1"], "evidence": [[0, 17]]} | {"id": "s1"}],
    "relations": [{"id": "r1", "type": "partOf", "subject": "a1", "object": "a1", "evidence": [[0, 4]]}],
    "claims": [
        {
            "id": "c1", "source": None, "cue": [5, 10], "via": [], "stance": "asserts", "events": ["e1"],
            "denies": None, "evidence": [[0, 17]],
        }
    ],
}  # fmt: skip


def within(small: Any, large: Any) -> bool:
    """Whether all that *small* says stands in *large* too."""
    if isinstance(small, dict):
        return all(k in large and within(v, large[k]) for k, v in small.items())
    if isinstance(small, list):
        return len(small) == len(large) and all(map(within, small, large))
    return bool(small == large)


def test_a_document_with_the_plain_keys_keeps_every_one_of_them() -> None:
    """JSON to model to JSON loses nothing that was said."""
    written = json.loads(model.dumps(model.loads(json.dumps(MINIMAL))))
    assert within(MINIMAL, written)


def test_writing_twice_gives_the_same_characters() -> None:
    """The JSON of the JSON's facts is the same JSON."""
    once = model.dumps(model.loads(json.dumps(MINIMAL)))
    assert model.dumps(model.loads(once)) == once


def test_a_link_is_written_from_and_to() -> None:
    """`from` is a word of Python's and is written as the document has it."""
    link = model.Link(id="l1", type="ends", from_="e1", to="e2")
    assert json.loads(msgspec.json.encode(link))["from"] == "e1"


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"article": {"title": "x"}}, "sha256"),
        ({"events": [{"id": "e1", "type": "BATTLE"}]}, "$.events[0].type"),
        ({"actors": [{"id": "a", "name": "n", "kind": "state", "colour": "red"}]}, "colour"),
        ({"article": {"sha256": "0", "published": "last week"}}, "$.article.published"),
    ],
)
def test_a_document_that_is_not_of_the_model_is_refused_by_its_key(change: dict[str, Any], at: str) -> None:
    """The error names the key at fault."""
    with pytest.raises(InvalidFacts, match="not a facts document") as refused:
        model.loads(json.dumps(MINIMAL | change))
    assert at in str(refused.value)


def test_what_is_not_json_is_refused() -> None:
    """A broken document is a sentence, not a traceback."""
    with pytest.raises(InvalidFacts, match="not JSON"):
        model.loads("{")


def test_the_shipped_schema_is_that_of_the_model() -> None:
    """ontology/facts.schema.json is written by `python -m kg.model`."""
    assert json.loads(SCHEMA.read_text("utf-8")) == json.loads(json.dumps(model.json_schema()))


def test_the_schema_accepts_what_the_model_writes() -> None:
    """A document of ours validates against the shipped schema."""
    jsonschema.validate(json.loads(model.dumps(model.loads(json.dumps(MINIMAL)))), model.json_schema())


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
SPANS = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda p: (min(p), max(p)))


CLAIMS = st.builds(
    model.Claim,
    id=WORDS,
    source=st.none() | WORDS,
    cue=SPANS,
    via=st.tuples(WORDS),
    denies=st.none() | WORDS,
    evidence=st.tuples(SPANS),
    certainty=st.sampled_from(["certain", "unknown"]),
    confidence=st.none() | st.floats(0, 1),
    time=st.none() | st.builds(model.TimeSpan, text=WORDS, start=st.none() | st.dates(date(1900, 1, 1))),
    about=st.tuples(st.builds(model.About, event=WORDS)),
    responds=st.tuples(st.builds(model.Response, claim=WORDS, how=st.just("echoes"))),
)


@given(st.lists(CLAIMS, max_size=4))
def test_any_claims_survive_the_way_through_json(claims: list[model.Claim]) -> None:
    """Model to JSON to model is the same model, whatever its strings and numbers."""
    facts = model.Facts(article=model.ArticleHead(sha256="0" * 64), claims=tuple(claims))
    assert model.loads(model.dumps(facts)) == facts
