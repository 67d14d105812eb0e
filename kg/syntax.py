"""A parsed article: words, sentences and their syntax, each word at its place in the text as it came.

Built by :mod:`kg.parse`, read by the extractors; knows nothing of the parser. Dependency labels are ClearNLP's
(nsubj, dobj, pobj, prep, agent, relcl, ...), tags Penn's, ``pos`` Universal, entity labels OntoNotes'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from kg.model import Article, Span


class CleanText(msgspec.Struct, frozen=True):
    """The readable text of an article with the way back to the text as it came.

    ``origin[i]`` is the original offset of ``text[i]``; an inserted character has that of the next original one
    and stands in ``inserted``. Characters that are left out (a repeated headline) simply have no place in ``text``.
    ``repairs`` says in words what was done.
    """

    article: Article
    text: str
    origin: tuple[int, ...]
    inserted: frozenset[int] = frozenset()
    repairs: tuple[str, ...] = ()

    @classmethod
    def verbatim(cls, article: Article) -> CleanText:
        """The text of *article* as it is."""
        return cls(article, article.text, tuple(range(len(article.text))))

    def original_span(self, begin: int, end: int) -> Span:
        """The original characters that ``text[begin:end]`` was read from.

        >>> article = Article(text="theUS won", sha256="0" * 64)
        >>> clean = CleanText(article, "the US won", (0, 1, 2, 3, 3, 4, 5, 6, 7, 8), frozenset({3}))
        >>> clean.original_span(4, 6)
        (3, 5)
        """
        kept = [self.origin[i] for i in range(begin, end) if i not in self.inserted]
        return (kept[0], kept[-1] + 1) if kept else (self.origin[begin], self.origin[begin])


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word. ``text`` is as read (repaired), ``begin``/``end`` where its characters stand in the original.

    ``head`` is the index of its head (itself for a root); ``sent`` the index of its sentence;
    ``ent_type`` the entity label or "" and ``ent_begins`` whether an entity begins here.
    """

    i: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sent: int
    begin: int
    end: int
    ent_type: str
    ent_begins: bool
    space_after: bool


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """Tokens ``first``..``last`` (end excluded) and their characters ``begin``..``end`` in the original."""

    i: int
    first: int
    last: int
    begin: int
    end: int


class ParsedArticle:
    """An article with its words. Immutable by convention; indexes are made on first use."""

    def __init__(
        self, article: Article, text: str, tokens: Iterable[Token], sentences: Iterable[Sentence], *, parser: str
    ) -> None:
        self.article = article
        self.text = text
        self.tokens = tuple(tokens)
        self.sentences = tuple(sentences)
        self.parser = parser

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        below: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                below[token.head].append(token.i)
        return tuple(tuple(c) for c in below)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The tokens directly below *token*, in order; with *deps* only those with one of these labels."""
        found = [self.tokens[i] for i in self._children[token.i]]
        return [t for t in found if t.dep in deps] if deps else found

    def head(self, token: Token) -> Token:
        """The head of *token*; a root is its own."""
        return self.tokens[token.head]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """From the head of *token* up to the root."""
        while token.head != token.i:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token) -> list[Token]:
        """*token* and all below it, in text order."""
        seen, stack = [], [token.i]
        while stack:
            i = stack.pop()
            seen.append(i)
            stack.extend(self._children[i])
        return [self.tokens[i] for i in sorted(seen)]

    def conjuncts(self, token: Token) -> list[Token]:
        """*token* and what is joined to it by "and", "or", commas, in order ("US, Iraqi and Kurdish")."""
        found = [token]
        for child in self.children(token, "conj"):
            found.extend(self.conjuncts(child))
        return found

    def sentence(self, token: Token) -> Sentence:
        """The sentence of *token*."""
        return self.sentences[token.sent]

    def words(self, sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of *sentence*."""
        return self.tokens[sentence.first : sentence.last]

    def between(self, begin: int, end: int) -> list[Token]:
        """The tokens that lie wholly or partly in original characters *begin*..*end*."""
        return [t for t in self.tokens if t.begin < end and begin < t.end]

    def span(self, tokens: Iterable[Token]) -> Span:
        """The original characters from the first to the last of *tokens*."""
        several = list(tokens)
        return min(t.begin for t in several), max(t.end for t in several)

    def clean_text(self, tokens: Iterable[Token]) -> str:
        """The repaired words of *tokens* as one string."""
        several = list(tokens)
        joined = "".join(t.text + (" " if t.space_after else "") for t in several)
        return " ".join(joined.split())

    def original(self, span: Span) -> str:
        """The characters of *span* as they came."""
        return self.article.text[span[0] : span[1]]
