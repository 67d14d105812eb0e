"""Events in sentences of our own, one construction of English after another: found, and with the right parties?

``tests/extract/constructions.jsonl`` holds one text a line with its events. Of each: ``types`` (any will do),
``trigger`` (any of these words), ``agents``, ``targets``, ``place`` and ``time`` in words of the text. A party is
right where one of the words is named and nobody else is; with ``?`` it may be named or not, as may an event that is
``optional``. Troops that are sent (MOBILIZE) may be taken for those concerned or not.

    python -m benchmarks.constructions            the figures of the development part, and by construction
    python -m benchmarks.constructions --notes    every miss and false find

The third that ``splits.json`` sets aside is measured by ``python -m benchmarks.evaluate --held-out``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from kg.extract import extract
from kg.model import Article, Event, Facts, Span
from kg.parse import parse
from kg.syntax import CleanText

TEXTS = Path(__file__).resolve().parent.parent / "tests" / "extract" / "constructions.jsonl"
SPLITS = Path(__file__).with_name("splits.json")
FIGURES = ("events", "who", "whom", "both", "place", "time")


class Expected(msgspec.Struct, frozen=True):
    """An event that a careful reader takes from the text."""

    types: tuple[str, ...]
    trigger: tuple[str, ...]
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    optional: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence or a few of one construction, with all its events."""

    id: str
    construction: str
    text: str
    events: tuple[Expected, ...]


def cases(held_out: bool) -> list[Case]:
    """The texts for development, or those set aside."""
    aside = set(json.loads(SPLITS.read_text("utf-8"))["held_out"]["constructions"])
    read = msgspec.json.Decoder(Case).decode_lines(TEXTS.read_text("utf-8"))
    return [case for case in read if (case.id in aside) == held_out]


def judge(case: Case) -> tuple[dict[str, Counter[str]], list[str]]:
    """The counts of each of the ``FIGURES`` (``events`` in hits, false finds and misses), and what is wrong."""
    facts = extract(parse(CleanText.verbatim(Article(text=case.text, sha256="0" * 64))))
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIGURES}
    notes: list[str] = []
    left = list(facts.events)
    for want in sorted(case.events, key=lambda e: e.optional):
        found = next((e for e in left if _tells(e, want, case.text)), None)
        if found is not None:
            left.remove(found)
        if want.optional:
            continue
        counts["events"]["tp" if found else "fn"] += 1
        right = dict(_judged(facts, found, want, case.text)) if found else {}
        wanted = {name for name in ("who", "whom") if _required(want, name)}
        if wanted == {"who", "whom"}:
            counts["both"]["tp" if right.get("who") and right.get("whom") else "fn"] += 1
        for name, ok in right.items():
            counts[name]["tp" if ok else "fn"] += 1
        wrong = [name for name, ok in right.items() if not ok]
        if found is None:
            notes.append(f"missed {'/'.join(want.types)} {want.trigger}")
        elif wrong:
            notes.append(f"wrong {', '.join(wrong)} of {want.trigger}: {_told(facts, found)}")
    for event in left:
        counts["events"]["fp"] += 1
        notes.append(f"false {_told(facts, event)}")
    return counts, notes


def score(several: Iterable[Case], notes: bool = False) -> dict[str, dict[str, Counter[str]]]:
    """The counts of *several* by construction; with *notes* what is wrong is printed."""
    found: defaultdict[str, dict[str, Counter[str]]] = defaultdict(lambda: {name: Counter() for name in FIGURES})
    for case in several:
        counts, wrong = judge(case)
        for name in FIGURES:
            found[case.construction][name].update(counts[name])
        if notes and wrong:
            print(f"{case.id} {case.construction}: {case.text}", *(f"    {w}" for w in wrong), sep="\n")
    return found


def report(found: dict[str, dict[str, Counter[str]]], by_construction: bool = True) -> str:
    """The figures of all constructions as lines of text, then the events of each."""
    total = {name: sum((counts[name] for counts in found.values()), Counter[str]()) for name in FIGURES}
    lines = [f"{'events':8s} {_f1(total['events'])}"]
    lines += [f"{name:8s} {total[name]['tp']} of {total[name].total()} right" for name in FIGURES[1:]]
    if by_construction:
        lines += [f"  {kind:20s} {_f1(counts['events'])}" for kind, counts in found.items()]
    return "\n".join(lines)


def f1(counts: Counter[str]) -> float:
    """F1 of counted hits, false finds and misses."""
    return 2 * counts["tp"] / max(1, 2 * counts["tp"] + counts["fp"] + counts["fn"])


def _f1(counts: Counter[str]) -> str:
    return f"F1 {f1(counts):.2f} ({counts['tp']}/{counts['fp']}/{counts['fn']})"


def _tells(event: Event, want: Expected, text: str) -> bool:
    kinds = {kind.partition("-")[0] for kind in want.types}
    return event.type in kinds and event.trigger is not None and _overlap([event.trigger], _spots(text, want.trigger))


def _judged(facts: Facts, event: Event, want: Expected, text: str) -> Iterator[tuple[str, bool]]:
    mentions = {a.id: a.mentions for a in facts.actors}
    for name, ids in (("who", event.agents), ("whom", event.targets)):
        allowed = want.agents if name == "who" else want.targets
        spots = _spots(text, [word.lstrip("?") for word in allowed])
        required = _spots(text, _required(want, name))
        sent = name == "whom" and event.type == "MOBILIZE"
        nobody_else = sent or all(_overlap(mentions[i], spots) for i in ids)
        yield name, nobody_else and (not required or any(_overlap(mentions[i], required) for i in ids))
    if want.place and not want.place[0].startswith("?"):
        yield "place", event.place is not None and event.place.name in {w.lstrip("?") for w in want.place}
    if want.time and not want.time[0].startswith("?"):
        said = event.time.text if event.time else ""
        yield "time", any(w.lstrip("?") in said or (said and said in w) for w in want.time)


def _required(want: Expected, name: str) -> list[str]:
    return [w for w in (want.agents if name == "who" else want.targets) if not w.startswith("?")]


def _spots(text: str, words: Sequence[str]) -> list[Span]:
    return [(i, i + len(w)) for w in words for i in range(len(text)) if text.startswith(w, i)]


def _overlap(spans: Iterable[Span], spots: Sequence[Span]) -> bool:
    return any(b < end and begin < e for b, e in spans for begin, end in spots)


def _told(facts: Facts, event: Event) -> str:
    names = {a.id: a.name for a in facts.actors}
    who, whom = (", ".join(names[i] for i in ids) for ids in (event.agents, event.targets))
    place, time = (event.place.name if event.place else ""), (event.time.text if event.time else "")
    return f"{event.type}-{event.subtype} ({who} -> {whom}) @{place} {time}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", action="store_true", help="what is wrong, text by text")
    args = parser.parse_args()
    print(report(score(cases(held_out=False), notes=args.notes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
