"""Commands that ask: ask, query, explain."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.base import count, example, json_option, note, say, say_json, store_option, table
from kg.errors import BadParameter, UnknownName

if TYPE_CHECKING:
    from kg.store import Reader

FORMATS = ("json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads")


@click.command(
    epilog=example(
        'kg ask "Which actors fought on the same side at Amerli?"',
        'kg ask "Who commands the Quds Force?" --sparql',
        'kg ask --json "Who denies the cooperation?"',
        "kg ask --list",
    )
)
@click.argument("question", nargs=-1)
@store_option
@json_option
@click.option("--sparql", "show_sparql", is_flag=True, help="Print the query too.")
@click.option("--means", multiple=True, metavar="IRI", help="What is meant by a name that several bear.")
@click.option("--turtle", is_flag=True, help="Print the facts that the answer rests on, as Turtle, instead.")
@click.option("--list", "list_kinds", is_flag=True, help="List the kinds of questions that can be asked.")
def ask(
    question: Sequence[str], store: str, as_json: bool, show_sparql: bool, means: Sequence[str], turtle: bool,
    list_kinds: bool,
) -> None:  # fmt: skip
    """Answer a question in plain English, with the sentences that say so."""
    from kg.ask import ask as answer_to
    from kg.ask import kinds
    from kg.store import open_reader

    if list_kinds:
        for kind in kinds():
            say(kind)
        return
    if not question:
        raise click.UsageError("write a question, such as: kg ask 'Who commands the Quds Force?'")
    with open_reader(store) as reader:
        answer = answer_to(reader, " ".join(question), means)
        facts = _turtle(reader, answer.facts) if turtle and answer.facts else b""
    if turtle:
        sys.stdout.buffer.write(facts)
    elif as_json:
        say_json(answer.to_json())
    else:
        say(answer.to_text())
        if show_sparql and answer.sparql:
            say(f"\n{answer.sparql}")
    sys.exit(0 if answer.found else 1)


def _turtle(reader: Reader, sparql: str) -> bytes:
    from kg.sparql import serialize

    return serialize(reader.query(sparql), results_as=None, graph_as="text/turtle")[0]


@click.command(
    epilog=example(
        "kg query same-side -p place=Amerli",
        "kg query --list",
        "kg query question.rq --format csv",
        "echo 'ASK { ?s a kg:Claim }' | kg query -",
    )
)
@click.argument("name", required=False, metavar="NAME|FILE|-")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a named query.")
@store_option
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="How to write the result.")
@json_option
@click.option("--timeout", "timeout_s", type=float, default=60.0, show_default=True, help="Seconds a query may take.")
@click.option("--list", "list_queries", is_flag=True, help="List the named queries with their parameters.")
def query(
    name: str | None, params: Sequence[str], store: str, format_name: str | None, as_json: bool, timeout_s: float,
    list_queries: bool,
) -> None:  # fmt: skip
    """Run a named query, or SPARQL from a file or standard input. The usual prefixes need not be declared."""
    from kg.query import find_query, load_queries, resolve
    from kg.store import open_reader

    if list_queries:
        for known in load_queries().values():
            needed = " ".join(f"[-p {p.name}=...]" for p in known.params)
            say(f"{known.name}: {known.summary}\n    kg query {known.name} {needed}".rstrip())
        return
    if name is None:
        raise click.UsageError("name a query or a file; `kg query --list` lists the queries.")
    format_name = "json" if as_json else format_name
    if name not in load_queries() and (name == "-" or Path(name).is_file()):
        if params:
            raise BadParameter("only a named query takes parameters.", where="--param")
        _run_free(_read(name), store, format_name, timeout_s)
        return
    if name.endswith(".rq") or os.sep in name:
        raise UnknownName("there is no such file.", where=name)
    named = find_query(name)
    with open_reader(store) as reader:
        sparql = named.bind(resolve(reader, named, _pairs(params)))
        _print(reader.query(sparql), format_name)


def _pairs(params: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in params:
        key, equals, value = pair.partition("=")
        if not equals:
            raise BadParameter(f"{pair!r} has no value. Write NAME=VALUE.", where="--param")
        found.setdefault(key.strip(), []).append(value)
    return found


def _read(name: str) -> str:
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise BadParameter(f"the query is not UTF-8 (byte {exc.start}).", where=name) from exc


def _run_free(sparql: str, store: str, format_name: str | None, timeout_s: float) -> None:
    """Run a query of somebody's own in a process that can be killed, as the server does."""
    import json

    from kg.errors import MalformedQuery
    from kg.sparql import check_free_query, malformed, with_prefixes
    from kg.store import is_url, open_reader
    from kg.web.jobs import QueryRequest, answer_query
    from kg.web.negotiate import GRAPH_FORMATS, RESULT_FORMATS
    from kg.workers import Limits, Pool, Scale

    def media_type(offers: Sequence[object], default: str) -> str | None:
        wanted = format_name or default
        return next(
            (o.media_type for o in (*RESULT_FORMATS, *GRAPH_FORMATS) if o in offers and o.is_called(wanted)), None
        )

    check_free_query(sparql)
    if is_url(store):
        with open_reader(store) as reader:
            _print(reader.query(with_prefixes(sparql)), format_name)
        return
    open_reader(store).close()
    alone = Scale(quick=1, slow=1, quick_s=timeout_s)
    pool = Pool(store, "kg.web.jobs", scale=alone, limits=Limits(timeout_s=timeout_s))
    try:
        request = QueryRequest(
            with_prefixes(sparql), media_type(RESULT_FORMATS, "json"), media_type(GRAPH_FORMATS, "turtle")
        )
        answer = answer_query(pool, request)
    except MalformedQuery as exc:
        raise MalformedQuery(malformed(exc.message)) from exc
    finally:
        pool.close()
    if format_name or answer.media_type == "text/turtle":
        sys.stdout.buffer.write(answer.body)
        return
    found = json.loads(answer.body)
    if "boolean" in found:
        say("yes" if found["boolean"] else "no")
        return
    columns = found["head"]["vars"]
    rows = found["results"]["bindings"]
    table(columns, ([row.get(c, {}).get("value", "") for c in columns] for row in rows))
    note(count(len(rows), "row"))


def _print(results: object, format_name: str | None) -> None:
    """The rows of a named query: a table, or in the format asked for."""
    import pyoxigraph as ox

    from kg.query import plain
    from kg.sparql import serialize
    from kg.web.negotiate import RESULT_FORMATS

    assert isinstance(results, ox.QuerySolutions)
    if format_name:
        offer = next((o for o in RESULT_FORMATS if o.is_called(format_name)), None)
        if offer is None:
            raise BadParameter("the result is a table: choose json, xml, csv or tsv.", where="--format")
        sys.stdout.buffer.write(serialize(results, results_as=offer.media_type, graph_as=None)[0])
        return
    columns = [variable.value for variable in results.variables]
    rows = [["" if (term := row[c]) is None else str(plain(term)) for c in columns] for row in results]
    table(columns, rows)
    note(count(len(rows), "row"))


@click.command(
    epilog=example(
        "kg explain http://localhost:8000/id/claim/0123456789ab/3-9",
        "kg explain http://localhost:8000/id/actor/state/iran --json",
    )
)
@click.argument("iri")
@store_option
@json_option
def explain(iri: str, store: str, as_json: bool) -> None:
    """Say why something is in the graph: its claims, rule, chain, sentences, merges."""
    import msgspec

    from kg.explain import explain as explanation_of
    from kg.store import open_reader

    with open_reader(store) as reader:
        found = explanation_of(reader, iri)
    if as_json:
        say_json(msgspec.to_builtins(found))
    else:
        say(str(found))
