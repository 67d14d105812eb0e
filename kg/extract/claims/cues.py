"""Words of saying in their sentences: who says, to whom, and which words are what is said."""

from __future__ import annotations

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.frames import Around, frame_of
from kg.extract.claims.lexicon import Saying, sayings, words
from kg.extract.claims.subjects import (
    QUOTING,
    SUBJECTS,
    addressees,
    cited,
    finite,
    heads_its_clause,
    late_name,
    quoting,
    subject_of,
    words_below,
)  # fmt: skip
from kg.syntax import ParsedArticle, Token

UNREAL_MODALS = frozenset("would could should might may must".split())
ACCORDING = Saying("according", "preposition", "say", "asserts", "asserts", frozenset({"according"}))


def verb_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by verbs, in text order."""
    table = sayings()
    found = []
    for token in parsed.tokens:
        if token.pos not in ("VERB", "AUX", "NOUN") and not token.tag.startswith("VB"):
            continue
        if token.lower in ("citing", "quoting") and token.dep in ("advcl", "acl", "prep", "dep"):
            continue
        rows = table.get(("verb", token.lemma.lower()))
        if rows is None or (token.pos == "NOUN" and not _noun_read_as_verb(parsed, token)):
            continue
        attribution = _read_verb(parsed, token, rows)
        if attribution is not None:
            found.append(attribution)
    return found


def _noun_read_as_verb(parsed: ParsedArticle, token: Token) -> bool:
    """Whether a word tagged as a noun has a subject, as only a verb has ("what Tehran and Washington view as")."""
    return bool(parsed.children(token, "nsubj")) and not parsed.children(token, "det", "poss", "cop")


def _read_verb(parsed: ParsedArticle, verb: Token, rows: tuple[Saying, ...]) -> Attribution | None:
    around = Around.of(parsed, verb)
    if _only_quotes(around):
        return None
    readings = [(saying, found) for saying in rows if (found := frame_of(around, saying)) is not None]
    readings.sort(key=lambda r: r[1][0] == "open")
    if not readings:
        return None
    saying, (frame, content) = readings[0]
    if saying.group in ("direct", "decline", "want") and _unnamed(around, content):
        return None
    if saying.group == "decline" and frame == "inf" and not _keeps_silent(around):
        return None
    a = Attribution(
        verb.i, (verb.i,), saying, frame, saying.stance, saying.act, content=frozenset(content),
        negated=_negated(around),
        unreal=any(c.lower in UNREAL_MODALS for c in around.some("aux")),
        objects=around.objects(),
        via=cited(parsed, verb), relays=quoting(parsed, verb),
    )  # fmt: skip
    if not _find_speaker(around, a):
        return None
    a.to = addressees(around.children, parsed, verb, a)
    if a.via:
        a.content -= {i for c in parsed.words(parsed.sentence(verb)) if c.lower in ("citing", "quoting")
                      for i in words_below(parsed, c)}  # fmt: skip
    if frame == "stance-object":
        _take_stance(parsed, a)
    return a


def _unnamed(v: Around, content: set[int]) -> bool:
    """Whether a source only asks not to be named: "declined to give his name", "asked for anonymity"."""
    if len(content) > 12 or not any(v.parsed.tokens[i].lower in words("anonymous") for i in content):
        return False
    return v.verb.dep in ("relcl", "advcl", "acl", "conj", "pcomp") or v.verb.lemma == "decline"


def _keeps_silent(v: Around) -> bool:
    """Whether it is words that are declined: "declined to comment", not "refused to join the government"."""
    return any(c.lemma.lower() in words("silent") for c in v.some("xcomp", "ccomp"))


def _negated(v: Around) -> bool:
    """Whether it was not said: "did not say", "neither confirmed nor denied", "no group has claimed"."""
    head = v.parsed.head(v.verb)
    if v.some("neg") or any(c.lower in ("neither", "nor") for c in v.some("preconj", "cc", "advmod")):
        return True
    if v.verb.dep == "conj" and any(c.lower in ("nor", "neither") for c in v.parsed.children(head, "cc", "preconj")):
        return True
    return any(d.lower in ("no", "neither") for s in v.some(*SUBJECTS) for d in v.parsed.children(s, "det", "neg"))


def _only_quotes(v: Around) -> bool:
    """Whether the verb does no more than pass on what follows: "quoted him as saying", "a man quoted by X said"."""
    if v.verb.lemma not in QUOTING:
        return False
    if v.verb.dep == "acl" and v.agents() and v.parsed.head(v.verb).dep in SUBJECTS:
        return True
    return any(p.lemma == "say" for a in v.some("prep") if a.lower == "as" for p in v.parsed.children(a, "pcomp"))


def _find_speaker(v: Around, a: Attribution) -> bool:
    """Fill in who speaks; False where nobody can."""
    if v.passive:
        agents = v.agents()
        a.speaker = agents[0].i if agents else None
        a.hearsay = not agents
        return True
    late = late_name(v.parsed, v.verb) if heads_its_clause(v.parsed, v.verb) else None
    speaker = late or subject_of(v.parsed, v.verb)
    if late is not None:
        a.content -= words_below(v.parsed, late)
    if speaker is not None and speaker.i in a.content:  # a verb to which the parser gave two subjects
        speaker = next((s for s in reversed(v.some("nsubj")) if s.i not in a.content), None)
    if speaker is None:
        return False
    a.speaker = speaker.i
    a.pronoun = next((c.i for c in v.some(*SUBJECTS) if c.i != speaker.i), None)
    return True


def _take_stance(parsed: ParsedArticle, a: Attribution) -> None:
    """Give *a* the stance of its object: "issued a denial", "repeated the accusation"."""
    for i in a.objects:
        rows = sayings().get(("noun", parsed.tokens[i].lemma))
        if rows:
            a.stance, a.act, a.document = rows[0].stance, rows[0].act, i
            a.content = a.content - {i} if len(a.content) > 2 else a.content


def adjective_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by adjectives of belief and feeling: "is convinced that", "are afraid that"."""
    table = sayings()
    found = []
    for token in parsed.tokens:
        rows = table.get(("adjective", token.lower)) if token.dep in ("acomp", "xcomp", "oprd", "conj") else None
        head = parsed.head(token)
        if not rows or head.pos not in ("VERB", "AUX"):
            continue
        clause = next((c for c in parsed.children(token, "ccomp") if finite(parsed, c)), None)
        speaker = subject_of(parsed, head)
        if clause is None or speaker is None:
            continue
        around = Around.of(parsed, head)
        found.append(
            Attribution(
                token.i, (token.i,), rows[0], "clause", rows[0].stance, rows[0].act, speaker=speaker.i,
                negated=_negated(around), unreal=any(c.lower in UNREAL_MODALS for c in around.some("aux")),
                content=frozenset(words_below(parsed, clause)),
            )
        )  # fmt: skip
    return found


def _voices(parsed: ParsedArticle, token: Token) -> tuple[tuple[int, ...], list[Token]]:
    """The words of a phrase that attributes, with whom they name: "according to X", "by X's account"."""
    after = parsed.tokens[min(token.i + 1, len(parsed.tokens) - 1)]
    if token.lower == "according" and after.lower == "to":
        return (token.i, after.i), parsed.children(after, "pobj") or parsed.children(token, "pobj")
    for noun in parsed.children(token, "pobj") if token.lower == "by" else ():
        if noun.lemma.lower() in words("reckoning"):
            owners = parsed.children(noun, "poss")
            return (token.i, noun.i), [t for t in owners if t.lower not in ("its", "their", "his", "her", "our", "my")]
    return (), []


def phrase_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by "according to X", "by X's account"."""
    found = []
    for token in parsed.tokens:
        if token.lower not in ("according", "by"):
            continue
        cue, objects = _voices(parsed, token)
        if not objects or objects[0].lemma in words("no-voice"):
            continue
        host = parsed.head(token)
        while host.pos not in ("VERB", "AUX") and host.head != host.i:
            host = parsed.head(host)
        sources = {i for c in parsed.children(host, "advcl", "prep", "acl") if c.lower in ("citing", "quoting")
                   for i in words_below(parsed, c)}  # fmt: skip
        own = words_below(parsed, token) | set(cue) | sources
        sentence = parsed.sentence(token)
        content = words_below(parsed, host) - own or set(range(sentence.first, sentence.last)) - own
        found.append(
            Attribution(
                token.i, cue, ACCORDING, "according", "asserts", "asserts", speaker=objects[0].i,
                document=objects[0].i if objects[0].lemma in words("document") else None,
                content=frozenset(content), via=cited(parsed, host) or cited(parsed, objects[0]),
            )
        )  # fmt: skip
    return found
