"""The words that attribute, from ``kg/lexicon/saying.tsv``: verbs, nouns and adjectives of saying, thinking, asking, promising, denying.

A row says what a word does (group, stance, act) and in which frames it attributes, that is, what its content may be:

    clause          "said (that) talks failed"; also "talks, he said, failed"
    quote           a quotation beside it
    object          "denied the report"
    inf, ing        "urged them to leave", "denied having fired"
    inf-passive     "is said to have approved": hearsay
    for, on, of ... a phrase with that preposition: "called for calm", "accused them of lying"
    name            "calls Iran a sponsor"
    as              "described it as a crisis"
    document        its object is a text, a picture or a recording: "published photographs"
    stance-object   its object is a stance: "voiced outrage", "issued a denial"
    responsibility  "claimed responsibility for"
    that            (nouns) "the claim that", "denied claims that"
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import cast

import msgspec

from kg.model import Act, Stance


class Saying(msgspec.Struct, frozen=True, gc=False):
    """One row: a word in one of its uses."""

    word: str
    kind: str
    group: str
    stance: Stance
    act: Act
    frames: frozenset[str]


@lru_cache(maxsize=1)
def sayings() -> dict[tuple[str, str], tuple[Saying, ...]]:
    """All rows by (kind, word), in file order; kind is ``verb``, ``noun`` or ``adjective``.

    >>> [(s.stance, s.act) for s in sayings()["verb", "deny"]]
    [('denies', 'denies')]
    """
    table: dict[tuple[str, str], list[Saying]] = {}
    for line in files("kg").joinpath("lexicon/saying.tsv").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        word, kind, group, stance, act, frames = line.split("\t")
        row = Saying(word, kind, group, cast(Stance, stance), cast(Act, act), frozenset(frames.split()))
        table.setdefault((kind, word), []).append(row)
    return {key: tuple(rows) for key, rows in table.items()}
