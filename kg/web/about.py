"""The dataset as a whole: what it is, its files, its sources, and what crawlers and editors ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, render_template, request, send_file, url_for

from kg import __version__
from kg.errors import UnknownName
from kg.export import FORMATS, find_format
from kg.export import export as export_as
from kg.query import find_query
from kg.vocab import EXTRA_PREFIXES, ONTOLOGY, PREFIXES, SCHEMA, compact
from kg.web import dumps, views
from kg.web.shown import as_file, html, json_response
from kg.web.site import site
from kg.web.terms import read_terms, term_groups
from kg.web.views.dataset import findings, shapes, size
from kg.web.views.outlets import outlets

blueprint = Blueprint("about", __name__)

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
SITEMAP_URLS: Final = 40_000
OUTLET_COLUMNS: Final = (
    "name", "iri", "articles", "own", "relayed", "anonymous", "denials", "events", "corroborated", "disputed"
)  # fmt: skip
SMALL_QUADS: Final = 300_000
"""Up to this size the page of the dataset makes the dumps to tell their checksums; beyond, the first download does."""


@blueprint.get("/sources")
@blueprint.get("/sources.<ending>")
def sources(ending: str = "") -> Response:
    """What each outlet tells itself, relays, and has denied."""
    found = outlets(site().reader)
    if ending:
        return as_file(ending, OUTLET_COLUMNS, [{c: getattr(outlet, c) for c in OUTLET_COLUMNS} for outlet in found])
    return html("sources.html", outlets=found, relies=find_query("sources-by-outlet"))


@blueprint.get("/dataset")
def dataset() -> Response:
    """The page of the dataset: counts, licence, dumps, model, rules, what these left out; schema.org for crawlers."""
    reader = site().reader
    files = [_dump(name) for name in dumps.FORMATS]
    return html(
        "dataset.html", size=size(reader), counts=views.counts(reader), manifest=reader.manifest, dumps=files,
        shapes=shapes(), findings=findings(reader), licence=LICENCE, formats=FORMATS.values(), program=__version__,
        described=_described(files), ontology=ONTOLOGY,
    )  # fmt: skip


def _dump(name: str) -> dict[str, object]:
    reader, kept = site().reader, site().dumps
    made = kept.get(reader, name) if reader.manifest.quads <= SMALL_QUADS else kept.known(reader, name)
    return {"name": name, "bytes": made.bytes if made else None, "sha256": made.sha256 if made else ""}


def _described(files: Iterable[dict[str, object]]) -> dict[str, object]:
    """The dataset as schema.org has it, for the search engines of datasets."""
    reader = site().reader
    distributions = [
        {
            "@type": "DataDownload",
            "contentUrl": url_for("about.dump", name=file["name"], _external=True),
            "encodingFormat": find_format(dumps.FORMATS[str(file["name"])]).media_type,
            **({"sha256": file["sha256"]} if file["sha256"] else {}),
        }
        for file in files
    ]
    return {
        "@context": SCHEMA.iri,
        "@type": "Dataset",
        "@id": f"{reader.base_iri}dataset",
        "name": site().settings.name,
        "description": "Who fought on whose side according to news articles: each claim with its holder, its "
        "sentence and those who dispute it.",
        "url": url_for("about.dataset", _external=True),
        "version": reader.version,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "keywords": ["conflict", "news", "events", "actors", "alliances", "claims", "provenance"],
        "distribution": distributions,
    }


@blueprint.get("/dataset/<name>")
def dump(name: str) -> Response:
    """A file with the whole dataset; with .sha256 behind its name, its checksum."""
    wanted = name.removesuffix(".sha256")
    made = site().dumps.get(site().reader, wanted)
    if wanted != name:
        return Response(f"{made.sha256}  {wanted}\n", content_type="text/plain; charset=utf-8")
    response = send_file(
        made.path, mimetype="application/gzip", as_attachment=True, download_name=wanted, etag=made.sha256
    )
    response.headers["Kg-Dataset-Version"] = site().reader.version
    return response


@blueprint.get("/export/<name>")
def export(name: str) -> Response:
    """The dataset, or a table or network made of it, in one of the formats of ``kg export``."""
    wanted = FORMATS.get(name)
    if wanted is None:
        raise UnknownName(f"there is no format {name!r}. There are: {', '.join(FORMATS)}.")
    response = Response(export_as(site().reader, name), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{wanted.name}.{wanted.extension}"'
    response.headers["Kg-Dataset-Version"] = site().reader.version
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read pages and files, not run queries."""
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /ask?", "Disallow: /ingest"]
    lines.append(f"Sitemap: {url_for('about.sitemap', _external=True)}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The list of site maps: one a kind of thing, cut where it would be too long."""
    reader = site().reader
    parts = [
        (kind, number)
        for kind in views.LISTINGS
        for number in range(-(-len(views.everything(reader, kind)) // SITEMAP_URLS))
    ]
    return _xml("sitemap.xml", parts=parts)


@blueprint.get("/sitemap/<kind>-<int:number>.xml")
def sitemap_part(kind: str, number: int) -> Response:
    """The pages of one kind."""
    if kind not in views.LISTINGS:
        raise UnknownName(f"there is no site map of {kind}. There are: {', '.join(views.LISTINGS)}.")
    begin = number * SITEMAP_URLS
    return _xml("sitemap.xml", rows=views.everything(site().reader, kind)[begin : begin + SITEMAP_URLS])


def _xml(template: str, **shown: object) -> Response:
    return Response(
        render_template(template, root=request.url_root.rstrip("/"), **shown), content_type="application/xml"
    )


@blueprint.get("/prefixes.json")
def prefixes() -> Response:
    """Prefix to IRI: what the editor completes PREFIX lines from."""
    return json_response({**PREFIXES, **EXTRA_PREFIXES})


@blueprint.get("/vocabulary.json")
def vocabulary() -> Response:
    """The classes and properties in use, with their number and what the ontology says they are: for the editor."""
    found = size(site().reader)
    told = {term.iri: (term.definitions or [""])[0] for _, terms in term_groups(read_terms()) for term in terms}
    return json_response(
        {
            kind: [{"iri": iri, "name": compact(iri), "uses": n, "definition": told.get(iri, "")} for iri, n in pairs]
            for kind, pairs in (("classes", found.classes), ("properties", found.properties))
        }
    )
