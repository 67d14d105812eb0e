"""The rules that look across graphs, each a query over the whole store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from rdflib import Graph, URIRef

from kg.resources import folder
from kg.validate.report import Report, Result, Rule, order
from kg.validate.shapes import Shapes
from kg.vocab import KG, PREFIXES, SH


class Queryable(Protocol):
    """What :func:`audit` needs of a store."""

    def query(self, sparql: str) -> Any: ...


def audit(reader: Queryable) -> Report:
    """The rules that look across graphs, each a query of ``shapes/store.ttl`` over the whole store.

    *reader* answers SPARQL over named graphs; every row of an audit query is one result.
    """
    shapes = load_audits()
    found: list[Result] = []
    for shape, (rule, query) in sorted(shapes.items()):
        for row in reader.query(query):
            focus, path, value = (_text(row, name) for name in ("focus", "path", "value"))
            found.append(
                Result(
                    focus_node=focus or "",
                    shape=shape,
                    message=rule.message,
                    severity=rule.severity,
                    component=SH.SPARQLConstraintComponent,
                    path=path,
                    value=value,
                )
            )
    results = tuple(sorted(found, key=order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


@lru_cache(maxsize=1)
def load_audits() -> Mapping[str, tuple[Rule, str]]:
    """Shape to rule and query, of ``shapes/store.ttl``."""
    graph = Graph(bind_namespaces="none").parse(folder("shapes") / "store.ttl", format="turtle")
    rules = Shapes(graph).rules
    found: dict[str, tuple[Rule, str]] = {}
    for shape, query in graph.subject_objects(URIRef(KG.auditQuery)):
        prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
        found[str(shape)] = (rules[str(shape)], prefixes + str(query))
    return found


def _text(row: Any, name: str) -> str | None:
    try:
        term = row[name]
    except (KeyError, IndexError):
        return None
    return None if term is None else str(getattr(term, "value", term))
