"""What an analysis finds: a table, and where it has one the network that it is about."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

Cell = str | int | float | None


@dataclass(frozen=True)
class Edge:
    """Two actors by label, and whether they stand together or against each other; ``weight`` counts what says so."""

    one: str
    other: str
    together: bool
    weight: int = 1


@dataclass(frozen=True)
class Analysis:
    """A table with a sentence that says what it shows; ``groups`` numbers the group of each node of ``edges``."""

    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()

    def as_dicts(self) -> list[dict[str, Cell]]:
        """The rows, each by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """The table as CSV. A cell that a spreadsheet would take for a formula is written as text."""
        out = StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(self.columns)
        for row in self.rows:
            table.writerow(["" if c is None else _text(c) for c in row])
        return out.getvalue()


def _text(cell: Cell) -> str:
    words = str(cell)
    return f"'{words}" if isinstance(cell, str) and words[:1] in ("=", "+", "-", "@") else words
