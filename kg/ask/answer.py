"""An answer: what it says, what it rests on, how the question was read; as JSON and as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg import ids
from kg.ask.telling import joined
from kg.vocab import KG

SHOWN_EVIDENCE: Final = 6
MOST_SPANS: Final = 30
_FACTS: Final = (
    f"PREFIX kg: <{KG.iri}>"
    + """
CONSTRUCT { ?s ?p ?o } WHERE {
  {
    VALUES ?s { %(spans)s }
  } UNION {
    VALUES ?span { %(spans)s }
    { ?s kg:evidence ?span } UNION { ?s kg:ground ?claim } UNION { ?assessment kg:ground ?claim ; kg:proposition ?s }
    ?claim kg:evidence ?span .
  }
  ?s ?p ?o
}
"""
)


@dataclass(frozen=True)
class Evidence:
    """A sentence that an answer rests on. ``source`` names the article for people: outlet or title, and day.

    ``said_by`` are those whose words the article passes on there; empty where the outlet itself says so. ``denied_by``
    are those who deny it.
    """

    text: str
    article: str
    begin: int
    end: int
    source: str = ""
    outlet: str = ""
    said_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()

    @property
    def credit(self) -> str:
        """Where it stands, whose words it passes on and who denies them, for people."""
        said = f", as said by {joined(self.said_by)}" if self.said_by else ""
        return f"{self.source}{said}{f', denied by {joined(self.denied_by)}' if self.denied_by else ''}"

    @property
    def span(self) -> str:
        """The IRI of these characters."""
        base, _, v = self.article.rpartition("id/article/")
        return ids.span(base, v, (self.begin, self.end))

    def as_dict(self) -> dict[str, Any]:
        """The evidence as JSON has it."""
        where = {"text": self.text, "article": self.article, "begin": self.begin, "end": self.end}
        voices = {"said_by": list(self.said_by), "denied_by": list(self.denied_by)}
        return where | {key: names for key, names in voices.items() if names}


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    ``answers`` are things (``name``, ``iri``), statements (``text``) or one ``verdict``; ``disputed`` are those that
    somebody denies, ``sentence`` says all of it in words; ``found`` is False where the question was not read, or
    nothing in the dataset answers it. ``support`` holds for each of ``answers`` its sentences, the best first;
    ``nearest`` are questions that have an answer, where this one has none. ``choices`` are for each name that several
    bear what it may mean.
    """

    question: str
    intent: str | None
    sentence: str
    dataset_version: str
    answers: tuple[dict[str, Any], ...] = ()
    disputed: tuple[dict[str, Any], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    disputed_evidence: tuple[Evidence, ...] = ()
    sparql: str = ""
    entities: tuple[dict[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    disputed_lines: tuple[str, ...] = ()
    support: tuple[tuple[Evidence, ...], ...] = ()
    nearest: tuple[str, ...] = ()
    choices: tuple[tuple[dict[str, str], ...], ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answers)

    @property
    def verdict(self) -> str:
        """ "yes", "no" or "contested"; "" where that is not asked."""
        return str(self.answers[0].get("verdict", "")) if self.answers else ""

    @property
    def facts(self) -> str:
        """A query for the facts that rest on the evidence, with their status, as RDF; "" where there is none."""
        spans = list(dict.fromkeys(e.span for e in (*self.evidence, *self.disputed_evidence)))[:MOST_SPANS]
        return _FACTS % {"spans": " ".join(f"<{span}>" for span in spans)} if spans else ""

    def rests_on(self, number: int) -> tuple[Evidence, ...]:
        """The best two sentences for the answer of this *number*."""
        return best_two(self.support[number]) if number < len(self.support) else ()

    def reports(self, number: int) -> int:
        """How many articles the answer of this *number* rests on."""
        return len({e.article for e in self.support[number]}) if number < len(self.support) else 0

    def reading(self) -> dict[str, Any]:
        """How the question was read."""
        return {
            "intent": self.intent,
            "entities": list(self.entities),
            "parameters": self.parameters,
            "sentence": self.sentence,
            "disputed": list(self.disputed),
            "notes": list(self.notes),
            "alternatives": [list(several) for several in self.choices],
            "nearest": list(self.nearest),
        }

    def to_json(self) -> dict[str, Any]:
        """The answer as ``kg ask --json`` prints it."""
        return {
            "question": self.question,
            "reading": self.reading(),
            "answers": list(self.answers),
            "evidence": [e.as_dict() for e in (*self.evidence, *self.disputed_evidence)],
            "sparql": self.sparql,
            "dataset_version": self.dataset_version,
        }

    def to_text(self) -> str:
        """The answer as people read it: numbers in brackets are those of the sentences below."""
        shown = _shown(self)
        number = {e: n for n, e in enumerate(shown, 1)}
        parts = [self.sentence]
        for line in dict.fromkeys(self.lines):
            n = self.lines.index(line)
            refs = "".join(f" [{number[e]}]" for e in self.rests_on(n) if e in number)
            parts.append(f"  {line}{refs}")
        parts += _quoted(shown, len({*self.evidence} - {*shown}))
        if self.disputed_lines:
            parts += ["", "Disputed:", *(f"  {line}" for line in dict.fromkeys(self.disputed_lines))]
            parts += _quoted(self.disputed_evidence[:SHOWN_EVIDENCE], 0, numbered=False)
        if self.nearest:
            parts += ["", "These have an answer:", *(f"- {question}" for question in self.nearest)]
        if self.entities:
            read = ", ".join(f"{e['text']} as {e['name']} ({e['kind']})" for e in self.entities)
            parts += ["", f"Read: {read}; question: {self.intent or 'not understood'}."]
        parts += [f"Note: {note}" for note in self.notes]
        return "\n".join(parts)


def best_two(held: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The first of *held*, the best first, and the next of another article, or else of the same."""
    others = [e for e in held[1:] if e.article != held[0].article]
    return (*held[:1], *(others or held[1:])[:1])


def _shown(answer: Answer) -> tuple[Evidence, ...]:
    """The two best sentences for each answer, filled up with the best of all."""
    best = [e for n in range(min(len(answer.answers), SHOWN_EVIDENCE)) for e in answer.rests_on(n)]
    return tuple(dict.fromkeys([*best, *answer.evidence[: max(0, SHOWN_EVIDENCE - len(set(best)))]]))


def _quoted(evidence: tuple[Evidence, ...], left: int, *, numbered: bool = True) -> list[str]:
    found = [""] if evidence else []
    for n, e in enumerate(evidence, 1):
        mark = f"[{n}] " if numbered else ""
        found += [f"  {mark}“{' '.join(e.text.split())}”", f"    {e.credit} <{e.article}> characters {e.begin}-{e.end}"]
    if left:
        found.append(f"  ... and {left} more sentence{'' if left == 1 else 's'}")
    return found
