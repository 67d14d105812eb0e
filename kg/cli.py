"""The command line: parses arguments, prints results and errors, holds no logic.

Results go to stdout, progress and warnings to stderr. Exit codes: 0 fine, 1 findings (violations, no answer, some files
failed), 2 usage, 3 runtime. Each command imports its stage when it runs: asking must not wait for the parser.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import click

from kg import __version__
from kg.errors import KgError, UnreadableArticle


class _Commands(click.Group):
    """A group that names the nearest command when one is misspelt."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as exc:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean `{ctx.info_name} {near[0]}`?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx) from exc


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A day written as ISO 8601."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2014-09-05.", param, ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Knowledge graphs of what news articles say: who did what to whom, on whose side, and who says so."""


def note(message: str) -> None:
    """One line for people, on stderr."""
    click.echo(message, err=True)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--published", type=_Day(), help="The day of publication, where the file does not say.")
@click.option("--publisher", help="The outlet, where the file does not say.")
@click.option("--url", help="The address of the article, where the file does not say.")
def facts(files: Sequence[str], published: date | None, publisher: str | None, url: str | None) -> None:
    """Print the facts of each article, one JSON document a line.

    Example: kg facts samples/amerli.txt --published 2014-09-05
    """
    from kg.model import dumps
    from kg.pipeline import read_articles, read_facts

    failed = 0
    for name in files:
        for article in read_articles(Path(name), published=published, publisher=publisher, url=url):
            if isinstance(article, UnreadableArticle):
                failed += 1
                note(f"kg: {article}")
                continue
            found = read_facts(article)
            for warning in found.warnings:
                note(f"kg: {article.where}: {warning}")
            click.echo(dumps(found))
    sys.exit(1 if failed else 0)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    try:
        cli.main(args=list(sys.argv[1:] if argv is None else argv), prog_name="kg", standalone_mode=False)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except click.ClickException as exc:
        exc.show()
        sys.exit(2)
    except click.Abort:
        note("kg: stopped.")
        sys.exit(130)
    except KgError as exc:
        note(f"kg: {exc}")
        sys.exit(exc.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    sys.exit(0)
