"""Which attributions stand: what was not said, or only wished for, or spoken of within a quotation, is no claim.

What is told within another claim is kept where somebody is told to have said it, not where somebody is told to think,
want or praise: the teller's claim holds those.
"""

from __future__ import annotations

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.syntax import ParsedArticle, Token

TELLING = frozenset({"say", "assert", "deny", "confirm", "accuse", "echo", "doubt", "retract", "find"})
PERFORMED = frozenset({"say", "assert", "deny", "accuse", "direct", "commit"})
TOLD_FRAMES = frozenset("clause hosted quote according inf-passive of".split())


def select(parsed: ParsedArticle, attributions: list[Attribution], quoted: set[int]) -> list[Attribution]:
    """The attributions that stand, in text order; *quoted* are the indexes of the words inside quotations."""
    outer = _holders(attributions)
    answered = {
        i
        for a in attributions
        if a.act in ("denies", "doubts", "confirms", "retracts")
        for i in (*a.content, *a.objects)
    }
    _perform(parsed, attributions, quoted, outer)
    retold = {a.speaker for a in attributions}  # "issued a statement saying ...": the saying is the claim
    attributions = [a for a in attributions if not (a.frame == "document" and retold & set(a.objects))]
    return [a for a in attributions if _stands(parsed, a, a.anchor in quoted, outer.get(a.anchor), answered)]


def _holders(attributions: list[Attribution]) -> dict[int, Attribution]:
    """The attribution in whose content each other one stands, by anchor; the smallest where there are several."""
    found: dict[int, Attribution] = {}
    for a in sorted(attributions, key=lambda a: -len(a.content)):
        for b in attributions:
            if b.anchor in a.content and b is not a:
                found[b.anchor] = a
    return found


def _stands(
    parsed: ParsedArticle, a: Attribution, in_quote: bool, holder: Attribution | None, answered: set[int]
) -> bool:
    word = parsed.tokens[a.anchor]
    if a.document == a.anchor:
        return _noun_stands(a, in_quote, answered)
    if a.frame == "performed":
        return True
    if in_quote:
        return a.frame in ("hosted", "according") and a.saying.group in TELLING
    if (a.negated or a.unreal) and not a.quoted:
        return False
    if _unreal(parsed, word) and not a.quoted:
        return False
    if holder is not None and holder.frame not in ("document", "stance-object"):
        return a.saying.group in TELLING and (a.frame in TOLD_FRAMES or a.quoted or a.saying.group == "deny")
    return True


def _perform(
    parsed: ParsedArticle, attributions: list[Attribution], quoted: set[int], outer: dict[int, Attribution]
) -> None:
    """Give what somebody quoted says in so many words ("we deny that ...", "I call on them to ...") to him."""
    for a in attributions:
        holder = outer.get(a.anchor)
        if holder is None or a.anchor not in quoted or a.speaker is None or a.negated or holder.speaker is None:
            continue
        word = parsed.tokens[a.anchor]
        first = parsed.tokens[a.speaker].lower in ("i", "we")
        if first and word.tag == "VBP" and a.saying.group in PERFORMED and a.frame != "open":
            a.speaker, a.frame = holder.speaker, "performed"


def _noun_stands(a: Attribution, in_quote: bool, answered: set[int]) -> bool:
    if in_quote:
        return False
    if a.anchor in answered:
        return a.saying.word in words("told")
    if a.hearsay:
        return a.saying.word in words("hearsay") and a.frame in ("noun-that", "noun-of")
    return a.saying.word in words("told") and a.frame == "noun-that"


def _unreal(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether *verb* is wished, planned or possible: with a modal, or an infinitive below no verb of doing so."""
    helpers = parsed.children(verb, "aux")
    head = parsed.head(verb)
    if verb.dep == "conj" and verb.tag == "VB" and not helpers and head.tag == "VB":
        return _unreal(parsed, head)
    if any(h.tag == "MD" for h in helpers):
        return True
    if not any(h.lower == "to" for h in helpers):
        return False
    if verb.dep == "advcl":
        return False
    return head.lemma not in words("doing-so")
