"""Actors: by lexicon entry, else by the names that articles give them; the unnamed belong to one article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from kg import ids
from kg.link.names import is_name, name_key
from kg.link.reading import Node
from kg.link.statements import description, most
from kg.store import Workbook
from kg.vocab import KIND_CLASSES, SEM

_IS, _ENTRY, _ALIAS = "is", "entry", "alias"
_LONGEST_CHAIN: Final = 8


class Actors:
    """Which names mean whom, as far as articles tell; put right for the articles that changed.

    A name means the lexicon entry that bears it, if only one does; else the actor whose other name it is somewhere, if
    only one has it; else it means itself.
    """

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._names: set[str] = set()

    def note(self, v: str, actors: Sequence[Node]) -> None:
        """Put what article *v* tells of names."""
        names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        taught: dict[str, list[str]] = defaultdict(list)
        for actor in actors:
            own = name_key(actor.kind, actor.label)
            if actor.key:
                for name in (actor.label, *filter(_is_full, actor.aliases)):
                    names[name_key(actor.kind, name)].add((_ENTRY, actor.key))
            elif _is_named(actor):
                names[own].add((_IS, actor.kind))
                for alias in filter(_is_full, actor.aliases):
                    key = name_key(actor.kind, alias)
                    if key != own:
                        names[key].add((_ALIAS, own))
                        taught[f"{key}>{own}"].append(actor.evidence)
        self._names |= self._book.put("name", v, {key: sorted(several) for key, several in names.items()})
        self._book.put("taught", v, {key: sorted(spans) for key, spans in taught.items()})

    def moved(self) -> set[str]:
        """Settle the names that changed; the articles that use one which means something else now."""
        found: set[str] = set()
        waiting = [key for key in sorted(self._names) if self._book.keep("means", key, self._meaning(key))]
        seen = set(waiting)
        while waiting:
            key = waiting.pop()
            for v in self._book.articles("name", key):
                records = self._book.of("name", v)
                if any(how == _IS for how, _ in records[key]):
                    found.add(v)
                    # what means this name by way of another is concerned too
                    more = {k for k, items in records.items() if [_ALIAS, key] in items} - seen
                    seen |= more
                    waiting += sorted(more)
        return found

    def _meaning(self, key: str) -> Any:
        """Of a name: what it means (an entry or another name, or nothing else), and the kind of who bears it."""
        told: dict[str, set[str]] = defaultdict(set)
        for items, _ in self._book.tally("name", key):
            for how, what in items:
                told[how].add(what)
        if not told:
            return None
        kind = "armed-group" if len(told[_IS]) > 1 else min(told[_IS], default="")
        for how in (_ENTRY, _ALIAS):
            if told[how]:
                return [how, min(told[how]), kind] if len(told[how]) == 1 else ["", "", kind]
        return ["", "", kind]

    def canonical(self, actor: Node) -> tuple[str, str, tuple[str, ...]]:
        """What *actor* stands for, why, and the spans that say so."""
        if actor.key:
            return ids.canonical_actor(self._base, actor.key), "lexicon", (actor.evidence,)
        if not _is_named(actor):
            at = (actor.begin, actor.begin)
            return ids.unnamed_actor(self._base, actor.kind, actor.label, actor.v, at), "single", (actor.evidence,)
        key, spans = name_key(actor.kind, actor.label), [actor.evidence]
        for _ in range(_LONGEST_CHAIN):
            how, what, kind = self._book.kept("means", key)
            if how == _ENTRY:
                return ids.canonical_actor(self._base, what), "name" if len(spans) == 1 else "alias", tuple(spans)
            if how != _ALIAS or self._leads_back(key, what):
                break
            spans += (self._book.least("taught", f"{key}>{what}") or [])[:1]
            key = what
        name = key.partition("|")[2]
        return (
            ids.named_actor(self._base, kind or actor.kind, name),
            "name" if len(spans) == 1 else "alias",
            tuple(spans),
        )

    def _leads_back(self, key: str, to: str) -> bool:
        """Whether names mean one another in a ring that *key* is the head of, so that it means itself."""
        ring = [key]
        while to not in ring:
            ring.append(to)
            how, to, _ = self._book.kept("means", to)
            if how != _ALIAS:
                return False
        return to == key and key == min(ring, key=lambda k: (-len(k), k))

    def describe(self, canonical: str) -> Iterator[str]:
        """What the identity graph says of an actor that nodes stand for: of those in the lexicon if there are any."""
        labels: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        kinds: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        for items, n in self._book.tally("actor", canonical):
            for label, kind, known in items:
                labels[known][label] += n
                kinds[known][kind] += n
        known = bool(labels[True])
        if labels[known]:
            yield from description(canonical, most(labels[known]), SEM.Actor, KIND_CLASSES[most(kinds[known])])


def members(actors: Iterable[Node], denotes: Mapping[str, str]) -> dict[str, list[tuple[str, str, int]]]:
    """What describes the actors that these nodes stand for, by actor."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for actor in actors:
        found[denotes[actor.iri]].append((actor.label, actor.kind, int(bool(actor.key))))
    return {canonical: sorted(several) for canonical, several in found.items()}


def _is_named(actor: Node) -> bool:
    return not actor.key and not actor.scoped and is_name(actor.label)


def _is_full(name: str) -> bool:
    """Whether *name* is enough to tell an actor by in another article: several words, or an acronym.

    >>> [_is_full(name) for name in ("Red Banner Front", "RBF", "Verrin", "the front")]
    [True, True, False, False]
    """
    bare = name.removeprefix("the ")
    return is_name(bare) and (" " in bare or (bare.isupper() and bare.isalpha() and len(bare) > 2))
