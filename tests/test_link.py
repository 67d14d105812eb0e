"""Which node of which article stands for what: conservative, explained, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from kg.link import is_name, link, normalise
from kg.model import Article, Facts, replace
from kg.query import select
from kg.store import EmbeddedWriter, open_writer
from kg.vocab import KG, SPARQL_PREFIXES
from tests.sample_graph import sample_facts
from tests.small_reports import Say, graph_of, report


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[EmbeddedWriter]:
    """An empty store, open for writing."""
    with open_writer(tmp_path, min_free_bytes=0) as opened:
        yield opened


def put(writer: EmbeddedWriter, *articles: tuple[Article, Facts]) -> None:
    """Keep *articles* and link them."""
    for made in articles:
        writer.put(made[0], graph_of(made))
    writer.replace_graph("identity", link(writer))


def canonical(writer: EmbeddedWriter, label: str, kind: str = "ArticleActor") -> set[str]:
    """What the nodes called *label* stand for."""
    rows = select(
        writer, f'{SPARQL_PREFIXES} SELECT ?c {{ ?n a kg:{kind} ; rdfs:label "{label}" ; kg:denotes ?c }}'
    ).rows
    return {str(row["c"]).removeprefix(writer.base_iri) for row in rows}


def events(writer: EmbeddedWriter) -> set[str]:
    """All events."""
    rows = select(writer, SPARQL_PREFIXES + "SELECT DISTINCT ?e { ?a a kg:EventAccount ; kg:denotes ?e }").rows
    return {str(row["e"]) for row in rows}


def test_a_name_of_one_kind_is_one_actor_in_all_articles(writer: EmbeddedWriter) -> None:
    """Two papers that write of the Red Army write of the same."""
    put(writer, report(Say()), report(Say(), outlet="Courier"))
    assert canonical(writer, "Red Army") == {"id/actor/armed-group-red-army"}


def test_the_unnamed_never_merge(writer: EmbeddedWriter) -> None:
    """The officials of one paper are not those of another."""
    put(writer, report(Say("officials")), report(Say("officials"), outlet="Courier"))
    assert len(canonical(writer, "officials")) == 2


def test_one_name_of_two_kinds_is_two_actors(writer: EmbeddedWriter) -> None:
    """A person called as a militia is called is not that militia."""
    article, facts = report(Say(), outlet="Courier")
    other = tuple(replace(a, kind="person") if a.name == "Red Army" else a for a in facts.actors)
    put(writer, report(Say()), (article, replace(facts, actors=other)))
    assert len(canonical(writer, "Red Army")) == 2


def test_armed_groups_and_organizations_of_one_name_are_one(writer: EmbeddedWriter) -> None:
    """Whether a front is an army or a party is a matter of reading, not of identity."""
    article, facts = report(Say(), outlet="Courier")
    other = tuple(replace(a, kind="organization") if a.name == "Blue Front" else a for a in facts.actors)
    put(writer, report(Say()), (article, replace(facts, actors=other)))
    assert canonical(writer, "Blue Front") == {"id/actor/armed-group-blue-front"}


def test_a_name_meets_the_lexicon_entry_that_bears_it(writer: EmbeddedWriter) -> None:
    """Where one article's reading found the entry, the same name elsewhere is that entry too."""
    article, facts = report(Say(), outlet="Courier")
    known = tuple(replace(a, lexicon="group/red-army") if a.name == "Red Army" else a for a in facts.actors)
    put(writer, report(Say()), (article, replace(facts, actors=known)))
    assert canonical(writer, "Red Army") == {"id/actor/group/red-army"}


def test_a_name_that_two_entries_bear_is_neither(writer: EmbeddedWriter) -> None:
    """Homonyms in the lexicon are not decided by name."""
    made = []
    for n, entry in enumerate((None, "group/red-army-north", "group/red-army-south")):
        article, facts = report(Say(), outlet=f"Paper {n}")
        actors = tuple(replace(a, lexicon=entry) if a.name == "Red Army" else a for a in facts.actors)
        made.append((article, replace(facts, actors=actors)))
    put(writer, *made)
    assert len(canonical(writer, "Red Army")) == 3


def test_accounts_that_agree_are_one_event(writer: EmbeddedWriter) -> None:
    """Type, place, day and a participant in common, in two articles."""
    put(writer, report(Say()), report(Say(), outlet="Courier", targets=("Green Union",)))
    assert len(events(writer)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"place": "Mill"},
        {"fought": 2},
        {"agents": ("Green Union",), "targets": ()},
    ],
    ids=["another place", "another day", "other people"],
)
def test_accounts_that_differ_are_two_events(writer: EmbeddedWriter, other: dict[str, object]) -> None:
    """One difference keeps them apart."""
    put(writer, report(Say()), report(Say(), outlet="Courier", **other))  # type: ignore[arg-type]
    assert len(events(writer)) == 2


def test_a_subtype_keeps_events_apart(writer: EmbeddedWriter) -> None:
    """An air strike is not a siege, though of one day and place."""
    article, facts = report(Say(), outlet="Courier")
    strike = tuple(replace(e, subtype="airstrike") for e in facts.events)
    put(writer, report(Say()), (article, replace(facts, events=strike)))
    assert len(events(writer)) == 2


def test_an_event_keeps_the_address_it_had(writer: EmbeddedWriter) -> None:
    """When an earlier article turns up, the event gets its address; the old one says what took its place."""
    put(writer, report(Say(), day=5))
    (before,) = events(writer)
    put(writer, report(Say(), outlet="Courier", day=2))
    (after,) = events(writer)
    assert before != after
    rows = select(writer, f"{SPARQL_PREFIXES} SELECT ?new {{ <{before}> dcterms:isReplacedBy ?new }}").rows
    assert [row["new"] for row in rows] == [after]


def test_every_identification_has_its_reason_and_evidence(writer: EmbeddedWriter) -> None:
    """No node is taken for another without node, canonical, reason and confidence; merges show their words."""
    put(writer, *sample_facts().values())
    query = f"""{SPARQL_PREFIXES} SELECT ?node {{
      ?node kg:denotes ?canonical .
      FILTER NOT EXISTS {{ ?i a kg:Identification ; kg:node ?node ; kg:canonical ?canonical ; kg:identifiedBy ?by ;
        kg:confidence ?c }} }}"""
    assert select(writer, query).rows == []
    unseen = f"""{SPARQL_PREFIXES} SELECT ?node {{
      ?i kg:node ?node ; kg:identifiedBy "match" FILTER NOT EXISTS {{ ?i kg:evidence ?span }} }}"""
    assert select(writer, unseen).rows == []


def test_every_node_denotes_one_thing(writer: EmbeddedWriter) -> None:
    """No actor, place or account is left out, and none is two things."""
    put(writer, *sample_facts().values())
    query = f"""{SPARQL_PREFIXES} SELECT ?node (COUNT(?c) AS ?n) {{
      VALUES ?class {{ kg:ArticleActor kg:Place kg:EventAccount }} ?node a ?class . OPTIONAL {{ ?node kg:denotes ?c }}
    }} GROUP BY ?node HAVING(COUNT(?c) != 1)"""
    assert select(writer, query).rows == []


def test_the_order_of_the_articles_plays_no_part(tmp_path: Path) -> None:
    """Every order gives the same identity graph, triple by triple."""
    articles = list(sample_facts().values())
    graphs = []
    for n, order in enumerate(permutations(articles)):
        with open_writer(tmp_path / str(n), min_free_bytes=0) as writer:
            for made in order:
                writer.put(made[0], graph_of(made))
            graphs.append([str(t) for t in link(writer)])
    assert all(graph == graphs[0] for graph in graphs)


def test_a_correction_wins_over_the_machine(writer: EmbeddedWriter) -> None:
    """What a person says a node stands for is what it stands for."""
    put(writer, report(Say()))
    (node,) = select(writer, f'{SPARQL_PREFIXES} SELECT ?n {{ ?n a kg:ArticleActor ; rdfs:label "Red Army" }}').rows
    writer.replace_graph(
        "corrections",
        f"<urn:x:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG.Correction}> .\n"
        f"<urn:x:1> <{KG.node}> <{node['n']}> .\n<urn:x:1> <{KG.canonical}> <{writer.base_iri}id/actor/state/x> .\n",
    )
    writer.replace_graph("identity", link(writer))
    assert canonical(writer, "Red Army") == {"id/actor/state/x"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Red Army", "Red Army"), ("Gen. Anna Verrin", "Anna Verrin"), ("Kata'ib", "Kataib"), ("Al-Sham", "al Sham")],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    """Articles, honorifics, apostrophes, hyphens and case make no other name."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize("words", ["the river", "the front", "defence ministry", "12th Division", "the Third Brigade"])
def test_words_that_are_no_name_belong_to_one_article(words: str) -> None:
    """Descriptions and numbered units mean something else in every article."""
    assert not is_name(words)


# Names across articles


def called(**names: tuple[str, tuple[str, ...]]) -> tuple[Article, Facts]:
    """A report in which actors are called otherwise: label and other names, by the first word of the usual name."""
    outlet, place = names.pop("outlet", ("Herald", ()))[0], names.pop("place", ("Ford", ()))[0]
    article, facts = report(Say(), outlet=outlet, place=place)
    actors = tuple(
        replace(a, name=names[word][0], aliases=names[word][1]) if (word := a.name.split()[0].lower()) in names else a
        for a in facts.actors
    )
    return article, replace(facts, actors=actors)


def test_an_acronym_learnt_in_one_article_helps_in_the_next(writer: EmbeddedWriter) -> None:
    """Who is introduced with an acronym here is met by it there, and the words that taught it are the evidence."""
    put(
        writer,
        called(red=("Red Axis Federation", ("RAF",))),
        called(red=("RAF", ()), outlet=("Courier", ())),
    )
    assert canonical(writer, "RAF") == {"id/actor/armed-group-red-axis-federation"}
    evidence = f"""{SPARQL_PREFIXES} SELECT ?span {{
      ?i kg:node ?n ; kg:identifiedBy "alias" ; kg:evidence ?span . ?n rdfs:label "RAF" }}"""
    assert len({str(row["span"]).split("/")[-2] for row in select(writer, evidence).rows}) == 2


def test_an_acronym_of_two_is_neither(writer: EmbeddedWriter) -> None:
    """Where two bear it, it means itself."""
    put(
        writer,
        called(red=("Red Axis Federation", ("RAF",))),
        called(red=("Rural Army of Ford", ("RAF",)), outlet=("Post", ())),
        called(red=("RAF", ()), outlet=("Courier", ())),
    )
    assert canonical(writer, "RAF") == {"id/actor/armed-group-raf"}


def test_a_last_name_means_the_only_one_who_bears_it(writer: EmbeddedWriter) -> None:
    """Lee is Ann Lee while nobody else is called Lee."""
    first, second = called(), called(ann=("Lee", ()), outlet=("Courier", ()))
    put(writer, first, second)
    assert canonical(writer, "Lee") == {"id/actor/person-ann-lee"}
    put(writer, called(bo=("Sam Lee", ()), outlet=("Post", ())))
    assert canonical(writer, "Lee") == {"id/actor/person-lee"}


def test_a_person_without_the_second_family_name_is_the_same(writer: EmbeddedWriter) -> None:
    """Sam Lee Ortega is Sam Lee to the next paper, while only one is called so."""
    put(writer, called(ann=("Sam Lee Ortega", ())), called(ann=("Sam Lee", ()), outlet=("Courier", ())))
    assert canonical(writer, "Sam Lee") == {"id/actor/person-sam-lee-ortega"}
    put(writer, called(bo=("Sam Lee Haddad", ()), outlet=("Post", ())))
    assert canonical(writer, "Sam Lee") == {"id/actor/person-sam-lee"}


def test_one_name_in_articles_with_nothing_in_common_is_two_actors(writer: EmbeddedWriter) -> None:
    """The Red Army of one war is not that of another; the address that they would share names both."""
    elsewhere = {w: (f"Other {n}", ()) for n, w in enumerate(("blue", "green", "ann", "bo", "city"))}
    put(writer, report(Say()), called(**elsewhere, outlet=("Courier", ()), place=("Mill", ())))
    two = canonical(writer, "Red Army")
    assert len(two) == 2
    rows = select(
        writer,
        f"{SPARQL_PREFIXES} SELECT ?new {{ ?old dcterms:isReplacedBy ?new FILTER(STRENDS(STR(?old), 'red-army')) }}",
    ).rows
    assert {str(row["new"]).rpartition("/")[2].rpartition("-")[2] for row in rows} == {
        c.rpartition("-")[2] for c in two
    }


def test_the_forces_of_a_state_are_one(writer: EmbeddedWriter) -> None:
    """Whatever an article calls the soldiers of a state, they are its forces; its navy is another organ."""
    made = []
    for outlet, words in (("Herald", "Kestrian troops"), ("Courier", "Kestria's army"), ("Post", "Kestrian navy")):
        article, facts = report(Say(), outlet=outlet)
        state = replace(facts.actors[1], id="k", name="Kestria", kind="state", mentions=((60, 64),))
        force = replace(facts.actors[0], name=words, unnamed=True, part_of="k")
        made.append((article, replace(facts, actors=(force, *facts.actors[1:], state))))
    put(writer, *made)
    assert (
        canonical(writer, "Kestrian troops") == canonical(writer, "Kestria's army") == {"id/actor/state-kestria/forces"}
    )
    assert canonical(writer, "Kestrian navy") == {"id/actor/state-kestria/navy"}


# Copies


def told_in(*sentences: str, outlet: str, day: int, by: str = "Ann Lee") -> tuple[Article, Facts]:
    """An article of these sentences, each of them said by somebody."""
    text = " ".join(sentences)
    article, facts = report(Say(by), outlet=outlet, day=day, text=text, url=f"https://{outlet}.example/{day}")
    claims = tuple(
        replace(facts.claims[0], id=f"c{n}", cue=(n, n + 1), evidence=((text.index(s), text.index(s) + len(s)),))
        for n, s in enumerate(sentences)
    )
    return article, replace(facts, claims=claims)


AGENCY = tuple(
    f"Red Army fought Blue Front near the {place} on Monday, Ann Lee said." for place in "ford mill wood hill".split()
)
OTHERS = tuple(
    f"Green Union was seen near the old {place} on Sunday night, she said." for place in "inn dam quay pit".split()
)


def copies(writer: EmbeddedWriter) -> dict[str, str]:
    """Outlet to the outlet of the original."""
    query = """SELECT ?copy ?original {
      ?a kg:copyOf ?b . ?a kg:publisher/rdfs:label ?copy . ?b kg:publisher/rdfs:label ?original }"""
    return {str(r["copy"]): str(r["original"]) for r in select(writer, SPARQL_PREFIXES + query).rows}


def test_an_article_of_another_ones_sentences_is_its_copy(writer: EmbeddedWriter) -> None:
    """With a changed sentence and another headline too; the earliest is the original, of copies of copies as well."""
    changed = (*AGENCY, "More was not known about the fighting in the valley on Monday.")
    put(
        writer,
        told_in(*AGENCY, outlet="Wire", day=1),
        told_in(*changed, outlet="Post", day=2),
        told_in(*changed, outlet="Courier", day=3),
    )
    assert copies(writer) == {"Post": "Wire", "Courier": "Wire"}


def test_who_quotes_an_article_in_one_of_many_is_no_copy(writer: EmbeddedWriter) -> None:
    """An article with sentences of its own is one of its own, though it has those of another."""
    put(writer, told_in(*AGENCY, outlet="Wire", day=1), told_in(*AGENCY[:3], *OTHERS, outlet="Post", day=2))
    assert copies(writer) == {}
