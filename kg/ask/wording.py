"""A question without what is said around it (please, is it true that, in the articles), in the order of a question."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.ask.idioms import IDIOMS

_ASKING: Final = r"(?=(who|what|which|where|when|whether|how|if|did|was|were|is|are|has|have|the names?|all|every)\b)"
_AROUND: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(hi|hello|hey|ok|okay|so|well|and|but|now|just|um+|er+)\b[,!.]?\s+",
        r"^((a|one|my|another|quick|short|simple) ){0,2}question\b\s*[:,–—-]\s*|^q\s*:\s*",
        r"^(please|kindly)\b,?\s*|,?\s*\bplease\b(?=[?.!]*$)",
        r"[,.!]?\s*\b(thanks|thank you|thx|cheers)\b( so much| a lot| in advance)?[?.!]*$",
        r",?\s*\b(do you know|any idea|if (you know|known|any|anyone)|can you (say|tell( me)?)|you know|again|exactly"
        r"|by the way|btw|anyway)\b(?=[?.!]*$)",
        r"^(can|could|would|will) (you|u|anyone|anybody|somebody|someone) (please |kindly |possibly )?"
        r"(?=tell|show|list|name|give|explain|say|help|remind)",
        r"^(i|we)(['’](d|m|re)| would| am| are| do)?( just| really| also)? "
        r"(want|need|wish|like|love|hope|try|trying|curious|interested|looking|keen|wondering|wonder|asking)\b"
        r"( (you )?to (be )?(know|ask|find out|see|learn|understand|hear|told)| knowing| learning)?"
        rf"( in| about| of| for| as to)?\b\s*[:,]?\s*{_ASKING}",
        rf"^(curious|wondering)( about| to know)?\b[:,]?\s*{_ASKING}",
        r"^(do(es)?|did) (you|anyone|anybody|we) (happen to )?(know|remember|recall)\b,?\s*",
        rf"^(do you have |have you |is there )?(any|got any) (idea|clue|information|info|news|word)\b"
        rf"( on| about| as to)?\s*{_ASKING}",
        r"^(tell|show|inform|remind|help)( (me|us|them))?( (to )?understand)?( about)?\b:?\s*"
        r"(?=wh|how|if|which|\bthe\b|\ball\b|every)",
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
_NUMBER: Final = re.compile(
    r"^((what|how (high|large|big|great)) (is|was|were|are) )?(the )?(total |overall )?(number|count|tally) of\s+", re.I
)
# "tell me about", "what do you know about", "everything on"
_ABOUT: Final = re.compile(
    r"^((please )?(can|could|would) you )?(tell|show|give|inform|brief|fill)( (me|us))?"
    r"( (more|something|everything|all|in))? (about|on) (?!wh|how)"
    r"|^(what|how much) (do|does|can|did) (you|we|the \w+|anyone|anybody) (know|have|say|tell( me| us)?) "
    r"(about|on|of) |^what (is|was|has been) known (about|of|on) "
    r"|^((give|show|get|find)( me| us)? )?((all|everything|anything|more|some|any|the|a|short|brief|quick|latest) )*"
    r"(info(rmation)?|facts|profile|background|details|overview|summary|biography|dossier|everything|anything|all)( "
    r"(there is|you have|you know|known|reported))?( to know)? (about|on|of) (?!wh|how)",
    re.I,
)
# "X: who is he?"
_OF_TOPIC: Final = re.compile(r"^(?P<topic>[^:?]{3,80}): (?P<asked>(?:who|what|where|when|which|how|why)\b.*)$", re.I)
_IT: Final = re.compile(r"\b(it|he|she|they|him|them|there|this|that)\b", re.I)
_NAMED: Final = re.compile(r"^what (is|was|are|were) the names? of\s+(the\s+)?", re.I)


_QUESTION_WORD: Final = re.compile(
    r"(by|to|with|against|for|from|on|at|in|of|under|until|since)? ?(whom?|whose|what|which|where|when|why|how)\b"
    r"|(did|does|do|has|have|had|is|are|was|were|will|would|should|can|could|may|might|am)\b",
    re.I,
)
_LAST: Final = re.compile(
    r"^(?P<before>[^:]+?) (?P<asked>(?:(?P<prep>against|with|to|by|from|for|at|in|on|over) )"
    r"(?:which|what|whose)(?: \w+){1,3}|(?P<by>against |with |to |by |from |for )?(?:whom?|what)|how many|where|when)"
    r"[?.! ]*$",
    re.I,
)


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
    text = first_of(" ".join(question.split()).strip(" \"'“”"))
    for _ in range(2):
        for around in _AROUND:
            text = around.sub("", text).strip()
    text = _SHORT.sub(r"\1 is", text)
    for idiom, plainly in IDIOMS:
        text = idiom.sub(plainly, text)
    topic = _OF_TOPIC.match(text)
    if topic and _IT.search(topic["asked"]):
        text = _IT.sub(lambda m: topic["topic"], topic["asked"], count=1)
    text = _ABOUT.sub("about ", text)
    bare = _TRUE.sub("", text)
    if bare != text:
        return Worded(bare, verdict=True)
    text = _NUMBER.sub("how many ", text)
    text = _NAMED.sub("who is the ", text)
    text = _asked_first(text)
    listed = _LIST.sub("", text)
    if listed != text and listed:
        text = _EVERYONE.sub("who ", listed)
        if text == listed:
            text = _NOUN_WHO.sub(r"which \1 ", listed)
        if text == listed:
            text = f"{'which' if _MANY.match(listed) else 'who is the'} {listed}"
    return Worded(text, verdict=False)


def first_of(text: str) -> str:
    """The first question of *text*.

    >>> first_of("Who fought at Amerli? And who won?")
    'Who fought at Amerli?'
    """
    first = re.match(r".{12,}?\?(?= +\S)", text)
    return first[0] if first else text


def _asked_first(text: str) -> str:
    """*text* with what it asks for at its beginning.

    >>> _asked_first("Supporters of Sadr protested against which government?")
    'against which government did Supporters of Sadr protested'
    """
    last = None if _QUESTION_WORD.match(text) or _LIST.match(text) else _LAST.match(text)
    if last is None or re.search(r"\b(who|whom|whose|what|which|that|how|why)\b", last["before"], re.I):
        return text
    if last["asked"].lower() == "how many":
        return f"how many {last['before'].rstrip(',')}"
    if re.search(r"\b(was|were|is|are|been)( \w+)?$", last["before"]):
        return f"{last['asked']} {last['before']}"
    return f"{last['asked']} did {last['before']}"
