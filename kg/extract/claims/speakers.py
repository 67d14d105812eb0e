"""From the words that speak to the actor: known ones by the index, the others as unnamed actors of this article."""

from __future__ import annotations

from kg.extract.claims.lexicon import words
from kg.extract.index import ActorIndex
from kg.model import Actor, ActorKind, Facts, MentionKind, Span, replace
from kg.syntax import ParsedArticle, Token

FIRST_SECOND = frozenset("i we you me us myself ourselves yourself".split())
SINGULAR = frozenset("he she him her his".split())
PLURAL = frozenset("they them their".split())
NEVER_SPEAK = frozenset("it this that there these those what".split())


class Speakers:
    """Finds, and where needed makes, the actors that speak."""

    def __init__(self, parsed: ParsedArticle, facts: Facts) -> None:
        self.parsed = parsed
        self.index = ActorIndex(parsed, facts)
        self.actors: dict[str, Actor] = {actor.id: actor for actor in facts.actors}
        self._made: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        self._spoke: list[tuple[int, str]] = []
        self._at: dict[int, str] = {}

    def of(self, head: Token, *, make: bool = True) -> tuple[str, ...]:
        """The ids of the actors that the phrase headed by *head* names as speaking; () where it can be no speaker."""
        if head.i in self._at:
            return (self._at[head.i],)
        lower = head.lower
        if lower in FIRST_SECOND:
            return ()
        known = self.index.of_phrase(head)
        if known:
            return known[:2]
        if head.tag in ("PRP", "PRP$"):
            actor_id = self._pronoun(head)
            return (actor_id,) if actor_id else ()
        if (
            lower in NEVER_SPEAK
            or head.lemma in words("no-one")
            or head.pos not in ("NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON")
        ):
            return ()
        if head.lemma in words("picture"):
            return ()
        for name in self.parsed.children(head, "appos"):
            if name.ent_type == "PERSON" and name.pos == "PROPN" and head.ent_type != "PERSON":
                return self.of(name, make=make)
        if head.lemma in words("document") and (author := self.author(head)):
            return author
        return (self._make(head),) if make else ()

    def addressed(self, head: Token) -> tuple[str, ...]:
        """Whom *head* names as spoken to: a known actor, or the outlet of "the Post's correspondent"."""
        if head.lower in FIRST_SECOND or head.tag in ("PRP", "PRP$"):
            return self.index.all_at(head)[:1]
        known = self.index.of_phrase(head)[:1]
        return known or self.author(head)

    def author(self, document: Token) -> tuple[str, ...]:
        """Who made a document: "by X", "from X", "X's", "an X report"."""
        for prep in self.parsed.children(document, "prep", "agent"):
            if prep.lower in ("by", "from"):
                for obj in self.parsed.children(prep, "pobj"):
                    return self.of(obj)
        for acl in self.parsed.children(document, "acl"):
            for agent in self.parsed.children(acl, "agent"):
                for obj in self.parsed.children(agent, "pobj"):
                    return self.of(obj)
        for owner in self.parsed.children(document, "poss", "compound", "nmod", "amod"):
            if found := self.index.all_at(owner):
                return found[:1]
        return ()

    def at(self, token: Token) -> str | None:
        """The actor mentioned at *token*, those made here included; for "who" and "they" only where that is known."""
        return self.index.at(token) or self._at.get(token.i)

    def spoke(self, at: int, actor_id: str) -> None:
        """Remember that *actor_id* spoke at token *at*, for the pronouns that follow."""
        self._spoke.append((at, actor_id))

    def refer(self, actor_id: str, pronoun: Token) -> None:
        """Make *pronoun* a mention of *actor_id*, where no other actor is mentioned there."""
        if self.index.at(pronoun) is None:
            self._mention(actor_id, (pronoun.begin, pronoun.end), "pronoun", pronoun)

    def last_speaker(self, before: int, *, within: int = 120) -> str | None:
        """Who spoke last before token *before*, at most *within* tokens back."""
        for at, actor_id in reversed(self._spoke):
            if at < before:
                return actor_id if before - at <= within else None
        return None

    def _pronoun(self, word: Token) -> str | None:
        wanted: tuple[str, ...]
        if word.lower in SINGULAR:
            wanted = ("person",)
        elif word.lower in PLURAL:
            wanted = ("population", "armed-group", "organization", "state", "media")
        elif word.lower == "it":
            wanted = ("state", "organization", "media", "armed-group")
        else:
            return None
        for at, actor_id in reversed(self._spoke):
            if at < word.i and word.i - at < 150 and self.actors[actor_id].kind in wanted:
                return self._mention(actor_id, (word.begin, word.end), "pronoun", word)
        latest: tuple[int, str] | None = None
        for actor in self.actors.values():
            if actor.kind in wanted:
                for begin, _ in actor.mentions:
                    if begin < word.begin and word.begin - begin < 400 and (latest is None or begin > latest[0]):
                        latest = (begin, actor.id)
        return self._mention(latest[1], (word.begin, word.end), "pronoun", word) if latest else None

    def _mention(self, actor_id: str, span: Span, kind: MentionKind, head: Token) -> str:
        actor = self.actors[actor_id]
        if span not in actor.mentions:
            order = sorted(zip((*actor.mentions, span), (*self._kinds(actor), kind), strict=True))
            self.actors[actor_id] = replace(
                actor, mentions=tuple(s for s, _ in order), mention_kinds=tuple(k for _, k in order)
            )
        self._at[head.i] = actor_id
        return actor_id

    @staticmethod
    def _kinds(actor: Actor) -> tuple[MentionKind, ...]:
        missing: list[MentionKind] = ["name"] * (len(actor.mentions) - len(actor.mention_kinds))
        return (*actor.mention_kinds, *missing)

    def _make(self, head: Token) -> str:
        phrase = self.phrase(head)
        span = self.parsed.span(phrase)
        determiner = next((t.lower for t in self.parsed.children(head, "det")), "")
        named = [t for t in phrase if t.lower not in ("a", "an", "the", "this", "that", "these", "those", "some")]
        name = self.parsed.clean_text(named or phrase).strip(" ,;:\u2019'\"\u201c\u201d")
        name = name.removesuffix(" 's").removesuffix("'s") or head.text
        proper = head.pos == "PROPN" or head.ent_type in ("PERSON", "ORG", "GPE")
        kind = self._kind(head, proper)
        key = f"{kind} {name.casefold()}"
        known = self._made.get(key)
        if known is None and determiner in ("the", "that", "this") and not proper:
            known = self._heads.get(head.lemma)
        if known is None:
            known = f"a-{span[0]}"
            while known in self.actors:
                known += "x"
            self.actors[known] = Actor(
                id=known, name=name, kind=kind, unnamed=not proper, rule="speaker", confidence=0.7,
            )  # fmt: skip
            self._made[key] = known
        self._heads[head.lemma] = known
        return self._mention(known, span, "name" if proper else "nominal", head)

    def phrase(self, head: Token) -> list[Token]:
        """The words of a noun phrase that name it: without clauses, appositions and what is joined to it."""
        out: set[int] = set()
        for child in self.parsed.children(head):
            if child.dep in ("relcl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "dep", "preconj"):
                continue
            if child.dep in ("acl", "prep", "amod") and child.i > head.i:
                if self.parsed.children(child, "pcomp"):
                    continue
                below = self.parsed.subtree(child)
                if len(below) > 7 or child.dep == "acl" or (child.i > head.i and below[0].i != child.i):
                    continue
                if any(t.dep in ("relcl", "advcl") or t.text in (",", ";", ":") for t in below):
                    continue
                if any(t.ent_type in ("DATE", "TIME") for t in below):
                    continue
            if child.dep in ("npadvmod", "advmod") and child.i > head.i:
                continue
            out |= {t.i for t in self.parsed.subtree(child)}
        out.add(head.i)
        ordered = sorted(out)
        start = stop = ordered.index(head.i)
        while start > 0 and ordered[start - 1] == ordered[start] - 1:
            start -= 1
        while stop + 1 < len(ordered) and ordered[stop + 1] == ordered[stop] + 1:
            stop += 1
        return [self.parsed.tokens[i] for i in ordered[start : stop + 1]]

    @staticmethod
    def _kind(head: Token, proper: bool) -> ActorKind:
        if head.ent_type == "PERSON":
            return "person"
        if head.lemma in words("outlet"):
            return "media"
        if head.lemma in words("body") | words("document") or (proper and head.ent_type == "ORG"):
            return "organization"
        if head.ent_type == "GPE":
            return "state"
        if head.tag in ("NNS", "NNPS") or head.pos in ("NUM", "DET", "ADJ", "PRON"):
            return "population"
        return "organization" if proper and not head.ent_type else "person"
