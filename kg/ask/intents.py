"""The kinds of questions that are understood: how each is worded, which query answers it, how its answer is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kg.ask import deeds, slots
from kg.ask.reading import Question
from kg.ask.slots import Params

Told = Literal["pairs", "things", "relations", "claims", "events", "numbers"]


@dataclass(frozen=True)
class Intent:
    """A kind of question.

    ``cues`` are patterns over the shape of a question (names are ``{0}``, ``{1}``), one on each line; the first intent
    whose cue fits and whose ``params`` can be filled takes it. ``thing`` names the columns of the answer: its IRI and
    its name. ``keep`` says which rows count. ``lead`` words the answer: ``{about}`` is what the question names.
    """

    name: str
    query: str
    example: str
    cues: str
    told: Told
    lead: str
    thing: tuple[str, str] = ("actor", "name")
    params: Callable[[Question], Params | None] = lambda question: {}
    keep: Callable[[Question, Mapping[str, Any]], bool] = lambda question, row: True

    def cue(self, question: Question) -> str | None:
        """The words of *question* that ask for this, None where none do. What a gap (``.*``) spans does not ask."""
        found = [words for cue in self.cues.split("\n") if (words := _asking(cue.strip(), question.shape))]
        return " ".join(found) if found else None


def _asking(cue: str, shape: str) -> str | None:
    match = re.search(cue, shape) if cue else None
    if match is None or ".*" not in cue:
        return match[0] if match else None
    try:
        pieces = [re.search(piece, match[0]) for piece in cue.split(".*")]
    except re.error:
        return match[0]
    return " ".join(piece[0] for piece in pieces if piece)


INTENTS: Final = (
    Intent(
        "facts-as-of", "facts-as-of", "What was reported of the Red Banner Front as of 5 June 2025?",
        r"""
            \bas of\b
            \bby (the end of )?\w* ?\d.*(what|which)
            what (was|had been) (known|reported|said|claimed).*\b(by|until|up to)\b
        """,
        "claims", "As of {day}{about}", ("proposition", "about"), slots.as_of,
    ),
    Intent(
        "sides-switched", "sides-switched", "Who switched sides?",
        r"""
            switch\w* (sides?|allegiance)
            chang\w* sides?
            turncoats?
            (fought|were) (both )?(with|beside|alongside) and against
            one side .*(oppos|other|elsewhere)
            both allies and enemies
            allies .*then.* enem
        """,
        "pairs", "These pairs fought on one side here and on opposing sides elsewhere{about}", ("actor_a", "name_a"),
        slots.first_actor("actor"),
    ),
    Intent(
        "fought-or-advised", "fought-or-advised", "Who only advised at Amerli?",
        r"""
            \b(only|merely|just) (advis|arm|help|struck|strik|train)\w*
            \bfought (or|and) (who )?(only )?advis\w*
            advis\w* (rather than|but not|without) f\w+
            who (only )?(was|were) (an )?advis\w+
        """,
        "things", "How they took part{place}", ("actor", "name"), slots.at_place,
    ),
    Intent(
        "independent-origins", "independent-origins", "How many independent origins does each report have?",
        r"""
            independen\w+( origins?| sources?)?
            how many (origins|sources|outlets|reports)
            corroborat\w+
            confirmed by (more|several|many)
            more than one source
        """,
        "claims", "Reports and their independent origins{about}", ("proposition", "about"),
        slots.origins,
    ),
    Intent(
        "denials-by-the-accused", "denials-by-the-accused", "Who denies what they are accused of?",
        r"""
            accused.*\bden\w+
            \bden\w+.*accus\w+
            denials? (by|of) the accused
            den\w+ (it|their|his|her) own
        """,
        "claims", "Those who deny what they took part in or are accused of", ("actor", "name"),
        slots.first_actor("actor"),
    ),
    Intent(
        "what-is-disputed", "what-is-disputed", "What exactly do the denials dispute?",
        r"""
            what exactly
            what (do|does|is it that) (the )?denials?
        """,
        "claims", "What the denials dispute", ("denial", "disputed_name"),
    ),
    Intent(
        "denied-claims", "denied-claims", "Who denies the cooperation?",
        r"""
            \bden(y|ies|ied|ying|ials?)\b
            \brefut\w+
            \bdisputes?\b
            \brejects? (the|that|this|it)\b
            \bcontradicts?\b
            \bdisown\w*
            \bwho (has |have )?disputed\b
            \bwho (has |have )?contradicted\b
        """,
        "claims", "Denied{about}", ("denier", "denier_name"), slots.denial,
    ),
    Intent(
        "what-ended", "what-ended", "What ended the siege of Amerli?",
        r"""
            \b(what|who|how|why)\b.*\b(end(ed|s)?|broke|broken|lift(ed)?|stop(ped)?|caus(ed|e|es))\b
            \b(what|who|how|why)\b.*\b(led to|trigger(ed)?|brought about)\b
            \bend of\b
            \bcauses? of\b
        """,
        "relations", "What ended or caused it{place}", ("cause", "cause_name"), slots.at_place,
    ),
    Intent(
        "casualties", "casualties", "How many were killed at Orvale?",
        r"""
            how many\b.*\b(kill\w*|dead|die[ds]?|deaths?|casualt\w*|wound\w*|injur\w*|displac\w*)
            how many\b.*\b(captur\w*|fled|prisoners|lost|troops|soldiers|fighters|victims)
            casualt\w*
            how many\b.*\blos(t|e|es|ing|ses)\b
            death toll
            fatalities
            body count
        """,
        "numbers", "Numbers, as each source gives them{place}", ("", "measure"), slots.measure, slots.suffered,
    ),
    Intent(
        "detained", "detained", "Who is detained in Iran?",
        r"""
            \bdetain\w*
            \bdetention\b
            \bimprison\w*
            \bjail\w*
            \barrest\w*
            \bprisoners?\b
            in custody
            hostages?
            behind bars
            \bcaptives?\b
            held (by|in|captive|prisoner)
            in prison
            being held
            \bheld\b
        """,
        "things", "Detained, as reported{about}", ("person", "name"), slots.detained,
    ),
    Intent(
        "same-side", "same-side", "Which actors fought on the same side at Amerli?",
        r"""
            same side
            (which|what) side (was|were|is|are|did) (the )?\{
            side by side
            \b(fought|fight|fighting|were|battled|worked) together\b
            alongside
            (stood |stand |standing )?shoulder to shoulder
            \bsid(ed|e|es|ing) with\b
            on the side of
            on \{\d\} side
            \bon whose side
            \b(fought|fight|fighting|fights) (with|beside)\b
            \bbeside\b
            joined forces
            jointly f\w+
            in the same camp
            comrades
            co-?belligerents?
            partners? in (battle|combat)
            who (helped|backed|supported) \{\d\} (fight|in the|at|against)
        """,
        "pairs", "fought on the same side{place}", ("actor_a", "name_a"), slots.place_and_actor,
    ),
    Intent(
        "opposed", "opposed", "Who fought against whom at Orvale?",
        r"""
            oppos(ing|ite) sides?
            \bagainst\b
            \boppos\w+
            \benem(y|ies)\b
            who fought whom
            \b(fight|fights|fighting|fought|battled?) (against )?(each other|one another)
            adversar\w+
            \bfoes?\b
            \bversus\b
            \bvs\b
            \b(fought|fight|fights|fighting|battl(ed|es|ing|e)|resist(ed|s)?) \{\d\}
            clash\w* with
            at war with
            on different sides
            different sides
        """,
        "pairs", "fought on opposing sides{place}", ("actor_a", "name_a"), slots.place_and_actor,
    ),
    Intent(
        "claim-chain", "claim-chain", "Through whom did the report of BBC Persian come?",
        r"""
            \bchains?\b
            through whom
            via whom
            \borigin (of|in)
            where does .* come from
            how did .* (learn|know|hear)
            who is .* citing
            whom does \{\d\} cite
            who told
            on whose word
            cit(es|ed|ing)\b
        """,
        "claims", "The voices that a claim came through, the origin first{about}", ("claim", "voice_name"),
        slots.first_actor("voice"),
    ),
    Intent(
        "hearsay", "hearsay", "Which claims are hearsay?",
        r"""
            hearsay
            rumou?rs?
            anonym\w+
            unnamed
            without (a )?name
            unattributed
            nobody named
            is said to
            unidentified sources?
        """,
        "claims", "Resting on hearsay or on sources without a name{about}", ("claim", "source_name"),
        slots.first_actor("actor"),
    ),
    Intent(
        "statements-about", "statements-about", "What does the United States say about Iran?",
        r"""
            \b(say|says|said|claim|claims|claimed|report|reports)\b.*\b(about|of|on|concerning) \{\d\}
            \b(reported|tell|told|think|allege\w*|state[sd]?)\b.*\b(about|of|on|concerning) \{\d\}
            \b(statements?)\b.*\b(about|of|on|concerning) \{\d\}
            \bwho (has |have )?(called|calls|described|describes|branded|labell?ed) (the )?\{\d\}
            \baccus\w+
            \bblam\w+
            \bcondemn\w*
            \bdenounc\w*
            \bcritici\w*
        """,
        "claims", "Said{about}", ("speaker", "speaker_name"), slots.about, slots.accusing,
    ),
    Intent(
        "claims-by", "claims-by", "What does BBC Persian claim?",
        r"""
            \b(what|which) .*\{\d\} (say|says|said|claim\w*|report\w*|announc\w*|alleg\w*|promis\w*)
            \b(what|which) .*\{\d\} (threat\w*|assert\w*|stat\w+|tell|told|declar\w*|admit\w*)
            (claims?|statements?|words|assertions?|reports?) (by|of|from|made by) \{\d\}
            according to \{\d\}
        """,
        "claims", "Claims{about}", ("holder", "name"), lambda q: slots.first_actor("holder")(q) or None,
    ),
    Intent(
        "who-says", "claims-by", "Who says that the army retook Orvale?",
        r"""
            according to whom
            \bwho (says|said|claims|claimed|reports|reported|announced|alleges|alleged|admits)\b
            \bwho (admitted|asserts|told)\b
            \b(which|what) (outlet|agency|(news)?paper|site|channel|broadcaster) (says|said|report(s|ed)|claim(s|ed))\b
        """,
        "claims", "Said by", ("holder", "name"),
    ),
    Intent(
        "ties", "ties", "For whom does Jason Rezaian work?",
        r"""
            \b(married|marry|wife|husband|spouse)\b
            \b(work(s|ed|ing)? for|employ(s|ed|er|ees?)?)\b
            for whom (does|do|did) .*\bwork\b
            \bwho (does|do|did) \{\d\} work for\b
            \b(member|part)s? of \{\d\}
            \bbelongs? to\b
            which spokes(man|woman|person)
            spokes(man|woman|person|people) (of|for) \{\d\}
        """,
        "relations", "Ties, as reported{about}", ("other", "other_name"),
        lambda q: slots.first_actor("actor")(q) or None, slots.tied,
    ),
    Intent(
        "offices", "offices-on-date", "Who was the Supreme Leader of Iran?",
        r"""
            \b(office|position|post|rank|job)s?\b
            supreme leader
            president\b
            prime minister
            \bminister\b
            spokes(man|woman|person)
            ambassador
            \b(king|emir) of
            \bchancellor\b
            \b(vice )?chair(man|woman|person)?\b
        """,
        "relations", "Offices and commands, as reported{about}", ("actor", "name"), slots.office,
    ),
    Intent(
        "who-commands", "who-commands", "Who commands the Quds Force?",
        r"""
            \bcommand(s|ed|er|ers|ing)?\b
            \blead(s|ing|er|ers)?\b
            \bled\b
            \bhead(s|ed)?\b
            \bchief\b
            in charge of
            \bboss\b
            \bgeneral of\b
            who runs\b
        """,
        "relations", "Command, as reported{about}", ("commander", "name"), slots.commanding,
    ),
    Intent(
        "allies", "allies", "Who is allied with Veldania?",
        r"""
            \ball(y|ies|ied|iance|iances)\b
            \btreat(y|ies)\b
            \bpacts?\b
            declared (friend|enem)\w+
            \bfriends? of\b
            hostile to
        """,
        "relations", "Declared, as reported{about}", ("other", "other_name"),
        slots.first_actor("actor"), slots.declared,
    ),
    Intent(
        "cooperation-and-hostility", "cooperation-and-hostility", "Did Iran and the United States ever cooperate?",
        r"""
            ^(did|do|does|have|has|when|how|what)\b.*\bcooperat\w*
            \bcooperat(e|ed|es|ing)\b
            work\w* together
            collaborat\w*
            relations? between
            relationship
            history (between|of)
            dealings
            together
            get along
            hostil\w*
            how (do|did|have) \{0\} and \{1\}
            between \{0\} and \{1\}
            \{0\} and \{1\} (ever )?(fight|help|talk|meet|agree)
            talks between
            help(ed)? each other
        """,
        "relations", "Together and against each other, as reported", ("other", "other_name"),
        slots.one_or_two("actor", "other"), slots.manner,
    ),
    Intent(
        "sources-by-outlet", "sources-by-outlet", "On whom does the Harbour Courier rely?",
        r"""
            \brel(y|ies|ied)\b
            on whom does
            which sources
            what sources
            sources (of|used|does|do)
            whom (does|do|did) \{\d\} quote
            quot(es|ed|ing)
            by outlet
            outlets?\b
        """,
        "numbers", "Sources, by outlet{about}", ("", "source_name"), slots.first_actor("outlet"),
    ),
    Intent(
        "contested-facts", "contested-facts", "What is contested?",
        r"""
            contested
            disputed
            in dispute
            controvers\w+
            disagree\w*
            contradict\w+
            conflicting
            in doubt
            both sides of the story
        """,
        "claims", "Contested or denied{about}", ("proposition", "about"), slots.first_actor("actor"),
    ),
    Intent(
        "who-did-what", "who-did-what", "Who warned Dmitry Medvedev?",
        "\n".join(rf"\b({asked})\b" for asked, _ in deeds.DEEDS),
        "things", "As reported{place}", ("actor", "name"), deeds.deed, deeds.told_of,
    ),
    Intent(
        "who-took-part", "who-took-part", "Who took part in the fighting at Amerli?",
        r"""
            (took|take|taking|takes) part
            \binvolved\b
            participa\w+
            \bpresent (at|in)\b
            ^(did|has|have|does) (the )?\{\d\} (\w+ )?(help|support|arm|attack|strike|bomb|besiege)\w*
            ^(did|has|have|does) (the )?\{\d\} (\w+ )?(advise|train|supply|supplie|send|sent|provide)\w*
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
            (which|what) \w+ (were|was|are|is) (\w+ )?(at|in|near|involved|present|active)\b
        """,
        "things", "These took part{place}, as reported", ("actor", "name"), slots.part, slots.others,
    ),
    Intent(
        "events", "events", "What happened at Amerli in August 2014?",
        r"""
            what (has |had )?(happen\w*|took place|occurred|went on|is going on|is happening)
            \b(which|what) (events?|battles?|attacks?|clashes)
            events? (at|in|near|on|around)
            ^when (was|did|were|has|is)
            \bwhere (was|did|were|is)
            timeline
            chronology
            what (is|was|has been|were) (known|reported) (about|of|from|at|in) \{
        """,
        "events", "Events, as reported{place}", ("event", "event_name"), lambda q: slots.at_place(q) | slots.days(q),
    ),
    Intent(
        "articles", "articles", "Which articles are there?",
        r"""
            (which|what|how many) (articles|reports|stories|texts)\b
            list .*articles
        """,
        "things", "Articles", ("article", "title"),
    ),
    Intent(
        "actors", "actors", "Which actors are there?",
        r"""
            (which|what|how many) (actors|groups) (are|is|does|do)?( there| in| mentioned|$)
            (which|what|how many) (organi[sz]ations|people) (are|is|does|do)?( there| in| mentioned|$)
            (which|what|how many) (states|countries) (are|is|does|do)?( there| in| mentioned|$)
            (which|what|how many) (armed groups) (are|is|does|do)?( there| in| mentioned|$)
            list .*(actors|groups)
            who is mentioned
            who (is|are) \{0\}$
        """,
        "things", "Actors", ("actor", "name"), slots.first_actor("actor"),
    ),
)  # fmt: skip
