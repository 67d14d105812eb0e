"""N-Quads parts: what was written is read again, and what is no RDF is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadParameter
from kg.fingerprint import extractor
from kg.model import Article
from kg.parts import Entry, PartWriter, read_parts, write_manifest
from kg.terms import literal
from kg.vocab import DEFAULT_BASE

LINES = f"<http://x/a> <http://x/p> <http://x/b> .\n<http://x/a> <http://x/p> {literal('ends in > .')} .\n"


def written(folder: Path, lines: str) -> Path:
    """A folder with one part of one article."""
    with PartWriter(folder, 0, "1") as part:
        part.add(
            Entry(order=(0, 0), v="aaaa", article=Article(text="A.", sha256="0" * 64)),
            f"{DEFAULT_BASE}graph/article/aaaa",
            lines,
        )
        write_manifest(folder, DEFAULT_BASE, extractor(), [part.commit()])
    return folder


def test_a_graph_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Character by character."""
    assert [lines for _, lines in read_parts(written(tmp_path, LINES))] == [LINES]


def test_a_part_that_holds_no_rdf_is_refused(tmp_path: Path) -> None:
    """The file is named, before anything of the article reaches a store."""
    folder = written(tmp_path, "<http://x/a> <http://x/p> words .\n")
    with pytest.raises(BadParameter, match=r"part-00000\.nq: a graph in it is no RDF"):
        list(read_parts(folder))
