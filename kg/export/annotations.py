"""Mentions as Web Annotations with NIF's offsets, and relations as nanopublications: for tools that read these.

Sources: https://www.w3.org/TR/annotation-model/, https://persistence.uni-leipzig.org/nlp2rdf/, https://nanopub.net/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

import pyoxigraph as ox

from kg.export.forms import Graphs
from kg.ids import short_hash
from kg.query import select
from kg.store.interface import Reader
from kg.vocab import DCTERMS, EXTRA_PREFIXES, KG, NIF, NP, OA, PREFIXES, PROV, RDF, SPARQL_PREFIXES, XSD

_MENTIONS: Final = """SELECT DISTINCT ?span ?actor ?article ?begin ?end ?text {
  ?node kg:mention ?span ; kg:denotes ?actor .
  ?span oa:start ?begin ; oa:end ?end ; kg:inArticle ?article .
  OPTIONAL { ?span oa:exact ?text }
} ORDER BY ?article ?begin ?end ?actor"""
_FIRM: Final = """SELECT DISTINCT ?proposition ?source ?edge ?target ?status ?article ?claim {
  {
    VALUES (?class ?edge) { (kg:SameSideProposition kg:foughtAlongside) (kg:OpposedProposition kg:foughtAgainst) }
    ?proposition kg:actorA ?source ; kg:actorB ?target ; a ?class .
  } UNION {
    ?proposition a kg:RelationProposition ; kg:relationType ?relation ; kg:subject ?source ; kg:object ?target .
    BIND(IRI(CONCAT(STR(kg:), STRAFTER(STR(?relation), "relation-type/"))) AS ?edge)
  }
  VALUES ?status { status:reported status:corroborated }
  ?assessment kg:proposition ?proposition ; kg:status ?status ; kg:ground ?claim .
  FILTER NOT EXISTS { ?assessment kg:validTo ?past }
  ?claim kg:inArticle ?article .
} ORDER BY ?proposition ?status ?article ?claim"""


def write_annotations(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """One annotation for each mention of an actor, its target the characters of the article."""
    triples = [ox.Triple(*t) for t in _annotations(reader)]
    prefixes = {p: PREFIXES[p] for p in ("oa", "rdf", "xsd")} | {"nif": NIF.iri}
    ox.serialize(sorted(set(triples), key=str), sink, ox.RdfFormat.TURTLE, prefixes=prefixes)


def _annotations(reader: Reader) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    node = ox.NamedNode
    for row in select(reader, SPARQL_PREFIXES + _MENTIONS).rows:
        span, article, actor = node(str(row["span"])), node(str(row["article"])), node(str(row["actor"]))
        me = node(f"{reader.base_iri}id/annotation/{short_hash(span.value, actor.value)}")
        yield me, node(RDF.type), node(OA.Annotation)
        yield me, node(OA.motivatedBy), node(OA.identifying)
        yield me, node(OA.hasBody), actor
        yield me, node(OA.hasTarget), span
        for kind in (OA.SpecificResource, OA.TextPositionSelector, NIF.OffsetBasedString):
            yield span, node(RDF.type), node(kind)
        yield span, node(OA.hasSource), article
        yield span, node(OA.hasSelector), span
        yield span, node(NIF.referenceContext), article
        for term, value in ((OA.start, row["begin"]), (OA.end, row["end"])):
            yield span, node(term), ox.Literal(str(value), datatype=node(XSD.integer))
        for term, value in ((NIF.beginIndex, row["begin"]), (NIF.endIndex, row["end"])):
            yield span, node(term), ox.Literal(str(value), datatype=node(XSD.nonNegativeInteger))
        if row["text"] is not None:
            yield span, node(NIF.anchorOf), ox.Literal(str(row["text"]))
            yield span, node(OA.exact), ox.Literal(str(row["text"]))


def write_nanopubs(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
    """One nanopublication for each firm relation: the plain triple, the claims it rests on, who made it from what."""
    quads = sorted(set(_nanopubs(reader)), key=str)
    ox.serialize(quads, sink, ox.RdfFormat.TRIG, prefixes={**PREFIXES, "np": EXTRA_PREFIXES["np"]})


def _nanopubs(reader: Reader) -> Iterator[ox.Quad]:
    node = ox.NamedNode
    for row in select(reader, SPARQL_PREFIXES + _FIRM).rows:
        me = f"{reader.base_iri}id/nanopub/{short_hash(str(row['proposition']))}"
        head, said, provenance, info = (node(f"{me}#{part}") for part in ("head", "assertion", "provenance", "pubinfo"))
        about = node(me)
        yield ox.Quad(about, node(RDF.type), node(NP.Nanopublication), head)
        yield ox.Quad(about, node(NP.hasAssertion), said, head)
        yield ox.Quad(about, node(NP.hasProvenance), provenance, head)
        yield ox.Quad(about, node(NP.hasPublicationInfo), info, head)
        yield ox.Quad(node(str(row["source"])), node(str(row["edge"])), node(str(row["target"])), said)
        yield ox.Quad(said, node(PROV.wasDerivedFrom), node(str(row["claim"])), provenance)
        yield ox.Quad(said, node(PROV.hadPrimarySource), node(str(row["article"])), provenance)
        yield ox.Quad(said, node(KG.status), node(str(row["status"])), provenance)
        yield ox.Quad(about, node(DCTERMS.source), node(str(row["proposition"])), info)
        yield ox.Quad(about, node(DCTERMS.isPartOf), node(reader.base_iri), info)
        yield ox.Quad(about, node(DCTERMS.hasVersion), ox.Literal(reader.version), info)
