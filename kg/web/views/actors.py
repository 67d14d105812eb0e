"""Actors: names, parts in events, whom they stood beside and against, relations, claims by and about them."""

from __future__ import annotations

from typing import Final

from kg.store import Reader
from kg.web.views.claims import claims
from kg.web.views.values import ids_tail, rows


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
        "events": rows(reader, _PARTS_OF % about),
        "beside": rows(reader, _COMPANY % {"actor": about, "to": "?s kg:member ?o"}),
        "against": rows(reader, _COMPANY % {"actor": about, "to": "?s kg:opposes/kg:member ?o"}),
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


_KINDS: Final = """SELECT DISTINCT ?kind { ?n kg:denotes <%s> ; a ?kind
  FILTER(?kind IN (kg:State, kg:ArmedGroup, kg:Organization, kg:Person, kg:Media, kg:Population)) } ORDER BY ?kind"""


_PARTS_OF: Final = """SELECT DISTINCT ?event ?label ?role ?begin ?precision {
  ?p kg:actor/kg:denotes <%s> ; kg:role ?role ; kg:account ?a . ?a kg:denotes ?event . ?event rdfs:label ?label .
  OPTIONAL { ?a kg:time ?t . ?t kg:begin ?begin ; kg:precision ?precision }
} ORDER BY DESC(?begin) ?event ?role"""


_COMPANY: Final = """SELECT ?other ?label (COUNT(DISTINCT ?article) AS ?articles) (SAMPLE(?side) AS ?where)
  (SAMPLE(?sideLabel) AS ?whereLabel) {
  ?s kg:member ?m ; kg:inArticle ?article . ?m kg:denotes <%(actor)s> . %(to)s .
  ?o kg:denotes ?other . ?other rdfs:label ?label FILTER(?other != <%(actor)s>)
  OPTIONAL { ?s kg:theatre/kg:denotes ?side . ?side rdfs:label ?sideLabel }
} GROUP BY ?other ?label ORDER BY DESC(?articles) LCASE(?label) ?other"""


_RELATIONS: Final = """SELECT DISTINCT ?node ?subject ?subjectLabel ?relation ?object ?objectLabel ?office {
  ?n kg:denotes <%(actor)s> . { ?node kg:subject ?n } UNION { ?node kg:object ?n }
  ?node a kg:Relation ; kg:subject ?s ; kg:object ?o ; kg:relationType ?relation .
  ?s kg:denotes ?subject . ?subject rdfs:label ?subjectLabel . ?o kg:denotes ?object . ?object rdfs:label ?objectLabel .
  OPTIONAL { ?node kg:office ?office }
} ORDER BY ?relation LCASE(?objectLabel) ?node"""
