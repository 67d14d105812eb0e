"""Workers: real processes over a real store, closed in, ended at their limits, replaced."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadParameter, OverLimit, StoreError, TooMany
from kg.store import open_reader, open_writer
from kg.store.replica import Replica
from kg.workers import Limits, Pool, Scale, Shares
from kg.workers.budget import Budget
from kg.workers.jobs import Output
from kg.workers.lanes import Lane
from kg.workers.sandbox import program
from kg.workers.wire import CHUNK, Exchange, Trailer, end, frame
from tests.sample_graph import build, relate, sample_facts

UNMETERED = Shares(seconds_per_minute=0, errors_per_minute=0, at_once=0)
SHORT = Limits(timeout_s=0.6)


def make_pool(store: Path, **scale: object) -> Pool:
    chosen = {"quick": 2, "slow": 2, "quick_s": 0.2, "shares": UNMETERED, **scale}
    return Pool(str(store), "tests.worker_jobs", scale=Scale(**chosen))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("workers") / "store")


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[Pool]:
    made = make_pool(store)
    yield made
    made.close()


def test_a_job_gives_head_body_and_version(pool: Pool, store: Path) -> None:
    """What a job returns and writes comes back whole, with the version that it ran on."""
    answer = pool.run("fill", 3_000_000)
    assert (len(answer.body), set(answer.body)) == (3_000_000, {ord("x")})
    with open_reader(store) as reader:
        assert answer.version == pool.version == reader.version
    assert pool.run("echo", {"a": [1, b"\x00", None]}).head == {"a": [1, b"\x00", None]}


def test_the_replica_holds_what_the_snapshot_holds(pool: Pool, store: Path) -> None:
    """No quad is lost or added on the way into memory."""
    with open_reader(store) as reader:
        assert pool.run("count", None).head == [reader.manifest.quads] * 2


def test_an_error_of_a_job_is_raised_again(pool: Pool) -> None:
    """Class, sentence and place of an error come over to the web process."""
    with pytest.raises(BadParameter, match=r"^timeout: this will not do\.$") as found:
        pool.run("fail", "timeout")
    assert found.value.where == "timeout"


def test_a_worker_cannot_get_out(pool: Pool) -> None:
    """No connection, no file, no process, no SERVICE, no LOAD: not one way out works, and nobody is called."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        assert pool.run("escape", canary.getsockname()[1]).head == []
        with pytest.raises(BlockingIOError):
            canary.accept()
    assert not Path("/tmp/newskg-escaped").exists()


@pytest.mark.parametrize(
    ("job", "payload", "sentence"),
    [
        ("spin", None, "longer than 0.6 s"),
        ("abort", None, "too much for a worker"),
        ("swallow", 3 << 30, "more memory"),
        ("fill", 80 << 20, "larger than 64 MB"),
    ],
)
def test_a_limit_ends_the_job_and_the_next_one_is_answered(
    pool: Pool, job: str, payload: object, sentence: str
) -> None:
    """Time, a crash, memory, size: each is an OverLimit that names the limit, and the pool goes on."""
    with pytest.raises(OverLimit, match=sentence):
        pool.run(job, payload, limits=SHORT)
    assert pool.run("echo", 1).head == 1


def test_the_deadline_counts_from_arrival(pool: Pool) -> None:
    """A job that has waited elsewhere for its whole time is not begun."""
    with pytest.raises(OverLimit):
        pool.run("spin", None, limits=SHORT, arrived=time.monotonic() - 60)


def test_slow_work_leaves_the_quick_lane_to_others(pool: Pool) -> None:
    """While one client fills both lanes with endless jobs, another is answered."""
    limits = Limits(timeout_s=3.0)

    def endless(n: int) -> None:
        with pytest.raises(OverLimit):
            pool.run("spin", n, limits=limits, client="greedy")

    threads = [threading.Thread(target=endless, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    answers = [pool.run("echo", n, limits=limits, client="modest").head for n in range(20)]
    for thread in threads:
        thread.join()
    assert answers == list(range(20))


def test_workers_have_their_own_chance(pool: Pool) -> None:
    """Random numbers of workers forked from one process differ."""
    found: list[list[object]] = []
    threads = [threading.Thread(target=lambda: found.append(pool.run("chance", None).head)) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({value for value, _ in found}) == 24


def test_a_spent_worker_is_not_used_again(pool: Pool) -> None:
    """What a job changes in its own copy is gone with its worker."""
    (before, _) = pool.run("count", None).head
    assert pool.run("spend", None).head == before + 1
    assert {tuple(pool.run("count", None).head) for _ in range(6)} == {(before, before)}


def test_what_is_published_is_served_by_the_next_job(tmp_path: Path) -> None:
    """After refresh the workers hold the new version: changed graphs, new ones, and none that are gone."""
    names = list(sample_facts())
    folder = build(tmp_path / "store", names[:2])
    made = make_pool(folder)
    try:
        first = made.run("count", None)
        build(folder, names)
        assert made.refresh() != first.version
        with open_writer(folder) as writer:
            writer.remove(writer.articles()[0].v)
            relate(writer)
            version = writer.publish()
        assert made.refresh() == version
        with open_reader(folder) as reader:
            assert made.run("count", None).head == [reader.manifest.quads] * 2
    finally:
        made.close()


def test_a_replica_that_follows_equals_one_loaded_afresh(tmp_path: Path) -> None:
    """Going over by what changed gives the same quads as reading everything."""
    names = list(sample_facts())
    folder = build(tmp_path / "store", names[:1])
    following = Replica(folder)
    following.follow()
    build(folder, names)
    following.follow()
    afresh = Replica(folder)
    afresh.follow()
    assert set(following.db) == set(afresh.db)
    assert set(following.graphs()) == set(afresh.graphs())
    assert following.garbage > 0


def test_the_server_outlives_its_zygote(store: Path) -> None:
    """When the process that forks workers is killed, another one takes its place."""
    made = make_pool(store)
    try:
        os.kill(made._zygote.pid, signal.SIGKILL)
        answer = None
        while answer is None:
            try:
                answer = made.run("echo", 1, limits=Limits(timeout_s=20))
            except OverLimit:
                continue
        assert answer.head == 1
    finally:
        made.close()


def test_no_store_is_said_in_a_sentence(tmp_path: Path) -> None:
    """A pool over nothing does not start, and says what to do."""
    with pytest.raises(StoreError, match="kg build"):
        make_pool(tmp_path / "nothing")


def test_a_share_fills_up_again() -> None:
    """Query time and errors are refused with the seconds to wait, and allowed after them."""
    now = [0.0]
    budget = Budget(Shares(seconds_per_minute=60, errors_per_minute=30, at_once=2), clock=lambda: now[0])
    budget.enter("a")
    budget.leave("a", 130.0, failed=False)
    with pytest.raises(TooMany, match="60 seconds of query time") as refused:
        budget.enter("a")
    budget.enter("b")
    budget.enter("b")
    with pytest.raises(TooMany, match="2 queries of yours"):
        budget.enter("b")
    now[0] += refused.value.retry_after_s
    budget.enter("a")
    for _ in range(61):
        budget.leave("c", 0.0, failed=True)
    with pytest.raises(TooMany, match="30 failed queries"):
        budget.enter("c")


def test_a_lane_gives_turns_and_keeps_one_place() -> None:
    """One client cannot take every place, nor wait beyond the length of the queue."""
    lane = Lane(2, 1, name="quick")
    lane.enter("a", lambda: 1)
    with pytest.raises(TimeoutError):
        lane.enter("a", lambda: 0)
    lane.enter("b", lambda: 0)
    assert (lane.busy, lane.waiting) == (2, 0)
    waits = threading.Thread(target=lane.enter, args=("c", lambda: 5))
    waits.start()
    while not lane.waiting:
        pass
    with pytest.raises(OverLimit, match="waiting already"):
        lane.enter("d", lambda: 5)
    lane.leave("a")
    waits.join()
    assert (lane.busy, lane.waiting) == (2, 0)


@given(st.lists(st.binary(max_size=300), max_size=5), st.binary(max_size=300), st.integers(1, 64))
@settings(deadline=None, max_examples=30)
def test_an_answer_is_read_whole_however_it_is_cut(parts: list[bytes], rest: bytes, size: int) -> None:
    """Body and trailer come out the same whatever pieces the socket gives."""
    ours, theirs = socket.socketpair()
    content = b"".join(frame(p) for p in parts) + end(Trailer(head=7, version="v"), rest)

    def send() -> None:
        for begin in range(0, len(content), size):
            theirs.sendall(content[begin : begin + size])

    sender = threading.Thread(target=send)
    sender.start()
    body, trailer = Exchange(ours).read(time.monotonic() + 60)
    sender.join()
    ours.close()
    theirs.close()
    assert (body, trailer.head) == (b"".join(parts) + rest, 7)


def test_a_large_body_goes_out_in_frames_of_bounded_size(tmp_path: Path) -> None:
    """However much a job writes at once, no frame is longer than a piece: putting it together costs its length."""
    body = os.urandom(3 * CHUNK + 5)
    with (tmp_path / "sent").open("w+b") as sent:
        Output(sent.fileno(), len(body)).write(body)
        sent.seek(0)
        content, lengths, got = sent.read(), [], b""
    while content:
        lengths.append(int.from_bytes(content[:4], "big"))
        got, content = got + content[4 : 4 + lengths[-1]], content[4 + lengths[-1] :]
    assert (got, max(lengths)) == (body, CHUNK)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_lets_out_no_more_than_it_lists(machine: str) -> None:
    """Followed step by step, the filter refuses socket, open, execve and fork, and allows read and write."""
    import struct

    code = program(machine)
    steps = [struct.unpack_from("=HBBI", code, n) for n in range(0, len(code), 8)]
    architecture = steps[1][3]
    calls = {"x86_64": {"read": 0, "socket": 41, "open": 2, "openat": 257, "execve": 59, "fork": 57, "clone": 56}}
    calls["aarch64"] = {"read": 63, "socket": 198, "openat": 56, "execve": 221, "clone": 220}

    def verdict(number: int) -> int:
        at, loaded = 0, 0
        while True:
            kind, equal, unequal, value = steps[at]
            if kind == 0x20:
                loaded = architecture if value == 4 else number
            elif kind == 0x15:
                at += equal if loaded == value else unequal
            else:
                return value
            at += 1

    allowed = {name for name, number in calls[machine].items() if verdict(number) == 0x7FFF0000}
    assert allowed == {"read"}


def test_a_store_without_digests_is_read_afresh(tmp_path: Path) -> None:
    """A snapshot that does not say which graphs changed is loaded as a whole."""
    folder = build(tmp_path / "store")
    replica = Replica(folder)
    replica.follow()
    for listed in folder.glob("snapshots/*/graphs.json"):
        listed.unlink()
    replica.follow()
    with open_reader(folder) as reader:
        assert set(replica.db) == set(reader.quads())
        assert isinstance(replica.query("ASK { ?s ?p ?o }"), ox.QueryBoolean)


def test_a_graph_too_large_for_memory_is_read_from_disk(store: Path, pool: Pool) -> None:
    """Above the threshold workers read the snapshot, closed in as well, with the same answers, and write nothing."""
    made = make_pool(store, max_replica_bytes=1000)
    try:
        assert made.run("ask", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").head == (
            pool.run("ask", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").head
        )
        with socket.create_server(("127.0.0.1", 0)) as canary:
            assert made.run("escape", canary.getsockname()[1]).head == []
        with pytest.raises(StoreError, match="too large for the memory"):
            made.run("spend", None)
    finally:
        made.close()
