"""How each kind of question is worded: patterns over the shape of a question, one on each line, by kind.

In them names are ``{0}``, ``{1}``, ..., and ``<who>`` stands for what :data:`_PARTS` says. A kind without a line takes
what no other answers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# what cues are made of: <name> stands for the pattern
_PARTS: Final = {
    "who": r"(?:whom?|(?:which|what)(?: \w+){1,3}?)",
    "be": r"(?:is|are|was|were|be|been|being)",
    "aux": r"(?:did|does|do|has|have|had|is|are|was|were|will|would)",
    "name": r"(?:the )?\{\d+\}",
    "names": r"(?:the )?\{\d+\}(?:,? (?:and|or|with) (?:the )?\{\d+\})*",
    "fight": r"(?:fights?|fighting|fought|battle[sd]?|battling|clash(?:ed|es|ing)?|combat(?:ted|ting|s)?)",
    "say": r"(?:sa(?:y|ys|id|ying)|claim(?:s|ed|ing)?|report(?:s|ed|ing)?|announc(?:e|es|ed|ing)|alleg(?:e|es|ed|ing)"
    r"|assert(?:s|ed|ing)?|stat(?:e|es|ed|ing)|declar(?:e|es|ed|ing)|admit(?:s|ted|ting)?|argu(?:e|es|ed|ing)"
    r"|insist(?:s|ed|ing)?|comment(?:s|ed|ing)?|explain(?:s|ed|ing)?|add(?:s|ed)?|think(?:s|ing)?|thought"
    r"|believ(?:e|es|ed|ing)|tell(?:s|ing)?|told|promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?"
    r"|predict(?:s|ed|ing)?|expect(?:s|ed|ing)?|suggest(?:s|ed|ing)?|write|wrote|mention(?:s|ed|ing)?)",
    "lead": r"(?:command(?:s|ed|er|ers|ing)?|lead(?:s|ing|er|ers)?|led|head(?:s|ed|ing)?|chief|boss|in charge of"
    r"|chair(?:s|ed|ing)?|presid(?:es|ed|ing) over"
    r"|in command of|run|runs|general of|at the head of|spearhead\w*)",
    "holds": "(?:is|are|was|were|serves? as|served as|became|has been|acts? as)",
    "speak": r"(?:sp[eo]a?ke?(?:s|n|ing)?|talk(?:s|ed|ing)?|warn(?:s|ed|ing)?|urg(?:e|es|ed|ing)|appeal(?:s|ed|ing)?"
    r"|den(?:y|ies|ied)|address(?:es|ed|ing)?)",
    "to": "(?:in|at|with|to|by|against|from|for|on)",
    "month": "(?:january|february|march|april|may|june|july|august|september|october|november|december)",
    "office": r"(?:office|supreme leader|(?:vice )?president|prime minister|\w*minister|spokes\w+|ambassador|envoy|king"
    r"|queen|emir|chancellor|(?:vice )?chair(?:man|woman|person)?|secretary(?: of state)?|premier"
    r"|head of (?:state|government)|speaker|governor|mayor|senator|general secretary|pm)",
}  # fmt: skip

CUES: Final = {
    "facts-as-of": r"""
        \bas of\b
        \bby (the end of )?\w* ?\d.*(what|which)
        (known|reported|said|claimed|believed).*\b(by|until|up to|before)\b (the )?(end of )?(\d|<month>)
    """,
    "path-between": r"""
        how (<be>|<aux>) <names> (connect|relat|link|tied)\w*
        (what|who|which \w+) (connects|links|ties|relates) <names>
        (path|connections?|links?|chain|ties?) (between|from|of) <name> (and|to) <name>
        connection .*between
    """,
    "sources-for": r"""
        (which|what|how many) (articles?|reports?|outlets?|sources?|stor(y|ies)|newspapers?) (<say>|support\w*)
        \bevidence (for|that|of)
        \bsources? (for|that)\b
        how (do|can) (we|you|i) (know|be sure)
        where (is|was) it (reported|said|written)
    """,
    "sides-switched": r"""
        (switch|chang|swap|flip)\w* (sides?|allegiances?|camps?|their allegiance)
        turncoats?
        \bdefect(ed|ors?|ions?)
        (fought|were) (both )?(with|beside|alongside) and against
        one side .*(oppos|other|elsewhere)
        both (allies|friends) and (enemies|foes)
        allies .*then.* enem
        turn(ed|s)? (on|against) (its|their|his) (own )?(allies|friends|side)
    """,
    "first-last-together": r"""
        \b(first|last)( time)?\b.*(together|cooperat\w*|collaborat\w*|same side|<fight>|work\w*|help\w*|met|meet\w*)
        when .*<names>.*\b(first|last)\b
    """,
    "fought-or-advised": r"""
        \b(only|merely|just) (advis|arm|help|struck|strik|train)\w*
        \bfought (or|and) (who )?(only )?advis\w*
        advis\w* (rather than|but not|without) f\w+
        who (only )?(was|were) (an )?advis(ors?|ers?)\b
    """,
    "independent-origins": r"""
        independen\w+( origins?| sources?)?
        how many (origins|sources|outlets|reports)
        corroborat\w+
        confirmed by (more|several|many|two)
        more than one (source|outlet|report|article)
    """,
    "denials-by-the-accused": r"""
        accused.*\bden\w+
        \bden\w+.*accus\w+
        denials? (by|of) the accused
        den\w+ (it|their|his|her) own
    """,
    "what-is-disputed": r"""
        what exactly (is|do|does|did|was|were)( the)?( denials?)?( dispute| denied| deny| disputed)?
        what (do|does|is it that) (the )?denials?( dispute| deny)?
    """,
    "denied-claims": r"""
        \bden(y|ies|ied|ying|ials?)\b
        \brefut\w+
        \bdisput(e|es|ed|ing)\b
        \breject(s|ed|ing)? (\w+ )?(\{\d\} )?(that|this|it|claims?|reports?|findings?|allegations?|accusations?)\b
        \bdismiss(es|ed|ing)?\b
        \bcontradict(s|ed|ing)?\b
        \bdisown\w*
        \bcall(s|ed)? .*\b(false|untrue|a lie|lies)\b
        called into question
    """,
    "what-ended": r"""
        ^(what|who|how|why)\b.*\b(end(ed|s)?|broke|broken|lift(ed)?|stop(ped)?|caus(ed|e|es)|reliev(ed|e))\b
        ^(what|who|how|why)\b.*\b(led to|trigger(ed)?|brought about)\b
        \bend of\b
        \bcauses? of\b
    """,
    "casualties": r"""
        how (many|much)\b.*\b(kill\w*|dead|die[ds]?|deaths?|casualt\w*|wound\w*|injur\w*|displac\w*|hurt|perish\w*)
        how (many|much)\b.*\b(captur\w*|fled|prisoners|lost|troops|fatalities|victims|slain|forced)
        how many\b.*\blos(t|e|es|ing|ses)\b
        casualt\w*
        (death|body) (toll|count)
        \btoll\b
        fatalities
    """,
    "detained": r"""
        \bdetain\w*
        \bdetention\b
        \bimprison\w*
        \bjail\w*
        \barrest\w*
        \bprisoners?\b
        in (custody|captivity|jail|prison)
        locked up
        hostages?
        behind bars
        \bcaptives?\b
        being held
        <be> (still )?held\b
        held (by|in|captive|prisoner|without)
        \b(hold|holds|holding)\b (?!.*(office|position|post|rank|responsible))
    """,
    "same-side": r"""
        same (side|camp|team)
        (which|what) side (<aux>) .*\b(on|take|taken|join|joined|support|choose|fight|fighting|stand)\b
        whose side\b
        (which|what) side <names> (<be>) on
        \bside by side\b
        \b(<fight>|were|worked|acted|stood|operated) together\b
        together (with|against|at|in|on)\b
        alongside
        (stood |stand |standing )?shoulder to shoulder
        \bsid(ed|e|es|ing) with\b
        on (the )?sides? of
        on <name> side
        \bon whose side
        \b(fight|fights|fighting|fought|battled) (with|beside|next to|jointly with|in support of|for)\b
        \b(with|alongside|beside) (whom|who|which \w+)\b.*<fight>
        \bbeside\b
        (joined|joining|join) forces
        (joint|jointly) \w+
        comrades
        (brothers|comrades) in arms
        co ?belligerents?
        partners? in (battle|combat|the (fight|battle|war))
        \bunited? against\b
        who (was|were|is|are|stood|stands?) (with|by) <name>
    """,
    "helped-in-battle": r"""
        (helped|backed|supported|aided|assisted) <name> (to )?(fight|at|against|in (the )?(fight|battle|siege|war))
    """,
    "opposed": r"""
        oppos(ing|ite) sides?
        (different|other|both|enemy|two) (sides|camps)
        the other side
        \b(<fight>|battl\w+|war|stood|stand|up)\b.*\bagainst\b
        \b(was|were|is|are|who|whom|which \w+|what)\b.*\bagainst\b
        ^against\b
        \bopponents?\b
        \b<be> <names> opposed\b
        ^(who|which \w+) (oppose[sd]?|<be> opposed to|<be> opposing)\b
        \benem(y|ies)\b
        who fought whom
        \b<fight> (against )?(each other|one another)
        adversar\w+
        \brivals?\b
        \bfoes?\b
        \bversus\b
        \bvs\b
        \b<fight> (off )?(the )?\{\d\}
        <names> (ever )?<fight>(?! (with|together|alongside|for|beside))
        resist(ed|s)? <name>
        <fight> with\b
        at war\b
        war (with|between)
    """,
    "told-to": r"""
        \b(to )?whom (did|does|do|has|have|had) .*\b(<say>|<speak>)
        \bwho (did|does|do|has|have|had) <name> (tell|told|warn\w*|urge\w*|<speak>)\b
        \bwho( else)? (has |have |had )?(told|tells|spoke to|spoke with|talked to|warned|addressed) <name>
        ^(which|what) (\w+ ){1,3}(told|spoke to|talked to|spoke with) <name>
        (told|spoke to|talked to) (which|what|whom)
    """,
    "claim-chain": r"""
        \bchains?\b
        through whom
        via whom
        \borigin (of|in)
        where (does|did) .* come from
        how did .* (learn|know|hear)
        who (is|was|did|does) .* (citing|cite)
        (whom?|what|which \w+) (does|did|do|has) <name> (cite|quote|rely on)
        who told
        on (whose|what) (word|authority)
        \bcit(es|ed|ing)\b
        \bquot(es|ed|ing)\b
    """,
    "hearsay": r"""
        hearsay
        rumou?rs?
        anonym\w+
        unnamed
        without (a )?name
        unattributed
        nobody named
        is said to
        unidentified sources?
        unsourced
    """,
    "statements-about": r"""
        \b<say>\b.*\b(about|of|on|concerning|regarding) <name>
        \b(statements?|words|claims?|opinions?|views?)\b.*\b(about|of|on|concerning|regarding) <name>
        \bwho (has |have |had )?(called|calls|described|describes|branded|labell?ed|considers?|considered) <name>
        \baccus\w+
        \bblam\w+
        \bcondemn\w*
        \bdenounc\w*
        \bcritici\w*
        \bhold(s)? .*responsible
    """,
    "claims-by": r"""
        \b(what|which|how) .*\{\d\} (\w+ly )?<say>\b
        \b(what|which) .*\{\d\} (threat\w*|demand\w*|call(ed|s)? for|warn\w*|want\w*|request\w*)
        (what|which) (claims?|statements?|remarks?)\b.*<name> (make|made|give|gave)
        (what|which) (claims?|statements?|remarks?|words|comments?) (did|does|has|have|were|was|are|is)\b
        (claims?|statements?|words|assertions?|reports?|remarks?|comments?|quotes?) (by|of|from|made by) <name>
        \{\d\} (statements?|claims?|remarks?|comments?|words|view|position|reaction|response)\b
        how (did|does|do|has|have) <name> (react|respond|describe|explain|justify|comment)\w*
        according to \{\d\}
        ^(did|does|do|has|have) <name> (ever |also |really )?<say>\b
        \{\d\} (warnings?|threats?|demands?|promises?|pledges?|appeals?|calls?)\b
        how (did|does|do|has|have) <name> (see|view|regard|judge|assess)\b
        \{\d\} (opinions?|views?|stance|take|line|position|attitude)\b
        ^<name> on\b
    """,
    "responsibility": r"""
        (claim|t[ao]k|accept|admit)\w* (the )?responsibility
        responsibility for\b
    """,
    "who-says": r"""
        according to (whom|who|which \w+)
        \bwho (has |have |had )?(<say>)\b(?! us\b)
        \b(which|what) (outlet|agency|news agency|(news)?paper)s? (has |have )?(<say>|publish\w*)\b
        \b(which|what) (site|website|channel|broadcaster|media|medium)s? (has |have )?(<say>|publish\w*)\b
        \b(which|what) (source|official)s? (has |have )?(<say>|publish\w*)\b
        \b(who|which \w+) (announced|reported|revealed|disclosed|acknowledged|conceded)\b
    """,
    "ties": r"""
        \b(married|marry|marries|wife|husband|spouse)\b
        <name> (employer|boss)$
        \b(work(s|ed|ing)? for|employ(s|ed|er|ees?)?)\b
        (for whom|where|who|whom) (does|do|did|is|was) <name>.*\bwork(s|ing)?\b
        \b(for whom|who|whom) (does|do|did) <name> (work|speak)( for)?\b
        \b(speak|speaks|spoke) for\b
        \b(members?|part) of <name>
        spokes\w+ (of|for) <name>
        <name> spokes\w+$
        <name> (members?|components?)\b
        \bbelong(s)? to\b
        which spokes(man|woman|person)
    """,
    "about": r"""
        ^(who|what) (is|was|are|were) <name>$
        ^(about )?<name>$
    """,
    "naming": r"""
        ^(who|what) (is|was|are|were) <name>$
        ^(about )?<name>$
        \b(about|of|on|concerning|regarding) <name>$
        ^why (is|are|was|were) <name> \w+ <name>$
    """,
    "offices": r"""
        ^(who|what|which \w+) <holds> ((?!<to>\b)\w+ )*?(<name> )?(\w+ ){0,2}?<office>\b
        ^(the )?(\w+ ){0,2}(\{\d\} )?<office>( of <name>)?$
        ^<name> (\w+ )?<office>$
        \bwho (holds?|held) the (office|post|position)\b
        \b(office|position|post|rank|job|title|role) (of|does|did|do|has|have|had|is|was)\b
        (what|which) (office|position|post|rank|job|title|role)\b.*\b(hold|holds|held|have|has|occupy|occupies)\b
        (what|which) (office|position|post|rank|job|title|role)\b
        ^\{\d\} (office|position|post|rank|job|title|role)$
        ^(what|who) (is|was|are|were) \{\d\}s? (office|position|post|rank|job|title|role)
        ^(who|what) (speaks|spoke) for\b
        ^who (rules?|ruled|governs?|governed|reigns?|is ruling)\b
        ^(is|was) \{\d\} .*<office>
    """,
    "who-commands": r"""
        ^(who|whom|which|what|by whom|does|did|is|was|name|under whose)\b.*\b<lead>\b(?! to\b)
        ^(the )?(\{\d\} )?(top |supreme )?(commander|leader|head|chief)s?\b
        \b<lead>( of)?$
    """,
    "allies": r"""
        \ball(y|ies|ied|iance|iances)\b
        \btreat(y|ies)\b
        \bpacts?\b
        declared (friend|enem)\w+
        \bfriends? of\b
        \bfriendly\b
        hostile to
        \benem(y|ies)\b
        adversar\w+
        \b(rival|foe|opponent)s?\b
    """,
    "cooperation-and-hostility": r"""
        ^(did|do|does|have|has|when|how|what)\b.*\bcooperat\w*
        \bcooperat(e|ed|es|ing|ion)\b
        work\w* (together|with)
        collaborat\w*
        relations? between
        relationship
        history (between|of)
        dealings
        together
        get along
        hostil\w*
        how (do|did|have) \{0\} and \{1\}
        ^(what|how|was|were|is|are|did|has|have)\b.*between \{0\} and \{1\}
        \{0\} and \{1\} (ever )?(fight|help|talk|meet|agree)(?! about)
        talks between
        help(ed)? each other
    """,
    "sources-by-outlet": r"""
        \brel(y|ies|ied)\b
        on whom does
        which sources
        what sources
        sources (of|used|does|do)
        whom (does|do|did) \{\d\} quote
        by outlet
        outlets?\b
    """,
    "contested-facts": r"""
        contested
        disputed
        in dispute
        controvers\w+
        disagree\w*
        contradict\w+
        conflicting
        in doubt
        (uncertain|unclear|unconfirmed)
        both sides of the story
    """,
    "what-befell": r"""
        what (has |had )?(happened|happens|befell|became) (to|of|with) <name>
        what was done to <name>
        what did .* do to <name>
        what (was|were|did) <name> (suffer|experience|undergo)
    """,
    "what-they-did": r"""
        what (<aux>) <name> (do|doing|done|been doing|up to|accomplish|achieve)\b
        (actions|activities|deeds|role|involvement) of <name>
        (role|part) (did|does|has|had) <name> (play|have|take)
    """,
    "who-took-part": r"""
        (took|take|taking|takes) part
        \binvolved\b
        participa\w+
        \bpresent (at|in)\b
        ^(did|has|have|does) (the )?\{\d\} (\w+ )?(help|support|arm|attack|strike|bomb|besiege)\w*
        ^(did|has|have|does) (the )?\{\d\} (\w+ )?(advise|train|supply|supplie|send|sent|provide)\w*
        ^(did|has|have|does|was|were|is|are) (the )?\{\d\} (\w+ )?<fight>
        \bwho (has |have )?(provide|gave|give|deliver|help|back)\w*
        belligerents?
        combatants?
        who (was|were) (at|in)\b
        ^(was|were|is|are) \{\d\} (\w+ )?(at|in|near|on|present)\b
        (who|which \w+)( was| were| is| are| has| have| had| all)? (fought|fighting|attack\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (struck|bomb\w*|besieg\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (shell\w*|advis\w*|train\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (arm(s|ed|ing)|suppl\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (financ\w*|fund\w*|mediat\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (broker\w*|authori\w*|approv\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (withdr\w*|retreat\w*|launch\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (sent|deploy\w*|threaten\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (sanction\w*|protest\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (supported|helped|guid\w*)
        (who|which \w+)( was| were| is| are| has| have| had| all)? (negotiat\w*|battl\w*)
        (which|what) (actors?|groups?|forces?|parties|countries|states) (fight|acted)
        (which|what) \w+ (were|was|are|is) ((active|present|based) )?(at|in|near|involved|present|active)\b
    """,
    "events": r"""
        what (has |had )?(happen\w*|took place|occurred|went on|is going on|was going on|is happening)
        \b(which|what) (events?|battles?|attacks?|clashes|fighting)
        events? (at|in|near|on|around)
        ^about <name>$
        timeline
        chronology
        what (is|was|has been|were) (known|reported) (about|of|from|at|in) \{
    """,
    "articles": r"""
        (which|what|how many) (articles|reports|stories|texts)\b
    """,
    "actors": r"""
        (which|what|how many) (actors|(armed )?groups|organi[sz]ations) (are|is|does|do)?( there| in| mentioned|$)
        (which|what|how many) (people|states|countries) (are|is|does|do)?( there| in| mentioned|$)
        who is mentioned
        ^<name> names?$
        who (is|are|was|were) <name>$
    """,
}


def asking(name: str, shape: str) -> str | None:
    """The words of *shape* that ask a question of kind *name*, None where none do; what a gap (``.*``) spans does not.

    >>> asking("hearsay", "which claims are hearsay"), asking("hearsay", "who commands {0}")
    ('hearsay', None)
    """
    found = [words for cue in _patterns(name) if (words := _asking(cue, shape))]
    return " ".join(found) if found else None


@lru_cache(maxsize=256)
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...]:
    """Each cue as a pattern, and the pieces of it between its gaps."""
    found = []
    for line in CUES[name].split("\n"):
        if cue := re.sub(r"<(\w+)>", lambda m: _PARTS[m[1]], line.strip()):
            found.append((re.compile(cue), _pieces(cue)))
    return tuple(found)


def _pieces(cue: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(piece) for piece in cue.split(".*")) if ".*" in cue else ()
    except re.error:  # a gap inside a bracket
        return ()


def _asking(cue: tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], shape: str) -> str | None:
    whole, pieces = cue
    match = whole.search(shape)
    if match is None or not pieces:
        return match[0] if match else None
    return " ".join(found[0] for piece in pieces if (found := piece.search(match[0])))
