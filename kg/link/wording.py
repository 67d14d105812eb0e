"""The words of a sentence that tell its event from others: a wedding hall, a gunboat, the refinery."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_][\w'-]{3,}")
_SHORTEST: Final = 4
_MOST: Final = 12
_PLAIN: Final = frozenset(
    """about above across after afternoon again against agency alleged almost along already also although always among
    another answered april army around article asked attack attacked august authorities back battle became because
    become been before began behind being believed between both called came capital carried chief city claimed clash
    clashes come commander comment conflict could country days dead death december defence defense died does down
    during each early east eastern eight either evening ever every february fight fighter fighters fighting fire
    fired first five following force forces foreign former four friday from further general government group hand
    have head held here himself home hours however hundred injured inside into involved itself january july june
    just kill killed killing kilometers kilometres last late later leader leading least leave left less like local
    made make making many march media member members men might militant militants military minister ministry monday
    month months more morning most moved much named near nearby nearly next night nine none north northern november
    number october officer officers official officials once only other others outside over parts people place police
    position positions president press quoted rebel rebels region report reported reportedly reporters reports
    residents said same saturday says second security sent september seven several shot side since soldier soldiers
    some source sources south southern spokesman spokeswoman state statement still sunday support taken than that
    their them then there these they third this those thousands three through thursday time today together told took
    toward towards town troops tuesday under until used very village want wants wednesday week weekend weeks well
    went were west western what when where whether which while whom whose will with within without women words world
    would wounded year years yesterday""".split()
)
"""Words that news of any fight has: having these in common says nothing."""


def telling_words(sentence: str) -> tuple[str, ...]:
    """The words of *sentence* that are not those of every such report, in the singular; names apart, sorted. Of many
    the longest, which are the rarest.

    >>> telling_words("A Saudi airstrike hit two wedding halls on Sunday, officials said.")
    ('airstrike', 'hall', 'wedding')
    """
    found = {_singular(w) for w in _WORD.findall(sentence) if w.islower() and w not in _PLAIN}
    telling = (w for w in found if len(w) >= _SHORTEST and w not in _PLAIN)
    return tuple(sorted(sorted(telling, key=lambda w: (-len(w), w))[:_MOST]))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
