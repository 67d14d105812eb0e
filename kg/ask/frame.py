"""What a question asks for, and who does what in it: read from the order of its words, without a parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

Asks = Literal["doer", "target", "words", "place", "time", "count", "length", "verdict", "thing"]

_AUX: Final = r"(?:did|does|do|has|have|had|is|are|was|were|will|would|should|must|can|could|may|might)"
_BE: Final = r"(?:is|are|was|were|be|been|being|got|gets)"
_WH: Final = r"(?:whom?|what|which(?: (?:\w+|\{\d+\})){1,4}?|what(?: \w+){1,2}?|how many(?: \w+){0,2}?)"
_PLACES: Final = r"(?:town|city|citie|capital|place|country|countrie|village|region|area|province|district)s?"
# who may act: these say of what kind the answer is, and need not stand in the sentence
_WHO: Final = (
    r"(?:members?|politicians?|officials?|officers?|generals?|commanders?|leaders?|presidents?|ministers?|lawmakers?"
    r"|deput(?:y|ies)|clerics?|journalists?|reporters?|newspapers?|papers?|agenc(?:y|ies)|outlets?|broadcasters?"
    r"|channels?|country|countries|nations?|states?|governments?|part(?:y|ies)|groups?|organi[sz]ations?|bod(?:y|ies)"
    r"|institutions?|compan(?:y|ies)|militias?|forces?|arm(?:y|ies)|militants?|persons?|people|m[ae]n|wom[ae]n"
    r"|gangs?|factions?|movements?|cartels?|tribes?|brigades?|battalions?|units?|coalitions?|alliances?|cells?|networks?"
    r"|spokes\w+|analysts?|experts?|envoys?|diplomats?|ambassadors?|residents?|witness(?:es)?|unions?|powers?)"
)
_HEAD: Final = re.compile(
    rf"(?:which|what|whose) ((?:(?!{_AUX}\b)(?:\w+|\{{\d+\}}) ){{0,3}}?{_WHO}"
    r"(?: (?:of|in|at|from|for) (?:the )?(?:\w+|\{\d+\}))?)\b"
)
_UNDER: Final = {
    "occupation": "occupied", "control": "controlled", "siege": "besieged", "attack": "attacked", "fire": "shelled",
    "command": "commanded", "blockade": "blockaded", "rule": "ruled", "bombardment": "bombed",
}  # fmt: skip
_PREP: Final = r"(?:(?:to|against|with|for|from|on|at|in|of|by|alongside|beside|towards?) )"
_DONE: Final = (
    r"(?:\w{2,}ed|struck|hit|shot|taken|retaken|held|sent|given|driven|overrun|broken|beaten|blown|fought|led|met|won"
    r"|lost|forced|hurt|put|sold|bought|brought|caught|laid|thrown|told|seen|set|cut|paid|made|built|begun|kidnapped)"
)
# whose subject does nothing
_UNDERGO: Final = r"\b(?:die[sd]?|dying|perish\w*|suffer(?:s|ed|ing)?|drown\w*)\b"
_NO_PARTICIPLE: Final = frozenset("married allied opposed involved based named called armed united need".split())


@dataclass(frozen=True)
class Frame:
    """``asks`` is what is looked for; ``doers`` and ``targets`` are numbers of the names in the shape.

    ``head`` are the words that say of what kind it is: "member of parliament".
    """

    asks: Asks
    doers: tuple[int, ...] = ()
    targets: tuple[int, ...] = ()
    told: bool = True
    head: str = ""

    @property
    def others(self) -> tuple[int, ...]:
        """All names that have a part."""
        return (*self.doers, *self.targets)


def frame_of(shape: str, *, verdict: bool = False) -> Frame:
    """The frame of the question of *shape* (names as ``{0}``, ``{1}``); ``verdict`` where it is a statement to judge.

    >>> frame_of("who did {0} bomb").asks, frame_of("who bombed {0}").asks, frame_of("who was bombed by {0}").asks
    ('target', 'doer', 'target')
    >>> frame_of("did {0} attack {1}")
    Frame(asks='verdict', doers=(0,), targets=(1,), told=True, head='')
    """
    head = _HEAD.search(shape)
    return replace(_frame(_passively(shape), verdict=verdict), head=head[1] if head else "")


def _passively(shape: str) -> str:
    """*shape* with "under {0} occupation" as "occupied by {0}"."""
    return re.sub(rf"under (?:the )?(\{{\d+\}}) ({'|'.join(_UNDER)})\b", lambda m: f"{_UNDER[m[2]]} by {m[1]}", shape)


def _frame(shape: str, *, verdict: bool) -> Frame:
    if verdict:
        return _statement("verdict", shape)
    if m := re.match(
        r"(when|(?:until|till|since|from) when|what (?:day|date|month|year)"
        r"|(?:on|in) (?:what|which) (?:day|date|month|year))\b",
        shape,
    ):
        return _statement("time", shape[m.end() :])
    if m := re.match(rf"(where|{_PREP}?(?:what|which) (?:(?:of )?\{{\d+\}} )?{_PLACES})\b", shape):
        rest = shape[m.end() :].strip()
        if m[1] == "where" or re.match(r"(?:at|in|to|on|from|near)\b", m[1]) or re.match(rf"{_AUX}\b", rest):
            return _statement("place", rest)
    if m := re.match(r"how (long|many days|many months|many weeks)\b", shape):
        return _statement("length", shape[m.end() :])
    if m := re.match(r"how (many|much)\b", shape):
        return _statement("count", shape[m.end() :])
    if re.match(rf"why {_AUX}\b", shape) and _names(shape):
        return _statement("words", shape[len("why ") :])
    if re.match(rf"{_AUX}\b", shape):
        return _statement("verdict", shape)
    return _asking(shape)


def _asking(shape: str) -> Frame:
    """The frame of a question that begins with "who", "what", "which"."""
    names = _names(shape)
    if re.match(r"by (?:whom?|what|which)\b", shape):
        return Frame("doer", (), names)
    lead = re.match(rf"{_PREP}?{_WH} ({_AUX}(?: {_AUX})*)\b ?", shape)
    rest = shape[lead.end() :] if lead else ""
    if lead and _passive(lead[1], rest):
        by = re.search(r"\bby (?:the )?((?:\{\d+\}(?: and |, )?)+)", rest)
        return Frame("target", _names(by[1]) if by else (), tuple(n for n in names if not by or n not in _names(by[1])))
    inverted = lead and (
        re.match(r"(?:did|does|do)\b", lead[1]) or re.match(r"(?:the )?(?:\w+ ){0,2}?\{\d+\} \w", rest)
    )
    what = re.match(rf"{_PREP}?what (?:{_AUX})", shape) is not None or _asks_for_a_thing(shape)
    if inverted and lead:
        subject = re.match(r"((?:the |and |, |\w+ ){0,2}?\{\d+\}(?:(?:,| and|, and) (?:the )?\{\d+\})*)", rest)
        doers = _names(subject[1]) if subject else ()
        targets = tuple(n for n in names if n not in doers)
        return Frame("words" if what else "target", doers, targets)
    embedded = re.match(
        r"(whom?|what|(?:which|what) \w+) (?:the )?(\{\d+\}(?:(?:,| and|, and) (?:the )?\{\d+\})*) "
        r"(?!forces\b|troops\b)\w",
        shape,
    )
    if embedded:
        doers = _names(embedded[2])
        return Frame("words" if embedded[1] == "what" else "target", doers, tuple(n for n in names if n not in doers))
    if re.match(r"(?:whom|to whom|with whom)\b", shape):
        return Frame("target", names, ())
    if re.match(r"(?:who|which|what|whose)\b", shape):
        head = re.match(rf"(?:which|what) [^{{]*?(?=\b{_AUX}\b|\{{|$)", shape)
        inside = _names(head[0]) if head else ()
        return Frame("doer", (), tuple(n for n in names if n not in inside))
    return Frame("thing", (), names, told=False)


def _asks_for_a_thing(shape: str) -> bool:
    """Whether what is asked for is named, and can neither act nor be a place: "which bridge did"."""
    noun = re.match(rf"{_PREP}?(?:which|what) (\w+) {_AUX}\b", shape)
    return noun is not None and not re.fullmatch(rf"{_WHO}|{_PLACES}|(?:{_AUX})|actors?|sides?", noun[1])


def _passive(aux: str, rest: str) -> bool:
    """Whether "was ... DONE" follows directly: "who was bombed", "which towns were taken"."""
    if not re.search(rf"\b{_BE}$", aux):
        return False
    word = re.match(rf"(?:\w+ly |not |also |being |been )?({_DONE})\b", rest)
    return word is not None and word[1] not in _NO_PARTICIPLE


def _statement(asks: Asks, words: str) -> Frame:
    """The frame of "did X attack Y", "X attacked Y", "was Y attacked by X"."""
    names = _names(words)
    by = re.search(r"\bby (?:the )?((?:\{\d+\}(?: and |, )?)+)", words)
    if by:
        doers = _names(by[1])
        return Frame(asks, doers, tuple(n for n in names if n not in doers))
    if re.search(_UNDERGO, words):
        return Frame(asks, (), names)
    passive = re.search(rf"\b{_BE} (?:the )?(?:\{{\d+\}} )?(?:ever |not |also )?({_DONE})\b", words)
    if passive and passive[1] not in _NO_PARTICIPLE:
        return Frame(asks, (), names)
    subject = re.match(
        rf"\s*(?:{_AUX} )*(?:the |any |some |of )*(?:\w+ ){{0,2}}?"
        r"(\{\d+\}(?:(?:,| and|, and| or) (?:the )?\{\d+\})*)",
        words,
    )
    doers = _names(subject[1]) if subject else ()
    return Frame(asks, doers, tuple(n for n in names if n not in doers))


def _names(words: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\{(\d+)\}", words))
