"""Words of saying in their sentences: who says, to whom, and which words are what is said."""

from __future__ import annotations

from kg.extract.claims.attribution import Attribution
from kg.extract.claims.lexicon import Saying, sayings
from kg.syntax import ParsedArticle, Token

SUBJECTS = ("nsubj", "csubj", "expl")
RELATIVE = frozenset({"who", "which", "that", "whom"})
PREPOSITIONS = frozenset({"for", "on", "upon", "of", "as", "against", "about", "with", "in", "to"})
PICTURES = frozenset(
    """image picture photograph photo video footage map clip film audio recording snapshot picture screenshot
    satellite imagery""".split()
)
DOCUMENTS = frozenset(
    """statement report letter article paper study survey poll document memo memorandum communique book ad advertisement
    editorial op-ed column post message tweet release dispatch story analysis review headline transcript speech indictment
    affidavit filing bulletin announcement interview note email e-mail petition resolution declaration treaty law bill cable
    dossier manifesto research data figure statistic record finding blog press-release broadcast text caption brief audit
    assessment index census page site website""".split()
)
NEVER_SPEAK = frozenset("it this that there these those what".split())
QUOTING = frozenset({"quote", "cite", "report"})
STATEMENTS = frozenset(
    """report claim statement assertion suggestion rumor rumour story account version allegation accusation charge denial
    remark comment finding contention narrative description speculation testimony figure toll criticism idea notion
    argument conclusion view assessment theory complaint insinuation talk concern fear quotation quote""".split()
)
WITHHELD = frozenset(
    """access entry permission bail visa right request asylum service aid care treatment opportunity chance parole petition
    application licence license permit passage admission food water medicine help claimant appeal motion freedom citizenship
    protection status leave shelter use""".split()
)
NO_VOICE = frozenset("plan schedule rule tradition need custom design protocol norm taste".split())
UNREAL_MODALS = frozenset("would could should might may must".split())


def verb_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by verbs, in text order."""
    table = sayings()
    found = []
    for token in parsed.tokens:
        if token.pos not in ("VERB", "AUX") and not (token.tag.startswith("VB") or token.pos == "NOUN"):
            continue
        if token.lower in ("citing", "quoting") and token.dep in ("advcl", "acl", "prep", "dep"):
            continue
        rows = table.get(("verb", token.lemma.lower())) or ()
        if not rows or (token.pos not in ("VERB", "AUX") and not _noun_read_as_verb(parsed, token)):
            continue
        attribution = _read_verb(parsed, token, rows)
        if attribution is not None:
            found.append(attribution)
    return found


def _noun_read_as_verb(parsed: ParsedArticle, token: Token) -> bool:
    """Whether a word tagged as a noun has a subject as only a verb has ("what Tehran and Washington view as a threat")."""
    return bool(parsed.children(token, "nsubj")) and not parsed.children(token, "det", "poss", "cop")


def subject_of(parsed: ParsedArticle, verb: Token, depth: int = 0) -> Token | None:
    """Who does what *verb* says: its own subject, or the one it shares by conjunction, control or as a participle."""
    for child in parsed.children(verb, *SUBJECTS):
        return _antecedent(parsed, child)
    if parsed.children(verb, "nsubjpass"):
        agents = [p for a in parsed.children(verb, "agent") for p in parsed.children(a, "pobj")]
        return agents[0] if agents else None
    head = parsed.head(verb)
    if depth > 4 or head.i == verb.i:
        return None
    if verb.dep in ("conj", "xcomp", "advcl", "ccomp", "dep") and head.pos in ("VERB", "AUX"):
        if verb.dep == "ccomp" and verb.tag not in ("VBG", "VB"):
            return None
        if verb.dep in ("xcomp", "advcl") or verb.tag == "VBG":
            for child in parsed.children(head, "nsubjpass"):
                return _antecedent(parsed, child)
        if verb.dep == "xcomp" and (objects := parsed.children(head, "dobj")) and head.lemma not in ("promise", "vow"):
            return objects[-1]
        return subject_of(parsed, head, depth + 1)
    if verb.dep == "xcomp" and head.pos in ("ADJ", "NOUN"):
        return subject_of(parsed, head, depth + 1) or _copula_subject(parsed, head)
    if verb.dep in ("acl", "relcl"):
        return head if not (verb.dep == "relcl" and _has_wh_object(parsed, verb)) else None
    if verb.dep == "pcomp" and parsed.head(head).pos in ("VERB", "AUX"):
        above = parsed.head(head)
        if head.lower == "as" and above.lemma in QUOTING:  # "quoted the general as saying", "was quoted as saying"
            quoted = parsed.children(above, "nsubjpass") or parsed.children(above, "dobj")
            if quoted:
                return _antecedent(parsed, quoted[0])
        return subject_of(parsed, above, depth + 1)
    return None


def _copula_subject(parsed: ParsedArticle, predicate: Token) -> Token | None:
    head = parsed.head(predicate)
    return subject_of(parsed, head, 3) if head.lemma == "be" else None


def _has_wh_object(parsed: ParsedArticle, verb: Token) -> bool:
    return any(c.tag in ("WP", "WDT") and c.dep == "dobj" for c in parsed.children(verb))


def _antecedent(parsed: ParsedArticle, word: Token) -> Token:
    """The noun that a relative pronoun takes up, else *word* itself."""
    if word.tag in ("WP", "WDT") or (word.lower == "that" and word.tag in ("WDT", "IN")):
        for ancestor in parsed.ancestors(word):
            if ancestor.dep in ("relcl", "acl"):
                return parsed.head(ancestor)
    return word


def _read_verb(parsed: ParsedArticle, verb: Token, rows: tuple[Saying, ...]) -> Attribution | None:
    children = parsed.children(verb)
    passive = any(c.dep in ("auxpass", "nsubjpass") for c in children) or _bare_passive(parsed, verb, children)
    readings = [(saying, *_frame(parsed, verb, saying, children, passive)) for saying in rows]
    readings.sort(key=lambda r: r[1] == "open")
    if verb.lemma in QUOTING and any(
        p.lemma == "say" for a in children if a.lower == "as" for p in parsed.children(a, "pcomp")
    ):
        return None
    for saying, frame, content in readings:
        if frame is None:
            continue
        attribution = Attribution(
            verb.i, (verb.i,), saying, frame, saying.stance, saying.act, content=frozenset(content),
            negated=any(c.dep == "neg" for c in children),
            unreal=any(c.dep == "aux" and c.lower in UNREAL_MODALS for c in children),
        )  # fmt: skip
        agents = [p for a in children if a.dep == "agent" for p in parsed.children(a, "pobj")]
        if passive:
            attribution.speaker = agents[0].i if agents else None
            attribution.hearsay = not agents
        else:
            late = _name_before(parsed, verb) if _heads_its_clause(parsed, verb) else None
            speaker = late or subject_of(parsed, verb)
            if speaker is None:
                return None
            if late is not None:
                attribution.content -= words_below(parsed, late)
            if speaker.i in attribution.content:
                return None
            attribution.speaker = speaker.i
            for child in children:
                if child.dep in SUBJECTS and child.i != speaker.i:
                    attribution.pronoun = child.i
        attribution.to = _addressees(parsed, verb, saying, passive, attribution)
        attribution.via = _cited(parsed, verb)
        attribution.relays = _quoting(parsed, verb)
        attribution.objects = tuple(c.i for c in children if c.dep in ("dobj", "nsubjpass"))
        if frame == "stance-object":
            _take_stance(parsed, attribution)
        return attribution
    return None


def _take_stance(parsed: ParsedArticle, a: Attribution) -> None:
    """ "Issued a denial", "repeated the accusation": the stance is that of the noun, and what it says is the content."""
    for i in a.objects:
        rows = sayings().get(("noun", parsed.tokens[i].lemma))
        if rows:
            a.stance, a.act, a.document = rows[0].stance, rows[0].act, i
            a.content = a.content - {i} if len(a.content) > 2 else a.content


def _bare_passive(parsed: ParsedArticle, verb: Token, children: list[Token]) -> bool:
    """A participle without its auxiliary: "leader said to approve", "the man accused of it", "an area purported to be"."""
    if any(c.dep == "agent" for c in children):
        return True
    if verb.tag == "VBN" and verb.dep in ("acl", "amod", "advcl") and not any(c.dep in SUBJECTS for c in children):
        return True
    xcomp = next((c for c in children if c.dep == "xcomp"), None)
    return (
        verb.lemma in ("say", "report", "allege", "rumor", "rumour")
        and xcomp is not None
        and any(c.lower == "to" for c in parsed.children(xcomp, "aux"))
        and not any(c.dep in ("dobj", "aux", "ccomp") for c in children)
        and verb.tag in ("VBD", "VBN")
    )


def _frame(
    parsed: ParsedArticle, verb: Token, saying: Saying, children: list[Token], passive: bool
) -> tuple[str | None, set[int]]:
    """The frame of *saying* that the surroundings of *verb* fill, and the tokens of the content."""
    frames = saying.frames
    by_dep: dict[str, Token] = {}
    for child in children:
        by_dep.setdefault(child.dep, child)
    if passive:
        return _passive_frame(parsed, verb, saying, children)
    if "clause" in frames:
        for child in children:
            if child.dep == "ccomp" and (_finite(parsed, child) or saying.group in ("say", "assert", "name")):
                return "clause", words_below(parsed, child)
        hosted = _host_clause(parsed, verb)
        if hosted:
            return "hosted", hosted
        for child in children:
            if child.dep in ("advcl", "acl", "xcomp") and any(
                m.lower == "that" for m in parsed.children(child, "mark")
            ):
                return "clause", words_below(parsed, child)
    if "name" in frames and (named := _named(parsed, verb, children)):
        return "name", named
    if "responsibility" in frames:
        for child in children:
            if child.dep == "dobj" and child.lemma in ("responsibility", "credit"):
                return "responsibility", words_below(parsed, child)
    for child in children:
        if child.dep == "prep" and child.lower in PREPOSITIONS and child.lower in frames:
            words = words_below(parsed, child)
            words |= {i for c in children if c.dep in ("dobj", "xcomp") for i in words_below(parsed, c)}
            return child.lower, words
    if "inf" in frames or "ing" in frames:
        for child in children:
            if child.dep in ("xcomp", "ccomp", "advcl", "acl"):
                to = any(a.lower == "to" for a in parsed.children(child, "aux"))
                ing = child.tag == "VBG" or any(a.tag == "VBG" for a in parsed.children(child, "aux"))
                if child.dep != "advcl" and ((to and "inf" in frames) or (ing and "ing" in frames)):
                    return "inf", words_below(parsed, child) | {
                        i for c in children if c.dep == "dobj" for i in words_below(parsed, c)
                    }
            if child.dep == "dobj" and "inf" in frames:
                for below in parsed.children(child, "acl", "relcl"):
                    if any(a.lower == "to" for a in parsed.children(below, "aux")):
                        return "inf", words_below(parsed, child)
    if "document" in frames:
        for child in children:
            if child.dep == "dobj" and (child.lemma in PICTURES or child.lemma in DOCUMENTS):
                return "document", words_below(parsed, child)
    if "stance-object" in frames:
        for child in children:
            if child.dep == "dobj" and ("noun", child.lemma) in sayings() and not _given(parsed, child):
                return "stance-object", words_below(parsed, child)
    if "statement-object" in frames:
        for child in children:
            if child.dep == "dobj" and any(t.lemma.lower() in STATEMENTS for t in parsed.conjuncts(child)):
                return "object", words_below(parsed, child)
    if "object" in frames:
        if saying.act == "denies" and _withheld(children):
            return None, set()
        for child in children:
            if child.dep in ("dobj", "dative"):
                return "object", words_below(parsed, child)
            if child.dep == "ccomp" or (child.dep == "prep" and child.lower == "that"):
                return "object", words_below(parsed, child)
        if verb.dep == "relcl" and not any(c.dep == "dobj" for c in children):
            antecedent = parsed.head(verb)
            if any(c.dep in SUBJECTS and c.tag not in ("WP", "WDT") for c in children):
                return "object", {t.i for t in parsed.children(antecedent, "det", "amod", "compound")} | {antecedent.i}
    if "shown" in frames and _subject_is(parsed, children, DOCUMENTS | PICTURES):
        for child in children:
            if child.dep in ("dobj", "ccomp", "xcomp"):
                return "shown", words_below(parsed, child)
    if "quote" in frames and frames & {"clause", "for"}:
        return "open", set()
    return None, set()


def _passive_frame(
    parsed: ParsedArticle, verb: Token, saying: Saying, children: list[Token]
) -> tuple[str | None, set[int]]:
    frames = saying.frames
    about = {
        i
        for c in children
        if c.dep == "nsubjpass" or (c.dep == "nsubj" and not any(x.dep == "auxpass" for x in children))
        for i in words_below(parsed, c) - {j for r in parsed.children(c, "relcl") for j in words_below(parsed, r)}
    }
    if verb.dep in ("acl", "relcl") and not about:
        head = parsed.head(verb)
        about = {head.i}
    inf = [c for c in children if c.dep == "xcomp" and c.tag != "VBG"]
    agent = any(c.dep == "agent" for c in children)
    if "statement-object" in frames and agent:
        about_words = [c for c in children if c.dep == "nsubjpass" and c.lemma.lower() in STATEMENTS]
        return ("object", about) if about_words else (None, set())
    if saying.act == "denies" and not agent and not inf:
        return None, set()
    if inf and ("inf-passive" in frames or "inf" in frames):
        return "inf-passive", about | words_below(parsed, inf[0])
    clause = next((c for c in children if c.dep in ("ccomp",)), None)
    if clause is not None and "clause" in frames:
        return "clause", words_below(parsed, clause)
    by = [p for a in children if a.dep == "agent" for p in parsed.children(a, "pobj")]
    astray = [p for obj in by for p in parsed.children(obj, "prep") if parsed.children(p, "pcomp")]
    for child in (*children, *astray):
        if child.dep == "prep" and child.lower in frames and child.lower in PREPOSITIONS:
            if saying.group == "accuse" and verb.dep == "acl" and not agent:
                continue
            return child.lower, about | words_below(parsed, child)
    if "name" in frames and (agent or verb.dep != "acl"):
        named = [c for c in children if c.dep in ("oprd", "attr")]
        if named or (agent and about):
            return "name", about | {i for c in named for i in words_below(parsed, c)}
    told = [c for c in children if c.dep == "nsubjpass" and c.lemma in DOCUMENTS | PICTURES]
    if agent and ("object" in frames or "clause" in frames or ("document" in frames and told)) and about:
        return "object", about
    return None, set()


def _withheld(children: list[Token]) -> bool:
    """Whether what is denied is something kept from somebody ("denied them entry", "denied bail"), not something said."""
    objects = [c for c in children if c.dep in ("dobj", "dative")]
    return len([c for c in objects if c.lower != "to"]) > 1 or any(c.lemma.lower() in WITHHELD for c in objects)


def _subject_is(parsed: ParsedArticle, children: list[Token], nouns: frozenset[str]) -> bool:
    """Whether the subject among *children*, or what "average of polls" is of, is one of *nouns*."""
    for child in children:
        if child.dep in SUBJECTS:
            below = [
                p for of in parsed.children(child, "prep") if of.lower == "of" for p in parsed.children(of, "pobj")
            ]
            return any(t.lemma.lower() in nouns for t in (child, *below))
    return False


def _given(parsed: ParsedArticle, noun: Token) -> bool:
    """Whether *noun* takes up what was said before, without saying it again ("made this statement", "made the pledge")."""
    determiner = any(d.lower in ("the", "this", "that", "these", "those") for d in parsed.children(noun, "det"))
    return determiner and not parsed.children(noun, "acl", "prep", "relcl")


def _named(parsed: ParsedArticle, verb: Token, children: list[Token]) -> set[int]:
    """The words of "X a Y" in "calls X a Y", however the parser draws it; none for "calls the police"."""
    named = [
        c
        for c in children
        if c.dep in ("oprd", "ccomp", "xcomp", "attr", "acomp")
        and not any(a.lower == "to" for a in parsed.children(c, "aux"))
    ]
    objects = [c for c in children if c.dep == "dobj"]
    if named or len(objects) > 1:
        return {i for c in (*named, *objects) for i in words_below(parsed, c)}
    if objects and (
        quoted := [i for i in words_below(parsed, objects[0]) if parsed.tokens[i].text in ('"', "\u201c", "``")]
    ):
        return words_below(parsed, objects[0]) if quoted else set()
    if objects and parsed.children(objects[0], "appos"):
        return words_below(parsed, objects[0])
    return set()


def _host_clause(parsed: ParsedArticle, verb: Token) -> set[int]:
    """The clause that *verb* comments on from within or behind: "talks, he said, failed", "as the army claimed"."""
    head = parsed.head(verb)
    if head.i == verb.i:
        return set()
    own = words_below(parsed, verb)
    if not any(c.dep in SUBJECTS for c in parsed.children(verb)) and not _name_before(parsed, verb):
        return set()
    comments = verb.dep == "ccomp" and verb.i < head.i and head.pos in ("VERB", "AUX")
    if verb.dep == "parataxis" or (comments and _set_off(parsed, verb)):
        return words_below(parsed, head) - own
    if verb.dep == "conj" and verb.lemma in ("say", "tell") and (name := _name_before(parsed, verb)):
        return words_below(parsed, head) - own - words_below(parsed, name)
    if verb.dep == "advcl" and any(m.lower in ("as", "like") for m in parsed.children(verb, "mark", "advmod", "prep")):
        return words_below(parsed, head) - own
    return set()


def _set_off(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether the words of *verb* end at a comma, a dash or the sentence's end, or follow one."""
    words = sorted(words_below(parsed, verb))
    after = parsed.tokens[words[-1] + 1] if words[-1] + 1 < len(parsed.tokens) else None
    edge = parsed.tokens[words[-1]].text in (",", "-", "\u2014", "\u2013")
    return edge or (after is not None and after.text in (",", "-", "\u2014", "\u2013", "\u201d", '"', "''", "."))


def _name_before(parsed: ParsedArticle, verb: Token) -> Token | None:
    """The name set between commas before a verb that has lost its subject: "..., Ann Lee, the minister, told Reuters"."""
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


def _heads_its_clause(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether *verb* is finite and joined to what stands before it by no "and"."""
    joined = any(c.i < verb.i for c in parsed.children(parsed.head(verb), "cc"))
    return verb.tag in ("VBD", "VBZ", "VBP") and (verb.dep == "ROOT" or (verb.dep == "conj" and not joined))


def _finite(parsed: ParsedArticle, verb: Token) -> bool:
    """Whether *verb* heads a clause of its own, with a tense or a modal (not "found him guilty", "saw them leave")."""
    if verb.tag in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(c.tag in ("VBD", "VBZ", "VBP", "MD") for c in parsed.children(verb, "aux", "auxpass"))


def _addressees(
    parsed: ParsedArticle, verb: Token, saying: Saying, passive: bool, attribution: Attribution
) -> tuple[int, ...]:
    """Whom it is said to: the object of "told", "warned", "urged"; the "to" of "said"."""
    found: list[int] = []
    for child in parsed.children(verb):
        if passive and child.dep == "nsubjpass" and verb.lemma in ("tell", "inform", "ask", "urge", "warn"):
            found.append(child.i)
        elif child.dep in ("dobj", "dative") and verb.lemma in (
            "tell", "inform", "assure", "reassure", "remind", "notify", "brief", "warn", "urge", "ask", "order",
            "advise", "instruct", "exhort", "beg", "call", "address", "question", "encourage", "command",
        ) and attribution.frame not in ("name", "object"):  # fmt: skip
            if child.dep == "dative" and child.lower == "to":
                found.extend(p.i for p in parsed.children(child, "pobj"))
            else:
                found.append(child.i)
        elif child.dep in ("prep", "dative") and child.lower == "to" and saying.group in (
            "say", "assert", "deny", "confirm", "accuse", "publish", "express", "direct", "find",
        ):  # fmt: skip
            found.extend(p.i for p in parsed.children(child, "pobj"))
        elif child.dep == "prep" and child.lower in ("on", "upon") and saying.group == "direct":
            found.extend(p.i for p in parsed.children(child, "pobj"))
    return tuple(found)


def _cited(parsed: ParsedArticle, word: Token) -> tuple[int, ...]:
    """Whom the speaker names as source: "citing X", "quoting X", below *word* or its clause."""
    found: list[int] = []
    for child in parsed.children(word, "advcl", "acl", "prep", "dep"):
        if child.lower in ("citing", "quoting"):
            found.extend(c.i for c in parsed.children(child, "dobj", "pobj"))
    return tuple(found)


def _quoting(parsed: ParsedArticle, verb: Token) -> tuple[int, ...]:
    """Who passes on the words of *verb*: the agency in "the agency quoted him as saying", "was quoted by the agency as saying"."""
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


def phrase_cues(parsed: ParsedArticle) -> list[Attribution]:
    """The attributions made by "according to X" and its like."""
    according = Saying("according", "preposition", "say", "asserts", "asserts", frozenset({"according"}))
    found = []
    for token in parsed.tokens:
        if token.lower != "according" or token.i + 1 >= len(parsed.tokens):
            continue
        to = parsed.tokens[token.i + 1]
        if to.lower != "to":
            continue
        objects = parsed.children(to, "pobj") or parsed.children(token, "pobj")
        if not objects or objects[0].lemma in NO_VOICE:
            continue
        host = parsed.head(token)
        while host.pos not in ("VERB", "AUX") and host.head != host.i:
            host = parsed.head(host)
        own = words_below(parsed, token) | {to.i}
        cited = {i for c in parsed.children(host, "advcl", "prep", "acl") if c.lower in ("citing", "quoting")
                 for i in words_below(parsed, c)}  # fmt: skip
        content = words_below(parsed, host) - own - cited if host.i != token.i else set()
        if not content:
            sentence = parsed.sentence(token)
            content = set(range(sentence.first, sentence.last)) - own
        found.append(
            Attribution(
                token.i, (token.i, to.i), according, "according", "asserts", "asserts",
                speaker=objects[0].i, document=objects[0].i if objects[0].lemma in DOCUMENTS else None,
                content=frozenset(content), via=_cited(parsed, host) or _cited(parsed, objects[0]),
            )
        )  # fmt: skip
    return found
