"""Articles handed in through the site: what lies in the folder of a job, and how its state is told from one process
to the other. The site writes files into the folder and reads the state; :mod:`kg.intake` reads the files, in a process
of its own, and writes the state. Nothing here reads an article.

    job.json      the order: the files by their number and the name they came with, what holds for all of them
    state.json    how far it is: phase, an outcome for each file
    files/N.txt   what came, under a number of ours: the name it came with is never a path
    facts/N.json  what was read in it, for the preview
    cancel        there where the job is to stop
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec

from kg.errors import BadParameter, UnknownName
from kg.model import Facts

Phase = Literal["waiting", "reading", "ready", "publishing", "published", "cancelled", "failed"]
Done = Literal["waiting", "read", "duplicate", "failed", "published", "cancelled"]

RUNNING: Final = frozenset({"waiting", "reading", "publishing"})
MAX_FILES: Final = 200
MAX_NAME: Final = 120


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was handed in: the name it came with, and the one that it has here."""

    name: str
    file: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be read, into which store, and what holds for every file that does not say otherwise."""

    store: str
    files: tuple[Incoming, ...]
    published: date | None = None
    publisher: str | None = None
    url: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: how many articles, events, claims, facts left out; why where it failed."""

    name: str
    done: Done = "waiting"
    reason: str = ""
    articles: int = 0
    events: int = 0
    claims: int = 0
    left_out: int = 0
    iris: tuple[str, ...] = ()


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is: ``finished`` of ``total`` files of this phase, in ``seconds``."""

    phase: Phase = "waiting"
    outcomes: tuple[Outcome, ...] = ()
    seconds: float = 0.0
    finished: int = 0
    total: int = 0
    reason: str = ""
    version: str = ""

    @property
    def seconds_left(self) -> float | None:
        """About how long it takes to the end of the phase, None before the first file is done.

        >>> State(phase="reading", seconds=3.0, finished=1, total=2).seconds_left
        3.0
        """
        return self.seconds / self.finished * max(self.total - self.finished, 0) if self.finished else None

    def count(self, *done: Done) -> int:
        """How many files came to one of these ends."""
        return sum(outcome.done in done for outcome in self.outcomes)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was read and is not in the graph yet: its text, its facts, what the rules would leave out."""

    title: str
    text: str
    facts: Facts
    findings: tuple[str, ...] = ()


class Folder:
    """The folder of one job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """What the job is called in addresses: nobody can guess it."""
        return self.path.name

    def order(self) -> Order:
        """The order."""
        return msgspec.json.decode((self.path / "job.json").read_bytes(), type=Order)

    def state(self) -> State:
        """How far the job is."""
        return msgspec.json.decode((self.path / "state.json").read_bytes(), type=State)

    def tell(self, state: State) -> None:
        """Write *state*, whole or not at all."""
        self._write("state.json", msgspec.json.encode(state))

    def retry(self) -> None:
        """Let the files that failed, or were not come to, wait again."""
        again = {"failed", "cancelled"}
        state = self.state()
        outcomes = (Outcome(name=o.name) if o.done in again else o for o in state.outcomes)
        (self.path / "cancel").unlink(missing_ok=True)
        self.tell(State(outcomes=tuple(outcomes)))

    def cancel(self) -> None:
        """Ask the process to stop after the file that it is at."""
        self._write("cancel", b"")

    @property
    def is_cancelled(self) -> bool:
        """Whether the job is to stop."""
        return (self.path / "cancel").exists()

    def file(self, incoming: Incoming) -> Path:
        """Where a file lies."""
        return self.path / "files" / incoming.file

    def keep_preview(self, number: int, previews: Sequence[Preview]) -> None:
        """Keep what was read in file *number*."""
        self._write(f"facts/{number}.json", msgspec.json.encode(previews))

    def previews(self, number: int) -> list[Preview]:
        """What was read in file *number*, nothing where there is none."""
        try:
            return msgspec.json.decode((self.path / "facts" / f"{number}.json").read_bytes(), type=list[Preview])
        except FileNotFoundError:
            return []

    def _write(self, name: str, content: bytes) -> None:
        new = self.path / f".{name.replace('/', '-')}.new"
        new.write_bytes(content)
        os.replace(new, self.path / name)


def shown_name(name: str) -> str:
    """A file's name as it is shown: its last part, without control characters, cut where it is very long.

    >>> shown_name("../../x.txt"), shown_name("C:\\\\news\\\\a.html"), shown_name("")
    ('x.txt', 'a.html', 'unnamed')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:MAX_NAME] or "unnamed"


def hand_over(
    jobs: Path,
    store: str,
    files: Sequence[tuple[str, bytes]],
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Folder:
    """A new job in *jobs* of *files*, each a name and what it holds. Raises: BadParameter for none, or too many."""
    if not files:
        raise BadParameter("paste a text or add a file, such as article.txt.", where="file")
    if len(files) > MAX_FILES:
        raise BadParameter(f"{len(files)} files are more than {MAX_FILES}, the limit of one job.", where="file")
    folder = Folder(jobs / secrets.token_urlsafe(12))
    for part in ("files", "facts"):
        (folder.path / part).mkdir(parents=True, mode=0o700)
    incoming = []
    for number, (name, content) in enumerate(files):
        shown = shown_name(name)
        ending = Path(shown).suffix.lower()
        kept = Incoming(name=shown, file=f"{number}{ending if ending.isascii() and ending[1:].isalnum() else ''}")
        folder.file(kept).write_bytes(content)
        incoming.append(kept)
    order = Order(store=store, files=tuple(incoming), published=published, publisher=publisher, url=url)
    folder._write("job.json", msgspec.json.encode(order))
    folder.tell(State(outcomes=tuple(Outcome(name=f.name) for f in incoming)))
    return folder


def find_job(jobs: Path, name: str) -> Folder:
    """The job called *name*. Raises: UnknownName."""
    if not name.replace("-", "").replace("_", "").isalnum() or not (jobs / name / "job.json").is_file():
        raise UnknownName("there is no such job here.")
    return Folder(jobs / name)
