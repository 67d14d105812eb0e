"""The same program on a store of another make: build, ask, query and check against two real servers on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kg.corpus import build_corpus
from kg.errors import MalformedQuery, StoreError
from kg.query import run
from kg.store import open_reader, open_writer
from kg.store.remote import Endpoint, RemoteReader
from tests.conftest import ROOT
from tests.sample_graph import build
from tests.serving import free_port, running
from tests.test_corpus import PLACES, record, write
from tests.test_store import article, article_graph

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 100000
"""


def wait_for(port: int, server: subprocess.Popen[bytes], within_s: float = 90) -> None:
    """Wait until something listens on *port*."""
    begun = time.monotonic()
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert server.poll() is None, f"the server ended with {server.returncode}"
        assert time.monotonic() - begun < within_s
        time.sleep(0.05)


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[dict[str, str]]:
    """The server of the package ``oxigraph``, in memory."""
    port = free_port()
    command = [str(OXIGRAPH), "serve", "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield {"KG_STORE": f"http://127.0.0.1:{port}/query", "KG_WORK": str(folder)}
        finally:
            server.terminate()


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[dict[str, str]]:
    """Debian's virtuoso-opensource, whose visitors may write."""
    http, sql = free_port(), free_port()
    home = folder / "virtuoso"
    home.mkdir(parents=True)
    (home / "virtuoso.ini").write_text(VIRTUOSO_INI.format(folder=home, http=http, sql=sql))
    command = ["virtuoso-t", "+configfile", str(home / "virtuoso.ini"), "+foreground"]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(sql, server)
            wait_for(http, server)
            grant = 'GRANT SPARQL_UPDATE TO "SPARQL";'
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={grant}"], check=True, capture_output=True
            )
            url = f"http://127.0.0.1:{http}/sparql"
            yield {"KG_STORE": url, "KG_UPDATE_URL": url, "KG_WORK": str(folder)}
        finally:
            server.kill()


SERVERS = [
    pytest.param(
        oxigraph,
        id="oxigraph",
        marks=pytest.mark.skipif(
            not OXIGRAPH.exists(), reason="oxigraph is not installed (python3 start.py test sets it up)"
        ),
    ),
    pytest.param(
        virtuoso,
        id="virtuoso",
        marks=[
            pytest.mark.heavy,
            pytest.mark.skipif(shutil.which("virtuoso-t") is None, reason="virtuoso-opensource is absent"),
        ],
    ),
]


@pytest.fixture(scope="module", params=SERVERS)
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server with the sample graph; the variables by which the program finds it."""
    with request.param(tmp_path_factory.mktemp("remote")) as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        build(variables["KG_STORE"])  # type: ignore[arg-type]
        yield variables


def test_the_endpoint_holds_what_a_folder_holds(remote: dict[str, str], tmp_path: Path) -> None:
    """Every graph at the server is the same, statement by statement, as in a store on this machine."""
    with open_reader(build(tmp_path / "store")) as here, open_reader(remote["KG_STORE"]) as there:
        assert isinstance(there, RemoteReader)
        assert there.version == here.version
        assert there.graphs() == here.graphs()
        for graph in here.graphs():
            assert sorted(map(_by_value, there.quads(graph))) == sorted(map(_by_value, here.quads(graph)))


def _by_value(quad: ox.Quad) -> str:
    """*quad* with whole decimals as integers: Virtuoso keeps them so."""
    return str(quad).replace(
        '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    )


def test_named_queries_answer_the_same(remote: dict[str, str], tmp_path: Path) -> None:
    """Questions of queries/ have the same answers as on a folder; Virtuoso may tell a row with a long text twice."""
    with open_reader(build(tmp_path / "store")) as here, open_reader(remote["KG_STORE"]) as there:
        for name, params in (
            *([] if "KG_UPDATE_URL" in remote else [("same-side", {"place": "Amerli"})]),  # see docs/remote.md
            ("denied-claims", {}),
            ("events", {}),
            ("actors", {}),
            ("claims-by", {"holder": "BBC Persian"}),
            ("casualties", {}),
        ):
            one, other = run(here, name, **params).rows, run(there, name, **params).rows
            assert {str(row) for row in one} == {str(row) for row in other} != set()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["ask", "who denied the authorisation of military cooperation?"], "source close to Khamenei"),
        (["query", "claims-by", "-p", "holder=BBC Persian"], "BBC Persian"),
        (["stats"], "articles                               3"),
        (["export", "--graph", "identity"], "/id/identification/"),
    ],
    ids=lambda a: a[0] if isinstance(a, list) else "",
)
def test_commands_run_on_it(remote: dict[str, str], arguments: list[str], expected: str) -> None:
    """The command line takes the address of the server where it takes a folder."""
    run = subprocess.run(
        [sys.executable, "-m", "kg", *arguments], cwd=ROOT, capture_output=True, text=True, env=os.environ | remote
    )
    assert run.returncode == 0, run.stderr
    assert expected in run.stdout


def test_what_changed_alone_is_sent_and_what_was_removed_goes(remote: dict[str, str]) -> None:
    """A second build adds its graph; a removal takes it away; unchanged graphs keep their digests."""
    text = 'It\'s "quoted" \\ back\nslash — “curly” \U0001f600 end.'
    with open_writer(remote["KG_STORE"]) as store:
        before = store.digests()
        store.put(article(text), article_graph("dddd", work="d"))
        assert store.changed
        store.publish()
        assert not store.changed
    graph = "http://localhost:8000/graph/article/dddd"
    with open_reader(remote["KG_STORE"]) as reader:
        assert len(list(reader.quads(graph))) == len(article_graph("dddd", work="d"))
    with open_writer(remote["KG_STORE"]) as store:
        store.remove("dddd")
        store.publish()
        assert store.digests() == before
    with open_reader(remote["KG_STORE"]) as reader:
        assert graph not in reader.graphs()
        assert list(reader.quads(graph)) == []


def test_a_broken_publication_is_completed(remote: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the connection ends in the middle, the next publication sends what is missing."""
    with open_writer(remote["KG_STORE"]) as store:
        store.put(article("Half."), article_graph("eeee", work="e"))
        send, count = store._endpoint.update, iter(range(100))  # type: ignore[attr-defined]

        def cut(sparql: str) -> None:
            if next(count) == 1:
                raise StoreError("cut")
            send(sparql)

        monkeypatch.setattr(store._endpoint, "update", cut)  # type: ignore[attr-defined]
        with pytest.raises(StoreError, match="cut"):
            store.publish()
        monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in remote.items():
            patch.setenv(name, value)
        with open_writer(remote["KG_STORE"]) as store:
            assert store.changed
            store.publish()
            with open_reader(remote["KG_STORE"]) as reader:
                assert reader.version == store.content_version()
                assert len(list(reader.quads("http://localhost:8000/graph/article/eeee"))) > 0
            store.remove("eeee")
            store.publish()


def test_a_server_that_goes_away_in_a_build_gets_the_rest_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the midst of `kg build --store http://...` and started again, it holds after a second run what a folder
    holds: no statement is missing, none is there twice."""
    corpus = write(tmp_path / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])
    port, disk = free_port(), tmp_path / "disk"
    command = [str(OXIGRAPH), "serve", "-b", f"127.0.0.1:{port}", "-l", str(disk)]
    monkeypatch.setenv("KG_WORK", str(tmp_path / "work"))
    url, send, sent = f"http://127.0.0.1:{port}/query", Endpoint.update, iter(range(1000))
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        wait_for(port, server)

        def go_away(endpoint: Endpoint, sparql: str) -> None:
            if next(sent) == 7:
                server.kill()
                server.wait()
            send(endpoint, sparql)

        monkeypatch.setattr(Endpoint, "update", go_away)
        with pytest.raises(StoreError, match="cannot be asked"):
            build_corpus([corpus], url, jobs=1, report=tmp_path / "report.jsonl")
    monkeypatch.setattr(Endpoint, "update", send)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        wait_for(port, server)
        again = build_corpus([corpus], url, jobs=1, report=tmp_path / "report.jsonl")
        assert again.counts == {"unchanged": len(PLACES)}
        assert build_corpus([corpus], tmp_path / "store", jobs=1).published.version == again.published.version
        with open_reader(url) as there, open_reader(tmp_path / "store") as here:
            assert there.graphs() == here.graphs()
            for graph in here.graphs():
                assert sorted(map(str, there.quads(graph))) == sorted(map(str, here.quads(graph))), graph
        server.kill()


def test_errors_of_a_server_are_sentences(remote: dict[str, str]) -> None:
    """What is no SPARQL, and a server that is not there, are told apart and said."""
    with open_reader(remote["KG_STORE"]) as reader, pytest.raises(MalformedQuery):
        reader.query("SELECT {")
    with pytest.raises(StoreError, match="cannot be asked"):
        open_reader(f"http://127.0.0.1:{free_port()}/query")


def test_another_machine_does_not_overwrite_it(remote: dict[str, str], tmp_path: Path) -> None:
    """Without the folder that it was filled from, writing is refused: the graphs there would be taken for gone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_WORK", str(tmp_path / "other"))
        with pytest.raises(StoreError, match="another machine"):
            open_writer(remote["KG_STORE"])


def test_a_server_serves_what_is_at_an_endpoint_and_follows_it(remote: dict[str, str]) -> None:
    """`kg serve --store URL` answers queries and shows pages; what is published there later is seen here."""
    query = "SELECT (COUNT(*) AS ?n) { ?a a <https://schema.org/NewsArticle> }"
    count = f"/sparql?{urlencode({'format': 'csv', 'query': query})}"
    with running("--store", remote["KG_STORE"], **remote) as port:

        def get(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return str(answer.read().decode("utf-8"))

        assert get(count).split() == ["n", "3"]
        assert "Iran" in get("/page/actor/state/iran")
        with open_writer(remote["KG_STORE"]) as store:
            store.put(article("New."), article_graph("ffff", work="f"))
            store.publish()
        begun = time.monotonic()
        while get(count).split() != ["n", "4"]:
            assert time.monotonic() - begun < 30
            time.sleep(0.1)
        with open_writer(remote["KG_STORE"]) as store:
            store.remove("ffff")
            store.publish()
