"""The layers over the workers: what is kept, what is refused, what is written down, asked as programs ask."""

from __future__ import annotations

import gzip
import io
import json
import os
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from werkzeug.test import Client, TestResponse

from kg.errors import BadParameter
from kg.store import Reader
from kg.web import Settings, create_server
from kg.web.endpoint import Cache, Kept
from kg.web.observing import Observer
from kg.web.settings import read_setting
from kg.web.views import happenings, listings, outlets
from tests.sample_graph import build

ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
VALUES = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"


class Asked:
    """A server and what it wrote down."""

    def __init__(self, store: Path, **settings: object) -> None:
        self.log = io.StringIO()
        chosen = {"workers": 2, "slow_workers": 2, "quick_s": 0.2, "client_errors": 0, **settings}
        self.server: Observer = create_server(Settings(store=str(store), **chosen), log=self.log)  # type: ignore[arg-type]
        self.client = Client(self.server)

    def get(self, query: str, *, address: str = "127.0.0.1", more: str = "", **headers: str) -> TestResponse:
        """Ask by GET."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(
            "/sparql" + more, query_string={"query": query} if not more else None, headers=named,
            environ_base={"REMOTE_ADDR": address},
        )  # fmt: skip

    def lines(self) -> list[dict[str, object]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("endpoint") / "store")


@pytest.fixture(scope="module")
def asked(store: Path) -> Iterator[Asked]:
    made = Asked(store)
    yield made
    made.server.site.close()


def test_an_answer_is_kept_and_named(asked: Asked) -> None:
    """The second time an answer comes from the cache, the same bytes under the same ETag; 304 for who has it."""
    first, second = asked.get(ROWS), asked.get(ROWS)
    assert first.data == second.data
    assert (second.headers["ETag"], asked.lines()[-1]["outcome"]) == (first.headers["ETag"], "kept")
    again = asked.get(ROWS, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert {again.headers[name] == first.headers[name] for name in ("Cache-Control", "Vary")} == {True}
    assert asked.get(ROWS, If_None_Match='"other"').status_code == 200
    assert asked.get(ROWS, Accept="text/csv").headers["ETag"] != first.headers["ETag"]


def test_gzip_is_given_to_who_takes_it(asked: Asked) -> None:
    """The compressed answer is the same one, has an ETag of its own, and 304 knows both."""
    plain, packed = asked.get(ROWS), asked.get(ROWS, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert asked.get(ROWS, If_None_Match=packed.headers["ETag"], Accept_Encoding="gzip").status_code == 304
    assert "Content-Encoding" not in asked.get(ROWS, Accept_Encoding="gzip;q=0").headers


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (rand() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        r"SELECT (\u0052AND() AS ?x) {}",
        "CONSTRUCT { [] <urn:p> ?o } { ?s <urn:p> ?o }",
    ],
)
def test_what_differs_each_time_is_not_kept(asked: Asked, query: str) -> None:
    """Answers with the time, chance or new nodes in them have no ETag and are made anew."""
    answer = asked.get(query)
    assert "ETag" not in answer.headers
    if answer.status_code == 200:
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_new_version_ends_what_was_kept(tmp_path: Path) -> None:
    """After a change is published the old answer is not given, nor its ETag honoured."""
    folder = build(tmp_path / "store", ["amerli"])
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://schema.org/NewsArticle> }"
    made = Asked(folder)
    try:
        before = made.get(query)
        build(folder)
        made.server.site.workers.refresh()
        after = made.get(query, If_None_Match=before.headers["ETag"])
        assert (after.status_code, before.data != after.data) == (200, True)
    finally:
        made.server.site.close()


def test_the_cache_is_bounded_by_bytes() -> None:
    """What was not asked for longest goes, and one answer cannot push out all others."""
    cache = Cache(10_000)
    for n in range(20):
        cache.put(bytes([n]), Kept(b"x" * 1000, "text/csv", "v1", "e"))
        assert cache.get(b"\x00") is not None
    assert cache.bytes <= 10_000
    cache.put(b"large", Kept(os.urandom(9000), "text/csv", "v1", "e"))
    assert cache.get(b"large") is None
    cache.put(b"new", Kept(b"x", "text/csv", "v2", "e"))
    assert (cache.get(b"\x00"), len(cache)) == (None, 1)
    large = Kept(b"x" * 100_000, "text/csv", "v2", "e")
    cache.put(b"swollen", large)
    assert (large.size() < 10_000, large.body) == (True, b"x" * 100_000)


PLAIN = [
    ("GET", {"query_string": {"query": ROWS}}),
    ("GET", {"query_string": {"query": ROWS, "format": "csv"}}),
    ("GET", {"query_string": {"query": ROWS}, "headers": {"Accept": "application/sparql-results+xml"}}),
    ("GET", {"query_string": {"query": "ASK {", "timeout": "2"}}),
    ("GET", {"query_string": {"query": ROWS, "timeout": "nonsense"}}),
    ("GET", {"query_string": {"query": ROWS, "default-graph-uri": "http://localhost:8000/graph/identity"}}),
    ("GET", {"query_string": {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, "headers": {"Accept": "image/png"}}),
    ("GET", {"query_string": "query=%FF"}),
    ("GET", {"query_string": "query=ASK{}&query=ASK{}"}),
    ("GET", {"query_string": {"query": "ASK { SERVICE <http://127.0.0.1:1/> {} }"}}),
    ("GET", {"query_string": {"query": "DROP ALL"}}),
    ("GET", {}),
    ("POST", {"data": {"query": ROWS}}),
    ("POST", {"data": ROWS, "content_type": "application/sparql-query"}),
    ("POST", {"data": ROWS, "content_type": "application/sparql-query; charset=utf-8", "query_string": "format=tsv"}),
    ("POST", {"data": b"\xff", "content_type": "application/sparql-query"}),
    ("POST", {"data": {"update": "DROP ALL"}}),
    ("POST", {"data": "x", "content_type": "text/plain"}),
    ("PUT", {"data": "x"}),
]


@pytest.mark.parametrize(("method", "request_"), PLAIN, ids=range(len(PLAIN)))
def test_the_thin_layer_answers_as_the_route_does(asked: Asked, method: str, request_: dict[str, object]) -> None:
    """Status, type, body and CORS are the same with the layer before Flask and without it."""
    app = asked.server._inner._inner._rest  # type: ignore[attr-defined]
    with_layer = asked.client.open("/sparql", method=method, **request_)  # type: ignore[arg-type]
    without = Client(app).open("/sparql", method=method, **request_)  # type: ignore[arg-type]
    for answer in (with_layer, without):
        answer.headers.remove("X-Request-Id")
    assert (with_layer.status_code, with_layer.mimetype) == (without.status_code, without.mimetype)
    assert with_layer.data == without.data
    assert with_layer.headers["Access-Control-Allow-Origin"] == without.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        (ENDLESS, 503, "longer than 0.5 s"),
        ("SELECT * { " + "?s ?p ?o . " * 50_000 + "}", 413, "characters"),
        ("SELECT * { VALUES ?x { " + "1 " * 30_000 + "} }", 413, "words and signs"),
        ("SELECT * " + "{" * 101 + "}" * 101, 400, "nested more than 100 deep"),
        (r"ASK { \u0053ERVICE <http://127.0.0.1:1/> {} }", 400, "SERVICE is refused"),
        ("LOAD <http://127.0.0.1:1/>", 400, "LOAD is refused"),
        (" ", 400, "empty"),
    ],
)
def test_a_limit_is_said_in_a_sentence(asked: Asked, query: str, status: int, sentence: str) -> None:
    """What is refused or ended says which limit it was."""
    answer = asked.client.post("/sparql", data={"query": query}, headers={"Timeout": "0.5"})
    assert (answer.status_code, sentence in answer.text) == (status, True), answer.text[:500]
    assert ("Retry-After" in answer.headers) == (status == 503)


TEN = "SELECT ?x ?y { VALUES (?x ?y) { " + '("},{\\n" UNDEF) (UNDEF UNDEF) ' * 5 + "} }"


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_a_result_of_too_many_rows_is_refused_and_never_cut(store: Path, kind: str) -> None:
    """As many rows as the limit are answered whole, whatever stands in them; one more is 503 and names the limit."""
    for most, status in ((10, 200), (9, 503)):
        made = Asked(store, max_rows=most)
        try:
            answer = made.client.get("/sparql", query_string={"query": TEN, "format": kind})
        finally:
            made.server.site.close()
        assert (answer.status_code, "more than 9 rows, the limit here" in answer.text) == (status, status == 503)
        assert "Retry-After" in answer.headers or status == 200


def test_a_graph_of_too_many_triples_is_refused(store: Path) -> None:
    """CONSTRUCT is bounded as SELECT is, at whatever size the rows come."""
    made = Asked(store, max_rows=100)
    try:
        whole = made.get("CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } LIMIT 100 } }")
        ended = made.get("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        rows = made.get("SELECT * { ?s ?p ?o }")
    finally:
        made.server.site.close()
    assert (whole.status_code, ended.status_code, rows.status_code) == (200, 503, 503)
    assert "more than 100 triples, the limit here" in ended.text


def test_a_client_may_lower_the_time_and_not_raise_it(store: Path) -> None:
    """`timeout=` and the header Timeout end a query earlier; a larger one means the limit of the server."""
    made = Asked(store, timeout_s=0.6)
    try:
        for wanted in ({"timeout": "0.3"}, {"timeout": "900"}):
            ended = made.client.get("/sparql", query_string={"query": ENDLESS, **wanted})
            assert (ended.status_code, "0.3 s" in ended.text) == (503, wanted["timeout"] == "0.3")
    finally:
        made.server.site.close()


def test_who_asks_too_much_waits_and_the_others_do_not(store: Path) -> None:
    """A client beyond its share gets 429 with the seconds to wait, in a sentence; another one is answered."""
    made = Asked(store, client_errors=3)
    try:
        answers = [made.get(f"SELECT {n}", address="192.0.2.1") for n in range(8)]
        assert [a.status_code for a in answers] == [400] * 6 + [429] * 2
        assert "3 failed queries a minute" in answers[-1].text
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert made.get("ASK {}", address="192.0.2.2").status_code == 200
        metrics = made.client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
        assert "newskg_refused_total 2.0" in metrics
    finally:
        made.server.site.close()


def test_behind_a_proxy_the_last_address_counts(store: Path) -> None:
    """X-Forwarded-For is believed only where the operator says so, and only what the nearest proxy added."""
    for behind, expected in ((True, 1), (False, 2)):
        made = Asked(store, behind_proxy=behind)
        try:
            for forwarded in ("203.0.113.9, 192.0.2.1", "198.51.100.7, 192.0.2.1"):
                made.get("ASK {}", address="127.0.0.1" if behind else forwarded[:5], X_Forwarded_For=forwarded)
            assert len({line["client"] for line in made.lines()}) == expected
        finally:
            made.server.site.close()


def test_nothing_forges_a_line_of_the_log(asked: Asked) -> None:
    """Line breaks, escapes and quotes of a client stay inside one line of JSON, without the text of the query."""
    before = len(asked.lines())
    asked.client.get('/a%0A{"status":200}%1B[31m"%E2%80%AE', headers={"User-Agent": "x\\n"})
    asked.get('SELECT * { ?s ?p "line\n{}" }')
    lines = asked.lines()[before:]
    assert len(lines) == 2
    assert lines[0]["path"] == '/a?{"status":200}?[31m"?'
    assert not any("SELECT" in str(value) for value in lines[1].values())


def test_the_operator_may_have_the_text_of_queries(store: Path) -> None:
    """With log_queries the text stands in the line, as one JSON string."""
    made = Asked(store, log_queries=True)
    try:
        made.get("ASK { ?s ?p 'a\tb' }")
        assert made.lines()[-1]["text"] == "ASK { ?s ?p 'a\tb' }"
    finally:
        made.server.site.close()


def test_health_readiness_and_numbers(asked: Asked, tmp_path: Path) -> None:
    """/healthz says alive, /readyz whether a worker answers, /metrics the numbers, to this machine alone."""
    assert asked.client.get("/healthz").status_code == 200
    ready = asked.client.get("/readyz")
    assert (ready.status_code, ready.json["ready"], len(ready.json["version"])) == (200, True, 16)
    metrics = asked.client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    for name in ("newskg_requests_total", "newskg_cache_hits_total", 'newskg_lane_busy{lane="slow"}', "newskg_quads"):
        assert name in metrics
    assert asked.client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 403
    near_a_proxy = {"X-Forwarded-For": "192.0.2.1"}
    assert (
        asked.client.get("/metrics", headers=near_a_proxy, environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 403
    )
    unready = Client(create_server(Settings(store=str(tmp_path / "none")), log=io.StringIO())).get("/readyz")
    assert (unready.status_code, "kg build" in unready.json["reason"]) == (503, True)


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_what_the_operator_reads_is_read_by_get_alone(asked: Asked, path: str) -> None:
    """HEAD has the length and no body, other methods are 405, and no page of another site may read it."""
    near = {"REMOTE_ADDR": "127.0.0.1"}
    head, post = (asked.client.open(path, method=method, environ_base=near) for method in ("HEAD", "POST"))
    assert (head.status_code, head.data, int(head.headers["Content-Length"]) > 0) == (200, b"", True)
    assert (post.status_code, post.headers["Allow"]) == (405, "GET, HEAD")
    assert "Access-Control-Allow-Origin" not in head.headers


def test_a_site_that_is_stopped_is_not_ready(store: Path) -> None:
    """After stop readiness is gone at once, and queries say that the server is being stopped or started again."""
    made = Asked(store)
    assert made.get("ASK {}").status_code == 200
    made.server.site.stop(0.0)
    stopped = made.client.get("/readyz")
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (503, "5")
    assert made.get("ASK { ?s ?p 1 }").status_code == 503
    made.server.site.close()


def test_overviews_go_over_to_a_version_once_it_is_prepared(tmp_path: Path) -> None:
    """While what spans a new version is computed, overviews show the one before, and all else shows it at once."""
    folder = build(tmp_path / "store", ["amerli"])
    server = create_server(Settings(store=str(folder), workers=1), log=io.StringIO())
    prepare, may_end = server.site.prepare, threading.Semaphore(1)
    begun, ended = queue.Queue[str](), queue.Queue[str]()

    def slowly(reader: Reader) -> None:
        begun.put(reader.version)
        may_end.acquire()
        prepare(reader)
        ended.put(reader.version)

    server.site.prepare = slowly
    client = Client(server)

    def shown(path: str = "/") -> str:
        return client.get(path, headers={"Accept": "text/html"}).headers["Kg-Dataset-Version"]

    try:
        server.site.warm()
        before = begun.get(timeout=20)
        build(folder, ["amerli", "orvale-courier"])
        after = begun.get(timeout=20)
        assert after != before == shown()
        assert shown("/ask?q=who+fought+at+Amerli") == after
        may_end.release()
        while ended.get(timeout=60) != after:
            pass
        until = time.monotonic() + 20
        while shown() != after:
            assert time.monotonic() < until
    finally:
        server.site.close()


def test_what_spans_a_version_is_computed_before_it_is_shown(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the server has asked for the overviews itself, a visitor's lists ask the store for nothing."""
    server = create_server(Settings(store=str(store), workers=1), log=io.StringIO())

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("this was to be ready")

    try:
        server.site.prepare(server.site.reader)
        for module in (listings, happenings, outlets):
            monkeypatch.setattr(module, "rows", refuse)
        client = Client(server)
        for path in ("/browse/actors", "/browse/claims", "/browse/articles", "/browse/events", "/timeline", "/sources"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
    finally:
        server.site.close()


@pytest.mark.parametrize(
    ("name", "written"),
    [("timeout_s", "0"), ("timeout_s", "nan"), ("workers", "many"), ("log", "xml"), ("behind_proxy", "perhaps"),
     ("max_memory_bytes", "inf"), ("client_seconds", "-1")],
)  # fmt: skip
def test_a_setting_that_is_none_is_named(name: str, written: str) -> None:
    """A value that a setting cannot have is refused with the name of the variable."""
    with pytest.raises(BadParameter, match=r"^KG_X: "):
        read_setting(name, written, where="KG_X")
