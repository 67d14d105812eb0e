"""From words to actors: which actor a word or a noun phrase stands for.

Events, claims, sides and relations read the arguments of their triggers through this index, so that "a mix of Kurdish
and Shiite fighters", "who", "both sides" and "IS positions" mean the same actors to all of them.
"""

from __future__ import annotations

from functools import cached_property

from kg.model import Actor, Facts
from kg.syntax import ParsedArticle, Token

LOOK_THROUGH = frozenset(
    """
    mix mixture array group groups coalition alliance number handful dozen dozens score scores hundred hundreds
    thousand thousands ten tens million millions lot lots couple majority minority rest part parts member members
    element elements variety series range combination bulk wave waves column columns team teams unit units crowd
    crowds band bands remnant remnants some most many all both each one ones several few half quarter third percent
    type types kind kinds side sides pair trio host contingent detachment
    """.split()
)
THINGS = frozenset(
    """
    position positions base bases camp camps convoy convoys headquarters checkpoint checkpoints post posts
    outpost outposts stronghold strongholds target targets vehicle vehicles warplane warplanes plane planes jet jets
    helicopter helicopters aircraft drone drones ship ships warship warships vessel vessels boat boats missile missiles
    rocket rockets tank tanks artillery airstrike airstrikes strike strikes raid raids attack attacks offensive
    facility facilities site sites depot depots bunker bunkers barracks embassy consulate compound hideout hideouts
    installation installations infrastructure militant militants fighter fighters soldier soldiers gunmen line lines
    supply supplies territory territories hideouts building buildings office offices operation operations campaign
    truck trucks lorry lorries bus buses car cars van vans train trains ferry barge frigate frigates tanker tankers
    column columns ambulance ambulances minibus jeep jeeps pickup pickups assault battery batteries
    airbase airbases station stations patrol patrols bomber bombers interests troops forces
    """.split()
)
CRAFT = frozenset(
    """
    truck lorry bus car train van convoy barge ferry boat ship craft jet plane helicopter vessel tanker freighter
    trawler tug yacht dinghy warship frigate carrier airliner aircraft jeep ambulance minibus skiff speedboat gunboat
    cutter submarine corvette destroyer trimaran sailboat canoe motorcade tram coach airplane jetliner
    """.split()
)
"""What carries people and goods."""
_POSSESSIVE = ("poss", "compound", "nmod", "amod")


class ActorIndex:
    """The actors of *facts* by the words of *parsed* that mention them."""

    def __init__(self, parsed: ParsedArticle, facts: Facts) -> None:
        self.parsed = parsed
        self.actors: dict[str, Actor] = {actor.id: actor for actor in facts.actors}

    @cached_property
    def _by_token(self) -> dict[int, tuple[str, ...]]:
        """Token index -> ids of the actors whose smallest mention covers it; one phrase may stand for several."""
        tokens = self.parsed.tokens
        starts = {t.begin: t.i for t in reversed(tokens)}
        smallest: dict[int, tuple[int, list[str]]] = {}
        for actor in self.actors.values():
            for begin, end in actor.mentions:
                i = starts.get(begin)
                if i is None:
                    i = next((t.i for t in self.parsed.between(begin, end)), None)
                while i is not None and i < len(tokens) and tokens[i].begin < end:
                    size, ids = smallest.get(i, (10**9, []))
                    if end - begin < size:
                        smallest[i] = (end - begin, [actor.id])
                    elif end - begin == size and actor.id not in ids:
                        ids.append(actor.id)
                    i += 1
        return {i: tuple(ids) for i, (_, ids) in smallest.items()}

    def at(self, token: Token) -> str | None:
        """The id of the actor whose smallest mention covers *token*, or None."""
        found = self._by_token.get(token.i)
        return found[0] if found else None

    def all_at(self, token: Token) -> tuple[str, ...]:
        """The ids of all actors that *token* stands for: more than one for "they" or "both sides"."""
        return self._by_token.get(token.i, ())

    def of_phrase(self, head: Token) -> tuple[str, ...]:
        """The ids of all actors that the noun phrase headed by *head* denotes, in text order, each once.

        Itself, what is joined to it, an apposition where it is no actor itself, what stands behind "a mix of",
        "members of", "dozens of", the antecedent of a relative pronoun, and each of "US, Iraqi and Kurdish forces".
        """
        found: list[str] = []
        self._collect(head, found, set())
        return tuple(dict.fromkeys(found))

    def owners(self, head: Token) -> tuple[str, ...]:
        """The ids of the actors whose thing *head* is ("IS positions", "bases of the army", "Hamas's rockets"), or ().

        Only for things that stand for their owner when attacked, moved or used (``THINGS``).
        """
        if head.lower not in THINGS:
            return ()
        found: list[str] = []
        for child in self.parsed.children(head, *_POSSESSIVE):
            self._collect(child, found, set())
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in ("of", "by", "from"):
                for obj in self.parsed.children(prep, "pobj"):
                    self._collect(obj, found, set())
                    found.extend(self.owners(obj))
        return tuple(dict.fromkeys(found))

    def _collect(self, head: Token, found: list[str], seen: set[int]) -> None:
        if head.i in seen:
            return
        seen.add(head.i)
        own = self.all_at(head)
        if own:
            for modifier in self.parsed.children(head, "amod", "compound", "nmod", "poss"):
                joined = self.parsed.conjuncts(modifier)
                if len(joined) > 1:
                    for word in joined:
                        found.extend(i for i in self.all_at(word) if i not in own and self._is_group(i))
            found.extend(own)
        elif head.tag in ("WP", "WDT") or (head.lower == "that" and head.pos in ("PRON", "SCONJ")):
            antecedent = self._antecedent(head)
            if antecedent is not None:
                self._collect(antecedent, found, seen)
        else:
            before = len(found)
            if head.lower in LOOK_THROUGH or head.pos in ("NUM", "DET", "PRON"):
                for prep in self.parsed.children(head, "prep"):
                    if prep.lower in ("of", "from", "among"):
                        for obj in self.parsed.children(prep, "pobj"):
                            self._collect(obj, found, seen)
            if len(found) == before:
                for other in self.parsed.children(head, "appos"):
                    self._collect(other, found, seen)
        for other in self.parsed.children(head, "conj"):
            self._collect(other, found, seen)

    def _is_group(self, actor_id: str) -> bool:
        return self.actors[actor_id].kind in ("armed-group", "population", "organization", "media")

    def _antecedent(self, pronoun: Token) -> Token | None:
        """The noun that a relative pronoun takes up: the head of the relative clause it stands in."""
        for ancestor in (pronoun, *self.parsed.ancestors(pronoun)):
            if ancestor.dep in ("relcl", "acl"):
                return self.parsed.head(ancestor)
        return None
