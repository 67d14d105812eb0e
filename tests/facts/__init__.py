"""Facts written by hand for the sample articles, with the articles that they were read from."""

from __future__ import annotations

import json
from pathlib import Path

from kg.model import Article, Facts, loads

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples"
STEMS = tuple(sorted(path.name.partition(".")[0] for path in HERE.glob("*.facts.json")))


def load(stem: str) -> tuple[Facts, Article]:
    """The facts of sample *stem* and its article, with the metadata that lies beside it."""
    facts = loads((HERE / f"{stem}.facts.json").read_bytes())
    head = {name: getattr(facts.article, name) for name in facts.article.__struct_fields__}
    return facts, Article(text=(SAMPLES / f"{stem}.txt").read_bytes().decode(), **head)


def side_by_side(stem: str) -> dict[str, object]:
    """What the sidecar file of sample *stem* says about it."""
    return dict(json.loads((SAMPLES / f"{stem}.meta.json").read_text("utf-8")))
