"""What reading an article costs beside the bare parser, on the same text in the same run.

    python -m benchmarks.speed [--rounds 5] [FILE ...]

Prints words per CPU-second of the parser alone and of the whole reading (clean, parse, each extractor), the median
of the rounds, the two taken in turn; their ratio; the share of each step; and the peak memory. CPU time of one process,
so other load on the machine matters little. Without files: the sample and annotated articles of the project.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kg.clean import clean
from kg.extract import EXTRACTORS
from kg.model import Article, ArticleHead, Facts
from kg.parse import load_parser, parse

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent


def bare(texts: list[str]) -> int:
    """Parse *texts* with nothing of ours around it; the number of words."""
    return sum(sum(not t.is_space for t in doc) for doc in load_parser().pipe(texts, batch_size=8))


def whole(texts: list[str], spent: dict[str, float]) -> None:
    """Read *texts* as `kg facts` does, adding the CPU seconds of each step to *spent*."""

    def timed(step: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        spent[step] += time.process_time() - began
        return result

    for text in texts:
        article = Article(text=text, sha256="0" * 64)
        cleaned = timed("clean", lambda article=article: clean(article))
        parsed = timed("parse", lambda cleaned=cleaned: parse(cleaned))
        facts = Facts(article=ArticleHead.of(article))
        for name, extractor in EXTRACTORS:
            facts = timed(name, lambda run=extractor, parsed=parsed, facts=facts: run(parsed, facts))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    files = args.files or sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT / "tests" / "articles").glob("*.txt")])
    texts = [file.read_text("utf-8") for file in files]
    began = time.perf_counter()
    load_parser()
    loaded = time.perf_counter() - began
    words = bare(texts)
    whole(texts, defaultdict(float))
    alone: list[float] = []
    ours: list[float] = []
    steps: dict[str, float] = defaultdict(float)
    for _ in range(args.rounds):
        began = time.process_time()
        bare(texts)
        alone.append(time.process_time() - began)
        began = time.process_time()
        whole(texts, steps)
        ours.append(time.process_time() - began)
    parser_s, reading_s = statistics.median(alone), statistics.median(ours)
    print(f"{len(texts)} articles, {words} words, {args.rounds} rounds; parser loaded in {loaded:.1f} s")
    print(f"parser alone   {words / parser_s:7.0f} words per CPU-second")
    print(f"whole reading  {words / reading_s:7.0f} words per CPU-second")
    print(f"ratio          {parser_s / reading_s:7.2f}")
    total = sum(steps.values())
    print("share          " + "  ".join(f"{name} {seconds / total:.0%}" for name, seconds in steps.items()))
    print(f"peak memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
