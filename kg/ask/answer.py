"""An answer: what it says, what it rests on, how the question was read; as JSON and as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

SHOWN_EVIDENCE: Final = 6


@dataclass(frozen=True)
class Evidence:
    """A sentence that an answer rests on. ``source`` names the article for people, ``iri`` is that of the article."""

    text: str
    article: str
    begin: int
    end: int
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The evidence as JSON has it."""
        return {"text": self.text, "article": self.article, "begin": self.begin, "end": self.end}


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    ``answers`` are things (``name``, ``iri``), statements (``text``) or one ``verdict``; ``disputed`` are those that
    somebody denies, ``sentence`` says all of it in words; ``found`` is False where the question was not read, or
    nothing in the dataset answers it.
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

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answers)

    def reading(self) -> dict[str, Any]:
        """How the question was read."""
        return {
            "intent": self.intent,
            "entities": list(self.entities),
            "parameters": self.parameters,
            "sentence": self.sentence,
            "disputed": list(self.disputed),
            "notes": list(self.notes),
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
        """The answer as people read it."""
        parts = [self.sentence, *(f"  {line}" for line in self.lines)]
        parts += _quoted(self.evidence)
        if self.disputed_lines:
            parts += ["", "Disputed:", *(f"  {line}" for line in self.disputed_lines)]
            parts += _quoted(self.disputed_evidence)
        if self.entities:
            read = ", ".join(f"{e['text']} as {e['name']} ({e['kind']})" for e in self.entities)
            parts += ["", f"Read: {read}; question: {self.intent or 'not understood'}."]
        parts += [f"Note: {note}" for note in self.notes]
        return "\n".join(parts)


def _quoted(evidence: tuple[Evidence, ...]) -> list[str]:
    found = [""] if evidence else []
    for e in evidence[:SHOWN_EVIDENCE]:
        found += [f"  “{' '.join(e.text.split())}”", f"    {e.source} <{e.article}> characters {e.begin}-{e.end}"]
    if len(evidence) > SHOWN_EVIDENCE:
        found.append(f"  ... and {len(evidence) - SHOWN_EVIDENCE} more sentences")
    return found
