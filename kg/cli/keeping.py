"""Commands for those who keep a graph: who may write to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from kg.cli.base import Commands, F, example, json_option, note, say, say_json, store_option
from kg.tokens import FILE_NAME, SCOPES, TokenFile


def tokens_option(command: F) -> F:
    """``--tokens``."""
    return click.option(
        "--tokens",
        envvar="KG_TOKENS",
        show_envvar=True,
        metavar="FILE",
        help=f"The file of tokens.  [default: {FILE_NAME} in the store]",
    )(command)


@click.group(cls=Commands, epilog=example("kg token add --scope update --scope graphs", "kg token list"))
def token() -> None:
    """Say who may write through the server: without a token, nobody may."""


@token.command(epilog=example("kg token add --scope update --name newsroom --days 90"))
@store_option
@tokens_option
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(list(SCOPES)),
    help="; ".join(f"{scope}: {words}" for scope, words in SCOPES.items()) + ".",
)  # fmt: skip
@click.option("--name", help="What to call it.  [default: token-1, ...]")
@click.option("--days", type=click.IntRange(1), help="How many days it holds, today included.  [default: for ever]")
def add(store: str, tokens: str | None, scopes: Sequence[str], name: str | None, days: int | None) -> None:
    """Make a token and print it: this once, since only its hash is kept."""
    file = _file(store, tokens)
    taken = {kept.name for kept in file.tokens()}
    free = next(n for n in range(1, len(taken) + 2) if f"token-{n}" not in taken)
    until = None if days is None else today() + timedelta(days=days - 1)
    secret = file.add(scopes, name=name or f"token-{free}", until=until)
    note(f"kg: send it as `Authorization: Bearer TOKEN`. Its hash is in {file.path}; it is not shown again:")
    say(secret)


@token.command("list", epilog=example("kg token list --json"))
@store_option
@tokens_option
@json_option
def list_tokens(store: str, tokens: str | None, as_json: bool) -> None:
    """Name the tokens with their scopes and last days."""
    found = _file(store, tokens).tokens()
    if as_json:
        say_json([{"name": t.name, "scopes": t.scopes, "until": t.until} for t in found])
        return
    for kept in found:
        say(f"{kept.name}: {', '.join(kept.scopes)}" + (f", until {kept.until}" if kept.until else ""))
    if not found:
        say("There is no token: nobody can write through the server.")


@token.command(epilog=example("kg token remove newsroom"))
@click.argument("name")
@store_option
@tokens_option
def remove(name: str, store: str, tokens: str | None) -> None:
    """Let a token hold no more; a running server heeds it at once."""
    _file(store, tokens).remove(name)
    say(f"{name} holds no more.")


def today() -> date:
    """The day by which tokens end (UTC)."""
    return datetime.now(UTC).date()


def _file(store: str, tokens: str | None) -> TokenFile:
    from kg.store import published

    if tokens:
        return TokenFile(Path(tokens))
    published(store)
    return TokenFile(Path(store) / FILE_NAME)
