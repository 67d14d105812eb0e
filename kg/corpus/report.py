"""The report of a build: a file of JSON Lines that names what is not in the graph, and why.

The first line holds the options that the articles were read with, each further line one failure (``where``, ``done``,
``reason``), the last line the counts. ``kg build --retry`` reads the files again that are named there, each from the
first place where something failed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType

import msgspec

from kg.errors import UsageError
from kg.parts import PartsManifest
from kg.pipeline import Outcome, TextPolicy

_PLACE = re.compile(r"(?::|@|, (?:entry|article) )(\d+)$")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What was said on the command line for all articles that do not say so themselves."""

    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    text_policy: TextPolicy = "full"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An article, or a place in a file, that is not in the graph."""

    where: str
    done: str
    reason: str

    @property
    def file(self) -> str:
        """The file without the place in it."""
        return file_of(self.where)

    @property
    def place(self) -> int:
        """Where in the file, see :func:`place_in`."""
        return place_in(self.where)


def file_of(where: str) -> str:
    """The file in which *where* is.

    >>> [file_of(where) for where in ("a.jsonl:12", "b.warc.gz@7", "c.rss, entry 2")]
    ['a.jsonl', 'b.warc.gz', 'c.rss']
    """
    return _PLACE.sub("", where)


def place_in(where: str) -> int:
    """The line, the entry, or the offset of the record that *where* names; 0 for the whole file.

    >>> [place_in(where) for where in ("a.txt", "a.jsonl:12", "b.warc.gz@7", "c.rss, entry 2")]
    [0, 12, 7, 2]
    """
    found = _PLACE.search(where)
    return int(found[1]) if found else 0


class Report:
    """A report in the making, written as the build goes; a build that is stopped leaves what it found so far."""

    def __init__(self, path: Path, options: Options) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.counts, self._file = path, Counter[str](), open(path, "wb")  # noqa: SIM115 - see __exit__
        self._write(options)

    def add(self, outcome: Outcome) -> None:
        """Count *outcome*, and name it where it failed."""
        self.counts[outcome.done] += 1
        if outcome.done in ("failed", "left out"):
            self._write(Failure(where=outcome.where, done=outcome.done, reason=outcome.reason))

    def _write(self, line: msgspec.Struct | Mapping[str, int]) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()

    def __enter__(self) -> Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write(dict(sorted(self.counts.items())))
        self._file.close()


def report_parts(path: Path, options: Options, manifest: PartsManifest) -> None:
    """Write at *path* what failed of a build on a cluster."""
    with Report(path, options) as report:
        for where, reason in manifest.failed:
            report.add(Outcome(where, "failed", reason=reason))
        report.counts["built"] = sum(part.articles for part in manifest.parts)


def read_report(path: Path) -> tuple[Options, list[Failure]]:
    """The options and failures of the report at *path*. Raises: UsageError where there is none."""
    try:
        lines = path.read_bytes().splitlines()
        options = msgspec.json.decode(lines[0], type=Options)
        named = [line for line in lines[1:] if line.startswith(b'{"where"')]
        return options, [msgspec.json.decode(line, type=Failure) for line in named]
    except FileNotFoundError as exc:
        raise UsageError("there is no report of a build here, so nothing to try again.", where=str(path)) from exc
    except (IndexError, OSError, msgspec.MsgspecError) as exc:
        raise UsageError(f"this is no report of a build ({exc}).", where=str(path)) from exc
