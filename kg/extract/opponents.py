"""Whom an event was aimed at where its own clause does not say: what the rest of the article tells of its doer.

An army that the article has fighting one enemy only, strikes that enemy; who rejects "the charge" rejects it towards
the one who made it. Only what the words leave open is filled in, and with less confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.model import Actor, Event

_ARMED = frozenset(("state", "armed-group"))
_HAPPENED = frozenset(("actual", "reported", "hedged"))
_REGULARS = frozenset("army navy force troops military artillery marines commandos soldiers garrison".split())
_ANSWERS = frozenset(("REJECT", "ACCUSE"))


class Opponents:
    """Who fights whom, and who accuses whom, in the *events* of one article, given in text order."""

    def __init__(self, actors: Mapping[str, Actor], events: Sequence[Event]) -> None:
        self.actors = actors
        self.events = events
        self._foes: dict[str, dict[str, None]] = {}
        for event in events:
            if event.type == "ASSAULT" and event.status in _HAPPENED and not set(event.agents) & set(event.targets):
                for one in filter(self._armed, event.agents):
                    for other in filter(self._armed, event.targets):
                        if self.whole(one) != self.whole(other):
                            self._foes.setdefault(self.whole(one), {}).setdefault(other)
                            self._foes.setdefault(self.whole(other), {}).setdefault(one)

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
        if event.type in _ANSWERS and (accusers := self._accusers(n)):
            return accusers
        return self._enemy(event.agents)

    def _accusers(self, n: int) -> tuple[str, ...]:
        wholes = {self.whole(a) for a in self.events[n].agents}
        for event in reversed(self.events[:n]):
            if event.type in ("ACCUSE", "SANCTION", "THREATEN") and wholes & {self.whole(t) for t in event.targets}:
                return tuple(a for a in event.agents if self.whole(a) not in wholes)
        return ()

    def _enemy(self, agents: Sequence[str]) -> tuple[str, ...]:
        """The one enemy of *agents*, its parts being one with it."""
        foes = dict.fromkeys(foe for agent in agents for foe in self._foes.get(self.whole(agent), ()))
        if not foes and any(map(self._is_of_a_state, agents)):
            foes = dict.fromkeys(f for found in self._foes.values() for f in found if self._is_rebel(f))
        wholes = dict.fromkeys(self.whole(foe) for foe in foes)
        named = [whole for whole in wholes if not self.actors[whole].unnamed]
        if len(named) == 1:  # "the rebels" beside the group that they are
            wholes = dict.fromkeys(named)
            foes = {foe: None for foe in foes if self.whole(foe) in wholes}
        if len(wholes) != 1:
            return ()
        whole = next(iter(wholes))
        return (whole,) if self.actors[whole].kind == "state" else (next(iter(foes)),)

    def _is_of_a_state(self, actor: str) -> bool:
        """Whether it is "the air force" or "ground troops" of a state that the article does not name with them."""
        known = self.actors[actor]
        return known.kind == "armed-group" and bool(_REGULARS & set(known.name.lower().split()))

    def _is_rebel(self, actor: str) -> bool:
        """Whether it is a group with a name that is no part of a state."""
        known = self.actors[self.whole(actor)]
        return known.kind == "armed-group" and not known.unnamed and not _REGULARS & set(known.name.lower().split())

    def _armed(self, actor: str) -> bool:
        known = self.actors.get(actor)
        return known is not None and known.kind in _ARMED
