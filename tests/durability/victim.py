"""A process that writes to a store until it is killed, and says on standard output what it has been told is safe.

Usage: python -m tests.durability.victim STORE SEED

Each line is one acknowledgement: ``put V DIGEST``, ``remove V``, ``change N`` (the graph of users then holds the
numbers up to N), ``backup FOLDER``. Before a step that is acknowledged the same line stands with ``try`` before it.
It ingests, replaces, removes, writes as users do, publishes, and backs up.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kg.store import Change, open_reader, open_writer
from kg.store.triples import digest, n_triples
from tests.test_store import article, article_graph

USERS = "http://users.example/numbers"


def lines_of(number: int) -> str:
    """The statements by which users wrote *number*."""
    return "".join(
        f'<http://users.example/{number}> <http://users.example/part> "{part}" <{USERS}> .\n' for part in range(5)
    )


def main(root: Path, seed: int) -> None:
    """Write until killed."""
    chance = random.Random(seed)
    with open_writer(root, min_free_bytes=0) as store:
        written = sum(quad.graph_name.value == USERS for quad in store.user_quads()) // 5
        for step in range(100_000):
            kind = chance.choices(["put", "change", "remove", "publish", "backup"], [10, 5, 2, 4, 1])[0]
            v = f"{chance.randrange(24):012x}"
            if kind == "put":
                graph = article_graph(v, work=v, labels=chance.randint(2, 30))
                lines = digest(n_triples(graph, skolem_base=f"{store.base_iri}.well-known/genid/"))
                print("try put", v, lines, flush=True)
                store.put(article(f"Text {v} {seed} {step}."), graph)
                print("put", v, lines, flush=True)
            elif kind == "remove":
                print("try remove", v, flush=True)
                store.remove(v)
                print("remove", v, flush=True)
            elif kind == "change":
                written += 1
                made = (USERS,) if written == 1 else ()
                print("try change", written, flush=True)
                store.change(Change(added=lines_of(written), made=made))
                print("change", written, flush=True)
            elif kind == "publish":
                version = store.publish()
                with open_reader(root) as reader:
                    assert reader.version == version
            elif kind == "backup":
                target = root.with_name(f"{root.name}-backup-{seed}-{step}")
                store.back_up(target)
                print("backup", target, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
