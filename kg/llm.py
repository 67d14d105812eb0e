"""An optional second reader: a language model behind any OpenAI-compatible endpoint. Off unless it is named.

    kg facts --llm-url http://127.0.0.1:8080/v1 --llm-model NAME FILE       (key, where one is needed: KG_LLM_KEY)

It may only point at sentences and quote them, in the closed vocabulary of event types; what the text does not bear out
is dropped (:mod:`kg.extract.proposals`), and what is kept is marked ``llm/NAME``. Answers are kept by content, so the
same article gives the same facts again. When the endpoint fails, the article is read by the rules alone, and a warning
says so.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from kg.errors import ReaderUnavailable, UsageError
from kg.extract.proposals import ProposedEvent, add_proposals, numbered, readable
from kg.model import EventType, Facts, Status
from kg.syntax import ParsedArticle, Sentence

WORDS_AT_ONCE = 600  # sentences go in groups of about so many words
MAX_ANSWER_BYTES = 1_000_000
_MODEL = re.compile(r"[\w./:@+-]{1,200}", re.ASCII)
PROMPT = f"""You find events in news sentences. Each line below is a numbered sentence. Answer with one JSON object and
nothing else: {{"events": [{{"sentence": number, "trigger": quote, "type": TYPE, "agents": [quote, ...],
"targets": [quote, ...], "status": STATUS}}, ...]}}.
TYPE is one of {", ".join(get_args(EventType))}.
STATUS is one of {", ".join(get_args(Status))}.
A quote is copied letter by letter from that sentence: for "trigger" the one word that tells it, for "agents"
who does it, for "targets" to whom. Name only who is named in the sentence. Without an event: {{"events": []}}."""


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers. ``timeout_s`` holds for each of the requests of an article."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    cache: Path | None = None
    timeout_s: float = 60.0

    @property
    def maker(self) -> str:
        """The rule that its facts name."""
        return f"llm/{self.model}"

    def __call__(self, parsed: ParsedArticle, facts: Facts) -> Facts:
        """An extractor: *facts* with the events that the model finds beside those of the rules.

        Raises: ReaderUnavailable where any of the answers fails, so that no article is read by half.
        """
        proposals = [found for group in groups(parsed) for found in self._proposals(numbered(parsed, group))]
        return add_proposals(parsed, facts, proposals, self.maker)

    def _proposals(self, sentences: str) -> list[ProposedEvent]:
        name = sha256("\n".join((self.url, self.model, PROMPT, sentences)).encode()).hexdigest()
        kept = self.cache / f"{name}.json" if self.cache else None
        if kept and kept.is_file():
            return readable(json.loads(kept.read_text("utf-8")))
        found = _events_in(self._ask(sentences), self.url)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(f".{os.getpid()}")
            half.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
            half.replace(kept)
        return readable(found)

    def _ask(self, sentences: str) -> str:
        """What the model says of *sentences*."""
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": PROMPT}, {"role": "user", "content": sentences}],
        }
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        request = urllib.request.Request(
            f"{self.url.rstrip('/')}/chat/completions", json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with _OPENER.open(request, timeout=self.timeout_s) as response:
                answer = response.read(MAX_ANSWER_BYTES + 1)
        except urllib.error.HTTPError as exc:
            raise ReaderUnavailable(f"the language model's endpoint answered {exc.code}.", where=self.url) from exc
        except TimeoutError as exc:
            raise ReaderUnavailable(f"no answer within {self.timeout_s:g} s.", where=self.url) from exc
        except (OSError, http.client.HTTPException) as exc:
            reason = getattr(exc, "reason", None) or exc
            raise ReaderUnavailable(f"the endpoint broke off ({reason}).", where=self.url) from exc
        if len(answer) > MAX_ANSWER_BYTES:
            raise ReaderUnavailable(f"an answer of more than {MAX_ANSWER_BYTES:,} bytes.", where=self.url)
        return _said(answer, self.url)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Texts go to the endpoint that was named, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def configured(environment: Mapping[str, str] = os.environ) -> Endpoint | None:
    """The endpoint that KG_LLM_URL and KG_LLM_MODEL name, with KG_LLM_KEY and KG_LLM_CACHE; None where none is named.

    Raises: UsageError where one of the two is missing, or the address is not one of HTTP.

    >>> configured({}) is None
    True
    """
    url, model = environment.get("KG_LLM_URL", ""), environment.get("KG_LLM_MODEL", "")
    if not url and not model:
        return None
    if not url or not model:
        raise UsageError("a language model needs both --llm-url and --llm-model.")
    if not _MODEL.fullmatch(model):
        raise UsageError("a name of letters, digits and . _ : / @ + - is needed.", where=f"--llm-model {model}")
    if not url.startswith(("http://", "https://")):
        raise UsageError("an address of HTTP is needed, such as http://127.0.0.1:8080/v1.", where=f"--llm-url {url}")
    cache = environment.get("KG_LLM_CACHE") or str(Path.home() / ".cache" / "news-kg" / "llm")
    try:
        timeout_s = float(environment.get("KG_LLM_TIMEOUT") or 60)
    except ValueError as exc:
        raise UsageError("write the seconds as a number, such as 60.", where="KG_LLM_TIMEOUT") from exc
    return Endpoint(url, model, environment.get("KG_LLM_KEY", ""), Path(cache), timeout_s)


def groups(parsed: ParsedArticle) -> Iterator[list[Sentence]]:
    """The sentences of *parsed*, some at a time, as they go to the model."""
    group: list[Sentence] = []
    for sentence in parsed.sentences:
        if group and sentence.last - group[0].first > WORDS_AT_ONCE:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _said(answer: bytes, url: str) -> str:
    """The words of the model in a chat completion."""
    try:
        message = json.loads(answer)["choices"][0]["message"]
        said = message.get("content") or ""
    except (ValueError, LookupError, TypeError, AttributeError) as exc:
        raise ReaderUnavailable("an answer that is not a chat completion.", where=url) from exc
    if not isinstance(said, str) or message.get("refusal"):
        raise ReaderUnavailable("the model refused.", where=url)
    return said


def _events_in(said: str, url: str) -> list[Any]:
    """The list of events in what the model said, whatever it wrote around the JSON."""
    begin, end = said.find("{"), said.rfind("}")
    try:
        events = json.loads(said[begin : end + 1])["events"]
    except (ValueError, LookupError, TypeError) as exc:
        raise ReaderUnavailable("an answer without the JSON that was asked for.", where=url) from exc
    if not isinstance(events, list):
        raise ReaderUnavailable('an answer whose "events" is not a list.', where=url)
    return events
