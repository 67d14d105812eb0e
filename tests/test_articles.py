"""The annotated articles of our own are consistent with their texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "articles"
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
EVENT_TYPES = set(
    "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT".split()
)
STATUSES = {"actual", "reported", "hedged", "planned", "hypothetical", "negated"}
KINDS = {"state", "armed-group", "organization", "person", "media", "population"}
RELATIONS = set("commands leads memberOf partOf alliedWith hostileTo employedBy spouseOf holdsOffice".split())
STANCES = {"asserts", "denies", "accuses", "calls", "promises"}

Annotation = dict[str, Any]


def load(name: str) -> tuple[Annotation, str]:
    """One annotation and the text that it stands for."""
    annotation: Annotation = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return annotation, (HERE / f"{name}.txt").read_text("utf-8")


def parties(item: Annotation) -> set[str]:
    """The actor keys that an event, a side, a relation or a claim names."""
    found: set[str] = set()
    for slot in ("agents", "targets", "actors", "against", "sources", "to"):
        for group in item.get(slot, []):
            found |= {group} if isinstance(group, str) else set(group)
    return found | {item[slot] for slot in ("subject", "object") if slot in item}


def test_every_article_has_its_text_and_its_annotation() -> None:
    """A text without annotation, or the reverse, would go unscored."""
    assert sorted(path.stem for path in HERE.glob("*.txt")) == NAMES


def test_what_is_set_aside_is_there() -> None:
    """A misspelt name would be taken for development, and what was written last counted with the rest."""
    splits = json.loads((HERE.parent.parent / "benchmarks" / "splits.json").read_text("utf-8"))
    assert set(splits["written_last"]) <= set(splits["held_out"]["own"]) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_quotes_stand_in_the_text(name: str) -> None:
    """Every event and every claim quotes its article word for word."""
    annotation, text = load(name)
    assert [x["quote"] for k in ("events", "claims") for x in annotation[k] if x["quote"] not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_declared(name: str) -> None:
    """Whatever an annotation refers to is declared once in it."""
    annotation, _ = load(name)
    actors = [actor["key"] for actor in annotation["actors"]]
    claims = [claim["key"] for claim in annotation["claims"]]
    used = {key for k in list(annotation)[2:] for item in annotation[k] for key in parties(item)}
    assert len(actors) == len(set(actors))
    assert len(claims) == len(set(claims))
    assert used <= set(actors)
    assert {claim["denies"] for claim in annotation["claims"] if "denies" in claim} <= set(claims)


@pytest.mark.parametrize("name", NAMES)
def test_types_are_legal(name: str) -> None:
    """Types, statuses, kinds, stances and relations are those of the facts document."""
    annotation, _ = load(name)
    assert all(event["types"] and set(event["types"]) <= EVENT_TYPES for event in annotation["events"])
    assert all(set(event.get("status", [])) <= STATUSES for event in annotation["events"])
    assert all(actor["kind"] in KINDS for actor in annotation["actors"])
    assert all(relation["type"] in RELATIONS for relation in annotation["relations"])
    assert all(claim["stances"] and set(claim["stances"]) <= STANCES for claim in annotation["claims"])
    assert all(claim["sources"] for claim in annotation["claims"])
    assert all(len(event["when"]) == 2 for event in annotation["events"] if "when" in event)


@pytest.mark.parametrize("name", NAMES)
def test_actors_are_named_in_the_text(name: str) -> None:
    """Each actor has names, none of them stands for two actors, and those that count stand in the text."""
    annotation, text = load(name)
    names = [(given.casefold(), actor["key"]) for actor in annotation["actors"] for given in actor["names"]]
    assert all(given.strip() for given, _ in names)
    owners: dict[str, set[str]] = {}
    for given, key in names:
        owners.setdefault(given, set()).add(key)
    assert {given: keys for given, keys in owners.items() if len(keys) > 1} == {}
    unfound = [
        a["key"] for a in annotation["actors"] if not a.get("optional") and not any(n in text for n in a["names"])
    ]
    assert unfound == []
