"""How many questions in plain English are answered rightly: ``python -m benchmarks.ask [STORE]`` prints the others.

The questions of tests/ask/questions.jsonl were written from reading the articles. They are asked of one store that
holds the sample articles and the development part of the annotated articles (see ``benchmarks/splits.json``).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from kg.ask import Answer, ask
from kg.ask.labels import plain
from kg.pipeline import build
from kg.store import open_reader

ROOT: Final = Path(__file__).resolve().parent.parent
QUESTIONS: Final = ROOT / "tests" / "ask" / "questions.jsonl"


@dataclass(frozen=True)
class Asked:
    """A question with what was expected, the answer, and whether it is right."""

    question: Mapping[str, Any]
    answer: Answer
    right: bool
    seconds: float


def dev_articles() -> list[Path]:
    """The annotated articles that are not set aside; empty where they are absent."""
    held_out = json.loads((ROOT / "benchmarks" / "splits.json").read_text("utf-8"))["held_out"]["gold"]
    folder = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "gold"
    return [path for path in sorted(folder.glob("*.txt")) if path.stem not in held_out]


def build_store(folder: Path) -> Path:
    """A store of the samples and the annotated articles, each with the day and the outlet of its annotation."""
    build([ROOT / "samples"], folder)
    for path in dev_articles():
        if path.stem == "amerli":
            continue
        about = json.loads(path.with_suffix(".json").read_text("utf-8"))["article"]
        build([path], folder, published=date.fromisoformat(about["published"]), publisher=about.get("publisher"))
    return folder


def questions() -> list[dict[str, Any]]:
    """The questions, each with what is expected."""
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def is_right(question: Mapping[str, Any], answer: Answer) -> bool:
    """Whether *answer* is what *question* expects.

    ``unanswerable``: there is no answer. ``verdict``: that one. ``expected``: of each list one is in an answer, and
    nothing of ``never`` is.
    """
    if "unanswerable" in question:
        return not answer.found
    if "verdict" in question:
        return [a.get("verdict") for a in answer.answers] == [question["verdict"]]
    told = [_said(thing) for thing in answer.answers]
    return (
        answer.found
        and all(any(_holds(said, name) for said in told for name in names) for names in question["expected"])
        and not any(_holds(said, name) for said in told for name in question.get("never", ()))
    )


def _said(thing: Mapping[str, Any]) -> str:
    """What an answer says: its name and its text, not whom it stood with."""
    return plain(f"{thing.get('name', '')} | {thing.get('text', '')}")


def _holds(said: str, name: str) -> bool:
    wanted = plain(name)
    return f" {wanted} " in f" {said} " if wanted.isdigit() else wanted in said


def score(store: Path) -> list[Asked]:
    """All questions, asked of *store*."""
    found = []
    with open_reader(store) as reader:
        for question in questions():
            begin = time.perf_counter()
            answer = ask(reader, question["question"])
            found.append(Asked(question, answer, is_right(question, answer), time.perf_counter() - begin))
    return found


def share_right(asked: list[Asked]) -> float:
    """The part of *asked* that is right."""
    return sum(a.right for a in asked) / len(asked)


def report(asked: list[Asked]) -> Iterator[str]:
    """The lines that tell each question that is not answered rightly, and the shares."""
    for a in asked:
        if not a.right:
            wanted = a.question.get("expected") or a.question.get("verdict") or "no answer"
            yield f"{a.question['question']}\n    expected {wanted}; read as {a.answer.intent}"
            yield f"    {' '.join(a.answer.to_text().split())[:300]}"
    answerable = [a for a in asked if "unanswerable" not in a.question]
    others = [a for a in asked if "unanswerable" in a.question]
    yield f"answerable: {sum(a.right for a in answerable)} of {len(answerable)} right, {share_right(answerable):.2f}"
    yield f"unanswerable: {sum(a.right for a in others)} of {len(others)} not answered"
    yield f"all: {share_right(asked):.2f}; slowest {max(a.seconds for a in asked):.2f} s"


def main() -> int:
    """Print the report; 1 where the annotated articles are absent."""
    if not dev_articles():
        print("The annotated articles are not there. Name their folder's parent in KG_SHARED.", file=sys.stderr)
        return 1
    if len(sys.argv) > 1:
        lines = report(score(Path(sys.argv[1])))
        print("\n".join(lines))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(report(score(build_store(Path(folder) / "store")))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
