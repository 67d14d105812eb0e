"""Which words tell of an event, and of which type: the patterns of the event types, matched on the syntax."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.event_types import EventTypes, Pattern
from kg.extract.arguments import Arguments
from kg.extract.index import CRAFT
from kg.extract.places import PLACE_NOUNS
from kg.lexicon import lexicon
from kg.syntax import ParsedArticle, Token

_CLASSES = frozenset(("@place", "@town", "@craft", "@force", "@person"))
_BELOW = ("prt", "prep", "advmod", "acomp", "attr", "oprd", "npadvmod", "agent", "dative", "xcomp", "ccomp", "dobj")
_IRREGULAR = {
    "retook": "retake", "retaken": "retake", "overran": "overrun", "overthrew": "overthrow", "overthrown": "overthrow",
    "withheld": "withhold", "rebuilt": "rebuild", "slew": "slay", "slain": "slay", "fled": "flee", "shot": "shoot",
}  # fmt: skip
_WINDOW = 25
# nouns that only name a person, thing or body when they stand before another noun
_MODIFIES = frozenset({"compound", "amod", "nmod", "poss"})


class Trigger(msgspec.Struct, frozen=True):
    """A word that tells of an event; ``carrier`` is the light verb of a noun ("launch" of "launch airstrikes")."""

    token: Token
    pattern: Pattern
    carrier: Token | None = None
    carried: Pattern | None = None


def find_triggers(parsed: ParsedArticle, arguments: Arguments, types: EventTypes) -> list[Trigger]:
    """The triggers of *parsed* in text order; of an event noun that a light verb carries, one for both."""
    found: dict[int, Trigger] = {}
    for token in parsed.tokens:
        if token.tag == "VBN" and token.dep in ("dobj", "pobj", "nsubj"):
            continue  # "evacuated the wounded"
        if token.pos in ("VERB", "AUX") or (token.tag.startswith("VB") and token.dep != "amod"):
            pattern = _first(_patterns(types.verbs, parsed, token), parsed, arguments, token, types)
            if pattern is not None:
                found[token.i] = Trigger(token, pattern)
        elif token.pos in ("NOUN", "PROPN") and token.dep not in _MODIFIES:
            pattern = _first(_patterns(types.nouns, parsed, token), parsed, arguments, token, types)
            if pattern is not None:
                found[token.i] = Trigger(token, pattern)
    return _carried(found, parsed, arguments, types)


def _patterns(table: dict[str, tuple[Pattern, ...]], parsed: ParsedArticle, token: Token) -> tuple[Pattern, ...]:
    joined = _hyphenated(parsed, token)
    return (table.get(joined, ()) if joined else ()) or table.get(_noun_lemma(token), ())


def _hyphenated(parsed: ParsedArticle, token: Token) -> str | None:
    """ "cease-fire" for "fire" after "cease-", which the parser takes for three words."""
    if token.i > 1 and parsed.tokens[token.i - 1].text == "-" and not parsed.tokens[token.i - 1].space_after:
        return f"{parsed.tokens[token.i - 2].lower}-{_noun_lemma(token)}"
    return None


def _carried(
    found: dict[int, Trigger], parsed: ParsedArticle, arguments: Arguments, types: EventTypes
) -> list[Trigger]:
    """*found* with each event noun joined to the light verb over it; the verb's own pattern gives way to the noun."""
    for i, trigger in list(found.items()):
        if trigger.token.pos not in ("NOUN", "PROPN"):
            continue
        verb = _verb_over(parsed, trigger.token)
        if verb is None:
            continue
        light = next(
            (p for p in types.light_verbs.get(verb.lemma, ()) if _light(p, parsed, arguments, verb, trigger)), None
        )
        own = found.get(verb.i)
        if own is not None and verb.dep == "acl" and light is not None:
            found.pop(verb.i)
            own = None
        if own is not None and trigger.pattern.type == "COERCE-siege" and own.token.lemma in ("break", "lift"):
            continue  # the siege and its end are two events
        if own is not None and (own.pattern.object or own.pattern.prepositions):
            if own.pattern.type.partition("-")[0] == trigger.pattern.type.partition("-")[0] or own.pattern.object:
                found.pop(i, None)
            continue
        if light is not None:
            if own is not None and own.pattern.weight > light.weight + 1:
                continue
            found.pop(verb.i, None)
            found[i] = Trigger(trigger.token, trigger.pattern, verb, light)
    return [found[i] for i in sorted(found)]


def _verb_over(parsed: ParsedArticle, noun: Token) -> Token | None:
    first = noun
    while first.dep == "conj" and first.head != first.i:
        first = parsed.head(first)
    above = parsed.head(first)
    if first.dep in ("dobj", "nsubjpass", "attr") and above.pos in ("VERB", "AUX"):
        return above
    for clause in parsed.children(noun, "acl"):  # "the offensive launched by the rebels"
        if clause.tag == "VBN":
            return clause
    if first.dep == "pobj":
        over = parsed.head(above)
        return over if over.pos in ("VERB", "AUX") and above.dep in ("prep", "agent") else None
    return None


def _light(light: Pattern, parsed: ParsedArticle, arguments: Arguments, verb: Token, trigger: Trigger) -> bool:
    noun = trigger.token
    while noun.dep == "conj":
        noun = parsed.head(noun)
    if verb.dep == "acl":
        return not light.words and "subject" in light.agent
    if not light.words:
        return noun.dep in ("dobj", "nsubjpass", "attr") or (
            noun.dep == "nsubj" and verb.lemma in ("begin", "continue")
        )
    return (noun.dep == "pobj" and parsed.head(noun).lower == light.words[-1]) or _words(light, parsed, verb)


def _first(
    patterns: tuple[Pattern, ...], parsed: ParsedArticle, arguments: Arguments, token: Token, types: EventTypes
) -> Pattern | None:
    return next((p for p in patterns if _matches(p, parsed, arguments, token, types)), None)


def _matches(pattern: Pattern, parsed: ParsedArticle, arguments: Arguments, token: Token, types: EventTypes) -> bool:
    if pattern.negated and not (is_negated(parsed, token) or _object_negated(parsed, token)):
        return False
    if pattern.negated and any(t.lower == "to" for t in parsed.children(token, "aux")):
        return False  # "urged citizens not to allow" asks for a refusal and is none
    if pattern.before and not _before(pattern, parsed, token):
        return False
    if not _words(pattern, parsed, token):
        return False
    if pattern.object is not None and not _object(pattern, parsed, arguments, token):
        return False
    if not all(_preposition(parsed, token, name, lemmas) for name, lemmas in pattern.prepositions):
        return False
    if pattern.infinitive is not None and not _infinitive(pattern, parsed, token):
        return False
    return not pattern.accusing or _accusing(parsed, token, types)


def _object_negated(parsed: ParsedArticle, verb: Token) -> bool:
    return any(det.lower == "no" for noun in parsed.children(verb, "dobj") for det in parsed.children(noun, "det"))


def _before(pattern: Pattern, parsed: ParsedArticle, noun: Token) -> bool:
    first = noun.i - len(pattern.before)
    words = parsed.tokens[max(first, 0) : noun.i]
    if tuple(t.lower for t in words) == pattern.before:
        return True
    below = {t.lower for t in parsed.children(noun, "amod", "compound", "nmod")}
    return all(word in below for word in pattern.before)


def _near(parsed: ParsedArticle, token: Token) -> Iterator[Token]:
    """What hangs on *token* as particle, preposition or complement, and what hangs so on that."""
    for child in parsed.children(token, *_BELOW):
        yield child
        yield from (t for t in parsed.children(child, "amod") if t.i > child.i)  # "hold them responsible"
        if child.dep in ("prep", "advmod", "prt", "acomp", "attr", "oprd", "agent"):
            yield from parsed.children(child, "prep", "advmod", "pcomp", "prt", "xcomp")


def _words(pattern: Pattern, parsed: ParsedArticle, token: Token) -> bool:
    if not pattern.words:
        return True
    near = {t.lower for t in _near(parsed, token)}
    after = parsed.tokens[token.i + 1 : token.i + 2]
    if after and after[0].sent == token.sent and after[0].tag == "RP":  # "handed over 71 fighters"
        near.add(after[0].lower)
    if token.pos in ("NOUN", "PROPN"):
        near = {t.lower for t in parsed.children(token, "prep")}
        if "to" in pattern.words and any(c.tag == "VB" for c in parsed.children(token, "acl", "relcl", "xcomp")):
            near |= {"to"}
    return all(word in near for word in pattern.words)


def _object(pattern: Pattern, parsed: ParsedArticle, arguments: Arguments, token: Token) -> bool:
    assert pattern.object is not None
    noun = arguments.object(token)
    nouns = parsed.conjuncts(noun) if noun is not None else []
    if pattern.words:
        for prep in parsed.children(token, "prep"):
            if prep.lower in pattern.words:
                nouns.extend(parsed.children(prep, "pobj"))
    for noun in nouns:
        if _noun_lemma(noun) in pattern.object or _hyphenated(parsed, noun) in pattern.object:
            return True
        if _is_of_class(pattern.object, arguments, noun):
            return True
        if any(t.lower in pattern.object for t in parsed.children(noun, "compound")):
            return True
        for prep in parsed.children(noun, "prep"):  # "dozens of rockets", "kg of medicine"
            if prep.lower != "of":
                continue
            counted = [t for first in parsed.children(prep, "pobj") for t in parsed.conjuncts(first)]
            if any(_noun_lemma(t) in pattern.object or _is_of_class(pattern.object, arguments, t) for t in counted):
                return True
    return False


def _is_of_class(wanted: frozenset[str], arguments: Arguments, noun: Token) -> bool:
    """Whether *noun* is of one of the classes that a pattern names ("@place", "@craft", "@force", "@person").

    By the class of the noun in the lexicon, by the kind of the actor that it names, by the parser's label.
    """
    classes = wanted & _CLASSES
    if not classes:
        return False
    kinds = {noun.lemma.lower(), *(t.lower for t in arguments.parsed.children(noun, "compound") if noun.pos == "PROPN")}
    if "@craft" in classes and kinds & CRAFT:
        return True
    named = noun.pos == "PROPN" and noun.ent_type in ("GPE", "LOC", "FAC") and noun.dep not in ("amod", "compound")
    if ("@place" in classes and noun.lemma.lower() in PLACE_NOUNS) or (named and classes & {"@place", "@town"}):
        return True
    own = arguments.index.at(noun)
    entry = lexicon().nouns.get(noun.lower)
    group = entry.group if entry is not None else ""
    kind = arguments.index.actors[own].kind if own is not None else ""
    force = group in ("army", "force", "group") or kind == "armed-group"
    person = group in ("people", "human", "official") or kind in ("person", "population")
    return ("@force" in classes and force) or ("@person" in classes and person)


def _preposition(parsed: ParsedArticle, token: Token, name: str, lemmas: frozenset[str]) -> bool:
    for near in (*parsed.children(token, "prep", "agent", "dative"), *_near(parsed, token)):
        if near.lower == name:
            for noun in parsed.children(near, "pobj", "pcomp"):
                if noun.tag in ("WDT", "WP"):  # "a battle in which four men died"
                    noun = next((parsed.head(a) for a in parsed.ancestors(noun) if a.dep == "relcl"), noun)
                names = {
                    name for n in parsed.conjuncts(noun) for name in (_noun_lemma(n), n.lemma, _hyphenated(parsed, n))
                }
                if not lemmas or names & lemmas:
                    return True
    return False


def _infinitive(pattern: Pattern, parsed: ParsedArticle, token: Token) -> bool:
    assert pattern.infinitive is not None
    clauses = parsed.children(token, "xcomp", "ccomp", "advcl")
    for word in parsed.children(token, "acomp", "attr", "oprd", "dobj"):
        clauses.extend(parsed.children(word, "xcomp", "ccomp", "acl", "advcl"))
    for clause in clauses:
        marked = any(t.lower == "to" for t in parsed.children(clause, "aux"))
        if (marked or (clause.tag == "VB" and token.lemma in ("help", "let", "make"))) and (
            not pattern.infinitive or any(c.lemma in pattern.infinitive for c in parsed.conjuncts(clause))
        ):
            return True
    if pattern.infinitive:
        return _preposition(parsed, token, "to", pattern.infinitive)
    return any(t.lower == "to" for t in parsed.children(token, "prep", "dative"))


def _accusing(parsed: ParsedArticle, token: Token, types: EventTypes) -> bool:
    for clause in parsed.children(token, "ccomp", "oprd", "xcomp", "prep", "dobj", "attr", "acomp"):
        if clause.dep == "prep" and clause.lower != "as":
            continue
        for word in parsed.subtree(clause)[:_WINDOW]:
            if word.lower in types.accusing_words or word.lemma in types.accusing_words:
                return True
    return False


_NO_LESS = frozenset(("merely", "only", "simply", "just", "solely"))
"""What makes of "not" the opposite: "did not merely help them"."""


def is_negated(parsed: ParsedArticle, token: Token) -> bool:
    """Whether *token* itself stands under "not", "never", "no" or "neither"."""
    for child in parsed.children(token, "neg", "det", "preconj", "advmod", "cc"):
        if child.lower in ("not", "n't", "never", "no", "neither", "nor", "nowhere", "hardly"):
            after = parsed.tokens[min(child.i + 1, len(parsed.tokens) - 1)]
            more = child.lower in ("not", "n't") and after.lower in _NO_LESS
            return child.dep != "cc" and not more
    return False


def _noun_lemma(token: Token) -> str:
    lemma = _IRREGULAR.get(token.lower) or token.lemma.lower()
    if token.tag in ("NNP", "NNPS") and lemma.endswith("s") and not lemma.endswith("ss") and token.pos == "PROPN":
        return lemma[:-1]
    return lemma
