"""The site as programs see it: formats by Accept, every IRI, bad input, hostile words, one version to a page."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.pipeline import TextPolicy
from kg.store import Reader, open_writer
from kg.to_rdf import to_rdf
from kg.web import Settings, create_app, views
from kg.web.views.dataset import size
from kg.web.views.network import bonds, compared
from tests.hostile_graph import HOSTILE, hostile_store
from tests.sample_graph import build, relate, sample_facts

BASE = "http://localhost:8000/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = create_app(Settings(store=str(build(tmp_path_factory.mktemp("site") / "store")), workers=1))
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def fetched(client: FlaskClient, path: str) -> bytes:
    """The body of a file that is sent from the disk."""
    with client.get(path) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


ACCEPTS: list[tuple[str | None, str, str]] = [
    # Accept, what /id/... leads to, what /data/... is
    (None, "html", "text/turtle"),
    ("", "html", "text/turtle"),
    ("*/*", "html", "text/turtle"),
    (BROWSER, "html", "406 or application/rdf+xml"),
    ("text/html", "html", "406"),
    ("application/xhtml+xml", "html", "406"),
    ("text/turtle", "ttl", "text/turtle"),
    ("application/x-turtle", "ttl", "text/turtle"),
    ("application/ld+json", "jsonld", "application/ld+json"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld", "application/ld+json"),
    ("application/json", "jsonld", "application/ld+json"),
    ("application/json; charset=utf-8", "jsonld", "application/ld+json"),
    ("application/n-triples", "nt", "application/n-triples"),
    ("text/plain", "nt", "application/n-triples"),
    ("application/rdf+xml", "rdf", "application/rdf+xml"),
    ("application/trig", "trig", "application/trig"),
    ("application/n-quads", "nq", "application/n-quads"),
    ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld", "application/ld+json"),
    ("text/html;q=0.4, text/turtle;q=0.6", "ttl", "text/turtle"),
    ("text/*;q=0.3, application/rdf+xml;q=0.2", "html", "text/turtle"),
    ("image/png", "406", "406"),
]


@pytest.mark.parametrize(("accept", "thing", "data"), ACCEPTS)
def test_each_route_answers_each_accept_header(client: FlaskClient, accept: str | None, thing: str, data: str) -> None:
    """Things lead where Accept says, data comes as it says, and the answer names what it depends on."""
    headers = {} if accept is None else {"Accept": accept}
    found = client.get("/id/actor/state/iran", headers=headers)
    if thing == "406":
        assert found.status_code == 406
    else:
        ending = "/page/actor/state/iran" if thing == "html" else f"/data/actor/state/iran.{thing}"
        assert (found.status_code, found.location) == (303, ending)
    for path in ("/data/actor/state/iran", "/graph/identity"):
        found = client.get(path, headers=headers)
        got = str(found.status_code) if found.status_code == 406 else found.mimetype
        assert got in data.split(" or "), path
    ontology = client.get("/ontology", headers=headers)
    kind = {"html": "text/html", "406": "406"}.get(thing, data)
    assert (str(ontology.status_code) if ontology.status_code == 406 else ontology.mimetype) == kind
    for path in ("/id/actor/state/iran", "/data/actor/state/iran", "/ontology", "/sparql"):
        assert "Accept" in client.get(path, headers=headers).headers["Vary"], path


@pytest.mark.parametrize(("accept", "_", "data"), ACCEPTS)
def test_the_editor_comes_only_to_those_who_prefer_a_page(
    client: FlaskClient, accept: str | None, _: str, data: str
) -> None:
    """/sparql is a page where Accept ranks text/html above every RDF and result type, and nowhere else."""
    found = client.get("/sparql", headers={} if accept is None else {"Accept": accept})
    wants_page = accept in {BROWSER, "text/html", "application/xhtml+xml"}
    assert (found.mimetype == "text/html") == wants_page


def test_every_iri_of_the_sample_graph_opens(client: FlaskClient, app: Flask) -> None:
    """Each IRI of ours (subject, object, graph) gives RDF that holds it; those of things have a page too."""
    reader = app.extensions["kg"].reader
    found = {
        t.value for q in reader.quads() for t in (q.subject, q.object, q.graph_name) if isinstance(t, ox.NamedNode)
    }
    ours = sorted(iri for iri in found if iri.startswith(BASE))
    assert len(ours) > 1000
    for number, iri in enumerate(ours):
        path = iri.removeprefix(BASE.rstrip("/"))
        answer = client.get(path, headers={"Accept": "application/n-quads"}, follow_redirects=True)
        assert (answer.status_code, f"<{iri}>".encode() in answer.data) == (200, True), iri
        if number % 20 == 0 and path.startswith("/id/"):
            assert client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200, iri


def test_a_page_names_its_other_forms(client: FlaskClient) -> None:
    """The page of a thing points to its data in its headers and its head; data says where it lies and what it is of."""
    page = client.get("/page/actor/state/iran")
    assert '</data/actor/state/iran.ttl>; rel="describedby"' in page.headers["Link"]
    assert '</data/actor/state/iran.jsonld>; rel="alternate"' in page.headers["Link"]
    assert f'<{BASE}id/actor/state/iran>; rel="describes"' in page.headers["Link"]
    assert '<link rel="alternate" type="text/turtle" href="/data/actor/state/iran.ttl">' in page.text
    data = client.get("/data/actor/state/iran", headers={"Accept": "application/ld+json"})
    assert data.headers["Content-Location"] == "/data/actor/state/iran.jsonld"


@pytest.mark.parametrize(
    "path",
    [*(f"/browse/{kind}" for kind in views.LISTINGS), "/alliances", "/timeline", "/map", "/sources"],
)
def test_every_list_is_a_file_too(client: FlaskClient, path: str) -> None:
    """With .csv and .json behind it each list gives the same rows; another ending is 404 with those there are."""
    table = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").text)))
    whole = json.loads(client.get(f"{path}.json").text)
    assert whole["dataset_version"]
    assert len(table) == len(whole.get("rows", whole.get("edges")))
    wrong = client.get(f"{path}.pdf")
    assert (wrong.status_code, ".csv" in wrong.text) == (404, True)


def test_a_dump_is_the_graph_and_its_checksum_is_right(client: FlaskClient, app: Flask) -> None:
    """Each dump, loaded again, holds the quads of the store; its checksum is that of its bytes, and it repeats."""
    reader = app.extensions["kg"].reader
    page = client.get("/dataset").text
    for name, kind in (("graph.nq.gz", ox.RdfFormat.N_QUADS), ("graph.trig.gz", ox.RdfFormat.TRIG)):
        body = fetched(client, f"/dataset/{name}")
        assert set(ox.parse(gzip.decompress(body), format=kind)) == set(reader.quads())
        assert client.get(f"/dataset/{name}.sha256").text == f"{sha256(body).hexdigest()}  {name}\n"
        assert sha256(body).hexdigest() in page
        assert fetched(client, f"/dataset/{name}") == body


def test_the_page_of_the_dataset_void_and_queries_tell_the_same_numbers(client: FlaskClient, app: Flask) -> None:
    """Triples, subjects, classes and properties: COUNT queries, the VoID description and the page agree."""
    reader = app.extensions["kg"].reader
    void = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).text
    page = client.get("/dataset").text
    [row] = views.rows(reader, "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o }")
    for number, term in ((row["n"], "triples"), (row["subjects"], "distinctSubjects")):
        assert f"<dd>{int(number):,}</dd>" in page
        assert re.search(rf'void#dataset> <http://rdfs.org/ns/void#{term}> "{number}"', void)
    found = size(reader)
    assert dict(found.classes) == counted(reader, "?s a ?t")
    assert dict(found.properties) == counted(reader, "?s ?t ?o")
    assert dict(found.graphs) == counted(reader, "GRAPH ?t { ?s ?p ?o }")


def counted(reader: Reader, pattern: str) -> dict[str, int]:
    rows = views.rows(reader, f"SELECT ?t (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?t")
    return {row["t"]: int(row["n"]) for row in rows}


def test_search_engines_find_the_dataset(client: FlaskClient) -> None:
    """The page of the dataset carries schema.org's description, whose files can be fetched."""
    page = client.get("/dataset").text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert found["@type"] == "Dataset"
    assert found["license"].startswith("https://creativecommons.org/")
    assert found["distribution"]
    for file in found["distribution"]:
        assert (
            sha256(fetched(client, file["contentUrl"].removeprefix("http://localhost"))).hexdigest() == file["sha256"]
        )


def test_crawlers_are_led_to_every_page(client: FlaskClient, app: Flask) -> None:
    """robots.txt keeps crawlers from queries and names the site map, which names every actor, event, claim, article."""
    robots = client.get("/robots.txt").text
    assert "Disallow: /sparql" in robots
    where = re.search(r"Sitemap: http://localhost(/\S+)", robots)
    assert where is not None
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    parts = [loc.text or "" for loc in ET.fromstring(client.get(where[1]).data).iter(f"{space}loc")]
    pages = [
        loc.text or ""
        for part in parts
        for loc in ET.fromstring(client.get(part.removeprefix("http://localhost")).data).iter(f"{space}loc")
    ]
    reader = app.extensions["kg"].reader
    assert len(pages) == sum(len(views.everything(reader, kind)) for kind in views.LISTINGS)
    assert client.get(pages[0].removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/browse/actors?start=x", "start: 'x' is not a whole number, such as 120."),
        ("/browse/events?from=yesterday", "from: 'yesterday' is not a day (YYYY-MM-DD), such as 2014-09-05."),
        ("/timeline?to=2014-13-45", "to: '2014-13-45' is not a day (YYYY-MM-DD), such as 2014-09-05."),
        ("/alliances?from=2015-01-01&to=2014-01-01", "to: the window ends (2014-01-01) before it begins (2015-01-01)"),
        ("/map?from=2015-01-01&to=2014-01-01", "such as from=2014-08-01&to=2014-09-05"),
        ("/alliances?then=2014-01-01", "then: a comparison needs two days (YYYY-MM-DD), such as"),
        ("/alliances?then=2015-01-01&now=2014-01-01", "now: 2014-01-01 is before then=2015-01-01"),
        ("/alliances?kind=friends", "kind: 'friends' is none of: alongside, against, allied, hostile."),
        ("/alliances?actors=-1", "actors: '-1' is not a whole number"),
        ("/browse/actors?start=٣", "start: '٣' is not a whole number"),
    ],
)
def test_a_parameter_of_the_wrong_kind_is_named(client: FlaskClient, path: str, named: str) -> None:
    """400, with the parameter, what it should be, and an example; on the page and for programs."""
    for accept in ("text/plain", BROWSER):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 400
        assert named in answer.text.replace("&#39;", "'").replace("&amp;", "&").replace("&gt;", ">")


@pytest.mark.parametrize(
    "path",
    [
        "/page/actor/nobody-at-all",
        "/id/event/never",
        "/data/claim/0/0.ttl",
        "/browse/spoons",
        "/dataset/x.nq",
        "/export/x",
    ],
)
def test_what_was_never_minted_is_404_with_a_search(client: FlaskClient, path: str) -> None:
    """A page that says so, and a search for the last part of the address."""
    answer = client.get(path, headers={"Accept": BROWSER}, follow_redirects=True)
    assert answer.status_code == 404
    last = re.sub(r"\.\w+$", "", path.rpartition("/")[2]).replace("-", " ")
    assert f'value="{last}' in answer.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A site over a graph in which every field that an article can fill holds markup."""
    made = create_app(Settings(store=str(hostile_store(tmp_path_factory.mktemp("hostile") / "store")), workers=1))
    yield made
    made.extensions["kg"].close()


class Tags(HTMLParser):
    """What a browser would make of a page: the attributes there are, what is loaded, where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        if tag in {"img", "script", "iframe", "object", "embed"} and given.get("type") != "application/ld+json":
            self.sources.append(given.get("src", "inline"))
        self.addresses += [given[name] for name in ("href", "src", "action", "formaction") if name in given]


def test_no_page_lets_the_words_of_an_article_become_markup(hostile: Flask) -> None:
    """Every page of a graph full of markup holds that markup as text, and no link but to the web."""
    client, reader = hostile.test_client(), hostile.extensions["kg"].reader
    things = {t.value for q in reader.quads() for t in (q.subject, q.object) if isinstance(t, ox.NamedNode)}
    paths = [
        *("/", "/alliances", "/timeline", "/map", "/sources", "/dataset", "/ontology", "/ask", "/sparql"),
        *(f"/browse/{kind}" for kind in views.LISTINGS),
        *(f"/browse/{kind}?q={HOSTILE}" for kind in views.LISTINGS),
        *(f"/ask?q={HOSTILE}", f"/sparql?query={HOSTILE}", f"/page/{HOSTILE}", f"/alliances?actor={HOSTILE}"),
        f"/sparql?query=SELECT ('{HOSTILE.replace(chr(39), '')}' AS ?x) {{}}",
        *(iri.replace(f"{BASE}id/", "/page/") for iri in sorted(things) if iri.startswith(f"{BASE}id/")),
    ]
    assert len(paths) > 60
    for path in paths:
        text = client.get(path, headers={"Accept": BROWSER}).text
        seen = Tags(text)
        assert {name for name in seen.attributes if name.startswith("on")} == set(), path
        assert all(source.startswith("/static/") for source in seen.sources), path
        assert [a for a in seen.addresses if re.match(r"\s*(javascript|data|vbscript):", a, re.I)] == [], path
        assert "49" not in re.findall(r"img&gt;(\d+)", text), path


def test_files_keep_hostile_words_as_data(hostile: Flask) -> None:
    """CSV and JSON hold the same words, are never sent as HTML, and forbid the browser to guess."""
    client = hostile.test_client()
    for path in ("/browse/actors", "/timeline", "/alliances", "/sources"):
        for ending in ("csv", "json"):
            answer = client.get(f"{path}.{ending}")
            assert answer.mimetype in {"text/csv", "application/json"}
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert any(HOSTILE in row["label"] for row in client.get("/browse/actors.json").json["rows"])  # type: ignore[index]


def test_a_page_sees_one_version_to_its_end(tmp_path: Path) -> None:
    """A store replaced while a page is rendered shows that page its old version, and the next page the new one."""
    store = build(tmp_path / "store", ["amerli"])
    app = create_app(Settings(store=str(store), workers=1))
    try:
        with app.test_request_context("/"):
            site = app.extensions["kg"]
            before = site.reader.version
            with open_writer(store) as writer:
                article, facts = sample_facts()["orvale-courier"]
                writer.put(article, to_rdf(facts, article, writer.base_iri))
                relate(writer)
                writer.publish()
            assert site.reader.version == before
            assert views.counts(site.reader)["articles"] == 1
        assert "<b>2</b> articles" in app.test_client().get("/").text
    finally:
        app.extensions["kg"].close()


def test_the_network_compares_two_days(app: Flask) -> None:
    """What was published after the first day is new, and what was known on both is kept."""
    reader = app.extensions["kg"].reader
    found = compared(reader, "2014-12-31", "2026-01-01")
    changes = {(tie.kind, tie.one.label, tie.other.label): tie.change for tie in found}
    assert "kept" in changes.values()
    assert "new" in changes.values()
    assert {tie.change for tie in compared(reader, "2026-01-01", "2026-01-02")} == {"kept"}


def test_every_tie_rests_on_a_proposition_and_an_article(app: Flask) -> None:
    """No edge of the network is without the proposition and the article behind it."""
    reader = app.extensions["kg"].reader
    assert bonds(reader)
    for bond in bonds(reader):
        assert bond.articles, bond
        assert views.rows(reader, f"SELECT ?p {{ <{bond.iri}> a kg:Proposition ; ?p ?o }}")


def test_a_claim_stands_beside_its_marked_text(client: FlaskClient) -> None:
    """The page of a claim shows the article's text with exactly the characters of its evidence marked."""
    page = client.get("/browse/claims").text
    for path in re.findall(r'href="(/page/claim/[^"]+)"', page)[:12]:
        text = client.get(path).text
        quote = re.search(r"<blockquote>\s*<p>.*?<mark>(.*?)</mark>", text, re.S)
        beside = re.search(r'class="reading beside".*?<mark id="here">(.*?)</mark>', text, re.S)
        assert quote is not None, path
        assert beside is not None, path
        marked = re.sub(r"<[^>]+>", "", beside[1])
        assert re.sub(r"\s+", " ", quote[1]).startswith(re.sub(r"\s+", " ", marked).strip()[:40]), path


def test_claims_are_worded_as_reports(client: FlaskClient) -> None:
    """Nothing is said in our own voice: every clause has a holder and a verb of saying."""
    page = client.get("/page/actor/armed-group-red-banner-front").text
    verbs = re.findall(r'<p class="who"><b>.*?</b>.*?<a class="act" href="[^"]+">(\w+)', page, re.S)
    assert verbs
    assert set(verbs) <= {"says", "reports", "denies", "confirms", "doubts", "takes", "declines", "claims"}


@pytest.mark.parametrize("policy", ["full", "quote", "none"])
def test_no_page_shows_more_than_the_source_allows(tmp_path: Path, policy: TextPolicy) -> None:
    """All of the text, the sentences that facts rest on, or not a word: on every page and in the dump."""
    article, facts = sample_facts()["amerli"]
    store = tmp_path / "store"
    with open_writer(store) as writer:
        writer.put(article, to_rdf(facts, article, writer.base_iri, text_policy=policy))
        relate(writer)
        writer.publish()
    app = create_app(Settings(store=str(store), workers=1))
    try:
        client, reader = app.test_client(), app.extensions["kg"].reader
        paths = ["/", "/timeline", "/browse/claims", "/browse/claims.csv", "/ask?q=Who+fought+on+one+side+at+Amerli?"]
        for kind in ("claims", "articles", "events"):
            paths += [row["node"].replace(f"{BASE}id/", "/page/") for row in views.everything(reader, kind)]
        texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.unescape(client.get(p).text))) for p in paths]
        dump = gzip.decompress(fetched(client, "/dataset/graph.nq.gz")).decode()
        evidence, no_evidence = "A source close to Mr. Khamenei", "The rest is here:"
        assert any(evidence in text for text in texts) == (evidence in dump) == (policy != "none")
        assert any(no_evidence in text for text in texts) == (policy == "full")
        assert no_evidence not in dump
    finally:
        app.extensions["kg"].close()
