"""Claims to what may be taken as fact: the derived graph.

A pure function of article, identity and correction graphs. The rules stand in ``queries/derive/``: each file at its top
is a kind of proposition and finds the claims that affirm or negate one; those in ``claims/`` describe claims, those in
``edges/`` draw the plain triples that a status allows. What SPARQL cannot say stands in ``ladder``: the statuses, and
their course over the days of publication. What changed alone is worked out again, see ``kg.store.workbook``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.derive.ladder import Claim, Standing, history
from kg.derive.reading import Reading, Said, read
from kg.derive.rules import load_rules, rule_text
from kg.resources import folder
from kg.store import Queryable, Workbook
from kg.store.scratch import article_versions, batches, rows
from kg.vocab import KG, RDF, STATUS, XSD

__all__ = ["derive", "load_rules", "rederive"]

_OF_CLAIMS: Final = (f"> <{KG.ground}> <", f"> <{KG.negatedBy}> <")
"""What no edge asks for, and there is most of."""

_PARTIES: Final = ("actor", "actorA", "actorB", "subject", "object")


def derive(source: Queryable) -> list[ox.Triple]:
    """The derived graph of all that is in *source*, sorted."""
    book = Workbook()
    rederive(source, book, article_versions(source))
    _, lines = book.changes()
    return [quad.triple for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)]


def rederive(source: Queryable, book: Workbook, versions: Iterable[str]) -> None:
    """Bring the statements in *book* up to date, after these articles of *source*, or what they mean, changed.

    Articles that are not in *source* any more are named too. Ask ``book.changes()`` for what came and went.
    """
    touched = _Touched(source.base_iri, book)
    for several in batches(versions):
        for v, reading in read(source, book, several).items():
            touched.note(v, reading)
    several = sorted(touched.propositions())
    edges = _Edges(book)
    kin, outlets = _Kin(book), _Outlets(book)
    for iri in several:
        lines = _statements(source.base_iri, book, iri, kin, outlets)
        book.state("proposition", iri, lines)
        edges.add(iri, lines)
    edges.draw()


# What is to be worked out again


class _Touched:
    """Which propositions depend on something that changed."""

    def __init__(self, base: str, book: Workbook) -> None:
        self._base, self._book = base, book
        self._found: set[str] = set()
        self._texts: set[str] = set()
        self._actors: set[str] = set()

    def note(self, v: str, reading: Reading) -> None:
        """Put the records of article *v*."""
        book = self._book
        self._found |= book.put("said", v, reading.said)
        self._texts |= book.put("voice", v, {reading.text: reading.voice} if reading.text else {})
        self._actors |= book.put("kin", v, reading.kin)
        deniers: dict[str, list[str]] = defaultdict(list)
        taking_part: dict[str, set[str]] = defaultdict(set)
        for iri, said in reading.said.items():
            for holder in sorted({c.holder for c in said.claims if c.denies and not c.affirms and c.holder}):
                deniers[holder].append(iri)
            if "actor" in said.about:
                for event in said.about.get("event", ()):
                    taking_part[event] |= set(said.about["actor"])
        book.put("denier", v, deniers)
        events = book.put("party", v, {event: sorted(actors) for event, actors in taking_part.items()})
        self._found |= {ids.proposition(self._base, "EventProposition", event[1:-1]) for event in events}

    def propositions(self) -> set[str]:
        """All that are to be worked out again, once every article was noted."""
        found, book = self._found, self._book
        for text in sorted(self._texts):
            voices = [(*voice, v) for v, voice in book.at("voice", text)]
            if book.keep("outlet", text, min(voices)[2] if voices else None):
                found |= {iri for *_, v in voices for iri in book.keys("said", v)}
        for actor in sorted(self._actors):
            if book.keep(
                "relatives", actor, sorted({a for others, _ in book.tally("kin", actor) for a in others}) or None
            ):
                found |= {iri for _, several in book.at("denier", actor) for iri in several}
        return found


class _Kin(dict[str, list[str]]):
    """Each actor with those that it is a part of, and those that are a part of it; looked up once."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book

    def get(self, actor: str, default: object = None) -> list[str]:
        """The kin of *actor*."""
        if actor not in self:
            self[actor] = self._book.kept("relatives", actor) or []
        return self[actor]


class _Outlets(dict[str, str | None]):
    """The outlet that had the text of an article first: copies of one text speak with one voice; looked up once."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, v: str) -> str | None:
        (text,) = self._book.keys("voice", v)
        found = self._book.kept("outlet", text)
        self[v] = None if found is None else str(found)
        return self[v]


# Statements


def _statements(base: str, book: Workbook, iri: str, kin: _Kin, outlets: _Outlets) -> list[str]:
    """What the derived graph says of a proposition, as lines of N-Triples."""
    articles = [(v, msgspec.convert(value, Said)) for v, value in book.at("said", iri)]
    if not articles:
        return []
    (rule,) = (rule for rule in load_rules() if rule.name == articles[0][1].rule)
    about: dict[str, set[str]] = defaultdict(set)
    claims: list[Claim] = []
    for v, said in articles:
        for name, terms in said.about.items():
            about[name].update(terms)
        claims += [msgspec.structs.replace(c, origin=outlets[v]) if c.own else c for c in said.claims]
    lines = [_line(iri, RDF.type, f"<{KG[name]}>") for name in ("Proposition", rule.proposition_class)]
    lines += [_line(iri, KG[name], term) for name, terms in about.items() for term in terms]
    for begin, end, standing in history(claims, _parties(book, about), kin):
        lines += _assessed(base, iri, rule.name, begin, end, standing)
    return lines


def _parties(book: Workbook, about: dict[str, set[str]]) -> set[str]:
    """The actors that a proposition names; where it names none, those who take part in its event."""
    named = {term for name in _PARTIES for term in about.get(name, ())}
    if not named:
        named = {a for e in about.get("event", ()) for actors, _ in book.tally("party", e) for a in actors}
    return {term[1:-1] for term in named}


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{predicate}> {term} ."


def _literal(value: str | int | bool, datatype: str | None = None) -> str:
    return str(ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value))


def _assessed(base: str, iri: str, rule: str, begin: str, end: str | None, standing: Standing) -> Iterator[str]:
    me = ids.assessment(base, iri, begin)
    yield _line(me, RDF.type, f"<{KG.Assessment}>")
    yield _line(me, KG.proposition, f"<{iri}>")
    yield _line(me, KG.status, f"<{STATUS[standing.status]}>")
    yield _line(me, KG.validFrom, _literal(begin, XSD.date))
    if end is not None:
        yield _line(me, KG.validTo, _literal(end, XSD.date))
    for ground in standing.grounds:
        yield _line(me, KG.ground, f"<{ground}>")
    for ground in standing.against:
        yield _line(me, KG.negatedBy, f"<{ground}>")
    yield _line(me, KG.origins, _literal(standing.origins))
    yield _line(me, KG.ruleName, _literal(rule))
    yield _line(me, KG.deniedByParty, _literal(standing.denied_by_party))


class _Edges:
    """The plain triples that the statuses of propositions allow. One may rest on several propositions."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._told: list[str] = []
        self._lines: list[str] = []

    def add(self, iri: str, lines: Iterable[str]) -> None:
        """A proposition with what is said of it."""
        self._told.append(iri)
        self._lines += (line for line in lines if not any(word in line for word in _OF_CLAIMS))

    def draw(self) -> None:
        """State the edges of all propositions that were added."""
        store = ox.Store()
        store.load("\n".join(self._lines).encode(), format=ox.RdfFormat.N_TRIPLES)
        drawn: dict[str, set[str]] = defaultdict(set)
        for path in sorted((folder("queries") / "derive" / "edges").glob("*.rq")):
            for row in rows(store, rule_text(f"edges/{path.stem}")):
                edge = " ".join(str(row[name]) for name in ("subject", "edge", "object"))
                drawn[row["proposition"].value].add(f"{edge} .")
        for iri in self._told:
            self._book.state("edge", iri, drawn.get(iri, ()), shared=True)
