"""Commands that read articles: facts, build, remove."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import click
import msgspec

from kg.cli.base import (
    base_option,
    count,
    example,
    json_option,
    metadata_options,
    model_options,
    note,
    say,
    say_json,
    store_option,
)
from kg.errors import UnreadableArticle

if TYPE_CHECKING:
    from kg.pipeline import BuildReport, Outcome


@click.command(
    epilog=example(
        "kg facts samples/amerli.txt",
        "kg facts report.html --published 2024-05-01 --publisher 'Example Times'",
        "kg facts --explain samples/amerli.txt",
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@metadata_options
@model_options
@click.option("--explain", is_flag=True, help="Say for each sentence what was read in it, or why nothing was.")
def facts(files: Sequence[str], published: date | None, publisher: str | None, url: str | None, explain: bool) -> None:
    """Print the facts of each article, one JSON document on one line for each.

    FILE is a .txt, .html, .json or .jsonl file, a folder of them, or - for standard input.
    """
    from kg.model import dumps
    from kg.read import read_articles
    from kg.reading import explain_reading, read_facts

    failed = 0
    for name in files:
        for article in read_articles(name, published=published, publisher=publisher, url=url):
            if isinstance(article, UnreadableArticle):
                failed += 1
                note(f"kg: {article}")
            elif explain:
                for sentence in explain_reading(article):
                    say(f"{article.where}:{sentence.begin}-{sentence.end}: {sentence.text}\n    {sentence.why}")
            else:
                found = read_facts(article)
                for warning in found.warnings:
                    note(f"kg: {article.where}: {warning}")
                say(dumps(found))
    sys.exit(1 if failed else 0)


@click.command(
    epilog=example(
        "kg build --samples",
        "kg build articles.jsonl pages/ --store news --base-iri https://example.org/kg/",
        "kg build --refresh",
    )
)
@click.argument("paths", nargs=-1, metavar="PATH...")
@store_option
@base_option
@metadata_options
@model_options
@click.option("--samples", is_flag=True, help="Build the sample articles that ship with the program.")
@click.option("--refresh", is_flag=True, help="Read all articles again that the store keeps.")
@click.option(
    "--text", "text_policy", type=click.Choice(["full", "quote", "none"]), default="full", show_default=True,
    help="How much of the articles' text may be shown.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Only say what failed.")
@json_option
def build(
    paths: Sequence[str],
    store: str,
    base_iri: str | None,
    published: date | None,
    publisher: str | None,
    url: str | None,
    samples: bool,
    refresh: bool,
    text_policy: Literal["full", "quote", "none"],
    quiet: bool,
    as_json: bool,
) -> None:
    """Read articles into the graph and publish it.

    PATH is a .txt, .html, .json or .jsonl file, a folder of them, or - for standard input. What is built already is
    left as it is; readers of a running server see the new version within two seconds.
    """
    if not paths and not refresh and not samples:
        raise click.UsageError("name the files to build, or say --samples or --refresh.")
    from kg.pipeline import build as walk
    from kg.resources import folder

    paths = [*paths, *([str(folder("samples"))] if samples else [])]

    with _Progress(quiet=quiet) as progress:
        report = walk(
            paths, store, base_iri, published=published, publisher=publisher, url=url, refresh=refresh,
            text_policy=text_policy, on_article=progress.tell,
        )  # fmt: skip
    _tell_findings(report)
    if as_json:
        say_json(msgspec.to_builtins(report) | {"changed": report.changed})
    else:
        _tell_end(report, store)
    sys.exit(130 if report.interrupted else 1 if report.failed else 0)


class _Progress:
    """What the build is at: one status line on a terminal, one line for each hundred articles elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._quiet = quiet
        self._done = 0
        self._status = None if quiet or not self._console.is_terminal else self._console.status("reading ...")

    def __enter__(self) -> _Progress:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._status:
            self._status.stop()

    def tell(self, outcome: Outcome) -> None:
        """One article is done."""
        self._done += 1
        if outcome.reason:
            note(f"kg: {outcome.where}: {outcome.reason}")
        for warning in () if self._quiet else outcome.warnings:
            note(f"kg: {outcome.where}: {warning}")
        if self._status:
            self._status.update(f"read {count(self._done, 'article')}, last {outcome.where}")
        elif not self._quiet and self._done % 100 == 0:
            note(f"kg: {count(self._done, 'article')} read")


def _tell_findings(report: BuildReport) -> None:
    found = [(outcome, finding) for outcome in report.outcomes for finding in outcome.findings]
    for outcome, finding in found:
        if finding.severity == "Violation":
            note(f"kg: {outcome.where}: kept out: {finding.line()}")
    doubtful = sum(finding.severity != "Violation" for _, finding in found)
    if doubtful:
        note(f"kg: {count(doubtful, 'warning')} about facts that were let in; `kg validate` lists them.")


def _tell_end(report: BuildReport, store: str) -> None:
    done = [o.done for o in report.outcomes]
    parts = [f"{done.count(word)} {word}" for word in ("built", "unchanged", "left out", "failed") if word in done]
    kept_out = sum(finding.severity == "Violation" for o in report.outcomes for finding in o.findings)
    if kept_out:
        parts.append(f"{count(kept_out, 'fact')} kept out")
    if report.interrupted:
        parts.append("stopped before the end; what was read is whole")
    say(f"{', '.join(parts) or 'nothing to read'}.")
    now = report.published
    state = "New version" if report.changed else "Nothing changed: version"
    say(f"{state} {now.version} in {store}: {count(now.articles, 'article')}, {count(now.quads, 'statement')}.")


@click.command(
    epilog=example(
        "kg remove https://example.org/news/2024/05/01/story",
        "kg remove http://localhost:8000/id/article/0123456789ab --purge",
    )
)
@click.argument("names", nargs=-1, required=True, metavar="IRI|URL...")
@store_option
@click.option("--purge", is_flag=True, help="Take the text from the journal and from older snapshots too.")
@json_option
def remove(names: Sequence[str], store: str, purge: bool, as_json: bool) -> None:
    """Take articles out of the graph, by IRI, version or address; what was derived from them goes too."""
    from kg.pipeline import remove as take_out

    missing, published = take_out(names, store, purge=purge)
    for name in missing:
        note(f"kg: {name}: there is no such article in {store}.")
    if as_json:
        say_json({"removed": [n for n in names if n not in missing], "missing": missing, "version": published.version})
    else:
        gone = count(len(names) - len(missing), "article")
        say(f"{gone} removed. Version {published.version} in {store}: {count(published.articles, 'article')}.")
    sys.exit(1 if missing else 0)
