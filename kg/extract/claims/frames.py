"""The frames of a word of saying: which of them its surroundings fill, and which words are then what is said.

``READERS`` are tried in order; the first that finds its construction gives the frame and the words of the content.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.extract.claims.lexicon import Saying, sayings, words
from kg.extract.claims.subjects import SUBJECTS, finite, late_name, words_below
from kg.syntax import ParsedArticle, Token

PARTICLES = frozenset({"out", "off", "aside", "away"})
PREPOSITIONS = frozenset({"for", "on", "upon", "of", "as", "against", "about", "with", "in", "to", "by", "from", "at"})
NAMING_MARKS = frozenset({'"', "\u201c", "``", "\u2018", "'"})
STOPS = frozenset({",", "-", "\u2014", "\u2013", "\u201d", '"', "''", "."})


class Around(NamedTuple):
    """A verb with what hangs on it."""

    parsed: ParsedArticle
    verb: Token
    children: list[Token]
    passive: bool

    @classmethod
    def of(cls, parsed: ParsedArticle, verb: Token) -> Around:
        """The surroundings of *verb*."""
        children = parsed.children(verb)
        passive = any(c.dep in ("auxpass", "nsubjpass") for c in children) or _bare_passive(parsed, verb, children)
        return cls(parsed, verb, children, passive)

    def some(self, *deps: str) -> list[Token]:
        """The children with one of these labels."""
        return [c for c in self.children if c.dep in deps]

    def below(self, *tokens: Token) -> set[int]:
        """The indexes of *tokens* and all below them."""
        return {i for t in tokens for i in words_below(self.parsed, t)}

    def objects(self) -> tuple[int, ...]:
        """What the verb is done to: its object, the subject of its passive, the noun its relative clause hangs on."""
        antecedent = _relative_object(self)
        found = [*self.some("dobj", "nsubjpass"), *([antecedent] if antecedent is not None else [])]
        return tuple(t.i for t in found)

    def agents(self) -> list[Token]:
        """Who does it, in the passive: "by X"."""
        return [p for a in self.some("agent") for p in self.parsed.children(a, "pobj")]


Reading = tuple[str, set[int]]
Reader = Callable[[Around, Saying], Reading | None]


def frame_of(around: Around, saying: Saying) -> Reading | None:
    """The frame of *saying* that the surroundings fill, with the words of the content; None where they fill none."""
    for reader in PASSIVE_READERS if around.passive else READERS:
        found = reader(around, saying)
        if found is not None:
            return found
    return None


def _bare_passive(parsed: ParsedArticle, verb: Token, children: list[Token]) -> bool:
    """A participle without its auxiliary: "leader said to approve", "the man accused of it"."""
    if any(c.dep == "agent" for c in children):
        return True
    if verb.tag == "VBN" and verb.dep in ("acl", "amod", "advcl") and not any(c.dep in SUBJECTS for c in children):
        return True
    xcomp = next((c for c in children if c.dep == "xcomp"), None)
    return (
        verb.lemma in ("say", "report", "allege", "rumor", "rumour", "purport")
        and xcomp is not None
        and _has_to(parsed, xcomp)
        and not any(c.dep in ("dobj", "aux", "ccomp") for c in children)
        and verb.tag in ("VBD", "VBN")
    )


def _has_to(parsed: ParsedArticle, verb: Token) -> bool:
    return any(a.lower == "to" for a in parsed.children(verb, "aux"))


def _clause(v: Around, saying: Saying) -> Reading | None:
    if "clause" not in saying.frames:
        return None
    if saying.group in ("find", "think", "show") and v.some("dobj"):
        return None  # "found themselves on one side since rebels surged": the clause is not what is found
    for child in v.some("ccomp"):
        if (finite(v.parsed, child) or saying.group in ("say", "assert", "name")) and not _apart(v, child):
            return "clause", v.below(child)
    if hosted := _host_clause(v):
        return "hosted", hosted
    for child in v.some("advcl", "acl", "xcomp"):
        if any(m.lower == "that" for m in v.parsed.children(child, "mark")):
            return "clause", v.below(child)
    for noun in (p for prep in v.some("prep") for p in v.parsed.children(prep, "pobj")):
        for child in v.parsed.children(
            noun, "relcl", "acl", "ccomp"
        ):  # "said for the first time, in a statement, that"
            if "quote" in saying.frames and any(
                c.lower == "that" and c.dep != "nsubj" for c in v.parsed.children(child)
            ):
                return "clause", v.below(child)
    return None


def _apart(v: Around, clause: Token) -> bool:
    """Whether a semicolon or "and" stands between *clause* and the verb behind it: another's words."""
    if clause.i > v.verb.i:
        return False
    between = v.parsed.tokens[clause.i + 1 : v.verb.i]
    return any(t.text == ";" for t in between)


def _host_clause(v: Around) -> set[int]:
    """The clause that the verb comments on from within or behind: "talks, he said, failed", "as the army claimed"."""
    verb, head = v.verb, v.parsed.head(v.verb)
    if head.i == verb.i:
        return _led_up_to(v)
    own = v.below(verb)
    if verb.dep == "advcl" and any(m.lower in ("as", "like") for m in v.some("mark", "advmod", "prep")):
        return v.below(head) - own
    late = late_name(v.parsed, verb)
    if late is None and not v.some(*SUBJECTS):
        return set()
    comments = (
        verb.dep == "ccomp"
        and head.pos in ("VERB", "AUX")
        and ((verb.i < head.i and head.lemma not in ("say", "tell")) or _trails(v, own))
    )
    if verb.dep == "parataxis" or (comments and _set_off(v)):
        return v.below(head) - own
    if verb.dep == "conj" and verb.lemma in ("say", "tell") and (late is not None or _trails(v, own)):
        return v.below(head) - own - (v.below(late) if late is not None else set())
    return set()


def _led_up_to(v: Around) -> set[int]:
    """What stands before "..., the institute said in a report" where the parser hangs it on something else."""
    subjects = v.some("nsubj")
    last = next((s for s in subjects[-1:] if s.i < v.verb.i), None)
    if last is None or v.verb.lemma not in ("say", "report") or v.some("ccomp", "dobj", "xcomp"):
        return set()
    begin, first = min(v.below(last)), v.parsed.sentence(v.verb).first
    told = range(first, begin - 1)
    verbs = [t for t in (v.parsed.tokens[i] for i in told) if t.pos == "VERB" and v.parsed.children(t, "nsubj")]
    plain = [t for t in verbs if t.dep in ("relcl", "dep") and not any(c.tag[0] == "W" for c in v.parsed.children(t))]
    comma = begin > first and v.parsed.tokens[begin - 1].text == ","
    return set(told) if comma and plain else set()


def _trails(v: Around, own: set[int]) -> bool:
    """Whether the verb's words follow a comma, with nothing of their own to say: "..., mediators announced"."""
    edge = {v.parsed.tokens[i].text for i in (min(own), min(own) - 1)}
    return "," in edge and not v.some("ccomp", "xcomp", "dobj", "advcl", "mark")


def _set_off(v: Around) -> bool:
    """Whether the words of the verb end at a comma, a dash or the sentence's end."""
    last = max(v.below(v.verb))
    tokens = v.parsed.tokens
    return tokens[last].text in STOPS or (last + 1 < len(tokens) and tokens[last + 1].text in STOPS)


def _name(v: Around, saying: Saying) -> Reading | None:
    """ "Calls X a Y", however the parser draws it; not "calls the police"."""
    if "name" not in saying.frames:
        return None
    named = [c for c in v.some("oprd", "ccomp", "xcomp", "attr", "acomp") if not _has_to(v.parsed, c)]
    objects = v.some("dobj")
    if named or len(objects) > 1:
        return "name", v.below(*named, *objects)
    if objects:
        quoted = any(v.parsed.tokens[i].text in NAMING_MARKS for i in v.below(objects[0]))
        if quoted or v.parsed.children(objects[0], "appos") or _two_in_one(v, objects[0]):
            return "name", v.below(objects[0])
    return None


def _two_in_one(v: Around, noun: Token) -> bool:
    """Whether the parser took thing and name for one phrase: "branded the claims propaganda"."""
    told = [
        t for t in v.parsed.children(noun, "compound") if t.lemma.lower() in words("statement") | words("accusation")
    ]
    return bool(told) and noun.lemma.lower() in words("false")


def _responsibility(v: Around, saying: Saying) -> Reading | None:
    if "responsibility" in saying.frames:
        for child in v.some("dobj"):
            if child.lemma in ("responsibility", "credit"):
                return "responsibility", v.below(child)
    return None


def _preposition(v: Around, saying: Saying) -> Reading | None:
    for child in v.some("prep"):
        if child.lower in PREPOSITIONS and child.lower in saying.frames:
            return child.lower, v.below(child, *v.some("dobj", "xcomp"))
    for child in v.some("prt"):  # "called on police to leave", with "on" read as a particle
        if child.lower in saying.frames and v.some("xcomp"):
            return child.lower, v.below(*v.some("dobj", "xcomp"))
    return None


def _infinitive(v: Around, saying: Saying) -> Reading | None:
    """ "Urged them to leave", "denied having fired", "made a plea to stop"."""
    if not saying.frames & {"inf", "ing"}:
        return None
    for child in v.some("xcomp", "ccomp", "acl"):
        ing = child.tag == "VBG" or any(a.tag == "VBG" for a in v.parsed.children(child, "aux", "auxpass"))
        if child.lemma in ("name", "identify") and v.parsed.children(child, "neg"):
            continue  # "asked not to be named"
        if ("inf" in saying.frames and _has_to(v.parsed, child)) or ("ing" in saying.frames and ing):
            return "inf", v.below(child, *v.some("dobj"))
    if "inf" in saying.frames:
        for child in v.some("dobj"):
            if any(_has_to(v.parsed, b) for b in v.parsed.children(child, "acl", "relcl")):
                return "inf", v.below(child)
    return None


def _count(v: Around, saying: Saying) -> Reading | None:
    """ "Put the toll at 12"."""
    counts = [c for c in v.some("dobj") if c.lemma.lower() in words("count")]
    if "count" in saying.frames and counts and any(p.lower == "at" for p in v.some("prep")):
        return "count", v.below(*counts, *v.some("prep"))
    return None


def _document(v: Around, saying: Saying) -> Reading | None:
    if "document" in saying.frames:
        for child in v.some("dobj"):
            if child.lemma in words("document") | words("picture"):
                return "document", v.below(child)
    return None


def _stance_object(v: Around, saying: Saying) -> Reading | None:
    if "stance-object" in saying.frames:
        for child in v.some("dobj"):
            if ("noun", child.lemma) in sayings() and not _given(v.parsed, child):
                return "stance-object", v.below(child, *(p for p in v.some("prep") if p.lower == "for"))
    return None


def _given(parsed: ParsedArticle, noun: Token) -> bool:
    """Whether *noun* takes up what was said before, without saying it again ("made this statement")."""
    determiner = any(d.lower in ("the", "this", "that", "these", "those") for d in parsed.children(noun, "det"))
    return determiner and not parsed.children(noun, "acl", "prep", "relcl")


def _particle(v: Around, saying: Saying) -> Reading | None:
    """ "Ruled out a swap", "brushed aside the claims"; not "brushed aside a rival"."""
    found = saying.frames & PARTICLES & {p.lower for p in v.some("prt", "advmod", "prep")}
    for child in v.some("dobj", "ccomp", "xcomp", "pcomp") if found else ():
        if "out" in found or child.lemma.lower() in words("statement") | words("accusation"):
            return "object", v.below(child)
    return None


def _statement(v: Around, saying: Saying) -> Reading | None:
    """ "Rejected the charge", "dismissed that as propaganda"; not "rejected the plan"."""
    if "statement-object" in saying.frames:
        called = any(p.lower == "as" for p in v.some("prep"))
        for told in (o for p in v.some("prep") if p.lower == "as" for o in v.parsed.children(p, "pobj")):
            if told.lemma.lower() in words("statement") and v.parsed.children(told, "acl") and not v.some("dobj"):
                return "object", v.below(told)  # "rejected as fantasy reports that ..."
        for child in v.some("dobj", "ccomp"):
            if called and child.lower in ("it", "that", "this"):
                return "object", v.below(child)
            if child.dep == "ccomp" and any(t.lower == "what" for t in v.parsed.children(child)):
                return "object", v.below(child)  # "rejected what he called a fabrication"
            if any(t.lemma.lower() in words("statement") | words("accusation") for t in v.parsed.conjuncts(child)):
                return "object", v.below(child)
        antecedent = _relative_object(v)
        if antecedent is not None and antecedent.lemma.lower() in words("statement") | words("accusation"):
            return "object", {antecedent.i}
    return None


def _relative_object(v: Around) -> Token | None:
    """What the verb of a relative clause with a subject of its own is done to: "a charge that Moscow denies"."""
    own = [c for c in v.some("dobj", "xcomp", "ccomp") if c.tag not in ("WP", "WDT")]
    if v.verb.dep != "relcl" or own:
        return None
    if any(t.tag in ("WP", "WDT") for prep in v.some("prep") for t in v.parsed.children(prep)):
        return None  # "a video in which he denies"
    return v.parsed.head(v.verb) if any(c.tag not in ("WP", "WDT") for c in v.some(*SUBJECTS)) else None


def _not_guilty(v: Around, saying: Saying) -> Reading | None:
    """ "Has pleaded not guilty"."""
    if "not-guilty" not in saying.frames:
        return None
    for child in v.some("acomp", "oprd", "xcomp", "dobj", "advmod", "attr"):
        said_not = any(c.lower == "not" for t in (v.verb, child) for c in v.parsed.children(t))
        if child.lower == "guilty" and said_not:
            return "object", v.below(child)
    return None


def _object(v: Around, saying: Saying) -> Reading | None:
    if "object" not in saying.frames or (saying.act == "denies" and _withheld(v)):
        return None
    for child in (c for c in v.some("dobj", "dative", "ccomp") if c.dep != "ccomp" or not _apart(v, c)):
        if saying.word == "declare" and any(v.parsed.tokens[i].lemma in words("decreed") for i in v.below(child)):
            return None  # an act, not a report of one: "declared a truce"
        return "object", v.below(child)
    antecedent = _relative_object(v)
    if antecedent is not None:
        return "object", {antecedent.i} | {t.i for t in v.parsed.children(antecedent, "det", "amod", "compound")}
    return None


def _withheld(v: Around) -> bool:
    """Whether what is denied is kept from somebody ("denied them entry", "denied bail"), not something said."""
    objects = v.some("dobj", "dative")
    several = len([c for c in objects if c.lower != "to"]) > 1
    return several or any(c.lemma.lower() in words("withheld") for c in objects)


def _shown(v: Around, saying: Saying) -> Reading | None:
    """ "Polls show a close race": only documents and pictures show with a bare object."""
    if "shown" not in saying.frames:
        return None
    telling = words("document") | words("picture")
    for subject in v.some(*SUBJECTS):
        of = [
            p
            for prep in v.parsed.children(subject, "prep")
            if prep.lower == "of"
            for p in v.parsed.children(prep, "pobj")
        ]
        if any(t.lemma.lower() in telling for t in (subject, *of)):
            for child in v.some("dobj", "ccomp", "xcomp"):
                return "shown", v.below(child)
    return None


def _open(v: Around, saying: Saying) -> Reading | None:
    """No content in the syntax: a quotation beside the verb may yet be it."""
    return ("open", set()) if "quote" in saying.frames else None


def _passive_statement(v: Around, saying: Saying) -> Reading | None:
    told = any(c.lemma.lower() in words("statement") for c in v.some("nsubjpass"))
    return ("object", _about(v)) if told and "statement-object" in saying.frames and v.agents() else None


def _passive_infinitive(v: Around, saying: Saying) -> Reading | None:
    """ "Is said to have approved", "was urged to leave"."""
    if saying.frames & {"inf-passive", "inf"}:
        for child in v.some("xcomp"):
            if child.tag != "VBG" or _has_to(v.parsed, child):
                return "inf-passive", _about(v) | v.below(child)
    return None


def _passive_clause(v: Around, saying: Saying) -> Reading | None:
    if "clause" in saying.frames and (saying.act != "denies" or v.agents()):
        for child in v.some("ccomp"):
            return "clause", v.below(child)
    return None


def _passive_preposition(v: Around, saying: Saying) -> Reading | None:
    """ "Was accused of lying", "is described as a friend"; not "people accused of theft"."""
    agents = v.agents()
    if not agents and (saying.act == "denies" or (saying.group == "accuse" and v.verb.dep == "acl")):
        return None
    astray = [p for a in agents for p in v.parsed.children(a, "prep") if v.parsed.children(p, "pcomp")]
    for child in (*v.some("prep"), *astray):
        if child.lower in saying.frames and child.lower in PREPOSITIONS:
            return child.lower, _about(v) | v.below(child)
    return None


def _passive_object(v: Around, saying: Saying) -> Reading | None:
    """ "The raid was condemned by the mayor", "a report published by the ministry", "was called a traitor"."""
    about, agents = _about(v), v.agents()
    if "name" in saying.frames and (agents or v.verb.dep != "acl"):
        named = v.some("oprd", "attr")
        if named or (agents and about):
            return "name", about | v.below(*named)
    told = [c for c in v.some("nsubjpass") if c.lemma in words("document") | words("picture")]
    if (
        agents
        and about
        and ("object" in saying.frames or "clause" in saying.frames or ("document" in saying.frames and told))
    ):
        return "object", about
    return None


def _about(v: Around) -> set[int]:
    """The words of the subject of the passive, without relative clauses; for a participle, the noun it stands by."""
    auxiliary = bool(v.some("auxpass"))
    found: set[int] = set()
    for child in v.children:
        if child.dep == "nsubjpass" or (child.dep == "nsubj" and not auxiliary):
            found |= v.below(child) - v.below(*v.parsed.children(child, "relcl"))
    return found or ({v.parsed.head(v.verb).i} if v.verb.dep in ("acl", "relcl") else set())


READERS: tuple[Reader, ...] = (
    _clause, _name, _responsibility, _preposition, _infinitive, _count, _document, _stance_object, _particle,
    _statement, _not_guilty, _object, _shown, _open,
)  # fmt: skip
PASSIVE_READERS: tuple[Reader, ...] = (
    _passive_statement, _passive_infinitive, _passive_clause, _passive_preposition, _passive_object,
)  # fmt: skip
