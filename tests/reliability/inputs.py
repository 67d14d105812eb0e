"""Inputs that have crashed, hung or betrayed SPARQL services, and mutations of queries that are fine.

Families: reaching out (SERVICE, FROM, LOAD), deep and wide texts, products without end, strings that double, regular
expressions that backtrack, numbers out of range, bytes that are no text. ``{canary}`` is a server, ``{file}`` a file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

REACHING = [
    "SELECT * {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{canary}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ sErViCe#x\n<{canary}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{canary}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERV\\u0049CE <{canary}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{canary}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * FROM <{canary}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{canary}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{file}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{file}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "BASE <file:///etc/> SELECT * FROM <passwd> {{ ?s ?p ?o }}",
    "DESCRIBE <{file}>",
    "DESCRIBE <{canary}>",
    "LOAD <{file}>",
    "LOAD SILENT <{canary}> INTO GRAPH <urn:g>",
    "INSERT {{ ?s ?p ?o }} USING <{file}> WHERE {{ ?s ?p ?o }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}",
    "SELECT (<http://www.w3.org/2001/XMLSchema#load>('{file}') AS ?x) {{}}",
    "PREFIX java: <java:java.lang.Runtime#> SELECT (java:exec('id') AS ?x) {{}}",
]

Shape = Callable[[int], str]
DEEP: dict[str, Shape] = {
    "calls": lambda n: "SELECT (" + "STR(" * n + "1" + ")" * n + " AS ?x) {}",
    "exists": lambda n: "ASK { " + "FILTER EXISTS { " * n + "?s ?p ?o" + " }" * n + " }",
    "groups": lambda n: "SELECT * " + "{" * n + "}" * n,
    "selects": lambda n: "SELECT * { " * n + "?s ?p ?o" + " }" * n,
    "brackets": lambda n: "SELECT (" + "(" * n + "1" + ")" * n + " AS ?x) {}",
    "sums": lambda n: "SELECT (1" + "+1" * n + " AS ?x) {}",
    "ors": lambda n: "ASK { FILTER(true" + "||true" * n + ") }",
    "nots": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "unions": lambda n: "SELECT * { {}" + " UNION {}" * n + " }",
    "minuses": lambda n: "SELECT * { " + "MINUS { ?s ?p ?o } " * n + "}",
    "binds": lambda n: "SELECT * { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(n)) + " }",
    "graphs": lambda n: "SELECT * { " + "GRAPH ?g { " * n + "}" * n + " }",
    "stars": lambda n: "SELECT * { ?s " + "(" * n + "<urn:p>" + ")*" * n + " ?o }",
    "inverses": lambda n: "SELECT * { ?s " + "^(" * n + "<urn:p>" + ")" * n + " ?o }",
    "alternatives": lambda n: "SELECT * { ?s <urn:p>" + "|<urn:p>" * n + " ?o }",
    "sequences": lambda n: "SELECT * { ?s <urn:p>" + "/<urn:p>" * n + " ?o }",
    "patterns": lambda n: "SELECT * { " + "?s <urn:a> ?o . " * n + "}",
    "collections": lambda n: "SELECT * { " + "(" * n + "1" + ")" * n + " <urn:p> 1 }",
    "nodes": lambda n: "SELECT * { ?s <urn:p> " + "[ <urn:p> " * n + "1" + " ]" * n + " }",
    "values": lambda n: "SELECT * { " + "VALUES ?x { 1 } " * n + "}",
    "optionals": lambda n: "SELECT * { " + "OPTIONAL { ?s <urn:p> ?o } " * n + "}",
    "triple terms": lambda n: "SELECT * { ?s ?p " + "<<( <urn:s> <urn:p> " * n + "1" + " )>>" * n + " }",
    "in": lambda n: "ASK { FILTER(1 IN (" + ",".join("2" * 1 for _ in range(n + 1)) + ")) }",
    "prefixes": lambda n: "PREFIX a: <urn:a> " * n + "ASK {}",
    "literal": lambda n: "ASK { FILTER('" + "x" * (n * 100) + "' = '') }",
}
SIZES = (50, 170, 500, 1000, 2600, 5000, 10_000)

_TEN = "{ 0 1 2 3 4 5 6 7 8 9 }"
_PRODUCT = " ".join(f"VALUES ?v{n} {_TEN}" for n in range(12))
ENDLESS = [
    f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} }}",
    f"SELECT DISTINCT * {{ {_PRODUCT} }}",
    f"SELECT * {{ {_PRODUCT} }} ORDER BY RAND()",
    f"SELECT (GROUP_CONCAT(?v0) AS ?x) {{ {_PRODUCT} }}",
    f"CONSTRUCT {{ [] <urn:p> ?v0 }} {{ {_PRODUCT} }}",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }",
    "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?g = 1) } }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|!^<urn:x>)* ?b }",
    "SELECT * { ?a ((!<urn:x>)*/(!<urn:x>)*)* ?b }",
    "SELECT (COUNT(*) AS ?n) { ?a (((!<urn:x>)*)*)* ?b . ?c (!<urn:x>)* ?d }",
    "SELECT (SUM(?x) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(STRLEN(STR(?a)) AS ?x) }",
]
GROWING = [
    "SELECT ?v40 { BIND('0123456789' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{i},?v{i}) AS ?v{i + 1})" for i in range(40))
    + " }",
    "SELECT ?x { BIND("
    + "REPLACE(" * 6
    + "'a'"
    + ", 'a', '"
    + "a" * 50
    + "')" * 1
    + (", 'a', '" + "a" * 50 + "')") * 5
    + " AS ?x) }",
    "SELECT (REPLACE('" + "a" * 5000 + "', 'a', '" + "b" * 5000 + "') AS ?x) {}",
    "SELECT (GROUP_CONCAT(?o; separator='" + "x" * 1000 + "') AS ?x) { ?s ?p ?o . ?a ?b ?c }",
]
ODD = [
    f"SELECT * {{ {_PRODUCT} }}",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = 1 && ?d = 2 && ?g = 3) }",
    f"ASK {{ {_PRODUCT} FILTER(?v0 > 10) }}",
    "ASK { FILTER(regex('" + "a" * 40 + "!', '^(a+)+$')) }",
    "ASK { FILTER(regex('" + "a" * 40 + "!', '^(a|a)*$')) }",
    "ASK { FILTER(regex('a', '(((a{100}){100}){100}){100}')) }",
    "ASK { FILTER(regex('a', '" + "(" * 5000 + "')) }",
    "ASK { FILTER(regex('a', '[')) }",
    "SELECT ('1e999999999'^^<http://www.w3.org/2001/XMLSchema#decimal> * 2 AS ?x) {}",
    "SELECT * {} LIMIT 99999999999999999999999999",
    "SELECT * {} OFFSET 18446744073709551615 LIMIT 1",
    "SELECT (SUBSTR('abc', 1e308 * 10, 0.0/0.0) AS ?x) {}",
    "SELECT (SUBSTR('abc', -9223372036854775808, 9223372036854775807) AS ?x) {}",
    "SELECT (" + "9" * 100_000 + " AS ?x) {}",
    "SELECT (-9223372036854775808 / -1 AS ?x) {}",
    "SELECT ('9999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime> AS ?x) {}",
    "SELECT (YEAR('99999999999999999999-01-01'^^<http://www.w3.org/2001/XMLSchema#date>) AS ?x) {}",
    "SELECT (ROUND(1e400) AS ?x) {}",
    "SELECT ('\\uD800' AS ?x) {}",
    "SELECT ('\\u0000\\u0007\\u001B' AS ?x) {}",
    "SELECT (<http://a b> AS ?x) {}",
    "SELECT (<http://a\\u003E\\u0020> AS ?x) {}",
    "SELECT (IRI('javascript:alert(1)') AS ?x) {}",
    "SELECT (<urn:nobody:function>(1) AS ?x) {}",
    "SELECT ?x { BIND(?x AS ?x) }",
    "SELECT (1 AS ?x) (2 AS ?x) {}",
    "SELECT * { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?\u202e\u0301 { ?s ?p ?o }",
    "",
    " \t\r\n",
    "#",
    "\ufeffASK {}",
    "SELECT",
    "}{",
    "\x00",
    "ASK { \x00 }",
    "ASK {} ; DROP ALL",
    "DROP ALL",
    "CLEAR ALL",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "DELETE WHERE { ?s ?p ?o }",
]
FINE = [
    "SELECT * { ?s ?p ?o } LIMIT 10",
    "PREFIX k: <https://w3id.org/newskg/ontology#> SELECT ?c ?h { ?c a k:Claim ; k:holder ?h } ORDER BY ?c LIMIT 5",
    "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t HAVING(COUNT(*) > 2) ORDER BY DESC(?n)",
    "CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 3",
    "ASK { GRAPH ?g { ?s ?p 'x'@en } }",
    "SELECT * { VALUES (?a ?b) { (1 'x') (UNDEF <urn:y>) } OPTIONAL { ?s ?p ?a } MINUS { ?s ?p ?b } }",
    "DESCRIBE <http://localhost:8000/id/actor/state/iran>",
    "SELECT (STRAFTER(STR(?s), '/') AS ?x) { ?s ?p ?o FILTER(regex(STR(?o), '^a.*b$', 'i')) } LIMIT 2",
]
_SPICE = ["{", "}", "(", ")", "*", "/", "^", "!", "<", ">", '"', "'", "\\", "\\u0041", "\n", "\x00", "#", "?", "UNION",
          "SELECT", "FILTER", "1e999", "@", "^^", "\U0001f4a3", "\u202e", "OPTIONAL {", "VALUES"]  # fmt: skip


def mutations(seed: int, number: int) -> Iterator[bytes]:
    """Fine queries with pieces cut, doubled, swapped and mixed in, and with bytes flipped: always the same ones."""
    chance = random.Random(seed)
    for _ in range(number):
        text = chance.choice(FINE)
        for _ in range(chance.randint(1, 6)):
            begin = chance.randrange(len(text) + 1)
            end = min(begin + chance.randint(0, 20), len(text))
            piece = chance.choice(
                ["", text[begin:end] * chance.randint(2, 30), chance.choice(_SPICE), chance.choice(FINE)[:40]]
            )
            text = text[:begin] + piece + text[end:]
        raw = bytearray(text.encode("utf-8", "surrogatepass"))
        if raw and chance.random() < 0.2:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        yield bytes(raw)


def bad_inputs(canary: str, file: str, *, mutated: int) -> list[bytes]:
    """Every family, then *mutated* mutations."""
    texts = [text.format(canary=canary, file=file) for text in REACHING]
    texts += [shape(size) for shape in DEEP.values() for size in SIZES]
    texts += ENDLESS + GROWING + ODD
    return [text.encode("utf-8", "surrogatepass") for text in texts] + list(mutations(20261129, mutated))
