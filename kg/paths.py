"""Paths of length zero from a term that is nowhere in the data: SPARQL has one row for them, the engine none.

``<a> :p* ?x`` binds ?x to <a> whatever the data hold (SPARQL 1.1, section 18.4). Where <a> stands in no triple that the
query looks at, no longer path begins there, so that row is all there is, and ``VALUES ?x { <a> }`` says the same. Only
that case is rewritten, and only where the pattern stands between dots or braces by itself and no GRAPH is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import pyoxigraph as ox

from kg.sparql import Token, tokens

_MAY_HOLD_ONE: Final = re.compile(r"[\w>)][*?]\s")
_ENDS: Final = frozenset({"{", "}", "."})


def with_empty_paths(query: str, is_there: Callable[[ox.NamedNode], bool], *, base_iri: str | None = None) -> str:
    """*query* with the paths of length zero from and to terms that are not there as VALUES.

    >>> with_empty_paths("SELECT * { <x:a> <x:p>* ?x }", lambda term: False)
    'SELECT * { VALUES ?x { <x:a> } }'
    >>> with_empty_paths("SELECT * { <x:a> <x:p>* ?x }", lambda term: True)
    'SELECT * { <x:a> <x:p>* ?x }'
    """
    if not _MAY_HOLD_ONE.search(query):
        return query
    found = list(tokens(query))
    if any(token.word in {"GRAPH", "FROM"} for token in found):
        return query
    prologue = _prologue(found)
    edits = []
    for at, token in enumerate(found):
        if token.text in _ENDS and (pattern := _pattern(found, at + 1)):
            constant, variable, begin, end = pattern
            term = _resolved(prologue, constant, base_iri)
            if term is not None and not is_there(term):
                edits.append((begin, end, f"VALUES {variable} {{ {constant} }}"))
    for begin, end, text in reversed(edits):
        query = query[:begin] + text + query[end:]
    return query


def _pattern(found: Sequence[Token], at: int) -> tuple[str, str, int, int] | None:
    """Constant, variable and place of a triple pattern at *at* whose whole path may have length zero."""
    after = _after_path(found, at + 1)
    if after is None or after + 1 >= len(found) or found[after + 1].text not in _ENDS:
        return None
    subject, value = found[at], found[after]
    ends = subject.begin, value.end
    if _is_constant(subject) and _is_variable(value):
        return subject.text, value.text, *ends
    if _is_variable(subject) and _is_constant(value):
        return value.text, subject.text, *ends
    return None


def _after_path(found: Sequence[Token], at: int) -> int | None:
    """The place after a path that is one step, or anything in brackets, with ``*`` or ``?``."""
    depth = 0
    while at < len(found) - 1:
        depth += (found[at].text == "(") - (found[at].text == ")")
        at += 1
        if depth == 0:
            return at + 1 if found[at].text in {"*", "?"} else None
    return None


def _is_constant(token: Token) -> bool:
    return token.kind == "iri" or (token.kind == "name" and token.text[0] not in "?$@_" and token.text[-1] != ".")


def _is_variable(token: Token) -> bool:
    return token.kind == "name" and token.text[0] in "?$"


def _prologue(found: Sequence[Token]) -> str:
    lines = []
    for at, token in enumerate(found):
        if token.word == "PREFIX":
            lines.append(f"PREFIX {found[at + 1].text} {found[at + 2].text}" if at + 2 < len(found) else "")
        elif token.word == "BASE":
            lines.append(f"BASE {found[at + 1].text}" if at + 1 < len(found) else "")
        elif token.word:
            break
    return "\n".join(lines)


def _resolved(prologue: str, term: str, base_iri: str | None) -> ox.NamedNode | None:
    try:
        [quad] = ox.parse(f"{prologue}\n<urn:x> <urn:x> {term} .", format=ox.RdfFormat.TURTLE, base_iri=base_iri)
    except (SyntaxError, ValueError):
        return None
    return quad.object if isinstance(quad.object, ox.NamedNode) else None
