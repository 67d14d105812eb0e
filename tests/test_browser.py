"""The site as people see it: every page in a real browser, with no fault and no foreign request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from kg.tokens import FILE_NAME, TokenFile
from tests.browser import Watched, chromium, needs_browser, serving, watched
from tests.hostile_graph import hostile_store
from tests.sample_graph import build

pytestmark = [needs_browser, pytest.mark.heavy]

FIRST_VIEW_BYTES = 1_000_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(build(tmp_path_factory.mktemp("browser") / "store")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def paths(address: str) -> dict[str, str]:
    """The address of one page of each kind."""
    found = {
        "home": "/",
        "ask": "/ask?q=Which+actors+fought+on+the+same+side+at+Amerli%3F",
        **{kind: f"/browse/{kind}" for kind in ("actors", "events", "claims", "articles")},
        **{name: f"/{name}" for name in ("alliances", "timeline", "map", "sources", "dataset", "sparql", "ontology")},
        "compared": "/alliances?then=2014-01-01&now=2026-01-01",
        "actor": "/page/actor/armed-group-red-banner-front",
    }
    for kind in ("event", "claim", "article"):
        with urlopen(f"{address}/browse/{kind}s") as answer:
            found[kind] = re.findall(rf'href="(/page/{kind}/[^"]+)"', answer.read().decode())[0]
    return found


PAGES = (
    "home ask actors events claims articles alliances timeline map sources dataset sparql ontology compared actor "
    "event claim article"
).split()


NAMELESS = """() => [...document.querySelectorAll('main :is(input, select, textarea, button, a, img)')]
  .filter((e) => e.type !== 'hidden' && e.offsetParent && !e.closest('.yasr, .yasqe, .CodeMirror, .vis-timeline'))
  .filter((e) => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim())
  .filter((e) => !e.alt && !e.querySelector('img[alt]') && !e.closest('.leaflet-container'))
  .map((e) => e.outerHTML.slice(0, 120))"""
FAINT = """() => {
  const rgb = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const linear = (c) => (c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  const light = (colour) => [.2126, .7152, .0722].reduce((sum, part, n) => sum + part * linear(colour[n] / 255), 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > .5) return c; }
    return [255, 255, 255];
  };
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (!text || !e.offsetParent || e.closest('.canvas, .yasr, .yasqe, .unseen, .skip, script, style')) continue;
    const style = getComputedStyle(e), [one, other] = [light(rgb(style.color)), light(behind(e))];
    const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    const large = parseFloat(style.fontSize) >= (style.fontWeight >= 600 ? 18.6 : 24);
    if (ratio < (large ? 3 : 4.5) && !e.closest('[aria-hidden=true]')) {
      found.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${text.slice(0, 30)}`);
    }
  }
  return [...found];
}"""


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_without_fault_for_everyone(
    browser: object, address: str, paths: dict[str, str], name: str
) -> None:
    """No console error, no policy violated, under a megabyte, named fields, contrast AA, room on a narrow screen."""
    with watched(browser, address, paths[name]) as seen:
        page = seen.page
        assert page.locator("h1").count() == 1
        assert sum(seen.loaded.values()) < FIRST_VIEW_BYTES, seen.loaded
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(FAINT) == []
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(FAINT) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_that_calls_elsewhere_would_be_noticed(browser: object, address: str) -> None:
    """The watch itself works: an image of another host is a fault twice, as a request and as a violated policy."""
    seen = Watched(browser, address).open("/")
    seen.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://example.org/x.png'}))")
    seen.page.wait_for_load_state("networkidle")
    assert any("Content Security Policy" in fault for fault in seen.close())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_without_script(browser: object, address: str, paths: dict[str, str], name: str) -> None:
    """Without JavaScript the heading and the tables are there, and nothing waits to be filled."""
    with watched(browser, address, paths[name], java_script_enabled=False) as seen:
        assert seen.page.locator("h1").is_visible()
        assert seen.page.locator("main").inner_text().count("\n") > 5
        assert seen.page.locator("[aria-busy=true]").count() == 0


def test_the_amerli_question_leads_to_its_sentence(browser: object, address: str) -> None:
    """Typed on the home page it is answered, and one click from the answer leads to the marked sentence."""
    with watched(browser, address, "/") as seen:
        page = seen.page
        page.get_by_label("Search or ask").fill("which actors fought on the same side at Amerli?")
        page.keyboard.press("Enter")
        page.get_by_text("Kurdish peshmerga").first.wait_for()
        page.locator("blockquote", has_text="airstrikes").locator("footer a").first.click()
        marked = page.locator("mark#here")
        assert "airstrikes" in " ".join(page.locator("mark").all_inner_texts())
        assert marked.is_visible()
        assert page.evaluate("document.querySelector('#here').getBoundingClientRect().top") < 900


def test_the_window_of_days_moves_what_is_shown(browser: object, address: str) -> None:
    """The slider narrows the network, the table and the address together, and the address reproduces it."""
    with watched(browser, address, "/alliances") as seen:
        page = seen.page
        before = page.locator("#ties tbody tr").count()
        slider = page.get_by_label("Window begins")
        slider.focus()
        with page.expect_response(re.compile("alliances.json.*from=2025")):
            slider.evaluate("s => { s.value = s.max; s.dispatchEvent(new Event('input', {bubbles: true}));"
                            " s.dispatchEvent(new Event('change', {bubbles: true})) }")  # fmt: skip
        page.wait_for_selector("figure[data-drawn=yes] canvas")
        after = page.locator("#ties tbody tr").count()
        assert 0 < after < before
        assert "from=2025" in page.url
        page.reload()
        assert page.locator("#ties tbody tr").count() == after


def test_a_query_runs_in_the_editor(browser: object, address: str) -> None:
    """An example is loaded by a click, run, and shown as a table and as a graph."""
    with watched(browser, address, "/sparql") as seen:
        page = seen.page
        page.get_by_text("Which actors fought on the same side at a place?").click()
        page.get_by_role("button", name="Run").click()
        page.locator(".yasr table.dataTable tbody tr").first.wait_for()
        page.locator("#yasr .select_graph").click()
        page.locator("#yasr figure[data-drawn=yes] canvas").first.wait_for()
        page.get_by_text("This query from curl, Python, R").click()
        assert "SPARQLWrapper" in page.locator("#snippets").inner_text()
        assert "query=" in page.url


def test_a_result_full_of_html_runs_nothing(browser: object, address: str) -> None:
    """Hostile variable names, literals, languages, datatypes and IRIs of a result are words in every view of it."""
    evil = "<img src=x onerror=alert(1)>"
    query = f"""SELECT ?img_src_x (STRDT("{evil}", <http://e.org/%3Cimg%20src=x%20onerror=alert(2)%3E>) AS ?typed)
      (STRLANG("{evil}", "en") AS ?tagged) (IRI("javascript:alert(3)") AS ?iri) ("{evil}" AS ?plain)
      {{ VALUES ?img_src_x {{ "{evil}" }} }}"""
    with watched(browser, address, "/sparql") as seen:
        page = seen.page
        page.evaluate("q => document.querySelector('#yasqe .CodeMirror').CodeMirror.setValue(q)", query)
        page.get_by_role("button", name="Run").click()
        page.locator(".yasr table.dataTable tbody tr").first.wait_for()
        assert page.locator("#yasr img").count() == 0
        assert page.locator('#yasr a[href^="javascript:"]').count() == 0
        page.locator("#yasr .select_response").click()
        page.locator("#yasr .CodeMirror, #yasr pre").first.wait_for()
        page.goto(f"{address}/sparql?query={evil}&format=")
        assert page.locator("main img").count() == 0
        seen.faults[:] = [fault for fault in seen.faults if "status of 400" not in fault]


def test_the_keyboard_alone_is_enough(browser: object, address: str) -> None:
    """The first Tab offers to skip to the content; the question is asked and an answer opened without a mouse."""
    with watched(browser, address, "/") as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("Enter")
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "q":
                break
        page.keyboard.type("who commands the Quds Force?")
        page.keyboard.press("Enter")
        page.get_by_text("Qassem Soleimani").first.wait_for()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") is not None


def test_the_iri_can_be_copied(browser: object, address: str, paths: dict[str, str]) -> None:
    """The button beside the IRI of a thing says that it did so."""
    with watched(browser, address, paths["actor"], permissions=["clipboard-read", "clipboard-write"]) as seen:
        seen.page.get_by_role("button", name="Copy").click()
        seen.page.get_by_role("button", name="Copied").wait_for()
        assert "/id/actor/armed-group-red-banner-front" in seen.page.evaluate("navigator.clipboard.readText()")


def test_the_pictures_survive_an_empty_window(browser: object, address: str) -> None:
    """A window in which nothing happened says so, on all three pages."""
    for path in ("/alliances", "/timeline", "/map"):
        with watched(browser, address, f"{path}?from=1800-01-01&to=1800-12-31") as seen:
            assert "0 " in seen.page.locator("#live p").first.inner_text() or "No " in seen.page.inner_text("#live")


def test_pictures_are_kept(browser: object, address: str, paths: dict[str, str], tmp_path: Path) -> None:
    """Each page can be taken as a picture; the files are of some size, so something was drawn."""
    for name in ("alliances", "timeline", "map"):
        with watched(browser, address, paths[name]) as seen:
            shot = seen.page.locator("figure.picture").screenshot(path=str(tmp_path / f"{name}.png"))
            assert len(shot) > 8_000, name


def test_a_graph_full_of_markup_runs_nothing(browser: object, tmp_path: Path) -> None:
    """Names, titles, places, words of time and messages that look like scripts: every page and picture shows words."""
    with serving(hostile_store(tmp_path / "store")) as site:
        with urlopen(f"{site}/browse/events") as answer:
            events = re.findall(r'href="(/page/event/[^"]+)"', answer.read().decode())
        for path in ("/", "/browse/claims", "/alliances", "/timeline", "/map", "/sources", "/dataset", events[0]):
            with watched(browser, site, path) as seen:
                assert seen.page.locator("img:not(.model)").count() == 0
                assert seen.page.evaluate("document.querySelectorAll('script:not([src])').length") <= 1
        with watched(browser, site, "/map") as seen:
            seen.page.locator("path.leaflet-interactive").first.click(force=True)
            seen.page.locator(".leaflet-popup-content").wait_for()
            assert seen.page.locator(".leaflet-popup-content img").count() == 0


def test_articles_are_handed_in_read_and_published(browser: object, tmp_path: Path) -> None:
    """A text is pasted and a hostile file dropped; the bar runs, the facts stand beside the text, and are published."""
    store = build(tmp_path / "store", ["amerli"])
    token = TokenFile(store / FILE_NAME).add(["ingest"], name="browser")
    text = b"Turkey shelled positions of Kurdish fighters near Kobani, officials said."
    with serving(store) as site, watched(browser, site, "/ingest") as seen:
        page = seen.page
        page.get_by_label("Token").fill(token)
        page.get_by_label("Text of an article").fill("Iraqi forces battled militants in Basra on Wednesday.")
        files = [("../../<img src=x onerror=alert(1)>.txt", text), ("notes.zip", b"PK\x03\x04")]
        page.locator("#file").set_input_files(
            [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
        )
        page.get_by_role("button", name="Read").click()
        page.get_by_text("Nothing is in the graph yet").wait_for(timeout=120_000)
        assert "Read: 2 of 3 files" in page.inner_text("#live")
        assert page.locator("main img").count() == 0
        assert page.locator(".reading .m.event").count() > 0
        page.locator("#token-publish").fill(token)
        page.get_by_role("button", name="Publish 2 files").click()
        page.get_by_text("Published: 2 of 3 files").wait_for(timeout=120_000)
        page.goto(f"{site}/browse/articles")
        assert page.locator("tbody tr").count() == 3
