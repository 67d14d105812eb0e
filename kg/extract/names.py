"""The names in an article: which words name a state, a group, an outlet, a person or an organization.

Lexicon first, then the parser's entity labels, held to what a name looks like; acronyms that the article explains
("Iraqi security forces (ISF)") are learnt. What a name *does* is decided in :mod:`kg.extract.actors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Literal

import msgspec

from kg.extract.acronyms import LINKS
from kg.extract.index import CRAFT
from kg.lexicon import Entry, Form, Lexicon, Match, lexicon
from kg.model import ActorKind
from kg.syntax import ParsedArticle, Sentence, Token

NameForm = Literal["name", "alias", "acronym", "adjective", "demonym", "capital", "metonym", "person", "organization"]

_KINDS: dict[str, ActorKind] = {
    "states": "state",
    "groups": "armed-group",
    "organizations": "organization",
    "media": "media",
    "persons": "person",
    "peoples": "population",
}
SAYING = frozenset(
    """
    say tell report add announce claim state write quote cite publish deny confirm note interview accuse warn declare
    insist broadcast air show reveal describe explain argue call suggest deny speak ask reply respond admit acknowledge
    """.split()
)
_MEDIA_NOUNS = frozenset(
    """
    newspaper magazine agency news reporter correspondent journalist editor website daily channel television tv radio
    network site weekly paper interview according
    """.split()
)
_ORG_WORDS = frozenset(
    """
    ministry council party agency university court brigade brigades front army force forces union association committee
    center centre institute movement group company office department commission organization organisation federation
    corps battalion alliance coalition congress parliament assembly bank foundation society authority bureau command
    division regiment church league network observatory fund programme program watch service administration corporation
    board police guard militia tribunal initiative mission chamber jirga duma administration secretariat republican
    democratic team watchdog forum conference agency cartel syndicate college hospital airlines press times post news
    tv television radio
    """.split()
)
NOT_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december god allah islam christianity ramadan iftar eid christmas internet web covid english arabic
    hebrew persian russian spanish facebook twitter image photo file video map source read more related news share
    intifada war uprising spring revolution accord accords agreement conference summit process plan games act treaty day
    prize awards convention declaration resolution operation battle siege crisis festival cup election elections
    comments comment reporter editor quran koran bible mr mrs ms dr sir president minister general
    """.split()
)
# Georgia, the state of the US, is told from the country by the company that it keeps.
_AMERICAN = frozenset("Governor Gov Atlanta Savannah Augusta Macon Sheriff Legislature Democrats Republicans".split())
_CAUCASIAN = frozenset("Tbilisi Ossetia Abkhazia Russia Russian Saakashvili Kutaisi Gori Batumi Ossetian".split())
_ALONE = frozenset("al el bin ibn bint abu umm von van der de la di da du dos del ben le".split())
_PARTICLES = frozenset(
    "al el ad as ash an ar ez ul de la bin ibn bint abu umm von van der den da di dos du le ben y".split()
)


class Name(msgspec.Struct, frozen=True):
    """Tokens *first*..*last* (end excluded) name something: the lexicon's *entry* or, for want of one, *text*."""

    first: int
    last: int
    form: NameForm
    kind: ActorKind | Literal["region"]
    text: str
    entry: str | None = None

    @property
    def key(self) -> str:
        """What is the same for two names of one thing."""
        return self.entry or f"{self.kind}:{self.text.lower()}"


class NameReader:
    """The names of *parsed*, each word in one name at most."""

    def __init__(self, parsed: ParsedArticle, places: frozenset[str] = frozenset()) -> None:
        self.parsed = parsed
        self.lexicon: Lexicon = lexicon()
        self.places = places
        self.surnames = _surnames()
        self.matches: list[tuple[Sentence, list[Match]]] = [
            (s, self.lexicon.match([t.text for t in parsed.words(s)])) for s in parsed.sentences
        ]
        self.states = self._states()
        words = {t.text for t in parsed.tokens}
        self.american = bool(words & _AMERICAN) and not words & _CAUCASIAN

    def _states(self) -> Counter[str]:
        """How often each state is spoken of, by name, adjective or capital."""
        found: Counter[str] = Counter()
        for _, matches in self.matches:
            for match in matches:
                entry = self.lexicon[match.entries[0][0]]
                if entry.table == "states":
                    found[entry.id] += 1
                elif entry.table == "regions":
                    found.update(entry.states)
        return found

    def read(self) -> tuple[Name, ...]:
        """All names in text order."""
        found: dict[int, Name] = {}
        taken: set[int] = set()
        for sentence, matches in self.matches:
            for match in matches:
                first, last = match.first + sentence.first, match.last + sentence.first
                name = self._of_match(match, first, last)
                if name is not None:
                    found[name.first] = name
                    taken.update(range(name.first, name.last))
        for name in self._labelled(taken):
            found[name.first] = name
        return tuple(found[i] for i in sorted(found))

    def _of_match(self, match: Match, first: int, last: int) -> Name | None:
        tokens = self.parsed.tokens[first:last]
        entry, form = self._choose(match, first, last)
        if entry is None:
            return None
        if entry.table == "persons" and first and self.parsed.tokens[first - 1].text in self.lexicon.given:
            before = self.parsed.tokens[first - 1]
            if before.sent == self.parsed.tokens[first].sent and before.ent_type == "PERSON" and last - first == 1:
                return Name(first - 1, last, "person", "person", entry.name, entry.id)
        single = last - first == 1
        token = tokens[0]
        if single and self._inside_longer_name(first, last, entry):
            return None
        if single and entry.table in ("peoples", "persons") and not token.text[0].isupper():
            return None
        if form == "acronym" and single and self._shouted(token):
            return None
        if entry.ambiguous and not self._speaks(first, last):
            return None
        if entry.id == "state/georgia" and self.american:
            return Name(first, last, "name" if form != "adjective" else form, "region", entry.name)
        if entry.table == "regions":
            return Name(first, last, "name" if form != "adjective" else form, "region", entry.name, entry.id)
        if entry.table == "metonyms":
            owner = self.lexicon[entry.of]
            return Name(first, last, "metonym", _KINDS[owner.table], owner.name, owner.id)
        if form == "adjective" and entry.table in ("states", "peoples") and self._is_noun_demonym(entry, token):
            form = "demonym"
        return Name(first, last, form, _KINDS[entry.table], entry.name, entry.id)

    def _choose(self, match: Match, first: int, last: int) -> tuple[Entry | None, Form]:
        """The entry that is meant where several share a name: the one whose state the article speaks of."""
        options = [(self.lexicon[i], form) for i, form in match.entries]
        named = {e.id for e, _ in options}
        options = [(e, f) for e, f in options if e.table != "metonyms" or e.of not in named]
        ids = list(dict.fromkeys(e.id for e, _ in options))
        if len(ids) == 1:
            return self._form(options, first, last)
        spoken = [
            (max((self.states[s] for s in (*e.states, e.of)), default=0), e, f)
            for e, f in options
            if e.table in ("groups", "organizations", "persons", "media")
        ]
        state = [(e, f) for e, f in options if e.table in ("states", "peoples")]
        if state and not any(n for n, _, _ in spoken):
            same = [(e, f) for e, f in state if e.id == state[0][0].id]
            return self._form(same, first, last)
        if spoken:
            best = max(spoken, key=lambda s: s[0])
            if best[0] or all(e.table == "media" for _, e, _ in spoken) or not any(e.states for _, e, _ in spoken):
                return best[1], best[2]
            if all(f in ("name", "acronym") for _, _, f in spoken):
                return spoken[0][1], spoken[0][2]
            return None, "name"
        return options[0]

    def _form(self, options: list[tuple[Entry, Form]], first: int, last: int) -> tuple[Entry, Form]:
        """Of several forms of one entry, the one that its place in the sentence asks for."""
        forms = [form for _, form in options]
        entry = options[0][0]
        head = self.parsed.tokens[last - 1]
        if "adjective" in forms and len(forms) > 1:
            others = [f for f in forms if f != "adjective"]
            modifies = head.dep in ("amod", "compound", "nmod") or head.tag in ("JJ", "VBN")
            if modifies and (head.tag == "JJ" or head.dep == "amod" or others[0] == "demonym"):
                return entry, "adjective"
            return entry, others[0]
        return options[0]

    def _is_noun_demonym(self, entry: Entry, token: Token) -> bool:
        return token.tag in ("NNS", "NNPS") or (
            token.text in entry.demonyms and token.dep in ("nsubj", "dobj", "pobj", "nsubjpass", "ROOT")
        )

    def _inside_longer_name(self, first: int, last: int, entry: Entry) -> bool:
        """Whether one word is a part of another's name: "Jordan" in "Michael Jordan", "Georgia" in "Georgia Meloni"."""
        tokens = self.parsed.tokens
        token = tokens[first]
        before = tokens[first - 1] if first and tokens[first - 1].sent == token.sent else None
        after = tokens[last] if last < len(tokens) and tokens[last].sent == token.sent else None
        hyphen = before is not None and before.text in ("-", "‐") and not before.space_after and first > 1
        if hyphen and tokens[first - 2].lower in ("al", "el", "anti", "pro", "non", "ex", "post"):
            return tokens[first - 2].lower in ("al", "el") or entry.table == "persons"
        if token.ent_type == "PERSON" and entry.table in ("states", "regions", "peoples", "media", "organizations"):
            around = [t for t in (before, after) if t is not None and t.ent_type == "PERSON" and t.pos == "PROPN"]
            return any(
                not (t is before and token.ent_begins) and not (t is after and t.ent_begins) for t in around
            ) and (entry.table != "states" or token.text in entry.aliases or token.text == entry.name)
        if token.ent_type == "ORG" and entry.table in ("persons", "peoples") and (after or before):
            return any(t is not None and t.ent_type == "ORG" and t.text[0].isupper() for t in (before, after))
        return False

    def _shouted(self, token: Token) -> bool:
        words = [t for t in self.parsed.words(self.parsed.sentence(token)) if t.text.isalpha()]
        return len(words) > 3 and all(t.text.isupper() for t in words)

    def _speaks(self, first: int, last: int) -> bool:
        """Whether an outlet's everyday name stands where an outlet speaks or is spoken to."""
        head = self.parsed.tokens[last - 1]
        tokens = self.parsed.tokens
        around = tokens[max(first - 4, 0) : first] + tokens[last : last + 4]
        if any(t.lower in _MEDIA_NOUNS for t in around if t.sent == head.sent):
            return True
        above = self.parsed.head(head)
        if head.dep in ("nsubj", "dobj", "dative") and above.lemma in SAYING:
            return True
        return head.dep == "pobj" and above.lower in ("to", "by") and self.parsed.head(above).lemma in SAYING

    def _labelled(self, taken: set[int]) -> Iterator[Name]:
        """Persons and organizations that only the parser labelled, held to what a name looks like."""
        for sentence in self.parsed.sentences:
            at = sentence.first
            while at < sentence.last:
                token = self.parsed.tokens[at]
                if not token.ent_type or at in taken:
                    at += 1
                    continue
                end = at + 1
                label = token.ent_type
                while end < sentence.last and self.parsed.tokens[end].ent_type == label and end not in taken:
                    if self.parsed.tokens[end].ent_begins:
                        break
                    end += 1
                if label in ("PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "LOC"):
                    found = self._labelled_name(at, end, label, taken, sentence)
                    if found is not None:
                        yield found
                        taken.update(range(found.first, found.last))
                        at = max(end, found.last)
                        continue
                at = end
        yield from self._titled(taken)
        yield from self._speakers(taken)

    def _labelled_name(self, first: int, last: int, label: str, taken: set[int], sentence: Sentence) -> Name | None:
        first, last = self._trim(first, last)
        if first >= last:
            return None
        if label in ("PERSON", "ORG", "GPE", "FAC", "LOC", "PRODUCT") and self._after_title(first):
            label = "PERSON"
        if label == "PERSON":
            first, last = self._whole_person(first, last, taken, sentence)
            if self._looks_like_person(first, last):
                return Name(first, last, "person", "person", self.parsed.clean_text(self.parsed.tokens[first:last]))
            return None
        if label == "ORG":
            text = self.parsed.clean_text(self.parsed.tokens[first:last])
            if self._looks_like_person_by_use(first, last):
                return Name(first, last, "person", "person", text)
            if text not in self.places and self._looks_like_organization(first, last):
                return Name(first, last, "organization", "organization", text)
        return None

    def _trim(self, first: int, last: int) -> tuple[int, int]:
        tokens = self.parsed.tokens
        while first < last and (
            tokens[first].lower in _BEFORE_NAMES or not any(c.isalnum() for c in tokens[first].text)
        ):
            first += 1
        while first < last and self._is_title(first) and last - first > 1:
            first += 1
            while first < last and tokens[first].text in (".", ","):
                first += 1
        while last > first and (
            tokens[last - 1].tag == "POS"
            or tokens[last - 1].lower in LINKS | {"’s"}
            or not any(c.isalnum() for c in tokens[last - 1].text)
        ):
            last -= 1
        return first, last

    def _is_title(self, i: int) -> bool:
        text = self.parsed.tokens[i].text
        return text in self.lexicon.titles or text.lower() in self.lexicon.offices or text.lower() in self.lexicon.nouns

    def _after_title(self, first: int) -> bool:
        if not first:
            return False
        before = self.parsed.tokens[first - 1]
        if before.text == "." and first > 1:
            before = self.parsed.tokens[first - 2]
        token = self.parsed.tokens[first]
        if before.sent != token.sent or not token.text[0].isupper():
            return False
        return before.text in self.lexicon.titles

    def _whole_person(self, first: int, last: int, taken: set[int], sentence: Sentence) -> tuple[int, int]:
        """The person's name with what the label left out: "Salah al-" before "Obaidi", "al-" before "Sadr"."""
        tokens = self.parsed.tokens
        while last < sentence.last and last not in taken:
            token = tokens[last]
            joined = not tokens[last - 1].space_after
            hyphen = (joined and token.text in ("-", "‐") and not token.space_after) or tokens[last - 1].text in "-‐"
            particle = token.lower in _PARTICLES and last + 1 < sentence.last and tokens[last + 1].text[:1] in "-‐"
            proper = token.pos == "PROPN" and token.text[0].isupper() and token.ent_type in ("", "PERSON", "ORG", "GPE")
            below = token.head in range(first, last + 1) and token.dep not in ("nsubj", "dobj")
            below = below or self._same_run(last, first)
            if hyphen or particle or (proper and below and tokens[last - 1].lower not in self.lexicon.nouns):
                last += 1
            else:
                break
        while first > sentence.first and first - 1 not in taken:
            before = tokens[first - 1]
            hyphen = before.text in ("-", "‐") and not before.space_after
            particle = before.lower in _PARTICLES and (tokens[first].text in "-‐" or before.lower in _ALONE)
            if (
                hyphen
                or particle
                or (
                    before.pos == "PROPN"
                    and before.text[0].isupper()
                    and before.dep in ("compound", "nmod")
                    and before.head in range(first, last)
                    and not self._is_title(first - 1)
                    and before.text != "."
                )
                or self._is_behind_title(first - 1, sentence)
            ):
                first -= 1
            else:
                break
        while first < last and (self._is_title(first) or tokens[first].text in ("-", ".")) and last - first > 1:
            first += 1
        while last > first and not any(c.isalnum() for c in tokens[last - 1].text):
            last -= 1
        return first, last

    def _is_behind_title(self, i: int, sentence: Sentence) -> bool:
        """Whether word *i* is one of a few capitalised words behind a title: "Colonel Saw Eh" before "Gaw Mu"."""
        tokens = self.parsed.tokens
        if not tokens[i].text[:1].isupper() or not tokens[i].text.isalpha() or self._is_title(i):
            return False
        while i > sentence.first and tokens[i].text[:1].isupper() and tokens[i].text.isalpha():
            if tokens[i - 1].text in self.lexicon.titles:
                return True
            i -= 1
        return False

    def _same_run(self, i: int, first: int) -> bool:
        """Whether word *i* goes on a name that began at *first*: both hang on one word, or the name on the word."""
        tokens = self.parsed.tokens
        if self._is_title(i) or not tokens[i].text.isalpha() or not tokens[i - 1].space_after:
            return False
        hung = {tokens[k].head for k in range(first, i) if tokens[k].dep in ("compound", "nmod")}
        return i in hung or (tokens[i].dep in ("compound", "nmod") and tokens[i].head in hung)

    def _looks_like_person(self, first: int, last: int) -> bool:
        tokens = self.parsed.tokens[first:last]
        words = [t for t in tokens if any(c.isalpha() for c in t.text)]
        if not words or len(tokens) > 8 or any(c.isdigit() for t in tokens for c in t.text):
            return False
        before = self.parsed.tokens[first - 1] if first else None
        if before is not None and before.text in CRAFT and before.head in range(first, last):
            return False  # "the freighter Astrid Lind"
        capital = [t for t in words if t.text[0].isupper()]
        if not capital or any(t.lower not in _PARTICLES and not t.text[0].isupper() for t in words):
            return False
        text = self.parsed.clean_text(tokens)
        if all(t.text in self.lexicon.titles for t in words):
            return False
        if text in self.places or all(t.lower in NOT_NAMES or t.lower in self.lexicon.nouns for t in words):
            return False
        if any(t.lower in _ORG_WORDS for t in words) or words[-1].lower in NOT_NAMES:
            return False
        if len(capital) == 1 and len(words) == 1:
            return tokens[0].pos == "PROPN" and not words[0].text.isupper()
        return all(
            t.pos in ("PROPN", "PUNCT", "NOUN", "ADP", "DET", "X", "PART", "ADJ", "CCONJ") or t.ent_type == "PERSON"
            for t in tokens
        )

    def _looks_like_person_by_use(self, first: int, last: int) -> bool:
        """A two-word name labelled as an organization that a title, a kinship word or "his" shows to be a person."""
        if last - first < 2 or any(t.lower in _ORG_WORDS for t in self.parsed.tokens[first:last]):
            return False
        words = self.parsed.tokens[first:last]
        if first and self.parsed.tokens[first - 1].lower in KIN_WORDS | _PERSON_NOUNS:
            return all(t.text[0].isupper() for t in words)
        if self._is_described_as_person(last) and all(t.text[0].isupper() for t in words):
            return True
        if not all(t.text[0].isupper() and t.text.isalpha() and not t.text.isupper() for t in words) or len(words) > 3:
            return False
        joined = self.parsed.head(words[-1])
        beside = words[-1].dep == "conj" and joined.ent_type == "PERSON" and joined.pos == "PROPN"
        elsewhere = len(words) == 2 and words[-1].text in self.alone
        return beside or elsewhere or words[0].text in self.lexicon.given

    def _is_described_as_person(self, last: int) -> bool:
        """Whether a comma and "a council spokesman", "the governor" follow the name, or its age."""
        tokens = self.parsed.tokens[last : last + 8]
        if len(tokens) < 4 or tokens[0].text != "," or tokens[1].sent != tokens[0].sent:
            return False
        if tokens[1].text.isdigit() and tokens[2].text == "," and 15 < int(tokens[1].text) < 100:
            return True
        if tokens[1].lower not in ("a", "an", "the"):
            return False
        phrase = []
        for token in tokens[2:]:
            if token.pos not in ("NOUN", "PROPN", "ADJ", "PUNCT") or token.text == ",":
                break
            phrase.append(token)
        return bool(phrase) and phrase[-1].lower in _PERSON_NOUNS

    @cached_property
    def alone(self) -> frozenset[str]:
        """The words that the parser takes for a person where they stand alone."""
        tokens = self.parsed.tokens
        return frozenset(
            t.text
            for t in tokens[1:-1]
            if t.ent_type == "PERSON" and "PERSON" not in (tokens[t.i - 1].ent_type, tokens[t.i + 1].ent_type)
        )

    def _common(self, tokens: Sequence[Token]) -> bool:
        """Whether capitals only dress up a common noun for fighters: the "Armed Forces" of a state."""
        noun = self.lexicon.nouns.get(" ".join(t.lower for t in tokens))
        return noun is not None and noun.group in ("army", "force")

    def _looks_like_organization(self, first: int, last: int) -> bool:
        tokens = self.parsed.tokens[first:last]
        words = [t for t in tokens if t.text[0].isalpha()]
        if not words or not any(t.text[0].isupper() for t in words) or any(t.text[0].isdigit() for t in tokens):
            return False
        if all(t.lower in NOT_NAMES for t in words) or len(tokens) > 10 or self._common(tokens):
            return False
        if words[-1].lower in NOT_NAMES:
            return False
        if any(t.lower in _ORG_WORDS for t in words[-3:] + words[:1]) and len(words) > 1:
            return words[0].text[0].isupper()
        if len(words) == 1:
            return words[0].text.isupper() and 2 < len(words[0].text) < 7 and words[0].pos == "PROPN"
        return all(t.text[0].isupper() or t.lower in ("of", "for", "and", "the", "in", "on", "to") for t in words) and (
            len(words) >= 2 and tokens[-1].dep in ("nsubj", "pobj", "dobj", "nsubjpass", "conj", "appos", "poss")
        )

    def _speakers(self, taken: set[int]) -> Iterator[Name]:
        """Names that got no label where a person speaks: "Harith al-Amin told ..." (two words, or a known surname)."""
        for token in self.parsed.tokens:
            if token.i in taken or token.dep != "nsubj" or token.pos != "PROPN" or not token.text[0].isupper():
                continue
            if token.ent_type not in ("", "ORG", "GPE", "PERSON") or self.parsed.head(token).lemma not in SAYING:
                continue
            sentence = self.parsed.sentence(token)
            first, last = self._whole_person(token.i, token.i + 1, taken, sentence)
            several = sum(t.text[0].isupper() for t in self.parsed.tokens[first:last]) > 1 and token.ent_type == ""
            known = last - first == 1 and token.lower in self.surnames
            if (
                (several or known)
                and self._looks_like_person(first, last)
                and not taken.intersection(range(first, last))
            ):
                yield Name(first, last, "person", "person", self.parsed.clean_text(self.parsed.tokens[first:last]))
                taken.update(range(first, last))

    def _titled(self, taken: set[int]) -> Iterator[Name]:
        """Names that got no label, behind a title or an office: "Maj. Holloway", "its commander, Ba Maung"."""
        tokens = self.parsed.tokens
        for token in tokens[:-1]:
            first = self._behind_title(token)
            if first is None or first in taken or first >= len(tokens) or tokens[first].sent != token.sent:
                continue
            sentence = self.parsed.sentence(token)
            if not tokens[first].text[0].isupper() or self._is_title(first) or tokens[first].pos != "PROPN":
                continue
            label, last = tokens[first].ent_type, first + 1
            while last < sentence.last and tokens[last].pos == "PROPN" and tokens[last].ent_type == label:
                last += 1
            start, last = self._whole_person(first, last, taken, sentence)
            if start == first and self._looks_like_person(first, last):
                yield Name(first, last, "person", "person", self.parsed.clean_text(tokens[first:last]))
                taken.update(range(first, last))

    def _behind_title(self, token: Token) -> int | None:
        """Where the name of who bears the title or the office *token* would begin."""
        after = self.parsed.tokens[token.i + 1]
        if token.text in self.lexicon.titles and token.text[0].isupper():
            return token.i + (2 if after.text == "." else 1)
        named = after.text == "," and any(c.pos == "PROPN" for c in self.parsed.children(token, "appos"))
        return token.i + 2 if named and token.lower in _PERSON_NOUNS else None


@cache
def _surnames() -> frozenset[str]:
    return frozenset(e.name.split()[-1].lower() for e in lexicon().entries.values() if e.table == "persons")


_BEFORE_NAMES = frozenset(("the", "a", "an", "'s", "’s", "of", "for", "in", "by", "from", "and"))
KIN_WORDS = frozenset("wife husband son daughter brother sister father mother widow nephew cousin uncle".split())
_PERSON_NOUNS = frozenset(
    """
    spokesman spokeswoman spokesperson analyst correspondent journalist reporter activist commander minister president
    leader chairman chief official resident lawyer doctor professor cleric ambassador envoy adviser advisor aide judge
    """.split()
)
