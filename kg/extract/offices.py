"""Who holds what office, from titles: "Hezbollah leader Hassan Nasrallah", "Ali, chair of the committee".

A title stands before a name, in apposition, or after "is"; what it is an office of stands before it, behind "of" or
"for", in the lexicon (the state whose president a known person is), or is told by the article as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kg.extract.entity import singular
from kg.extract.index import ActorIndex
from kg.lexicon import Lexicon, Office, lexicon
from kg.model import Actor, Relation, RelationType, Span, Status
from kg.syntax import ParsedArticle, Token

_PAST = frozenset("former ex-president ex late then past onetime one-time outgoing deposed ousted ex-".split())
_TITLE_DEPS = ("compound", "nmod", "amod", "poss", "appos", "nounmod")
_TAKES_OFFICE = frozenset("take serve act install appoint elect swear inaugurate continue return".split())
_RULING = frozenset("government junta cabinet presidential state ministry".split())
_GROUPS = frozenset("group movement organisation organization militia faction party rebel front".split())
_VAGUE_BODIES = frozenset("the a former senior chief foreign defence defense interior".split())


class _Title(msgspec.Struct, frozen=True):
    """A title in the text: its *head* word, the whole *text*, the office it is, and whether it is a past one."""

    head: Token
    text: str
    office: Office
    past: bool
    deputy: bool


def _head_word(words: Sequence[str]) -> str:
    """The word of a name that says what it is: "council" of "council of national rescue"."""
    cut = next((i for i, w in enumerate(words) if w in ("of", "for")), len(words))
    return words[cut - 1] if cut else words[-1]


class Offices:
    """Reads the titles of one article into :attr:`found`."""

    def __init__(self, parsed: ParsedArticle, index: ActorIndex, home: Actor | None) -> None:
        self.parsed = parsed
        self.lexicon: Lexicon = lexicon()
        self.index = index
        self.actors = index.actors
        self.by_lexicon = {a.lexicon: a.id for a in self.actors.values() if a.lexicon}
        self.home = home
        self.found: dict[tuple[str, str, str], Relation] = {}

    def _title(self, token: Token) -> None:
        title = self._title_at(token)
        if title is None:
            return
        for person, anchor in self._holders(token):
            if self.actors[person].kind not in ("person", "population", "armed-group"):
                continue
            self._office(person, title, anchor)

    def _title_at(self, token: Token) -> _Title | None:
        """The longest title of the lexicon that ends in *token*."""
        tokens = self.parsed.tokens
        sentence = self.parsed.sentence(token)
        best: Office | None = None
        first = token.i
        for start in range(token.i, max(sentence.first - 1, token.i - 5), -1):
            text = " ".join(t.lower for t in tokens[start : token.i + 1]).replace(" - ", "-")
            office = self.lexicon.offices.get(text)
            if office is not None and not self._ends_a_name(start):
                best, first = office, start
        if best is None:
            return None
        last = token.i
        for end in range(token.i + 2, min(token.i + 5, sentence.last)):
            longer = self.lexicon.offices.get(" ".join(t.lower for t in tokens[first : end + 1]))
            if longer is not None and tokens[token.i + 1].lower in ("of", "for", "in", "without"):
                best, last = longer, end
        before = {t.lower for t in tokens[max(first - 3, sentence.first) : first]}
        deputy = bool(before & {"deputy", "vice", "assistant", "acting"})
        past = bool(before & _PAST)
        return _Title(token, self.parsed.clean_text(tokens[first : last + 1]), best, past, deputy)

    def _ends_a_name(self, i: int) -> bool:
        """Whether word *i* closes a name that begins before it: the force of "Quds Force commander" is no title's."""
        begin = self.parsed.tokens[i].begin
        return any(
            first < begin < last and kind == "name"
            for actor in self.actors.values()
            for (first, last), kind in zip(actor.mentions, actor.mention_kinds, strict=False)
        )

    def _holders(self, token: Token) -> Iterator[tuple[str, Token]]:
        """Those whom the title names: the name it stands before, beside or after "is"."""
        parsed = self.parsed
        head = parsed.head(token)
        if token.dep in _TITLE_DEPS and head.i != token.i:
            chief = head
            own = self.index.at(chief)
            if own and self.actors[own].kind == "person" and chief.pos == "PROPN":
                yield own, chief
                return
        if token.dep == "conj" and parsed.head(token).dep in ("compound", "nmod", "appos"):
            above = parsed.head(parsed.head(token))
            own = self.index.at(above)
            if own and self.actors[own].kind == "person":
                yield own, above
                return
        following = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else None
        if following is not None and following.sent == token.sent and following.pos == "PROPN":
            own = self._named_at(following.i)
            if own:
                yield own, following
                return
        for other in parsed.children(token, "appos"):
            own = self.index.at(other)
            if own and self.actors[own].kind == "person":
                yield own, other
                return
        if (beyond := self._beyond(token)) is not None:
            yield beyond
            return
        if token.dep == "appos" or (token.dep == "conj" and head.dep == "appos"):
            chief = head if token.dep == "appos" else parsed.head(head)
            for actor in self.index.all_at(chief):
                if self.actors[actor].kind == "person":
                    yield actor, chief
                    return
        beside = self.index.at(token)
        if beside and self.actors[beside].kind == "person" and not self.actors[beside].unnamed and token.pos == "NOUN":
            yield beside, token
            return
        if token.dep == "pobj" and head.lower == "as" and (verb := parsed.head(head)).lemma in _TAKES_OFFICE:
            for subject in parsed.children(verb, "nsubj", "nsubjpass"):  # "took over as leader of X"
                for actor in self.index.of_phrase(subject):
                    if self.actors[actor].kind == "person":
                        yield actor, subject
            return
        if token.dep == "nsubj" and head.lemma == "be":  # "Chad's foreign minister is X"
            for other in parsed.children(head, "attr"):
                own = self.index.at(other) if other.pos == "PROPN" else None
                if own and self.actors[own].kind == "person":
                    yield own, other
            return
        if token.dep in ("attr", "oprd") and not self._is_said(head):
            for subject in parsed.children(head, "nsubj", "nsubjpass"):
                for actor in self.index.of_phrase(subject):
                    if self.actors[actor].kind == "person":
                        yield actor, subject
            return

    def _beyond(self, token: Token) -> tuple[str, Token] | None:
        """The person named behind the comma that ends "a spokesman for the army" or "the envoy to Yemen"."""
        tokens = self.parsed.tokens
        following = tokens[token.i + 1 : token.i + 14]
        comma = next((t for t in following if t.text == "," or t.sent != token.sent or t.pos == "VERB"), None)
        if comma is None or comma.text != "," or comma.sent != token.sent:
            return None
        if tokens[token.i + 1].lower not in ("of", "for", "to", "at", "with", "in", "from"):
            return None
        for name in tokens[comma.i + 1 : comma.i + 7]:
            if (own := self.index.at(name)) and name.pos == "PROPN" and self.actors[own].kind == "person":
                return None if self.actors[own].unnamed else (own, name)
            titled = (
                name.text in self.lexicon.titles or name.text in (".", "-") or f"{name.text}." in self.lexicon.titles
            )
            if name.sent != token.sent or not titled:
                return None
        return None

    def _is_said(self, verb: Token) -> bool:
        """Whether a clause is what somebody says, by a verb of saying or in quotation marks."""
        if verb.lemma == "name" and self.parsed.children(verb, "nsubjpass"):
            return False  # "was named foreign minister"
        if verb.lemma in ("call", "name", "label", "brand", "consider") or verb.dep in ("ccomp", "parataxis"):
            return True
        words = self.parsed.words(self.parsed.sentence(verb))
        before = [t for t in words if t.i < verb.i and t.text in ('"', "“", "``", "'")]
        return bool(before) or any(
            c.lemma in ("say", "claim", "tell", "call") for c in self.parsed.children(verb, "parataxis")
        )

    def _named_at(self, i: int) -> str | None:
        """The person whose name begins at token *i* or behind the ranks that stand there."""
        tokens = self.parsed.tokens
        for token in tokens[i : i + 4]:
            own = self.index.at(token)
            if own and self.actors[own].kind == "person" and not self.actors[own].unnamed:
                return own
            ranked = token.text in self.lexicon.titles or f"{token.text}." in self.lexicon.titles or token.text == "."
            if own or (token.i > i and not ranked):
                return None
        return None

    def _office(self, person: str, title: _Title, anchor: Token) -> None:
        objects = self._objects(person, title, anchor)
        for actor in objects:
            if actor == person:
                continue
            for kind in self._types(title, self.actors[actor]):
                self._add(kind, person, actor, (title.head, anchor), title)
            self._ministry(person, title, self.actors[actor], anchor)

    def _ministry(self, person: str, title: _Title, body: Actor, anchor: Token) -> None:
        """Who speaks for a ministry holds an office of its state."""
        if title.office.kind not in ("spokesperson", "minister") or body.part_of is None or body.kind != "organization":
            return
        owner = self.actors.get(body.part_of)
        if owner is not None and owner.kind == "state":
            self._add("holdsOffice", person, owner.id, (title.head, anchor), title)

    def _objects(self, person: str, title: _Title, anchor: Token) -> tuple[str, ...]:
        """What the title is of: "of X", "for X", "X's", "X spokesman", the lexicon's word for a bare "leader"."""
        parsed, head = self.parsed, title.head
        found: list[str] = []
        sent = self._modifiers(head, person) if title.office.kind == "envoy" else []
        if sent:
            return tuple(dict.fromkeys(sent))
        for prep in parsed.children(head, "prep"):
            if prep.lower in ("of", "for", "to", "at", "with", "in", "from"):
                for obj in parsed.children(prep, "pobj"):
                    owners = self._whose(obj)
                    if owners == (person,):
                        owners = self._right_behind(prep)
                    if prep.lower in ("of", "for", "at") or any(self.actors[o].kind != "state" for o in owners):
                        found.extend(o for o in owners if prep.lower != "with" or self.actors[o].kind != "state")
                    elif prep.lower == "to" and title.office.kind == "envoy":
                        continue
                    if found:
                        break
            if found:
                return tuple(dict.fromkeys(found))
        found.extend(self._modifiers(head, person))
        if not found and head.dep == "conj":
            found.extend(self._modifiers(parsed.head(head), person))
        if not found and anchor.i != head.i and anchor.i > head.i:
            found.extend(self._modifiers(anchor, person, before=head.i))
        if not found:
            found.extend(self._by_lexicon(person, title))
        if not found:
            found.extend(self._of_name(anchor))
        if not found:
            found.extend(a for a in self._by_words(title) if a != person)
        if not found:
            found.extend(self._at_home(title))
        return tuple(dict.fromkeys(found))

    def _right_behind(self, prep: Token) -> tuple[str, ...]:
        """The actor named first behind *prep*, where the parser hangs the person on it: "for the Taliban, Maj. X"."""
        for token in self.parsed.tokens[prep.i + 1 : prep.i + 4]:
            if found := self.index.all_at(token):
                return found
        return ()

    def _modifiers(self, head: Token, person: str, before: int | None = None) -> list[str]:
        found: list[str] = []
        for child in self.parsed.children(head, "poss", "compound", "nmod", "amod", "nounmod"):
            if child.i >= (before if before is not None else head.i):
                continue
            itself = self.index.all_at(head)  # "Chad's foreign minister" is no minister of himself
            own = [a for a in self.index.all_at(child) if a != person and a not in itself]
            if not own:
                inner = self._modifiers(child, person)
                own = inner
            found.extend(a for a in own if self.actors[a].kind != "population" or self.actors[a].lexicon)
        if len({self.actors[f].kind for f in found}) > 1 and head.lower in ("envoy", "ambassador", "representative"):
            return [f for f in found if self.actors[f].kind == "state"][:1] or found
        if len({self.actors[f].kind for f in found}) > 1:
            named = [f for f in found if self.actors[f].kind != "state"]
            found = named[-1:] or found
        return found

    def _by_words(self, title: _Title) -> list[str]:
        """What the nearest telling word before the title calls up: "Navy spokesman", "the council's chairman"."""
        tokens = self.parsed.tokens
        first = title.head.i - len(title.text.split())
        for i in range(title.head.i - 1, max(first - 4, -1), -1):
            word = tokens[i]
            if word.tag == "POS":
                continue
            if word.sent != title.head.sent or word.pos not in ("NOUN", "PROPN", "ADJ"):
                return []
            if found := self._by_word(word, within=i >= first + 1):
                return found
        return []

    def _by_word(self, word: Token, *, within: bool) -> list[str]:
        """The body or group that is called so in the article: the only one, else the last named before."""
        lower, stem = word.lower, singular(word.lower)
        office = self.lexicon.offices.get(lower)
        if (office is not None and office.kind != "member") or lower in _VAGUE_BODIES:
            return []
        found: list[tuple[bool, int, str]] = []
        for actor in self.actors.values():
            if actor.kind not in ("armed-group", "organization"):
                continue
            texts = [t.lower().split() for t in (actor.name, *actor.aliases)]
            heads = {singular(_head_word(t)) for t in texts}
            if stem in heads or (not within and word.text[:1].isupper() and any(t[0] == lower for t in texts)):
                before = [b for b, _ in actor.mentions if b < word.begin]
                found.append((bool(before), max(before, default=0), actor.id))
        if found:
            return [max(found)[2]] if any(f[0] for f in found) or len(found) == 1 else []
        if lower in ("army", "military"):
            forces = [a for a in self.actors.values() if a.kind == "armed-group" and self._of_state(a)]
            own = [a.id for a in forces if self.home is not None and a.part_of == self.home.id]
            return own[:1] or ([forces[0].id] if len(forces) == 1 and self.home is None else [])
        return self._group_before(word) if lower in _GROUPS else []

    def _of_state(self, actor: Actor) -> bool:
        """Whether a group is a state's army: a part of it, or one that the lexicon knows as such."""
        entry = self.lexicon.get(actor.lexicon)
        known = entry is not None and entry.subkind == "state-force"
        return known or (actor.part_of is not None and self.actors[actor.part_of].kind == "state")

    def _group_before(self, word: Token) -> list[str]:
        """ "the group's negotiator": the armed group or body named last before, in this sentence or the two before."""
        near = [
            (begin, actor.id)
            for actor in self.actors.values()
            if actor.kind in ("armed-group", "organization") and not actor.unnamed and actor.part_of is None
            for begin, _ in actor.mentions
            if begin < word.begin and word.sent - self.parsed.between(begin, begin + 1)[0].sent <= 2
        ]
        return [max(near)[1]] if near else []

    def _whose(self, obj: Token) -> tuple[str, ...]:
        """The actor that "of X" names: X itself, or whose X is ("head of security for Iran's nuclear program")."""
        own = self.index.of_phrase(obj)
        if own:
            return own
        for child in self.parsed.children(obj, "poss", "compound", "nmod", "amod"):
            found = self.index.all_at(child)
            if found:
                return found
        for prep in self.parsed.children(obj, "prep"):
            for deeper in self.parsed.children(prep, "pobj"):
                found = self._whose(deeper)
                if found and prep.lower in ("of", "for", "in"):
                    return found
        return ()

    def _by_lexicon(self, person: str, title: _Title) -> list[str]:
        """For a bare title before a known name: what the lexicon says that person is the head of."""
        entry = self.lexicon.get(self.actors[person].lexicon)
        if entry is None or not entry.of or not entry.office:
            return []
        same = entry.office.lower() in (title.office.name.lower(), title.head.lower)
        if not same and not (
            title.office.kind in ("leader", "head") and entry.office.lower() in ("leader", "president")
        ):
            return []
        actor = self.by_lexicon.get(entry.of)
        return [actor] if actor else []

    def _of_name(self, anchor: Token) -> list[str]:
        """ "President Ada Lorne of Zarnia": the state behind the name."""
        found: list[str] = []
        for prep in self.parsed.children(anchor, "prep"):
            if prep.lower == "of" and prep.i == anchor.i + 1:
                for obj in self.parsed.children(prep, "pobj"):
                    found.extend(a for a in self.index.of_phrase(obj) if self.actors[a].kind != "person")
        return found

    def _at_home(self, title: _Title) -> list[str]:
        """A bare "President X", "Foreign Minister X", "the government spokesman, X": of the state at home.

        A bare "spokesman X" speaks for the body named before him in his sentence.
        """
        before = {t.lower for t in self.parsed.tokens[max(title.head.i - 2, 0) : title.head.i]}
        official = title.office.kind in ("head", "minister") or bool(before & _RULING)
        official = official or (title.office.kind == "office" and len(title.text.split()) > 1)
        if "ministry" in before and (near := self._spoken_for(title, "state")):
            return near
        if official and self.home is not None:
            return [self.home.id]
        bare = not self.parsed.children(title.head, "compound", "amod", "nmod", "poss")
        if title.office.kind == "spokesperson" and not official and bare:
            return self._spoken_for(title)
        return []

    def _spoken_for(self, title: _Title, *kinds: str) -> list[str]:
        """The state, group or body named last before the title in its sentence."""
        sentence = self.parsed.sentence(title.head)
        begin = title.head.begin
        near = [
            (span, actor.id)
            for actor in self.actors.values()
            if actor.kind in (kinds or ("state", "armed-group", "organization")) and not actor.unnamed
            for span in actor.mentions
            if sentence.begin <= span[0] and span[1] <= begin
        ]
        return [max(near)[1]] if near else []

    def _types(self, title: _Title, owner: Actor) -> list[RelationType]:
        office, relation = title.office, title.office.relation
        kind: RelationType = relation  # type: ignore[assignment]
        if title.deputy:
            return ["holdsOffice"]
        if owner.kind == "person":
            return ["employedBy"] if office.kind in ("spokesperson", "staff", "journalist", "office", "envoy") else []
        if owner.kind == "media":
            return ["leads"] if office.kind == "leader" and "chief" not in office.name else ["employedBy"]
        if office.kind == "spokesperson":
            return ["holdsOffice"]
        if office.kind == "command":
            if kind == "commands" and owner.kind == "state":
                return ["holdsOffice"]
            return [kind]
        if office.kind == "leader" and owner.kind == "state":
            return (
                ["leads"]
                if "leader" in office.name or office.name in ("ruler", "dictator", "strongman")
                else ["holdsOffice"]
            )
        if office.kind == "official":
            return ["memberOf"] if owner.kind != "state" else ["holdsOffice"]
        if office.kind in ("expert", "staff") and owner.kind == "state":
            return [] if office.kind == "expert" else ["employedBy"]
        if office.kind == "member" and owner.kind == "state":
            return []
        if office.kind == "journalist" and owner.kind == "state":
            return []
        return [kind]

    # ------------------------------------------------------------------ keeping them

    def _add(
        self,
        kind: RelationType,
        left: str,
        right: str,
        anchors: Sequence[Token],
        title: _Title | None,
        *,
        certain: bool = True,
    ) -> None:
        key = (kind, left, right)
        if key in self.found or (kind in ("spouseOf", "hostileTo", "alliedWith") and (kind, right, left) in self.found):
            return
        past = title is not None and title.past
        status: Status = "actual" if certain else "hypothetical"
        self.found[key] = Relation(
            id="",
            type=kind,
            subject=left,
            object=right,
            evidence=(self._evidence(anchors[0]),),
            office=title.text if title is not None else None,
            status=status,
            rule=f"relation-{'former-' if past else ''}{title.office.kind if title else kind}",
            confidence=0.6 if past else 0.85,
        )

    def _evidence(self, token: Token) -> Span:
        sentence = self.parsed.sentence(token)
        return (sentence.begin, sentence.end)
