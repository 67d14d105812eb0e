"""Who stands with whom: the network of sides over time, who switched, balance of triads, communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import networkx as nx

from kg.analyse.result import Analysis, Edge
from kg.query import select
from kg.store import Queryable
from kg.vocab import SPARQL_PREFIXES

_TIES: Final = """SELECT DISTINCT ?a ?name_a ?b ?name_b ?class ?proposition ?status ?origins
  ?valid_from ?valid_to ?begin ?where {
  VALUES ?class { kg:SameSideProposition kg:OpposedProposition }
  VALUES ?status { status:reported status:corroborated status:contested }
  ?assessment kg:status ?status ; kg:proposition ?proposition ; kg:validFrom ?valid_from ; kg:origins ?origins .
  OPTIONAL { ?assessment kg:validTo ?valid_to }
  ?proposition a ?class ; kg:actorA ?a ; kg:actorB ?b .
  ?a rdfs:label ?name_a . ?b rdfs:label ?name_b .
  OPTIONAL { ?proposition kg:time/kg:begin ?begin }
  OPTIONAL { ?proposition kg:theatre/rdfs:label ?theatre }
  OPTIONAL { ?proposition kg:event/rdfs:label ?event }
  BIND(COALESCE(?theatre, ?event) AS ?where)
} ORDER BY ?name_a ?name_b ?proposition ?valid_from ?begin ?where"""


@dataclass(frozen=True)
class Tie:
    """Two actors on one side or on two, once: when (as told, else as published), where, how sure."""

    one: str
    other: str
    together: bool
    day: str
    where: str
    status: str
    origins: int
    proposition: str


def ties(source: Queryable, as_of: str) -> list[Tie]:
    """All ties that were told of up to *as_of* and stood then."""
    found: dict[tuple[str, str], Tie] = {}
    for row in select(source, SPARQL_PREFIXES + _TIES).rows:
        begin, end = str(row["valid_from"]), row["valid_to"]
        if begin > as_of or (end is not None and str(end) <= as_of):
            continue
        one, other = sorted((str(row["name_a"]), str(row["name_b"])))
        tie = Tie(
            one=one,
            other=other,
            together=str(row["class"]).endswith("SameSideProposition"),
            day=str(row["begin"] or begin),
            where=str(row["where"] or ""),
            status=str(row["status"]).rpartition("/")[2],
            origins=int(str(row["origins"])),
            proposition=str(row["proposition"]),
        )
        key = (tie.proposition, tie.one)
        if key not in found or (tie.day, tie.where) < (found[key].day, found[key].where):
            found[key] = tie
    return sorted(found.values(), key=lambda t: (t.one, t.other, t.day, not t.together, t.where, t.proposition))


def _edges(several: Iterable[Tie]) -> list[Edge]:
    weights: dict[tuple[str, str, bool], int] = defaultdict(int)
    for tie in several:
        weights[tie.one, tie.other, tie.together] += 1
    return [Edge(one, other, together, n) for (one, other, together), n in sorted(weights.items())]


def _signed(several: Iterable[Tie]) -> nx.Graph:
    """Each pair with the sign of what is told of it more often; pairs told of both ways alike are left out."""
    total: dict[tuple[str, str], int] = defaultdict(int)
    for tie in several:
        total[tie.one, tie.other] += 1 if tie.together else -1
    graph = nx.Graph()
    graph.add_weighted_edges_from((one, other, n) for (one, other), n in sorted(total.items()) if n and one != other)
    return graph


def alliances(source: Queryable, as_of: str) -> Analysis:
    """The network over time: who fought on one side, who on two, from when to when, how often, how sure."""
    grouped: dict[tuple[str, str, bool], list[Tie]] = defaultdict(list)
    several = ties(source, as_of)
    for tie in several:
        grouped[tie.one, tie.other, tie.together].append(tie)
    rows = tuple(
        (
            one, other, "same side" if together else "opposed", min(t.day for t in told), max(t.day for t in told),
            len(told), max(t.origins for t in told), "; ".join(sorted({t.where for t in told if t.where})),
        )
        for (one, other, together), told in sorted(grouped.items())
    )  # fmt: skip
    columns = ("actor", "other", "manner", "first", "last", "times", "origins", "where")
    about = "Who fought on one side, and who on opposing sides; each time is an event or a theatre."
    return Analysis(about, columns, rows, tuple(_edges(several)), _groups(_signed(several)))


def switches(source: Queryable, as_of: str) -> Analysis:
    """Pairs that were told to fight on one side and on two, in the order of the days."""
    grouped: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in ties(source, as_of):
        grouped[tie.one, tie.other].append(tie)
    rows: list[tuple[str, ...]] = []
    several: list[Tie] = []
    for (one, other), told in sorted(grouped.items()):
        if len({t.together for t in told}) < 2:
            continue
        several += told
        told.sort(key=lambda t: (t.day, t.where, t.together))
        rows += [(one, other, t.day, "same side" if t.together else "opposed", t.where, t.status) for t in told]
    about = "Who fought on one side here and on opposing sides there; the day is that of the event, else of the report."
    return Analysis(about, ("actor", "other", "day", "manner", "where", "status"), tuple(rows), tuple(_edges(several)))


def balance(source: Queryable, as_of: str) -> Analysis:
    """Triads of actors, and whether they are balanced: a friend's friend a friend, a friend's enemy an enemy."""
    several = ties(source, as_of)
    graph = _signed(several)
    rows = []
    for a, b, c in _triads(graph):
        signs = [graph[x][y]["weight"] > 0 for x, y in ((a, b), (b, c), (a, c))]
        friends = sum(signs)
        rows.append((a, b, c, friends, "balanced" if friends in (1, 3) else "unbalanced"))
    balanced = sum(row[-1] == "balanced" for row in rows)
    about = f"{balanced} of {len(rows)} triads are balanced (three friends, or two with an enemy in common)."
    return Analysis(about, ("actor", "other", "third", "friends", "triad"), tuple(rows), tuple(_edges(several)))


def _triads(graph: nx.Graph) -> list[tuple[str, str, str]]:
    """Three actors of whom each pair has a tie, each three once."""
    return sorted(
        (a, b, c)
        for a in graph
        for b, c in combinations(sorted(n for n in graph[a] if n > a), 2)
        if graph.has_edge(b, c)
    )


def communities(source: Queryable, as_of: str) -> Analysis:
    """Actors that fight together more than with others (greedy modularity of the ties of one side)."""
    several = ties(source, as_of)
    graph = _signed(several)
    groups = _groups(graph)
    rows = []
    for number in sorted({n for _, n in groups}):
        members = sorted(name for name, n in groups if n == number)
        inside = sum(1 for a, b in combinations(members, 2) if graph.has_edge(a, b) and graph[a][b]["weight"] < 0)
        rows.append((number, len(members), inside, "; ".join(members)))
    about = "Actors that stand together more than with others; hostile pairs inside a community are counted."
    return Analysis(about, ("community", "actors", "hostile", "members"), tuple(rows), tuple(_edges(several)), groups)


def _groups(graph: nx.Graph) -> tuple[tuple[str, int], ...]:
    """Each actor with the number of its community, the largest first."""
    friends = nx.Graph()
    friends.add_nodes_from(sorted(graph))
    friends.add_weighted_edges_from((a, b, w) for a, b, w in graph.edges(data="weight") if w > 0)
    found = nx.community.greedy_modularity_communities(friends, weight="weight") if friends.number_of_edges() else []
    placed = {name for members in found for name in members}
    parts = [sorted(members) for members in found] + [[name] for name in sorted(friends) if name not in placed]
    parts.sort(key=lambda members: (-len(members), members))
    return tuple(sorted((name, n) for n, members in enumerate(parts, start=1) for name in members))
