"""Reconciliation: a table of names against the actors, places and events of the graph, as OpenRefine asks for it.

Source: Reconciliation Service API 0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from flask import Blueprint, Response, render_template, request
from rapidfuzz import fuzz, process

from kg import ids
from kg.errors import BadParameter, TooLarge, UnknownName
from kg.query import select
from kg.store import Reader
from kg.vocab import KG, KIND_CLASSES, SEM, SPARQL_PREFIXES, compact
from kg.web.site import site

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile")

MAX_QUERIES: Final = 100
MAX_WORDS: Final = 300
MAX_RESULTS: Final = 25
LEAST_SCORE: Final = 60
SURE: Final = 100
"""A candidate of this score, that is by name, is a match where there is no other."""

_TYPES: Final = {
    SEM.Actor: "Actor",
    **{iri: KG.local(iri) for iri in KIND_CLASSES.values()},
    SEM.Place: "Place",
    SEM.Event: "Event",
}
_THINGS: Final = """SELECT DISTINCT ?thing ?label ?name ?class {
  ?thing a ?class ; rdfs:label ?label .
  ?node kg:denotes ?thing .
  { ?node rdfs:label ?name } UNION { ?node skos:altLabel ?name }
  OPTIONAL { ?node kg:unnamed ?unnamed }
  FILTER(!COALESCE(?unnamed, false) || CONTAINS(STR(?thing), "/id/actor/state"))
} ORDER BY ?thing ?name"""


@dataclass
class Thing:
    """What can be reconciled against, under all its names."""

    iri: str
    label: str
    names: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)

    def types(self) -> list[dict[str, str]]:
        """Its types, the narrowest first."""
        ordered = sorted(self.classes, key=lambda c: (c == SEM.Actor, c))
        return [{"id": compact(c), "name": _TYPES[c]} for c in ordered if c in _TYPES]


class Query(msgspec.Struct):
    """One query of a batch; what else the specification allows is taken and not looked at."""

    query: str
    type: str | list[str] | None = None
    limit: int | None = None
    properties: list[Any] | None = None
    type_strict: str | None = None


@blueprint.get("")
@blueprint.post("")
def reconcile() -> Response:
    """The manifest; with ``queries`` the candidates for each."""
    given = request.values.get("queries")
    if given is None:
        return _json(_manifest())
    try:
        queries = msgspec.json.decode(given, type=dict[str, Query])
    except msgspec.MsgspecError as exc:
        raise BadParameter(f"this is no batch of queries ({exc}).", where="queries") from exc
    if len(queries) > MAX_QUERIES:
        raise TooLarge(f"{len(queries)} queries at once are too many: send {MAX_QUERIES}.")
    things = _things(site().reader)
    return _json({key: {"result": _candidates(things, query)} for key, query in queries.items()})


def _manifest() -> dict[str, Any]:
    base, here = site().reader.base_iri, request.url_root.rstrip("/")
    service = f"{here}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "news-kg: actors, places and events of conflict news",
        "identifierSpace": f"{base}id/",
        "schemaSpace": KG.iri,
        "defaultTypes": [{"id": compact(c), "name": name} for c, name in _TYPES.items()],
        "view": {"url": f"{here}/id/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 180},
        "suggest": {
            "entity": {"service_url": service, "service_path": "/suggest/entity"},
            "type": {"service_url": service, "service_path": "/suggest/type"},
        },
    }


def _candidates(things: Mapping[str, Thing], query: Query) -> list[dict[str, Any]]:
    """The things most like the words of *query*, the best first; one that is alone at the top is a match."""
    wanted = {query.type} if isinstance(query.type, str) else set(query.type or ())
    limit = max(1, min(query.limit or 5, MAX_RESULTS))
    scores = _scores(things, query.query[:MAX_WORDS], wanted)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    sure = [iri for iri, score in best if score >= SURE]
    return [
        {
            "id": _short(iri),
            "name": things[iri].label,
            "type": things[iri].types(),
            "score": round(score, 2),
            "match": sure == [iri],
        }
        for iri, score in best[:limit]
    ]


def _scores(things: Mapping[str, Thing], words: str, wanted: set[str]) -> dict[str, float]:
    """How alike each thing of the types *wanted* and *words* are, from 0 to 100, by the name that is most alike."""
    of_type = [
        (iri, name)
        for iri, thing in things.items()
        if not wanted or not wanted.isdisjoint(compact(c) for c in thing.classes)
        for name in thing.names
    ]
    found: dict[str, float] = defaultdict(float)
    alike = process.extract(
        _compared(words),
        [name for _, name in of_type],
        scorer=fuzz.token_sort_ratio,
        limit=200,
        score_cutoff=LEAST_SCORE,
    )
    for _, score, at in alike:
        found[of_type[at][0]] = max(found[of_type[at][0]], float(score))
    return found


def _compared(name: str) -> str:
    return ids.slug(name).replace("-", " ")


_KNOWN: dict[str, dict[str, Thing]] = {}


def _things(reader: Reader) -> dict[str, Thing]:
    """All that can be reconciled against in the version that *reader* shows, by IRI; read once a version."""
    found = _KNOWN.get(reader.version)
    if found is None:
        found = {}
        for row in select(reader, SPARQL_PREFIXES + _THINGS).rows:
            thing = found.setdefault(str(row["thing"]), Thing(str(row["thing"]), str(row["label"])))
            thing.names |= {_compared(str(row["name"])), _compared(str(row["label"]))}
            thing.classes.add(str(row["class"]))
        _KNOWN.clear()
        _KNOWN[reader.version] = found
    return found


def _short(iri: str) -> str:
    return iri.removeprefix(f"{site().reader.base_iri}id/")


@blueprint.get("/suggest/entity")
def suggest_entity() -> Response:
    """Things whose names begin with ``prefix``, for a box that completes what is typed."""
    prefix = _compared(request.args.get("prefix", "")[:MAX_WORDS])
    begin = _cursor()
    things = _things(site().reader)
    found = [t for t in things.values() if any(n.startswith(prefix) or f" {prefix}" in n for n in t.names)]
    found.sort(key=lambda t: (len(t.label), t.label, t.iri))
    return _json(
        {
            "result": [
                {"id": _short(t.iri), "name": t.label, "notable": t.types()} for t in found[begin : begin + MAX_RESULTS]
            ]
        }
    )


@blueprint.get("/suggest/type")
def suggest_type() -> Response:
    """Types whose names begin with ``prefix``."""
    prefix = request.args.get("prefix", "")[:MAX_WORDS].lower()
    named: Iterable[tuple[str, str]] = _TYPES.items()
    result = [{"id": compact(c), "name": name} for c, name in named if name.lower().startswith(prefix)]
    return _json({"result": result[_cursor() :]})


def _cursor() -> int:
    given = request.args.get("cursor", "0")
    if not given.isdecimal() or len(given) > 9:
        raise BadParameter("the cursor is a whole number.", where="cursor")
    return int(given)


@blueprint.get("/preview")
def preview() -> Response:
    """A few lines about a thing, to be shown in a frame."""
    iri = f"{site().reader.base_iri}id/{request.args.get('id', '')}"
    thing = _things(site().reader).get(iri)
    if thing is None:
        raise UnknownName("nothing has this id.", where=request.args.get("id", "")[:MAX_WORDS])
    body = render_template("preview.html", thing=thing, path=_short(iri), others=sorted(thing.names)[:12])
    return Response(body, content_type="text/html; charset=utf-8")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), content_type="application/json")
