"""Where the parties of a verb or noun stand: subjects and objects across passives, relative clauses, control and "and".

The parser says what hangs on what; this module says who a verb's doer and undergoer are, and which actors a phrase
stands for when it is attacked, moved or used ("the army's missile base", "a missile fired by the army").
"""

from __future__ import annotations

from functools import cached_property

from kg.extract.casting import Casting
from kg.extract.index import CRAFT, LOOK_THROUGH, THINGS, ActorIndex
from kg.lexicon import lexicon
from kg.model import Actor, Span
from kg.syntax import ParsedArticle, Token

_OBJECT_CONTROL = frozenset(
    """
    ask order tell urge force allow permit help invite press call persuade convince warn require command instruct
    encourage enable authorize authorise cause compel want expect lead give get let make have request beg prompt appeal
    criticize criticise condemn blame praise thank punish denounce fault commend
    exhort pressure direct push advise train send dispatch deploy recruit hire appoint see watch find accuse forbid
    """.split()
)
_WEAPONS = THINGS | frozenset(
    """
    bomb bombs shell shells bullet bullets mortar mortars grenade grenades fire weapon weapons gun guns
    munition munitions
    projectile projectiles explosive explosives mine mines torpedo torpedoes plan proposal offer demand call
    calls appeal
    proposals offers demands ultimatum request decision policy policies bid move statement report reports rule rules
    law laws leader leaders ally allies ambassador diplomats diplomat citizens nationals refugees side officials
    town towns village villages house houses home homes villagers civilians area areas region city centers centres
    gathering soil land border borders airspace consulates assets property arms ammunition reports criticism
    """.split()
)
_SAYING = frozenset(
    "say announce tell declare state claim add admit insist warn think believe confirm report vow".split()
)
_STATEMENTS = frozenset(
    """
    message statement declaration letter resolution speech communique note leaflet tweet broadcast appeal petition order
    decree edict ruling document motion
    """.split()
)
_MEN = frozenset("fighters men troops soldiers forces gunmen guerrillas militants militiamen".split())
_UNITS = frozenset("brigade division battalion regiment corps company squadron army navy".split())
_KIN = frozenset(
    """
    son daughter brother sister wife husband mother father child parent relative cousin nephew niece uncle family aide
    bodyguard driver teenager bride groom grandson passenger resident villager worker
    """.split()
)
_NEAR = 300
_STATES = frozenset(
    "country nation state capital neighbour neighbor government leader president minister premier ally".split()
)
_FOES = frozenset("army side force rival foe enemy party military adversary belligerent".split())
_PARTLY = LOOK_THROUGH | {"control", "rest", "dozens"}
_HARM = frozenset("kill wound injure hurt arrest detain capture kidnap abduct displace destroy damage".split())
_HOMES = frozenset("home house residence villa car motorcade convoy office compound".split())
_ACCUSING = frozenset("accuse suspect acquit convict blame charge".split())
_SENDING = frozenset("fire launch lob send drop shoot plant use deploy".split())
_HELD = frozenset("hold host house belong use occupy own carry operate fire launch drop plant control run".split())


class Arguments:
    """Doers and undergoers of the verbs of *parsed*, and the actors that *index* knows them as."""

    def __init__(self, parsed: ParsedArticle, index: ActorIndex) -> None:
        self.parsed = parsed
        self.index = index
        self.casting = Casting(parsed, index)
        self.cast = self.casting.cast
        self._of_entry = {a.lexicon: i for i, a in index.actors.items() if a.lexicon}
        self._by_name = {n.lower(): i for i, a in index.actors.items() for n in (a.name, *a.aliases) if not a.unnamed}
        self._named: dict[str, str] = {}
        for i, actor in index.actors.items():
            words = actor.name.split()
            for word in (*words[-1:], *(w for w in words[:1] if actor.unnamed and w.lower() in lexicon().nouns)):
                if word.islower() or actor.unnamed:
                    self._named.setdefault(word.lower(), i)

    def is_passive(self, verb: Token) -> bool:
        """Whether *verb* has its undergoer as subject ("was hit", "rebels backed by Chad")."""
        if verb.tag not in ("VBN", "VBD"):
            return False
        if self.parsed.children(verb, "nsubjpass", "auxpass", "csubjpass"):
            return True
        if verb.dep == "conj" and verb.lemma in _HARM and not self.parsed.children(verb, "aux", "dobj"):
            return self.is_passive(self.parsed.head(verb))  # "ten were killed and eleven wounded"
        if self.parsed.children(verb, "nsubj", "aux", "dobj"):
            return False
        if verb.dep in ("acl", "amod", "advcl"):  # "asked whether ...", "backed by Chad, the rebels ..."
            return verb.tag == "VBN" or bool(self.parsed.children(verb, "agent"))
        if verb.dep in ("advcl", "relcl", "xcomp", "ROOT", "ccomp"):
            return bool(self.parsed.children(verb, "agent"))
        if verb.dep == "conj":
            first = self.parsed.head(verb)
            return first.pos in ("VERB", "AUX") and verb.tag == "VBN" and self.is_passive(first)
        return False

    def subject(self, verb: Token, depth: int = 0) -> Token | None:
        """The head of the surface subject of *verb*, its own or the one it shares with the clause above."""
        own = self.parsed.children(verb, "nsubj", "nsubjpass")
        if own:
            return own[0]
        if (fronted := self._in_fronted_phrase(verb)) is not None:
            return fronted
        above = self.parsed.head(verb)
        if above is verb or depth > 6:
            return None
        if verb.dep == "advcl" and verb.tag == "VB" and above.lemma == "give":
            return self._given_to(above) or self.object(above)  # "gave the Serbs until Sunday to pull back"
        if verb.dep in ("conj", "advcl", "aux", "dep", "parataxis") and above.pos in ("VERB", "AUX"):
            if verb.dep == "conj" and verb.tag == "VBG" and above.lemma in _ACCUSING and above.tag != "VBG":
                return self.object(above)  # "accused the army of looting shops and taking men away"
            return self.subject(above, depth + 1)
        if verb.dep in ("xcomp", "ccomp") and above.pos in ("VERB", "AUX", "ADJ"):
            if (
                verb.dep == "ccomp"
                and (verb.tag != "VB" or not self.parsed.children(verb, "aux"))
                and verb.tag != "VBG"
            ):
                return None
            if above.lemma in _OBJECT_CONTROL and not self.is_passive(above):
                controlled = self._given_to(above) or self.object(above)
                return (
                    controlled or self.prepositional_object(above, "on", "upon", "to") or self.subject(above, depth + 1)
                )
            if above.pos == "ADJ" and above.dep in ("acomp", "attr", "oprd"):  # "Chad is ready to send troops"
                return self.subject(self.parsed.head(above), depth + 1)
            return self.subject(above, depth + 1)
        if verb.dep in ("xcomp", "advcl", "ccomp") and above.dep in ("acomp", "attr", "oprd"):
            return self.subject(self.parsed.head(above), depth + 1)
        if verb.dep in ("acl", "relcl") and above.pos in ("NOUN", "PROPN", "PRON", "NUM"):
            over = self.parsed.head(above)
            if verb.tag == "VB" and over.lemma == "give" and (given := self._given_to(over)) is not None:
                return given  # "gave the militants 72 hours to surrender"
            if verb.tag == "VB" or (verb.tag == "VBG" and above.lemma in _STATEMENTS):
                return self._owner_of_plan(above, depth)
            return above
        if verb.dep == "pcomp" and above.lower in ("against", "about", "over"):
            return None  # who protests against shelling does not shell
        over = self.parsed.head(above)
        accused = over.dep == "dobj" and self.parsed.head(over).lemma in _ACCUSING
        if verb.dep == "pcomp" and above.lower == "of" and accused:
            return over  # "accused the police of beating him", the words "of" hanging on the police
        if verb.dep == "pcomp":
            return (
                self._owner_of_plan(above, depth)
                if self.parsed.head(above).pos == "NOUN"
                else self._above(above, depth)
            )
        return None

    def _given_to(self, verb: Token) -> Token | None:
        """To whom something is given, told or allowed, where he stands without a preposition."""
        return next((t for t in self.parsed.children(verb, "dative") if t.pos in ("NOUN", "PROPN", "PRON")), None)

    def _in_fronted_phrase(self, verb: Token) -> Token | None:
        """The subject of "In Oslo, the ministers of Chad signed", which the parser takes for an apposition to Oslo."""
        if verb.tag not in ("VBD", "VBZ", "VBP") or self.is_passive(verb):
            return None
        for prep in self.parsed.children(verb, "prep"):
            for noun in self.parsed.children(prep, "pobj") if prep.i < verb.i else ():
                for other in self.parsed.children(noun, "appos"):
                    if self.parsed.tokens[other.i - 1].pos in ("DET", "ADJ", "NOUN", "PROPN"):
                        return other
        return None

    def _above(self, prep: Token, depth: int) -> Token | None:
        """The subject of the verb that *prep* hangs on ("responded by firing rockets")."""
        verb = self.parsed.head(prep)
        if verb.pos == "ADJ":  # "found the salesman guilty of plotting"
            over = self.parsed.head(verb)
            return over if over.pos in ("NOUN", "PROPN") else self.subject(over, depth + 1)
        if verb.pos not in ("VERB", "AUX"):
            return None
        if verb.lemma in _OBJECT_CONTROL and prep.lower in ("of", "from", "into", "for"):
            return (self.subject(verb, depth + 1) if self.is_passive(verb) else self.object(verb)) or None
        return self.subject(verb, depth + 1)

    def _owner_of_plan(self, noun: Token, depth: int) -> Token | None:
        """Whose the attempt, plan or bid is of which an infinitive tells ("Iran's attempt to recruit")."""
        noun = self.parsed.head(noun) if noun.dep == "prep" else noun
        for child in self.parsed.children(noun, "poss", "amod", "compound"):
            if self.index.at(child):
                return child
        for above in self.parsed.ancestors(noun):
            if above.pos in ("VERB", "AUX"):
                return self.subject(above, depth + 1)
        return None

    def object(self, verb: Token) -> Token | None:
        """The head of the object of *verb*; in a passive, of its subject; in "rockets that X fired", the noun."""
        if self.is_passive(verb):
            return self.subject(verb)
        own = self.parsed.children(verb, "dobj")
        if own:
            return own[0]
        infinitive = [c for c in self.parsed.children(verb, "ccomp") if c.tag == "VB"]
        if infinitive and verb.lemma in _OBJECT_CONTROL:  # "helped the US to build", "helped the army fight"
            for subject in self.parsed.children(infinitive[0], "nsubj"):
                marked = any(t.lower == "to" for t in self.parsed.children(infinitive[0], "aux"))
                if marked or verb.lemma in ("help", "let", "make"):
                    return subject
        if verb.dep == "relcl":
            subjects = self.parsed.children(verb, "nsubj")
            above = self.parsed.head(verb)
            whose = bool(subjects) and any(t.tag == "WP$" for t in self.parsed.children(subjects[0], "poss"))
            if subjects and not whose and subjects[0].tag not in ("WP", "WDT") and subjects[0].lower != "that":
                return above
        for later in self.parsed.children(verb, "conj"):
            if later.pos == "VERB" and not self.parsed.children(later, "nsubj", "nsubjpass"):
                between = self.parsed.tokens[verb.i + 1 : later.i]
                if all(t.dep in ("cc", "punct", "advmod") for t in between):
                    return self.object(later)
        if verb.tag in ("VB", "VBN", "VBD", "VBG"):
            named = self.parsed.children(verb, "oprd")
            if len(named) > 1:  # "called the army a danger"
                return named[0]
            small = [c for c in self.parsed.children(verb, "ccomp", "oprd") if c.pos in ("NOUN", "PROPN", "ADJ")]
            for clause in small:
                for subject_of in self.parsed.children(clause, "nsubj"):
                    return subject_of
        return None

    def prepositional_object(self, head: Token, *preps: str) -> Token | None:
        """The noun under the first of *preps* that hangs on *head*."""
        for prep in self.parsed.children(head, "prep", "agent", "dative", "prt"):
            if prep.lower in preps:
                for noun in self.parsed.children(prep, "pobj"):
                    return noun
        return None

    def doers(self, head: Token | None) -> tuple[str, ...]:
        """The actors that the phrase headed by *head* stands for as doer."""
        if head is None:
            return ()
        found = self._both(head) or self._fighters_of(head) or self._speaker_of_it(head) or self._phrase(head)
        found = found or self._first_person(head)
        found = found or self.index.owners(head) or self._speaker_again(head) or self._object_again(head)
        found = found or self._thing_again(head) or self._name_again(head)
        if found:
            return found
        for clause in self.parsed.children(head, "acl"):
            if self.is_passive(clause):
                for by in self.parsed.children(clause, "agent"):
                    for noun in self.parsed.children(by, "pobj"):
                        return self.doers(noun)
        if (antecedent := self._antecedent(head)) is not None:
            return self.doers(antecedent)
        if head.lower in _WEAPONS:
            found = self._belonging(head, "of", "from", "by")
        elif head.pos == "NOUN":
            found = self._modifiers(head)
        return found or self._of_apposed(head) or self.casting.cast_as(head)

    def _of_whose(self, head: Token) -> Token | None:
        """Of "the court, whose authority Spain does not accept" the court."""
        if not any(t.tag == "WP$" for t in self.parsed.children(head, "poss")):
            return None
        clause = next((t for t in self.parsed.ancestors(head) if t.dep == "relcl"), None)
        return self.parsed.head(clause) if clause is not None else None

    def _of_apposed(self, head: Token) -> tuple[str, ...]:
        """Of "Ruslan Asuyev, a former mufti who fought against Russia" the one whom the apposition describes."""
        return self.index.of_phrase(self.parsed.head(head)) if head.dep == "appos" else ()

    def undergoers(self, head: Token | None) -> tuple[str, ...]:
        """The actors that the phrase headed by *head* stands for when it undergoes something: also its owners."""
        if head is None:
            return ()
        found = self._both(head) or self._fighters_of(head) or self._phrase(head)
        if found:
            return found
        if head.lemma in _KIN and (kin := self.casting.cast_as(head)):
            return kin
        if (whose := self._of_whose(head)) is not None:
            return self.undergoers(whose)
        found = (
            (*self.index.owners(head), *self._of_things(head)) or self._speaker_again(head) or self._object_again(head)
        )
        found = found or self._thing_again(head) or self._name_again(head)
        if found:
            return tuple(dict.fromkeys(found))
        if head.lower in _PARTLY or head.pos == "NUM":
            for prep in self.parsed.children(head, "prep"):
                for noun in self.parsed.children(prep, "pobj"):
                    if below := self.undergoers(noun):
                        return below
        thing = head.lower in _WEAPONS or head.lower in THINGS
        its = any(t.tag == "PRP$" for t in self.parsed.children(head, "poss"))
        if its and not thing and (cast := self.casting.cast_as(head)):
            return cast  # "the police and its critics": the critics, not the police
        found = (
            self._belonging(head, "of", "for", "by", "from", "against", "between")
            if thing
            else self._belonging(head, "of")
        )
        for other in self.parsed.children(head, "conj"):
            found += self.undergoers(other)
        return (
            tuple(dict.fromkeys(found))
            or self._of_apposed(head)
            or self.casting.force_before(head)
            or self.casting.cast_as(head)
        )

    def _phrase(self, head: Token) -> tuple[str, ...]:
        """The actors of the phrase, and the owners of what is joined to it: "the army and the Hezbollah fighters"."""
        found = list(self.index.of_phrase(head))
        if found:
            joined = self.parsed.conjuncts(head)
            for other in self.parsed.children(head, "appos"):
                if self.parsed.children(other, "cc") and self.parsed.children(other, "conj"):  # "X, Y and Z"
                    found.extend(self.index.of_phrase(other))
                    joined.extend(self.parsed.conjuncts(other))
            for word in joined:
                if not self.index.all_at(word):
                    found.extend(self.index.owners(word) or self.casting.cast_as(word))
        return tuple(dict.fromkeys(found))

    def _fighters_of(self, head: Token) -> tuple[str, ...]:
        """Of "fighters from the Popular Committees" the committees, not some fighters."""
        own = self.index.at(head)
        if (group := self._men_of(head)) is not None:
            return (group,)
        if own is None or not (self.index.actors[own].unnamed or head.lower in LOOK_THROUGH):
            return ()
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in ("from", "of"):
                for noun in self.parsed.children(prep, "pobj"):
                    found = self.index.of_phrase(noun)
                    if found and all(self.index.actors[a].kind in ("armed-group", "organization") for a in found):
                        return found
        return ()

    def _thing_again(self, head: Token) -> tuple[str, ...]:
        """Of "the convoy" after "a convoy of the army", whose it was; of "the drones" those who had launched them."""
        if head.pos != "NOUN" or not (head.lower in THINGS or head.lower in _WEAPONS or head.lemma in CRAFT):
            return ()
        definite = any(t.lower in ("the", "that", "those", "these", "this") for t in self.parsed.children(head, "det"))
        if not definite or self.parsed.children(head, "amod", "compound", "nmod", "poss", "prep"):
            return ()
        for before in reversed(self.parsed.tokens[: head.i]):
            if before.lemma != head.lemma or before.pos not in ("NOUN", "VERB"):
                continue
            if before.pos == "VERB":  # "jets bombed a post"; "the bombs"
                return self.doers(self.subject(before)) if not self.is_passive(before) else ()
            found = self._modifiers(before) or self.index.owners(before) or self._held_by(before)
            found = found or self.casting.force_before(before)
            over = self.parsed.head(before)
            if not found and before.dep == "dobj" and over.lemma in _SENDING:
                found = self.doers(self.subject(over))
            if found:
                return found
        return ()

    def _antecedent(self, head: Token) -> Token | None:
        """The noun that the relative pronoun *head* takes up, as in "the Indian side that opened fire"."""
        if head.tag not in ("WP", "WDT") and not (head.lower == "that" and head.dep in ("nsubj", "nsubjpass")):
            return None
        clause = next((t for t in self.parsed.ancestors(head) if t.dep in ("relcl", "acl")), None)
        return self.parsed.head(clause) if clause is not None else None

    def _both(self, head: Token) -> tuple[str, ...]:
        """Of "the two armies", "both capitals" the two states or forces that were named last before."""
        if head.tag != "NNS" or not (head.lemma in _STATES or head.lemma in _FOES):
            return ()
        words = {t.lower for t in self.parsed.children(head, "nummod", "det", "predet", "amod")}
        if not words & {"two", "both"} or (head.lemma in _FOES and len(words) > 2):
            return ()
        known = self.index.all_at(head)
        if known and not all(self.index.actors[a].unnamed for a in known):
            return ()
        last: dict[str, int] = {}
        for i, actor in self.index.actors.items():
            if actor.kind != "state" and (head.lemma in _STATES or actor.kind != "armed-group"):
                continue
            before = [begin for begin, _ in actor.mentions if begin < head.begin]
            if before and actor.part_of is None and not actor.unnamed:
                last[i] = max(before)
        latest = sorted(last, key=lambda i: -last[i])[:2]
        return tuple(sorted(latest)) if len(latest) == 2 else ()

    def _name_again(self, head: Token) -> tuple[str, ...]:
        """The actor whose whole name *head* ends, where this mention of it is not known."""
        if head.pos != "PROPN" or self.index.all_at(head):
            return ()
        words = [t for t in self.parsed.children(head, "compound", "nmod", "amod") if t.text[:1].isupper()]
        known = self._by_name.get(self.parsed.clean_text([*words, head]).lower())
        return (known,) if known else ()

    def _men_of(self, head: Token) -> str | None:
        """Of "31 of his fighters", he being a commander, the group that was named last before him."""
        if head.pos == "NUM":
            below = [n for p in self.parsed.children(head, "prep") for n in self.parsed.children(p, "pobj")]
            return self._men_of(below[0]) if below and below[0].pos != "NUM" else None
        if head.lower not in _MEN:
            return None
        for whose in self.parsed.children(head, "poss"):
            person = self.index.at(whose)
            if whose.tag != "PRP$" or person is None or self.index.actors[person].kind != "person":
                continue
            actor = self.index.actors[person]
            first = min((begin for begin, _ in actor.mentions), default=whose.begin)
            near = [
                (begin, i)
                for i, a in self.index.actors.items()
                if a.kind == "armed-group" and not a.unnamed and a.part_of is None
                if not _UNITS & set(a.name.lower().split())
                for begin, _ in a.mentions
                if first - _NEAR < begin < first
            ]
            above = self.index.actors.get(actor.part_of) if actor.part_of else None
            only = max(near)[1] if len({i for _, i in near}) == 1 else None
            return above.id if above is not None else only
        return None

    def _of_things(self, head: Token) -> tuple[str, ...]:
        """Whose the bases are "that belonged to the Kenyan army", or "the base, specifically the Burundian troops"."""
        if head.lower not in THINGS:
            return ()
        found = list(self._held_by(head))
        for other in self.parsed.children(head, "appos"):
            found.extend(self.index.of_phrase(other))
        return tuple(found)

    def _object_again(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the rebels tried to take the hill, but the army pushed them back" the rebels.

        Of "expelled two envoys, accusing them of spying" the envoys.
        """
        if pronoun.tag != "PRP" or pronoun.dep != "dobj" or pronoun.lower not in ("them", "it", "him", "her"):
            return ()
        verb = self.parsed.head(pronoun)
        own = self.parsed.children(verb, "nsubj")
        if verb.dep not in ("conj", "advcl"):
            return ()
        above = self.parsed.head(verb)
        if not own:
            noun = self.object(above) if above.pos == "VERB" else None
            return () if noun is None or noun.pos == "PRON" or noun.i > pronoun.i else self.index.of_phrase(noun)
        subject = self.subject(above)
        if subject is None or subject.pos == "PRON" or subject.i > pronoun.i:
            return ()
        many = subject.tag in ("NNS", "NNPS")
        return () if many != (pronoun.lower == "them") else self.index.of_phrase(subject)

    def _speaker_of_it(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the government said it will fight" the government, whatever else "it" might be."""
        said = self.parsed.head(self.parsed.head(pronoun)).lemma in ("say", "announce", "declare", "state", "add")
        return self._speaker_again(pronoun) if pronoun.lower == "it" and said else ()

    def _first_person(self, pronoun: Token) -> tuple[str, ...]:
        """Of "we urge the North to stop," said Mr. Choi, Mr. Choi."""
        if pronoun.lower not in ("we", "i") or pronoun.dep != "nsubj":
            return ()
        below = self.parsed.head(pronoun)
        for above in self.parsed.ancestors(below):
            if above.pos == "VERB" and above.lemma in _SAYING and below.dep in ("ccomp", "parataxis"):
                speaker = self.subject(above)
                return self.index.of_phrase(speaker) if speaker is not None and speaker.pos != "PRON" else ()
            below = above
        return ()

    def _speaker_again(self, pronoun: Token) -> tuple[str, ...]:
        """Of "the rebels said they will leave" the rebels, where the pronoun is not resolved yet."""
        if pronoun.pos != "PRON" or pronoun.dep not in ("nsubj", "nsubjpass") or pronoun.tag != "PRP":
            return ()
        verb = self.parsed.head(pronoun)
        while verb.dep in ("conj", "xcomp") and verb.head != verb.i:
            verb = self.parsed.head(verb)
        over = self.parsed.head(verb)
        if over is verb or over.pos != "VERB" or verb.dep not in ("ccomp", "advcl"):
            return ()
        if verb.dep == "ccomp" and over.lemma not in _SAYING:
            return ()
        subject = self.subject(over)
        if subject is None or subject.pos == "PRON" or subject.i > pronoun.i:
            return ()
        many = subject.tag in ("NNS", "NNPS") or len(self.parsed.conjuncts(subject)) > 1
        if (pronoun.lower == "it" and many) or (pronoun.lower in ("he", "she") and many):
            return ()
        found = self.index.of_phrase(subject)
        if pronoun.lower in ("he", "she") and not all(self.index.actors[a].kind == "person" for a in found):
            return ()
        return found

    def _modifiers(self, head: Token) -> tuple[str, ...]:
        found: list[str] = []
        children = self.parsed.children(head, "poss", "compound", "nmod", "amod")
        for child in children + [c for below in children for c in self.parsed.children(below, "compound", "nmod")]:
            for word in self.parsed.conjuncts(child):
                found.extend(self.before_noun(word))
            if child.lemma in ("hold", "control", "run"):  # "rebel-held areas"
                for holder in self.parsed.children(child, "npadvmod", "compound", "nsubj"):
                    found.extend(self.before_noun(holder))
        return tuple(dict.fromkeys(found))

    def before_noun(self, word: Token) -> tuple[str, ...]:
        """The actors that *word* names before a noun: itself, a demonym of one, "militant" of the militants."""
        found = self.index.all_at(word)
        if found:
            return found
        if word.tag in ("JJ", "NNP", "NNPS") and word.text[:1].isupper():
            known = self.state_of(word.text, (word.begin, word.end))
            known = known or self._by_name.get(word.lower) or self._by_name.get(word.lower + "s")
            return (known,) if known else ()
        if word.pos in ("NOUN", "ADJ") and (again := self._of_noun_again(word)):
            return (again,)
        if word.pos in ("NOUN", "ADJ"):
            named = self._named.get(word.lower) or self._named.get(word.lower + "s")
            return (named,) if named and self.index.actors[named].kind != "person" else ()
        return ()

    def _of_noun_again(self, word: Token) -> str | None:
        """The group that was last called "the rebels" before "rebel positions"."""
        noun = lexicon().nouns.get(word.lower)
        if noun is None or noun.group not in ("group", "force", "army"):
            return None
        before = [(begin, i) for begin, i in self._called.get(word.lemma.lower(), ()) if begin < word.begin]
        return max(before)[1] if before else None

    @cached_property
    def _called(self) -> dict[str, list[tuple[int, str]]]:
        """By the lemma of the last word of a mention, where it stands and of which group."""
        ends = {t.end: t for t in self.parsed.tokens}
        found: dict[str, list[tuple[int, str]]] = {}
        for i, actor in self.index.actors.items():
            for begin, end in actor.mentions if actor.kind == "armed-group" else ():
                if (last := ends.get(end)) is not None and last.pos in ("NOUN", "ADJ"):
                    found.setdefault(last.lemma.lower(), []).append((begin, i))
        return found

    def state_of(self, name: str, mention: Span) -> str | None:
        """The actor that is the state *name* of *mention*, cast now where it was only a place so far.

        A state that is fired on, visited or struck takes part, though the words name it as a place.
        """
        entry = lexicon().lookup(name)
        if entry is None:
            return None
        known = self._of_entry.get(entry.id)
        if known is None and entry.kind == "state" and name not in entry.capitals:
            known = f"a{len(self.index.actors) + 1}"
            while known in self.index.actors:
                known += "b"
            self.index.actors[known] = Actor(
                id=known, name=entry.name, kind="state", lexicon=entry.id, mentions=(mention,), mention_kinds=("name",),
                rule="actor/acted-on", confidence=0.6,
            )  # fmt: skip
            self._of_entry[entry.id] = known
            self.cast.append(known)
        return known

    def _belonging(self, head: Token, *preps: str) -> tuple[str, ...]:
        if any(t.lower in ("former", "ex", "retired") for t in self.parsed.children(head, "amod")):
            return ()
        dweller = self.prepositional_object(head, "of") if head.lemma in _HOMES else None
        if dweller is not None and (lived := self.index.of_phrase(dweller) or self.casting.cast_as(dweller)):
            return lived
        found = list(self._modifiers(head))
        if found:
            return tuple(found)
        for prep in self.parsed.children(head, "prep"):
            if prep.lower in preps:
                for noun in self.parsed.children(prep, "pobj"):
                    found.extend(self.index.of_phrase(noun) or self.index.owners(noun) or self._modifiers(noun))
        found.extend(self._held_by(head))
        return tuple(dict.fromkeys(found))

    def _held_by(self, head: Token) -> tuple[str, ...]:
        found: list[str] = []
        for clause in self.parsed.children(head, "acl", "relcl"):
            if clause.lemma in _HELD:
                for noun in self.parsed.children(clause, "dobj"):
                    found.extend(self.index.of_phrase(noun))
                for prep in self.parsed.children(clause, "prep", "agent"):
                    for noun in self.parsed.children(prep, "pobj"):
                        found.extend(self.index.of_phrase(noun))
        return tuple(dict.fromkeys(found))
