"""The sets of short texts (coding, sides, attribution), item by item, by the scorers that stand beside them.

Each text is read once; the scorer then runs on every item by itself, so that the counts of items can be drawn again for
an interval.
"""

from __future__ import annotations

import io
import json
import re
import runpy
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock


class Figure(NamedTuple):
    """One figure of a set: its name, what it is of the counts of any number of items, and these counts in words."""

    name: str
    of: Callable[[Counter[str]], float]
    said: Callable[[Counter[str]], str]


def _share(name: str, right: str, total: str) -> Figure:
    """The part of *total* that is *right*."""
    return Figure(name, lambda n: n[right] / n[total] if n[total] else 0.0, lambda n: f"{n[right]} of {n[total]}")


def _f1(name: str, right: str, found: str, wanted: str) -> Figure:
    """F1 of what is *right* of what was *found* and *wanted*."""
    return Figure(
        name,
        lambda n: 2 * n[right] / (n[found] + n[wanted]) if n[found] + n[wanted] else 0.0,
        lambda n: f"tp/fp/fn {n[right]}/{n[found] - n[right]}/{n[wanted] - n[right]}",
    )


FIGURES: dict[str, list[Figure]] = {
    "coding": [
        _share("type", "type", "type of"),
        _share("both", "both", "both of"),
        _share("event P", "right events", "events"),
    ],
    "sides": [
        figure
        for kind in ("same", "opposed")
        for figure in (
            _f1(f"{kind} F1", f"{kind} right", f"{kind} found", f"{kind} wanted"),
            _share(f"{kind} P", f"{kind} right", f"{kind} found"),
        )
    ],
    "attribution": [_f1(f"{name} F1", name, "claims", "gold") for name in ("cue", "+source", "+content")],
}


def counted(shared: Path, name: str, ids: list[str], command: list[str], notes: bool = False) -> list[Counter[str]]:
    """The counts of each item of set *name*, in the order of *ids*."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        texts = [_written(folder, i, text) for i, text in enumerate(_texts(shared, name, ids))]
        run = subprocess.run([*command, *map(str, texts)], capture_output=True, text=True)
        if run.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {run.returncode}: {run.stderr[-500:]}")
        documents = [line for line in run.stdout.splitlines() if line.strip()]
        return [
            _one(shared, name, item, document, folder, notes) for item, document in zip(ids, documents, strict=True)
        ]


def ids_of(shared: Path, name: str) -> list[str]:
    """The ids of all items of a set."""
    if name == "attribution":
        return sorted(file.stem for file in (shared / name / "dev").glob("*.txt"))
    return [json.loads(line)["id"] for line in (shared / name / "dev.jsonl").read_text("utf-8").splitlines()]


def _texts(shared: Path, name: str, ids: list[str]) -> Iterator[bytes]:
    if name == "attribution":
        yield from ((shared / name / "dev" / f"{item}.txt").read_bytes() for item in ids)
        return
    lines = (shared / name / "dev.jsonl").read_text("utf-8").splitlines()
    texts = {item["id"]: item["text"] for item in map(json.loads, lines)}
    yield from (f"{texts[item]}\n".encode() for item in ids)


def _written(folder: Path, number: int, text: bytes) -> Path:
    file = folder / f"{number:04d}.txt"
    file.write_bytes(text)
    return file


def _one(shared: Path, name: str, item: str, document: str, folder: Path, notes: bool) -> Counter[str]:
    """The counts of one item, from what the scorer of the set prints for it alone."""
    answer, part = folder / "answer.jsonl", folder / f"part-{name}"
    answer.write_text(document + "\n", "utf-8")
    if name == "attribution":
        part.mkdir(exist_ok=True)
        for old in part.iterdir():
            old.unlink()
        for kind in ("txt", "json"):
            (part / f"{item}.{kind}").write_bytes((shared / name / "dev" / f"{item}.{kind}").read_bytes())
    else:
        lines = (shared / name / "dev.jsonl").read_text("utf-8").splitlines()
        part.write_text(next(line for line in lines if json.loads(line)["id"] == item) + "\n", "utf-8")
    show = f"{sys.executable} -c \"import sys; sys.stdout.write(open(r'{answer}', encoding='utf-8').read())\""
    argv = ["score.py", str(part), "--cmd", show, *(["--notes"] if notes else [])]
    said = io.StringIO()
    with mock.patch.object(sys, "argv", argv), redirect_stdout(said):
        try:
            runpy.run_path(str(shared / name / "score.py"), run_name="__main__")
        except SystemExit as stop:
            if stop.code:
                raise
    if notes:
        print("\n".join(line for line in said.getvalue().splitlines() if _is_note(line)))
    return READ[name](said.getvalue())


def _is_note(line: str) -> bool:
    return not re.match(
        r"\d+ (sentences|snippets|articles)|(type|source|target|both|by type|same|opposed|place|cue|\+\w+) ", line
    )


def _coding(said: str) -> Counter[str]:
    events, right = _numbers(r"(\d+) events found, (\d+) of", said)
    counts = Counter({"events": events, "right events": right})
    for name in ("type", "both"):
        counts[name], counts[f"{name} of"] = _numbers(rf"^{name} +(\w+)/(\w+)", said)
    return counts


def _sides(said: str) -> Counter[str]:
    counts = Counter[str]()
    for kind in ("same", "opposed"):
        right, false, missed = _numbers(rf"^{kind} +tp (\d+) fp (\d+) fn (\d+)", said)
        counts += Counter({f"{kind} right": right, f"{kind} found": right + false, f"{kind} wanted": right + missed})
    return counts


def _attribution(said: str) -> Counter[str]:
    gold, claims = _numbers(r"gold (\d+), claims (\d+)", said)
    recalls = re.findall(r"^(cue|\+source|\+content) +P [\d.]+ +R ([\d.]+)", said, re.M)
    return Counter({"gold": gold, "claims": claims} | {name: round(float(recall) * gold) for name, recall in recalls})


def _numbers(pattern: str, said: str) -> list[int]:
    found = re.search(pattern, said, re.M)
    assert found is not None, f"the scorer printed no {pattern!r}"
    return [int({"True": "1", "False": "0"}.get(number, number)) for number in found.groups()]  # a count of one item


READ: dict[str, Callable[[str], Counter[str]]] = {"coding": _coding, "sides": _sides, "attribution": _attribution}
