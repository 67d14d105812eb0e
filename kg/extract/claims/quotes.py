"""Quotations: which words stand between quotation marks.

Marks are paired within a paragraph. A quotation that is opened and not closed ends with its paragraph, as print has it
when the next paragraph goes on quoting.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.syntax import ParsedArticle, Token

OPENING = frozenset({"\u201c", "\u00ab", "``", "\u201e"})
CLOSING = frozenset({"\u201d", "\u00bb"})
EITHER = frozenset({'"', "''"})
SINGLE = frozenset({"'", "\u2018", "\u2019"})


class Quote(msgspec.Struct, frozen=True, gc=False):
    """Tokens ``first``..``last`` (end excluded) of a quotation, marks included; ``closed`` where it is closed."""

    first: int
    last: int
    closed: bool

    def __contains__(self, i: object) -> bool:
        return isinstance(i, int) and self.first <= i < self.last


def paragraphs(parsed: ParsedArticle) -> list[tuple[int, int]]:
    """The first and last token (end excluded) of each line of the text that has words."""
    found: list[tuple[int, int]] = []
    begin = 0
    text = parsed.article.text
    for sentence in parsed.sentences[1:]:
        previous = parsed.tokens[sentence.first - 1]
        if "\n" in text[previous.end : sentence.begin]:
            found.append((begin, sentence.first))
            begin = sentence.first
    if parsed.tokens:
        found.append((begin, len(parsed.tokens)))
    return found


def find_quotes(parsed: ParsedArticle) -> list[Quote]:
    """The quotations of *parsed*, in text order.

    >>> from kg.model import Article
    >>> from kg.parse import parse
    >>> from kg.syntax import CleanText
    >>> parsed = parse(CleanText.verbatim(Article(text='"We are ready," he said.', sha256="0" * 64)))
    >>> [(q.first, q.last, q.closed) for q in find_quotes(parsed)]
    [(0, 6, True)]
    """
    found: list[Quote] = []
    for first, last in paragraphs(parsed):
        found.extend(_pair(parsed.tokens[first:last], last))
    return found


def _pair(tokens: tuple[Token, ...], last: int) -> Iterator[Quote]:
    opened: int | None = None
    single = False
    for n, token in enumerate(tokens):
        text = token.text
        if opened is None:
            single = _opens_single(tokens, n)
            if single or text in OPENING or (text in EITHER and not _hugs_left(tokens, n)):
                opened = token.i
        elif single:
            if text in SINGLE and token.tag != "POS" and (n + 1 == len(tokens) or tokens[n - 1].end == token.begin):
                yield Quote(opened, token.i + 1, True)
                opened = None
        elif (text in OPENING and text != "``") or (text in EITHER and _hugs_right(tokens, n)):
            yield Quote(opened, token.i, False)
            opened = token.i
        elif text in CLOSING or text in EITHER or text == "``":
            yield Quote(opened, token.i + 1, True)
            opened = None
    if opened is not None and not single:
        yield Quote(opened, last, False)


def _hugs_left(tokens: tuple[Token, ...], n: int) -> bool:
    """Whether a mark stands close to the word before it and away from the one after: it can only close."""
    return n > 0 and not tokens[n - 1].space_after and (n + 1 == len(tokens) or tokens[n].space_after)


def _hugs_right(tokens: tuple[Token, ...], n: int) -> bool:
    """Whether a mark stands away from the word before it and close to the one after: it can only open."""
    return n > 0 and tokens[n - 1].space_after and not tokens[n].space_after and n + 1 < len(tokens)


def _opens_single(tokens: tuple[Token, ...], n: int) -> bool:
    """Whether token *n* is a single quotation mark before a word, with its partner in the next thirty tokens."""
    token = tokens[n]
    if token.text not in SINGLE or token.tag == "POS" or token.space_after or n + 1 == len(tokens):
        return False
    if n and not tokens[n - 1].space_after and tokens[n - 1].text not in ("(", "\u2014"):
        return False
    ahead = tokens[n + 1 : n + 40]
    return any(t.text in SINGLE and t.tag != "POS" and ahead[k - 1].end == t.begin for k, t in enumerate(ahead) if k)
