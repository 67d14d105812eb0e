"""The claims of an article beside each other: which was made before, inside, about whom, in like words."""

from __future__ import annotations

from collections.abc import Set

import msgspec

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.model import Claim
from kg.syntax import ParsedArticle, Token

TOPICS = tuple("capture attack kill arrest arm truce talk gas aircraft abuse border arson flight".split())
EMPTY = frozenset(
    "be have do say tell that which who this it they he she such other more would will can could may there".split()
)


class Said(msgspec.Struct, gc=False):
    """A claim with the words it was read from, the lemmas of its content, whom that names and who acts in it."""

    a: Attribution
    claim: Claim
    lemmas: frozenset[str]
    actors: frozenset[str]
    doers: frozenset[str] = frozenset()


def lemmas(parsed: ParsedArticle, content: frozenset[int]) -> frozenset[str]:
    """The words that carry the meaning of *content*."""
    return frozenset(
        t.lemma.lower()
        for t in (parsed.tokens[i] for i in content)
        if t.pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and t.lemma.lower() not in EMPTY and len(t.text) > 1
    )


def topics(lemmas_: Set[str]) -> set[str]:
    """What sorts of event the words speak of.

    >>> topics({"town", "fall"})
    {'capture'}
    """
    return {name for name in TOPICS if lemmas_ & words(f"topic-{name}")}


def topic_words(names: Set[str]) -> frozenset[str]:
    """All words of these topics."""
    return frozenset().union(*(words(f"topic-{name}") for name in names))


def spoken_of(name: str, s: Said) -> bool:
    """Whether *s* speaks of who has this *name*, in its own form or a demonym: "Rwandan" of "Rwanda"."""
    return bool(name) and (name in s.lemmas or (len(name) > 4 and any(w.startswith(name) for w in s.lemmas)))


def against_denier(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest of the last claims that speaks of the denier and of something hostile: what "the charge" is."""
    one = said[n]
    name = "" if one.a.speaker is None else parsed.tokens[one.a.speaker].lemma.lower()
    for s in earlier(said, n)[:5]:
        if one.claim.source not in s.actors and not spoken_of(name, s):
            continue
        if s.claim.stance == "accuses" or topics(s.lemmas) - {"talk"}:
            return s if s.claim.act not in ("denies", "declines") else None
    return None


def object_words(parsed: ParsedArticle, a: Attribution) -> list[Token]:
    """What the verb is done to, with what is joined to it."""
    heads = [parsed.tokens[i] for i in a.objects]
    return [t for h in heads for t in parsed.conjuncts(h)]


def inside(said: list[Said], n: int) -> Said | None:
    """The claim within the words of claim *n*: "denied reports that ...", "not ..., as the minister claimed"."""
    own = said[n].a
    within = [s for s in said if s is not said[n] and s.a.anchor in own.content | set(own.objects) | _span(own)]
    within = [s for s in within if s.claim.source != said[n].claim.source or s.claim.source is None]
    return within[0] if within else None


def _span(a: Attribution) -> set[int]:
    return (
        set(range(min(a.content), max(a.content) + 1)) if a.content and max(a.content) - min(a.content) < 60 else set()
    )


def earlier(said: list[Said], n: int) -> list[Said]:
    """The claims before claim *n* in the text that another holder makes, the latest first."""
    one = said[n]
    return [
        s
        for s in sorted(said, key=lambda s: -s.a.anchor)
        if s.a.anchor < one.a.anchor and s.claim.id != one.claim.id
        and (s.claim.source != one.claim.source or s.claim.source is None)
    ]  # fmt: skip


def of_kind(
    parsed: ParsedArticle, said: list[Said], n: int, kinds: frozenset[str], objects: list[Token]
) -> Said | None:  # fmt: skip
    """The latest claim of the kind that the object names: an accusation, what a report says, a statement."""
    heads = {t.lemma.lower() for t in objects}
    if not heads & kinds:
        return None
    before = [s for s in earlier(said, n) if s.claim.act not in ("denies", "declines")]
    if heads & words("accusation"):
        for s in before[:6]:
            if s.claim.stance == "accuses" or s.a.saying.word in heads:
                return s
    if heads & {"report", "story", "article"}:
        for s in before:
            if _told_in(parsed, s) & heads:
                return s
        for s in before[:8]:
            if s.a.document is not None or s.a.saying.word == "report" or s.a.frame == "according":
                return s
    return before[0] if before else None


def _told_in(parsed: ParsedArticle, s: Said) -> set[str]:
    """The kinds of text that the claim was made in: "says in a report"."""
    preps = parsed.children(parsed.tokens[s.a.anchor], "prep")
    return {t.lemma.lower() for p in preps if p.lower == "in" for t in parsed.children(p, "pobj")}


def latest(said: list[Said], n: int) -> Said | None:
    before = [s for s in earlier(said, n) if s.claim.act not in ("denies", "declines")]
    told = [s for s in before if s.a.saying.word != "ask"]  # a question tells nothing
    return told[0] if told else None


def latest_accusation(said: list[Said], n: int) -> Said | None:
    return next((s for s in earlier(said, n)[:6] if s.claim.stance == "accuses"), None)


def just_before(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest claim of another holder in the sentence before claim *n*."""
    before = latest(said, n)
    near = before and parsed.tokens[said[n].a.anchor].sent - parsed.tokens[before.a.anchor].sent <= 1
    return before if near else None


def about_denier(said: list[Said], n: int, near: int = 4) -> Said | None:
    """The latest claim, among the *near* last ones, in whose words the denier appears."""
    source = said[n].claim.source
    for s in earlier(said, n)[:near]:
        if source is not None and source in s.actors and s.claim.act not in ("denies", "declines"):
            return s
    sentence = said[n].a.anchor  # "Eritrea, which denies it, was accused of ...": the accusation may follow at once
    for s in said[n + 1 : n + 2]:
        if source is not None and source in s.actors and s.claim.stance == "accuses" and s.a.anchor - sentence < 25:
            return s
    return None


def alike(
    said: list[Said], n: int, least: float, *, ignore: frozenset[str] = frozenset(), but: Said | None = None
) -> Said | None:
    """The claim of another holder that shares the most words with claim *n*: two at least, and *least* of them."""
    one = said[n]
    own = one.lemmas - ignore
    best: tuple[float, int, Said] | None = None
    for s in said:
        if s is one or s is but or s.claim.act in ("denies", "declines"):
            continue
        if s.claim.source == one.claim.source and s.claim.source is not None:
            continue
        shared = len(own & s.lemmas)
        share = shared / max(1, min(len(own), len(s.lemmas)))
        if share < least or shared < min(2, len(own)):
            continue
        rank = (share, -abs(s.a.anchor - one.a.anchor), s)
        if best is None or rank[:2] > best[:2]:
            best = rank
    return best[2] if best else None
