"""The words that attribute (``kg/lexicon/saying.tsv``), and classes of words that rules about saying speak of.

A row says what a word does (group, stance, act) and in which frames it attributes, that is, what its content may be:

    clause          "said (that) talks failed"; also "talks, he said, failed"
    quote           a quotation beside it
    object          "denied the report"
    statement-object  the same, where the object is something said: "rejected the charge", not "rejected the plan"
    shown           "polls show a close race": an object, where a document or a picture is the subject
    inf, ing        "urged them to leave", "denied having fired"
    inf-passive     "is said to have approved": hearsay
    for, on, of ... a phrase with that preposition: "called for calm", "accused them of lying"
    name            "calls Iran a sponsor"
    as              "described it as a crisis"
    document        its object is a text, a picture or a recording: "published photographs"
    stance-object   its object is a stance: "voiced outrage", "issued a denial"
    count           "put the toll at 12"
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


def _rows(name: str) -> list[list[str]]:
    text = files("kg").joinpath("lexicon", name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(members.split()) for name, _, members in _rows("saying-words.tsv")}


def words(name: str) -> frozenset[str]:
    """The words of class *name* of ``kg/lexicon/saying-words.tsv``.

    >>> "toll" in words("count")
    True
    """
    return _classes()[name]


@lru_cache(maxsize=1)
def sayings() -> dict[tuple[str, str], tuple[Saying, ...]]:
    """All rows by (kind, word), in file order; kind is ``verb``, ``noun`` or ``adjective``.

    >>> [(s.stance, s.act) for s in sayings()["verb", "deny"]]
    [('denies', 'denies')]
    """
    table: dict[tuple[str, str], list[Saying]] = {}
    for word, kind, group, stance, act, frames in _rows("saying.tsv"):
        row = Saying(word, kind, group, cast(Stance, stance), cast(Act, act), frozenset(frames.split()))
        table.setdefault((kind, word), []).append(row)
    return {key: tuple(rows) for key, rows in table.items()}
