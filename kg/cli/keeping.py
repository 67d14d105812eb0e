"""Commands for those who keep a graph: who may write to it."""

from __future__ import annotations

import sys
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


@click.command(epilog=example("kg verify", "kg verify --json --store news"))
@store_option
@json_option
def verify(store: str, as_json: bool) -> None:
    """Prove that all that was acknowledged is there, whole.

    Every graph is counted and hashed anew, in the store and in the newest version, and each record of the journal
    is looked up.
    """
    from kg.store import published
    from kg.store.verify import verify as prove

    published(store)
    wrong, seen = prove(Path(store))
    if as_json:
        say_json({"whole": not wrong, "wrong": wrong} | seen)
    else:
        for sentence in wrong:
            say(sentence)
        say(f"{'Whole' if not wrong else 'NOT whole'}: {', '.join(f'{n:,} {what}' for what, n in seen.items())}.")
    sys.exit(1 if wrong else 0)


@click.command(epilog=example("kg backup /backups/2026-11-29"))
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def backup(folder: Path, store: str) -> None:
    """Copy the store into a new FOLDER, beside a running server; restore with `kg restore`."""
    from kg.store.backups import back_up

    version = back_up(Path(store), folder)
    say(f"Version {version} of {store} is in {folder}.")


@click.command(epilog=example("kg restore /backups/2026-11-29 --store restored"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@store_option
def restore(folder: Path, store: str) -> None:
    """Make a store of the backup in FOLDER, where it proves whole."""
    from kg.store.backups import restore as make

    version, wrong = make(folder, Path(store))
    for sentence in wrong:
        say(sentence)
    say(f"Version {version} is in {store}." if not wrong else f"{folder} is not whole; nothing was restored.")
    sys.exit(1 if wrong else 0)
