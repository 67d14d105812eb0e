"""Date expressions of an article: where they stand, the days they stand for, and which event each belongs to.

The words are read by :mod:`kg.extract.date_words`. The governing verb says where a Monday without more points: "will
leave on Monday" is the next, "left on Monday" the latest one on or before the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kg.extract.date_expressions import WORD, expression_at, speaks_of_time, with_relation
from kg.extract.date_words import NARRATED, Anchor, Direction, Found, When
from kg.model import TimeSpan, replace
from kg.syntax import ParsedArticle, Token

_VERBS = ("VERB", "AUX")
_SAYING = frozenset("say tell report announce add note claim state warn write".split())
# "failed to agree on Monday" is as past as its verb; "ordered to agree by Monday" is not.
_IMPLICATIVE = frozenset(
    "fail manage begin start continue help seem appear happen refuse try attempt decline use come get stop".split()
)
_DUE = frozenset("deadline ultimatum expiry expiration".split())
_EXPECTED = frozenset("election vote summit referendum talk meeting poll visit conference trip round runoff".split())
_UTTERANCES = frozenset("interview report statement remark comment".split())
_OCCASIONS = _EXPECTED | frozenset(
    "game olympic protest attack riot war bombing uprising agreement accord treaty".split()
)
_GRANTING = frozenset("give extend delay postpone set have allow".split())
_RESULTS = frozenset(
    "break end lift kill wound injure destroy damage halt stop repel hit strike leave trigger begin start".split()
)
_PUBLISHING = frozenset("broadcast air publish release issue post televise record print obtain".split())
_APART = {"next": 1, "following": 1, "same": 0, "previous": -1, "before": -1}
_UNITS = frozenset("% percent km miles metres meters feet tons tonnes people troops soldiers".split())
_CLAUSES = frozenset("ccomp advcl relcl acl csubj csubjpass parataxis xcomp pcomp".split())
_MODIFIERS = frozenset("compound nummod amod nmod poss".split())


def resolve_date(text: str, published: date | None, *, direction: Direction | None = None) -> TimeSpan:
    """Turn a date expression into the days it stands for.

    Args:
        text: the expression as written, such as "Monday" or "since last month".
        published: the article's day of publication (UTC), or None where nobody said.
        direction: where the governing verb points; it tells which of several Mondays is meant.
    Returns: whole days, first and last included. No dates where the words give none, or where they are relative and
        there is no publication date; the words are kept.
    Source: own rules; a bare weekday is the latest one on or before *published* (TimeML TIMEX3).

    >>> resolve_date("Monday", date(2024, 5, 1)).start
    datetime.date(2024, 4, 29)
    >>> span = resolve_date("last weekend", date(2014, 9, 5))
    >>> str(span.start), str(span.end)
    ('2014-08-30', '2014-08-31')
    >>> resolve_date("since Monday", None).start is None
    True
    """
    words = " ".join(text.split())
    if direction is None and re.search(r"\b(?:deadline|ultimatum|will)\b", words):
        direction = "future"
    for m in WORD.finditer(words):
        found = expression_at(words, m.start(), Anchor(published, direction))
        if found:
            return _time_span(text, with_relation(words, found).when)
    return _time_span(text, When())


def _time_span(text: str, when: When, mention: tuple[int, int] | None = None) -> TimeSpan:
    return TimeSpan(
        text=" ".join(text.split()), start=when.start, end=when.end, holds=when.holds, precision=when.precision,
        duration=when.duration, mention=mention,
    )  # fmt: skip


# Expressions in an article


def find_times(parsed: ParsedArticle) -> tuple[TimeSpan, ...]:
    """Every date expression of *parsed* in text order, each with its place in the original as ``mention``.

    >>> from kg.parse import parse
    >>> from kg.model import Article
    >>> from kg.syntax import CleanText
    >>> article = Article(text="Rebels took the town on Friday.", sha256="0" * 64, published=date(2012, 3, 5))
    >>> [(t.text, str(t.start)) for t in find_times(parse(CleanText.verbatim(article)))]
    [('Friday', '2012-03-02')]
    """
    found: list[TimeSpan] = []
    for sentence in range(len(parsed.sentences)):
        found.extend(_told_from(found, span) for span in _times_of_sentence(parsed, sentence))
    return tuple(found)


def _told_from(before: list[TimeSpan], span: TimeSpan) -> TimeSpan:
    """*span*, "the next day" or "the same evening" being counted from the day that was told last."""
    m = re.fullmatch(NARRATED, span.text)
    last = next(
        (t for t in reversed(before) if t.precision == "day" and t.start is not None and t.start == t.end), None
    )
    if m is None or last is None or last.start is None:
        return span
    apart = _APART["before" if m["before"] else (m["apart"] or "same").lower()]
    day = last.start + timedelta(days=apart)
    return replace(span, start=day, end=day, precision="day", holds="within")


def _times_of_sentence(parsed: ParsedArticle, sentence: int) -> Iterator[TimeSpan]:
    words = parsed.words(parsed.sentences[sentence])
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += word.text + (" " if word.space_after else "")
    if not speaks_of_time(text):
        return
    published, reached = parsed.article.published, 0
    for m in WORD.finditer(text):
        found = expression_at(text, m.start(), Anchor(published)) if m.start() >= reached else None
        if found is None:
            continue
        inside = _tokens(words, starts, found)
        if not inside or not _is_time(parsed, found, inside):
            continue
        top = _top(inside)
        found = expression_at(text, m.start(), Anchor(published, _direction(parsed, top, inside))) or found
        if _governed(parsed, found, top, inside[0]):
            found = with_relation(text, found)
        reached = found.end
        yield _time_span(text[found.begin : found.end], found.when, parsed.span(_tokens(words, starts, found)))


def _tokens(words: tuple[Token, ...], starts: list[int], found: Found) -> list[Token]:
    """The tokens that lie wholly or partly in *found*."""
    return [w for w, at in zip(words, starts, strict=True) if at < found.end and found.begin < at + len(w.text)]


def _top(inside: list[Token]) -> Token:
    """The token of an expression whose head lies outside it."""
    own = {t.i for t in inside}
    content = [t for t in inside if t.head not in own and t.dep != "punct"] or inside
    named = [t for t in content if t.pos in ("NOUN", "PROPN", "NUM")]
    return (named or content)[-1]


def _is_time(parsed: ParsedArticle, found: Found, inside: list[Token]) -> bool:
    """Whether the words are a date here: not "May" the verb, "2000 soldiers", "Bloody Sunday", "a fall in prices"."""
    first, last = inside[0], inside[-1]
    before = parsed.tokens[first.i - 1].text if first.i else ""
    if found.rule == "month" and len(inside) == 1:
        named = any(t.pos == "PROPN" for t in parsed.children(last, "compound"))  # Theresa May
        return not (named or last.tag.startswith(("MD", "VB")) or last.ent_type in ("PERSON", "GPE", "ORG", "FAC"))
    if found.rule == "year" and len(inside) == 1:
        head = parsed.head(last)
        after = parsed.tokens[last.i + 1].lower if last.i + 1 < len(parsed.tokens) else ""
        if last.dep == "nummod" and head.i > last.i and head.tag in ("NNS", "NNPS"):
            return head.lemma.lower() in _OCCASIONS
        return last.dep != "quantmod" and before not in ("$", "€", "£", "#", "No.") and after not in _UNITS
    if found.rule == "weekday":
        return before not in ("Bloody", "Black", "Good", "Palm", "Easter", "Ash", "Holy")
    if found.rule == "season":
        words = {t.lower for t in inside}
        dated = bool(words & {"last", "this", "next", "year"}) or any(t.text.isdigit() for t in inside)
        bare_name = len(inside) == 1 and last.text[:1].isupper()
        return not bare_name and all(t.pos != "VERB" for t in inside) and (dated or "fall" not in words)
    return not (found.rule == "duration" and len(inside) == 1)


def _governed(parsed: ParsedArticle, found: Found, top: Token, first: Token) -> bool:
    """Whether a preposition before the expression governs it: "since Monday", but not "after Monday's raid"."""
    if top.dep in _MODIFIERS:
        return False
    preposition = parsed.tokens[first.i - 1] if first.i else first
    if preposition.lower != "from" or preposition.i == parsed.sentence(first).first:
        return True
    return found.rule != "year" and parsed.head(preposition).pos not in ("NOUN", "PROPN")  # not "the ruling from 1995"


# Where a verb points


def _direction(parsed: ParsedArticle, top: Token, inside: list[Token]) -> Direction:
    """Where the verb that governs *top* points."""
    noun = parsed.head(top)
    if top.dep in (*_MODIFIERS, "npadvmod") and noun.pos in ("NOUN", "PROPN"):
        if noun.lemma.lower() in _DUE:
            return "future"
        if noun.lemma.lower() not in _EXPECTED:
            return "past"
    verb = top
    while verb.pos not in _VERBS:
        if verb.lemma.lower() in _UTTERANCES or verb.head == verb.i:
            return "past"
        verb = parsed.head(verb)
    preposition = parsed.tokens[inside[0].i - 1].lower if inside[0].i else ""
    if preposition in ("until", "till", "by") and verb.lemma in _GRANTING:
        return "future"
    return _verb_direction(parsed, verb)


def _verb_direction(parsed: ParsedArticle, verb: Token, depth: int = 0) -> Direction:
    """Past, present (begun and lasting) or future, by the auxiliaries of *verb* and the verb above an infinitive."""
    words = {t.lower for t in parsed.children(verb, "aux", "auxpass")}
    head = parsed.head(verb)
    if words & {"will", "shall", "'ll", "wo"}:
        return "future"
    if words & {"would", "may", "might", "could", "should", "must"}:
        return "past" if words & {"have", "'ve"} else "future"
    if "to" in words and depth < 4:
        follows = verb.dep == "advcl" or (verb.dep in ("xcomp", "ccomp") and head.lemma in _IMPLICATIVE)
        return _verb_direction(parsed, head, depth + 1) if follows and head.i != verb.i else "future"
    if words & {"has", "have", "'ve", "'s"} and verb.tag in ("VBN", "VBD", "VBG"):
        return "present"
    if verb.tag == "VBD" or words & {"was", "were", "had", "did"}:
        return "past"
    if verb.tag in ("VBZ", "VBP") or words & {"is", "are", "am", "'s", "'re"}:
        return "past" if verb.lemma in _SAYING else "future"
    if verb.dep in ("conj", "xcomp", "advcl", "pcomp") and depth < 4:
        above = next((t for t in (head, *parsed.ancestors(head)) if t.pos in _VERBS and t.i != verb.i), None)
        if above:
            return _verb_direction(parsed, above, depth + 1)
    return "past"


# Which expression belongs to which event


def time_of(parsed: ParsedArticle, token: Token, times: tuple[TimeSpan, ...]) -> TimeSpan | None:
    """The expression of *times* that says when the event of trigger *token* was, or None.

    Its own clause by dependency: what hangs on the trigger or on the verb that it is an argument of, not what hangs on
    the verb of another clause ("said on Tuesday that troops had left" does not date the leaving). A dated expression
    goes before a mere length.
    """
    sentence = parsed.sentence(token)
    ranked = []
    for span in times:
        if span.mention is None or not sentence.begin <= span.mention[0] < sentence.end:
            continue
        inside = [t for t in parsed.words(sentence) if t.begin < span.mention[1] and span.mention[0] < t.end]
        if not inside or token in inside:
            continue
        steps = _steps(parsed, token, _top(inside))
        if steps is not None:
            ranked.append((span.start is None and span.end is None, steps, abs(inside[0].i - token.i), span))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else _before_when(parsed, token, times)


def _before_when(parsed: ParsedArticle, token: Token, times: tuple[TimeSpan, ...]) -> TimeSpan | None:
    """Of "in November, when the rebels took the town" the November."""
    for word in (token, *parsed.ancestors(token)):
        whens = [t for t in parsed.children(word, "advmod", "mark") if t.lower == "when" and t.i <= token.i]
        for when in whens:
            ends = {t.end for t in parsed.tokens[max(when.i - 2, 0) : when.i] if t.sent == when.sent}
            return next((t for t in times if t.mention is not None and t.mention[1] in ends), None)
        if word.dep not in ("conj", "xcomp", "dobj", "nsubjpass", "pobj", "prep"):
            break
    return None


def _steps(parsed: ParsedArticle, trigger: Token, time: Token) -> int | None:
    """How far *time* stands from *trigger* in the tree; None where another clause lies between."""
    up = [trigger, *parsed.ancestors(trigger)]
    down = []
    for meet in (time, *parsed.ancestors(time)):
        if meet in up:
            break
        down.append(meet)
    else:
        return None
    climbed = up[: up.index(meet)]
    opening = time.i < min((t.i for t in parsed.children(meet, "nsubj", "nsubjpass")), default=meet.i)
    if not all(_time_goes_down(parsed, t, opening) for t in climbed):
        return None
    for t in down:
        clause = t.dep in _CLAUSES or (t.dep == "conj" and t.pos in _VERBS)
        if clause and not _time_goes_up(parsed, t, trigger):
            return None
    return len(down) + len(climbed)


def _time_goes_down(parsed: ParsedArticle, token: Token, opening: bool) -> bool:
    """Whether the time of the head of *token* is that of *token* too; at the *opening*, of all joined by "and"."""
    if token.dep in ("ccomp", "relcl", "parataxis", "csubj", "csubjpass", "acl", "pcomp"):
        return False
    if token.dep == "conj" and token.pos in _VERBS:
        return opening or (not parsed.children(token, "nsubj", "nsubjpass") and token.tag == parsed.head(token).tag)
    if token.dep == "advcl":
        return token.tag in ("VBG", "VB") and not parsed.children(token, "mark", "nsubj", "nsubjpass")
    if token.dep == "xcomp":
        return _verb_direction(parsed, token) != "future" or parsed.head(token).lemma in _IMPLICATIVE
    return True


def _time_goes_up(parsed: ParsedArticle, clause: Token, trigger: Token) -> bool:
    """Whether what the clause below an event says of time holds of the event: "talks that began in May".

    So it does for what was broadcast or published when it was said, for a clause about the event itself, and for a
    result that the event brought about ("airstrikes on positions that broke the siege on Sunday").
    """
    head = parsed.head(clause)
    if clause.dep in ("relcl", "acl"):
        if clause.dep == "acl" and clause.tag in ("VBN", "VBD") and clause.lemma in _PUBLISHING:
            return True
        if head.i == trigger.i:
            return clause.dep == "relcl" or clause.tag != "VB"
        if clause.dep == "acl" and clause.tag == "VBG" and trigger.tag in ("VBD", "VBN"):
            return True  # "ambushed a convoy carrying food to the town on Sunday"
        subjects = {t.lower for t in parsed.children(clause, "nsubj", "nsubjpass")}
        return clause.lemma in _RESULTS and clause.tag == "VBD" and bool(subjects & {"that", "which"})
    if clause.dep == "xcomp" and head.i == trigger.i:
        return _verb_direction(parsed, clause) != "future" or trigger.lemma in _IMPLICATIVE
    return False
