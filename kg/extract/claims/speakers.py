"""From the words that speak to the actor: known ones by the index, the others as unnamed actors of this article."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.extract.claims.subjects import subject_of
from kg.extract.index import ActorIndex
from kg.extract.roles import ACTION_NOUNS
from kg.lexicon import lexicon
from kg.model import Actor, ActorKind, Facts, MentionKind, Span, replace
from kg.syntax import ParsedArticle, Token

ADDING = frozenset({"add", "continue", "conclude", "go"})
FIRST_SECOND = frozenset("i we you me us myself ourselves yourself".split())
THIRD = frozenset("he she it they".split())
SINGULAR = frozenset("he she him her his".split())
PLURAL = frozenset("they them their".split())
WHOSE = frozenset("his her its their whose".split())
NEVER_SPEAK = frozenset("it this that there these those what".split())


def is_first_or_second(word: Token) -> bool:
    """Whether *word* is "I", "we" or "you"; "US" is not "us"."""
    return word.lower in FIRST_SECOND and word.tag in ("PRP", "PRP$")


def _kinds_of(pronoun: Token) -> tuple[str, ...]:
    """The kinds of actor that *pronoun* may stand for."""
    if pronoun.lower in SINGULAR:
        return ("person",)
    if pronoun.lower in PLURAL:
        return ("population", "armed-group", "organization", "state", "media")
    return ("state", "organization", "media", "armed-group") if pronoun.lower in ("it", "its") else ()


def _is_document(noun: Token) -> bool:
    return noun.lemma.lower() in words("document") | words("statement") | words("accusation")


def _names_a_medium(name: list[str]) -> bool:
    """Whether a name ends, or begins, as those of media do: "Lisk Courier", "Channel Six"."""
    first = name[0].casefold() in ("channel", "radio", "agence", "tv", "television")
    return first or name[-1].casefold() in words("outlet-name")


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

    def of(self, head: Token, *, make: bool = True, aside: Set[int] = frozenset()) -> tuple[str, ...]:
        """The ids of the actors that the phrase headed by *head* names as speaking; () where it can be no speaker.

        A pronoun is not sought in the words *aside*: what is said, or stands in quotation marks.
        """
        if head.i in self._at:
            return (self._at[head.i],)
        lower = head.lower
        if is_first_or_second(head):
            return ()
        known = () if self._is_beside_the_point(head) else self.index.of_phrase(head)
        if known:
            return self._named_beside(head, known[0])
        if head.tag in ("PRP", "PRP$"):
            actor_id = self._pronoun(head, aside)
            return (actor_id,) if actor_id else ()
        if (
            lower in NEVER_SPEAK
            or (head.lemma.lower() == "side" and not self.parsed.children(head, "amod", "compound", "poss"))
            or head.lemma.lower() in words("no-one")
            or head.pos not in ("NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON")
        ):
            return ()
        if head.lemma.lower() in words("picture") or (head.lower in ACTION_NOUNS and not _is_document(head)):
            return ()
        for name in self._beside(head):
            if name.ent_type == "PERSON" and name.pos == "PROPN" and head.ent_type != "PERSON":
                return self.of(name, make=make)
        if (titled := self._titled(head)) is not None:
            return (titled,)
        if (before := self._taken_up(head)) is not None:
            return (before,)
        if head.lemma.lower() in words("document") and (author := self.author(head) or self._issuer(head)):
            return author
        return (self._make(head),) if make and head.lemma.lower() not in words("unsigned") else ()

    def _issuer(self, document: Token) -> tuple[str, ...]:
        """Whose "the statement" is: of the last speaker who is told to have issued one, or who spoke just before."""
        if not any(d.lower in ("the", "that", "this") for d in self.parsed.children(document, "det")):
            return ()
        for at, actor_id in reversed(self._spoke):
            spoken = self.parsed.tokens[at]
            gap = document.sent - spoken.sent
            if gap > 3:
                return ()
            issued = any(t.lemma == document.lemma for t in self.parsed.words(self.parsed.sentence(spoken)))
            if gap >= 0 and at < document.i and issued:
                return (actor_id,)
        return ()

    def _named_beside(self, head: Token, known: str) -> tuple[str, ...]:
        """*known*, or the named actor in apposition to it where it has no name: "the envoy, Ann Lee,"."""
        if self.actors[known].unnamed:
            for name in self._beside(head):
                other = self.index.at(name)
                if other is not None and not self.actors[other].unnamed:
                    return (other,)
            self._name_by_owner(head, known)
        return (known,)

    def _is_beside_the_point(self, word: Token) -> bool:
        """Whether a pronoun's known actor stands in a phrase of its own clause: "in a post on Facebook it said"."""
        known = self.index.at(word) if word.lower in THIRD and word.dep == "nsubj" else None
        if known is None:
            return False
        verb = self.parsed.head(word)
        before = [t for p in self.parsed.children(verb, "prep") if p.i < word.i for t in self.parsed.subtree(p)]
        return any(self.index.at(t) == known for t in before)

    def _owner_of(self, head: Token) -> str | None:
        """The actor that "its", "her" or "their" before *head* stands for."""
        for owner in self.parsed.children(head, "poss"):
            if owner.lower == "whose":
                clause = next((t for t in (head, *self.parsed.ancestors(head)) if t.dep == "relcl"), None)
                return None if clause is None else self.at(self.parsed.head(clause))
            if owner.lower in WHOSE:
                return self.index.at(owner) or self._pronoun(owner, frozenset())
        return None

    def _name_by_owner(self, head: Token, known: str) -> None:
        """Give an unnamed actor called "its spokesman" the name of its owner: "Red Banner Front spokesman"."""
        actor = self.actors[known]
        if actor.name.split()[0].lower() in WHOSE and (owner := self._owner_of(head)) not in (None, known):
            name, *others = self._owned(str(owner), actor.name.split(None, 1)[1])
            self.actors[known] = replace(actor, name=name, aliases=(*actor.aliases, *others))

    def _owned(self, owner: str, what: str) -> list[str]:
        """ "Red Banner Front spokesman"; "Ann Lee's office", and "Lee's office"; then the bare noun."""
        actor = self.actors[owner]
        if actor.kind == "person":
            names = [f"{name}'s {what}" for name in (actor.name, actor.name.split()[-1])]
        else:
            names = [f"{name} {what}" for name in (actor.name, *actor.aliases[:3])]
        return list(dict.fromkeys((*names, what)))

    def _taken_up(self, head: Token) -> str | None:
        """The actor that "the ministry" takes up: the last one named before whose phrase ends in the same noun.

        Also that of "rebel" in "rebel claims".
        """
        below = [t for t in self.parsed.children(head) if t.dep not in ("relcl", "appos", "punct", "advcl", "case")]
        modifies = head.dep in ("compound", "amod", "nmod") and not below
        if not modifies and (head.tag != "NN" or [t.lower for t in below] not in (["the"], ["that"])):
            return None
        found: tuple[int, str] | None = None
        for actor in self.actors.values():
            for begin, end in actor.mentions:
                if end <= head.begin and (found is None or end > found[0]):
                    last = self.parsed.between(begin, end)[-1]
                    if last.lemma.lower() == head.lemma.lower() and (modifies or last.tag in ("NN", "NNP")):
                        found = (end, actor.id)
        return self._mention(found[1], (head.begin, head.end), "nominal", head) if found else None

    def _beside(self, head: Token) -> list[Token]:
        """The names in apposition to *head*; a person's also where the parser hangs it on a name within the phrase."""
        found = [t for t in self.parsed.children(head, "appos") if t.pos == "PROPN"]
        for token in self.parsed.subtree(head):
            governor = self.parsed.head(token)
            if token.dep == "appos" and token.ent_type == "PERSON" and governor.pos == "PROPN":
                found.append(token)
        return found

    def goes_on(self, a: Attribution, quoted: Set[int]) -> tuple[str, ...]:
        """Who spoke last, where "he" or "she" goes on speaking: adds something, or is quoted in the next sentence.

        "It" and "they" go on where the sentence before is that of what was said last.
        """
        word = self.parsed.tokens[a.speaker] if a.speaker is not None else None
        if word is None or word.lower not in THIRD or not self._spoke or not a.content:
            return ()
        at, actor_id = self._spoke[-1]
        if word.lower in ("it", "they"):
            return self._group_goes_on(a, word, at, actor_id)
        begins = self.parsed.tokens[min(*a.content, a.anchor)]
        if a.saying.word not in ADDING and not (a.quoted and begins.sent - self.parsed.tokens[at].sent == 1):
            return ()
        if self._subject_before(word, ("person",), a.content | quoted) not in (None, actor_id):
            return ()
        if self.actors[actor_id].kind != "person" or word.i - at > 150:
            return ()
        self._unmention((word.begin, word.end), actor_id)
        return (self._mention(actor_id, (word.begin, word.end), "pronoun", word),)

    def _group_goes_on(self, a: Attribution, word: Token, at: int, actor_id: str) -> tuple[str, ...]:
        """Who spoke last, a body or several, where "it" or "they" speaks in the next sentence, and heads it."""
        spoken, said = self.parsed.tokens[at], self.parsed.tokens[a.anchor]
        heads = [t.dep == "ROOT" or self.parsed.head(t).dep == "ROOT" for t in (spoken, said)]
        if said.sent - spoken.sent != 1 or not all(heads) or self.actors[actor_id].kind not in _kinds_of(word):
            return ()
        if word.lower == "they" and len(self.index.all_at(word)) > 1:
            return ()
        self._unmention((word.begin, word.end), actor_id)
        return (self._mention(actor_id, (word.begin, word.end), "pronoun", word),)

    def _unmention(self, span: Span, keeper: str) -> None:
        """Take the mention *span* from every actor but *keeper*."""
        for actor in [a for a in self.actors.values() if span in a.mentions and a.id != keeper]:
            kept = [(s, k) for s, k in zip(actor.mentions, self._kinds(actor), strict=True) if s != span]
            self.actors[actor.id] = replace(
                actor, mentions=tuple(s for s, _ in kept), mention_kinds=tuple(k for _, k in kept)
            )

    def addressed(self, head: Token) -> tuple[str, ...]:
        """Whom *head* names as spoken to: an actor, known or not, or the outlet of "the Post's correspondent"."""
        if head.tag in ("PRP", "PRP$"):
            return self.index.all_at(head)[:1]
        known = self.index.of_phrase(head)[:1] or ((self._at[head.i],) if head.i in self._at else ())
        for actor_id in known:
            self._see_medium(actor_id)
        if known or head.pos != "PROPN" or head.ent_type in ("DATE", "TIME"):
            return known or self._owner(head)
        return (self._make(head),)

    def _see_medium(self, actor_id: str) -> None:
        """Take an organization that no lexicon knows for a medium where its name ends as those of media do."""
        actor = self.actors[actor_id]
        unknown = actor.kind == "organization" and not (actor.lexicon or actor.unnamed)
        if unknown and _names_a_medium(actor.name.split()):
            self.actors[actor_id] = replace(actor, kind="media")

    def _owner(self, noun: Token) -> tuple[str, ...]:
        """The actor that *noun* is named after: "X's report", "an X report"."""
        for owner in self.parsed.children(noun, "poss", "compound", "nmod", "amod"):
            if found := self.index.all_at(owner):
                return found[:1]
            known = lexicon().nouns.get(owner.lower)
            if known is not None and known.group in ("army", "force", "group") and (last := self._taken_up(owner)):
                return (last,)  # "a military statement"
        return ()

    def _titled(self, head: Token) -> str | None:
        """The one person whose name stood with this title before: "the president" after "President Bush"."""
        if not any(d.lower in ("the", "his", "her", "its", "their") for d in self.parsed.children(head, "det", "poss")):
            return None
        found = {i for at, i in self._titles.get(head.lemma.lower(), ()) if at < head.i}
        return self._mention(found.pop(), (head.begin, head.end), "nominal", head) if len(found) == 1 else None

    @cached_property
    def _titles(self) -> dict[str, list[tuple[int, str]]]:
        """The common nouns and titles that stand with names of persons, each with the places and the persons."""
        found: dict[str, list[tuple[int, str]]] = {}
        for token in self.parsed.tokens:
            if token.pos != "PROPN" or (actor_id := self.index.at(token)) is None:
                continue
            if self.actors[actor_id].kind != "person":
                continue
            for other in (*self.parsed.children(token, "compound", "appos", "nmod"), self.parsed.head(token)):
                if other is not token and (other.i > token.i) <= (other.dep == "appos") and other.lemma.isalpha():
                    found.setdefault(other.lemma.lower(), []).append((token.i, actor_id))
        return found

    def author(self, document: Token) -> tuple[str, ...]:
        """Who made a document: "by X", "from X", "X's", "an X report"."""
        for prep in self.parsed.children(document, "prep", "agent"):
            if prep.lower in ("by", "from"):
                for obj in self.parsed.children(prep, "pobj"):
                    return self.of(obj)
        for acl in self.parsed.children(document, "acl"):
            if acl.lemma in ("see", "obtain", "review", "cite", "quote", "carry", "leak", "read", "hear"):
                continue  # "a UN report seen by Reuters" is not Reuters'
            for agent in self.parsed.children(acl, "agent"):
                for obj in self.parsed.children(agent, "pobj"):
                    return self.of(obj)
        if owner := self._owner(document):
            return owner
        verb = self.parsed.head(document)
        if document.dep == "dobj" and verb.pos == "VERB" and (issuer := subject_of(self.parsed, verb)) is not None:
            return self.of(issuer)
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

    def _pronoun(self, word: Token, aside: Set[int]) -> str | None:
        wanted = _kinds_of(word)
        if not wanted:
            return None
        for found in (
            self._subject_before(word, wanted, aside),
            self._spoke_lately(word, wanted),
            self._subject_of_last(word, wanted, aside),
        ):
            if found is not None:
                return self._mention(found, (word.begin, word.end), "pronoun", word)
        for at, actor_id in reversed(self._spoke):
            if at < word.i and word.i - at < 150 and self.actors[actor_id].kind in wanted:
                return self._mention(actor_id, (word.begin, word.end), "pronoun", word)
        return None

    def _subject_before(self, word: Token, wanted: tuple[str, ...], aside: Set[int]) -> str | None:
        """The nearest subject before *word* in its sentence that is of a *wanted* kind."""
        return self._subject_in(self.parsed.tokens[self.parsed.sentence(word).first : word.i], wanted, aside)

    def _subject_of_last(self, word: Token, wanted: tuple[str, ...], aside: Set[int]) -> str | None:
        """The last subject of the sentence before that of *word*."""
        if word.sent == 0:
            return None
        return self._subject_in(self.parsed.words(self.parsed.sentences[word.sent - 1]), wanted, aside)

    def _subject_in(self, tokens: tuple[Token, ...], wanted: tuple[str, ...], aside: Set[int]) -> str | None:
        for token in reversed(tokens):
            if token.dep in ("nsubj", "nsubjpass") and token.i not in aside and not is_first_or_second(token):
                for found in (self.at(token), *self.index.of_phrase(token), *self.index.owners(token)):
                    if found is not None and self.actors[found].kind in wanted:
                        return found
        return None

    def _spoke_lately(self, word: Token, wanted: tuple[str, ...]) -> str | None:
        """Who spoke in the sentence before that of *word*."""
        for at, actor_id in reversed(self._spoke):
            if word.sent - self.parsed.tokens[at].sent > 1:
                return None
            if at < word.i and self.actors[actor_id].kind in wanted:
                return actor_id
        return None

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
        named = phrase[1:] if phrase[0].lower in WHOSE else phrase
        while len(named) > 1 and named[0].lower in ("a", "an", "the", "this", "that", "these", "those", "some"):
            named = named[1:]
        name = self.parsed.clean_text(named or phrase).strip(" ,;:\u2019'\"\u201c\u201d")
        name = name.removesuffix(" 's").removesuffix("'s") or head.text
        owner = self._owner_of(head)
        others: list[str] = []
        if owner is not None and phrase[0].lower in WHOSE:
            name, *others = self._owned(owner, name)
        proper = head.pos == "PROPN" or head.ent_type in ("PERSON", "ORG", "GPE")
        if (label := self._label(head)) is not None:
            name, proper = label, True
        kind = self._kind(head, proper)
        key = f"{kind} {self.parsed.clean_text(phrase).casefold().removeprefix('the ')}"
        known = self._made.get(key)
        if known is None and determiner in ("the", "that", "this") and not proper:
            known = self._heads.get(head.lemma)
        if known is None:
            known = f"a-{span[0]}"
            while known in self.actors:
                known += "x"
            self.actors[known] = Actor(
                id=known, name=name, kind=kind, aliases=tuple(others), unnamed=not proper, rule="speaker",
                confidence=0.7,
            )  # fmt: skip
            self._made[key] = known
        self._heads[head.lemma] = known
        return self._mention(known, span, "name" if proper else "nominal", head)

    def _label(self, head: Token) -> str | None:
        """The name set right behind a noun, with no comma: "the lawyers' group Open Bar"."""
        for name in self.parsed.children(head, "appos"):
            words_ = [t for t in self.parsed.subtree(name) if t.i <= name.i]
            if name.pos == "PROPN" and words_[0].i == head.i + 1 and all(t.pos == "PROPN" for t in words_):
                return self.parsed.clean_text(words_)
        return None

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
        if proper and head.lemma.lower() in words("outlet-name") and head.ent_type != "PERSON":
            return "media"
        if head.ent_type == "PERSON":
            return "person"
        if head.lemma.lower() in words("outlet"):
            return "media"
        if head.lemma.lower() in words("body") | words("document") or (proper and head.ent_type == "ORG"):
            return "organization"
        if head.ent_type == "GPE":
            return "state"
        if head.tag in ("NNS", "NNPS") or head.pos in ("NUM", "DET", "ADJ", "PRON"):
            return "population"
        return "organization" if proper and not head.ent_type else "person"
