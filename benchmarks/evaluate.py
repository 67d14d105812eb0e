"""How well articles are read: the scorers of the annotated sets, on the part for development and on the part set aside.

    python -m benchmarks.evaluate                 the figures of the development part
    python -m benchmarks.evaluate --held-out      both; the run is added to benchmarks/held-out-runs.jsonl
    python -m benchmarks.evaluate --sets gold     only these (gold, own, sides, coding, attribution, ...)

The sets stand outside the project, in the folder that KG_SHARED names (default: ``../shared``); their scorers run as
they are, with `kg facts` of this checkout; ``own`` are the articles in ``tests/articles``, scored as gold is, and
``denials``, ``fronts`` and ``constructions`` the texts of :mod:`benchmarks.denials`, :mod:`benchmarks.fronts` and
:mod:`benchmarks.constructions`. All other figures carry a bootstrap 95 % interval over articles or sentences (2,000
draws). ``splits.json`` names what is set aside.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import constructions, fronts, naive
from benchmarks.denials import passages, report, score
from benchmarks.lines import FIGURES, counted, ids_of

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
SPLITS = json.loads((ROOT / "benchmarks" / "splits.json").read_text("utf-8"))
HELD_OUT: dict[str, list[str]] = SPLITS["held_out"]
OWN = ROOT / "tests" / "articles"
LOG = ROOT / "benchmarks" / "held-out-runs.jsonl"
SETS = ("gold", "own", "sides", "coding", "attribution", "denials", "fronts", "constructions")
KINDS = ("actors", "events", "same_side", "opposed", "relations", "claims")
SHARES = ("type", "place", "time", "status", "status-other", "denial")


def run(arguments: list[str]) -> str:
    """The output of a scorer; its errors pass through."""
    return subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout


def f1(counts: Counter[str]) -> float:
    """F1 of counted hits (tp), false finds (fp) and misses (fn); 0 where nothing was there."""
    wrong = counts["fp"] + counts["fn"]
    return 2 * counts["tp"] / (2 * counts["tp"] + wrong) if counts["tp"] + wrong else 0.0


def share(counts: Counter[str]) -> float:
    """The part of what was judged that is right."""
    return counts["tp"] / counts.total() if counts.total() else 0.0


def interval(rows: list[Counter[str]], figure: Callable[[Counter[str]], float]) -> tuple[float, float]:
    """The bootstrap 95 % interval of *figure* over articles or sentences."""
    draw = random.Random(7)
    values = sorted(figure(sum(draw.choices(rows, k=len(rows)), Counter())) for _ in range(2000))
    return values[50], values[1949]


def gold(names: list[str], folder: Path) -> dict[str, dict[str, Counter[str]]]:
    """The counts of each article of *folder* by kind, as the scorer of the gold set gives them."""
    sys.path.insert(0, str(SHARED / "gold"))
    import score as gold_score  # type: ignore[import-not-found]

    found: dict[str, dict[str, Counter[str]]] = {}
    for name in names:
        annotation = json.loads((folder / f"{name}.json").read_text("utf-8"))
        article = folder / f"{name}.txt"
        published = annotation["article"].get("published")
        dated = ["--published", published] if published else []
        document = json.loads(run(["-m", "kg", "facts", str(article), *dated]))
        found[name], _ = gold_score.score(annotation, document, article.read_bytes().decode("utf-8"), name)
    return found


def print_gold(title: str, found: dict[str, dict[str, Counter[str]]]) -> dict[str, float]:
    """Print and return the figures of these articles."""
    print(f"\n{title}: {len(found)} articles ({', '.join(found)})")
    figures: dict[str, float] = {}
    for kinds, figure, word in ((KINDS, f1, "F1"), (SHARES, share, "right")):
        for kind in kinds:
            rows = [counts[kind] for counts in found.values()]
            total = sum(rows, Counter())
            figures[kind] = round(figure(total), 3)
            low, high = interval(rows, figure) if len(rows) > 1 else (float("nan"), float("nan"))
            precision = total["tp"] / (total["tp"] + total["fp"]) if total["tp"] + total["fp"] else 0.0
            beside = f"P {precision:.2f}  tp/fp/fn {total['tp']}/{total['fp']}/{total['fn']}" if figure is f1 else (
                f"{total['tp']} of {total.total()}"
            )  # fmt: skip
            print(f"  {kind:13s} {word:5s} {figures[kind]:.2f} [{low:.2f}, {high:.2f}]  {beside}")
    return figures


def print_lines(name: str, held_out: bool, *, notes: bool = False, module: str = "kg facts") -> dict[str, float]:
    """Print and return the figures of one part of a set of short texts, as *module* reads them."""
    ids = [item for item in ids_of(SHARED, name) if (item in HELD_OUT[name]) == held_out]
    rows = counted(SHARED, name, ids, [sys.executable, "-m", *module.split()], notes=notes)
    reader = "" if module.startswith("kg") else ", naive reading"
    print(f"\n{name}, {'set aside' if held_out else 'development'}{reader}: {len(ids)} items")
    total, figures = sum(rows, Counter()), {}
    for figure in FIGURES[name]:
        low, high = interval(rows, figure.of)
        figures[figure.name] = round(figure.of(total), 3)
        print(f"  {figure.name:13s} {figures[figure.name]:.2f} [{low:.2f}, {high:.2f}]  {figure.said(total)}")
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true", help="measure the part set aside too, and log the run")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--notes", action="store_true", help="every miss and false find of the development part")
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the annotated sets are not there. Name their folder in KG_SHARED.", file=sys.stderr)
        return 2
    logged: dict[str, object] = {}
    if "gold" in args.sets:
        names = sorted(file.stem for file in (SHARED / "gold").glob("*.json"))
        dev = gold([n for n in names if n not in HELD_OUT["gold"]], SHARED / "gold")
        print_gold("gold, development", dev)
        print_gold("gold, development without amerli", {n: c for n, c in dev.items() if n != "amerli"})
        print_gold("gold, amerli alone", {"amerli": dev["amerli"]})
        if args.held_out:
            aside = gold(HELD_OUT["gold"], SHARED / "gold")
            logged["gold"] = print_gold("gold, set aside", aside)
            logged["gold-all"] = print_gold("gold, all", dev | aside)
    if "own" in args.sets:
        names = sorted(file.stem for file in OWN.glob("*.json"))
        print_gold("own articles, development", gold([n for n in names if n not in HELD_OUT["own"]], OWN))
        if args.held_out:
            aside = gold(HELD_OUT["own"], OWN)
            last = {n: c for n, c in aside.items() if n in SPLITS["written_last"]}
            logged["own"] = print_gold("own articles, set aside", {n: c for n, c in aside.items() if n not in last})
            logged["own-last"] = print_gold("own articles, set aside, written last", last)
    for name in ("sides", "coding", "attribution"):
        if name in args.sets:
            if name in naive.SETS:
                print_lines(name, False, module="benchmarks.naive")
            print_lines(name, False, notes=args.notes)
            if args.held_out:
                logged[name] = print_lines(name, True)
    if "denials" in args.sets:
        for name, anew in (("denials", False), ("denials-anew", True)):
            print(f"\n{name}, development\n{report(score(passages(False, anew=anew)))}")
            if args.held_out:
                logged[name] = report(score(passages(True, anew=anew)))
                print(f"\n{name}, set aside\n{logged[name]}")
    if "fronts" in args.sets:
        print(f"\nfronts, development\n{fronts.report(fronts.score(fronts.passages(False))[0])}")
        if args.held_out:
            logged["fronts"] = fronts.report(fronts.score(fronts.passages(True))[0])
            print(f"\nfronts, set aside\n{logged['fronts']}")
    if "constructions" in args.sets:
        found = constructions.score(constructions.cases(held_out=False), notes=args.notes)
        print(f"\nconstructions, development\n{constructions.report(found)}")
        if args.held_out:
            aside = constructions.score(constructions.cases(held_out=True))
            logged["constructions"] = constructions.report(aside, by_construction=False)
            print(f"\nconstructions, set aside\n{logged['constructions']}")
    if logged:
        log_look(logged)
    return 0


def log_look(figures: dict[str, Any]) -> None:
    """Note a look at what is set aside: the day, the commit, what was seen."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT).stdout
    entry = {"date": date.today().isoformat(), "commit": commit.strip(), "figures": figures}
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
