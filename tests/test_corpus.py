"""Builds of many articles: the same on any number of cores, resumable, and what fails is named and tried again."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.corpus import Options, Workers, build_corpus, failures, report_parts
from kg.errors import UsageError
from kg.fingerprint import extractor
from kg.model import Article
from kg.parts import FORMAT, Part, PartsManifest
from kg.pipeline import Outcome, relate_so_far
from kg.read import count_articles, read_articles
from kg.store import Writer, open_reader
from kg.upkeep import check_store

BASE = "http://localhost:8000/"
PLACES = ["Amra", "Belkin", "Corvale", "Dorun", "Estra", "Farun", "Gadra", "Horm"]


def record(place: str, n: int = 0) -> dict[str, str]:
    """A short article in which something happens."""
    text = f"The army shelled rebels near {place} on Friday. The rebels denied that they had left the town of {place}."
    return {
        "title": f"Army shells {place}", "text": text, "published": f"2024-05-{n + 1:02}",
        "publisher": "Example Times", "url": f"https://times.example/{place.lower()}/{n}",
    }  # fmt: skip


def write(path: Path, records: list[dict[str, str]]) -> Path:
    lines = "".join(json.dumps(r) + "\n" for r in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Eight short articles, one to a line."""
    return write(tmp_path / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The version of a store of the eight articles that was built without any trouble."""
    folder = tmp_path_factory.mktemp("whole")
    path = write(folder / "news.jsonl", [record(place, n) for n, place in enumerate(PLACES)])
    return build_corpus([path], folder / "store", jobs=1).published.version


def articles(path: Path) -> list[Article | Outcome]:
    return [a for a in read_articles(path) if isinstance(a, Article)]


def test_the_number_of_processes_does_not_matter(corpus: Path, whole: str, tmp_path: Path) -> None:
    """Two processes beside each other give the same store as one, byte for byte, and outcomes in the same order."""
    told: list[str] = []
    report = build_corpus([corpus], tmp_path / "store", jobs=2, on_article=lambda o: told.append(o.where))
    assert report.published.version == whole
    assert told == [f"{corpus}:{n}" for n in range(1, 9)]
    assert report.counts == {"built": 8}


def test_relating_as_it_goes_gives_the_same_store(
    corpus: Path, whole: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What spans articles is the same, byte for byte, whether it is brought up to date once or again and again."""
    monkeypatch.setattr("kg.corpus.build.TOGETHER", 3)
    assert build_corpus([corpus], tmp_path / "store", jobs=2).published.version == whole


def test_an_interrupt_waits_until_what_is_being_related_is(
    corpus: Path, whole: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the midst of relating ends the build behind it, and a second build gives the whole store."""
    related: list[bool] = []

    def interrupted(store: Writer) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        relate_so_far(store)
        related.append(True)

    monkeypatch.setattr("kg.corpus.build.TOGETHER", 3)
    monkeypatch.setattr("kg.corpus.build.relate_so_far", interrupted)
    report = build_corpus([corpus], tmp_path / "store", jobs=1)
    assert (related, report.interrupted, report.published.articles) == ([True], True, 3)
    monkeypatch.undo()
    assert build_corpus([corpus], tmp_path / "store", jobs=1).published.version == whole


def test_a_process_that_dies_takes_one_article_with_it(corpus: Path) -> None:
    """When a process is killed in the midst of an article, that one is named, and another process reads the rest."""
    workers = Workers(1)
    made = workers(articles(corpus), BASE)
    first = next(made)
    victim = workers.processes[0]
    os.kill(victim.process.pid or 0, signal.SIGKILL)
    rest = list(made)
    failed = [m.outcome for m in rest if m.outcome.done == "failed"]
    assert first.outcome.done == "built"
    assert len(rest) == 7
    assert len(failed) == 1
    assert "ended without a word" in failed[0].reason


def test_an_article_that_takes_too_long_is_stopped(corpus: Path) -> None:
    """What is not done within the limit fails with that reason, and its process is replaced."""
    made = list(Workers(1, limit_s=0.01)(articles(corpus)[:2], BASE))
    assert [m.outcome.done for m in made] == ["failed", "failed"]
    assert all("took more than" in m.outcome.reason for m in made)


def test_old_processes_are_replaced(corpus: Path) -> None:
    """A process that has read its share makes room for a fresh one, and nothing is lost or doubled."""
    made = list(Workers(1, life=3)(articles(corpus), BASE))
    assert [m.outcome.where for m in made] == [f"{corpus}:{n}" for n in range(1, 9)]
    assert {m.outcome.done for m in made} == {"built"}


def test_what_fails_is_named_and_tried_again(corpus: Path, whole: str, tmp_path: Path) -> None:
    """Bad lines and cut files stand in the report with file and line; after they are mended the retry finishes."""
    records = [record(place, n) for n, place in enumerate(PLACES)]
    store, packed = tmp_path / "store", tmp_path / "more.jsonl.gz"
    lines = [json.dumps(r) for r in records[:4]]
    corpus.write_text("\n".join([lines[0], "{broken", *lines[2:]]) + "\n")
    write(packed, records[4:])
    content = packed.read_bytes()
    packed.write_bytes(content[: len(content) // 2])
    report = build_corpus([corpus, packed], store, jobs=1)
    assert report.counts["built"] == 3
    assert [f.where for f in report.failed] == [f"{corpus}:2", f"{packed}:1"]
    assert check_store(store).conforms
    packed.write_bytes(content)
    write(corpus, records[:4])
    _, again = failures(store)
    assert again == {str(corpus): 2, str(packed): 1}
    retried = build_corpus([*again], store, jobs=1, begin=again)
    assert retried.counts == {"unchanged": 2, "built": 5}
    assert retried.published.version == whole
    assert failures(store)[1] == {}


def test_without_a_report_there_is_nothing_to_try_again(tmp_path: Path) -> None:
    """The sentence says so."""
    with pytest.raises(UsageError, match="no report"):
        failures(tmp_path)


def test_five_hundred_copies_are_one_article(tmp_path: Path) -> None:
    """The same line again and again is one article, stored once."""
    path = write(tmp_path / "copies.jsonl", [record("Amra")] * 500)
    report = build_corpus([path], tmp_path / "store", jobs=1)
    assert report.counts == {"built": 1, "unchanged": 499}
    assert report.published.articles == 1


def test_two_texts_at_one_address_are_two_versions(tmp_path: Path) -> None:
    """Both are kept, the later as a revision of the earlier."""
    other = record("Amra") | {"text": record("Belkin")["text"]}
    report = build_corpus([write(tmp_path / "two.jsonl", [record("Amra"), other])], tmp_path / "store", jobs=1)
    assert report.published.articles == 2
    with open_reader(tmp_path / "store") as reader:
        assert bool(reader.query("ASK { ?newer <http://www.w3.org/ns/prov#wasRevisionOf> ?older }"))


def test_articles_are_counted_before_they_are_read(corpus: Path, tmp_path: Path) -> None:
    """Lines, records and files are counted without being read; of standard input nothing is known."""
    (tmp_path / "one.txt").write_text("A text.")
    write(tmp_path / "packed.jsonl.gz", [record("Amra")] * 3)
    assert count_articles([tmp_path]) == 12
    assert count_articles([corpus, "-"]) is None
    assert count_articles([corpus], enough=1) == 8


def run(root: Path, *arguments: str, before: str = "") -> list[str]:
    """The command that builds, with *before* run first in its process.

    It hears Ctrl-C also where the tests run in the background of a shell, whose jobs do not.
    """
    hears = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
    return [sys.executable, "-c", f"{hears}\n{before}\nfrom kg.cli import main\nmain({list(arguments)!r})"]


@pytest.mark.heavy
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("articles_before", [1, 4])
def test_a_build_that_is_stopped_goes_on_where_it_was(
    root: Path, corpus: Path, whole: str, tmp_path: Path, sign: signal.Signals, articles_before: int
) -> None:
    """Ctrl-C or kill -9 after some articles: these are there, whole, and a second run makes the same store."""
    store = tmp_path / "store"
    command = "import kg.cli.building as b\nb.EACH = 1\n"
    process = subprocess.Popen(
        run(root, "build", str(corpus), "--store", str(store), "--jobs", "2", before=command),
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith(f"kg: {articles_before} article"):
                process.send_signal(sign)
                break
        process.stderr.read()
    assert process.returncode in (130, -signal.SIGKILL)
    report = build_corpus([corpus], store, jobs=1)
    assert report.counts.get("unchanged", 0) >= articles_before
    assert report.published.version == whole
    assert check_store(store).conforms


@pytest.mark.heavy
def test_a_disk_that_fills_stops_the_build_with_whole_articles(
    root: Path, corpus: Path, whole: str, tmp_path: Path
) -> None:
    """When the system takes no more bytes the build says so; with room again a second run finishes the work."""
    store = tmp_path / "store"
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))"
    done = subprocess.run(
        run(root, "build", str(corpus), "--store", str(store), "--jobs", "1", before=limit),
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    report = build_corpus([corpus], store, jobs=1)
    assert report.published.version == whole
    assert check_store(store).conforms


def test_the_command_retries(root: Path, corpus: Path, tmp_path: Path) -> None:
    """`kg build --retry` reads the files again that failed, with the options of the build that failed."""
    late = tmp_path / "late.txt"
    store = str(tmp_path / "store")

    def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(run(root, *arguments), cwd=root, capture_output=True, text=True, check=False)

    first = kg("build", str(late), str(corpus), "--store", store, "--publisher", "Late Post", "--jobs", "1", "-q")
    assert first.returncode == 1
    assert f"{late}: there is no such file." in first.stderr
    assert "--retry" in first.stdout
    late.write_text("The army shelled rebels near Amra on Friday, May 3, 2024, the rebels said.\n")
    again = kg("build", "--retry", "--store", store, "--json", "--jobs", "1")
    assert (again.returncode, json.loads(again.stdout)["counts"]) == (0, {"built": 1})
    with open_reader(store) as reader:
        assert bool(reader.query('ASK { ?p <http://www.w3.org/2000/01/rdf-schema#label> "Late Post" }'))


def test_what_fails_on_a_cluster_is_named_in_the_same_report(tmp_path: Path) -> None:
    """Failures of the parts stand in a report that `kg build --retry --report` takes."""
    part = Part(name="part-00000", articles=8, quads=80, sha256="0" * 64, failed=(("news.jsonl:9", "no text"),))
    manifest = PartsManifest(format=FORMAT, base_iri=BASE, extractor=extractor(), parts=(part,))
    options = Options(publisher="Example Times")
    report_parts(tmp_path / "report.jsonl", options, manifest)
    assert failures(tmp_path, tmp_path / "report.jsonl") == (options, {"news.jsonl": 9})
    assert json.loads((tmp_path / "report.jsonl").read_text().splitlines()[-1]) == {"built": 8, "failed": 1}


def test_a_retry_begins_where_something_failed(corpus: Path, tmp_path: Path) -> None:
    """Of a file with a bad line, what stands before it is not looked at again; a line split in mending is read."""
    records = [json.dumps(record(place, n)) for n, place in enumerate(PLACES)]
    corpus.write_text("\n".join([*records[:5], records[5] + records[6], records[7]]) + "\n")
    first = build_corpus([corpus], tmp_path / "store", jobs=1)
    assert [f.where for f in first.failed] == [f"{corpus}:6"]
    corpus.write_text("\n".join(records) + "\n")
    _, begin = failures(tmp_path / "store")
    assert begin == {str(corpus): 6}
    told: list[tuple[str, str]] = []
    build_corpus([*begin], tmp_path / "store", jobs=1, begin=begin, on_article=lambda o: told.append((o.where, o.done)))
    assert told == [(f"{corpus}:6", "built"), (f"{corpus}:7", "built"), (f"{corpus}:8", "unchanged")]


def test_no_process_is_left_behind(corpus: Path) -> None:
    """When the one who asks stops asking, the processes end."""
    workers = Workers(2)
    made = workers(articles(corpus), BASE)
    next(made)
    processes = [w.process.pid or 0 for w in workers.processes]
    made.close()
    for pid in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
