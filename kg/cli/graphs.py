"""Commands on whole graphs: validate, export, load, diff."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from kg.cli.base import base_option, count, example, json_option, note, say, say_json, store_option
from kg.errors import BadParameter


@click.command(epilog=example("kg validate", "kg validate --json --store news"))
@store_option
@json_option
def validate(store: str, as_json: bool) -> None:
    """Check the whole graph against the shapes, and list what was kept out of it when it was built."""
    from kg.upkeep import check_store

    found = check_store(store)
    if as_json:
        say_json(msgspec.to_builtins(found) | {"conforms": found.conforms})
    else:
        for result in found.results:
            say(result.line())
        for _, _, line in found.kept_out:
            say(f"kept out when it was built: {line}")
        verdict = "conforms" if found.conforms else f"does not conform: {count(len(found.violations), 'violation')}"
        warned = count(len(found.results) - len(found.violations), "warning")
        say(f"Version {found.version} ({count(found.articles, 'article')}) {verdict}, {warned}.")
    sys.exit(0 if found.conforms else 1)


@click.command(
    epilog=example(
        "kg export --format nquads > graph.nq",
        "kg export --format turtle --graph derived -o derived.ttl",
        "kg export --list",
    )
)
@store_option
@click.option("--format", "format_name", default="nquads", show_default=True, help="The format; --list shows all.")
@click.option("--graph", "graphs", multiple=True, metavar="NAME|IRI", help="Only this graph; may be given again.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@click.option("--list", "list_formats", is_flag=True, help="List the formats.")
def export(store: str, format_name: str, graphs: Sequence[str], output: Path | None, list_formats: bool) -> None:
    """Write the graph in an RDF format, or one of the tables for other tools: the same bytes every time."""
    from kg.export import FORMATS
    from kg.export import export as written
    from kg.store import open_reader

    if list_formats:
        for name, known in FORMATS.items():
            say(f"{name:12} .{known.extension:8} {known.media_type}")
        return
    with open_reader(store) as reader:
        wanted = [g if ":" in g else f"{reader.base_iri}graph/{g}" for g in graphs]
        missing = [g for g in wanted if g not in reader.graphs()]
        if missing:
            raise BadParameter(f"there is no graph {missing[0]}.", where="--graph")
        body = written(reader, format_name, graphs=wanted or None)
    if output:
        output.write_bytes(body)
        note(f"kg: {count(len(body), 'byte')} written to {output}")
    else:
        sys.stdout.buffer.write(body)


@click.command(
    epilog=example(
        "kg load graph.nq --store copy", "kg load graph.trig --store copy --base-iri https://example.org/kg/"
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@store_option
@base_option
@json_option
def load(files: Sequence[str], store: str, base_iri: str | None, as_json: bool) -> None:
    """Load article graphs that `kg export` wrote (N-Quads, TriG, JSON-LD), and derive the rest anew.

    FILE may be the folder of parts that `kg build --spark` wrote; these bring the texts of the articles along. Article
    texts do not travel in other RDF: quoted sentences do. With --base-iri the IRIs are moved to another base.
    """
    from kg.upkeep import load as walk

    report = walk(files, store, base_iri)
    if as_json:
        say_json({"loaded": report.loaded, "unchanged": report.unchanged, "version": report.published.version})
    else:
        say(f"{count(report.loaded, 'article')} loaded, {report.unchanged} unchanged.")
        say(f"Version {report.published.version} in {store}: {count(report.published.articles, 'article')}.")


@click.command(epilog=example("kg diff 3fa9 bb3f", "kg diff 3fa9", "kg diff old-store new-store --json"))
@click.argument("before")
@click.argument("after", required=False)
@store_option
@json_option
def diff(before: str, after: str | None, store: str, as_json: bool) -> None:
    """Show the facts gained and lost between two versions of the graph, or two stores.

    BEFORE and AFTER are versions (their first characters do) or folders; AFTER is the newest version if left out.
    """
    from kg.compare import compare
    from kg.store import open_reader

    def opened(name: str | None):  # type: ignore[no-untyped-def]
        if name and Path(name).is_dir():
            return open_reader(name)
        return open_reader(store, version=name)

    with opened(before) as old, opened(after) as new:
        changes = compare(old, new)
        versions = {"before": old.version, "after": new.version}
    if as_json:
        say_json(
            versions | {"gained": [c.as_dict() for c in changes.gained], "lost": [c.as_dict() for c in changes.lost]}
        )
    else:
        for sign, facts in (("-", changes.lost), ("+", changes.gained)):
            for fact in facts:
                say(f"{sign} {fact.kind}: {fact.label}  <{fact.iri}>")
        say(
            f"{len(changes.gained)} gained, {len(changes.lost)} lost, from {versions['before']} to {versions['after']}."
        )
