"""The rules of ``queries/derive/``, run on article graphs: what each says in its own nodes, whatever these stand for.

That is a function of the article alone, so it is kept in the workbook until the article changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.resources import folder
from kg.sparql import tokens
from kg.store import Queryable
from kg.store.corrections import WRONG, Corrections, take_out_wrong
from kg.store.scratch import scratch
from kg.vocab import RDF, SPARQL_PREFIXES

ABOUT_CLAIMS: Final = ("claims/claims", "claims/voices", "claims/responses", "claims/parties")
UNBOUND: Final = -1


@dataclass(frozen=True)
class Rule:
    """A kind of proposition: its class, the question that finds claims on one, and how its rows are read.

    ``key`` are the variables that make up its identity; of alternatives ("theatre|event") the first that is bound.
    ``denoted`` hold nodes of the article, for which what they denote is taken. The ``pair`` are two such that are not
    the same, the lesser first.
    """

    name: str
    proposition_class: str
    key: tuple[tuple[str, ...], ...]
    denoted: frozenset[str]
    pair: tuple[str, ...]


class Table(msgspec.Struct, array_like=True):
    """What a question found: ``rows`` hold terms by their number, UNBOUND where there is none."""

    columns: list[str]
    rows: list[list[int]] = []


class Told(msgspec.Struct, array_like=True):
    """What one article tells by all rules: ``terms`` as N-Triples has them, and a table for each question."""

    terms: list[str] = []
    tables: dict[str, Table] = {}


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The kinds of propositions, by name."""
    return tuple(_rule(path) for path in sorted((folder("queries") / "derive").glob("*.rq")))


def _rule(path: Path) -> Rule:
    fields = dict(re.findall(r"^#\+ (\w+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    key, denoted, pair = (re.findall(r"[\w|]+", fields.get(name, "")) for name in ("key", "denoted", "pair"))
    return Rule(path.stem, fields["class"], tuple(tuple(k.split("|")) for k in key), frozenset(denoted), tuple(pair))


@lru_cache(maxsize=16)
def rule_text(name: str) -> str:
    """The question in ``queries/derive/`` of this *name*."""
    return (folder("queries") / "derive" / f"{name}.rq").read_text(encoding="utf-8")


def tell(source: Queryable, versions: Iterable[str], corrections: Corrections) -> dict[str, Told]:
    """What each of these articles in *source* tells, without what *corrections* call wrong."""
    several = list(versions)
    if not several:
        return {}
    store = scratch(source, several, _predicates(with_spans=bool(corrections.by_address)))
    for v in several:
        take_out_wrong(store, source.base_iri, v, corrections.of(v))
    found = {v: Told() for v in several}
    numbers: Mapping[str, dict[str, int]] = {v: {} for v in several}
    for name in (*ABOUT_CLAIMS, *(rule.name for rule in load_rules())):
        solutions = store.query(rule_text(name), use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        columns = [variable.value for variable in solutions.variables]
        for solution in solutions:
            terms = ["" if term is None else str(term) for term in solution]
            v = ids.version_of(terms[0]) or ""  # the first is always a node of the article
            numbered = numbers[v]
            row = [numbered.setdefault(term, len(numbered)) if term else UNBOUND for term in terms]
            found[v].tables.setdefault(name, Table(columns)).rows.append(row)
    for v, told in found.items():
        told.terms = list(numbers[v])
    return found


@lru_cache(maxsize=2)
def _predicates(*, with_spans: bool) -> frozenset[bytes]:
    """All IRIs that the rules name: they say nothing about triples of other predicates.

    With *with_spans* those too by which corrections take claims out.
    """
    texts = [path.read_text(encoding="utf-8") for path in (folder("queries") / "derive").rglob("*.rq")]
    texts += [SPARQL_PREFIXES + text for text in (WRONG if with_spans else ())]
    found = {RDF.type}
    for text in texts:
        prefixes = dict(re.findall(r"PREFIX (\w*): ?<([^>]*)>", text))
        for token in tokens(text):
            prefix, _, local = token.text.partition(":")
            if token.kind == "name" and prefix in prefixes:
                found.add(prefixes[prefix] + local)
            elif token.kind == "iri":
                found.add(token.text[1:-1])
    return frozenset(f"<{iri}>".encode() for iri in found)
