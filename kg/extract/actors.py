"""Who: the actors of an article, each once, with every mention of it.

Names come from :mod:`kg.extract.names`, unnamed groups and sources from :mod:`kg.extract.nominals`; here they are
joined: surnames to full names, "Tehran" to Iran where it acts, "Iraqi troops" and "Baghdad's forces" to the forces of
Iraq, pronouns and "both sides" where the antecedent is clear. A state that is only where something happens is no actor.
"""

from __future__ import annotations

from kg.extract.acronyms import learnt_acronyms
from kg.extract.anaphora import Anaphora
from kg.extract.coined import Coined
from kg.extract.entity import Entity
from kg.extract.home import home_state
from kg.extract.joining import Joining
from kg.extract.names import KIN_WORDS, Name, NameReader
from kg.extract.nominals import Nominal
from kg.extract.persons import People, core
from kg.extract.places import find_places
from kg.extract.roles import HELD, PLACE_PREPS, SPEECH, Roles
from kg.extract.shapes import kind_by_shape
from kg.extract.unnamed import Unnamed
from kg.lexicon import lexicon
from kg.model import Actor, ActorKind, Facts, MentionKind, Span, replace
from kg.syntax import ParsedArticle, Token


def actors(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the actors of *parsed*."""
    return replace(facts, actors=_Casting(parsed).cast())


class _Casting(Unnamed):
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
            heads = [self._chief(self._head(first, last)) for first, last in self.entities[key].mentions]
            if all(h.dep == "pobj" and self.parsed.head(h).lower in PLACE_PREPS - {"under"} for h in heads):
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

    def _chief(self, head: Token) -> Token:
        """The first of those that *head* is joined to by "and"."""
        while head.dep == "conj":
            head = self.parsed.head(head)
        return head

    def _stands_as_person(self, name: Name, head: Token, key: str) -> bool:
        """Whether a person's name stands for the person: not "the Maliki government" alone, not a lone odd word."""
        full = self.people.full[key]
        if len(core(full.text)) > 1 or full.entry:
            return True
        before = self.parsed.tokens[name.first - 1] if name.first else None
        apart = before is not None and before.text == "," and name.first > 1
        kin = self.parsed.tokens[name.first - 2] if apart else before
        if kin is not None and kin.lower in KIN_WORDS:
            return True
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
        kept.sort(key=lambda e: (min(e.mentions), e.key))
        ids = {e.key: f"a{n}" for n, e in enumerate(kept, 1)}
        return tuple(self._actor(e, ids) for e in kept)

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
