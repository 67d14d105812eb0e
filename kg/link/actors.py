"""Actors: by lexicon entry, else by the names that articles give them; the unnamed belong to one article.

A name means the lexicon entry that bears it, if only one does; else the actor whose other name it is in some article,
if only one has it; else it means itself. Who bears it in articles that have nothing else in common is not the same:
that is what keeps homonyms apart. The organs of a state (its forces, its ministry of defence) are those of the state.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from kg import ids
from kg.link.context import Bearer, parts
from kg.link.names import family, initials, is_name, normalise, organ
from kg.link.reading import Node
from kg.link.statements import description, line, most
from kg.store import Workbook
from kg.vocab import DCTERMS, KIND_CLASSES, SEM

_IS, _ENTRY, _ALIAS, _LAST, _KIND = "is", "entry", "alias", "last", "kind"
_LONGEST_CHAIN: Final = 8
_GATED: Final = frozenset({"person", "group"})
"""Families whose names people and groups share by chance; states, media and peoples are known by name."""

Found = tuple[str, str, tuple[str, ...]]
"""What a node stands for, why, and the spans that say so."""


class Actors:
    """Which names mean whom, as far as articles tell; put right for the articles that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._names: set[str] = set()
        self._borne: set[str] = set()

    # What articles tell of names

    def note(self, v: str, actors: Sequence[Node]) -> None:
        """Put what article *v* tells of names."""
        names: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        taught: dict[str, list[str]] = defaultdict(list)
        for actor in actors:
            own, kind = normalise(actor.label), actor.kind
            if actor.key:
                for name in (actor.label, *(a for a in actor.aliases if _is_full(a, kind))):
                    names[normalise(name)].add((_ENTRY, kind, actor.key))
                if surname := _surname(actor):
                    names[surname].add((_LAST, kind, own))
            elif _is_named(actor):
                names[own].add((_IS, kind, ""))
                for alias in _other_names(actor, actors):
                    if (key := normalise(alias)) != own:
                        names[key].add((_ALIAS, kind, own))
                        taught[f"{key}>{own}"].append(actor.evidence)
                for short in _shorter(actor):
                    if short != own:
                        names[short].add((_LAST, kind, own))
                        taught[f"{short}>{own}"].append(actor.evidence)
        self._names |= self._book.put("name", v, {key: sorted(several) for key, several in names.items()})
        self._book.put("taught", v, {key: sorted(spans) for key, spans in taught.items()})

    def moved(self) -> set[str]:
        """Settle the names that changed; the articles that use one which means something else now."""
        found: set[str] = set()
        waiting = [key for key in sorted(self._names) if self._book.keep("means", key, self._meanings(key))]
        seen = set(waiting)
        while waiting:
            key = waiting.pop()
            for v in self._book.articles("name", key):
                records = self._book.of("name", v)
                if any(how == _IS for how, *_ in records[key]):
                    found.add(v)
                # what means this name by way of another is concerned too
                more = {
                    k for k, items in records.items() if any(i[0] in (_ALIAS, _LAST) and i[2] == key for i in items)
                }
                waiting += sorted(more - seen)
                seen |= more
        return found

    def _meanings(self, key: str) -> Any:
        """What a name means, by family: how, what, and the kind of who bears it."""
        told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for items, _ in self._book.tally("name", key):
            for how, kind, what in items:
                told[family(kind)][how].add(kind if how == _IS else what)
        found = {name: _meaning(how) for name, how in told.items()}
        others, group = [name for name in ("person", "state") if name in found], told.get("group", {})
        if len(others) == 1 and group.keys() == {_IS} and group[_IS] == {"organization"}:
            # "organization" is what reading says of a name that it does not know
            found["group"] = [_KIND, others[0], "organization"]
        return found or None

    # What nodes stand for

    def _resolve(self, actor: Node) -> tuple[str, str, str, list[str]]:
        """The name or entry that *actor* means in the end, its family ("" for an entry), its kind, what taught it."""
        key, kin, kind, spans = normalise(actor.label), family(actor.kind), actor.kind, [actor.evidence]
        for _ in range(_LONGEST_CHAIN):
            how, what, borne = (self._book.kept("means", key) or {}).get(kin, ("", "", kind))
            if how == _ENTRY:
                return what, "", kind, spans
            if how == _KIND:
                kin, kind = what, what
                continue
            kind = borne or kind
            if how not in (_ALIAS, _LAST) or self._leads_back(key, kin):
                break
            spans += (self._book.least("taught", f"{key}>{what}") or [])[:1]
            key = what
        return key, kin, kind, spans

    def _leads_back(self, key: str, kin: str) -> bool:
        """Whether names mean one another in a ring that *key* is the head of, so that it means itself."""
        ring, to = [key], key
        while True:
            how, to, _ = (self._book.kept("means", to) or {}).get(kin, ("", "", ""))
            if how not in (_ALIAS, _LAST):
                return False
            if to in ring:
                return to == key and key == min(ring, key=lambda k: (-len(k), k))
            ring.append(to)

    def bear(self, v: str, actors: Sequence[Node], context: Mapping[str, Any] | None) -> None:
        """Put who bears which name in article *v*, and what else the article speaks of (None: it is not there)."""
        resolved = [self._resolve(a) for a in actors if _is_named(a)]
        keys = {f"{kin}|{key}" for key, kin, _, _ in resolved if kin in _GATED}
        if self._book.keep("context", v, context):
            self._borne |= keys | self._book.keys("bears", v)
        self._borne |= self._book.put("bears", v, dict.fromkeys(keys, True))

    def parted(self) -> set[str]:
        """Tell apart who bears one name in articles with nothing in common; the articles for which that changed."""
        found: set[str] = set()
        for key in sorted(self._borne):
            kin, _, name = key.partition("|")
            bearers = [
                Bearer.of(v, name, self._book.kept("context", v), is_person=kin == "person")
                for v in self._book.articles("bears", key)
            ]
            before, after = self._book.kept("part", key) or {}, parts(bearers)
            if self._book.keep("part", key, after or None):
                found |= {v for v in before.keys() | after.keys() if before.get(v) != after.get(v)}
                found |= {b.v for b in bearers} if not before or not after else set()
                kind = "person" if kin == "person" else "organization"
                plain = ids.named_actor(self._base, kind, name)
                news = {ids.named_actor(self._base, kind, f"{name}-{part}") for part in after.values()}
                self._book.state("part", key, [line(plain, DCTERMS.isReplacedBy, new) for new in news])
        return found

    def canonical(self, actor: Node, denotes: Mapping[str, str]) -> Found:
        """What *actor* stands for; *denotes* says so of those that it may be a part of."""
        if actor.key:
            return ids.canonical_actor(self._base, actor.key), "lexicon", (actor.evidence,)
        whole = denotes.get(actor.part, "")
        if whole and _is_organ(actor) and actor.v not in whole and (what := organ(actor.label)):
            return f"{whole}/{what}", "part", (actor.evidence,)
        if not _is_named(actor):
            at = (actor.begin, actor.begin)
            return ids.unnamed_actor(self._base, actor.kind, actor.label, actor.v, at), "single", (actor.evidence,)
        key, kin, kind, spans = self._resolve(actor)
        by = "name" if len(spans) == 1 else "alias"
        if not kin:
            return ids.canonical_actor(self._base, key), by, tuple(spans)
        part = (self._book.kept("part", f"{kin}|{key}") or {}).get(actor.v, "")
        return ids.named_actor(self._base, kind, f"{key}-{part}" if part else key), by, tuple(spans)

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


def _meaning(told: Mapping[str, set[str]]) -> list[str]:
    """What one family means by a name: an entry, another name, or nothing else; and the kind of who bears it."""
    kind = "armed-group" if len(told.get(_IS, ())) > 1 else min(told.get(_IS, ()), default="")
    for how in (_ENTRY, _ALIAS, _LAST):
        if several := told.get(how):
            return [how, min(several), kind] if len(several) == 1 else ["", "", kind]
    return ["", "", kind]


def _is_named(actor: Node) -> bool:
    if actor.key or actor.scoped or not is_name(actor.label):
        return False
    return not actor.label.split()[-1].islower()  # "Israeli court", "Shiite militias": which ones, the article says


def _is_organ(actor: Node) -> bool:
    return actor.part_kind == "state" and family(actor.kind) == "group"


def _is_full(name: str, kind: str) -> bool:
    """Whether *name* is enough to tell an actor by in another article: several words, an acronym, a word for a state.

    >>> [_is_full(name, "armed-group") for name in ("Red Banner Front", "RBF", "Verrin", "the front")]
    [True, True, False, False]
    """
    bare = name.removeprefix("the ")
    if not is_name(bare) or not bare[0].isupper():
        return False
    return " " in bare or kind == "state" or (bare.isupper() and bare.isalpha() and len(bare) > 2)


def _other_names(actor: Node, actors: Sequence[Node]) -> Iterator[str]:
    """What an article calls *actor* besides its label: as it was read, and by the acronym that is nobody else's."""
    yield from (a for a in actor.aliases if _is_full(a, actor.kind) and a.split()[-1][0].isupper())
    short = initials(actor.label)
    if len(short) > 2 and family(actor.kind) == "group":
        alike = [a for a in actors if initials(a.label) == short and " " in a.label]
        if any(a.label == short for a in actors) and alike == [actor]:
            yield short


def _shorter(actor: Node) -> Iterator[str]:
    """What a person of several names is called for short: by the last, or without the second family name."""
    if surname := _surname(actor):
        yield surname
        words = actor.label.split()
        if len(words) == 3 and all(w[0].isupper() for w in words):
            yield normalise(" ".join(words[:2]))


def _surname(actor: Node) -> str | None:
    """The last name of a person of several names, as it is compared."""
    words = actor.label.split()
    return normalise(words[-1]) if actor.kind == "person" and len(words) > 1 and words[-1][0].isupper() else None
