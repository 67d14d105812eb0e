"""Did it happen? The status of an event from negation, modality, tense, conditions and hedges around its trigger."""

from __future__ import annotations

from kg.extract.triggers import is_negated
from kg.model import Status
from kg.syntax import ParsedArticle, Token

_FUTURE = frozenset("will shall 'll ’ll wo".split())
_MAY = frozenset("may might could can should would ought 'd must".split())
_PLANS = frozenset(
    """
    plan intend aim hope expect seek want prepare agree promise pledge vow threaten offer decide propose
    schedule consider
    mean set poise undertake warn authorize authorise mull weigh approve commit willing ready prepared likely due able
    determine swear attempt try plot conspire scheme wish desire prefer refuse
    """.split()
)
_TRIED = frozenset("attempt try seek begin start continue".split())
_REQUESTS = frozenset(
    """
    ask urge call demand order tell request appeal press encourage invite instruct require exhort beg
    plead implore
    want recommend suggest advise push lobby insist permit allow let enable require warn
    """.split()
)
_PREVENTS = frozenset(
    "prevent stop bar ban prohibit forbid avoid deny refuse fail block keep refrain decline halt cancel".split()
)
_HEDGES = frozenset(
    """
    allegedly reportedly purportedly apparently supposedly possibly perhaps presumably probably maybe
    seemingly ostensibly
    alleged purported supposed suspected reported apparent rumored rumoured unconfirmed possible likely
    """.split()
)
_SAID_TO = frozenset(
    "say report believe think allege rumor rumour purport suppose suspect claim understand describe know".split()
)
_SEEMS = frozenset("appear seem".split())
_UPCOMING = frozenset(
    """
    planned proposed upcoming future impending imminent possible potential scheduled threatened would-be
    expected prospective
    """.split()
)
_CONDITIONS = frozenset("if unless should whether".split())
_PLAN_NOUNS = frozenset(
    """
    plan intention proposal offer promise pledge threat bid call demand request appeal decision order
    authorization readiness hope effort attempt desire preparation mandate commitment ultimatum
    """.split()
)
_SAYING = frozenset("say announce state declare tell report add claim insist promise pledge vow".split())
_ACCUSING = frozenset(("accuse", "suspect", "blame", "charge"))
_CLIMB = frozenset(
    {"xcomp", "ccomp", "conj", "advcl", "pcomp", "acl", "relcl", "dobj", "pobj", "prep", "nsubjpass", "attr", "nsubj"}
)


def status_of(
    parsed: ParsedArticle, token: Token, *, carrier: Token | None = None, negation_used: bool = False
) -> Status:
    """The status of the event of trigger *token*: ``actual`` where nothing speaks against it.

    ``negation_used`` is true where the pattern itself asked for the negation ("will not accept" is a refusal).
    What other voices say ("reported") is added by the reader of claims.
    """
    verb = carrier or token
    if not negation_used and _negated(parsed, token, verb):
        return "negated"
    if negation_used and not any(t.lower in _CONDITIONS for t in parsed.children(verb, "mark")):
        return "actual"
    found = _own(parsed, verb)
    if token is not verb or token.pos in ("NOUN", "PROPN"):
        words = {t.lower for t in parsed.children(token, "amod")}
        if words & _UPCOMING:
            return "planned"
        if words & _HEDGES:
            found = found or "hedged"
    if found is None and carrier is not None:  # "plotting an attack"
        found = _governed(parsed, carrier, token)
    return found or _from_above(parsed, verb) or "actual"


def _negated(parsed: ParsedArticle, token: Token, verb: Token) -> bool:
    if is_negated(parsed, verb) or is_negated(parsed, token):
        return True
    if token.pos in ("NOUN", "PROPN") and token.dep in ("attr", "dobj", "nsubjpass", "nsubj") and verb is token:
        above = parsed.head(token)
        if above.pos in ("VERB", "AUX") and is_negated(parsed, above):
            return above.lemma in ("be", "have", "launch", "see", "take", "do", "make", "want")
    if verb.dep == "pcomp" and parsed.head(verb).lower == "without":
        return True
    for negated in parsed.children(verb, "nsubj", "nsubjpass", "dobj"):
        if any(d.lower in ("no", "neither") for d in parsed.children(negated, "det", "preconj")) or negated.lower in (
            "nobody",
            "none",
        ):
            return True
    if verb.dep == "conj":
        return (
            parsed.head(verb).pos in ("VERB", "AUX")
            and is_negated(parsed, parsed.head(verb))
            and any(c.lower in ("or", "nor") for c in parsed.children(parsed.head(verb), "cc"))
        )
    return False


def _own(parsed: ParsedArticle, verb: Token) -> Status | None:
    """What the auxiliaries, adverbs and conditions of the verb's own clause say."""
    helpers = parsed.children(verb, "aux")
    words = {t.lower for t in helpers}
    if any(t.lower in _CONDITIONS for t in parsed.children(verb, "mark")):
        return "hypothetical"
    if any(t.lower in _HEDGES for t in parsed.children(verb, "advmod")):
        return "hedged"
    perfect = bool(words & {"have", "'ve"})
    if words & _FUTURE:
        return "planned"
    if words & _MAY:
        if perfect and words & {"may", "might"}:
            return "hedged"
        if words & {"would", "'d"} and verb.dep in ("ccomp", "conj", "advcl") and _past_saying(parsed, verb):
            return "planned"
        return "hypothetical"
    return None


def _past_saying(parsed: ParsedArticle, verb: Token) -> bool:
    for above in parsed.ancestors(verb):
        if above.pos == "VERB":
            if above.lemma in _SAYING:
                return not any(t.lower in _CONDITIONS for t in _marks_below(parsed, verb))
            if above.dep not in ("conj", "ccomp", "advcl"):
                return False
    return False


def _marks_below(parsed: ParsedArticle, verb: Token) -> list[Token]:
    return [m for clause in parsed.children(verb, "advcl") for m in parsed.children(clause, "mark")]


def _from_above(parsed: ParsedArticle, verb: Token) -> Status | None:
    """What the governing words say: plans, requests, hedging and preventing verbs, conditions."""
    below = verb
    for above in parsed.ancestors(verb):
        if below.dep not in _CLIMB:
            return None
        finite = not any(t.lower == "to" for t in parsed.children(below, "aux"))
        if below.dep in ("relcl", "acl", "advcl") and finite and below.tag != "VB":
            return None
        if above.pos in ("VERB", "AUX", "ADJ", "NOUN"):
            found = _governed(parsed, above, below)
            if found is not None:
                return found
            if above.pos in ("VERB", "AUX") and below.dep in (
                "ccomp",
                "advcl",
                "relcl",
                "acl",
                "pcomp",
                "pobj",
                "prep",
                "nsubj",
            ):
                if below.dep != "ccomp" and below.tag not in ("VB", "VBG"):
                    return None
                if below.dep == "ccomp" and below.tag != "VB":
                    return None
        below = above
    return None


def _governed(parsed: ParsedArticle, above: Token, below: Token) -> Status | None:
    lemma = above.lemma
    infinitive = below.tag == "VB" and any(t.lower == "to" for t in parsed.children(below, "aux"))
    if above.pos == "NOUN" and below.dep in ("acl", "relcl", "prep", "xcomp", "ccomp"):
        if below.dep == "relcl" and not infinitive:
            return None
        return "planned" if lemma in _PLAN_NOUNS and (infinitive or below.dep in ("prep", "ccomp")) else None
    if below.dep in ("xcomp", "ccomp", "oprd") or (below.dep == "advcl" and infinitive):
        if lemma in _SAID_TO and infinitive:
            return "hedged"
        if lemma in _SEEMS:
            return "hedged"
        if lemma == "go" and above.tag == "VBG":
            return "planned"
        if lemma == "deny" and below.tag == "VBG":
            return "negated"
        if lemma == "be" and infinitive:
            return "planned"
        if lemma in _PREVENTS and infinitive:
            return "negated"
        if lemma in _TRIED and is_negated(parsed, above):
            return "negated"
        if lemma in _REQUESTS and (infinitive or below.tag == "VB"):
            return "hypothetical"
        if lemma in _PLANS and infinitive:
            return "planned"
        if infinitive and below.dep == "advcl":
            return "planned"
    if below.dep in ("dobj", "pobj", "prep", "nsubjpass"):
        if lemma in (
            "plan",
            "threaten",
            "propose",
            "plot",
            "prepare",
            "consider",
            "promise",
            "want",
            "approve",
            "authorize",
            "authorise",
        ):
            return "planned"
        if lemma in ("demand", "urge", "request", "seek", "call", "support", "encourage"):
            return "hypothetical" if lemma != "support" else None
        if (
            lemma in _PREVENTS
            and below.dep == "dobj"
            and lemma not in ("stop", "halt", "deny", "cancel", "fail", "block")
        ):
            return "negated"
        return _own(parsed, above) if below.dep in ("dobj", "nsubjpass") else None
    if below.dep in ("pcomp",) and above.lower in ("from",):
        return "negated" if parsed.head(above).lemma in _PREVENTS else None
    if below.dep == "pcomp" and above.lower in ("of", "for"):
        accusing = parsed.head(above) if parsed.head(above).pos == "VERB" else parsed.head(parsed.head(above))
        if accusing.lemma in _ACCUSING:  # "accused the army of handing out rifles"
            return "reported"
    if below.dep == "conj" and below.tag == "VBG" and lemma in _ACCUSING and above.tag != "VBG":
        return "reported"
    if below.dep in ("conj", "xcomp"):
        return (
            _own(parsed, above)
            if above.pos in ("VERB", "AUX") and not parsed.children(below, "nsubj", "nsubjpass")
            else None
        )
    return None
