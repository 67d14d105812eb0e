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
from kg.extract.ties import Ties
from kg.model import Actor, Facts, Relation, RelationType, Span, replace
from kg.syntax import ParsedArticle, Token

_KIN = frozenset("wife husband widow spouse widower".split())
_WINGS = frozenset("wing arm branch faction affiliate unit division component subsidiary chapter part".split())
_LEADS = frozenset("lead head command chair captain run spearhead".split())
_BELONGS = {"belong": ("to",), "answer": ("to",), "serve": ("in", "with"), "join": (), "include": (), "comprise": ()}
"""Verbs that say whose part or member the subject is, with the prepositions of the whole; none: the object is it."""
_HOLDS = frozenset(("include", "comprise"))
"""Verbs whose subject is the whole."""
_BODIES = frozenset({"armed-group", "organization", "state", "media"})
_JOINED = frozenset({"party", "movement", "parliament", "opposition"})
_OFFICES: tuple[RelationType, ...] = ("leads", "commands", "holdsOffice", "employedBy")
_MEMBERS = frozenset("member members".split())


def relations(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the relations of *parsed*, each with the words that say so."""
    home = home_actor(parsed, facts.actors, likely=True)
    found = _Relations(parsed, ActorIndex(parsed, facts), home).read()
    numbered = tuple(replace(relation, id=f"r{n}") for n, relation in enumerate(found, 1))
    return replace(facts, relations=(*facts.relations, *numbered))


class _Relations(Ties):
    def read(self) -> list[Relation]:
        """All relations, in text order."""
        for token in self.parsed.tokens:
            if token.pos in ("NOUN", "PROPN", "ADJ"):
                self._title(token)
                self._kinship(token)
                self._members(token)
                self._pairs(token)
                self._wing(token)
                if token.lower == "married":
                    self._married(token)
            elif token.lemma == "ally":
                self._pairs(token)
            elif token.pos == "VERB" and token.lemma in _LEADS:
                self._leading(token)
            elif token.pos == "VERB" and token.lemma in _BELONGS:
                self._belonging(token)
            elif token.pos == "VERB" and token.lemma == "marry":
                self._married(token)
            elif token.pos == "VERB" and token.lemma in ("work", "report", "write"):
                self._working(token)
            elif token.lower == "under":
                self._under(token)
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
            people.extend(self._by(verb))
        elif verb.tag == "VBN" and (subjects := parsed.children(verb, "nsubjpass")):
            bodies.extend(a for subject in subjects for a in self.index.of_phrase(subject))
            people.extend(self._by(verb))
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

    def _by(self, verb: Token) -> list[str]:
        """Those behind "by" of a passive."""
        agents = [p for p in self.parsed.children(verb, "agent", "prep") if p.lower == "by"]
        return [a for p in agents for obj in self.parsed.children(p, "pobj") for a in self.index.of_phrase(obj)]

    def _belonging(self, verb: Token) -> None:
        """ "X belongs to the front", "the brigade answers to the army", "the front includes the brigade"."""
        parsed = self.parsed
        aux = {t.lower for t in parsed.children(verb, "aux")}
        if parsed.children(verb, "neg") or aux - {"has", "have", "had", "is", "are", "was", "were"}:
            return
        subjects = parsed.children(verb, "nsubj")
        if verb.dep == "relcl" and any(s.lower in ("who", "that", "which") for s in subjects):
            subjects = [parsed.head(verb)]
        preps = _BELONGS[verb.lemma]
        below = [p for p in parsed.children(verb, "prep") if p.lower in preps]
        objects = [o for p in below for o in parsed.children(p, "pobj")] if preps else parsed.children(verb, "dobj")
        parts = [a for s in subjects for a in self.index.of_phrase(s)]
        wholes = [a for o in objects for a in self.index.of_phrase(o)]
        if verb.lemma in _HOLDS:
            parts, wholes = wholes, parts
        for part in parts:
            for whole in wholes:
                if part != whole and self.actors[whole].kind in ("armed-group", "organization"):
                    self._belong(part, whole, verb)

    def _belong(self, part: str, whole: str, verb: Token) -> None:
        """Add that *part* is of *whole*: a person, a state and who joins as a member, a group as a part."""
        if self.actors[part].unnamed or self.actors[whole].unnamed:
            return
        kind = self.actors[part].kind
        if kind in ("person", "state") or (verb.lemma == "join" and kind in ("armed-group", "organization")):
            if verb.lemma not in (("answer", *_HOLDS) if kind == "person" else ("answer",)):
                self._add("memberOf", part, whole, (verb,), None)
        elif kind in ("armed-group", "organization") and verb.lemma != "serve":
            self._add("partOf", part, whole, (verb,), None)

    def _married(self, verb: Token) -> None:
        """ "X married Y", "X is married to Y"."""
        over = self.parsed.head(verb) if verb.dep == "acomp" else verb
        ones = [a for s in self.parsed.children(over, "nsubj", "nsubjpass") for a in self.index.of_phrase(s)]
        to = [p for p in self.parsed.children(verb, "prep") if p.lower == "to"]
        below = [o for p in to for o in self.parsed.children(p, "pobj")]
        others = [a for o in (*self.parsed.children(verb, "dobj"), *below) for a in self.index.of_phrase(o)]
        for one in ones:
            for other in others:
                if one != other and self.actors[one].kind == self.actors[other].kind == "person":
                    self._add("spouseOf", one, other, (verb,), None)

    def _under(self, token: Token) -> None:
        """ "a faction under X", "rebels under the command of X"."""
        parsed = self.parsed
        bodies = self.index.of_phrase(parsed.head(token)) if token.dep == "prep" else ()
        for obj in parsed.children(token, "pobj"):
            people = list(self.index.of_phrase(obj))
            if obj.lemma in ("command", "leadership", "control", "order"):
                below = [o for p in parsed.children(obj, "prep") for o in parsed.children(p, "pobj")]
                people = [a for o in (*below, *parsed.children(obj, "poss")) for a in self.index.of_phrase(o)]
                people = people or [a for a, _ in [self._named_after(obj)] if a]
            for person in people:
                for body in bodies:
                    fits = self.actors[body].kind == "armed-group" and self.actors[person].kind == "person"
                    if fits and not self.actors[person].unnamed:
                        self._add("commands" if obj.lemma == "command" else "leads", person, body, (token,), None)

    def _named_after(self, noun: Token) -> tuple[str | None, Token]:
        """The person named behind "of" after *noun*, however the parser hangs the name."""
        tokens = self.parsed.tokens[noun.i + 1 : noun.i + 6]
        if tokens and tokens[0].lower == "of":
            for token in tokens[1:]:
                if token.pos == "PROPN" and token.sent == noun.sent and (own := self._named_at(token.i)):
                    return own, token
        return None, noun

    def _working(self, verb: Token) -> None:
        """ "X, who works for the BBC", "X reports for Reuters"."""
        parsed = self.parsed
        subjects = parsed.children(verb, "nsubj")
        if verb.dep == "relcl" and any(s.tag == "WP" for s in subjects):
            subjects = [parsed.head(verb)]
        people = [a for s in subjects for a in self.index.of_phrase(s) if self.actors[a].kind == "person"]
        for prep in parsed.children(verb, "prep"):
            for body in (a for o in parsed.children(prep, "pobj") for a in self.index.of_phrase(o)):
                works = self.actors[body].kind in ("media", "organization") and prep.lower in ("for", "at")
                for person in people if works and not self._hedged(verb) else ():
                    self._add("employedBy", person, body, (verb,), None)

    def _wing(self, token: Token) -> None:
        """ "A, the armed wing of B", "A is a faction of B"."""
        parsed = self.parsed
        named = parsed.children(token, "appos") if token.lower in _WINGS else []  # "its military wing, the X"
        if token.lower not in _WINGS or (token.dep not in ("appos", "attr") and not named):
            return
        head = parsed.head(token)
        subjects = named or ([head] if token.dep == "appos" else parsed.children(head, "nsubj"))
        if any(s.lower in ("which", "that") for s in subjects):
            subjects = [parsed.head(head)]
        parts = [a for s in subjects for a in self.index.all_at(s)]
        wholes = [
            a for p in parsed.children(token, "prep") if p.lower == "of" for o in parsed.children(p, "pobj")
            for a in self.index.of_phrase(o)
        ]  # fmt: skip
        wholes = wholes or [
            a for o in parsed.children(token, "poss", "compound", "nmod", "amod") for a in self.index.all_at(o)
        ]
        if token.lower == "part":  # a land is a part of another
            parts = [p for p in parts if self.actors[p].kind != "state"]
        for part in parts:
            for whole in wholes:
                if part != whole and {self.actors[part].kind, self.actors[whole].kind} <= _BODIES:
                    self._add("partOf", part, whole, (token,), None)

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

    # ------------------------------------------------------------------ parts, and keeping them

    def _parts(self) -> None:
        """What an actor is a part of, where a phrase says so ("Iran's Quds Force", "Iraqi Army troops")."""
        for actor in self.actors.values():
            if actor.part_of is None or actor.kind == "person" or not actor.mentions:
                continue
            owner = self.actors.get(actor.part_of)
            if owner is None or not self._is_organ(actor, owner):
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
        self._of_body()

    def _of_body(self) -> None:
        """ "Mary Oduya of Human Rights Watch", "the BBC's James Reeve": whose people they are."""
        for token in self.parsed.tokens:
            person = self._named_at(token.i) if token.pos == "PROPN" and token.ent_type != "ORG" else None
            if person is None or self.index.at(token) != person:
                continue
            bodies = [o for p in self.parsed.children(token, "prep") if p.lower in ("of", "from", "with", "at")
                      for o in self.parsed.children(p, "pobj")]  # fmt: skip
            bodies += [o for o in self.parsed.children(token, "poss") if o.i < token.i]
            for body in (a for o in bodies for a in self.index.all_at(o)):
                self._belongs(person, self.actors[body], token)

    def _belongs(self, person: str, body: Actor, token: Token) -> None:
        entry = self.lexicon.get(body.lexicon)
        if body.unnamed or body.kind not in ("organization", "media", "armed-group"):
            return
        joined = body.kind == "armed-group" or (
            entry is not None and entry.subkind in ("party", "movement", "parliament")
        )
        if not any(
            (kind, person, body.id) in self.found for kind in ("leads", "commands", "holdsOffice", "employedBy")
        ):
            self._add("memberOf" if joined else "employedBy", person, body.id, (token,), None)

    def _possessed(self) -> None:
        """ "Iran's Quds Force": a named force or body right behind its state's possessive."""
        for actor in self.actors.values():
            if actor.kind not in ("armed-group", "organization", "media") or actor.unnamed:
                continue
            for begin, end in actor.mentions:
                token = next(iter(self.parsed.between(begin, end)), None)
                if token is None or token.i < 2 or self.parsed.tokens[token.i - 1].tag != "POS":
                    continue
                owner = self.index.at(self.parsed.tokens[token.i - 2])
                named = owner and self.actors[owner].kind == "person" and not self.actors[owner].unnamed
                if owner and named and actor.kind == "armed-group" and token.text[:1].isupper():
                    self._relate("leads", owner, actor.id, (self.parsed.tokens[token.i - 2].begin, end), 0.6)
                elif owner and actor.lexicon and self._is_organ(actor, self.actors[owner], known=True):
                    self._relate("partOf", actor.id, owner, (self.parsed.tokens[token.i - 2].begin, end), 0.85)

    def _is_organ(self, actor: Actor, owner: Actor, *, known: bool = False) -> bool:
        """Whether *actor* may belong to *owner*: "Colombia's ELN" is at home there, and no part of the state.

        With *known* only where the lexicon knows it to.
        """
        entry = self.lexicon.get(actor.lexicon)
        if entry is None or (owner.kind != "state" and not known):
            return not known
        whole = {entry.parent} | set(entry.states if entry.table != "groups" or entry.subkind == "state-force" else ())
        while entry is not None and (entry := self.lexicon.get(entry.parent)) is not None:
            whole.add(entry.parent)
        return owner.lexicon in whole or (not known and not str(actor.lexicon).startswith("group/"))

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
