"""The whole walk on one screen: read, clean, parse, extract; to RDF, validate, store; link, derive, publish."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from kg import ids
from kg.errors import KgError, StoreError, UnreadableArticle
from kg.fingerprint import extractor
from kg.model import Article, replace
from kg.read import read_articles
from kg.reading import read_facts, reader
from kg.relate import update_graphs
from kg.resources import folder
from kg.store import Manifest, Writer, open_writer
from kg.terms import lines_of
from kg.to_rdf import to_rdf
from kg.validate import Report, Result, as_rdf, quarantine, validate
from kg.vocab import KG

Done = Literal["built", "unchanged", "failed", "left out"]
TextPolicy = Literal["full", "quote", "none"]


@dataclass(frozen=True)
class Outcome:
    """What became of one article. ``reason`` says why, where it was not built."""

    where: str
    done: Done
    article: str | None = None
    reason: str = ""
    events: int = 0
    claims: int = 0
    warnings: tuple[str, ...] = ()
    findings: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Made:
    """What was made of one article: where it may be kept, its graph and what was left out of it, as N-Triples."""

    outcome: Outcome
    article: Article | None = None
    triples: str = ""
    quarantined: str = ""


MakeAll = Callable[[Iterable["Article | Outcome"], str, TextPolicy], Iterator[Made]]
"""Makes the graphs of many articles, in their order: :func:`make_each`, or processes beside each other."""


def put_all(
    store: Writer,
    articles: Iterable[Article | UnreadableArticle],
    *,
    refresh: bool = False,
    text_policy: TextPolicy = "full",
    make_all: MakeAll | None = None,
) -> Iterator[Outcome]:
    """Read *articles* into *store*, one after the other; with *refresh* first all again that it keeps.

    Args:
        make_all: makes the graphs of many articles, in their order; in this process if left out.
    Raises: StoreError. Whatever else goes wrong with an article stays with it.
    """
    several = chain(_kept(store), articles) if refresh else articles
    tasks = (_task(store, article, again=refresh) for article in several)
    for made in (make_all or make_each)(tasks, store.base_iri, text_policy):
        yield _keep(store, made)


def relate(store: Writer) -> Manifest:
    """Bring what spans articles up to date (reference, identity, derived) and publish; what readers see now."""
    store.replace_graph("reference", reference())
    update_graphs(store)
    made = extractor()
    store.publish({"extractor": made.version, "rules": made.rules, "lexicon": made.lexicon, "parser": made.parser})
    published = store.published
    assert published is not None
    return published


def relate_so_far(store: Writer) -> None:
    """Bring what spans articles up to date in the midst of a build, and see it on the disk; readers see nothing yet."""
    update_graphs(store)
    store.checkpoint()


def remove(names: Iterable[str], location: str | Path, *, purge: bool = False) -> tuple[list[str], Manifest]:
    """Take articles out by IRI, version or URL; those that were not there, and what readers see now."""
    with open_writer(location) as store:
        missing = [name for name in names if not store.remove(name, purge=purge)]
        return missing, relate(store)


def reference() -> list[ox.Triple]:
    """The ontology and its schemes, sorted."""
    files = sorted(folder("ontology").glob("*.ttl"))
    quads = (quad for file in files for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
    return sorted({quad.triple for quad in quads}, key=str)


def read_all(
    paths: Iterable[str | Path], *, published: date | None, publisher: str | None, url: str | None
) -> Iterator[Article | UnreadableArticle]:
    """The articles at all of *paths*."""
    for path in paths:
        yield from read_articles(path, published=published, publisher=publisher, url=url)


def _kept(store: Writer) -> Iterator[Article | UnreadableArticle]:
    """The articles that *store* keeps, as they came; one whose text is not kept cannot be read again."""
    for stored in store.articles():
        article = store.article(stored.v)
        if article is None or not article.text:
            yield UnreadableArticle("its text is not kept, so it cannot be read again.", where=stored.article)
        else:
            yield article


def make_each(tasks: Iterable[Article | Outcome], base_iri: str, text_policy: TextPolicy = "full") -> Iterator[Made]:
    """The graph of each article; what is an outcome already is passed on."""
    for task in tasks:
        yield Made(task) if isinstance(task, Outcome) else make(task, base_iri, text_policy)


def make(article: Article, base_iri: str, text_policy: TextPolicy = "full") -> Made:
    """Read *article* to a graph that conforms. Needs no store, and whatever goes wrong stays with this article."""
    try:
        facts = read_facts(article)
        triples = to_rdf(facts, article, base_iri, text_policy=text_policy)
        report = validate(triples, article_text=article.text)
        kept, quarantined = quarantine(triples, report)
        if not kept:
            return Made(Outcome(article.where, "left out", reason=_refusal(report), findings=report.violations))
        left_out = quarantined | as_rdf(report.violations)
    except KgError as exc:
        return Made(Outcome(article.where, "failed", reason=exc.message))
    except Exception as exc:
        return Made(Outcome(article.where, "failed", reason=f"the program failed on it ({type(exc).__name__}: {exc})."))
    outcome = Outcome(
        article.where,
        "built",
        ids.article(base_iri, ids.version(article, article.text)),
        events=len(facts.events),
        claims=len(facts.claims),
        warnings=facts.warnings,
        findings=report.results,
    )
    return Made(outcome, article, lines_of(kept), lines_of(left_out))


def _task(store: Writer, article: Article | UnreadableArticle, *, again: bool) -> Article | Outcome:
    """*article* where it has to be read, else what became of it."""
    if isinstance(article, UnreadableArticle):
        return Outcome(article.where or "-", "failed", reason=article.message)
    v = ids.version(article, article.text)
    if not again and _is_known(store, article, v):
        return Outcome(article.where, "unchanged", ids.article(store.base_iri, v), warnings=article.warnings)
    return article


def _keep(store: Writer, made: Made) -> Outcome:
    """Put what was *made* of an article into *store*."""
    if made.article is None:
        return made.outcome
    try:
        changed = store.put(made.article, made.triples, quarantined=made.quarantined)
    except StoreError:
        raise
    except KgError as exc:
        return Outcome(made.outcome.where, "failed", reason=exc.message)
    return made.outcome if changed else dataclasses.replace(made.outcome, done="unchanged")


def _refusal(report: Report) -> str:
    """Why an article is not let in, by the first rule that it breaks."""
    return report.violations[0].message if report.violations else "it violates the shapes."


def _is_known(store: Writer, article: Article, v: str) -> bool:
    """Whether *store* holds this very article, read by the same rules and lexicons."""
    kept = store.article(v)
    if kept is None or replace(kept, where="", warnings=()) != replace(article, where="", warnings=()):
        return False
    made, activity = reader(), ids.activity(store.base_iri, v)
    model = f'"{made.model}"' if made.model else '"" '
    return bool(
        store.query(
            f'ASK {{ <{activity}> <{KG.extractorVersion}> "{made.version}" ; <{KG.rulesHash}> "{made.rules}" ; '
            f'<{KG.lexiconHash}> "{made.lexicon}" ; <{KG.parser}> "{made.parser}" . '
            f"OPTIONAL {{ <{activity}> <{KG.languageModel}> ?m }} FILTER (COALESCE(?m, '') = {model}) }}"
        )
    )
