"""The questions of ``queries/`` over HTTP, with the sample articles from facts written by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.query import load_queries
from kg.web import Settings, create_app
from kg.web.api import example_address
from tests.sample_graph import build


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(Settings(store=str(build(tmp_path_factory.mktemp("api") / "store")), workers=1))
    yield app.test_client()
    app.extensions["kg"].close()


def test_every_query_answers_its_example_as_expected(client: FlaskClient, root: Path) -> None:
    """The address that the page shows gives the rows that the query is tested with."""
    for name, query in load_queries().items():
        found = client.get(example_address(query))
        assert found.status_code == 200, name
        expected = json.loads((root / "tests" / "queries" / f"{name}.srj").read_text("utf-8"))
        assert json.loads(found.data)["results"]["bindings"] == expected["results"]["bindings"], name


def test_a_suffix_or_a_header_asks_for_a_format(client: FlaskClient) -> None:
    """CSV comes by ending, by ``?format=`` and by Accept, the same bytes each time."""
    by = [
        client.get("/api/same-side.csv?place=Amerli"),
        client.get("/api/same-side?place=Amerli&format=csv"),
        client.get("/api/same-side?place=Amerli", headers={"Accept": "text/csv"}),
    ]
    assert len({found.data for found in by}) == 1
    rows = list(csv.DictReader(StringIO(by[0].get_data(as_text=True))))
    assert {row["where"] for row in rows} == {"Amerli"}


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("/api/events?from_day=yesterday", ("from_day", "a day", "2014-08-01")),
        ("/api/same-side?place=Atlantis", ("place", "a place", "Amerli")),
        ("/api/same-side?status=certain", ("status", "corroborated")),
        ("/api/same-side?plaice=Amerli", ("plaice", "place")),
        ("/api/articles-behind-edge", ("actor", "needed", "Marin")),
        ("/api/actors?limit=many", ("limit", "whole number")),
        ("/api/independent-origins?least_origins=two", ("least_origins", "whole number", "2")),
    ],
)
def test_a_wrong_parameter_is_named_with_its_type_and_an_example(
    client: FlaskClient, address: str, parts: tuple[str, ...]
) -> None:
    """The answer is 400 and says which parameter, what it is, and what it may look like."""
    found = client.get(address)
    assert found.status_code == 400
    assert all(part in found.get_data(as_text=True) for part in parts), found.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "status"), [("/api/nothing", 404), ("/api/actors?format=pdf", 406), ("/api/actors.pdf", 404)]
)
def test_what_is_not_there_is_said(client: FlaskClient, address: str, status: int) -> None:
    """An unknown question is 404, an unknown format 406."""
    assert client.get(address).status_code == status


def test_several_values_mean_any_of_them_and_limit_cuts(client: FlaskClient) -> None:
    """A parameter may be repeated; ``limit`` gives so many rows."""
    both = json.loads(client.get("/api/actors?actor=Iran&actor=Sorland").data)["results"]["bindings"]
    assert {row["name"]["value"] for row in both} == {"Iran", "Sorland"}
    assert len(json.loads(client.get("/api/actors?limit=3").data)["results"]["bindings"]) == 3


def test_a_value_cannot_break_out_of_the_query(client: FlaskClient) -> None:
    """SPARQL in a value stays a value, or is refused as one."""
    hostile = '"} UNION { ?s ?p ?o } #'
    assert (
        json.loads(client.get("/api/casualties", query_string={"measure": hostile}).data)["results"]["bindings"] == []
    )
    assert client.get("/api/claim-chain", query_string={"claim": "x> } UNION { ?s ?p ?o"}).status_code == 400


def test_the_description_names_every_query_and_parameter(client: FlaskClient) -> None:
    """The OpenAPI document has a path for each query, its parameters, and no dangling reference."""
    document = json.loads(client.get("/api/openapi.json").data)
    assert document["openapi"].startswith("3.1")
    for name, query in load_queries().items():
        operation = document["paths"][f"/api/{name}"]["get"]
        assert {p["name"] for p in operation["parameters"]} == {*(p.name for p in query.params), "limit"}
        assert all(
            response["$ref"].rpartition("/")[2] in document["components"]["responses"]
            for response in operation["responses"].values()
            if "$ref" in response
        )


def test_the_page_shows_an_example_of_each_query(client: FlaskClient) -> None:
    """Each query stands on the page with a link that works."""
    page = client.get("/queries").get_data(as_text=True)
    for name, query in load_queries().items():
        assert f'id="{name}"' in page
        assert example_address(query).replace("&", "&amp;").replace("'", "&#39;") in page
