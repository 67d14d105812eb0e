"""What validation says: results, and the report that holds them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kg.terms import Triple, iri, literal, text_of
from kg.validate.statements import TYPE
from kg.vocab import SH, SHAPE, compact

_FOCUS, _SHAPE, _MESSAGE = map(iri, (SH.focusNode, SH.sourceShape, SH.resultMessage))


class Rule(msgspec.Struct, frozen=True):
    """What a shape says about itself."""

    message: str
    severity: str
    path: str | None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule: ``shape`` and ``component`` are IRIs, ``severity`` is Violation or Warning.

    ``headline`` and ``quote`` say where: the article's headline and the sentence that the node rests on.
    """

    focus_node: str
    shape: str
    message: str
    severity: str = "Violation"
    component: str = ""
    path: str | None = None
    value: str | None = None
    headline: str = ""
    quote: str = ""

    def line(self) -> str:
        """The result as one line for people.

        >>> Result(focus_node="http://x/1", shape=SHAPE.RuleShape, message="Name it.", headline="War ends").line()
        'War ends | Violation of RuleShape: Name it. (http://x/1)'
        """
        where = " | ".join(part for part in (self.headline, f"“{self.quote}”" if self.quote else "") if part)
        what = f"{self.severity} of {SHAPE.local(self.shape)}: {self.message}"
        value = f" {compact(self.path)} = {self.value}" if self.path and self.value else ""
        return f"{where} | {what} ({self.focus_node}{value})" if where else f"{what} ({self.focus_node}{value})"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What validation found: ``conforms`` where nothing is worse than a warning."""

    conforms: bool
    results: tuple[Result, ...] = ()

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that keep something out."""
        return tuple(r for r in self.results if r.severity == "Violation")

    def lines(self) -> list[str]:
        """The results for people, a line each, violations first."""
        ordered = sorted(self.results, key=lambda r: (r.severity != "Violation", r.headline, r.quote, r.shape))
        return [r.line() for r in ordered]


def order(result: Result) -> tuple[str, str, str, str]:
    return result.shape, result.focus_node, result.path or "", result.value or ""


def as_rdf(results: Iterable[Result]) -> set[Triple]:
    """*results* as ``sh:ValidationResult`` nodes, each at its focus node's IRI with ``/result/N`` behind it.

    ``sh:resultMessage`` is the whole line for people. Source: SHACL section 3.6.2.

    >>> found = Result(focus_node="http://x/1", shape=SHAPE.RuleShape, message="Name it.")
    >>> from_rdf(as_rdf([found]))
    [('http://x/1', 'RuleShape', 'Violation of RuleShape: Name it. (http://x/1)')]
    """
    triples: set[Triple] = set()
    for number, result in enumerate(sorted(results, key=order)):
        node = f"<{result.focus_node}/result/{number}>"
        triples.add((node, TYPE, iri(SH.ValidationResult)))
        triples.add((node, _FOCUS, f"<{result.focus_node}>"))
        triples.add((node, _SHAPE, f"<{result.shape}>"))
        triples.add((node, iri(SH.resultSeverity), iri(SH[result.severity])))
        triples.add((node, _MESSAGE, literal(result.line())))
    return triples


def from_rdf(triples: Iterable[Triple]) -> list[tuple[str, str, str]]:
    """The focus node, shape and line of each result that :func:`as_rdf` wrote."""
    told: dict[str, dict[str, str]] = {}
    for subject, predicate, value in triples:
        told.setdefault(subject, {})[predicate] = text_of(value)
    return sorted(
        (about[_FOCUS], SHAPE.local(about[_SHAPE]), about[_MESSAGE])
        for about in told.values()
        if about.get(TYPE) == SH.ValidationResult
    )
