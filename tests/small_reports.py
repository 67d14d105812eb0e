"""Small articles about one battle, as facts: who says what of it, in few words. For tests of linking and deriving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from kg import terms
from kg.model import Actor, Article, ArticleHead, Claim, Event, Facts, Place, Relation, Response, Side, TimeSpan
from kg.to_rdf import to_rdf

TEXT = "Red Army fought Blue Front at Ford, Ann Lee said. Bo Ray denied it. Officials spoke. The wire has more of it. "
NAMES = ("Red Army", "Blue Front", "Green Union", "Ann Lee", "Bo Ray", "officials", "City Wire")


@dataclass(frozen=True)
class Say:
    """One voice on the battle: ``by`` None is the outlet's own, "" hearsay; ``via`` relays it to the article."""

    by: str | None = None
    denies: bool = False
    via: tuple[str, ...] = ()
    status: str = "actual"
    modality: str = "fact"
    certainty: str = "unknown"
    echoes: bool = False
    retracts: bool = False


def report(
    *says: Say,
    outlet: str | None = "Herald",
    day: int = 1,
    url: str | None = None,
    text: str | None = None,
    sides: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (),
    relations: tuple[tuple[str, str, str], ...] = (),
    place: str = "Ford",
    fought: int = 1,
    agents: tuple[str, ...] = ("Red Army",),
    targets: tuple[str, ...] = ("Blue Front",),
) -> tuple[Article, Facts]:
    """An article of *outlet*, published on that day of May, in which *says* are said of a battle fought on *fought*."""
    published, text = date(2024, 5, day), text or f"{TEXT}{outlet}."
    article = Article(
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        title=f"Battle at {place}",
        published=published,
        publisher=outlet,
        url=url,
    )
    voices = [s.status for s in says if s.by is None]
    fight = Event(
        id="e",
        type="ASSAULT",
        subtype="battle",
        agents=agents,
        targets=targets,
        place=Place(name=place, precision="exact", mention=(30, 34)),
        time=TimeSpan(text="on the day", start=date(2024, 5, fought), end=date(2024, 5, fought), precision="day"),
        status=voices[0] if voices else says[0].status if says else "actual",  # type: ignore[arg-type]
        voice="article" if voices or not says else "claim",
        trigger=(9, 15),
        evidence=((0, 49),),
    )
    claims = [_claim(n, s) for n, s in enumerate(says) if s.by is not None]
    return article, Facts(
        article=ArticleHead.of(article),
        actors=tuple(_actor(n, name) for n, name in enumerate(NAMES)),
        events=(fight,),
        sides=tuple(
            Side(id=f"s{n}", actors=one, against=other, place=place, evidence=((0, 49),))
            for n, (one, other) in enumerate(sides)
        ),
        relations=tuple(
            Relation(id=f"r{n}", type=kind, subject=a, object=b, evidence=((0, 49),))  # type: ignore[arg-type]
            for n, (a, kind, b) in enumerate(relations)
        ),
        claims=tuple(claims),
    )


def _actor(n: int, name: str) -> Actor:
    kind: Any = "media" if name == "City Wire" else "person" if name in ("Ann Lee", "Bo Ray") else "armed-group"
    kind = "population" if name == "officials" else kind
    return Actor(id=name, name=name, kind=kind, mentions=((n, n + 4),), unnamed=name == "officials")


def _claim(n: int, say: Say) -> Claim:
    answers: list[Response] = []
    if say.echoes:
        answers.append(Response(claim=f"c{n - 1}", how="echoes"))
    if say.retracts:
        answers.append(Response(claim=f"c{n - 1}", how="retracts"))
    return Claim(
        id=f"c{n}",
        source=say.by or None,
        cue=(44 + n, 48 + n),
        stance="denies" if say.denies else "asserts",
        act="retracts" if say.retracts else "echoes" if say.echoes else "denies" if say.denies else "asserts",
        events=() if say.retracts else ("e",),
        chain=tuple(v for v in (say.by, *say.via, "article") if v),
        modality=say.modality,  # type: ignore[arg-type]
        certainty=say.certainty,  # type: ignore[arg-type]
        responds=tuple(answers),
        evidence=((0, 49),),
    )


def graph_of(made: tuple[Article, Facts]) -> Any:
    """The RDF of an article made by :func:`report`."""
    return terms.graph_of(to_rdf(made[1], made[0]))
