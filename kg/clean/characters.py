"""Marks and spaces: one plain character for each of the odd ones, none for those that cannot be seen."""

from __future__ import annotations

import re

from kg.clean.draft import Draft

# One character for another: the parser knows the right-hand ones better.
SUBSTITUTIONS = (
    dict.fromkeys("’‘‛ʼ´`", "'")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u3000\t\v", " ")
    | dict.fromkeys("\f\x85\u2028\u2029", "\n")
)
# UTF-8 read as Windows-1252: three characters for one.
_MOJIBAKE = {"â€™": "'", "â€˜": "'", "â€œ": '"', "â€\x9d": '"', "â€“": "–", "â€”": "—"}

_ODD = re.compile("[" + "".join(map(re.escape, SUBSTITUTIONS)) + "]")
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]|\r(?=\n)"
)
_BROKEN = re.compile("|".join(_MOJIBAKE))
_LOST_MARK = re.compile(r"(?<=[a-zA-Z])\ufffd(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=s)\ufffd(?= )")
_DOUBLED = re.compile(r"\"\"(?=\w)|(?<=[\w.,!?])\"\"|''(?=[\s\w])")


def plain_characters(draft: Draft) -> None:
    """Curly quotes become straight, odd spaces plain, doubled marks one; what cannot be seen is left out."""
    _first_of(draft, [(m.start(), m.end(), _MOJIBAKE[m[0]]) for m in _BROKEN.finditer(draft.text)])
    draft.edit((m.start(), m.end(), "'") for m in _LOST_MARK.finditer(draft.text))
    draft.edit((m.start(), m.end(), "") for m in _UNSEEN.finditer(draft.text))
    draft.edit((m.start(), m.end(), SUBSTITUTIONS[m[0]]) for m in _ODD.finditer(draft.text))
    _first_of(draft, [(m.start(), m.end(), '"') for m in _DOUBLED.finditer(draft.text)])


def _first_of(draft: Draft, edits: list[tuple[int, int, str]]) -> None:
    """One character for several: it stands where the first stood, the others are left out."""
    draft.edit(edit for begin, end, mark in edits for edit in ((begin, begin + 1, mark), (begin + 1, end, "")))
