"""A question in plain English to an answer with its evidence: read, filled into a query of ``queries/``, told.

No model is asked and the parser is not loaded. What cannot be read or found is named: "no report in this dataset" is
not "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from kg.ask.answer import Answer, Evidence
from kg.ask.intents import INTENTS, Intent
from kg.ask.labels import LabelIndex, Mention, label_index, plain
from kg.ask.reading import COMMON, COMMON_STEMS, MAX_CHARACTERS, PLAIN_WORDS, Question, read
from kg.ask.slots import days
from kg.ask.telling import DISPUTED, FIRM, joined, status_of, things
from kg.query import find_query, resolve, select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES, STATUSES

__all__ = ["Answer", "Evidence", "ask", "kinds"]

_RELATIVE: Final = re.compile(
    r"\b(yesterday|tomorrow|today|tonight|((last|this|next|past|coming) (day|week|weekend|month|year|summer|winter|"
    r"spring|autumn)s?)|recently|lately)\b"
)
_YES_NO: Final = re.compile(r"^(did|do|does|is|are|was|were|has|have|had)\b")
_NO: Final = frozenset({"negated", "denied"})


def kinds() -> list[str]:
    """A question of each kind that is understood."""
    return [intent.example for intent in INTENTS]


def ask(reader: Reader, question: str) -> Answer:
    """The answer that the graph of *reader* gives to *question*."""
    index = label_index(reader)
    if len(question) > MAX_CHARACTERS:
        return _unread(
            reader, question[:MAX_CHARACTERS], None, f"the question is longer than {MAX_CHARACTERS} characters."
        )
    asked = read(question, index)
    if asked.days and asked.days[0].first > asked.days[-1].last:
        return _unread(reader, asked.text, asked, "the time that is asked for ends before it begins.")
    relative = _RELATIVE.search(asked.shape)
    if relative:
        why = f"“{relative[0]}” is not a day that can be told from the dataset: name the day, month or year."
        return _unread(reader, asked.text, asked, why)
    readings = list(_readings(asked))
    missing = _missing(asked, readings[0][0] if readings else None)
    if missing:
        return _not_there(reader, asked, readings[0][0] if readings else None, missing, index)
    if not readings:
        return _unread(reader, asked.text, asked, "this question cannot be read.")
    answer = _answer(reader, asked, *readings[0])
    if not answer.found:
        for intent, params in readings[1:]:
            if intent.name in _ALSO.get(readings[0][0].name, ()):
                second = _answer(reader, asked, intent, params)
                if second.found:
                    return second
    return answer


# what a question may ask for as well, where its likeliest kind has no answer
_ALSO: Final[dict[str, tuple[str, ...]]] = {
    "who-did-what": ("who-took-part",),
    "statements-about": ("claims-by", "who-says", "who-did-what"),
    "what-ended": ("who-did-what", "who-says"),
    "opposed": ("who-did-what",),
    "detained": ("who-did-what",),
    "ties": ("offices",),
}


def _readings(question: Question) -> Iterator[tuple[Intent, dict[str, Any]]]:
    """The kinds of question that fit, with their parameters, the likeliest first."""
    for intent in INTENTS:
        if intent.cue(question) is None:
            continue
        if intent.name == "same-side" and re.search(r"against \{\d\}", question.shape) and len(question.actors()) == 1:
            continue
        params = intent.params(question)
        if params is not None:
            yield intent, params


def _missing(question: Question, intent: Intent | None) -> list[str]:
    """The names in the question that nothing in the graph bears."""
    used = set(plain(intent.cue(question) or "").split()) if intent else set()
    found = []
    for name in question.unknown:
        left = [w for w in plain(name).split() if w not in PLAIN_WORDS and w not in used and not _is_common(w)]
        if left:
            found.append(name)
    return found


def _is_common(word: str) -> bool:
    return word in COMMON or word.startswith(COMMON_STEMS)


def _answer(reader: Reader, question: Question, intent: Intent, params: Mapping[str, Any]) -> Answer:
    query = find_query(intent.query)
    every = {"status": list(STATUSES)} if any(p.name == "status" for p in query.params) else {}
    if intent.name == "contested-facts":
        every = {}
    sparql = query.bind(resolve(reader, query, {**params, **every}))
    rows = [row for row in select(reader, sparql).rows if intent.keep(question, row)]
    rows = _between_named(intent, question, rows)
    if question.days and not _DAYS.intersection(params):
        rows = _within_days(reader, question, rows)
    rows, left_out = _on_topic(intent, question, params, rows)
    shown = query.bind(resolve(reader, query, params))
    if not rows:
        return _nothing(reader, question, intent, params, shown, left_out)
    return _told(reader, question, intent, params, rows, shown)


_DAYS: Final = frozenset({"from_day", "on_day", "as_of"})


def _within_days(reader: Reader, question: Question, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of *rows* those about an event of the days asked for, or, without an event, of its place in the same article."""
    query = find_query("events")
    held = query.bind(resolve(reader, query, {**days(question), "status": list(STATUSES)}))
    events: set[Any] = set()
    places: set[Any] = set()
    for row in select(reader, held).rows:
        events.add(row["event"])
        if row.get("where"):
            places.add((row["article"], row["where"]))
    return [
        row
        for row in rows
        if (row["event"] in events if row.get("event") else (row.get("article"), row.get("where")) in places)
    ]


def _between_named(intent: Intent, question: Question, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of pairs only those between the two actors that the question names, where it names two."""
    actors = [{e.iri for e in actor} for actor in question.actors()]
    if intent.name not in ("same-side", "opposed", "allies") or len(actors) < 2:
        return list(rows)
    one, other = ("actor_a", "actor_b") if intent.name != "allies" else ("actor", "other")
    return [
        row
        for row in rows
        if (row[one] in actors[0] and row[other] in actors[1]) or (row[one] in actors[1] and row[other] in actors[0])
    ]


def _on_topic(
    intent: Intent, question: Question, params: Mapping[str, Any], rows: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows that speak of what else the question mentions, and the words that none of them holds.

    Every such word must stand in some row (in claims: half of them), else the question asks for something else.
    """
    unread = [*question.unread(intent.cue(question) or ""), *(m.text for m in _unused(question, params, intent))]
    topics = {word: _stem(plain(word).split()[-1]) for word in unread}
    held = [(_words_in(row), row) for row in rows]
    strange = [word for word, topic in topics.items() if not any(topic in words for words, _ in held)]
    if strange and (intent.told != "claims" or len(strange) * 2 > len(topics)):
        return [], strange
    wanted = set(topics.values())
    best = max((len(wanted & words) for words, _ in held), default=0)
    kept = [row for words, row in held if len(wanted & words) == best]
    return _of_event(question, kept) if intent.told in ("events", "relations") else kept, []


def _of_event(question: Question, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of *rows* those whose event is called as in the question ("siege"), all where none is."""
    wanted = _event_words(question)
    named = [r for r in rows if wanted & _words_in({k: r.get(k) for k in ("event_name", "effect_name")})]
    return named or list(rows)


def _event_words(question: Question) -> set[str]:
    """Words for events that choose between rows, where rows hold them, and are no condition otherwise."""
    return {_stem(w) for w in ("siege", "battle", "offensive", "attack") if re.search(rf"\b{w}s?\b", question.shape)}


def _unused(question: Question, params: Mapping[str, Any], intent: Intent) -> list[Mention]:
    """The names that no parameter took."""
    taken = {iri for value in params.values() if isinstance(value, list) for iri in value}
    if intent.name in ("casualties", "who-did-what"):
        taken |= {e.iri for actor in question.actors()[:1] for e in actor}
    if intent.name in ("same-side", "opposed", "allies"):
        taken |= {e.iri for actor in question.actors()[:2] for e in actor}
    return [m for m in question.mentions if not any(e.iri in taken for e in m.entities)]


def _words_in(row: Mapping[str, Any]) -> set[str]:
    text = " ".join(str(v) for k, v in row.items() if v is not None and not str(v).startswith("http"))
    return {_stem(word) for word in plain(text).split()}


def _stem(word: str) -> str:
    """*word* without its ending, so that "authorised" meets "authorization".

    >>> _stem("authorised") == _stem("authorization"), _stem("denials") == _stem("denies")
    (True, False)
    """
    bare = re.sub(r"(i[sz]ations?|i[sz]ed|i[sz]es?|i[sz]ing|ations?|ing|ions?|ed|es|s|ly|ment|ments)$", "", word)
    return bare if len(bare) >= 3 else word


def _told(
    reader: Reader,
    question: Question,
    intent: Intent,
    params: Mapping[str, Any],
    rows: list[dict[str, Any]],
    sparql: str,
) -> Answer:
    firm = [row for row in rows if status_of(row) in FIRM or not status_of(row) or intent.name in _ANY_STATUS]
    disputed = [row for row in rows if status_of(row) in DISPUTED and row not in firm]
    softer = [row for row in rows if row not in firm and row not in disputed]
    verdict = _verdict(question, intent, firm, disputed, softer)
    if verdict:
        answers: list[dict[str, Any]] = [{"verdict": verdict}]
        told = {"yes": firm, "contested": disputed}
        held = told.get(verdict) or [row for row in rows if status_of(row) in _NO]
    else:
        main = firm or disputed or softer
        answers, held = things(intent, question, main), main
    if not answers:
        return _nothing(reader, question, intent, params, sparql, ())
    aside = (
        [] if verdict or not firm else [t for t in things(intent, question, disputed) if not _told_already(t, answers)]
    )
    sources = _sources(reader, rows)
    evidence = _evidence(held, sources)
    base = Answer(
        question=question.text,
        intent=intent.name,
        sentence=_sentence(question, intent, answers, held, evidence, sources, verdict),
        dataset_version=reader.version,
        answers=tuple(answers),
        disputed=tuple(aside),
        evidence=evidence,
        disputed_evidence=_evidence(disputed, sources) if aside or (verdict == "yes" and firm) else (),
        sparql=sparql,
        entities=_entities(question),
        notes=_notes(question, intent, firm, softer) + _explained(verdict, firm, disputed),
        parameters=dict(params),
        lines=() if verdict else tuple(_lines(intent, answers)),
        disputed_lines=tuple(_lines(intent, aside)),
    )
    return base


def _explained(verdict: str | None, firm: Sequence[Any], disputed: Sequence[Any]) -> tuple[str, ...]:
    """What a verdict rests on, where some of what was reported is denied."""
    if verdict == "yes" and disputed:
        return (
            f"it rests on {_reports(firm)} that nobody denies; in {_reports(disputed)} more is what somebody denies.",
        )
    part = "some" if firm else "all"
    return (f"{part} of what is reported of this is denied by somebody.",) if verdict == "contested" else ()


def _reports(rows: Sequence[Mapping[str, Any]]) -> str:
    count = len({(row.get("article"), row.get("begin")) for row in rows})
    return f"{count} sentence{'' if count == 1 else 's'}"


_ANY_STATUS: Final = frozenset({"contested-facts", "facts-as-of", "independent-origins", "what-is-disputed"})


def _told_already(thing: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> bool:
    same = next((a for a in answers if a.get("iri") == thing.get("iri") and a.get("name") == thing.get("name")), None)
    return same is not None and "side" not in thing and "against" not in thing


def _verdict(
    question: Question,
    intent: Intent,
    firm: Sequence[Any],
    disputed: Sequence[Any],
    softer: Sequence[Mapping[str, Any]],
) -> str | None:
    """Yes, no or contested, where that is what is asked."""
    if not _YES_NO.match(question.shape) or intent.told in ("claims", "numbers"):
        return None
    if disputed and (not firm or intent.name == "who-took-part"):  # taking part in something else is no proof
        return "contested"
    if firm:
        return "yes"
    return "no" if softer and all(status_of(row) in _NO for row in softer) else None


def _lines(intent: Intent, answers: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    one_side = len({answer.get("side") for answer in answers}) == 1
    for answer in answers:
        if "text" in answer:
            line = str(answer["text"])
        elif "side" in answer:
            line = str(answer["name"]) if one_side else f"{answer['name']} (side {answer['side']})"
        elif "with" in answer:
            line = f"{answer['name']}, with {joined(answer['with'])} ({_plain_list(answer['where'])})"
        elif "against" in answer:
            line = f"{answer['name']}, against {joined(answer['against'])}"
        else:
            extra = [
                _plain_list(answer[k])
                for k in ("roles", "role", "manner", "holder_name", "when", "kind")
                if k in answer
            ]
            line = f"{answer['name']}{': ' + '; '.join(extra) if extra else ''}"
        status = answer.get("status")
        if status and status != "reported" and str(status) not in line:
            line += f" [{_plain_list(status)}]"
        found.append(f"- {line}")
    return list(dict.fromkeys(found))


def _plain_list(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sentence(
    question: Question,
    intent: Intent,
    answers: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    evidence: Sequence[Evidence],
    sources: Mapping[str, Mapping[str, str]],
    verdict: str | None,
) -> str:
    according = _according(evidence, sources)
    place = question.place()
    at = f" at {place[0].name}" if place else ""
    named = joined(dict.fromkeys(e.name for actor in question.actors() for e in actor[:1]))
    if verdict:
        what = "Yes" if verdict == "yes" else "It is contested" if verdict == "contested" else "No: it is denied"
        return f"{what}, {according[0].lower()}{according[1:]}."
    if intent.name == "same-side":
        together = joined(str(a["name"]) for a in answers)
        with_whom = f" together with {named}" if named else ""
        return f"{according}, these fought on the same side{at}{with_whom}: {together}."
    if "against" in (answers[0] if answers else {}):
        return f"{according}, these fought {'against ' + named if named else 'on opposing sides'}{at}:"
    day = question.days[-1].last.isoformat() if question.days else ""
    lead = intent.lead.format(place=at, about=f" ({named})" if named else "", day=day)
    return f"{lead}; {according[0].lower()}{according[1:]}:" if evidence else f"{lead}:"


def _according(evidence: Sequence[Evidence], sources: Mapping[str, Mapping[str, str]]) -> str:
    articles = list(dict.fromkeys(e.article for e in evidence))
    outlets = {sources[a]["publisher"] for a in articles if sources.get(a, {}).get("publisher")}
    reports = f"{len(articles)} report{'' if len(articles) == 1 else 's'}"
    return f"According to {reports}" + (f" ({joined(sorted(outlets))})" if outlets else "")


def _sources(reader: Reader, rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Title, outlet and day of each article that *rows* rest on."""
    articles = sorted({str(row["article"]) for row in rows if row.get("article")})
    if not articles:
        return {}
    found = select(
        reader,
        SPARQL_PREFIXES
        + f"""SELECT ?article ?title ?publisher ?day {{ VALUES ?article {{ {" ".join(f"<{a}>" for a in articles)} }}
  ?article rdfs:label ?title . OPTIONAL {{ ?article schema:datePublished ?day }}
  OPTIONAL {{ ?article kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS {{ ?p kg:unnamed true }} }} }}""",
    )
    return {str(row["article"]): {k: str(v) for k, v in row.items() if v is not None} for row in found.rows}


def _evidence(rows: Sequence[Mapping[str, Any]], sources: Mapping[str, Mapping[str, str]]) -> tuple[Evidence, ...]:
    """The sentences of *rows*, those that carry most of the answer first."""
    carried: dict[tuple[str, int, int], int] = {}
    text: dict[tuple[str, int, int], str] = {}
    for row in rows:
        if row.get("article") and row.get("begin") is not None and row.get("end") is not None:
            key = (str(row["article"]), int(row["begin"]), int(row["end"]))
            carried[key] = carried.get(key, 0) + 1
            text[key] = str(row.get("text") or "")
    found = []
    for article, begin, end in sorted(carried, key=lambda k: (-carried[k], k)):
        about = sources.get(article, {})
        source = ", ".join(p for p in (about.get("publisher") or about.get("title", ""), about.get("day", "")) if p)
        found.append(Evidence(text[article, begin, end], article, begin, end, source))
    return tuple(found)


def _notes(
    question: Question, intent: Intent, firm: Sequence[Any], softer: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    found = [f"{m.text} was read as {m.entities[0].name}." for m in question.mentions if m.guessed and m.entities]
    for mention in question.mentions:
        kinds_named = {e.kind for e in mention.entities}
        several = dict.fromkeys(e.name for e in mention.entities)
        if len(several) > 1 and len(kinds_named) == 1:
            found.append(f"{mention.text} may be any of: {joined(several)}.")
    if softer and not firm:
        standing = joined(dict.fromkeys(status_of(row) for row in softer))
        found.append(f"this is not reported as fact, it is {standing}.")
    if intent.name == "same-side":
        found.append("fighting on the same side is not an alliance; ask who is allied with whom for what was declared.")
    return tuple(found)


def _entities(question: Question) -> tuple[dict[str, str], ...]:
    return tuple(
        {"text": m.text, "name": e.name, "iri": e.iri, "kind": e.kind} for m in question.mentions for e in m.entities
    )


def _unread(reader: Reader, text: str, question: Question | None, why: str) -> Answer:
    nearest = _nearest_kinds(text)
    understood = joined(dict.fromkeys(e["name"] for e in _entities(question))) if question else ""
    known = f" What was understood: {understood}." if understood else ""
    return Answer(
        question=text,
        intent=None,
        sentence=f"{why[0].upper()}{why[1:]}{known} Questions that can be answered are, for example:",
        dataset_version=reader.version,
        entities=_entities(question) if question else (),
        lines=tuple(f"- {kind}" for kind in nearest),
    )


def _nearest_kinds(text: str) -> list[str]:
    wanted = {_stem(w) for w in plain(text).split() if w not in PLAIN_WORDS}
    ranked = sorted(kinds(), key=lambda kind: -len(wanted & {_stem(w) for w in plain(kind).split()}))
    return ranked[:4]


def _not_there(
    reader: Reader, question: Question, intent: Intent | None, missing: Sequence[str], index: LabelIndex
) -> Answer:
    said = []
    for name in missing:
        near = index.nearest(name)
        known = index.elsewhere.get(plain(name))
        what = f"{name} ({known.name})" if known and known.name != name else name
        hint = f" Did you mean {' or '.join(near)}?" if near and not known else ""
        said.append(f"No article in this dataset names {what}.{hint}")
    return Answer(
        question=question.text,
        intent=intent.name if intent else None,
        sentence=" ".join(said),
        dataset_version=reader.version,
        entities=_entities(question),
    )


def _nothing(
    reader: Reader, question: Question, intent: Intent, params: Mapping[str, Any], sparql: str, words: Sequence[str]
) -> Answer:
    about = f" about {joined(f'“{w}”' for w in dict.fromkeys(words))}" if words else ""
    return Answer(
        question=question.text,
        intent=intent.name,
        sentence=f"No report in this dataset answers this{about}. That is not to say that it is not so.",
        dataset_version=reader.version,
        sparql=sparql,
        entities=_entities(question),
        parameters=dict(params),
    )
