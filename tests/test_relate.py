"""What spans articles is brought up to date for what changed alone, and is always what the present articles make it."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

import kg.relate
from kg.derive import derive
from kg.link import link
from kg.link.events import Events
from kg.model import Article, Facts, Place, replace
from kg.relate import update_graphs
from kg.store import EmbeddedWriter, Workbook, open_writer
from kg.vocab import KG
from tests.sample_graph import sample_facts
from tests.small_reports import TEXT, Say, graph_of, report
from tests.test_link import AGENCY, OTHERS, told_in

_SAYS = (
    Say(), Say("Ann Lee"), Say("Bo Ray", denies=True), Say(""), Say("officials"), Say(status="planned"),
    Say("Ann Lee", via=("City Wire",)), Say("Ann Lee", retracts=True),
)  # fmt: skip
_SIDES = ((), ((("Red Army", "Green Union"), ("Blue Front",)),), ((("Green Union", "Blue Front"), ("Red Army",)),))
_CALLED = {
    "as it is": {},
    "with its acronym": {"Red Army": ("Red Army", ("RAX", "Red Army of the Hills"), None)},
    "by its acronym": {"Red Army": ("RAX", (), None)},
    "by a longer name": {"Red Army": ("Red Army of the Hills", ("Red Army",), None)},
    "one like it": {"Green Union": ("Rural Axis", ("RAX",), None)},
    "in the lexicon": {"Red Army": ("Red Army", ("Red Army of the Hills",), "group/red-army")},
    "another in the lexicon": {"Blue Front": ("Red Army", (), "group/red-army-south")},
}
"""How an article calls an actor: its label, other names, lexicon entry."""


def _made(
    says: list[Say], outlet: str, day: int, place: str, side: int, extra: str, called: str, within: str, subtype: str
) -> tuple[Article, Facts]:
    relations = (("Bo Ray", "memberOf", "Blue Front"),) if side else ()
    article, facts = report(
        *says, outlet=outlet, day=day, place=place, sides=_SIDES[side], text=TEXT + extra, relations=relations,
        url=f"https://{outlet}.example/{place}",
    )  # fmt: skip
    known = _CALLED[called]
    actors = tuple(
        replace(a, name=known[a.id][0], aliases=known[a.id][1], lexicon=known[a.id][2]) if a.id in known else a
        for a in facts.actors
    )
    events = tuple(
        replace(e, subtype=subtype, place=Place(name=place, within=within or None, mention=(30, 34)))
        for e in facts.events
    )
    return article, replace(facts, actors=actors, events=events)


_REPORTS = st.builds(
    _made,
    st.lists(st.sampled_from(_SAYS), min_size=1, max_size=3),
    st.sampled_from(["Herald", "Courier", "Post"]),
    st.integers(1, 9),
    st.sampled_from(["Ford", "Mill"]),
    st.integers(0, 2),
    st.sampled_from(["", "x", "yy"]),
    st.sampled_from(sorted(_CALLED)),
    st.sampled_from(["", "Kestria", "Veldania"]),
    st.sampled_from(["battle", "airstrike"]),
)


_SYNDICATED = st.builds(
    lambda first, more, outlet, day, by: told_in(*AGENCY[first:], *OTHERS[:more], outlet=outlet, day=day, by=by),
    st.integers(0, 1),
    st.integers(0, 2),
    st.sampled_from(["Wire", "Post", "Courier"]),
    st.integers(1, 3),
    st.sampled_from(["Ann Lee", "officials"]),
)
"""Reports of an agency, printed again with less or more."""


def computed(writer: EmbeddedWriter) -> dict[str, list[str]]:
    """The graphs that span articles, as lines."""
    names = ("identity", "derived", "revisions")
    return {name: sorted(str(q.triple) for q in writer.quads(writer.graph_iri(name))) for name in names}


class Histories(RuleBasedStateMachine):
    """Articles come, change and go; the store is closed and opened; the workbook is lost; corrections are made."""

    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.writer = open_writer(self.folder, min_free_bytes=0)

    def teardown(self) -> None:
        """The test is over."""
        self.writer.close()
        shutil.rmtree(self.folder)

    @rule(target=known, made=_REPORTS | _SYNDICATED)
    def put(self, made: tuple[Article, Facts]) -> str:
        """An article comes, or takes the place of one with the same text."""
        graph = graph_of(made)
        self.writer.put(made[0], graph)
        return next(str(s) for s in graph.subjects() if "/id/article/" in str(s)).rpartition("/")[2]

    @rule(v=known)
    def remove(self, v: str) -> None:
        """An article goes."""
        self.writer.remove(v)

    @rule(v=known, canonical=st.sampled_from(["state/x", "state/y"]))
    def correct(self, v: str, canonical: str) -> None:
        """Somebody says who the first actor of an article is."""
        self.writer.replace_graph(
            "corrections",
            f"<urn:x:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG.Correction}> .\n"
            f"<urn:x:1> <{KG.node}> <{self.writer.base_iri}id/actor/{v}/0-4> .\n"
            f"<urn:x:1> <{KG.canonical}> <{self.writer.base_iri}id/actor/{canonical}> .\n",
        )

    @rule()
    def relate(self) -> None:
        """What changed so far is related."""
        update_graphs(self.writer)

    @rule()
    def reopen(self) -> None:
        """The store is closed, as it is, and opened."""
        self.writer.close()
        self.writer = open_writer(self.folder, min_free_bytes=0)

    @rule(damage=st.sampled_from(["lost", "no workbook"]))
    def lose_the_workbook(self, damage: str) -> None:
        """The workbook is gone, or is something else."""
        self.writer.close()
        for file in self.folder.glob("workbook.sqlite*"):
            file.unlink()
        if damage != "lost":
            (self.folder / "workbook.sqlite").write_bytes(b"no database at all" * 300)
        self.writer = open_writer(self.folder, min_free_bytes=0)

    @invariant()
    def equals_from_scratch(self) -> None:
        """Step by step and at once give the same bytes, and the same version."""
        if not self.writer.pending() and self.writer.related:
            update_graphs(self.writer)
            version, found = self.writer.content_version(), computed(self.writer)
            assert found["identity"] == sorted(map(str, link(self.writer)))
            assert found["derived"] == sorted(map(str, derive(self.writer)))
            self.writer.replace_graph("identity", link(self.writer))
            self.writer.replace_graph("derived", derive(self.writer))
            assert self.writer.content_version() == version


Histories.TestCase.settings = settings(
    max_examples=int(os.environ.get("KG_HISTORIES", "12")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestHistories = Histories.TestCase


def test_nothing_is_worked_out_again_for_what_did_not_change(tmp_path: Path) -> None:
    """Relating counts the articles that changed, and those of the same work."""
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for made in sample_facts().values():
            writer.put(made[0], graph_of(made))
        assert update_graphs(writer) == len(sample_facts())
        assert update_graphs(writer) == 0
        first = report(Say(), url="https://a.example/1")
        writer.put(first[0], graph_of(first))
        assert update_graphs(writer) == 1
        newer = report(Say("Ann Lee"), url="https://a.example/1", text=TEXT + "Corrected.", day=2)
        writer.put(newer[0], graph_of(newer))
        assert update_graphs(writer) == 2


def test_what_was_stopped_between_its_steps_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash after the graph was changed and before the workbook was is seen, and leaves the right graphs."""
    first, second = report(Say()), report(Say("Ann Lee"), outlet="Courier")
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        writer.put(first[0], graph_of(first))
        update_graphs(writer)
        writer.put(second[0], graph_of(second))

        def crash(self: Workbook, stamp: str) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Workbook, "commit", crash)
            with pytest.raises(KeyboardInterrupt):
                update_graphs(writer)
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        assert update_graphs(writer) == 2
        assert computed(writer)["derived"] == sorted(map(str, derive(writer)))


def test_an_interrupt_while_linking_leaves_nothing_half_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same process relates again after an interrupt, and what it makes is what the present articles make."""
    first, second = report(Say()), report(Say("Ann Lee"), outlet="Courier")

    def interrupt(self: Events) -> set[str]:
        raise KeyboardInterrupt

    with open_writer(tmp_path, min_free_bytes=0) as writer:
        writer.put(first[0], graph_of(first))
        update_graphs(writer)
        writer.put(second[0], graph_of(second))
        with monkeypatch.context() as patch:
            patch.setattr(Events, "moved", interrupt)
            with pytest.raises(KeyboardInterrupt):
                update_graphs(writer)
        assert update_graphs(writer) == 1
        assert computed(writer)["identity"] == sorted(map(str, link(writer)))
        assert computed(writer)["derived"] == sorted(map(str, derive(writer)))


def test_making_all_anew_goes_on_where_it_was_interrupted_between_two_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what was to be made anew nothing is forgotten, though those articles did not change themselves."""
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for made in sample_facts().values():
            writer.put(made[0], graph_of(made))
        update_graphs(writer)
    (tmp_path / "workbook.sqlite").unlink()
    whole, calls = Events.moved, []

    def interrupt(self: Events) -> set[str]:
        calls.append(self)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(self)

    monkeypatch.setattr(kg.relate, "BATCH", 1)
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        monkeypatch.setattr(Events, "moved", interrupt)
        with pytest.raises(KeyboardInterrupt):
            update_graphs(writer)
        assert update_graphs(writer) == len(sample_facts()) - 1
        assert computed(writer)["identity"] == sorted(map(str, link(writer)))
        assert computed(writer)["derived"] == sorted(map(str, derive(writer)))


def test_purged_words_leave_the_workbook(tmp_path: Path) -> None:
    """After a purge no file of the store holds the names that the article alone had."""
    article, facts = report(Say())
    actors = tuple(replace(a, name="Quillverrin League") if a.id == "Red Army" else a for a in facts.actors)
    made = article, replace(facts, actors=actors)
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        writer.put(article, graph_of(made))
        update_graphs(writer)
        writer.publish()
        writer.remove(writer.articles()[0].v, purge=True)
        update_graphs(writer)
        writer.publish()
    held = [file for file in tmp_path.rglob("*") if file.is_file() and b"uillverrin" in file.read_bytes()]
    assert held == []


def test_a_workbook_tells_which_keys_a_record_touches() -> None:
    """What is put again touches nothing; what differs, comes or goes touches its key."""
    book = Workbook()
    assert book.put("s", "a", {"k": [1], "l": [2]}) == {"k", "l"}
    assert book.put("s", "a", {"k": [1], "l": [2]}) == set()
    assert book.put("s", "a", {"k": [3], "m": [2]}) == {"k", "l", "m"}
    assert book.put("s", "b", {"k": [3]}) == {"k"}
    assert book.at("s", "k") == [("a", [3]), ("b", [3])]
    assert book.tally("s", "k") == [([3], 2)]


def test_a_shared_statement_stands_while_somebody_states_it() -> None:
    """An edge that rests on two propositions goes with the last of them."""
    book = Workbook()
    book.state("edge", "p", ["a"], shared=True)
    book.state("edge", "q", ["a"], shared=True)
    assert book.changes() == ([], ["a"])
    book.state("edge", "p", [], shared=True)
    assert book.changes() == ([], [])
    book.state("edge", "q", [], shared=True)
    assert book.changes() == (["a"], [])


def test_the_day_of_a_revision_ends_what_it_revises(tmp_path: Path) -> None:
    """A newer version that comes later changes how long the older one's claims hold, though that article did not."""
    older = report(Say(), url="https://a.example/1", day=1)
    newer = report(Say("Bo Ray", denies=True), url="https://a.example/1", text=TEXT + "Corrected.", day=5)
    assert older[0].published == date(2024, 5, 1)
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for made in (older, newer):
            writer.put(made[0], graph_of(made))
            update_graphs(writer)
        ends = [line for line in computed(writer)["derived"] if f"<{KG.validTo}>" in line]
        assert any("2024-05-05" in line for line in ends)
