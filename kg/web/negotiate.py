"""Which format to answer in: ``?format=`` where it names one, else the Accept header with its q-values.

Source: RFC 9110 section 12.5.1. Parameters of a media range other than ``q`` are ignored, so that
``application/ld+json;profile=...`` asks for JSON-LD. Of several offers with the same weight the first one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import NotAcceptable


@dataclass(frozen=True)
class Offer:
    """A format that a resource can be had in: its short name, media type, other media types, and file ending."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()
    extension: str = ""
    short: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether *name*, as in ``?format=``, means this format: short name, ending, or media type."""
        wanted = name.strip().lower()
        return wanted in {self.name, self.extension, self.media_type, *self.aliases, *self.short}


RESULT_FORMATS = (
    Offer("json", "application/sparql-results+json", ("application/json",), "srj"),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), "srx"),
    Offer("csv", "text/csv", (), "csv"),
    Offer("tsv", "text/tab-separated-values", ("text/tsv",), "tsv"),
)
GRAPH_FORMATS = (
    Offer("turtle", "text/turtle", ("application/x-turtle", "application/turtle"), "ttl"),
    Offer("ntriples", "application/n-triples", ("text/plain",), "nt", ("n-triples",)),
    Offer("jsonld", "application/ld+json", ("application/json",), "jsonld", ("json-ld", "json")),
    Offer("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), "rdf", ("rdf-xml", "xml")),
    Offer("trig", "application/trig", ("application/x-trig",), "trig"),
    Offer("nquads", "application/n-quads", ("text/x-nquads",), "nq", ("n-quads",)),
)
JSON = Offer("json", "application/json", (), "json")
HTML = Offer("html", "text/html", ("application/xhtml+xml",), "html")


def parse_accept(header: str) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their weights; what cannot be read is skipped.

    >>> parse_accept("text/turtle;q=0.5, */*;q=0.1, application/ld+json;profile=x")
    [('text/turtle', 0.5), ('*/*', 0.1), ('application/ld+json', 1.0)]
    """
    ranges = []
    for part in header.split(","):
        media_range, *parameters = (p.strip().lower() for p in part.split(";"))
        if media_range == "*":
            media_range = "*/*"
        if media_range.count("/") != 1:
            continue
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                weight = _weight(value.strip())
        ranges.append((media_range, weight))
    return ranges


def _weight(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(offer: Offer, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of *offer*: by the most specific range for its media type, or by the exact name of an alias."""
    kind = offer.media_type.partition("/")[0]
    own = next((w for w in (offer.media_type, f"{kind}/*", "*/*") if any(r == w for r, _ in ranges)), None)
    names = {*offer.aliases, *([own] if own else [])}
    return max((weight for media_range, weight in ranges if media_range in names), default=0.0)


def choose(accept: str | None, offers: Sequence[Offer], *, format_name: str | None = None) -> Offer:
    """The offer to answer with.

    Args:
        accept: the Accept header; None or empty means anything.
        offers: the formats there are, the preferred one first.
        format_name: what ``?format=`` says; it wins over *accept* where it names one of the offers.
    Raises: NotAcceptable, naming what there is.

    >>> choose("text/csv;q=0.4, application/sparql-results+xml", RESULT_FORMATS).name
    'xml'
    >>> choose(None, RESULT_FORMATS).name
    'json'
    """
    if format_name:
        for offer in offers:
            if offer.is_called(format_name):
                return offer
    if format_name and (accept or "*/*").strip() == "*/*":
        raise NotAcceptable(f"there is no format {format_name!r} here. There are: {', '.join(o.name for o in offers)}.")
    ranges = parse_accept(accept or "")
    if not (accept or "").strip():
        return offers[0]
    weighed = [(_quality(offer, ranges), -n) for n, offer in enumerate(offers)]
    quality, place = max(weighed)
    if quality <= 0:
        raise NotAcceptable(
            f"nothing here fits the Accept header. There are: {', '.join(o.media_type for o in offers)}."
        )
    return offers[-place]


def asked_format(parameters: Mapping[str, str]) -> str:
    """The format that the parameters ask for: ``format``, or ``output`` or ``results`` as other servers call it.

    >>> asked_format({"output": "json"}), asked_format({})
    ('json', '')
    """
    return next((parameters[name] for name in ("format", "output", "results") if parameters.get(name)), "")


def prefers_html(accept: str | None, others: Sequence[Offer]) -> bool:
    """Whether *accept* ranks HTML above every one of *others*, as a browser's does and ``*/*`` does not.

    >>> prefers_html("text/html,application/xml;q=0.9,*/*;q=0.8", RESULT_FORMATS), prefers_html("*/*", RESULT_FORMATS)
    (True, False)
    """
    ranges = parse_accept(accept or "")
    html = _quality(HTML, ranges)
    return html > max((_quality(o, ranges) for o in others), default=0.0)
