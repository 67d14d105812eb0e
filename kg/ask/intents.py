"""The kinds of questions that are understood: how each is worded, which query answers it, how its answer is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from kg.ask.labels import Entity
from kg.ask.reading import Question

Params = dict[str, Any]
Told = Literal["pairs", "things", "relations", "claims", "events", "numbers"]


@dataclass(frozen=True)
class Intent:
    """A kind of question.

    ``cues`` are patterns over the shape of a question (names are ``{0}``, ``{1}``); the first intent whose cue fits and
    whose ``params`` can be filled takes it. ``thing`` names the columns of the answer: its IRI and its name.
    ``lead`` words the answer: ``{about}`` is what the question names.
    """

    name: str
    query: str
    example: str
    cues: tuple[str, ...]
    told: Told
    lead: str
    thing: tuple[str, str] = ("actor", "name")
    params: Callable[[Question], Params | None] = lambda question: {}
    keep: Callable[[Question, Mapping[str, Any]], bool] = lambda question, row: True
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cue(self, question: Question) -> str | None:
        """The words of *question* that ask for this, None where none do."""
        found = [m[0] for cue in self.cues if (m := re.search(cue, question.shape))]
        return " ".join(found) if found else None


def iris(entities: tuple[Entity, ...]) -> list[str]:
    """The IRIs of *entities*."""
    return [e.iri for e in entities]


def at_place(question: Question) -> Params:
    """The place, where one is named."""
    return {"place": iris(question.place())} if question.place() else {}


def first_actor(name: str) -> Callable[[Question], Params]:
    """The first actor named as parameter *name*."""
    return lambda question: {name: iris(question.actors()[0])} if question.actors() else {}


def _place_and_actor(question: Question) -> Params:
    return at_place(question) | first_actor("actor")(question)


def _days(question: Question) -> Params:
    if not question.days:
        return {}
    return {"from_day": question.days[0].first.isoformat(), "to_day": question.days[-1].last.isoformat()}


def _two(one: str, other: str) -> Callable[[Question], Params | None]:
    def params(question: Question) -> Params | None:
        actors = question.actors()
        return {one: iris(actors[0]), other: iris(actors[1])} if len(actors) >= 2 else None

    return params


def _one_or_two(one: str, other: str) -> Callable[[Question], Params | None]:
    def params(question: Question) -> Params | None:
        actors = question.actors()
        if not actors:
            return None
        return {one: iris(actors[0])} | ({other: iris(actors[1])} if len(actors) > 1 else {})

    return params


def _commanding(question: Question) -> Params | None:
    """Who commands X, or whom X commands."""
    actors = question.actors()
    if not actors:
        return {}
    if len(actors) > 1:
        return {"commander": iris(actors[0]), "force": iris(actors[1])}
    down = re.search(
        r"\b(whom?|what|which \w+) (does|do|did|is|was) \{\d\} (the )?(command|lead|head|commander|leader|chief)|"
        r"\{\d\} (commands?|leads?|heads?|commanded|led)\b|(commanded|led|headed) by \{",
        question.shape,
    )
    return {"commander" if down else "force": iris(actors[0])}


def _office(question: Question) -> Params | None:
    actors = question.actors()
    if not actors:
        return {}
    day = {"on_day": question.days[0].first.isoformat()} if question.days else {}
    held = re.search(
        r"\b(does|did|is|was|has) \{\d\}|(office|position|post|rank|title|role) (of|has|did|does) \{", question.shape
    )
    return day | {"actor" if held else "body": iris(actors[0])}


def _about(question: Question) -> Params | None:
    """What one says about another."""
    actors = question.actors()
    if len(actors) >= 2:
        return {"speaker": iris(actors[0]), "subject": iris(actors[1])}
    if not actors:
        return None
    subject = re.search(
        r"(about|of|accus\w+|blam\w+|critici\w+|condemn\w+|against|concerning|on) \{\d\}", question.shape
    )
    return {"subject" if subject else "speaker": iris(actors[0])}


def _denial(question: Question) -> Params | None:
    actors = question.actors()
    if not actors:
        return {}
    if re.search(
        r"(did|does|do|has|have) \{\d\} (den|disput|reject|refut|contradict)|\{\d\} (den|disput|reject|refut)",
        question.shape,
    ):
        return {"denier": iris(actors[0])}
    if re.search(
        r"\{\d\} (claim|report|stor|statement)\w*|(claims?|reports?|statements?|said|made) (of|by) \{", question.shape
    ):
        return {"claimant": iris(actors[0])}
    return {}


ROLE_VERBS: Final = (
    (r"airstrik|air strik|bomb|strike|struck|shell|launch|attack", ("strikes", "fights")),
    (r"besieg|siege to|encircl", ("besieges",)),
    (r"advis|guid", ("advises",)),
    (r"\btrain", ("trains",)),
    (r"\barm(s|ed|ing)?\b|weapon", ("arms",)),
    (r"suppl", ("supplies",)),
    (r"financ|fund|paid", ("finances",)),
    (r"mediat|broker", ("mediates",)),
    (r"authori|approv|permit", ("authorizes",)),
    (r"withdr|retreat|pulled out|flee|fled", ("withdraws", "yields")),
    (r"deploy|sent troops|mobili", ("mobilizes",)),
    (r"accus|denounc|condemn|blam", ("accuses",)),
    (r"threat", ("threatens",)),
    (r"sanction", ("sanctions",)),
    (r"negotiat|talks", ("negotiates", "speaks")),
    (r"protest|demonstrat", ("protests",)),
    (r"\bfought|\bfight", ()),
)


def _part(question: Question) -> Params | None:
    found = next((roles for pattern, roles in ROLE_VERBS if re.search(pattern, question.shape)), ())
    return _place_and_actor(question) | ({"role": list(found)} if found else {})


def _measure(question: Question) -> Params:
    words = (
        ("killed", r"kill|dead|die|death|toll|fatal"), ("wounded", r"wound|injur|hurt"), ("displaced", r"displac|refugee|fled|flee"),
        ("captured", r"captur|prisoner|taken"), ("troops", r"troops|soldiers|fighters|strong"),
    )  # fmt: skip
    found = [name for name, pattern in words if re.search(pattern, question.shape)]
    return at_place(question) | ({"measure": found} if found else {})


def _detained(question: Question) -> Params | None:
    actors = question.actors()
    if not actors:
        return {}
    holding = re.search(
        r"(by|in|detain\w*|hold\w*|held by|arrest\w*|imprison\w*|jail\w*) \{\d\}|(did|does|has|have) \{\d\}",
        question.shape,
    )
    held = re.search(
        r"\{\d\} (detain|held|arrest|imprison|jail|in )|(detain|arrest|imprison|jail|hold|holds|held) \{\d\}",
        question.shape,
    )
    if held and not re.search(r"(did|does|has|have|whom?) \{\d\} (detain|arrest|hold|imprison|jail)", question.shape):
        return {"person": iris(actors[0])}
    return {"holder": iris(actors[0])} if holding else {"person": iris(actors[0])}


def _as_of(question: Question) -> Params | None:
    if not question.days:
        return None
    return {"as_of": question.days[0].last.isoformat()} | first_actor("actor")(question)


def _accusing(question: Question, row: Mapping[str, Any]) -> bool:
    """Where the question asks for accusations, only those count."""
    return not re.search(r"accus|blam|condemn|denounc", question.shape) or str(row.get("stance", "")).endswith(
        "accuses"
    )


INTENTS: Final = (
    Intent(
        "facts-as-of", "facts-as-of", "What was reported of the Red Banner Front as of 5 June 2025?",
        (r"\bas of\b", r"\bby (the end of )?\w* ?\d.*(what|which)", r"what (was|had been) (known|reported|said|claimed).*\b(by|until|up to)\b"),
        "claims", "As of {day}{about}", ("proposition", "about"), _as_of,
    ),
    Intent(
        "sides-switched", "sides-switched", "Who switched sides?",
        (r"switch\w* (sides?|allegiance)|chang\w* sides?|turncoats?|(fought|were) (both )?(with|beside|alongside) and against"
         r"|one side .*(oppos|other|elsewhere)|both allies and enemies|allies .*then.* enem",),
        "pairs", "These pairs fought on one side here and on opposing sides elsewhere{about}", ("actor_a", "name_a"),
        first_actor("actor"),
    ),
    Intent(
        "fought-or-advised", "fought-or-advised", "Who only advised at Amerli?",
        (r"\b(only|merely|just) (advis|arm|help|struck|strik|train)\w*|\bfought (or|and) (who )?(only )?advis\w*"
         r"|advis\w* (rather than|but not|without) f\w+|who (only )?(was|were) (an )?advis\w+",),
        "things", "How they took part{place}", ("actor", "name"), at_place,
    ),
    Intent(
        "independent-origins", "independent-origins", "How many independent origins does each report have?",
        (r"independen\w+( origins?| sources?)?|how many (origins|sources|outlets|reports)|corroborat\w+|confirmed by (more|several|many)"
         r"|more than one source",),
        "claims", "Reports and their independent origins{about}", ("proposition", "about"),
        lambda q: first_actor("actor")(q) | ({"least_origins": 2} if re.search("corrobor|confirmed|more than one", q.shape) else {}),
    ),
    Intent(
        "denials-by-the-accused", "denials-by-the-accused", "Who denies what they are accused of?",
        (r"accused.*\bden\w+|\bden\w+.*accus\w+|denials? (by|of) the accused|den\w+ (it|their|his|her) own",),
        "claims", "Those who deny what they took part in or are accused of", ("actor", "name"), first_actor("actor"),
    ),
    Intent(
        "what-is-disputed", "what-is-disputed", "What exactly do the denials dispute?",
        (r"what exactly|what (do|does|is it that) (the )?denials?",),
        "claims", "What the denials dispute", ("denial", "disputed_name"),
    ),
    Intent(
        "denied-claims", "denied-claims", "Who denies the cooperation?",
        (r"\bden(y|ies|ied|ying|ials?)\b|\brefut\w+|\bdisputes?\b|\brejects? (the|that|this|it)\b|\bcontradicts?\b|\bdisown\w*"
         r"|\bwho (has |have )?disputed\b|\bwho (has |have )?contradicted\b",),
        "claims", "Denied{about}", ("denier", "denier_name"), _denial,
    ),
    Intent(
        "what-ended", "what-ended", "What ended the siege of Amerli?",
        (r"\b(what|who|how|why)\b.*\b(end(ed|s)?|broke|broken|lift(ed)?|stop(ped)?|caus(ed|e|es)|led to|trigger(ed)?|brought about)\b"
         r"|\bend of\b|\bcauses? of\b",),
        "relations", "What ended or caused it{place}", ("cause", "cause_name"), at_place,
    ),
    Intent(
        "casualties", "casualties", "How many were killed at Orvale?",
        (r"how many\b.*\b(kill\w*|dead|die[ds]?|deaths?|casualt\w*|wound\w*|injur\w*|displac\w*|captur\w*|fled|prisoners|lost|troops|soldiers|fighters|victims)"
         r"|casualt\w*|death toll|fatalities|body count",),
        "numbers", "Numbers, as each source gives them{place}", ("", "measure"), _measure,
    ),
    Intent(
        "detained", "detained", "Who is detained in Iran?",
        (r"\bdetain\w*|\bdetention\b|\bimprison\w*|\bjail\w*|\barrest\w*|\bprisoners?\b|in custody|hostages?|behind bars|\bcaptives?\b|held (by|in|captive|prisoner)|in prison|being held|\bheld\b",),
        "things", "Detained, as reported{about}", ("person", "name"), _detained,
    ),
    Intent(
        "same-side", "same-side", "Which actors fought on the same side at Amerli?",
        (r"same side|side by side|\b(fought|fight|fighting|were|battled|worked) together\b|alongside|shoulder to shoulder|\bsid(ed|e|es|ing) with\b"
         r"|on the side of|on \{\d\} side|\bon whose side|\b(fought|fight|fighting|fights) (with|beside)\b|\bbeside\b|joined forces|jointly f\w+"
         r"|in the same camp|comrades|co-?belligerents?|partners? in (battle|combat)|who (helped|backed|supported) \{\d\} (fight|in the|at|against)",),
        "pairs", "fought on the same side{place}", ("actor_a", "name_a"), _place_and_actor,
    ),
    Intent(
        "opposed", "opposed", "Who fought against whom at Orvale?",
        (r"oppos(ing|ite) sides?|\bagainst\b|\boppos\w+|\benem(y|ies)\b|who fought whom|fought (each other|one another)|adversar\w+|\bfoes?\b|\bversus\b|\bvs\b"
         r"|\b(fought|fight|fights|fighting|battl(ed|es|ing|e)|attack(ed|s|ing)?|resist(ed|s)?) \{\d\}|clash\w* with|at war with|on different sides|different sides",),
        "pairs", "fought on opposing sides{place}", ("actor_a", "name_a"), _place_and_actor,
    ),
    Intent(
        "offices", "offices-on-date", "Who was the Supreme Leader of Iran?",
        (r"\b(office|position|post|rank|job)s?\b|supreme leader|president\b|prime minister|\bminister\b|spokes(man|woman|person)|ambassador|\b(king|emir|chancellor) of",),
        "relations", "Offices and commands, as reported{about}", ("actor", "name"), _office,
    ),
    Intent(
        "who-commands", "who-commands", "Who commands the Quds Force?",
        (r"\bcommand(s|ed|er|ers|ing)?\b|\blead(s|ing|er|ers)?\b|\bled\b|\bhead(s|ed)?\b|\bchief\b|in charge of|\bboss\b|\bgeneral of\b|who runs\b",),
        "relations", "Command, as reported{about}", ("commander", "name"), _commanding,
    ),
    Intent(
        "allies", "allies", "Who is allied with Veldania?",
        (r"\ball(y|ies|ied|iance|iances)\b|\btreat(y|ies)\b|\bpacts?\b|declared (friend|enem)\w+|\bfriends? of\b|hostile to",),
        "relations", "Declared, as reported{about}", ("other", "other_name"), first_actor("actor"),
    ),
    Intent(
        "cooperation-and-hostility", "cooperation-and-hostility", "Did Iran and the United States ever cooperate?",
        (r"cooperat\w*|work\w* together|collaborat\w*|relations? between|relationship|history (between|of)|dealings|together|get along|hostil\w*"
         r"|how (do|did|have) \{0\} and \{1\}|between \{0\} and \{1\}|\{0\} and \{1\} (ever )?(fight|help|talk|meet|agree)|talks between|help(ed)? each other",),
        "relations", "Together and against each other, as reported", ("other", "other_name"), _one_or_two("actor", "other"),
    ),
    Intent(
        "hearsay", "hearsay", "Which claims are hearsay?",
        (r"hearsay|rumou?rs?|anonym\w+|unnamed|without (a )?name|unattributed|nobody named|is said to|unidentified sources?",),
        "claims", "Resting on hearsay or on sources without a name{about}", ("claim", "source_name"), first_actor("actor"),
    ),
    Intent(
        "claim-chain", "claim-chain", "Through whom did the report of BBC Persian come?",
        (r"\bchains?\b|through whom|via whom|\borigin (of|in)|where does .* come from|how did .* (learn|know|hear)|who is .* citing|whom does \{\d\} cite"
         r"|who told|on whose word|cit(es|ed|ing)\b",),
        "claims", "The voices that a claim came through, the origin first{about}", ("claim", "voice_name"), first_actor("voice"),
    ),
    Intent(
        "sources-by-outlet", "sources-by-outlet", "On whom does the Harbour Courier rely?",
        (r"\brel(y|ies|ied) on|which sources|what sources|sources (of|used|does|do)|whom (does|do|did) \{\d\} quote|quot(es|ed|ing)|by outlet|outlets?\b",),
        "numbers", "Sources, by outlet{about}", ("", "source_name"), first_actor("outlet"),
    ),
    Intent(
        "contested-facts", "contested-facts", "What is contested?",
        (r"contested|disputed|in dispute|controvers\w+|disagree\w*|contradict\w+|conflicting|in doubt|both sides of the story",),
        "claims", "Contested or denied{about}", ("proposition", "about"), first_actor("actor"),
    ),
    Intent(
        "statements-about", "statements-about", "What does the United States say about Iran?",
        (r"\b(say|says|said|claim|claims|claimed|report|reports|reported|tell|told|think|allege\w*|state[sd]?|statements?)\b.*\b(about|of|on|concerning) \{\d\}"
         r"|\baccus\w+|\bblam\w+|\bcondemn\w*|\bdenounc\w*|\bcritici\w*",),
        "claims", "Said{about}", ("speaker", "speaker_name"), _about, _accusing,
    ),
    Intent(
        "claims-by", "claims-by", "What does BBC Persian claim?",
        (r"\b(what|which) .*\b\{\d\} (say|says|said|claim\w*|report\w*|announc\w*|alleg\w*|promis\w*|threat\w*|assert\w*|stat\w+|tell|told|declar\w*|admit\w*)"
         r"|(claims?|statements?|words|assertions?|reports?) (by|of|from|made by) \{\d\}|according to \{\d\}",),
        "claims", "Claims{about}", ("holder", "name"), lambda q: first_actor("holder")(q) or None,
    ),
    Intent(
        "who-says", "claims-by", "Who says that the army retook Orvale?",
        (r"\bwho (says|said|claims|claimed|reports|reported|announced|alleges|alleged|admits|admitted|asserts|told)\b",),
        "claims", "Said by", ("holder", "name"),
    ),
    Intent(
        "who-took-part", "who-took-part", "Who took part in the fighting at Amerli?",
        (r"(took|take|taking|takes) part|\binvolved\b|participa\w+|\bpresent (at|in)\b|belligerents?|combatants?|who (was|were) (at|in)\b"
         r"|(who|which \w+)( was| were| is| are| has| have| had| all)? (fought|fighting|attack\w*|struck|bomb\w*|besieg\w*|shell\w*|advis\w*|train\w*|arm(s|ed|ing)|suppl\w*"
         r"|financ\w*|fund\w*|mediat\w*|broker\w*|authori\w*|approv\w*|withdr\w*|retreat\w*|launch\w*|sent|deploy\w*|threaten\w*|sanction\w*|protest\w*|supported|helped|guid\w*|negotiat\w*|battl\w*)"
         r"|(which|what) (actors?|groups?|forces?|parties|countries|states) (were|was|are|is|fight|acted)",),
        "things", "took part{place}, as reported", ("actor", "name"), _part,
    ),
    Intent(
        "events", "events", "What happened at Amerli in August 2014?",
        (r"what (has |had )?(happen\w*|took place|occurred|went on|is going on|is happening)|\b(which|what) (events?|battles?|attacks?|clashes)|events? (at|in|near|on|around)"
         r"|^when (was|did|were|has|is)|\bwhere (was|did|were|is)|timeline|chronology|what is (known|reported) (about|of) \{",),
        "events", "Events, as reported{place}", ("event", "event_name"), lambda q: at_place(q) | _days(q),
    ),
    Intent(
        "articles", "articles", "Which articles are there?",
        (r"(which|what|how many) (articles|reports|stories|texts)\b|list .*articles",),
        "things", "Articles", ("article", "title"),
    ),
    Intent(
        "actors", "actors", "Which actors are there?",
        (r"(which|what|how many) (actors|groups|organi[sz]ations|people|states|countries|armed groups) (are|is|does|do)?( there| in| mentioned|$)|list .*(actors|groups)|who is mentioned|who (is|are) \{0\}$",),
        "things", "Actors", ("actor", "name"), first_actor("actor"),
    ),
)  # fmt: skip
