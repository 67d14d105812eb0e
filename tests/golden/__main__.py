"""Writes the agreed graphs anew; look at the difference before committing it."""

from __future__ import annotations

from pathlib import Path

from kg.to_rdf import to_rdf
from tests.facts import load

for stem in ("orvale-courier", "orvale-northern-wire"):
    text = to_rdf(*load(stem)).serialize(format="longturtle")
    (Path(__file__).parent / f"{stem}.ttl").write_text(text, "utf-8")
