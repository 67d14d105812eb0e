"""The actors that have no name of their own: "Iraqi Army troops", "US officials", "its spokesman", "the rebels".

:mod:`kg.extract.nominals` reads the phrases; here each becomes an actor, a mention of a named one, or nothing: a noun
that only says what a named one is, and one that takes no part in what is told, are no actors.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.entity import Entity, main_forces
from kg.extract.names import Name
from kg.extract.naming import Naming
from kg.extract.nominals import Nominal, NominalReader, is_equipment, is_government, is_weak
from kg.extract.roles import Roles
from kg.model import ActorKind, MentionKind
from kg.syntax import Token

_LOCAL = frozenset("provincial regional local municipal district".split())
_REPORTERS = frozenset("reporter reporters correspondent correspondents journalist journalists".split())
_ADHERENTS = frozenset(
    "followers supporters opponents allies aides partners critics rivals backers loyalists comrades deputies".split()
)
_NATIONAL = frozenset("federal central national interim transitional caretaker ruling civilian".split())
_KIN = frozenset(
    """
    brother sister son daughter wife husband father mother nephew niece cousin uncle aunt widow parent child relative
    grandson grandfather
    """.split()
)
_COMPANIES = frozenset("group coalition alliance movement militia faction organisation organization front".split())
_POSSESSIVES = frozenset("his her its their our my your whose".split())
_PARTS_OF_BODIES = frozenset("team teams delegation delegations convoy staff".split())


class Unnamed(Naming):
    """Casts the nominals of an article; who casts its names provides the entities."""

    by_token: dict[int, Name]
    roles: Roles
    quoted: frozenset[int]
    pending_government: list[Nominal]
    possessed: list[Nominal]

    def _entity(self, key: str, name: str, kind: ActorKind, **more: object) -> Entity:
        """The actor of this *key*, made where there is none yet."""
        entity = self.entities.get(key)
        if entity is None:
            entity = self.entities[key] = Entity(key, name, kind, **more)  # type: ignore[arg-type]
        return entity

    def _mention(self, entity: Entity, first: int, last: int, kind: MentionKind, text: str | None = None) -> None:
        entity.mentions.setdefault((first, last), kind)
        if kind in ("name", "alias", "nominal"):
            entity.texts[text or self.parsed.clean_text(self.parsed.tokens[first:last])] += 1

    def _state_entity(self, name: Name) -> Entity:
        """The state that *name* names: the lexicon's, or one that the article alone shows to be a state."""
        entity = self._entity(name.key, name.text, "state", lexicon=name.entry)
        if name.entry is None:
            entity.rule, entity.confidence = "coined", 0.7
        return entity

    def _nominals(self) -> None:
        """An actor, or a mention of one, for each nominal that counts."""
        for nominal in NominalReader(self.parsed, self.by_token).read():
            head = self.parsed.tokens[nominal.head]
            if self._is_description(nominal, head) or self._in_headline(nominal, head):
                continue
            if nominal.owner_text == "whose" and nominal.noun.group in ("people", "human", "official"):
                continue
            if nominal.owner_text in _POSSESSIVES and nominal.noun.group in ("official", "force", "group", "army"):
                self.possessed.append(nominal)
                continue
            self._coordinated(nominal, head)
            self._nominal(nominal, head)

    def _in_headline(self, nominal: Nominal, head: Token) -> bool:
        """A single official in a headline ("UN rights chief expelled") is named in the text below it."""
        sentence = self.parsed.sentences[0]
        single = not nominal.noun.plural and nominal.noun.group in ("official", "people") and nominal.count is None
        untold = self.parsed.tokens[sentence.last - 1].text not in (".", "!", "?", '"', "”")
        return single and head.sent == 0 and untold and not nominal.definite and len(self.parsed.sentences) > 2

    def _possessed(self) -> None:
        """ "its spokesman", "their fighters": named by whose they are, where the pronoun tells; else nobody's."""
        at = {first: e for e in self.entities.values() for (first, last) in e.mentions if last == first + 1}
        for nominal in self.possessed:
            owner = self._possessor(nominal, at)
            if owner is None or owner.kind == "person":
                continue
            if nominal.noun.group == "army" and owner.kind == "state":
                self._own_army(owner, nominal)
            elif nominal.noun.group == "official":
                self._own_official(owner, nominal)
            elif owner.kind == "armed-group" and not self._other(nominal) and nominal.noun.plural:
                owner.mentions.setdefault((nominal.first, nominal.last), "nominal")

    def _possessor(self, nominal: Nominal, at: Mapping[int, Entity]) -> Entity | None:
        """The actor that the possessive before the noun stands for, or the one that "whose" takes up."""
        owners = self.parsed.children(self.parsed.tokens[nominal.head], "poss")
        pronoun = next((t for t in owners if t.lower == nominal.owner_text), None)
        if pronoun is None:
            return None
        if pronoun.lower != "whose":
            return at.get(pronoun.i)
        clause = next((t for t in self.parsed.ancestors(pronoun) if t.dep == "relcl"), None)
        name = self.by_token.get(clause.head) if clause is not None else None
        return self.entities.get(name.key) if name is not None else None

    def _own_army(self, owner: Entity, nominal: Nominal) -> None:
        """ "its military", "whose army": the forces of the state, an actor of their own where they act."""
        own = next((k for k, e in self.entities.items() if e.owner == owner.key and e.kind == "armed-group"), None)
        if own is None and self.roles.role(self.parsed.tokens[nominal.head]) in ("agent", "source"):
            entry = self.lexicon.get(owner.lexicon)
            adjective = entry.adjectives[0] if entry is not None and entry.adjectives else owner.name
            own = main_forces().get(owner.key) or f"forces:{owner.key}"
            known = self.lexicon.get(own)
            self._entity(own, known.name if known else f"{adjective} forces", "armed-group",
                         lexicon=known.id if known else None, owner=owner.key, unnamed=known is None, plural=True,
                         rule="possessed", confidence=0.7)  # fmt: skip
        if own is not None:
            self._mention(self.entities[own], nominal.first, nominal.last, "nominal", nominal.noun.name)

    def _own_official(self, owner: Entity, nominal: Nominal) -> None:
        if self.roles.role(self.parsed.tokens[nominal.head]) not in ("agent", "source"):
            return
        words = self.parsed.clean_text(self.parsed.tokens[nominal.first + 1 : nominal.last])
        label = f"{owner.name} {words}"
        entity = self._entity(f"one:{owner.key}::{words.lower()}", label, self._kind(nominal), owner=owner.key,
                              unnamed=True, plural=nominal.noun.plural)  # fmt: skip
        entity.rule, entity.confidence = "possessed", 0.6
        self._mention(entity, nominal.first, nominal.last, "nominal", label)

    def _is_description(self, nominal: Nominal, head: Token) -> bool:
        """Whether the noun only says what a named one is: apposition, predicate, "known as"."""
        if nominal.owner_text in ("my", "our", "your"):
            return True
        private = nominal.noun.group in ("people", "human") and nominal.noun.name not in _ADHERENTS
        if nominal.owner_text and private:
            return True
        bare = nominal.first == nominal.head and nominal.owner is None and not nominal.descriptors
        if bare and nominal.head in self.quoted and nominal.noun.group in ("official", "people", "human"):
            return True
        beside = self._name_beside(nominal)
        if beside is not None:
            self._describe(beside, nominal)
            return True
        listed = any(self.parsed.children(o, "conj") for o in self.parsed.children(head, "appos"))
        if listed and nominal.noun.plural:
            return False
        if head.dep == "appos":
            named = self.by_token.get(self.parsed.head(head).i)
            if named is not None and named.kind != "region":
                self._describe(named, nominal)
                return True
        for other in self.parsed.children(head, "appos"):
            named = self.by_token.get(other.i)
            person = named is not None and named.kind == "person"
            if person and nominal.noun.group in ("army", "body", "media") and nominal.owner is not None:
                continue
            if named is not None and named.kind in ("person", "armed-group", "organization", "media"):
                self._describe(named, nominal)
                return True
        if head.dep in ("attr", "oprd") or (head.dep == "pobj" and self.parsed.head(head).lower in ("as", "like")):
            return True
        return head.dep in ("npadvmod", "meta", "intj", "dep")

    def _name_beside(self, nominal: Nominal) -> Name | None:
        """The person named right after a singular noun and a comma: "a spokesman for the group, Mussa Ali, said"."""
        if nominal.noun.plural or nominal.noun.group not in ("official", "people", "human"):
            return None
        tokens = self.parsed.tokens
        at = self._phrase_end(nominal.last)
        if at + 1 >= len(tokens) or tokens[at].text != "," or tokens[at + 1].sent != tokens[nominal.head].sent:
            return None
        name = next((self.by_token[i] for i in range(at + 1, min(at + 4, len(tokens))) if i in self.by_token), None)
        if name is None or name.kind != "person" or name.last >= len(tokens):
            return None
        between = tokens[at + 1 : name.first]
        if any(t.text not in self.lexicon.titles and t.text != "." for t in between):
            return None
        return name if tokens[name.last].text in (",", ".", "said", "told") else None

    def _phrase_end(self, at: int) -> int:
        """Where a phrase that ends at token *at* ends with what "of", "for" or "in" adds to it: at a comma, if one."""
        tokens = self.parsed.tokens
        if at >= len(tokens) or tokens[at].lower not in ("of", "for", "in", "from", "at", "with", "to"):
            return at
        for token in tokens[at : at + 10]:
            if token.text == "," or token.sent != tokens[at].sent or token.pos in ("VERB", "AUX"):
                return token.i
        return at

    def _describe(self, named: Name, nominal: Nominal) -> None:
        key = self.people.key_at.get(named.first, named.key) if named.kind == "person" else named.key
        entity = self.entities.get(key)
        if entity is not None:
            if abs(nominal.head - named.first) > 8:
                return
            entity.mentions.setdefault((nominal.first, nominal.last), "nominal")
            entity.described.add(self.parsed.tokens[nominal.head].lower)

    def _coordinated(self, nominal: Nominal, head: Token) -> None:
        """ "US, Iraqi and Kurdish forces": each adjective but the last is an actor of its own."""
        if nominal.noun.group not in ("army", "force", "group", "official", "people", "media"):
            return
        words = self._joined_before(nominal)
        for word in words:
            name = self.by_token.get(word.i)
            if name is None or name is nominal.owner or name.kind not in ("state", "population", "armed-group"):
                continue
            part = Nominal(name.first, name.last, nominal.head, nominal.noun, name, "", (), "", False, None)
            key = self._key(part, name)
            label = f"{self._adjective(name)} {self.parsed.tokens[nominal.head].text}"
            kind: ActorKind = "armed-group" if nominal.noun.group in ("army", "force", "group") else "population"
            known = self._main_force(part, name)
            entity = self._entity(
                known or key,
                self.lexicon[known].name if known else self._force_name(part, name) or label,
                kind,
                lexicon=known,
                owner=self._owner_key(name),
                unnamed=known is None,
                plural=True,
            )
            entity.rule = "coordination"
            self._mention(entity, name.first, name.last, "nominal", label)
            for other in (name.key, f"people:{name.key}"):
                if other in self.entities:
                    self.entities[other].mentions.pop((name.first, name.last), None)

    def _joined_before(self, nominal: Nominal) -> list[Token]:
        """The adjectives and acronyms listed before the phrase: "US, Iraqi" in "US, Iraqi and Kurdish forces"."""
        tokens = self.parsed.tokens
        owner = nominal.owner
        at = min(owner.first if owner is not None else nominal.first, nominal.first) - 1
        found: list[Token] = []
        sent = tokens[nominal.head].sent
        while at > 0 and tokens[at].sent == sent and (tokens[at].lower in ("and", "or", "&") or tokens[at].text == ","):
            while tokens[at].lower in ("and", "or", "&") or tokens[at].text == ",":
                at -= 1
            name = self.by_token.get(at)
            if name is None or name.kind not in ("state", "population", "armed-group"):
                break
            listed = name.form in ("adjective", "demonym") or name.text == "United States" or name.form == "acronym"
            before = tokens[name.first - 1].lower if name.first else ""
            if not listed or before == "the" or tokens[name.last - 1].tag in ("NNS", "NNPS"):
                break
            found.append(tokens[name.first])
            at = name.first - 1
        return found

    def _nominal(self, nominal: Nominal, head: Token) -> None:
        role = self.roles.role(head)
        group = nominal.noun.group
        owner = nominal.owner
        if group == "body":
            self._body(nominal, head, role)
            return
        if not self._counts(nominal, head, role):
            return
        if (
            owner is not None
            and owner.kind == "armed-group"
            and group in ("army", "force", "group")
            and self._kind(nominal) != "person"
            and not self._other(nominal)
        ):
            self._group_itself(owner, nominal)
            return
        if owner is not None and owner.kind == "media" and nominal.noun.name in _REPORTERS:
            self._group_itself(owner, nominal)
            return
        holder = self._office_holder(nominal)
        if holder is not None:
            holder.mentions.setdefault((nominal.first, nominal.last), "nominal")
            return
        key = self._key(nominal, owner)
        if owner is None and not nominal.owner_text:
            key = self._bare(nominal, key)
        known = self._main_force(nominal, owner)
        key = known or key
        kind = self._kind(nominal)
        name = self.lexicon[known].name if known else self._force_name(nominal, owner) or self._label(nominal)
        entity = self._entity(
            key,
            name,
            kind,
            lexicon=known,
            owner=self._whole(nominal),
            unnamed=known is None,
            plural=nominal.noun.plural,
            count=nominal.count,
        )
        if entity.rule == "lexicon" and known is None:
            entity.rule, entity.confidence = f"nominal-{group}", 0.8 if group in ("army", "force", "group") else 0.7
        self._mention(entity, nominal.first, nominal.last, "nominal", self._label(nominal))
        if nominal.count is not None:
            entity.texts[self._counted(nominal)] += 1
        if nominal.noun.plural:
            entity.plural = True
        entity.definite = entity.definite or nominal.definite
        words = [t for t in self.parsed.tokens[nominal.first : nominal.head] if t.lower in nominal.descriptors]
        entity.local = owner is None and bool(words) and all(t.pos == "PROPN" and t.text[0].isupper() for t in words)

    def _counted(self, nominal: Nominal) -> str:
        """The phrase with its number: "five policemen", "two Western diplomats"."""
        tokens = self.parsed.tokens
        first = nominal.first
        while first and tokens[first - 1].head == nominal.head and tokens[first - 1].dep == "nummod":
            first -= 1
        return self.parsed.clean_text(tokens[first : nominal.last])

    def _counts(self, nominal: Nominal, head: Token, role: str | None) -> bool:
        group = nominal.noun.group
        described = nominal.owner is not None or bool(nominal.descriptors) or bool(nominal.owner_text)
        if nominal.owner_text and group in ("army", "body", "group", "force"):
            return False
        if is_equipment(nominal):
            return nominal.owner is not None and nominal.owner.kind in ("state", "armed-group") and role == "agent"
        if is_weak(nominal) and not described and head.text != "Resistance":
            return False
        if head.lemma.lower() in _KIN and role not in ("agent", "source", "patient"):
            return False
        if head.lower in self.lexicon.offices and not described and nominal.definite and self._titled(head.lower):
            return False
        if group in ("army", "force", "group"):
            return role is not None or described or head.dep in ("pobj", "nsubj", "dobj", "conj", "poss")
        if head.dep in ("compound", "nmod", "amod") and head.head > head.i:
            return True
        if group == "official":
            return role in ("agent", "source") or (role in ("patient", "party") and described)
        if group == "people" and nominal.owner is not None and nominal.owner.kind in ("person", "armed-group"):
            return True
        if group == "people" and nominal.owner_text and role == "party":
            return nominal.noun.name in ("followers", "supporters", "allies", "aides", "partners")
        if group == "media":
            return role in ("agent", "source")
        if group == "human":
            return role == "patient"
        return role in ("agent", "source", "patient")

    def _office_holder(self, nominal: Nominal) -> Entity | None:
        """The named person whose title and whose state "Iran's supreme leader" or "the Iraqi prime minister" is."""
        if nominal.owner is None or nominal.noun.plural or nominal.noun.group != "official":
            return None
        head = self.parsed.tokens[nominal.head]
        before = self.parsed.tokens[head.i - 1].lower if head.i else ""
        wanted = f"{before} {head.lower}" if f"{before} {head.lower}" in self.lexicon.offices else head.lower
        office = self.lexicon.offices.get(wanted)
        if office is None or office.kind not in ("head", "minister", "leader"):
            return None
        owner = self._owner_key(nominal.owner)
        for entity in self.entities.values():
            if entity.kind == "person" and wanted in entity.described and owner in entity.titled_by:
                return entity
        return None

    def _titled(self, word: str) -> bool:
        return any(word in e.described for e in self.entities.values() if e.kind == "person")

    def _other(self, nominal: Nominal) -> bool:
        text = nominal.text.lower()
        return any(w in text.split() for w in ("allied", "opposed", "rival", "pro", "anti"))

    def _group_itself(self, owner: Name, nominal: Nominal) -> None:
        """ "IS militants" are the Islamic State."""
        kind: ActorKind = owner.kind if owner.kind != "region" else "armed-group"
        entity = self.entities.get(owner.key) or self._entity(owner.key, owner.text, kind, lexicon=owner.entry)
        self._mention(entity, nominal.first, nominal.last, "nominal", self._label(nominal))

    def _body(self, nominal: Nominal, head: Token, role: str | None) -> None:
        """Governments are their state; ministries, courts and parties are actors where they act or are described."""
        owner = nominal.owner
        if is_government(nominal):
            if owner is not None and owner.kind == "state":
                entity = self._state_entity(owner)
                self._mention(entity, nominal.first, nominal.last, "nominal", nominal.text)
                return
            if owner is not None and owner.kind == "person":
                entry = self.lexicon.get(self.lexicon[owner.entry].of) if owner.entry else None
                if entry is not None and entry.table == "states":
                    entity = self._entity(entry.id, entry.name, "state", lexicon=entry.id)
                    self._mention(entity, nominal.first, nominal.last, "nominal", nominal.text)
                return
            if owner is None and role and _LOCAL & set(nominal.descriptors):
                label = self._label(nominal)
                entity = self._entity(f"body:{label.lower()}", label, "organization", unnamed=True)
                entity.rule, entity.confidence = "nominal-body", 0.7
                self._mention(entity, nominal.first, nominal.last, "nominal", label)
                return
            plain = set(nominal.descriptors) <= _NATIONAL
            if owner is None and plain and role and (nominal.definite or nominal.noun.plural):
                self.pending_government.append(nominal)
            return
        part = owner is not None and owner.kind == "organization" and nominal.noun.name in _PARTS_OF_BODIES
        whole = owner is not None and owner.kind == "armed-group" and nominal.noun.name in _COMPANIES
        if owner is not None and (part or (whole and owner.first < nominal.head)):
            self._group_itself(owner, nominal)
            return
        if owner is None and self._is_proper_body(nominal):
            role = role or "object"
        elif owner is None and "intelligence" in nominal.noun.name and role is not None:
            pass
        elif owner is None and not (role == "agent" and nominal.descriptors):
            return
        if is_weak(nominal) and (role is None or nominal.owner_text):
            return
        if role is None and not any(t.text[0].isupper() for t in self.parsed.tokens[nominal.head : nominal.head + 1]):
            return
        key = self._key(nominal, owner)
        entity = self._entity(key, self._label(nominal), "organization", owner=self._owner_key(owner))
        entity.rule, entity.confidence = "nominal-body", 0.7
        self._mention(entity, nominal.first, nominal.last, "nominal", self._label(nominal))

    def _is_proper_body(self, nominal: Nominal) -> bool:
        """ "member of Parliament", "the Senate voted": the one that the country has, by its capital letter."""
        head = self.parsed.tokens[nominal.head]
        first = self.parsed.sentence(head).first
        return nominal.noun.name in ("parliament", "senate", "cabinet", "legislature") and (
            head.text[0].isupper() and head.i > first and nominal.first == nominal.head
        )
