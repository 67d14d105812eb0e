"""Who fights whom in an article, and so whom an attack struck, or who made it, where its own clause does not say.

An army that the article has fighting one enemy only, strikes that enemy; who rejects "the charge" rejects it towards
the one who made it. Only what the words leave open is filled in, and with less confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.model import Actor, Event

_ARMED = frozenset(("state", "armed-group"))
_HAPPENED = frozenset(("actual", "reported", "hedged"))
_REGULARS = frozenset("army navy force troops military artillery marines commandos soldiers garrison".split())
_ANSWERS = frozenset(("REJECT", "ACCUSE"))
_NEAR = 2
"""Sentences within which one fight is taken to go on."""


class Opponents:
    """Who fights whom, and who accuses whom, in the events of one article, each with its sentence, in text order."""

    def __init__(self, actors: Mapping[str, Actor], told: Sequence[tuple[Event, int]]) -> None:
        self.actors = actors
        self.events = [event for event, _ in told]
        self.sentences = [sentence for _, sentence in told]
        self._foes: dict[str, dict[str, list[int]]] = {}
        for n, event in enumerate(self.events):
            if event.type == "ASSAULT" and event.status in _HAPPENED and not set(event.agents) & set(event.targets):
                for one in filter(self._armed, event.agents):
                    for other in filter(self._armed, event.targets):
                        if self.whole(one) != self.whole(other):
                            self._foes.setdefault(self.whole(one), {}).setdefault(other, []).append(n)
                            self._foes.setdefault(self.whole(other), {}).setdefault(one, []).append(n)

    def whole(self, actor: str) -> str:
        """The state or group that *actor* is a part of, itself where it is no part."""
        for _ in range(4):
            above = self.actors[actor].part_of if actor in self.actors else None
            if above is None:
                break
            actor = above
        return actor

    def of(self, n: int) -> tuple[str, ...]:
        """Whom the event number *n*, which names no target, is aimed at; () where the article leaves it open."""
        event = self.events[n]
        if event.targets or not event.agents:
            return ()
        if event.type in _ANSWERS:
            return self._accusers(n)
        return self._struck_beside(n) or self._enemy(event.agents, n) or self._protesters(n)

    def _struck_beside(self, n: int) -> tuple[str, ...]:
        """Of "pushed into the town, weeks into a siege of the rebels" the rebels, whom that sentence has struck."""
        own = {self.whole(a) for a in self.events[n].agents}
        struck: list[str] = []
        for m, event in enumerate(self.events):
            if m == n or self.sentences[m] != self.sentences[n] or event.type not in ("ASSAULT", "COERCE"):
                continue
            same = not event.agents or own & {self.whole(a) for a in event.agents}
            struck.extend(t for t in event.targets if same and self._armed(t) and self.whole(t) not in own)
        return self._one(dict.fromkeys(struck)) if struck else ()

    def _protesters(self, n: int) -> tuple[str, ...]:
        """Against whom police or troops used force: those who protested in the sentences next to it."""
        event = self.events[n]
        if not all(self.actors[a].kind == "armed-group" for a in event.agents):
            return ()
        for m in sorted(range(len(self.events)), key=lambda m: (abs(self.sentences[m] - self.sentences[n]), m)):
            near = abs(self.sentences[m] - self.sentences[n]) <= 1
            if near and self.events[m].type == "PROTEST" and not set(self.events[m].agents) & set(event.agents):
                return self.events[m].agents
        return ()

    def attackers(self, n: int) -> tuple[str, ...]:
        """Who made the attack number *n*, which names only those it struck: their one enemy; () where that is open."""
        event = self.events[n]
        armed = tuple(filter(self._armed, event.targets)) if not event.agents else ()
        return self._enemy(armed, n) if armed else ()

    def last_attackers(self, n: int) -> tuple[str, ...]:
        """Who made the attack told in the sentence of number *n* or the one before, where *n* leaves it open."""
        event = self.events[n]
        if event.agents or not event.targets:
            return ()
        struck = {self.whole(t) for t in event.targets}
        for m in reversed(range(n)):
            before = self.events[m]
            if self.sentences[m] < self.sentences[n] - 1:
                break
            one_way = before.type == "ASSAULT" and before.subtype != "clash" and before.status in _HAPPENED
            if one_way and before.agents and not struck & {self.whole(a) for a in before.agents}:
                return before.agents
        return ()

    def main_pair(self) -> tuple[str, str] | None:
        """The two who fight one another most, if they stand out: "both sides"."""
        fights: dict[frozenset[str], int] = {}
        for one, foes in self._foes.items():
            for foe, told in foes.items():
                pair = frozenset((one, self.whole(foe)))
                fights[pair] = fights.get(pair, 0) + len(told)
        ranked = sorted(fights.items(), key=lambda item: -item[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        one, other = sorted(ranked[0][0])
        return one, other

    def _accusers(self, n: int) -> tuple[str, ...]:
        wholes = {self.whole(a) for a in self.events[n].agents}
        for event in reversed(self.events[:n]):
            if event.type in ("ACCUSE", "SANCTION", "THREATEN") and wholes & {self.whole(t) for t in event.targets}:
                return tuple(a for a in event.agents if self.whole(a) not in wholes)
        return ()

    def _enemy(self, own: Sequence[str], n: int) -> tuple[str, ...]:
        """The one enemy of *own*, its parts being one with it; of several the one they fight nearest to event *n*."""
        known: dict[str, list[int]] = {}
        for actor in own:
            for foe, fights in self._foes.get(self.whole(actor), {}).items():
                known.setdefault(foe, []).extend(fights)
        foes = list(known)
        if not foes and any(map(self._is_of_a_state, own)):
            foes = list(dict.fromkeys(f for found in self._foes.values() for f in found if self._is_rebel(f)))
        if not (only := self._one(foes)) and (near := self._nearest(known, n)):
            only = self._one(near)
        return only

    def _nearest(self, known: Mapping[str, list[int]], n: int) -> list[str]:
        """Those of the *known* foes who are fought in the sentences next to event *n*, the nearest of them."""
        apart = {foe: min(abs(self.sentences[m] - self.sentences[n]) for m in fights) for foe, fights in known.items()}
        best = min(apart.values(), default=_NEAR + 1)
        return [foe for foe, distance in apart.items() if distance == best <= _NEAR]

    def _one(self, foes: Iterable[str]) -> tuple[str, ...]:
        """The one of *foes*, where they are one: the state, else as it was named first."""
        foes = list(foes)
        wholes = dict.fromkeys(self.whole(foe) for foe in foes)
        named = [whole for whole in wholes if not self.actors[whole].unnamed]
        if len(named) == 1:  # "the rebels" beside the group that they are
            foes = [foe for foe in foes if self.whole(foe) == named[0]]
            wholes = dict.fromkeys(named)
        if len(wholes) != 1:
            return ()
        whole = next(iter(wholes))
        return (whole,) if self.actors[whole].kind == "state" else (foes[0],)

    def _is_of_a_state(self, actor: str) -> bool:
        """Whether it is "the air force" or "ground troops" of a state that the article does not name with them."""
        known = self.actors[actor]
        words = set(known.name.lower().replace("-", " ").split())
        bare = known.kind == "armed-group" and known.lexicon is None
        return bare and bool(_REGULARS & words) and not words & {"backed", "led", "rebel"}

    def _is_rebel(self, actor: str) -> bool:
        """Whether it is a group with a name that is no part of a state."""
        known = self.actors[self.whole(actor)]
        return known.kind == "armed-group" and not known.unnamed and not _REGULARS & set(known.name.lower().split())

    def _armed(self, actor: str) -> bool:
        known = self.actors.get(actor)
        return known is not None and known.kind in _ARMED
