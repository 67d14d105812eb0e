"""What answers what: a denial, an echo, a confirmation or a retraction and the claim it answers.

The object of the denial says where to look: "that report", "the accusation" the latest claim of that kind; "the
denial" what that one denied; "it", "any involvement" what was said of the denier; "that X" and "having done X" the
claim whose words are most alike. A claim that says the opposite of a neighbour's ("but officials insist there was
no ...") denies it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.contradiction import contradicted, countered
from kg.extract.claims.lexicon import words
from kg.extract.claims.said import (
    Said,
    about_denier,
    against_denier,
    alike,
    earlier,
    inside,
    just_before,
    latest,
    latest_accusation,
    lemmas,
    object_words,
    of_kind,
    topic_words,
    topics,
)  # fmt: skip
from kg.model import About, Claim, DisputeKind, Event, Response, replace
from kg.syntax import ParsedArticle, Token

_GUILTLESS = frozenset(("innocence", "guilty"))


def link_responses(
    parsed: ParsedArticle, pairs: Sequence[tuple[Attribution, Claim]], actor_at: Callable[[Token], str | None],
    events: Sequence[Event] = (),
) -> list[Claim]:  # fmt: skip
    """The claims of *pairs* with ``denies``, ``disputes`` and ``responds`` filled in where the text says so."""
    said = []
    for a, c in pairs:
        named = {i: x for i in a.content if (x := actor_at(parsed.tokens[i]))}
        doers = frozenset(x for i, x in named.items() if parsed.tokens[i].dep == "nsubj")
        said.append(Said(a, c, lemmas(parsed, a.content), frozenset(named.values()), doers))
    for n, one in enumerate(said):
        act = one.claim.act
        if act in ("denies", "doubts", "retracts"):
            target, disputes = _denied(parsed, said, n)
            one.claim = _answer(one.claim, target, "doubts" if act == "doubts" else act, disputes)
            if act == "denies" and target is None:
                one.claim = _of_the_outlet(parsed, one, disputes, events)
        elif act == "echoes":
            one.claim = _echo(parsed, said, n)
        elif act == "confirms":
            target = of_kind(parsed, said, n, words("statement"), object_words(parsed, one.a)) or alike(said, n, 0.34)
            if target is not None:
                one.claim = replace(one.claim, responds=(Response(claim=target.claim.id, how="confirms"),))
        elif one.claim.denies is None:
            if (denied := contradicted(parsed, said, n)) is not None:
                one.claim = _answer(replace(one.claim, stance="denies", act="denies"), denied[0], "denies", denied[1])
            elif (told := countered(parsed, said, n)) is not None:  # what it tells instead, it still tells
                one.claim = _answer(one.claim, told, "denies", "agent")
    return [one.claim for one in said]


def _answer(claim: Claim, target: Said | None, how: str, disputes: DisputeKind | None) -> Claim:
    if target is None or target.claim.id == claim.id:
        return replace(claim, disputes=disputes)
    if how == "denies":
        response = Response(claim=target.claim.id, how="denies")
    elif how == "doubts":
        response = Response(claim=target.claim.id, how="doubts")
    else:
        response = Response(claim=target.claim.id, how="retracts")
    others = tuple(r for r in claim.responds if r.claim != response.claim)
    return replace(
        claim,
        denies=target.claim.id if how == "denies" else claim.denies,
        disputes=disputes,
        responds=(*others, response),
    )


def _of_the_outlet(parsed: ParsedArticle, one: Said, disputes: DisputeKind | None, events: Sequence[Event]) -> Claim:
    """The claim of *one*, a denial of what no holder told: about the event that the outlet told before, negatively.

    A denial of a part in it is about the denier's part alone.
    """
    own = topics(one.lemmas)
    if one.claim.about or not own or disputes not in ("occurrence", "agent"):
        return one.claim
    here = parsed.tokens[one.a.anchor]
    for event in sorted(events, key=lambda e: e.trigger or (0, 0), reverse=True):
        if (
            event.trigger is None
            or event.voice != "article"
            or event.status != "actual"
            or event.trigger[0] > here.begin
        ):
            continue
        told = parsed.between(*event.trigger)
        sentence = parsed.words(parsed.sentence(told[0]))
        alike_words = lemmas(parsed, frozenset(t.i for t in sentence)) - topic_words(own)
        near = here.sent - told[0].sent <= 2 or one.lemmas & alike_words
        if near and own & topics({t.lemma.lower() for t in told}):
            about = About(event=event.id, polarity="negative")
            if disputes == "agent" and one.claim.source is not None:
                about = replace(about, actor=one.claim.source, role="acts")
            return replace(one.claim, events=(*one.claim.events, event.id), about=(about,))
    return one.claim


def _same_event(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest claim of another holder about the same sort of event: near, or with a word or an actor in common."""
    one = said[n]
    own = topics(one.lemmas)
    for s in earlier(said, n)[:8]:
        if s.claim.act in ("denies", "declines") or not own & topics(s.lemmas):
            continue
        near = parsed.tokens[one.a.anchor].sent - parsed.tokens[s.a.anchor].sent <= 1
        if near or (one.lemmas & s.lemmas) - topic_words(own) or one.actors & s.actors:
            return s
    return None


def _denied(parsed: ParsedArticle, said: list[Said], n: int) -> tuple[Said | None, DisputeKind]:
    """The claim that denial *n* denies, and what of it."""
    one = said[n]
    objects = object_words(parsed, one.a)
    heads = {t.lemma.lower() for t in objects} | ({t.lower for t in objects} & {"it", "this", "that"})
    inner = inside(said, n)
    if heads & (words("count") | words("statement")) and (owned := _owned(parsed, said, n, objects)) is not None:
        return owned, "quantity" if heads & words("count") else "report"
    if heads & words("count"):
        return alike(said, n, 0.2) or latest(said, n), "quantity"
    if heads & words("denial"):  # "rejected the denial"; but "issued a denial"
        return _previous_denied(said, n) or about_denier(said, n) or just_before(parsed, said, n), "report"
    if heads & _GUILTLESS:
        return about_denier(said, n) or latest_accusation(said, n) or just_before(parsed, said, n), "agent"
    if heads & (words("statement") | words("accusation")):
        like = alike(said, n, 0.3, ignore=words("statement") | words("accusation"), but=inner)
        against = against_denier(parsed, said, n) if heads & words("accusation") else None
        target = like or inner or against or _of_the_same_name(parsed, said, n)
        target = target or of_kind(parsed, said, n, words("statement") | words("accusation"), objects)
        if target is None and heads & {"quotation", "quote", "remark", "comment"}:
            target = _said_by(said, n, one.claim.source)
        return target, "report"
    if any(t.lower in ("both", "either", "neither") for t in objects) or _taken_up(parsed, one.a):
        return just_before(parsed, said, n) or latest(said, n), "occurrence"
    if heads & words("part") or _is_gerund(parsed, one.a):
        if any(parsed.tokens[i].lemma in ("say", "tell", "claim", "state", "write") for i in sorted(one.a.content)[:3]):
            return _said_by(said, n, one.claim.source), "utterance"
        if not heads & words("part") and _undergone(parsed, one.a):
            return inner or _same_event(parsed, said, n) or alike(said, n, 0.3), "occurrence"
        found = (
            about_denier(said, n)
            or alike(said, n, 0.25)
            or latest_accusation(said, n)
            or _same_event(parsed, said, n)
            or just_before(parsed, said, n)
        )
        return found, "agent"
    if heads & {"he", "she", "they", "him", "her", "them"}:
        return latest(said, n), "report"
    what = parsed.tokens[min(one.a.content)].lower == "what" if one.a.content else True
    if heads & {"it", "this", "that", "something", "allegation", "charge"} or what:
        return about_denier(said, n) or latest(said, n), "occurrence"
    found = inner or alike(said, n, 0.3) or _same_event(parsed, said, n) or about_denier(said, n, near=2)
    return found or _same_doer(said, n), "occurrence"


def _same_doer(said: list[Said], n: int) -> Said | None:
    """Of a denial of no sort of event that we know, the latest claim that those of whom it speaks did something."""
    one = said[n]
    told = [] if topics(one.lemmas) else earlier(said, n)[:8]
    return next((s for s in told if s.claim.act not in ("denies", "declines") and one.doers & s.doers), None)


def _of_the_same_name(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest claim about the same sort of event with a name in common: "accounts of a massacre in Dembe"."""
    one = said[n]
    names = {t.lemma.lower() for t in (parsed.tokens[i] for i in one.a.content) if t.pos == "PROPN"}
    for s in earlier(said, n):
        if s.claim.act not in ("denies", "declines") and topics(one.lemmas) & topics(s.lemmas) and names & s.lemmas:
            return s
    return None


def _taken_up(parsed: ParsedArticle, a: Attribution) -> bool:
    """Whether what is denied is "any such conversation", a thing told of before."""
    near = [parsed.tokens[i] for i in sorted(a.content)[:6]]
    return any(a.lower in ("any", "no") and b.lower == "such" for a, b in pairwise(near))


def _undergone(parsed: ParsedArticle, a: Attribution) -> bool:
    """Whether what is denied befell the denier or was his own retreat: "denied losing the town"."""
    verbs = [t for t in (parsed.tokens[i] for i in sorted(a.content)[:4]) if t.pos == "VERB"]
    return bool(verbs) and verbs[0].lemma.lower() in words("undergone")


def _owned(parsed: ParsedArticle, said: list[Said], n: int, objects: list[Token]) -> Said | None:
    """The claim of the holder that the denied thing is called after: "disputed the army's count"."""
    owners = {t.lemma.lower() for o in objects for t in parsed.children(o, "poss", "compound") if t.pos != "PRON"}
    count = any(o.lemma.lower() in words("count") for o in objects)
    found = []
    for s in earlier(said, n):
        if s.a.speaker is None or s.claim.act in ("denies", "declines"):
            continue
        if parsed.tokens[s.a.speaker].lemma.lower() in owners:
            found.append(s)
    counted = [s for s in found if any(parsed.tokens[i].pos == "NUM" for i in s.a.content)] if count else []
    return next(iter(counted or found), None)


def _is_gerund(parsed: ParsedArticle, a: Attribution) -> bool:
    first = [parsed.tokens[i] for i in sorted(a.content)[:2]]
    return bool(first) and (first[0].tag == "VBG" or first[0].lower == "having")


def _previous_denied(said: list[Said], n: int) -> Said | None:
    """What the latest denial before claim *n* denies."""
    by_id = {s.claim.id: s for s in said}
    for s in earlier(said, n):
        if s.claim.denies:
            return by_id[s.claim.denies]
    return None


def _said_by(said: list[Said], n: int, source: str | None) -> Said | None:
    """The latest claim before claim *n* that is told of *source*: what a denial of having said something denies."""
    before = [s for s in said if s.a.anchor < said[n].a.anchor and s.claim.source == source and source is not None]
    return before[-1] if before else None


def _echo(parsed: ParsedArticle, said: list[Said], n: int) -> Claim:
    """Claim *n*, an echo: of the latest denial where it echoes one (and denies the same), else of the latest claim."""
    one = said[n]
    heads = {t.lemma.lower() for t in object_words(parsed, one.a)}
    before = earlier(said, n)
    if heads & words("denial"):
        for s in before:
            if s.claim.act == "denies":
                return replace(
                    one.claim, stance="denies", denies=s.claim.denies, disputes=s.claim.disputes,
                    responds=(Response(claim=s.claim.id, how="echoes"),),
                )  # fmt: skip
        return replace(one.claim, stance="denies")
    target = alike(said, n, 0.34) or (before[0] if before else None)
    return replace(one.claim, responds=(Response(claim=target.claim.id, how="echoes"),)) if target else one.claim
