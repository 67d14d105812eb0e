"""The whole walk on one screen: read, clean, parse, extract; to RDF, validate, store; link, derive, publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from kg.errors import UnreadableArticle
from kg.extract import extract
from kg.model import Article, Facts
from kg.parse import parse
from kg.syntax import CleanText


def read_articles(
    path: Path, *, published: date | None = None, publisher: str | None = None, url: str | None = None
) -> Iterator[Article | UnreadableArticle]:
    """The article of a text file."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        yield UnreadableArticle(f"{exc}.", where=str(path))
        return
    yield Article(
        text=text, sha256=sha256(raw).hexdigest(), published=published, publisher=publisher, url=url, where=str(path)
    )


def read_facts(article: Article) -> Facts:
    """What *article* says: its text made readable, parsed, and read by every extractor."""
    return extract(parse(CleanText.verbatim(article)))
