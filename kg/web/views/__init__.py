"""What the pages show, read from a snapshot: plain values, no HTML."""

from kg.web.views.actors import actor
from kg.web.views.answers import answer_choices, answer_parts
from kg.web.views.claims import MOST, Claim, chain, claims
from kg.web.views.events import Column, Part, accounts, columns, event_facts, parts, statuses
from kg.web.views.evidence import Passage, article_head, passage_at, passages, shown_text
from kg.web.views.listings import LISTINGS, counts, everything, listing, search
from kg.web.views.statements import Statement, same_as, statements
from kg.web.views.values import Node, Row, days, ids_tail, labels, nodes, rows

__all__ = [
    "LISTINGS",
    "MOST",
    "Claim",
    "Column",
    "Node",
    "Part",
    "Passage",
    "Row",
    "Statement",
    "accounts",
    "actor",
    "answer_choices",
    "answer_parts",
    "article_head",
    "chain",
    "claims",
    "columns",
    "counts",
    "days",
    "event_facts",
    "everything",
    "ids_tail",
    "labels",
    "listing",
    "nodes",
    "parts",
    "passage_at",
    "passages",
    "rows",
    "same_as",
    "search",
    "shown_text",
    "statements",
    "statuses",
]
