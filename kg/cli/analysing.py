"""The command of the analyses."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from kg.cli.base import example, json_option, note, say, say_json, store_option, table
from kg.errors import BadParameter


@click.command(
    epilog=example(
        "kg analyse",
        "kg analyse alliances",
        "kg analyse switches --as-of 2025-06-05 --format csv",
        "kg analyse communities --format svg -o communities.svg",
    )
)
@click.argument("name", required=False)
@store_option
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="What was published up to this day.")
@click.option("--format", "format_name", type=click.Choice(["table", "csv", "json", "svg"]), default="table")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@json_option
def analyse(
    name: str | None, store: str, as_of: datetime | None, format_name: str, output: Path | None, as_json: bool
) -> None:
    """Analyse alliances and outlets: a table, CSV, JSON, or a picture. Without NAME the analyses are listed."""
    from kg.analyse import ANALYSES
    from kg.analyse import analyse as run
    from kg.analyse.picture import to_svg
    from kg.store import open_reader

    if name is None:
        for known, function in ANALYSES.items():
            say(f"{known}: {(function.__doc__ or '').strip().splitlines()[0]}")
        return
    with open_reader(store) as reader:
        found = run(reader, name, f"{as_of:%Y-%m-%d}" if as_of else "9999-12-31")
    if as_json or format_name == "json":
        say_json({"analysis": name, "about": found.about, "rows": found.as_dicts()})
    elif format_name == "svg":
        if not found.edges:
            raise BadParameter("this analysis found no network to draw.", where=name)
        _write(to_svg(found), output)
    elif format_name == "csv" or output:
        _write(found.to_csv(), output)
    else:
        note(f"kg: {found.about}")
        table(found.columns, [["" if c is None else str(c) for c in row] for row in found.rows])
    sys.exit(0 if found.rows else 1)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    note(f"kg: written to {output}")
