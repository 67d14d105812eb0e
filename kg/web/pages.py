"""The pages: rendered here, readable without JavaScript. Every fact stands with its sentence and who says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, jsonify, request

from kg import ids
from kg.ask import ask as answer_to
from kg.ask import kinds
from kg.ask.intents import INTENTS
from kg.ask.suggestions import suggest
from kg.errors import UnknownName
from kg.store import Reader
from kg.web import views
from kg.web.linked_data import links, rdf, thing
from kg.web.marked import marks, paragraphs
from kg.web.negotiate import GRAPH_FORMATS, HTML, JSON, choose
from kg.web.parameters import whole_number, window
from kg.web.shown import as_file, html
from kg.web.site import site
from kg.web.terms import read_terms, term_groups

blueprint = Blueprint("pages", __name__)

PER_PAGE: Final = 100
MOST_MEANT: Final = 20


@blueprint.get("/")
def home() -> Response:
    """One field, questions that have an answer, and what there is."""
    reader = site().reader
    return html(
        "home.html", counts=views.counts(reader), examples=suggest(reader), events=views.listing(reader, "events")[:8]
    )


@blueprint.get("/browse/<kind>")
@blueprint.get("/browse/<kind>.<ending>")
def listing(kind: str, ending: str = "") -> Response:
    """All actors, events, claims or articles, or those whose name holds the words searched for; also as a file."""
    if kind not in views.LISTINGS:
        raise UnknownName(f"there is no list of {kind}. There are: {', '.join(views.LISTINGS)}.")
    words, days = request.args.get("q", "").strip(), window()
    found = views.listing(site().reader, kind, words, days.first, days.last)
    if ending:
        return as_file(ending, views.LISTINGS[kind].columns, found)
    first = whole_number("start", 0)
    return html(
        "listing.html", kind=kind, words=words, total=len(found), first=first, size=PER_PAGE, days=days,
        rows=found[first : first + PER_PAGE],
    )  # fmt: skip


@blueprint.get("/page/<path:rest>")
def page(rest: str) -> Response:
    """The page about the thing ``/id/rest``."""
    reader, about = site().reader, thing(rest)
    said, incoming = views.statements(reader, about)
    if not said and not incoming:
        raise UnknownName(f"nothing here is known of <{about}>.")
    kind = "" if about.rpartition("/")[0].endswith("/chain") else ids.kind_of(about) or ""
    template, more = _PAGES.get((kind, ids.version_of(about) is None), ("thing.html", _nothing_more))
    response = html(
        template,
        about=about,
        rest=rest,
        name=views.labels(reader, [about])[about],
        said=said,
        incoming=incoming,
        forms=GRAPH_FORMATS,
        same_as=views.same_as(reader, about),
        plain=template == "thing.html",
        **more(reader, about),
    )
    response.headers["Link"] = links(about, rest)
    return response


def _nothing_more(reader: Reader, about: str) -> dict[str, object]:
    return {}


def _actor(reader: Reader, about: str) -> dict[str, object]:
    return views.actor(reader, about)


def _event(reader: Reader, about: str) -> dict[str, object]:
    parts = views.parts(reader, about)
    return {
        "facts": views.event_facts(reader, about),
        "columns": views.columns(reader, about),
        "parts_of": parts,
        "standing": {part.actor.iri: part.status for part in parts if part.status in {"contested", "denied"}},
        "disputed": [part for part in parts if part.status in {"contested", "denied"}],
        "accounts": views.accounts(reader, about),
        "claims": views.claims(reader, f"?x kg:denotes <{about}> . ?claim kg:affirms|kg:negates ?x"),
        "status": views.statuses(reader, f"?prop a kg:EventProposition ; kg:event <{about}> . BIND(1 AS ?key)").get(
            "1"
        ),
    }


def _claim(reader: Reader, about: str) -> dict[str, object]:
    [claim] = views.claims(reader, f"BIND(<{about}> AS ?claim) ?claim a kg:Claim")
    own = f"FILTER(?claim != <{about}>) FILTER NOT EXISTS {{ ?claim kg:disputes <{about}> }}"
    own += f" FILTER NOT EXISTS {{ <{about}> kg:disputes ?claim }}"
    same = f"<{about}> ?how ?x . ?x kg:denotes? ?matter . ?y kg:denotes? ?matter . ?claim ?other ?y . {own}"
    alike = "VALUES (?how ?other) { (kg:affirms kg:affirms) (kg:negates kg:negates) }"
    unlike = "VALUES (?how ?other) { (kg:affirms kg:negates) (kg:negates kg:affirms) }"
    v = claim.passages[0].v if claim.passages else ""
    text = views.shown_text(reader, v) if v else None
    focus = [(passage.begin, passage.end) for passage in claim.passages if passage.v == v]
    return {
        "claim": claim,
        "chain": views.chain(reader, about),
        "head": views.article_head(reader, claim.article.iri) if claim.article else {},
        "paragraphs": paragraphs(text, marks(reader, v), focus) if text else [],
        "disputed_by": views.claims(reader, f"?claim kg:disputes <{about}>"),
        "disputes": views.claims(reader, f"<{about}> kg:disputes ?claim . ?claim a kg:Claim"),
        "answers": views.claims(reader, f"<{about}> kg:echoes|kg:confirms|kg:doubts|kg:retracts ?claim"),
        "answered_by": views.claims(reader, f"?claim kg:echoes|kg:confirms|kg:doubts|kg:retracts <{about}>"),
        "same": views.claims(reader, f"{alike} {same}"),
        "contrary": views.claims(reader, f"{unlike} {same}"),
    }


def _article(reader: Reader, about: str) -> dict[str, object]:
    v = about.rpartition("/")[2]
    text = views.shown_text(reader, v)
    focus = [(whole_number("begin", 0), whole_number("end", 0))] if "begin" in request.args else []
    # the text stands above them, so their words need nothing around
    found = views.claims(reader, f"?claim kg:inArticle <{about}>", most=2 * views.MOST, context=0)
    return {
        "v": v,
        "paragraphs": paragraphs(text, marks(reader, v), focus) if text else [],
        "head": views.article_head(reader, about),
        "claims": [claim for claim in found if not claim.outlet],
        "own": [claim for claim in found if claim.outlet],
    }


_PAGES: Final[Mapping[tuple[str, bool], tuple[str, Callable[[Reader, str], dict[str, object]]]]] = {
    ("actor", True): ("actor.html", _actor),
    ("event", True): ("event.html", _event),
    ("claim", False): ("claim.html", _claim),
    ("article", False): ("article.html", _article),
}


@blueprint.get("/ontology")
def ontology() -> Response:
    """Our terms as a page, or as RDF for those who ask for it."""
    wanted = choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS), format_name=request.args.get("format"))
    terms = list(read_terms())
    if wanted is HTML:
        response = html("ontology.html", groups=term_groups(terms), forms=GRAPH_FORMATS)
        response.vary.add("Accept")
        return response
    return rdf(terms, wanted)


@blueprint.get("/ask")
def ask() -> Response:
    """The answer to a question, with what it rests on; as JSON for programs."""
    question = request.args.get("q", "").strip()
    reader = site().reader
    if not question:
        return html("ask.html", question="", answer=None, examples=suggest(reader), kinds=kinds())
    means = request.args.getlist("means")[:MOST_MEANT]
    answer = answer_to(reader, question, means)
    wanted = choose(request.headers.get("Accept"), (HTML, JSON), format_name=request.args.get("format"))
    if wanted is JSON:
        response = jsonify(answer.to_json())
        response.vary.add("Accept")
        return response
    found = [(views.Node(e["iri"], e["name"]), e["kind"]) for e in answer.entities if e["iri"]]
    main, alone = views.answer_parts(reader, answer)
    response = html(
        "ask.html",
        question=question,
        answer=answer,
        entities=list(dict.fromkeys(found)),
        matches=[] if answer.found else views.search(reader, question),
        means=means,
        like=next((intent.example for intent in INTENTS if intent.name == answer.intent), ""),
        main=main,
        alone=alone,
        choices=views.answer_choices(reader, answer),
        passages=[views.passage_at(reader, e.article, e.begin, e.end, e.text, e.credit) for e in answer.evidence[:12]],
        disputed=[
            views.passage_at(reader, e.article, e.begin, e.end, e.text, e.credit) for e in answer.disputed_evidence[:6]
        ],
        examples=suggest(reader),
        kinds=kinds(),
    )
    response.vary.add("Accept")
    return response
