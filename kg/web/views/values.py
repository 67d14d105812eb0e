"""The small values that pages are made of: a thing with its name, rows of a query as text, days as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.ask.days import written_days
from kg.query import select
from kg.store import Queryable
from kg.vocab import SPARQL_PREFIXES, compact

Row = Mapping[str, str]


@dataclass(frozen=True)
class Node:
    """A thing and its name."""

    iri: str
    label: str


def rows(reader: Queryable, sparql: str) -> list[Row]:
    """The rows of a SELECT with our prefixes, as text; what is unbound is left out."""
    found = select(reader, SPARQL_PREFIXES + sparql).rows
    return [{name: _text(value) for name, value in row.items() if value is not None} for row in found]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def values(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


# What has no label of its own is named by its parts. Each pattern stands alone: together, as OPTIONALs, they would be
# answered for the whole graph before the few that are asked for are picked.
_NAMED_BY_PARTS: Final = (
    ("?t kg:actor/rdfs:label ?one ; kg:role ?way ; kg:account/rdfs:label ?other", "{one} {way} in {other}"),
    ("?t kg:subject/rdfs:label ?one ; kg:relationType ?way ; kg:object/rdfs:label ?other", "{one} {way} {other}"),
    ("?t kg:from/rdfs:label ?one ; kg:linkType ?way ; kg:to/rdfs:label ?other", "{one} {way} {other}"),
)


def labels(reader: Queryable, iris: Iterable[str]) -> dict[str, str]:
    """A name for each of *iris*: its label, else what it says in our terms, else the end of the IRI."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    pattern = f"VALUES ?t {{ {values(wanted)} }} ?t rdfs:label|skos:prefLabel ?label"
    found = {row["t"]: row["label"] for row in rows(reader, f"SELECT ?t ?label {{ {pattern} }} ORDER BY DESC(?label)")}
    for parts, name in _NAMED_BY_PARTS:
        left = [iri for iri in wanted if iri not in found]
        if left:
            pattern = f"VALUES ?t {{ {values(left)} }} {parts}"
            for row in rows(reader, f"SELECT ?t ?one ?way ?other {{ {pattern} }} ORDER BY DESC(?one) DESC(?other)"):
                found[row["t"]] = name.format(one=row["one"], way=ids_tail(row["way"]), other=row["other"])
    return {iri: found.get(iri) or (compact(iri) if compact(iri) != iri else ids_tail(iri)) for iri in wanted}


def ids_tail(iri: str) -> str:
    """The last part of *iri*.

    >>> ids_tail("http://localhost:8000/id/event/x"), ids_tail("http://example.org/a#B")
    ('x', 'B')
    """
    return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]


def nodes(reader: Queryable, iris: Iterable[str]) -> list[Node]:
    """*iris* with their names, sorted by name."""
    named = labels(reader, iris)
    return sorted((Node(iri, label) for iri, label in named.items()), key=lambda n: (n.label.casefold(), n.iri))


def days(begin: str | None, end: str | None) -> str:
    """The days in brackets, "" where none is known.

    >>> days("2014-08-30", "2014-08-31"), days(None, None)
    (' (30 August 2014 to 31 August 2014)', '')
    """
    words = written_days(begin or "", end or "")
    return f" ({words})" if words else ""
