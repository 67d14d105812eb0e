"""What validation says: results, and the report that holds them."""

from __future__ import annotations

import msgspec

from kg.vocab import SHAPE, compact


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
