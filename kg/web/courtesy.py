"""A look at a query before it goes to a worker: what is refused is said at once, in a sentence.

It saves work and explains; it guards nothing. The guarantee is the worker: closed in, and ended at its limits.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import MalformedQuery, TooLarge, UsageError
from kg.sparql import tokens
from kg.web.settings import Settings

# Queries whose answer differs from call to call, or that have something refused in them, hold one of these.
_SUSPECT: Final = ("service", "load", "now", "rand", "uuid", "bnode", "construct", "\\u")
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def look(query: str, settings: Settings) -> bool:
    """Refuse what is too large or asks other servers; whether the answer may be kept for who asks the same again.

    Raises: MalformedQuery, TooLarge, UsageError.

    >>> look("ASK {}", Settings()), look("SELECT (NOW() AS ?n) {}", Settings())
    (True, False)
    >>> look(r"ASK { \\u0053ERVICE <http://example.org/> {} }", Settings())
    Traceback (most recent call last):
    kg.errors.UsageError: SERVICE is refused here: this server asks no other one. Query the other endpoint yourself.
    """
    if not query.strip():
        raise MalformedQuery("the query is empty.")
    if len(query) > settings.max_query_characters:
        raise TooLarge(f"the query is longer than {settings.max_query_characters:,} characters, the limit here.")
    text = without_escapes(query) if "\\" in query else query
    brackets = text.count("{") + text.count("(") + text.count("[")
    short = brackets <= settings.max_query_nesting and len(text) <= settings.max_query_tokens
    if short:
        small = text.lower()
        if not any(word in small for word in _SUSPECT):
            return True
    found = _walk(text, settings)
    makes_nodes = "CONSTRUCT" in found and ("[" in found or "_:" in text)  # named anew each time
    return not (_VOLATILE & found or makes_nodes)


def _walk(text: str, settings: Settings) -> set[str]:
    """The keywords and brackets of *text*, in upper case."""
    found, depth = set[str](), 0
    for seen, token in enumerate(tokens(text), start=1):
        if seen > settings.max_query_tokens:
            raise TooLarge(f"the query has more than {settings.max_query_tokens:,} words and signs, the limit here.")
        depth += (token.word in _OPEN) - (token.word in _CLOSE)
        if depth > settings.max_query_nesting:
            raise MalformedQuery(f"the query is nested more than {settings.max_query_nesting} deep, the limit here.")
        if token.word in {"SERVICE", "LOAD"}:
            raise UsageError(
                f"{token.word} is refused here: this server asks no other one. Query the other endpoint yourself."
            )
        found.add(token.word)
    return found


def without_escapes(text: str) -> str:
    """*text* with its codepoint escapes read, as SPARQL wants it before anything else.

    Source: https://www.w3.org/TR/sparql11-query/#codepointEscape.

    >>> without_escapes(r"\\u0053ERVICE \\U00000041")
    'SERVICE A'
    """
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else found[0]
