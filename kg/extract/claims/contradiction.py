"""Denials without a verb of denying: what negates another's claim, or calls it false.

"The rebels called the accusation baseless", "said that was not the case", "said it had not", "No such thing happened",
"had nothing to do with it", "there had been no raid", "said it had lost no aircraft", "said he was alive".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from kg.extract.claims.lexicon import words
from kg.extract.claims.said import (
    EMPTY,
    Said,
    about_denier,
    against_denier,
    alike,
    earlier,
    inside,
    just_before,
    latest_accusation,
    object_words,
    of_kind,
    spoken_of,
    topic_words,
    topics,
)  # fmt: skip
from kg.model import DisputeKind
from kg.syntax import ParsedArticle, Token

NEGATIVES = frozenset("not n't no never neither nor none nobody nothing".split())
NOBODY = frozenset("nobody none nothing neither".split())
POINTING = frozenset("that this it these those".split())
_TRUTH = frozenset("true so case right correct accurate accurately truth".split())
_GROUND = frozenset("foundation basis substance merit truth ground grounds".split())
_GUILTLESS = frozenset("innocent innocence".split())
_MISQUOTED = frozenset("misquote misquoted misreport misreported mistranslate mistranslated".split())
_SUCH = frozenset((("no", "such"), ("nothing", "of"), ("nothing", "like")))
_NOT_BY = frozenset(("involved", "responsible", "behind"))
_HELPERS = frozenset("be do have will would can could not".split())
_SELF = frozenset("it they we i he she".split())
_CONTRAST = frozenset("but while whereas although though however".split())

Denied = tuple[Said | None, DisputeKind]
Reader = Callable[[ParsedArticle, list[Said], int, Sequence[Token]], Denied | None]


def contradicted(parsed: ParsedArticle, said: list[Said], n: int) -> Denied | None:
    """The claim that claim *n*, no denial by its verb, denies, and what of it; None where it is no denial."""
    one = said[n]
    if one.claim.stance not in ("asserts", "accuses") or not one.a.content:
        return None
    content = [parsed.tokens[i] for i in sorted(one.a.content)]
    for reader in (
        _hosted, _contrary, _misquoted, _called_false, _not_so, _ellipsis, _no_part, _opposite, _own_deed, _contrasted
    ):  # fmt: skip
        found = reader(parsed, said, n, content)
        if found is not None:
            return found
    return None


def _negated(content: Sequence[Token]) -> bool:
    return any(t.lower in NEGATIVES for t in content[:40])


def _hosted(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "It was not, as the minister claimed, ..."."""
    inner = inside(said, n)
    return (inner, "occurrence") if inner is not None and inner.a.frame == "hosted" and _negated(content) else None


def _contrary(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "Contrary to the army's claim, the rebels said they still held it"."""
    sentence = parsed.words(parsed.sentence(parsed.tokens[said[n].a.anchor]))
    if not any(a.lower == "contrary" and b.lower == "to" for a, b in pairwise(sentence)):
        return None
    target = alike(said, n, 0.3) or just_before(parsed, said, n)
    return (target, "report") if target is not None else None


def _called_false(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "The report was false", "called the accusation a lie", "there was no truth in the claims"."""
    near = content[:14]
    grounded = [t.i for t in near if t.lemma.lower() in _GROUND]
    baseless = any(
        t.lower in ("without", "no", "not", "n't", "lack") and t.i < g <= t.i + 4 for t in near for g in grounded
    )
    if not baseless and not any({t.lower, t.lemma.lower()} & words("false") for t in near):
        return None
    if told := _told(near):
        return _report(parsed, said, n, told)
    if said[n].a.saying.group == "name" or len([t for t in content if t.pos != "PUNCT"]) < 3:
        target = _named_false(parsed, said, n)
        return (target, "report") if target is not None else None
    if any(t.lower in POINTING and t.dep in ("nsubj", "dobj", "nsubjpass", "attr", "pobj") for t in near[:6]):
        target = just_before(parsed, said, n)
        return (target, "report") if target is not None else None
    return None


def _named_false(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """What is called a lie: the charge that the words take up, else what another said in the sentence before."""
    objects = object_words(parsed, said[n].a)
    kinds = words("statement") | words("accusation")
    if {t.lemma.lower() for t in objects} & kinds:
        return of_kind(parsed, said, n, kinds, objects) or just_before(parsed, said, n)
    if all(t.pos == "PRON" or t.lemma.lower() in words("false") for t in objects):
        return just_before(parsed, said, n)
    return alike(said, n, 0.3)


def _told(near: Sequence[Token]) -> list[Token]:
    """The words for what was said: "the report", "these claims", "the toll"."""
    kinds = words("statement") | words("accusation") | words("count")
    return [t for t in near if t.lemma.lower() in kinds]


def _report(parsed: ParsedArticle, said: list[Said], n: int, told: list[Token]) -> Denied | None:
    """The claim that *told* takes up: within these words, before them, or beside them in their sentence."""
    if any(t.lemma.lower() in words("count") for t in told) and (counted := just_before(parsed, said, n)) is not None:
        return counted, "quantity"
    found = inside(said, n)
    if found is None and any(t.lemma.lower() in words("accusation") for t in told):
        found = against_denier(parsed, said, n)
    found = found or of_kind(parsed, said, n, words("statement") | words("accusation"), told)
    if found is None:
        beside = [s for s in said[n + 1 : n + 3] if _gap(parsed, said[n], s) == 0]
        found = next((s for s in beside if s.claim.source != said[n].claim.source), None)
    return (found, "report") if found is not None else None


def _not_so(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "That was not the case", "it is not true that", "no such thing happened", "nothing of the sort"."""
    near = content[:12]
    such = any((a.lower, b.lower) in _SUCH for a, b in pairwise(near))
    pointed = any(t.lower in POINTING for t in near[:3])
    untrue = pointed and any(t.lower in _TRUTH for t in near[:8]) and any(t.lower in ("not", "n't") for t in near[:6])
    told = _told(near[:6])
    if told and not such and any(t.lower in _TRUTH and _negative(parsed, t) for t in near):
        return _report(parsed, said, n, told)
    if not such and not untrue:
        return None
    target = just_before(parsed, said, n) or _same_topic(parsed, said, n)
    if target is None and untrue and any(t.lower == "that" and t.dep == "mark" for t in content):
        return None, "occurrence"  # "said it was not true that they had left": nobody else is quoted for it
    return (target, "occurrence") if target is not None else None


def _misquoted(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "Said he had been misquoted", "his words were taken out of context": what another reports of him."""
    lemma = [t.lemma.lower() for t in content[:10]]
    taken = any(a == "of" and b == "context" for a, b in pairwise(lemma))
    if not taken and not {*lemma} & _MISQUOTED:
        return None
    target = about_denier(said, n) or just_before(parsed, said, n)
    return (target, "utterance") if target is not None else None


def _ellipsis(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "Said it had not", "They did not": what was just claimed, or asked ("Asked whether ..., he said it had not")."""
    spoken = [t for t in content if t.pos != "PUNCT"]
    bare = all(t.pos in ("PRON", "AUX", "PART", "SCONJ") or t.lemma in _HELPERS for t in spoken)
    if not bare or len(spoken) > 5 or not any(t.lower in ("not", "n't") for t in spoken):
        return None
    sentence = parsed.words(parsed.sentence(parsed.tokens[said[n].a.anchor]))
    asked = any(a.lower == "asked" and b.lower in ("if", "whether") for a, b in pairwise(sentence))
    target = None if asked else just_before(parsed, said, n)
    return (target, "occurrence") if asked or target is not None else None


def _no_part(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "Had nothing to do with it", "played no role", "is innocent", "was not involved"."""
    near = content[:16]
    lower = [t.lower for t in near]
    nothing = "nothing" in lower and "do" in lower[lower.index("nothing") :][:4]
    no = [t for t in near if t.lower == "no" and parsed.head(t).lemma.lower() in words("part")]
    guiltless = any(t.lower in _GUILTLESS for t in near)
    involved = any(t.lower in _NOT_BY and _negative(parsed, t) for t in near)
    away = any((a, b) == ("nowhere", "near") for a, b in pairwise(lower))
    if away and (charge := about_denier(said, n) or latest_accusation(said, n)) is not None:
        return charge, "agent"
    if not (nothing or no or guiltless or involved) or "nobody" in lower:
        return None
    target = about_denier(said, n) or latest_accusation(said, n) or just_before(parsed, said, n)
    return (target, "agent") if target is not None else None


def _negative(parsed: ParsedArticle, predicate: Token) -> bool:
    return any(
        c.lower in ("not", "n't", "never") for t in (predicate, parsed.head(predicate)) for c in parsed.children(t)
    )


def _opposite(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """What negates, or says to live, what another told shortly before."""
    one = said[n]
    alive = any(t.lower in words("unharmed") and t.dep in ("acomp", "attr", "pobj", "oprd") for t in content[:10])
    for s in earlier(said, n)[:4]:
        if _negated(content) and (_says_the_opposite(parsed, one, s) or _insists(parsed, one, s)):
            return s, "occurrence"
    ended = (
        just_before(parsed, said, n) if any(t.lower in ("still", "remain", "remained") for t in content[:12]) else None
    )
    if (
        ended is not None
        and ended.lemmas & words("ended")
        and not _negated([parsed.tokens[i] for i in ended.a.content])
    ):
        return ended, "occurrence"
    told = just_before(parsed, said, n) if alive else None
    return (told, "occurrence") if told is not None and topics(told.lemmas) & {"kill", "arrest"} else None


def _own_deed(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "It said it did not enter the hospital", where another told what it did there."""
    own = said[n].lemmas - EMPTY
    for word in content[:12]:
        verb = parsed.head(word)
        if word.dep != "neg" or verb.pos not in ("VERB", "AUX") or verb.dep in ("xcomp", "relcl", "advcl"):
            continue
        if any(s.lower in _SELF for s in parsed.children(verb, "nsubj", "nsubjpass")):
            target = about_denier(said, n)
            if target is not None and (own & target.lemmas or topics(own) & topics(target.lemmas)):
                return target, "occurrence"
    return None


def _contrasted(parsed: ParsedArticle, said: list[Said], n: int, content: Sequence[Token]) -> Denied | None:
    """ "The rebels said they held it, but the army insisted that they did not hold it"."""
    one = said[n]
    if not _negated(content):
        return None
    for s in earlier(said, n)[:2]:
        same = parsed.tokens[s.a.anchor].sent == parsed.tokens[one.a.anchor].sent
        between = parsed.tokens[s.a.anchor : one.a.anchor]
        if same and any(t.lower in _CONTRAST for t in between) and one.lemmas & s.lemmas:
            return s, "occurrence"
    return None


def countered(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """The claim that claim *n* answers by telling that it was another who did it; None where it answers none."""
    one = said[n]
    if one.claim.stance not in ("asserts", "accuses") or not one.a.content:
        return None
    return _answered(parsed, said, n) or _another_did(parsed, said, n)


def _answered(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """ "Poland accused Minsk of provocations; Minsk replied that the only provocation was ..."."""
    one = said[n]
    before = earlier(said, n)[:1] if one.a.saying.word in words("answering") else []
    name = "" if one.a.speaker is None else parsed.tokens[one.a.speaker].lemma.lower()
    for s in before:
        accused = s.claim.stance == "accuses" and (one.claim.source in s.actors or spoken_of(name, s))
        if accused and _gap(parsed, one, s) <= 1 and (one.lemmas - {name}) & s.lemmas:
            return s
    return None


def _another_did(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    """ "The rebels burned the schools", said the army; the rebels said "the schools were burned by militias"."""
    one = said[n]
    for doer in (t for i in sorted(one.a.content) if (t := parsed.tokens[i]).dep == "agent"):
        verb = parsed.head(doer)
        by = {t.lemma.lower() for t in parsed.children(doer, "pobj")}
        struck = {t.lemma.lower() for t in parsed.children(verb, "nsubjpass")} - EMPTY
        topic = topics({t.lemma.lower() for t in (verb, *parsed.children(verb)) if t is not doer})
        for s in earlier(said, n)[:3]:
            told = s.claim.act not in ("denies", "declines") and _gap(parsed, one, s) <= 2
            if told and struck & s.lemmas and topic & topics(s.lemmas) and not by & s.lemmas:
                return s
    return None


def _same_topic(parsed: ParsedArticle, said: list[Said], n: int) -> Said | None:
    own = topics(said[n].lemmas)
    near = [s for s in earlier(said, n)[:4] if _gap(parsed, said[n], s) <= 3]
    return next((s for s in near if own & topics(s.lemmas)), None)


def _gap(parsed: ParsedArticle, one: Said, other: Said) -> int:
    return parsed.tokens[one.a.anchor].sent - parsed.tokens[other.a.anchor].sent


def _says_the_opposite(parsed: ParsedArticle, one: Said, other: Said) -> bool:
    """Whether *one* says of what *other* told before, close by, that it was not so.

    "Nobody was arrested" where somebody spoke of an arrest; "there was no raid" where somebody spoke of a raid;
    "did not lose the town" where somebody spoke of losing or taking it; "lost no aircraft" where jets were shot down.
    """
    if other.claim.act in ("denies", "declines") or other.claim.denies or _gap(parsed, one, other) > 3:
        return False
    if any(parsed.tokens[i].lower in NEGATIVES for i in other.a.content):
        return False
    shared = topics(one.lemmas) & topics(other.lemmas)
    return any(_negates(parsed, parsed.tokens[i], one, other, shared) for i in sorted(one.a.content))


def _insists(parsed: ParsedArticle, one: Said, other: Said) -> bool:
    """Whether *one* "insists that X is not ..." where *other* told of X in the sentence before."""
    denied = other.claim.act in ("denies", "declines") or _gap(parsed, one, other) > 1
    if denied or one.a.saying.word not in words("insisting") or one.claim.source is None:
        return False
    negated = {parsed.head(t).i for i in one.a.content if (t := parsed.tokens[i]).dep == "neg"}
    negated = {i for i in negated if not any(h.tag == "MD" for h in parsed.children(parsed.tokens[i], "aux"))}
    subjects = {s.lemma.lower() for i in negated for s in parsed.children(parsed.tokens[i], "nsubj", "nsubjpass")
                if s.pos == "PROPN"}  # fmt: skip
    around = {t.lemma.lower() for t in parsed.words(parsed.sentence(parsed.tokens[other.a.anchor])) if t.pos == "PROPN"}
    return bool(subjects & (other.lemmas | around))


def _negates(parsed: ParsedArticle, word: Token, one: Said, other: Said, shared: set[str]) -> bool:
    """Whether *word* is the "no", "nobody", "not" or "never" that denies what *other* told."""
    head = parsed.head(word)
    if word.lower in NOBODY or (word.lower == "no" and head.lower in ("one", "body")):
        subject = word if word.lower in NOBODY else head
        return bool(shared) and subject.dep in ("nsubj", "nsubjpass")
    if word.lower == "no" and word.dep in ("det", "neg"):
        return _no_such_thing(parsed, head, one, other)
    after = parsed.tokens[min(word.i + 1, len(parsed.tokens) - 1)]
    if word.lower == "not" and after.pos in ("NOUN", "PROPN") and after.lemma.lower() in other.lemmas:
        return True
    himself = any(s.lower in _SELF for s in parsed.children(head, "nsubj"))
    if word.dep == "neg" and head.pos == "VERB" and head.lemma.lower() in other.lemmas - EMPTY and himself:
        return _gap(parsed, one, other) <= 2
    if word.dep != "neg" or head.dep == "xcomp" or not topics({head.lemma.lower()}) & shared:
        return False
    told = (one.lemmas & other.lemmas) - topic_words(shared) or one.actors & other.actors
    accused = one.claim.source in other.actors or _gap(parsed, one, other) <= 1
    return bool(told) or (himself and (accused or topics({head.lemma.lower()}) & {"attack", "kill"} != set()))


def _named_after(noun: Token, parsed: ParsedArticle, other: Said) -> bool:
    """Whether *noun* is the name of what *other* told with its verb: "no withdrawal" where troops withdrew."""
    name = noun.lemma.lower()
    verbs = {t.lemma.lower() for t in (parsed.tokens[i] for i in other.a.content) if t.pos == "VERB"}
    return not name.endswith(("er", "or", "ist")) and any(len(v) > 4 and name.startswith(v) for v in verbs)


def _no_such_thing(parsed: ParsedArticle, noun: Token, one: Said, other: Said) -> bool:
    """ "no raid", "no gas attack", "no aircraft": the thing itself, or one of its sort, was told of."""
    if noun.pos == "NUM":
        return False
    if noun.lemma.lower() in other.lemmas or _named_after(noun, parsed, other):
        return True
    sort = {t.lemma.lower() for t in (noun, *parsed.children(noun, "compound", "amod", "nmod"))}
    return bool(topics(sort) & topics(other.lemmas) - {"talk"}) and _gap(parsed, one, other) <= 2
