"""Words run together, taken apart again, and apostrophes that were lost. Spaces and apostrophes are inserted, no more.

A run of letters is split where each piece is a word or a known name and the pieces together are likelier than the run;
compounds, brands and rare names stay whole. Unigram frequencies from ``wordfreq``, names from the lexicon.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from kg.clean.draft import Draft
from kg.clean.words import FUNCTION_WORDS, acronyms, frequencies, is_place, names, owners, zipf

LONGEST_RUN = 60
SIGNS_OF_GLUE = 2  # other places stuck together in a text before a capitalised word of it is taken apart
_TWO_LETTERS = frozenset("of in on at to by an as is it he we no so or if my us up be do me".split())
_THREE_LETTERS = frozenset(
    "the and for was his her has had not but are who all its one two new out say now did any can how our own off "
    "per via war six ten men led put set saw met ago aid oil law".split()
)
_HEADS = frozenset("of in on at to for from with by and that".split())
_TAILS = frozenset("the this that their these those its his her which our all least most".split())
_PREFIXES = frozenset(
    "anti auto bio co counter cross cyber de dis down eco electro euro extra fore geo half hyper in inter intra "
    "macro mega meta micro mid mini mis mono multi narco neo non nano off on out over para petro photo poly post "
    "pre pro pseudo quasi re self semi sub super tele thermo trans ultra un under uni up well radio agro air land "
    "sea water fire".split()
)
_SUFFIXES = frozenset(
    "able ably craft fold free ful hood house holder keeper land less like line long looking made maker making "
    "man master men mobile ness old owner people person phobe phobia phobic proof ready right ship side size "
    "sized smith some speak style time town under up ups vertical view ville ward wards ware way wide wing wise "
    "woman women work worker works worth worthy year years ism ist ists ing ings er ers est ed es s ess ish".split()
)
_NAME_PREFIXES = frozenset("mc mac de la le di du van von fitz al el ul ibn bin i e o".split())
_NEGATED = "don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't"
_LOST = {word.replace("'", ""): word.index("'") for word in _NEGATED.split()}

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+|[@#]\w+"
    r"|(?<![\w-])[\w-]{1,64}\.(?:com|org|net|gov|edu|info|io|co)\b\S*",
    re.I,
)
_RUN = re.compile(r"[^\W\d_]{3,}")
_SEGMENT = re.compile(r"(?:US|UN|EU|UK|NATO)(?=[a-z]|$)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_BEHIND_MARK = re.compile(
    r"(?<=[a-z]{2})[.!?](?=[A-Z][a-z])"  # sentence stuck to sentence
    r"|(?<=[A-Za-z])[,;](?=[A-Za-z])|(?<=[a-z]{2}):(?=[A-Za-z]{2})"
    r"|(?<=[a-z]s)'(?=[A-Z][a-z])"  # the Gulf Times'Doha office
    r"|(?<=[a-z0-9.,!?])[)\]](?=[A-Za-z]{2})"
    r"|\d/\d{1,2}(?=[a-z]{3})"  # 9/11against
    r"|(?<![\d.,])(?:19|20)\d\d(?=[a-z]{2})(?!s\b)"
)
_BRACKET = re.compile(r"(?<=[a-z]{2})\((?=[A-Za-z]{2})(?!(?:es|ed|ing)\))")
_CLITIC = re.compile(r"(?<=[A-Za-z]{2})(n't|'(?:s|ve|re|ll))([a-z]{3,})\b")
_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})*(?=([a-z]{4,})\b)")
_GENITIVE = re.compile(r"\b([A-Z][a-z]+)s(?= +([A-Za-z]+))")
_BEFORE = re.compile(r"(?:[A-Z][\w.-]* ){0,3}$")

Counts = Counter[str]


def split_at_marks(draft: Draft) -> None:
    """A space behind a full stop, comma, bracket, number or genitive that has the next word stuck to it."""
    text = draft.text
    places = {m.end() for m in _BEHIND_MARK.finditer(text)}
    places |= {m.start() for m in _BRACKET.finditer(text)}
    places |= {m.end() for m in _NUMBER.finditer(text) if zipf(m[1]) >= 4.5}
    places |= {m.end(1) for m in _CLITIC.finditer(text) if zipf(m[2]) >= 3.5}
    places |= set(_quote_gaps(text))
    kept = sorted(_outside_addresses(text, places))
    draft.repairs.extend(f"space set between {text[max(0, p - 12) : p]!r} and {text[p : p + 12]!r}" for p in kept)
    draft.insert(kept, " ")


def _outside_addresses(text: str, places: Iterable[int]) -> list[int]:
    """Those of *places* that are not inside a web or mail address."""
    spans = [m.span() for m in _ADDRESS.finditer(text)]
    begins = [begin for begin, _ in spans]

    def inside(place: int) -> bool:
        n = bisect_right(begins, place) - 1
        return n >= 0 and place < spans[n][1]

    return [place for place in places if not inside(place)]


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


def split_words(draft: Draft) -> None:
    """A space wherever two or more words stand as one."""
    text = draft.text
    runs = [(m.start(), m[0]) for m in _RUN.finditer(text)]
    counts = Counter(run for _, run in runs)
    distinct = list(counts)
    counts.update(m[0] for m in re.finditer(r"\b[A-Z]\w+ [A-Z]\w+\b", text))
    splits = {run: pieces for run in distinct if (pieces := _pieces(run, counts))}
    if len(draft.repairs) + sum(not _like_a_name(run, pieces) for run, pieces in splits.items()) < SIGNS_OF_GLUE:
        splits = {run: pieces for run, pieces in splits.items() if not _like_a_name(run, pieces)}
    if not splits:
        return
    begins = set(_outside_addresses(text, (begin for begin, run in runs if run in splits)))
    places = []
    for begin, run in runs:
        if begin in begins and run in splits:
            at = begin
            for piece in splits[run][:-1]:
                at += len(piece)
                places.append(at)
            draft.repairs.append(f"words run together split: {run!r} as {' '.join(splits[run])!r}")
    draft.insert(places, " ")


def _like_a_name(run: str, pieces: list[str]) -> bool:
    """Whether *run* may be a rare name ("Geneina", "TamilNet"): taken apart only in a text that shows other glue."""
    first, small = pieces[0], [piece.lower() in FUNCTION_WORDS for piece in pieces]
    if not run[:1].isupper() or first.isupper() or is_place(" ".join(pieces)):
        return False
    return all(small) or not (small[0] or (first in owners() and all(small[1:])))


def _camel(run: str) -> bool:
    return not (run[1:].islower() or run.isupper())


def _pieces(run: str, counts: Counts) -> list[str] | None:
    """The words that *run* is made of, or None where it is one word."""
    common = zipf(run.lower())
    if len(run) > LONGEST_RUN or run.isupper() or (run[:-1].isupper() and run[-1] == "s"):
        return None
    if _camel(run):
        return _uncamel(run, common, counts)
    if common >= 3.6:
        return None
    return _function_pair(run) or (None if common >= 2.6 else _unglue(run, common, counts))


def _function_pair(run: str) -> list[str] | None:
    """Two small words ("ofthe", "inthe", "atleast"), however often they are written as one."""
    for cut in (2, 3, 4):
        head, tail = run[:cut], run[cut:]
        if head.lower() in _HEADS and tail in _TAILS and run.lower() not in ("onall", "forall"):
            return [head, tail]
    return None


def _uncamel(run: str, common: float, counts: Counts) -> list[str] | None:
    """A run with capitals inside: "TheUS", "inIraq", "USforces", but not WikiLeaks or McCain."""
    acronym = re.fullmatch(r"([A-Z]{2,6})([a-z]{3,})", run)
    if acronym and (acronym[1] in counts or acronym[1] in acronyms()) and zipf(acronym[2]) >= 3.5:
        return [acronym[1], acronym[2]]
    segments = _SEGMENT.findall(run)
    first = segments[0].lower()
    if len(segments) < 2 or "".join(segments) != run or first in _NAME_PREFIXES or common >= 3.0:
        return None
    joined = " ".join(segments)
    if all(s[:1].isupper() for s in segments) and (counts[joined] > counts[run] or is_place(joined)):
        return segments  # "SaudiArabia"
    small, rest = first in FUNCTION_WORDS and len(first) > 1, run[len(first) :]
    if small and len(segments) > 2 and (rest in owners() or zipf(rest.lower()) >= 2.5):
        return [segments[0], rest]  # "saidBuzzFeed"
    if not small and (common >= 2.0 or counts[run] > 1):
        return None
    pieces = [piece for segment in segments for piece in _segment(segment, counts) or [""]]
    known = any(_known_name(piece, counts) for piece in pieces)
    brand = segments[0][:1].isupper() and not small and not known
    return None if "" in pieces or brand else pieces


def _segment(segment: str, counts: Counts) -> list[str] | None:
    """A part between capitals as words; None where it is none."""
    lower = segment.lower()
    if segment.isupper():
        return [segment] if len(segment) > 1 or segment in ("A", "I") else None
    if _known_name(segment, counts) or (len(segment) > 1 and zipf(lower) >= 3.0) or lower in FUNCTION_WORDS:
        return [segment]
    return _unglue(segment, zipf(lower), counts)


def _known_name(word: str, counts: Counts) -> bool:
    """Whether *word* is a name that stands alone elsewhere in the text, or that everyone knows."""
    return word[:1].isupper() and (word in counts or word in names())


def _unglue(run: str, common: float, counts: Counts) -> list[str] | None:
    """The best way to read *run*, with no capital inside it, as several words; None where that is not better."""
    pieces, score = _likeliest(run, counts)
    if len(pieces) < 2:
        return None
    lower = [piece.lower() for piece in pieces]
    small = any(piece in FUNCTION_WORDS for piece in lower)
    named = _known_name(pieces[0], counts)
    if common and (not small or score < common - 9 + 2.2):
        return None
    if pieces[0] == "I":
        return pieces if common < 2 and (lower[1] in FUNCTION_WORDS or zipf(lower[1]) >= 4.8) else None
    if len(pieces) == 2 and not named and _one_word(*lower):
        return None
    if not named and not _sure(run, lower, score):
        return None
    if counts.get(run, 0) > 1 and lower[0] not in FUNCTION_WORDS and lower[-1] not in FUNCTION_WORDS:
        return None
    return pieces


def _one_word(first: str, second: str) -> bool:
    """Whether the two are a prefix or a suffix and its word ("cyberattack", "drugmaker")."""
    if first in _PREFIXES and second not in FUNCTION_WORDS:
        return first not in ("in", "on") or zipf(second) < 4.5
    return second in _SUFFIXES and first not in FUNCTION_WORDS


def _sure(run: str, lower: list[str], score: float) -> bool:
    """Whether the pieces are glue and not an unknown word or name.

    With a capital it is a name more often than glue: there must be a small word, and nothing that a name might be.
    Without a small word in it glue has an adverb, or is long and all of it common.
    """
    small = any(piece in FUNCTION_WORDS for piece in lower)
    if run[:1].isupper():
        return small and (len(lower) > 2 or (lower[0] in FUNCTION_WORDS and zipf(lower[1]) >= 4.5))
    if small or any(piece.endswith("ly") and len(piece) > 5 for piece in lower[:-1]):
        return True
    return len(run) >= 9 and score > -9.0 and all(len(piece) > 2 and zipf(piece) >= 3.8 for piece in lower)


def _likeliest(run: str, counts: Counts) -> tuple[list[str], float]:
    """The likeliest pieces of *run* by unigram frequency (Viterbi), each a word in its own right, and their log10."""
    n = len(run)
    scores: list[float] = [0.0] + [-math.inf] * n
    cuts = [0] * (n + 1)
    for end in range(1, n + 1):
        for begin in range(max(0, end - 20), end):
            if scores[begin] == -math.inf or end - begin == n:
                continue
            score = scores[begin] + _cost(run[begin:end], counts)
            if score > scores[end]:
                scores[end], cuts[end] = score, begin
    if scores[n] == -math.inf:
        return [run], -math.inf
    pieces, end = [], n
    while end:
        pieces.append(run[cuts[end] : end])
        end = cuts[end]
    return pieces[::-1], scores[n]


def _cost(piece: str, counts: Counts) -> float:
    """log10 of the frequency of *piece*; minus infinity where it is too short or too rare to be one."""
    size, lower = len(piece), piece.lower()
    score = frequencies().get(lower, -9.0)
    if size > 2 and _known_name(piece, counts):
        return max(score, -6.0)
    if size == 1:
        return score if lower == "a" or piece == "I" else -math.inf
    if size == 2:
        return score if lower in _TWO_LETTERS else -math.inf
    if size == 3:
        return score if lower in _THREE_LETTERS or score >= -4.4 else -math.inf
    return score if score >= (-6.0 if size < 7 else -7.0) else -math.inf


def set_apostrophes(draft: Draft) -> None:
    """Puts the apostrophe back: "Irans army", "the Washington Posts man", "didnt"."""
    text = draft.text
    places = [m.end(1) for m in _GENITIVE.finditer(text) if _is_genitive(text, m)]
    for m in re.finditer(r"\b[A-Za-z]{2,6}nt\b", text):
        lost = _LOST.get(m[0].lower())
        if lost:
            places.append(m.start() + lost)
    draft.repairs.extend(f"apostrophe set: {text[max(0, p - 12) : p]}'{text[p : p + 1]}" for p in places)
    draft.insert(places, "'")


def _is_genitive(text: str, m: re.Match[str]) -> bool:
    """Whether a name and its "s" before a word are a genitive: not "the two Koreas", not "Koreas and"."""
    around = text[max(0, m.start() - 60) : m.start()]
    before = _BEFORE.search(around)
    words = [*(before[0].split() if before else []), m[1]]
    owner = next((" ".join(words[n:]) for n in range(len(words)) if " ".join(words[n:]) in owners()), None)
    if owner is None or m[2].lower() in FUNCTION_WORDS or re.search(r"(?i:\b(?:two|both|three)) $", around):
        return False
    return owner != m[1] or zipf(m[0].lower()) < 3.3
