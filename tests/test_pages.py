"""The pages: what they show, and that hostile words in the graph stay words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from kg.model import Actor, Article, ArticleHead, Claim, Event, Facts, Relation
from kg.store import open_writer
from kg.to_rdf import to_rdf
from kg.web import Settings, create_app
from tests.sample_graph import build, relate

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = create_app(Settings(store=str(build(tmp_path_factory.mktemp("pages") / "store")), workers=1))
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, path: str, **query: str) -> str:
    answer = client.get(path, query_string=query, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def linked(text: str, kind: str) -> list[str]:
    """The addresses of pages of one kind that a page links to."""
    return list(dict.fromkeys(re.findall(rf'href="(/page/{kind}/[^"?]+)', text)))


def test_the_home_page_asks_and_counts(client: FlaskClient) -> None:
    """Home has one field, example questions and the counts."""
    text = page(client, "/")
    assert text.count('type="search"') == 1
    assert "Which actors fought on the same side at Amerli?" in text
    assert "<b>3</b> articles" in text


def test_the_examples_on_the_home_page_have_answers(client: FlaskClient) -> None:
    """Each question that the home page offers is answered on the sample articles."""
    questions = re.findall(r'href="/ask\?q=([^"]+)"', page(client, "/"))
    assert len(questions) >= 6
    for question in questions:
        assert "with the words around" in client.get(f"/ask?q={question}").text, question


def test_an_answer_leads_to_its_marked_sentence(client: FlaskClient) -> None:
    """From the answer to the Amerli question one click leads to the sentence, marked in the article."""
    text = page(client, "/ask", q="Which actors fought on the same side at Amerli?")
    assert "On the same side" in text
    assert "Kurdish peshmerga" in text
    href = re.search(r'href="(/page/article/[^"]+#here)"', text)
    assert href is not None
    article = client.get(href[1].replace("&amp;", "&").partition("#")[0]).text
    marked = " ".join(re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<mark[^>]*>(.*?)</mark>", article, re.S))
    assert "Concurrently, Iranian military advisors" in re.sub(r"\s+", " ", marked)
    assert article.count('id="here"') == 1


def test_each_actor_of_an_answer_has_its_two_best_sentences(client: FlaskClient) -> None:
    """Each actor stands with two sentences, first the one that names it, the name marked; days are written out."""
    text = page(client, "/ask", q="Which actors fought on the same side at Amerli?")
    for part in text.split('<div class="part">')[1:]:
        assert part.partition("</div>")[0].count("<blockquote>") == 2
    assert "The<mark>US</mark> launched airstrikes" in text
    assert "5 September 2014" in text
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\d[^<]*</a>", text)


def test_the_facts_of_an_answer_are_turtle(client: FlaskClient) -> None:
    """The page links to a query whose result are the facts that the answer rests on, and nothing else."""
    text = unescape(page(client, "/ask", q="Which actors fought on the same side at Amerli?"))
    href = re.search(r'href="([^"]+)">Facts as Turtle', text)
    assert href is not None
    graph = Graph().parse(data=client.get(href[1]).text, format="turtle")
    subjects = {str(s) for s in graph.subjects()}
    assert any("/id/side/" in s for s in subjects)
    assert any(s.endswith("/911-1028") for s in subjects)
    assert all(s.startswith("http://localhost:8000/") for s in subjects)
    assert "curl -s http://localhost/sparql" in text


def test_a_name_of_several_is_offered_with_what_each_is(tmp_path: Path) -> None:
    """ "the rebels" of two articles are two groups; choosing one asks again about that one alone."""
    store = tmp_path / "store"
    with open_writer(store) as writer:
        for n, text in enumerate(
            ("The rebels attacked the village of Orvale.", "The rebels attacked the town of Tessen.")
        ):
            rebels = Actor(id="a", name="rebels", kind="armed-group", mentions=((4, 10),), unnamed=True)
            attack = Event(id="e", type="ASSAULT", agents=("a",), trigger=(11, 19), evidence=((0, len(text)),))
            article = Article(text=text, sha256=str(n) * 64, title=f"Battle {n}")
            facts = Facts(article=ArticleHead.of(article), actors=(rebels,), events=(attack,))
            writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)
        writer.publish()
    application = create_app(Settings(store=str(store), workers=1, name="Our graph"))
    try:
        client = application.test_client()
        text = unescape(page(client, "/ask", q="What did the rebels do?"))
        assert "Our graph</title>" in text
        assert "may be any of these" in text
        assert text.count("armed group, in “") == 2
        href = re.search(r'href="(/ask[^"]+means=[^"]+)"', text)
        assert href is not None
        assert "may be any of these" not in client.get(href[1]).text
    finally:
        application.extensions["kg"].close()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who will sing?", "speaks of “sing”"),
        ("Who fought at Stalingrad?", "No article in this dataset names Stalingrad"),
        ("Who commands the Iraqi Army?", "That is not to say that it is not so"),
    ],
)
def test_without_an_answer_the_nearest_question_is_offered(client: FlaskClient, question: str, said: str) -> None:
    """What is not understood or not there is named, and each question that is offered has an answer."""
    text = unescape(page(client, "/ask", q=question))
    assert said in text
    nearest = text.partition("These questions have an answer")[2].partition("How this was read")[0]
    offered = re.findall(r'href="(/ask\?q=[^"]+)"', nearest)
    assert offered
    assert all("with the words around" in client.get(other).text for other in offered)


def test_an_answer_is_json_for_programs(client: FlaskClient) -> None:
    """The same address gives the answer as JSON."""
    answer = client.get("/ask?q=Who+commands+the+Quds+Force%3F", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.json["answers"][0]["name"] == "Qassem Soleimani"


def test_what_is_not_understood_is_an_answer_page(client: FlaskClient) -> None:
    """A question about nobody we know gets a page that says so, and no error."""
    assert "Boko Haram" in page(client, "/ask", q="Who commands Boko Haram?")
    assert "cannot be read" in page(client, "/ask", q="What is the meaning of life?")


@pytest.mark.parametrize("kind", ["actors", "events", "claims", "articles"])
def test_lists_name_and_link_what_there_is(client: FlaskClient, kind: str) -> None:
    """A list links the pages of its kind, and narrows to what holds the words."""
    text = page(client, f"/browse/{kind}")
    assert linked(text, kind.removesuffix("s"))
    assert "0 " + kind in page(client, f"/browse/{kind}", q="zorblat")


def test_an_actor_page_shows_company_and_claims(client: FlaskClient) -> None:
    """The page of an actor tells whom it fought beside and against, and what is said by and about it."""
    text = page(client, "/page/actor/armed-group-red-banner-front")
    assert "Reported against" in text
    assert "Said about" in text
    assert "Veldanian army" in text


def test_an_event_page_has_its_sides_as_columns(client: FlaskClient) -> None:
    """The page of the battle shows two sides, who took part, and how the articles tell it."""
    [battle] = [p for p in linked(page(client, "/browse/events"), "event") if "assault-orvale" in p]
    text = page(client, battle)
    assert text.count('class="side"') == 2
    assert "As the articles tell it" in text
    assert "Participation disputed" in text


def test_a_claim_page_shows_chain_and_dispute(client: FlaskClient) -> None:
    """The page of a disputed claim shows who disputes it and through whom it came."""
    claims = linked(page(client, "/browse/claims"), "claim")
    texts = [page(client, claim) for claim in claims]
    assert any("Disputed by" in text for text in texts)
    assert any(text.count("<li>", text.index('class="chain"')) >= 3 for text in texts if 'class="chain"' in text)


def test_the_ontology_has_a_page_and_data(client: FlaskClient) -> None:
    """/ontology is a page for people and Turtle for programs."""
    assert 'id="Claim"' in page(client, "/ontology")
    assert client.get("/ontology", headers={"Accept": "text/turtle"}).mimetype == "text/turtle"


def test_the_editor_shows_a_result_and_an_error(client: FlaskClient) -> None:
    """In a browser the endpoint is a form with the result as a table, or the fault as a sentence."""
    text = page(client, "/sparql", query="SELECT ?s { ?s a <https://schema.org/NewsArticle> }")
    assert "3 rows" in text
    wrong = client.get("/sparql?query=SELECT", headers={"Accept": "text/html"})
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text


def test_an_iri_never_minted_is_404_with_a_search(client: FlaskClient) -> None:
    """A page for nothing says so, and offers a search for the last part of the address."""
    answer = client.get("/page/actor/nobody-at-all", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'value="nobody at all"' in answer.text


def test_a_wrong_parameter_is_named(client: FlaskClient) -> None:
    """A list asked for from "x" on says what is expected."""
    answer = client.get("/browse/actors?from=x")
    assert answer.status_code == 400
    assert "from" in answer.text


def test_pages_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    """Every page has a strict policy, no inline script or style, and no address of another host to load from."""
    for path in ("/", "/browse/actors", "/sparql", "/ontology", "/ask?q=Who+commands+the+Quds+Force%3F"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert not re.search(
            r"<script(?! defer src=\"/static/|(?= type=\"application/ld))|<style|\sstyle=|\son\w+=", answer.text
        )
        assert not re.search(r'(src|<link[^>]*href)="(https?:)?//', answer.text)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Names, titles and texts that look like HTML are shown as they are written, on every page, and run nothing."""
    text = f"{HOSTILE} attacked Basra, {HOSTILE} said."
    end = len(HOSTILE)
    actor = Actor(id="a", name=HOSTILE, kind="person", mentions=((0, end),))
    event = Event(id="e", type="ASSAULT", agents=("a",), trigger=(end + 1, end + 9), evidence=((0, len(text)),))
    claim = Claim(id="c", source="a", cue=(len(text) - 5, len(text) - 1), evidence=((0, len(text)),), events=("e",))
    article = Article(text=text, sha256="0" * 64, title=HOSTILE, publisher=HOSTILE)
    facts = Facts(article=ArticleHead.of(article), actors=(actor,), events=(event,), claims=(claim,))
    store = tmp_path / "store"
    with open_writer(store) as writer:
        writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)
        writer.publish()
    app = create_app(Settings(store=str(store), workers=1))
    client = app.test_client()
    try:
        paths = {f"/browse/{kind}" for kind in ("actors", "events", "claims", "articles")}
        for listing in sorted(paths):
            paths |= {"/" + p for p in re.findall(r'href="/(page/[^"?#]+)', client.get(listing).text)}
        paths |= {f"/ask?q={HOSTILE}", f"/browse/actors?q={HOSTILE}", f"/sparql?query={HOSTILE}", f"/page/{HOSTILE}"}
        assert len(paths) > 8
        for path in sorted(paths):
            shown = client.get(path, headers={"Accept": "text/html"}).text
            assert "<script>alert" not in shown, path
            assert "<img src=x" not in shown, path
    finally:
        app.extensions["kg"].close()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("x" * 10_000, "longer than 1000 characters"),
        ("Wer kommandiert die Quds-Brigaden?", "No article in this dataset names"),
        ("من قاتل في آمرلي؟", "cannot be read"),
        ("SELECT * WHERE { ?s ?p ?o }", "cannot be read"),
        ("<script>alert(1)</script>", "cannot be read"),
        ("Who commands Ruritania?", "No article in this dataset names Ruritania"),
        ("What happened at Amerli between 9 June 2015 and 2 June 2015?", "ends before it begins"),
        ("???", "cannot be read"),
    ],
)
def test_a_strange_question_gets_a_page_that_says_so(client: FlaskClient, question: str, said: str) -> None:
    """Whatever is asked, the answer is a page, with what was not understood and no script of the question's."""
    text = page(client, "/ask", q=question)
    assert said in unescape(text)
    assert "<script>alert" not in text


def test_a_relation_that_several_articles_report_is_shown_once(tmp_path: Path) -> None:
    """The page of an actor names each relation once, in words, with the number of articles."""
    store = tmp_path / "store"
    with open_writer(store) as writer:
        for n in range(2):
            text = f"Minister Abbas Araghchi of Iran spoke on day {n}."
            araghchi = Actor(
                id="m", name="Abbas Araghchi", kind="person", mentions=((9, 23),), lexicon="person/abbas-araghchi"
            )
            iran = Actor(id="f", name="Iran", kind="state", mentions=((27, 31),), lexicon="state/iran")
            office = Relation(
                id="r", type="holdsOffice", subject="m", object="f", office="Minister", evidence=((0, len(text)),)
            )
            article = Article(text=text, sha256=str(n) * 64, title=f"Speech {n}")
            facts = Facts(article=ArticleHead.of(article), actors=(araghchi, iran), relations=(office,))
            writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)
        writer.publish()
    application = create_app(Settings(store=str(store), workers=1))
    try:
        text = page(application.test_client(), "/page/actor/state/iran")
        assert text.count("holds an office of") == 1
        assert "2 articles" in text
    finally:
        application.extensions["kg"].close()
