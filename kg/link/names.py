"""Names as they are compared: what makes another spelling, and what makes no name at all."""

from __future__ import annotations

import re
from typing import Final

from kg import ids
from kg.vocab import KG

_HONORIFICS: Final = re.compile(
    r"^(?:the|mr|mrs|ms|dr|prof|sir|gen|general|maj|major|col|colonel|lt|capt|captain|sgt|president|king|queen|prince)\.?\s+",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(st|nd|rd|th))"
    r" (army|corps|division|brigade|regiment|battalion|company|fleet|wing|squadron)",
    re.IGNORECASE,
)
_GROUPS: Final = frozenset({"armed-group", "organization"})


def normalise(name: str) -> str:
    """*name* as it is compared: no case, article, honorific, possessive, accent, punctuation.

    >>> normalise("The Front's"), normalise("Gen. Anna Verrin")
    ('front', 'anna-verrin')
    """
    bare = re.sub(r"['’]s?$", "", name.strip())
    while (shorter := _HONORIFICS.sub("", bare)) != bare and shorter:
        bare = shorter
    return ids.slug(bare)


def is_name(words: str) -> bool:
    """Whether *words* name one thing wherever they are printed; descriptions and numbered units belong to one article.

    >>> [is_name(w) for w in ("Red Banner Front", "the river", "defence ministry", "Third Brigade", "northern Iraq")]
    [True, False, False, False, True]
    """
    return any(c.isupper() for c in words) and not _UNIT.fullmatch(words.removeprefix("the ").strip())


def kind_word(kind_class: str) -> str:
    """The class of an actor as in the facts document.

    >>> kind_word(KG.ArmedGroup)
    'armed-group'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", KG.local(kind_class)).lower()


def name_key(kind: str, name: str) -> str:
    """What names are told apart by: kind and normalised words; a group under arms may be read as an organization.

    >>> name_key("armed-group", "the Blue Front") == name_key("organization", "Blue Front")
    True
    """
    return f"{'group' if kind in _GROUPS else kind}|{normalise(name)}"
