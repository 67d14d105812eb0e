"""The pictures and their tables: alliances, timeline, map. What a picture draws is the table's own .json."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, request

from kg.errors import BadParameter
from kg.web.parameters import day, one_of, whole_number, window
from kg.web.shown import as_file, html, json_response, page_address
from kg.web.site import site
from kg.web.views.happenings import Happening, happenings, within
from kg.web.views.network import KINDS, Tie, compared, span, strongest, ties

blueprint = Blueprint("pictures", __name__)

MAX_ROWS: Final = 500
TIE_COLUMNS: Final = (
    "kind", "one", "one_iri", "other", "other_iri", "status", "begin", "end", "where", "articles", "change"
)  # fmt: skip
EVENT_COLUMNS: Final = (
    "event", "iri", "type", "status", "begin", "end", "time_precision", "time_words", "place", "place_iri", "long",
    "lat", "point_precision", "point_source", "claims", "articles",
)  # fmt: skip


@blueprint.get("/alliances")
@blueprint.get("/alliances.<ending>")
def alliances(ending: str = "") -> Response:
    """Who fought beside whom and against whom, in a window of days, or compared as of two days of publication."""
    reader, days = site().reader, window()
    then, now = _two_days()
    kinds = [kind for kind in request.args.getlist("kind") if one_of("kind", KINDS)]
    actor = request.args.get("actor", "")
    if then:
        found = compared(reader, then, now, actor=actor, kinds=kinds)
    else:
        found = ties(reader, first=days.first, last=days.last, actor=actor, kinds=kinds)
    if ending == "csv":
        return as_file(ending, TIE_COLUMNS, [_tie(tie) for tie in found])
    shown, kept, actors = strongest(found, whole_number("actors", 60))
    if ending:
        return json_response(_network(shown, kept, actors)) if ending == "json" else as_file(ending, (), [])
    return html(
        "alliances.html", ties=shown, total=len(found), kept=kept, actors=actors, days=days, then=then, now=now,
        kinds=KINDS, chosen=kinds, span=span(reader), actor=actor,
    )  # fmt: skip


def _two_days() -> tuple[str, str]:
    """The parameters ``then`` and ``now``. Raises: BadParameter where one is missing or they are inverted."""
    then, now = day("then"), day("now")
    if bool(then) != bool(now):
        raise BadParameter(
            "a comparison needs two days (YYYY-MM-DD), such as then=2014-08-01&now=2014-09-05.", where="then"
        )
    if now < then:
        raise BadParameter(
            f"{now} is before then={then}. Give a later day (YYYY-MM-DD), such as 2014-09-05.", where="now"
        )
    return then, now


def _tie(tie: Tie) -> dict[str, object]:
    return {
        "kind": tie.kind, "one": tie.one.label, "one_iri": tie.one.iri, "other": tie.other.label,
        "other_iri": tie.other.iri, "status": tie.status, "begin": tie.begin, "end": tie.end,
        "where": "; ".join(tie.where), "articles": tie.articles, "change": tie.change,
    }  # fmt: skip


def _network(shown: Sequence[Tie], kept: int, actors: int) -> dict[str, object]:
    nodes = {node.iri: node.label for tie in shown for node in (tie.one, tie.other)}
    return {
        "dataset_version": site().reader.version,
        "actors_shown": kept,
        "actors": actors,
        "nodes": [{"iri": iri, "label": label, "page": page_address(iri)} for iri, label in nodes.items()],
        "edges": [_tie(tie) | {"bonds": len(tie.bonds)} for tie in shown],
    }


@blueprint.get("/timeline")
@blueprint.get("/timeline.<ending>")
def timeline(ending: str = "") -> Response:
    """Events on a line of time; those with no day are counted and listed apart."""
    days = window()
    everything = happenings(site().reader)
    found = [event for event in within(everything, days.first, days.last) if event.begin]
    if ending:
        return as_file(ending, EVENT_COLUMNS, [_event(event) for event in found])
    known = sorted(event.begin for event in everything if event.begin)
    return html(
        "timeline.html", events=found[:MAX_ROWS], total=len(found), undated=len(everything) - len(known), days=days,
        span=(known[0], known[-1]) if known else ("", ""),
    )  # fmt: skip


@blueprint.get("/map")
@blueprint.get("/map.<ending>")
def world(ending: str = "") -> Response:
    """Events at the places that have coordinates; those without are counted and listed apart."""
    days = window()
    found = within(happenings(site().reader), days.first, days.last)
    placed = [event for event in found if event.point]
    if ending:
        return as_file(ending, EVENT_COLUMNS, [_event(event) for event in placed])
    by_place: dict[str, list[Happening]] = defaultdict(list)
    for event in placed:
        by_place[event.place].append(event)
    known = sorted(event.begin for event in happenings(site().reader) if event.begin)
    return html(
        "map.html", places=sorted(by_place.values(), key=lambda p: (-len(p), p[0].where)), total=len(placed), days=days,
        unplaced=len(found) - len(placed), nowhere=[e for e in found if not e.point][:MAX_ROWS],
        span=(known[0], known[-1]) if known else ("", ""),
    )  # fmt: skip


def _event(event: Happening) -> dict[str, object]:
    point = event.point
    return {
        "event": event.label, "iri": event.iri, "page": page_address(event.iri), "type": event.type,
        "status": event.status, "begin": event.begin, "end": event.end, "time_precision": event.time_precision,
        "time_words": event.words, "place": event.where, "place_iri": event.place,
        "long": point.long if point else None, "lat": point.lat if point else None,
        "point_precision": point.precision if point else "", "point_source": point.source if point else "",
        "claims": event.claims, "articles": event.articles,
    }  # fmt: skip
