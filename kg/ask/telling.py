"""Rows of a query to the things and sentences of an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from kg.ask.days import written_days
from kg.ask.intents import Intent
from kg.ask.reading import Question

Row = Mapping[str, Any]
FIRM: Final = frozenset({"reported", "corroborated"})
DISPUTED: Final = frozenset({"contested", "denied"})
_DETAILS: Final = (
    "kind", "edge", "target_name", "role", "roles", "manner", "what", "relation", "link", "office", "event_name",
    "holder_name", "where", "when", "force_name", "body_name", "effect_name", "subject_name", "stands",
    "first", "last", "measure", "whom", "low", "best", "high", "source_name", "claim_text", "claimant_name", "about",
    "disputed_name", "stance", "aspect", "term", "other_name",
    "act", "certainty", "by_party", "position", "reports", "origins", "articles", "claims",
    "anonymous", "outlet_name", "publisher", "published", "status",
)  # fmt: skip
_QUOTED: Final = frozenset(
    {"about", "told-to", "claims-by", "responsibility", "who-says", "who-tells", "statements-about", "hearsay"}
)
_TERMS: Final = frozenset(
    {"term", "role", "relation", "link", "stance", "act", "certainty", "status", "kind", "event_type"}
)


def tail(value: Any) -> str:
    """The local name of a term, or the value as it is.

    >>> tail("http://example.org/status/reported"), tail(3)
    ('reported', '3')
    """
    text = str(value)
    return text.rpartition("#")[2].rpartition("/")[2] if text.startswith("http") else text


def status_of(row: Row) -> str:
    """How firmly a row stands; "" for queries that have no status."""
    return tail(row["status"]) if row.get("status") else ""


def things(intent: Intent, question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The answers that *rows* give, in the form that *intent* asks for."""
    if intent.name in ("same-side", "opposed"):
        return _pairs(intent, question, rows)
    asks = question.frame.asks
    if asks == "time" and intent.told != "claims":
        return when(rows) or _sentences(rows)
    if asks == "place" and intent.told != "claims":
        places = dict.fromkeys(str(r["where"]) for r in rows if r.get("where"))
        return [{"name": name, "text": name} for name in places] or _sentences(rows)
    if intent.told == "sentences" or (intent.name == "who-did-what" and asks in ("words", "count", "length")):
        return _sentences(rows)
    iri_column, name_column = _columns(intent, question, rows)
    grouped: dict[tuple[str, ...], dict[str, Any]] = {}
    details: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        name, iri = str(row.get(name_column) or ""), str(row.get(iri_column) or "")
        if intent.told in ("things",):
            key: tuple[str, ...] = (iri, name)
        else:
            quoted = str(row.get("text") or "") if intent.name in _QUOTED else ""
            key = (iri, name, quoted, *(str(row.get(d) or "") for d in _DETAILS if d in row and d not in ("status",)))
        grouped.setdefault(key, {"name": name, "iri": iri} if iri else {"name": name})
        if intent.name in _QUOTED and row.get("text"):
            grouped[key].setdefault("quote", str(row["text"]))
        for column in _DETAILS:
            if row.get(column) is not None and column not in (name_column, iri_column):
                value = tail(row[column]) if column in _TERMS else str(row[column])
                if value not in details[key][column]:
                    details[key][column].append(value)
    found = []
    for key, thing in grouped.items():
        for column, values in details[key].items():
            thing[column] = values[0] if len(values) == 1 else values
        if intent.told != "things":
            thing = {"text": words(intent, thing), **thing}
        found.append({k: v for k, v in thing.items() if v not in ("", None)})
    return found


def _sentences(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The sentences of *rows*, each with the event that it tells of."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        text = str(row.get("text") or "")
        thing = {"text": text, "name": str(row.get("event_name") or ""), "iri": str(row.get("event") or "")}
        if text:
            found.setdefault(text, {**thing, "status": status_of(row)})
    return list(found.values())


def _columns(intent: Intent, question: Question, rows: Sequence[Row]) -> tuple[str, str]:
    """Which columns answer: the one that the question left open."""
    if intent.name == "who-commands" and _asked(question, rows, "commander") and not _asked(question, rows, "force"):
        return "force", "force_name"
    if intent.name == "told-to" and _asked(question, rows, "addressee"):
        return "holder", "name"
    if intent.name == "offices" and _asked(question, rows, "actor"):
        return "body", "body_name"
    if intent.name == "detained" and _asked(question, rows, "person") and rows and rows[0].get("holder"):
        return "holder", "holder_name"
    return intent.thing


def when(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The days of events, each with the event it is of."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        thing = {"first": row.get("first"), "last": row.get("last")}
        if any(thing.values()):
            days = _when(thing).removeprefix(", ")
            name = str(row.get("event_name") or row.get("what") or "")
            said = {"text": f"{days} ({name})", "iri": str(row.get("event") or ""), "name": name}
            found.setdefault((days, name), {**said, **{k: str(v) for k, v in thing.items() if v}})
    return list(found.values())


def _asked(question: Question, rows: Sequence[Row], column: str) -> bool:
    """Whether the question itself names what stands in *column* of all rows."""
    named = {e.iri for e in question.entities("actor")}
    return bool(rows) and all(row.get(column) in named for row in rows)


def _pairs(intent: Intent, question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The actors of pairs, without those that the question names.

    Who stood together at one place has the same ``side``; sides never span places, so over several there is no number.
    """
    asked = {e.iri for actor in question.actors() for e in actor}
    names: dict[str, str] = {}
    others: dict[str, dict[str, str]] = defaultdict(dict)
    where: dict[str, list[str]] = defaultdict(list)
    standing: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        a, b = str(row["actor_a"]), str(row["actor_b"])
        names |= {a: str(row["name_a"]), b: str(row["name_b"])}
        others[a][b], others[b][a] = names[b], names[a]
        for iri in (a, b):
            if row.get("where") and row["where"] not in where[iri]:
                where[iri].append(str(row["where"]))
            if status_of(row) not in standing[iri]:
                standing[iri].append(status_of(row))
    if not asked & names.keys():  # its parts were looked for instead
        asked = {iri for actor in question.actors() for iri in question.index.with_parts(actor)}
    sides = _sides(names, others)
    one_place = len({str(row.get("where")) for row in rows}) == 1
    relation = "with" if intent.name == "same-side" else "against"
    found = []
    everyone = sorted(names, key=lambda i: (sides[i], names[i]))
    for iri in [i for i in everyone if i not in asked] or everyone:
        thing: dict[str, Any] = {"name": names[iri], "iri": iri}
        if intent.name == "same-side" and one_place:
            thing["side"] = sides[iri]
        thing[relation] = sorted(others[iri].values())
        thing["where"] = where[iri][0] if len(where[iri]) == 1 else where[iri]
        thing["status"] = "corroborated" if "corroborated" in standing[iri] else standing[iri][0]
        found.append(thing)
    return found


def support(intent: Intent, question: Question, rows: Sequence[Row], told: Sequence[Row]) -> list[list[Row]]:
    """For each answer that is *told* the rows that it rests on."""
    found: list[list[Row]] = [[] for _ in told]
    by_name, by_text = (
        {thing.get(key): n for n, thing in enumerate(told) if thing.get(key)} for key in ("iri", "text")
    )
    for row in rows:
        numbers: set[int | None] = set()
        for thing in things(intent, question, [row]):
            at = by_text.get(thing.get("text")) if thing.get("text") else None
            numbers.add(by_name.get(thing.get("iri")) if at is None else at)
        for n in numbers:
            if n is not None:
                found[n].append(row)
    return found


def _sides(names: Mapping[str, str], others: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """A number for each set of actors that pairs join."""
    found: dict[str, int] = {}
    number = 0
    for start in sorted(names, key=lambda i: names[i]):
        if start in found:
            continue
        number += 1
        ahead = [start]
        while ahead:
            iri = ahead.pop()
            if iri not in found:
                found[iri] = number
                ahead.extend(others[iri])
    return found


def words(intent: Intent, thing: Mapping[str, Any]) -> str:
    """One answer in words."""

    def of(column: str) -> str:
        value = thing.get(column, "")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    name = of("name") or "somebody unnamed"
    made = {
        "denied-claims": lambda: (
            f"{name} {_denies(name)}: “{one_line(of('claim_text'))}”"
            + (f" ({of('claimant_name')})" if of("claimant_name") else "")
        ),
        "denials-by-the-accused": lambda: f"{name} {_denies(name)}: {of('event_name')}",
        "what-is-disputed": lambda: f"{of('kind')}: {name}",
        "contested-facts": lambda: (
            f"{of('about') or name}: {of('status')}"
            + (f", {of('stands')} by {of('holder_name')}" if of("stands") else "")
        ),
        "facts-as-of": lambda: f"{of('about') or name}: {of('status')}",
        "independent-origins": lambda: (
            f"{of('about') or name}: {_several(of('reports'), 'report')}, "
            f"{_several(of('origins'), 'independent origin')}"
        ),
        "what-ended": lambda: f"{name} {_link(of('link'))} {of('effect_name')}",
        "casualties": lambda: (
            f"{_number(thing)} {of('name')}{_whom(of('whom'))}"
            + (f", according to {of('source_name')}" if of("source_name") else ", no source named")
        ),
        "sources-by-outlet": lambda: f"{of('outlet_name') or 'the article'}: {name}, {_several(of('claims'), 'claim')}",
        "who-commands": lambda: f"{name}{_as(of('office'))}",
        "about": lambda: _of_actor(thing, name, of),
        "told-to": lambda: f"{name}: “{one_line(of('quote'))}”",
        "offices": lambda: f"{name}{_as(of('office')) or ' ' + of('relation')}",
        "allies": lambda: f"{name}: {of('relation')}",
        "cooperation-and-hostility": lambda: f"{of('manner')}: {of('what')} ({name}{_when(thing)})",
        "claims-by": lambda: f"{name} {of('act')}: “{one_line(of('quote'))}”",
        "responsibility": lambda: f"{name}: “{one_line(of('quote'))}”",
        "who-says": lambda: f"{name} {of('act')}: “{one_line(of('quote'))}”",
        "statements-about": lambda: f"{name} {of('stance')}, of {of('subject_name')}: “{one_line(of('quote'))}”",
        "hearsay": lambda: f"{of('source_name') or name}: “{one_line(of('quote'))}”",
        "path-between": lambda: f"{name} {_spaced(of('edge'))} {of('target_name')}",
        "first-last-together": lambda: f"{of('manner')}: {of('what')} ({name}{_when(thing)})",
        "who-tells": lambda: f"{name} {of('act')}: “{one_line(of('quote'))}”",
        "claim-chain": lambda: f"{of('position')}: {name}",
        "events": lambda: f"{name}{_when(thing)}",
    }.get(intent.name)
    return made() if made else name


def _of_actor(thing: Mapping[str, Any], name: str, of: Callable[[str], str]) -> str:
    """One thing that is told of an actor."""
    aspect, other = of("aspect"), of("other_name")
    if aspect == "words":
        return f"{name} {of('term')}: “{one_line(of('quote'))}”"
    if aspect == "deed":
        return f"{name}: {of('event_name')}"
    term = of("office") or _spaced(of("term"))
    return f"{name}: {term}, {other}" if aspect == "tie" else f"{other}: {term}, {name}"


def one_line(text: str, longest: int = 400) -> str:
    """*text* without line breaks, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " ..."


def _spaced(term: str) -> str:
    """A term as words.

    >>> _spaced("foughtAlongside")
    'fought alongside'
    """
    return re.sub(r"([A-Z])", lambda m: f" {m[1].lower()}", term)


def _several(number: str, noun: str) -> str:
    return f"{number} {noun}{'' if number == '1' else 's'}"


def _stood(stands: str) -> str:
    return {"asserts": "asserted by", "denies": "denied by"}.get(stands, f"{stands} by")


def _denies(name: str) -> str:
    """The verb for one or for several.

    >>> _denies("government officials"), _denies("United States"), _denies("Tomas Ilk")
    ('deny', 'denies', 'denies')
    """
    return "deny" if name.split()[-1].islower() and re.search(r"[^s]s$", name) else "denies"


def _link(link: str) -> str:
    return {"ends": "ended", "causes": "caused"}.get(link, link)


def _as(office: str) -> str:
    return f" as {office}" if office else ""


def _whom(whom: str) -> str:
    return f" ({whom})" if whom else ""


def _when(thing: Mapping[str, Any]) -> str:
    days = [str(d) for d in (thing.get("first"), thing.get("last")) if d and not isinstance(d, list)]
    return f", {written_days(*days)}" if days else ""


def _number(thing: Mapping[str, Any]) -> str:
    low, best, high = (thing.get(k) for k in ("low", "best", "high"))
    if best is not None:
        return str(best)
    if low is not None and high is not None and low != high:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}" if high is not None else "some"


def joined(names: Iterable[str]) -> str:
    """*names* as a list in a sentence, each once: two things of one name are told apart by their links.

    >>> joined(["a", "b", "b", "c"])
    'a, b and c'
    """
    several = list(dict.fromkeys(names))
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}" if several else ""
