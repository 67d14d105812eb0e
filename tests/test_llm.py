"""The second reader: what a language model proposes is checked against the text, and its failures cost nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kg import llm
from kg.errors import UsageError
from kg.model import Article, Facts, dumps
from kg.reading import read_facts, reader
from kg.store import open_reader
from kg.vocab import KG
from tests.building import build

TEXT = (
    "Sudan welcomed Chad. On Monday, Chad bamboozled Sudan near the border. "
    "France denied that Mali had bamboozled Niger."
)
EVENT = {"sentence": 2, "trigger": "bamboozled", "type": "COERCE", "agents": ["Chad"], "targets": ["Sudan"]}
ARTICLE = Article(text=TEXT, sha256="0" * 64)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Model:
    """An endpoint on loopback that answers as each test wants, and remembers what it was sent."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.answer: Answer = says({"events": [EVENT]})
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                model.keys.append(self.headers["Authorization"])
                model.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


def completion(handler: BaseHTTPRequestHandler, message: object, status: int = 200) -> None:
    body = json.dumps({"choices": [{"message": message}]}).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def says(value: object) -> Answer:
    return lambda handler: completion(handler, {"content": f"Here it is:\n```json\n{json.dumps(value)}\n```"})


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


def redirects(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:9/v1/chat/completions")
    handler.end_headers()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Model]:
    endpoint = Model()
    thread = threading.Thread(target=endpoint.server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("KG_LLM_URL", endpoint.url)
    monkeypatch.setenv("KG_LLM_MODEL", "stub-1")
    monkeypatch.setenv("KG_LLM_KEY", "sesame")
    monkeypatch.setenv("KG_LLM_CACHE", str(tmp_path / "answers"))
    monkeypatch.setenv("KG_LLM_TIMEOUT", "30")
    yield endpoint
    endpoint.server.shutdown()
    thread.join()
    endpoint.server.server_close()


def proposed(facts: Facts) -> list[str]:
    return [TEXT[slice(*e.trigger)] for e in facts.events if e.trigger and (e.rule or "").startswith("llm/")]


def test_an_event_that_the_model_quotes_is_added_and_marked(model: Model) -> None:
    """The rules do not know the verb; the model's event stands beside theirs under its own name."""
    facts = read_facts(ARTICLE)
    names = {a.id: a.name for a in facts.actors}
    found = next(e for e in facts.events if e.rule == "llm/stub-1")
    assert proposed(facts) == ["bamboozled"]
    assert [names[a] for a in found.agents + found.targets] == ["Chad", "Sudan"]
    assert facts.extractor is not None
    assert facts.extractor.model == "stub-1"
    assert model.keys == ["Bearer sesame"]


def test_without_an_address_nobody_is_asked(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off by default: no request, and no word of a model in the facts."""
    monkeypatch.delenv("KG_LLM_URL")
    monkeypatch.delenv("KG_LLM_MODEL")
    facts = read_facts(ARTICLE)
    assert not model.asked
    assert not proposed(facts)
    assert facts.extractor is not None
    assert facts.extractor.model is None


@pytest.mark.parametrize(
    "change",
    [
        {"trigger": "flabbergasted"},
        {"sentence": 1},
        {"sentence": 99},
        {"sentence": "two"},
        {"type": "PARTY"},
        {"status": "certain"},
        {"agents": ["Ruritania"], "targets": []},
        {"agents": ["On Monday"], "targets": ["near the border"]},
        {"trigger": ""},
        {"trigger": ["bamboozled"]},
    ],
    ids=str,
)
def test_what_the_text_does_not_bear_out_is_dropped(model: Model, change: dict[str, object]) -> None:
    """A quote from nowhere, a wrong sentence, a word outside the vocabulary, nobody known: no fact."""
    model.answer = says({"events": [EVENT | change]})
    assert proposed(read_facts(ARTICLE)) == []


def test_an_event_that_the_rules_found_is_not_repeated(model: Model) -> None:
    """What stands at the same words is the same event."""
    model.answer = says({"events": [{"sentence": 1, "trigger": "welcomed", "type": "SUPPORT", "agents": ["Sudan"]}]})
    assert proposed(read_facts(ARTICLE)) == []


def test_a_denial_holds_for_what_the_model_found_too(model: Model) -> None:
    """An event inside words that somebody denies becomes the object of that denial, not a fact of the outlet."""
    model.answer = says({"events": [EVENT | {"sentence": 3, "agents": ["Mali"], "targets": ["Niger"]}]})
    facts = read_facts(ARTICLE)
    event = next(e for e in facts.events if e.rule == "llm/stub-1")
    denial = next(c for c in facts.claims if c.stance == "denies")
    assert event.id in denial.events
    assert event.voice == "claim"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda h: completion(h, {}, status=500), "answered 500"),
        (lambda h: completion(h, {"content": None, "refusal": "I must not."}), "refused"),
        (lambda h: completion(h, {"content": "I see no events."}), "without the JSON"),
        (lambda h: completion(h, {"content": '{"events": "none"}'}), "not a list"),
        (lambda h: completion(h, "yes"), "not a chat completion"),
        (breaks_off, "not a chat completion"),
        (redirects, "answered 302"),
    ],
    ids=["500", "refusal", "prose", "no list", "no completion", "dies half-way", "redirect"],
)
def test_an_endpoint_that_fails_leaves_the_reading_of_the_rules(model: Model, answer: Answer, said: str) -> None:
    """The article is read as without a model, and one warning says what went wrong."""
    model.answer = answer
    facts = read_facts(ARTICLE)
    assert any(said in warning and "by the rules alone" in warning for warning in facts.warnings)
    assert facts.events
    assert facts.extractor is not None
    assert facts.extractor.model is None


def test_an_endpoint_that_is_not_there_leaves_the_reading_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on the port: a warning, no error."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("KG_LLM_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.setenv("KG_LLM_MODEL", "stub-1")
        facts = read_facts(ARTICLE)
    assert any("by the rules alone" in warning for warning in facts.warnings)


def test_an_endpoint_that_is_silent_is_left_after_the_time_limit(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing costs the time limit and no more."""
    monkeypatch.setenv("KG_LLM_TIMEOUT", "0.05")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("KG_LLM_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        facts = read_facts(ARTICLE)
    assert any("0.05 s" in warning for warning in facts.warnings)


def test_the_same_article_is_asked_about_once(model: Model) -> None:
    """Answers are kept by content: the second reading gives the same bytes without a request."""
    first = dumps(read_facts(ARTICLE))
    asked = len(model.asked)
    model.answer = breaks_off
    assert dumps(read_facts(ARTICLE)) == first
    assert len(model.asked) == asked == 1


def test_the_graph_names_the_model_and_turning_it_off_reads_again(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The activity names the model; without it the next build reads the article anew, by the rules alone."""
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    store = tmp_path / "store"
    assert build([file], store).outcomes[0].done == "built"
    assert build([file], store).outcomes[0].done == "unchanged"
    named = f'ASK {{ GRAPH ?g {{ ?a <{KG.languageModel}> "stub-1" . ?e <{KG.rule}> "llm/stub-1" }} }}'
    with open_reader(store) as seen:
        assert seen.query(named)
    monkeypatch.delenv("KG_LLM_URL")
    monkeypatch.delenv("KG_LLM_MODEL")
    assert build([file], store).outcomes[0].done == "built"
    with open_reader(store) as seen:
        assert not seen.query(named)


@pytest.mark.parametrize(
    "environment",
    [
        {"KG_LLM_URL": "http://127.0.0.1/v1"},
        {"KG_LLM_MODEL": "m"},
        {"KG_LLM_URL": "file:///etc/passwd", "KG_LLM_MODEL": "m"},
        {"KG_LLM_URL": "http://127.0.0.1/v1", "KG_LLM_MODEL": 'm" } DROP ALL #'},
        {"KG_LLM_URL": "http://127.0.0.1/v1", "KG_LLM_MODEL": "m", "KG_LLM_TIMEOUT": "soon"},
    ],
    ids=["no model", "no address", "a file", "a name that is none", "no number"],
)
def test_half_a_configuration_is_refused(environment: dict[str, str]) -> None:
    """Both the address and the model are needed, and each must be what it says."""
    with pytest.raises(UsageError):
        llm.configured(environment)


def test_the_key_is_not_shown(model: Model) -> None:
    """The key stays out of what an error or a log might print."""
    assert "sesame" not in repr(llm.configured())
    assert "sesame" not in repr(reader())
