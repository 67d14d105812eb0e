"""How well actors and events of different articles are told to be one: pairwise precision and recall, and homonyms.

    python -m benchmarks.identity            the figures
    python -m benchmarks.identity --wrong    and every pair that is wrong, with what the rule found
    python -m benchmarks.identity --held-out the figures of the short reports that are set aside; a look is logged

The set is of development: the samples, the articles of ``tests/articles`` that are not set aside, retellings of some of
their stories (``tests/identity/variants.jsonl``), and the development articles of ``../shared/gold`` where they are at
hand. All are read by the program as they come; ``tests/identity/clusters.json`` says which of the actors and events
that were read are one. A pair counts when its two nodes are of different articles. What the lexicon names alike is
counted apart: it is right by reading, not by linking. Of ``tests/identity/homonyms.tsv`` no pair may meet. The short
reports of :mod:`benchmarks.tellings` are linked as they are read, and as a careful reader annotated them, which
measures the rules of linking by themselves.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from benchmarks import tellings
from benchmarks.evaluate import log_look
from benchmarks.pairs import Node, Score, causes, score, why
from kg.corpus import build_corpus
from kg.link import normalise, relink
from kg.link.telling import Told
from kg.query import select
from kg.store import Reader, Workbook, open_reader
from kg.store.scratch import article_versions
from kg.vocab import SPARQL_PREFIXES

ROOT = Path(__file__).resolve().parent.parent
SET = ROOT / "tests" / "identity"
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))


def development_articles() -> list[dict[str, str]]:
    """The articles of the set, as `kg build` takes them; the address of each ends in its name."""
    held_out = json.loads((ROOT / "benchmarks" / "splits.json").read_text())["held_out"]
    found = [_article(text, text.with_suffix(".meta.json")) for text in sorted((ROOT / "samples").glob("*.txt"))]
    for name, folder in (("own", ROOT / "tests" / "articles"), ("gold", SHARED / "gold")):
        annotated = (file.with_suffix(".txt") for file in sorted(folder.glob("*.json")))
        found += [_article(text, text.with_suffix(".json")) for text in annotated if text.stem not in held_out[name]]
    lines = (SET / "variants.jsonl").read_text(encoding="utf-8").splitlines()
    return found + [json.loads(line) for line in lines]


def _article(text: Path, head: Path) -> dict[str, str]:
    told = json.loads(head.read_text(encoding="utf-8"))
    told = told.get("article", told)
    article = {"text": text.read_text(encoding="utf-8"), "url": f"https://set.example/{text.stem}"}
    return article | {key: told[key] for key in ("published", "publisher") if told.get(key)}


_ACTORS = """SELECT ?url ?label ?canonical ?key ?node {
  ?node a kg:ArticleActor ; rdfs:label ?label ; kg:denotes ?canonical ; kg:inArticle/schema:url ?url .
  FILTER NOT EXISTS { ?node a kg:Media }
  OPTIONAL { ?node kg:lexiconId ?key }
} ORDER BY ?url ?label ?canonical"""
_EVENTS = """SELECT ?url ?label ?canonical ?node {
  ?node a kg:EventAccount ; kg:trigger/oa:exact ?word ; kg:trigger/oa:start ?at ; kg:denotes ?canonical ;
    kg:inArticle/schema:url ?url .
  BIND(CONCAT(?word, "@", STR(?at)) AS ?label)
} ORDER BY ?url ?at"""


def nodes(reader: Reader, sparql: str) -> list[Node]:
    """The nodes that *sparql* finds, but for those of the lexicon."""
    found = select(reader, SPARQL_PREFIXES + sparql).rows
    return [
        Node(str(r["url"]).rpartition("/")[2], str(r["label"]), str(r["canonical"]), str(r["node"]))
        for r in found
        if not r.get("key")
    ]


def accounts(reader: Reader) -> dict[str, Told]:
    """The accounts of all articles as they are compared, by IRI."""
    book = Workbook()
    versions = article_versions(reader)
    relink(reader, book, versions)
    return {iri: msgspec.convert(told, Told) for v in versions for iri, told in book.of("account", v).items()}


def measure(folder: Path) -> dict[str, Score]:
    """Read the set into a store in *folder*; the scores of actors and of events."""
    articles = development_articles()
    (folder / "set.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    build_corpus([folder / "set.jsonl"], folder / "store")
    clusters = json.loads((SET / "clusters.json").read_text(encoding="utf-8"))
    present = {a["url"].rpartition("/")[2] for a in articles}
    with open_reader(folder / "store") as reader:
        return {
            what: score(
                nodes(reader, sparql),
                [[n for n in several if n.partition(":")[0] in present] for several in clusters[what].values()],
            )
            for what, sparql in (("actors", _ACTORS), ("events", _EVENTS))
        }


def homonyms(folder: Path) -> tuple[list[str], list[str]]:
    """The traps that were read on both sides, and those of them that were taken for one."""
    rows = list(csv.DictReader((SET / "homonyms.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    lines = [
        {
            "title": f"{side} {n}",
            "text": row[side],
            "published": date(2024, 5, 7).isoformat(),
            "publisher": f"P {n} {side}",
        }
        for n, row in enumerate(rows)
        for side in ("one", "other")
    ]
    file = folder / "homonyms.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    build_corpus([file], folder / "store")
    with open_reader(folder / "store") as reader:
        found = select(reader, SPARQL_PREFIXES + _TRAPPED).rows
    read, merged = [], []
    for n, row in enumerate(rows):
        words = set(normalise(row["name"]).split("-"))
        sides = [
            {str(r["canonical"]) for r in found if str(r["title"]) == f"{side} {n}" and _bears(str(r["label"]), words)}
            for side in ("one", "other")
        ]
        name = f"{n + 2}: {row['name']}"
        if all(sides):
            read.append(name)
        if sides[0] & sides[1]:
            merged.append(name)
    return read, merged


_TRAPPED = """SELECT ?title ?label ?canonical {
  ?node a kg:ArticleActor ; kg:denotes ?canonical ; kg:inArticle ?article . ?article schema:headline ?title .
  FILTER NOT EXISTS { ?node a kg:Media }
  { ?node rdfs:label ?label } UNION { ?node skos:altLabel ?label }
}"""


def _bears(label: str, words: set[str]) -> bool:
    return words <= set(re.split("-", normalise(label)))


def _print(what: str, result: Score, told: Mapping[str, Told], *, wrong: bool) -> None:
    print(f"{what}: {result}")
    for sign, pairs in (("+", result.wrong), ("-", result.missed)) if wrong else ():
        for one, other in pairs:
            reason = f"   {why(told.get(one.iri), told.get(other.iri))}" if told else ""
            print(f"  {sign} {one}   {other}{reason}")
    for cause, n in causes(result.missed, told).most_common() if told else ():
        print(f"    missed {n:3d}: {cause}")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--wrong", action="store_true", help="list every pair that is wrong or missed")
    parser.add_argument("--held-out", action="store_true", help="only the short reports that are set aside")
    arguments = parser.parse_args()
    looked: dict[str, str] = {}
    for by_annotation in (False, True):
        result, told = tellings.measure(arguments.held_out, by_annotation=by_annotation)
        how = "as annotated" if by_annotation else "as read"
        wrong = arguments.wrong and not arguments.held_out
        _print(f"short reports, {how}", result, {} if arguments.held_out else told, wrong=wrong)
        looked[how] = str(result)
    if arguments.held_out:
        log_look({"tellings": looked})
        return 0
    with tempfile.TemporaryDirectory() as folder:
        texts, traps = Path(folder) / "set", Path(folder) / "traps"
        texts.mkdir()
        traps.mkdir()
        scores = measure(texts)
        with open_reader(texts / "store") as reader:
            told = accounts(reader)
        for what, result in scores.items():
            _print(what, result, told if what == "events" else {}, wrong=arguments.wrong)
        read, merged = homonyms(traps)
        print(f"homonyms: {len(merged)} of {len(read)} merged {merged or ''}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
