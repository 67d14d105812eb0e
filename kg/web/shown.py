"""How things are shown: pages from templates, lists as files, names, addresses and days in templates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Final

import msgspec
from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup

from kg.ask.days import written_day, written_days
from kg.errors import UnknownName
from kg.vocab import KG, compact
from kg.web.site import site
from kg.web.views import Passage

blueprint = Blueprint("shown", __name__)

RELATIONS: Final = {
    "memberOf": "is a member of",
    "partOf": "is a part of",
    "alliedWith": "is allied with",
    "hostileTo": "is hostile to",
    "holdsOffice": "holds an office of",
    "employedBy": "works for",
    "spouseOf": "is married to",
}
FILES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""The endings that any list can be had with."""


def html(template: str, **shown: object) -> Response:
    """The page that *template* makes of *shown*."""
    body = render_template(template, version=site().reader.version, **shown)
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Kg-Dataset-Version"] = site().reader.version
    return response


def as_file(ending: str, columns: Sequence[str], found: Sequence[Mapping[str, object]]) -> Response:
    """The rows of a list as a file: ``csv`` with a head line, or ``json`` with the version of the dataset.

    Raises: UnknownName for another *ending*.
    """
    if ending not in FILES:
        raise UnknownName(f"there is no .{ending} of this list. There are: {', '.join(f'.{e}' for e in FILES)}.")
    if ending == "json":
        whole = {"dataset_version": site().reader.version, "total": len(found), "rows": found}
        return json_response(whole)
    sink = io.StringIO()
    writer = csv.DictWriter(sink, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(found)
    return _headed(Response(sink.getvalue(), content_type=FILES["csv"]))


def json_response(whole: object) -> Response:
    """*whole* as JSON."""
    return _headed(Response(msgspec.json.encode(whole), content_type=FILES["json"]))


def _headed(response: Response) -> Response:
    response.headers["Kg-Dataset-Version"] = site().reader.version
    return response


@blueprint.app_template_filter("page")
def page_address(iri: str) -> str:
    """The page about *iri* on this site, its own address where it is elsewhere on the web, "" where it has none."""
    if "address" not in g:
        g.address = partial(_address, request.script_root, site().reader.base_iri)
    found: str = g.address(iri)
    return found


@lru_cache(maxsize=1 << 16)
def _address(_: str, base: str, iri: str) -> str:
    """See :func:`page_address`; kept, as a page asks for hundreds. The first argument is where the site is mounted."""
    if iri.startswith(f"{base}id/"):
        return url_for("pages.page", rest=iri.removeprefix(f"{base}id/"))
    if iri.startswith(f"{base}graph/"):
        return url_for("linked_data.graph", name=iri.removeprefix(f"{base}graph/"))
    if iri.startswith(KG.iri):
        return f"{url_for('pages.ontology')}#{iri.removeprefix(KG.iri)}"
    return iri if re.match(r"https?://", iri) else ""


@blueprint.app_template_filter("short")
def short(iri: str) -> str:
    """*iri* as people read it: with its prefix, or without the base of this site."""
    return compact(iri).removeprefix(site().reader.base_iri)


@blueprint.app_template_filter("where")
def where(passage: Passage) -> str:
    """The place in an article's page that shows *passage*."""
    v, begin, end = passage.v, passage.begin, passage.end
    return f"{url_for('pages.page', rest=f'article/{v}')}?begin={begin}&end={end}#here"


@blueprint.app_template_global()
def site_name() -> str:
    """What the site is called."""
    return site().settings.name


@blueprint.app_template_filter("day")
def day_element(iso: str | None) -> str | Markup:
    """A day in words for the eye and in digits for programs."""
    if not iso:
        return ""
    return Markup('<time datetime="{}">{}</time>').format(iso, written_day(iso))


@blueprint.app_template_filter("days")
def days_filter(begin: str, end: str = "", precision: str = "day") -> str:
    """See :func:`written_days`."""
    return written_days(begin, end, precision)


@blueprint.app_template_filter("relation")
def relation(name: str) -> str:
    """A relation type in words; one that is not among ours as its local name has it.

    >>> relation("memberOf"), relation("knowsOf")
    ('is a member of', 'knows of')
    """
    return RELATIONS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


@blueprint.app_template_filter("counted")
def counted(number: int, noun: str, plural: str = "") -> str:
    """*number* with *noun*.

    >>> counted(1, "event"), counted(1200, "event"), counted(2, "party", "parties")
    ('1 event', '1,200 events', '2 parties')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@blueprint.app_template_global()
def with_parameters(**changed: str) -> str:
    """The address of this page with some parameters changed; "" takes one away."""
    kept = {**{k: v for k, v in request.args.items() if k != "format"}, **changed}
    return url_for(
        request.endpoint or "pages.home", **{**(request.view_args or {}), **{k: v for k, v in kept.items() if v}}
    )


@blueprint.app_template_global()
def as_file_address(ending: str) -> str:
    """The address of this list with another ending and the same parameters."""
    written = request.query_string.decode("ascii", "replace")
    return f"{request.path}.{ending}" + (f"?{written}" if written else "")
