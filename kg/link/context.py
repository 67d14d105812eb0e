"""What else an article speaks of: whether two that use one name mean the same by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.link.names import is_name, normalise
from kg.link.reading import Account, Node

_EVERYWHERE: Final = frozenset(
    """united-nations un european-union eu nato north-atlantic-treaty-organization united-states united-kingdom russia
    china france un-security-council security-council""".split()
)
"""Whom articles about anything speak of: having these in common says nothing."""


def context_of(actors: Iterable[Node], places: Iterable[Node], accounts: Iterable[Account]) -> dict[str, Any]:
    """What an article speaks of: named actors and places, the states apart, and its day of publication."""
    states = {normalise(a.label) for a in actors if a.kind == "state"}
    countries = {normalise(w) for p in places for w in p.aliases}
    others = {
        normalise(n.label)
        for n in (*actors, *places)
        if n.kind not in ("state", "media", "population") and not n.scoped and is_name(n.label)
    }
    day = min((a.published for a in accounts if a.published), default="9999")
    states = (states | countries) - _EVERYWHERE
    return {"day": day, "others": sorted(others - states - _EVERYWHERE), "states": sorted(states)}


@dataclass(frozen=True)
class Bearer:
    """An article in which somebody bears a name, and what it has to do with others: a person more than a country."""

    v: str
    day: str
    tokens: tuple[str, ...]

    @classmethod
    def of(cls, v: str, name: str, context: Mapping[str, Any] | None, *, is_person: bool) -> Bearer:
        """The bearer of *name* in article *v* with this :func:`context_of`; what sounds like the name tells nothing."""
        told = context or {"day": "9999", "others": (), "states": ()}
        words = set(name.split("-"))
        others = [t for t in told["others"] if not words & set(t.split("-"))]
        return cls(v, told["day"], (*others, *(() if is_person else told["states"])))


def parts(bearers: Collection[Bearer]) -> dict[str, str]:
    """Article to the name of its part, where the articles of *bearers* fall into several; nothing where they are one.

    A part is called after its first article.

    >>> parts([Bearer("aaaaaaaa", "2024", ("ford",)), Bearer("bbbbbbbb", "2023", ("ford", "mill"))])
    {}
    >>> parts([Bearer("aaaaaaaa", "2024", ("ford",)), Bearer("bbbbbbbb", "2023", ("mill",))])
    {'bbbbbbbb': 'bbbbbb', 'aaaaaaaa': 'aaaaaa'}
    """
    with_token: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        for token in bearer.tokens:
            with_token[token].append(bearer)
    found: list[Sequence[Bearer]] = []
    seen: set[str] = set()
    used: set[str] = set()
    for bearer in sorted(bearers, key=lambda b: (b.day, b.v)):
        together, waiting = list[Bearer](), [bearer]
        while waiting:
            one = waiting.pop()
            if one.v not in seen:
                seen.add(one.v)
                together.append(one)
                for token in one.tokens:
                    if token not in used:
                        used.add(token)
                        waiting += with_token[token]
        if together:
            found.append(together)
    if len(found) < 2:
        return {}
    return {b.v: min(part, key=lambda b: (b.day, b.v)).v[:6] for part in found for b in part}
