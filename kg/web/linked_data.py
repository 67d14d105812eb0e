"""Every IRI opens: ``/id/...`` answers 303 to a page or to data, ``/data/...`` and ``/graph/...`` give RDF.

Source: https://www.w3.org/TR/cooluris/ section 4.2; RFC 9110 for Content-Location, RFC 8288 for Link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request, url_for

from kg.errors import UnknownName
from kg.sparql import GRAPH_WRITERS, tidy_prefixes
from kg.store import Reader
from kg.vocab import OA, PREFIXES
from kg.web.endpoint import content_type
from kg.web.negotiate import GRAPH_FORMATS, HTML, Offer, choose, prefers_html
from kg.web.site import site

blueprint = Blueprint("linked_data", __name__)

MAX_INCOMING: Final = 1000
_IRI: Final = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")


def is_iri(text: str) -> bool:
    """Whether *text* can stand between angle brackets.

    >>> is_iri("http://example.org/a"), is_iri("http://example.org/> ?s ?p")
    (True, False)
    """
    return _IRI.fullmatch(text) is not None


def thing(rest: str) -> str:
    """The IRI of what the path ``/id/rest`` names; escapes in it are those of the IRI.

    Raises: UnknownName where no IRI can look like this.
    """
    iri = f"{site().reader.base_iri}id/{quote(unquote(rest), safe='/-._~')}"
    if not is_iri(iri):
        raise UnknownName("nothing has an IRI like this.")
    return iri


@blueprint.get("/id/<path:rest>")
def dereference(rest: str) -> Response:
    """From the thing to the page about it, or to the data about it, by what the client would rather have."""
    wanted = choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS), format_name=request.args.get("format"))
    target = (
        url_for("pages.page", rest=rest)
        if wanted is HTML
        else url_for("linked_data.data", rest=f"{rest}.{wanted.extension}")
    )
    response = redirect(target, 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/data/<path:rest>")
def data(rest: str) -> Response:
    """The statements about a thing, in the format of the file ending, else of the Accept header."""
    stem, offer = _by_ending(rest)
    about = thing(stem)
    offer = offer or choose(request.headers.get("Accept"), GRAPH_FORMATS, format_name=request.args.get("format"))
    quads = list(statements(site().reader, about))
    if not quads:
        raise UnknownName(f"nothing here is known of <{about}>.")
    response = rdf(quads, offer)
    response.headers["Content-Location"] = url_for("linked_data.data", rest=f"{stem}.{offer.extension}")
    response.headers["Link"] = links(about, stem)
    return response


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """A whole named graph."""
    reader = site().reader
    iri = f"{reader.base_iri}graph/{name}"
    if iri not in reader.graphs():
        raise UnknownName(f"there is no graph <{iri}>.")
    offer = choose(request.headers.get("Accept"), GRAPH_FORMATS, format_name=request.args.get("format"))
    return rdf(reader.quads(iri), offer)


def _by_ending(rest: str) -> tuple[str, Offer | None]:
    for offer in GRAPH_FORMATS:
        if rest.endswith(f".{offer.extension}"):
            return rest.removesuffix(f".{offer.extension}"), offer
    return rest, None


def links(about: str, rest: str) -> str:
    """The Link header of a page or file about the thing ``/id/rest``: what it describes, and its other forms."""
    found = [
        f'<{about}>; rel="describes"',
        f'<{url_for("pages.page", rest=rest)}>; rel="alternate"; type="text/html"',
        f'<{url_for("linked_data.data", rest=f"{rest}.ttl")}>; rel="describedby"; type="text/turtle"',
    ]
    for offer in GRAPH_FORMATS:
        address = url_for("linked_data.data", rest=f"{rest}.{offer.extension}")
        found.append(f'<{address}>; rel="alternate"; type="{offer.media_type}"')
    return ", ".join(found)


def statements(reader: Reader, iri: str) -> Iterable[ox.Quad]:
    """What is said of *iri* and with *iri*, and the spans that the statements about it point at."""
    return sorted(_quads(reader, iri), key=str)


def _quads(reader: Reader, iri: str) -> set[ox.Quad]:
    found: set[ox.Quad] = set()
    for pattern in (
        f"BIND(<{iri}> AS ?s) GRAPH ?g {{ ?s ?p ?o }}",
        f"BIND(<{iri}> AS ?o) GRAPH ?g {{ ?s ?p ?o }}",
        f"GRAPH ?g {{ <{iri}> ?link ?s . ?s <{OA.start}> ?begin ; ?p ?o }}",
    ):
        rows = reader.query(f"SELECT ?g ?s ?p ?o {{ {pattern} }} LIMIT {MAX_INCOMING}", default_graph="plain")
        assert isinstance(rows, ox.QuerySolutions)
        found.update(ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows)
    return found


def rdf(quads: Iterable[ox.Quad], offer: Offer) -> Response:
    """*quads* in the format of *offer*; their graphs are kept where the format has graphs."""
    with_graphs = offer.name in {"trig", "nquads", "jsonld"}
    writer = GRAPH_WRITERS[offer.media_type]
    if with_graphs:
        body = ox.serialize(quads, format=writer, prefixes=dict(PREFIXES))
    else:
        body = ox.serialize((quad.triple for quad in quads), format=writer, prefixes=dict(PREFIXES))
    response = Response(tidy_prefixes(body or b"", offer.media_type), content_type=content_type(offer.media_type))
    response.vary.add("Accept")
    response.headers["Kg-Dataset-Version"] = site().reader.version
    return response


__all__ = ["blueprint", "is_iri", "links", "prefers_html", "rdf", "statements", "thing"]
