"""RSS and Atom files to articles, one for each entry. Nothing is fetched: an entry is what the file says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from kg.errors import UnreadableArticle
from kg.model import Article, replace
from kg.read.article import URL, Metadata, article_of

_BLOCKS = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table section article header footer".split())
_HIDDEN = frozenset({"script", "style"})
_SUMMARY = "the feed holds a summary of this article only; that was read."


def read_feed(raw: bytes, given: Metadata, where: str) -> Iterator[Article | UnreadableArticle]:
    """The entries of a feed that have a text. Raises: UnreadableArticle where it is no feed."""
    import feedparser

    feed = feedparser.parse(raw, resolve_relative_uris=False)
    if not feed.get("version"):
        raise UnreadableArticle("this is no RSS or Atom feed.", where=where)
    publisher = " ".join(str(feed.feed.get("title", "")).split())[:200] or None
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield _article(entry, given, publisher, f"{where}, entry {number}")
        except UnreadableArticle as exc:
            yield exc
    if feed.bozo and not feed.entries:
        raise UnreadableArticle(f"the feed is damaged ({feed.bozo_exception}).", where=where)


def _article(entry: Any, given: Metadata, publisher: str | None, where: str) -> Article:
    whole = next((part.value for part in entry.get("content", ()) if part.get("value")), None)
    text = plain_text(whole or entry.get("summary", ""))
    link = entry.get("link", "")
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    found = Metadata(
        title=" ".join(plain_text(entry.get("title", "")).split())[:2000] or None,
        published=date(*day[:3]) if day else None,
        publisher=publisher,
        url=link if URL.fullmatch(link) else None,
    )
    hashed = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    article = article_of(text, hashed, given, found, where, None)
    return article if whole else replace(article, warnings=(*article.warnings, _SUMMARY))


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, a line for each block.

    >>> plain_text("<p>Troops <b>left</b>.</p><p>They&nbsp;returned.</p>")
    'Troops left.\\nThey\\xa0returned.'
    """
    reader = _Blocks()
    reader.feed(markup)
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.parts).split("\n") if line.strip())


class _Blocks(HTMLParser):
    """Collects the text of HTML in the order of reading, but for scripts, with a new line at each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block begins a line."""
        self._hidden += tag in _HIDDEN
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        self._hidden = max(self._hidden - (tag in _HIDDEN), 0)
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, text: str) -> None:
        """Line breaks of the file are spaces."""
        if not self._hidden:
            self.parts.append(text.replace("\n", " "))
