"""What fills the parameters of a query: from the names, days and wording of a question; and which rows it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kg.ask.labels import Entity, plain
from kg.ask.offices import HEADS, is_of_office, office_words
from kg.ask.reading import Question
from kg.ask.words import stems
from kg.lexicon import lexicon

Params = dict[str, Any]
Row = Mapping[str, Any]


def iris(entities: tuple[Entity, ...]) -> list[str]:
    """The IRIs of *entities*."""
    return [e.iri for e in entities]


def at_place(question: Question) -> Params:
    """The place, where one is named."""
    return {"place": iris(question.place())} if question.place() else {}


def first_actor(name: str) -> Callable[[Question], Params]:
    """The first actor named as parameter *name*."""
    return lambda question: {name: iris(question.actors()[0])} if question.actors() else {}


def last_actor(name: str) -> Callable[[Question], Params | None]:
    """The last actor named as parameter *name*."""
    return lambda question: {name: iris(question.actors()[-1])} if question.actors() else None


def speaker(name: str) -> Callable[[Question], Params]:
    """Who speaks, as parameter *name*: the doer in the question, else the first actor named.

    Where that is an outlet, what it tells in its own voice is what it says.
    """

    def params(question: Question) -> Params:
        doers = [e for n in question.frame.doers if (e := question.named(n, "actor"))]
        found = {name: iris(doers[0])} if doers else first_actor(name)(question)
        return found | {"own": []} if found else found

    return params


def told_to(question: Question) -> Params | None:
    """Who speaks, and to whom, whichever is named."""
    doers, targets = (
        next((e for n in several if (e := question.named(n, "actor"))), ())
        for several in (question.frame.doers, question.frame.targets)
    )
    params = {name: iris(named) for name, named in (("holder", doers), ("addressee", targets)) if named}
    return params or None


def place_and_actor(question: Question) -> Params:
    return at_place(question) | first_actor("actor")(question)


def days(question: Question) -> Params:
    if not question.days or any(d.every_year for d in question.days):
        return {}
    return {"from_day": question.days[0].first.isoformat(), "to_day": question.days[-1].last.isoformat()}


def two(one: str, other: str) -> Callable[[Question], Params | None]:
    def params(question: Question) -> Params | None:
        actors = question.actors()
        return {one: iris(actors[0]), other: iris(actors[1])} if len(actors) >= 2 else None

    return params


def both(question: Question) -> Params | None:
    """No parameter, where two actors are named."""
    return {} if len(question.actors()) >= 2 else None


def one_or_two(one: str, other: str) -> Callable[[Question], Params | None]:
    def params(question: Question) -> Params | None:
        actors = question.actors()
        if not actors:
            return None
        return {one: iris(actors[0])} | ({other: iris(actors[1])} if len(actors) > 1 else {})

    return params


def commanding(question: Question) -> Params | None:
    """Who commands X, or whom X commands."""
    actors = question.actors()
    if not actors:
        return {}
    if len(actors) > 1:
        return {"commander": iris(actors[0]), "force": iris(actors[1])}
    down = re.search(
        r"\b(whom?|what|which \w+) (does|do|did|is|was) \{\d\} (the )?(command|lead|head|commander|leader|chief)|"
        r"\{\d\} (commands?|leads?|heads?|commanded|led)\b|(commanded|led|headed) by \{"
        r"|^(whom?|what|which \w+) \{\d\}|\b(command|charge|control) of$",
        question.shape,
    )
    return {"commander" if down else "force": iris(actors[0])}


def office(question: Question) -> Params | None:
    actors = question.actors()
    if not actors:
        return {}
    day = {"on_day": question.days[0].first.isoformat()} if question.days else {}
    held = re.search(
        r"\b(does|did|is|was|has) \{\d\}|(office|position|post|rank|title|role) (of|has|did|does) \{"
        r"|^\{\d\} (office|position|post|rank|job|title|role)$",
        question.shape,
    )
    held = None if question.shape.startswith("who ") else held
    return day | {"actor" if held else "body": iris(actors[0])}


def about(question: Question) -> Params | None:
    """What one says about another."""
    actors = question.actors()
    if question.frame.asks == "doer" and actors and not question.frame.doers:
        return {"subject": iris(actors[0])}
    if len(actors) >= 2:
        return {"speaker": iris(actors[0]), "subject": iris(actors[1]), "own": []}
    if not actors:
        return None
    subject = re.search(
        r"(about|of|call\w+|describe\w*|brand\w+|accus\w+|blam\w+|critici\w+|condemn\w+|against|concerning|on) \{\d\}",
        question.shape,
    )
    return {"subject": iris(actors[0])} if subject else {"speaker": iris(actors[0]), "own": []}


def denial(question: Question) -> Params | None:
    actors = question.actors()
    if not actors:
        return {}
    if re.search(
        r"(did|does|do|has|have) \{\d\} (den|disput|reject|refut|contradict)|\{\d\} (den|disput|reject|refut)",
        question.shape,
    ):
        return {"denier": iris(actors[0])}
    if re.search(
        r"\{\d\} (claim|report|stor|statement)\w*|(claims?|reports?|statements?|said|made) (of|by) \{", question.shape
    ):
        return {"claimant": iris(actors[0])}
    return {}


_ASPECTS: Final = ("tie", "tied", "deed", "words")
# what is told of one actor: of each aspect at most so much
MOST_OF_ASPECT: Final = 6


def foremost(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Of *rows* about an actor the first of each aspect, its ties before its deeds and its words."""
    found: list[dict[str, Any]] = []
    for aspect in _ASPECTS:
        own = [dict(row) for row in rows if row.get("aspect") == aspect]
        told = list(dict.fromkeys(_told_of(row) for row in own))[:MOST_OF_ASPECT]
        found += [row for row in own if _told_of(row) in told]
    return found


def _told_of(row: Row) -> tuple[Any, ...]:
    return (row.get("term"), row.get("office"), row.get("other"), row.get("event")) + (
        (row.get("text"),) if row.get("aspect") == "words" else ()
    )


def declared(question: Question, row: Mapping[str, Any]) -> bool:
    """Allies where the question asks for friends, the hostile where it asks for enemies."""
    hostile = re.search(r"hostile|enem|adversar|rival|\bfoe|opponent", question.shape) is not None
    return str(row.get("relation", "")).endswith("hostileTo") == hostile


def counted(question: Question, row: Row) -> bool:
    """Whether a count is of those whom the question names, where it names some."""
    said = f" {plain(str(row.get('whom') or ''))} {plain(str(row.get('text') or ''))} "
    return all(any(f" {name} " in said for name in question.index.names_of(actor)) for actor in question.actors())


def holding(question: Question, row: Row) -> bool:
    """Whether a row tells of the office that the question asks for."""
    called = str(row.get("office") or "")
    wanted = {w for w in question.content if w in office_words() and w not in ("office", "post")}
    if re.search(r"\b(rules?|ruled|governs?|governed|ruling|head of state)\b", question.shape):
        office = lexicon().offices.get(called.lower())
        return str(row.get("relation")).endswith("leads") or (office is not None and office.kind == "head")
    return is_of_office(wanted, called) if called else wanted <= HEADS


def commanded(question: Question, row: Row) -> bool:
    """Whether a row tells of a command where a commander is asked for; any leadership else."""
    asked = re.search(r"\bcommand", question.shape) is not None
    return (
        not asked or str(row.get("relation")).endswith("commands") or "command" in stems(str(row.get("office") or ""))
    )


def first_or_last(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Of *rows* those of the first day, or of the last, whichever is asked for."""
    dated = sorted((dict(row) for row in rows if row.get("first")), key=lambda row: str(row["first"]))
    if not dated:
        return []
    day = dated[-1 if re.search(r"\blast\b", question.shape) else 0]["first"]
    return [row for row in dated if row["first"] == day]


def edges(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Of *rows* those of the side that the question speaks of; all where it speaks of none."""
    with_each_other = re.search(r"alongside|beside|together|same side|with\b", question.shape)
    wanted = "against" if re.search(r"against|oppos|enem", question.shape) else "alongside" if with_each_other else ""
    return [dict(row) for row in rows if wanted in str(row.get("edge"))]


def shortest_path(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The relations on a shortest way from the first actor named to the second; nothing where none leads there."""
    here, there = ({e.iri for e in actor} for actor in question.actors()[:2])
    joins: dict[str, list[tuple[str, Row]]] = {}
    for row in rows:
        joins.setdefault(str(row["source"]), []).append((str(row["target"]), row))
        joins.setdefault(str(row["target"]), []).append((str(row["source"]), row))
    ways: dict[str, list[Row]] = {iri: [] for iri in sorted(here)}
    ahead = list(ways)
    while ahead:
        at = ahead.pop(0)
        if at in there:
            return [dict(row) for row in ways[at]]
        for beyond, row in joins.get(at, ()):
            if beyond not in ways:
                ways[beyond] = [*ways[at], row]
                ahead.append(beyond)
    return []


TIES: Final = (
    (r"married|marry|wife|husband|spouse", "spouseOf", ""),
    (r"spokes\w+|speaks?|spoke", "employedBy", "spokes"),
    (r"work|employ|boss", "employedBy", ""),
    (r"\bpart", "partOf", ""),
    (r"member|belong", "memberOf", ""),
)


def tied(question: Question, row: Mapping[str, Any]) -> bool:
    """The tie that the question asks for."""
    wanted = next(((tie, office) for asked, tie, office in TIES if re.search(asked, question.shape)), None)
    return (
        wanted is not None
        and str(row.get("relation", "")).endswith(wanted[0])
        and wanted[1] in str(row.get("office") or "")
    )


def others(question: Question, row: Mapping[str, Any]) -> bool:
    """Who is asked for is not whom the question names."""
    if not question.shape.startswith(("who ", "whom ", "which ", "what ")):
        return True
    return row.get("actor") not in {e.iri for actor in question.actors() for e in actor}


def manner(question: Question, row: Mapping[str, Any]) -> bool:
    """Together or against each other, where the question asks for one of them."""
    if re.search(r"hostil|against|enem", question.shape):
        return bool(row.get("manner") == "against")
    if re.search(r"cooperat|together|collaborat|help", question.shape):
        return bool(row.get("manner") == "together")
    return True


ROLE_VERBS: Final = (
    (r"airstrik|air strik|bomb|strike|struck|shell|launch|attack", ("strikes", "fights")),
    (r"besieg|siege to|encircl", ("besieges",)),
    (r"advis|guid", ("advises",)),
    (r"\btrain", ("trains",)),
    (r"\barm(s|ed|ing)?\b|weapon", ("arms",)),
    (r"suppl", ("supplies",)),
    (r"provide|gave|deliver|\bhelp|\bback", ("helps", "supplies", "arms", "supports", "advises", "informs")),
    (r"\bsupport", ("supports", "helps")),
    (r"financ|fund|paid", ("finances",)),
    (r"mediat|broker", ("mediates",)),
    (r"authori|approv|permit", ("authorizes",)),
    (r"withdr|retreat|pulled out|flee|fled", ("withdraws", "yields")),
    (r"deploy|sent troops|mobili", ("mobilizes",)),
    (r"accus|denounc|condemn|blam", ("accuses",)),
    (r"threat", ("threatens",)),
    (r"sanction", ("sanctions",)),
    (r"negotiat|talks", ("negotiates", "speaks")),
    (r"protest|demonstrat", ("protests",)),
    (r"\bfought|\bfight|\bbattl", ("fights", "attacks", "strikes", "besieges", "captures", "bombs", "shells", "kills")),
)


def part(question: Question) -> Params | None:
    found = next((roles for pattern, roles in ROLE_VERBS if re.search(pattern, question.shape)), ())
    return place_and_actor(question) | ({"role": list(found)} if found else {})


MEASURES: Final = (
    ("killed", r"kill|dead|die|death|toll|fatal|\blos|perish|slain|body count|casualt"),
    ("wounded", r"wound|injur|hurt|casualt"),
    ("displaced", r"displac|refugee|fled|flee|forced to leave|homeless|uproot"),
    ("captured", r"captur|prisoner|taken"),
    ("troops", r"troops|soldiers|fighters|strong"),
)


def measure(question: Question) -> Params:
    found = [name for name, pattern in MEASURES if re.search(pattern, question.shape)]
    found = [name for name in found if name != "troops"] or found
    return at_place(question) | ({"measure": found} if found else {})


def detained(question: Question) -> Params | None:
    """Whose detention is asked for, or by whom; where, stands in the rows."""
    place = question.place_number()
    people, holders = (
        [e for n in several if n != place and (e := question.named(n, "actor"))]
        for several in (question.frame.targets, question.frame.doers)
    )
    if holders and question.frame.asks == "count":
        return None  # the rows are those who are named, not how many there are
    return ({"person": iris(people[0])} if people else {}) | ({"holder": iris(holders[0])} if holders else {})


def happened(question: Question, row: Row) -> bool:
    """Whether a row tells of what happened, or of what is to come where that is asked for."""
    to_come = re.search(r"\b(will|plan\w*|going to|expected|upcoming)\b", question.shape) is not None
    return to_come or str(row.get("status")).rpartition("/")[2] not in ("planned", "hypothetical")


def as_of(question: Question) -> Params | None:
    if not question.days or question.days[0].every_year:
        return None
    return {"as_of": question.days[0].last.isoformat()} | first_actor("actor")(question)


def accusing(question: Question, row: Mapping[str, Any]) -> bool:
    """Where the question asks for accusations, only those count."""
    return not re.search(r"accus|blam|condemn|denounc", question.shape) or str(row.get("stance", "")).endswith(
        "accuses"
    )


def origins(question: Question) -> Params:
    """Whom it is about, and at least two origins where the question asks for what is confirmed."""
    least = {"least_origins": 2} if re.search("corrobor|confirmed|more than one", question.shape) else {}
    return first_actor("actor")(question) | least
