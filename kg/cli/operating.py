"""Commands that run and inspect: serve, stats, doctor."""

from __future__ import annotations

import sys

import click

from kg.cli.base import example, json_option, note, say, say_json, settings_options, store_option


@click.command(
    epilog=example(
        "kg serve",
        "kg serve --store news --port 9000",
        "curl 'http://127.0.0.1:8000/sparql?format=csv' --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 3'",
    )
)
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, envvar="KG_HOST", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, envvar="KG_PORT", type=click.IntRange(1, 65535))
@settings_options
def serve(store: str, host: str, port: int, **given: str | None) -> None:
    """Serve the site and the SPARQL endpoint at /sparql, on this machine only unless --host says otherwise.

    Every option can be given as the variable KG_NAME that stands beside it; docs/operating.md says more of each.
    """
    from kg.web.serving import run
    from kg.web.settings import Settings, read_setting, variable

    told = {name: read_setting(name, written, where=variable(name)) for name, written in given.items() if written}
    run(Settings(store=store, **told), host, port, tell=lambda text: note(f"kg: {text}"))


@click.command(epilog=example("kg stats", "kg stats --json"))
@store_option
@json_option
def stats(store: str, as_json: bool) -> None:
    """Say how much of what is in the graph."""
    from kg.stats import statistics
    from kg.store import open_reader

    with open_reader(store) as reader:
        found = statistics(reader)
    if as_json:
        say_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            say(f"{name}:")
            for key, number in value.items():
                say(f"  {key:28} {number:>9,}" if isinstance(number, int) else f"  {key:28} {number}")
        else:
            say(f"{name:30} {value:>9,}" if isinstance(value, int) else f"{name:30} {value}")


@click.command(epilog=example("kg doctor", "kg doctor --json"))
@store_option
@json_option
def doctor(store: str, as_json: bool) -> None:
    """Say what is installed and what state the graph is in, with the line that mends what is missing."""
    from kg.doctor import examine

    checks = examine(store)
    if as_json:
        say_json([check.as_dict() for check in checks])
    else:
        for check in checks:
            say(f"{'ok  ' if check.fine else 'MEND'} {check.name}: {check.found}")
            if not check.fine and check.mend:
                say(f"       {check.mend}")
    sys.exit(0 if all(check.fine for check in checks) else 1)
