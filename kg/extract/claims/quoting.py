"""Quotations to the words that attribute them: in the same sentence, in the next one, or in none at all."""

from __future__ import annotations

from msgspec.structs import replace

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.quotes import Quote, paragraphs
from kg.syntax import ParsedArticle


def attach_quotes(parsed: ParsedArticle, attributions: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    """*attributions* with their quotations added to the content; those left without content fall away."""
    inside = {i: n for n, q in enumerate(quotes) for i in range(q.first, q.last)}
    owner: dict[int, int] = {}
    content = [set(a.content) for a in attributions]
    by_sentence: dict[int, list[int]] = {}
    for at, a in enumerate(attributions):
        by_sentence.setdefault(parsed.tokens[a.anchor].sent, []).append(at)
    k: int | None
    for n, quote in enumerate(quotes):
        k = _cue_of(parsed, quote, n, attributions, by_sentence, inside)
        if k is not None:
            owner[n] = k
            content[k] |= set(range(quote.first, quote.last))
    for at, a in enumerate(attributions):
        sentence = parsed.sentence(parsed.tokens[a.anchor])
        if a.frame != "open" or parsed.tokens[sentence.last - 1].text != ":" or at in owner.values():
            continue
        following = next((n for n, q in enumerate(quotes) if q.first == sentence.last), None)
        if following is not None:
            owner[following] = at
            content[at] |= set(range(quotes[following].first, quotes[following].last))
        elif sentence.i + 1 < len(parsed.sentences):
            told = parsed.sentences[sentence.i + 1]
            content[at] |= set(range(told.first, told.last))
    previous: int | None = None
    for first, last in paragraphs(parsed):
        latest: int | None = None
        for n, quote in enumerate(quotes):
            if not first <= quote.first < last:
                continue
            if n in owner:
                latest = owner[n]
            elif latest is not None and _whole(parsed, quote):
                owner[n] = latest
                content[latest] |= set(range(quote.first, quote.last))
            elif previous is not None and quote.first == first and _whole(parsed, quote):
                owner[n] = latest = previous
                content[latest] |= set(range(quote.first, quote.last))
        previous = latest
    out = []
    for at, a in enumerate(attributions):
        quoted = at in owner.values()
        if a.frame == "open" and not content[at]:
            continue
        out.append(replace(a, content=frozenset(content[at] - {a.anchor}), quoted=quoted,
                           frame="quote" if a.frame == "open" else a.frame))  # fmt: skip
    return out


def _whole(parsed: ParsedArticle, quote: Quote) -> bool:
    """Whether the quotation holds at least one whole sentence."""
    return parsed.sentence(parsed.tokens[quote.first]).first >= quote.first - 1 and quote.last - quote.first > 4


def _cue_of(
    parsed: ParsedArticle,
    quote: Quote,
    n: int,
    attributions: list[Attribution],
    by_sentence: dict[int, list[int]],
    inside: dict[int, int],
) -> int | None:
    """The attribution whose cue stands outside *quote* in a sentence that it touches; the nearest one."""
    touched = {parsed.tokens[quote.first].sent, parsed.tokens[quote.last - 1].sent}
    if quote.last < len(parsed.tokens):
        after = parsed.tokens[quote.last]
        closing = [t.text for t in parsed.tokens[max(quote.first, quote.last - 2) : quote.last]]
        goes_on = after.text[:1].islower() or after.text == "," or any(t in ("?", "!", ",") for t in closing)
        if goes_on and not _line_break(parsed, quote.last):
            touched.add(after.sent)
    best: tuple[int, int] | None = None
    for sent in touched:
        for k in by_sentence.get(sent, ()):
            a = attributions[k]
            if inside.get(a.anchor) is not None:
                continue
            if not a.saying.frames & {"quote", "according", "as", "name", "for", "object", "clause"}:
                continue
            gap = quote.first - a.anchor if a.anchor < quote.first else a.anchor - quote.last + 1
            within = quote.first in a.content or (quote.last - 1) in a.content or quote.first + 1 in a.content
            rank = gap - (40 if within else 0)
            if not within and ("quote" not in a.saying.frames or not _beside(parsed, quote, a)):
                continue
            if best is None or rank < best[0]:
                best = (rank, k)
    return best[1] if best else None


def _line_break(parsed: ParsedArticle, i: int) -> bool:
    """Whether a new line begins at token *i*."""
    return "\n" in parsed.article.text[parsed.tokens[i - 1].end : parsed.tokens[i].begin]


def _beside(parsed: ParsedArticle, quote: Quote, a: Attribution) -> bool:
    """Whether *quote* stands as what is said: set off by a comma or colon, or a sentence; not a word in marks."""
    if _whole(parsed, quote):
        return True
    before = parsed.tokens[quote.first - 1].text if quote.first else ""
    last = [t.text for t in parsed.tokens[max(quote.first, quote.last - 2) : quote.last]]
    after = parsed.tokens[quote.last].text if quote.last < len(parsed.tokens) else ""
    words = quote.last - quote.first - 2
    if a.anchor < quote.first:
        near = quote.first - a.anchor <= 3
        return before in (",", ":", "that") or (near and words >= 2) or a.frame != "open"
    return "," in last or after == "," or any(t in ("?", "!", ".") for t in last)
