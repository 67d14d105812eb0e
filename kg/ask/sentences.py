"""Which sentences that facts rest on hold which words: an index of one snapshot, made once for each version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from math import log
from typing import Final

from kg.ask.words import family, stems
from kg.query import select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES

MOST_SENTENCES: Final = 200
# the word that tells of an event counts with its sentence: in text that lost its spaces only the word stands by itself
_SPANS: Final = """SELECT DISTINCT ?span ?text {
  { ?claim kg:evidence ?span . ?span oa:exact ?text }
  UNION { ?account kg:evidence ?span ; kg:trigger/oa:exact ?text }
}"""
_TITLES: Final = "SELECT ?article ?title { ?article kg:textLength ?length ; rdfs:label ?title }"


class Sentences:
    """The sentences of one snapshot by the stems of their words."""

    def __init__(self, spans: Iterable[tuple[str, str]], titles: Mapping[str, str] | None = None) -> None:
        self.titles = titles or {}
        self.iris: list[str] = []
        self._weights: dict[str, float] = {}
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        for iri, text in sorted(spans):
            if not self.iris or self.iris[-1] != iri:
                self.iris.append(iri)
            for stem in stems(text):
                self._holding[stem].add(len(self.iris) - 1)

    def telling(self, word: str) -> set[int]:
        """The numbers of the sentences that hold *word* or one of its family."""
        return set().union(*(self._holding.get(stem, ()) for stem in family(word)))

    def holding(self, words: Sequence[str], weak: Sequence[str] = (), names: Sequence[Set[str]] = ()) -> list[str]:
        """The sentences that hold all *words*, those that hold most of *weak* too.

        Where they are very many, those that hold one of each of *names*, and of these the first.

        >>> index = Sentences([("s1", "Ann bombed the town."), ("s2", "Ann left.")])
        >>> index.holding(["attacked"]), index.holding(["attacked", "left"])
        (['s1'], [])
        """
        if not words:
            return []
        found = set.intersection(*(self.telling(word) for word in words))
        for word in weak:
            found = (found & self.telling(word)) or found
        if len(found) > MOST_SENTENCES:
            found = self._naming(found, names)
        return [self.iris[n] for n in sorted(found)[:MOST_SENTENCES]]

    def weight(self, word: str) -> float:
        """How much *word* tells: the rarer, the more."""
        kept = self._weights.get(word)
        if kept is not None:
            return kept
        telling = len(self.telling(word))
        weight = log((2 + len(self.iris)) / (1 + telling))
        if telling:  # what no sentence holds is not kept: there is no end of such words
            self._weights[word] = weight
        return weight

    def speaking(self, words: Sequence[str], weak: Sequence[str], names: Sequence[Set[str]], least: float) -> list[str]:
        """The sentences that hold the first of *words* and the part *least* of all by weight, the fullest first.

        >>> index = Sentences([("s1", "Ann bombed the old town."), ("s2", "Ann left town."), ("s3", "Bo slept.")])
        >>> index.speaking(["attacked", "town", "yesterday"], [], [], 0.3)
        ['s1']
        """
        held: defaultdict[int, float] = defaultdict(float)
        for word in words:
            weight = self.weight(word)
            for n in self.telling(word):
                held[n] += weight
        wanted = least * sum(map(self.weight, words))
        found = {n for n in self.telling(words[0]) if held[n] >= wanted}
        if len(found) > MOST_SENTENCES:
            found = self._naming(found, names)
        for word in weak:
            for n in found & self.telling(word):
                held[n] += 1
        return [self.iris[n] for n in sorted(found, key=lambda n: (-held[n], n))[:MOST_SENTENCES]]

    def naming(self, names: Sequence[Set[str]]) -> list[str]:
        """The sentences that hold one of each of *names*, the first of them."""
        return [self.iris[n] for n in sorted(self._naming(set(range(len(self.iris))), names))[:MOST_SENTENCES]]

    def _naming(self, found: set[int], names: Sequence[Set[str]]) -> set[int]:
        """Of the sentences *found* those that hold one of each of *names*."""
        for several in names:
            named = (set.intersection(*(self._holding.get(stem, set()) for stem in stems(name))) for name in several)
            found = found & set().union(*named)
        return found

    def holds(self, stem: str) -> bool:
        """Whether any sentence holds a word of this stem."""
        return stem in self._holding

    def has(self, words: Sequence[str]) -> bool:
        """Whether any sentence holds all *words* as they are."""
        wanted = [self._holding.get(w, set()) for w in stems(" ".join(words))]
        return bool(wanted) and bool(set.intersection(*wanted))


_made: dict[str, Sentences] = {}


def sentences_of(reader: Reader) -> Sentences:
    """The index of the snapshot that *reader* has open."""
    if reader.version not in _made:
        rows = select(reader, SPARQL_PREFIXES + _SPANS).rows
        while len(_made) >= 2:
            _made.pop(next(iter(_made)))
        titles = {str(row["article"]): str(row["title"]) for row in select(reader, SPARQL_PREFIXES + _TITLES).rows}
        _made[reader.version] = Sentences(((str(row["span"]), str(row["text"])) for row in rows), titles)
    return _made[reader.version]
