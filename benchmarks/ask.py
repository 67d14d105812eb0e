"""How many questions in plain English are answered rightly: ``python -m benchmarks.ask`` prints the others.

    python -m benchmarks.ask                 the questions that were looked at
    python -m benchmarks.ask --held-out      the counts of those that are set aside too, logged

``tests/ask/questions.jsonl`` was written from reading the development part of the annotated articles and the samples;
``paraphrased.jsonl`` asks of all annotated articles, in many wordings, what their annotation tells. A quarter of it
(lowest sha256 of ``kg-ask:`` and the question) is set aside: no wrong answer of it was looked at. (It was the half
until the second look on 2026-11-29; the other quarter was then used.) ``asked-anew.jsonl`` was written later, as other
users would type, before any output on it was seen (a third of it was set aside until 2026-11-30, and then used). These
two are asked of the articles as the program reads them, and of their annotation taken as facts: what goes wrong there
is asking alone.
``other-articles.jsonl`` asks of six articles of ``tests/articles``, a third of it set aside. ``many-wordings.jsonl``
and ``own-articles.jsonl`` ask each kind of question in the ways of many users, over the development part of the
annotated articles and over six more of ``tests/articles``; half of each is set aside.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

from benchmarks.annotated import articles, as_annotated, as_read
from kg.ask import Answer, ask
from kg.ask.labels import plain
from kg.corpus import build_corpus
from kg.store import open_reader

ROOT: Final = Path(__file__).resolve().parent.parent
QUESTIONS: Final = ROOT / "tests" / "ask" / "questions.jsonl"
PARAPHRASED: Final = ROOT / "tests" / "ask" / "paraphrased.jsonl"
ASKED_ANEW: Final = ROOT / "tests" / "ask" / "asked-anew.jsonl"
# of each file, the part that is set aside: one in so many
OTHER_ARTICLES: Final = ROOT / "tests" / "ask" / "other-articles.jsonl"
OTHERS: Final = ("adigrat", "arbinda", "artibonite", "fasher", "gao", "konjic")
MANY_WORDINGS: Final = ROOT / "tests" / "ask" / "many-wordings.jsonl"
OWN_ARTICLES: Final = ROOT / "tests" / "ask" / "own-articles.jsonl"
OWN: Final = ("caqueta", "cotabato", "manbij", "martakert", "rutshuru", "strabane")
SET_ASIDE: Final = {PARAPHRASED: 4, OTHER_ARTICLES: 3, MANY_WORDINGS: 2, OWN_ARTICLES: 2}
LOG: Final = ROOT / "benchmarks" / "ask-held-out-runs.jsonl"
Question = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A question with what was expected, the answer, and whether it is right."""

    question: Question
    answer: Answer
    right: bool
    seconds: float


def dev_articles() -> list[Path]:
    """The annotated articles that are not set aside for reading; empty where they are absent."""
    held_out = json.loads((ROOT / "benchmarks" / "splits.json").read_text("utf-8"))["held_out"]["gold"]
    return [path for path in articles() if path.stem not in held_out]


def build_store(folder: Path) -> Path:
    """A store of the samples and the development articles, each with the day and the outlet of its annotation."""
    build_corpus([ROOT / "samples"], folder)
    return as_read([path for path in dev_articles() if path.stem != "amerli"], folder)


def questions(file: Path = QUESTIONS) -> list[dict[str, Any]]:
    """The questions of *file*, each with what is expected."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def parts(file: Path) -> tuple[list[Question], list[Question]]:
    """The questions of *file* that may be looked at, and those that are set aside."""
    every: list[Question] = [*questions(file)]
    if file not in SET_ASIDE:
        return every, []

    def key(question: Question) -> str:
        return hashlib.sha256(f"kg-ask:{question['question']}".encode()).hexdigest()

    aside = {q["question"] for q in sorted(every, key=key)[: len(every) // SET_ASIDE[file]]}
    return [q for q in every if q["question"] not in aside], [q for q in every if q["question"] in aside]


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
    """What an answer says: its name, its text and its days, not whom it stood with."""
    return plain(" | ".join(str(thing.get(key, "")) for key in ("name", "text", "first", "last")))


def _holds(said: str, name: str) -> bool:
    wanted = plain(name)
    return f" {wanted} " in f" {said} " if wanted.isdigit() else wanted in said


def score(store: Path, every: Sequence[Question] | None = None) -> list[Asked]:
    """All questions (those of the first file where none are given), asked of *store*."""
    found = []
    with open_reader(store) as reader:
        for question in questions() if every is None else every:
            begin = time.perf_counter()
            answer = ask(reader, question["question"])
            found.append(Asked(question, answer, is_right(question, answer), time.perf_counter() - begin))
    return found


def share_right(asked: list[Asked]) -> float:
    """The part of *asked* that is right."""
    return sum(a.right for a in asked) / len(asked)


def report(asked: list[Asked]) -> Iterator[str]:
    """The lines that tell each question that is not answered rightly, and the counts."""
    for a in asked:
        if not a.right:
            wanted = a.question.get("expected") or a.question.get("verdict") or "no answer"
            yield f"{a.question['question']}\n    expected {wanted}; read as {a.answer.intent}"
            yield f"    {' '.join(a.answer.to_text().split())[:300]}"
    yield from counts(asked)


def counts(asked: list[Asked]) -> Iterator[str]:
    """The counts alone."""
    answerable = [a for a in asked if "unanswerable" not in a.question]
    others = [a for a in asked if "unanswerable" in a.question]
    yield f"answerable: {sum(a.right for a in answerable)} of {len(answerable)} right, {share_right(answerable):.2f}"
    yield f"unanswerable: {sum(a.right for a in others)} of {len(others)} not answered"
    yield f"all: {share_right(asked):.2f}; slowest {max(a.seconds for a in asked):.2f} s"


def main() -> int:
    """Print the reports; 1 where the annotated articles are absent."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.ask")
    options.add_argument("--held-out", action="store_true", help="count the questions set aside too, and log it")
    chosen = options.parse_args()
    if not dev_articles():
        print("The annotated articles are not there. Name their folder's parent in KG_SHARED.", file=sys.stderr)
        return 1
    logged: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        print("questions.jsonl, of what is read", *report(score(build_store(here / "dev"))), "", sep="\n")
        stores = {
            "as read": as_read(articles(), here / "read"),
            "as annotated": as_annotated(articles(), here / "annotated"),
        }
        runs = [
            *product((PARAPHRASED, ASKED_ANEW, MANY_WORDINGS), stores.items()),
            (OTHER_ARTICLES, ("as read", _own(OTHERS, here / "others"))),
            (OWN_ARTICLES, ("as read", _own(OWN, here / "own"))),
        ]
        for file, (name, store) in runs:
            looked_at, aside = parts(file)
            print(f"{file.name}, looked at, {name}", *report(score(store, looked_at)), "", sep="\n")
            if chosen.held_out and aside:
                logged[f"{file.name}, {name}"] = list(counts(score(store, aside)))
                print(f"{file.name}, set aside, {name}", *logged[f"{file.name}, {name}"], "", sep="\n")
    if chosen.held_out:
        _log(logged)
    return 0


def _own(names: Sequence[str], folder: Path) -> Path:
    """A store of those articles of ``tests/articles``, as they are read."""
    return as_read([ROOT / "tests" / "articles" / f"{name}.txt" for name in names], folder)


def _log(figures: Mapping[str, list[str]]) -> None:
    """Add the look at what is set aside to the log."""
    told = ["git", "log", "-1", "--format=%h %cs"]
    commit, day = subprocess.run(told, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout.split()
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps({"commit": commit, "date": day, "figures": figures}) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
