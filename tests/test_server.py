"""The endpoint and the linked data over HTTP, with the sample articles from facts written by hand."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.web import Settings, create_app
from kg.web.negotiate import GRAPH_FORMATS, RESULT_FORMATS, choose
from kg.workers import Limits
from tests.sample_graph import build

SELECT = "SELECT (COUNT(*) AS ?n) { ?s a <https://schema.org/NewsArticle> }"
CONSTRUCT = "CONSTRUCT { ?s a <https://schema.org/NewsArticle> } WHERE { ?s a <https://schema.org/NewsArticle> }"
BASE = "http://localhost:8000"


def make_app(store: Path, **settings: object) -> Flask:
    return create_app(Settings(store=str(store), workers=1, **settings))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("server") / "store")


@pytest.fixture(scope="module")
def app(store: Path) -> Iterator[Flask]:
    made = make_app(store, timeout_s=5.0)
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_query_comes_in_three_ways(client: FlaskClient) -> None:
    """GET, a form and a body of SPARQL give the same answer."""
    answers = [
        client.get("/sparql", query_string={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", data=SELECT, content_type="application/sparql-query"),
    ]
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert len({a.data for a in answers}) == 1
    assert json.loads(answers[0].data)["results"]["bindings"][0]["n"]["value"] == "3"


@pytest.mark.parametrize("offer", RESULT_FORMATS, ids=lambda o: o.name)
def test_rows_and_verdicts_come_in_every_result_format(client: FlaskClient, offer: object) -> None:
    """SELECT and ASK come in JSON, XML, CSV and TSV, by Accept and by ?format=."""
    for query in (SELECT, "ASK { ?s ?p ?o }"):
        by_header = client.get("/sparql", query_string={"query": query}, headers={"Accept": offer.media_type})  # type: ignore[attr-defined]
        by_name = client.get("/sparql", query_string={"query": query, "format": offer.name})  # type: ignore[attr-defined]
        assert by_header.status_code == 200
        assert by_header.mimetype == offer.media_type  # type: ignore[attr-defined]
        assert by_header.data == by_name.data
        assert by_header.data


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda o: o.name)
def test_graphs_come_in_every_rdf_format(client: FlaskClient, offer: object) -> None:
    """CONSTRUCT comes in six formats, each of which reads back to the same triples."""
    answer = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": offer.media_type})  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer.mimetype == offer.media_type  # type: ignore[attr-defined]
    assert len(list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(offer.media_type)))) == 3  # type: ignore[attr-defined]


def test_what_nobody_offers_is_406(client: FlaskClient) -> None:
    """An Accept header that nothing fits gets 406 and the list of what there is."""
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert client.get("/sparql", query_string={"query": SELECT, "format": "pdf"}).status_code == 406
    assert client.get("/sparql", query_string={"query": SELECT, "format": "turtle"}).status_code == 406


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "xml"),
        ("text/html;q=0.2, */*;q=0.1", "json"),
        ("application/json;charset=utf-8", "json"),
        ("text/*", "csv"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("", "json"),
    ],
)
def test_accept_is_read_with_weights(accept: str, expected: str) -> None:
    """Weights, wildcards and parameters of an Accept header are honoured."""
    assert choose(accept, RESULT_FORMATS).name == expected


def test_a_malformed_query_is_400_with_line_and_column(client: FlaskClient) -> None:
    """A query that cannot be read is answered with the place of the fault."""
    answer = client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p"})
    assert answer.status_code == 400
    assert "line 2, column" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"data": {"update": "DROP ALL"}}, 403),
        ({"data": "DROP ALL", "content_type": "application/sparql-update"}, 403),
        ({"data": "x", "content_type": "text/plain"}, 415),
        ({"data": {"other": "x"}}, 400),
        ({"query_string": {"query": "DROP ALL"}, "method": "GET"}, 400),
        ({"query_string": {"query": ""}, "method": "GET"}, 400),
        ({"query_string": "query=ASK{}&query=ASK{}", "method": "GET"}, 400),
        ({"query_string": {"query": "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }"}, "method": "GET"}, 400),
        ({"query_string": {"query": "sElEcT * { sErViCe#\n<http://localhost:1/> {} }"}, "method": "GET"}, 400),
        ({"query_string": {"query": "SELECT * " + "{" * 3000 + "}" * 3000}, "method": "GET"}, 400),
    ],
)
def test_what_is_not_a_query_is_refused_with_a_sentence(
    client: FlaskClient, arguments: dict[str, object], status: int
) -> None:
    """Updates, other servers, other bodies and nonsense are refused, each with its status."""
    answer = client.open("/sparql", **({"method": "POST"} | arguments))  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.text.strip().endswith(".")


def test_dataset_clauses_choose_the_graphs(client: FlaskClient, app: Flask) -> None:
    """FROM and default-graph-uri narrow a query to the graphs they name; without them it sees all."""
    [graph] = [g for g in app.extensions["kg"].reader.graphs() if g.endswith("/graph/identity")]
    count = SELECT.replace(") {", ") CLAUSE {")

    def n(query: str, **more: str) -> str:
        answer = client.get("/sparql", query_string={"query": query, "format": "csv"} | more)
        return answer.text.split()[1]

    assert n(count.replace("CLAUSE", "")) == "3"
    assert n(count.replace("CLAUSE", f"FROM <{graph}>")) == "0"
    assert n(count.replace("CLAUSE", ""), **{"default-graph-uri": graph}) == "0"


def test_the_plain_default_graph_is_empty(store: Path) -> None:
    """With --default-graph plain a query without FROM sees no article."""
    app = make_app(store, default_graph="plain")
    try:
        answer = app.test_client().get("/sparql", query_string={"query": SELECT, "format": "csv"})
        assert answer.text.split() == ["n", "0"]
        assert "UnionDefaultGraph" not in app.test_client().get("/sparql").text
    finally:
        app.extensions["kg"].close()


def test_the_service_describes_itself(client: FlaskClient) -> None:
    """Without a query the endpoint says what it is, and that its default graph is the union."""
    answer = client.get("/sparql")
    assert answer.mimetype == "text/turtle"
    triples = {q.object.value for q in ox.parse(answer.data, format=ox.RdfFormat.TURTLE) if hasattr(q.object, "value")}
    assert "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph" in triples
    assert client.get("/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_a_runaway_query_gets_503_and_the_server_lives(store: Path) -> None:
    """A query that would take for ever is stopped at the limit, and the next one is answered."""
    app = make_app(store, timeout_s=0.5)
    client = app.test_client()
    try:
        values = " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(12))
        stopped = client.get("/sparql", query_string={"query": f"SELECT (COUNT(*) AS ?n) {{ {values} }}"})
        assert (stopped.status_code, stopped.headers["Retry-After"]) == (503, "5")
        assert "0.5 s" in stopped.text
        crashed = client.post("/sparql", data={"query": "SELECT (" + "1+" * 9_000 + "1 AS ?x) {}"})
        assert crashed.status_code in (400, 503)
        app.extensions["kg"].workers.limits = Limits(timeout_s=10.0)
        assert client.get("/sparql", query_string={"query": SELECT}).status_code == 200
    finally:
        app.extensions["kg"].close()


def test_every_answer_may_be_read_from_other_sites(client: FlaskClient) -> None:
    """CORS headers stand on results, errors and preflights."""
    for answer in (
        client.get("/sparql", query_string={"query": SELECT}),
        client.get("/sparql", query_string={"query": "nonsense"}),
        client.options("/sparql"),
        client.get("/nowhere"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_thing_leads_to_its_page_or_its_data(client: FlaskClient) -> None:
    """/id/... answers 303: to the page for a browser, to RDF for who asks for it."""
    iri = "/id/actor/state/iran"
    page = client.get(iri, headers={"Accept": "text/html,*/*;q=0.8"})
    turtle = client.get(iri, headers={"Accept": "text/turtle"})
    assert (page.status_code, page.location) == (303, "/page/actor/state/iran")
    assert (turtle.status_code, turtle.location) == (303, "/data/actor/state/iran.ttl")
    data = client.get(turtle.location)
    assert data.mimetype == "text/turtle"
    assert f"{BASE}{iri}" in data.text
    assert 'rel="describes"' in data.headers["Link"]


def test_every_iri_of_the_graph_opens(client: FlaskClient, app: Flask) -> None:
    """Each IRI under /id/ that the sample graph holds has data that holds it, and a page."""
    reader = app.extensions["kg"].reader
    found = {t.value for q in reader.quads() for t in (q.subject, q.object) if isinstance(t, ox.NamedNode)}
    things = sorted(iri for iri in found if iri.startswith(f"{BASE}/id/"))
    assert len(things) > 500
    for iri in things[::7]:
        rest = iri.removeprefix(f"{BASE}/id/")
        data = client.get(f"/data/{rest}.nq")
        assert (data.status_code, f"<{iri}>" in data.text) == (200, True), iri
        assert client.get(f"/page/{rest}").status_code == 200, iri


def test_named_graphs_open_too(client: FlaskClient) -> None:
    """The IRI of a graph gives its content."""
    assert client.get("/graph/identity", headers={"Accept": "application/n-triples"}).status_code == 200
    assert client.get("/graph/nothing").status_code == 404


def test_without_a_store_the_site_says_what_to_do(tmp_path: Path) -> None:
    """A site over a folder without a graph answers 503 with a sentence, and /healthz still answers."""
    client = create_app(Settings(store=str(tmp_path / "none"))).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/")
    assert answer.status_code == 503
    assert "kg build" in answer.text


# With real processes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kg(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, cwd=root)


def fetch(url: str, within_s: float, wanted: str = "") -> tuple[str, float]:
    """The answer of *url* once it comes and holds *wanted*, and how long that took."""
    begun = time.monotonic()
    while True:
        waited = time.monotonic() - begun
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                text = answer.read().decode("utf-8")
            if wanted in text:
                return text, waited
        except OSError:
            text = ""
        assert waited < within_s, f"{url} gave {text!r} after {waited:.1f} s, not {wanted!r}"
        time.sleep(0.05)


def test_a_build_beside_a_running_server_shows_within_two_seconds(root: Path, tmp_path: Path) -> None:
    """`kg serve` shows what `kg build` publishes within two seconds, and a second server on the port is refused."""
    store, port = str(tmp_path / "store"), free_port()
    first, second = (str(root / "samples" / f"orvale-{name}.txt") for name in ("courier", "northern-wire"))
    assert kg("build", first, "--store", store, root=root).returncode == 0
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    serve = [sys.executable, "-m", "kg", "serve", "--store", store, "--port", str(port)]
    with subprocess.Popen(serve, cwd=root, env=environment, stderr=subprocess.PIPE) as server:
        try:
            query = f"http://127.0.0.1:{port}/sparql?format=csv&query=" + quote(SELECT)
            fetch(query, 20, "1\r\n")
            busy = kg("serve", "--store", store, "--port", str(port), root=root)
            assert busy.returncode == 2
            assert "--port" in busy.stderr
            assert kg("build", second, "--store", store, root=root).returncode == 0
            _, waited = fetch(query, 2, "2\r\n")
            assert waited < 2
            page, _ = fetch(f"http://127.0.0.1:{port}/browse/articles", 2, "Front admits losing Orvale")
            assert "Army and Marin militia" in page
        finally:
            server.terminate()
            server.wait(timeout=20)
