"""Places: by name, and by country where a name is one of several; words that are no name belong to one article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg import ids
from kg.link.names import is_name, normalise
from kg.link.reading import Node
from kg.link.statements import description, line, most
from kg.store import Workbook
from kg.vocab import GEO, SCHEMA, SEM


class Places:
    """Which names of places are those of several; put right for the articles that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._names: set[str] = set()

    def note(self, v: str, places: Sequence[Node]) -> None:
        """Put what article *v* tells of the countries of places."""
        countries: dict[str, set[str]] = defaultdict(set)
        for place in places:
            countries[normalise(place.label)] |= {normalise(w) for w in place.aliases}
        self._names |= self._book.put("placename", v, {name: sorted(words) for name, words in countries.items()})

    def moved(self) -> set[str]:
        """Settle the names that changed; the articles with one that has become, or is no more, the name of several."""
        found: set[str] = set()
        for name in sorted(self._names):
            countries = {c for several, _ in self._book.tally("placename", name) for c in several}
            if self._book.keep("homonym", name, True if len(countries) > 1 else None):
                found |= set(self._book.articles("placename", name))
        return found

    def canonical(self, place: Node) -> tuple[str, str, tuple[str, ...]]:
        """What *place* stands for, why, and the spans that say so."""
        name = normalise(place.label)
        if not is_name(place.label):
            return f"{ids.named_place(self._base, name)}-{place.v}", "single", (place.evidence,)
        if place.aliases and self._book.kept("homonym", name):
            name = f"{name}-{normalise(min(place.aliases))}"
        return ids.named_place(self._base, name), "gazetteer" if place.key else "name", (place.evidence,)

    def members(self, places: Sequence[Node], denotes: Mapping[str, str]) -> dict[str, list[list[Any]]]:
        """What describes the places that these nodes stand for, and those they lie in, by place."""
        found: dict[str, list[list[Any]]] = defaultdict(list)
        for place in places:
            canonical = denotes[place.iri]
            found[canonical].append([place.label, sorted(place.aliases), place.key])
            for within in place.aliases:
                outer = ids.named_place(self._base, normalise(within))
                if outer != canonical:
                    found[outer].append([within])
        return {canonical: sorted(several) for canonical, several in found.items()}

    def describe(self, canonical: str) -> Iterator[str]:
        """What the identity graph says of a place: its name, what it lies in, its point."""
        told = [(item, n) for items, n in self._book.tally("place", canonical) for item in items]
        inside = [(item, n) for item, n in told if len(item) > 1]
        labels: Counter[str] = Counter()
        for item, n in inside or told:
            labels[item[0]] += n
        if not labels:
            return
        yield from description(canonical, most(labels), SEM.Place)
        for within in sorted({w for item, _ in inside for w in item[1]}):
            outer = ids.named_place(self._base, normalise(within))
            if outer != canonical:
                yield line(canonical, GEO.sfWithin, outer)
        for same in sorted({item[2] for item, _ in inside if item[2]}):
            yield line(canonical, SCHEMA.sameAs, same)
        if point := self._book.least("point", canonical):
            yield line(canonical, GEO.hasGeometry, point)


def points(places: Sequence[Node], denotes: Mapping[str, str]) -> dict[str, str]:
    """The geometry of each place that these nodes stand for, where one has it."""
    found: dict[str, str] = {}
    for place in sorted(places, key=lambda p: p.point, reverse=True):
        if place.point:
            found[denotes[place.iri]] = place.point
    return found
