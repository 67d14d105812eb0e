"""Who fights with whom and against whom, in short passages of our own: pairs found, found wrongly, missed.

``tests/extract/sides.jsonl`` holds one passage a line: ``same`` and ``opposed`` are pairs of words that name two who
fight together or against each other. All other pairs of armed parties are wrong, but for those in ``optional``.

    python -m benchmarks.fronts            the figures of the development part
    python -m benchmarks.fronts --notes    every false pair and every missed one
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from pathlib import Path

import msgspec

from kg.extract import extract
from kg.model import Article, Facts
from kg.parse import parse
from kg.syntax import CleanText

PASSAGES = Path(__file__).resolve().parent.parent / "tests" / "extract" / "sides.jsonl"
SPLITS = Path(__file__).with_name("splits.json")

Pair = tuple[str, str]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence or a few, and who fights whom in it."""

    id: str
    text: str
    same: tuple[Pair, ...] = ()
    opposed: tuple[Pair, ...] = ()
    optional: tuple[Pair, ...] = ()


def passages(held_out: bool) -> list[Passage]:
    """The passages for development, or those set aside."""
    aside = set(json.loads(SPLITS.read_text("utf-8"))["held_out"]["fronts"])
    read = msgspec.json.Decoder(Passage).decode_lines(PASSAGES.read_text("utf-8"))
    return [p for p in read if (p.id in aside) == held_out]


def found_pairs(facts: Facts) -> dict[str, set[frozenset[str]]]:
    """The pairs of actors that the sides of *facts* make, by kind."""
    by_id = {side.id: side for side in facts.sides}
    same, opposed = set[frozenset[str]](), set[frozenset[str]]()
    for side in facts.sides:
        same |= set(map(frozenset, combinations(side.actors, 2)))
        others = {a for o in side.opposes if o in by_id for a in by_id[o].actors} | {*side.against}
        opposed |= set(map(frozenset, product(side.actors, others)))
    return {"same": same, "opposed": opposed}


def judge(passage: Passage) -> tuple[Counter[str], list[str]]:
    """How many pairs of each kind are right (``tp``), wrong (``fp``) and missed (``fn``), and which."""
    facts = extract(parse(CleanText.verbatim(Article(text=passage.text, sha256="0" * 64))))
    spans = {a.id: a.mentions for a in facts.actors}
    names = {a.id: a.name for a in facts.actors}
    counts, notes = Counter[str](), list[str]()
    for kind, pairs in found_pairs(facts).items():
        wanted: list[Pair] = list(getattr(passage, kind))
        met = set[Pair]()
        for pair in sorted(pairs, key=sorted):
            ends = [_meant(passage, spans[a]) for a in sorted(pair)]
            hits = [w for w in wanted if len(ends) == 2 and _joins(w, ends)]
            met |= {*hits}
            if not hits and len(ends) == 2 and not any(_joins(o, ends) for o in passage.optional):
                counts[f"{kind} fp"] += 1
                notes.append(f"{passage.id} {kind} + {' / '.join(names[a] for a in sorted(pair))}: {passage.text}")
        counts[f"{kind} tp"] += len(met)
        counts[f"{kind} fn"] += len(wanted) - len(met)
        notes += [f"{passage.id} {kind} - {' / '.join(w)}: {passage.text}" for w in wanted if w not in met]
    return counts, notes


def _meant(passage: Passage, mentions: Iterable[tuple[int, int]]) -> set[str]:
    """The words of the expected pairs that *mentions* overlap."""
    words = {w for pair in (*passage.same, *passage.opposed, *passage.optional) for w in pair}
    return {w for w in words for b, e in _spots(passage.text, w) if any(x < e and b < y for x, y in mentions)}


def _spots(text: str, words: str) -> Iterator[tuple[int, int]]:
    return ((i, i + len(words)) for i in range(len(text)) if text.startswith(words, i))


def _joins(pair: Pair, ends: Sequence[set[str]]) -> bool:
    one, other = ends
    return (pair[0] in one and pair[1] in other) or (pair[1] in one and pair[0] in other)


def score(cases: Iterable[Passage]) -> tuple[Counter[str], list[str]]:
    """The counts of all *cases*, and what is wrong."""
    counts, notes = Counter[str](), list[str]()
    for case in cases:
        mine, wrong = judge(case)
        counts += mine
        notes += wrong
    return counts, notes


def report(counts: Counter[str]) -> str:
    """The figures as lines of text."""
    lines = []
    for kind in ("same", "opposed"):
        tp, fp, fn = (counts[f"{kind} {what}"] for what in ("tp", "fp", "fn"))
        lines.append(f"{kind:8s} F1 {2 * tp / max(1, 2 * tp + fp + fn):.2f} ({tp}/{fp}/{fn})\n")
    return "".join(lines)


def main() -> int:
    """Print the figures of the development part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", action="store_true", help="list every pair that is wrong or missed")
    arguments = parser.parse_args()
    counts, notes = score(passages(False))
    print(report(counts), end="")
    if arguments.notes:
        print("\n".join(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
