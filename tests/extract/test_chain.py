"""The chain of extractors as a whole: what holds of the facts of any text."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from kg import model
from kg.clean import clean
from kg.extract import EXTRACTORS, extract
from kg.model import Article, Facts
from kg.parse import parse
from kg.syntax import ParsedArticle
from tests.conftest import ROOT, SHARED, needs

GOLD = sorted((SHARED / "gold").glob("*.txt"))
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
TESTED = [p for p in (*SAMPLES, *GOLD) if p.is_file()]


@cache
def read(path: Path) -> tuple[ParsedArticle, Facts]:
    article = Article(text=path.read_bytes().decode("utf-8"), sha256="0" * 64)
    parsed = parse(clean(article))
    return parsed, extract(parsed)


def wrong_evidence(parsed: ParsedArticle, facts: Facts) -> list[str]:
    """The facts whose evidence is missing, beyond the text, or reaches over more than two sentences."""
    found = []
    for fact in (*facts.events, *facts.sides, *facts.relations, *facts.claims, *facts.links, *facts.quantities):
        if not fact.evidence:
            found.append(f"{fact.id} has no evidence")
        for begin, end in fact.evidence:
            touched = [s for s in parsed.sentences if s.begin < end and begin < s.end]
            if not 0 <= begin < end <= len(parsed.article.text) or len(touched) > 2:
                found.append(f"{fact.id} {begin}-{end} touches {len(touched)} sentences")
    return found


def dangling(facts: Facts) -> set[str]:
    """Ids that a fact points at and that no fact has."""
    ids = {f.id for f in (*facts.actors, *facts.events, *facts.sides, *facts.relations, *facts.claims)}
    ids |= {f.id for f in (*facts.links, *facts.quantities)} | {"article"}
    used: set[str | None] = set()
    for event in facts.events:
        used |= {*event.agents, *event.targets, *event.content, *(p.actor for p in event.participants)}
    for side in facts.sides:
        used |= {*side.actors, *side.against, *side.events, *side.claims, *side.opposes}
    for relation in facts.relations:
        used |= {relation.subject, relation.object, *relation.claims}
    for claim in facts.claims:
        used |= {claim.source, claim.denies, *claim.via, *claim.to, *claim.chain, *claim.events}
        used |= {r.claim for r in claim.responds}
        used |= {v for a in claim.about for v in (a.event, a.relation, a.side, a.link, a.quantity, a.claim, a.actor)}
    for link in facts.links:
        used |= {link.from_, link.to}
    return {u for u in used if u} - ids


@pytest.mark.parametrize("path", TESTED, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_evidence_is_never_more_than_two_sentences(path: Path) -> None:
    """Every fact has evidence in the text, and no piece of it reaches over more than two sentences."""
    assert wrong_evidence(*read(path)) == []


@pytest.mark.parametrize("path", TESTED, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_id_that_is_pointed_at_exists(path: Path) -> None:
    """No fact points at a fact that is not in the document, and no id stands twice."""
    _, facts = read(path)
    assert dangling(facts) == set()
    ids = [f.id for f in (*facts.actors, *facts.events, *facts.claims, *facts.sides, *facts.relations)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", TESTED, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_mentions_lie_in_the_text_and_hold_words(path: Path) -> None:
    """A mention cuts characters out of the original that are not blank."""
    parsed, facts = read(path)
    for actor in facts.actors:
        assert actor.mentions, actor.name
        assert len(actor.mention_kinds) in (0, len(actor.mentions))
        for begin, end in actor.mentions:
            assert 0 <= begin < end <= len(parsed.article.text)
            assert parsed.article.text[begin:end].strip()


def test_reading_twice_gives_the_same_characters() -> None:
    """The same text gives the same document, byte for byte."""
    article = Article(text=SAMPLES[0].read_text("utf-8"), sha256="0" * 64)
    assert model.dumps(extract(parse(clean(article)))) == model.dumps(extract(parse(clean(article))))


def test_facts_survive_the_way_through_json() -> None:
    """What the extractors find is of the model."""
    for path in SAMPLES:
        _, facts = read(path)
        assert model.loads(model.dumps(facts)) == facts


def test_the_chain_has_the_order_that_its_docstring_tells() -> None:
    """Claims know the events inside them, sides know the claims."""
    names = [name for name, _ in EXTRACTORS]
    assert [n for n in names if n in ("actors", "events", "claims", "sides")] == ["actors", "events", "claims", "sides"]


@needs("sides")
def test_snippets_by_others_keep_the_rules_of_evidence() -> None:
    """The rules of evidence hold on the conflict-news snippets as well."""
    for line in (SHARED / "sides" / "dev.jsonl").read_text("utf-8").splitlines()[:40]:
        parsed = parse(clean(Article(text=json.loads(line)["text"], sha256="0" * 64)))
        facts = extract(parsed)
        assert wrong_evidence(parsed, facts) == []
        assert dangling(facts) == set()
