"""Which lines are the story: the headline repeated, pointers, credits, bylines and datelines are not."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from kg.clean.draft import Draft
from kg.clean.words import is_owner, is_place

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_LINE = re.compile(
    rf"""(?:(?:published|updated|posted)(?:\s+on)?:?\s+)?
    (?: (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?
        (?:{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH}),?\s+(?:19|20)\d\d\.?(?:,?\s+\d{{1,2}}:\d\d.{{0,12}})?
      | (?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d.{{0,12}})?
    )""",
    re.I | re.X,
)
_BYLINE = re.compile(
    r"(?:[Bb]y|BY):?\s+[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){1,4}(?:(?:,| and| for)\s+[A-Z][\w.' -]+)?", re.ASCII
)
_NOT_STORY = re.compile(
    r"""(?: the\ rest\ is\ here | read\ (?:more|also|on|the\ (?:full|whole|rest|original)\b.*) | keep\ reading
      | continue\ reading | more\ here | full\ story | original\ article | see\ also | more\ on\ this(?:\ story)?
      | related\ (?:articles?|stories|news|content) | advertis(?:ement|ing) | click\ here\b.* | share\ (?:this|on)\b.*
      | follow\ us\b.* | sign\ up\ (?:for|to)\b.* | subscribe(?:\s+(?:to|now)\b.*)? | have\ your\ say
      | add\ or\ view\ comments | (?:leave\ a|post\ a|view|\d+)\ comments? | print\ this\ (?:page|article)
      | e-?mail\ this.* | all\ rights\ reserved.* | copyright\b.* | ©.*
      | (?:image|photo|picture|photograph|credit)s?(?:\ credit|\ by|\ courtesy)?\s*:\s.*
      | .{0,60}\bfile\ (?:photo|picture|image)\b.{0,60}
      | \(?(?:additional\ )?(?:reporting|editing|writing)\ by\b.*
    )\s*(?::\s*)?
    | (?:the\ rest\ is\ here|read\ (?:more|also|next)|see\ also|related(?:\ \w+)?|more\ on\ this)\s*:\s*\S.*""",
    re.I | re.X,
)
_SOURCE = re.compile(r"(?:source|via|original(?: article)?)\s*:\s*\S.*", re.I)
_COMMENT_BOX = re.compile(r"(?:have your say|what do you think\??|join the (?:discussion|conversation))\W*", re.I)

_NAME = r"[A-Z][\w.']+(?:[ -][A-Z][\w.']+)"
_DASH = r"(?:-{1,2}|–|—)"
_AGENCY = r"\((?:Reuters|Xinhua|dpa|[A-Z]{2,6})\)"
_STORY = r"\s+(?=[A-Z\"'])"
_DATELINES = (
    re.compile(rf"{_NAME}{{0,3}}(?:,\s+{_NAME}{{0,2}})?,?\s*(?:{_AGENCY}\s*(?:{_DASH}|:)?|—|--){_STORY}"),
    re.compile(rf"{_AGENCY}\s*(?:{_DASH}|:){_STORY}"),
    re.compile(
        r"[A-Z][A-Z.'\- ]{2,30}[A-Z.](?:,\s+(?:[A-Z][\w.]+\s?){1,3})?"
        r"(?:,?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2})?"
        rf"\s*(?:\([A-Z][\w.'/ -]{{1,30}}\))?\s*(?:{_DASH}|:){_STORY}"
    ),
)
_FUSED = re.compile(
    r"(?P<place>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}?) "
    r"(?:(?:The|An?|In|At|On|After|As|More than|At least|Some|Dozens|Hundreds|Thousands|Two|Three|Four|Five|Six)\b"
    r"|(?P<country>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?='?s? [A-Za-z]))"
)


class _Line(NamedTuple):
    """One line that is not blank: *end* is past its line end, *words* are its words without the space around."""

    begin: int
    end: int
    words: str


def _lines(text: str) -> list[_Line]:
    found, begin = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(_Line(begin, min(begin + len(line) + 1, len(text)), line.strip()))
        begin += len(line) + 1
    return found


def join_wrapped(draft: Draft) -> None:
    """Lines broken at a fixed width become paragraphs again: a line end becomes a space."""
    lines = _lines(draft.text)
    pairs = [a for a, b in itertools.pairwise(lines) if a.end == b.begin]
    if len(pairs) < 3 or max(len(line.words) for line in lines) > 100:
        return
    broken = [a for a in pairs if len(a.words) >= 45 and a.words[-1] not in '.!?":']
    if len(broken) < 0.6 * len(pairs):
        return
    draft.edit((a.end - 1, a.end, " ") for a in pairs if len(a.words) >= 45)
    draft.repairs.append("lines broken at a fixed width joined")


def leave_out_lines(draft: Draft, title: str | None) -> None:
    """Leaves out the lines that are not the story and names each."""
    lines = _lines(draft.text)
    if not lines:
        return
    out = _not_story(lines) | _repeated(lines, title)
    for n in range(len(lines) - 1, 0, -1):
        if n in out:
            continue
        if not _SOURCE.fullmatch(lines[n].words):
            break
        out[n] = "pointer"
    draft.repairs.extend(f"{why} left out: {_short(lines[n].words)}" for n, why in sorted(out.items()))
    draft.edit((lines[n].begin, lines[n].end, "") for n in out)


def _not_story(lines: list[_Line]) -> dict[int, str]:
    """The lines that by their words are none of the story, the first (the headline) never."""
    out: dict[int, str] = {}
    box = False
    for n, line in enumerate(lines[1:], 1):
        stuck = lines[n - 1].end == line.begin
        box = bool(_COMMENT_BOX.fullmatch(line.words)) or (box and stuck and len(line.words) < 100)
        if box:
            out[n] = "comment box"
        elif _NOT_STORY.fullmatch(line.words):
            out[n] = "credit or pointer"
        elif n < 6 and (_DATE_LINE.fullmatch(line.words) or _BYLINE.fullmatch(line.words)):
            out[n] = "date line or byline"
    return out


def _repeated(lines: list[_Line], title: str | None) -> dict[int, str]:
    """The headline again, under the first line or at the end."""
    first = _letters(lines[0].words)
    own = {first, _letters(title or "")} - {""}
    out: dict[int, str] = {}
    if len(lines) > 2 and _letters(lines[1].words) == first:
        out[1] = "headline repeated"
    for n in range(len(lines) - 1, 1, -1):
        if _letters(lines[n].words) in own and len(lines[n].words) > 15:
            out[n] = "headline repeated"
        elif not (_NOT_STORY.fullmatch(lines[n].words) or _SOURCE.fullmatch(lines[n].words)):
            break
    return out


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:57] + "...")


def leave_out_dateline(draft: Draft) -> None:
    """The place and agency before the first sentence, marked off ("BAGHDAD (Reuters) -") or not ("Cairo The army")."""
    for line in _lines(draft.text)[:3]:
        opening = draft.text[line.begin : line.begin + 160]
        marked = next((m for pattern in _DATELINES if (m := pattern.match(opening))), None)
        size = marked.end() if marked else _fused(opening) if len(line.words) > 60 else 0
        if size:
            draft.edit([(line.begin, line.begin + size, "")])
            draft.repairs.append(f"dateline left out: {opening[:size].strip()!r}")
            return


def _fused(opening: str) -> int:
    """How long a place is that stands before the subject with nothing between; 0 where none does."""
    m = _FUSED.match(opening)
    if m is None or not is_place(m["place"]) or (m["country"] and not is_owner(m["country"])):
        return 0
    return len(m["place"]) + 1
