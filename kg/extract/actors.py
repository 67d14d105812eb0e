"""Who: the actors of an article, each once, with every mention of it.

Names come from :mod:`kg.extract.names`, unnamed groups and sources from :mod:`kg.extract.nominals`; here they are
joined: surnames to full names, "Tehran" to Iran where it acts, "Iraqi troops" and "Baghdad's forces" to the forces of
Iraq, pronouns and "both sides" where the antecedent is clear. A state that is only where something happens is no actor.
"""

from __future__ import annotations

from kg.extract.anaphora import Anaphora
from kg.extract.coined import Coined, kind_by_shape
from kg.extract.entity import Entity
from kg.extract.home import home_state
from kg.extract.joining import Joining
from kg.extract.names import Name, NameReader, learnt_acronyms
from kg.extract.naming import Naming
from kg.extract.nominals import Nominal, NominalReader, is_equipment, is_government, is_weak
from kg.extract.persons import People, core
from kg.extract.places import find_places
from kg.extract.roles import HELD, PLACE_PREPS, SPEECH, Roles
from kg.lexicon import lexicon
from kg.model import Actor, ActorKind, Facts, MentionKind, Span, replace
from kg.syntax import ParsedArticle, Token


def actors(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the actors of *parsed*."""
    return replace(facts, actors=_Casting(parsed).cast())


_LOCAL = frozenset("provincial regional local municipal district".split())
_REPORTERS = frozenset("reporter reporters correspondent correspondents journalist journalists".split())
_ADHERENTS = frozenset(
    "followers supporters opponents allies aides partners critics rivals backers loyalists comrades deputies".split()
)
_POSSESSIVES = frozenset("his her its their our my your whose".split())
_PARTS_OF_BODIES = frozenset("team teams delegation delegations convoy staff".split())


class _Casting(Naming):
    def __init__(self, parsed: ParsedArticle) -> None:
        self.parsed = parsed
        self.lexicon = lexicon()
        places = find_places(parsed)
        named_places = frozenset(p.name for p in places if p.precision in ("exact", "near"))
        self.reader = NameReader(parsed, named_places)
        self.names = self.reader.read()
        self.by_token: dict[int, Name] = {i: n for n in self.names for i in range(n.first, n.last)}
        self.coined = Coined(parsed, self.names, named_places)
        for name in self.coined.read():
            self._put(name)
        self.roles = Roles(parsed, self.by_token)
        self.home = home_state(parsed, self.names)
        self.entities: dict[str, Entity] = {}
        self.quoted = _quoted(parsed)
        self.pending_government: list[Nominal] = []
        self.possessed: list[Nominal] = []

    def _drop_places(self) -> None:
        """A name that only ever stands behind "in" or "around" is a place that the parser took for a person."""
        for key in [k for k, e in self.entities.items() if e.kind == "person" and e.rule == "name"]:
            heads = [self._head(first, last) for first, last in self.entities[key].mentions]
            if all(h.dep == "pobj" and self.parsed.head(h).lower in PLACE_PREPS for h in heads):
                del self.entities[key]

    def cast(self) -> tuple[Actor, ...]:
        """All actors in the order of their first mention."""
        self._learn_acronyms()
        self._persons()
        self._named()
        self._drop_places()
        self._nominals()
        self._explained()
        self._join_up()
        self._anaphora()
        self._possessed()
        return self._actors()

    # ------------------------------------------------------------------ names

    def _entity(self, key: str, name: str, kind: ActorKind, **more: object) -> Entity:
        entity = self.entities.get(key)
        if entity is None:
            entity = self.entities[key] = Entity(key, name, kind, **more)  # type: ignore[arg-type]
        return entity

    def _mention(self, entity: Entity, first: int, last: int, kind: MentionKind, text: str | None = None) -> None:
        entity.mentions.setdefault((first, last), kind)
        if kind in ("name", "alias", "nominal"):
            entity.texts[text or self.parsed.clean_text(self.parsed.tokens[first:last])] += 1

    def _learn_acronyms(self) -> None:
        """Acronyms that the article explains stand for what it explains them by."""
        self.acronyms = learnt_acronyms(self.parsed)
        for acronym, (first, last, at) in self.acronyms.items():
            long = next(
                (
                    self.by_token[i]
                    for i in range(first, last)
                    if i in self.by_token and self.by_token[i].last >= last - 1 and self.by_token[i].form != "adjective"
                ),
                None,
            )
            text = self.parsed.clean_text(self.parsed.tokens[first:last])
            known = self.by_token.get(at)
            if long is None and known is not None and known.entry:
                long = known
            if long is None and all(
                t.text[0].isupper() or t.lower in ("of", "for", "the", "and", "in", "on", "'s", "-", "’s", "to")
                for t in self.parsed.tokens[first:last]
            ):
                while self.parsed.tokens[first].lower in ("the", "a"):
                    first += 1
                text = self.parsed.clean_text(self.parsed.tokens[first:last])
                entry = self.lexicon.lookup(text)
                kind: ActorKind = kind_by_shape(text.lower().split()) or "organization"
                long = Name(
                    first, last, "organization", kind, entry.name if entry else text, entry.id if entry else None
                )
                self._put(long)
            if long is None:
                self._forget(acronym)
                continue
            for token in self.parsed.tokens:
                if token.text == acronym and token.pos != "VERB":
                    self._put(Name(token.i, token.i + 1, "acronym", long.kind, long.text, long.entry))

    def _forget(self, acronym: str) -> None:
        """Take *acronym* for no name of its own: it is a phrase's ("Iraqi security forces (ISF)")."""
        for name in [n for n in self.names if n.entry is None and n.text == acronym]:
            for i in range(name.first, name.last):
                del self.by_token[i]
            self.names = tuple(n for n in self.names if n is not name)

    def _explained(self) -> None:
        """The acronyms of phrases are mentions of what the phrase stands for."""
        for acronym, (first, last, _) in self.acronyms.items():
            owner = next(
                (e for e in self.entities.values() if any(a >= first and b == last for a, b in e.mentions)), None
            )
            if owner is None or owner.lexicon:
                continue
            for token in self.parsed.tokens:
                if token.text == acronym and token.i not in self.by_token:
                    self._mention(owner, token.i, token.i + 1, "alias")

    def _put(self, name: Name) -> None:
        """Take *name* in, in place of those that share a word with it."""
        gone = {id(self.by_token[i]) for i in range(name.first, name.last) if i in self.by_token}
        self.names = tuple(sorted((*(n for n in self.names if id(n) not in gone), name), key=lambda n: n.first))
        self.by_token.clear()
        self.by_token.update((i, n) for n in self.names for i in range(n.first, n.last))

    def _persons(self) -> None:
        """Join the names of one person, and find its surname where the parser gave it no label or a wrong one."""
        self.people = People(self.parsed, self.names, self._spoken)
        by_surname = self.people.by_surname()
        for token in self.parsed.tokens:
            if not token.text[:1].isupper() or token.lower not in by_surname:
                continue
            taken = self.by_token.get(token.i)
            if taken is not None and (taken.kind == "person" or taken.entry or taken.last - taken.first > 1):
                continue
            if taken is None and token.pos not in ("PROPN", "NOUN", "ADJ", "X", "VERB"):
                continue
            key = by_surname[token.lower]
            full = self.people.full[key]
            self._put(Name(token.i, token.i + 1, "person", "person", full.text, full.entry))
            self.people.key_at[token.i] = key

    def _spoken(self, owner: str) -> bool:
        if owner in self.reader.states or any(n.entry == owner for n in self.names):
            return True
        entry = self.lexicon.get(owner)
        return bool(entry and any(s in self.reader.states for s in entry.states))

    def _named(self) -> None:
        """An entity for each name that acts; states and capitals only where they do not merely locate."""
        for name in self.names:
            head = self._head(name.first, name.last)
            if name.kind == "region":
                continue
            if name.kind == "person":
                key = self.people.key_at.get(name.first)
                if key is None or key not in self.people.full or not self._stands_as_person(name, head, key):
                    continue
                full = self.people.full[key]
                entity = self._entity(key, full.text, "person", lexicon=full.entry)
                if full.entry is None:
                    entity.rule, entity.confidence = "name", 0.8
                self._mention(entity, name.first, name.last, "name" if name.first == full.first else "alias")
                self._titles(entity, head)
                continue
            if name.kind == "state":
                self._state(name, head)
                continue
            if name.kind == "population":
                self._people(name, head)
                continue
            if head.dep in ("compound", "nmod", "amod") and self._belongs_to_name(name, head):
                continue
            if name.entry is None and name.form == "organization" and not self._acts_as_organization(name, head):
                continue
            entity = self._entity(name.key, name.text, name.kind, lexicon=name.entry)
            entry = self.lexicon.get(name.entry)
            if entry is not None:
                entity.subkind = entry.subkind or None
                if entry.parent and entity.owner is None:
                    entity.owner = entry.parent
            else:
                entity.rule, entity.confidence = "label", 0.7
            kind: MentionKind = "metonym" if name.form == "metonym" else "name" if name.form == "name" else "alias"
            self._mention(entity, name.first, name.last, kind)

    def _titles(self, entity: Entity, head: Token) -> None:
        """What a person is called by: the titles before the name, and the office that the lexicon gives."""
        entry = self.lexicon.get(entity.lexicon)
        if entry is not None and entry.office:
            entity.described.add(entry.office.lower())
            entity.titled_by.add(entry.of)
        titles = [c for c in self.parsed.children(head, "compound", "nmod", "amod", "appos") if c.dep != "amod"]
        for title in titles:
            before = self.parsed.tokens[title.i - 1].lower if title.i else ""
            entity.described.update((title.lower, f"{before} {title.lower}"))
        for child in self.parsed.children(head, "compound", "nmod", "amod", "poss"):
            name = self.by_token.get(child.i)
            if name is not None and name.kind != "person":
                entity.titled_by.add(name.key)

    def _head(self, first: int, last: int) -> Token:
        """The word of tokens *first*..*last* on which the others hang."""
        tokens = self.parsed.tokens[first:last]
        return next((t for t in reversed(tokens) if not first <= t.head < last or t.head == t.i), tokens[-1])

    def _stands_as_person(self, name: Name, head: Token, key: str) -> bool:
        """Whether a person's name stands for the person: not "the Maliki government" alone, not a lone odd word."""
        full = self.people.full[key]
        if len(core(full.text)) > 1 or full.entry:
            return True
        before = self.parsed.tokens[name.first - 1] if name.first else None
        if before is not None and (before.text in self.lexicon.titles or before.lower in self.lexicon.offices):
            return True
        return head.dep in ("nsubj", "nsubjpass") and self.parsed.head(head).lemma in SPEECH

    def _belongs_to_name(self, name: Name, head: Token) -> bool:
        """A name inside the name of something else that is a name itself ("NATO Parliamentary Assembly")."""
        above = self.by_token.get(head.head)
        return above is not None and above is not name and above.kind != "person" and above.last - above.first > 1

    def _acts_as_organization(self, name: Name, head: Token) -> bool:
        words = name.text.split()
        if len(words) == 1:
            return head.dep in ("nsubj", "nsubjpass", "dobj") and self.roles.role(head) in ("agent", "patient")
        return head.dep not in ("compound", "amod", "npadvmod", "ROOT") or (head.dep == "ROOT" and len(words) > 2)

    # ------------------------------------------------------------------ states and peoples

    def _state(self, name: Name, head: Token) -> None:
        if name.form == "adjective" or (name.form == "demonym" and head.tag in ("JJ",)):
            if self.roles.adjective_acts(name, head):
                self._state_mention(name, "alias")
            return
        if name.form == "demonym":
            if name.entry == "state/palestine":
                if self.roles.role(head) or head.dep in ("pobj", "conj"):
                    self._state_mention(name, "alias")
            elif head.tag not in ("NNS", "NNPS") and not self._title(name).endswith(("ese", "men")):
                return
            elif self.roles.role(head) or (
                head.dep == "pobj" and self.parsed.head(head).lower in ("by", "of", "against", "between")
            ):
                entity = self._entity(
                    f"people:{name.key}", self._title(name), "population", owner=name.key, plural=True
                )
                entity.rule = "demonym"
                self._mention(entity, name.first, name.last, "name")
            return
        if name.form == "metonym" or not self.roles.locates(name, head):
            self._state_mention(
                name, "metonym" if name.form in ("capital", "metonym") else "name" if name.form == "name" else "alias"
            )

    def _title(self, name: Name) -> str:
        return self.parsed.clean_text(self.parsed.tokens[name.first : name.last])

    def _state_mention(self, name: Name, kind: MentionKind) -> None:
        self._mention(self._state_entity(name), name.first, name.last, kind)

    def _state_entity(self, name: Name) -> Entity:
        """The state that *name* names: the lexicon's, or one that the article alone shows to be a state."""
        entity = self._entity(name.key, name.text, "state", lexicon=name.entry)
        if name.entry is None:
            entity.rule, entity.confidence = "coined", 0.7
        return entity

    def _people(self, name: Name, head: Token) -> None:
        """A people acts where it is a plural noun in a part; its adjective never is the people."""
        if name.form in ("adjective",) or head.tag == "JJ" or head.dep in ("amod", "compound", "nmod"):
            after = self.parsed.tokens[min(name.last, len(self.parsed.tokens) - 1)]
            if after.lower in self.lexicon.nouns and after.lower not in HELD:
                return
            if self.parsed.head(head).lower in HELD and self.lexicon[name.entry or ""].subkind == "ethnic":
                label = f"{self._adjective(name)} forces"
                entity = self._entity(f"forces:{name.key}", label, "armed-group", unnamed=True, plural=True)
                entity.rule = "held"
                self._mention(entity, name.first, name.last, "nominal", label)
            return
        role = self.roles.role(head)
        if role or (
            head.dep == "pobj" and self.parsed.head(head).lower in ("by", "against", "between", "with", "among", "of")
        ):
            if (
                name.entry in ("people/muslims", "people/christians", "people/africans", "people/europeans")
                and not role
            ):
                return
            entity = self._entity(name.key, name.text, "population", lexicon=name.entry, plural=True)
            self._mention(entity, name.first, name.last, "name")

    # ------------------------------------------------------------------ nominals

    def _nominals(self) -> None:
        for nominal in NominalReader(self.parsed, self.by_token).read():
            head = self.parsed.tokens[nominal.head]
            if self._is_description(nominal, head) or self._in_headline(nominal, head):
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
            pronoun = next(
                (
                    t
                    for t in self.parsed.children(self.parsed.tokens[nominal.head], "poss")
                    if t.lower == nominal.owner_text
                ),
                None,
            )
            owner = at.get(pronoun.i) if pronoun is not None else None
            if owner is None or owner.kind == "person":
                continue
            if nominal.noun.group != "official":
                if owner.kind == "armed-group" and not self._other(nominal) and nominal.noun.plural:
                    owner.mentions.setdefault((nominal.first, nominal.last), "nominal")
                continue
            if self.roles.role(self.parsed.tokens[nominal.head]) not in ("agent", "source"):
                continue
            words = self.parsed.clean_text(self.parsed.tokens[nominal.first + 1 : nominal.last])
            label = f"{owner.name} {words}"
            entity = self._entity(
                f"one:{owner.key}::{words.lower()}",
                label,
                self._kind(nominal),
                owner=owner.key,
                unnamed=True,
                plural=nominal.noun.plural,
            )
            entity.rule, entity.confidence = "possessed", 0.6
            self._mention(entity, nominal.first, nominal.last, "nominal", label)

    def _is_description(self, nominal: Nominal, head: Token) -> bool:
        """Whether the noun only says what a named one is: apposition, predicate, "known as"."""
        if nominal.owner_text in ("my", "our", "your", "whose"):
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
        owned = nominal.owner is not None and nominal.last < nominal.owner.first <= nominal.last + 3
        at = nominal.owner.last if owned and nominal.owner is not None else nominal.last
        if at + 2 < len(tokens) and tokens[at].lower in ("in", "from", "at") and tokens[at + 1].text[:1].isupper():
            at += 2
            while at + 1 < len(tokens) and tokens[at].text[:1].isupper():
                at += 1
        if at + 1 >= len(tokens) or tokens[at].text != "," or tokens[at + 1].sent != tokens[nominal.head].sent:
            return None
        name = next((self.by_token[i] for i in range(at + 1, min(at + 4, len(tokens))) if i in self.by_token), None)
        if name is None or name.kind != "person" or name.last >= len(tokens):
            return None
        between = tokens[at + 1 : name.first]
        if any(t.text not in self.lexicon.titles and t.text != "." for t in between):
            return None
        return name if tokens[name.last].text in (",", ".", "said", "told") else None

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
        if nominal.noun.plural:
            entity.plural = True
        words = [t for t in self.parsed.tokens[nominal.first : nominal.head] if t.lower in nominal.descriptors]
        entity.local = owner is None and bool(words) and all(t.pos == "PROPN" and t.text[0].isupper() for t in words)

    def _counts(self, nominal: Nominal, head: Token, role: str | None) -> bool:
        group = nominal.noun.group
        described = nominal.owner is not None or bool(nominal.descriptors) or bool(nominal.owner_text)
        if nominal.owner_text and group in ("army", "body", "group", "force"):
            return False
        if is_equipment(nominal):
            return nominal.owner is not None and nominal.owner.kind in ("state", "armed-group") and role == "agent"
        if is_weak(nominal) and not described and head.text != "Resistance":
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
            if owner is None and not nominal.descriptors and role and (nominal.definite or nominal.noun.plural):
                self.pending_government.append(nominal)
            return
        if owner is not None and owner.kind == "organization" and nominal.noun.name in _PARTS_OF_BODIES:
            self._group_itself(owner, nominal)
            return
        if owner is None and self._is_proper_body(nominal):
            role = role or "object"
        elif owner is None and "intelligence" in nominal.noun.name and role is not None:
            pass
        elif owner is None and not (role == "agent" and nominal.descriptors):
            return
        if is_weak(nominal) and role is None:
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

    # ------------------------------------------------------------------ joining

    def _join_up(self) -> None:
        """Join what is one; the state at home is an actor where only "the government" speaks of it."""
        home = self.home
        if home is not None and home not in self.entities and self.pending_government:
            entry = self.lexicon.get(home)
            if entry is not None:
                self._entity(home, entry.name, "state", lexicon=home)
        Joining(self.entities, home).join_all(self.pending_government)
        self.entities = {k: e for k, e in self.entities.items() if e.mentions}

    def _anaphora(self) -> None:
        """Pronouns and "both sides", where the antecedent is clear."""
        for key, first, last, kind in Anaphora(self.parsed, self.entities, self.quoted).resolve():
            self.entities[key].mentions.setdefault((first, last), kind)

    # ------------------------------------------------------------------ output

    def _actors(self) -> tuple[Actor, ...]:
        kept = [e for e in self.entities.values() if e.mentions]
        self._add_owners(kept)
        kept = [e for e in self.entities.values() if e.mentions]
        kept.sort(key=lambda e: (min(e.mentions), e.key))
        ids = {e.key: f"a{n}" for n, e in enumerate(kept, 1)}
        return tuple(self._actor(e, ids) for e in kept)

    def _add_owners(self, kept: list[Entity]) -> None:
        """A state whose forces or officials act is an actor too, mentioned by its adjective."""

    def _actor(self, entity: Entity, ids: dict[str, str]) -> Actor:
        spans: list[tuple[Span, MentionKind]] = []
        tokens = self.parsed.tokens
        for (first, last), kind in sorted(entity.mentions.items()):
            spans.append(((tokens[first].begin, tokens[last - 1].end), kind))
        name = entity.name
        aliases = [t for t, _ in entity.texts.most_common() if t != name]
        return Actor(
            id=ids[entity.key],
            name=name,
            kind=entity.kind,
            aliases=tuple(dict.fromkeys(aliases)),
            mentions=tuple(s for s, _ in spans),
            mention_kinds=tuple(k for _, k in spans),
            unnamed=entity.unnamed,
            count=entity.count,
            lexicon=entity.lexicon,
            subkind=entity.subkind,
            part_of=ids.get(entity.owner or ""),
            rule=f"actor-{entity.rule}",
            confidence=entity.confidence,
        )


def _quoted(parsed: ParsedArticle) -> frozenset[int]:
    """The tokens that stand inside quotation marks."""
    found: set[int] = set()
    opened: int | None = None
    for token in parsed.tokens:
        if token.text in ("“", "``") or (token.text == '"' and opened is None):
            opened = token.i
        elif token.text in ("”", "''", '"') and opened is not None:
            if token.i - opened < 200:
                found.update(range(opened, token.i))
            opened = None
    return frozenset(found)
