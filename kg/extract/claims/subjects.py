"""Who stands around a word of saying: its subject, whom it is said to, whom the speaker cites, who passes it on."""

from __future__ import annotations

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import words
from kg.lexicon import lexicon
from kg.syntax import ParsedArticle, Token

SUBJECTS = ("nsubj", "csubj", "expl")
QUOTING = frozenset({"quote", "cite", "report"})
TOLD = frozenset(
    """tell inform assure reassure remind notify brief warn urge ask order advise instruct exhort beg call address
    question encourage command""".split()
)
SAID_TO = frozenset({"say", "assert", "deny", "confirm", "accuse", "publish", "express", "direct", "find"})


def subject_of(parsed: ParsedArticle, verb: Token, depth: int = 0) -> Token | None:
    """Who does what *verb* says: its own subject, or the one it shares by conjunction, control or as a participle."""
    for child in parsed.children(verb, *SUBJECTS):
        return antecedent(parsed, child)
    if parsed.children(verb, "nsubjpass"):
        agents = [p for a in parsed.children(verb, "agent") for p in parsed.children(a, "pobj")]
        return agents[0] if agents else None
    head = parsed.head(verb)
    if depth > 4 or head.i == verb.i:
        return None
    if (near := _just_denied(parsed, verb)) is not None:
        return near
    if verb.dep in ("conj", "xcomp", "advcl", "ccomp", "dep") and head.pos in ("VERB", "AUX"):
        if verb.dep in ("xcomp", "advcl") or verb.tag == "VBG":
            for child in parsed.children(head, "nsubjpass"):
                return antecedent(parsed, child)
        if verb.tag == "VBG" and (chief := _main_speaker(parsed, verb, head)) is not None:
            return chief
        if verb.dep == "xcomp" and (objects := parsed.children(head, "dobj")) and head.lemma not in ("promise", "vow"):
            return objects[-1]
        return subject_of(parsed, head, depth + 1)
    if verb.dep == "xcomp" and head.pos in ("ADJ", "NOUN"):
        return subject_of(parsed, head, depth + 1) or _copula_subject(parsed, head)
    if verb.dep == "acl":
        return _document_above(parsed, head) or head
    if verb.dep == "relcl":
        return None if _has_wh_object(parsed, verb) else head
    if verb.dep == "pcomp" and parsed.head(head).pos in ("VERB", "AUX"):
        above = parsed.head(head)
        if head.lower == "as" and above.lemma in QUOTING:  # "quoted the general as saying", "was quoted as saying"
            quoted = parsed.children(above, "nsubjpass") or parsed.children(above, "dobj")
            if quoted:
                return antecedent(parsed, quoted[0])
        return subject_of(parsed, above, depth + 1)
    return None


def _main_speaker(parsed: ParsedArticle, verb: Token, clause: Token) -> Token | None:
    """The subject of the sentence, for ", saying" hung on a clause within it whose subject is a thing.

    So in "The army rejected suggestions that the withdrawal had opened the road, saying ...".
    """
    if verb.lemma not in SAID_TO | {"add", "insist", "claim"} or parsed.tokens[verb.i - 1].text != ",":
        return None
    thing = next(iter(parsed.children(clause, "nsubj")), None)
    if thing is None or thing.tag != "NN" or thing.lower in lexicon().nouns or speaks(thing):
        return None
    root = next((t for t in parsed.ancestors(clause) if t.dep == "ROOT"), None)
    return None if root is None else next(iter(parsed.children(root, "nsubj")), None)


def speaks(noun: Token) -> bool:
    """Whether a common noun is a word for what can speak: a body, an outlet, a document."""
    kinds = words("body") | words("outlet") | words("document") | words("role")
    return noun.lemma.lower() in kinds or noun.lemma.endswith(("er", "or", "ist", "man", "woman"))


def _just_denied(parsed: ParsedArticle, verb: Token) -> Token | None:
    """The subject of the clause that a comma ends right before a participle: "a charge that X denies, saying ..."."""
    if verb.tag != "VBG" or verb.dep != "advcl" or verb.i < 2 or parsed.tokens[verb.i - 1].text != ",":
        return None
    before = parsed.tokens[verb.i - 2]
    if before.dep != "relcl" or before.i == verb.head or before.lemma.lower() not in ("deny", "dispute", "reject"):
        return None
    return next(iter(parsed.children(before, "nsubj")), None)


def _document_above(parsed: ParsedArticle, noun: Token) -> Token | None:
    """The document that *noun* stands in the phrase of: "a statement after the talks saying"."""
    for token in (noun, *parsed.ancestors(noun)):
        if token.pos in ("VERB", "AUX") and token.lower not in ("following", "regarding", "concerning", "including"):
            return None
        if token.lemma in words("document"):
            return token
    return None


def _copula_subject(parsed: ParsedArticle, predicate: Token) -> Token | None:
    head = parsed.head(predicate)
    return subject_of(parsed, head, 3) if head.lemma == "be" else None


def _has_wh_object(parsed: ParsedArticle, verb: Token) -> bool:
    return any(c.tag in ("WP", "WDT") and c.dep == "dobj" for c in parsed.children(verb))


def antecedent(parsed: ParsedArticle, word: Token) -> Token:
    """The noun that a relative pronoun takes up, else *word* itself."""
    if word.tag in ("WP", "WDT") or (word.lower == "that" and word.tag in ("WDT", "IN")):
        for ancestor in parsed.ancestors(word):
            if ancestor.dep in ("relcl", "acl"):
                return parsed.head(ancestor)
    return word


def late_name(parsed: ParsedArticle, verb: Token) -> Token | None:
    """The name set between commas before a verb without subject: "..., Ann Lee, the minister, told Reuters"."""
    before = verb.i - 1
    first = parsed.sentence(verb).first
    if before - 1 < first or parsed.tokens[before].text not in (",", "\u201d", '"'):
        return None
    if any(c.dep in SUBJECTS or c.dep == "nsubjpass" for c in parsed.children(verb)):
        return None
    token = parsed.tokens[before - 1]
    names = [t for t in (token, *parsed.ancestors(token)) if t.ent_type in ("PERSON", "ORG", "NORP") and t.i < verb.i]
    people = [t for t in names if t.ent_type == "PERSON"] or names
    return people[-1] if people and people[-1].pos in ("PROPN", "NOUN") else None


def heads_its_clause(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether *verb* is finite and joined to what stands before it by no "and"."""
    joined = any(c.i < verb.i for c in parsed.children(parsed.head(verb), "cc"))
    return verb.tag in ("VBD", "VBZ", "VBP") and (verb.dep == "ROOT" or (verb.dep == "conj" and not joined))


def finite(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether *verb* heads a clause of its own, with a tense or a modal (not "found him guilty", "saw them leave")."""
    if verb.tag in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(c.tag in ("VBD", "VBZ", "VBP", "MD") for c in parsed.children(verb, "aux", "auxpass"))


def addressees(children: list[Token], parsed: ParsedArticle, verb: Token, a: Attribution) -> tuple[int, ...]:
    """Whom it is said to: the object of "told", "warned", "urged"; the "to" of "said"; the "on" of "called on"."""
    found: list[int] = []
    told = verb.lemma in TOLD and a.frame not in ("name", "object")
    for child in children:
        preposition = child.lower if child.dep in ("prep", "dative") else ""
        named = child.dep in ("dobj", "dative") and preposition != "to"
        if (child.dep == "nsubjpass" and verb.lemma in TOLD) or (named and told):
            found.append(child.i)
        elif (preposition == "to" and a.saying.group in SAID_TO) or (
            preposition in ("on", "upon") and a.saying.group == "direct"
        ):
            found.extend(p.i for p in parsed.children(child, "pobj"))
    return tuple(found)


def cited(parsed: ParsedArticle, word: Token) -> tuple[int, ...]:
    """Whom the speaker names as source: "citing X", "quoting X", below *word* or its clause."""
    found: list[int] = []
    for token in parsed.words(parsed.sentence(word)):
        if token.lower in ("citing", "quoting") and word in parsed.ancestors(token):
            found.extend(c.i for c in parsed.children(token, "dobj", "pobj"))
    return tuple(found)


def quoting(parsed: ParsedArticle, verb: Token) -> tuple[int, ...]:
    """Who passes on the words of *verb*: the agency in "the agency quoted him as saying"."""
    for passed in (q for s in parsed.children(verb, "nsubj") for q in parsed.children(s, "acl")):
        if passed.lemma in QUOTING:
            return tuple(p.i for a in parsed.children(passed, "agent") for p in parsed.children(a, "pobj"))
    head = parsed.head(verb)
    above = parsed.head(head)
    if verb.dep != "pcomp" or head.lower != "as" or above.lemma not in QUOTING:
        return ()
    if parsed.children(above, "nsubjpass"):
        return tuple(p.i for a in parsed.children(above, "agent") for p in parsed.children(a, "pobj"))
    outlet = subject_of(parsed, above)
    return (outlet.i,) if outlet is not None else ()


def words_below(parsed: ParsedArticle, token: Token) -> set[int]:
    """The indexes of *token* and all below it."""
    return {t.i for t in parsed.subtree(token)}
