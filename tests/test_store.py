"""The store: what is acknowledged is whole and stays; readers see published versions only."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

from kg.errors import MalformedQuery, StoreError, StoreLocked
from kg.model import Article
from kg.store import Change, EmbeddedWriter, embedded, live, open_reader, open_writer
from kg.store.journal import Journal, Record
from kg.store.triples import n_triples
from kg.vocab import PROV, SCHEMA

BASE = "http://localhost:8000/"


def article_graph(
    v: str, *, work: str = "w", published: str = "2024-05-01", labels: int = 3, base: str = BASE
) -> Graph:
    """A small article graph in the form the store asks for."""
    graph = Graph()
    me = URIRef(f"{base}id/article/{v}")
    graph.add((me, RDF.type, URIRef(SCHEMA.NewsArticle)))
    graph.add((me, URIRef(PROV.specializationOf), URIRef(f"{base}id/work/{work}")))
    graph.add((me, URIRef(SCHEMA.datePublished), Literal(published, datatype=XSD.date)))
    graph.add((me, URIRef(SCHEMA.url), URIRef(f"https://example.org/{work}")))
    for n in range(labels):
        graph.add((URIRef(f"{base}id/span/{v}/{n}"), RDFS.label, Literal(f"{v} says {n}")))
    return graph


def article(text: str = "Troops left the town.") -> Article:
    """An article with *text*."""
    return Article(text=text, sha256="0" * 64)


def labels_by_graph(reader: object) -> dict[str, int]:
    """How many labels each article graph has."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } } GROUP BY ?g"
    return {row["g"].value: int(row["n"].value) for row in reader.query(query)}  # type: ignore[attr-defined]


def revisions(reader: object) -> set[tuple[str, str]]:
    """Newer and older version of each pair of versions that follow one another."""
    rows = reader.query(f"SELECT ?n ?o {{ ?n <{PROV.wasRevisionOf}> ?o }}")  # type: ignore[attr-defined]
    return {(row["n"].value.rpartition("/")[2], row["o"].value.rpartition("/")[2]) for row in rows}


def test_readers_see_what_was_published_and_nothing_else(tmp_path: Path) -> None:
    """An article is there for readers after publishing, with its text, and not before."""
    with open_writer(tmp_path / "kg") as writer:
        assert writer.put(article("Rebels took the bridge."), article_graph("aaaa"))
        writer.publish()
        assert writer.put(article(), article_graph("bbbb", work="x"))
        with open_reader(tmp_path / "kg") as reader:
            assert labels_by_graph(reader) == {f"{BASE}graph/article/aaaa": 3}
            assert reader.article_text("aaaa") == "Rebels took the bridge."


def test_an_open_reader_goes_over_to_the_new_version_when_told(tmp_path: Path) -> None:
    """A reader stays with its snapshot until refresh, which says whether there was a newer one."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        writer.publish()
        with open_reader(tmp_path) as reader:
            assert not reader.refresh()
            writer.put(article(), article_graph("bbbb", work="x"))
            writer.publish()
            assert len(labels_by_graph(reader)) == 1
            assert reader.refresh()
            assert len(labels_by_graph(reader)) == 2


def test_the_same_article_twice_changes_nothing(tmp_path: Path) -> None:
    """Putting identical content again is no change: same version, same snapshot."""
    with open_writer(tmp_path) as writer:
        assert writer.put(article(), article_graph("aaaa"))
        version = writer.publish()
        assert not writer.put(article(), article_graph("aaaa"))
        assert not writer.changed
        assert writer.publish() == version
    assert len(list((tmp_path / "snapshots").glob("*.json"))) == 1


def test_the_version_tells_the_content_not_its_history(tmp_path: Path) -> None:
    """Stores that hold the same graphs have the same version, however they came to hold them."""
    with open_writer(tmp_path / "one") as one, open_writer(tmp_path / "two") as two:
        one.put(article(), article_graph("aaaa"))
        one.put(article(), article_graph("bbbb", work="x"))
        for v in ("bbbb", "cccc", "aaaa"):
            two.put(article(), article_graph(v, work="x" if v == "bbbb" else v if v == "cccc" else "w"))
        two.put(article(), article_graph("bbbb", work="x", labels=9))
        two.put(article(), article_graph("bbbb", work="x"))
        two.remove("cccc")
        assert one.publish() == two.publish()


def test_a_replaced_graph_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    """Putting another graph of the same version replaces it."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa", labels=7))
        assert writer.put(article(), article_graph("aaaa", labels=2))
        assert labels_by_graph(writer) == {f"{BASE}graph/article/aaaa": 2}


def test_a_later_version_of_a_work_revises_the_earlier_one(tmp_path: Path) -> None:
    """Versions of one work form a chain by day of publication, in whatever order they came; removing one closes it."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("cccc", published="2024-05-03"))
        writer.put(article(), article_graph("aaaa", published="2024-05-01"))
        writer.put(article(), article_graph("bbbb", published="2024-05-02"))
        assert revisions(writer) == {("bbbb", "aaaa"), ("cccc", "bbbb")}
        writer.remove("bbbb")
        assert revisions(writer) == {("cccc", "aaaa")}


def test_of_two_versions_of_one_day_the_later_to_come_is_the_newer(tmp_path: Path) -> None:
    """Where the day does not tell, the order of arrival does."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("ffff"))
        writer.put(article(), article_graph("aaaa"))
        assert revisions(writer) == {("aaaa", "ffff")}


@pytest.mark.parametrize(
    "name", ["aaaa", f"{BASE}id/article/aaaa", f"{BASE}graph/article/aaaa", "https://example.org/w"]
)
def test_an_article_is_removed_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    """Version, IRI, graph and URL all name an article; its text goes with it."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        assert writer.remove(name)
        assert not writer.remove(name)
        writer.publish()
        with open_reader(tmp_path) as reader:
            assert reader.graphs() == []
            assert reader.article_text("aaaa") is None


def test_a_purged_article_is_in_no_file_of_the_store(tmp_path: Path) -> None:
    """After a purge neither journal nor snapshots nor texts hold the words of the article."""
    secret = "Colonel Verrin crossed the ford"
    graph = article_graph("aaaa")
    graph.add((URIRef(f"{BASE}id/span/aaaa/9"), RDFS.label, Literal(secret)))
    with open_writer(tmp_path) as writer:
        writer.put(article(secret), graph)
        writer.publish()
        writer.put(article(), article_graph("bbbb", work="x"))
        writer.remove("aaaa", purge=True)
        writer.publish()
    holding = [p for p in tmp_path.rglob("*") if p.is_file() and b"crossed the ford" in p.read_bytes()]
    assert holding == []


def test_articles_and_what_was_derived_from_them_are_published_together(tmp_path: Path) -> None:
    """A computed graph is replaced as a whole, and readers see it with the version it belongs to."""
    triple = ox.Triple(ox.NamedNode(f"{BASE}a"), ox.NamedNode(RDFS.label), ox.Literal("x"))
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        assert writer.replace_graph("derived", [triple])
        assert not writer.replace_graph("derived", [triple])
        first = writer.publish()
        assert writer.replace_graph("derived", [])
        assert writer.publish() != first
        with open_reader(tmp_path, version=first) as reader:
            assert f"{BASE}graph/derived" in reader.graphs()
        with open_reader(tmp_path) as reader:
            assert f"{BASE}graph/derived" not in reader.graphs()


@given(
    st.lists(
        st.builds(
            lambda words, tag, kind: Literal(words, lang=tag, datatype=None if tag else kind),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.sampled_from([None, None, "en", "de-AT"]),
            st.sampled_from([None, XSD.string, XSD.integer, XSD.boolean, XSD.date, XSD.decimal]),
        )
    )
)
def test_a_graph_of_rdflib_is_written_as_the_engine_reads_it(literals: list[Literal]) -> None:
    """Whatever a literal holds, our own lines are those of rdflib's serialization, read and written by the engine."""
    graph = Graph()
    for literal in literals:
        graph.add((URIRef("http://example.org/s"), URIRef("http://example.org/p"), literal))
    parsed = ox.parse(graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    expected = "".join(sorted({f"{quad.triple} .\n" for quad in parsed}))
    assert n_triples(graph, skolem_base="http://example.org/genid/") == expected


def test_after_a_checkpoint_a_crash_makes_little_again(tmp_path: Path) -> None:
    """The journal holds what came since the checkpoint before the last, and a copy taken then opens with everything."""
    with EmbeddedWriter(tmp_path / "store") as writer:
        for n, v in enumerate(["a" * 12, "b" * 12, "c" * 12]):
            writer.put(article(f"Text {n}."), article_graph(v, work=v))
            writer.checkpoint()
        writer.put(article("Text 4."), article_graph("d" * 12, work="d"))
        held = [record.v for record in Journal.read(tmp_path / "store" / "journal")]
        shutil.copytree(tmp_path / "store", tmp_path / "crashed")
        version = writer.content_version()
    assert held == ["c" * 12, "d" * 12]
    with EmbeddedWriter(tmp_path / "crashed") as writer:
        assert writer.content_version() == version
        assert [a.v[0] for a in writer.articles()] == ["a", "b", "c", "d"]
        assert all(writer.article(a.v) for a in writer.articles())


def test_blank_nodes_get_names_that_stay(tmp_path: Path) -> None:
    """The same graph with blank nodes, parsed twice, is the same graph to the store."""
    turtle = "@prefix ex: <http://example.org/> . ex:a ex:b [ ex:c ( 1 2 ) ] ."
    with open_writer(tmp_path) as writer:
        assert writer.replace_graph("reference", Graph().parse(data=turtle))
        assert not writer.replace_graph("reference", Graph().parse(data=turtle))


def test_the_snapshot_holds_no_book_keeping(tmp_path: Path) -> None:
    """Readers count the triples of articles, and none of the store's own."""
    with open_writer(tmp_path) as writer:
        graph = article_graph("aaaa")
        writer.put(article(), graph)
        writer.publish()
        with open_reader(tmp_path) as reader:
            found = next(iter(reader.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))["n"].value  # type: ignore[arg-type, index, call-overload]
            assert int(found) == len(graph) == reader.manifest.quads
            assert reader.manifest.articles == 1


def test_plain_default_graph_is_empty_and_protocol_graphs_are_heeded(tmp_path: Path) -> None:
    """Without the union the default graph is empty; default-graph-uri chooses one."""
    ask = "ASK { ?s ?p ?o }"
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        assert writer.query(ask)
        assert not writer.query(ask, default_graph="plain")
        assert writer.query(ask, default_graphs=[f"{BASE}graph/article/aaaa"])
        assert not writer.query(ask, default_graphs=[f"{BASE}graph/article/bbbb"])


def test_a_malformed_query_says_where(tmp_path: Path) -> None:
    """The error of a query that does not parse holds line and column."""
    with open_writer(tmp_path) as writer, pytest.raises(MalformedQuery, match="1:9"):
        writer.query("SELECT {")


def test_an_in_memory_reader_answers_the_same(tmp_path: Path) -> None:
    """Loading the snapshot into memory changes nothing but the speed."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        writer.publish()
    with open_reader(tmp_path) as disk, open_reader(tmp_path, in_memory=True) as memory:
        assert sorted(map(str, disk.quads())) == sorted(map(str, memory.quads()))


def test_snapshots_are_cleaned_but_not_under_a_reader(tmp_path: Path) -> None:
    """Old snapshots go, save the one that somebody reads."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        first = writer.publish()
        with open_reader(tmp_path) as reader:
            for n in range(6):
                writer.put(article(), article_graph(f"bbb{n}", work=str(n)))
                writer.publish()
            assert reader.version == first
            assert reader.snapshot_folder.is_dir()
            assert labels_by_graph(reader) == {f"{BASE}graph/article/aaaa": 3}
            assert len(list((tmp_path / "snapshots").glob("*.json"))) == 4
        writer.put(article(), article_graph("cccc", work="z"))
        writer.publish()
    assert len(list((tmp_path / "snapshots").glob("*.json"))) == 3


# Bad surroundings


def a_file(root: Path) -> Path:
    """A path below a file."""
    (root / "file").write_text("x")
    return root / "file" / "kg"


def a_foreign_folder(root: Path) -> Path:
    """A folder that holds something else."""
    (root / "thesis.doc").write_text("x")
    return root


def a_damaged_store(root: Path) -> Path:
    """A store whose head is not JSON."""
    (root / "store.json").write_text("{")
    return root


def a_future_store(root: Path) -> Path:
    """A store of a later format."""
    (root / "store.json").write_text('{"format": "newskg-store", "format_version": 99, "base_iri": "http://x/"}')
    return root


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (a_file, "cannot be written here"),
        (a_foreign_folder, "holds other files and no store"),
        (a_damaged_store, "store.json is damaged"),
        (a_future_store, "this program reads newskg-store 1"),
    ],
)
def test_a_writer_says_why_it_cannot_be_opened(tmp_path: Path, where: Callable[[Path], Path], sentence: str) -> None:
    """Each obstacle has its sentence, and nothing is made there."""
    location = where(tmp_path)
    with pytest.raises(StoreError, match=sentence):
        open_writer(location)
    assert not (location / "live").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    """A folder without permission to write gives a sentence, not a traceback."""
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        open_writer(tmp_path / "kg")


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (lambda root: root / "nothing", "there is no store here"),
        (lambda root: root, "this folder is empty"),
        (a_foreign_folder, "holds other files and no store"),
        (a_damaged_store, "store.json is damaged"),
    ],
)
def test_a_reader_says_why_it_cannot_be_opened(tmp_path: Path, where: Callable[[Path], Path], sentence: str) -> None:
    """Each obstacle has its sentence."""
    with pytest.raises(StoreError, match=sentence):
        open_reader(where(tmp_path))


def test_a_store_without_a_published_version_says_so(tmp_path: Path) -> None:
    """Between the making of a store and the first publication there is nothing to read."""
    with open_writer(tmp_path), pytest.raises(StoreError, match="nothing is published"):
        open_reader(tmp_path)


def test_a_version_that_is_not_kept_is_answered_with_those_that_are(tmp_path: Path) -> None:
    """Asking for an unknown version lists the known ones."""
    with open_writer(tmp_path) as writer:
        version = writer.publish()
    with pytest.raises(StoreError, match=version):
        open_reader(tmp_path, version="0123")


def test_another_base_iri_is_refused_later(tmp_path: Path) -> None:
    """The base is recorded when the store is made; another one names export and load."""
    with open_writer(tmp_path, "https://example.org/kg") as writer:
        assert writer.base_iri == "https://example.org/kg/"
    with open_writer(tmp_path, "https://example.org/kg/"), pytest.raises(StoreLocked):
        open_writer(tmp_path)
    with pytest.raises(StoreError, match="kg export"):
        open_writer(tmp_path, "https://example.org/other/")


@pytest.mark.parametrize("base", ["not an iri", "ftp://example.org/", "https://exa mple.org/"])
def test_a_base_that_is_no_iri_is_refused(tmp_path: Path, base: str) -> None:
    """The base is an IRI of http or https."""
    with pytest.raises(StoreError, match="IRI"):
        open_writer(tmp_path, base)


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """The sentence names the process; the lock goes with it."""
    with open_writer(tmp_path), pytest.raises(StoreLocked, match=f"process {os.getpid()} "):
        open_writer(tmp_path)
    with open_writer(tmp_path):
        pass


def test_without_space_nothing_is_changed(tmp_path: Path) -> None:
    """Below the floor of free space writing is refused before anything is done; reading goes on."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        writer.publish()
    with open_writer(tmp_path, min_free_bytes=1 << 60) as writer, pytest.raises(StoreError, match="MB are free"):
        writer.put(article(), article_graph("bbbb", work="x"))
    with open_reader(tmp_path) as reader:
        assert len(labels_by_graph(reader)) == 1


def test_a_graph_that_is_not_of_one_article_is_refused(tmp_path: Path) -> None:
    """The store must know which article a graph is of."""
    both = article_graph("aaaa") + article_graph("bbbb")
    with open_writer(tmp_path) as writer:
        for graph in (Graph(), both):
            with pytest.raises(StoreError, match="one schema:NewsArticle"):
                writer.put(article(), graph)


def test_what_is_not_rdf_is_refused_at_the_door(tmp_path: Path) -> None:
    """A lone surrogate would break every later export; it does not get in."""
    graph = article_graph("aaaa")
    graph.add((URIRef(f"{BASE}x"), RDFS.label, Literal("\ud800")))
    with open_writer(tmp_path) as writer, pytest.raises(StoreError, match="not RDF"):
        writer.put(article(), graph)


# Crashes


def test_the_journal_is_cut_where_it_was_torn(tmp_path: Path) -> None:
    """Whatever bytes of the last record are missing or flipped, the records before it are read."""
    journal = Journal(tmp_path)
    journal.append(Record(sequence=1, op="remove", v="aaaa"))
    whole = journal._path.stat().st_size
    journal.append(Record(sequence=2, op="remove", v="bbbb"))
    journal.close()
    content = journal._path.read_bytes()
    for damaged in (*(content[:n] for n in range(whole, len(content))), content[:-3] + b"\xff" + content[-2:]):
        journal._path.write_bytes(damaged)
        again = Journal(tmp_path)
        assert [r.v for r in again.records(after=0)] == ["aaaa"]
        assert again.last == 1
        again.close()


def test_what_the_store_lost_is_made_good_from_the_journal(tmp_path: Path) -> None:
    """An article that is in the journal and not in the store is there after the next opening."""
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        writer.publish()
    journal = Journal(tmp_path / "journal")
    triples = article_graph("bbbb", work="x").serialize(format="nt")
    journal.append(Record(sequence=journal.last + 1, op="put", v="bbbb", triples=triples, article=article("Kept.")))
    journal.close()
    with open_writer(tmp_path) as writer:
        assert writer.changed
        assert set(labels_by_graph(writer)) == {f"{BASE}graph/article/aaaa", f"{BASE}graph/article/bbbb"}
        writer.publish()
    with open_reader(tmp_path) as reader:
        assert reader.article_text("bbbb") == "Kept."


def test_new_graphs_gather_until_something_is_asked(tmp_path: Path) -> None:
    """Articles that came are safe in the journal at once, and in the store as soon as anything is asked of it."""
    with open_writer(tmp_path) as writer:
        for v in ("aaaa", "bbbb", "cccc"):
            writer.put(article(f"{v}."), article_graph(v, work=v))
        assert len(writer._db) == 0
        assert [r.v for r in Journal.read(tmp_path / "journal")] == ["aaaa", "bbbb", "cccc"]
        assert len(labels_by_graph(writer)) == 3
    with open_writer(tmp_path) as writer:
        assert len(labels_by_graph(writer)) == 3


@pytest.mark.parametrize("bulk", [1, 100_000])
def test_what_was_loaded_and_not_noted_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bulk: int
) -> None:
    """A crash between the loading of new graphs and the note of it leaves what a store without a crash holds."""
    monkeypatch.setattr(live, "BULK", bulk)
    monkeypatch.setattr(embedded, "GATHERED", bulk)

    def fill(writer: EmbeddedWriter) -> list[str]:
        for v, work in (("aaaa", "w"), ("bbbb", "w"), ("cccc", "x")):
            writer.put(article(f"{v}."), article_graph(v, work=work))
        return writer.graphs()

    def crash(self: EmbeddedWriter, sparql: str) -> None:
        raise KeyboardInterrupt

    with open_writer(tmp_path / "plain") as plain:
        fill(plain)
        version, revised = plain.content_version(), sorted(map(str, plain.quads(plain.graph_iri("revisions"))))
        assert revised
    with open_writer(tmp_path / "crashed") as writer, monkeypatch.context() as patch:
        patch.setattr(EmbeddedWriter, "_run", crash)
        with pytest.raises(KeyboardInterrupt):
            fill(writer)
    with open_writer(tmp_path / "crashed") as writer:
        fill(writer)
        assert writer.content_version() == version
        assert sorted(map(str, writer.quads(writer.graph_iri("revisions")))) == revised
        assert {a.v for a in writer.articles()} == {"aaaa", "bbbb", "cccc"}


def test_the_count_of_quads_follows_every_kind_of_change(tmp_path: Path) -> None:
    """What a version says of its size is what is in it, whatever was put, replaced, revised, removed and computed."""
    lines = [f"<urn:a> <urn:p> <urn:{n}> ." for n in range(5)]
    changes: list[Callable[[EmbeddedWriter], object]] = [
        lambda w: w.put(article("1"), article_graph("aaaa")),
        lambda w: w.put(article("2"), article_graph("bbbb", published="2024-05-02")),
        lambda w: w.put(article("1"), article_graph("aaaa", labels=7)),
        lambda w: w.change_graph("derived", [], lines),
        lambda w: w.change_graph("derived", lines[:2], ["<urn:b> <urn:p> <urn:c> ."]),
        lambda w: w.replace_graph("reference", "\n".join(lines) + "\n"),
        lambda w: w.replace_graph("reference", ""),
        lambda w: w.change(Change(added="<urn:a> <urn:p> <urn:b> <urn:mine> .\n")),
        lambda w: w.remove("aaaa"),
        lambda w: w.change_graph("derived", [*lines[2:], "<urn:b> <urn:p> <urn:c> ."], []),
    ]
    for several in (True, False):
        for change in changes:
            with open_writer(tmp_path / str(several)) as writer:
                for each in changes if several else [change]:
                    each(writer)
                    writer.publish()
                    with open_reader(tmp_path / str(several)) as reader:
                        assert reader.manifest.quads == len(reader.db)  # type: ignore[attr-defined]
        with open_writer(tmp_path / str(several)) as writer:
            assert {a.v for a in writer.articles()} == {"bbbb"}


def test_the_kept_copy_of_a_graph_is_of_what_the_store_holds(tmp_path: Path) -> None:
    """An article's graph reads the same from beside the store as from it: replaced, lost, removed."""
    with open_writer(tmp_path) as writer:
        graph = writer.graph_iri("article/aaaa")
        for labels in (1, 3):
            writer.put(article(), article_graph("aaaa", labels=labels))
            assert set(writer.n_triples(graph).splitlines()) == {f"{q.triple} .".encode() for q in writer.quads(graph)}
        writer.workbook.drop_graph("aaaa")
        assert set(writer.n_triples(graph).splitlines()) == {f"{q.triple} .".encode() for q in writer.quads(graph)}
        writer.remove("aaaa")
        assert writer.n_triples(graph) == b""


_BUILDER = textwrap.dedent("""
    import sys
    sys.path.insert(0, sys.argv[2])
    from tests.test_store import article, article_graph
    from kg.store import open_writer
    with open_writer(sys.argv[1]) as writer:
        n = len(writer.articles())
        while True:
            n += 1
            writer.put(article(f"Text {n}."), article_graph(f"{n:04x}", work=str(n), labels=40))
            print(n, flush=True)
            if n % 5 == 0:
                writer.publish()
                print("published", n, flush=True)
""")


def test_a_killed_build_leaves_whole_articles_and_loses_none(tmp_path: Path) -> None:
    """SIGKILL at random points: every acknowledged article is there, each whole, and readers see a whole version."""
    chance = random.Random(7)
    root = Path(__file__).resolve().parent.parent
    acknowledged = 0
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", _BUILDER, str(tmp_path), str(root)], stdout=subprocess.PIPE, text=True
        ) as build:
            assert build.stdout is not None
            for _, line in zip(range(chance.randint(1, 14)), build.stdout, strict=False):
                acknowledged = max(acknowledged, int(line.split()[-1]))
            build.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line.split()[-1]) for line in build.stdout)])
        with open_writer(tmp_path) as writer:
            counts = labels_by_graph(writer)
            assert len(counts) >= acknowledged
            assert set(counts.values()) == {40}
            assert {a.graph for a in writer.articles()} == set(counts)
            assert all(writer.article(a.v) is not None for a in writer.articles())
        if (tmp_path / "current").exists():
            with open_reader(tmp_path) as reader:
                assert set(labels_by_graph(reader).values()) <= {40}
                assert reader.manifest.articles % 5 == 0


def test_a_reader_in_another_process_sees_the_new_version(tmp_path: Path) -> None:
    """A process that reads while another writes goes over to the new version, with no lock in between."""
    root = Path(__file__).resolve().parent.parent
    watcher = textwrap.dedent("""
        import sys
        sys.path.insert(0, sys.argv[2])
        from kg.store import open_reader
        with open_reader(sys.argv[1]) as reader:
            print(reader.manifest.articles, flush=True)
            for line in sys.stdin:
                print(reader.refresh(), reader.manifest.articles, flush=True)
    """)
    with open_writer(tmp_path) as writer:
        writer.put(article(), article_graph("aaaa"))
        writer.publish()
        with subprocess.Popen(
            [sys.executable, "-c", watcher, str(tmp_path), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as reading:
            assert reading.stdin is not None and reading.stdout is not None  # noqa: PT018
            assert reading.stdout.readline().strip() == "1"
            writer.put(article(), article_graph("bbbb", work="x"))
            writer.publish()
            print("look", file=reading.stdin, flush=True)
            assert reading.stdout.readline().strip() == "True 2"
            reading.stdin.close()
