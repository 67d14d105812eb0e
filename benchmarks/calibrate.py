"""What a fact's confidence is worth: the part of the facts of each rule that annotators found right.

    python -m benchmarks.calibrate              the table of bins, by five-fold cross-validation over the articles
    python -m benchmarks.calibrate --write      and write kg/lexicon/confidence.tsv anew

Only articles that are set aside count: on those that the rules were written on every rule looks better than on an
article that nobody has seen. The facts of a rule with one first estimate are a group; a group of fewer than 30 judged
facts gets no number but a word (high, medium, low) by that estimate. A fact is right where the scorer of the gold set
misses it once it is taken away.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.evaluate import HELD_OUT, OWN, ROOT, SHARED
from kg.clean import clean
from kg.extract import EXTRACTORS
from kg.model import Article, ArticleHead, Facts, dumps
from kg.parse import parse

TABLE = ROOT / "kg" / "lexicon" / "confidence.tsv"
ENOUGH = 30
FOLDS = 5
KINDS: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in ("actors", "events", "relations", "claims")}
KINDS["sides"] = ("same_side", "opposed")
BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


class Group(NamedTuple):
    """Facts of one group get one confidence; ``rule`` is "*" for those of a kind that are too few by themselves."""

    kind: str
    rule: str
    estimate: float


class Judged(NamedTuple):
    """One fact that the program found, and whether it is right."""

    article: str
    kind: str
    rule: str
    estimate: float
    right: bool

    @property
    def group(self) -> Group:
        """Its group."""
        return Group(self.kind, self.rule, self.estimate)


def judged(name: str, annotation: dict[str, Any], article: Article) -> Iterator[Judged]:
    """Each fact of *article* that the annotation decides about."""
    sys.path.insert(0, str(SHARED / "gold"))
    import score  # type: ignore[import-not-found]

    found: dict[str, Any] = json.loads(dumps(_read(article)))
    whole, _ = score.score(annotation, found, article.text, name)
    for kind, scored in KINDS.items():
        for i, fact in enumerate(found[kind]):
            rest = found | {kind: [*found[kind][:i], *found[kind][i + 1 :]]}
            without, _ = score.score(annotation, rest, article.text, name)
            hits, false = (sum(whole[k][n] - without[k][n] for k in scored) for n in ("tp", "fp"))
            if hits > 0 or false > 0:
                yield Judged(name, kind, fact["rule"] or "", fact["confidence"] or 0.0, hits > 0)


def _read(article: Article) -> Facts:
    """The facts of *article* with the rules' first estimates."""
    parsed, facts = parse(clean(article)), Facts(article=ArticleHead.of(article))
    for name, extractor in EXTRACTORS:
        if name != "confidence":
            facts = extractor(parsed, facts)
    return facts


def annotated() -> Iterator[tuple[str, dict[str, Any], Article]]:
    """The articles set aside, of the gold set and our own."""
    for folder, names in ((SHARED / "gold", HELD_OUT["gold"]), (OWN, HELD_OUT["own"])):
        for file in (folder / f"{name}.json" for name in names):
            annotation = json.loads(file.read_text("utf-8"))
            raw = file.with_suffix(".txt").read_bytes()
            day = annotation["article"].get("published")
            published = date.fromisoformat(day) if day else None
            yield file.stem, annotation, Article(text=raw.decode("utf-8"), sha256="0" * 64, published=published)


def estimates(facts: Sequence[Judged]) -> dict[Group, tuple[int, int]]:
    """How many of each group of at least ``ENOUGH`` facts are right, of how many; what is left of a kind is "*"."""
    sizes = Counter(fact.group for fact in facts)
    found: dict[Group, list[bool]] = defaultdict(list)
    for fact in facts:
        found[fact.group if sizes[fact.group] >= ENOUGH else Group(fact.kind, "*", fact.estimate)].append(fact.right)
    return {group: (sum(right), len(right)) for group, right in found.items() if len(right) >= ENOUGH}


def cross_validated(facts: Sequence[Judged]) -> Iterator[tuple[Judged, float]]:
    """Each fact that gets a number, with the one that the other folds of articles give it."""
    names = sorted({fact.article for fact in facts}, key=lambda name: sha256(name.encode()).hexdigest())
    for fold in range(FOLDS):
        own = set(names[fold::FOLDS])
        table = estimates([fact for fact in facts if fact.article not in own])
        for fact in facts:
            counts = table.get(fact.group) or table.get(Group(fact.kind, "*", fact.estimate))
            if fact.article in own and counts:
                yield fact, smoothed(*counts)


def smoothed(right: int, total: int) -> float:
    """The part that is right, by the rule of succession."""
    return (right + 1) / (total + 2)


def print_bins(title: str, pairs: Sequence[tuple[Judged, float]]) -> None:
    """For each kind and each bin of at least ``ENOUGH`` facts: what was said, and what came true."""
    print(f"\n{title}\n{'kind':10s} {'bin':>10s} {'facts':>6s} {'said':>6s} {'true':>6s}")
    for kind in KINDS:
        for low, high in pairwise(BINS):
            inside = [(said, fact.right) for fact, said in pairs if fact.kind == kind and low <= said < high]
            if len(inside) >= ENOUGH:
                said, true = (sum(column) / len(inside) for column in zip(*inside, strict=True))
                print(f"{kind:10s} {low:.1f} - {min(high, 1):.1f} {len(inside):6d} {said:6.2f} {true:6.2f}")


def written(table: dict[Group, tuple[int, int]]) -> str:
    """The table of the lexicon."""
    rows = [
        f"{group.kind}\t{group.rule}\t{group.estimate:g}\t{total}\t{right}\t{smoothed(right, total):.2f}\n"
        for group, (right, total) in sorted(table.items())
    ]
    return "kind\trule\testimate\tfacts\tright\tconfidence\n" + "".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)} anew")
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the annotated sets are not there. Name their folder in KG_SHARED.", file=sys.stderr)
        return 2
    facts = [fact for name, annotation, article in annotated() for fact in judged(name, annotation, article)]
    print(f"{len(facts)} judged facts of {len({fact.article for fact in facts})} articles")
    print_bins(f"{FOLDS}-fold cross-validation over the articles", list(cross_validated(facts)))
    for kind in KINDS:
        few = sum(fact.kind == kind for fact in facts) - sum(f.kind == kind for f, _ in cross_validated(facts))
        print(f"{kind}: {few} facts of rules with too few for a number, which get a word")
    if args.write:
        TABLE.write_text(written(estimates(facts)), "utf-8")
        print(f"written: {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
