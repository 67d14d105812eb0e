"""Short reports of events that are easily taken for one another: which are of one event, as read and as annotated.

``tests/identity/tellings.jsonl`` holds one report a line: ``event`` names a story and an event of it, so that two lines
are of one event where they agree in it; ``trigger`` is the word that tells of it, and the rest is what a careful reader
takes from the sentence: type, place, what that lies in, days, who did it to whom (g: an armed group, s: a state, f: its
forces, p: a person, n: somebody unnamed), how many were killed. Linked by the annotation, the rules of linking are
measured by themselves; linked by what the program reads, with reading. Whole stories are set aside.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from benchmarks.pairs import Node, Score, score
from kg import ids
from kg.event_types import load_event_types
from kg.extract import extract
from kg.link import relink
from kg.link.telling import Told
from kg.model import Actor, Article, ArticleHead, Event, Facts, Place, Quantity, Span, TimeSpan
from kg.parse import parse
from kg.store import Workbook, open_writer
from kg.store.scratch import article_versions
from kg.syntax import CleanText
from kg.to_rdf import to_rdf

FILE: Final = Path(__file__).resolve().parent.parent / "tests" / "identity" / "tellings.jsonl"
SPLITS: Final = Path(__file__).with_name("splits.json")
_KINDS: Final = {"g": "armed-group", "x": "armed-group", "o": "organization", "s": "state", "p": "person"}


class Telling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report of an event, with what it says of it."""

    id: str
    event: str
    published: date
    text: str
    trigger: str
    type: str
    place: str | None = None
    precision: Literal["exact", "region"] = "exact"
    within: str | None = None
    days: tuple[date, date] | None = None
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    killed: int | None = None

    @property
    def at(self) -> tuple[int, int]:
        """The span of the trigger."""
        begin = self.text.index(self.trigger)
        return begin, begin + len(self.trigger)

    @property
    def article(self) -> Article:
        """The article that is this report."""
        sha = sha256(self.text.encode()).hexdigest()
        return Article(text=self.text, sha256=sha, published=self.published, publisher=f"Paper {self.id}")


def tellings(held_out: bool) -> list[Telling]:
    """The reports for development, or those set aside."""
    aside = set(json.loads(SPLITS.read_text("utf-8"))["held_out"]["tellings"])
    read = msgspec.json.Decoder(Telling).decode_lines(FILE.read_text("utf-8"))
    return [t for t in read if (t.event.partition(" ")[0] in aside) == held_out]


def annotated(telling: Telling) -> Facts:
    """The facts that a careful reader takes from *telling*."""
    actors: dict[str, Actor] = {}

    def party(words: str) -> str:
        kind, _, name = words.partition(":")
        if kind == "f":
            state = party(f"s:{name}")
            actors[words] = _actor(words, f"{name} forces", "armed-group", part_of=state, unnamed=True)
        else:
            actors[words] = _actor(words, name, _KINDS.get(kind, "population"), unnamed=kind == "n")
        return words

    kind, _, subtype = telling.type.partition(".")
    agents, targets = tuple(map(party, telling.agents)), tuple(map(party, telling.targets))
    event = Event(
        id="e",
        type=kind,  # type: ignore[arg-type]
        subtype=subtype or None,
        agents=agents,
        targets=agents if load_event_types().of(kind, subtype or None).symmetric and not targets else targets,
        place=_place(telling),
        time=_time(telling),
        trigger=telling.at,
        evidence=((0, len(telling.text)),),
    )
    counts = [Quantity(id="q", event="e", what="killed", best=telling.killed)] if telling.killed else []
    head = ArticleHead.of(telling.article)
    return Facts(article=head, actors=tuple(actors.values()), events=(event,), quantities=tuple(counts))


def _actor(words: str, name: str, kind: Any, *, unnamed: bool, part_of: str | None = None) -> Actor:
    return Actor(id=words, name=name, kind=kind, unnamed=unnamed, part_of=part_of)


def _place(telling: Telling) -> Place | None:
    if telling.place:
        return Place(name=telling.place, within=telling.within, precision=telling.precision)
    return Place(name=telling.within, precision="country") if telling.within else None


def _time(telling: Telling) -> TimeSpan | None:
    if telling.days is None:
        return None
    first, last = telling.days
    return TimeSpan(text="then", start=first, end=last, precision="day" if first == last else "interval")


def read(telling: Telling) -> Facts:
    """The facts that the program takes from *telling*."""
    return extract(parse(CleanText.verbatim(telling.article)))


def link_all(several: Sequence[Telling], *, by_annotation: bool) -> tuple[list[Node], dict[str, Told]]:
    """What each report's event was taken for, and the accounts as compared; what was not read means itself."""
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder), min_free_bytes=0) as writer:
        accounts: dict[str, str] = {}
        for telling in several:
            facts = annotated(telling) if by_annotation else read(telling)
            graph = to_rdf(facts, telling.article, writer.base_iri)
            writer.put(telling.article, graph)
            version = ids.version(telling.article, telling.text)
            if anchor := _anchor(telling, facts.events):
                accounts[telling.id] = ids.account(writer.base_iri, version, anchor)
        book = Workbook()
        relink(writer, book, article_versions(writer))
        told = {
            name: msgspec.convert(at[0][1], Told) for name, iri in accounts.items() if (at := book.at("account", iri))
        }
        events = {name: book.kept("event", account.iri) for name, account in told.items()}
    return [Node(t.id, t.event, events.get(t.id) or f"/id/unread-{t.id}", t.id) for t in several], told


def _anchor(telling: Telling, events: Sequence[Event]) -> Span | None:
    """The trigger of the event of *telling*: the word itself, else another one that tells of its type."""
    begin, end = telling.at
    triggers = [e.trigger for e in events if e.trigger]
    there = [t for t in triggers if t[0] < end and begin < t[1]]
    alike = [e.trigger for e in events if e.trigger and e.type == telling.type.partition(".")[0]]
    return next(iter((*there, *alike)), None)


def measure(held_out: bool, *, by_annotation: bool) -> tuple[Score, dict[str, Told]]:
    """The score of the pairs, and the accounts by report."""
    several = tellings(held_out)
    nodes, told = link_all(several, by_annotation=by_annotation)
    events: dict[str, list[str]] = {}
    for t in several:
        events.setdefault(t.event, []).append(f"{t.id}: {t.event}")
    return score(nodes, events.values()), told
