"""Offices as questions name them: which words they are called by, and whether an office held is the one asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import Final

from kg.ask.labels import Entity, LabelIndex, Mention, Word, plain
from kg.ask.words import stem, stems
from kg.lexicon import lexicon

HEADS: Final = frozenset("leader head chief ruler commander".split())
_SAME: Final = tuple(
    frozenset(map(stem, line.split()))
    for line in (
        "spokesman spokesperson spokeswoman speaks speak spoke",
        "minister secretary",
        "premier prime pm",
        "chair chairman chairwoman chairperson",
    )
)
_SMALL: Final = frozenset("of the office post state".split())


@lru_cache(maxsize=1)
def office_words() -> frozenset[str]:
    """The words that offices are called by."""
    named = {word for name in lexicon().offices for word in plain(name).split()}
    return frozenset(named | {"spokesperson", "premier", "pm", "speaks"})


def is_of_office(wanted: Iterable[str], office: str) -> bool:
    """Whether *office* is called by every one of the words *wanted*, or by another word for the same.

    >>> is_of_office(["defence", "secretary"], "Defence Minister"), is_of_office(["president"], "Prime Minister")
    (True, False)
    """
    held = stems(office)
    return all(held & (_same(stem(word)) | {stem(word)}) for word in wanted if word not in _SMALL)


def _same(word: str) -> frozenset[str]:
    return next((same for same in _SAME if word in same), frozenset())


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """The words that an office ends with: "minister", not "defence"."""
    return frozenset(plain(name).partition(" of ")[0].split()[-1] for name in lexicon().offices) | {"spokesperson"}


def with_holders(words: Sequence[Word], mentions: Sequence[Mention], index: LabelIndex) -> list[Mention]:
    """*mentions* with "Iraq's prime minister" and "the president of France" read as who holds the office.

    Not where the office is what is asked for, or is said of somebody: "who is Iraq's prime minister".
    """
    begins = {m.first for m in mentions}
    found = list(mentions)
    for mention in mentions:
        for first, last, called in _around(words, mention, begins):
            if not _is_asked_for(words, first, last, found):
                holders = _holders(called, mention, index)
                if holders:
                    text = " ".join(word.text for word in words[first:last])
                    found = [m for m in found if m.last <= first or m.first >= last]
                    found.append(Mention(first, last, text, holders))
                    break
    return found


def _around(words: Sequence[Word], mention: Mention, begins: Set[int]) -> Iterator[tuple[int, int, list[str]]]:
    """Where an office of *mention* is named, with its words: after it, or before it with "of"."""
    last = mention.last
    while last < len(words) and words[last].plain in office_words() - _SMALL and last not in begins:
        last += 1
    if last > mention.last and last not in begins and words[last - 1].plain in _titles():
        yield mention.first, last, [w.plain for w in words[mention.last : last]]
    at = mention.first - (2 if mention.first and words[mention.first - 1].plain == "the" else 1)
    if at > 0 and words[at].plain in ("of", "for"):
        first = at
        while first and words[first - 1].plain in office_words() - {"the"}:
            first -= 1
        if first < at and words[at - 1].plain in _titles() | {"state", "government"}:
            yield first, mention.last, [w.plain for w in words[first:at]]


def _is_asked_for(words: Sequence[Word], first: int, last: int, mentions: Sequence[Mention]) -> bool:
    before = [w.plain for w in words[:first] if w.plain not in ("the", "")]
    after = [w.plain for w in words[last:] if w.plain]
    said_of = before[-1:] and before[-1] in ("is", "was", "are", "were", "as", "became")
    named = any(m.last == first or (m.last == first - 1 and words[m.last].plain in ("the", "a")) for m in mentions)
    asked = any(word in ("which", "what", "whose") for word in before[-3:]) and not {"did", "does", "do"} & {*before}
    return (
        named or asked or (not before and not after) or bool(said_of and before[0] in ("who", "what", "which", "whom"))
    )


def _holders(called: Sequence[str], mention: Mention, index: LabelIndex) -> tuple[Entity, ...]:
    bodies = {e.iri for e in mention.of_kind("actor")}
    return tuple(
        sorted(
            {o.holder for o in index.offices if o.body in bodies and is_of_office(called, o.name)},
            key=lambda entity: (entity.name, entity.iri),
        )
    )
