"""One attribution as the words show it, before anything is known of actors."""

from __future__ import annotations

import msgspec

from kg.extract.claims.lexicon import Saying
from kg.model import Act, Stance


class Attribution(msgspec.Struct, gc=False):
    """Token indexes of who (``speaker``: head of the phrase), by which word (``anchor``, ``cue``), what (``content``).

    ``frame`` is the construction that was read; ``speaker`` None with ``hearsay`` where the text names none.
    ``pronoun`` is the relative pronoun by which the speaker stands before the verb ("officials, who said ...").
    ``via`` are the sources that the speaker names ("citing X"), ``relays`` who passes the words on ("quoted by Y").
    ``document`` is the head of "statement", "report" where that is what speaks or is published.
    """

    anchor: int
    cue: tuple[int, ...]
    saying: Saying
    frame: str
    stance: Stance
    act: Act
    speaker: int | None = None
    pronoun: int | None = None
    hearsay: bool = False
    negated: bool = False
    unreal: bool = False
    document: int | None = None
    objects: tuple[int, ...] = ()
    content: frozenset[int] = frozenset()
    to: tuple[int, ...] = ()
    via: tuple[int, ...] = ()
    relays: tuple[int, ...] = ()
    quoted: bool = False
