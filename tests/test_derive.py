"""Claims to facts: the ladder of statuses, its course over the days, and plain edges that rest on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kg.derive import derive, load_rules
from kg.link import link
from kg.model import Article, Facts
from kg.query import select
from kg.store import EmbeddedWriter, open_writer
from kg.vocab import KG, SEM, SPARQL_PREFIXES
from tests.sample_graph import relate, sample_facts
from tests.small_reports import TEXT, Say, graph_of, report
from tests.test_link import AGENCY, OTHERS, told_in

Derived = Callable[..., EmbeddedWriter]


@pytest.fixture
def derived(tmp_path: Path) -> Derived:
    """A function that puts articles into a store and derives."""
    number = count()

    def put(*articles: tuple[Article, Facts]) -> EmbeddedWriter:
        with open_writer(tmp_path / str(next(number)), min_free_bytes=0) as writer:
            for made in articles:
                writer.put(made[0], graph_of(made))
            relate(writer)
            rows = select(writer, SPARQL_PREFIXES + _HISTORY).rows
            edges = select(writer, SPARQL_PREFIXES + _EDGES % writer.base_iri).rows
        return rows, edges  # type: ignore[return-value]

    return put


_HISTORY = """SELECT ?class ?status ?from ?to ?origins ?by_party (COUNT(DISTINCT ?ground) AS ?grounds) {
  ?assessment kg:proposition ?p ; kg:status ?status ; kg:validFrom ?from ; kg:origins ?origins ; kg:ground ?ground ;
    kg:deniedByParty ?by_party .
  ?p a ?class FILTER(?class != kg:Proposition)
  OPTIONAL { ?assessment kg:validTo ?to }
} GROUP BY ?assessment ?class ?status ?from ?to ?origins ?by_party ORDER BY ?class ?from"""
_EDGES = "SELECT ?a ?edge ?b { GRAPH <%sgraph/derived> { ?a ?edge ?b } } ORDER BY ?a ?edge ?b"


def history(found: object, of: str = "EventProposition") -> list[tuple[str, str, str | None]]:
    """Status, first day and first day no more of each stage, for the one proposition of a class."""
    rows = found[0]  # type: ignore[index]
    return [
        (str(r["status"]).rpartition("/")[2], str(r["from"])[-2:], None if r["to"] is None else str(r["to"])[-2:])
        for r in rows
        if str(r["class"]) == KG[of]
    ]


def now(found: object, of: str = "EventProposition") -> str:
    """The present status of the one proposition of a class."""
    (status,) = {status for status, _, to in history(found, of) if to is None}
    return status


@pytest.mark.parametrize(
    ("articles", "status"),
    [
        ([report(Say())], "reported"),
        ([report(Say("Ann Lee"))], "reported"),
        ([report(Say()), report(Say(), outlet="Courier")], "corroborated"),
        ([report(Say("Ann Lee")), report(Say("Bo Ray"), outlet="Courier")], "corroborated"),
        ([report(Say("Ann Lee"), Say("Bo Ray", denies=True))], "contested"),
        ([report(Say("Ann Lee")), report(Say("Bo Ray", denies=True), outlet="Courier", day=2)], "contested"),
        ([report(Say("Bo Ray", denies=True))], "denied"),
        ([report(Say(status="negated"))], "negated"),
        ([report(Say(""))], "hearsay"),
        ([report(Say(status="hedged"))], "hearsay"),
        ([report(Say(status="planned"))], "planned"),
        ([report(Say("Ann Lee", status="planned", modality="plan"))], "planned"),
        ([report(Say(status="hypothetical"))], "hypothetical"),
        ([report(Say("Ann Lee"), Say("Ann Lee", retracts=True))], "retracted"),
        ([report(Say("Ann Lee"), Say("Bo Ray", retracts=True), outlet="Courier")], "retracted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_first_rung_that_fits(derived: Derived, articles: list[tuple[Article, Facts]], status: str) -> None:
    """Each rung of the ladder, from the articles that lead to it."""
    assert now(derived(*articles)) == status


def test_two_papers_that_quote_one_outlet_are_one_origin(derived: Derived) -> None:
    """What counts is the first voice with a name, not how often it was passed on."""
    quoting = [report(Say("officials", via=("City Wire",)), outlet=paper) for paper in ("Herald", "Courier", "Post")]
    assert now(derived(*quoting)) == "reported"


def test_an_anonymous_source_speaks_with_the_voice_of_who_vouches_for_it(derived: Derived) -> None:
    """Officials in two papers may be the same ones: each paper is an origin, its officials are none beside it."""
    assert now(derived(report(Say("officials"), Say()))) == "reported"
    assert now(derived(report(Say("officials")), report(Say("officials"), outlet="Courier"))) == "corroborated"


def test_an_echo_adds_a_holder_and_no_origin(derived: Derived) -> None:
    """Who only repeats what another said makes it no surer."""
    assert now(derived(report(Say("Ann Lee"), Say("Bo Ray", echoes=True)))) == "reported"


def test_an_outlet_does_not_corroborate_its_own_source(derived: Derived) -> None:
    """What an outlet says itself and has a source for has one origin."""
    assert now(derived(report(Say(), Say("Ann Lee")))) == "reported"


def test_copies_of_one_text_are_one_origin(derived: Derived) -> None:
    """The same text in two outlets is one report; another text is a second one."""
    copies = [report(Say(), outlet=p, url=f"https://{p}.example/a", text=TEXT) for p in ("herald", "courier")]
    assert now(derived(*copies)) == "reported"
    assert now(derived(*copies, report(Say(), outlet="post", text=TEXT + "More."))) == "corroborated"


def test_copies_with_changes_are_one_origin(derived: Derived) -> None:
    """What twenty papers print of an agency's report is one origin; another report is a second one."""
    agency = told_in(*AGENCY, outlet="Wire", day=1, by="officials")
    copy = told_in(*AGENCY, "The valley was quiet again by the evening.", outlet="Post", day=2, by="officials")
    other = told_in(*OTHERS, outlet="Courier", day=2, by="officials")
    assert now(derived(agency, copy)) == "reported"
    assert now(derived(agency, other)) == "corroborated"


def test_a_denial_by_a_party_is_marked(derived: Derived) -> None:
    """A member of a party that fought denies for a party; somebody else does not."""
    denial = (Say("Ann Lee"), Say("Bo Ray", denies=True))
    outsider = derived(report(*denial))
    member = derived(report(*denial, relations=(("Bo Ray", "memberOf", "Blue Front"),)))
    assert {r["by_party"] for r in outsider[0] if str(r["class"]) == KG.EventProposition} == {False}  # type: ignore[index]
    assert {r["by_party"] for r in member[0] if str(r["class"]) == KG.EventProposition} == {True}  # type: ignore[index]


def test_the_status_has_a_course_over_the_days_of_publication(derived: Derived) -> None:
    """Reported, then corroborated, then contested: each from the day that made it so to the day that ended it."""
    found = derived(
        report(Say(), day=1),
        report(Say("Ann Lee"), outlet="Courier", day=3),
        report(Say("Bo Ray", denies=True), outlet="Post", day=7),
    )
    assert history(found) == [("reported", "01", "03"), ("corroborated", "03", "07"), ("contested", "07", None)]


def test_a_day_that_changes_nothing_begins_no_new_stage(derived: Derived) -> None:
    """More grounds for the same status lengthen the list of grounds, not of stages."""
    found = derived(*(report(Say(), outlet=paper, day=d) for d, paper in ((1, "a"), (2, "b"), (3, "c"), (4, "d"))))
    assert history(found) == [("reported", "01", "02"), ("corroborated", "02", None)]
    last = next(r for r in found[0] if str(r["class"]) == KG.EventProposition and r["to"] is None)  # type: ignore[index]
    assert (last["origins"], last["grounds"]) == (4, 4)


def test_a_revised_article_is_heard_until_its_revision(derived: Derived) -> None:
    """What a later version of the work no longer says stood until that version came."""
    first = report(Say("Ann Lee"), url="https://herald.example/a", day=1)
    second = report(Say("Bo Ray", denies=True), url="https://herald.example/a", day=5, text=TEXT + "Corrected.")
    assert history(derived(first, second)) == [("reported", "01", "05"), ("denied", "05", None)]


def test_plain_edges_stand_for_what_is_reported_and_undisputed_only(derived: Derived) -> None:
    """Contested, denied, planned and hearsay events have no actors in plain triples."""
    sides = (((("Red Army", "Green Union"), ("Blue Front",))),)
    relations = (("Ann Lee", "commands", "Red Army"),)
    edges = {str(r["edge"]) for r in derived(report(Say(), sides=sides, relations=relations))[1]}  # type: ignore[index]
    assert {SEM.hasActor, SEM.hasPlace, SEM.hasTime, KG.foughtAlongside, KG.foughtAgainst, KG.commands} <= edges
    for say in (Say("", certainty="possible"), Say("Bo Ray", denies=True), Say(status="planned")):
        edges = {str(r["edge"]) for r in derived(report(say))[1]}  # type: ignore[index]
        assert not edges & {SEM.hasActor, SEM.hasPlace, SEM.hasTime}


def test_sides_are_told_apart_by_theatre(derived: Derived) -> None:
    """Together at the ford and against each other at the mill are two propositions, neither contesting the other."""
    together = report(Say(), sides=((("Red Army", "Green Union"), ()),))
    against = report(Say(), sides=((("Red Army",), ("Green Union",)),), outlet="Courier", place="Mill", fought=3)
    found = derived(together, against)
    assert now(found, "SameSideProposition") == "reported"
    assert now(found, "OpposedProposition") == "reported"


def test_every_edge_rests_on_a_proposition_that_names_its_claims(tmp_path: Path) -> None:
    """For each plain triple between actors there is a proposition whose standing status has grounds."""
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for article, facts in sample_facts().values():
            writer.put(article, graph_of((article, facts)))
        relate(writer)
        bare = """SELECT ?a ?edge ?b {
          VALUES (?edge ?class) { (kg:foughtAlongside kg:SameSideProposition) (kg:foughtAgainst kg:OpposedProposition) }
          ?a ?edge ?b FILTER NOT EXISTS {
            ?p a ?class ; kg:actorA|kg:actorB ?a, ?b . ?s kg:proposition ?p ; kg:ground ?claim . ?claim kg:evidence ?e }
        }"""
        assert select(writer, SPARQL_PREFIXES + bare).rows == []
        assert len(select(writer, SPARQL_PREFIXES + "SELECT ?a { ?a kg:foughtAlongside ?b }")) > 0


def test_no_triple_stands_in_two_graphs(tmp_path: Path) -> None:
    """The union of the graphs counts every triple once."""
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for article, facts in sample_facts().values():
            writer.put(article, graph_of((article, facts)))
        relate(writer)
        triples = [quad.triple for quad in writer.quads()]
        assert len(triples) == len(set(triples))


def test_every_rule_file_is_read() -> None:
    """A kind of proposition is a file: adding one needs no Python."""
    assert {rule.name for rule in load_rules()} == {
        "event",
        "link",
        "opposed",
        "participation",
        "relation",
        "same-side",
    }


# From scratch and step by step

_SAYS = [
    Say(), Say("Ann Lee"), Say("Bo Ray", denies=True), Say(""), Say("officials"), Say(status="planned"),
    Say("Ann Lee", via=("City Wire",)),
]  # fmt: skip
_SIDES = [(), ((("Red Army", "Green Union"), ("Blue Front",)),), ((("Green Union", "Blue Front"), ("Red Army",)),)]

reports = st.builds(
    lambda says, outlet, day, place, side, extra: report(
        *says,
        outlet=outlet,
        day=day,
        place=place,
        sides=_SIDES[side],
        text=TEXT + extra,
        url=f"https://{outlet}.example/{place}",
    ),
    st.lists(st.sampled_from(_SAYS), min_size=1, max_size=3),
    st.sampled_from(["Herald", "Courier"]),
    st.integers(1, 9),
    st.sampled_from(["Ford", "Mill"]),
    st.integers(0, 2),
    st.sampled_from(["", "x", "yy"]),
)
steps = st.lists(st.tuples(st.sampled_from(["put", "put", "put", "remove"]), reports), min_size=1, max_size=6)


def _dump(writer: EmbeddedWriter) -> dict[str, list[str]]:
    return {g: sorted(map(str, writer.quads(g))) for g in writer.graphs() if "/article/" not in g}


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps, chance=st.randoms(use_true_random=False))
def test_step_by_step_equals_from_scratch(tmp_path_factory: pytest.TempPathFactory, steps, chance) -> None:  # type: ignore[no-untyped-def]
    """After any history of putting, replacing and removing, what is derived is what the present articles give."""
    folder = tmp_path_factory.mktemp("steps")
    present: dict[str, tuple[Article, Facts]] = {}
    with open_writer(folder / "one", min_free_bytes=0) as one:
        for verb, made in steps:
            graph = graph_of(made)
            v = next(str(s) for s in graph.subjects() if "/id/article/" in str(s)).rpartition("/")[2]
            if verb == "put":
                one.put(made[0], graph)
                present.pop(v, None)
                present[v] = made
            else:
                one.remove(v)
                present.pop(v, None)
            relate(one)
        arrived = sorted(one.articles(), key=lambda a: a.arrived)
        order = [a.v for a in arrived]
        with open_writer(folder / "two", min_free_bytes=0) as two:
            # versions of one work on one day follow one another as they came; all else may come in any order
            works = {w: [a.v for a in arrived if a.work == w] for w in {a.work for a in arrived}}
            queue = [v for w in chance.sample(sorted(works), len(works)) for v in works[w]]
            assert sorted(queue) == sorted(order)
            for v in queue:
                two.put(present[v][0], graph_of(present[v]))
            relate(two)
            assert _dump(one) == _dump(two)
            assert one.content_version() == two.content_version()


def test_derived_twice_is_the_same(tmp_path: Path) -> None:
    """Deriving again from the same graphs gives the same triples in the same order."""
    with open_writer(tmp_path, min_free_bytes=0) as writer:
        for article, facts in sample_facts().values():
            writer.put(article, graph_of((article, facts)))
        relate(writer)
        again: list[ox.Triple] = derive(writer)
        assert again == derive(writer)
        assert link(writer) == link(writer)
