"""The IRI of a thing: pure, the same input gives the same IRI.

IRIs anchor on characters of the article, not on what a version of the extractor read there: ``v`` is a short hash of
the article's key and text, a span is written ``begin-end``. *base* ends with a slash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import Final, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from kg.model import Span

GRAPHS: Final = ("reference", "identity", "corrections", "derived", "void", "quarantine")
"""The named graphs beside those of the articles."""

_TRACKING: Final = re.compile(r"^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid|ref_src|cmpid|smid)$", re.I)


class HasKey(Protocol):
    """What the key of a work is made of: an ``Article`` or an ``ArticleHead``."""

    @property
    def title(self) -> str | None: ...
    @property
    def published(self) -> date | None: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def sha256(self) -> str: ...
    @property
    def url(self) -> str | None: ...


def canonical_url(url: str) -> str:
    """*url* without what does not tell pages apart: fragment, default port, tracking parameters, case of the host.

    >>> canonical_url("HTTPS://Example.org:443/a/?utm_source=x&id=7#top")
    'https://example.org/a?id=7'
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = parts.port if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme.lower())) else None
    kept = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme.lower(), netloc, parts.path.rstrip("/"), kept, ""))


def article_key(article: HasKey) -> str:
    """What makes two texts versions of one work: canonical URL, else publisher, day and title, else the file's sha256.

    >>> from kg.model import ArticleHead
    >>> article_key(ArticleHead(sha256="ab", title="T", publisher="P", published=date(2024, 5, 1)))
    'P\\n2024-05-01\\nT'
    """
    if article.url:
        return canonical_url(article.url)
    if article.publisher and article.published and article.title:
        return "\n".join((article.publisher, article.published.isoformat(), article.title))
    return article.sha256


def short_hash(*parts: str) -> str:
    """The first 12 hexadecimal digits of the sha256 of *parts*, a line each.

    >>> short_hash("a", "b") == short_hash("a\\nb")
    True
    """
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:12]


def version(article: HasKey, text: str) -> str:
    """``v``: the short hash that names one version of one article."""
    return short_hash(article_key(article), text)


def slug(text: str) -> str:
    """*text* as a path segment: lower case ASCII where it can be had, other letters kept and escaped.

    >>> slug("Kata'ib Hizballah"), slug("Al-Sham (Front)"), slug("...")
    ('kataib-hizballah', 'al-sham-front', 'x')
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`]", "", plain)
    plain = re.sub(r"[^\w]+", "-", plain).strip("-_")
    return quote(plain) or "x"


def _at(span: Span) -> str:
    return f"{span[0]}-{span[1]}"


def _nth(n: int) -> str:
    return "" if n == 1 else f"/{n}"


# Graphs


def graph(base: str, name: str) -> str:
    """The named graph *name*, one of ``GRAPHS``.

    >>> graph("http://localhost:8000/", "identity")
    'http://localhost:8000/graph/identity'
    """
    return f"{base}graph/{name}"


def article_graph(base: str, v: str) -> str:
    """The named graph of one version of an article."""
    return f"{base}graph/article/{v}"


def skolem_base(base: str) -> str:
    """Where blank nodes get their IRIs (RDF 1.1 section 3.5)."""
    return f"{base}.well-known/genid/"


# What belongs to one article


def work(base: str, article: HasKey) -> str:
    """The work that versions of an article are versions of."""
    return f"{base}id/work/{short_hash(article_key(article))}"


def article(base: str, v: str) -> str:
    """One version of an article."""
    return f"{base}id/article/{v}"


def activity(base: str, v: str) -> str:
    """The reading that made the graph of article *v*."""
    return f"{base}id/activity/{v}"


def span(base: str, v: str, at: Span) -> str:
    """Characters *at* of article *v*.

    >>> span("http://localhost:8000/", "0123456789ab", (3, 9))
    'http://localhost:8000/id/span/0123456789ab/3-9'
    """
    return f"{base}id/span/{v}/{_at(at)}"


def actor(base: str, v: str, at: Span, n: int = 1) -> str:
    """The actor first mentioned at *at*; *n* tells apart those that share a mention."""
    return f"{base}id/actor/{v}/{_at(at)}{_nth(n)}"


def publisher(base: str, v: str) -> str:
    """The outlet of article *v*, as an actor of that article."""
    return f"{base}id/actor/{v}/publisher"


def named_in(base: str, what: str, v: str, name: str, n: int = 1) -> str:
    """A node of article *v* that no characters anchor, by its name: *what* is ``actor``, ``place`` or ``time``."""
    return f"{base}id/{what}/{v}/{slug(name)}{_nth(n)}"


def place(base: str, v: str, at: Span, n: int = 1) -> str:
    """The place first mentioned at *at*."""
    return f"{base}id/place/{v}/{_at(at)}{_nth(n)}"


def time(base: str, v: str, at: Span, n: int = 1) -> str:
    """The time span written at *at*."""
    return f"{base}id/time/{v}/{_at(at)}{_nth(n)}"


def account(base: str, v: str, trigger: Span, n: int = 1) -> str:
    """The account of an event told by the word at *trigger*; *n* counts accounts on one trigger."""
    return f"{base}id/account/{v}/{_at(trigger)}{_nth(n)}"


def participation(account_iri: str, n: int) -> str:
    """The *n*-th participation in an account.

    >>> participation("http://localhost:8000/id/account/0123456789ab/3-9", 2)
    'http://localhost:8000/id/participation/0123456789ab/3-9/2'
    """
    return f"{account_iri.replace('/id/account/', '/id/participation/', 1)}/{n}"


def spoken_participation(account_iri: str, actor_iri: str, role: str) -> str:
    """The participation of an actor in an account that claims speak of and the account itself lacks."""
    tail = actor_iri.rsplit("/id/actor/", 1)[1].split("/", 1)[1].replace("/", "-")
    return f"{account_iri.replace('/id/account/', '/id/participation/', 1)}/{tail}-{slug(role or 'acts')}"


def numbered(base: str, what: str, v: str, at: Span, n: int) -> str:
    """The *n*-th side, relation, link or quantity (*what*) that rests on the evidence at *at*."""
    return f"{base}id/{what}/{v}/{_at(at)}/{n}"


def claim(base: str, v: str, cue: Span, n: int = 1) -> str:
    """The claim attributed by the word at *cue*."""
    return f"{base}id/claim/{v}/{_at(cue)}{_nth(n)}"


def outlet_claim(base: str, v: str, evidence: Span, *kind: str) -> str:
    """What the outlet itself says at *evidence*; *kind* names what is not plain about it (``plan``, ``negated``).

    >>> outlet_claim("http://localhost:8000/", "0123456789ab", (3, 9), "negated")
    'http://localhost:8000/id/claim/0123456789ab/outlet/3-9/negated'
    """
    return "/".join((f"{base}id/claim/{v}/outlet/{_at(evidence)}", *kind))


def chain_link(claim_iri: str, position: int) -> str:
    """The link at *position* of a claim's chain, the origin at 0."""
    return f"{claim_iri}/chain/{position}"


# What many articles share


def canonical_actor(base: str, lexicon_id: str) -> str:
    """The actor that the lexicon calls *lexicon_id*.

    >>> canonical_actor("http://localhost:8000/", "state/iran")
    'http://localhost:8000/id/actor/state/iran'
    """
    return f"{base}id/actor/{quote(lexicon_id)}"


def named_actor(base: str, kind: str, name: str) -> str:
    """The canonical actor of a *name* that the lexicon lacks."""
    return f"{base}id/actor/{kind}-{slug(name)}"


def unnamed_actor(base: str, kind: str, name: str, v: str, at: Span) -> str:
    """The canonical actor of one who has no name: of one article, never merged."""
    return f"{base}id/actor/{kind}-{slug(name)}-{v}-{at[0]}"


def named_place(base: str, name: str) -> str:
    """The canonical place called *name*."""
    return f"{base}id/place/{slug(name)}"


def event(base: str, event_type: str, anchor: str, name: str) -> str:
    """The event of a type: *anchor* is its day or ``v`` of its first account, *name* its place or its trigger's offset.

    >>> event("http://localhost:8000/", "ASSAULT", "2014-08-30", "Amerli")
    'http://localhost:8000/id/event/2014-08-30-assault-amerli'
    """
    return f"{base}id/event/{anchor}-{slug(event_type)}-{slug(name)}"


def identification(base: str, node: str, canonical: str) -> str:
    """That *node* of an article stands for *canonical*."""
    return f"{base}id/identification/{short_hash(node, canonical)}"


def proposition(base: str, *parts: str) -> str:
    """What is asserted or denied, made of its kind and its parts."""
    return f"{base}id/proposition/{short_hash(*parts)}"


def assessment(base: str, proposition_iri: str, valid_from: str) -> str:
    """The status of a proposition from a day on."""
    return f"{base}id/assessment/{short_hash(proposition_iri, valid_from)}"


# From an IRI back


_ARTICLE_SCOPED: Final = re.compile(r"(?:id/(?P<kind>[a-z]+)|graph/article)/(?P<v>[0-9a-f]{12})(?:/|$)")
_SPAN: Final = re.compile(r"/(\d+)-(\d+)(?:/|$)")


def version_of(iri: str) -> str | None:
    """``v`` of the article that *iri* belongs to, None for what belongs to none.

    >>> version_of("http://localhost:8000/id/claim/0123456789ab/3-9"), version_of("http://localhost:8000/id/actor/state/iran")
    ('0123456789ab', None)
    """
    found = _ARTICLE_SCOPED.search(iri)
    return found["v"] if found else None


def kind_of(iri: str) -> str | None:
    """What *iri* names, by its path: ``claim``, ``actor``, ``span``, ...

    >>> kind_of("http://localhost:8000/id/actor/state/iran")
    'actor'
    """
    found = re.search(r"/id/([a-z]+)/", iri)
    return found[1] if found else None


def span_of(iri: str) -> Span | None:
    """The characters that an article-scoped *iri* anchors on.

    >>> span_of("http://localhost:8000/id/claim/0123456789ab/outlet/3-9/negated")
    (3, 9)
    """
    if version_of(iri) is None:
        return None
    found = _SPAN.search(iri, iri.index(str(version_of(iri))))
    return (int(found[1]), int(found[2])) if found else None
