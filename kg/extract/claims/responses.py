"""What answers what: a denial, an echo, a confirmation or a retraction and the claim it answers.

The object of the denial says where to look: "that report", "the accusation" the latest claim of that kind; "the
denial" what that one denied; "it", "any involvement" what was said of the denier; "that X" and "having done X" the
claim whose words are most alike. A claim that says the opposite of a neighbour's ("but officials insist there was
no ...") denies it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

import msgspec

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.model import About, Claim, DisputeKind, Event, Response, replace
from kg.syntax import ParsedArticle, Token

NEGATIVES = frozenset("not n't no never neither nor none nobody nothing".split())
NOBODY = frozenset("nobody none nothing neither".split())
TOPICS = ("capture", "attack", "kill", "arrest", "arm", "truce", "talk")
EMPTY = frozenset(
    "be have do say tell that which who this it they he she such other more would will can could may there".split()
)


class Said(msgspec.Struct, gc=False):
    """A claim with the words it was read from and the lemmas of its content."""

    a: Attribution
    claim: Claim
    lemmas: frozenset[str]
    actors: frozenset[str]


def link_responses(
    parsed: ParsedArticle, pairs: Sequence[tuple[Attribution, Claim]], actor_at: Callable[[Token], str | None],
    events: Sequence[Event] = (),
) -> list[Claim]:  # fmt: skip
    """The claims of *pairs* with ``denies``, ``disputes`` and ``responds`` filled in where the text says so."""
    said = [
        Said(a, c, lemmas(parsed, a.content), frozenset(x for i in a.content if (x := actor_at(parsed.tokens[i]))))
        for a, c in pairs
    ]
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
            target = _of_kind(said, n, words("statement"), _object_words(parsed, one.a)) or _alike(said, n, 0.34)
            if target is not None:
                one.claim = replace(one.claim, responds=(Response(claim=target.claim.id, how="confirms"),))
        elif one.claim.denies is None:
            target = _contradicted(parsed, said, n)
            if target is not None:
                one.claim = _answer(replace(one.claim, stance="denies", act="denies"), target, "denies", "occurrence")
    return [one.claim for one in said]


def lemmas(parsed: ParsedArticle, content: frozenset[int]) -> frozenset[str]:
    """The words that carry the meaning of *content*."""
    return frozenset(
        t.lemma.lower()
        for t in (parsed.tokens[i] for i in content)
        if t.pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and t.lemma.lower() not in EMPTY and len(t.text) > 1
    )


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


def topics(lemmas_: Set[str]) -> set[str]:
    """What sorts of event the words speak of.

    >>> topics({"town", "fall"})
    {'capture'}
    """
    return {name for name in TOPICS if lemmas_ & words(f"topic-{name}")}


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
        near = here.sent - told[0].sent <= 2 or one.lemmas & lemmas(parsed, frozenset(t.i for t in sentence)) - _all(
            own
        )
        if near and own & topics({t.lemma.lower() for t in told}):
            about = About(event=event.id, polarity="negative")
            if disputes == "agent" and one.claim.source is not None:
                about = replace(about, actor=one.claim.source, role="acts")
            return replace(one.claim, events=(*one.claim.events, event.id), about=(about,))
    return one.claim


def _all(names: Set[str]) -> frozenset[str]:
    return frozenset().union(*(words(f"topic-{name}") for name in names))


def _same_event(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest claim of another holder about the same sort of event: near, or with a word or an actor in common."""
    one = said[n]
    own = topics(one.lemmas)
    for s in _earlier(said, n)[:8]:
        if s.claim.act in ("denies", "declines") or not own & topics(s.lemmas):
            continue
        near = parsed.tokens[one.a.anchor].sent - parsed.tokens[s.a.anchor].sent <= 1
        if near or (one.lemmas & s.lemmas) - _all(own) or one.actors & s.actors:
            return s
    return None


def _object_words(parsed: ParsedArticle, a: Attribution) -> list[Token]:
    heads = [parsed.tokens[i] for i in a.objects]
    return [t for h in heads for t in parsed.conjuncts(h)]


def _denied(parsed: ParsedArticle, said: list[Said], n: int) -> tuple[Said | None, DisputeKind]:
    """The claim that denial *n* denies, and what of it."""
    one = said[n]
    objects = _object_words(parsed, one.a)
    heads = {t.lemma.lower() for t in objects} | ({t.lower for t in objects} & {"it", "this", "that"})
    inner = _inside(said, n)
    if heads & (words("count") | words("statement")) and (owned := _owned(parsed, said, n, objects)) is not None:
        return owned, "quantity" if heads & words("count") else "report"
    if heads & words("count"):
        return _alike(said, n, 0.2) or _latest(said, n), "quantity"
    if heads & words("denial"):
        return _previous_denied(said, n), "report"
    if heads & (words("statement") | words("accusation")):
        alike = _alike(said, n, 0.3, ignore=words("statement") | words("accusation"), but=inner)
        against = _against_denier(parsed, said, n) if heads & words("accusation") else None
        target = alike or inner or against or _of_kind(said, n, words("statement") | words("accusation"), objects)
        if target is None and heads & {"quotation", "quote", "remark", "comment"}:
            target = _said_by(said, n, one.claim.source)
        return target, "report"
    if heads & words("part") or _is_gerund(parsed, one.a):
        if any(parsed.tokens[i].lemma in ("say", "tell", "claim", "state", "write") for i in sorted(one.a.content)[:3]):
            return _said_by(said, n, one.claim.source), "utterance"
        if not heads & words("part") and _undergone(parsed, one.a):
            return inner or _same_event(parsed, said, n) or _alike(said, n, 0.3), "occurrence"
        found = (
            _about_denier(said, n)
            or _alike(said, n, 0.25)
            or _latest_accusation(said, n)
            or _same_event(parsed, said, n)
            or _just_before(parsed, said, n)
        )
        return found, "agent"
    if heads & {"it", "this", "that", "allegation", "charge"} or not one.a.content:
        return _about_denier(said, n) or _latest(said, n), "occurrence"
    found = inner or _alike(said, n, 0.3) or _same_event(parsed, said, n) or _about_denier(said, n, near=2)
    return found, "occurrence"


def _undergone(parsed: ParsedArticle, a: Attribution) -> bool:
    """Whether what is denied befell the denier or was his own retreat: "denied losing the town"."""
    verbs = [t for t in (parsed.tokens[i] for i in sorted(a.content)[:4]) if t.pos == "VERB"]
    return bool(verbs) and verbs[0].lemma.lower() in words("undergone")


def _owned(parsed: ParsedArticle, said: list[Said], n: int, objects: list[Token]) -> Said | None:
    """The claim of the holder that the denied thing is called after: "disputed the army's count"."""
    owners = {t.lemma.lower() for o in objects for t in parsed.children(o, "poss", "compound") if t.pos != "PRON"}
    count = any(o.lemma.lower() in words("count") for o in objects)
    found = []
    for s in _earlier(said, n):
        if s.a.speaker is None or s.claim.act in ("denies", "declines"):
            continue
        if parsed.tokens[s.a.speaker].lemma.lower() in owners:
            found.append(s)
    counted = [s for s in found if any(parsed.tokens[i].pos == "NUM" for i in s.a.content)] if count else []
    return next(iter(counted or found), None)


def _against_denier(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest of the last claims that speaks of the denier and of something hostile: what "the charge" is."""
    one = said[n]
    name = "" if one.a.speaker is None else parsed.tokens[one.a.speaker].lemma.lower()
    for s in _earlier(said, n)[:5]:
        if one.claim.source not in s.actors and name not in s.lemmas:
            continue
        if s.claim.stance == "accuses" or topics(s.lemmas) - {"talk"}:
            return s if s.claim.act not in ("denies", "declines") else None
    return None


def _is_gerund(parsed: ParsedArticle, a: Attribution) -> bool:
    first = [parsed.tokens[i] for i in sorted(a.content)[:2]]
    return bool(first) and (first[0].tag == "VBG" or first[0].lower == "having")


def _inside(said: list[Said], n: int) -> Said | None:
    """The claim within the words of claim *n*: "denied reports that ...", "not ..., as the minister claimed"."""
    own = said[n].a
    within = [s for s in said if s is not said[n] and s.a.anchor in own.content | set(own.objects) | _span(own)]
    within = [s for s in within if s.claim.source != said[n].claim.source or s.claim.source is None]
    return within[0] if within else None


def _span(a: Attribution) -> set[int]:
    return (
        set(range(min(a.content), max(a.content) + 1)) if a.content and max(a.content) - min(a.content) < 60 else set()
    )


def _earlier(said: list[Said], n: int) -> list[Said]:
    """The claims before claim *n* in the text that another holder makes, the latest first."""
    one = said[n]
    return [
        s
        for s in sorted(said, key=lambda s: -s.a.anchor)
        if s.a.anchor < one.a.anchor and s.claim.id != one.claim.id
        and (s.claim.source != one.claim.source or s.claim.source is None)
    ]  # fmt: skip


def _previous_denied(said: list[Said], n: int) -> Said | None:
    """What the latest denial before claim *n* denies."""
    by_id = {s.claim.id: s for s in said}
    for s in _earlier(said, n):
        if s.claim.denies:
            return by_id[s.claim.denies]
    return None


def _of_kind(said: list[Said], n: int, kinds: frozenset[str], objects: list[Token]) -> Said | None:
    """The latest claim of the kind that the object names: an accusation, what a report says, a statement."""
    heads = {t.lemma.lower() for t in objects}
    if not heads & kinds:
        return None
    earlier = [s for s in _earlier(said, n) if s.claim.act not in ("denies", "declines")]
    if heads & words("accusation"):
        for s in earlier[:6]:
            if s.claim.stance == "accuses" or s.a.saying.word in heads:
                return s
    if heads & {"report", "story", "article"}:
        for s in earlier[:8]:
            if s.a.document is not None or s.a.saying.word == "report" or s.a.frame == "according":
                return s
    return earlier[0] if earlier else None


def _latest(said: list[Said], n: int) -> Said | None:
    earlier = [s for s in _earlier(said, n) if s.claim.act not in ("denies", "declines")]
    return earlier[0] if earlier else None


def _latest_accusation(said: list[Said], n: int) -> Said | None:
    return next((s for s in _earlier(said, n)[:6] if s.claim.stance == "accuses"), None)


def _just_before(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The latest claim of another holder in the sentence before claim *n*."""
    earlier = _latest(said, n)
    near = earlier and parsed.tokens[said[n].a.anchor].sent - parsed.tokens[earlier.a.anchor].sent <= 1
    return earlier if near else None


def _said_by(said: list[Said], n: int, source: str | None) -> Said | None:
    """The latest claim before claim *n* that is told of *source*: what a denial of having said something denies."""
    before = [s for s in said if s.a.anchor < said[n].a.anchor and s.claim.source == source and source is not None]
    return before[-1] if before else None


def _about_denier(said: list[Said], n: int, near: int = 4) -> Said | None:
    """The latest claim, among the *near* last ones, in whose words the denier appears."""
    source = said[n].claim.source
    for s in _earlier(said, n)[:near]:
        if source is not None and source in s.actors and s.claim.act not in ("denies", "declines"):
            return s
    sentence = said[n].a.anchor  # "Eritrea, which denies it, was accused of ...": the accusation may follow at once
    for s in said[n + 1 : n + 2]:
        if source is not None and source in s.actors and s.claim.stance == "accuses" and s.a.anchor - sentence < 25:
            return s
    return None


def _alike(
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


def _echo(parsed: ParsedArticle, said: list[Said], n: int) -> Claim:
    """Claim *n*, an echo: of the latest denial where it echoes one (and denies the same), else of the latest claim."""
    one = said[n]
    heads = {t.lemma.lower() for t in _object_words(parsed, one.a)}
    earlier = _earlier(said, n)
    if heads & words("denial"):
        for s in earlier:
            if s.claim.act == "denies":
                return replace(
                    one.claim, stance="denies", denies=s.claim.denies, disputes=s.claim.disputes,
                    responds=(Response(claim=s.claim.id, how="echoes"),),
                )  # fmt: skip
        return replace(one.claim, stance="denies")
    target = _alike(said, n, 0.34) or (earlier[0] if earlier else None)
    return replace(one.claim, responds=(Response(claim=target.claim.id, how="echoes"),)) if target else one.claim


def _contradicted(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The neighbouring claim of another holder that claim *n*, no denial by its verb, negates or calls false."""
    one = said[n]
    if one.claim.stance not in ("asserts", "accuses") or not one.a.content:
        return None
    content = [parsed.tokens[i] for i in sorted(one.a.content)]
    negated = any(t.lower in NEGATIVES for t in content[:40])
    false = any(t.lemma.lower() in words("false") for t in content[:12])
    inner = _inside(said, n)
    if inner is not None and inner.a.frame == "hosted" and negated:
        return inner
    if false and any(t.lemma.lower() in words("statement") | words("accusation") for t in content[:12]):
        return inner or _of_kind(
            said, n, words("statement") | words("accusation"), [t for t in content[:12] if t.pos == "NOUN"]
        )
    if false and any(t.lower in ("that", "this", "it") and t.dep == "nsubj" for t in content[:4]):
        return _just_before(parsed, said, n)
    if negated:
        for s in _earlier(said, n)[:4]:
            if _says_the_opposite(parsed, one, s):
                return s
        for s in _earlier(said, n)[:2]:
            same = parsed.tokens[s.a.anchor].sent == parsed.tokens[one.a.anchor].sent
            between = parsed.tokens[s.a.anchor : one.a.anchor]
            contrast = same and any(t.lower in ("but", "while", "whereas", "although", "though") for t in between)
            if contrast and one.lemmas & s.lemmas:
                return s
    return None


def _says_the_opposite(parsed: ParsedArticle, one: Said, other: Said) -> bool:
    """Whether *one* says of what *other* told before, close by, that it was not so.

    "Nobody was arrested" where somebody spoke of an arrest; "there was no raid" where somebody spoke of a raid;
    "did not lose the town" where somebody spoke of losing or taking it.
    """
    if other.claim.act in ("denies", "declines") or other.claim.denies:
        return False
    if parsed.tokens[one.a.anchor].sent - parsed.tokens[other.a.anchor].sent > 3:
        return False
    shared = topics(one.lemmas) & topics(other.lemmas)
    if any(parsed.tokens[i].lower in NEGATIVES for i in other.a.content):
        return False
    for word in (parsed.tokens[i] for i in sorted(one.a.content)):
        head = parsed.head(word)
        subject = head if word.lower == "no" and head.lower in ("one", "body") else word
        if subject is head or word.lower in NOBODY:
            if shared and subject.dep in ("nsubj", "nsubjpass"):
                return True
        elif word.lower == "no" and word.dep in ("det", "neg"):
            if head.lemma.lower() in other.lemmas and head.pos != "NUM":
                return True
        elif word.dep == "neg" and head.dep == "ccomp" and topics({head.lemma.lower()}) & shared & {"attack", "kill"}:
            himself = any(s.lower in ("it", "they", "we", "he", "she") for s in parsed.children(head, "nsubj"))
            return himself or bool((one.lemmas & other.lemmas) - _all(shared) or (one.actors & other.actors))
        elif word.dep == "neg" and head.dep != "xcomp" and topics({head.lemma.lower()}) & shared:
            return bool((one.lemmas & other.lemmas) - _all(shared) or (one.actors & other.actors))
    return False
