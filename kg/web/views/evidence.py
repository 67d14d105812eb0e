"""The words of articles that say so, as far as the policy of their source lets them be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from kg import ids
from kg.store import Queryable, Reader
from kg.vocab import KG
from kg.web.views.values import Row, rows, values

CONTEXT_CHARACTERS: Final = 220


@dataclass(frozen=True)
class Passage:
    """Marked words of an article between what stands before and after them."""

    v: str
    begin: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    source: str = ""
    day: str = ""


def passages(reader: Reader, things: Sequence[str], *, context: int = CONTEXT_CHARACTERS) -> dict[str, list[Passage]]:
    """The evidence of each of *things*, with what stands around it where the text may be shown."""
    found: dict[str, list[Passage]] = defaultdict(list)
    if not things:
        return found
    texts = _texts(reader)
    for row in rows(
        reader,
        f"""SELECT DISTINCT ?t ?a ?title ?begin ?end ?exact ?policy ?publisher ?day {{
  VALUES ?t {{ {values(things)} }}
  ?t kg:evidence ?span . ?span oa:start ?begin ; oa:end ?end ; kg:inArticle ?a .
  ?a rdfs:label ?title ; kg:textPolicy ?policy .
  OPTIONAL {{ ?span oa:exact ?exact }}
  OPTIONAL {{ ?a schema:datePublished ?day }}
  OPTIONAL {{ ?a kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS {{ ?p kg:unnamed true }} }}
}} ORDER BY ?t ?a ?begin""",
    ):
        found[row["t"]].append(_passage(row, texts(row), context))
    return found


def _texts(reader: Reader) -> Callable[[Row], str | None]:
    """What gives the text of the article of a row, where its policy lets it be shown; each text is read once."""

    @cache
    def read(v: str) -> str | None:
        return reader.article_text(v)

    return lambda row: read(row["a"].rpartition("/")[2]) if row["policy"] == KG.FullText else None


def _passage(row: Row, text: str | None, context: int) -> Passage:
    v, begin, end = row["a"].rpartition("/")[2], int(row["begin"]), int(row["end"])
    source, day = row.get("publisher") or row["title"], row.get("day", "")
    if not text:
        return Passage(v, begin, end, row.get("exact", ""), source=source, day=day)
    if not context:
        return Passage(v, begin, end, text[begin:end], source=source, day=day)
    before = text[max(0, begin - context) : begin]
    after = text[end : end + context]
    before = before if begin <= context else "…" + before.partition(" ")[2]
    after = after if end + context >= len(text) else after.rpartition(" ")[0] + "…"
    return Passage(v, begin, end, text[begin:end], before, after, source, day)


def passage_at(reader: Reader, article: str, begin: int, end: int, exact: str, source: str) -> Passage:
    """The characters *begin* to *end* of *article* with what stands around them, where the text may be shown."""
    v = article.rpartition("/")[2]
    policy = KG.FullText if shown_text(reader, v) else KG.QuoteText
    row = {"a": article, "begin": str(begin), "end": str(end), "exact": exact, "policy": policy, "title": source}
    return replace(_passage(row, _texts(reader)(row), CONTEXT_CHARACTERS), source=source)


def shown_text(reader: Reader, v: str) -> str | None:
    """The text of article *v* where its policy lets it be shown in full."""
    article = ids.article(reader.base_iri, v)
    policy = rows(reader, f"SELECT ?policy {{ <{article}> kg:textPolicy ?policy }}")
    return reader.article_text(v) if policy and policy[0]["policy"] == KG.FullText else None


def article_head(reader: Queryable, article: str) -> Row:
    """Title, outlet, day, address and licence of *article*."""
    found = rows(
        reader,
        f"""SELECT ?title ?publisher ?day ?url ?licence {{
  <{article}> rdfs:label ?title .
  OPTIONAL {{ <{article}> kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS {{ ?p kg:unnamed true }} }}
  OPTIONAL {{ <{article}> schema:datePublished ?day }}
  OPTIONAL {{ <{article}> schema:url ?url }}
  OPTIONAL {{ <{article}> dcterms:license ?licence }}
}}""",
    )
    return found[0] if found else {}
