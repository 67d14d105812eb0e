"""Questions of who did what to whom: which words tell of the same deed, and who of those in it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kg.ask.reading import Question
from kg.ask.slots import Params, at_place, days, iris

# words of the question, words that tell of it in the article (its trigger, its label, the role)
DEEDS: Final = (
    (r"bomb\w*|air ?strik\w*|air ?raid\w*", r"bomb|airstrik|air strik|air raid|\braid|airstrike"),
    (r"shell(s|ed|ing)?|rockets?|mortars?|fir(e|es|ed|ing)", r"shell|rocket|\bfir(e|es|ed|ing)\b"),
    (r"attack\w*|assault\w*|struck|strik(e|es|ing)|hit|invad\w*|raid\w*",
     r"attack|assault|struck|strik|offensive|invad|raid|bomb|shell"),
    (r"fight(s|ing)?|fought|battl\w+|clash\w*|combat\w*", r"fight|fought|battl|clash|combat|\bwar\b"),
    (r"join(s|ed|ing)?", r"joined|joins"),
    (r"retook|retak\w+|took|tak(e|es|en) (back|over|control)|captur\w+|seiz\w+|recaptur\w+|conquer\w*|overran",
     r"retook|retak|took|taken|captur|seiz|conquer|overran"),
    (r"br(oke|eak|eaks|oken)|lift(s|ed)?", r"\bbr(oke|eak|oken)|lifted"),
    (r"occup\w+", r"occup"),
    (r"blow(s|n)? up|blew up|destroy\w*|demolish\w*", r"blow|blew|destroy|demolish"),
    (r"left|leav(e|es|ing)|withdr\w+|retreat\w*|pull\w* out|abandon\w*", r"left|leav|withdr|retreat|pull|abandon"),
    (r"surrender\w*", r"surrender"),
    (r"besieg\w+|blockad\w+|encircl\w+|laid siege", r"besieg|siege|blockad|block|encircl"),
    (r"advis\w+|guid(e|es|ed|ing)|train(s|ed|ing)?", r"advis|guid|train"),
    (r"arm(s|ed|ing)?|suppl(y|ies|ied|ying)|provid\w+|deliver\w*|gave|giv(e|es|en|ing)|send(s|ing)?|sent",
     r"\barm(s|ed)?\b|suppl|provid|deliver|\bgave|given|\bsend|\bsent|helps"),
    (r"help(s|ed|ing)?|back(s|ed|ing)?|support(s|ed|ing)?", r"help|back|support|provid"),
    (r"meet(s|ing)?|met|talk(s|ed)? (to|with)|visit(s|ed|ing)?|spoke (to|with)",
     r"\bmeet|\bmet\b|talk|visit|conversation"),
    (r"warn(s|ed|ing)?|threat\w+", r"warn|threat"),
    (r"ultimatum\w*", r"ultimatum|threatens|threatened"),
    (r"urg(e|es|ed|ing)|call(s|ed)? (on|for|upon)|ask(s|ed)?|demand\w*|request\w*|order(s|ed)?|appeal\w*|want(s|ed)?",
     r"urg|call|ask|demand|request|order|appeal|encourag|\bmust\b"),
    (r"sentenc\w+|convict\w*", r"sentenc|convict"),
    (r"sign(s|ed|ing)?", r"sign"),
    (r"declar\w+|announc\w+|proclaim\w*", r"declar|announc|proclaim"),
    (r"end(s|ed|ing)?", r"\bend(s|ed)?\b"),
    (r"oppos(e|es|ed|ing)|reject(s|ed|ing)?", r"oppos|reject"),
    (r"kill(s|ed|ing)?|assassinat\w+|murder\w*", r"kill|assassinat|murder"),
    (r"patrol\w*", r"patrol"),
    (r"protest\w*|rall(y|ies|ied)", r"protest|ralli|rally"),
    (r"put up a fight|resist(s|ed)?", r"fight|resist"),
)  # fmt: skip

_SUFFERED: Final = frozenset(
    """addressee loser target victim beneficiary recipient accused detained advised armed supported threatened
    sanctioned rejected protested hosts investigated captor""".split()
)
_MUTUAL: Final = frozenset("fights talks cooperates negotiates agrees ceases-fire".split())
_STANDING: Final = frozenset("reported corroborated contested denied negated".split())
_DOWN: Final = (
    r"^(with |against |to |for |from )?(whom?|which \w+|what) (do|does|did|has|have|had|is|was|were) (the )?\{\d\}"
    r"|\bby (the )?\{\d\}"
)
_WAS: Final = r"^(who|which \w+|what|how many \w+) (was|were|has been|have been|is|are|got) (?!\w+ing\b)"


def deed(question: Question) -> Params | None:
    """The actors, the place and the days; None where no deed that we know words for is asked for."""
    if not _asked_for(question) or re.match(r"how many|why|how\b", question.shape):
        return None
    actors = question.actors()
    found = at_place(question) | days(question)
    if re.match(r"(did|does|do|has|have|is|are|was|were|when|where)\b", question.shape):
        if actors:
            found["actor"] = iris(actors[0])
        if len(actors) > 1:
            found["other"] = iris(actors[1])
    elif actors:
        found["other"] = iris(actors[0])
    return found if found or question.unread("") else None


def _asked_for(question: Question) -> list[str]:
    """What tells, in an article, of the deeds that the question asks for."""
    return [told for asked, told in DEEDS if re.search(rf"(?<!\bto )\b({asked})\b", question.shape)]


def _does(role: str) -> bool:
    return role not in _SUFFERED


def _suffers(role: str) -> bool:
    return role in _SUFFERED or role in _MUTUAL


def told_of(question: Question, row: Mapping[str, Any]) -> bool:
    """Whether a row tells of the deed, and of the one that is asked for in it."""

    def tail(column: str) -> str:
        return str(row.get(column) or "").rpartition("/")[2]

    role, other = tail("role"), tail("other_role")
    said = f"{row.get('did') or ''} {str(row['event_name']).partition(':')[0]} {role}".lower()
    if tail("status") not in _STANDING or not all(re.search(told, said) for told in _asked_for(question)):
        return False
    named = {e.iri for actor in question.actors() for e in actor}
    if row.get("actor") in named and re.match(r"(whom?|which|what)\b", question.shape):
        return False
    if re.search(_DOWN, question.shape):
        return _suffers(role) and (not other or _does(other))
    if re.search(_WAS, question.shape):
        return role in _SUFFERED
    if re.match(r"(when|where)\b", question.shape):
        return True
    named_other = bool(other) and bool(question.actors()) and not re.match(r"(when|where)\b", question.shape)
    return _does(role) and (not named_other or _suffers(other))
