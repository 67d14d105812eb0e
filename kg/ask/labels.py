"""Which actors and places a question names: by label, alias, adjective, and with slips of the pen.

The index is made from one snapshot: the names that its articles use, and what the lexicon knows of the same actors.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from rapidfuzz import fuzz, process
from wordfreq import zipf_frequency

from kg import ids
from kg.lexicon import Entry, lexicon
from kg.query import select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES

Kind = Literal["actor", "place"]
MAX_WORDS: Final = 8
LEAST_LIKENESS: Final = 80
SHORTEST_GUESSED: Final = 5
# a word of everyday English (Zipf scale) is no misspelt name
EVERYDAY: Final = 3.0

_NAMES: Final = """SELECT DISTINCT ?node ?label ?name {
  { ?n kg:denotes ?node . ?n rdfs:label|skos:altLabel ?name } UNION { ?n kg:denotes ?node . ?node skos:altLabel ?name }
  UNION { ?n kg:denotes ?node . ?node rdfs:label ?name }
  ?node rdfs:label ?label
}"""
_OFFICES: Final = """SELECT DISTINCT ?office ?body ?holder ?name {
  ?p a kg:RelationProposition ; kg:subject ?holder ; kg:object ?body ; kg:office ?office .
  ?holder rdfs:label ?name .
}"""
_PARTS: Final = "SELECT DISTINCT ?part ?whole { ?p kg:partOf ?w ; kg:denotes ?part . ?w kg:denotes ?whole }"
_WORD: Final = re.compile(r"\d{4}-\d\d-\d\d|\w+(?:[’'`.-]\w+)*|[^\w\s]")
# what actors of every article are called: such a word names none of them
_PEOPLE: Final = frozenset(
    """people fighters forces troops soldiers soldier group groups men others residents officials sources source side
    sides state states country countries nation nations army military government governments authorities police force
    leader leaders commander commanders city town village world region minister ministry president spokesman reports
    report member members friend friends ally allies enemy enemies party parties both country""".split()
)
# who is called after a state is not always of it
_NOT_OF: Final = frozenset(
    """supporters opponents enemies protesters demonstrators civilians people citizens refugees residents children
    casualties victims women men allies""".split()
)
# a place is called with or without these
_GROUND: Final = frozenset("strip province region governorate district area town village".split())
_ARTICLE: Final = re.compile(r"^(the|an?) ")
_HONORIFIC: Final = re.compile(r"^(the|an?) |\b(mr|mrs|ms|dr|sir) (?=\w)")
_SMALL: Final = frozenset("us is it who as in on at an no so do by to of may will un".split())


@dataclass(frozen=True)
class Entity:
    """An actor or a place of the graph."""

    iri: str
    name: str
    kind: Kind


@dataclass(frozen=True)
class Office:
    """Somebody who is reported to hold an office of ``body``, an IRI."""

    name: str
    body: str
    holder: Entity


@dataclass(frozen=True)
class Word:
    """A word of the question: as written, as compared, where it stands."""

    text: str
    plain: str
    begin: int
    end: int


@dataclass(frozen=True)
class Mention:
    """Words of the question that name something: ``entities`` are all that bear the name, ``guessed`` if misspelt."""

    first: int
    last: int
    text: str
    entities: tuple[Entity, ...]
    guessed: bool = False

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """The entities of one kind."""
        return tuple(e for e in self.entities if e.kind == kind)


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """*text* as names are compared: no case, accent, possessive, apostrophe, dot or hyphen.

    >>> plain("Kata'ib Hizballah’s"), plain("U.S."), plain("al-Qaeda")
    ('kataib hizballah', 'us', 'al qaeda')
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = re.sub(r"['’`]s?(?=\s|$)", "", bare)
    bare = re.sub(r"['’`.]", "", bare)
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def words_of(question: str) -> list[Word]:
    """The words and marks of *question*."""
    return [Word(m[0], plain(m[0]), *m.span()) for m in _WORD.finditer(question)]


class LabelIndex:
    """The names of one snapshot."""

    def __init__(
        self,
        names: Iterable[tuple[str, Entity]],
        known: Iterable[tuple[str, Entry]] = (),
        parts: Iterable[tuple[str, str]] = (),
        offices: Iterable[Office] = (),
        seats: Iterable[tuple[str, Entity]] = (),
    ) -> None:
        self.offices = tuple(offices)
        self.seats = {plain(name): entity for name, entity in seats}
        self.by_name: dict[str, set[Entity]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for name, entity in names:
            self._add(name, entity)
        self._parts: dict[str, set[str]] = defaultdict(set)
        for part, whole in parts:
            self._parts[whole].add(part)
        for name, entities in tuple(self.by_name.items()):
            ground = {e.iri for e in entities if e.kind == "place"} if name.split()[-1] in _GROUND else set()
            for place in self.by_name.get(name.rpartition(" ")[0], ()) if ground else ():
                for iri in ground if place.kind == "place" else ():
                    self._parts[iri].add(place.iri)
                    self._parts[place.iri].add(iri)
        for entities in tuple(self.by_name.values()):
            for entity in entities:
                self._parts_by_name(entity)
        self.places = frozenset(n for n, several in self.by_name.items() if any(e.kind == "place" for e in several))
        self.words = frozenset(word for name in self.by_name for word in name.split())
        self.elsewhere: dict[str, Entry] = {}
        for name, entry in known:
            if plain(name) not in self.by_name:
                self.elsewhere.setdefault(plain(name), entry)

    def _add(self, name: str, entity: Entity) -> None:
        key = plain(name)
        for variant in {key, _ARTICLE.sub("", key), _HONORIFIC.sub("", key)}:
            if len(variant) > 1 and not (variant in _PEOPLE and not name.isupper()):
                self.by_name[variant].add(entity)
                if not name.islower() or name == entity.name:
                    self._names[entity.iri].add(variant)

    def _parts_by_name(self, entity: Entity) -> None:
        """Count *entity* with whom it is called after: "Russia's Defence Ministry spokesman" with Russia."""
        words = plain(entity.name).split()
        if entity.kind != "actor" or len(words) < 2 or not entity.name.split()[-1].islower() or words[-1] in _NOT_OF:
            return
        for size in range(1, len(words)):
            for whole in self.by_name.get(" ".join(words[:size]), ()):
                if whole.kind == "actor" and whole.iri != entity.iri:
                    self._parts[whole.iri].add(entity.iri)

    def names_of(self, entities: Iterable[Entity]) -> frozenset[str]:
        """All names of *entities*, as compared; not what is said of others as well ("the militia").

        Each with "s" too: articles lose apostrophes ("Irans commander").
        """
        small = _SMALL - {"us", "un"}
        names = (name for entity in entities for name in self._names.get(entity.iri, ()) if name not in small)
        return frozenset(form for name in names for form in (name, f"{name}s"))

    def with_parts(self, entities: Iterable[Entity]) -> set[str]:
        """The IRIs of *entities* and of what is a part of them: what its army does a state does."""
        return self._with_parts(e.iri for e in entities)

    def widened(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """*params* with the parts of each actor beside it."""
        wider = {k: sorted(self._with_parts(v)) if isinstance(v, list) else v for k, v in params.items()}
        return {k: params[k] if isinstance(v, list) and set(v) == set(params[k]) else v for k, v in wider.items()}

    def _with_parts(self, iris: Iterable[str]) -> set[str]:
        """*iris* with what is a part of them, or is the same ground: Gaza for the Gaza Strip."""
        return {part for iri in iris for part in (iri, *self._parts.get(iri, ()))}

    def mentions(self, words: Sequence[Word]) -> list[Mention]:
        """What *words* name, the longest names first, none within another."""
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention = next((m for n in range(MAX_WORDS, 0, -1) if (m := self._exact(words, at, at + n))), None)
            if mention:
                found.append(mention)
            at = mention.last if mention else at + 1
        return found

    def _exact(self, words: Sequence[Word], first: int, last: int) -> Mention | None:
        some = words[first:last]
        if len(some) < last - first or not some[0].plain or not some[-1].plain:
            return None
        key = " ".join(w.plain for w in some if w.plain)
        if key not in self.by_name or (key in _SMALL and not some[0].text.replace(".", "").isupper()):
            return None
        return Mention(first, last, " ".join(w.text for w in some), _sorted(self.by_name[key]))

    def guess(self, words: Sequence[Word], first: int, last: int) -> Mention | None:
        """What ``words[first:last]``, which nothing is called, may have been meant to name."""
        key = " ".join(w.plain for w in words[first:last] if w.plain)
        if len(key) < SHORTEST_GUESSED:
            return None
        longer = sorted((n for n in self.by_name if n.startswith(f"{key} ")), key=lambda n: (len(n), n))
        if longer and " " in key:
            text = " ".join(w.text for w in words[first:last])
            return Mention(first, last, text, _sorted(self.by_name[longer[0]]), guessed=True)
        surname = key.removeprefix("al ")
        if (
            " " not in surname
            and words[first].text[0].isupper() | ("-" in words[first].text)
            and (bearers := self._by_surname(key))
        ):
            return Mention(first, last, words[first].text, _sorted(bearers), guessed=True)
        if " " not in key and zipf_frequency(key, "en") >= EVERYDAY:
            return None
        near = process.extractOne(key, self._long_names(len(key)), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
        if near is None:
            return None
        text = " ".join(w.text for w in words[first:last])
        return Mention(first, last, text, _sorted(self.by_name[near[0]]), guessed=True)

    def _by_surname(self, surname: str) -> set[Entity]:
        """Who is called *surname* last, where nobody else is."""
        bearers = set().union(*(found for name, found in self.by_name.items() if name.endswith(f" {surname}")))
        return bearers if len({e.iri for e in bearers}) == 1 else set()

    def _long_names(self, length: int) -> list[str]:
        return [name for name in self.by_name if len(name) >= SHORTEST_GUESSED and abs(len(name) - length) <= 2]

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """The names that look most like *text*."""
        labels = sorted({e.name for entities in self.by_name.values() for e in entities})
        found = process.extract(plain(text), labels, scorer=fuzz.WRatio, processor=plain, limit=limit, score_cutoff=80)
        return [name for name, _, _ in found]


def _sorted(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda e: (e.kind, e.name, e.iri)))


def _index(
    names: Iterable[tuple[str, Entity]], parts: Iterable[tuple[str, str]], offices: Iterable[Office] = ()
) -> LabelIndex:
    """The index of the *names* of a graph, with what the lexicon knows of the same actors."""
    names = tuple(names)
    used = {entity.iri.partition("/id/actor/")[2]: entity for _, entity in names if entity.kind == "actor"}
    more: list[tuple[str, Entity]] = []
    seats: list[tuple[str, Entity]] = []
    unused: list[tuple[str, Entry]] = []
    for entry in lexicon().entries.values():
        if entry.id in used:
            seats += [(capital, used[entry.id]) for capital in entry.capitals]
        if entry.table == "metonyms" and entry.of in used:
            seats += [(name, used[entry.of]) for name in (entry.name, *entry.aliases)]
        for name in _names_of(entry):
            if entry.id in used:
                more.append((name, used[entry.id]))
            else:
                unused.append((name, entry))
    return LabelIndex((*names, *more), unused, parts, offices, seats)


def _names_of(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases, *entry.acronyms, *entry.adjectives, *entry.demonyms)


_made: dict[tuple[str, str], LabelIndex] = {}


def label_index(reader: Reader) -> LabelIndex:
    """The index of the snapshot that *reader* has open; made once for each version."""
    key = (reader.base_iri, reader.version)
    if key not in _made:
        while len(_made) >= 2:
            _made.pop(next(iter(_made)))
        _made[key] = _read_index(reader)
    return _made[key]


def _read_index(reader: Reader) -> LabelIndex:
    actors, places = f"{reader.base_iri}id/actor/", f"{reader.base_iri}id/place/"
    found = []
    for row in select(reader, SPARQL_PREFIXES + _NAMES).rows:
        iri = str(row["node"])
        if iri.startswith((actors, places)) and ids.version_of(iri) is None:
            kind: Kind = "actor" if iri.startswith(actors) else "place"
            found.append((str(row["name"]), Entity(iri, str(row["label"]), kind)))
    parts = tuple((str(row["part"]), str(row["whole"])) for row in select(reader, SPARQL_PREFIXES + _PARTS).rows)
    offices = tuple(
        Office(str(row["office"]), str(row["body"]), Entity(str(row["holder"]), str(row["name"]), "actor"))
        for row in select(reader, SPARQL_PREFIXES + _OFFICES).rows
    )
    return _index(sorted(found, key=lambda pair: (pair[0], pair[1].iri)), parts, offices)
