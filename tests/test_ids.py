"""IRIs: pure, anchored on characters, and readable back."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ids
from kg.model import ArticleHead

BASE = "http://localhost:8000/"
HEAD = ArticleHead(sha256="0" * 64, title="War ends", publisher="Courier", published=date(2024, 5, 1))
spans = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))


def head(**changes: object) -> ArticleHead:
    """HEAD with *changes*."""
    return ArticleHead(**{**{n: getattr(HEAD, n) for n in HEAD.__struct_fields__}, **changes})  # type: ignore[arg-type]


def test_the_url_is_the_key_before_all_else() -> None:
    """Two titles at one URL are versions of one work."""
    one, other = head(url="https://a.example/x"), head(url="https://a.example/x", title="War over")
    assert ids.work(BASE, one) == ids.work(BASE, other)


def test_without_all_three_parts_the_digest_is_the_key() -> None:
    """A title alone does not make two articles one work."""
    one, other = head(publisher=None, sha256="1" * 64), head(publisher=None, sha256="2" * 64)
    assert ids.work(BASE, one) != ids.work(BASE, other)


def test_another_text_is_another_version_of_the_same_work() -> None:
    """The version changes with the text, the work does not."""
    assert ids.version(HEAD, "a") != ids.version(HEAD, "b")
    assert ids.work(BASE, HEAD) == ids.work(BASE, head(sha256="1" * 64))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://A.example/x/", "https://a.example/x"),
        ("https://a.example/x?utm_source=mail&id=1#top", "https://a.example/x?id=1"),
        ("http://a.example:80/x", "http://a.example/x"),
    ],
)
def test_urls_of_one_page_have_one_canonical_form(one: str, other: str) -> None:
    """Case of the host, default port, tracking parameters and fragment do not make another page."""
    assert ids.canonical_url(one) == ids.canonical_url(other)


def test_urls_of_two_pages_differ() -> None:
    """A parameter that selects the page stays, and so does the case of the path."""
    assert len({ids.canonical_url(f"https://a.example/{p}") for p in ("x?id=1", "x?id=2", "X?id=1")}) == 3


@given(st.text())
def test_a_slug_is_one_safe_path_segment(text: str) -> None:
    """A slug holds nothing that splits or ends an IRI, whatever the name."""
    slug = ids.slug(text)
    assert slug
    assert not set(slug) & set(' /?#<>"{}|\\^`\n')
    assert urlsplit(BASE + slug).path == "/" + slug
    assert slug.isascii()


@given(spans)
def test_a_node_tells_its_article_and_its_characters(at: tuple[int, int]) -> None:
    """From the IRI of a node one reads back its article and what it anchors on."""
    v = ids.version(HEAD, "text")
    for iri in (ids.claim(BASE, v, at), ids.account(BASE, v, at, 2), ids.outlet_claim(BASE, v, at, "negated")):
        assert ids.version_of(iri) == v
        assert ids.span_of(iri) == at


def test_canonical_nodes_belong_to_no_article() -> None:
    """Actors, places and events that articles share carry no version, those without a name included."""
    shared = (
        ids.canonical_actor(BASE, "state/iran"),
        ids.unnamed_actor(BASE, "person", "a source", "0123456789ab", (3, 9)),
        ids.event(BASE, "ASSAULT", "0123456789ab", "12"),
    )
    assert [ids.version_of(iri) for iri in shared] == [None, None, None]


def test_unnamed_actors_of_two_articles_are_two() -> None:
    """ "Officials" in two articles never share an IRI."""
    made = {ids.unnamed_actor(BASE, "population", "officials", v, (3, 9)) for v in ("0123456789ab", "ba9876543210")}
    assert len(made) == 2


def test_kind_and_graph_can_be_told() -> None:
    """The path says what a node is and where it stands."""
    assert ids.kind_of(ids.span(BASE, "0123456789ab", (1, 2))) == "span"
    assert ids.kind_of(ids.graph(BASE, "derived")) is None
    assert ids.version_of(ids.article_graph(BASE, "0123456789ab")) == "0123456789ab"
