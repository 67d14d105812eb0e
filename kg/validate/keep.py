"""What may be kept of a graph: all that conforms, without what violates and what rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Set
from typing import Final

from kg.terms import Triple, iri, text_of
from kg.validate.check import validate
from kg.validate.report import Report, Result
from kg.validate.shapes import Shapes
from kg.validate.statements import TYPE
from kg.vocab import GEO, KG, SCHEMA, SH, SHAPE

_ARTICLE: Final = iri(SCHEMA.NewsArticle)
_CLAIM: Final = iri(KG.Claim)
_ABOUT: Final = frozenset(map(iri, (KG.affirms, KG.negates)))
_ANSWERS: Final = frozenset(map(iri, (KG.disputes, KG.echoes, KG.confirms, KG.retracts, KG.doubts)))
_OWNED: Final = frozenset(map(iri, (KG.participation, KG.chain, GEO.hasGeometry)))
_LEAVES: Final = tuple(map(iri, (KG.Place, KG.TimeSpan, KG.Span)))


def quarantine(
    triples: Set[Triple], report: Report, *, shapes: Shapes | None = None
) -> tuple[Set[Triple], Set[Triple]]:
    """Part the graph of an article into what conforms and what does not, with what rests on it.

    A node that violates a shape goes, and so does what cannot stand without it: participations of an account, accounts
    of an actor, claims that lose all they were about, accounts that nobody claims any more, until the rest conforms.
    A property that no shape knows goes alone. Where the article node itself violates a shape, all goes.

    Returns: (kept, quarantined); the two are disjoint and hold all of *triples*.
    """
    if not report.violations:
        return triples, frozenset()
    kept = _Kept(triples)
    articles = {text_of(a) for a in kept.instances(_ARTICLE)}
    told = {s for s, p, _ in triples if p in _ABOUT}
    while report.violations:
        before = len(kept.triples)
        if any(r.focus_node in articles for r in report.violations):
            return frozenset(), triples
        for result in report.violations:
            kept.take_out(result)
        kept.settle(told)
        if len(kept.triples) == before or not kept.instances(_ARTICLE):
            return frozenset(), triples
        report = validate(kept.triples, shapes=shapes)
    return kept.triples, triples - kept.triples


class _Kept:
    """The triples that are still kept, with those that name each node."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = set(triples)
        self._naming: dict[str, set[Triple]] = defaultdict(set)
        for triple in self.triples:
            self._naming[triple[0]].add(triple)
            self._naming[triple[2]].add(triple)

    def instances(self, cls: str) -> list[str]:
        """The nodes of class *cls*, sorted."""
        return sorted(s for s, p, o in self._naming[cls] if p == TYPE and o == cls)

    def take_out(self, result: Result) -> None:
        """Remove what *result* points at: one property where that is the fault, else the node and all that names it."""
        node = self._node(result.focus_node)
        paths = {f"<{path}>" for path in (result.path or "").split("|")}
        faulty = [t for t in self._naming[node] if t[0] == node and t[1] in paths]
        if result.shape == SHAPE.BareFactShape:
            self._remove(faulty)
        elif result.component == SH.ClosedConstraintComponent or result.shape == SHAPE.KnownNamespaceShape:
            self._remove([t for t in faulty if text_of(t[2]) == result.value])
        else:
            self._drop(node)

    def settle(self, told: Set[str]) -> None:
        """Drop the claims of *told* that lost all they were about, and what nothing names: spans, places, times."""
        changed = True
        while changed:
            changed = False
            for claim in self.instances(_CLAIM):
                if claim in told and not self._of(claim, _ABOUT | _ANSWERS):
                    self._drop(claim)
                    changed = True
        for cls in _LEAVES:
            for leaf in self.instances(cls):
                if not any(o == leaf for _, _, o in self._naming[leaf]):
                    self._drop(leaf)

    def _node(self, name: str) -> str:
        """The node that a report calls *name*; blank nodes and literals too."""
        if any(s == f"<{name}>" for s, _, _ in self._naming[f"<{name}>"]):
            return f"<{name}>"
        others = (node for node in self._naming if node[0] != "<" and text_of(node) == name)
        return min(others, default=f"<{name}>")

    def _drop(self, node: str) -> None:
        """Remove *node*, what it owns, and every triple that names either."""
        owned = self._of(node, _OWNED)
        self._remove(self._naming[node])
        for other in owned:
            self._drop(other)

    def _of(self, node: str, predicates: Set[str]) -> list[str]:
        return [o for s, p, o in self._naming[node] if s == node and p in predicates]

    def _remove(self, triples: Collection[Triple]) -> None:
        for triple in list(triples):
            self.triples.discard(triple)
            self._naming[triple[0]].discard(triple)
            self._naming[triple[2]].discard(triple)
