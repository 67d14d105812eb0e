"""Writing from outside: who may, what it may touch, what it may bring, and that the answer tells the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Forbidden, NotAuthorized, UnreadableUpload
from kg.sparql import GRAPH_WRITERS, RESULT_WRITERS
from kg.store import open_reader
from kg.tokens import TokenFile
from kg.updates import by_update, by_upload, outline, parse_upload, with_dataset
from kg.web import Settings, create_app
from kg.web.access import OPEN, READING, RULES
from tests.sample_graph import build

OWN = "http://localhost:8000/"
MINE = f"{OWN}graphs/mine"
IDENTITY = f"{OWN}graph/identity"
INSERT = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://e/s> <http://e/p> 1 }} }}"
TURTLE = {"data": "<http://e/s> <http://e/p> 1 .", "content_type": "text/turtle"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("writing") / "store", ["amerli"])


@pytest.fixture(scope="module")
def tokens(store: Path) -> dict[str, str]:
    file = TokenFile(store / "tokens.json")
    found = {
        name: file.add(name.split("+"), name=name)
        for name in ("update", "graphs", "ingest", "graphs+raw", "update+raw")
    }
    return found | {"expired": file.add(["update", "graphs"], name="expired", until=date(2020, 1, 1))}


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = create_app(Settings(store=str(store), workers=1))
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def version(store: Path) -> str:
    with open_reader(store) as reader:
        return reader.version


# Who may write


def writing_routes(app: Flask) -> list[tuple[str, str, str]]:
    """Each route with a method that is not for reading: endpoint, method, a path of it."""
    return [
        (rule.endpoint, method, re.sub(r"<[^>]*>", "mine", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method not in READING
    ]


def test_every_route_has_a_rule(app: Flask) -> None:
    """A route that takes more than GET stands in the table of access, and the table names no route that is gone."""
    there = {(endpoint, method) for endpoint, method, _ in writing_routes(app)}
    assert there == {(endpoint, method) for endpoint, methods in RULES.items() for method in methods}


ATTEMPTS: dict[str, dict[str, Any]] = {
    "no token": {},
    "an unknown token": {"headers": bearer("nonsense")},
    "an expired token": {"token": "expired"},
    "a token of another scope": {"token": "other"},
    "a password": {"headers": {"Authorization": "Basic dTpw"}},
    "a GET": {"method": "GET", "token": "right"},
    "a form of another site": {"form": True, "headers": {"Origin": "https://evil.example"}},
    "another site with the token": {"token": "right", "headers": {"Origin": "https://evil.example"}},
    "another site's frame": {"token": "right", "headers": {"Origin": "null"}},
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nobody_writes_without_right(app: Flask, store: Path, tokens: dict[str, str], attempt: str) -> None:
    """Every writing route refuses every wrong attempt, and the store is as it was."""
    before, client = version(store), app.test_client()
    for endpoint, method, path in writing_routes(app):
        scopes = RULES[endpoint][method]
        if scopes == OPEN and not endpoint.startswith("ingest."):
            continue
        how = dict(ATTEMPTS[attempt])
        headers = dict(how.get("headers", {}))
        [right] = scopes or {"ingest"}
        named = {"right": right, "other": "graphs" if right == "update" else "update"}.get(how.get("token", ""), "")
        if "token" in how:
            headers |= bearer(tokens[named or how["token"]])
        body: dict[str, Any] = {"data": INSERT, "content_type": "application/sparql-update"}
        if how.get("form"):
            body = {"data": {"update": INSERT, "file": "x"}}
        elif endpoint.startswith("ingest."):
            held = headers.pop("Authorization", "").removeprefix("Bearer ")
            body = {"data": {"text": "The army shelled the town, the ministry said.", "token": held}}
        elif endpoint != "update.update" and method != "PATCH":
            body = TURTLE
        target = path if endpoint != "graph_store.by_name" else f"{path}?graph={MINE}"
        answer = client.open(target, method=how.get("method", method), headers=headers, **body)
        is_form = endpoint.startswith("ingest.") and attempt == "a GET"
        allowed = {200, 404, 405} if is_form else {400, 401, 403, 404, 405}
        assert answer.status_code in allowed, (attempt, method, path, answer.status)
        if answer.status_code == 401:
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert version(store) == before
    assert not list(store.glob("intake/*"))


def test_an_open_route_changes_nothing(client: FlaskClient, store: Path, tokens: dict[str, str]) -> None:
    """An update sent to the endpoint for queries is refused, with a token too, in the URL, a form and a body."""
    before = version(store)
    for how in (
        {"query_string": {"update": INSERT}, "data": {"query": "ASK {}"}},
        {"data": {"update": INSERT}},
        {"data": INSERT, "content_type": "application/sparql-update"},
        {"data": {"query": INSERT}},
    ):
        answer = client.post("/sparql", headers=bearer(tokens["update"]), **how)  # type: ignore[arg-type]
        assert answer.status_code in {400, 403}
    assert version(store) == before


def test_without_any_token_writing_is_off(tmp_path: Path) -> None:
    """A store without tokens takes no write, and says how to change that."""
    app = create_app(Settings(store=str(build(tmp_path / "s", ["amerli"])), workers=1))
    answer = app.test_client().post("/update", data={"update": INSERT}, headers=bearer("x"))
    app.extensions["kg"].close()
    assert answer.status_code == 403
    assert "kg token add" in answer.text


def test_a_token_is_kept_by_its_hash_and_can_be_taken_back(tmp_path: Path) -> None:
    """The file does not hold the token, only its owner can read the file, and a removed token holds no more."""
    file = TokenFile(tmp_path / "tokens.json")
    secret = file.add(["update"], name="a", until=date(2024, 5, 1))
    assert secret not in file.path.read_text("utf-8")
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.admit(f"Bearer {secret}", {"update"}, today=date(2024, 5, 1)).name == "a"
    with pytest.raises(NotAuthorized):
        file.admit(f"Bearer {secret}", {"update"}, today=date(2024, 5, 2))
    with pytest.raises(Forbidden):
        file.admit(f"Bearer {secret}", {"graphs"}, today=date(2024, 5, 1))
    file.remove("a")
    with pytest.raises(NotAuthorized):
        TokenFile(file.path).admit(f"Bearer {secret}", {"update"}, today=date(2024, 5, 1))


# What may be written


def test_a_write_is_seen_in_the_version_that_its_answer_names(
    client: FlaskClient, store: Path, tokens: dict[str, str]
) -> None:
    """The answer to an update names a version; that version is published, and it contains the update."""
    answer = client.post("/update", data={"update": INSERT}, headers=bearer(tokens["update"]))
    assert answer.status_code == 200
    named = answer.headers["Kg-Dataset-Version"]
    assert named in answer.text
    with open_reader(store, version=named) as reader:
        assert [str(q.object) for q in reader.quads(MINE)] == ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    asked = client.get("/sparql", query_string={"query": f"ASK {{ GRAPH <{MINE}> {{ ?s ?p 1 }} }}", "format": "csv"})
    assert asked.headers["Kg-Dataset-Version"] == named
    assert asked.text.strip() == "true"


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT DATA {{ GRAPH <{IDENTITY}> {{ <x:s> <x:p> 1 }} }}",
        f"PREFIX g: <{OWN}graph/> DELETE WHERE {{ GRAPH g:identity {{ ?s ?p ?o }} }}",
        f"BASE <{OWN}> CLEAR GRAPH <graph/identity>",
        f"WITH <{IDENTITY}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DROP ALL",
        "CLEAR NAMED",
        f"MOVE <{IDENTITY}> TO <{MINE}>",
        f"COPY DEFAULT TO <{IDENTITY}>",
        "INSERT DATA { GRAPH <urn:newskg:books> { <urn:newskg:store> <urn:newskg:applied> 9 } }",
        f"INSERT DATA {{ GRAPH <{OWN}\\u0067raph/identity> {{ <x:s> <x:p> 1 }} }}",
    ],
)
def test_an_update_does_not_touch_the_graphs_of_the_program(
    client: FlaskClient, store: Path, tokens: dict[str, str], update: str
) -> None:
    """However the graph is named, a write to an article, computed or book-keeping graph is 409, and nothing changes."""
    before = version(store)
    answer = client.post("/update", data={"update": update}, headers=bearer(tokens["update"]))
    assert (answer.status_code, version(store)) == (409, before), answer.text


def test_graphs_of_the_program_can_be_read_and_copied(client: FlaskClient, tokens: dict[str, str]) -> None:
    """COPY from a computed graph is no write to it; the Graph Store serves it to readers."""
    mine = f"{OWN}graphs/copy"
    copied = client.post(
        "/update", data={"update": f"COPY <{IDENTITY}> TO <{mine}>"}, headers=bearer(tokens["update+raw"])
    )
    assert copied.status_code == 200, copied.text
    one, other = (
        client.get("/graphs", query_string={"graph": g}, headers={"Accept": "application/n-triples"}).text
        for g in (IDENTITY, mine)
    )
    assert sorted(one.splitlines()) == sorted(other.splitlines()) != []
    put = client.put(f"/graphs?graph={IDENTITY}", headers=bearer(tokens["graphs"]), **TURTLE)
    assert put.status_code == 409
    assert client.delete("/graphs/copy", headers=bearer(tokens["graphs"])).status_code == 204


VIOLATION = f"""<{OWN}graphs/claim> a <https://w3id.org/newskg/ontology#Claim> ."""


def test_what_violates_the_shapes_needs_the_scope_raw(client: FlaskClient, store: Path, tokens: dict[str, str]) -> None:
    """A claim without holder and evidence is 422 with the rule; a token of scope raw may write it."""
    before = version(store)
    refused = client.put("/graphs/claims", data=VIOLATION, content_type="text/turtle", headers=bearer(tokens["graphs"]))
    assert (refused.status_code, version(store)) == (422, before)
    assert "violates the shapes" in refused.text
    taken = client.put(
        "/graphs/claims", data=VIOLATION, content_type="text/turtle", headers=bearer(tokens["graphs+raw"])
    )
    assert taken.status_code == 201
    assert client.delete("/graphs/claims", headers=bearer(tokens["graphs+raw"])).status_code == 204


def test_a_patch_changes_its_own_graph_alone(client: FlaskClient, tokens: dict[str, str]) -> None:
    """PATCH takes SPARQL Update; what reaches into another graph is refused."""
    kind = {"content_type": "application/sparql-update", "headers": bearer(tokens["graphs"])}
    own = f"INSERT DATA {{ GRAPH <{OWN}graphs/p> {{ <x:s> <x:p> 2 }} }}"
    assert client.patch("/graphs/p", data=own, **kind).status_code == 204  # type: ignore[arg-type]
    assert "<x:s> <x:p> 2" in client.get("/graphs/p").text
    assert client.patch("/graphs/p", data="INSERT DATA { <x:s> <x:p> 2 }", **kind).status_code == 400  # type: ignore[arg-type]
    assert (
        client.patch("/graphs/p", data=TURTLE["data"], content_type="text/turtle", headers=kind["headers"]).status_code
        == 415
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r/>', "application/rdf+xml"),
        ("<! doctype r><r/>", "application/rdf+xml"),
        ('{"@context": "http://127.0.0.1:1/c", "@id": "x:s", "x:p": 1}', "application/ld+json"),
        ('{"@context": {"@import": "http://127.0.0.1:1/c"}, "@id": "x:s"}', "application/ld+json"),
        ('<x:s> <x:p> "\\uD800" .', "text/turtle"),
        ('<x:s> <x:p> "a\\u0007b" .', "text/turtle"),
        ("<x:s> <x:p> <http://a b> .", "text/turtle"),
        ("<x:s> <x:p> ", "text/turtle"),
        ("<x:s> <x:p> 1 <x:g> .", "application/n-quads"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_the_door(
    client: FlaskClient, store: Path, tokens: dict[str, str], body: str, media_type: str
) -> None:
    """DOCTYPE, remote contexts, lone surrogates, characters XML cannot carry, bad IRIs: 400, and nothing changes."""
    before = version(store)
    answer = client.put("/graphs/bad", data=body, content_type=media_type, headers=bearer(tokens["graphs"]))
    assert (answer.status_code, version(store)) == (400, before), answer.text


def test_utf_16_does_not_hide_a_doctype() -> None:
    """A DOCTYPE is found in any encoding."""
    with pytest.raises(UnreadableUpload, match="DOCTYPE"):
        parse_upload("<!DOCTYPE r []><r/>".encode("utf-16"), "application/rdf+xml", base_iri="x:b")


@pytest.mark.parametrize(
    "update", ["LOAD <http://127.0.0.1:1/>", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"]
)
def test_an_update_reaches_no_other_server(client: FlaskClient, tokens: dict[str, str], update: str) -> None:
    """LOAD and SERVICE are refused with a sentence."""
    answer = client.post("/update", data={"update": update}, headers=bearer(tokens["update"]))
    assert answer.status_code == 400
    assert "refused" in answer.text


def test_a_malformed_update_says_where(client: FlaskClient, tokens: dict[str, str]) -> None:
    """Line and column of the fault are in the answer."""
    answer = client.post("/update", data={"update": "INSERT DATA {\n <x:s> }"}, headers=bearer(tokens["update"]))
    assert (answer.status_code, "line 2, column" in answer.text) == (400, True)


# The parts


def test_an_outline_reads_what_graphs_an_update_names() -> None:
    """Constants are found through prefix and base; whatever is not constant makes it any graph."""
    text = "PREFIX a: <http://a/> BASE <http://b/> INSERT DATA { GRAPH a:x { <s> <p> 'GRAPH <z>' } } ; ADD <y> TO a:w"
    assert outline(text).targets == {"", "http://a/x", "http://a/w"}
    assert outline("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }").targets is None


def test_a_dataset_of_the_protocol_goes_into_each_operation() -> None:
    """using-graph-uri becomes USING before each WHERE, in DELETE WHERE too."""
    text = with_dataset(
        "DELETE WHERE { ?s ?p 'WHERE' } ; INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", ["http://g/"], ["http://n/"]
    )
    using = "USING <http://g/> USING NAMED <http://n/> WHERE"
    assert (
        text == f"DELETE {{ ?s ?p 'WHERE' }} {using} {{ ?s ?p 'WHERE' }} ; INSERT {{ ?s ?p 1 }} {using} {{ ?s ?p 2 }}"
    )


def a_quad(subject: int, value: str, graph: int) -> ox.Quad:
    name = ox.NamedNode(f"x:g{graph}") if graph else ox.DefaultGraph()
    return ox.Quad(ox.NamedNode(f"x:s{subject}"), ox.NamedNode("x:p"), ox.Literal(value), name)


quads = st.lists(st.builds(a_quad, st.integers(0, 3), st.sampled_from("ab"), st.integers(0, 2)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(quads, quads, st.sampled_from(["merge", "replace", "delete"]), st.sampled_from(["", "x:g1"]))
def test_a_difference_put_in_place_gives_what_the_engine_gives(
    before: list[ox.Quad], sent: list[ox.Quad], mode: Any, graph: str
) -> None:
    """What a change says goes and comes is exactly the difference, and in no graph but the one that it is about."""
    db, copy = ox.Store(), ox.Store()
    db.extend(before)
    copy.extend(before)
    change = by_upload(db, sent, graph, mode=mode, own=OWN)
    for quad in ox.parse(change.removed, format=ox.RdfFormat.N_QUADS):
        assert quad in copy
        copy.remove(quad)
    come = list(ox.parse(change.added, format=ox.RdfFormat.N_QUADS))
    assert not any(quad in copy for quad in come)
    copy.extend(come)
    assert set(copy) == set(db)
    assert change.graphs <= {graph}


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
XSD = "http://www.w3.org/2001/XMLSchema#"
LITERAL = st.one_of(
    st.builds(ox.Literal, TEXT),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXT, st.sampled_from(["en", "ar-arab", "de-1996"])),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        TEXT | st.sampled_from(["007", "+1.50", "1e3", "2024-05-01", "24:00:00"]),
        st.sampled_from(["x:t", f"{XSD}integer", f"{XSD}decimal", f"{XSD}double", f"{XSD}date", f"{XSD}time"]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(LITERAL)
def test_a_stored_literal_comes_back_as_the_same_term_in_every_format(literal: ox.Literal) -> None:
    """Refused at the door, or the same term in JSON, XML and TSV results and in all six forms of RDF."""
    db = ox.Store()
    try:
        by_update(db, f"INSERT DATA {{ <x:s> <x:p/q> {literal} }}", base_iri=OWN, own=OWN)
    except UnreadableUpload:
        return
    [stored] = [quad.object for quad in db]
    for media_type, kind in RESULT_WRITERS.items():
        if media_type == "text/csv":
            continue
        body = db.query("SELECT ?o { ?s ?p ?o }").serialize(format=kind)
        [row] = ox.parse_query_results(body, format=kind)  # type: ignore[arg-type, misc, assignment]
        assert row["o"] == stored, media_type  # type: ignore[index]
    for media_type, writer in GRAPH_WRITERS.items():
        body = ox.serialize((quad.triple for quad in db), format=writer)
        [quad] = ox.parse(body or b"", format=writer)
        assert quad.object == stored, media_type
