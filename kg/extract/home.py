"""The state that an article is written from: whose "the government", "the army" and "the president" it means."""

from __future__ import annotations

from collections.abc import Iterable

from kg.extract.names import Name
from kg.extract.shapes import dateline
from kg.lexicon import lexicon
from kg.model import Actor
from kg.syntax import ParsedArticle


def home_state(parsed: ParsedArticle, names: Iterable[Name]) -> str | None:
    """The key of the state that the dateline names, or that is spoken of far more than any other, or None."""
    return _of_dateline(parsed) or _most_spoken((parsed.tokens[n.first].sent, k) for n in names for k in _states(n))


def home_actor(parsed: ParsedArticle, actors: Iterable[Actor], *, likely: bool = False) -> Actor | None:
    """The actor that is the home state of the article; if *likely*, the state that opens it where none stands out."""
    states = [a for a in actors if a.kind == "state"]
    by_key = {a.lexicon or f"state:{a.name.lower()}": a for a in states}
    spoken: list[tuple[int, str]] = []
    for sentence in parsed.sentences:
        for match in lexicon().match([t.text for t in parsed.words(sentence)]):
            entry = lexicon()[match.entries[0][0]]
            if entry.table == "states":
                spoken.append((sentence.i, entry.id))
            elif entry.table in ("regions", "groups", "organizations") and len(entry.states) == 1:
                spoken.append((sentence.i, entry.states[0]))
    for actor in states:
        if actor.lexicon is None:
            key = f"state:{actor.name.lower()}"
            named = [m for m, kind in zip(actor.mentions, actor.mention_kinds, strict=True) if kind != "pronoun"]
            spoken.extend((t.sent, key) for begin, end in named for t in parsed.between(begin, end)[:1])
    spoken.sort(key=lambda item: item[0])
    home = _of_dateline(parsed) or _most_spoken(spoken)
    if home is None and likely and spoken and spoken[0][0] <= 1:
        home = spoken[0][1]
    return by_key.get(home or "")


def _of_dateline(parsed: ParsedArticle) -> str | None:
    line = dateline(parsed)
    if line is None:
        return None
    for text in (line[1], line[0].title()):
        if not text:
            continue
        entry = lexicon().lookup(text)
        if entry is not None and entry.table == "states":
            return entry.id
        for match in lexicon().match(text.split()):
            capital = next((found for found, form in match.entries if form == "capital"), None)
            if capital is not None:
                return capital
    return f"state:{line[1].lower()}" if line[1] else None


def _most_spoken(spoken: Iterable[tuple[int, str]]) -> str | None:
    """The state spoken of half as often again as any other; what opens the article counts double."""
    counts: dict[str, float] = {}
    for sent, key in spoken:
        first = 2.0 if not counts and sent == 0 else 0.0
        counts[key] = counts.get(key, 0.0) + (2.0 if sent <= 1 else 1.0) + first
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


def _states(name: Name) -> tuple[str, ...]:
    """The states that speaking of *name* speaks of: itself, or whose region, force or party it is."""
    if name.kind == "state":
        return (name.key,)
    entry = lexicon().get(name.entry)
    if entry is None or entry.table not in ("regions", "groups", "organizations"):
        return ()
    return entry.states if len(entry.states) == 1 else ()
