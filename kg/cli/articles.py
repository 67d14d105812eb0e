"""Commands that read articles: facts, build, remove."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from kg.cli.base import (
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
    from kg.store import open_writer
    from kg.store.backups import still_holding

    with open_writer(store) as writer:
        versions = [v for name in names for v in writer.versions_of(name)]
    missing, published = take_out(names, store, purge=purge)
    for name in missing:
        note(f"kg: {name}: there is no such article in {store}.")
    held = still_holding(Path(store), versions) if purge else []
    for backup, seen in held:
        note(f"kg: the backup {backup} {'still holds it' if seen else 'cannot be looked into from here'}.")
    if as_json:
        found = {"removed": [n for n in names if n not in missing], "missing": missing, "version": published.version}
        say_json(found | ({"backups": [str(backup) for backup, _ in held]} if purge else {}))
    else:
        gone = count(len(names) - len(missing), "article")
        say(f"{gone} removed. Version {published.version} in {store}: {count(published.articles, 'article')}.")
    sys.exit(1 if missing else 0)
