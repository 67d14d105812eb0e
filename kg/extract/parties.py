"""The parties of an event: who did it and to whom, from the slots that its pattern names.

Also from what carries the event ("launched airstrikes"), what caused it ("killed in an attack by rebels"), who stands
beside its doer ("along with the peshmerga"), and the events that it speaks of ("called for an end to the raids").
"""

from __future__ import annotations

from kg.extract.places import PLACE_NOUNS
from kg.extract.slots import Slots
from kg.extract.triggers import Trigger
from kg.syntax import Token

_SIDE_BY_SIDE = (["side", "by", "side"], ["shoulder", "to", "shoulder"])
_FLANKS = frozenset(("flank", "side", "wing", "left", "right"))
_VERBAL = frozenset(("AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_ACTS = frozenset(
    "statement declaration expression message act show wave series campaign string policy word sign".split()
)
_BETWEEN = frozenset("truce ceasefire cease-fire talk war conflict treaty agreement deal border clash relation".split())
_ADJUNCTS = frozenset("after in during following before at amid via through by with on under for".split())
_REACH = 20
_IF = frozenset(("if", "unless", "until"))
_ASIDES = frozenset(
    """
    in at on after before during since by amid despite following as because until when while like from according
    alongside without near inside outside within through under
    """.split()
)
_RECIPROCAL = frozenset(
    "fight clash battle skirmish duel engage trade exchange lock go face square war declare".split()
)
_JOINING = frozenset("join help assist aid support participate take cooperate lead".split())
_SUBJECT = ("subject",)
_DOING = ("VBG", "xcomp")
_GROUND = PLACE_NOUNS | frozenset(
    """
    town towns city cities village villages capital road highway district districts province region territory soil
    """.split()
)


class Parties(Slots):
    """The agents and targets of the *triggers* of an article."""

    def set(self, trigger: Trigger, agents: tuple[str, ...], targets: tuple[str, ...]) -> None:
        """Let *agents* and *targets* be the parties of *trigger*, which has no slots of its own."""
        self._known[trigger.token.i] = (agents, targets)

    def of(self, trigger: Trigger) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Agents and targets of *trigger*."""
        known = self._known.get(trigger.token.i)
        if known is None:
            self._known[trigger.token.i] = ((), ())  # an event does not take part in itself
            noun = trigger.token.pos in ("NOUN", "PROPN")
            agents, targets = self._of_noun(trigger) if noun else self._of_verb(trigger)
            if trigger.pattern.type.startswith("ASSAULT"):
                targets = tuple(t for t in targets if not self._is_own_ground(trigger, t, agents))
                wholes = {self.index.actors[t].part_of for t in targets}
                targets = tuple(t for t in targets if t not in wholes)  # "positions of Saudi soldiers" are no state
            if agents and not targets:
                targets = tuple(t for t in self._anywhere(trigger) if t not in agents)[:1]
            known = (agents, targets)
            self._known[trigger.token.i] = known
        return known

    def _anywhere(self, trigger: Trigger) -> tuple[str, ...]:
        """The actors inside the object of a verb, then those behind its prepositions and in its infinitive.

        Of "raided the offices of the union" the union; of "threatened to ban voting unless Hamas withdrew" Hamas. A
        fight is with nobody but whom its object names.
        """
        verb = trigger.carrier or trigger.token
        fighting = self._concept(trigger).fighting
        found: list[str] = []
        if verb.pos not in ("VERB", "AUX") or self.arguments.is_passive(verb):
            return ()
        obj = self.arguments.object(verb)
        if self._deed(trigger) is not None:
            return ()  # "condemned the attack on Kenya" does not condemn Kenya
        sent = trigger.pattern.object is not None and "object" not in trigger.pattern.target  # "sent troops": no foe
        if obj is not None and obj.i > verb.i and not sent:
            found.extend(self._named_below(obj, but=("for",) if fighting else ()))
        for child in self.parsed.children(verb) if not found and not fighting else ():
            condition = child.dep == "advcl" and any(m.lower in _IF for m in self.parsed.children(child, "mark"))
            to_do = child.dep in ("xcomp", "ccomp", "advcl") and (child.tag == "VB" or (child.tag, child.dep) == _DOING)
            if to_do or condition or (child.dep in ("prep", "dative", "agent") and child.lower not in _ASIDES):
                found.extend(self._named_below(child))
        return tuple(dict.fromkeys(found))

    def _named_below(self, head: Token, *, but: tuple[str, ...] = ()) -> list[str]:
        """The actors of the phrase or clause of *head*, in text order, no clause of time or reason counted.

        None behind a preposition in *but* either: of "an attack for al-Shabab" al-Shabab is no target.
        """
        found: list[str] = []
        stack = [head]
        while stack:
            word = stack.pop(0)
            found.extend(self.index.all_at(word))
            for child in self.parsed.children(word):
                when = child.dep == "advcl" and not any(m.lower in _IF for m in self.parsed.children(child, "mark"))
                if not when and child.dep not in ("relcl", "parataxis") and child.lower not in (*_ASIDES, *but):
                    stack.append(child)
        return found

    def _is_own_ground(self, trigger: Trigger, target: str, agents: tuple[str, ...]) -> bool:
        """Whether a state is only where it was: its army or a group at home takes "the centre of a Syrian town"."""
        actors = self.index.actors
        if actors[target].kind != "state":
            return False
        if any(actors[a].part_of == target for a in agents):
            return True
        foreign = any(actors[a].kind == "state" or actors[a].part_of for a in agents)
        return not foreign and bool(agents) and self._only_of_a_place(trigger.token, target)

    def _only_of_a_place(self, head: Token, state: str) -> bool:
        """Whether *state* stands below *head* only as whose a town, a village or a road is."""
        named = [t for t in self.parsed.subtree(head) if state in self.arguments.before_noun(t)]
        return bool(named) and all(
            t.dep in ("amod", "compound", "poss", "nmod") and self.parsed.head(t).lower in _GROUND for t in named
        )

    def _of_verb(self, trigger: Trigger) -> tuple[tuple[str, ...], tuple[str, ...]]:
        pattern, verb = trigger.pattern, trigger.token
        agents = () if self._after_a_clash(trigger) else self._first_slot(pattern.agent, verb, doer=True)
        slots = pattern.target
        if pattern.type == "AID-military" and pattern.object:
            slots = tuple(s for s in slots if s != "object")  # advisers that are sent are what is given
        if self._concept(trigger).symmetric and pattern.object and len(agents) > 1:
            slots = tuple(s for s in slots if s != "object")  # "the army and the rebels began talks"
        deed = self._deed(trigger)
        found = self._meant_by(trigger, deed) if deed is not None else ()
        if pattern.type == "ASSAULT-capture":  # "pushed the militants back from their positions"
            found = (
                tuple(a for a in self.index.of_phrase(obj) if self._may_be_beaten(a))
                if (obj := self.arguments.object(verb)) is not None
                else ()
            )
        found = found or (self._first_slot(slots, verb, doer=False) if deed is None else ())
        targets = tuple(a for a in found if a not in agents)
        if pattern.agent == ("subject",):
            if agents and (stood_by := self._stood_by(verb)):
                allies = tuple(a for noun in stood_by for a in self.index.of_phrase(noun))
                against = (a for noun in stood_by for a in self._slot("against", noun, doer=False))
                targets = tuple(t for t in targets or against if t not in allies)
                return tuple(dict.fromkeys((*agents, *allies))), targets
            agents = tuple(dict.fromkeys((*agents, *(a for a in self._beside(verb) if a not in targets))))
        if not agents and pattern.agent == ("subject",):
            agents = tuple(a for a in self._of_cause(verb) if a not in targets)
        if not agents and pattern.type.startswith("MOBILIZE") and pattern.object:  # who is sent goes
            agents = self._undergoers(self.arguments.object(verb))
        if not agents and len(targets) == 2 and self._is_in_a_clash(trigger, targets):
            return targets, targets  # "two soldiers and four rebels were killed in a clash"
        mutual = self._concept(trigger).symmetric and len(agents) > 1
        if not targets and not mutual and deed is None and pattern.type.partition("-")[0] in _VERBAL:
            targets = tuple(a for a in self._of_named_event(trigger) if a not in agents)
        if not targets and pattern.type.partition("-")[0] in ("SANCTION", "THREATEN"):
            targets = tuple(a for a in self._of_first(verb) if a not in agents)
        return self._mutual(trigger, agents, targets)

    def _deed(self, trigger: Trigger) -> Trigger | None:
        """The deed that is condemned, backed or rejected, of which the doers are meant and not whom it hit."""
        obj = self.arguments.object(trigger.token)
        if obj is None or trigger.pattern.target[:1] != ("object",) or self.index.all_at(obj) or trigger.pattern.object:
            return None
        spoken = self._concept(trigger).type in ("ACCUSE", "SUPPORT", "REJECT") and obj.i > trigger.token.i
        return self.triggers.get(obj.i) if spoken else None

    def _after_a_clash(self, trigger: Trigger) -> bool:
        """Whether it tells what came of a fight of two: "X and Y clashed, leaving ten dead" tells of no killer."""
        verb = trigger.token
        if not trigger.pattern.type.startswith("ASSAULT") or trigger.pattern.type == "ASSAULT-clash":
            return False
        subject = self.arguments.subject(verb)
        above = self.triggers.get(verb.head) if verb.dep in ("advcl", "conj", "xcomp") else None
        below = self.triggers.get(subject.i) if subject is not None and subject is not verb else None
        clash = next((t for t in (below, above) if t is not None and t.pattern.type == "ASSAULT-clash"), None)
        if clash is None or clash.token is verb:
            return False
        one, other = self.of(clash)
        return len(one) > 1 and one == other

    def _meant_by(self, trigger: Trigger, deed: Trigger) -> tuple[str, ...]:
        """Whom somebody means who speaks of *deed*: its doers; who vetoes aid or ratifies a treaty also the others."""
        agents, targets = self.of(deed)
        if self._concept(deed).symmetric:
            return tuple(dict.fromkeys((*agents, *targets)))
        helpful = self._concept(deed).type in ("AID", "CONCEDE", "RETREAT", "SUPPORT")
        return agents or (targets if helpful and self._concept(trigger).type == "REJECT" else ())

    def _may_be_beaten(self, actor: str) -> bool:
        return self.index.actors[actor].kind in ("armed-group", "person", "population")

    def _is_in_a_clash(self, trigger: Trigger, targets: tuple[str, ...]) -> bool:
        """Whether two armed parties fell in one fight: with one another, then."""
        if not all(self.index.actors[t].kind == "armed-group" for t in targets):
            return False
        nouns = (n for p in self.parsed.children(trigger.token, "prep") for n in self.parsed.children(p, "pobj"))
        return any((t := self.triggers.get(n.i)) is not None and t.pattern.type == "ASSAULT-clash" for n in nouns)

    def _of_first(self, verb: Token) -> tuple[str, ...]:
        """Of "accused Chad of spying and recalled its envoy" the ones accused."""
        first = self.triggers.get(verb.head) if verb.dep == "conj" else None
        if first is None or not first.pattern.type.startswith(("ACCUSE", "SANCTION", "THREATEN", "REJECT")):
            return ()
        return self.of(first)[1]

    def _of_noun(self, trigger: Trigger) -> tuple[tuple[str, ...], tuple[str, ...]]:
        pattern, noun, carried = trigger.pattern, trigger.token, trigger.carried
        first = noun
        while first.dep == "conj" and self.parsed.head(first).pos in ("NOUN", "PROPN"):
            first = self.parsed.head(first)
        owners = self._modifiers(noun) or (self._modifiers(first) if first is not noun else ())
        verb_agents: tuple[str, ...] = ()
        verb_targets: tuple[str, ...] = ()
        if trigger.carrier is not None and carried is not None:
            if "subject" in carried.target and noun.dep == "nsubjpass":  # "the attack was repelled by the army"
                verb_targets = self._slot("by", trigger.carrier, doer=True)
            elif "subject" in carried.target:
                verb_targets = self.arguments.undergoers(self.arguments.subject(trigger.carrier))
                found = self._first_slot(carried.agent, trigger.carrier, doer=True) if carried.agent != _SUBJECT else ()
                verb_agents = found
            elif carried.agent != ("none",):
                verb_agents = self._first_slot(("subject",), trigger.carrier, doer=True)
        used: set[str] = set()
        agents = owners or verb_agents
        if not agents:
            for slot in pattern.agent:
                agents = self._slot(slot, noun, doer=True)
                if agents:
                    used.add(slot)
                    break
        launched = next((c for c in self.parsed.children(noun, "acl") if c.lemma in self.types.light_verbs), None)
        if not agents and launched is not None and self.arguments.is_passive(launched):
            agents = self._slot("by", launched, doer=True)  # "the offensive launched by the rebels was repelled"
        over = self.parsed.head(noun)
        loose = trigger.carrier is None and noun.dep == "nsubj" and over.pos in ("VERB", "AUX")
        if not agents and loose:  # "clashes erupted between X and Y"
            agents = self._first_slot(tuple(s for s in pattern.agent if s in ("between", "by")), over, doer=True)
        if not agents and noun.dep == "dobj" and not self.arguments.is_passive(over):
            agents = self._slot("by", over, doer=True)  # "condemned the attack on Kenya by al-Shabaab"
        targets = verb_targets
        if self._is_blamed(noun):  # "blamed the raid on the militia"
            culprits = agents or self._slot("on", noun, doer=True)
            return culprits, tuple(t for t in self._slot("against", noun, doer=False) if t not in culprits)
        if not targets:
            slots = tuple(s for s in pattern.target if s not in used)
            targets = self._first_slot(slots, noun, doer=False)
            if not targets and launched is not None:
                targets = self._first_slot(tuple(s for s in slots if s != "of"), launched, doer=False)
            if not targets and loose:
                targets = self._first_slot(("against", *(s for s in slots if s == "with")), over, doer=False)
            if not targets and trigger.carrier is not None:
                targets = self._first_slot(tuple(s for s in slots if s != "of"), trigger.carrier, doer=False)
        targets = tuple(t for t in targets if t not in agents)
        if owners and verb_agents and not targets and not set(owners) & set(verb_agents):
            agents = verb_agents
        if not targets and pattern.type == "CONSULT-mediate":
            targets = tuple(t for t in self._of_mediated(noun) if t not in agents)
        if not agents and pattern.type == "COERCE-siege":
            agents = self._besiegers(noun)
        if agents and not targets and pattern.type.startswith(("AID", "SUPPORT", "COOPERATE")):
            targets = tuple(t for t in self._of_helped(noun) if t not in agents)
        if not agents:
            agents = tuple(a for a in (*self._of_relative(noun), *self._of_adjunct(noun)) if a not in targets)
        return self._mutual(trigger, agents, targets)

    def _of_helped(self, noun: Token) -> tuple[str, ...]:
        """Of "entered the town with support from Turkish tanks", "with Russian air cover" those who entered it."""
        above = self.parsed.head(noun)
        if noun.dep != "pobj" or above.lower not in ("with", "under"):
            return ()
        over = self.parsed.head(above)
        verb = over if over.pos == "VERB" else self.parsed.head(over) if over.dep in ("nsubj", "nsubjpass") else None
        return self.arguments.doers(self.arguments.subject(verb)) if verb is not None and verb.pos == "VERB" else ()

    def _is_blamed(self, noun: Token) -> bool:
        return noun.dep in ("dobj", "nsubjpass") and self.parsed.head(noun).lemma in ("blame", "pin")

    def _of_mediated(self, noun: Token) -> tuple[str, ...]:
        """Of "began talks under Saudi mediation" those who talk."""
        above = self.parsed.head(noun)
        if noun.dep != "pobj" or above.lower not in ("under", "with", "through", "after", "amid"):
            return ()
        carried = {t.carrier.i: t for t in self.triggers.values() if t.carrier is not None}
        for over in (self.parsed.head(above), *self.parsed.ancestors(self.parsed.head(above))):
            talks = self.triggers.get(over.i) or carried.get(over.i)
            if talks is not None:
                agents, targets = self.of(talks)
                return tuple(dict.fromkeys((*agents, *targets))) if talks.pattern.type.startswith("CONSULT") else ()
        return ()

    def _besiegers(self, siege: Token) -> tuple[str, ...]:
        """Of "airstrikes on X's positions broke the siege" X: those whom the breaking of a siege strikes besieged."""
        verb = self.parsed.head(siege)
        if siege.dep != "dobj" or verb.lemma not in ("break", "lift", "end"):
            return ()
        subject = self._through_weapon(verb, self.arguments.subject(verb))
        struck = self.triggers.get(subject.i) if subject is not None else None
        return self.of(struck)[1] if struck is not None else ()

    def _mutual(
        self, trigger: Trigger, agents: tuple[str, ...], targets: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of "X and Y met", each is a party for the other."""
        if self._concept(trigger).symmetric and not targets and len(agents) > 1 and self._is_reciprocal(trigger):
            return agents, agents
        if self._concept(trigger).symmetric and not targets and len(agents) == 1:
            subject = self.arguments.subject(trigger.carrier or trigger.token)
            for prep in self.parsed.children(subject, "prep") if subject is not None else ():
                for noun in self.parsed.children(prep, "pobj"):  # "the ministers of both countries met"
                    both = self.arguments.undergoers(noun) if prep.lower in ("of", "from") else ()
                    if len(both) > 1:
                        return tuple(dict.fromkeys((*agents, *both))), both
        return agents, targets

    def _is_reciprocal(self, trigger: Trigger) -> bool:
        """Whether those who do it may do it to one another: "X and Y clashed", not "X, which fought alongside Y"."""
        verb = trigger.token
        if not self._concept(trigger).fighting or verb.pos != "VERB":
            return True
        return verb.lemma in _RECIPROCAL and not self._beside(verb) and not self._stood_by(verb)

    def _beside(self, verb: Token) -> tuple[str, ...]:
        """Those who act with the subject: "along with the African Union troops", "alongside the peshmerga"."""
        subject = self.arguments.subject(verb)
        if subject is None or self.arguments.is_passive(verb):
            return ()
        found: list[str] = []
        for head in (subject, verb):
            for prep in self.parsed.children(head, "prep"):
                words = {w.lower for w in self.parsed.children(prep, "advmod", "pcomp", "prep")} | {prep.lower}
                before = self.parsed.tokens[prep.i - 1].lower if prep.i else ""
                joined = bool(words & {"alongside", "beside"}) or (
                    prep.lower == "with" and before in ("along", "together", "jointly")
                )
                if not joined and "with" in words and prep.lower in ("along", "together"):
                    joined = True
                if not joined:
                    continue
                for below in (prep, *self.parsed.children(prep, "prep")):
                    for noun in self.parsed.children(below, "pobj"):
                        found.extend(self.index.of_phrase(noun))
        return tuple(found)

    def _stood_by(self, verb: Token) -> list[Token]:
        """At whose side the subject acts: "side by side with X", "on the side of X", "with X on their flank"."""
        found: list[Token] = []
        for prep in self.parsed.words(self.parsed.sentence(verb)) if verb.pos == "VERB" else ():
            if prep.dep != "prep" or prep.lower not in ("with", "at", "on") or not self._acts_in(verb, prep):
                continue
            for noun in self.parsed.children(prep, "pobj"):
                before = [t.lower for t in self.parsed.tokens[max(0, prep.i - 3) : prep.i]]
                if prep.lower == "with" and (before in _SIDE_BY_SIDE or self._on_the_flank(noun)):
                    found.append(noun)
                elif prep.lower != "with" and noun.lower == "side":
                    found += [t for t in self.parsed.children(noun, "poss") if t.tag != "PRP$"]
                    of = (p for p in self.parsed.children(noun, "prep") if p.lower == "of")
                    found += [o for p in of for o in self.parsed.children(p, "pobj")]
        return found

    def _acts_in(self, verb: Token, prep: Token) -> bool:
        """Whether *prep* stands in the clause of *verb*, or of "did so" that takes it up."""
        above = next((t for t in self.parsed.ancestors(prep) if t.pos in ("VERB", "AUX")), None)
        if above is None or above.i == verb.i:
            return above is not None
        so = above.lemma == "do" and any(t.lower == "so" for t in self.parsed.children(above))
        return so and verb.dep == "advcl" and verb.head == above.i

    def _on_the_flank(self, noun: Token) -> bool:
        """Whether *noun* stands before "on their flank", "at its side"."""
        after = self.parsed.tokens[noun.i + 1 : noun.i + 4]
        return (
            len(after) == 3 and after[0].lower in ("on", "at") and after[1].tag == "PRP$" and after[2].lemma in _FLANKS
        )

    def _of_cause(self, verb: Token) -> tuple[str, ...]:
        """The doers named by "in an attack by X", "as a result of X's raid", "after X's offensive" of a passive."""
        for prep in self.parsed.children(verb, "prep", "agent"):
            if prep.lower not in ("in", "by", "during", "as", "after", "from", "when", "of"):
                continue
            for noun in self.parsed.children(prep, "pobj"):
                for event in (
                    noun,
                    *(o for p in self.parsed.children(noun, "prep") for o in self.parsed.children(p, "pobj")),
                ):
                    if (below := self.triggers.get(event.i)) is not None and below.token.pos == "NOUN":
                        agents, others = self.of(below)
                        agents = agents or (others if self._concept(below).symmetric else ())
                        if agents and agents != others * (len(others) > 1) and below.pattern.type.startswith("ASSAULT"):
                            return agents
        return self._of_clause(verb)

    def _of_clause(self, verb: Token) -> tuple[str, ...]:
        """The doers named by the clause behind a passive: "ten were killed when the rebels stormed the camp"."""
        if not self.arguments.is_passive(verb) and verb.lemma != "die":
            return ()
        joined = [c for v in (verb, *self.parsed.children(verb, "conj")) for c in self.parsed.children(v, "advcl")]
        for clause in joined:
            words = {t.lower for t in self.parsed.children(clause, "mark", "advmod")}
            below = self.triggers.get(clause.i)
            if below is not None and words & {"when", "as", "after"} and below.pattern.type.startswith("ASSAULT"):
                return self.of(below)[0]
        return ()

    def _of_named_event(self, trigger: Trigger) -> tuple[str, ...]:
        """Of "called for a halt to Israeli raids" those who raid; of "ended the truce with Israel" Israel."""
        obj = self.arguments.object(trigger.token)
        heads = [obj] if obj is not None and obj.i > trigger.token.i else []
        heads.extend(n for p in self.parsed.children(trigger.token, "prep") for n in self.parsed.children(p, "pobj"))
        found: list[str] = []
        for head in heads:
            for word in self.parsed.subtree(head)[:_REACH]:
                below = self.triggers.get(word.i)
                if below is not None and word.pos in ("NOUN", "PROPN"):
                    agents, targets = self.of(below)
                    found.extend(agents if trigger.pattern.type.startswith("REQUEST") else (*agents, *targets))
        return tuple(dict.fromkeys(found))

    def _of_relative(self, noun: Token) -> tuple[str, ...]:
        """Of "a revolt that the rebels had planned" the rebels."""
        for clause in self.parsed.children(noun, "relcl"):
            if clause.lemma in self.types.light_verbs:
                for subject in self.parsed.children(clause, "nsubj"):
                    if subject.tag not in ("WDT", "WP") and subject.lower != "that":
                        return self.arguments.doers(subject)
        return ()

    def _of_adjunct(self, noun: Token) -> tuple[str, ...]:
        """Of "after talks with Chad, Niger's minister said", the one who speaks also talked."""
        above = self.parsed.head(noun)
        below = self.triggers.get(noun.i)
        if noun.dep != "pobj" or above.lower not in _ADJUNCTS:
            return ()
        verb = self.parsed.head(above)
        if above.lower == "at" and verb.pos in ("NOUN", "PROPN"):  # "the RSF, at war with the army"
            return self.arguments.doers(verb)
        if verb.lemma in _JOINING and above.lower == "in" and verb.pos == "VERB":  # "joined the army in an offensive"
            joined = self.arguments.doers(self.arguments.object(verb)) if not self.arguments.is_passive(verb) else ()
            return tuple(dict.fromkeys((*self.arguments.doers(self.arguments.subject(verb)), *joined)))
        if above.lower == "for" and (below is None or not below.pattern.type.startswith("CONSULT")):
            return ()  # "left for talks with Chad" talks, "blamed for the raid" does not raid
        if below is not None and not below.pattern.type.startswith(("CONSULT", "AGREE", "COOPERATE", "RETREAT")):
            return ()  # "left after an attack" does not say who attacked
        if verb.pos not in ("VERB", "AUX") or not (
            self.parsed.children(noun, "prep") or self.parsed.children(noun, "poss")
        ):
            return ()
        return self.arguments.doers(self.arguments.subject(verb))

    def _modifiers(self, noun: Token) -> tuple[str, ...]:
        """The actors before an event noun: "the U.S. airstrike", "Hamas's rocket fire", "the Israel-Hamas truce"."""
        found: list[str] = []
        children = self.parsed.children(noun, "poss", "compound", "amod", "nmod")
        for child in list(children):
            children.extend(c for c in self.parsed.children(child, "compound", "nmod") if c.i + 2 == child.i)
        for child in sorted(children, key=lambda t: t.i):
            if child.lower in ("led", "launched", "run"):  # "a NATO-led air strike"
                for leader in self.parsed.children(child, "npadvmod", "compound", "nsubj"):
                    found.extend(self.arguments.before_noun(leader))
            for word in self.parsed.conjuncts(child):
                if child.dep != "compound" or not self._names_a_place(word):
                    found.extend(self.index.of_phrase(word) if word.dep == "poss" else self.arguments.before_noun(word))
        if not found and noun.lemma in _BETWEEN:
            for word in self.parsed.subtree(noun):
                after = self.parsed.tokens[word.i + 1 : word.i + 3]
                brokered = len(after) == 2 and after[0].text == "-" and after[1].tag == "VBN"
                if word.i < noun.i and not brokered:
                    found.extend(self.arguments.before_noun(word))
        if not found and noun.dep == "pobj" and self.parsed.head(noun).lower == "of":
            over = self.parsed.head(self.parsed.head(noun))
            if over.lemma in _ACTS:
                return self._modifiers(over)
        return tuple(dict.fromkeys(found))

    def _names_a_place(self, word: Token) -> bool:
        """Whether a country before a noun says where: "the Iraq war", not "the U.S. raid" nor "the Iraqi raid"."""
        named = self.arguments.before_noun(word)
        if not named or self.index.actors[named[0]].kind != "state":
            return False
        return word.tag == "NNP" and not word.text.isupper() and "." not in word.text
