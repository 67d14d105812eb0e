"""People and bodies that no name or noun phrase made an actor yet, cast because they take part in an event.

"Eleven welders" who are arrested, "an army convoy" that is ambushed, "the council" that is recognised: who does or
undergoes something is somebody. Each is kept only where an event needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kg.extract.index import CRAFT, LOOK_THROUGH, THINGS, ActorIndex
from kg.extract.names import NOT_NAMES
from kg.lexicon import lexicon
from kg.model import Actor, ActorKind, Span
from kg.syntax import ParsedArticle, Token

_CAST_KIND: dict[str, ActorKind] = {
    "people": "population", "human": "population", "official": "population", "body": "organization", "media": "media",
    "force": "armed-group", "group": "armed-group", "army": "armed-group",
}  # fmt: skip
_VAGUE = frozenset(
    "group party country nation state power office team organization organisation firm company bank".split()
)
_REGULARS = frozenset("army forces troops military soldiers".split())
_NOBODY = frozenset(
    """
    people dialogue time hope chance dream deal bill plan talk peace process democracy idea mood proposal measure
    record note truth freedom reputation economy price market thing matter way rate cost number level risk pain
    day hour week month year night life one body damage fire animal cattle cow sheep goat livestock bird dog horse fish
    virus disease crop
    tree forest house home building car road bridge school hospital church mosque village town city place area part
    head arm leg hand face eye back chest document fund money weapon drug data information video film book goods oil
    other rest more casualty dead wounded injured
    """.split()
) - {"people"}
_CROWDS = frozenset("couple crowd pair trio".split())
_AGENTIVE = ("ers", "ors", "ists", "men", "women", "ians", "eers", "boys", "girls", "kids")
_INANIMATE = frozenset(
    """
    orders borders matters numbers powers papers letters corners quarters headquarters waters computers containers
    bunkers carriers tankers trailers bulldozers helicopters shutters factors sectors tractors reactors motors errors
    doors floors corridors harbors lists towers layers boosters launchers rollers cruisers destroyers freighters
    trawlers steamers choppers bombers servers filters barriers charters chapters offers tenders transfers flowers
    rivers showers banners posters stickers cylinders disasters encounters registers rosters semesters centers theaters
    craters liters shelters slaughters trousers colors terrors mirrors tremors vapors honors favors flavors odors rumors
    humors tumors minors majors interiors exteriors anchors harbours colours rumours checkers covers rovers drawers
    answers dinners winters summers prayers feelers counters chambers timbers members' meters hectares dollars lasers
    omen specimen abdomen acumen regimen
    """.split()
)
_BOARDED = CRAFT - frozenset("truck lorry car van jeep barge craft convoy ambulance".split())
_WARLIKE = frozenset("warship frigate gunboat cutter submarine corvette destroyer".split())
_AGAIN = frozenset("ship vessel boat craft plane aircraft".split())
_PARTIES = frozenset("by between with among against to".split())
_CARRIES = frozenset("carry transport ferry bring take fly hold".split())


class Casting:
    """Casts actors for the words of *parsed*, into *index*."""

    def __init__(self, parsed: ParsedArticle, index: ActorIndex) -> None:
        self.parsed = parsed
        self.index = index
        self.cast: list[str] = []
        """Ids of the actors that were cast here, in order; only those that an event needs are kept."""
        self._cast_at: dict[int, str] = {}
        self._cast_by_noun: dict[str, str] = {}
        self._craft: list[str] = []

    def cast_as(self, head: Token, *, person: bool = False, struck: bool = True) -> tuple[str, ...]:
        """The actor of a noun for people or a body that names none yet ("73 civilians"), cast now since it takes part.

        With *person* any noun stands for people: what is killed, arrested or taught is somebody. "The girls" after "60
        girls" are the same. A ship or bus stands for those aboard where it is *struck*; a warship also acts.
        """
        if head.lower == "others":
            return ()
        if self._is_craft(head):
            return self._cast_craft(head) if struck or self._kind_of_craft(head) in _WARLIKE else ()
        noun = lexicon().nouns.get(head.lower) or lexicon().nouns.get(head.lemma.lower())
        if noun is None and not (self._is_agentive(head) or (person and self._may_be_person(head))):
            return ()
        if noun is not None and (noun.group not in _CAST_KIND or head.pos not in ("NOUN", "PROPN", "ADJ")):
            return ()
        if noun is not None and not noun.plural and (noun.name in _VAGUE or self._is_named_elsewhere(head, noun.group)):
            return ()
        if any(p.lower in ("our", "my", "your", "us") for p in self.parsed.children(head, "poss", "appos")):
            return ()
        determiners = self.parsed.children(head, "det", "poss", "nummod", "amod", "compound")
        if head.tag not in ("NNS", "NNPS") and not determiners and noun is not None and not noun.plural:
            return ()
        if head.i in self._cast_at:
            return (self._cast_at[head.i],)
        known = self._cast_before(head) or self._cast_now(head, noun.group if noun else "people")
        self._cast_at[head.i] = known
        return (known,)

    def named(self, head: Token, *, acts: bool) -> tuple[str, ...]:
        """The actor whom an unknown name stands for that *acts*, a state where the parser takes it for a place.

        Once he has acted, he is known by his name where he undergoes something, too.
        """
        if head.pos != "PROPN" or not head.text[:1].isupper() or not head.text.isalpha():
            return ()
        if head.dep == "pobj" and self.parsed.head(head).lower not in _PARTIES:
            return ()  # "the villagers of Poonch"
        before = [t for t in self.parsed.children(head, "compound", "nmod") if t.pos == "PROPN" and t.i < head.i]
        first = before[0] if before else head
        words = self.parsed.tokens[first.i : head.i + 1]
        name = self.parsed.clean_text(words)
        key = name.lower()
        if key not in self._cast_by_noun and acts and self._may_act(words):
            known = self._cast_now(head, "body")
            mentions = tuple(self._mentions_of(words))
            self.index.actors[known] = msgspec.structs.replace(
                self.index.actors[known], name=name, aliases=(), unnamed=False, mentions=mentions,
                mention_kinds=("name",) * len(mentions), kind="state" if head.ent_type == "GPE" else "organization",
            )  # fmt: skip
            self._cast_by_noun[key] = known
        return (self._cast_by_noun[key],) if key in self._cast_by_noun else ()

    def _mentions_of(self, words: Sequence[Token]) -> Iterator[Span]:
        """Where the text has the name that *words* are, no longer one around it."""
        name, tokens = [t.text for t in words], self.parsed.tokens
        for at in range(len(tokens) - len(name) + 1):
            last = at + len(name)
            beside = [tokens[i] for i in (at - 1, last) if 0 <= i < len(tokens)]
            longer = any(t.pos == "PROPN" and t.ent_type not in ("DATE", "TIME") for t in beside)
            if [t.text for t in tokens[at:last]] == name and not longer and self.index.at(tokens[at]) is None:
                yield tokens[at].begin, tokens[last - 1].end

    def _may_act(self, words: Sequence[Token]) -> bool:
        """Whether a name may be that of somebody: no day, no work, no known place, no word at the head of a line."""
        known = any(lexicon().lookup(t.text) or t.lower in lexicon().nouns or t.lower in NOT_NAMES for t in words)
        opens = words[0].i == self.parsed.sentence(words[0]).first and len(words) == 1 and words[0].ent_type != "GPE"
        return not known and not opens and all(t.ent_type in ("GPE", "ORG", "NORP", "") for t in words)

    def aboard(self, head: Token) -> Token | None:
        """Those whom "a bus carrying volunteers" carries, None where it carries goods or nothing is said."""
        if head.lemma not in CRAFT:
            return None
        for clause in self.parsed.children(head, "acl", "relcl"):
            for noun in self.parsed.children(clause, "dobj") if clause.lemma in _CARRIES else ():
                if self.index.of_phrase(noun) or self.cast_as(noun):
                    return noun
        return None

    def _is_craft(self, head: Token) -> bool:
        """Whether it is a ship, plane or bus, or the name of one behind its kind ("the tanker Astrid")."""
        if head.pos == "NOUN":
            return head.lemma in _BOARDED and bool(self.parsed.children(head, "det", "nummod", "poss", "amod"))
        return head.pos == "PROPN" and (self._kind_of_craft(head) is not None or head.lower in self._cast_by_noun)

    def _kind_of_craft(self, head: Token) -> str | None:
        """ "tanker" of "a tanker" and of "the tanker Astrid", None where it is no craft."""
        before = (t.lower for t in self.parsed.children(head, "compound", "nmod"))
        kinds = [t for t in before if t in _BOARDED] if head.pos == "PROPN" else [head.lemma]
        return kinds[0] if kinds else None

    def _cast_craft(self, head: Token) -> tuple[str, ...]:
        """The ship, plane or bus *head*, for those aboard: by its name, or the last one told of where it is "the"."""
        if head.i in self._cast_at:
            return (self._cast_at[head.i],)
        named = head.pos == "PROPN"
        key = head.lower if named else head.lemma
        definite = any(d.lower in ("the", "that", "this") for d in self.parsed.children(head, "det"))
        bare = not self.parsed.children(head, "amod", "compound", "prep", "acl", "relcl")
        known = self._cast_by_noun.get(key) if named or (definite and bare) else None
        if known is None and not named and definite and bare:
            known = self._named_before(head) or (self._craft[-1] if self._craft and key in _AGAIN else None)
        if known is None:
            kind = self._kind_of_craft(head) or head.lemma
            known = self._cast_now(head, "army" if kind in _WARLIKE else "human")
            if named:
                self._name_craft(known, head)
            self._cast_by_noun[key] = self._cast_by_noun[kind] = known
            self._craft.append(known)
        self._cast_at[head.i] = known
        return (known,)

    def _named_before(self, head: Token) -> str | None:
        """The actor that the text calls "the tanker Astrid" before it says "the tanker"."""
        for token in reversed(self.parsed.tokens[: head.i]):
            if token.lower == head.lemma and token.dep in ("compound", "nmod") and token.head > token.i:
                return self.index.at(self.parsed.head(token))
        return None

    def _name_craft(self, known: str, head: Token) -> None:
        """Give the craft cast for *head* its name, "Astrid Lovelace" of "the tanker Astrid Lovelace"."""
        before = self.parsed.children(head, "compound", "nmod")
        own = [t for t in before if t.text[:1].isupper() and t.head == head.i and t.pos == "PROPN"]
        first = own[0] if own else head
        name = self.parsed.clean_text(self.parsed.tokens[first.i : head.i + 1])
        kind = self._kind_of_craft(head)
        self.index.actors[known] = msgspec.structs.replace(
            self.index.actors[known], name=name, aliases=(f"{kind} {name}",) if kind else (), unnamed=False,
            mentions=((first.begin, head.end),), mention_kinds=("name",),
        )  # fmt: skip

    def force_before(self, head: Token) -> tuple[str, ...]:
        """Of "an army convoy", "a police station" the one army that is named, else the police, cast now."""
        if head.lower not in THINGS:
            return ()
        for word in self.parsed.children(head, "compound", "nmod", "amod"):
            noun = lexicon().nouns.get(word.lower)
            equipment = noun is not None and noun.group == "army" and word.lower not in _REGULARS - {"military"}
            if noun is None or equipment or noun.group not in ("army", "force", "group"):
                continue
            if word.i not in self._cast_at:
                known = self._only_regulars() if noun.group == "army" else None
                self._cast_at[word.i] = known or self._cast_now(word, noun.group)
            return (self._cast_at[word.i],)
        return ()

    def _only_regulars(self) -> str | None:
        """The one army that the article knows."""
        found = [i for i, a in self.index.actors.items() if _REGULARS & set(a.name.lower().split()) and a.part_of]
        return found[0] if len(found) == 1 else None

    def _is_agentive(self, head: Token) -> bool:
        """Whether a plural names people by what they do or are: "gold diggers", "paratroopers", "schoolgirls"."""
        word = head.lower
        plain = head.tag == "NNS" and word not in _INANIMATE and word not in THINGS and word not in LOOK_THROUGH
        return plain and word.endswith(_AGENTIVE) and head.lemma not in CRAFT

    def _is_named_elsewhere(self, head: Token, group: str) -> bool:
        """Whether it is "the president", who is somebody with a name, or "the tank", which is nobody."""
        definite = any(d.lower in ("the", "this", "that") for d in self.parsed.children(head, "det"))
        named = group == "official" and definite and self._has_holder(head)
        return named or head.lemma in ("tank", "aircraft", "artillery")

    def _has_holder(self, head: Token) -> bool:
        """Whether the text gives an office to somebody: "the mayor" then is he, whom another reader finds."""
        return any(
            t.lower == head.lower and t.i != head.i and (self.index.at(t) or self.index.at(self.parsed.head(t)))
            for t in self.parsed.tokens
        )

    def _may_be_person(self, head: Token) -> bool:
        """Whether a common noun may stand for people: no thing, no idea, no measure."""
        if (
            head.pos != "NOUN"
            or head.lemma in _NOBODY
            or head.lower in THINGS
            or head.lower in LOOK_THROUGH
            or head.lemma in CRAFT
        ):
            return False
        return head.ent_type not in ("DATE", "TIME", "MONEY", "QUANTITY", "PERCENT")

    def _cast_before(self, head: Token) -> str | None:
        """The one that was cast before by the same noun, where this is "the" or "those" again."""
        if not any(d.lower in ("the", "those", "these", "both", "all") for d in self.parsed.children(head, "det")):
            return None
        known = self._cast_by_noun.get(head.lemma)
        if known is not None:
            actor = self.index.actors[known]
            self.index.actors[known] = msgspec.structs.replace(
                actor,
                mentions=(*actor.mentions, (head.begin, head.end)),
                mention_kinds=(*actor.mention_kinds, "nominal"),
            )
        return known

    def _cast_now(self, head: Token, group: str) -> str:
        known = f"a{len(self.index.actors) + 1}"
        while known in self.index.actors:
            known += "b"
        modifiers = [c for c in self.parsed.children(head, "compound", "amod") if c.i < head.i]
        first = modifiers[0] if modifiers else head
        phrase = self.parsed.clean_text(self.parsed.tokens[first.i : head.i + 1])
        self.index.actors[known] = Actor(
            id=known, name=head.lower, kind=_CAST_KIND[group], unnamed=True,
            aliases=(phrase,) if phrase.lower() != head.lower else (), mentions=((head.begin, head.end),),
            mention_kinds=("nominal",), rule="actor/acted-on", confidence=0.5,
        )  # fmt: skip
        self.cast.append(known)
        self._cast_by_noun[head.lemma] = known
        return known
