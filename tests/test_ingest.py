"""Handing articles in: off without a token, nothing in the graph before it is published, hostile files and names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg import handover, intake
from kg.errors import BadParameter, UnknownName
from kg.handover import Folder, Outcome, State, find_job, hand_over
from kg.store import open_reader
from kg.tokens import FILE_NAME, TokenFile
from kg.web import Settings, create_app, ingest
from tests.sample_graph import build

ROOT = Path(__file__).resolve().parent.parent
NEWS = "Iraqi forces battled militants in Basra on Wednesday. The US denied that it had bombed the town."
OTHER = "Turkey shelled positions of Kurdish fighters near Kobani, officials said."


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return build(tmp_path / "store", ["amerli"])


@pytest.fixture
def app(store: Path) -> Iterator[Flask]:
    made = create_app(Settings(store=str(store), workers=1, max_upload_bytes=2_000_000))
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token(store: Path) -> str:
    return TokenFile(store / FILE_NAME).add(["ingest"], name="tests")


def version(store: Path) -> str:
    with open_reader(store) as reader:
        return reader.version


def job(store: Path, *files: tuple[str, bytes]) -> Folder:
    return hand_over(store / "intake", str(store), files)


def post(client: FlaskClient, token: str, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    data: dict[str, object] = {"token": token, **fields}
    data["file"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post("/ingest", data=data, content_type="multipart/form-data")


def test_it_is_off_until_there_is_a_token(client: FlaskClient, store: Path) -> None:
    """Without a token for it there is no form, no link to one, and no order is taken."""
    for answer in (client.get("/ingest"), client.post("/ingest", data={"text": NEWS}), client.get("/ingest/x")):
        assert answer.status_code == 403
        assert "kg token add" in answer.text
    assert "/ingest" not in client.get("/").text
    TokenFile(store / FILE_NAME).add(["update"], name="writes, but hands nothing in")
    assert client.get("/ingest").status_code == 403
    TokenFile(store / FILE_NAME).add(["ingest"], name="hands in")
    assert 'name="token"' in client.get("/ingest").text
    assert 'href="/ingest"' in client.get("/").text


def test_an_order_needs_the_token_and_the_own_page(client: FlaskClient, token: str, store: Path) -> None:
    """No token, a wrong one, or the form of another site: nothing is taken, nothing started."""
    files = ("a.txt", NEWS.encode())
    assert post(client, "", files).status_code == 401
    assert post(client, "wrong", files).status_code == 401
    elsewhere = client.post("/ingest", data={"token": token, "text": NEWS}, headers={"Origin": "http://evil.example"})
    assert elsewhere.status_code == 403
    assert not (store / "intake").exists()
    made = job(store, files)
    for what in ("publish", "cancel", "retry"):
        assert client.post(f"/ingest/{made.id}/{what}", data={"token": "wrong"}).status_code == 401
    assert not made.is_cancelled


@pytest.mark.parametrize(
    ("fields", "files", "status", "sentence"),
    [
        ({}, [], 400, "file: paste a text or add a file, such as article.txt."),
        ({"text": "   "}, [], 400, "file: paste a text or add a file"),
        ({"published": "last Tuesday", "text": NEWS}, [], 400, "published: 'last Tuesday' is not a day (YYYY-MM-DD)"),
        ({}, [(f"{n}.txt", b"x") for n in range(handover.MAX_FILES + 1)], 400, "201 files are more than 200"),
    ],
)
def test_what_is_no_order_is_refused_with_a_sentence(
    client: FlaskClient, token: str, fields: dict[str, str], files: list[tuple[str, bytes]], status: int, sentence: str
) -> None:
    """Nothing, too much, or no day: the answer names the field, what it should be and an example."""
    answer = post(client, token, *files, **fields)
    assert answer.status_code == status
    assert sentence in answer.text


def test_fifty_megabytes_are_not_taken_in(client: FlaskClient, token: str) -> None:
    """A body over the limit is refused by its length, before any of it is kept."""
    for length, kind in (
        (50_000_000, "multipart/form-data; boundary=b"),
        (3_000_000, "application/x-www-form-urlencoded"),
    ):
        answer = client.post("/ingest", data=b"x" * length, content_type=kind)
        assert answer.status_code == 413
        assert "file: that is more than 2 MB, the limit here." in answer.text


def test_names_are_never_paths(store: Path) -> None:
    """A file called ../../x is shown as x and lies in the folder of its job under a number."""
    names = ["../../x", "/etc/passwd", "..\\..\\evil.exe", "a\x00b\n.txt", "", "é" * 500 + ".txt", "x.<b>"]
    made = job(store, *((name, b"text") for name in names))
    order = made.order()
    assert [file.file for file in order.files] == ["0", "1", "2.exe", "3.txt", "4", "5", "6"]
    assert [file.name for file in order.files][:4] == ["x", "passwd", "evil.exe", "ab.txt"]
    assert sorted(path.name for path in (made.path / "files").iterdir()) == sorted(f.file for f in order.files)
    assert not (store.parent / "x").exists()


@pytest.mark.parametrize("name", ["..", "../store", "x/../..", "nosuchjob", ".", "a b"])
def test_a_job_is_found_by_its_own_name_alone(store: Path, name: str) -> None:
    """No name leads out of the folder of jobs."""
    with pytest.raises(UnknownName):
        find_job(store / "intake", name)


def test_reading_changes_nothing_and_tells_each_file(store: Path) -> None:
    """Each file gets its outcome and reason; the graph is as before; what was found can be looked at."""
    before = version(store)
    known = (ROOT / "samples" / "amerli.txt").read_bytes()
    made = job(
        store, ("news.txt", NEWS.encode()), ("empty.txt", b""), ("b.zip", b"PK\x03\x04"), ("known.txt", known),
        ("broken.json", b"{"), ("page.html", f"<html><body><p>{OTHER}</p></body></html>".encode()),
    )  # fmt: skip
    state = intake.read(made)
    assert state.phase == "ready"
    outcomes = {outcome.name: outcome for outcome in state.outcomes}
    assert {name: outcome.done for name, outcome in outcomes.items()} == {
        "news.txt": "read", "empty.txt": "failed", "b.zip": "failed", "known.txt": "duplicate", "broken.json": "failed",
        "page.html": "read",
    }  # fmt: skip
    assert "empty" in outcomes["empty.txt"].reason
    assert ".zip files are not read" in outcomes["b.zip"].reason
    assert all(str(store) not in outcome.reason for outcome in state.outcomes)
    assert outcomes["news.txt"].events >= 1
    [preview] = made.previews(0)
    assert preview.text == NEWS
    assert [claim.act for claim in preview.facts.claims] == ["denies"]
    assert version(store) == before


def test_a_job_is_stopped_between_two_files_and_goes_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelled half-way, what was read is kept; reading again does the rest alone; publishing takes both."""
    made = job(store, ("one.txt", NEWS.encode()), ("two.txt", OTHER.encode()))
    original, read = intake._read_one, list[str]()

    def read_and_cancel(folder: Folder, *args: object) -> Outcome:
        outcome = original(folder, *args)  # type: ignore[arg-type]
        read.append(outcome.name)
        folder.cancel()
        return outcome

    monkeypatch.setattr(intake, "_read_one", read_and_cancel)
    state = intake.read(made)
    assert (state.phase, [o.done for o in state.outcomes]) == ("cancelled", ["read", "cancelled"])
    made.retry()
    assert [o.done for o in made.state().outcomes] == ["read", "waiting"]
    intake.read(made)
    assert read == ["one.txt", "two.txt"]
    made.retry()  # takes the wish to stop back
    state = intake.publish(made)
    assert [o.done for o in state.outcomes] == ["published", "published"]
    assert state.version == version(store)
    with open_reader(store) as reader:
        assert reader.manifest.articles == 3


def test_only_what_failed_is_read_again(store: Path) -> None:
    """Reading again leaves the files alone that came through."""
    made = job(store, ("one.txt", NEWS.encode()), ("empty.txt", b""))
    first = intake.read(made)
    made.file(made.order().files[1]).write_text(OTHER)
    made.retry()
    assert [o.done for o in made.state().outcomes] == ["read", "waiting"]
    second = intake.read(made)
    assert [o.done for o in second.outcomes] == ["read", "read"]
    assert second.total == 1
    assert second.outcomes[0] == first.outcomes[0]


def test_the_page_of_a_job_tells_how_far_it_is(client: FlaskClient, token: str, store: Path) -> None:
    """Phase, one bar, counts, time left while it runs; the text beside the facts when it is read; the same as JSON."""
    made = job(store, ("<img src=x onerror=alert(1)>.txt", NEWS.encode()), ("two.txt", b""))
    made.tell(State(phase="reading", outcomes=made.state().outcomes, seconds=4.0, finished=1, total=2))
    page = client.get(f"/ingest/{made.id}").text
    assert '<progress max="2" value="1"' in page
    assert "about 4 seconds left" in page
    assert "<img" not in page
    intake.read(Folder(made.path))
    page = client.get(f"/ingest/{made.id}").text
    assert "Publish 1 file" in page
    assert "Read again what failed (1)" in page
    assert 'class="m event"' in page
    assert "denies" in page
    found = client.get(f"/ingest/{made.id}.json").json
    assert found is not None
    assert (found["phase"], found["outcomes"][0]["done"]) == ("ready", "read")


def test_too_many_files_or_none_are_no_job(store: Path) -> None:
    """hand_over itself refuses what the form refuses."""
    for files in ([], [("x.txt", b"")] * (handover.MAX_FILES + 1)):
        with pytest.raises(BadParameter):
            hand_over(store / "intake", str(store), files)


@pytest.mark.heavy
def test_the_site_hands_over_to_a_process_of_its_own(client: FlaskClient, app: Flask, token: str, store: Path) -> None:
    """From the form to the published graph: two processes do the work, and the site shows the new version."""
    answer = post(client, token, ("../../news.txt", NEWS.encode()), published="2008-03-28", publisher="Test Wire")
    assert answer.status_code == 303
    made = find_job(store / "intake", answer.location.rpartition("/")[2])
    finished(made)
    assert made.state().phase == "ready", made.state()
    answer = client.post(f"/ingest/{made.id}/publish", data={"token": token})
    assert answer.status_code == 303
    finished(made)
    assert made.state().phase == "published", made.state()
    assert "Test Wire" in client.get("/sources").text
    assert "<b>2</b> articles" in client.get("/").text


@pytest.mark.heavy
def test_a_process_that_dies_is_a_job_that_failed(client: FlaskClient, token: str, store: Path) -> None:
    """Killed from outside, the job says so, and its files can be read again."""
    answer = post(client, token, ("news.txt", NEWS.encode()))
    made = find_job(store / "intake", answer.location.rpartition("/")[2])
    ingest._running[made.id].kill()
    finished(made)
    assert made.state().phase == "failed"
    assert "ended before its time" in client.get(f"/ingest/{made.id}").text
    assert msgspec.json.decode(client.get(f"/ingest/{made.id}.json").data)["phase"] == "failed"


def finished(made: Folder) -> None:
    """Wait until nobody works on the job any more."""
    for thread in ingest.threading.enumerate():
        if thread.name == f"intake {made.id}":
            thread.join(120)
