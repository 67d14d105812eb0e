"""Graphs on their way between machines: N-Quads in parts, the articles beside them, and a manifest.

    manifest.json                what it is: base IRI, extractor, the parts with their counts and hashes, what failed
    part-00000.nq                the article graphs of one task, any triple store takes it
    part-00000.articles.jsonl    the same articles as they came, with their place in the order of the whole

A part is written under another name and renamed when it is whole: a task that was stopped leaves none, and a task that
is run twice leaves one.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from types import TracebackType

import msgspec
import pyoxigraph as ox

from kg.errors import BadParameter
from kg.model import Article, Extractor
from kg.terms import NTriples

FORMAT = "newskg-parts"
MANIFEST = "manifest.json"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a part. ``order`` is its place among all: the number of its file, its number in it."""

    order: tuple[int, int]
    v: str
    article: Article
    quarantined: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What the manifest says of a part; ``failed`` holds place and reason of what is in none."""

    name: str
    articles: int
    quads: int
    sha256: str
    failed: tuple[tuple[str, str], ...] = ()


class PartsManifest(msgspec.Struct, frozen=True, kw_only=True):
    """``manifest.json``."""

    format: str
    base_iri: str
    extractor: Extractor
    parts: tuple[Part, ...]

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Place and reason of each article that could not be made, sorted."""
        return tuple(sorted(f for part in self.parts for f in part.failed))


class PartWriter:
    """Writes one part in *folder*; *attempt* tells the tries of one task apart."""

    def __init__(self, folder: Path, number: int, attempt: str) -> None:
        self.folder, self.name, self._attempt = folder, f"part-{number:05}", attempt
        self._articles = self._quads = 0
        self._hash = sha256()
        self._failed: list[tuple[str, str]] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._graphs = open(self._new("nq"), "wb")  # noqa: SIM115 - closed in commit()
        self._entries = open(self._new("articles.jsonl"), "wb")  # noqa: SIM115 - closed in commit()

    def _new(self, ending: str) -> Path:
        return self.folder / f".{self.name}.{ending}.{self._attempt}.new"

    def add(self, entry: Entry, graph: str, triples: str) -> None:
        """Write an article and its graph (sorted N-Triples)."""
        lines = triples.splitlines()
        quads = "".join(f"{line[:-1]}<{graph}> .\n" for line in lines).encode()
        self._graphs.write(quads)
        self._hash.update(quads)
        self._entries.write(msgspec.json.encode(entry) + b"\n")
        self._articles, self._quads = self._articles + 1, self._quads + len(lines)

    def fail(self, where: str, reason: str) -> None:
        """Name what could not be made."""
        self._failed.append((where, reason))

    def commit(self) -> Part:
        """Give the part its name, now that it is whole."""
        for file, ending in ((self._entries, "articles.jsonl"), (self._graphs, "nq")):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(self._new(ending), self.folder / f"{self.name}.{ending}")
        return Part(
            name=self.name, articles=self._articles, quads=self._quads, sha256=self._hash.hexdigest(),
            failed=tuple(self._failed),
        )  # fmt: skip

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._graphs.close()
        self._entries.close()
        for ending in ("nq", "articles.jsonl"):
            self._new(ending).unlink(missing_ok=True)


def write_manifest(folder: Path, base_iri: str, extractor: Extractor, parts: Iterable[Part]) -> PartsManifest:
    """Write the manifest, and clear away what stopped tasks and an earlier build left."""
    manifest = PartsManifest(format=FORMAT, base_iri=base_iri, extractor=extractor, parts=tuple(parts))
    named = {part.name for part in manifest.parts}
    for path in folder.iterdir():
        if path.name.startswith((".part-", "part-")) and path.name.partition(".")[0] not in named:
            path.unlink()
    new = folder / f".{MANIFEST}.new"
    new.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    os.replace(new, folder / MANIFEST)
    return manifest


def read_manifest(path: Path) -> PartsManifest:
    """The manifest at *path*, a file or its folder. Raises: BadParameter where it is none, or a part is not whole."""
    file = path / MANIFEST if path.is_dir() else path
    try:
        manifest = msgspec.json.decode(file.read_bytes(), type=PartsManifest)
    except (OSError, msgspec.MsgspecError) as exc:
        raise BadParameter(f"this is no manifest of parts ({exc}).", where=str(file)) from exc
    if manifest.format != FORMAT:
        raise BadParameter(f"its format is {manifest.format}, not {FORMAT}.", where=str(file))
    for part in manifest.parts:
        graphs = file.parent / f"{part.name}.nq"
        with open(graphs, "rb") as content:
            total = sha256()
            while block := content.read(1 << 20):
                total.update(block)
        if total.hexdigest() != part.sha256:
            raise BadParameter("this part is not what the manifest says it is. Build it again.", where=str(graphs))
    return manifest


def read_parts(path: Path) -> Iterator[tuple[Entry, NTriples]]:
    """The articles of all parts in the order in which they were read, each with its graph as N-Triples.

    Raises: BadParameter where a part is not what the manifest says.
    """
    manifest = read_manifest(path)
    folder = path if path.is_dir() else path.parent
    streams = (_read_part(folder, part.name) for part in manifest.parts)
    yield from heapq.merge(*streams, key=lambda found: found[0].order)


def _read_part(folder: Path, name: str) -> Iterator[tuple[Entry, NTriples]]:
    with (
        open(folder / f"{name}.articles.jsonl", "rb") as entries,
        open(folder / f"{name}.nq", encoding="utf-8", newline="\n") as graphs,
    ):
        by_graph = groupby(graphs, key=lambda line: line.removesuffix(" .\n").rpartition(" ")[2])
        for line, (graph, quads) in zip(entries, by_graph, strict=True):
            entry = msgspec.json.decode(line, type=Entry)
            if not graph.endswith(f"/{entry.v}>"):
                raise BadParameter(f"the graph of {entry.v} is missing.", where=str(folder / f"{name}.nq"))
            end = f" {graph} .\n"
            yield entry, _checked("".join(quads).replace(end, " .\n"), where=f"{folder / name}.nq")


def _checked(lines: str, *, where: str) -> NTriples:
    """*lines*, which :meth:`PartWriter.add` was given sorted. Raises: BadParameter where they are no N-Triples."""
    try:
        for _ in ox.parse(lines.encode("utf-8"), format=ox.RdfFormat.N_TRIPLES):
            pass
    except SyntaxError as exc:
        raise BadParameter(f"a graph in it is no RDF ({exc}).", where=where) from exc
    return NTriples(lines)
