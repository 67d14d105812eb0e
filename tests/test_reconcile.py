"""The reconciliation service as its specification (0.2) shapes it, and as OpenRefine asks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.web.app import create_app
from kg.web.settings import Settings
from tests.sample_graph import build


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site over the sample graph."""
    made = create_app(Settings(store=str(build(tmp_path_factory.mktemp("reconcile") / "store"))))
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the site."""
    return app.test_client()


def ask(client: FlaskClient, **queries: dict[str, Any]) -> dict[str, Any]:
    """The answer to a batch, sent as OpenRefine sends it."""
    return client.post("/reconcile", data={"queries": json.dumps(queries)}).get_json()


def test_the_manifest_has_what_the_specification_asks_for(client: FlaskClient) -> None:
    """Versions, name and the two spaces; the services that it names answer."""
    manifest = client.get("/reconcile").get_json()
    assert manifest["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace", "defaultTypes", "view", "preview", "suggest"} <= manifest.keys()
    assert all(set(kind) == {"id", "name"} for kind in manifest["defaultTypes"])
    assert "{{id}}" in manifest["view"]["url"]
    assert "{{id}}" in manifest["preview"]["url"]
    for service in manifest["suggest"].values():
        path = (service["service_url"] + service["service_path"]).partition("localhost")[2]
        assert client.get(f"{path}?prefix=a").status_code == 200


def test_every_candidate_has_the_shape_of_the_specification(client: FlaskClient) -> None:
    """Each query has its results: id, name, types, score and match, the best first."""
    found = ask(client, q0={"query": "Red Banner Front"}, q1={"query": "nobody of this name at all"})
    assert set(found) == {"q0", "q1"}
    assert found["q1"]["result"] == []
    results = found["q0"]["result"]
    for candidate in results:
        assert {"id", "name", "type", "score", "match"} <= candidate.keys()
        assert isinstance(candidate["match"], bool)
        assert all(set(kind) == {"id", "name"} for kind in candidate["type"])
    assert [c["score"] for c in results] == sorted((c["score"] for c in results), reverse=True)
    assert results[0] == {
        "id": "actor/armed-group-red-banner-front",
        "name": "Red Banner Front",
        "type": [{"id": "kg:ArmedGroup", "name": "ArmedGroup"}, {"id": "sem:Actor", "name": "Actor"}],
        "score": 100.0,
        "match": True,
    }


def test_spellings_and_order_of_words_do_not_matter_much(client: FlaskClient) -> None:
    """A misspelt name finds its actor, and is no match without a doubt."""
    (first, *_) = ask(client, q={"query": "Verin, Anna"})["q"]["result"]
    assert (first["name"], first["match"]) == ("Anna Verrin", False)


def test_a_type_narrows_and_a_limit_cuts(client: FlaskClient) -> None:
    """Only things of the type, at most as many as asked for."""
    found = ask(client, q={"query": "Orvale", "type": "sem:Place", "limit": 1})["q"]["result"]
    assert [kind["id"] for kind in found[0]["type"]] == ["sem:Place"]
    assert len(found) == 1
    assert ask(client, q={"query": "Orvale", "type": "kg:Person"})["q"]["result"] == []


def test_what_is_found_can_be_opened(client: FlaskClient) -> None:
    """The view of a candidate leads on, and its preview may stand in a frame."""
    (first, *_) = ask(client, q={"query": "Iran"})["q"]["result"]
    assert client.get(f"/id/{first['id']}").status_code == 303
    preview = client.get(f"/reconcile/preview?id={first['id']}")
    assert first["name"] in preview.text
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert "script" not in preview.text
    assert client.get("/reconcile/preview?id=actor/nobody").status_code == 404


def test_names_are_completed(client: FlaskClient) -> None:
    """What is typed finds things and types."""
    found = client.get("/reconcile/suggest/entity?prefix=red+ban").get_json()["result"]
    assert found[0]["id"] == "actor/armed-group-red-banner-front"
    assert client.get("/reconcile/suggest/type?prefix=arm").get_json()["result"] == [
        {"id": "kg:ArmedGroup", "name": "ArmedGroup"}
    ]


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"q": {"limit": 3}}', 400),
        ('{"q": {"query": 5}}', 400),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(101)}), 413),
        (json.dumps({"q": {"query": "x" * 100_000, "limit": -4}}), 200),
        ('{"q": {"query": "<script>", "properties": [{"pid": "P1", "v": {"id": "x"}}], "type_strict": "should"}}', 200),
    ],
)
def test_bad_batches_are_told_so(client: FlaskClient, queries: str, status: int) -> None:
    """A sentence and a 4xx for what is no batch; long or odd words are taken."""
    assert client.post("/reconcile", data={"queries": queries}).status_code == status


def test_a_cursor_is_a_number(client: FlaskClient) -> None:
    """Anything else is refused."""
    assert client.get("/reconcile/suggest/entity?prefix=a&cursor=x").status_code == 400
