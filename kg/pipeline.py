"""The whole walk on one screen: read, clean, parse, extract; to RDF, validate, store; link, derive, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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
class BuildReport:
    """What a build did: one outcome for each article, and what readers see now."""

    outcomes: tuple[Outcome, ...]
    published: Manifest
    before: Manifest | None = None
    interrupted: bool = False

    @property
    def changed(self) -> bool:
        """Whether readers see something new."""
        return self.before is None or self.before.version != self.published.version

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The articles that are not in the graph."""
        return tuple(o for o in self.outcomes if o.done in ("failed", "left out"))


def build(
    paths: Sequence[str | Path],
    location: str | Path,
    base_iri: str | None = None,
    *,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    refresh: bool = False,
    text_policy: TextPolicy = "full",
    on_article: Callable[[Outcome], None] = lambda outcome: None,
) -> BuildReport:
    """Read the articles at *paths* into the store at *location*, and publish.

    Args:
        paths: files, folders, ``-`` for standard input.
        base_iri: the base of the IRIs of a new store.
        published, publisher, url: hold where the files do not say.
        refresh: read all articles again that the store keeps.
        on_article: is told of each article as it is done.
    Raises: StoreError, StoreLocked. An interrupt ends the reading; what was read is whole, and is published.
    """
    with open_writer(location, base_iri) as store:
        before, outcomes, interrupted = store.published, list[Outcome](), False
        articles = _articles(paths, published=published, publisher=publisher, url=url)
        try:
            for article in (*_kept(store), *articles) if refresh else articles:
                outcomes.append(_put(store, article, again=refresh, text_policy=text_policy))
                on_article(outcomes[-1])
        except KeyboardInterrupt:
            interrupted = True
        return BuildReport(tuple(outcomes), relate(store), before, interrupted=interrupted)


def relate(store: Writer) -> Manifest:
    """Bring what spans articles up to date (reference, identity, derived) and publish; what readers see now."""
    store.replace_graph("reference", reference())
    update_graphs(store)
    made = extractor()
    store.publish({"extractor": made.version, "rules": made.rules, "lexicon": made.lexicon, "parser": made.parser})
    published = store.published
    assert published is not None
    return published


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


def _articles(
    paths: Iterable[str | Path], *, published: date | None, publisher: str | None, url: str | None
) -> Iterator[Article | UnreadableArticle]:
    for path in paths:
        yield from read_articles(path, published=published, publisher=publisher, url=url)


def _kept(store: Writer) -> list[Article | UnreadableArticle]:
    """The articles that *store* keeps, as they came; one whose text is not kept cannot be read again."""
    found: list[Article | UnreadableArticle] = []
    for stored in store.articles():
        article = store.article(stored.v)
        if article is None or not article.text:
            found.append(UnreadableArticle("its text is not kept, so it cannot be read again.", where=stored.article))
        else:
            found.append(article)
    return found


def _put(
    store: Writer, article: Article | UnreadableArticle, *, again: bool = False, text_policy: TextPolicy = "full"
) -> Outcome:
    """Read one article into *store*. Whatever goes wrong stays with this article."""
    if isinstance(article, UnreadableArticle):
        return Outcome(article.where or "-", "failed", reason=article.message)
    v = ids.version(article, article.text)
    if not again and _is_known(store, article, v):
        return Outcome(article.where, "unchanged", ids.article(store.base_iri, v), warnings=article.warnings)
    try:
        facts = read_facts(article)
        graph = to_rdf(facts, article, store.base_iri, text_policy=text_policy)
        report = validate(graph, article_text=article.text)
        kept, quarantined = quarantine(graph, report)
        if not len(kept):
            return Outcome(article.where, "left out", reason=_refusal(report), findings=report.violations)
        changed = store.put(article, kept, quarantined=quarantined + as_rdf(report.violations))
    except StoreError:
        raise
    except KgError as exc:
        return Outcome(article.where, "failed", reason=exc.message)
    except Exception as exc:
        return Outcome(article.where, "failed", reason=f"the program failed on it ({type(exc).__name__}: {exc}).")
    return Outcome(
        article.where,
        "built" if changed else "unchanged",
        ids.article(store.base_iri, v),
        events=len(facts.events),
        claims=len(facts.claims),
        warnings=facts.warnings,
        findings=report.results,
    )


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
