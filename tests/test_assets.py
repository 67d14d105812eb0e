"""What pages load: compressed, named by content, kept by browsers as long as it is the same."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.web import Settings, create_app
from kg.web.app import OVERVIEWS
from tests.sample_graph import build

FIRST_VIEW_BYTES = 1_000_000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(Settings(store=str(build(tmp_path_factory.mktemp("assets") / "store")), workers=1))
    yield app.test_client()
    app.extensions["kg"].close()


def get(client: FlaskClient, path: str, encoding: str = "gzip", **headers: str) -> TestResponse:
    wanted = {"Accept": "text/html", "Accept-Encoding": encoding}
    return client.get(path, headers=wanted | {name.replace("_", "-"): value for name, value in headers.items()})


def loaded(page: TestResponse) -> set[str]:
    """The addresses of the files that *page* loads."""
    text = gzip.decompress(page.data).decode() if page.content_encoding == "gzip" else page.text
    return {unescape(path) for path in re.findall(r'(?:src|href|data-world)="(/static/[^"]+)"', text)}


@pytest.mark.parametrize("path", [*OVERVIEWS, "/sparql", "/ontology", "/queries"])
def test_a_first_view_is_light(client: FlaskClient, path: str) -> None:
    """A page and all that it loads are under a megabyte on the wire; what it loads may be kept for good."""
    page = get(client, path)
    files = [get(client, file) for file in loaded(page)]
    assert {file.status_code for file in (page, *files)} == {200}
    assert all("immutable" in file.headers["Cache-Control"] for file in files)
    assert sum(len(answer.data) for answer in (page, *files)) < FIRST_VIEW_BYTES


def test_a_file_comes_as_its_reader_takes_it(client: FlaskClient) -> None:
    """Compressed and plain hold the same, have tags of their own, and are not sent again while they are the same."""
    plain, packed = (get(client, "/static/site.css", encoding) for encoding in ("identity", "gzip"))
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert (plain.mimetype, plain.headers["Vary"]) == ("text/css", "Accept-Encoding")
    for encoding, answer in (("identity", plain), ("gzip", packed)):
        again = get(client, "/static/site.css", encoding, If_None_Match=answer.headers["ETag"])
        assert (again.status_code, again.data) == (304, b"")


def test_only_its_own_digest_keeps_a_file_for_good(client: FlaskClient) -> None:
    """Asked for without digest, or with the one of another release, a file is asked for again each time."""
    for query in ("", "?v=0123456789abcdef"):
        assert get(client, f"/static/site.css{query}").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "vendor", "", "nothing.css"])
def test_nothing_but_the_files_is_served(client: FlaskClient, path: str) -> None:
    """A name that leads out of the folder, or to no file, is 404."""
    assert get(client, f"/static/{path}").status_code == 404


def test_pages_and_lists_are_compressed(client: FlaskClient) -> None:
    """What is made for the request is compressed for who takes it, and is the same; a little is sent as it is."""
    for path in ("/browse/actors", "/browse/actors.csv", "/browse/actors.json"):
        plain, packed = get(client, path, "identity"), get(client, path)
        assert packed.content_encoding == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"]
    assert get(client, "/robots.txt").content_encoding is None
