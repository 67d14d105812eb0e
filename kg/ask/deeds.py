"""Questions of who did what to whom: which sentences tell of it, and who of those in them is asked for.

A row of ``who-did-what`` answers where its sentence holds every word of the question (or one of its family), where one
of these words tells of the event itself, and where nobody whom the question names stands in another part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg.ask.labels import plain
from kg.ask.reading import FIGHTING_WORDS, WEAK_WORDS, Question
from kg.ask.slots import Params, at_place, days, iris, others
from kg.ask.words import family, stem, stems, tokens

Row = Mapping[str, Any]
MUTUAL: Final = frozenset("fights talks cooperates negotiates agrees ceases-fire attends".split())
STANDING: Final = frozenset("reported corroborated contested denied negated".split())
_NOT: Final = frozenset("not never neither nor cannot didnt doesnt dont wasnt werent isnt arent hasnt havent".split())
BEFORE_DEED: Final = 5
_TO_COME: Final = frozenset("will shall going plan plans planned planning threaten promise".split())


def strong(question: Question) -> list[str]:
    """The words that an answer must be told with."""
    told = [w for w in question.content if w not in _TO_COME]
    head = frozenset(question.frame.head.split())
    return [w for w in told if w not in WEAK_WORDS and w not in head] or [w for w in told if w in WEAK_WORDS]


def weak(question: Question) -> list[str]:
    """The words that choose between answers."""
    head = frozenset(question.frame.head.split())
    return [w for w in question.content if w in WEAK_WORDS or w in head]


def deed(question: Question) -> Params | None:
    """The sentences that hold the words asked for; where these are very many, who is named."""
    words = strong(question)
    if not words or not question.frame.told:
        return None
    spans = _spans(question)
    if spans:
        return {"span": spans} | days(question)
    actors = question.actors()
    if actors and all(w in FIGHTING_WORDS for w in words):
        named = {"actor": iris(actors[0])} | ({"other": iris(actors[1])} if len(actors) > 1 else {})
        return named | at_place(question) | days(question)
    return None


def _spans(question: Question) -> list[str]:
    """The sentences that hold the words asked for."""
    names = [question.index.names_of(mention.entities) for mention in question.mentions]
    return question.sentences.holding(strong(question), weak(question), names)


def answering(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows* that tell of the deed, one for each who is asked for in it."""
    by_event: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if stands(question, row) and _tells(question, row):
            by_event[str(row["event"])].append(row)
    found: list[dict[str, Any]] = []
    for several in by_event.values():
        parts = _parts(several)
        if all(_fits(question, n, several, parts) for n in range(len(question.mentions))):
            found += [_judged(question, row) for row in several if _asked_for(question, row, several)]
    return found


def _judged(question: Question, row: Row) -> dict[str, Any]:
    """*row*, negated where its sentence says "not" just before the deed and the question does not."""
    said = tokens(str(row.get("text") or ""))
    wanted = frozenset().union(*(family(word) for word in strong(question)))
    told = [i for i, word in enumerate(said) if stem(word) in wanted]
    denied = bool(told) and all(_NOT & set(said[max(0, i - BEFORE_DEED) : i]) for i in told)
    if denied and not _NOT & set(question.shape.split()):
        return {**row, "status": f"{str(row.get('status')).rpartition('/')[0]}/negated"}
    return dict(row)


_REASON: Final = (
    r"\b(because|in order to|due to|so that|aimed at|reasons?|in retaliation|in response|in protest|in revenge"
    r"|owing to|on the grounds|amid fears|over (reports|claims|fears|accusations)|for \w+ing"
    r"|to (\w+ly )?(supervise|prevent|protect|ensure|secure|restore|avoid))\b"
)


def gives_a_reason(row: Row) -> bool:
    """Whether a sentence says why."""
    return re.search(_REASON, str(row.get("text")), re.I) is not None


def doing(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows* in which the one who is named acts."""
    return [dict(row) for row in rows if stands(question, row) and "agent" in _functions(row)]


def befalling(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows* in which something is done to the one who is named."""
    return [dict(row) for row in rows if stands(question, row) and "target" in _functions(row)]


_SAYING: Final = tuple("say call believe promise urge accuse deny warn publish".split())


def saying(question: Question) -> Params | None:
    """The sentences that hold the words asked for, where one of these is a word of saying."""
    words = strong(question)
    if not any(word in family(said) for said in _SAYING for word in map(stem, words)):
        return None
    spans = _spans(question)
    return {"span": spans} if spans else None


def spoken(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows*, claims, whose holder is asked for or named, and whose sentence names all the others."""
    frame, found = question.frame, []
    for row in rows:
        fits = True
        for n, mention in enumerate(question.mentions):
            is_holder = str(row.get("holder")) in {e.iri for e in mention.entities}
            stands = stands_in(question, n, row)
            fits = fits and ((is_holder or stands) if n in frame.doers else (stands and not is_holder))
        if fits:
            found.append(dict(row))
    return found


def taking_part(question: Question, row: Row) -> bool:
    """Whether a row tells of one who takes part, not of whom the question names; where it judges, against whom too."""
    targets = question.frame.targets if question.frame.asks == "verdict" else ()
    return others(question, row) and all(is_beside(question, n, strong(question), row) for n in targets)


def taking_responsibility(question: Question, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Those of *rows*, claims, that say that their holder did it, with whom the same sentence names beside them."""
    everyone = range(len(question.mentions))
    said = {
        (row.get("article"), row.get("text"))
        for row in rows
        if tail(row, "act") == "claims-responsibility" and all(stands_in(question, n, row) for n in everyone)
    }
    return [dict(row) for row in rows if (row.get("article"), row.get("text")) in said]


def stands(question: Question, row: Row) -> bool:
    status = tail(row, "status")
    planned = status == "planned" and bool(_TO_COME & set(question.shape.split()))
    return status in STANDING or planned


def _tells(question: Question, row: Row) -> bool:
    """Whether one of the words asked for tells of the event itself."""
    own = stems(f"{row.get('did') or ''} {str(row['event_name']).partition(':')[0]} {tail(row, 'role')}")
    return any(own & family(word) for word in strong(question))


def _parts(rows: Iterable[Row]) -> dict[str, set[str]]:
    """Each who takes part in the event, with how: agent, target, both where it is mutual."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(row["actor"])] |= _functions(row)
    return dict(found)


def _functions(row: Row) -> set[str]:
    function = tail(row, "function")
    return {"agent", "target"} if tail(row, "role") in MUTUAL else {function}


def _fits(question: Question, n: int, rows: Sequence[Row], parts: Mapping[str, set[str]]) -> bool:
    """Whether ``{n}`` has its part in the event, or is no party to it and stands in the sentence or at the place."""
    mention = question.mentions[n]
    own = {e.iri for e in mention.entities}
    wanted = {"agent"} if n in question.frame.doers else {"target"} if n in question.frame.targets else set()
    inside = [parts[iri] for iri in own & parts.keys()]
    if inside and n != question.place_number():
        return not wanted or any(wanted & functions for functions in inside)
    if wanted == {"agent"} and n != question.place_number():
        return any("agent" in _functions(row) and _is_of(question, n, row) for row in rows)
    near = question.frame.asks == "verdict" and wanted == {"target"} and n != question.place_number()
    return any(
        stands_in(question, n, row) and (not near or is_beside(question, n, strong(question), row)) for row in rows
    )


# words between a deed and to whom it is done
NEAR: Final = 4


def is_beside(question: Question, n: int, words: Sequence[str], row: Row) -> bool:
    """Whether a sentence has ``{n}`` near one of *words*, so that what it tells is done to it."""
    if n == question.place_number():
        return True
    told, named = where_told(question, n, words, row)
    return any(abs(i - j) <= NEAR for i in told for j in named)


def where_told(question: Question, n: int, words: Sequence[str], row: Row) -> tuple[list[int], list[int]]:
    """Which words of a sentence are *words*, and at which the names of ``{n}`` end."""
    names = question.index.names_of(question.mentions[n].entities)
    said = tokens(str(row.get("text") or ""))
    wanted = frozenset().union(*(family(word) for word in words))
    told = [i for i, word in enumerate(said) if stem(word) in wanted]
    named = [i + len(w) - 1 for i in range(len(said)) for w in map(str.split, names) if said[i : i + len(w)] == w]
    return told, named


def _is_of(question: Question, n: int, row: Row) -> bool:
    """Whether who acts in *row* is called after ``{n}``: "Iranian officials" of Iran."""
    named = f" {plain(str(row.get('name') or ''))} "
    return any(f" {name} " in named for name in question.index.names_of(question.mentions[n].entities))


def stands_in(question: Question, n: int, row: Row, *, headed: bool = True) -> bool:
    """Whether the sentence of *row*, or its place, is called as ``{n}``; a place may stand in the headline."""
    mention = question.mentions[n]
    headed = headed and bool(mention.of_kind("place")) and n not in question.frame.doers
    title = question.sentences.titles.get(str(row.get("article")), "") if headed else ""
    said = f" {plain(str(row.get('text') or ''))} {plain(str(row.get('where') or ''))} {plain(title)} "
    return any(f" {name} " in said for name in question.index.names_of(mention.entities))


def _asked_for(question: Question, row: Row, rows: Sequence[Row]) -> bool:
    """Whether the actor of *row* is one that the question looks for."""
    asks = question.frame.asks
    if asks not in ("doer", "target"):
        return True
    named = {e.iri for n in question.frame.others for e in question.named(n, "actor")}
    wanted = "agent" if asks == "doer" else "target"
    if row["actor"] in named or wanted not in _functions(row):
        return False
    if tail(row, "role") == "loser" and re.match(r"who (is|are|was|were)\b", question.shape):
        return False  # who lost a place was not taken with it
    sides = {tail(r, "function") for r in rows if r["actor"] in named}
    opposed = tail(row, "role") != "fights" or not sides or tail(row, "function") not in sides
    return opposed or len({r["actor"] for r in rows}) == 2


def tail(row: Row, column: str) -> str:
    """The local name of the term in *column*."""
    return str(row.get(column) or "").rpartition("#")[2].rpartition("/")[2]
