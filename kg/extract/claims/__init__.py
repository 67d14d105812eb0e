"""Who says what: the claims of an article, with source, relays, addressee, content, and what they deny.

Runs after actors and events. The steps, each in a module of its own: words of saying (``cues``, ``frames``,
``subjects``, ``nouns``), quotations (``quotes``, ``quoting``), which of them stand (``selection``), who speaks
(``speakers``), what answers what (``responses``), and what being said does to events (``contents``); ``assemble``
walks them.
What the outlet says in its own voice yields no claim here.
"""

from __future__ import annotations

from kg.extract.claims.assemble import claims

__all__ = ["claims"]
