"""What the pages show, read from a snapshot: plain values, no HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from kg import ids
from kg.query import select
from kg.store import Queryable, Reader
from kg.vocab import KG, SPARQL_PREFIXES, compact

Row = Mapping[str, str]
CONTEXT_CHARACTERS: Final = 220


@dataclass(frozen=True)
class Node:
    """A thing and its name."""

    iri: str
    label: str


@dataclass(frozen=True)
class Passage:
    """Marked words of an article between what stands before and after them."""

    v: str
    begin: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """What one holder puts, with the words that say so."""

    iri: str
    holder: Node | None
    act: str
    outlet: bool
    certainty: str
    modality: str
    content: tuple[tuple[str, Node], ...] = ()
    passages: tuple[Passage, ...] = ()
    article: Node | None = None
    published: str = ""


@dataclass(frozen=True)
class Part:
    """An actor's part in an event, and how it stands: reported, contested, ..."""

    actor: Node
    role: str
    function: str
    status: str = ""
    claims: int = 0


@dataclass
class Column:
    """One side of an event."""

    label: str
    members: list[Node] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    claims: list[Node] = field(default_factory=list)


def rows(reader: Queryable, sparql: str) -> list[Row]:
    """The rows of a SELECT with our prefixes, as text; what is unbound is left out."""
    found = select(reader, SPARQL_PREFIXES + sparql).rows
    return [{name: _text(value) for name, value in row.items() if value is not None} for row in found]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def counts(reader: Queryable) -> dict[str, int]:
    """How many articles, actors, events and claims there are."""
    base = reader.base_iri
    found = rows(
        reader,
        f"""SELECT ?articles ?actors ?events ?claims {{
  {{ SELECT (COUNT(?a) AS ?articles) {{ ?a a schema:NewsArticle }} }}
  {{ SELECT (COUNT(DISTINCT ?c) AS ?actors) {{ ?n kg:denotes ?c FILTER(STRSTARTS(STR(?c), "{base}id/actor/")) }} }}
  {{ SELECT (COUNT(DISTINCT ?c) AS ?events) {{ ?n kg:denotes ?c FILTER(STRSTARTS(STR(?c), "{base}id/event/")) }} }}
  {{ SELECT (COUNT(?c) AS ?claims) {{ ?c a kg:Claim }} }}
}}""",
    )
    return {name: int(number) for name, number in found[0].items()} if found else {}


LISTINGS: Final[Mapping[str, str]] = {
    "actors": """SELECT ?node ?label (COUNT(DISTINCT ?a) AS ?articles) {
  ?n kg:denotes ?node ; kg:inArticle ?a ; a kg:ArticleActor . ?node rdfs:label ?label
} GROUP BY ?node ?label ORDER BY DESC(?articles) LCASE(?label) ?node""",
    "events": """SELECT ?node ?label (COUNT(DISTINCT ?a) AS ?articles) (MIN(?day) AS ?begin) {
  ?n kg:denotes ?node ; kg:inArticle ?a ; a kg:EventAccount . ?node rdfs:label ?label
  OPTIONAL { ?n kg:time/kg:begin ?day }
} GROUP BY ?node ?label ORDER BY DESC(?begin) LCASE(?label) ?node""",
    "claims": """SELECT ?node ?label ?words ?article ?day {
  ?node a kg:Claim ; kg:outlet false ; rdfs:label ?label ; kg:inArticle ?a .
  ?a rdfs:label ?article .
  OPTIONAL { ?a schema:datePublished ?day }
  OPTIONAL { ?node kg:evidence ?span . ?span oa:exact ?words }
} ORDER BY DESC(?day) ?node""",
    "articles": """SELECT ?node ?label ?publisher ?day {
  ?node a schema:NewsArticle ; rdfs:label ?label .
  OPTIONAL { ?node kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS { ?p kg:unnamed true } }
  OPTIONAL { ?node schema:datePublished ?day }
} ORDER BY DESC(?day) LCASE(?label) ?node""",
}


def listing(reader: Queryable, kind: str, words: str = "") -> list[Row]:
    """All things of *kind*, one of :data:`LISTINGS`, whose name holds *words*."""
    wanted = words.casefold()
    seen: dict[str, Row] = {}
    for row in rows(reader, LISTINGS[kind]):
        if wanted in f"{row.get('label', '')} {row.get('words', '')}".casefold():
            seen.setdefault(row["node"], row)
    return list(seen.values())


def search(reader: Queryable, words: str, *, limit: int = 12) -> list[Node]:
    """Actors, events and articles whose name holds all of *words*."""
    wanted = words.casefold().split()
    found = [
        Node(row["node"], row["label"])
        for kind in ("actors", "events", "articles")
        for row in listing(reader, kind)
        if wanted and all(word in row["label"].casefold() for word in wanted)
    ]
    return found[:limit]


def labels(reader: Queryable, iris: Iterable[str]) -> dict[str, str]:
    """A name for each of *iris*: its label, else what it says in our terms, else the end of the IRI."""
    wanted = sorted(set(iris))
    found = {iri: compact(iri) if compact(iri) != iri else ids_tail(iri) for iri in wanted}
    if not wanted:
        return found
    for row in rows(
        reader,
        f"""SELECT ?t ?label ?actor ?role ?event ?subject ?relation ?object ?from ?link ?to {{
  VALUES ?t {{ {_values(wanted)} }}
  OPTIONAL {{ ?t rdfs:label|skos:prefLabel ?label }}
  OPTIONAL {{ ?t a kg:Participation ; kg:actor/rdfs:label ?actor ; kg:role ?role ; kg:account/rdfs:label ?event }}
  OPTIONAL {{ ?t kg:subject/rdfs:label ?subject ; kg:relationType ?relation ; kg:object/rdfs:label ?object }}
  OPTIONAL {{ ?t a kg:Link ; kg:from/rdfs:label ?from ; kg:linkType ?link ; kg:to/rdfs:label ?to }}
}} ORDER BY ?t DESC(?label)""",
    ):
        if "actor" in row:
            name = f"{row['actor']} {ids_tail(row['role'])} in {row['event']}"
        elif "subject" in row:
            name = f"{row['subject']} {ids_tail(row['relation'])} {row['object']}"
        elif "from" in row:
            name = f"{row['from']} {ids_tail(row['link'])} {row['to']}"
        else:
            name = row.get("label", found[row["t"]])
        found[row["t"]] = name
    return found


def ids_tail(iri: str) -> str:
    """The last part of *iri*.

    >>> ids_tail("http://localhost:8000/id/event/x"), ids_tail("http://example.org/a#B")
    ('x', 'B')
    """
    return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]


def nodes(reader: Queryable, iris: Iterable[str]) -> list[Node]:
    """*iris* with their names, sorted by name."""
    named = labels(reader, iris)
    return sorted((Node(iri, label) for iri, label in named.items()), key=lambda n: (n.label.casefold(), n.iri))


def passages(reader: Reader, things: Sequence[str], *, context: int = CONTEXT_CHARACTERS) -> dict[str, list[Passage]]:
    """The evidence of each of *things*, with what stands around it where the text may be shown."""
    found: dict[str, list[Passage]] = defaultdict(list)
    if not things:
        return found
    for row in rows(
        reader,
        f"""SELECT DISTINCT ?t ?a ?title ?begin ?end ?exact ?policy ?publisher ?day {{
  VALUES ?t {{ {_values(things)} }}
  ?t kg:evidence ?span . ?span oa:start ?begin ; oa:end ?end ; kg:inArticle ?a .
  ?a rdfs:label ?title ; kg:textPolicy ?policy .
  OPTIONAL {{ ?span oa:exact ?exact }}
  OPTIONAL {{ ?a schema:datePublished ?day }}
  OPTIONAL {{ ?a kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS {{ ?p kg:unnamed true }} }}
}} ORDER BY ?t ?a ?begin""",
    ):
        found[row["t"]].append(_passage(reader, row, context))
    return found


def _passage(reader: Reader, row: Row, context: int) -> Passage:
    v, begin, end = row["a"].rpartition("/")[2], int(row["begin"]), int(row["end"])
    text = reader.article_text(v) if row["policy"] == KG.FullText else None
    source = ", ".join(part for part in (row.get("publisher") or row["title"], row.get("day", "")) if part)
    if not text:
        return Passage(v, begin, end, row.get("exact", ""), source=source)
    before = text[max(0, begin - context) : begin]
    after = text[end : end + context]
    before = before if begin <= context else "…" + before.partition(" ")[2]
    after = after if end + context >= len(text) else after.rpartition(" ")[0] + "…"
    return Passage(v, begin, end, text[begin:end], before, after, source)


def passage_at(reader: Reader, article: str, begin: int, end: int, exact: str, source: str) -> Passage:
    """The characters *begin* to *end* of *article* with what stands around them, where the text may be shown."""
    v = article.rpartition("/")[2]
    policy = KG.FullText if shown_text(reader, v) else KG.QuoteText
    row = {"a": article, "begin": str(begin), "end": str(end), "exact": exact, "policy": policy, "title": source}
    return replace(_passage(reader, row, CONTEXT_CHARACTERS), source=source)


def claims(reader: Reader, where: str) -> list[Claim]:
    """The claims that the pattern *where* binds to ``?claim``, the newest first."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?claim ?holder ?name ?act ?outlet ?certainty ?modality ?a ?title ?day {{
  {{ SELECT DISTINCT ?claim {{ {where} }} LIMIT 200 }}
  ?claim kg:act ?act ; kg:inArticle ?a ; kg:outlet ?outlet .
  ?a rdfs:label ?title .
  OPTIONAL {{ ?claim kg:holder ?h . ?h rdfs:label ?name
    OPTIONAL {{ ?h kg:denotes ?c }} BIND(COALESCE(?c, ?h) AS ?holder) }}
  OPTIONAL {{ ?claim kg:certainty ?certainty }}
  OPTIONAL {{ ?claim kg:modality ?modality }}
  OPTIONAL {{ ?a schema:datePublished ?day }}
}} ORDER BY DESC(?day) ?outlet ?claim""",
    )
    iris = [row["claim"] for row in found]
    evidence, content = passages(reader, iris), _content(reader, iris)
    return [
        Claim(
            iri=row["claim"],
            holder=Node(row["holder"], row["name"]) if "holder" in row else None,
            act=ids_tail(row["act"]),
            outlet=row["outlet"] == "true",
            certainty=ids_tail(row.get("certainty", "")),
            modality=ids_tail(row.get("modality", "")),
            content=tuple(content[row["claim"]]),
            passages=tuple(evidence[row["claim"]]),
            article=Node(row["a"], row["title"]),
            published=row.get("day", ""),
        )
        for row in {row["claim"]: row for row in found}.values()
    ]


def _content(reader: Queryable, iris: Sequence[str]) -> dict[str, list[tuple[str, Node]]]:
    """What each claim affirms and negates, events as the events they are accounts of."""
    found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    if not iris:
        return found
    pairs = rows(
        reader,
        f"""SELECT DISTINCT ?claim ?how ?thing {{
  VALUES ?claim {{ {_values(iris)} }} VALUES (?p ?how) {{ (kg:affirms "affirms") (kg:negates "negates") }}
  ?claim ?p ?t FILTER NOT EXISTS {{ ?t a kg:Participation }}
  OPTIONAL {{ ?t kg:denotes ?c }} BIND(COALESCE(?c, ?t) AS ?thing)
}} ORDER BY ?claim ?how ?thing""",
    )
    named = labels(reader, (row["thing"] for row in pairs))
    for row in pairs:
        found[row["claim"]].append((row["how"], Node(row["thing"], named[row["thing"]])))
    return found


@dataclass(frozen=True)
class Statement:
    """A property of a thing with its values, which are nodes or plain words."""

    name: str
    iri: str
    values: tuple[Node | str, ...]


def statements(reader: Queryable, iri: str, *, limit: int = 200) -> tuple[list[Statement], list[Statement]]:
    """What is said of *iri*, and what is said with it, by property."""
    outgoing = rows(
        reader, f"SELECT DISTINCT ?p ?o (isIRI(?o) AS ?iri) {{ <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT {limit}"
    )
    incoming = rows(
        reader, f"SELECT DISTINCT ?p ?o (isIRI(?o) AS ?iri) {{ ?o ?p <{iri}> }} ORDER BY ?p ?o LIMIT {limit}"
    )
    named = labels(
        reader, (row["o"] for row in (*outgoing, *incoming) if row["iri"] == "true" and ids.kind_of(row["o"]))
    )
    return _grouped(outgoing, named), _grouped(incoming, named)


def _grouped(found: Iterable[Row], named: Mapping[str, str]) -> list[Statement]:
    by_property: dict[str, list[Node | str]] = defaultdict(list)
    for row in found:
        value = Node(row["o"], named.get(row["o"]) or compact(row["o"])) if row["iri"] == "true" else row["o"]
        by_property[row["p"]].append(value)
    return [Statement(compact(p), p, tuple(values)) for p, values in by_property.items()]


def parts(reader: Reader, event: str) -> list[Part]:
    """Who took part in *event*, how, and in how many claims."""
    found = rows(
        reader,
        f"""SELECT ?actor ?label ?role ?function (COUNT(DISTINCT ?claim) AS ?claims) {{
  ?account kg:denotes <{event}> ; kg:participation ?p .
  ?p kg:actor ?a ; kg:role ?role ; kg:function ?function .
  ?a kg:denotes ?actor . ?actor rdfs:label ?label .
  OPTIONAL {{ ?claim kg:affirms ?account }}
}} GROUP BY ?actor ?label ?role ?function ORDER BY ?function LCASE(?label) ?actor ?role""",
    )
    standing = statuses(reader, f"?prop kg:event <{event}> ; kg:actor ?key .")
    return [
        Part(
            Node(row["actor"], row["label"]),
            ids_tail(row["role"]),
            ids_tail(row["function"]),
            standing.get(row["actor"], ""),
            int(row["claims"]),
        )
        for row in found
    ]


def statuses(reader: Queryable, where: str) -> dict[str, str]:
    """The present status of the propositions that *where* binds to ``?prop``, by ``?key``."""
    found = rows(
        reader,
        f"""SELECT ?key ?status {{ {where} ?assessment kg:proposition ?prop ; kg:status ?status .
  FILTER NOT EXISTS {{ ?assessment kg:validTo ?over }} }} ORDER BY ?key ?status""",
    )
    return {row["key"]: ids_tail(row["status"]) for row in found}


def columns(reader: Reader, event: str) -> list[Column]:
    """The sides of *event*: who stood together, against whom, and the claims that say so."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?side ?label ?member ?name ?against {{
  ?side kg:account/kg:denotes <{event}> ; rdfs:label ?label ; kg:member ?m .
  ?m kg:denotes ?member . ?member rdfs:label ?name .
  OPTIONAL {{ ?side kg:opposes/rdfs:label ?against }}
}} ORDER BY ?side LCASE(?name)""",
    )
    sides: dict[str, Column] = {}
    for row in found:
        column = sides.setdefault(row["side"], Column(row["label"]))
        member = Node(row["member"], row["name"])
        if member not in column.members:
            column.members.append(member)
        if row.get("against") and row["against"] not in column.against:
            column.against.append(row["against"])
    return _merged(list(sides.values()))


def _merged(sides: list[Column]) -> list[Column]:
    """*sides* with those of several articles put together where one holds all members of the other."""
    found: list[Column] = []
    for side in sorted(sides, key=lambda c: -len(c.members)):
        same = next((c for c in found if {m.iri for m in side.members} <= {m.iri for m in c.members}), None)
        if same is None:
            found.append(side)
        else:
            same.against += [words for words in side.against if words not in same.against]
    return found


def accounts(reader: Reader, event: str) -> list[Passage]:
    """How the articles tell of *event*: the evidence of each account."""
    iris = [
        row["a"] for row in rows(reader, f"SELECT ?a {{ ?a kg:denotes <{event}> ; a kg:EventAccount }} ORDER BY ?a")
    ]
    found = passages(reader, iris)
    return list({(p.v, p.begin, p.end): p for iri in iris for p in found[iri]}.values())


def shown_text(reader: Reader, v: str) -> str | None:
    """The text of article *v* where its policy lets it be shown in full."""
    article = ids.article(reader.base_iri, v)
    policy = rows(reader, f"SELECT ?policy {{ <{article}> kg:textPolicy ?policy }}")
    return reader.article_text(v) if policy and policy[0]["policy"] == KG.FullText else None


def article_head(reader: Queryable, article: str) -> Row:
    """Title, outlet, day, address and licence of *article*."""
    found = rows(
        reader,
        f"""SELECT ?title ?publisher ?day ?url ?licence {{
  <{article}> rdfs:label ?title .
  OPTIONAL {{ <{article}> kg:publisher ?p . ?p rdfs:label ?publisher FILTER NOT EXISTS {{ ?p kg:unnamed true }} }}
  OPTIONAL {{ <{article}> schema:datePublished ?day }}
  OPTIONAL {{ <{article}> schema:url ?url }}
  OPTIONAL {{ <{article}> dcterms:license ?licence }}
}}""",
    )
    return found[0] if found else {}


def event_facts(reader: Queryable, event: str) -> dict[str, list[Node | str]]:
    """Type, place, time and numbers of *event*, each as the accounts give it."""
    found: dict[str, list[Node | str]] = defaultdict(list)
    for row in rows(
        reader,
        f"""SELECT DISTINCT ?type ?subtype ?place ?where ?words ?begin ?end ?measure ?number {{
  ?a kg:denotes <{event}> ; kg:eventType ?type .
  OPTIONAL {{ ?a kg:subtype ?subtype }}
  OPTIONAL {{ ?a kg:place ?p . ?p kg:denotes ?place . ?place rdfs:label ?where }}
  OPTIONAL {{ ?a kg:time ?t . ?t rdfs:label ?words OPTIONAL {{ ?t kg:begin ?begin }} OPTIONAL {{ ?t kg:end ?end }} }}
  OPTIONAL {{ ?q kg:account ?a ; kg:measure ?measure ; rdfs:label ?number }}
}} ORDER BY ?type ?where ?begin ?measure ?number""",
    ):
        _once(found["Type"], ids_tail(row.get("subtype", row["type"])))
        if "place" in row:
            _once(found["Place"], Node(row["place"], row["where"]))
        if "words" in row:
            _once(found["Time"], row["words"] + days(row.get("begin"), row.get("end")))
        if "measure" in row:
            _once(found["Numbers"], f"{row['measure']}: {row['number']}")
    return dict(found)


def _once(values: list[Node | str], value: Node | str) -> None:
    if value not in values:
        values.append(value)


def days(begin: str | None, end: str | None) -> str:
    """The days in brackets, as nobody can misread them.

    >>> days("2014-08-30", "2014-08-31"), days("2014-08-30", "2014-08-30"), days(None, None)
    (' (30 August 2014 to 31 August 2014)', ' (30 August 2014)', '')
    """
    written = [f"{d.day} {d:%B %Y}" for d in (date.fromisoformat(day) for day in (begin, end) if day)]
    return f" ({' to '.join(dict.fromkeys(written))})" if written else ""


def chain(reader: Queryable, claim: str) -> list[Node]:
    """The voices of *claim*, the origin first."""
    found = rows(
        reader,
        f"""SELECT ?voice ?label {{
  <{claim}> kg:chain ?link . ?link kg:position ?n ; kg:voice ?v . ?v rdfs:label ?label .
  OPTIONAL {{ ?v kg:denotes ?c }} BIND(COALESCE(?c, ?v) AS ?voice) }} ORDER BY ?n""",
    )
    return [Node(row["voice"], row["label"]) for row in found]


def actor(reader: Reader, about: str) -> dict[str, object]:
    """What is known of an actor: names, parts in events, company, relations, claims by it and about it."""
    names = rows(
        reader,
        f"""SELECT DISTINCT ?name ?unnamed {{
  ?n kg:denotes <{about}> ; rdfs:label|skos:altLabel ?name ; kg:unnamed ?unnamed }} ORDER BY LCASE(?name)""",
    )
    return {
        "names": [row["name"] for row in names],
        "unnamed": any(row["unnamed"] == "true" for row in names),
        "kinds": [ids_tail(row["kind"]) for row in rows(reader, _KINDS % about)],
        "events": rows(reader, _PARTS_OF % about),
        "beside": rows(reader, _COMPANY % {"actor": about, "to": "?s kg:member ?o"}),
        "against": rows(reader, _COMPANY % {"actor": about, "to": "?s kg:opposes/kg:member ?o"}),
        "relations": rows(reader, _RELATIONS % {"actor": about}),
        "said_by": claims(reader, f"?claim kg:holder/kg:denotes <{about}> ; kg:outlet false"),
        "said_about": claims(
            reader,
            f"""?claim kg:affirms|kg:negates ?x ; kg:outlet false .
  {{ ?x kg:participation/kg:actor ?n }} UNION {{ ?x kg:member|kg:subject|kg:object|kg:of ?n }}
  ?n kg:denotes <{about}>""",
        ),
    }


_KINDS: Final = """SELECT DISTINCT ?kind { ?n kg:denotes <%s> ; a ?kind
  FILTER(?kind IN (kg:State, kg:ArmedGroup, kg:Organization, kg:Person, kg:Media, kg:Population)) } ORDER BY ?kind"""
_PARTS_OF: Final = """SELECT DISTINCT ?event ?label ?role ?begin {
  ?p kg:actor/kg:denotes <%s> ; kg:role ?role ; kg:account ?a . ?a kg:denotes ?event . ?event rdfs:label ?label .
  OPTIONAL { ?a kg:time/kg:begin ?begin }
} ORDER BY DESC(?begin) ?event ?role"""
_COMPANY: Final = """SELECT ?other ?label (COUNT(DISTINCT ?article) AS ?articles) (SAMPLE(?side) AS ?where)
  (SAMPLE(?sideLabel) AS ?whereLabel) {
  ?s kg:member ?m ; kg:inArticle ?article . ?m kg:denotes <%(actor)s> . %(to)s .
  ?o kg:denotes ?other . ?other rdfs:label ?label FILTER(?other != <%(actor)s>)
  OPTIONAL { ?s kg:theatre/kg:denotes ?side . ?side rdfs:label ?sideLabel }
} GROUP BY ?other ?label ORDER BY DESC(?articles) LCASE(?label) ?other"""
_RELATIONS: Final = """SELECT DISTINCT ?node ?subject ?subjectLabel ?relation ?object ?objectLabel ?office {
  ?node a kg:Relation ; kg:subject/kg:denotes ?subject ; kg:object/kg:denotes ?object ; kg:relationType ?relation .
  FILTER(?subject = <%(actor)s> || ?object = <%(actor)s>)
  ?subject rdfs:label ?subjectLabel . ?object rdfs:label ?objectLabel .
  OPTIONAL { ?node kg:office ?office }
} ORDER BY ?relation LCASE(?objectLabel) ?node"""
