"""Why something is in the graph: what says so, who, where, by which rule; what was taken for one; how it stands."""

from __future__ import annotations

from typing import Final

import msgspec

from kg.errors import UnknownName
from kg.query import Value, select
from kg.store.interface import Reader
from kg.vocab import SPARQL_PREFIXES, compact


class Sentence(msgspec.Struct, frozen=True, order=True):
    """Characters of an article, with their text where the policy of its source lets it be shown."""

    article: str
    begin: int
    end: int
    text: str | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that bears on the thing: who holds it, through whom it came, and where it stands."""

    claim: str
    polarity: str
    holder: str | None
    act: str
    chain: tuple[str, ...]
    rule: str | None
    sentences: tuple[Sentence, ...]


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """A node of an article that was taken for a canonical one, and why."""

    node: str
    canonical: str
    label: str | None
    by: str
    confidence: float | None
    sentence: Sentence | None


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """How a proposition about the thing stands, or stood for a time. ``valid_to`` is the first day it no longer did."""

    proposition: str
    about: str
    status: str
    valid_from: str
    valid_to: str | None
    origins: int
    denied_by_party: bool
    rule: str
    grounds: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """All that bears on one IRI."""

    iri: str
    kinds: tuple[str, ...]
    label: str | None
    article: str | None
    rule: str | None
    confidence: float | None
    reliability: str | None
    sentences: tuple[Sentence, ...]
    claims: tuple[Said, ...]
    merges: tuple[Merged, ...]
    assessments: tuple[Stood, ...]
    replaced_by: str | None = None

    def __str__(self) -> str:
        return "\n".join(_lines(self))


_THING: Final = """SELECT ?kind ?label ?article ?rule ?confidence ?reliability ?replaced {
  OPTIONAL { <%(iri)s> a ?kind }
  OPTIONAL { <%(iri)s> rdfs:label ?label }
  OPTIONAL { <%(iri)s> kg:inArticle ?article }
  OPTIONAL { <%(iri)s> kg:rule ?rule }
  OPTIONAL { <%(iri)s> kg:confidence ?confidence }
  OPTIONAL { <%(iri)s> kg:reliability ?reliability }
  OPTIONAL { <%(iri)s> dcterms:isReplacedBy ?replaced }
} ORDER BY ?kind ?label"""

_SENTENCES: Final = """SELECT DISTINCT ?article ?begin ?end ?text {
  <%(iri)s> kg:evidence|kg:mention|kg:metonymMention|kg:trigger|kg:cue ?span .
  ?span kg:inArticle ?article ; oa:start ?begin ; oa:end ?end .
  OPTIONAL { ?span oa:exact ?text }
} ORDER BY ?article ?begin ?end"""

_CLAIMS: Final = """SELECT DISTINCT ?claim ?polarity ?holder ?act ?rule {
  {
    VALUES (?stands ?polarity) { (kg:affirms "affirms") (kg:negates "negates") }
    { ?claim ?stands <%(iri)s> }
    # of an event, an actor, a place: what is said of the accounts, parts, sides, relations that mean it
    UNION { ?thing kg:denotes <%(iri)s> . ?claim ?stands ?thing }
    UNION { ?node kg:denotes <%(iri)s> . ?thing kg:actor|kg:member|kg:subject|kg:object ?node . ?claim ?stands ?thing }
    UNION { ?node kg:denotes <%(iri)s> . ?part kg:actor ?node . ?thing kg:participation ?part . ?claim ?stands ?thing }
  } UNION {
    VALUES (?answers ?polarity) { (kg:disputes "disputes") (kg:echoes "echoes") (kg:confirms "confirms")
      (kg:retracts "retracts") (kg:doubts "doubts") }
    ?claim ?answers <%(iri)s>
  } UNION {
    BIND("is" AS ?polarity) VALUES ?claim { <%(iri)s> } ?claim a kg:Claim
  } UNION {
    <%(iri)s> kg:ground ?claim .
    BIND(IF(EXISTS { <%(iri)s> kg:negatedBy ?claim }, "negates", "affirms") AS ?polarity)
  } UNION {
    ?assessment kg:proposition <%(iri)s> ; kg:ground ?claim .
    BIND(IF(EXISTS { ?assessment kg:negatedBy ?claim }, "negates", "affirms") AS ?polarity)
  }
  OPTIONAL { ?claim kg:holder/rdfs:label ?holder }
  OPTIONAL { ?claim kg:act ?act }
  OPTIONAL { ?claim kg:rule ?rule }
} ORDER BY ?claim ?polarity ?holder"""

_CHAINS: Final = """SELECT ?claim ?position ?voice {
  VALUES ?claim { %(claims)s }
  ?claim kg:chain ?link .
  ?link kg:position ?position ; kg:voice/rdfs:label ?voice .
} ORDER BY ?claim ?position ?voice"""

_EVIDENCE: Final = """SELECT DISTINCT ?claim ?article ?begin ?end ?text {
  VALUES ?claim { %(claims)s }
  ?claim kg:evidence ?span .
  ?span kg:inArticle ?article ; oa:start ?begin ; oa:end ?end .
  OPTIONAL { ?span oa:exact ?text }
} ORDER BY ?claim ?article ?begin"""

_MERGES: Final = """SELECT ?node ?canonical ?label ?by ?confidence ?article ?begin ?end ?text {
  { ?identification kg:canonical <%(iri)s> } UNION { ?identification kg:node <%(iri)s> }
  ?identification kg:node ?node ; kg:canonical ?canonical ; kg:identifiedBy ?by ; kg:confidence ?confidence .
  OPTIONAL { ?node rdfs:label ?label }
  OPTIONAL {
    ?identification kg:evidence ?span .
    ?span kg:inArticle ?article ; oa:start ?begin ; oa:end ?end .
    OPTIONAL { ?span oa:exact ?text }
  }
} ORDER BY ?canonical ?node"""

_ASSESSMENTS: Final = """SELECT DISTINCT
  ?assessment ?proposition ?class ?status ?from ?to ?origins ?denied ?rule ?one ?two ?event
{
  {
    ?proposition kg:event|kg:actor|kg:actorA|kg:actorB|kg:subject|kg:object|kg:from|kg:to|kg:theatre|kg:place <%(iri)s>
  } UNION {
    <%(iri)s> kg:denotes ?canonical .
    ?proposition kg:event|kg:actor|kg:actorA|kg:actorB|kg:subject|kg:object|kg:theatre|kg:place ?canonical
  } UNION {
    VALUES ?proposition { <%(iri)s> } ?proposition a kg:Proposition
  } UNION {
    <%(iri)s> kg:proposition ?proposition
  }
  ?assessment kg:proposition ?proposition ; kg:status ?status ; kg:validFrom ?from ; kg:origins ?origins ;
    kg:deniedByParty ?denied ; kg:ruleName ?rule .
  ?proposition a ?class .
  FILTER(?class != kg:Proposition)
  OPTIONAL { ?assessment kg:validTo ?to }
  OPTIONAL { ?proposition kg:event/rdfs:label ?event }
  OPTIONAL { ?proposition kg:actor|kg:actorA|kg:subject|kg:from ?first . ?first rdfs:label ?one }
  OPTIONAL { ?proposition kg:actorB|kg:object|kg:to ?second . ?second rdfs:label ?two }
} ORDER BY ?class ?proposition ?from ?event"""

_GROUNDS: Final = """SELECT ?assessment ?claim {
  VALUES ?assessment { %(claims)s }
  ?assessment kg:ground ?claim
} ORDER BY ?assessment ?claim"""


def explain(reader: Reader, iri: str) -> Explanation:
    """What bears on *iri*: an article's node, a canonical actor, place or event, a claim, a proposition, an assessment.

    Raises: UnknownName where the graph does not speak of it.
    """
    iri = iri.strip().removeprefix("<").removesuffix(">")
    if any(c in iri for c in ' <>"{}|\\^`\n') or ":" not in iri:
        raise UnknownName(f"{iri!r} is not an IRI. Write it as {reader.base_iri}id/actor/state/iran.")
    thing = _rows(reader, _THING, iri)
    if not any(any(value is not None for value in row.values()) for row in thing):
        raise UnknownName("the graph says nothing of this. IRIs stand in the results of `kg query`.", where=iri)
    first = thing[0]
    return Explanation(
        iri=iri,
        kinds=tuple(dict.fromkeys(compact(str(row["kind"])) for row in thing if row["kind"])),
        label=_text(first["label"]),
        article=_text(first["article"]),
        rule=_text(first["rule"]),
        confidence=_number(first["confidence"]),
        reliability=_text(first["reliability"]),
        sentences=tuple(_sentence(row) for row in _rows(reader, _SENTENCES, iri)),
        claims=_claims(reader, iri),
        merges=tuple(_merge(row) for row in _rows(reader, _MERGES, iri)),
        assessments=_assessments(reader, iri),
        replaced_by=_text(first["replaced"]),
    )


Row = dict[str, Value]


def _rows(reader: Reader, query: str, iri: str = "", claims: str = "") -> list[Row]:
    return select(reader, SPARQL_PREFIXES + query % {"iri": iri, "claims": claims}).rows


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _number(value: Value) -> float | None:
    return None if value is None else float(value)


def _sentence(row: Row) -> Sentence:
    return Sentence(str(row["article"]), int(row["begin"] or 0), int(row["end"] or 0), _text(row["text"]))


def _claims(reader: Reader, iri: str) -> tuple[Said, ...]:
    rows = _rows(reader, _CLAIMS, iri)
    several = " ".join(f"<{claim}>" for claim in sorted({str(row["claim"]) for row in rows}))
    if not several:
        return ()
    chains = _grouped(_rows(reader, _CHAINS, claims=several), "claim")
    evidence = _grouped(_rows(reader, _EVIDENCE, claims=several), "claim")
    return tuple(
        Said(
            claim=str(row["claim"]),
            polarity=str(row["polarity"]),
            holder=_text(row["holder"]),
            act=compact(str(row["act"] or "")).partition(":")[2],
            chain=tuple(str(link["voice"]) for link in chains.get(str(row["claim"]), ())),
            rule=_text(row["rule"]),
            sentences=tuple(_sentence(found) for found in evidence.get(str(row["claim"]), ())),
        )
        for row in rows
    )


def _grouped(rows: list[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return found


def _merge(row: Row) -> Merged:
    return Merged(
        node=str(row["node"]),
        canonical=str(row["canonical"]),
        label=_text(row["label"]),
        by=str(row["by"]),
        confidence=_number(row["confidence"]),
        sentence=_sentence(row) if row["article"] is not None else None,
    )


def _assessments(reader: Reader, iri: str) -> tuple[Stood, ...]:
    by_assessment = _grouped(_rows(reader, _ASSESSMENTS, iri), "assessment")
    if not by_assessment:
        return ()
    several = " ".join(f"<{assessment}>" for assessment in by_assessment)
    grounds = _grouped(_rows(reader, _GROUNDS, claims=several), "assessment")
    found = []
    for assessment, (row, *_) in by_assessment.items():
        sides = [str(row[end]) for end in ("one", "two") if row[end] is not None]
        where = [] if row["event"] is None else [str(row["event"])]
        kind = compact(str(row["class"])).removeprefix("kg:").removesuffix("Proposition")
        found.append(
            Stood(
                proposition=str(row["proposition"]),
                about=f"{kind}: {'; '.join([' - '.join(sides)] * bool(sides) + where)}",
                status=compact(str(row["status"])).partition(":")[2],
                valid_from=str(row["from"]),
                valid_to=_text(row["to"]),
                origins=int(row["origins"] or 0),
                denied_by_party=bool(row["denied"]),
                rule=str(row["rule"]),
                grounds=tuple(str(ground["claim"]) for ground in grounds.get(assessment, ())),
            )
        )
    return tuple(found)


# For people


def _lines(e: Explanation) -> list[str]:
    lines = [f"{e.label or 'no label'}  <{e.iri}>", f"  is: {', '.join(e.kinds) or 'unknown'}"]
    if e.replaced_by:
        lines.append(f"  replaced by: <{e.replaced_by}>")
    if e.rule:
        sure = f" (reliability {e.reliability})" if e.reliability else ""
        sure = sure if e.confidence is None else f" (confidence {e.confidence:g})"
        lines.append(f"  read by rule: {e.rule}{sure}")
    lines += _sentence_lines("  ", e.sentences)
    if e.claims:
        lines.append("  claims:")
        for said in e.claims:
            holder = said.holder or "nobody named"
            lines.append(
                f"    {holder} {said.act}: {said.polarity} it, through {' > '.join(said.chain)}  <{said.claim}>"
            )
            lines += _sentence_lines("      ", said.sentences)
    if e.merges:
        lines.append("  taken for one:")
        for merge in e.merges:
            sure = "" if merge.confidence is None else f", confidence {merge.confidence:g}"
            lines.append(f"    {merge.label or ''}  <{merge.node}> = <{merge.canonical}> (by {merge.by}{sure})")
            lines += _sentence_lines("      ", (merge.sentence,) if merge.sentence else ())
    if e.assessments:
        lines.append("  how it stands:")
        for stood in e.assessments:
            until = f" to before {stood.valid_to}" if stood.valid_to else ""
            party = ", denied by a party" if stood.denied_by_party else ""
            lines.append(
                f"    {stood.status} from {stood.valid_from}{until}: {stood.about} "
                f"({len(stood.grounds)} claims, {stood.origins} origins{party}; rule {stood.rule})"
            )
    return lines


def _sentence_lines(indent: str, sentences: tuple[Sentence, ...]) -> list[str]:
    return [f'{indent}"{s.text or "..."}"  {s.article} {s.begin}-{s.end}' for s in sentences]
