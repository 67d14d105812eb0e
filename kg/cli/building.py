"""The command that builds the graph: build."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

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

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg.corpus import CorpusReport
    from kg.pipeline import Outcome

EACH = 100
"""So often a line is written where there is no terminal."""


@click.command(
    epilog=example(
        "kg build --samples",
        "kg build articles.jsonl.gz pages/ crawl.warc.gz --store news --base-iri https://example.org/kg/",
        "kg build --retry --store news",
        "kg build --refresh",
        "kg build corpus/ --spark spark://host:7077 --parts /shared/parts && kg load /shared/parts",
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
    "--retry", is_flag=True, help="Read again what failed the last time, and what stands behind it in its file."
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes that read.  [default: one for each core]"
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Where to name what failed.  [default: build-report.jsonl in the store, or beside the parts]",
)  # fmt: skip
@click.option(
    "--text", "text_policy", type=click.Choice(["full", "quote", "none"]), default="full", show_default=True,
    help="How much of the articles' text may be shown.",
)  # fmt: skip
@click.option("--spark", metavar="MASTER", help="Read on this Spark cluster, into --parts instead of a store.")
@click.option(
    "--parts", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="The folder for the N-Quads and the manifest, which `kg load` takes.",
)  # fmt: skip
@click.option(
    "--tasks", type=click.IntRange(1), metavar="N", help="Parts.  [default: four for each core of the cluster]"
)
@click.option(
    "--corrections", metavar="FILE", help="Apply these corrections afterwards, as `kg corrections apply` does."
)
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
    retry: bool,
    jobs: int | None,
    report: Path | None,
    text_policy: Literal["full", "quote", "none"],
    spark: str | None,
    parts: Path | None,
    tasks: int | None,
    corrections: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Read articles into the graph and publish it.

    PATH is a .txt, .html, .json, .jsonl or .jsonl.gz file, a WARC archive, an RSS or Atom file, a .csv or .tsv list of
    addresses with the pages at hand, a folder of these, or - for standard input. What is built already is left as it
    is, so a build that was stopped is gone on with by running it again; readers of a running server see the new version
    within two seconds.
    """
    if not paths and not refresh and not samples and not retry:
        raise click.UsageError("name the files to build, or say --samples, --retry or --refresh.")
    from kg.corpus import build_corpus, failures
    from kg.resources import folder

    paths = [*paths, *([str(folder("samples"))] if samples else [])]
    if bool(spark) != bool(parts):
        raise click.UsageError("--spark and --parts belong together.")
    if spark and parts:
        given = {"published": published, "publisher": publisher, "url": url, "text_policy": text_policy}
        told = report or parts / "build-report.jsonl"
        _build_on_spark(paths, spark, parts, base_iri, tasks, told, as_json=as_json, **given)
    begin: dict[str, int] = {}
    if retry:
        options, begin = failures(store, report)
        paths = [*paths, *begin]
        published, publisher, url = options.published, options.publisher, options.url
        text_policy = options.text_policy
    with _Progress(None if refresh else paths, quiet=quiet) as progress:
        found = build_corpus(
            paths, store, base_iri, published=published, publisher=publisher, url=url, refresh=refresh,
            text_policy=text_policy, jobs=jobs, report=report, begin=begin, on_article=progress.tell,
            on_relate=progress.relate,
        )  # fmt: skip
    if found.doubtful:
        note(f"kg: {count(found.doubtful, 'warning')} about facts that were let in; `kg validate` lists them.")
    if as_json:
        say_json(msgspec.to_builtins(found) | {"changed": found.changed})
    else:
        _tell_end(found, store)
    unfit = corrections is not None and not found.interrupted and not _correct(corrections, store)
    sys.exit(130 if found.interrupted else 1 if found.failed or unfit else 0)


def _correct(file: str, store: str) -> bool:
    """Apply the corrections in *file*; whether all of them hold."""
    from kg.upkeep import apply_corrections

    report = apply_corrections(file, store)
    for problem in report.problems:
        note(f"kg: {problem}")
    note(f"kg: {count(report.applied, 'correction')} applied. Version {report.published.version} in {store}.")
    return not report.problems


def _build_on_spark(
    paths: Sequence[str],
    master: str,
    out: Path,
    base_iri: str | None,
    tasks: int | None,
    report: Path,
    *,
    as_json: bool,
    **given: Any,
) -> NoReturn:
    from kg.corpus import Options, report_parts
    from kg.corpus.spark import build_parts, session

    spark = session(master)
    try:
        manifest = build_parts(paths, out, spark, base_iri, tasks=tasks, **given)
    finally:
        spark.stop()
    report_parts(report, Options(**given), manifest)
    for where, reason in manifest.failed:
        note(f"kg: {where}: {reason}")
    if as_json:
        say_json(msgspec.to_builtins(manifest))
    else:
        articles, quads = sum(p.articles for p in manifest.parts), sum(p.quads for p in manifest.parts)
        say(f"{count(articles, 'article')}, {count(quads, 'statement')} in {count(len(manifest.parts), 'part')}.")
        say(f"Load them: `kg load {out}`, or the .nq files into any triple store.")
    sys.exit(1 if manifest.failed else 0)


class _Progress:
    """What the build is at: a bar with count, rate and time to go on a terminal, a line now and then elsewhere."""

    def __init__(self, paths: Sequence[str] | None, *, quiet: bool) -> None:
        self._quiet, self._drawn = quiet, None if quiet else _drawn()
        self._lines = None if quiet or not self._drawn or not self._drawn.disable else self._drawn
        if self._drawn:
            from kg.read import count_articles

            total = None if paths is None else count_articles(paths)
            self._task = self._drawn.add_task("reading", total=total)

    def __enter__(self) -> _Progress:
        if self._drawn:
            self._drawn.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._drawn:
            self._drawn.stop()

    def tell(self, outcome: Outcome) -> None:
        """One article is done."""
        if outcome.reason:
            self._note(f"kg: {outcome.where}: {outcome.reason}")
        for finding in outcome.findings:
            if finding.severity == "Violation":
                self._note(f"kg: {outcome.where}: kept out: {finding.line()}")
        for warning in () if self._quiet else outcome.warnings:
            self._note(f"kg: {outcome.where}: {warning}")
        if self._drawn:
            self._drawn.advance(self._task)
            task = self._drawn.tasks[self._task]
            if self._lines and task.completed % EACH == 0:
                speed, left = task.speed, task.time_remaining
                rate = f", {speed:.1f} a second" if speed else ""
                to_go = f", {left / 60:.0f} minutes to go" if left is not None and left >= 60 else ""
                note(f"kg: {count(int(task.completed), 'article')} read{rate}{to_go}")

    def relate(self) -> None:
        """All are read; what spans them is next."""
        if self._drawn:
            self._drawn.update(self._task, description="relating")

    def _note(self, text: str) -> None:
        if self._drawn and not self._lines:
            self._drawn.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            note(text)


def _drawn() -> Progress:
    """The bar; it draws nothing where there is no terminal, and counts all the same."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Articles in a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    return Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True, speed_estimate_period=60
    )


def _tell_end(report: CorpusReport, store: str) -> None:
    parts = [f"{n} {word}" for word in ("built", "unchanged", "left out", "failed") if (n := report.counts.get(word))]
    if report.kept_out:
        parts.append(f"{count(report.kept_out, 'fact')} kept out")
    if report.interrupted:
        parts.append("stopped before the end; what was read is whole, run it again to go on")
    say(f"{', '.join(parts) or 'nothing to read'}.")
    if report.failed:
        say(f"What failed is named in {report.report}; `kg build --retry` reads it again.")
    now = report.published
    state = "New version" if report.changed else "Nothing changed: version"
    say(f"{state} {now.version} in {store}: {count(now.articles, 'article')}, {count(now.quads, 'statement')}.")
