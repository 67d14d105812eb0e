"""Standing relations: who commands, leads, holds what office, belongs where, is married to whom, whose ally or enemy.

Read from titles before a name ("Hezbollah leader Hassan Nasrallah"), appositions and predicates ("Ali, chair of the
committee"), possessives, kinship words, "members of", and words of alliance and hostility between two. The relation
that a title makes stands in the lexicon of offices; "former" makes it a thing of the past. Nothing is inferred from the
lexicon alone: it only tells whose leader a bare "leader" before a known name is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.home import home_actor
from kg.extract.index import ActorIndex
from kg.extract.offices import Offices
from kg.model import Actor, Facts, Relation, RelationType, Span, replace
from kg.syntax import ParsedArticle, Token

_KIN = frozenset("wife husband widow spouse widower".split())
_HOSTILE = frozenset("hostility hostilities enmity animosity feud rivalry war conflict antagonism".split())
_ENEMY = frozenset(
    "enemy enemies adversary adversaries foe foes rival rivals arch-enemy archenemy arch-rival nemesis".split()
)
_ALLY = frozenset("ally allies partner partners".split())
_ALLIANCE = frozenset("alliance pact coalition".split())
_MEMBERS = frozenset("member members".split())
_LEADER_KINDS = frozenset({"head", "leader", "command", "parliament"})
_STATE_OFFICES = frozenset({"head", "minister", "office", "envoy", "spokesperson", "local", "official", "command"})


def relations(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the relations of *parsed*, each with the words that say so."""
    home = home_actor(parsed, facts.actors, likely=True)
    found = _Relations(parsed, ActorIndex(parsed, facts), home).read()
    numbered = tuple(replace(relation, id=f"r{n}") for n, relation in enumerate(found, 1))
    return replace(facts, relations=(*facts.relations, *numbered))


class _Relations(Offices):
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
