"""A full disk: reading goes on, writing says so, and nothing is lost when there is space again."""

from __future__ import annotations

import contextlib
import http.client
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.corpus import build_corpus
from kg.errors import StoreFull
from kg.pipeline import Outcome
from kg.store import open_reader, open_writer
from kg.store.verify import verify
from kg.tokens import TokenFile
from tests.conftest import ROOT
from tests.serving import running
from tests.test_corpus import PLACES, record, write
from tests.test_store import article, article_graph

MB = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 160 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Take all space but *leave* bytes."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(MB // 4))
    with open(ballast, "r+b") as file:
        file.truncate(max(ballast.stat().st_size - leave, 0))
    return ballast


def write_on(root: Path, safe: list[str]) -> None:
    """Put articles into the store until something fails; *safe* is told of each that was acknowledged."""
    with open_writer(root, min_free_bytes=0) as store:
        for n in range(2000):
            v = f"{n:012x}"
            store.put(article(f"Text {n}."), article_graph(v, work=v, labels=60))
            safe.append(v)
            if n % 20 == 19:
                store.publish()


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    """Where the space ends in the middle of writing, what was acknowledged is there once there is space again."""
    root = small_disk / "store"
    safe: list[str] = []
    with open_writer(root, min_free_bytes=0) as store:
        store.put(article("First."), article_graph("f" * 12))
        store.publish()
    ballast = fill(small_disk, leave=2 * MB)
    with pytest.raises(StoreFull):
        write_on(root, safe)
    with open_reader(root) as reader:
        assert reader.manifest.articles >= 1
    ballast.unlink()
    assert verify(root)[0] == []
    with open_writer(root) as store:
        there = {stored.v for stored in store.articles()}
        assert {*safe, "f" * 12} <= there
        store.put(article("Last."), article_graph("e" * 12, work="e"))
        store.publish()
    assert verify(root)[0] == []


def test_a_build_on_a_disk_that_fills_goes_on_when_there_is_space(small_disk: Path, tmp_path: Path) -> None:
    """`kg build` stops with one sentence; what it had read is there, and a second run reads the rest alone."""
    corpus = write(tmp_path / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])
    done: list[Outcome] = []

    def on_article(outcome: Outcome) -> None:
        done.append(outcome)
        if len(done) == 3:
            fill(small_disk, leave=8 * MB)

    with pytest.raises(StoreFull, match="Nothing was changed"):
        build_corpus([corpus], small_disk / "store", jobs=2, on_article=on_article)
    assert [outcome.done for outcome in done] == ["built"] * 3
    (small_disk / "ballast").unlink()
    again = build_corpus([corpus], small_disk / "store", jobs=2)
    assert again.counts == {"unchanged": 3, "built": len(PLACES) - 3}
    assert build_corpus([corpus], tmp_path / "store", jobs=1).published.version == again.published.version
    assert verify(small_disk / "store")[0] == []


def test_a_build_whose_files_may_grow_no_more_says_so_and_goes_on_later(tmp_path: Path) -> None:
    """Where a write fails half-way (here by a limit on the size of files), the exit code is 3 with one sentence."""
    corpus = write(tmp_path / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])
    command = [sys.executable, "-m", "kg", "build", str(corpus), "--store", str(tmp_path / "store"), "--jobs", "1"]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, 24_000))

    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert first.returncode == 3, first.stderr
    assert "Traceback" not in first.stderr
    assert "written" in first.stderr.splitlines()[-1]
    again = build_corpus([corpus], tmp_path / "store", jobs=1)
    assert sum(again.counts.values()) == len(PLACES)
    assert not again.failed
    assert build_corpus([corpus], tmp_path / "other", jobs=1).published.version == again.published.version


def test_a_server_on_a_full_disk_reads_on_and_says_507(small_disk: Path) -> None:
    """Queries are answered, an update gets 507 and changes nothing; with space again the next one is taken."""
    root = small_disk / "store"
    with open_writer(root) as store:
        store.put(article("First."), article_graph("f" * 12))
        store.publish()
    token = TokenFile(root / "tokens.json").add(["update"], name="t")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"}

    def send(method: str, path: str, body: str | None = None) -> tuple[int, str]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")

    insert = "INSERT DATA { GRAPH <http://g/> { <http://s/> <http://p/> %d } }"
    ask = "/sparql?format=csv&query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
    with running("--store", str(root)) as port:
        assert send("POST", "/update", insert % 1)[0] == 200
        ballast = fill(small_disk, leave=4 * MB)
        status, said = send("POST", "/update", insert % 2)
        assert status == 507, said
        assert send("GET", ask) == (200, "true")
        ballast.unlink()
        assert send("POST", "/update", insert % 3)[0] == 200
    assert verify(root)[0] == []
    with open_reader(root) as reader:
        assert sorted(q.object.value for q in reader.quads("http://g/")) == ["1", "3"]  # type: ignore[union-attr]
