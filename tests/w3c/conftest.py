"""One server for all suites: the program itself, on loopback, with a token that may write everything."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.store import open_writer
from kg.tokens import TokenFile
from tests.serving import running
from tests.w3c.manifests import GraphFile
from tests.w3c.results import parse_graph


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """The running server, the folder of its store, and the header that lets write."""

    host: str
    port: int
    store: Path
    authorization: str

    def send(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, its bytes as they are given."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=15)
        try:
            content = body.encode("utf-8") if isinstance(body, str) else body
            connection.request(method, path, content, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def query(self, text: str, *, accept: str, **parameters: list[str]) -> Answer:
        """The answer to a query in a direct POST."""
        path = f"/sparql?{urlencode(parameters, doseq=True)}"
        return self.send("POST", path, text, {"Content-Type": "application/sparql-query", "Accept": accept})

    def update(self, text: str) -> Answer:
        """The answer to an update."""
        headers = {"Content-Type": "application/sparql-update", "Authorization": self.authorization}
        return self.send("POST", "/update", text, headers)

    def fill(self, files: Iterable[GraphFile]) -> None:
        """Replace all that is there with *files*."""
        answer = self.update(filling(files))
        assert answer.status == 200, answer.body


def filling(files: Iterable[GraphFile]) -> str:
    """An update that replaces all that is there with *files*."""
    steps, inside = ["DROP ALL"], []
    for file in files:
        triples = "".join(f"{quad.triple} .\n" for quad in parse_graph(file.path, file.name or None))
        if file.name:
            steps.append(f"CREATE GRAPH <{file.name}>")
        inside.append(f"GRAPH <{file.name}> {{\n{triples}}}" if file.name else triples)
    return " ;\n".join([*steps, f"INSERT DATA {{\n{''.join(inside)}}}"])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An empty store, served with the plain default graph."""
    store = tmp_path_factory.mktemp("w3c") / "store"
    with open_writer(store) as writer:
        writer.publish()
    token = TokenFile(store / "tokens.json").add(["update", "graphs", "raw"], name="tests")
    unlimited = ("--client-errors", "0", "--client-seconds", "0", "--client-at-once", "0")
    with running("--store", str(store), "--default-graph", "plain", *unlimited) as port:
        yield Server("127.0.0.1", port, store, f"Bearer {token}")
