"""Which names of persons are one person: surnames, first names and spellings, titles left off; and who of the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from kg.extract.names import Name
from kg.lexicon import Entry, lexicon
from kg.syntax import ParsedArticle

_PARTICLES = frozenset("al el the ad as ash an ar".split())


def core(text: str) -> tuple[str, ...]:
    """The words of a person's name that tell persons apart: no titles, no "al-".

    >>> core("Maj. Gen. Qassem Soleimani"), core("al-Sadr")
    (('qassem', 'soleimani'), ('sadr',))
    """
    titles = lexicon().titles
    words = [w.strip(".,'’\"") for w in text.replace("-", " ").replace("’s", "").replace("'s", "").split()]
    kept = [w for w in words if w and w not in titles and f"{w}." not in titles]
    kept = [w for w in kept if w.lower() not in _PARTICLES]
    return tuple(w.casefold() for w in (kept or words))


@cache
def surnames() -> dict[str, list[Entry]]:
    """Persons of the lexicon by surname."""
    found: dict[str, list[Entry]] = {}
    for entry in lexicon().entries.values():
        if entry.table == "persons":
            for form in {core(entry.name)[-1:], *(core(a)[-1:] for a in entry.aliases)}:
                if form:
                    found.setdefault(form[0], []).append(entry)
    return found


class People:
    """The persons of an article: ``full`` holds the fullest name of each, ``key_at`` whose name begins at a token."""

    def __init__(self, parsed: ParsedArticle, names: Sequence[Name], spoken: Callable[[str], bool]) -> None:
        self.parsed = parsed
        self.full: dict[str, Name] = {}
        self.key_at: dict[int, str] = {}
        self.spoken = spoken
        people = [n for n in names if n.kind == "person"]
        for name in sorted(people, key=lambda n: (-len(core(n.text)), n.first)):
            self._add(name)

    def _add(self, name: Name) -> None:
        words = self.words(name)
        if not words:
            return
        key = self._same(words, name)
        if key is None:
            entry = lexicon().get(name.entry) or self._known(words)
            key = entry.id if entry else f"person:{' '.join(words)}"
            if key not in self.full:
                text = entry.name if entry else self.parsed.clean_text(self.parsed.tokens[name.first : name.last])
                self.full[key] = Name(name.first, name.last, "person", "person", text, entry.id if entry else None)
        self.key_at[name.first] = key

    def words(self, name: Name) -> tuple[str, ...]:
        """The telling words of *name* as it is printed."""
        return core(self.parsed.clean_text(self.parsed.tokens[name.first : name.last]))

    def _same(self, words: tuple[str, ...], name: Name) -> str | None:
        """The person already known whom *words* mean, the one named first where several bear them."""
        if name.entry and name.entry in self.full:
            return name.entry
        fits = [key for key, other in self.full.items() if self._fits(words, other)]
        exact = [k for k in fits if core(self.full[k].text)[-1] == words[-1]]
        fits = exact or fits
        if name.entry and fits and all(self.full[k].entry not in (None, name.entry) for k in fits):
            return None
        before = [k for k in fits if self.full[k].first <= name.first]
        if len(before) > 1 and (title := self._title(name)):
            titled = [k for k in before if self._title(self.full[k]) == title]
            before = titled if len(titled) == 1 else before
        if before:
            return max(before, key=lambda k: self.full[k].first)
        return fits[0] if fits else None

    def _title(self, name: Name) -> str:
        """The title before a name by its first three letters, so that "Gen." is "General"; "" where none stands."""
        at = name.first - 1
        if at > 0 and self.parsed.tokens[at].text == ".":
            at -= 1
        word = self.parsed.tokens[at].text if at >= 0 else ""
        titled = word in lexicon().titles or word.lower() in lexicon().offices
        return word[:3].lower() if titled else ""

    def _fits(self, words: tuple[str, ...], other: Name) -> bool:
        have, known = self.words(other), core(other.text)
        if words in (have, known):
            return True
        if len(words) == 1:
            return words[0] in (*have[-1:], *known[-1:]) or words[0] == have[0]
        if words[-1] == have[-1] and (words[0] == have[0] or words[0] == have[0][0]):
            return True
        return len(have) > len(words) and have[-len(words) :] == words

    def _known(self, words: tuple[str, ...]) -> Entry | None:
        """The person of the lexicon whom a bare surname means: the only one of whose state the article speaks."""
        if len(words) != 1:
            return None
        options = [e for e in surnames().get(words[0], ()) if not e.of or self.spoken(e.of)]
        if len(options) == 1:
            return options[0]
        titled = [e for e in options if any(a.split()[0] == "President" for a in e.aliases)]
        return titled[0] if len(titled) == 1 else None

    def by_surname(self) -> dict[str, str]:
        """Surname -> key, for the persons whose full name the article gives."""
        found: dict[str, str] = {}
        for key, name in self.full.items():
            for words in (self.words(name), core(name.text)):
                if words and len(words[-1]) > 2:
                    found.setdefault(words[-1], key)
        return found
