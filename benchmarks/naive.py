"""The least that a parser gives: a baseline for who said what, to see what our rules add.

    python -m benchmarks.naive FILE ...     one facts document a line, as far as the scorer of attributions looks at it

A verb of the common list below with its subject and what it says, and "according to" with its object; nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.parse import load_parser

SETS = ("attribution",)
SAYING = frozenset(
    """accuse acknowledge add admit agree announce argue ask assert believe charge claim concede conclude confirm
    contend declare demand deny describe disclose estimate expect explain find hope indicate insist maintain note
    observe predict promise propose question recall recommend remark report reveal say state suggest tell testify
    think urge vow warn write""".split()
)
SUBJECT, CONTENT = {"nsubj"}, {"ccomp", "xcomp", "dobj", "parataxis"}


def document(text: str) -> dict[str, Any]:
    """What *text* says, naively."""
    facts: dict[str, Any] = {"actors": [], "claims": []}

    def actor(token: Any) -> str:
        facts["actors"].append({"id": f"a{len(facts['actors'])}", "name": token.text, "mentions": [_span(token)]})
        return str(facts["actors"][-1]["id"])

    for token in load_parser()(text):
        if token.lemma_ in SAYING and token.pos_ == "VERB":
            for subject in _below(token, SUBJECT):
                for content in list(_below(token, CONTENT))[:1]:
                    _claim(facts, token, actor(subject), _span(content))
        if token.lower_ == "according":
            for named in (n for to in token.children for n in _below(to, {"pobj"})):
                _claim(facts, token, actor(named), _span(token.head))
    return facts


def _claim(facts: dict[str, Any], cue: Any, source: str, content: tuple[int, int]) -> None:
    facts["claims"].append({"cue": [cue.idx, cue.idx + len(cue)], "source": source, "evidence": [content]})


def _below(token: Any, deps: set[str]) -> Iterator[Any]:
    return (child for child in token.children if child.dep_ in deps)


def _span(token: Any) -> tuple[int, int]:
    last = token.doc[token.right_edge.i]
    return token.doc[token.left_edge.i].idx, last.idx + len(last)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(document(Path(name).read_bytes().decode("utf-8"))))
