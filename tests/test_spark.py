"""Builds on a cluster: real executor processes, one killed on the way, and the same graphs as the local build."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.corpus import build_corpus
from kg.corpus.spark import Job, build_parts, make_part, session, share
from kg.errors import BadParameter
from kg.parts import read_manifest, read_parts
from kg.store import open_reader
from kg.upkeep import load
from kg.vocab import DEFAULT_BASE
from tests.test_corpus import PLACES, record, write

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java here"),
    pytest.mark.filterwarnings("ignore"),  # of PySpark itself
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder: eight articles in one file, a bad line among them, and two pages of their own."""
    folder = tmp_path_factory.mktemp("spark") / "articles"
    folder.mkdir()
    path = write(folder / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])
    path.write_text(path.read_text() + "{broken\n")
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"The army shelled rebels near Camp {name.upper()} on May 3, 2024.\n")
    return folder


@pytest.fixture(scope="module")
def local(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The version of the local build, and the hash of its sorted article graphs."""
    store = tmp_path_factory.mktemp("local") / "store"
    version = build_corpus([corpus], store, jobs=1).published.version
    with open_reader(store) as reader:
        graphs = [g for g in reader.graphs() if "/graph/article/" in g]
        return version, digest(f"{q} ." for g in graphs for q in reader.quads(g))


def digest(lines: Any) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def digest_of(parts: Path) -> str:
    return digest(line for part in parts.glob("*.nq") for line in part.read_text("utf-8").splitlines())


def make_here(corpus: Path, out: Path, tasks: int) -> None:
    """The work of all tasks, without a cluster."""
    from kg.corpus.spark import _files
    from kg.parts import Part, write_manifest
    from kg.reading import reader

    job = Job(files=tuple(_files([corpus])), out=str(out), tasks=tasks, base_iri=DEFAULT_BASE)
    made = [make_part(msgspec.json.encode(job), n) for n in range(tasks)]
    write_manifest(out, DEFAULT_BASE, reader(), [msgspec.json.decode(m, type=Part) for m in made])


@pytest.mark.parametrize("tasks", [1, 2, 4])
def test_parts_hold_what_the_local_build_holds(
    corpus: Path, local: tuple[str, str], tmp_path: Path, tasks: int
) -> None:
    """In any number of parts: the sorted N-Quads are equal by hash, and loading them gives the very same store."""
    make_here(corpus, tmp_path / "parts", tasks)
    version, graphs = local
    assert digest_of(tmp_path / "parts") == graphs
    manifest = read_manifest(tmp_path / "parts")
    assert [where for where, _ in manifest.failed] == [f"{corpus}/news.jsonl:9"]
    assert load([tmp_path / "parts"], tmp_path / "store").published.version == version
    with open_reader(tmp_path / "store") as reader:
        entry, _ = next(read_parts(tmp_path / "parts"))
        assert reader.article_text(entry.v) == entry.article.text


def test_the_shares_of_tasks_are_all_there_is(corpus: Path) -> None:
    """Each article falls to one task, and keeps its place among all."""
    files = tuple(sorted(str(p) for p in corpus.iterdir()))
    job = Job(files=files, out="", tasks=3, base_iri=DEFAULT_BASE)
    shares = [order for n in range(3) for order, _ in share(job, n)]
    assert sorted(shares) == [(0, 0), (1, 0), *((2, n) for n in range(9))]


def test_a_part_that_was_changed_is_refused(corpus: Path, tmp_path: Path) -> None:
    """The manifest knows the parts by hash; what a stopped task left is no part."""
    make_here(corpus, tmp_path / "parts", 2)
    (tmp_path / "parts" / ".part-00009.nq.1.new").write_text("half")
    part = tmp_path / "parts" / "part-00000.nq"
    part.write_text(part.read_text() + "<x:a> <x:b> <x:c> <x:d> .\n")
    with pytest.raises(BadParameter, match="not what the manifest says"):
        load([tmp_path / "parts"], tmp_path / "store")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A cluster on this machine: a master and two executors, each a process."""
    spark = session("local-cluster[2,1,1024]")
    yield spark
    spark.stop()


@pytest.mark.heavy
@pytest.mark.parametrize("tasks", [1, 2, 4])
def test_a_cluster_makes_the_same_parts(
    cluster: Any, corpus: Path, local: tuple[str, str], tmp_path: Path, tasks: int
) -> None:
    """Executors in processes of their own write parts that are equal, sorted, to the local build by hash."""
    manifest = build_parts([corpus], tmp_path / "parts", cluster, tasks=tasks)
    assert len(manifest.parts) == tasks
    assert digest_of(tmp_path / "parts") == local[1]


@pytest.mark.heavy
def test_an_executor_that_is_killed_costs_nothing(
    cluster: Any, corpus: Path, local: tuple[str, str], tmp_path: Path
) -> None:
    """One executor is killed while it writes; its task is run again, and each part stands there once."""
    parts, killed = tmp_path / "parts", []

    def kill() -> None:
        while not (parts.is_dir() and any(p.name.endswith(".new") for p in parts.iterdir())):
            os.sched_yield()
        killed.append(executors()[0])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    manifest = build_parts([corpus], parts, cluster, tasks=4)
    killer.join()
    assert len(killed) == 1
    assert sorted(p.name for p in parts.glob("*.nq")) == [f"{p.name}.nq" for p in manifest.parts]
    assert not [p for p in parts.iterdir() if p.name.startswith(".")]
    assert digest_of(parts) == local[1]


def executors() -> list[int]:
    """The executors that this process started, by process id."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and is_ours(int(entry.name)):
            command = (entry / "cmdline").read_bytes()
            if b"CoarseGrainedExecutorBackend" in command and command.startswith(b"/"):
                found.append(int(entry.name))
    return sorted(found)


def is_ours(pid: int) -> bool:
    """Whether this process is among the parents of *pid*."""
    while pid > 1:
        if pid == os.getpid():
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            return False
    return False
