"""What was acknowledged, kept by the test, and held against what the store has afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.store import open_reader, open_writer
from kg.store.backups import restore
from kg.store.verify import verify
from tests.durability.victim import USERS


@dataclass
class Ledger:
    """The acknowledged state: digests of articles, the last number that users wrote, backups.

    ``begun`` are the steps that a process had begun when it ended, one at most for each: they may be done or not.
    """

    articles: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    backups: list[Path] = field(default_factory=list)
    begun: list[list[str]] = field(default_factory=list)

    def note(self, lines: Iterable[str]) -> None:
        """Take in what a process said before it ended; a line that was cut off was not said."""
        trying: list[str] = []
        for line in lines:
            if not line.endswith("\n"):
                continue
            kind, name, *rest = line.split()
            if kind == "try":
                trying = [name, *rest]
                continue
            trying = []
            self.begun = [step for step in self.begun if step[1] != name]  # what came after it is known to be there
            if kind == "put":
                self.articles[name] = rest[0]
            elif kind == "remove":
                self.articles.pop(name, None)
            elif kind == "change":
                self.changes = int(name)
            elif kind == "backup":
                self.backups.append(Path(name))
        if trying:
            self.begun.append(trying)

    def may_be(self, v: str) -> set[str | None]:
        """The digests that article *v* may have, None for an article that is not there."""
        open_steps = [step for step in self.begun if step[0] != "change" and step[1] == v]
        return {self.articles.get(v), *(step[2] if step[0] == "put" else None for step in open_steps)}

    def check(self, root: Path) -> None:
        """Nothing acknowledged is lost, nothing is there in part or twice; beyond it stands only what was begun."""
        wrong, _ = verify(root)
        assert wrong == [], "\n".join(map(str, wrong))
        with open_writer(root, min_free_bytes=0) as store:
            there = {stored.v: stored.digest for stored in store.articles()}
            wrong = [v for v in there.keys() | self.articles.keys() if there.get(v) not in self.may_be(v)]
            assert not wrong, f"{wrong} are not as they were acknowledged"
            numbers = [str(q.subject) for q in store.user_quads() if str(q.graph_name) == f"<{USERS}>"]
            count = len(set(numbers))
            assert self.changes <= count <= self.changes + sum(step[0] == "change" for step in self.begun)
            assert len(numbers) == 5 * count
            assert all(store.article(v) is not None for v in there)
            store.publish()
            self.articles, self.changes, self.begun = there, count, []
        with open_reader(root) as reader:
            assert reader.manifest.articles == len(self.articles)
        for backup in self.backups:
            again = backup.with_name(f"{backup.name}-restored")
            assert restore(backup, again)[1] == []
            shutil.rmtree(again)
            shutil.rmtree(backup)
        self.backups.clear()
