"""An actor in the making, and what makes two phrases one actor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from kg.lexicon import lexicon
from kg.model import ActorKind, MentionKind


@dataclass
class Entity:
    """An actor with the tokens of its mentions; ``key`` is what makes two phrases the same actor."""

    key: str
    name: str
    kind: ActorKind
    lexicon: str | None = None
    subkind: str | None = None
    mentions: dict[tuple[int, int], MentionKind] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    owner: str | None = None
    unnamed: bool = False
    plural: bool = False
    count: int | None = None
    described: set[str] = field(default_factory=set)
    titled_by: set[str] = field(default_factory=set)
    local: bool = False
    definite: bool = False
    rule: str = "lexicon"
    confidence: float = 0.9

    def take(self, other: Entity) -> None:
        """Make the mentions of *other* mentions of this one."""
        for span, kind in other.mentions.items():
            self.mentions.setdefault(span, kind)
        self.texts.update(other.texts)


@cache
def main_forces() -> dict[str, str]:
    """State -> the entry for its armed forces as a whole, where the lexicon has one."""
    found: dict[str, str] = {}
    for entry in lexicon().entries.values():
        if entry.table == "states" and entry.adjectives:
            force = lexicon().lookup(f"{entry.adjectives[0]} army")
            if force is not None and force.table == "groups":
                found[entry.id] = force.id
    return found


def singular(word: str) -> str:
    """One form for both numbers.

    >>> singular("policemen"), singular("militias"), singular("authorities")
    ('policeman', 'militia', 'authority')
    """
    if word.endswith("men"):
        return f"{word[:-3]}man"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
