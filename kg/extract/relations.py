"""Standing relations: who commands, leads, holds what office, belongs where, is married to whom, whose ally or enemy.

Read from titles before a name ("Hezbollah leader Hassan Nasrallah"), appositions and predicates ("Ali, chair of the
committee"), possessives, kinship words, "members of", and words of alliance and hostility between two. The relation
that a title makes stands in the lexicon of offices; "former" makes it a thing of the past. Nothing is inferred from the
lexicon alone: it only tells whose leader a bare "leader" before a known name is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kg.extract.home import home_actor
from kg.extract.index import ActorIndex
from kg.lexicon import Office, lexicon
from kg.model import Actor, Facts, Relation, RelationType, Span, Status, replace
from kg.syntax import ParsedArticle, Token

_PAST = frozenset("former ex-president ex late then past onetime one-time outgoing deposed ousted ex-".split())
_TITLE_DEPS = ("compound", "nmod", "amod", "poss", "appos", "nounmod")
_KIN = frozenset("wife husband widow spouse widower".split())
_HOSTILE = frozenset("hostility hostilities enmity animosity feud rivalry war conflict antagonism".split())
_ENEMY = frozenset(
    "enemy enemies adversary adversaries foe foes rival rivals arch-enemy archenemy arch-rival nemesis".split()
)
_ALLY = frozenset("ally allies partner partners".split())
_ALLIANCE = frozenset("alliance pact coalition".split())
_RULING = frozenset("government junta cabinet presidential state".split())
_FORCES = frozenset("army navy military police militia front air".split())
_VAGUE_BODIES = frozenset("the a former senior chief foreign defence defense interior".split())
_MEMBERS = frozenset("member members".split())
_LEADER_KINDS = frozenset({"head", "leader", "command", "parliament"})
_STATE_OFFICES = frozenset({"head", "minister", "office", "envoy", "spokesperson", "local", "official", "command"})


class _Title(msgspec.Struct, frozen=True):
    """A title in the text: its *head* word, the whole *text*, the office it is, and whether it is a past one."""

    head: Token
    text: str
    office: Office
    past: bool
    deputy: bool


def relations(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the relations of *parsed*, each with the words that say so."""
    found = _Relations(parsed, facts).read()
    numbered = tuple(replace(relation, id=f"r{n}") for n, relation in enumerate(found, 1))
    return replace(facts, relations=(*facts.relations, *numbered))


class _Relations:
    def __init__(self, parsed: ParsedArticle, facts: Facts) -> None:
        self.parsed = parsed
        self.lexicon = lexicon()
        self.index = ActorIndex(parsed, facts)
        self.actors = self.index.actors
        self.by_lexicon = {a.lexicon: a.id for a in facts.actors if a.lexicon}
        self.home = home_actor(parsed, facts.actors, likely=True)
        self.found: dict[tuple[str, str, str], Relation] = {}

    def read(self) -> list[Relation]:
        """All relations, in text order."""
        for token in self.parsed.tokens:
            if token.pos in ("NOUN", "PROPN", "ADJ"):
                self._title(token)
                self._kinship(token)
                self._members(token)
                self._pairs(token)
            elif token.pos == "VERB" and token.lemma in ("lead", "head", "command", "chair"):
                self._leading(token)
        self._parts()
        return sorted(self.found.values(), key=lambda r: (r.evidence, r.type, r.subject, r.object))

    # ------------------------------------------------------------------ titles

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
            if office is not None:
                best, first = office, start
        if best is None:
            return None
        last = token.i
        for end in range(token.i + 2, min(token.i + 5, sentence.last)):
            longer = self.lexicon.offices.get(" ".join(t.lower for t in tokens[first : end + 1]))
            if longer is not None:
                best, last = longer, end
        before = {t.lower for t in tokens[max(first - 3, sentence.first) : first]}
        deputy = bool(before & {"deputy", "vice", "assistant", "acting"})
        past = bool(before & _PAST)
        return _Title(token, self.parsed.clean_text(tokens[first : last + 1]), best, past, deputy)

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
        if token.dep in ("attr", "oprd") and not self._is_said(head):
            for subject in parsed.children(head, "nsubj", "nsubjpass"):
                for actor in self.index.of_phrase(subject):
                    if self.actors[actor].kind == "person":
                        yield actor, subject
            return

    def _is_said(self, verb: Token) -> bool:
        """Whether a clause is what somebody says, by a verb of saying or in quotation marks."""
        if verb.lemma in ("call", "name", "label", "brand", "consider") or verb.dep in ("ccomp", "parataxis"):
            return True
        words = self.parsed.words(self.parsed.sentence(verb))
        before = [t for t in words if t.i < verb.i and t.text in ('"', "“", "``", "'")]
        return bool(before) or any(
            c.lemma in ("say", "claim", "tell", "call") for c in self.parsed.children(verb, "parataxis")
        )

    def _named_at(self, i: int) -> str | None:
        own = self.index.at(self.parsed.tokens[i])
        if own is None and i + 1 < len(self.parsed.tokens):
            own = self.index.at(self.parsed.tokens[i + 1])
        if own and self.actors[own].kind == "person" and not self.actors[own].unnamed:
            return own
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
        for prep in parsed.children(head, "prep"):
            if prep.lower in ("of", "for", "to", "at", "with", "in", "from"):
                for obj in parsed.children(prep, "pobj"):
                    owners = self._whose(obj)
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
            words = title.text.lower().split()
            before = parsed.tokens[max(head.i - len(words), 0)]
            if before.sent == head.sent and before.i < head.i:
                found.extend(a for a in self._by_word(before) if a != person)
        if not found:
            found.extend(self._at_home(title))
        return tuple(dict.fromkeys(found))

    def _modifiers(self, head: Token, person: str, before: int | None = None) -> list[str]:
        found: list[str] = []
        for child in self.parsed.children(head, "poss", "compound", "nmod", "amod", "nounmod"):
            if child.i >= (before if before is not None else head.i):
                continue
            own = [a for a in self.index.all_at(child) if a != person]
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

    def _by_word(self, word: Token) -> list[str]:
        """ "Navy spokesman", "Maoist spokesman": the one body or group that is called so in the article."""
        if self.lexicon.offices.get(word.lower) is not None or word.lower in _VAGUE_BODIES:
            return []
        force = word.lower in _FORCES
        if not force and not word.text[:1].isupper():
            return []
        found = []
        for actor in self.actors.values():
            texts = [t.lower().split() for t in (actor.name, *actor.aliases)]
            fits = any(t[-1] == word.lower for t in texts) if force else any(t[0] == word.lower for t in texts)
            if fits and actor.kind in ("armed-group", "organization"):
                found.append(actor.id)
        if force and word.lower in ("army", "military") and len(found) != 1 and self.home is not None:
            found = [a.id for a in self.actors.values() if a.part_of == self.home.id and a.kind == "armed-group"]
        return found if len(found) == 1 else []

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
        if official and self.home is not None:
            return [self.home.id]
        if title.office.kind == "spokesperson" and not official:
            return self._spoken_for(title)
        return []

    def _spoken_for(self, title: _Title) -> list[str]:
        sentence = self.parsed.sentence(title.head)
        begin = title.head.begin
        near = [
            (span, actor.id)
            for actor in self.actors.values()
            if actor.kind in ("state", "armed-group", "organization") and not actor.unnamed
            for span in actor.mentions
            if sentence.begin <= span[0] and span[1] <= begin
        ]
        return [max(near)[1]] if near else []

    # ------------------------------------------------------------------ verbs of leading

    def _leading(self, verb: Token) -> None:
        """ "rebels led by X", "X, who commands the brigade", "X heads the party"."""
        kind: RelationType = "commands" if verb.lemma in ("command", "captain") else "leads"
        parsed = self.parsed
        people: list[str] = []
        bodies: list[str] = []
        if verb.tag == "VBN" and verb.dep in ("acl", "relcl"):
            bodies.extend(self.index.all_at(parsed.head(verb)))
            for agent in parsed.children(verb, "agent", "prep"):
                if agent.lower == "by":
                    people.extend(a for obj in parsed.children(agent, "pobj") for a in self.index.of_phrase(obj))
        else:
            subjects = parsed.children(verb, "nsubj")
            if verb.dep == "relcl" and any(s.lower in ("who", "that") for s in subjects):
                subjects = [parsed.head(verb)]
            people.extend(a for subject in subjects for a in self.index.of_phrase(subject))
            bodies.extend(a for obj in parsed.children(verb, "dobj") for a in self.index.of_phrase(obj))
        for person in people:
            for body in bodies:
                fits = self.actors[body].kind in ("armed-group", "organization")
                if fits and self.actors[person].kind == "person" and not self._hedged(verb):
                    self._add(kind, person, body, (verb,), None)

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

    # ------------------------------------------------------------------ kin, members

    def _kinship(self, token: Token) -> None:
        if token.lower not in _KIN:
            return
        parsed = self.parsed
        wives = [a for a, _ in self._kin_named(token)]
        others: list[str] = []
        for owner in parsed.children(token, "poss"):
            others.extend(a for a in self.index.of_phrase(owner) if self.actors[a].kind == "person")
        if not others:
            head = parsed.head(token)
            for owner in parsed.children(head, "poss"):
                others.extend(a for a in self.index.of_phrase(owner) if self.actors[a].kind == "person")
        for prep in parsed.children(token, "prep"):
            if prep.lower == "of":
                for obj in parsed.children(prep, "pobj"):
                    others.extend(a for a in self.index.of_phrase(obj) if self.actors[a].kind == "person")
        for wife in wives:
            for other in others:
                if wife != other:
                    self._add("spouseOf", wife, other, (token,), None)

    def _kin_named(self, token: Token) -> Iterator[tuple[str, Token]]:
        for actor, anchor in self._holders(token):
            if not self.actors[actor].unnamed:
                yield actor, anchor

    def _members(self, token: Token) -> None:
        """ "a member of X", "NATO members, the United States and France", "a corporal in the army"."""
        if token.lower not in _MEMBERS:
            return
        parsed = self.parsed
        groups: list[str] = []
        for prep in parsed.children(token, "prep"):
            if prep.lower == "of":
                for obj in parsed.children(prep, "pobj"):
                    groups.extend(self.index.of_phrase(obj))
        for child in parsed.children(token, "compound", "nmod", "poss"):
            groups.extend(self.index.all_at(child))
        groups = [g for g in groups if self.actors[g].kind in ("organization", "armed-group", "state")]
        members: list[str] = []
        for other in parsed.children(token, "appos", "conj"):
            if other.dep == "appos" or self._listed_after(token, other):
                members.extend(self.index.of_phrase(other))
        if token.dep == "appos":
            members.extend(self.index.of_phrase(parsed.head(token)))
        if token.dep == "attr":
            for subject in parsed.children(parsed.head(token), "nsubj"):
                members.extend(self.index.of_phrase(subject))
        for member in members:
            for group in groups:
                kind = self.actors[member].kind
                if (
                    member != group
                    and kind in ("state", "person", "armed-group", "organization")
                    and not self._hedged(token)
                ):
                    self._add("memberOf", member, group, (token,), None)

    def _listed_after(self, token: Token, other: Token) -> bool:
        """Whether *other* opens a list of names after a comma: "members, the United States and France"."""
        between = self.parsed.tokens[token.i + 1 : other.i]
        return bool(between) and between[0].text in (",", ":", "-", "–") and not any(t.lower == "and" for t in between)

    def _hedged(self, token: Token) -> bool:
        head = self.parsed.head(token)
        return any(
            c.lower in ("will", "would", "may", "could", "might", "not", "n't", "to")
            for c in self.parsed.children(head)
        )

    # ------------------------------------------------------------------ friends and foes

    def _pairs(self, token: Token) -> None:
        word = token.lower
        if word in _HOSTILE and word in (
            "hostility",
            "enmity",
            "animosity",
            "feud",
            "rivalry",
            "antagonism",
            "hostilities",
        ):
            for left, right in self._between(token):
                self._add("hostileTo", left, right, (token,), None)
        elif word in _ENEMY or word in _ALLY:
            kind: RelationType = "hostileTo" if word in _ENEMY else "alliedWith"
            for left, right in self._beside(token):
                self._add(kind, left, right, (token,), None)
        elif word in ("allied", "aligned") or (word in _ALLIANCE and token.dep != "compound"):
            for left, right in self._between(token):
                if self.actors[left].kind == self.actors[right].kind == "state" or word in ("allied", "alliance"):
                    self._add("alliedWith", left, right, (token,), None)

    def _between(self, token: Token) -> Iterator[tuple[str, str]]:
        """The two of "hostility between A and B"."""
        preps = self.parsed.children(token, "prep")
        above = token
        for _ in range(2):
            if any(p.lower == "between" for p in preps) or above.dep not in ("pobj", "prep", "dobj", "conj"):
                break
            above = self.parsed.head(above)
            preps = [
                *preps,
                *(p for p in self.parsed.children(above, "prep") if p.lower == "between" and p.i > token.i),
            ]
        for prep in preps:
            if prep.lower in ("between", "of", "with"):
                for obj in self.parsed.children(prep, "pobj"):
                    several = [a for a in self.index.of_phrase(obj) if self._party(a)]
                    if prep.lower == "between" and len(several) == 2:
                        yield several[0], several[1]
                    elif prep.lower == "with" and len(several) == 1:
                        for child in self.parsed.children(token, "poss"):
                            own = [a for a in self.index.of_phrase(child) if self._party(a)]
                            if len(own) == 1 and own[0] != several[0]:
                                yield own[0], several[0]

    def _beside(self, token: Token) -> Iterator[tuple[str, str]]:
        """The two of "A, an ally of B", "A's enemy B", "the US, a longstanding adversary"."""
        parsed = self.parsed
        whose: list[str] = []
        for prep in parsed.children(token, "prep"):
            if prep.lower in ("of", "to"):
                for obj in parsed.children(prep, "pobj"):
                    whose.extend(self.index.of_phrase(obj))
        for child in parsed.children(token, "poss", "compound", "amod", "nmod"):
            whose.extend(self.index.all_at(child))
        who: list[str] = []
        head = parsed.head(token)
        if token.dep == "appos":
            who.extend(self.index.all_at(head))
        elif token.dep == "attr" and not parsed.children(head, "neg"):
            for subject in parsed.children(head, "nsubj"):
                who.extend(self.index.of_phrase(subject))
        for other in parsed.children(token, "appos"):
            who.extend(self.index.of_phrase(other))
        for left in who:
            for right in whose:
                if left != right and self._party(left) and self._party(right):
                    yield left, right

    def _party(self, actor: str) -> bool:
        return self.actors[actor].kind in ("state", "armed-group", "organization") or not self.actors[actor].unnamed

    # ------------------------------------------------------------------ parts, and keeping them

    def _parts(self) -> None:
        """What an actor is a part of, where a phrase says so ("Iran's Quds Force", "Iraqi Army troops")."""
        for actor in self.actors.values():
            if actor.part_of is None or actor.kind == "person" or not actor.mentions:
                continue
            owner = self.actors.get(actor.part_of)
            if owner is None:
                continue
            span = self._joint_mention(actor, owner)
            if span is None:
                continue
            if owner.kind == "person" and actor.kind in ("organization", "armed-group"):
                self._relate("leads", owner.id, actor.id, span, 0.6)
                continue
            kind: RelationType = "memberOf" if actor.kind == "population" else "partOf"
            if actor.kind == "population" and owner.kind == "person":
                kind = "employedBy" if "aide" in actor.name.lower() else "memberOf"
                if kind == "memberOf":
                    continue
            self._relate(kind, actor.id, owner.id, span, 0.85)
        self._possessed()

    def _possessed(self) -> None:
        """ "Iran's Quds Force": a named force or body right behind its state's possessive."""
        for actor in self.actors.values():
            if actor.kind not in ("armed-group", "organization", "media") or actor.lexicon is None:
                continue
            for begin, end in actor.mentions:
                token = next(iter(self.parsed.between(begin, end)), None)
                if token is None or token.i < 2 or self.parsed.tokens[token.i - 1].tag != "POS":
                    continue
                owner = self.index.at(self.parsed.tokens[token.i - 2])
                entry = self.lexicon[actor.lexicon]
                if owner and self.actors[owner].lexicon in (*entry.states, entry.parent):
                    self._relate("partOf", actor.id, owner, (self.parsed.tokens[token.i - 2].begin, end), 0.85)

    def _relate(self, kind: RelationType, left: str, right: str, span: Span, confidence: float) -> None:
        relation = Relation(
            id="", type=kind, subject=left, object=right, evidence=(span,), rule="relation-part", confidence=confidence
        )
        self.found.setdefault((kind, left, right), relation)

    def _joint_mention(self, actor: Actor, owner: Actor) -> Span | None:
        """The first mention of *actor* whose words also name the owner, before it or within it."""
        owners = sorted(owner.mentions)
        for begin, end in actor.mentions:
            for b, e in owners:
                if begin <= b and e <= end and (b, e) != (begin, end):
                    return (begin, end)
                if e <= begin and begin - e <= 4:
                    return (b, end)
        entry = self.lexicon.get(owner.lexicon)
        if entry is not None and actor.lexicon is None and actor.kind == "armed-group":
            return actor.mentions[0]
        return None

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
