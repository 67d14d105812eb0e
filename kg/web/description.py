"""What the service says of itself: the SPARQL 1.1 Service Description, and VoID for the dataset behind it.

Source: https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/#well-known.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, request, url_for

from kg.sparql import GRAPH_WRITERS, tidy_prefixes
from kg.updates import UPLOAD_FORMATS
from kg.vocab import PREFIXES, RDF, SD
from kg.void import describe
from kg.web.endpoint import content_type
from kg.web.negotiate import GRAPH_FORMATS, choose
from kg.web.site import site

blueprint = Blueprint("description", __name__)

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_PREFIXES: Final = {**PREFIXES, "sd": SD.iri, "formats": _FORMATS}
_FORMAT_IRIS: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
_lock: Final = threading.Lock()
_kept: Final[dict[tuple[str, str, str], list[ox.Triple]]] = {}


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The dataset in VoID; its numbers are counted once for each version."""
    reader, at = site().reader, request.host_url
    key = site().settings.store, reader.version, at
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = describe(reader, at=at)
        triples = _kept[key]
    response = rdf(triples)
    response.headers["Kg-Dataset-Version"] = reader.version
    return response


def describe_service() -> Response:
    """The Service Description in the graph format that the request asks for."""
    update = url_for("update.update", _external=True)
    return rdf(service_description(request.base_url, update, union=site().settings.default_graph == "union"))


def rdf(triples: Sequence[ox.Triple]) -> Response:
    """*triples* in the graph format that the request asks for."""
    offer = choose(request.headers.get("Accept"), GRAPH_FORMATS, format_name=request.args.get("format"))
    body = ox.serialize(triples, format=GRAPH_WRITERS[offer.media_type], prefixes=_PREFIXES) or b""
    response = Response(tidy_prefixes(body, offer.media_type), content_type=content_type(offer.media_type))
    response.vary.add("Accept")
    return response


def service_description(endpoint: str, update: str, *, union: bool) -> list[ox.Triple]:
    """What the services at *endpoint* and *update* are: languages, formats, and what the default graph is."""
    service, updates, dataset = (ox.NamedNode(iri) for iri in (endpoint, update, f"{endpoint}#dataset"))
    graph = ox.NamedNode(f"{endpoint}#default")
    told = [
        (service, RDF.type, SD.Service),
        (service, SD.endpoint, endpoint),
        (service, SD.supportedLanguage, SD.SPARQL11Query),
        *((service, SD.resultFormat, _FORMATS + name) for name in _FORMAT_IRIS.values()),
        *([(service, SD.feature, SD.UnionDefaultGraph)] if union else []),
        (service, SD.defaultDataset, dataset.value),
        (updates, RDF.type, SD.Service),
        (updates, SD.endpoint, update),
        (updates, SD.supportedLanguage, SD.SPARQL11Update),
        *((updates, SD.inputFormat, _FORMATS + _FORMAT_IRIS[kind]) for kind in UPLOAD_FORMATS if kind in _FORMAT_IRIS),
        (updates, SD.defaultDataset, dataset.value),
        (dataset, RDF.type, SD.Dataset),
        (dataset, SD.defaultGraph, graph.value),
        (graph, RDF.type, SD.Graph),
    ]
    return [ox.Triple(s, ox.NamedNode(p), ox.NamedNode(o)) for s, p, o in told]
