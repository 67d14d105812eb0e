"""What single articles say of propositions: the rules of ``queries/derive/``, run on a few articles at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.derive.ladder import ALWAYS, Claim
from kg.resources import folder
from kg.sparql import tokens
from kg.store import Queryable
from kg.store.corrections import WRONG, Corrections, take_out_wrong
from kg.store.scratch import Row, rows, scratch
from kg.vocab import ACT, CERTAINTY, KG, MODALITY, RDF, SPARQL_PREFIXES

_DENYING: Final = frozenset({ACT.denies, ACT.declines, ACT.echoes})
_TRUE: Final = "true"


@dataclass(frozen=True)
class Rule:
    """A kind of proposition: its class, the variables that make up its identity, and the question that finds it."""

    name: str
    proposition_class: str
    key: tuple[str, ...]
    text: str


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


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The kinds of propositions, by name."""
    return tuple(_rule(path) for path in sorted((folder("queries") / "derive").glob("*.rq")))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    fields = dict(re.findall(r"^#\+ (\w+): (.*)$", text, re.MULTILINE))
    return Rule(path.stem, fields["class"], tuple(re.findall(r"\w+", fields["key"])), text)


@lru_cache(maxsize=16)
def rule_text(name: str) -> str:
    """The question in ``queries/derive/`` of this *name*."""
    return (folder("queries") / "derive" / f"{name}.rq").read_text(encoding="utf-8")


def read(source: Queryable, versions: Iterable[str]) -> dict[str, Reading]:
    """What each of these articles in *source* gives the derived graph; nothing for those that are not there."""
    several = list(versions)
    corrections = Corrections(source)
    store = scratch(source, several, _predicates(with_spans=bool(corrections.by_address)))
    for v in several:
        take_out_wrong(store, source.base_iri, v, corrections.of(v))
        store.extend(_around(source, v))
    found: dict[str, Reading] = {}
    claims = _claims(store, found)
    for rule in load_rules():
        _propositions(source.base_iri, store, rule, claims, found)
    kin: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows(store, rule_text("claims/parties")):
        part, whole, v = row["part"].value, row["whole"].value, _version(row["node"])
        kin[v][part].add(whole)
        kin[v][whole].add(part)
    for v, pairs in kin.items():
        found.setdefault(v, Reading()).kin = {actor: sorted(others) for actor, others in pairs.items()}
    return found


@lru_cache(maxsize=2)
def _predicates(*, with_spans: bool) -> frozenset[bytes]:
    """All IRIs that the rules name: they say nothing about triples of other predicates.

    With *with_spans* those too by which corrections take claims out.
    """
    texts = [path.read_text(encoding="utf-8") for path in (folder("queries") / "derive").rglob("*.rq")]
    texts += [SPARQL_PREFIXES + text for text in (WRONG if with_spans else ())]
    found = {RDF.type}
    for text in texts:
        prefixes = dict(re.findall(r"PREFIX (\w*): ?<([^>]*)>", text))
        for token in tokens(text):
            prefix, _, local = token.text.partition(":")
            if token.kind == "name" and prefix in prefixes:
                found.add(prefixes[prefix] + local)
            elif token.kind == "iri":
                found.add(token.text[1:-1])
    return frozenset(f"<{iri}>".encode() for iri in found)


_STANDS_FOR: Final = """CONSTRUCT { ?node kg:denotes ?canonical } WHERE {
  VALUES ?class { kg:ArticleActor kg:Place kg:EventAccount }
  GRAPH <%(article)s> { ?node a ?class }
  GRAPH <%(identity)s> { ?node kg:denotes ?canonical }
}"""
_REVISED: Final = """CONSTRUCT { ?newer prov:wasRevisionOf <%(it)s> . ?newer schema:datePublished ?day } WHERE {
  ?newer prov:wasRevisionOf <%(it)s> . OPTIONAL { ?newer schema:datePublished ?day }
}"""

_COPIED: Final = """CONSTRUCT { <%(it)s> kg:copyOf ?original . ?original kg:sha256 ?text } WHERE {
  <%(it)s> kg:copyOf ?original . ?original kg:sha256 ?text
}"""


def _around(source: Queryable, v: str) -> Iterable[ox.Quad]:
    """What other graphs hold about the nodes of article *v*: what they stand for, and what revised it."""
    base = source.base_iri
    at = {"article": ids.article_graph(base, v), "identity": ids.graph(base, "identity"), "it": ids.article(base, v)}
    for sparql in (_STANDS_FOR, _REVISED, _COPIED):
        triples = source.query(SPARQL_PREFIXES + sparql % at)
        assert isinstance(triples, ox.QueryTriples)
        for t in triples:
            yield ox.Quad(t.subject, t.predicate, t.object)


def _version(node: ox.NamedNode | ox.Literal) -> str:
    return ids.version_of(node.value) or ""


# Claims


Voices = list[tuple[int, str, bool]]


def _claims(store: ox.Store, found: dict[str, Reading]) -> dict[str, Claim]:
    """All claims in *store* by IRI; notes in *found* with whose voice each article speaks."""
    voices: dict[str, Voices] = defaultdict(list)
    for row in rows(store, rule_text("claims/voices")):
        unnamed = "unnamed" in row and row["unnamed"].value == _TRUE
        voices[row["claim"].value].append((int(row["position"].value), row["voice"].value, unnamed))
    said = {row["claim"].value: row for row in rows(store, rule_text("claims/claims"))}
    echoes, retracted = set(), set()
    for row in rows(store, rule_text("claims/responses")):
        if row["how"].value == KG.echoes:
            echoes.add(row["claim"].value)
        elif row["claim"].value in said:
            retracted.add(row["other"].value)
    claims = {}
    for iri, row in said.items():
        outlet = max(voices[iri])[1] if voices.get(iri) else row["article"].value
        reading = found.setdefault(_version(row["claim"]), Reading())
        voice = (row["published"].value if "published" in row else "9999", row["article"].value, outlet)
        text = row.get("original", row["sha256"]).value
        reading.text, reading.voice = text, min(reading.voice, voice) if reading.text else voice
        claims[iri] = _claim(row, voices.get(iri, []), outlet, echo=iri in echoes, retracted=iri in retracted)
    return claims


def _claim(row: Row, voices: Voices, outlet: str, *, echo: bool, retracted: bool) -> Claim:
    said = {name: term.value for name, term in row.items()}
    hearsay = said.get("noHolder") == _TRUE
    named = [voice for _, voice, unnamed in sorted(voices)[:-1] if not unnamed]
    return Claim(
        iri=said["claim"],
        affirms=True,
        article=said["article"],
        begin=said.get("published", ALWAYS),
        end=said.get("superseded"),
        holder=None if hearsay else said.get("holder"),
        outlet=said.get("outlet") == _TRUE,
        denies=said.get("act") in _DENYING,
        modality=MODALITY.local(said.get("modality", MODALITY.fact)),
        doubtful=said.get("certainty") == CERTAINTY.possible,
        origin=None if hearsay else (named[0] if named else outlet),
        own=not hearsay and not named,
        echo=echo,
        retracted=retracted,
    )


# Propositions


def _propositions(
    base: str, store: ox.Store, rule: Rule, claims: Mapping[str, Claim], found: dict[str, Reading]
) -> None:
    """Note in *found* what *rule* finds in *store*."""
    about: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    stances: dict[tuple[str, str], set[tuple[str, bool]]] = defaultdict(set)
    for row in rows(store, rule.text):
        claim, polarity = row.pop("claim"), row.pop("polarity").value
        if claim.value not in claims:
            continue
        iri = ids.proposition(base, rule.proposition_class, *(row[k].value for k in rule.key))
        at = _version(claim), iri
        stances[at].add((claim.value, polarity == "affirms"))
        for name, term in row.items():
            if name not in rule.key or isinstance(term, ox.NamedNode):
                about[at][name].add(str(term))  # a literal key ("scope") only tells propositions apart
    for (v, iri), several in stances.items():
        found[v].said[iri] = Said(
            rule=rule.name,
            about={name: sorted(terms) for name, terms in sorted(about[v, iri].items())},
            claims=[msgspec.structs.replace(claims[c], affirms=affirms) for c, affirms in sorted(several)],
        )
