"""Attributions to claims."""

from __future__ import annotations

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.contents import certainty, events_within, mark_events, modality, puts_forward, taken_as_given
from kg.extract.claims.cues import adjective_cues, phrase_cues, verb_cues
from kg.extract.claims.lexicon import words
from kg.extract.claims.nouns import colon_cues, noun_cues, signature_cues
from kg.extract.claims.quotes import Quote, find_quotes, paragraphs
from kg.extract.claims.quoting import attach_quotes
from kg.extract.claims.responses import link_responses
from kg.extract.claims.selection import select
from kg.extract.claims.speakers import Speakers
from kg.extract.claims.subjects import words_below
from kg.extract.dates import find_times, time_of
from kg.model import About, Claim, Facts, Span, TimeSpan, replace
from kg.syntax import ParsedArticle

SECOND_HAND = 0.4
THIRD = frozenset({"he", "she", "it", "they"})


def claims(parsed: ParsedArticle, facts: Facts) -> Facts:
    """*facts* with the claims of *parsed*, the unnamed actors who make them, and events marked as said."""
    quotes = find_quotes(parsed)
    quoted = frozenset(i for q in quotes for i in range(q.first, q.last))
    attributions = attributions_of(parsed, quotes)
    speakers = Speakers(parsed, facts)
    times = find_times(parsed)
    pairs: list[tuple[Attribution, Claim]] = []
    for a in attributions:
        if not a.content and a.frame == "according":
            continue
        claim = _claim(parsed, facts, speakers, times, a, pairs, quoted)
        if claim is not None:
            pairs.append((a, claim))
    said = {i for a, c in pairs if puts_forward(a) for i in c.events}
    answered = link_responses(parsed, pairs, speakers.at, facts.events)
    found = _nest([(a, c) for (a, _), c in zip(pairs, answered, strict=True)])
    return replace(
        facts,
        actors=tuple(speakers.actors.values()),
        claims=tuple(found),
        events=mark_events(facts.events, said),
    )


def attributions_of(parsed: ParsedArticle, quotes: list[Quote]) -> list[Attribution]:
    """Every attribution of *parsed*, one for each cue, in text order."""
    found = [*verb_cues(parsed), *phrase_cues(parsed), *adjective_cues(parsed), *colon_cues(parsed)]
    found = attach_quotes(parsed, sorted(found, key=lambda a: a.anchor), quotes)
    _drop_rejoinders(parsed, found)
    taken = {a.anchor for a in found}
    found += [a for a in (*noun_cues(parsed), *signature_cues(parsed, quotes)) if a.anchor not in taken]
    starts = {first for first, _ in paragraphs(parsed)}
    quoted = {i for q in quotes if q.closed or q.first in starts for i in range(q.first, q.last)}
    return select(parsed, sorted(found, key=lambda a: a.anchor), quoted)


def _drop_rejoinders(parsed: ParsedArticle, found: list[Attribution]) -> None:
    """Take from what is said what another says of it: "..., a claim India disputes"."""
    for a in found:
        verb = parsed.tokens[a.anchor]
        if a.act in ("denies", "doubts") and verb.dep == "relcl" and verb.head in a.objects:
            rejoinder = words_below(parsed, parsed.head(verb))
            for other in found:
                if other is not a and other.anchor not in rejoinder and len(other.content - rejoinder) > 1:
                    other.content -= rejoinder


def _claim(
    parsed: ParsedArticle, facts: Facts, speakers: Speakers, times: tuple[TimeSpan, ...], a: Attribution,
    pairs: list[tuple[Attribution, Claim]], quoted: frozenset[int],
) -> Claim | None:  # fmt: skip
    source: str | None = None
    if a.speaker is not None:
        head = parsed.tokens[a.speaker]
        sources = speakers.goes_on(a, quoted) or speakers.of(head, aside=a.content | quoted)
        if sources:
            source = sources[0]
            if a.frame != "signature":
                speakers.spoke(a.anchor, source)
            if a.pronoun is not None:
                speakers.refer(source, parsed.tokens[a.pronoun])
        elif head.lower not in THIRD and head.lemma.lower() not in words("unsigned"):
            return None
    cited = _ids(parsed, speakers, a.via, source)
    relays = _ids(parsed, speakers, a.relays, source)
    to = tuple(i for t in a.to for i in speakers.addressed(parsed.tokens[t])[:1])
    told = tuple(i for i in to if speakers.actors[i].kind == "media")
    chain = tuple(dict.fromkeys((*reversed(cited), *((source,) if source else ()), *relays, *told)))
    events = events_within(parsed, a, facts.events)
    return Claim(
        id=f"c{len(pairs) + 1}", source=source, cue=parsed.span(parsed.tokens[i] for i in a.cue), via=(*cited, *relays),
        stance=a.stance, act=a.act, events=events, evidence=_evidence(parsed, a), to=to,
        chain=(*chain, "article"),
        time=time_of(parsed, parsed.tokens[a.anchor], times),
        certainty=certainty(parsed, a), modality=modality(parsed, a),
        about=_about(parsed, facts, a, events),
        content=_spans(parsed, a.content), rule=_rule(a, source), confidence=_confidence(a, source),
    )  # fmt: skip


def _rule(a: Attribution, source: str | None) -> str:
    """What was read; marked where "he" or "they" speaks and nobody knows who, which is not hearsay."""
    unknown = source is None and a.speaker is not None
    return f"{a.saying.group}:{a.frame}" + (":unknown-speaker" if unknown else "")


def _about(parsed: ParsedArticle, facts: Facts, a: Attribution, events: tuple[str, ...]) -> tuple[About, ...]:
    """The *events* that *a* affirms or denies; what its words take as given is affirmed by a denial too."""
    given = {e.id for e in facts.events if e.id in events and taken_as_given(parsed, a, e)}
    denied = set() if a.act != "denies" else set(events) - given
    return tuple(
        About(event=e, polarity="negative" if e in denied else "positive", presupposed=e in given) for e in events
    )


def _confidence(a: Attribution, source: str | None) -> float:
    """How often claims of this sort were right, source and content too, on annotated political news (1,110 claims).

    Each figure stands on at least 70 items: what is told .93 (690), what is asked, promised, judged, denied .87 (280),
    what is thought, wanted or shown .76 (120), what comes without a name or within another claim .40 (70).
    """
    if source is None:
        return SECOND_HAND
    if a.saying.group in ("think", "want", "show", "find", "raise", "publish"):
        return 0.76
    return 0.93 if a.saying.group in ("say", "assert") else 0.87


def _ids(parsed: ParsedArticle, speakers: Speakers, heads: tuple[int, ...], source: str | None) -> tuple[str, ...]:
    return tuple(i for h in heads for i in speakers.of(parsed.tokens[h])[:1] if i != source)


def _nest(pairs: list[tuple[Attribution, Claim]]) -> list[Claim]:
    """The claims, those told within another's content with the teller in their chain, and that one about them."""
    found = {c.id: c for _, c in pairs}
    for a, claim in pairs:
        outer = [
            (o, c) for o, c in pairs if o is not a and a.anchor in o.content and c.source and c.source != claim.source
        ]
        outer = [(o, c) for o, c in outer if c.act not in ("denies", "doubts", "retracts") and c.id != claim.denies]
        if not outer:
            continue
        _, holder = min(outer, key=lambda oc: len(oc[0].content))
        inner = found[claim.id]
        relays = tuple(i for i in found[holder.id].chain if i not in inner.chain)
        found[claim.id] = replace(inner, chain=(*inner.chain[:-1], *relays, "article"), confidence=SECOND_HAND)
        teller = found[holder.id]
        found[holder.id] = replace(teller, about=(*teller.about, About(claim=claim.id)))
    return list(found.values())


def _evidence(parsed: ParsedArticle, a: Attribution) -> tuple[Span, ...]:
    """The sentence of the cue, and the nearest sentence of the content where that lies outside."""
    own = parsed.tokens[a.anchor].sent
    others = sorted({parsed.tokens[i].sent for i in a.content} - {own}, key=lambda s: (abs(s - own), s))
    within = any(parsed.tokens[i].sent == own for i in a.content)
    chosen = [own] if within or not others else sorted([own, others[0]])
    return tuple((parsed.sentences[s].begin, parsed.sentences[s].end) for s in chosen)


def _spans(parsed: ParsedArticle, content: frozenset[int]) -> tuple[Span, ...]:
    """The runs of *content*, without the quotation marks and commas at their edges."""
    spans: list[Span] = []
    run: list[int] = []
    for i in [*sorted(content), -1]:
        if run and (i != run[-1] + 1 or parsed.tokens[i].sent != parsed.tokens[run[-1]].sent):
            while run and parsed.tokens[run[0]].pos == "PUNCT":
                run.pop(0)
            while run and parsed.tokens[run[-1]].pos == "PUNCT":
                run.pop()
            if run:
                spans.append((parsed.tokens[run[0]].begin, parsed.tokens[run[-1]].end))
            run = []
        if i >= 0:
            run.append(i)
    return tuple(spans)
