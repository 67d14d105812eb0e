"""Keeping a graph: check all of it, and load what was exported into another store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import ids
from kg.corrections import Problem, as_triples, find_dangling, read_corrections
from kg.errors import BadParameter
from kg.model import Article
from kg.parts import MANIFEST, read_manifest, read_parts
from kg.pipeline import relate
from kg.store import Manifest, Reader, open_reader, open_writer
from kg.terms import parse_lines
from kg.validate import Result, audit, from_rdf, validate
from kg.vocab import DCTERMS, KG, RDFS, SCHEMA

_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class StoreReport:
    """What was found in a whole store; ``kept_out`` says of each fact left out when it was built why it was.

    Each is a focus node, the shape that it broke, and the line for people: article, sentence, what to mend.
    """

    version: str
    articles: int
    results: tuple[Result, ...] = ()
    kept_out: tuple[tuple[str, str, str], ...] = ()

    @property
    def violations(self) -> tuple[Result, ...]:
        """What must not be in the graph."""
        return tuple(r for r in self.results if r.severity == "Violation")

    @property
    def conforms(self) -> bool:
        """Whether nothing is worse than a warning."""
        return not self.violations


@dataclass(frozen=True)
class LoadReport:
    """How many article graphs came, and what readers see now."""

    loaded: int
    unchanged: int
    published: Manifest


@dataclass(frozen=True)
class CorrectionReport:
    """How many corrections hold now, why others do not, and what readers see now."""

    applied: int
    problems: tuple[Problem, ...]
    published: Manifest


def apply_corrections(file: str | Path, location: str | Path) -> CorrectionReport:
    """Let the corrections in *file* take the place of those that the store at *location* keeps, and publish.

    What contradicts another or is no correction is left out; what names nothing yet is kept for when its article comes.
    Raises: BadParameter for a file that cannot be read, StoreError.
    """
    checked = read_corrections(file)
    with open_writer(location) as store:
        dangling = find_dangling(store, checked.corrections)
        store.replace_graph("corrections", as_triples(store.base_iri, checked.corrections))
        problems = tuple(sorted({*checked.problems, *dangling}))
        return CorrectionReport(
            len({c.where for c in checked.corrections} - {p.where for p in dangling}), problems, relate(store)
        )


def check_corrections(file: str | Path, location: str | Path) -> list[Problem]:
    """What is wrong with the corrections in *file*, for the store at *location*; nothing is changed."""
    checked = read_corrections(file)
    with open_reader(location) as reader:
        return sorted({*checked.problems, *find_dangling(reader, checked.corrections)})


def check_store(location: str | Path) -> StoreReport:
    """Every article graph against the shapes, and the rules that look across graphs."""
    with open_reader(location) as reader:
        results: list[Result] = []
        kept_out: list[tuple[str, str, str]] = []
        versions = _versions(reader)
        for v in versions:
            triples = parse_lines(reader.n_triples(ids.article_graph(reader.base_iri, v)))
            results += validate(triples, article_text=reader.article_text(v)).results
            kept_out += from_rdf(parse_lines(reader.quarantined(v)))
        results += audit(reader).results
        return StoreReport(reader.version, len(versions), tuple(results), tuple(kept_out))


def _versions(reader: Reader) -> list[str]:
    begin = f"{reader.base_iri}graph/article/"
    return [name.removeprefix(begin) for name in reader.graphs() if name.startswith(begin)]


def load(files: Sequence[str | Path], location: str | Path, base_iri: str | None = None) -> LoadReport:
    """The article graphs of *files* into the store at *location*; what is computed is computed anew.

    A manifest of parts (:mod:`kg.parts`), or its folder, brings the texts along. Where the store has another base, the
    IRIs are moved to it. Texts do not travel in RDF: an article keeps the text that the store has of it, or none.
    Raises: BadParameter for a file that cannot be read, StoreError.
    """
    manifests = [path for path in map(Path, files) if path.is_dir() or path.name == MANIFEST]
    graphs = _article_graphs(f for f in files if Path(f) not in manifests) if len(manifests) < len(files) else {}
    with open_writer(location, base_iri) as store:
        loaded = unchanged = 0
        for manifest in manifests:
            base = read_manifest(manifest).base_iri
            for entry, lines in read_parts(manifest):
                moved = lines if base == store.base_iri else _moved(_triples(lines), base, store.base_iri)
                changed = store.put(entry.article, moved, quarantined=entry.quarantined)
                loaded, unchanged = loaded + changed, unchanged + (not changed)
        for name, triples in sorted(graphs.items()):
            base, _, v = name.rpartition("graph/article/")
            moved = _moved(triples, base, store.base_iri)
            article = store.article(v) or _article(ids.article(store.base_iri, v), moved)
            changed = store.put(article, moved)
            loaded, unchanged = loaded + changed, unchanged + (not changed)
        return LoadReport(loaded, unchanged, relate(store))


def _triples(lines: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)]


def _article_graphs(files: Iterable[str | Path]) -> dict[str, list[ox.Triple]]:
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for file in map(Path, files):
        if file.suffix not in _FORMATS:
            raise BadParameter(
                f"only {', '.join(_FORMATS)} hold named graphs. `kg export` writes them.", where=str(file)
            )
        try:
            for quad in ox.parse(path=str(file), format=_FORMATS[file.suffix]):
                if isinstance(quad.graph_name, ox.NamedNode) and "graph/article/" in quad.graph_name.value:
                    found[quad.graph_name.value].append(quad.triple)
        except (OSError, SyntaxError) as exc:
            raise BadParameter(f"cannot be read: {exc}.", where=str(file)) from exc
    if not found:
        raise BadParameter("no article graph is in these files.", where=", ".join(map(str, files)))
    return dict(found)


def _moved(triples: Iterable[ox.Triple], old: str, new: str) -> list[ox.Triple]:
    """*triples* with every IRI under *old* put under *new*."""

    def at(iri: ox.NamedNode) -> ox.NamedNode:
        return ox.NamedNode(new + iri.value.removeprefix(old)) if iri.value.startswith(old) else iri

    moved = []
    for t in triples:
        subject = at(t.subject) if isinstance(t.subject, ox.NamedNode) else t.subject
        value = at(t.object) if isinstance(t.object, ox.NamedNode) else t.object
        moved.append(ox.Triple(subject, at(t.predicate), value))
    return moved


def _article(iri: str, triples: Sequence[ox.Triple]) -> Article:
    """What the graph says of the article itself."""

    def value(subject: str, predicate: str) -> str | None:
        found = (
            t.object for t in triples if getattr(t.subject, "value", "") == subject and t.predicate.value == predicate
        )
        return next((o.value for o in found if not isinstance(o, ox.Triple)), None)

    published, publisher = value(iri, SCHEMA.datePublished), value(iri, KG.publisher)
    named = value(publisher, RDFS.label) if publisher and value(publisher, KG.unnamed) != "true" else None
    return Article(
        text="",
        sha256=value(iri, KG.sha256) or "",
        title=value(iri, SCHEMA.headline),
        published=date.fromisoformat(published) if published else None,
        publisher=named,
        url=value(iri, SCHEMA.url),
        language=value(iri, SCHEMA.inLanguage),
        licence=value(iri, DCTERMS.license),
        where=iri,
    )
