"""Subjects and objects of verbs as the parser hangs them: across passives, relative clauses, control and "and"."""

from __future__ import annotations

from kg.extract.index import ActorIndex
from kg.syntax import ParsedArticle, Token

_OBJECT_CONTROL = frozenset(
    """
    ask order tell urge force allow permit help invite press call persuade convince warn require command instruct
    encourage enable authorize authorise cause compel want expect lead give get let make have request beg prompt appeal
    criticize criticise condemn blame praise thank punish denounce fault commend
    exhort pressure direct push advise train send dispatch deploy recruit hire appoint see watch find accuse forbid
    """.split()
)
_STATEMENTS = frozenset(
    """
    message statement declaration letter resolution speech communique note leaflet tweet broadcast appeal petition order
    decree edict ruling document motion
    """.split()
)
_HARM = frozenset("kill wound injure hurt arrest detain capture kidnap abduct displace destroy damage".split())
_ACCUSING = frozenset("accuse suspect acquit convict blame charge".split())


class Clauses:
    """Surface subjects and objects of the verbs of *parsed*."""

    parsed: ParsedArticle
    index: ActorIndex

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
