"""What the identity graph says, as lines of N-Triples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.vocab import KG, RDF, RDFS, XSD

CONFIDENCE: Final[Mapping[str, str]] = {
    "correction": "1",
    "lexicon": "0.99",
    "gazetteer": "0.99",
    "name": "0.9",
    "part": "0.9",
    "alias": "0.85",
    "match": "0.8",
    "single": "1",
}
"""How sure each way of identifying is."""


def line(subject: str, predicate: str, iri: str) -> str:
    """A triple whose object is an IRI."""
    return f"<{subject}> <{predicate}> <{iri}> ."


def text_line(subject: str, predicate: str, text: str, datatype: str | None = None) -> str:
    """A triple whose object is a literal."""
    literal = ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)
    return f"<{subject}> <{predicate}> {literal} ."


def identification(
    base: str, node: str, canonical: str, by: str, evidence: Iterable[str], sure: str | None = None
) -> Iterator[str]:
    """That *node* stands for *canonical*, for the reason *by*, as the spans *evidence* show; how *sure* that is, where
    more is known of it than its reason.
    """
    me = ids.identification(base, node, canonical)
    yield line(node, KG.denotes, canonical)
    yield line(me, RDF.type, KG.Identification)
    yield line(me, KG.node, node)
    yield line(me, KG.canonical, canonical)
    yield text_line(me, KG.identifiedBy, by)
    yield text_line(me, KG.confidence, sure or CONFIDENCE[by], XSD.decimal)
    for span in evidence:
        if span:
            yield line(me, KG.evidence, span)


def description(canonical: str, label: str, *classes: str) -> Iterator[str]:
    """What *canonical* is, and its name."""
    yield text_line(canonical, RDFS.label, label)
    for c in classes:
        yield line(canonical, RDF.type, c)


def most(words: Mapping[str, int] | Iterable[str]) -> str:
    """The commonest of *words*; of equals the longest, then the first by alphabet.

    >>> most(["the Front", "Front", "Front"])
    'Front'
    """
    counted = Counter(words)
    return min(counted, key=lambda w: (-counted[w], -len(w), w))
