"""A store behind a SPARQL 1.1 endpoint of any make, spoken to through SPARQLWrapper.

The writer keeps its journal, texts and workbook in a folder on this machine and works there; to publish is to bring the
graphs at the endpoint to what they are here, those alone whose digest differs. The endpoint holds every graph by its
name, and in the graph ``urn:newskg:remote`` the digest of each and the manifest. A graph's digest is written after the
graph: what a broken connection left half done is sent again. Readers need the endpoint alone; articles as they came are
not there, what they quote is.

The address is that of queries. Updates go to ``KG_UPDATE_URL``, or to the same with ``/update`` as its last part;
``KG_UPDATE_TOKEN`` is sent along as a bearer token.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.error import URLError

import msgspec
import pyoxigraph as ox
from SPARQLWrapper import POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.errors import MalformedQuery, StoreError
from kg.model import Article
from kg.store.embedded import EmbeddedWriter
from kg.store.interface import DefaultGraph, Manifest, Results, is_protected

NOTES: Final = "urn:newskg:remote"
_STORE, _MANIFEST, _DIGEST = (f"urn:newskg:{n}" for n in ("store", "manifest", "digest"))
AT_ONCE: Final = 400
"""So many triples go into one update: some servers take no longer ones."""


class Endpoint:
    """The two addresses of a server, and how to send to them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.update_url = os.environ.get("KG_UPDATE_URL") or f"{url.rpartition('/')[0]}/update"

    def query(
        self,
        sparql: str,
        *,
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Results:
        """The answer of the server. Raises: MalformedQuery; StoreError where it cannot be asked, or fails."""
        client = self._client(sparql)
        if default_graph == "union" and not default_graphs and not named_graphs:
            client.addParameter("union-default-graph", "true")  # what other servers do of themselves
        for graph in default_graphs:
            client.addDefaultGraph(graph)
        for graph in named_graphs:
            client.addNamedGraph(graph)
        is_graph = client.queryType in {"CONSTRUCT", "DESCRIBE"}
        client.setReturnFormat(TURTLE if is_graph else XML)
        body = self._send(client)
        try:
            if is_graph:
                return _triples(body)
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.XML)
        except (SyntaxError, ValueError) as exc:
            raise StoreError(f"the answer of the server cannot be read: {exc}.", where=self.url) from exc

    def update(self, sparql: str) -> None:
        """Make an update. Raises: as :meth:`query`."""
        client = self._client(sparql)
        if token := os.environ.get("KG_UPDATE_TOKEN"):
            client.addCustomHttpHeader("Authorization", f"Bearer {token}")
        self._send(client)

    def _client(self, sparql: str) -> SPARQLWrapper:
        client = SPARQLWrapper(self.url, updateEndpoint=self.update_url)
        client.setMethod(POST)
        client.setQuery(sparql)
        return client

    def _send(self, client: SPARQLWrapper) -> bytes:
        try:
            body: bytes = client.query().response.read()
            return body
        except QueryBadFormed as exc:
            raise MalformedQuery(f"the server does not take this: {_short(exc)}.") from exc
        except (SPARQLWrapperException, URLError, OSError) as exc:
            raise StoreError(
                f"the server cannot be asked ({_short(exc)}). Look at the address, at KG_UPDATE_URL, and at its log.",
                where=self.url,
            ) from exc


def _short(exc: BaseException) -> str:
    words = " ".join(str(exc).split())
    return words if len(words) <= 300 else f"{words[:300]} ..."


def _triples(turtle: bytes) -> Results:
    """*turtle* as the engine gives the result of a CONSTRUCT."""
    db = ox.Store()
    db.bulk_extend(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return db.query("CONSTRUCT WHERE { ?s ?p ?o }")


class RemoteReader:
    """A published version behind an endpoint; see :class:`kg.store.interface.Reader`."""

    def __init__(self, url: str) -> None:
        self.location = url
        self._endpoint = Endpoint(url)
        self.manifest = self._newest()

    def _newest(self) -> Manifest:
        manifest = published_at(self._endpoint)
        if manifest is None:
            raise StoreError("no graph was published here yet. Run `kg build` with this --store.", where=self.location)
        return manifest

    @property
    def base_iri(self) -> str:
        """The base of every IRI that the store makes."""
        return self.manifest.base_iri

    @property
    def version(self) -> str:
        """The version that was published last when this was opened or refreshed."""
        return self.manifest.version

    def query(
        self,
        sparql: str,
        *,
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Results:
        """The answer to *sparql*. Raises: MalformedQuery, StoreError."""
        return self._endpoint.query(
            sparql,
            default_graph=default_graph,
            default_graphs=default_graphs or (),
            named_graphs=named_graphs or (),
        )

    def graphs(self) -> list[str]:
        """The IRIs of the graphs that were published, sorted; the server may hold others."""
        return sorted(digests_at(self._endpoint))

    def has_graph(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""
        return graph in self.graphs()

    def n_triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, in any order; nothing where it is not there."""
        return "".join(f"{quad.triple} .\n" for quad in self.quads(graph)).encode("utf-8")

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """The quads of one named graph, or of all."""
        for name in self.graphs() if graph is None else [graph]:
            found = self._endpoint.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
            assert isinstance(found, ox.QueryTriples)
            for triple in found:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name))

    def article_text(self, v: str) -> str | None:
        """None: articles as they came are not at the endpoint."""
        return None

    def article(self, v: str) -> Article | None:
        """None: articles as they came are not at the endpoint."""
        return None

    def quarantined(self, v: str) -> str:
        """Nothing: what was left out is not at the endpoint."""
        return ""

    def refresh(self) -> bool:
        """Look at what is published now; True if it is something newer."""
        before, self.manifest = self.manifest, self._newest()
        return before.version != self.manifest.version

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> RemoteReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class RemoteWriter(EmbeddedWriter):
    """A writer that works in a folder of this machine and publishes to an endpoint."""

    def __init__(self, url: str, base_iri: str | None = None) -> None:
        self._endpoint = Endpoint(url)
        folder = workplace(url)
        there = published_at(self._endpoint)
        if there is not None and not (folder / "store.json").exists():
            raise StoreError(
                f"this was filled from another machine, or KG_WORK was another folder: {folder} holds nothing of it. "
                "Restore a backup of that folder there, or choose an empty endpoint.",
                where=url,
            )
        super().__init__(folder, base_iri or (there.base_iri if there else None))

    @property
    def changed(self) -> bool:
        """Whether there is anything that readers do not see yet."""
        there = published_at(self._endpoint)
        return super().changed or there is None or there.version != self.content_version()

    def publish(self, versions: Mapping[str, str] | None = None) -> str:
        """Publish here, then bring the endpoint to the same. Where a connection breaks, the next call goes on."""
        version = super().publish(versions)
        manifest = self.published
        assert manifest is not None
        there = published_at(self._endpoint)
        if there is None or there.version != version or there.versions != manifest.versions:
            self._bring(manifest)
        return version

    def _bring(self, manifest: Manifest) -> None:
        here, there = self.digests(), digests_at(self._endpoint)
        for name in sorted(here.keys() | there.keys()):
            if is_protected(name, self.base_iri) and here.get(name) != there.get(name):
                self._bring_graph(name, here.get(name))
        text = ox.Literal(msgspec.json.encode(manifest).decode("utf-8"))
        self._endpoint.update(_noting(_STORE, _MANIFEST, text))

    def _bring_graph(self, name: str, digest: str | None) -> None:
        """Put the graph *name* at the endpoint as it is here: taken out, sent in parts, noted last."""
        send = self._endpoint.update
        send(f"{_noting(name, _DIGEST, None)} ;\nDROP SILENT GRAPH <{name}>")
        if digest is None:
            return
        lines = [f"{quad.triple} ." for quad in self.quads(name)]
        for begin in range(0, len(lines), AT_ONCE):
            part = "\n".join(lines[begin : begin + AT_ONCE])
            send(f"INSERT DATA {{ GRAPH <{name}> {{\n{part}\n}} }}")
        send(_noting(name, _DIGEST, ox.Literal(digest)))


def workplace(url: str) -> Path:
    """The folder on this machine in which a writer for *url* works: below ``KG_WORK``, or the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("KG_WORK") or Path(cache) / "news-kg") / sha256(url.encode("utf-8")).hexdigest()[:16]


def _noting(subject: str, predicate: str, value: ox.Literal | None) -> str:
    gone = f"DELETE WHERE {{ GRAPH <{NOTES}> {{ <{subject}> <{predicate}> ?value }} }}"
    if value is None:
        return gone
    return f"{gone} ;\nINSERT DATA {{ GRAPH <{NOTES}> {{ <{subject}> <{predicate}> {value} }} }}"


def published_at(endpoint: Endpoint) -> Manifest | None:
    """The manifest at *endpoint*, None where nothing was published there."""
    pattern = f"<{_STORE}> <{_MANIFEST}> ?value"
    for row in _rows(endpoint, f"SELECT ?value {{ GRAPH <{NOTES}> {{ {pattern} }} }}"):
        return msgspec.json.decode(row["value"].value, type=Manifest)
    return None


def digests_at(endpoint: Endpoint) -> dict[str, str]:
    """The digest of each graph that was published at *endpoint*."""
    rows = _rows(endpoint, f"SELECT ?graph ?value {{ GRAPH <{NOTES}> {{ ?graph <{_DIGEST}> ?value }} }}")
    return {row["graph"].value: row["value"].value for row in rows}


def _rows(endpoint: Endpoint, query: str) -> ox.QuerySolutions:
    found = endpoint.query(query, default_graph="plain")
    assert isinstance(found, ox.QuerySolutions)
    return found
