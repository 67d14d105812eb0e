"""The annotated articles (``../shared/gold``) as graphs: read by the program, or taken from their annotation.

Asked of the second, a question shows what asking itself gets wrong, apart from what reading missed. The annotation
holds no numbers, no offices by name and no trigger words: the first word of the sentence that tells of the type is
taken for the trigger.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from kg.corpus import build_corpus
from kg.event_types import load_event_types
from kg.lexicon import lexicon
from kg.model import Actor, Article, ArticleHead, Claim, Event, Facts, Place, Relation, Side, Span, Status, TimeSpan
from kg.pipeline import relate
from kg.store import open_writer
from kg.to_rdf import to_rdf

ROOT: Final = Path(__file__).resolve().parent.parent
GOLD: Final = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "gold"
_STATUSES: Final[tuple[Status, ...]] = ("actual", "reported", "hedged", "planned", "hypothetical", "negated")
Json = dict[str, Any]


def articles(names: Iterable[str] | None = None) -> list[Path]:
    """The texts of the annotated articles (those in *names*); empty where they are absent."""
    return [path for path in sorted(GOLD.glob("*.txt")) if names is None or path.stem in set(names)]


def as_read(paths: Iterable[Path], folder: Path) -> Path:
    """A store of what the program reads in *paths*, each with the day and the outlet of its annotation."""
    for path in paths:
        about = json.loads(path.with_suffix(".json").read_text("utf-8"))["article"]
        build_corpus([path], folder, published=date.fromisoformat(about["published"]), publisher=about.get("publisher"))
    return folder


def as_annotated(paths: Iterable[Path], folder: Path) -> Path:
    """A store of what the annotation of *paths* says."""
    with open_writer(folder) as writer:
        for path in paths:
            facts, article = facts_of(path)
            writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)
    return folder


def facts_of(path: Path) -> tuple[Facts, Article]:
    """The annotation beside *path* as a facts document, with its article."""
    gold: Json = json.loads(path.with_suffix(".json").read_text("utf-8"))
    text = path.read_bytes().decode("utf-8")
    about = gold["article"]
    article = Article(
        text=text,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        title=about["title"],
        published=date.fromisoformat(about["published"]),
        publisher=about.get("publisher"),
    )
    actors = [_actor(actor, text) for actor in gold["actors"]]
    events = [_event(n, event, text) for n, event in enumerate(gold["events"])]
    return (
        Facts(
            article=ArticleHead.of(article),
            actors=tuple(actors),
            events=tuple(events),
            sides=tuple(_sides(gold["sides"], events)),
            relations=tuple(_relations(gold["relations"], actors, text)),
            claims=tuple(_claims(gold["claims"], events, text)),
        ),
        article,
    )


def _actor(gold: Json, text: str) -> Actor:
    names = gold["names"]
    entry = next((e for name in names if (e := lexicon().lookup(name)) is not None), None)
    found = {m.span() for name in names for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    unnamed = names[0][0].islower() or names[0].startswith(("A ", "An "))
    return Actor(
        id=gold["key"],
        name=entry.name if entry else names[0],
        kind=gold["kind"],
        aliases=tuple(names),
        mentions=tuple(sorted(found)),
        lexicon=entry.id if entry and not unnamed else None,
        unnamed=unnamed,
    )


def _event(n: int, gold: Json, text: str) -> Event:
    kind = gold["types"][0]
    begin = text.index(gold["quote"])
    trigger, subtype = _trigger(kind, gold["quote"], begin)
    place, when = gold.get("place"), gold.get("when")
    return Event(
        id=f"e{n}",
        type=kind,
        subtype=subtype,
        agents=tuple(_firsts(gold["agents"])),
        targets=tuple(_firsts(gold["targets"])),
        place=Place(name=place[0]) if place else None,
        time=TimeSpan(text=when[0], start=_days(when[0])[0], end=_days(when[1])[1]) if when else None,
        status=next((s for s in _STATUSES if s in gold.get("status", ())), "actual"),
        evidence=((begin, begin + len(gold["quote"])),),
        trigger=trigger,
    )


def _firsts(groups: Iterable[str | list[str]]) -> Iterator[str]:
    """The actor of each group, the first where several would do."""
    for group in groups:
        yield group if isinstance(group, str) else group[0]


def _trigger(kind: str, quote: str, at: int) -> tuple[Span | None, str | None]:
    """The first word of *quote* that tells of an event of *kind*, and the subtype that it tells of."""
    types = load_event_types()
    for word in re.finditer(r"\w+", quote):
        for lemma in _lemmas(word[0].lower()):
            for pattern in (*types.verbs.get(lemma, ()), *types.nouns.get(lemma, ())):
                head, _, tail = pattern.type.partition("-")
                if head == kind:
                    return (at + word.start(), at + word.end()), tail or None
    return None, None


def _lemmas(word: str) -> list[str]:
    return [word, *(word.removesuffix(end) + more for end in ("s", "es", "ed", "ing", "d") for more in ("", "e"))]


def _days(day: str) -> tuple[date, date]:
    """The first and last day of a day, month or year."""
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
    return date(year, month or 1, 1), after - timedelta(days=1)


def _sides(gold: list[Json], events: list[Event]) -> Iterator[Side]:
    """Each side with the fights of its actors; its sentence is that of the first."""
    for n, side in enumerate(gold):
        everyone = {*side["actors"], *side["against"]}
        fights = [e for e in events if e.type == "ASSAULT" and everyone & {*e.agents, *e.targets}]
        here = [e for e in fights if e.place and e.place.name == side.get("place")] or fights
        yield Side(
            id=f"s{n}",
            actors=tuple(side["actors"]),
            against=tuple(side["against"]),
            place=side.get("place"),
            events=tuple(e.id for e in here),
            evidence=here[0].evidence if here else (),
        )


def _relations(gold: list[Json], actors: list[Actor], text: str) -> Iterator[Relation]:
    """Each relation, with the first sentence that names both; a relation that no sentence tells is left out."""
    mentions = {a.id: a.mentions for a in actors}
    for n, relation in enumerate(gold):
        for begin, end in _sentences(text):
            if all(any(begin <= b < end for b, _ in mentions[relation[k]]) for k in ("subject", "object")):
                yield Relation(
                    id=f"r{n}",
                    type=relation["type"],
                    subject=relation["subject"],
                    object=relation["object"],
                    evidence=((begin, end),),
                    office=_office(text, begin, end, mentions[relation["subject"]]),
                )
                break


def _office(text: str, begin: int, end: int, subject: tuple[Span, ...]) -> str | None:
    """The office that stands nearest to the mentions of *subject* in a sentence."""
    at = [b for b, _ in subject if begin <= b < end]
    names = "|".join(sorted(map(re.escape, lexicon().offices), key=len, reverse=True))
    found = list(re.finditer(rf"\b({names})\b", text[begin:end], re.IGNORECASE))
    near = min(found, key=lambda m: min(abs(begin + m.start() - b) for b in at), default=None)
    return near[0] if near else None


def _sentences(text: str) -> list[Span]:
    ends = [0, *(m.end() for m in re.finditer(r"(?<=[.!?])\s+|\n+", text)), len(text)]
    return [(b, e) for b, e in pairwise(ends) if text[b:e].strip()]


def _claims(gold: list[Json], events: list[Event], text: str) -> Iterator[Claim]:
    for claim in gold:
        begin = text.index(claim["quote"])
        end = begin + len(claim["quote"])
        inside = tuple(e.id for e in events if e.evidence[0][0] < end and begin < e.evidence[0][1])
        denies = claim.get("denies")
        yield Claim(
            id=claim["key"],
            source=claim["sources"][0],
            cue=(begin, min(end, begin + 1)),
            via=tuple(claim.get("via", ())),
            stance=claim["stances"][0],
            act="denies" if claim["stances"][0] == "denies" else "asserts",
            events=() if denies else inside,
            denies=denies,
            evidence=((begin, end),),
            to=tuple(claim.get("to", ())),
        )
