"""Writes the agreed graphs anew; look at the difference before committing it."""

from __future__ import annotations

from pathlib import Path

from kg.terms import graph_of
from kg.to_rdf import to_rdf
from kg.vocab import PREFIXES
from tests.facts import load

for stem in ("orvale-courier", "orvale-northern-wire"):
    graph = graph_of(to_rdf(*load(stem)))
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    (Path(__file__).parent / f"{stem}.ttl").write_text(graph.serialize(format="longturtle"), "utf-8")
