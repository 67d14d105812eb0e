"""`kg verify` finds what is wrong; backups hold all, restore only where they are whole, and are named after a purge."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import Change, open_reader, open_writer
from kg.store.backups import back_up, restore, still_holding
from kg.store.texts import Texts
from kg.store.verify import verify
from tests.test_store import article, article_graph

MINE = "http://users.example/mine"
ADDED = f'<http://e/s> <http://e/p> "mine" <{MINE}> .\n<http://e/s> <http://e/p> _:b .\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with two articles, a computed graph and what users wrote, one article not published."""
    with open_writer(tmp_path / "store") as store:
        store.put(article(), article_graph("aaaa"))
        store.replace_graph(
            "derived", [ox.Triple(ox.NamedNode("http://e/d"), ox.NamedNode("http://e/p"), ox.Literal("x"))]
        )
        store.change(Change(added=ADDED, made=(MINE,)))
        store.publish()
        store.put(article("Later."), article_graph("bbbb", work="b"))
    return tmp_path / "store"


def test_a_whole_store_proves_whole(root: Path) -> None:
    """Articles, computed graphs, what users wrote and the published version agree with what was noted."""
    wrong, seen = verify(root)
    assert wrong == []
    assert seen["articles"] == 2
    assert seen["not published yet"] == 1


def lose_a_statement(root: Path) -> None:
    """A statement of an article is gone."""
    db = ox.Store(str(root / "live"))
    db.remove(next(q for q in db if "article/aaaa" in str(q.graph_name)))
    db.flush()


def lose_a_graph(root: Path) -> None:
    """The graph of an article is gone."""
    db = ox.Store(str(root / "live"))
    db.remove_graph(next(g for g in db.named_graphs() if "article/aaaa" in str(g)))
    db.flush()


def gain_a_graph(root: Path) -> None:
    """A graph is there that nobody wrote."""
    db = ox.Store(str(root / "live"))
    db.add(ox.Quad(*[ox.NamedNode("http://e/x")] * 3, ox.NamedNode("http://localhost:8000/graph/article/cccc")))  # type: ignore[call-arg]
    db.flush()


def lose_what_a_user_wrote(root: Path) -> None:
    """A statement of a user is gone."""
    db = ox.Store(str(root / "users"))
    db.remove(next(q for q in db if "mine" in str(q)))
    db.flush()


def lose_a_text(root: Path) -> None:
    """The text of an article that was published is gone."""
    Texts(root / "texts").forget("aaaa")


def damage_a_version(root: Path) -> None:
    """The published version lost a statement."""
    [folder] = [p for p in (root / "snapshots").iterdir() if p.is_dir()]
    db = ox.Store(str(folder))
    db.remove(next(iter(db)))
    db.flush()


DAMAGES = [lose_a_statement, lose_a_graph, gain_a_graph, lose_what_a_user_wrote, lose_a_text, damage_a_version]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_what_is_lost_is_found(root: Path, damage: Callable[[Path], None]) -> None:
    """Each kind of loss has its sentence."""
    damage(root)
    assert verify(root)[0] != []


def test_a_process_killed_at_the_very_first_write_of_a_user_harms_no_later_one(tmp_path: Path) -> None:
    """Where the folder of what users write was made and nothing written yet, the next change is taken."""
    with open_writer(tmp_path / "store") as store:
        store.publish()
    ox.Store(str(tmp_path / "store" / "users")).flush()
    with open_writer(tmp_path / "store") as store:
        assert store.change(Change(added=ADDED, made=(MINE,)))
    assert verify(tmp_path / "store")[0] == []


def test_a_text_that_was_not_safe_yet_is_written_again(root: Path) -> None:
    """What came since the last publication stands in the journal, and a lost text is made good from there."""
    Texts(root / "texts").forget("bbbb")
    with open_writer(root) as store:
        kept = store.article("bbbb")
    assert kept is not None
    assert kept.text == "Later."


def test_a_backup_restores_to_the_same_version(root: Path, tmp_path: Path) -> None:
    """All graphs and texts come back, and the content has the same hash."""
    version = back_up(root, tmp_path / "backup")
    assert restore(tmp_path / "backup", tmp_path / "again") == (version, [])
    with open_reader(root) as one, open_reader(tmp_path / "again") as other:
        assert sorted(map(str, one.quads())) == sorted(map(str, other.quads()))
        assert other.version == version
        assert other.article_text("bbbb") == "Later."
    with pytest.raises(StoreError, match="already"):
        restore(tmp_path / "backup", tmp_path / "again")
    with pytest.raises(StoreError, match="already"):
        back_up(root, tmp_path / "backup")


def test_a_damaged_backup_is_not_restored(root: Path, tmp_path: Path) -> None:
    """A backup that lost a statement is told, and nothing is put in place."""
    back_up(root, tmp_path / "backup")
    lose_a_statement(tmp_path / "backup")
    _, wrong = restore(tmp_path / "backup", tmp_path / "again")
    assert wrong
    assert not (tmp_path / "again").exists()


def test_backups_that_still_hold_a_purged_article_are_named(root: Path, tmp_path: Path) -> None:
    """A backup with the article is named, one without it is not, and one that is elsewhere is said to be."""
    for name in ("first", "moved"):
        back_up(root, tmp_path / name)
    with open_writer(root) as store:
        store.remove("aaaa", purge=True)
        store.publish()
    back_up(root, tmp_path / "after")
    shutil.move(tmp_path / "moved", tmp_path / "elsewhere")
    assert still_holding(root, ["aaaa"]) == [(tmp_path / "first", True), (tmp_path / "moved", False)]


def test_a_purge_that_was_stopped_is_completed(root: Path) -> None:
    """After a crash between removal and publication the next publication still rewrites what held the words."""
    secret = "Colonel Verrin crossed the ford"
    with open_writer(root) as store:
        store.put(article(secret), article_graph("cccc", work="c"))
        store.publish()
        store.remove("cccc", purge=True)
    with open_writer(root) as store:
        assert store.changed
        store.publish()
    holding = [p for p in root.rglob("*") if p.is_file() and b"crossed the ford" in p.read_bytes()]
    assert holding == []


def test_damage_that_the_engine_finds_is_said_in_a_sentence(root: Path) -> None:
    """Where the list of the engine's files is spoilt, writing is refused with what to do, and reading goes on."""
    (manifest,) = (root / "live").glob("MANIFEST-*")
    content = bytearray(manifest.read_bytes())
    content[len(content) // 2] ^= 1
    manifest.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged.*restore a backup"):
        verify(root)
    with open_reader(root) as reader:
        assert reader.manifest.articles == 1
