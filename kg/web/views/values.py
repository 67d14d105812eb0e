"""The small values that pages are made of: a thing with its name, rows of a query as text, days as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

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


def labels(reader: Queryable, iris: Iterable[str]) -> dict[str, str]:
    """A name for each of *iris*: its label, else what it says in our terms, else the end of the IRI."""
    wanted = sorted(set(iris))
    found = {iri: compact(iri) if compact(iri) != iri else ids_tail(iri) for iri in wanted}
    if not wanted:
        return found
    for row in rows(
        reader,
        f"""SELECT ?t ?label ?actor ?role ?event ?subject ?relation ?object ?from ?link ?to {{
  VALUES ?t {{ {values(wanted)} }}
  OPTIONAL {{ ?t rdfs:label|skos:prefLabel ?label }}
  OPTIONAL {{ ?t a kg:Participation ; kg:actor/rdfs:label ?actor ; kg:role ?role ; kg:account/rdfs:label ?event }}
  OPTIONAL {{ ?t kg:subject/rdfs:label ?subject ; kg:relationType ?relation ; kg:object/rdfs:label ?object }}
  OPTIONAL {{ ?t a kg:Link ; kg:from/rdfs:label ?from ; kg:linkType ?link ; kg:to/rdfs:label ?to }}
}} ORDER BY ?t DESC(?label)""",
    ):
        if "actor" in row:
            name = f"{row['actor']} {ids_tail(row['role'])} in {row['event']}"
        elif "subject" in row:
            name = f"{row['subject']} {ids_tail(row['relation'])} {row['object']}"
        elif "from" in row:
            name = f"{row['from']} {ids_tail(row['link'])} {row['to']}"
        else:
            name = row.get("label", found[row["t"]])
        found[row["t"]] = name
    return found


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
    """The days in brackets, as nobody can misread them.

    >>> days("2014-08-30", "2014-08-31"), days("2014-08-30", "2014-08-30"), days(None, None)
    (' (30 August 2014 to 31 August 2014)', ' (30 August 2014)', '')
    """
    written = [f"{d.day} {d:%B %Y}" for d in (date.fromisoformat(day) for day in (begin, end) if day)]
    return f" ({' to '.join(dict.fromkeys(written))})" if written else ""
