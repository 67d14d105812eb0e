"""Events: who took part on which side, what the accounts say of place, time and numbers, how it stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.store import Queryable, Reader
from kg.web.views.evidence import Passage, passages
from kg.web.views.values import Node, days, ids_tail, rows


@dataclass(frozen=True)
class Part:
    """An actor's part in an event, and how it stands: reported, contested, ..."""

    actor: Node
    role: str
    function: str
    status: str = ""
    claims: int = 0


@dataclass
class Column:
    """One side of an event."""

    label: str
    members: list[Node] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    claims: list[Node] = field(default_factory=list)


def parts(reader: Reader, event: str) -> list[Part]:
    """Who took part in *event*, how, and in how many claims."""
    found = rows(
        reader,
        f"""SELECT ?actor ?label ?role ?function (COUNT(DISTINCT ?claim) AS ?claims) {{
  ?account kg:denotes <{event}> ; kg:participation ?p .
  ?p kg:actor ?a ; kg:role ?role ; kg:function ?function .
  ?a kg:denotes ?actor . ?actor rdfs:label ?label .
  OPTIONAL {{ ?claim kg:affirms ?account }}
}} GROUP BY ?actor ?label ?role ?function ORDER BY ?function LCASE(?label) ?actor ?role""",
    )
    standing = statuses(reader, f"?prop kg:event <{event}> ; kg:actor ?key .")
    return [
        Part(
            Node(row["actor"], row["label"]),
            ids_tail(row["role"]),
            ids_tail(row["function"]),
            standing.get(row["actor"], ""),
            int(row["claims"]),
        )
        for row in found
    ]


def statuses(reader: Queryable, where: str) -> dict[str, str]:
    """The present status of the propositions that *where* binds to ``?prop``, by ``?key``."""
    found = rows(
        reader,
        f"""SELECT ?key ?status {{ {where} ?assessment kg:proposition ?prop ; kg:status ?status .
  FILTER NOT EXISTS {{ ?assessment kg:validTo ?over }} }} ORDER BY ?key ?status""",
    )
    return {row["key"]: ids_tail(row["status"]) for row in found}


def columns(reader: Reader, event: str) -> list[Column]:
    """The sides of *event*: who stood together, against whom, and the claims that say so."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?side ?label ?member ?name ?against {{
  ?side kg:account/kg:denotes <{event}> ; rdfs:label ?label ; kg:member ?m .
  ?m kg:denotes ?member . ?member rdfs:label ?name .
  OPTIONAL {{ ?side kg:opposes/rdfs:label ?against }}
}} ORDER BY ?side LCASE(?name)""",
    )
    sides: dict[str, Column] = {}
    for row in found:
        column = sides.setdefault(row["side"], Column(row["label"]))
        member = Node(row["member"], row["name"])
        if member not in column.members:
            column.members.append(member)
        if row.get("against") and row["against"] not in column.against:
            column.against.append(row["against"])
    return _merged(list(sides.values()))


def _merged(sides: list[Column]) -> list[Column]:
    """*sides* with those of several articles put together where one holds all members of the other."""
    found: list[Column] = []
    for side in sorted(sides, key=lambda c: -len(c.members)):
        same = next((c for c in found if {m.iri for m in side.members} <= {m.iri for m in c.members}), None)
        if same is None:
            found.append(side)
        else:
            same.against += [words for words in side.against if words not in same.against]
    return found


def accounts(reader: Reader, event: str) -> list[Passage]:
    """How the articles tell of *event*: the evidence of each account."""
    iris = [
        row["a"] for row in rows(reader, f"SELECT ?a {{ ?a kg:denotes <{event}> ; a kg:EventAccount }} ORDER BY ?a")
    ]
    found = passages(reader, iris)
    return list({(p.v, p.begin, p.end): p for iri in iris for p in found[iri]}.values())


def event_facts(reader: Queryable, event: str) -> dict[str, list[Node | str]]:
    """Type, place, time and numbers of *event*, each as the accounts give it."""
    found: dict[str, list[Node | str]] = defaultdict(list)
    for row in rows(
        reader,
        f"""SELECT DISTINCT ?type ?called ?place ?where ?words ?begin ?end {{
  ?a kg:denotes <{event}> ; kg:eventType ?type .
  OPTIONAL {{ ?a kg:subtype ?subtype }} OPTIONAL {{ ?subtype skos:prefLabel ?told }}
  OPTIONAL {{ ?type skos:prefLabel ?label }} BIND(COALESCE(?told, ?label) AS ?called)
  OPTIONAL {{ ?a kg:place ?p . ?p kg:denotes ?place . ?place rdfs:label ?where }}
  OPTIONAL {{ ?a kg:time ?t . ?t rdfs:label ?words OPTIONAL {{ ?t kg:begin ?begin }} OPTIONAL {{ ?t kg:end ?end }} }}
}} ORDER BY ?type ?where ?begin""",
    ):
        plover = ids_tail(row["type"])
        _once(found["Type"], f"{row['called']} (PLOVER {plover})" if "called" in row else plover)
        if "place" in row:
            _once(found["Place"], Node(row["place"], row["where"]))
        if "words" in row:
            _once(found["Time"], row["words"] + days(row.get("begin"), row.get("end")))
    told = f"?a kg:denotes <{event}> . ?q kg:account ?a ; kg:measure ?measure ; rdfs:label ?number"
    for row in rows(reader, f"SELECT DISTINCT ?measure ?number {{ {told} }} ORDER BY ?measure ?number"):
        _once(found["Numbers"], f"{row['measure']}: {row['number']}")
    return dict(found)


def _once(values: list[Node | str], value: Node | str) -> None:
    if value not in values:
        values.append(value)
