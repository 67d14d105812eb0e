"""What a format is, and how a table is written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO, TypeAlias

from kg.query import Value
from kg.store.interface import Reader
from kg.vocab import compact

Graphs: TypeAlias = Sequence[str] | None
Write: TypeAlias = Callable[[Reader, IO[bytes], Graphs], None]


@dataclass(frozen=True)
class Format:
    """A form that a graph can be given away in. ``write`` puts it into a binary file."""

    name: str
    media_type: str
    extension: str
    write: Write


def write_csv(sink: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """A table with a header line. Source: RFC 4180."""
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows([cell(value) for value in row] for row in rows)
    sink.write(text.getvalue().encode("utf-8"))


def cell(value: Value) -> str:
    """*value* for a table: terms of our schemes by their short names."""
    if value is None:
        return ""
    return compact(value).partition(":")[2] if isinstance(value, str) and compact(value) != value else str(value)
