"""Where: the places of an article, and the place that governs one event.

A place is found by the lexicon (states, capitals, regions), by the parser's entity labels and by pattern ("the town of
X", "X province", "northern X"). GeoNames knows no small towns, so a pattern is enough for a name; coordinates come from
the installed copy of GeoNames alone, for a place that stands at a point, where its country is spoken of in the article
or the city is too large to be another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kg.extract.gazetteer import SOURCE, cities, city_of, codes
from kg.extract.names import NOT_NAMES, SAYING
from kg.extract.shapes import dateline, kind_by_shape
from kg.lexicon import Match, lexicon
from kg.model import Place, PlacePrecision, Span
from kg.syntax import ParsedArticle, Token

POINT_NOUNS = frozenset(
    """
    town city village suburb neighbourhood neighborhood district settlement hamlet port capital camp base airport
    airbase crossing checkpoint hill mountain island seaport stronghold enclave outpost garrison hometown oilfield
    """.split()
)
AREA_NOUNS = frozenset(
    """
    province region state governorate county valley desert peninsula area oblast department territory prefecture
    republic strip coast border river gulf sea lake zone bay delta islands plain highlands kingdom division
    """.split()
)
PLACE_NOUNS = POINT_NOUNS | AREA_NOUNS
DIRECTIONS = frozenset(
    """
    north south east west northern southern eastern western central north-eastern northeastern north-western
    northwestern southeastern south-eastern southwestern south-western northeast northwest southeast southwest
    north-east north-west south-east south-west upper lower inner outer mainland coastal occupied rural downtown greater
    """.split()
)
BEARINGS = frozenset(
    """
    north south east west northeast northwest southeast southwest north-east north-west south-east south-west outside
    outskirts suburbs vicinity
    """.split()
)
_NEAR = frozenset({"near", "outside", "around", "close", "off", "beside", "towards", "toward"})
_ENTERED = frozenset(
    """
    enter reach leave retake recapture recaptured overrun besiege encircle shell pound bombard strafe raze torch storm
    blockade liberate occupy reconquer pacify flatten evacuate
    """.split()
)
"""What is done to a town by name: its object is one, where no table knows it."""
_TAKEN = frozenset("capture seize take raid bomb attack surround cede ransack loot defend control hold".split())
"""What is done to towns, but to people too: its object is a town where the parser does not take it for somebody."""
_DEEDS = frozenset("shelling bombardment siege capture recapture seizure fall storming liberation occupation".split())
_MOVING = frozenset(
    "advance march retreat withdraw withdrawal pull move push close converge flee land retire descend".split()
)
_AT = frozenset({"in", "at", "near", "outside", "around", "into", "inside"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_US_CITIES = frozenset({"Atlanta", "Savannah", "Augusta", "Macon", "Athens", "Columbus", "Albany", "Marietta"})
_LATIN = re.compile(r"[A-Za-zÀ-žʼ'’. -]+")


def find_places(parsed: ParsedArticle) -> tuple[Place, ...]:
    """The places that *parsed* names, in text order, each with its mention.

    "northern Iraq" is a region and gets no point; "near Basra" is said to be near.
    """
    matches = [_matches(parsed, first, last) for first, last in ((s.first, s.last) for s in parsed.sentences)]
    spoken = _states_spoken_of(matches)
    learnt = _learnt_names(parsed)
    found: dict[int, tuple[int, Place]] = {}
    for sentence, here in zip(parsed.sentences, matches, strict=True):
        for first, last, entry_id in _candidates(parsed, sentence.first, sentence.last, here, learnt):
            known = entry_id is None and _shape(parsed.tokens[first:last]) is not None
            if not known and (first not in found or found[first][0] < last):
                found[first] = (last, _place(parsed, first, last, entry_id, spoken))
    kept, end = [], -1
    for first in sorted(found):
        last, place = found[first]
        if first >= end:
            kept.append(place)
            end = last
    return tuple(kept)


def _matches(parsed: ParsedArticle, first: int, last: int) -> list[Match]:
    found = lexicon().match([t.text for t in parsed.tokens[first:last]])
    return [Match(m.first + first, m.last + first, m.entries) for m in found]


def _states_spoken_of(matches: Sequence[Sequence[Match]]) -> Counter[str]:
    spoken: Counter[str] = Counter()
    for match in (m for here in matches for m in here):
        entry = lexicon()[match.entries[0][0]]
        for state in (entry.id,) if entry.table == "states" else entry.states[:1]:
            code = codes().get(state)
            if code:
                spoken[code] += 1
    return spoken


def _learnt_names(parsed: ParsedArticle) -> frozenset[str]:
    """Names that a pattern shows to be places: "the town of X" makes every X of the article one, and so does "at X"."""
    names = set()
    tokens = parsed.tokens
    line = dateline(parsed)
    if line is not None and lexicon().lookup(line[0].title()) is None:
        names.add(line[0].title())
    speaking = {t.text for t in tokens if t.dep == "nsubj" and parsed.head(t).lemma in SAYING}
    people = {t.text for t in tokens[1:] if t.ent_type == "PERSON" and tokens[t.i - 1].ent_type == "PERSON"}
    for token in tokens[:-1]:
        after = tokens[token.i + 1]
        entered = _is_entered(parsed, token, after)
        if (token.lower in _AT or entered) and after.sent == token.sent and _unknown(parsed, after):
            last = _name_end(parsed, after.i)
            words = tokens[after.i : last]
            following = tokens[last] if last < len(tokens) else None
            owned = following is not None and following.sent == token.sent and following.pos in ("NOUN", "PART")
            nobody = words and words[-1].text not in (speaking if entered else speaking | people)
            if 0 < len(words) < 4 and not owned and nobody and _shape(words) is None:
                names.add(" ".join(t.text for t in words))
    for token in tokens[:-2]:
        if token.lower in PLACE_NOUNS | BEARINGS and tokens[token.i + 1].lower == "of":
            last = _name_end(parsed, token.i + 2)
            if last > token.i + 2:
                names.add(" ".join(t.text for t in tokens[token.i + 2 : last]))
    return frozenset(names)


def _is_entered(parsed: ParsedArticle, token: Token, after: Token) -> bool:
    """Whether the name at *after* is what somebody enters, shells or takes, or marches on: "the fall of X"."""
    if after.pos != "PROPN" or (token.pos != "VERB" and token.dep != "prep"):
        return False
    name = parsed.clean_text(parsed.tokens[after.i : _name_end(parsed, after.i)]).lower()
    somebody = after.ent_type in ("PERSON", "ORG", "NORP") and name not in cities()[0]
    if token.pos == "VERB":
        taken = token.lemma in _ENTERED or (token.lemma in _TAKEN and not somebody)
        return taken and after.dep in ("dobj", "compound")
    above = parsed.head(token)
    if token.dep != "prep" or somebody:
        return False
    if token.lower == "of":
        return above.lemma in _DEEDS
    return token.lower in ("on", "from", "into", "to") and above.lemma in _MOVING


def _unknown(parsed: ParsedArticle, token: Token) -> bool:
    """Whether a capitalised word is a name that no table has, and no day, tongue or feast."""
    if token.pos != "PROPN" or not token.text[0].isupper() or not token.text.isalpha() or token.text.isupper():
        return False
    known = token.lower in lexicon().nouns or token.lower in lexicon().offices or token.text in lexicon().titles
    dated = token.ent_type in ("DATE", "TIME", "EVENT", "LANGUAGE", "WORK_OF_ART", "PRODUCT", "LAW")
    return not known and not dated and token.lower not in NOT_NAMES and lexicon().lookup(token.text) is None


def _shape(words: Sequence[Token]) -> str | None:
    """What group, body or outlet a name of several words names by its shape, or None."""
    return kind_by_shape([t.lower for t in words]) if len(words) > 1 else None


def _name_end(parsed: ParsedArticle, first: int) -> int:
    """Where the capitalised name that begins at *first* ends (``first`` where there is none)."""
    tokens, at = parsed.tokens, first
    sent = tokens[first].sent
    while at < len(tokens) and tokens[at].sent == sent:
        token = tokens[at]
        joined = at > first and not tokens[at - 1].space_after
        article = token.lower in ("al", "el", "ad", "as", "ash", "ez", "ul", "de", "la", "bin") and at + 1 < len(tokens)
        capital = token.text[0].isupper() or (joined and (token.text in ("-", "'", "’") or token.text.isalpha()))
        if capital or (article and (tokens[at + 1].text[0].isupper() or tokens[at + 1].text in ("-", "'", "’"))):
            at += 1
        else:
            break
    while at > first and tokens[at - 1].text in ("-", "'", "’"):
        at -= 1
    return at


def _candidates(
    parsed: ParsedArticle, first: int, last: int, matches: Sequence[Match], learnt: frozenset[str]
) -> Iterator[tuple[int, int, str | None]]:
    """Begin, end (tokens) and lexicon id of what may be a place in the sentence *first*..*last*."""
    tokens = parsed.tokens
    taken: set[int] = set()
    for match in matches:
        entry_id, form = match.entries[0]
        entry = lexicon()[entry_id]
        span = range(match.first, match.last)
        if entry.table in ("states", "regions") and form in ("name", "alias", "acronym", "capital"):
            other = _in_person(tokens, match.first, match.last)
            if not other:
                yield match.first, match.last, entry_id if form != "capital" else None
        elif entry.table in ("states", "peoples") and form in ("adjective", "demonym"):
            continue
        taken.update(span)
    at = first
    while at < last:
        token = tokens[at]
        if at in taken:
            at += 1
            continue
        if token.ent_type in _PLACE_LABELS and token.ent_begins:
            end = at + 1
            while end < last and tokens[end].ent_type == token.ent_type and not tokens[end].ent_begins:
                end += 1
            begin = at
            while begin < end and tokens[begin].lower in ("the", "a", "an", "'s"):
                begin += 1
            while end > begin and tokens[end - 1].tag in ("POS", "PUNCT", ".", ","):
                end -= 1
            if begin < end and tokens[begin].text[0].isupper() and not taken.intersection(range(begin, end)):
                yield begin, end, None
            at = max(end, at + 1)
            continue
        if token.lower in PLACE_NOUNS:
            if at + 2 < last and tokens[at + 1].lower == "of":
                end = min(_name_end(parsed, at + 2), last)
                if end > at + 2:
                    yield at + 2, end, None
            begin = at
            while begin > first and tokens[begin - 1].text[0].isupper() and tokens[begin - 1].pos == "PROPN":
                begin -= 1
            if begin < at and begin not in taken:
                yield begin, at + (1 if token.text[0].isupper() else 0), None
        elif _after_locative(parsed, token):
            end = min(_name_end(parsed, at), last)
            yield at, end, None
            at = end
            continue
        elif token.text[0].isupper() and learnt:
            end = min(_name_end(parsed, at), last)
            for stop in range(end, at, -1):
                if " ".join(t.text for t in tokens[at:stop]) in learnt:
                    yield at, stop, None
                    break
        at += 1


def _after_locative(parsed: ParsedArticle, token: Token) -> bool:
    """Whether a name without a fitting label stands right behind "in" or "near": a place, if the gazetteer has it."""
    if (
        token.pos != "PROPN"
        or not token.text[0].isupper()
        or token.i == 0
        or token.ent_type in ("DATE", "TIME", "EVENT")
    ):
        return False
    before = parsed.tokens[token.i - 1]
    if before.lower not in ("in", "near", "outside", "around") or before.sent != token.sent:
        return False
    end = _name_end(parsed, token.i)
    return parsed.clean_text(parsed.tokens[token.i : end]).lower() in cities()[0]


def _in_person(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the name is a part of a person's: "Jordan" in "Michael Jordan"."""
    if tokens[first].ent_type != "PERSON":
        return False
    around = [*tokens[max(first - 1, 0) : first], *tokens[last : last + 1]]
    return any(t.ent_type == "PERSON" and t.pos == "PROPN" and t.sent == tokens[first].sent for t in around)


def _place(parsed: ParsedArticle, first: int, last: int, entry_id: str | None, spoken: Counter[str]) -> Place:
    tokens = parsed.tokens
    entry = lexicon().get(entry_id)
    name = " ".join(parsed.clean_text(tokens[first:last]).split())
    precision: PlacePrecision = "exact"
    within: str | None = None
    if entry is not None and entry.table == "states":
        precision = "country"
    elif entry is not None:
        precision = "region"
    following = tokens[last].lower if last < len(tokens) else ""
    if following in AREA_NOUNS or any(t.lower in AREA_NOUNS for t in tokens[first:last]):
        precision = "region" if precision == "exact" else precision
    begin = first
    before = tokens[first - 1] if first else None
    if before is not None and before.sent == tokens[first].sent and before.lower in DIRECTIONS:
        begin = first - 1
        name, within, precision = f"{before.text} {name}", name, "region"
    elif first > 2 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in BEARINGS:
        precision = "near" if precision == "exact" else "region"
    elif before is not None and before.lower in _NEAR and precision == "exact":
        precision = "near"
    span: Span = (tokens[begin].begin, tokens[last - 1].end)
    plain = Place(name=name, precision=precision, within=within or _country_after(parsed, last), mention=span)
    if precision == "country" and entry is not None and entry.geonames:
        return Place(
            name=name, precision=precision, mention=span, geonames=entry.geonames, source=entry.source, within=None
        )
    if precision not in ("exact", "near") or (entry is not None and entry.table != "states"):
        return plain
    city = city_of(name, plain.within, spoken)
    if city is None:
        return plain
    return Place(
        name=name,
        lat=city["latitude"],
        long=city["longitude"],
        geonames=str(city["geonameid"]),
        precision=precision,
        within=plain.within or cities()[1].get(city["countrycode"]),
        mention=span,
        source=SOURCE,
    )


def _country_after(parsed: ParsedArticle, last: int) -> str | None:
    """The larger place in "X, COUNTRY"."""
    tokens = parsed.tokens
    if last + 1 < len(tokens) and tokens[last].text == "," and tokens[last + 1].sent == tokens[last].sent:
        for match in lexicon().match([t.text for t in tokens[last + 1 : last + 5]]):
            entry_id, form = match.entries[0]
            if match.first == 0 and entry_id.startswith(("state/", "region/")) and form in ("name", "alias", "acronym"):
                return lexicon()[entry_id].name
            break
    return None
