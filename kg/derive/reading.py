"""What single articles say of propositions: what they tell in their own nodes, put as what these nodes denote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.derive.ladder import ALWAYS, Claim
from kg.derive.rules import UNBOUND, Rule, Told, load_rules, tell
from kg.store import Queryable, Workbook
from kg.store.corrections import Corrections
from kg.store.scratch import value_of
from kg.vocab import ACT, CERTAINTY, KG, MODALITY, SPARQL_PREFIXES

_DENYING: Final = frozenset({ACT.denies, ACT.declines, ACT.echoes})
_TRUE: Final = "true"
_STAGE: Final = "derive"


class Said(msgspec.Struct):
    """What one article says of one proposition. ``about`` holds the values of its properties, as N-Triples has them."""

    rule: str
    about: dict[str, list[str]] = {}
    claims: list[Claim] = []


@dataclass
class Reading:
    """All that one article gives the derived graph.

    ``text`` names what copies of it share, ``voice`` its day, IRI and outlet; ``kin`` who belongs to whom there.
    """

    said: dict[str, Said] = field(default_factory=dict)
    text: str = ""
    voice: tuple[str, str, str] = ("", "", "")
    kin: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What other graphs hold about an article: what its nodes denote, the hash of what it copies, the day on which it
    was revised (None: it was not, "": nobody knows when). Nodes as N-Triples has them."""

    denoted: Mapping[str, str]
    original: str
    revised: str | None


def read(source: Queryable, book: Workbook, versions: Iterable[str]) -> dict[str, Reading]:
    """What each of these articles in *source* gives the derived graph.

    What an article tells is read in its graph once, and kept in *book* until it changes.
    """
    kept = {v: book.reading(_STAGE, v, Told) for v in versions}
    fresh = tell(source, [v for v, told in kept.items() if told is None], Corrections(source))
    for v, told in fresh.items():
        if told.terms:
            book.keep_reading(_STAGE, v, told)
    return {v: _reading(source.base_iri, told or fresh[v], _around(source, v)) for v, told in kept.items()}


_DENOTED: Final = """SELECT ?node ?canonical {
  VALUES ?class { kg:ArticleActor kg:Place kg:EventAccount }
  GRAPH <%(article)s> { ?node a ?class }
  GRAPH <%(identity)s> { ?node kg:denotes ?canonical }
}"""
_REVISED: Final = """SELECT ?day {
  ?newer prov:wasRevisionOf <%(it)s> . OPTIONAL { ?newer schema:datePublished ?day }
}"""
_COPIED: Final = "SELECT ?hash { <%(it)s> kg:copyOf/kg:sha256 ?hash }"


def _around(source: Queryable, v: str) -> Around:
    base = source.base_iri
    at = {"article": ids.article_graph(base, v), "identity": ids.graph(base, "identity"), "it": ids.article(base, v)}

    def rows(sparql: str) -> Iterator[tuple[str, ...]]:
        found = source.query(SPARQL_PREFIXES + sparql % at)
        assert isinstance(found, ox.QuerySolutions)
        return (tuple("" if term is None else str(term) for term in row) for row in found)

    return Around(
        denoted={row[0]: row[1] for row in rows(_DENOTED)},
        original=max((value_of(text) for (text,) in rows(_COPIED)), default=""),
        revised=max((day and value_of(day) for (day,) in rows(_REVISED)), default=None),
    )


def _reading(base: str, told: Told, around: Around) -> Reading:
    found = Reading()
    claims = _claims(told, around, found)
    stands = [around.denoted.get(term) for term in told.terms]
    for rule in load_rules():
        _propositions(base, rule, told, stands, claims, found)
    kin: dict[str, set[str]] = defaultdict(set)
    for part, whole in told.tables["claims/parties"].rows if "claims/parties" in told.tables else ():
        one, other = stands[part], stands[whole]
        if one and other:
            kin[one[1:-1]].add(other[1:-1])
            kin[other[1:-1]].add(one[1:-1])
    found.kin = {actor: sorted(others) for actor, others in kin.items()}
    return found


# Claims


Voices = list[tuple[int, str, bool]]


def _rows(told: Told, name: str) -> Iterator[dict[str, str]]:
    """The rows of a question, terms as N-Triples has them; what is unbound is left out."""
    if table := told.tables.get(name):
        for row in table.rows:
            yield {c: told.terms[n] for c, n in zip(table.columns, row, strict=True) if n != UNBOUND}


def _claims(told: Told, around: Around, reading: Reading) -> dict[str, Claim]:
    """All claims that an article tells, by IRI; notes in *reading* with whose voice the article speaks."""
    denoted = around.denoted
    voices: dict[str, Voices] = defaultdict(list)
    for row in _rows(told, "claims/voices"):
        if voice := denoted.get(row["voice"]):
            unnamed = value_of(row.get("unnamed", '""')) == _TRUE
            voices[row["claim"]].append((int(value_of(row["position"])), voice[1:-1], unnamed))
    said = {row["claim"]: row for row in _rows(told, "claims/claims")}
    echoes, retracted = set(), set()
    for row in _rows(told, "claims/responses"):
        if value_of(row["how"]) == KG.echoes:
            echoes.add(row["claim"])
        elif row["claim"] in said:
            retracted.add(row["other"])
    claims = {}
    for node, row in said.items():
        heard = voices.get(node, [])
        plain = {name: value_of(term) for name, term in row.items() if name != "holder"}
        outlet = max(heard)[1] if heard else plain["article"]
        own = (plain.get("published", "9999"), plain["article"], outlet)
        reading.voice = min(reading.voice, own) if reading.text else own
        reading.text = around.original or plain["sha256"]  # a copy speaks with the voice of its original
        holder = denoted.get(row.get("holder", ""), "<>")[1:-1]
        claims[node[1:-1]] = msgspec.structs.replace(
            _claim(plain, holder or None, heard, outlet, around.revised),
            echo=node in echoes,
            retracted=node in retracted,
        )
    return claims


def _claim(said: Mapping[str, str], holder: str | None, voices: Voices, outlet: str, revised: str | None) -> Claim:
    """A claim that holds from the day of its article up to that of the revision; one without a day, from the same."""
    hearsay = said.get("noHolder") == _TRUE
    named = [voice for _, voice, unnamed in sorted(voices)[:-1] if not unnamed]
    begin = said.get("published", ALWAYS)
    return Claim(
        iri=said["claim"],
        affirms=True,
        article=said["article"],
        begin=begin,
        end=None if revised is None else revised or begin,
        holder=None if hearsay else holder,
        outlet=said.get("outlet") == _TRUE,
        denies=said.get("act") in _DENYING,
        modality=MODALITY.local(said.get("modality", MODALITY.fact)),
        doubtful=said.get("certainty") == CERTAINTY.possible,
        origin=None if hearsay else (named[0] if named else outlet),
        own=not hearsay and not named,
    )


# Propositions


def _propositions(
    base: str, rule: Rule, told: Told, stands: list[str | None], claims: Mapping[str, Claim], found: Reading
) -> None:
    """Note in *found* what *rule* found in an article."""
    table = told.tables.get(rule.name)
    if table is None:
        return
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    stances: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for row in table.rows:
        values = {
            name: term
            for name, n in zip(table.columns, row, strict=True)
            if n != UNBOUND and (term := stands[n] if name in rule.denoted else told.terms[n])
        }
        claim, polarity = values.pop("claim")[1:-1], values.pop("polarity")
        key = _key(rule, values)
        if key is None or claim not in claims:
            continue
        iri = ids.proposition(base, rule.proposition_class, *key)
        stances[iri].add((claim, value_of(polarity) == "affirms"))
        for name, term in values.items():
            about[iri][name].add(term)
    for iri, several in stances.items():
        found.said[iri] = Said(
            rule=rule.name,
            about={name: sorted(terms) for name, terms in sorted(about[iri].items())},
            claims=[msgspec.structs.replace(claims[c], affirms=affirms) for c, affirms in sorted(several)],
        )


def _key(rule: Rule, values: dict[str, str]) -> list[str] | None:
    """What tells the proposition of *values* from others; None where they make none. Puts a pair in order."""
    if rule.pair:
        one, other = rule.pair
        if one not in values or other not in values or values[one] == values[other]:
            return None
        if values[one][1:-1] > values[other][1:-1]:
            values[one], values[other] = values[other], values[one]
    key = [next((values[name] for name in names if name in values), "") for names in rule.key]
    if any(not term and len(names) == 1 for term, names in zip(key, rule.key, strict=True)):
        return None
    return [term[1:-1] for term in key]
