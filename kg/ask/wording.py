"""A question without what is said around it (please, is it true that, in the articles), in the order of a question."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_AROUND: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(hi|hello|hey|ok|okay|so|well|and|but|now)\b[,!.]?\s+",
        r"^please\b,?\s*|,?\s*\bplease\b(?=[?.!]*$)",
        r"^(can|could|would|will) (you|u|anyone|anybody|somebody) (please )?(?=tell|show|list|name|give|explain|say)",
        r"^(i|we) (want|need|wish|would like|'d like|’d like) (you )?to (know|ask|find out|see)( about)?\b:?\s*",
        r"^i wonder\b,?\s*|^i am (asking|wondering)\b,?\s*",
        r"^do(es)? (you|anyone|anybody|we) (happen to )?know\b,?\s*",
        r"^(tell|show|inform) (me|us)( about)?\b:?\s*(?=wh|how|if|which|\bthe\b|\ball\b|every)",
        r"^(find( out)?|look up|say|explain|describe|determine|state|identify)\b:?\s*(?=wh|how|which)",
        r"^(according to|in|from|judging by|going by|per) (the|these|those|this|your|all) "
        r"(articles?|reports?|texts?|data|dataset|news|graph|sources|stor(y|ies)|coverage)\b,?\s*",
        r",?\s*\b(according to|in|from|by) (the|these|those|this|your) "
        r"(articles?|dataset|data|texts?|graph|news( reports?)?|coverage)(?=[?.!]*$)",
    )
)
_SHORT: Final = re.compile(
    r"\b(who|what|where|when|how|which|that|there)['’`]?s\b(?!\s*\w+\s+(side|behalf|orders)\b)", re.I
)
_TRUE: Final = re.compile(
    r"^(is|was) it (really |actually )?(true|correct|right|so|a fact|the case|accurate|known|reported)"
    r"( to say)?( that)?\s+"
    r"|^(is|are) there (any )?(evidence|reports?|proof|indication|word|sign)s? (that|of whether)\s+"
    r"|^(if|whether)\s+",
    re.I,
)
_LIST: Final = re.compile(
    r"^(please )?(list|name|give|show|identify|enumerate|find|mention|tell)( me| us)?( of)?"
    r"( all| every| each| some| any| both| the names? of)*( of)?( the| an?)?\s+(?!wh|how\b)",
    re.I,
)
_EVERYONE: Final = re.compile(
    r"^(everyone|everybody|anyone|anybody|those|people|persons?|one)\s+(who|that|whom)\s+", re.I
)
_NOUN_WHO: Final = re.compile(r"^(\w+(?: \w+){0,2}?) (who|that|which) (?=\w)", re.I)
_MANY: Final = re.compile(
    r"^(\w+ ){0,2}(actors|groups|parties|people|countries|states|forces|organi[sz]ations|events|battles|attacks|clashes"
    r"|claims|articles|reports|denials|sources|outlets|allies|enemies|towns|cities|places|statements)\b",
    re.I,
)
_NUMBER: Final = re.compile(r"^(what (is|was|were|are) )?(the )?(total |overall )?(number|count|tally) of\s+", re.I)
_NAMED: Final = re.compile(r"^what (is|was|are|were) the names? of\s+(the\s+)?", re.I)


class Worded(NamedTuple):
    """A question in its plain wording; ``verdict`` where it asks whether a statement is true."""

    text: str
    verdict: bool


def worded(question: str) -> Worded:
    """*question* without what is said around it.

    >>> worded("Please tell me who commands the Quds Force").text
    'who commands the Quds Force'
    >>> worded("Is it true that Iran fought at Amerli?")
    Worded(text='Iran fought at Amerli?', verdict=True)
    >>> worded("Name the groups that fought at Amerli").text
    'which groups fought at Amerli'
    """
    text = " ".join(question.split()).strip(" \"'“”")
    for _ in range(2):
        for around in _AROUND:
            text = around.sub("", text).strip()
    text = _SHORT.sub(r"\1 is", text)
    bare = _TRUE.sub("", text)
    if bare != text:
        return Worded(bare, verdict=True)
    text = _NUMBER.sub("how many ", text)
    text = _NAMED.sub("who is the ", text)
    listed = _LIST.sub("", text)
    if listed != text and listed:
        text = _EVERYONE.sub("who ", listed)
        if text == listed:
            text = _NOUN_WHO.sub(r"which \1 ", listed)
        if text == listed:
            text = f"{'which' if _MANY.match(listed) else 'who is the'} {listed}"
    return Worded(text, verdict=False)
