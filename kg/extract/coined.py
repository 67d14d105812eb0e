"""Names that no lexicon has: what kind of thing they name, from their shape and from the words around them.

"Zarnia's foreign ministry" makes Zarnia a state, "Zarnian troops" are then its own, "the Zarnian capital" its seat;
"Blue Harbour Front" is an armed group because of its last word, "the weekly Open Sky" an outlet because of the word
before it. "the Front" and "Harbour militia" are what the article calls by a longer name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.names import NOT_NAMES, Name, NameForm
from kg.extract.shapes import (
    ARMED_WORDS,
    BODY_LAST,
    MEDIA_LAST,
    SOFT_ARMED,
    dateline,
    demonym_like,
    demonym_of,
    kind_by_shape,
)
from kg.lexicon import lexicon
from kg.model import ActorKind
from kg.syntax import ParsedArticle, Token

_STATE_NOUNS = frozenset(
    """
    government parliament army troops president king queen monarch ambassador constitution embassy airspace navy
    territory independence sovereignty capital junta authorities
    """.split()
)
_MINISTRIES = frozenset("ministry minister ministers".split())
_PORTFOLIOS = frozenset("foreign defence defense interior prime finance justice information security".split())
_STATE_HEADS = frozenset("republic federation kingdom emirate emirates sultanate principality".split())
_ADJECTIVAL = frozenset(
    """
    government army troops forces soldiers officials official president capital parliament military navy authorities
    diplomat diplomats ambassador police border territory leader pilot pilots side court state embassy jets drones
    soldier commander general artillery warplanes aircraft media opposition ministry minister premier
    """.split()
)
_STATE_FORCES = frozenset("army navy force forces guard guards corps police military".split())
_GLUE = frozenset("of for the and".split())
_KIND_NOUNS: Mapping[str, ActorKind] = {
    **dict.fromkeys("militia militias rebels guerrillas insurgents gang".split(), "armed-group"),
    **dict.fromkeys(
        "newspaper daily weekly website broadcaster magazine station channel outlet portal newswire".split(), "media"
    ),
    **dict.fromkeys(
        "charity organisation organization party watchdog think-tank union ngo association movement group".split(),
        "organization",
    ),
}
_FIGHTERS = frozenset(
    "fighters fighter rebels rebel militants gunmen guerrillas insurgents positions commander".split()
)
_GANG_NOUNS = frozenset("gang cartel militia militiamen militias clan guerrillas insurgents jihadists".split())
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


class Coined:
    """The unknown names of *parsed* among and beside the *names* that were read."""

    def __init__(self, parsed: ParsedArticle, names: Sequence[Name], places: frozenset[str]) -> None:
        self.parsed = parsed
        self.lexicon = lexicon()
        self.places = places
        self.by_token: dict[int, Name] = {i: n for n in names for i in range(n.first, n.last)}
        self.runs = list(self._runs())
        self.adjectives: dict[str, str] = {}
        self.capitals: dict[str, str] = {}

    def read(self) -> Iterator[Name]:
        """The names found, each to stand in place of those that share a word with it."""
        states = self._states()
        yield from self._state_names(states)
        longs: list[Name] = []
        yield from self._gangs()
        for first, last in self.runs:
            name = self._body(first, last)
            if name is not None and not any(n.first == first and n.last == last for n in longs):
                longs.append(name)
                yield name
        known = [
            n
            for n in dict.fromkeys(self.by_token.values())
            if n.kind in ("organization", "armed-group", "media") and n.last - n.first > 1
        ]
        yield from self._short(longs, known)

    # ------------------------------------------------------------------ runs of capitalised words

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Capitalised words in a row, "of the" between them included, no lexicon name that stands alone."""
        tokens = self.parsed.tokens
        for sentence in self.parsed.sentences:
            at = sentence.first
            while at < sentence.last:
                if not self._capital(tokens[at], sentence.first):
                    at += 1
                    continue
                end = at + 1
                while end < sentence.last:
                    token = tokens[end]
                    possessive = (
                        token.tag == "POS"
                        and tokens[end - 1].lower.endswith(("people", "s", "women", "men", "doctors"))
                        and end + 1 < sentence.last
                        and tokens[end + 1].text[:1].isupper()
                        and (tokens[end - 1].lower in ("people", "peoples", "women", "men") or token.text in ("'", "’"))
                    )
                    glue = (
                        token.lower in ("of", "for")
                        and end + 1 < sentence.last
                        and tokens[end - 1].lower in ARMED_WORDS | BODY_LAST | _STATE_HEADS | {"sisters", "brothers"}
                        and tokens[end + 1].text[:1].isupper()
                    )
                    if possessive or glue or (token.text[:1].isupper() and token.text.isalpha()):
                        end += 1
                    else:
                        break
                yield at, end
                at = end

    def _capital(self, token: Token, opening: int) -> bool:
        if not token.text[:1].isupper() or not token.text.isalpha():
            return False
        return token.i != opening or token.pos in ("PROPN", "NOUN", "ADJ")

    def _free(self, first: int, last: int) -> bool:
        """Whether no name of the lexicon stands in tokens *first*..*last*."""
        return not any(i in self.by_token and self.by_token[i].entry for i in range(first, last))

    def _text(self, first: int, last: int) -> str:
        return self.parsed.clean_text(self.parsed.tokens[first:last])

    # ------------------------------------------------------------------ states

    def _states(self) -> dict[str, int]:
        """The unknown names that are used as a state's, with the token that showed it first."""
        tokens = self.parsed.tokens
        found: dict[str, int] = {}
        for first, last in self.runs:
            while first < last and (tokens[first].lower in _GLUE or tokens[first].text in self.lexicon.titles):
                first += 1
            if last - first > 3 or first >= last or not self._free(first, last):
                continue
            text = self._text(first, last)
            if self._names_state(first, last, text):
                found.setdefault(text, first)
        line = dateline(self.parsed)
        state = line[1] if line else None
        if state and self.lexicon.lookup(state) is None and self._spoken(state):
            found.setdefault(state, -1)
        for text in self._by_adjective(found):
            found.setdefault(text, -1)
        for text in self._adjective_alone(found):
            found.setdefault(text, -1)
        return found

    def _adjective_alone(self, states: Mapping[str, int]) -> Iterator[str]:
        """An unknown adjective before both an army and a government or ministry, where no name it is made of stands."""
        tokens = self.parsed.tokens
        seen: dict[str, set[str]] = {}
        for token in tokens[:-2]:
            free = token.i not in self.by_token or self.by_token[token.i].entry is None
            if not (free and token.text[:1].isupper() and demonym_like(token.text)):
                continue
            for noun in tokens[token.i + 1 : token.i + 3]:
                if noun.lower in ("government", "ministry", "army", "troops", "forces", "soldiers", "president"):
                    seen.setdefault(token.text, set()).add(noun.lower)
        for text, nouns in seen.items():
            ruled = nouns & {"government", "ministry", "president"}
            if ruled and len(nouns) > 1 and not any(demonym_of(text, s) for s in states):
                yield text

    def _spoken(self, state: str) -> bool:
        return any(t.text == state or demonym_of(t.text, state) for t in self.parsed.tokens if t.text[:1].isupper())

    def _names_state(self, first: int, last: int, text: str) -> bool:
        tokens = self.parsed.tokens
        head = tokens[last - 1]
        after = [t.lower for t in tokens[last : last + 4] if t.sent == head.sent]
        before = [t.lower for t in tokens[max(first - 2, 0) : first] if t.sent == head.sent]
        if last - first > 1:
            ruled = [t.lower for t in tokens[last : last + 3]]
            return last - first < 4 and (head.lower in _STATE_HEADS or ruled == [",", "whose", "government"])
        if before[-1:] == ["of"] and first > 1 and self._ruled(first - 2):
            return True
        if text.lower() in NOT_NAMES:
            return False
        if len(text) < 4 or text in self.places or text.lower() in self.lexicon.offices or text.isupper():
            return False
        if text.lower() in ARMED_WORDS | BODY_LAST | MEDIA_LAST or text.lower() in self.lexicon.nouns:
            return False
        if after[:2] == [",", "whose"] and len(after) > 2:
            return after[2] in ("government", "parliament", "president", "army", "capital", "troops")
        if tokens[last : last + 1] and tokens[last].tag == "POS" and after[1:]:
            return after[1] in _STATE_NOUNS or (after[1] in _PORTFOLIOS and after[2:3] and after[2] in _MINISTRIES)  # type: ignore[return-value]
        if before[-1:] == ["the"] or before[-2:-1] == ["the"]:
            if after[:1] and head.dep in ("compound", "nmod") and after[0] in ("government", "parliament"):
                return True
            if len(after) > 1 and after[0] in _PORTFOLIOS and after[1] in _MINISTRIES and head.tag == "NNP":
                return not demonym_like(text)
        return before[-1:] in (["neighbouring"], ["neighboring"])

    def _ruled(self, i: int) -> bool:
        """Whether what stands before "of" rules or is ruled: "the government of", "President Ada Lorne of"."""
        ruler = self.parsed.tokens[i]
        held = self.by_token.get(i)
        if held is not None and held.kind == "person" and held.first:
            ruler = self.parsed.tokens[held.first - 1]
        return ruler.lower in ("government", "president", "king", "parliament", "republic", "kingdom", "junta")

    def _by_adjective(self, states: Mapping[str, int]) -> Iterator[str]:
        """A name whose adjective stands before an army or a government: "Orran", with "Orranese troops"."""
        tokens = self.parsed.tokens
        words = {t.text for t in tokens if t.text[:1].isupper() and t.text.isalpha() and t.pos == "PROPN"}
        line = dateline(self.parsed)
        if line and line[1]:
            words.add(line[1])
        for token in tokens[:-1]:
            after = tokens[token.i + 1]
            if not token.text[:1].isupper() or (token.i in self.by_token and self.by_token[token.i].entry):
                continue
            if after.lower not in _ADJECTIVAL and not (
                token.i + 2 < len(tokens) and tokens[token.i + 2].lower in _ADJECTIVAL
            ):
                continue
            for word in sorted(words):
                if word not in states and self.lexicon.lookup(word) is None and demonym_of(token.text, word):
                    yield word
                    break

    def _state_names(self, states: Mapping[str, int]) -> Iterator[Name]:
        """Every mention of the states found: by name, by short name, by adjective, by capital."""
        tokens = self.parsed.tokens
        shorts = {text.split()[0]: text for text in states if len(text.split()) > 1}
        singles = {text: shorts.get(text, text) for text in states if len(text.split()) == 1}
        for short, text in shorts.items():
            if any(t.text == short and not self._opens(t, text) for t in tokens):
                singles.setdefault(short, text)
        several = [text for text in states if len(text.split()) > 1]
        done: set[int] = set()
        for text in several:
            size = len(text.split())
            for token in tokens[: len(tokens) - size + 1]:
                if self._text(token.i, token.i + size) == text:
                    done.update(range(token.i, token.i + size))
                    yield Name(token.i, token.i + size, "name", "state", text)
        for token in tokens:
            if token.i in done or not token.text[:1].isupper():
                continue
            held = self.by_token.get(token.i)
            if held is not None and (held.entry or (held.last - held.first > 1 and held.kind != "organization")):
                continue
            if token.text in singles:
                form: NameForm = "adjective" if demonym_like(token.text) and token.tag == "JJ" else "name"
                yield Name(token.i, token.i + 1, form, "state", singles[token.text])
                continue
            if token.pos not in ("ADJ", "PROPN", "NOUN"):
                continue
            stem = next((s for s in (*singles, *shorts) if demonym_of(token.text, s)), None)
            if stem is not None:
                state = singles.get(stem) or shorts[stem]
                noun = token.tag in ("NNS", "NNPS")
                if not noun:
                    self.adjectives.setdefault(f"state:{state.lower()}", token.text)
                yield Name(token.i, token.i + 1, "demonym" if noun else "adjective", "state", state)
        yield from self._capitals(states, singles)

    def _opens(self, token: Token, text: str) -> bool:
        return self._text(token.i, min(token.i + len(text.split()), len(self.parsed.tokens))) == text

    def _capitals(self, states: Mapping[str, int], singles: Mapping[str, str]) -> Iterator[Name]:
        """Unknown capitals that the article gives: "Lomay, the Zarnian capital", "Zarnia's capital, Lomay"."""
        tokens = self.parsed.tokens
        for token in tokens:
            if token.lower != "capital":
                continue
            near = tokens[max(token.i - 3, 0) : token.i + 4]
            owner = next((singles[s] for t in near for s in singles if t.text == s or demonym_of(t.text, s)), None)
            if owner is None:
                continue
            for first, last in self.runs:
                text = self._text(first, last)
                apart = first == token.i + 2 and tokens[token.i + 1].text == ","
                ahead = last + 1 < token.i <= last + 4 and tokens[last].text == ","
                if (apart or ahead) and self._free(first, last) and text not in singles and text not in states:
                    self.capitals[text] = owner
        for first, last in self.runs:
            text = self._text(first, last)
            if text in self.capitals:
                yield Name(first, last, "capital", "state", self.capitals[text])

    # ------------------------------------------------------------------ groups, bodies, outlets

    def _body(self, first: int, last: int) -> Name | None:
        """The group, body or outlet that a run of capitalised words names by its last word, or by the word before."""
        tokens = self.parsed.tokens
        if first in self.by_token and self.by_token[first].entry and self.by_token[first].first < first:
            return None
        while last - first > 2 and self._titles_before(first, last):
            first += 1
        words = [t.lower for t in tokens[first:last]]
        while words and (words[0] in _GLUE or words[0] in ("a", "an", "in", "by", "but", "at", "as", "on")):
            first, words = first + 1, words[1:]
        if last - first < 2 or last - first > 9:
            return None
        whole = self.by_token.get(first)
        if whole is not None and whole.entry and whole.last >= last:
            return None
        inner = [n for n in self._within(first, last) if n.entry and n.kind != "region"]
        if any(n.last - n.first > 1 and not self._cut_short(n, last) for n in inner):
            return None
        if words[-1] in self.lexicon.nouns and any(n.kind == "state" for n in inner) and words[-1] in _STATE_FORCES:
            return None
        if first and words[-1] in ARMED_WORDS and _ORDINAL.fullmatch(tokens[first - 1].lower):
            first -= 1
        common = self.lexicon.nouns.get(" ".join(words))
        if common is not None and common.group in ("army", "force"):
            return None
        kind = kind_by_shape(words)
        if kind is None or (kind == "organization" and whole is not None and whole.kind == "organization"):
            kind = self._kind_by_noun(first, last) or kind
        if kind is None:
            return None
        if kind == "organization" and words[-1] in SOFT_ARMED and self._has_fighters(first, last):
            kind = "armed-group"
        if words[0] in self.lexicon.offices or tokens[first].text in self.lexicon.titles:
            return None
        owned = self.by_token.get(first)
        if owned is not None and owned.kind == "state" and len(words) == 2:
            return None
        if whole is not None and whole.kind == kind and (whole.first, whole.last) == (first, last):
            return None
        return Name(first, last, "organization", kind, self._text(first, last))

    def _gangs(self) -> Iterator[Name]:
        """ "Gran Rach" wherever it stands, where the article speaks of "the Gran Rach gang" or of its fighters."""
        tokens = self.parsed.tokens
        found: set[str] = set()
        runs = [(first + (tokens[first].lower in ("the", "a", "an")), last) for first, last in self.runs]
        for first, last in runs:
            after = tokens[last] if last < len(tokens) else None
            if after is None or after.lower not in _GANG_NOUNS or after.sent != tokens[first].sent:
                continue
            text = self._text(first, last)
            if first < last and self._free(first, last) and not demonym_like(text) and text not in self.places:
                found.add(text)
        for text in sorted(found):
            size = len(text.split())
            for token in tokens[: len(tokens) - size + 1]:
                if self._text(token.i, token.i + size) == text and self._free(token.i, token.i + size):
                    yield Name(token.i, token.i + size, "organization", "armed-group", text)

    def _titles_before(self, first: int, last: int) -> bool:
        """Whether the run opens with a common noun in a headline or at the opening: "Rebels of the ..."."""
        token = self.parsed.tokens[first]
        return token.tag == "NNS" and self.parsed.tokens[first + 1].lower in _GLUE

    def _cut_short(self, name: Name, last: int) -> bool:
        """Whether the lexicon's short form is the beginning of another name: "United Front" in "... for Renewal"."""
        return name.form == "alias" and name.last < last and self.parsed.tokens[name.last].lower in ("of", "for")

    def _within(self, first: int, last: int) -> list[Name]:
        return list(dict.fromkeys(self.by_token[i] for i in range(first, last) if i in self.by_token))

    def _kind_by_noun(self, first: int, last: int) -> ActorKind | None:
        """The kind that the noun says right before or behind: "the weekly Open Sky", "Open Sky, a local charity"."""
        tokens = self.parsed.tokens
        sent = tokens[first].sent
        before = tokens[first - 1] if first else None
        if before is not None and before.sent == sent and before.lower in _KIND_NOUNS:
            return _KIND_NOUNS[before.lower]
        if last + 1 < len(tokens) and tokens[last].text == "," and tokens[last + 1].lower in ("a", "an", "the"):
            for token in tokens[last + 2 : last + 6]:
                if token.sent != sent or token.text in (",", ".") or token.lower in ("that", "which", "who", "of"):
                    break
                if token.lower in _KIND_NOUNS and tokens[token.i + 1].pos not in ("NOUN", "PROPN"):
                    return _KIND_NOUNS[token.lower]
        if last < len(tokens) and tokens[last].sent == sent and tokens[last].lower in ("daily", "newspaper", "website"):
            return "media"
        return None

    def _has_fighters(self, first: int, last: int) -> bool:
        """Whether the article speaks of its fighters: "Movement fighters", "rebels of the Dawn Movement"."""
        tokens = self.parsed.tokens
        short = tokens[last - 1].text
        if any(t.text == short and tokens[t.i + 1].lower in _FIGHTERS for t in tokens[:-1]):
            return True
        before = [t.lower for t in tokens[max(first - 3, 0) : first]]
        return "of" in before and bool(_FIGHTERS & set(before))

    # ------------------------------------------------------------------ short forms

    def _short(self, longs: Sequence[Name], known: Sequence[Name]) -> Iterator[Name]:
        """ "the Front", "Front fighters", "Harbour militia" for the one name of the article that it shortens."""
        tokens = self.parsed.tokens
        full: dict[str, Name] = {}
        for name in (*longs, *known):
            full.setdefault(name.text.lower(), name)
        heads: dict[str, set[str]] = {}
        for name in full.values():
            for word in self._head_words(name):
                heads.setdefault(word, set()).add(name.text.lower())
        taken = {i for n in longs for i in range(n.first, n.last)}
        for token in tokens:
            held = self.by_token.get(token.i)
            if token.i in taken or (held is not None and (held.entry or held.last - held.first > 1)):
                continue
            keys = heads.get(token.text, set())
            told = token.lower in ARMED_WORDS | BODY_LAST | MEDIA_LAST
            if len(keys) != 1 or not (self._stands_short(token) if told else self._is_the(token)):
                continue
            name = full[next(iter(keys))]
            yield Name(token.i, token.i + 1, "alias", name.kind, name.text, name.entry)
        yield from self._lowered(list(full.values()), taken)

    def _head_words(self, name: Name) -> list[str]:
        words = [t.text for t in self.parsed.tokens[name.first : name.last]]
        cut = next((i for i, w in enumerate(words) if w.lower() in ("of", "for")), len(words))
        head = words[cut - 1] if cut else words[-1]
        return [head] if head[:1].isupper() and head.lower() not in NOT_NAMES else []

    def _stands_short(self, token: Token) -> bool:
        """A capitalised head word with an article, or that opens a headline, or before its fighters."""
        tokens = self.parsed.tokens
        before = tokens[token.i - 1] if token.i else None
        after = tokens[token.i + 1] if token.i + 1 < len(tokens) else None
        if after is not None and after.sent == token.sent and after.lower in _FIGHTERS:
            return True
        if after is not None and after.sent == token.sent and after.text[:1].isupper() and after.text.isalpha():
            return False
        if before is not None and before.sent == token.sent:
            return before.lower in ("the", "that", "this", "senior", "a") or (
                not before.text[:1].isupper() and token.pos == "PROPN"
            )
        return token.sent == 0

    def _is_the(self, token: Token) -> bool:
        """Whether a capitalised word stands alone behind "the": "the Project" of the Horn Accountability Project."""
        tokens = self.parsed.tokens
        before, after = tokens[token.i - 1 : token.i], tokens[token.i + 1 : token.i + 2]
        alone = not after or not after[0].text[:1].isupper() or after[0].sent != token.sent
        return bool(before) and before[0].lower == "the" and before[0].sent == token.sent and alone

    def _lowered(self, full: Sequence[Name], taken: set[int]) -> Iterator[Name]:
        """ "Harbour militia" where the article names the Harbour People's Militia."""
        tokens = self.parsed.tokens
        for name in full:
            words = [t.lower for t in tokens[name.first : name.last]]
            if len(words) < 3 or words[-1] not in ARMED_WORDS | BODY_LAST:
                continue
            for token in tokens[:-1]:
                after = tokens[token.i + 1]
                if token.i in taken or token.text != tokens[name.first].text or after.lower != words[-1]:
                    continue
                if after.sent == token.sent:
                    yield Name(token.i, token.i + 2, "alias", name.kind, name.text, name.entry)
