"""Nouns of saying, colons and dashes: "the claim that", "reports of", "Minister: talks failed", a signed quotation."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import Saying, sayings, words
from kg.extract.claims.quotes import CLOSING, EITHER, OPENING, Quote, paragraphs
from kg.extract.claims.subjects import subject_of, words_below
from kg.lexicon import lexicon
from kg.syntax import ParsedArticle, Sentence, Token

MAKING = frozenset("make issue give release deliver repeat reiterate publish voice express raise lodge".split())
MARKS = OPENING | CLOSING | EITHER
DASHES = frozenset({"\u2014", "\u2015", "\u2013", "-", "--", "~"})
SPEAKING_ENTITIES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_COLON = Saying("colon", "mark", "say", "asserts", "asserts", frozenset({"quote", "clause"}))


def noun_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by nouns with their content: "Trump's claim that ...", "allegations of ..."."""
    table = sayings()
    found = []
    for token in parsed.tokens:
        rows = table.get(("noun", token.lemma.lower())) if token.pos == "NOUN" else None
        if not rows:
            continue
        for saying in rows:
            frame, content = _content(parsed, token, saying)
            if frame is None:
                continue
            speaker = _owner(parsed, token)
            found.append(
                Attribution(
                    token.i, (token.i,), saying, f"noun-{frame}", saying.stance, saying.act,
                    speaker=speaker.i if speaker is not None else None, hearsay=speaker is None,
                    content=frozenset(content - {token.i}), document=token.i,
                )
            )  # fmt: skip
            break
    return found


def _content(parsed: ParsedArticle, noun: Token, saying: Saying) -> tuple[str | None, set[int]]:
    for child in parsed.children(noun):
        if child.i < noun.i:
            continue
        if child.dep in ("acl", "ccomp", "relcl") and "that" in saying.frames:
            marks = [m for m in parsed.children(child, "mark") if m.lower == "that"]
            if marks or (child.dep != "relcl" and child.tag not in ("VBG", "VBN", "VB")):
                return "that", words_below(parsed, child)
        if child.dep in ("acl", "relcl") and "inf" in saying.frames and child.tag == "VB":
            return "inf", words_below(parsed, child)
        if child.dep == "prep" and child.lower in saying.frames:
            return child.lower, words_below(parsed, child)
    return None, set()


def _owner(parsed: ParsedArticle, noun: Token) -> Token | None:
    """Whose claim it is: "X's", "by X", "from X", or who makes it ("X made the claim that")."""
    for child in parsed.children(noun, "poss"):
        return child
    for child in parsed.children(noun, "prep", "agent"):
        aired = child.lower in ("on", "in") and noun.lemma in words("document")
        for obj in parsed.children(child, "pobj"):
            if child.lower in ("by", "from", "among") or (aired and obj.pos == "PROPN" and obj.ent_type != "GPE"):
                return obj
    head = parsed.head(noun)
    if noun.dep == "dobj" and head.lemma in MAKING:
        return subject_of(parsed, head)
    for child in parsed.children(noun, "compound", "amod"):
        if child.ent_type in SPEAKING_ENTITIES or child.lemma.lower() in words("claimant"):
            return child
    return None


def colon_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by a colon: "Merkel: Georgia will join", "Poll: most want peace"."""
    found = []
    for sentence in parsed.sentences:
        tokens = parsed.words(sentence)
        at = next((n for n, t in enumerate(tokens[:9]) if t.text == ":"), None)
        if not at or at + 3 > len(tokens):
            continue
        speaker = tokens[at - 1]
        before = tokens[:at]
        if speaker.pos not in ("PROPN", "NOUN") or any(t.pos in ("VERB", "AUX", "PUNCT") for t in before):
            continue
        if _is_state(parsed, sentence, before):
            continue  # "DR Congo: rebels seize a town" says where
        if not (speaker.ent_type in ("PERSON", "ORG") or {speaker.lower, speaker.lemma.lower()} & words("role")):
            continue
        after = tokens[at + 1 :]
        if not any(t.pos in ("VERB", "AUX") for t in after):
            continue
        found.append(
            Attribution(
                tokens[at].i, (tokens[at].i,), _COLON, "colon", "asserts", "asserts", speaker=speaker.i,
                content=frozenset(t.i for t in after),
            )
        )  # fmt: skip
    return found


def _is_state(parsed: ParsedArticle, sentence: Sentence, before: Sequence[Token]) -> bool:
    entry = lexicon().lookup(parsed.clean_text(before))
    return sentence.i == 0 and entry is not None and entry.table in ("states", "regions")


def signature_cues(parsed: ParsedArticle, quotes: list[Quote]) -> list[Attribution]:
    """The attributions of a quotation that a dash and a name sign: "... to the end." -- Ann Lee."""
    found = []
    lines = paragraphs(parsed)
    for n, (first, last) in enumerate(lines):
        dash = next((t for t in parsed.tokens[first:last] if t.text in DASHES and _signs(parsed, t, last)), None)
        if dash is None:
            continue
        own = [q for q in quotes if first <= q.first < dash.i]
        content: set[int] = set()
        if own and own[-1].last >= dash.i - 1:
            content = {i for q in own for i in range(q.first, q.last)}
        elif any(t.text in MARKS for t in parsed.tokens[first : dash.i]):
            content = set(range(first, dash.i))
        elif dash.i == first and n:
            content = set(range(*lines[n - 1]))
        if content:
            found.append(
                Attribution(
                    dash.i, (dash.i,), _COLON, "signature", "asserts", "asserts", speaker=_last_word(parsed, last),
                    content=frozenset(content), quoted=True,
                )
            )  # fmt: skip
    return found


def _last_word(parsed: ParsedArticle, last: int) -> int:
    return last - 2 if parsed.tokens[last - 1].text == "." else last - 1


def _signs(parsed: ParsedArticle, dash: Token, last: int) -> bool:
    after = [t for t in parsed.tokens[dash.i + 1 : last] if t.text != "."]
    return 1 <= len(after) <= 5 and all(t.pos == "PROPN" or t.text[:1].isupper() for t in after)
