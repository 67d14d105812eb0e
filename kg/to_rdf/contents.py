"""What each claim is about: what it affirms, what it negates, and what is left to the outlet's own voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kg.model import About, Claim, Event, Facts, Span
from kg.to_rdf.sheet import Key

CERTAINTIES_OF: Final = {"actual": "certain", "negated": "certain", "hedged": "possible"}
MODALITIES_OF: Final = {"planned": "plan", "hypothetical": "hypothesis"}


class Content(NamedTuple):
    """What a claim affirms and what it negates."""

    affirms: tuple[Key, ...] = ()
    negates: tuple[Key, ...] = ()


class Contents:
    """What each claim is about, and what is left to the outlet's own voice."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.events = {e.id: e for e in facts.events}
        self.claims = {c.id: c for c in facts.claims}
        self.sides = {s.id: s for s in facts.sides}
        self.links = {k.id: k for k in facts.links}
        self.quantities = {q.id: q for q in facts.quantities}
        self.extra: dict[str, list[tuple[Key, bool]]] = {}
        self._hand_out()
        self.known: dict[str, Content] = {}
        for claim in facts.claims:
            self._of(claim.id, frozenset())

    def by_modality(self, claim: Claim) -> Iterator[tuple[str, Content]]:
        """The content of *claim*, split where it tells facts and plans in one breath."""
        content = self.known[claim.id]
        groups: dict[str, Content] = {}
        for key in content.affirms:
            modality = self._modality(claim, key)
            groups[modality] = Content((*groups.get(modality, Content()).affirms, key))
        if len(groups) == 1 and not content.negates:
            yield next(iter(groups)), content
            return
        plain = groups.pop(claim.modality, Content())._replace(negates=content.negates)
        if plain != Content() or not groups:
            yield claim.modality, plain
        yield from sorted(groups.items())

    def certainty(self, claim: Claim) -> str:
        """How sure *claim* puts it: its own word, else "possible" where all that it tells is hedged."""
        told = [self.events[k[1]].status for k in self.known[claim.id].affirms if k[0] == "event"]
        hedged = bool(told) and all(s == "hedged" for s in told)
        return "possible" if claim.certainty == "unknown" and hedged else claim.certainty

    def outlet(self) -> Iterator[tuple[Key, str, tuple[Span, ...]]]:
        """What the outlet itself says: key, status and spans."""
        claimed = {k for c in self.known.values() for k in (*c.affirms, *c.negates)}
        for e in self.facts.events:
            if e.voice == "article":
                yield ("event", e.id), e.status, e.evidence
        for r in self.facts.relations:
            if ("relation", r.id) not in claimed:
                yield ("relation", r.id), r.status, r.evidence
        for what, several in (
            ("side", self.facts.sides), ("link", self.facts.links), ("quantity", self.facts.quantities)
        ):  # fmt: skip
            for fact in several:
                key = (what, fact.id)
                if key not in claimed:
                    yield key, self._status(key), fact.evidence

    def _modality(self, claim: Claim, key: Key) -> str:
        return claim.modality if claim.modality != "fact" else MODALITIES_OF.get(self._status(key), "fact")

    def _status(self, key: Key) -> str:
        """The status of what *key* names: that of its events where none is actual; one end is enough for a link."""
        told = {e.status for e in self._events(key)} - {"reported"}
        if key[0] == "link":
            told -= {"actual"}
        return min(told) if told and "actual" not in told else "actual"

    def _events(self, key: Key) -> list[Event]:
        """The events that *key* is, or is a part of."""
        kind, local_id = key[:2]
        names: Iterable[str | None] = ()
        if kind in ("event", "participation"):
            names = (local_id,)
        elif kind == "side":
            names = self.sides[local_id].events if local_id in self.sides else ()
        elif kind == "quantity":
            names = (self.quantities[local_id].event,) if local_id in self.quantities else ()
        elif kind == "link" and local_id in self.links:
            names = (self.links[local_id].from_, self.links[local_id].to)
        return [self.events[n] for n in names if n in self.events]

    def _hand_out(self) -> None:
        """Give sides, relations, links and quantities to the claims that they rest on."""
        spoken: dict[str, list[str]] = {}
        for c in self.facts.claims:
            for e in c.events:
                spoken.setdefault(e, []).append(c.id)
        only = {e.id for e in self.facts.events if e.voice == "claim"}
        for s in self.facts.sides:
            inside = set(s.events) <= only and len(s.events) > 0
            self._give(("side", s.id), s.claims or ([c for e in s.events for c in spoken.get(e, ())] if inside else ()))
        for r in self.facts.relations:
            self._give(("relation", r.id), r.claims, negated=r.status == "negated")
        for k in self.facts.links:
            self._give(("link", k.id), [c for e in (k.from_, k.to) if e in only for c in spoken.get(e, ())])
        for q in self.facts.quantities:
            self._give(("quantity", q.id), spoken.get(q.event, ()) if q.event in only else ())

    def _give(self, key: Key, claims: Iterable[str], *, negated: bool = False) -> None:
        for c in dict.fromkeys(claims):
            if c in self.claims and not _denying(self.claims[c]):
                self.extra.setdefault(c, []).append((key, negated))

    def _of(self, claim_id: str, above: frozenset[str]) -> Content:
        """The content of one claim, with what it takes over from those it denies, echoes or confirms."""
        if claim_id in self.known:
            return self.known[claim_id]
        claim = self.claims[claim_id]
        affirms, negates = self._own(claim)
        below = above | {claim_id}
        disputed = [claim.denies] if claim.denies else []
        disputed += [r.claim for r in claim.responds if r.how == "denies"]
        for other in disputed:
            if other in self.claims and other not in below:
                negates += self._denied(claim, other, self._of(other, below))
        if not affirms and not negates:
            for r in claim.responds:
                if r.how in ("echoes", "confirms") and r.claim in self.claims and r.claim not in below:
                    copied = self._of(r.claim, below)
                    affirms, negates = [*affirms, *copied.affirms], [*negates, *copied.negates]
        itself = ("claim", claim_id)  # a denial may stand inside what it denies
        affirms = [k for k in affirms if k != itself]
        found = Content(_once(affirms), tuple(k for k in _once(negates) if k not in affirms and k != itself))
        if not above:
            self.known[claim_id] = found
        return found

    def _own(self, claim: Claim) -> tuple[list[Key], list[Key]]:
        """What *claim* says by itself: (affirmed, negated)."""
        told: tuple[list[Key], list[Key]] = ([], [])
        named = {a.event for a in claim.about if a.event}
        for e in claim.events:
            if e in self.events and e not in named:
                negated = _denying(claim) or self.events[e].status == "negated"
                told[negated].append(("event", e))
        for about in claim.about:
            key = _about_key(about)
            if key:
                told[about.polarity == "negative"].append(key)
        for key, negated in self.extra.get(claim.id, ()):
            told[negated].append(key)
        return told

    def _denied(self, claim: Claim, other: str, content: Content) -> list[Key]:
        """What *claim* negates by denying claim *other*."""
        if claim.disputes == "utterance":
            return [("claim", other)]
        if claim.disputes == "quantity":
            return [k for k in content.affirms if k[0] == "quantity"]
        if claim.disputes == "agent":
            events = [self.events[k[1]] for k in content.affirms if k[0] == "event"]
            return [("participation", e.id, a, "") for e in events for a in e.agents]
        given = {a.event for a in self.claims[other].about if a.presupposed}
        return [k for k in content.affirms if not self._rests_on(k, given)]

    def _rests_on(self, key: Key, given: set[str | None]) -> bool:
        """Whether *key* is one of the events taken as given, or tells of these alone."""
        if key[0] in ("event", "participation"):
            return key[1] in given
        events = self.sides[key[1]].events if key[0] == "side" else ()
        return bool(events) and set(events) <= given


def _denying(claim: Claim) -> bool:
    return claim.stance == "denies" or claim.act == "denies"


def _about_key(about: About) -> Key | None:
    if about.event and about.actor:
        return ("participation", about.event, about.actor, about.role or "")
    for kind in ("event", "relation", "side", "link", "quantity", "claim"):
        local_id = getattr(about, kind)
        if local_id:
            return (kind, local_id)
    return None


def _once(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(keys))
