"""The whole walk: files to a published graph, and what becomes of files that are no articles."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import StoreError, StoreLocked
from kg.model import Article, Facts, Quantity, replace
from kg.pipeline import Outcome, remove
from kg.reading import read_facts
from kg.store import open_reader, open_writer
from kg.upkeep import check_store
from tests.building import Built, build

COURIER, WIRE = "orvale-courier.txt", "orvale-northern-wire.txt"


@pytest.fixture
def samples(root: Path, tmp_path: Path) -> Path:
    """The two short samples in a folder of their own."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in (COURIER, WIRE):
        for file in (name, name.replace(".txt", ".meta.json")):
            shutil.copy(root / "samples" / file, folder / file)
    return folder


def done(report: Built) -> list[str]:
    return [outcome.done for outcome in report.outcomes]


def test_a_folder_becomes_a_graph_that_conforms(samples: Path, tmp_path: Path) -> None:
    """The articles of a folder are read, validated, linked, derived and published; the whole graph conforms."""
    report = build([samples], tmp_path / "store")
    assert done(report) == ["built", "built"]
    assert report.changed
    assert all(o.events and o.claims for o in report.outcomes)
    with open_reader(tmp_path / "store") as reader:
        names = {g.rpartition("/graph/")[2].partition("/")[0] for g in reader.graphs()}
        assert {"article", "reference", "identity", "derived"} <= names
    assert check_store(tmp_path / "store").conforms


def test_building_again_changes_nothing(samples: Path, tmp_path: Path) -> None:
    """The same files again, in another order or read anew, give the same version."""
    store = tmp_path / "store"
    first = build([samples], store)
    again = build([samples / WIRE, samples / COURIER], store)
    assert (done(again), again.changed) == (["unchanged", "unchanged"], False)
    assert again.published.version == first.published.version
    refreshed = build([], store, refresh=True)
    assert (done(refreshed), refreshed.changed) == (["unchanged", "unchanged"], False)
    other = build([samples / WIRE, samples / COURIER], tmp_path / "other")
    assert other.published.version == first.published.version


def test_a_bad_file_among_good_ones_is_named(samples: Path, tmp_path: Path) -> None:
    """What cannot be read is named with its reason, and the good ones are built."""
    (samples / "broken.json").write_text("{")
    (samples / "empty.txt").write_text("")
    (samples / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    report = build([samples], tmp_path / "store")
    assert sorted(done(report)) == ["built", "built", "failed", "failed", "failed"]
    assert {Path(o.where).name.partition(":")[0] for o in report.failed} == {"broken.json", "empty.txt", "picture.txt"}
    assert all(o.reason for o in report.failed)
    assert report.published.articles == 2


def test_a_fault_of_the_program_stays_with_its_article(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When reading one article fails in a way nobody foresaw, the others are built and the reason is told."""

    def failing(article: Article) -> Facts:
        if article.where.endswith(WIRE):
            raise ZeroDivisionError("nobody foresaw this")
        return read_facts(article)

    monkeypatch.setattr(pipeline, "read_facts", failing)
    report = build([samples], tmp_path / "store")
    assert sorted(done(report)) == ["built", "failed"]
    assert "ZeroDivisionError" in report.failed[0].reason


def test_an_interrupt_leaves_whole_articles(samples: Path, tmp_path: Path) -> None:
    """Ctrl-C after the first article publishes that one, whole, and the report says that it was stopped."""

    def stop(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    report = build([samples], tmp_path / "store", on_article=stop)
    assert report.interrupted
    assert report.published.articles == 1
    assert check_store(tmp_path / "store").conforms
    assert done(build([samples], tmp_path / "store")).count("built") == 1


def test_an_interrupted_process_leaves_a_store_that_opens(root: Path, samples: Path, tmp_path: Path) -> None:
    """A build that is stopped from outside leaves a store that the next build opens and completes."""
    store = tmp_path / "store"
    command = [sys.executable, "-m", "kg", "build", str(samples), "--store", str(store)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and not (store / "lock").exists():
            os.sched_yield()
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
    report = build([samples], store)
    assert not report.failed
    assert report.published.articles == 2


def test_removing_takes_what_was_derived_too(samples: Path, tmp_path: Path) -> None:
    """After an article is removed the graph is as if it had never been built."""
    store = tmp_path / "store"
    alone = build([samples / COURIER], tmp_path / "alone")
    build([samples], store)
    missing, published = remove(["https://northern-wire.example/world/orvale-front-withdraws", "no-such"], store)
    assert missing == ["no-such"]
    assert published.version == alone.published.version


def test_a_locked_store_and_another_base_are_refused(samples: Path, tmp_path: Path) -> None:
    """While another process writes, and for another base IRI, the build says so."""
    store = tmp_path / "store"
    with open_writer(store), pytest.raises(StoreLocked):
        build([samples], store)
    with pytest.raises(StoreError, match="load"):
        build([samples], store, "https://example.org/other/")


def test_no_text_is_kept_where_the_policy_says_none(samples: Path, tmp_path: Path) -> None:
    """Under the policy none the graph holds offsets and no words, and the article cannot be read again."""
    store = tmp_path / "store"
    build([samples / COURIER], store, text_policy="none")
    with open_reader(store) as reader:
        rows = reader.query("ASK { ?s <http://www.w3.org/ns/oa#exact> ?words }")
        assert not bool(rows)
    assert done(build([], store, refresh=True)) == ["failed"]


def test_a_fact_that_violates_a_shape_is_kept_out_and_reported(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count with low above high stays out; the report names shape, node and sentence, then and later."""

    def with_a_wrong_count(article: Article) -> Facts:
        facts = read_facts(article)
        wrong = Quantity(id="q-wrong", event=None, what="killed", low=9, best=5, high=2, evidence=((0, 20),))
        return replace(facts, quantities=(*facts.quantities, wrong))

    monkeypatch.setattr(pipeline, "read_facts", with_a_wrong_count)
    report = build([samples / COURIER], tmp_path / "store")
    assert done(report) == ["built"]
    findings = [f for o in report.outcomes for f in o.findings if f.severity == "Violation"]
    assert findings
    checked = check_store(tmp_path / "store")
    assert checked.conforms
    assert {(node, line) for node, _, line in checked.kept_out} == {(f.focus_node, f.line()) for f in findings}
    assert all("Quantity" in shape or "Claim" in shape for _, shape, _ in checked.kept_out)
