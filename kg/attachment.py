"""What the parser hangs wrongly, hung where it belongs.

News closes a sentence with who said it: "..., killing ten, officials and witnesses said." The parser often takes those
who speak for more items of the list before, and the sentence then has neither speaker nor right victims.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.syntax import Token

_TRAILING = frozenset("say tell report announce add confirm claim warn note explain".split())
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl", "auxpass")
_TAKEN_IN = ("appos", "conj", "dobj", "npadvmod", "dep")


def mend(tokens: Sequence[Token], first: int, last: int) -> list[Token]:
    """Tokens *first*..*last*, one sentence of *tokens*, the speaker at its end as the subject of what he says."""
    words = list(tokens[first:last])
    for verb in reversed(words):
        speaker = _speaker(words, first, verb) if verb.tag in ("VBD", "VBZ") and verb.lemma in _TRAILING else None
        if speaker is not None:
            return _rehung(words, first, verb, speaker)
    return words


def _speaker(words: list[Token], first: int, verb: Token) -> Token | None:
    """The head of the phrase between the last comma and *verb*, where that hangs elsewhere and no subject is there."""
    if verb.i - first < 4 or any(t.head == verb.i and t.dep in _SUBJECTS for t in words):
        return None
    begin = verb.i - 1
    while begin >= first and (words[begin - first].text != ","):
        if words[begin - first].pos in ("VERB", "AUX", "PUNCT") and words[begin - first].text not in ("-", "'", "."):
            return None
        begin -= 1
    begin += 1
    if (
        begin <= first + 2
        or begin >= verb.i
        or not any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in words[: begin - first])
    ):
        return None
    phrase = words[begin - first : verb.i - first]
    tops = [t for t in phrase if not begin <= t.head < verb.i or t.head == t.i]
    top = tops[0] if len(tops) == 1 else None
    if top is None or top.pos not in ("NOUN", "PROPN", "NUM") or top.dep not in _TAKEN_IN or top.head == verb.i:
        return None
    return top


def _rehung(words: list[Token], first: int, verb: Token, speaker: Token) -> list[Token]:
    """*words* with *speaker* as the subject of *verb*, which heads the sentence, and what it headed as what is said."""
    root = next((t for t in words if t.head == t.i), verb)
    changed = {speaker.i: ("nsubj", verb.i)}
    if root.i != verb.i:
        if root.i > speaker.i:
            return words
        changed |= {verb.i: ("ROOT", verb.i), root.i: ("ccomp", verb.i)}
    return [
        msgspec.structs.replace(t, dep=changed[t.i][0], head=changed[t.i][1]) if t.i in changed else t for t in words
    ]
