"""Bad input over HTTP: the server outlives all of it, answers each in time, and reaches nobody."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.reliability.inputs import ENDLESS, bad_inputs
from tests.reliability.server import UNGUARDED, UNMETERED, Answered, Canary, Running, serving
from tests.sample_graph import build

LIMIT_S = 1.0
SLACK_S = 4.0  # what a machine that is busy with other things may add
MAY_BE = {200, 400, 406, 413, 503}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("reliability") / "store")


@pytest.fixture(scope="module")
def running(store: Path) -> Iterator[Running]:
    with serving(store, "--timeout", str(LIMIT_S), *UNMETERED, *UNGUARDED) as made:
        yield made


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    made = Canary(tmp_path)
    yield made
    made.close()


def endure(running: Running, canary: Canary, inputs: list[bytes]) -> Counter[int]:
    """Send each input, and a probe right after it; the answers by code."""
    web_process = running.web_process()
    slowest = 0.0

    def send(numbered: tuple[int, bytes]) -> tuple[Answered, Answered, bytes]:
        number, content = numbered
        address = f"127.0.1.{number % 200 + 1}"
        return running.ask(content, client=address), running.ask(f"ASK {{ ?s ?p {number} }}", client=address), content

    codes: Counter[int] = Counter()
    with ThreadPoolExecutor(4) as senders:
        for answer, probe, content in senders.map(send, enumerate(inputs)):
            shown = content[:200]
            assert answer.status in MAY_BE, (shown, answer.status, answer.body[:200])
            assert answer.status != 503 or b"limit" in answer.body or b"worker" in answer.body, (shown, answer.body)
            assert canary.secret not in answer.body, shown
            assert probe.status == 200, (shown, probe.body)
            slowest = max(slowest, answer.seconds)
            codes[answer.status] += 1
    assert running.web_process() == web_process
    assert canary.hits == 0
    assert slowest <= LIMIT_S + SLACK_S
    return codes


def test_some_of_each_family_of_bad_input_is_endured(running: Running, canary: Canary) -> None:
    """A sample of every family: no crash, no wrong code, a probe answered after each, nobody reached."""
    inputs = bad_inputs(canary.address, canary.path.as_uri(), mutated=40)
    endure(running, canary, inputs[:22] + inputs[22::9])


@pytest.mark.heavy
def test_a_thousand_bad_inputs_are_endured(running: Running, canary: Canary) -> None:
    """All families and their mutations, over a thousand inputs."""
    inputs = bad_inputs(canary.address, canary.path.as_uri(), mutated=900)
    assert len(inputs) >= 1000
    codes = endure(running, canary, inputs)
    print(f"{len(inputs)} bad inputs: {dict(codes)}")


def test_sixteen_endless_queries_at_once_end_in_time(running: Running) -> None:
    """Sixteen clients with queries that never end are all answered 503, and somebody else is answered meanwhile."""
    queries = [ENDLESS[n % len(ENDLESS)].replace("?v1", f"?w{n}") for n in range(16)]
    with ThreadPoolExecutor(17) as senders:
        sent = [senders.submit(running.ask, q, client=f"127.0.2.{n + 1}") for n, q in enumerate(queries)]
        assert running.ask("ASK { ?s ?p 'meanwhile' }", client="127.0.3.1").status in {200, 503}
        answers = [one.result() for one in sent]
    assert {a.status for a in answers} == {503}
    assert max(a.seconds for a in answers) <= LIMIT_S + SLACK_S
    assert running.ask("ASK {}").status == 200


def test_who_sends_slowly_does_not_keep_others_waiting(running: Running) -> None:
    """With 150 bodies that never end and 400 heads that never end, another client's query and page are answered."""
    body = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
    )
    chunked = b"POST /update HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK"
    held = []
    for begun in [body] * 100 + [chunked] * 50 + [b"GET / HTTP/1.1\r\nHo"] * 400:
        held.append(socket.create_connection(("127.0.0.1", running.port), source_address=("127.0.5.1", 0)))
        held[-1].sendall(begun)
    try:
        assert running.ask("ASK { ?s ?p 'slow' }", client="127.0.5.2", timeout_s=10).status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=10) as page:
            assert page.status == 200
        assert running.ask("ASK {}", client="127.0.5.1", timeout_s=10).status == 429
    finally:
        for one in held:
            one.close()


def test_memory_does_not_grow_with_bad_input(running: Running) -> None:
    """After queries that swell, the web process holds about what it held before, and no file more."""
    swelling = "SELECT ?v40 { BIND('0123456789' AS ?v0) " + " ".join(
        f"BIND(CONCAT(?v{i},?v{i}) AS ?v{i + 1})" for i in range(40)
    )
    running.ask(swelling + " }")
    before, files = running.resident_bytes(), running.descriptors()
    for n in range(6):
        running.ask(swelling.replace("?v0", f"?u{n}", 2) + f" }} # {n}")
    assert running.resident_bytes() - before < 50 << 20
    until = time.monotonic() + 10
    while running.descriptors() > files + 4:
        assert time.monotonic() < until, "descriptors are not given back"


def test_a_server_that_is_stopped_answers_what_runs_and_ends_well(store: Path, tmp_path: Path) -> None:
    """SIGTERM: a running query gets its grace and then its answer, the exit code is 0, no process is left."""
    with serving(store, "--timeout", "2", *UNMETERED, log=tmp_path / "log") as stopped, ThreadPoolExecutor(1) as sender:
        sent = sender.submit(stopped.ask, ENDLESS[0])
        while stopped.ask("ASK {}").status != 200:
            pass
        assert stopped.stop() == 0
        answer = sent.result()
    assert answer.status == 503
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
