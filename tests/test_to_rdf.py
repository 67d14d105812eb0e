"""Facts to RDF: one article's nodes, claims about them, nothing asserted bare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg import ids
from kg.model import (
    About,
    Actor,
    Article,
    ArticleHead,
    Claim,
    Event,
    Facts,
    Participant,
    Place,
    Quantity,
    Relation,
    Response,
    Side,
    Status,
    TimeSpan,
    replace,
)
from kg.terms import graph_of
from kg.to_rdf import to_rdf
from kg.vocab import ACT, DISPUTE, GEO, KG, MODALITY, OA, RDF, RDFS, ROLE, SCHEMA, SEM, STANCE
from tests.facts import STEMS, load

BASE = "http://localhost:8000/"
GOLDEN = Path(__file__).parent / "golden"
TEXT = "Rebels shelled Arlen on Friday, the army said. The rebels denied it. A minister echoed the denial."
DIGEST = "0" * 64


def at(words: str, nth: int = 0) -> tuple[int, int]:
    """Where *words* stand in TEXT."""
    begin = -1
    for _ in range(nth + 1):
        begin = TEXT.index(words, begin + 1)
    return begin, begin + len(words)


ARMY = Actor(id="army", name="army", kind="armed-group", mentions=(at("the army"),))
REBELS = Actor(id="rebels", name="rebels", kind="armed-group", mentions=(at("Rebels"), at("The rebels")))
MINISTER = Actor(id="minister", name="minister", kind="person", mentions=(at("A minister"),), unnamed=True)
FIRST, SECOND, THIRD = (0, 46), (47, 68), (69, len(TEXT))
SHELLING = Event(
    id="e", type="ASSAULT", subtype="shelling", agents=("rebels",), targets=("army",), trigger=at("shelled"),
    evidence=(FIRST,), voice="claim",
)  # fmt: skip
REPORT = Claim(id="c1", source="army", cue=at("said"), events=("e",), evidence=(FIRST,))
DENIAL = Claim(
    id="c2", source="rebels", cue=at("denied"), stance="denies", act="denies", denies="c1", evidence=(SECOND,)
)
FACTS = Facts(
    article=ArticleHead(sha256=DIGEST), actors=(ARMY, REBELS, MINISTER), events=(SHELLING,), claims=(REPORT, DENIAL)
)


@dataclass
class Reading:
    """A graph with short ways to ask it."""

    graph: Graph

    def all(self, subject: Node | str, predicate: str) -> set[str]:
        """The objects of one property, as strings."""
        return {str(o) for o in self.graph.objects(URIRef(str(subject)), URIRef(predicate))}

    def of(self, cls: str) -> list[str]:
        """The nodes of a class, sorted."""
        return sorted(str(s) for s in self.graph.subjects(URIRef(RDF.type), URIRef(cls)))

    def held_by(self, name: str) -> list[str]:
        """The claims of the actor called *name*."""
        named = set(self.graph.subjects(URIRef(RDFS.label), Literal(name)))
        return sorted(str(c) for c, a in self.graph.subject_objects(URIRef(KG.holder)) if a in named)


def to_graph(*given: Any, **more: Any) -> Graph:
    """What :func:`to_rdf` writes, for rdflib."""
    return graph_of(to_rdf(*given, **more))


def read(facts: Facts = FACTS, **head: object) -> Reading:
    """The graph of *facts* about TEXT."""
    return Reading(to_graph(facts, Article(text=TEXT, sha256=DIGEST, **head)))  # type: ignore[arg-type]


@pytest.mark.parametrize("stem", STEMS)
def test_the_same_facts_give_the_same_triples(stem: str) -> None:
    """Twice is the same, and no node is blank."""
    facts, article = load(stem)
    one, other = to_graph(facts, article), to_graph(facts, article)
    assert set(one) == set(other)
    assert not [n for n in one.all_nodes() if isinstance(n, BNode)]


@pytest.mark.parametrize("stem", STEMS)
def test_every_span_cuts_its_own_text_out_of_the_article(stem: str) -> None:
    """Offsets and quotation of each span agree with the article as it came."""
    facts, article = load(stem)
    graph = to_graph(facts, article)
    spans = list(graph.subject_objects(URIRef(OA.exact)))
    assert spans
    for span, exact in spans:
        begin, end = (int(str(graph.value(span, URIRef(p)))) for p in (OA.start, OA.end))
        assert article.text[begin:end] == str(exact)


@pytest.mark.parametrize("stem", STEMS)
def test_all_nodes_belong_to_the_article(stem: str) -> None:
    """The graph of an article speaks of nodes of that article alone."""
    facts, article = load(stem)
    v = ids.version(article, article.text)
    assert {ids.version_of(str(s)) for s in to_graph(facts, article).subjects()} == {v}


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_is_asserted_bare(stem: str) -> None:
    """No event has an actor, and nobody fought alongside anybody, outside of a claim."""
    facts, article = load(stem)
    predicates = {str(p) for p in to_graph(facts, article).predicates()}
    assert not predicates & {SEM.hasActor, KG.foughtAlongside, KG.foughtAgainst, KG.commands, KG.alliedWith, KG.denotes}


@pytest.mark.parametrize("stem", [s for s in STEMS if (GOLDEN / f"{s}.ttl").exists()])
def test_the_graph_is_as_it_was_agreed(stem: str) -> None:
    """The graph of a sample is the one in golden/: a difference is either a fault or a new decision."""
    facts, article = load(stem)
    agreed = Graph().parse(GOLDEN / f"{stem}.ttl", format="turtle")
    made = to_graph(facts, article)
    assert (sorted(set(made) - set(agreed)), sorted(set(agreed) - set(made))) == ([], [])


def test_the_base_is_the_base_of_every_node() -> None:
    """Another base gives other IRIs, all of them."""
    graph = to_graph(FACTS, Article(text=TEXT, sha256=DIGEST), "https://kg.example/")
    assert all(str(s).startswith("https://kg.example/id/") for s in graph.subjects())


def test_what_stands_in_a_claim_is_not_the_outlets() -> None:
    """An event that stands only inside a claim is affirmed by its holder, not by the outlet."""
    r = read()
    account = r.of(KG.EventAccount)[0]
    (claim,) = r.held_by("army")
    assert r.all(claim, KG.affirms) == {account}
    assert r.held_by("the article") == []


def test_what_the_outlet_says_has_the_outlet_as_holder() -> None:
    """An event in the article's own voice is affirmed by a claim of the publisher, marked as such."""
    r = read(replace(FACTS, events=(replace(SHELLING, voice="article"),), claims=()), publisher="Courier")
    (claim,) = r.held_by("Courier")
    assert (r.all(claim, KG.outlet), r.all(claim, KG.voiceOf)) == ({"true"}, {"outlet"})
    assert claim.endswith("/outlet/0-46")


@pytest.mark.parametrize(
    ("status", "ends", "predicate"),
    [
        ("actual", "/outlet/0-46", KG.affirms),
        ("negated", "/outlet/0-46/negated", KG.negates),
        ("planned", "/outlet/0-46/plan/unknown", KG.affirms),
        ("hypothetical", "/outlet/0-46/hypothesis/unknown", KG.affirms),
        ("hedged", "/outlet/0-46/possible", KG.affirms),
    ],
)
def test_status_becomes_polarity_modality_and_certainty_of_the_claim(status: Status, ends: str, predicate: str) -> None:
    """Planned, hypothetical, negated and hedged events never look like facts."""
    r = read(replace(FACTS, events=(replace(SHELLING, voice="article", status=status),), claims=()))
    (claim,) = r.held_by("the article")
    assert claim.endswith(ends)
    assert r.all(claim, predicate) == set(r.of(KG.EventAccount))


def test_a_denial_negates_what_the_disputed_claim_affirms() -> None:
    """Denying a report negates its content and disputes the claim, and affirms nothing."""
    r = read()
    (denial,), (report,) = r.held_by("rebels"), r.held_by("army")
    assert r.all(denial, KG.negates) == r.all(report, KG.affirms)
    assert r.all(denial, KG.disputes) == {report}
    assert r.all(denial, KG.disputeKind) == {DISPUTE.report}
    assert r.all(denial, KG.affirms) == set()


def test_denying_responsibility_leaves_the_event_standing() -> None:
    """Who denies being the agent negates the participation, not the event."""
    r = read(replace(FACTS, claims=(REPORT, replace(DENIAL, disputes="agent"))))
    (denial,) = r.held_by("rebels")
    (negated,) = r.all(denial, KG.negates)
    assert ids.kind_of(negated) == "participation"
    assert r.all(negated, KG.actor) == {ids.actor(BASE, ids.version_of(negated) or "", at("Rebels"))}


def test_denying_having_said_it_leaves_the_content_standing() -> None:
    """Who denies the utterance negates the claim."""
    r = read(replace(FACTS, claims=(REPORT, replace(DENIAL, disputes="utterance"))))
    assert r.all(r.held_by("rebels")[0], KG.negates) == set(r.held_by("army"))


def test_denying_the_figure_leaves_the_event_standing() -> None:
    """Who denies how many negates the quantity only."""
    count = Quantity(id="q", event="e", what="killed", of="army", best=4, evidence=(FIRST,))
    r = read(replace(FACTS, quantities=(count,), claims=(REPORT, replace(DENIAL, disputes="quantity"))))
    assert r.all(r.held_by("rebels")[0], KG.negates) == set(r.of(KG.Quantity))


def test_an_echo_takes_over_the_denial() -> None:
    """Echoing a denial adds a holder to what it negates."""
    echo = Claim(
        id="c3", source="minister", cue=at("echoed"), stance="denies", act="echoes", evidence=(THIRD,),
        responds=(Response(claim="c2", how="echoes"),),
    )  # fmt: skip
    r = read(replace(FACTS, claims=(REPORT, DENIAL, echo)))
    (made,), (denial,) = r.held_by("minister"), r.held_by("rebels")
    assert r.all(made, KG.echoes) == {denial}
    assert r.all(made, KG.negates) == r.all(denial, KG.negates)
    assert r.all(made, KG.act) == {ACT.echoes}


def test_a_denial_inside_what_it_denies_does_not_deny_itself() -> None:
    """A claim that tells of its own denial gives no claim that negates itself."""
    report = replace(REPORT, about=(About(claim="c2"),))
    r = read(replace(FACTS, claims=(report, DENIAL)))
    (denial,) = r.held_by("rebels")
    assert denial not in r.all(denial, KG.negates)


def test_two_claims_that_deny_each_other_end() -> None:
    """Mutual denials do not send the program round in circles."""
    r = read(replace(FACTS, claims=(replace(REPORT, stance="denies", denies="c2"), DENIAL)))
    assert len(r.of(KG.Claim)) == 2


def test_facts_and_plans_in_one_breath_are_two_claims() -> None:
    """A plan inside a report stands in a claim of its own modality."""
    plan = replace(SHELLING, id="p", trigger=at("echoed"), status="planned", evidence=(THIRD,))
    r = read(replace(FACTS, events=(SHELLING, plan), claims=(replace(REPORT, events=("e", "p")),)))
    assert [r.all(c, KG.modality) for c in r.held_by("army")] == [{MODALITY.fact}, {MODALITY.plan}]


def test_hearsay_has_no_holder_and_says_so() -> None:
    """ "Is said to" gives a claim without a holder, marked kg:noHolder."""
    r = read(replace(FACTS, claims=(replace(REPORT, source=None),)))
    (claim,) = r.of(KG.Claim)
    assert (r.all(claim, KG.holder), r.all(claim, KG.noHolder)) == (set(), {"true"})


def test_a_chain_runs_from_its_origin_to_the_article() -> None:
    """The voices keep their order and the article comes last."""
    r = read(replace(FACTS, claims=(replace(REPORT, chain=("minister", "army", "article")),)))
    (claim,) = r.held_by("army")
    voices = [r.all(f"{claim}/chain/{i}", KG.voice) for i in range(3)]
    v = ids.version_of(claim) or ""
    assert voices == [
        {ids.actor(BASE, v, at("A minister"))},
        {ids.actor(BASE, v, at("the army"))},
        {ids.article(BASE, v)},
    ]


def test_agents_and_targets_get_the_roles_of_the_event_type() -> None:
    """Without a role of their own, the parties have those that the event type gives."""
    r = read()
    roles = {next(iter(r.all(p, KG.function))): r.all(p, KG.role) for p in r.of(KG.Participation)}
    assert roles == {KG.agent: {ROLE.shells}, KG.target: {ROLE.target}}


def test_the_role_that_was_read_wins() -> None:
    """A participant's own role and side come before those of the event type."""
    event = replace(SHELLING, participants=(Participant(actor="rebels", role="advises"),))
    r = read(replace(FACTS, events=(event,)))
    assert {ROLE.advises} in [r.all(p, KG.role) for p in r.of(KG.Participation)]


def test_a_side_and_each_of_its_enemies_oppose_one_another() -> None:
    """Whom a side fights stands on sides of its own: two enemies of one side need not be friends."""
    side = Side(id="s", actors=("army",), against=("rebels", "minister"), events=("e",), evidence=(FIRST,))
    r = read(replace(FACTS, sides=(side,)))
    ours = next(s for s in r.of(KG.Side) if r.all(s, RDFS.label) == {"army"})
    theirs = r.all(ours, KG.opposes)
    assert len(theirs) == 2
    assert all(r.all(t, KG.opposes) == {ours} and len(r.all(t, KG.member)) == 1 for t in theirs)
    assert r.all(r.held_by("army")[0], KG.affirms) >= {ours, *theirs}


def test_a_side_in_a_planned_event_is_a_plan() -> None:
    """Who is to fight beside whom is not yet on one side: the claim has the modality of the event."""
    planned = replace(SHELLING, voice="article", status="planned")
    side = Side(id="s", actors=("army", "minister"), events=("e",), evidence=(FIRST,))
    r = read(replace(FACTS, events=(planned,), sides=(side,), claims=()))
    (claim,) = r.held_by("the article")
    assert r.all(claim, KG.modality) == {MODALITY.plan}
    assert r.all(claim, KG.affirms) == {*r.of(KG.EventAccount), *r.of(KG.Side)}


def test_participations_stand_on_the_side_of_their_actor() -> None:
    """The parties of an event point at the sides that name it, each at its own."""
    side = Side(id="s", actors=("army",), against=("rebels",), events=("e",), evidence=(FIRST,))
    r = read(replace(FACTS, sides=(side,)))
    for p in r.of(KG.Participation):
        (stood,) = r.all(p, KG.side)
        assert r.all(stood, KG.member) == r.all(p, KG.actor)


def test_a_relation_of_the_outlet_and_one_of_a_claim() -> None:
    """A relation rests on the claims that it names, else on the outlet."""
    said = Relation(id="r1", type="leads", subject="minister", object="rebels", evidence=(FIRST,), claims=("c1",))
    told = Relation(id="r2", type="memberOf", subject="minister", object="rebels", evidence=(THIRD,))
    r = read(replace(FACTS, relations=(said, told)))
    about = {next(iter(r.all(x, KG.relationType))).rsplit("/")[-1]: x for x in r.of(KG.Relation)}
    assert about["leads"] in r.all(r.held_by("army")[0], KG.affirms)
    assert about["memberOf"] in r.all(r.held_by("the article")[0], KG.affirms)


def test_a_claim_may_speak_of_a_part_that_the_account_lacks() -> None:
    """Denying that somebody took part does not make him a participant."""
    denied = replace(
        DENIAL, denies=None, about=(About(event="e", actor="minister", role="advises", polarity="negative"),)
    )
    r = read(replace(FACTS, claims=(REPORT, denied)))
    (spoken,) = r.all(r.held_by("rebels")[0], KG.negates)
    account = r.of(KG.EventAccount)[0]
    assert r.all(spoken, KG.account) == {account}
    assert spoken not in r.all(account, KG.participation)


def test_places_keep_their_precision_and_points_their_source() -> None:
    """A point is written longitude first; one name at one precision is one place."""
    place = Place(name="Arlen", lat=34.7, long=44.6, precision="exact", mention=at("Arlen"), source="a gazetteer")
    other = replace(SHELLING, id="f", trigger=at("denied"), place=place)
    r = read(replace(FACTS, events=(replace(SHELLING, place=place), other)))
    (made,) = r.of(KG.Place)
    (point,) = r.all(made, GEO.hasGeometry)
    assert r.all(point, GEO.asWKT) == {"POINT(44.6 34.7)"}
    assert r.all(made, KG.source) == {"a gazetteer"}


def test_times_are_days_and_say_how_they_hold() -> None:
    """Interval, words and the manner of holding are kept."""
    day = TimeSpan(
        text="on Friday", start=date(2024, 5, 3), end=date(2024, 5, 3), precision="day", mention=at("Friday")
    )
    r = read(replace(FACTS, events=(replace(SHELLING, time=day),)))
    (made,) = r.of(KG.TimeSpan)
    assert (r.all(made, KG.begin), r.all(made, KG.holds)) == ({"2024-05-03"}, {"within"})


def test_a_capital_used_for_its_government_is_a_metonym() -> None:
    """A metonym is kept apart from names."""
    actor = replace(ARMY, mention_kinds=("metonym",))
    r = read(replace(FACTS, actors=(actor, REBELS, MINISTER)))
    (node,) = [s for s in r.of(KG.ArticleActor) if r.all(s, RDFS.label) == {"army"}]
    assert r.all(node, KG.metonymMention)
    assert not r.all(node, KG.mention)


def test_an_outlet_that_nobody_named_is_unnamed() -> None:
    """Without a publisher the holder is "the article", never merged with another one."""
    r = read()
    v = ids.version_of(r.of(SCHEMA.NewsArticle)[0]) or ""
    me = ids.publisher(BASE, v)
    assert (r.all(me, RDFS.label), r.all(me, KG.unnamed)) == ({"the article"}, {"true"})


def test_a_policy_of_no_text_keeps_the_characters_out() -> None:
    """Under the policy "none" spans are offsets only."""
    graph = to_graph(FACTS, Article(text=TEXT, sha256=DIGEST), text_policy="none")
    assert not list(graph.objects(None, URIRef(OA.exact)))


def test_actors_that_share_a_mention_stay_apart() -> None:
    """Two actors first named by the same characters have two IRIs."""
    r = read(replace(FACTS, actors=(ARMY, replace(REBELS, mentions=ARMY.mentions), MINISTER)))
    assert len(r.of(KG.ArticleActor)) == 4


def test_a_stance_is_kept() -> None:
    """Accusations do not become assertions."""
    r = read(replace(FACTS, claims=(replace(REPORT, stance="accuses"),)))
    assert r.all(r.held_by("army")[0], KG.stance) == {STANCE.accuses}


def test_a_side_gives_no_part_in_an_event_to_those_who_act_in_another_of_it() -> None:
    """Who shells beside the advisers takes no part in the advising, though the side holds both."""
    advice = Event(id="e2", type="AID", agents=("minister",), trigger=at("echoed"), evidence=(THIRD,))
    side = Side(
        id="s", actors=("rebels", "minister"), events=("e", "e2"), evidence=(FIRST,),
        roles={"rebels": "attacks", "minister": "advises"},
    )  # fmt: skip
    reading = read(replace(FACTS, events=(SHELLING, advice), sides=(side,)))
    graph = reading.graph
    acting = {
        str(graph.value(account, URIRef(KG.trigger))): {
            str(graph.value(part, URIRef(KG.actor))) for part in graph.objects(account, URIRef(KG.participation))
        }
        for account in graph.subjects(URIRef(RDF.type), URIRef(KG.EventAccount))
    }
    assert sorted(len(actors) for actors in acting.values()) == [1, 2]
