"""Where the parties of a verb or noun stand: subjects and objects across passives, relative clauses, control and "and".

The parser says what hangs on what; this module says who a verb's doer and undergoer are, and which actors a phrase
stands for when it is attacked, moved or used ("the army's missile base", "a missile fired by the army").
"""

from __future__ import annotations

from kg.extract.casting import Casting
from kg.extract.index import CRAFT, LOOK_THROUGH, THINGS, ActorIndex
from kg.extract.taken_up import TakenUp
from kg.lexicon import lexicon
from kg.model import Actor, Span
from kg.syntax import ParsedArticle, Token

_WEAPONS = THINGS | frozenset(
    """
    bomb bombs shell shells bullet bullets mortar mortars grenade grenades fire weapon weapons gun guns
    munition munitions
    projectile projectiles explosive explosives mine mines torpedo torpedoes plan proposal offer demand call
    calls appeal
    proposals offers demands ultimatum request decision policy policies bid move statement report reports rule rules
    law laws leader leaders ally allies ambassador diplomats diplomat citizens nationals refugees side officials
    town towns village villages house houses home homes villagers civilians area areas region city centers centres
    gathering soil land border borders airspace consulates assets property arms ammunition reports criticism
    """.split()
)
_KIN = frozenset(
    """
    son daughter brother sister wife husband mother father child parent relative cousin nephew niece uncle family aide
    bodyguard driver teenager bride groom grandson passenger resident villager worker
    """.split()
)
_PARTLY = LOOK_THROUGH | {"control", "rest", "dozens"}
_HOMES = frozenset("home house residence villa car motorcade convoy office compound".split())
_SENDING = frozenset("fire launch lob send drop shoot plant use deploy".split())
_HELD = frozenset("hold host house belong use occupy own carry operate fire launch drop plant control run".split())


class Arguments(TakenUp):
    """Doers and undergoers of the verbs of *parsed*, and the actors that *index* knows them as."""

    def __init__(self, parsed: ParsedArticle, index: ActorIndex) -> None:
        self.parsed = parsed
        self.index = index
        self.casting = Casting(parsed, index)
        self.cast = self.casting.cast
        self._of_entry = {a.lexicon: i for i, a in index.actors.items() if a.lexicon}
        self._by_name = {n.lower(): i for i, a in index.actors.items() for n in (a.name, *a.aliases) if not a.unnamed}
        self._named: dict[str, str] = {}
        for i, actor in index.actors.items():
            words = actor.name.split()
            for word in (*words[-1:], *(w for w in words[:1] if actor.unnamed and w.lower() in lexicon().nouns)):
                if word.islower() or actor.unnamed:
                    self._named.setdefault(word.lower(), i)

    def doers(self, head: Token | None) -> tuple[str, ...]:
        """The actors that the phrase headed by *head* stands for as doer."""
        if head is None:
            return ()
        found = self._both(head) or self._fighters_of(head) or self._speaker_of_it(head) or self._phrase(head)
        found = found or self._first_person(head)
        found = found or self.index.owners(head) or self._speaker_again(head) or self._object_again(head)
        found = found or self._thing_again(head) or self._name_again(head)
        if found:
            return found
        for clause in self.parsed.children(head, "acl"):
            if self.is_passive(clause):
                for by in self.parsed.children(clause, "agent"):
                    for noun in self.parsed.children(by, "pobj"):
                        return self.doers(noun)
        if (antecedent := self._antecedent(head)) is not None:
            return self.doers(antecedent)
        if head.lower in _WEAPONS:
            found = self._belonging(head, "of", "from", "by")
        elif head.pos == "NOUN":
            found = self._modifiers(head)
        found = found or self._of_apposed(head) or self.casting.cast_as(head, struck=False)
        return found or self.casting.named(head, acts=True)

    def _of_whose(self, head: Token) -> Token | None:
        """Of "the court, whose authority Spain does not accept" the court."""
        if not any(t.tag == "WP$" for t in self.parsed.children(head, "poss")):
            return None
        clause = next((t for t in self.parsed.ancestors(head) if t.dep == "relcl"), None)
        return self.parsed.head(clause) if clause is not None else None

    def _of_apposed(self, head: Token) -> tuple[str, ...]:
        """Of "Ruslan Asuyev, a former mufti who fought against Russia" the one whom the apposition describes."""
        return self.index.of_phrase(self.parsed.head(head)) if head.dep == "appos" else ()

    def undergoers(self, head: Token | None) -> tuple[str, ...]:
        """The actors that the phrase headed by *head* stands for when it undergoes something: also its owners."""
        if head is None:
            return ()
        found = self._both(head) or self._fighters_of(head) or self._phrase(head)
        if found:
            return found
        if head.lemma in _KIN and (kin := self.casting.cast_as(head)):
            return kin
        if (antecedent := self._antecedent(head)) is not None and antecedent is not head:
            return self.undergoers(antecedent)
        if (whose := self._of_whose(head)) is not None:
            return self.undergoers(whose)
        found = (
            (*self.index.owners(head), *self._of_things(head)) or self._speaker_again(head) or self._object_again(head)
        )
        found = found or self._thing_again(head) or self._name_again(head)
        if found:
            return tuple(dict.fromkeys(found))
        if head.lower in _PARTLY or head.pos == "NUM":
            for prep in self.parsed.children(head, "prep"):
                for noun in self.parsed.children(prep, "pobj"):
                    if below := self.undergoers(noun):
                        return below
        thing = head.lower in _WEAPONS or head.lower in THINGS
        if (aboard := self.casting.aboard(head)) is not None:
            return self.undergoers(aboard)
        its = any(t.tag == "PRP$" for t in self.parsed.children(head, "poss"))
        if its and not thing and (cast := self.casting.cast_as(head)):
            return cast  # "the police and its critics": the critics, not the police
        if self._are_people(head) and (cast := self.casting.cast_as(head)):
            return cast  # "three Turkish workers": the workers, not Turkey
        found = (
            self._belonging(head, "of", "for", "by", "from", "against", "between")
            if thing
            else self._belonging(head, "of")
        )
        for other in self.parsed.children(head, "conj"):
            found += self.undergoers(other)
        return (
            tuple(dict.fromkeys(found))
            or self._of_apposed(head)
            or self.casting.force_before(head)
            or self.casting.cast_as(head)
            or self.casting.named(head, acts=False)
        )

    def _are_people(self, head: Token) -> bool:
        noun = lexicon().nouns.get(head.lower)
        people = noun is not None and noun.plural and noun.group in ("people", "human") and head.pos == "NOUN"
        return people and not self.parsed.children(head, "poss")

    def _phrase(self, head: Token) -> tuple[str, ...]:
        """The actors of the phrase, and the owners of what is joined to it: "the army and the Hezbollah fighters"."""
        found = list(self.index.of_phrase(head))
        if found:
            joined = self.parsed.conjuncts(head)
            for other in self.parsed.children(head, "appos"):
                if self.parsed.children(other, "cc") and self.parsed.children(other, "conj"):  # "X, Y and Z"
                    found.extend(self.index.of_phrase(other))
                    joined.extend(self.parsed.conjuncts(other))
            for word in joined:
                if not self.index.all_at(word):
                    found.extend(self.index.owners(word) or self.casting.cast_as(word))
        return tuple(dict.fromkeys(found))

    def _fighters_of(self, head: Token) -> tuple[str, ...]:
        """Of "fighters from the Popular Committees" the committees, not some fighters."""
        own = self.index.at(head)
        if (group := self._men_of(head)) is not None:
            return (group,)
        if own is None or not (self.index.actors[own].unnamed or head.lower in LOOK_THROUGH):
            return ()
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in ("from", "of"):
                for noun in self.parsed.children(prep, "pobj"):
                    found = self.index.of_phrase(noun)
                    if found and all(self.index.actors[a].kind in ("armed-group", "organization") for a in found):
                        return found
        return ()

    def _thing_again(self, head: Token) -> tuple[str, ...]:
        """Of "the convoy" after "a convoy of the army", whose it was; of "the drones" those who had launched them."""
        if head.pos != "NOUN" or not (head.lower in THINGS or head.lower in _WEAPONS or head.lemma in CRAFT):
            return ()
        definite = any(t.lower in ("the", "that", "those", "these", "this") for t in self.parsed.children(head, "det"))
        if not definite or self.parsed.children(head, "amod", "compound", "nmod", "poss", "prep"):
            return ()
        for before in reversed(self.parsed.tokens[: head.i]):
            if before.lemma != head.lemma or before.pos not in ("NOUN", "VERB"):
                continue
            if before.pos == "VERB":  # "jets bombed a post"; "the bombs"
                return self.doers(self.subject(before)) if not self.is_passive(before) else ()
            found = self._modifiers(before) or self.index.owners(before) or self._held_by(before)
            found = found or self.casting.force_before(before)
            over = self.parsed.head(before)
            if not found and before.dep == "dobj" and over.lemma in _SENDING:
                found = self.doers(self.subject(over))
            if found:
                return found
        return ()

    def _of_things(self, head: Token) -> tuple[str, ...]:
        """Whose the bases are "that belonged to the Kenyan army", or "the base, specifically the Burundian troops"."""
        if head.lower not in THINGS:
            return ()
        found = list(self._held_by(head))
        for other in self.parsed.children(head, "appos"):
            found.extend(self.index.of_phrase(other))
        return tuple(found)

    def _modifiers(self, head: Token) -> tuple[str, ...]:
        found: list[str] = []
        children = self.parsed.children(head, "poss", "compound", "nmod", "amod")
        deeper = [c for below in children for c in self.parsed.children(below, "compound", "nmod", "amod")]
        for child in children + deeper:
            for word in self.parsed.conjuncts(child):
                found.extend(self.before_noun(word))
            if child.lemma in ("hold", "control", "run"):  # "rebel-held areas"
                for holder in self.parsed.children(child, "npadvmod", "compound", "nsubj"):
                    found.extend(self.before_noun(holder))
        return tuple(dict.fromkeys(found))

    def before_noun(self, word: Token) -> tuple[str, ...]:
        """The actors that *word* names before a noun: itself, a demonym of one, "militant" of the militants."""
        found = self.index.all_at(word)
        if found:
            return found
        if word.tag in ("JJ", "NNP", "NNPS") and word.text[:1].isupper():
            known = self.state_of(word.text, (word.begin, word.end))
            known = known or self._by_name.get(word.lower) or self._by_name.get(word.lower + "s")
            return (known,) if known else ()
        if word.pos in ("NOUN", "ADJ") and (again := self._of_noun_again(word)):
            return (again,)
        if word.pos in ("NOUN", "ADJ"):
            named = self._named.get(word.lower) or self._named.get(word.lower + "s")
            return (named,) if named and self.index.actors[named].kind != "person" else ()
        return ()

    def state_of(self, name: str, mention: Span) -> str | None:
        """The actor that is the state *name* of *mention*, cast now where it was only a place so far.

        A state that is fired on, visited or struck takes part, though the words name it as a place.
        """
        entry = lexicon().lookup(name)
        if entry is None:
            return None
        known = self._of_entry.get(entry.id)
        if known is None and entry.kind == "state" and name not in entry.capitals:
            known = f"a{len(self.index.actors) + 1}"
            while known in self.index.actors:
                known += "b"
            self.index.actors[known] = Actor(
                id=known, name=entry.name, kind="state", lexicon=entry.id, mentions=(mention,), mention_kinds=("name",),
                rule="actor/acted-on", confidence=0.6,
            )  # fmt: skip
            self._of_entry[entry.id] = known
            self.cast.append(known)
        return known

    def _belonging(self, head: Token, *preps: str) -> tuple[str, ...]:
        if any(t.lower in ("former", "ex", "retired") for t in self.parsed.children(head, "amod")):
            return ()
        dweller = self.prepositional_object(head, "of") if head.lemma in _HOMES else None
        if dweller is not None and (lived := self.index.of_phrase(dweller) or self.casting.cast_as(dweller)):
            return lived
        found = list(self._modifiers(head))
        if found:
            return tuple(found)
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in preps:
                for noun in self.parsed.children(prep, "pobj"):
                    found.extend(self.index.of_phrase(noun) or self.index.owners(noun) or self._modifiers(noun))
        found.extend(self._held_by(head))
        return tuple(dict.fromkeys(found))

    def _held_by(self, head: Token) -> tuple[str, ...]:
        found: list[str] = []
        for clause in self.parsed.children(head, "acl", "relcl"):
            if clause.lemma in _HELD:
                for noun in self.parsed.children(clause, "dobj"):
                    found.extend(self.index.of_phrase(noun))
                for prep in self.parsed.children(clause, "prep", "agent"):
                    for noun in self.parsed.children(prep, "pobj"):
                        found.extend(self.index.of_phrase(noun))
        return tuple(dict.fromkeys(found))
