"""Knowledge of the world as tables, written by us, and one loader.

Entities (tab-separated, first line names the columns, lists are joined by ``|``):

    states         id name subkind aliases acronyms adjectives demonyms capitals wikidata geonames source
    groups         id name subkind aliases acronyms states parent wikidata source (armed groups, state forces)
    organizations  id name kind subkind aliases acronyms states parent wikidata source (``alliance``: a subkind)
    media          id name subkind aliases acronyms states parent ambiguous wikidata source
    persons        id name aliases office of wikidata source (``of``: the state or group of the office)
    peoples        id name subkind aliases adjectives states wikidata source
    regions        id name subkind aliases adjectives states wikidata geonames source
    metonyms       id name aliases of (a seat that stands for its holder)

Words:

    offices        name relation kind ("foreign minister" makes a ``holdsOffice`` of kind ``minister``)
    titles         name kind (what stands before a person's name)
    given          name gender (first names, for "he" and "she")
    nouns          name class number (who acts: army force group official people human body media)

Measured:

    confidence     kind rule estimate facts right confidence (``benchmarks/calibrate.py`` writes it)

An id is the kind and the name in ASCII (``state/iran``, ``group/islamic-state``, ``media/bbc-persian``,
``person/ali-khamenei``, ``org/nato``, ``people/kurds``, ``region/gaza-strip``). ``wikidata`` and ``geonames`` stay
empty unless ``source`` names the data they were read from. ``ambiguous`` names (Dawn, Time) count only beside a word
of saying.

How names match: hyphens, apostrophes and the dots of "U.S." are nothing; a capitalised word of a name needs a capital
in the text; an acronym needs its exact letters ("US" never matches "us", "IS" never "is"); a name in small letters
matches any case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

Form = Literal["name", "alias", "acronym", "adjective", "demonym", "capital", "metonym"]

TABLES = {
    "states": "state",
    "groups": "armed-group",
    "organizations": "organization",
    "media": "media",
    "persons": "person",
    "peoples": "population",
    "regions": "region",
    "metonyms": "metonym",
}
WORD_TABLES = ("offices", "titles", "nouns", "given")
_PIECE = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?|\w+|[^\w\s]")
_ORDER = {"adjective": 1, "demonym": 2, "capital": 2}
_GLUE = frozenset("-‐‑'’.`ʼ\"")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the world that news speak of.

    ``states`` are ids of the states it belongs to, ``of`` that of what its office is an office of.
    """

    id: str
    name: str
    table: str
    kind: str
    subkind: str = ""
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    parent: str = ""
    office: str = ""
    of: str = ""
    ambiguous: bool = False
    wikidata: str | None = None
    geonames: str | None = None
    source: str | None = None


class Match(msgspec.Struct, frozen=True):
    """Tokens *first*..*last* (end excluded) are a form of each of *entries*, the likeliest first."""

    first: int
    last: int
    entries: tuple[tuple[str, Form], ...]


class Noun(msgspec.Struct, frozen=True):
    """A word for those who act: its class, and whether it is plural."""

    name: str
    group: str
    plural: bool


class Office(msgspec.Struct, frozen=True):
    """A title and the relation that it makes between its holder and what it is an office of."""

    name: str
    relation: str
    kind: str


class _Phrase(msgspec.Struct, frozen=True):
    pieces: tuple[str, ...]
    entry: str
    form: Form
    rank: int


class Lexicon:
    """All tables, with the names in one index."""

    def __init__(self, entries: Iterable[Entry], rows: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        self.entries: dict[str, Entry] = {entry.id: entry for entry in entries}
        self.offices: dict[str, Office] = {
            row["name"].lower(): Office(row["name"], row["relation"], row["kind"]) for row in rows["offices"]
        }
        self.titles: dict[str, str] = {row["name"]: row["kind"] for row in rows["titles"]}
        self.given: dict[str, str] = {row["name"]: row["gender"] for row in rows["given"]}
        self.nouns: dict[str, Noun] = {
            row["name"].lower(): Noun(row["name"], row["class"], row["number"] == "plural") for row in rows["nouns"]
        }
        self._index: dict[tuple[str, ...], list[_Phrase]] = {}
        for rank, entry in enumerate(self.entries.values()):
            for text, form in _forms(entry):
                pieces = tuple(split(text))
                if pieces:
                    found = self._index.setdefault(tuple(piece.lower() for piece in pieces[:2]), [])
                    found.append(_Phrase(pieces, entry.id, form, rank))
        for phrases in self._index.values():
            phrases.sort(key=lambda p: (-len(p.pieces), _ORDER.get(p.form, 0), p.rank))

    def __getitem__(self, entry_id: str) -> Entry:
        return self.entries[entry_id]

    def get(self, entry_id: str | None) -> Entry | None:
        """The entry of this id, or None."""
        return self.entries.get(entry_id) if entry_id else None

    def lookup(self, name: str) -> Entry | None:
        """The entry that has *name* as a name, alias or acronym, the likeliest where several have it.

        >>> lexicon().lookup("U.S.").name
        'United States'
        >>> lexicon().lookup("us") is None
        True
        """
        words = name.split()
        if len(words) > 1 and words[0].lower() == "the":
            words = words[1:]
        pieces = list(split(" ".join(words)))
        if not pieces:
            return None
        for phrase in self._beginning(*(piece.lower() for piece in pieces[:2])):
            if len(phrase.pieces) == len(pieces) and _fits(phrase, pieces, 0):
                return self.entries[phrase.entry]
        return None

    def _beginning(self, first: str, second: str = "") -> Iterator[_Phrase]:
        """The phrases whose first two pieces are these, the longest first, then the phrases of *first* alone."""
        yield from self._index.get((first, second), ())
        yield from self._index.get((first,), ())

    def match(self, words: Sequence[str]) -> list[Match]:
        """The names in *words* (the tokens of a sentence), the longest first come, none overlapping another.

        >>> words = "US and Iraqi forces fought the Islamic State ( IS ) in Mali".split()
        >>> [(m.first, m.last, m.entries[0]) for m in lexicon().match(words)][:2]
        [(0, 1, ('state/united-states', 'acronym')), (2, 3, ('state/iraq', 'adjective'))]
        """
        pieces: list[str] = []
        owner: list[int] = []
        for i, word in enumerate(words):
            if word.isalnum():
                pieces.append(word)
                owner.append(i)
            else:
                for piece in split(word, keep_marks=True):
                    pieces.append(piece)
                    owner.append(i)
        found: list[Match] = []
        at, n = 0, len(pieces)
        lower = [piece.lower() for piece in pieces]
        while at < n:
            best: list[_Phrase] = []
            for phrase in self._beginning(*lower[at : at + 2]):
                size = len(phrase.pieces)
                if best and size < len(best[0].pieces):
                    break
                if at + size <= n and _fits(phrase, pieces, at):
                    end = at + size
                    if (end < n and owner[end] == owner[end - 1]) or (at and owner[at - 1] == owner[at]):
                        continue
                    best.append(phrase)
            if best:
                size = len(best[0].pieces)
                entries = tuple(dict.fromkeys((p.entry, p.form) for p in best))
                found.append(Match(owner[at], owner[at + size - 1] + 1, entries))
                at += size
            else:
                at += 1
        return found


def split(text: str, *, keep_marks: bool = False) -> Iterable[str]:
    """The pieces of a name that count: words, "U.S." as "US"; hyphens and apostrophes are left out.

    With *keep_marks* other marks are pieces of their own, so that no name is matched across a comma.

    >>> list(split("People's Protection Units")), list(split("al-Qaeda")), list(split("U.S."))
    (['People', 's', 'Protection', 'Units'], ['al', 'Qaeda'], ['US'])
    """
    for piece in _PIECE.findall(text):
        if piece in _GLUE:
            continue
        if _DOTTED.fullmatch(piece):
            yield piece.replace(".", "")
        elif keep_marks or piece[0].isalnum() or piece == "&":
            yield piece


def _fits(phrase: _Phrase, pieces: Sequence[str], at: int) -> bool:
    for offset, want in enumerate(phrase.pieces):
        have = pieces[at + offset]
        if have == want:
            continue
        if phrase.form == "acronym" or (len(want) <= 4 and want.isupper() and len(phrase.pieces) == 1):
            return False
        if have.lower() != want.lower():
            return False
        if want[0].isupper() and not have[0].isupper():
            return False
        if want[0].islower() and have.isupper() and len(have) > 3 and not want.islower():
            return False
    return True


def _forms(entry: Entry) -> Iterable[tuple[str, Form]]:
    form: Form = "metonym" if entry.table == "metonyms" else "name"
    yield entry.name, form
    if entry.name.endswith(")"):
        yield entry.name[: entry.name.rindex("(")].strip(), form
    for alias in entry.aliases:
        yield alias, "metonym" if entry.table == "metonyms" else "alias"
    for acronym in entry.acronyms:
        yield acronym, "acronym"
    for adjective in entry.adjectives:
        yield adjective, "adjective"
    for demonym in entry.demonyms:
        yield demonym, "demonym"
    for capital in entry.capitals:
        yield capital, "capital"


@cache
def _table(name: str) -> str:
    return (files("kg.lexicon") / f"{name}.tsv").read_text("utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of table *name*, each as column and cell."""
    lines = _table(name).splitlines()
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:] if line]


def _entry(row: Mapping[str, str], table: str) -> Entry:
    def several(column: str) -> tuple[str, ...]:
        value = row.get(column, "")
        return tuple(value.split("|")) if value else ()

    return Entry(
        id=row["id"],
        name=row["name"],
        table=table,
        kind=row.get("kind") or TABLES[table],
        subkind=row.get("subkind", ""),
        aliases=several("aliases"),
        acronyms=several("acronyms"),
        adjectives=several("adjectives"),
        demonyms=several("demonyms"),
        capitals=several("capitals"),
        states=several("states"),
        parent=row.get("parent", ""),
        office=row.get("office", ""),
        of=row.get("of", ""),
        ambiguous=row.get("ambiguous") == "yes",
        wikidata=row.get("wikidata") or None,
        geonames=row.get("geonames") or None,
        source=row.get("source") or None,
    )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once in a process."""
    entries = [_entry(row, table) for table in TABLES for row in rows(table)]
    return Lexicon(entries, {name: rows(name) for name in WORD_TABLES})


def lookup(name: str) -> Entry | None:
    """The entry that has *name* as a name, alias or acronym.

    >>> lookup("Daesh").id
    'group/islamic-state'
    """
    return lexicon().lookup(name)


@lru_cache(maxsize=1)
def version_hash() -> str:
    """A short hash of all tables: the same words, the same hash."""
    digest = hashlib.sha256()
    for name in (*TABLES, *WORD_TABLES, "confidence"):
        digest.update(f"{name}\n{_table(name)}\n".encode())
    return digest.hexdigest()[:12]
