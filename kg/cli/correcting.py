"""Commands about what people put right: corrections check, apply, list."""

from __future__ import annotations

import sys

import click

from kg.cli.base import count, example, json_option, note, say, say_json, store_option


@click.group(
    epilog=example(
        "kg corrections check corrections.csv",
        "kg corrections apply corrections.csv --store news",
        "kg corrections list",
    )
)
def corrections() -> None:
    """Put right what the program took for one, or for a fact: a CSV file under version control.

    \b
    Its columns: kind, article, begin, end, exact, means, other_article,
    other_begin, other_end, other_exact, note. The kinds:
      is        the mention is means (state/iran, person: Anna Verrin, an IRI)
      not-same  the mention is not who is mentioned at the other place
      wrong     what these characters tell is not so
    """


@corrections.command(epilog=example("kg corrections check corrections.csv --store news"))
@click.argument("file")
@store_option
@json_option
def check(file: str, store: str, as_json: bool) -> None:
    """Say which lines of FILE name nothing or contradict another; nothing is changed."""
    import msgspec

    from kg.upkeep import check_corrections

    problems = check_corrections(file, store)
    if as_json:
        say_json(msgspec.to_builtins(problems))
    else:
        for problem in problems:
            say(str(problem))
        if not problems:
            say("Every correction names something, and none contradicts another.")
    sys.exit(1 if problems else 0)


@corrections.command(
    epilog=example("kg corrections apply corrections.csv", "kg build --corrections corrections.csv news/")
)
@click.argument("file")
@store_option
@json_option
def apply(file: str, store: str, as_json: bool) -> None:
    """Let the corrections in FILE take the place of those in the graph. Every build keeps to them from now on."""
    import msgspec

    from kg.upkeep import apply_corrections

    report = apply_corrections(file, store)
    for problem in report.problems:
        note(f"kg: {problem}")
    if as_json:
        say_json(msgspec.to_builtins(report))
    else:
        say(f"{count(report.applied, 'correction')} applied. Version {report.published.version} in {store}.")
    sys.exit(1 if report.problems else 0)


@corrections.command(name="list", epilog=example("kg corrections list --store news"))
@store_option
@json_option
def list_all(store: str, as_json: bool) -> None:
    """List the corrections that the graph keeps to."""
    from kg.corrections import listed
    from kg.store import open_reader

    with open_reader(store) as reader:
        found = listed(reader)
    if as_json:
        say_json([{"correction": said, "note": remark} for said, remark in found])
        return
    for said, remark in found:
        say(f"{said}{f'  ({remark})' if remark else ''}")
    note(f"kg: {count(len(found), 'correction')}")
