"""Turns of phrase, each with the plainer words that the rest of this package reads. One more is one line here."""

from __future__ import annotations

import re
from typing import Final

IDIOMS: Final = tuple(
    (re.compile(rf"\b(?:{idiom})", re.IGNORECASE), plainly)
    for idiom, plainly in (
        (r"(what is|how (are|is|were)) (the )?(deal|story|situation|matter|state of (play|affairs)|things|like)?\s*"
         r"between\b", "what is the relationship between"),
        (r"what is (up|(going|been going) on|(the )?(deal|story|situation|latest|news))"
         r" (with|in|at|near|on|about|from)\b", "what happened to"),
        (r"(north|south|east|west) (and|or) (north|south|east|west) (\w+)", r"\1 \4 \2 \3 \4"),
        (r"(the )?(fight|battle|struggle) (for|over) (?=(the )?[A-Z])", "the fighting at "),
        (r"(who (was|were|is|are) in (?=(the )?(fight|battle|war|clash|siege)))", "who took part in "),
        (r"(the )?(parties|sides|participants) (to|in) (?=(the )?(conflict|fight|battle|war|clash|siege))",
         "who took part in "),
        (r"(is|are|was|were) against (?=(the )?\S+( \S+)? (joining|entering|becoming|having|getting))", "opposes "),
        (r"f[ae]ll(s|ing|en)? out with", "broke with"),
        (r"(speak|talk)(s|ing)? (on behalf of|for)", "speaks for"),
        (r"(spoke|spoken|talked) (on behalf of|for)", "spoke for"),
        (r"d[iu]g(s|ging)? in\b", "entrench"),
        (r"at (odds|loggerheads|daggers drawn) with", "hostile to"),
        (r"at (odds|loggerheads)", "hostile to each other"),
        (r"(fl(ew|own|y|ies|ying)|mount(ed|s|ing)?|stag(ed?|es|ing)) "
         r"(?=(the )?(\w+ )?(air ?)?(strike|attack|raid|assault)s?\b)", "carried out "),
        (r"(in league|on good terms|friends) with", "allied with"),
        (r"team(s|ed|ing)? up with", "fought alongside"),
        (r"team(s|ed|ing)? up", "fought together"),
        (r"(took|take|takes|taking|went|go|goes|going) up (arms )?against", "fought against"),
        (r"(took|takes?|taking) on (?=\W*(the )?[A-Z])", "fought "),
        (r"c[ao]me(s)? to the (aid|help|rescue|assistance) of", "helped"),
        (r"call(s|ed|ing)? off", "ended"),
        (r"(put|bring|brought)s? (an end to|to an end)", "ended"),
        (r"(at the helm|in control|calling the shots) of", "in command of"),
        (r"(who|which \w+) is (running|ruling|leading|heading|commanding)", r"\1 leads"),
        (r"(lost|lose|losing) (his|her|its|their) li(fe|ves)", "died"),
        (r"(turn(ed|s)?|knock(ed|s)?) down\b(?= \w+ (offer|plan|deal|demand|request|proposal))", "rejected"),
        (r"sa(y|id) no to", "rejected"),
        (r"(hand(s|ed|ing)?|g[ai]ve(s|n)?|giving) (in|up) (?=(the|its|their|his|all)? ?(weapons?|arms|guns))",
         "surrender "),
        (r"claim(s|ed|ing)? (?=(the |this |that )?(\S+ ){0,2}(attack|bombing|assault|raid|killing|blast|explosion)s?\b"
         r"(?! (was|were|is|had|has|killed|happened)))", "claimed responsibility for "),
        (r"(own(s|ed)? up to|t[ao]ken? (the )?responsibility for|behind (?=the \w*( \w+)? ?(attack|bomb|kill)))",
         "claimed responsibility for"),
        (r"(ha(s|ve|d) a (hand|say)|play(s|ed)? a (part|role)|ha(s|ve|d) a (part|role)) in", "took part in"),
        (r"(a )?(quotes?|quotation|statement)s? (from|by)\b", "what was said by"),
    )
)  # fmt: skip
