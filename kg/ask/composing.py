"""The answer in words: what was found, what it rests on, what is disputed; or what was not understood, not found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg.ask.answer import Answer, Evidence
from kg.ask.days import written_day
from kg.ask.finding import Found
from kg.ask.intents import Intent
from kg.ask.labels import plain
from kg.ask.reading import PLACE_WORDS, Question
from kg.ask.telling import DISPUTED, FIRM, joined, status_of, support, things
from kg.ask.voices import Place, Voices, place_of, voices
from kg.query import select
from kg.store import Reader
from kg.vocab import SPARQL_PREFIXES

SHOWN_OUTLETS: Final = 4
_NO: Final = frozenset({"negated", "denied"})


def told(reader: Reader, question: Question, intent: Intent, found: Found) -> Answer:
    """The answer that the rows of *found* give."""
    rows = list(found.rows)
    firm = [row for row in rows if status_of(row) in FIRM or not status_of(row) or intent.settled]
    disputed = [row for row in rows if status_of(row) in DISPUTED and row not in firm]
    softer = [row for row in rows if row not in firm and row not in disputed]
    verdict = _verdict(question, intent, firm, disputed, softer)
    if verdict:
        answers: list[dict[str, Any]] = [{"verdict": verdict}]
        telling = {"yes": firm, "contested": disputed}
        held = telling.get(verdict) or [row for row in rows if status_of(row) in _NO]
    else:
        main = firm or disputed or softer
        answers, held = things(intent, question, main), main
    if not answers:
        return nothing(reader, question, intent, found)
    aside = (
        [] if verdict or not firm else [t for t in things(intent, question, disputed) if not _told_already(t, answers)]
    )
    sources = _sources(reader, rows)
    told_by = voices(reader, rows)
    evidence = _evidence(held, sources, told_by)
    return Answer(
        question=question.text,
        intent=intent.name,
        sentence=_sentence(question, intent, answers, evidence, verdict),
        dataset_version=reader.version,
        answers=tuple(answers),
        disputed=tuple(aside),
        evidence=evidence,
        disputed_evidence=_evidence(disputed, sources, told_by) if aside or (verdict == "yes" and firm) else (),
        sparql=found.sparql,
        entities=_entities(question),
        notes=_notes(question, intent, firm, softer) + _explained(verdict, firm, disputed),
        parameters=dict(found.params),
        lines=() if verdict else tuple(_lines(intent, answers)),
        disputed_lines=tuple(_lines(intent, aside)),
        support=_support(intent, question, answers, held, evidence, verdict),
        choices=choices(question),
    )


def _support(
    intent: Intent,
    question: Question,
    answers: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    evidence: tuple[Evidence, ...],
    verdict: str | None,
) -> tuple[tuple[Evidence, ...], ...]:
    """For each answer its sentences, in the order of *evidence*."""
    if verdict or len(answers) == 1:
        return (evidence,)
    own = ({place_of(row) for row in some} for some in support(intent, question, rows, answers))
    return tuple(tuple(e for e in evidence if (e.article, e.begin, e.end) in some) for some in own)


def choices(question: Question) -> tuple[tuple[dict[str, str], ...], ...]:
    """For each name in *question* that several of one kind bear, what it may mean."""
    return tuple(
        tuple({"text": m.text, "name": e.name, "iri": e.iri, "kind": e.kind} for e in m.entities)
        for m in question.mentions
        if len(m.entities) > 1 and len({e.kind for e in m.entities}) == 1
    )


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
    if question.frame.asks != "verdict" or intent.told == "numbers":
        return None
    if intent.name in ("denied-claims", "contested-facts"):
        if re.match(r"(is|are|was|were)\b", question.shape):
            return "contested"
        if re.search(r"\b(been|be|being|get|got) \w+", question.shape):
            return "contested"
        return "yes" if re.match(r"(did|has|have|does|do) \{0\}", question.shape) else None
    if intent.told == "claims":
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
    return found


def _plain_list(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sentence(
    question: Question,
    intent: Intent,
    answers: Sequence[Mapping[str, Any]],
    evidence: Sequence[Evidence],
    verdict: str | None,
) -> str:
    according = _according(evidence)
    place = question.place()
    at = f" {_preposition(question)} {place[0].name}" if place else ""
    named = joined(dict.fromkeys(e.name for actor in question.actors() for e in actor[:1]))
    if verdict:
        what = "Yes" if verdict == "yes" else "It is contested" if verdict == "contested" else "No, it is denied"
        return f"{what}{_voiced(evidence, verdict)}, {according[0].lower()}{according[1:]}."
    if intent.name == "same-side":
        together = joined(str(a["name"]) for a in answers)
        with_whom = f" together with {named}" if named else ""
        return f"{according}, these fought on the same side{at}{with_whom}: {together}."
    if "against" in (answers[0] if answers else {}):
        return f"{according}, these fought {'against ' + named if named else 'on opposing sides'}{at}:"
    day = written_day(question.days[-1].last.isoformat()) if question.days else ""
    lead = intent.lead.format(place=at, about=f" ({named})" if named else "", day=day)
    return f"{lead}; {according[0].lower()}{according[1:]}:" if evidence else f"{lead}:"


def _voiced(evidence: Sequence[Evidence], verdict: str) -> str:
    """Who says so, where the reports only pass it on; who denies it, where that is what makes the verdict."""
    said = _named(e.said_by for e in evidence) if all(e.said_by for e in evidence) else ""
    denied = _named(e.denied_by for e in evidence) if verdict != "yes" else ""
    if verdict == "yes":
        return f", as said by {said}" if said else ""
    told = [f"{how} by {names}" for how, names in (("said", said), ("denied", denied)) if names]
    return f": {', '.join(told)}" if denied else ""


def _named(names: Iterable[Sequence[str]]) -> str:
    several = list(dict.fromkeys(name for some in names for name in some))
    return joined(several if len(several) <= SHOWN_OUTLETS else [*several[: SHOWN_OUTLETS - 1], "others"])


def _according(evidence: Sequence[Evidence]) -> str:
    count, outlets = len({e.article for e in evidence}), sorted({e.outlet for e in evidence if e.outlet})
    reports = f"{count} report{'' if count == 1 else 's'}"
    if not outlets:
        return f"According to {reports}"
    if count == 1:
        return f"According to 1 report from {outlets[0]}"
    named = joined(outlets) if len(outlets) <= SHOWN_OUTLETS else f"{', '.join(outlets[:SHOWN_OUTLETS])} and others"
    return f"According to {reports} from {len(outlets)} outlet{'' if len(outlets) == 1 else 's'} ({named})"


def _preposition(question: Question) -> str:
    """The word before the place, as the question has it."""
    n = question.place_number()
    before = re.search(rf"\b(\w+) (?:the )?\{{{n}\}}", question.shape)
    return before[1] if before and before[1] in PLACE_WORDS else "at"


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


def _evidence(
    rows: Sequence[Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, str]],
    told_by: Mapping[Place, Voices],
) -> tuple[Evidence, ...]:
    """The sentences of *rows*, those that carry most of the answer first."""
    carried: dict[Place, int] = {}
    text: dict[Place, str] = {}
    for row in rows:
        if key := place_of(row):
            carried[key] = carried.get(key, 0) + 1
            text[key] = str(row.get("text") or "")
    found = []
    for article, begin, end in sorted(carried, key=lambda k: (-carried[k], k)):
        about = sources.get(article, {})
        outlet, day = about.get("publisher", ""), written_day(about.get("day", ""))
        source = ", ".join(part for part in (outlet or about.get("title", ""), day) if part)
        said = told_by[article, begin, end]
        found.append(Evidence(text[article, begin, end], article, begin, end, source, outlet, *said))
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


def unread(reader: Reader, text: str, question: Question | None, why: str) -> Answer:
    """The answer to what is no question that we know: *why*, what of it was understood, and what was not."""
    understood = joined(dict.fromkeys(e["name"] for e in _entities(question))) if question else ""
    words = question.unread("") if question else []
    strange = joined(f"“{w}”" for w in words if question and not question.sentences.telling(plain(w)))
    known = f" What was understood: {understood}." if understood else ""
    unknown = f" No sentence that facts rest on speaks of {strange}." if strange else ""
    return Answer(
        question=text,
        intent=None,
        sentence=f"{why[0].upper()}{why[1:]}{known}{unknown}",
        dataset_version=reader.version,
        entities=_entities(question) if question else (),
        choices=choices(question) if question else (),
    )


def not_there(reader: Reader, question: Question, intent: Intent | None, missing: Sequence[str]) -> Answer:
    """The answer to a question that names what nothing in the graph bears."""
    said = []
    for name in missing:
        near = question.index.nearest(name)
        known = question.index.elsewhere.get(plain(name))
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


def nothing(reader: Reader, question: Question, intent: Intent, found: Found) -> Answer:
    """The answer to a question that was read, and that nothing in the graph answers."""
    words = dict.fromkeys(found.strange)
    about = f" about {joined(f'“{w}”' for w in words)}" if words else ""
    return Answer(
        question=question.text,
        intent=intent.name,
        sentence=f"No report in this dataset answers this{about}. That is not to say that it is not so.",
        dataset_version=reader.version,
        sparql=found.sparql,
        entities=_entities(question),
        parameters=dict(found.params),
        choices=choices(question),
    )
