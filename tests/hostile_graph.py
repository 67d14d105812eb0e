"""A graph in which every field that an article can fill holds markup."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from kg.model import Actor, Article, ArticleHead, Claim, Event, Facts, Place, Relation, Side, TimeSpan, replace
from kg.store import open_writer
from kg.to_rdf import to_rdf
from tests.sample_graph import relate

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"

FOUND_DAYS = TimeSpan(text=HOSTILE, start=date(2014, 8, 30), end=date(2014, 8, 31), precision="day")


def hostile_store(store: Path) -> Path:
    """A published store in *store* of one such article, with a finding of SHACL in the same words."""
    text = f"{HOSTILE} attacked {HOSTILE} in {HOSTILE} on {HOSTILE}, {HOSTILE} said."
    n = len(HOSTILE)
    at = [m.start() for m in re.finditer(re.escape(HOSTILE), text)]
    whole = ((0, len(text)),)
    actors = tuple(
        Actor(id=letter, name=HOSTILE + letter, kind="person", aliases=(HOSTILE,), mentions=((at[i], at[i] + n),))
        for i, letter in enumerate("ab")
    )
    trigger = (text.index("attacked"), text.index("attacked") + 8)
    event = Event(
        id="e", type="ASSAULT", agents=("a",), targets=("b",), trigger=trigger, evidence=whole,
        place=Place(name=HOSTILE, lat=1.0, long=2.0, precision="exact", source=HOSTILE, mention=(at[2], at[2] + n)),
        time=replace(FOUND_DAYS, mention=(at[3], at[3] + n)),
    )  # fmt: skip
    cue = (len(text) - 5, len(text) - 1)
    claim = Claim(id="c", source="a", cue=cue, evidence=whole, events=("e",))
    sides = (
        Side(id="s", actors=("a",), against=("b",), label=HOSTILE, place=HOSTILE, events=("e",), evidence=whole),
        Side(id="t", actors=("b",), against=("a",), label=HOSTILE, events=("e",), evidence=whole, opposes=("s",)),
    )
    relation = Relation(id="r", type="alliedWith", subject="a", object="b", office=HOSTILE, evidence=whole)
    article = Article(
        text=text, sha256="0" * 64, title=HOSTILE, publisher=HOSTILE, language="en", licence=HOSTILE,
        url="https://example.org/?q=" + "%3Cscript%3E",
    )  # fmt: skip
    facts = Facts(
        article=ArticleHead.of(article),
        actors=actors,
        events=(event,),
        claims=(claim,),
        sides=sides,
        relations=(relation,),
    )
    with open_writer(store) as writer:
        triples = to_rdf(facts, article, writer.base_iri)
        writer.put(article, triples, quarantined=_report(writer.base_iri))
        relate(writer)
        writer.publish()
    return store


def _report(base: str) -> str:
    """A finding of SHACL whose message, focus and shape are hostile, as N-Triples."""
    sh, rdf = "http://www.w3.org/ns/shacl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    message = HOSTILE.replace('"', '\\"')
    return "\n".join(
        [
            f"<{base}id/finding/1> <{rdf}type> <{sh}ValidationResult> .",
            f"<{base}id/finding/1> <{sh}focusNode> <javascript:alert(1)> .",
            f"<{base}id/finding/1> <{sh}sourceShape> <{base}shape/%3Cscript%3E> .",
            f'<{base}id/finding/1> <{sh}resultMessage> "{message}" .',
        ]
    )
