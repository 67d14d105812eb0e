"""The questions of ``queries/``: each a file, run by name with parameters.

A file is SPARQL that any engine runs as it stands. Its header is comments in grlc's form::

    #+ summary: Which actors fought on the same side at a place?
    #+ params:
    #+   - {name: place, type: place, default: any}
    #+ variables: [actor_a, actor_b]
    #+ example: {place: Amerli}

A parameter is a variable with a ``VALUES ?place { UNDEF }`` line: what stands between the braces is the default, and
:func:`run` puts the values it is given there. Without a value, ``UNDEF`` goes, and with it every line that ends in
``# for ?place``: patterns that only matter where the parameter is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from kg import vocab
from kg.errors import BadParameter, KgError, UnknownName
from kg.resources import folder
from kg.store.interface import DefaultGraph, Queryable

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value: TypeAlias = str | int | float | bool | None

PARAMETER_TYPES: Final[Mapping[str, str]] = {
    "actor": "an actor, by name or IRI",
    "place": "a place, by name or IRI",
    "iri": "an IRI",
    "date": "a day, as 2014-09-05",
    "integer": "a whole number",
    "boolean": "true or false",
    "text": "words",
    "event-type": "an event type: ASSAULT, or ASSAULT-airstrike",
    "relation": "a relation type: commands, leads, memberOf, ...",
    "role": "a role: fights, strikes, advises, ...",
    "status": "a status: reported, corroborated, denied, contested, ...",
}
_SCHEMES: Final[Mapping[str, vocab.Namespace]] = {
    "event-type": vocab.TYPE,
    "relation": vocab.REL,
    "role": vocab.ROLE,
    "status": vocab.STATUS,
}
_NUMBERS: Final = frozenset(vocab.XSD[n] for n in ("integer", "decimal", "double", "float", "int", "long"))


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query. ``default`` is as the header words it: ``any`` leaves it open, "" makes it required."""

    name: str
    type: str
    default: str = ""
    description: str = ""


@dataclass(frozen=True)
class NamedQuery:
    """A file of ``queries/``. ``example`` holds parameters with which it finds something in the sample articles."""

    name: str
    summary: str
    params: tuple[Parameter, ...]
    variables: tuple[str, ...]
    text: str
    example: Mapping[str, str]

    def bind(self, values: Mapping[str, Sequence[Term]]) -> str:
        """The text with *values* in place of the defaults; no value at all (an empty list) leaves a parameter open.

        >>> q = parse_query("q", "#+ summary: S.\\n#+ params:\\n#+   - {name: a, type: text, default: any}\\n"
        ...                 "#+ variables: [a]\\nSELECT ?a { VALUES ?a { UNDEF } }")
        >>> q.bind({"a": [ox.Literal("x")]}).splitlines()[-1], q.bind({}).splitlines()[-1]
        ('SELECT ?a { VALUES ?a { "x" } }', 'SELECT ?a {  }')
        """
        text = self.text
        for param in self.params:
            line = _values_line(param.name)
            if values.get(param.name):
                filled = f"VALUES ?{param.name} {{ {' '.join(str(t) for t in values[param.name])} }}"
                text = line.sub(filled.replace("\\", r"\\"), text)
            elif param.name in values or all(m[1].strip() == "UNDEF" for m in line.finditer(text)):
                text = line.sub("", text)
                text = re.sub(rf"(?m)^.*# for \?{param.name}$\n?", "", text)
        return text


@dataclass(frozen=True)
class Solutions:
    """The rows of a query: ``terms`` as RDF, ``rows`` as plain values (IRIs and text are strings, unbound is None)."""

    variables: tuple[str, ...]
    terms: tuple[Mapping[str, Term], ...]

    @property
    def rows(self) -> list[dict[str, Value]]:
        """Each row as plain values by variable."""
        return [{name: plain(row.get(name)) for name in self.variables} for row in self.terms]

    def __len__(self) -> int:
        return len(self.terms)

    def to_json(self) -> str:
        """The rows as SPARQL results JSON, indented: the form of ``tests/queries/*.srj``."""
        bindings = [{n: _json_term(row[n]) for n in self.variables if n in row} for row in self.terms]
        whole = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def plain(term: Term | None) -> Value:
    """*term* as a Python value.

    >>> plain(ox.Literal(3)), plain(ox.NamedNode("http://example.org/")), plain(None)
    (3, 'http://example.org/', None)
    """
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if kind == vocab.XSD.boolean:
            return term.value in ("true", "1")
        if kind in _NUMBERS:
            number = float(term.value)
            return int(term.value) if kind == vocab.XSD.integer else number
        return term.value
    return None if term is None else str(getattr(term, "value", term))


def parse_query(name: str, text: str) -> NamedQuery:
    """The query *name* with its header read.

    Raises: KgError where the header lacks its summary or variables, or names a parameter that has no VALUES line.
    """
    head = _head(text)
    fields = {m[1]: m[2].strip() for line in head if (m := re.match(r" (\w+):(.*)", line))}
    params = tuple(Parameter(**_flow_map(line, name)) for line in head if line.startswith("   - {"))
    where = f"queries/{name}.rq"
    for required in ("summary", "variables"):
        if not fields.get(required):
            raise KgError(f"the header has no {required}. Add a line `#+ {required}: ...`.", where=where)
    for param in params:
        if param.type not in PARAMETER_TYPES:
            raise KgError(
                f"?{param.name} has type {param.type!r}. There are: {', '.join(PARAMETER_TYPES)}.", where=where
            )
        if not _values_line(param.name).search(text):
            raise KgError(f"?{param.name} has no line `VALUES ?{param.name} {{ UNDEF }}`.", where=where)
    return NamedQuery(
        name=name,
        summary=fields["summary"],
        params=params,
        variables=tuple(re.findall(r"\w+", fields["variables"])),
        text=text,
        example=_flow_map(fields.get("example", ""), name),
    )


def _head(text: str) -> list[str]:
    """The lines of the header; a list that is longer than its line is made one.

    >>> _head("#+ variables: [a,\\n#+   b]\\nSELECT")
    [' variables: [a, b]']
    """
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("#+") and lines and lines[-1].count("[") > lines[-1].count("]"):
            lines[-1] += f" {line[2:].strip()}"
        elif line.startswith("#+"):
            lines.append(line[2:].rstrip())
    return lines


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?{name}\s*\{{([^}}]*)\}}")


def _flow_map(words: str, where: str) -> dict[str, str]:
    """``{name: place, type: place}`` as a dict; quotes around a value are dropped."""
    inside = re.search(r"\{(.*)\}", words)
    if not inside or not inside[1].strip():
        return {}
    found = {}
    for pair in re.split(r",\s+(?=\w[\w-]*:)", inside[1]):
        key, colon, value = pair.partition(":")
        if not colon:
            raise KgError(f"the header has {pair!r} where `name: value` belongs.", where=f"queries/{where}.rq")
        found[key.strip()] = value.strip().strip("\"'")
    return found


@lru_cache(maxsize=4)
def load_queries(directory: Path | None = None) -> Mapping[str, NamedQuery]:
    """All questions there are, by name, in alphabetical order."""
    files = sorted((directory or folder("queries")).glob("*.rq"))
    return {file.stem: parse_query(file.stem, file.read_text(encoding="utf-8")) for file in files}


def find_query(name: str) -> NamedQuery:
    """The question *name*.

    Raises: UnknownName, with the nearest names there are.
    """
    queries = load_queries()
    if name not in queries:
        near = get_close_matches(name, queries, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(queries)}."
        raise UnknownName(f"there is no query {name!r}. {hint}")
    return queries[name]


def run(reader: Queryable, name: str, /, **params: Any) -> Solutions:
    """Run the question *name*.

    Args:
        params: a value for each parameter, or a list of values, of which any will do; None leaves the default.
            Actors and places may be given by name; what several bear means all of them.
    Raises: UnknownName for a question, BadParameter for a parameter or a name that is not there.
    """
    query = find_query(name)
    return select(reader, query.bind(resolve(reader, query, params)))


def select(reader: Queryable, sparql: str, *, default_graph: DefaultGraph = "union") -> Solutions:
    """The solutions of a SELECT query.

    Raises: MalformedQuery; BadParameter where it is no SELECT.
    """
    found = reader.query(sparql, default_graph=default_graph)
    if not isinstance(found, ox.QuerySolutions):
        raise BadParameter("this query is no SELECT.")
    names = tuple(variable.value for variable in found.variables)
    terms = tuple({n: term for n in names if (term := row[n]) is not None} for row in found)
    return Solutions(names, terms)


def resolve(reader: Queryable, query: NamedQuery, params: Mapping[str, Any]) -> dict[str, list[Term]]:
    """The terms that *params* stand for.

    Raises: BadParameter, saying which parameter and what is there.
    """
    known = {param.name: param for param in query.params}
    found: dict[str, list[Term]] = {}
    for name, given in params.items():
        if name not in known:
            listed = ", ".join(known) or "none"
            raise BadParameter(f"{query.name} has no parameter {name!r}. It has: {listed}.")
        if given is None:
            continue
        values = given if isinstance(given, list | tuple | set | frozenset) else [given]
        found[name] = [term for value in values for term in _terms(reader, known[name], value)]
    for param in query.params:
        if not param.default and not found.get(param.name):
            raise BadParameter(f"{query.name} needs {param.name}: {PARAMETER_TYPES[param.type]}.")
    return found


def _terms(reader: Queryable, param: Parameter, value: Any) -> Iterable[Term]:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return [value]
    kind, words = param.type, str(value).strip()
    try:
        if kind in ("actor", "place"):
            return [_node(words)] if _is_iri(words) else named(reader, kind, words)
        return [_TERMS[kind](words) if kind in _TERMS else _concept(kind, words)]
    except ValueError as exc:
        raise BadParameter(f"{param.name}={words!r} is not {PARAMETER_TYPES[kind]}.") from exc


def _day(words: str) -> Term:
    return ox.Literal(date.fromisoformat(words).isoformat(), datatype=ox.NamedNode(vocab.XSD.date))


def _is_iri(words: str) -> bool:
    return re.match(r"<?(https?|urn):", words) is not None


def _node(words: str) -> Term:
    return ox.NamedNode(words.removeprefix("<").removesuffix(">"))


def _integer(words: str) -> Term:
    return ox.Literal(int(words))


def _boolean(words: str) -> Term:
    if words.lower() not in ("true", "false"):
        raise ValueError(words)
    return ox.Literal(words.lower() == "true")


_TERMS: Final[Mapping[str, Callable[[str], Term]]] = {
    "boolean": _boolean,
    "date": _day,
    "integer": _integer,
    "text": ox.Literal,
    "iri": _node,
}


def _concept(kind: str, words: str) -> Term:
    """A term of a scheme, by its name; event types in capitals, with the subtype after a hyphen."""
    if _is_iri(words):
        return _node(words)
    if kind == "event-type":
        head, hyphen, tail = words.partition("-")
        words = head.upper() + hyphen + tail.lower()
    scheme = {"relation": vocab.RELATION_TYPES, "role": vocab.ROLES, "status": vocab.STATUSES}.get(kind)
    if scheme and words not in scheme:
        near = get_close_matches(words, scheme, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(scheme)}."
        raise BadParameter(f"there is no {kind} {words!r}. {hint}")
    return ox.NamedNode(_SCHEMES[kind][words])


_BEARERS: Final = """
SELECT DISTINCT ?node {
  { ?label_of ?naming ?label . ?label_of <%(denotes)s> ?node } UNION { ?node ?naming ?label }
  VALUES ?naming { <%(label)s> <%(alt)s> }
  FILTER(STRSTARTS(STR(?node), "%(base)sid/%(kind)s/"))
  FILTER NOT EXISTS { ?node <%(article)s> ?somewhere }
  %(which)s
} ORDER BY ?node
"""


def named(reader: Queryable, kind: str, name: str) -> list[Term]:
    """The canonical actors or places (*kind*) that bear *name*, by label or alias; case does not matter.

    Raises: BadParameter, with the nearest names there are.
    """
    exact = f"VALUES ?label {{ {ox.Literal(name)} }}"
    loose = f"FILTER(LCASE(STR(?label)) = {ox.Literal(name.lower())})"
    for which in (exact, loose):
        found = _bearers(reader, kind, which)
        if found:
            return found
    labels = sorted({str(plain(row["label"])) for row in select(reader, _labels(reader, kind)).terms})
    by_lower = {label.lower(): label for label in labels}
    near = [by_lower[n] for n in get_close_matches(name.lower(), by_lower, n=3)]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadParameter(f"no {kind} is named {name!r} in this graph.{hint}")


def _bearers(reader: Queryable, kind: str, which: str) -> list[Term]:
    return [row["node"] for row in select(reader, _bearing(reader, kind, which)).terms]


def _bearing(reader: Queryable, kind: str, which: str) -> str:
    return _BEARERS % {
        "denotes": vocab.KG.denotes,
        "label": vocab.RDFS.label,
        "alt": vocab.SKOS.altLabel,
        "article": vocab.KG.inArticle,
        "base": reader.base_iri,
        "kind": kind,
        "which": which,
    }


def _labels(reader: Queryable, kind: str) -> str:
    return _bearing(reader, kind, "").replace("DISTINCT ?node", "DISTINCT ?label").replace("ORDER BY ?node", "")


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        extra = {"xml:lang": term.language} if term.language else {}
        if not extra and kind != vocab.XSD.string:
            extra = {"datatype": kind}
        return {"type": "literal", "value": term.value, **extra}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    return {"type": "bnode", "value": str(getattr(term, "value", term))}
