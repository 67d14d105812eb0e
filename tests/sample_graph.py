"""The graph of the sample articles, from facts written by hand: tests of the graph do not rest on the extractors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.model import Article, Facts, loads
from kg.relate import update_graphs
from kg.store import EmbeddedWriter, open_writer
from kg.to_rdf import to_rdf

ROOT = Path(__file__).resolve().parent.parent


def sample_facts() -> dict[str, tuple[Article, Facts]]:
    """Each sample article with its facts, by name."""
    found = {}
    for path in sorted((ROOT / "tests" / "facts").glob("*.facts.json")):
        name = path.name.removesuffix(".facts.json")
        facts = loads(path.read_bytes())
        text = (ROOT / "samples" / f"{name}.txt").read_text(encoding="utf-8")
        head = {key: getattr(facts.article, key) for key in facts.article.__struct_fields__}
        found[name] = (Article(text=text, **head), facts)
    return found


def relate(writer: EmbeddedWriter) -> None:
    """Bring identity and derived graph up to date."""
    update_graphs(writer)


def build(folder: Path, names: Iterable[str] | None = None) -> Path:
    """A store of the sample articles (or those in *names*) in *folder*, published."""
    with open_writer(folder) as writer:
        for name, (article, facts) in sample_facts().items():
            if names is None or name in set(names):
                writer.put(article, to_rdf(facts, article, writer.base_iri))
        relate(writer)
        writer.publish()
    return folder
