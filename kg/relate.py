"""Bring the graphs that span articles up to date with what came, changed and went: identity, then derived."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.derive import rederive
from kg.link import relink
from kg.resources import folder
from kg.store import Writer
from kg.store.interface import HALF
from kg.store.scratch import article_versions, batches

BATCH: Final = 200
"""So many articles are related before their graphs are written: what is in memory stays small."""


def update_graphs(store: Writer) -> int:
    """The identity and the derived graph of *store* as its articles and corrections make them; how many changed.

    Only what depends on an article that changed is worked out again. Where the workbook is missing, was made by other
    rules or is behind the store (it is written last), all is.
    """
    book, rules = store.workbook, rules_hash()
    state = store.related
    number = int(state.split()[1]) if state else 0
    anew = state is None or book.stamp != state or not state.startswith(f"{rules} ")
    if anew:
        number += 1
        store.begin_relating(f"{rules} {number}{HALF}", article_versions(store))
        book.clear()
        store.replace_graph("identity", [])
        store.replace_graph("derived", [])
    versions = store.pending()
    waiting = list(batches(versions, BATCH)) or [()]
    try:
        for n, several in enumerate(waiting, start=1):
            concerned = relink(store, book, several)
            gone, come = book.changes()
            if not (anew or several or concerned or gone or come):
                break
            number += 1
            store.begin_relating(f"{rules} {number}{HALF}")
            store.change_graph("identity", gone, come)
            rederive(store, book, concerned)
            store.change_graph("derived", *book.changes())
            state = f"{rules} {number}{'' if n == len(waiting) else HALF}"
            store.end_relating(state, several)
            book.commit(state)
    except BaseException:
        book.roll_back()  # what was half put would not count as changed the next time
        raise
    return len(versions)


@lru_cache(maxsize=1)
def rules_hash() -> str:
    """What identifies and derives, by hash: a change to its text makes all graphs anew."""
    here = Path(__file__).resolve().parent
    files = [
        *(here / "link").glob("*.py"),
        *(here / "derive").glob("*.py"),
        here / "ids.py",
        *(here / "store" / f"{name}.py" for name in ("corrections", "scratch", "workbook")),
    ]
    files += (folder("queries") / "derive").rglob("*.rq")
    total = sha256()
    for file in sorted(files):
        total.update(file.name.encode() + b"\n" + file.read_bytes() + b"\n")
    return total.hexdigest()[:16]
