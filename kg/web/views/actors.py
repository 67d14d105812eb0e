"""Actors: names, parts in events, whom they stood beside and against, relations, claims by and about them."""

from __future__ import annotations

from typing import Final

from kg.store import Reader
from kg.web.views.claims import claims
from kg.web.views.happenings import Happening, by_iri
from kg.web.views.network import Tie, ties
from kg.web.views.values import Node, ids_tail, rows


def actor(reader: Reader, about: str) -> dict[str, object]:
    """What is known of an actor: names, parts in events, company, relations, claims by it and about it."""
    names = rows(
        reader,
        f"""SELECT DISTINCT ?name ?unnamed {{
  ?n kg:denotes <{about}> ; rdfs:label|skos:altLabel ?name ; kg:unnamed ?unnamed }} ORDER BY LCASE(?name)""",
    )
    return {
        "names": [row["name"] for row in names],
        "unnamed": any(row["unnamed"] == "true" for row in names),
        "kinds": [ids_tail(row["kind"]) for row in rows(reader, _KINDS % about)],
        "events": _parts(reader, about),
        "beside": _company(reader, about, "alongside"),
        "against": _company(reader, about, "against"),
        "relations": rows(reader, _RELATIONS % {"actor": about}),
        "said_by": claims(reader, f"?h kg:denotes <{about}> . ?claim kg:holder ?h ; kg:outlet false"),
        "said_about": claims(
            reader,
            # from the actor on: begun at the claims, it would go through all of them
            f"""?n kg:denotes <{about}> .
  {{ ?p kg:actor ?n . ?x kg:participation ?p }} UNION {{ ?x kg:member|kg:subject|kg:object|kg:of ?n }}
  ?claim kg:affirms|kg:negates ?x ; kg:outlet false""",
        ),
    }


def _parts(reader: Reader, about: str) -> list[tuple[Happening, str]]:
    """The events that the actor has a part in, the latest first, with the part."""
    known = by_iri(reader)
    found = [(known[row["event"]], ids_tail(row["role"])) for row in rows(reader, _PARTS_OF % about)]
    return sorted(found, key=lambda part: part[0].begin, reverse=True)


def _company(reader: Reader, about: str, kind: str) -> list[tuple[Node, Tie]]:
    """The others of all ties of one kind that the actor has, with the tie."""
    found = ties(reader, actor=about, kinds=(kind,))
    return [(tie.other if tie.one.iri == about else tie.one, tie) for tie in found]


_KINDS: Final = """SELECT DISTINCT ?kind { ?n kg:denotes <%s> ; a ?kind
  FILTER(?kind IN (kg:State, kg:ArmedGroup, kg:Organization, kg:Person, kg:Media, kg:Population)) } ORDER BY ?kind"""


_PARTS_OF: Final = """SELECT DISTINCT ?event ?role {
  ?n kg:denotes <%s> . ?p kg:actor ?n ; kg:role ?role ; kg:account ?a . ?a kg:denotes ?event
} ORDER BY ?event ?role"""
# told by several articles, a relation is shown once
_RELATIONS: Final = """SELECT (MIN(?told) AS ?node) ?subject ?subjectLabel ?relation ?object ?objectLabel
  (MIN(?title) AS ?office) (COUNT(DISTINCT ?article) AS ?articles) {
  ?n kg:denotes <%(actor)s> . { ?told kg:subject ?n } UNION { ?told kg:object ?n }
  ?told a kg:Relation ; kg:inArticle ?article ; kg:subject ?s ; kg:object ?o ; kg:relationType ?relation .
  ?s kg:denotes ?subject . ?subject rdfs:label ?subjectLabel . ?o kg:denotes ?object . ?object rdfs:label ?objectLabel .
  OPTIONAL { ?told kg:office ?title } BIND(LCASE(COALESCE(?title, "")) AS ?same)
} GROUP BY ?subject ?subjectLabel ?relation ?object ?objectLabel ?same
ORDER BY ?relation LCASE(?objectLabel) ?same ?subjectLabel LIMIT 60"""
