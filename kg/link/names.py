"""Names as they are compared: what makes another spelling, what makes no name at all, and what is part of a state."""

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
    r"( \w+)? (army|corps|division|brigade|regiment|battalion|company|fleet|wing|squadron|front)",
    re.IGNORECASE,
)
_GENERIC: Final = frozenset(
    """the of and a for defence defense foreign interior home internal external affairs finance justice health
    information security national state federal central supreme high constitutional presidential republican
    ministry department office government parliament assembly senate congress cabinet court police army navy air
    force forces military guard gendarmerie coast border special armed command council committee commission
    headquarters general staff intelligence service services agency bank embassy opposition electoral election
    party republic kingdom union federation north south east west northern southern eastern western joint
    operations""".split()
)
"""Words that every country has: a name of these alone says whose it is only beside a state."""

_FORCES: Final = re.compile(r"\b(?:army|military|troops?|soldiers?|forces?)$", re.IGNORECASE)
_BRANCH: Final = re.compile(r"\b(navy|marines|air force|coast guard|border guards?|police)$", re.IGNORECASE)
_MINISTRY: Final = re.compile(r"\b(\w+) ministry$|\b(?:ministry|department) of (?:the )?(\w+)$", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\b(government|parliament|supreme court|constitutional court|central bank|presidential guard|senate|cabinet)$",
    re.IGNORECASE,
)
FAMILIES: Final = {"armed-group": "group", "organization": "group"}
"""Kinds that reading may take for each other."""


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
    """Whether *words* name one thing wherever they are printed. Not so descriptions, numbered units, and what every
    country has: these belong to one article.

    >>> [is_name(w) for w in ("Red Front", "the river", "Defence Ministry", "2nd Marine Brigade", "northern Iraq")]
    [True, False, False, False, True]
    """
    bare = words.removeprefix("the ").removeprefix("The ").strip()
    if _UNIT.fullmatch(bare) or all(w in _GENERIC for w in re.findall(r"\w+", bare.lower())):
        return False
    return any(c.isupper() for c in bare)


def kind_word(kind_class: str) -> str:
    """The class of an actor as in the facts document.

    >>> kind_word(KG.ArmedGroup)
    'armed-group'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", KG.local(kind_class)).lower()


def family(kind: str) -> str:
    """What kinds are compared as: a group under arms may be read as an organization.

    >>> family("armed-group") == family("organization")
    True
    """
    return FAMILIES.get(kind, kind)


def organ(words: str) -> str | None:
    """What organ of a state *words* call, whatever the words: None where they may mean one of several.

    >>> [organ(w) for w in ("Veldanian troops", "Veldania's army", "Sri Lankan navy", "Ministry of Defense", "a court")]
    ['forces', 'forces', 'navy', 'defence-ministry', None]
    """
    if found := _MINISTRY.search(words):
        subject = (found[1] or found[2]).lower().replace("defense", "defence")
        return f"{ids.slug(subject)}-ministry"
    if found := _BRANCH.search(words) or _BODY.search(words):
        return ids.slug(re.sub(r"guards$", "guard", found[1].lower()))
    return "forces" if _FORCES.search(words) else None


def initials(words: str) -> str:
    """The first letters of the words of a name that are capitals.

    >>> initials("United Front for Liberation")
    'UFL'
    """
    return "".join(w[0] for w in re.findall(r"\w+", words) if w[0].isupper())
