"""What the shape of a name tells: a demonym, a body, a group, an outlet; and the dateline of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import ActorKind
from kg.syntax import ParsedArticle

ARMED_WORDS = frozenset(
    """
    front army armies militia militias brigade brigades battalion battalions force forces guard guards legion corps
    regiment division liberation resistance mujahideen fighters rebels commandos militants squad column
    """.split()
)
SOFT_ARMED = frozenset("movement command wing network union alliance council".split())
MEDIA_LAST = frozenset(
    """
    times post wire courier herald gazette tribune telegraph broadcasting radio tv television news chronicle journal
    observer daily mirror examiner dispatch mail echo
    """.split()
)
BODY_LAST = frozenset(
    """
    mission league committee council commission ministry union association society conference congress party institute
    foundation centre center agency authority network observatory watch court relief initiative assembly organisation
    organization federation alliance movement coalition forum fund group company corporation university tribunal bureau
    """.split()
)
_SUFFIXES = ("ian", "ean", "an", "n", "ese", "ish", "ic", "ite", "i", "er", "en", "ar")
_DATELINE = re.compile(
    r"^(?P<town>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}?)(?:, (?P<state>[A-ZÀ-Þ][\w'’]+(?: [A-ZÀ-Þ][\w'’]+)?))?"
    r"(?:, (?:[A-Z][a-z]{2,8}\.?) \d{1,2})?\s*(?:\([^)]{2,40}\)\s*)?(?:[-–—]|:)\s*(?=[A-Z“\"'])",
    re.MULTILINE,
)


def demonym_of(word: str, name: str) -> bool:
    """Whether *word* is shaped like an adjective of *name*.

    >>> [demonym_of(w, n) for w, n in (("Zarnian", "Zarnia"), ("Corvish", "Corve"), ("Tolani", "Tolan"))]
    [True, True, True]
    >>> demonym_of("Zarnia", "Zarnia"), demonym_of("Marine", "Mari")
    (False, False)
    """
    word, name = word.lower(), name.lower()
    if word.endswith(("ians", "ans", "ites", "ers", "is")):
        word = word[:-1]
    if len(name) < 4 or word == name or word[:3] != name[:3]:
        return False
    stems = {name, name.rstrip("aeiouy"), name.removesuffix("ia"), name.removesuffix("land")}
    return any(len(s) > 2 and word == f"{s}{ending}" for s in stems for ending in _SUFFIXES)


def dateline(parsed: ParsedArticle) -> tuple[str, str | None] | None:
    """The town and the country of the dateline, where the article has one."""
    found = _DATELINE.search(parsed.article.text[:600])
    return (found["town"].strip(), found["state"]) if found else None


def kind_by_shape(words: Sequence[str]) -> ActorKind | None:
    """What the words of a name, in small letters, say that it names.

    >>> kind_by_shape(["blue", "harbour", "front"]), kind_by_shape(["harbour", "courier"])
    ('armed-group', 'media')
    >>> kind_by_shape(["contact", "mission"]), kind_by_shape(["anna", "verrin"])
    ('organization', None)
    """
    cut = next((i for i, w in enumerate(words) if w in ("of", "for")), len(words))
    head = words[cut - 1] if cut else words[-1]
    if head == "agency" and "news" in words:
        return "media"
    if head in ARMED_WORDS or ({"liberation", "resistance"} & set(words) and head in ARMED_WORDS | SOFT_ARMED):
        return "armed-group"
    if cut == len(words) and head in MEDIA_LAST:
        return "media"
    if head in BODY_LAST or (head in ("sisters", "brothers") and cut < len(words)):
        return "organization"
    return None


def demonym_like(text: str) -> bool:
    """Whether a word is shaped like an adjective of a people or state.

    >>> demonym_like("Zarnian"), demonym_like("Sorland")
    (True, False)
    """
    return text.lower().endswith(("ian", "ish", "ese", "ean", "ic", "ite", "ani"))
