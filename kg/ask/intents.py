"""The kinds of questions that are understood: which query answers each, with what, and how its answer is told.

How each is worded stands in :mod:`kg.ask.cues`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kg.ask import deeds, quoting, slots
from kg.ask.cues import CUES, asking
from kg.ask.reading import Question
from kg.ask.slots import Params

Told = Literal["pairs", "things", "relations", "claims", "events", "numbers", "sentences"]


@dataclass(frozen=True)
class Intent:
    """A kind of question.

    Intents are tried in their order, each that fits and whose ``params`` can be filled, until one has an answer; after
    a ``strict`` one no other is tried. ``thing`` names the columns of the answer: its IRI and its name. ``keep`` says
    which rows count, ``choose`` which rows of all. ``lead`` words the answer: ``{about}`` is what the question names.
    ``settled``: the query itself minds the status. ``between``: the columns of the two that a question may name.
    ``takes_actor``: the rows themselves speak of the first actor. ``headed``: what has no place is of the place in the
    headline.
    """

    name: str
    query: str
    example: str
    told: Told
    lead: str
    thing: tuple[str, str] = ("actor", "name")
    params: Callable[[Question], Params | None] = lambda question: {}
    keep: Callable[[Question, Mapping[str, Any]], bool] = lambda question, row: True
    choose: Callable[[Question, Sequence[Mapping[str, Any]]], list[dict[str, Any]]] | None = None
    strict: bool = False
    settled: bool = False
    between: tuple[str, str] | None = None
    takes_actor: bool = False
    headed: bool = False

    @property
    def is_worded(self) -> bool:
        """Whether certain words ask for this; an intent without takes what no other answers."""
        return self.name in CUES

    def cue(self, question: Question) -> str | None:
        """The words of *question* that ask for this, None where none do."""
        return asking(self.name, question.shape) if self.is_worded else " ".join(question.content)


INTENTS: Final = (
    Intent(
        "facts-as-of", "facts-as-of", "What was reported of the Red Banner Front as of 5 June 2025?",
        "claims", "As of {day}{about}", ("proposition", "about"), slots.as_of, settled=True, strict=True,
    ),
    Intent(
        "path-between", "network", "How are Qassem Soleimani and Iran connected?",
        "relations", "From one to the other", ("source", "source_name"), slots.both,
        choose=slots.shortest_path, strict=True, settled=True,
    ),
    Intent(
        "sources-for", "articles-behind-edge",
        "Which articles say that the Marin People's Militia fought beside the Veldanian army?",
        "things", "Articles that say so", ("article", "title"),
        slots.two("actor", "other"), settled=True, choose=slots.edges,
    ),
    Intent(
        "sides-switched", "sides-switched", "Who switched sides?",
        "pairs", "These pairs fought on one side here and on opposing sides elsewhere{about}", ("actor_a", "name_a"),
        slots.first_actor("actor"), strict=True, takes_actor=True,
    ),
    Intent(
        "first-last-together", "cooperation-and-hostility",
        "When did Iran and the United States last cooperate?",
        "events", "Together and against each other, the first or last time", ("other", "other_name"),
        slots.two("actor", "other"), slots.manner, choose=slots.first_or_last, takes_actor=True,
        between=("actor", "other"),
    ),
    Intent(
        "fought-or-advised", "fought-or-advised", "Who only advised at Amerli?",
        "things", "How they took part{place}", ("actor", "name"), slots.at_place,
    ),
    Intent(
        "independent-origins", "independent-origins", "How many independent origins does each report have?",
        "claims", "Reports and their independent origins{about}", ("proposition", "about"),
        slots.origins, settled=True,
    ),
    Intent(
        "denials-by-the-accused", "denials-by-the-accused", "Who denies what they are accused of?",
        "claims", "Those who deny what they took part in or are accused of", ("actor", "name"),
        slots.first_actor("actor"),
    ),
    Intent(
        "what-is-disputed", "what-is-disputed", "What exactly do the denials dispute?",
        "claims", "What the denials dispute", ("denial", "disputed_name"), settled=True,
    ),
    Intent(
        "denied-claims", "denied-claims", "Who denies the cooperation?",
        "claims", "Denied{about}", ("denier", "denier_name"), slots.denial,
    ),
    Intent(
        "what-ended", "what-ended", "What ended the siege of Amerli?",
        "relations", "What ended or caused it{place}", ("cause", "cause_name"), slots.at_place,
    ),
    Intent(
        "casualties", "casualties", "How many were killed at Orvale?",
        "numbers", "Numbers, as each source gives them{place}", ("", "measure"), slots.measure, slots.counted,
        takes_actor=True, headed=True,
    ),
    Intent(
        "detained", "detained", "Who is detained in Iran?",
        "things", "Detained, as reported{about}", ("person", "name"), slots.detained,
    ),
    Intent(
        "same-side", "same-side", "Which actors fought on the same side at Amerli?",
        "pairs", "fought on the same side{place}", ("actor_a", "name_a"), slots.place_and_actor, strict=True,
        between=("actor_a", "actor_b"), takes_actor=True,
    ),
    Intent(
        "helped-in-battle", "same-side", "Who helped the US fight at Amerli?",
        "pairs", "fought on the same side{place}", ("actor_a", "name_a"), slots.place_and_actor,
        between=("actor_a", "actor_b"), takes_actor=True,
    ),
    Intent(
        "opposed", "opposed", "Who fought against whom at Orvale?",
        "pairs", "fought on opposing sides{place}", ("actor_a", "name_a"), slots.place_and_actor,
        between=("actor_a", "actor_b"), takes_actor=True,
    ),
    Intent(
        "told-to", "told-to", "Whom did Qassem Soleimani tell?",
        "claims", "Told{about}", ("addressee", "addressee_name"), slots.told_to, takes_actor=True,
    ),
    Intent(
        "claim-chain", "claim-chain", "Through whom did the report of BBC Persian come?",
        "claims", "The voices that a claim came through, the origin first{about}", ("claim", "voice_name"),
        slots.first_actor("voice"), takes_actor=True,
    ),
    Intent(
        "hearsay", "hearsay", "Which claims are hearsay?",
        "claims", "Resting on hearsay or on sources without a name{about}", ("claim", "source_name"),
        slots.first_actor("actor"), takes_actor=True,
    ),
    Intent(
        "statements-about", "statements-about", "What does the United States say about Iran?",
        "claims", "Said{about}", ("speaker", "speaker_name"), slots.about, slots.accusing, takes_actor=True,
    ),
    Intent(
        "claims-by", "claims-by", "What does BBC Persian claim?",
        "claims", "Claims{about}", ("holder", "name"), lambda q: slots.speaker("holder")(q) or None, takes_actor=True,
    ),
    Intent(
        "responsibility", "claims-by", "Who claimed responsibility for the attack?",
        "claims", "Responsibility claimed by", ("holder", "name"), choose=deeds.taking_responsibility,
    ),
    Intent(
        "who-says", "claims-by", "Who says that the army retook Orvale?",
        "claims", "Said by", ("holder", "name"),
    ),
    Intent(
        "ties", "ties", "For whom does Jason Rezaian work?",
        "relations", "Ties, as reported{about}", ("other", "other_name"),
        lambda q: slots.first_actor("actor")(q) or None, slots.tied, takes_actor=True,
    ),
    Intent(
        "about", "about-actor", "Who is Qassem Soleimani?",
        "relations", "What is told{about}", ("actor", "name"),
        lambda q: slots.first_actor("actor")(q) or None, takes_actor=True, choose=slots.foremost,
    ),
    Intent(
        "offices", "offices-on-date", "Who was the Supreme Leader of Iran?",
        "relations", "Offices and commands, as reported{about}", ("actor", "name"), slots.office, slots.holding,
        strict=True, takes_actor=True,
    ),
    Intent(
        "who-commands", "who-commands", "Who commands the Quds Force?",
        "relations", "Command, as reported{about}", ("commander", "name"), slots.commanding, slots.commanded,
        strict=True, takes_actor=True,
    ),
    Intent(
        "allies", "allies", "Who is allied with Veldania?",
        "relations", "Declared, as reported{about}", ("other", "other_name"),
        slots.first_actor("actor"), slots.declared, strict=True, between=("actor", "other"), takes_actor=True,
    ),
    Intent(
        "cooperation-and-hostility", "cooperation-and-hostility", "Did Iran and the United States ever cooperate?",
        "relations", "Together and against each other, as reported", ("other", "other_name"),
        slots.one_or_two("actor", "other"), slots.manner, between=("actor", "other"), takes_actor=True,
    ),
    Intent(
        "sources-by-outlet", "sources-by-outlet", "On whom does the Harbour Courier rely?",
        "numbers", "Sources, by outlet{about}", ("", "source_name"), slots.first_actor("outlet"), takes_actor=True,
    ),
    Intent(
        "contested-facts", "contested-facts", "What is contested?",
        "claims", "Contested or denied{about}", ("proposition", "about"), slots.first_actor("actor"), settled=True,
        takes_actor=True,
    ),
    Intent(
        "what-befell", "who-did-what", "What happened to Jason Rezaian?",
        "sentences", "Reported of{about}", ("event", "event_name"), slots.last_actor("actor"), settled=True,
        choose=deeds.befalling,
    ),
    Intent(
        "what-they-did", "who-did-what", "What did the Red Banner Front do?",
        "sentences", "Done, as reported{about}", ("event", "event_name"), slots.first_actor("actor"), settled=True,
        choose=deeds.doing,
    ),
    Intent(
        "who-did-what", "who-did-what", "Who guided the peshmerga?",
        "things", "As reported{place}", ("actor", "name"), deeds.deed, choose=deeds.answering,
    ),
    Intent(
        "who-took-part", "who-took-part", "Who took part in the fighting at Amerli?",
        "things", "These took part{place}, as reported", ("actor", "name"), slots.part,
        deeds.taking_part, takes_actor=True,
    ),
    Intent(
        "events", "events", "What happened at Amerli in August 2014?",
        "events", "Events, as reported{place}", ("event", "event_name"), lambda q: slots.at_place(q) | slots.days(q),
        slots.happened,
    ),
    Intent(
        "articles", "articles", "Which articles are there?",
        "things", "Articles", ("article", "title"),
    ),
    Intent(
        "actors", "actors", "Which actors are there?",
        "things", "Actors", ("actor", "name"), slots.first_actor("actor"), takes_actor=True,
    ),
    Intent(
        "who-tells", "claims-by", "Who tells of the ceasefire?",
        "claims", "Said", ("holder", "name"), deeds.saying, choose=deeds.spoken,
    ),
    Intent(
        "naming", "sentences", "What do sources say about the Harbour Courier?",
        "sentences", "These sentences speak of it", ("event", "event_name"), quoting.nameable, choose=quoting.quoted,
    ),
    Intent(
        "sentences", "sentences", "Which sentence speaks of the defence agreement?",
        "sentences", "No fact says just this; these sentences speak of it", ("event", "event_name"), quoting.quotable,
        choose=quoting.quoted,
    ),
)  # fmt: skip
