"""What the parser hangs wrongly, hung where it belongs.

News closes a sentence with who said it: "..., killing ten, officials and witnesses said." The parser often takes those
who speak for more items of the list before, and the sentence then has neither speaker nor right victims. Where who said
it stands in the middle, "fighting flared, residents said, killing ten", it hangs what follows on the saying, and the
residents have killed ten. It takes "an allegation Asmara denies" for one name, where who denies has a verb. A gerund
that has no object but those between whom it goes on is a noun: "fighting between".
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.syntax import Token

_TRAILING = frozenset("say tell report announce add confirm claim warn note explain".split())
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl", "auxpass")
_OF_SPEECH = frozenset(
    """
    accuse acknowledge add admit announce appeal argue ask assert blame call cite claim comment compare condemn confirm
    demand denounce deny describe dismiss emphasise emphasize express insist mention note offer pledge point praise
    promise quote read refer reiterate reject say speak state stress suggest threaten urge vow warn welcome
    """.split()
)
"""What a speaker does by speaking: a participle of these goes on with the saying, not with what is said."""
_OF_A_SUBJECT = ("nsubj", "nsubjpass", "csubj", "csubjpass", "ROOT")
_OF_A_NOUN = frozenset(("between", "among", "of", "by"))
_OF_A_VERB = ("dobj", "nsubj", "nsubjpass", "aux", "auxpass", "ccomp", "dative")
_STATEMENTS = frozenset("accusation account allegation assertion charge claim contention report version".split())
_FINITE = ("VBD", "VBZ", "VBN", "VBP")
_IN_A_NAME = ("PROPN", "NOUN", "DET", "ADJ", "PART", "ADV", "PUNCT")
_TAKEN_IN = ("appos", "conj", "dobj", "npadvmod", "dep")


def mend(tokens: Sequence[Token], first: int, last: int) -> list[Token]:
    """Tokens *first*..*last*, one sentence of *tokens*, with each word where it belongs."""
    words = [_nominal(t, tokens, first, last) for t in tokens[first:last]]
    words = _resumed(_taken_up(words, first), first)
    for verb in reversed(words):
        speaker = _speaker(words, first, verb) if verb.tag in ("VBD", "VBZ") and verb.lemma in _TRAILING else None
        if speaker is not None:
            return _rehung(words, first, verb, speaker)
    return words


def _nominal(token: Token, tokens: Sequence[Token], first: int, last: int) -> Token:
    """*token*, as a noun where it is a gerund in the place of one: "Fighting between the two flared"."""
    if token.tag != "VBG" or token.pos != "VERB" or token.dep not in _OF_A_SUBJECT:
        return token
    below = [t for t in tokens[first:last] if t.head == token.i and t.i != token.i]
    after = tokens[token.i + 1] if token.i + 1 < last else token
    if after.lower not in _OF_A_NOUN or any(t.dep in _OF_A_VERB for t in below):
        return token
    return msgspec.structs.replace(token, pos="NOUN", tag="NN", lemma=token.lower)


def _resumed(words: list[Token], first: int) -> list[Token]:
    """*words* with a participle behind "..., residents said, ..." on what is said, where it hangs on the saying."""
    for t in words:
        said = words[t.head - first]
        if t.dep != "advcl" or t.tag != "VBG" or t.lemma in _OF_SPEECH or said.lemma not in _TRAILING or said.i > t.i:
            continue
        told = [w for w in words if w.head == said.i and w.dep in ("ccomp", "advcl") and w.i < said.i]
        if said.dep == "parataxis" and said.head < said.i:
            told = [words[said.head - first]]
        before, after = words[t.i - first - 1], words[min(said.i - first + 1, len(words) - 1)]
        if len(told) == 1 and before.text == "," and before.i == after.i:
            words = [_at(w, w.dep, told[0].i) if w.i == t.i else w for w in words]
    return words


def _taken_up(words: list[Token], first: int) -> list[Token]:
    """*words* with "..., an allegation Asmara called absurd" as a noun and a clause about it that has a subject."""
    for n, noun in enumerate(words):
        if noun.lemma not in _STATEMENTS or [t.lower for t in words[max(0, n - 2) : n]] not in (
            [",", "a"],
            [",", "an"],
        ):
            continue
        verb = next((v for v in words[n + 2 : n + 14] if v.pos == "VERB" and v.tag in _FINITE), None)
        between = words[n + 1 : verb.i - first] if verb is not None else []
        heads = [t for t in between if verb is not None and not noun.i < t.head < verb.i]
        if verb is None or len(heads) != 1 or heads[0].pos not in ("PROPN", "NOUN"):
            continue
        # a clause to hang it on: words must not hang on one another in a ring
        told = next((t for t in words[:n] if t.head in (t.i, verb.i) and t.pos in ("VERB", "AUX")), None)
        if told is None or not all(t.pos in _IN_A_NAME for t in between):
            continue
        changed = {
            told.i: (told.dep, told.i) if told.head == told.i else ("ROOT", told.i),
            words[n - 1].i: ("det", noun.i),
            noun.i: ("appos", told.i),
            heads[0].i: ("nsubj", verb.i),
            verb.i: ("relcl", noun.i),
        }
        return [_at(w, *changed[w.i]) if w.i in changed else w for w in words]
    return words


def _at(token: Token, dep: str, head: int) -> Token:
    return msgspec.structs.replace(token, dep=dep, head=head)


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
    return [_at(t, *changed[t.i]) if t.i in changed else t for t in words]
