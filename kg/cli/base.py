"""What the commands share: the group that guesses misspelt names, common options, and how things are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

import click

from kg.web.settings import DEFAULT_STORE, Settings, variable

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """A group that lists its commands in the order of the work, and names the nearest when one is misspelt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that *args* begin with. Raises: click.UsageError with the nearest name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as exc:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean `kg {near[0]}`?" if near else " `kg --help` lists them."
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx) from exc


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that *value* writes."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2014-09-05.", param, ctx)


def store_option(command: F) -> F:
    """``--store``."""
    return click.option(
        "--store",
        default=DEFAULT_STORE,
        envvar="KG_STORE",
        show_default=True,
        show_envvar=True,
        metavar="PATH|URL",
        help="The folder of the graph, or the address of a SPARQL endpoint that holds it.",
    )(command)


def base_option(command: F) -> F:
    """``--base-iri``."""
    return click.option(
        "--base-iri",
        envvar="KG_BASE_IRI",
        show_envvar=True,
        metavar="IRI",
        help="What the IRIs of a new store begin with.  [default: http://localhost:8000/]",
    )(command)


def settings_options(command: F) -> F:
    """An option for each setting of the site, in their order; each comes as it was written."""
    for one in reversed(fields(Settings)):
        if not one.metadata:
            continue
        flag = one.metadata["option"] or f"--{one.name.replace('_', '-')}"
        shown = f"{one.default >> 20}M" if "bytes" in one.name else str(one.default).lower()
        command = click.option(
            flag, one.name,
            metavar="|".join(one.metadata["choices"]) or ("yes|no" if isinstance(one.default, bool) else "N"),
            envvar=variable(one.name), show_envvar=True,
            help=f"{one.metadata['help']}  [default: {shown}]",
        )(command)  # fmt: skip
    return command


def json_option(command: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def metadata_options(command: F) -> F:
    """``--published``, ``--publisher``, ``--url``: for files that do not say."""
    for name, kind, text in (
        ("--url", str, "The address of the article."),
        ("--publisher", str, "The outlet."),
        ("--published", Day(), "The day of publication; relative dates in the text count from it."),
    ):
        command = click.option(name, type=kind, help=text)(command)
    return command


def model_options(command: F) -> F:
    """``--llm-url``, ``--llm-model``: handed on by the environment to every process that reads articles."""

    def hand_on(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        if value:
            os.environ[str(param.envvar)] = value

    for name, text in (
        ("--llm-model", "The name of the model there."),
        ("--llm-url", "An OpenAI-compatible endpoint that proposes events beside the rules; off by default."),
    ):
        variable = f"KG_{name[2:].replace('-', '_').upper()}"
        command = click.option(
            name, envvar=variable, show_envvar=True, help=text, expose_value=False, callback=hand_on
        )(command)
    return command


def example(*lines: str) -> str:
    """The end of a help text: commands as one types them."""
    return "\b\nExamples:\n" + "\n".join(f"  $ {line}" for line in lines)


def say(text: str) -> None:
    """A result, on stdout."""
    click.echo(text)


def say_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def note(text: str) -> None:
    """A word for people, on stderr."""
    click.echo(text, err=True)


def count(number: int, noun: str) -> str:
    """*number* with its noun.

    >>> count(1, "article"), count(2000, "fact")
    ('1 article', '2,000 facts')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: drawn for a terminal, tab-separated for a pipe."""
    if not sys.stdout.isatty():
        say("\t".join(columns))
        for row in rows:
            say("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    drawn = Table(*columns, header_style="bold", show_lines=False)
    for row in rows:
        drawn.add_row(*row)
    Console().print(drawn)
