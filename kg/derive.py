"""Claims to what may be taken as fact: the derived graph.

A pure function of article, identity and correction graphs. The rules stand in ``queries/derive/``: each file at its top
is a kind of proposition and finds the claims that affirm or negate one; those in ``claims/`` describe claims, those in
``edges/`` draw the plain triples that a status allows. What SPARQL cannot say stands here: the ladder of statuses, and
its course over the days of publication.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.resources import folder
from kg.store.interface import Queryable
from kg.vocab import ACT, CERTAINTY, KG, MODALITY, RDF, STATUS, XSD

ALWAYS: Final = "0001-01-01"
"""Where the day of publication is not known: as if it had always been said."""

_DENYING: Final = frozenset({ACT.denies, ACT.declines, ACT.echoes})
_BOOLEAN_TRUE: Final = "true"
_PARTIES: Final = ("actor", "actorA", "actorB", "subject", "object")


@dataclass(frozen=True)
class Rule:
    """A kind of proposition: its class, the variables that make up its identity, and the question that finds it."""

    name: str
    proposition_class: str
    key: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Claim:
    """What the ladder asks of a claim. ``origin`` is its first voice with a name, None where nobody is named."""

    iri: str
    article: str
    begin: str = ALWAYS
    end: str | None = None
    holder: str | None = None
    outlet: bool = False
    denies: bool = False
    modality: str = "fact"
    doubtful: bool = False
    origin: str | None = None
    echo: bool = False
    retracted_by: frozenset[str] = frozenset()

    def stands(self, day: str) -> bool:
        """Whether the claim stands in what was published up to *day*."""
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass
class Proposition:
    """What claims affirm or negate. ``about`` holds the values of its properties, by name."""

    iri: str
    rule: Rule
    about: dict[str, set[ox.NamedNode | ox.Literal]] = field(default_factory=dict)
    affirmed: set[str] = field(default_factory=set)
    negated: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Standing:
    """How a proposition stands on one day: ``grounds`` are all claims on it, ``against`` those that negate it."""

    status: str
    origins: int
    grounds: frozenset[str]
    against: frozenset[str]
    denied_by_party: bool


def derive(source: Queryable) -> list[ox.Triple]:
    """The derived graph of all that is in *source*, sorted."""
    claims = read_claims(source)
    kin = _kin(source)
    triples: set[ox.Triple] = set()
    for proposition in read_propositions(source):
        triples.update(_described(proposition))
        for begin, end, standing in history(proposition, claims, kin):
            triples.update(_assessed(source.base_iri, proposition, begin, end, standing))
    triples.update(_edges(triples))
    return sorted(triples, key=str)


# Rules


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The kinds of propositions, by name."""
    return tuple(_rule(path) for path in sorted((folder("queries") / "derive").glob("*.rq")))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    fields = dict(re.findall(r"^#\+ (\w+): (.*)$", text, re.MULTILINE))
    return Rule(path.stem, fields["class"], tuple(re.findall(r"\w+", fields["key"])), text)


@lru_cache(maxsize=16)
def _text(name: str) -> str:
    return (folder("queries") / "derive" / f"{name}.rq").read_text(encoding="utf-8")


def _rows(source: Queryable, sparql: str) -> Iterator[dict[str, ox.NamedNode | ox.Literal]]:
    found = source.query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield {n: term for n in names if isinstance(term := row[n], ox.NamedNode | ox.Literal)}


# Reading


def read_propositions(source: Queryable) -> list[Proposition]:
    """All propositions that claims in *source* affirm or negate, by IRI."""
    found: dict[str, Proposition] = {}
    for rule in load_rules():
        for row in _rows(source, rule.text):
            iri = ids.proposition(source.base_iri, rule.proposition_class, *(row[k].value for k in rule.key))
            proposition = found.setdefault(iri, Proposition(iri, rule))
            claim, polarity = row.pop("claim").value, row.pop("polarity").value
            (proposition.affirmed if polarity == "affirms" else proposition.negated).add(claim)
            for name, term in row.items():
                proposition.about.setdefault(name, set()).add(term)
    _name_parties(found.values())
    return [found[iri] for iri in sorted(found)]


def _name_parties(propositions: Iterable[Proposition]) -> None:
    """Give each proposition its parties: the actors it names; where it names none, those who take part in its event."""
    taking_part: dict[str, set[str]] = defaultdict(set)
    for p in propositions:
        p.parties = {t.value for name in _PARTIES for t in p.about.get(name, ())}
        for event in p.about.get("event", ()):
            taking_part[event.value] |= {t.value for t in p.about.get("actor", ())}
    for p in propositions:
        if not p.parties:
            p.parties = {actor for event in p.about.get("event", ()) for actor in taking_part[event.value]}


def read_claims(source: Queryable) -> dict[str, Claim]:
    """All claims in *source*, by IRI."""
    voices: dict[str, Voices] = defaultdict(list)
    for row in _rows(source, _text("claims/voices")):
        unnamed = row["unnamed"].value == _BOOLEAN_TRUE if "unnamed" in row else False
        voices[row["claim"].value].append((int(row["position"].value), row["voice"].value, unnamed))
    echoes, retractions = set(), defaultdict(set)
    for row in _rows(source, _text("claims/responses")):
        if row["how"].value == KG.echoes:
            echoes.add(row["claim"].value)
        else:
            retractions[row["other"].value].add(row["claim"].value)
    rows = {row["claim"].value: row for row in _rows(source, _text("claims/claims"))}
    outlets = _outlets(rows, voices)
    return {
        iri: _claim(row, voices.get(iri, []), outlets, iri in echoes, frozenset(retractions.get(iri, ())))
        for iri, row in rows.items()
    }


Row = Mapping[str, ox.NamedNode | ox.Literal]
Voices = list[tuple[int, str, bool]]


def _outlets(rows: Mapping[str, Row], voices: Mapping[str, Voices]) -> dict[str, str]:
    """Each text to the outlet that had it first: copies of one text speak with one voice."""
    first: dict[str, tuple[str, str, str]] = {}
    for iri, row in rows.items():
        day = row["published"].value if "published" in row else "9999"
        article = row["article"].value
        outlet = max(voices[iri])[1] if iri in voices else article
        text = row["sha256"].value
        first[text] = min(first.get(text, ("~", "", "")), (day, article, outlet))
    return {text: outlet for text, (_, _, outlet) in first.items()}


def _claim(row: Row, voices: Voices, outlets: Mapping[str, str], echo: bool, retracted_by: frozenset[str]) -> Claim:
    said = {name: term.value for name, term in row.items()}
    hearsay = said.get("noHolder") == _BOOLEAN_TRUE
    named = [voice for _, voice, unnamed in sorted(voices)[:-1] if not unnamed]
    return Claim(
        iri=said["claim"],
        article=said["article"],
        begin=said.get("published", ALWAYS),
        end=said.get("superseded"),
        holder=None if hearsay else said.get("holder"),
        outlet=said.get("outlet") == _BOOLEAN_TRUE,
        denies=said.get("act") in _DENYING,
        modality=MODALITY.local(said.get("modality", MODALITY.fact)),
        doubtful=said.get("certainty") == CERTAINTY.possible,
        origin=None if hearsay else (named[0] if named else outlets[said["sha256"]]),
        echo=echo,
        retracted_by=retracted_by,
    )


def _kin(source: Queryable) -> dict[str, set[str]]:
    """Each actor with those that it is a part of, and those that are a part of it."""
    kin: dict[str, set[str]] = defaultdict(set)
    for row in _rows(source, _text("claims/parties")):
        kin[row["part"].value].add(row["whole"].value)
        kin[row["whole"].value].add(row["part"].value)
    return kin


# The ladder


def history(
    proposition: Proposition, claims: Mapping[str, Claim], kin: Mapping[str, set[str]]
) -> Iterator[tuple[str, str | None, Standing]]:
    """How *proposition* stood over the days of publication: from a day, to before another (None: still), and how.

    The grounds of an interval are all claims that stood in it; origins are counted at its end.
    """
    concerned = [claims[c] for c in sorted(proposition.affirmed | proposition.negated) if c in claims]
    retractors = [claims[r] for c in concerned for r in c.retracted_by if r in claims]
    several = (*concerned, *retractors)
    days = sorted({c.begin for c in several} | {c.end for c in several if c.end is not None})
    current: tuple[str, Standing] | None = None
    for day in days:
        standing = assess(proposition, [c for c in concerned if c.stands(day)], claims, kin, day)
        if current and standing and _same(current[1], standing):
            current = current[0], _merged(current[1], standing)
            continue
        if current:
            yield current[0], day, current[1]
        current = (day, standing) if standing else None
    if current:
        yield current[0], None, current[1]


def _same(one: Standing, other: Standing) -> bool:
    return (one.status, one.denied_by_party) == (other.status, other.denied_by_party)


def _merged(earlier: Standing, later: Standing) -> Standing:
    """One standing for two intervals that follow each other: the grounds of both, the origins of the later."""
    grounds, against = earlier.grounds | later.grounds, earlier.against | later.against
    return Standing(later.status, later.origins, grounds, against, later.denied_by_party)


def assess(
    proposition: Proposition,
    standing: list[Claim],
    claims: Mapping[str, Claim],
    kin: Mapping[str, set[str]],
    day: str,
) -> Standing | None:
    """The status of *proposition* from the claims that stand on *day*; the first rung that fits.

    retracted, contested, denied, negated, corroborated, reported, hearsay, planned, hypothetical. None: nothing said.
    """
    if not standing:
        return None
    withdrawn = {c.iri for c in standing if _is_retracted(c, claims, day)}
    affirming = [c for c in standing if c.iri in proposition.affirmed and c.iri not in withdrawn]
    negating = [c for c in standing if c.iri in proposition.negated and c.iri not in withdrawn]
    told = [c for c in affirming if c.modality == "fact" and not c.doubtful]
    origins = independent_origins(told)
    deniers = {c.holder for c in negating if c.denies and c.holder is not None}
    denied_by_party = any(({d} | kin.get(d, set())) & proposition.parties for d in deniers)
    status = _rung(bool(withdrawn), affirming, negating, len(origins))
    against = frozenset(c.iri for c in standing if c.iri in proposition.negated)
    return Standing(status, len(origins), frozenset(c.iri for c in standing), against, denied_by_party)


def _rung(retracted: bool, affirming: list[Claim], negating: list[Claim], origins: int) -> str:
    if retracted and not affirming and not negating:
        return "retracted"
    if negating:
        holders, deniers = ({c.holder or c.article for c in side} for side in (affirming, negating))
        if holders and len(holders | deniers) > 1:
            return "contested"
        return "denied" if any(c.denies for c in negating) else "negated"
    if origins:
        return "corroborated" if origins > 1 else "reported"
    if any(c.modality == "fact" for c in affirming):
        return "hearsay"
    return "planned" if any(c.modality == "plan" for c in affirming) else "hypothetical"


def _is_retracted(claim: Claim, claims: Mapping[str, Claim], day: str) -> bool:
    """Whether *claim* was taken back by *day*, by the one who made it or by the outlet that printed it."""
    several = [claims[r] for r in claim.retracted_by if r in claims and claims[r].stands(day)]
    return any(r.holder == claim.holder or r.outlet or r.article == claim.article for r in several)


def independent_origins(told: Iterable[Claim]) -> set[str]:
    """The origins behind claims, each once. An echo is none; nor is an outlet, where it names whom it has it from."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in told:
        if claim.origin is not None and not claim.echo:
            by_article[claim.article].append(claim)
    origins: set[str] = set()
    for several in by_article.values():
        sourced = {c.origin for c in several if not c.outlet}
        origins |= {o for o in sourced or {c.origin for c in several} if o is not None}
    return origins


# Writing


def _triple(subject: str, predicate: str, thing: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), thing)


def _described(proposition: Proposition) -> Iterator[ox.Triple]:
    for name in ("Proposition", proposition.rule.proposition_class):
        yield _triple(proposition.iri, RDF.type, ox.NamedNode(KG[name]))
    for name, terms in proposition.about.items():
        for term in terms:
            if name in proposition.rule.key and isinstance(term, ox.Literal):
                continue  # "scope" only tells propositions apart; theatre and event say what it is
            yield _triple(proposition.iri, KG[name], term)


def _assessed(
    base: str, proposition: Proposition, begin: str, end: str | None, standing: Standing
) -> Iterator[ox.Triple]:
    me = ids.assessment(base, proposition.iri, begin)
    yield _triple(me, RDF.type, ox.NamedNode(KG.Assessment))
    yield _triple(me, KG.proposition, ox.NamedNode(proposition.iri))
    yield _triple(me, KG.status, ox.NamedNode(STATUS[standing.status]))
    yield _triple(me, KG.validFrom, ox.Literal(begin, datatype=ox.NamedNode(XSD.date)))
    if end is not None:
        yield _triple(me, KG.validTo, ox.Literal(end, datatype=ox.NamedNode(XSD.date)))
    for ground in standing.grounds:
        yield _triple(me, KG.ground, ox.NamedNode(ground))
    for ground in standing.against:
        yield _triple(me, KG.negatedBy, ox.NamedNode(ground))
    yield _triple(me, KG.origins, ox.Literal(standing.origins))
    yield _triple(me, KG.ruleName, ox.Literal(proposition.rule.name))
    yield _triple(me, KG.deniedByParty, ox.Literal(standing.denied_by_party))


def _edges(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The plain triples that the statuses in *triples* allow."""
    scratch = ox.Store()
    scratch.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    for path in sorted((folder("queries") / "derive" / "edges").glob("*.rq")):
        drawn = scratch.query(_text(f"edges/{path.stem}"))
        assert isinstance(drawn, ox.QueryTriples)
        yield from drawn
