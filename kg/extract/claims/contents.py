"""What is said: the events inside a claim, how sure its holder is, and in which mood it is put."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.model import Event, Status, replace
from kg.syntax import ParsedArticle

Certainty = Literal["certain", "probable", "possible", "unknown"]
Modality = Literal["fact", "plan", "hypothesis", "obligation"]

# Frames whose content is put forward by the holder. An object of praise or blame stands as a fact outside the claim.
PUT_FORWARD = frozenset(
    """clause hosted quote inf ing inf-passive according colon signature noun-that noun-inf noun-of noun-for of for
    against performed count name as about document that""".split()
)


def events_within(parsed: ParsedArticle, a: Attribution, events: tuple[Event, ...]) -> tuple[str, ...]:
    """The ids of the events whose trigger lies in the content of *a*."""
    return tuple(e.id for e in events if e.trigger and any(_at(parsed, i, e) for i in a.content))


def taken_as_given(parsed: ParsedArticle, a: Attribution, event: Event) -> bool:
    """Whether the words said take *event* as given: it stands in a relative clause or a participle on a noun.

    "The army denied that the troops who shelled the town had fled" leaves the shelling alone (presupposition of
    adnominal clauses).
    """
    assert event.trigger is not None
    triggers = [parsed.tokens[i] for i in sorted(a.content) if _at(parsed, i, event)]
    top = min(triggers, key=lambda t: sum(1 for _ in parsed.ancestors(t)))
    path = [top, *(t for t in parsed.ancestors(top) if t.i in a.content)]
    return any(t.dep in ("relcl", "acl") and parsed.head(t).i in a.content for t in path)


def puts_forward(a: Attribution) -> bool:
    """Whether the holder puts the content forward, as against taking it as given ("condemned the raid")."""
    return a.frame in PUT_FORWARD or (a.frame == "object" and a.act in ("denies", "confirms", "doubts"))


def _at(parsed: ParsedArticle, i: int, event: Event) -> bool:
    token = parsed.tokens[i]
    assert event.trigger is not None
    return token.begin < event.trigger[1] and event.trigger[0] < token.end


def mark_events(events: tuple[Event, ...], said: Set[str]) -> tuple[Event, ...]:
    """*events* with those *said* (ids) marked so: in a claim's voice, and reported where they were called actual.

    Who says that he will not do something refuses by saying so: that act stays actual.
    """

    def status(event: Event) -> Status:
        done = event.rule in ("event/refusal", "event/obligation", "event/intention")
        return "reported" if event.status == "actual" and not done else event.status

    return tuple(replace(e, voice="claim", status=status(e)) if e.id in said else e for e in events)


def certainty(parsed: ParsedArticle, a: Attribution) -> Certainty:
    """How sure the holder is, by the word of saying and the adverbs and modals of the content's first clause."""
    first = [parsed.tokens[i] for i in sorted(a.content)[:25]]
    used = {a.saying.word} | {t.lemma.lower() for t in first if t.pos in ("ADV", "ADJ", "AUX")}
    if used & words("possible"):
        return "possible"
    if used & words("probable"):
        return "probable"
    return "certain" if used & words("sure") else "unknown"


def modality(parsed: ParsedArticle, a: Attribution) -> Modality:
    """Whether the content is put as fact, as plan, as hypothesis or as what ought to be."""
    if a.stance == "calls":
        return "obligation"
    if a.stance == "promises" or a.saying.group == "want":
        return "plan"
    first = [parsed.tokens[i] for i in sorted(a.content)[:25]]
    if any(t.dep == "mark" and t.lower in ("if", "unless", "whether") for t in first) or a.unreal:
        return "hypothesis"
    if any(t.dep == "aux" and t.lower in ("must", "should", "ought") for t in first):
        return "obligation"
    return "plan" if any(t.dep == "aux" and t.lower in ("will", "shall", "'ll", "would") for t in first) else "fact"
