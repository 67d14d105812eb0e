"""Claims: what one holder puts, through whom it came, in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg import ids
from kg.store import Queryable, Reader
from kg.web.views.evidence import CONTEXT_CHARACTERS, Passage, passages
from kg.web.views.values import Node, ids_tail, labels, rows, values

MOST: Final = 40
"""So many claims are shown in one place; one more is read, to know that there are more."""

VERBS: Final = {
    ("asserts", "affirms"): "says that",
    ("asserts", "negates"): "says that this is not so:",
    ("denies", "negates"): "denies that",
    ("denies", "affirms"): "says in denial that",
    ("echoes", "affirms"): "says too that",
    ("echoes", "negates"): "denies too that",
    ("confirms", "affirms"): "confirms that",
    ("confirms", "negates"): "confirms that this is not so:",
    ("retracts", "affirms"): "takes back that",
    ("doubts", "affirms"): "doubts that",
    ("doubts", "negates"): "doubts that",
    ("declines", "affirms"): "declines to say whether",
    ("claims-responsibility", "affirms"): "claims responsibility for",
}
"""How a holder's act upon what it affirms or negates is worded; an outlet, in its own voice, reports."""


OF_KIND: Final = {"event": " this happened:", "side": " these were the sides:", "": ""}
"""What is put between the verb and the names of events, of sides, and of what has a clause for its name."""


class Clause(NamedTuple):
    """A part of a claim as words: "denies that", and the things that this is about."""

    words: str
    things: tuple[Node, ...]


@dataclass(frozen=True)
class Claim:
    """What one holder puts, with the words that say so. ``through`` are voices between the holder and the article."""

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
    through: tuple[Node, ...] = ()

    @property
    def clauses(self) -> list[Clause]:
        """What the holder does with what, worded as a report; one clause at least.

        >>> said = Claim("c", None, "denies", False, "", "", (("negates", Node("e", "an attack")),))
        >>> said.clauses
        [Clause(words='denies that', things=(Node(iri='e', label='an attack'),))]
        """
        found = []
        for how in ("affirms", "negates"):
            words = VERBS.get((self.act, how), f"{self.act} ({how})")
            words = words.replace("says", "reports") if self.outlet else words
            for kind, more in OF_KIND.items():
                things = tuple(t for polarity, t in self.content if polarity == how and _kind(t) == kind)
                if things:
                    found.append(Clause(words + (more if words.endswith("that") else ""), things))
        return found or [Clause(self.verb, ())]

    @property
    def verb(self) -> str:
        """What the holder does, in a word or two: reports, denies, ..."""
        bare = VERBS.get((self.act, "affirms"), VERBS.get((self.act, "negates"), self.act))
        if self.act == "denies":
            bare = "denies"
        elif self.outlet and self.act == "asserts":
            bare = "reports"
        return bare.removesuffix(" that").removesuffix(" whether")


def claims(reader: Reader, where: str, *, most: int = MOST, context: int = CONTEXT_CHARACTERS) -> list[Claim]:
    """The claims that the pattern *where* binds to ``?claim``, the newest first; *context* around their words."""
    found = rows(
        reader,
        f"""SELECT DISTINCT ?claim ?holder ?name ?act ?outlet ?certainty ?modality ?a ?title ?day {{
  {{ SELECT DISTINCT ?claim {{ {where} }} LIMIT {most + 1} }}
  ?claim kg:act ?act ; kg:inArticle ?a ; kg:outlet ?outlet .
  ?a rdfs:label ?title .
  OPTIONAL {{ ?claim kg:holder ?h . ?h rdfs:label ?name
    OPTIONAL {{ ?h kg:denotes ?c }} BIND(COALESCE(?c, ?h) AS ?holder) }}
  OPTIONAL {{ ?claim kg:certainty ?certainty }}
  OPTIONAL {{ ?claim kg:modality ?modality }}
  OPTIONAL {{ ?a schema:datePublished ?day }}
}} ORDER BY DESC(?day) ?outlet ?claim""",
    )
    if not found:
        return []
    iris = [row["claim"] for row in found]
    evidence, content, between = passages(reader, iris, context=context), _content(reader, iris), _through(reader, iris)
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
            through=tuple(node for node in between[row["claim"]] if node.iri != row.get("holder")),
        )
        for row in {row["claim"]: row for row in found}.values()
    ]


def _kind(thing: Node) -> str:
    kind = ids.kind_of(thing.iri) or ""
    return kind if kind in OF_KIND else ""


def _through(reader: Queryable, iris: Sequence[str]) -> dict[str, list[Node]]:
    """The voices of each claim that stand between its holder and the article, in their order."""
    found: dict[str, list[Node]] = defaultdict(list)
    if not iris:
        return found
    for row in rows(
        reader,
        f"""SELECT ?claim ?voice ?label {{
  VALUES ?claim {{ {values(iris)} }}
  ?claim kg:chain ?link . ?link kg:position ?n ; kg:voice ?v . ?v rdfs:label ?label .
  FILTER NOT EXISTS {{ ?v a schema:NewsArticle }}
  OPTIONAL {{ ?v kg:denotes ?c }} BIND(COALESCE(?c, ?v) AS ?voice) }} ORDER BY ?claim ?n""",
    ):
        found[row["claim"]].append(Node(row["voice"], row["label"]))
    return found


def _content(reader: Queryable, iris: Sequence[str]) -> dict[str, list[tuple[str, Node]]]:
    """What each claim affirms and negates, events as the events they are accounts of."""
    found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    if not iris:
        return found
    stated = f"VALUES ?claim {{ {values(iris)} }} "
    stated += '{ ?claim kg:affirms ?t BIND("affirms" AS ?how) } UNION { ?claim kg:negates ?t BIND("negates" AS ?how) }'
    told = [row for row in rows(reader, f"SELECT DISTINCT ?claim ?how ?t {{ {stated} }}") if not _is_part(row["t"])]
    things = f"VALUES ?t {{ {values(sorted({row['t'] for row in told}))} }} ?t kg:denotes ?c"
    meant = {row["t"]: row["c"] for row in rows(reader, f"SELECT ?t ?c {{ {things} }} ORDER BY DESC(?c)")}
    pairs = sorted({(row["claim"], row["how"], meant.get(row["t"], row["t"])) for row in told})
    named = labels(reader, (thing for _, _, thing in pairs))
    for claim, how, thing in pairs:
        found[claim].append((how, Node(thing, named[thing])))
    return found


def _is_part(iri: str) -> bool:
    """Whether *iri* is a participation: it is told with its event."""
    return "/participation/" in iri


def chain(reader: Queryable, claim: str) -> list[Node]:
    """The voices of *claim*, the origin first."""
    found = rows(
        reader,
        f"""SELECT ?voice ?label {{
  <{claim}> kg:chain ?link . ?link kg:position ?n ; kg:voice ?v . ?v rdfs:label ?label .
  OPTIONAL {{ ?v kg:denotes ?c }} BIND(COALESCE(?c, ?v) AS ?voice) }} ORDER BY ?n""",
    )
    return [Node(row["voice"], row["label"]) for row in found]
