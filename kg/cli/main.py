"""The group of commands, and the one place where errors become sentences and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from kg import __version__
from kg.cli import analysing, articles, asking, building, correcting, graphs, keeping, operating
from kg.cli.base import Commands, note
from kg.errors import KgError


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 fine, 1 findings (violations, no answer, some files failed), 2 usage, 3 runtime.",
)
@click.version_option(__version__, prog_name="kg")
@click.option("--debug", is_flag=True, envvar="KG_DEBUG", help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Knowledge graphs of what news articles say: who did what to whom, on whose side, and who says so."""


for _command in (
    articles.facts, building.build, asking.ask, asking.query, graphs.validate, graphs.export, graphs.load,
    analysing.analyse, correcting.corrections,
    operating.serve, operating.stats, operating.doctor, asking.explain, articles.remove, graphs.diff,
    keeping.token, keeping.verify, keeping.backup, keeping.restore,
):  # fmt: skip
    cli.add_command(_command)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments or bool(os.environ.get("KG_DEBUG"))
    with _LastWord(debug=debug):
        sys.exit(_run(arguments, debug=debug))


def _run(arguments: Sequence[str], *, debug: bool) -> int:
    try:
        code = cli.main(args=list(arguments), prog_name="kg", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as exc:
        exc.show()
        return 2
    except click.ClickException as exc:
        note(f"kg: {exc.format_message()}")
        return 2
    except (click.Abort, KeyboardInterrupt):
        note("kg: stopped.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KgError as exc:
        if debug:
            raise
        note(f"kg: {exc}")
        return exc.exit_code
    return code if isinstance(code, int) else 0


class _LastWord:
    """A sentence and exit code 3 for what nobody foresaw, in place of a traceback."""

    def __init__(self, *, debug: bool) -> None:
        self._debug = debug

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        if isinstance(exc, Exception) and not self._debug:
            note(
                f"kg: the program failed ({type(exc).__name__}: {exc}). Run it with --debug, and report what it shows."
            )
            sys.exit(3)
