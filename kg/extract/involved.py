"""Who counts in the end: an actor without a name is one only where a fact tells what he does, says or is.

"four passers-by watched" names nobody and tells of no event, claim, side or relation: nothing is lost without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Facts, replace
from kg.syntax import ParsedArticle


def involved(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* without the unnamed actors that no event, claim, side, relation or quantity of them speaks of."""
    spoken = set(_spoken_of(facts))
    kept = [a for a in facts.actors if a.id in spoken or not a.unnamed]
    ids = {a.id for a in kept}
    return replace(facts, actors=tuple(a if a.part_of in ids else replace(a, part_of=None) for a in kept))


def _spoken_of(facts: Facts) -> Iterator[str | None]:
    """The ids of the actors in *facts* beside the list of actors."""
    for event in facts.events:
        yield from (*event.agents, *event.targets, *(p.actor for p in event.participants))
    for claim in facts.claims:
        yield from (claim.source, *claim.via, *claim.to, *claim.chain, *(about.actor for about in claim.about))
    for side in facts.sides:
        yield from (*side.actors, *side.against)
    for relation in facts.relations:
        yield from (relation.subject, relation.object)
    for quantity in facts.quantities:
        yield quantity.of
