"""Acronyms that an article explains: "Iraqi security forces (ISF)"."""

from __future__ import annotations

from kg.syntax import ParsedArticle

LINKS = frozenset("of the and for in to on de la al 's".split())


def learnt_acronyms(parsed: ParsedArticle) -> dict[str, tuple[int, int, int]]:
    """Acronym -> (first, last token of the long name, token of the acronym), for each "Long Name (ABC)"."""
    tokens = parsed.tokens
    found: dict[str, tuple[int, int, int]] = {}
    for token in tokens[1:-1]:
        if tokens[token.i - 1].text not in ("(", "[") or tokens[token.i + 1].text not in (")", "]"):
            continue
        letters = token.text.replace(".", "").replace("/", "")
        if not (2 <= len(letters) <= 8 and letters.isupper() and letters.isalpha()):
            continue
        first = _long_form(parsed, token.i - 1, letters)
        if first is not None:
            found.setdefault(token.text, (first, token.i - 1, token.i))
    return found


def _long_form(parsed: ParsedArticle, end: int, letters: str) -> int | None:
    """The token where the words before *end* begin whose first letters spell *letters*."""
    tokens = parsed.tokens
    wanted = list(letters.lower())
    at = end - 1
    sent = tokens[end].sent
    while at >= 0 and tokens[at].sent == sent and end - at <= 2 * len(letters) + 3:
        word = tokens[at].lower
        if wanted and word[0] == wanted[-1] and word not in LINKS:
            wanted.pop()
            if not wanted:
                return at
        elif word.isalpha() and word not in LINKS and not (wanted and len(word) > 6 and wanted[-1] in word[1:]):
            return None
        at -= 1
    return None
