"""Denials in passages of our own: is the denier found, and what he denies, and is nothing else taken for a denial.

``tests/extract/denials.jsonl`` holds one passage a line: ``denier`` (words that name him), ``denied`` (words of the
claim that he denies or, where ``linked`` is false, of his own); all of them null where nobody denies anything. Those
whose ``id`` begins with e were written later, in other words and of more ways to deny (*anew*).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kg.extract import extract
from kg.model import Article, Facts, Span
from kg.parse import parse
from kg.syntax import CleanText

PASSAGES = Path(__file__).resolve().parent.parent / "tests" / "extract" / "denials.jsonl"
SPLITS = Path(__file__).with_name("splits.json")
FIGURES = ("denier", "denied", "no denial")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence or a few, and the denial in it."""

    id: str
    text: str
    denier: str | None
    denied: str | None
    linked: bool

    @property
    def none(self) -> bool:
        """Whether nobody denies anything in it."""
        return self.denier is None and self.denied is None


def passages(held_out: bool, *, anew: bool = False) -> list[Passage]:
    """The passages for development, or those set aside; of those written first or *anew*."""
    aside = set(json.loads(SPLITS.read_text("utf-8"))["held_out"]["denials_anew" if anew else "denials"])
    read = msgspec.json.Decoder(Passage).decode_lines(PASSAGES.read_text("utf-8"))
    return [p for p in read if p.id.startswith("e") == anew and (p.id in aside) == held_out]


def judge(passage: Passage) -> dict[str, bool]:
    """Which of the ``FIGURES`` that can be asked of *passage* are right."""
    facts = extract(parse(CleanText.verbatim(Article(text=passage.text, sha256="0" * 64))))
    denials = [c for c in facts.claims if c.stance == "denies" or c.denies]
    if passage.none:
        return {"no denial": not denials}
    own = [c for c in denials if passage.denier is None or _named(facts, c.source, passage.text, passage.denier)]
    found = {} if passage.denier is None else {"denier": bool(own)}
    if passage.denied is not None:
        begin = passage.text.index(passage.denied)
        place = (begin, begin + len(passage.denied))
        contents = {c.id: c.content for c in facts.claims}
        spans = [contents[c.denies] if c.denies else () for c in own] if passage.linked else [c.content for c in own]
        found["denied"] = any(_overlaps(several, place) for several in spans)
    return found


def score(cases: Sequence[Passage]) -> dict[str, Counter[str]]:
    """How often each figure is right (``tp``) and wrong (``fn``)."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIGURES}
    for case in cases:
        for name, right in judge(case).items():
            counts[name]["tp" if right else "fn"] += 1
    return counts


def report(counts: dict[str, Counter[str]]) -> str:
    """The figures as lines of text."""
    return "".join(f"{name:10s} {c['tp']} of {c.total()} right\n" for name, c in counts.items())


def _named(facts: Facts, source: str | None, text: str, words: str) -> bool:
    mentions = next((a.mentions for a in facts.actors if a.id == source), ())
    spots = [(i, i + len(words)) for i in range(len(text)) if text.startswith(words, i)]
    return any(_overlaps(mentions, spot) for spot in spots)


def _overlaps(spans: tuple[Span, ...], place: Span) -> bool:
    return any(b < place[1] and place[0] < e for b, e in spans)
