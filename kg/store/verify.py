"""The proof that nothing is lost: every graph counted and hashed anew, against what was noted when it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.store.embedded import EmbeddedWriter
from kg.store.interface import is_protected
from kg.store.journal import Journal, Record
from kg.store.reading import EmbeddedReader
from kg.store.triples import digest, sum_digest
from kg.vocab import KG


def verify(root: Path) -> tuple[list[str], dict[str, int]]:
    """What is wrong in the store at *root*, a sentence each, and how much was looked at.

    Opening the store puts in place what the journal has and the store lacks, as any opening for writing does.
    Raises: StoreLocked, StoreError.
    """
    with EmbeddedWriter(root) as store:
        seen = dict.fromkeys(("articles", "graphs", "statements", "journal records"), 0)
        found = [*_graphs(store, seen), *_articles(store, seen), *_journal(store, root, seen)]
        published = store.published is not None
        unseen = store.changed
    if published:
        found += _snapshot(root)
    seen["not published yet"] = int(unseen)
    return found, seen


def _graphs(store: EmbeddedWriter, seen: dict[str, int]) -> Iterator[str]:
    """Each graph has the digest that was noted for it, and each that is there was noted."""
    booked = store.digests()
    users = _by_graph(store.user_quads())
    for name in (*store.graphs(), *users):
        if name not in booked:
            yield f"<{name}> is there, and nothing says why."
    for name, noted in booked.items():
        quads = list(store.quads(name)) if is_protected(name, store.base_iri) else users[name]
        seen["graphs"] += 1
        seen["statements"] += len(quads)
        if noted not in _digests(quads):
            yield f"<{name}> is not what was written: its {len(quads):,} statements have another hash."


def _by_graph(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        found[getattr(quad.graph_name, "value", "")].append(quad)
    return found


def _digests(quads: Iterable[ox.Quad]) -> set[str]:
    """The hashes that a graph may be noted with: of an article, of what is computed, of users, of the revisions."""
    listed = list(quads)
    triples, whole = sorted(f"{q.triple} ." for q in listed), sorted(map(str, listed))
    ways = digest("".join(f"{line}\n" for line in triples)), digest("\n".join(whole))
    return {*ways, sum_digest(triples), sum_digest(whole)}


def _articles(store: EmbeddedWriter, seen: dict[str, int]) -> Iterator[str]:
    """Each article has its graph, and its text where the policy keeps one."""
    graphs = set(store.graphs())
    for stored in store.articles():
        seen["articles"] += 1
        if stored.graph not in graphs:
            yield f"{stored.article} was acknowledged, and its graph is not there."
        kept = store.article(stored.v)
        if kept is None:
            yield f"{stored.article} was acknowledged, and what came is not kept."
        elif not kept.text and f"<{KG.NoText}>" not in {str(q.object) for q in store.quads(stored.graph)}:
            yield f"{stored.article} has lost its text."


def _journal(store: EmbeddedWriter, root: Path, seen: dict[str, int]) -> Iterator[str]:
    """Each record of the journal is in the store, and none between two is missing."""
    last: dict[str, Record] = {}
    before = None
    for record in Journal.read(root / "journal"):
        seen["journal records"] += 1
        if before is not None and record.sequence != before + 1:
            yield f"the journal goes from record {before} to {record.sequence}."
        before = record.sequence
        if record.op != "change":
            last[record.v] = record
    known = {stored.v: stored for stored in store.articles()}
    for v, record in last.items():
        if record.op == "remove" and v in known:
            yield f"{known[v].article} was removed (record {record.sequence}), and is there."
        elif record.op == "put" and (v not in known or known[v].digest != digest(record.triples)):
            yield f"article {v} was acknowledged (record {record.sequence}), and is not there as it came."


def _snapshot(root: Path) -> Iterator[str]:
    """The newest version that readers see is whole."""
    with EmbeddedReader(root) as reader:
        quads = _by_graph(reader.quads())
        count = sum(map(len, quads.values()))
        if count != reader.manifest.quads:
            yield f"version {reader.version} has {count:,} statements, and says {reader.manifest.quads:,}."
        for name, noted in reader.digests().items():
            if noted not in _digests(quads[name]):
                yield f"<{name}> in version {reader.version} is not what was written."
