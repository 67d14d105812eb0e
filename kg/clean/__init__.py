"""An article's text made readable, with the way back to every character as it came.

Repairs insert, leave out, or exchange one character for one other; nothing is reordered. ``CleanText.repairs`` names
each but the exchanges of single characters.
"""

from __future__ import annotations

from kg.clean.characters import SUBSTITUTIONS, plain_characters
from kg.clean.draft import Draft
from kg.clean.glue import set_apostrophes, split_at_marks, split_words
from kg.clean.lines import join_wrapped, leave_out_dateline, leave_out_lines
from kg.model import Article
from kg.syntax import CleanText

__all__ = ["SUBSTITUTIONS", "clean"]

_MOST_PASSES = 8


def clean(article: Article) -> CleanText:
    """The readable text of *article*: words run together split, lost apostrophes set, what is not its story left out.

    Left out are a headline repeated at the end, pointers ("Read more"), credits, bylines, date lines and datelines.
    Repairs are made again until nothing changes, so that cleaning a cleaned text changes nothing.

    >>> clean(Article(text="Baghdad fell inApril.Irans army stayed.", sha256="0" * 64)).text
    "Baghdad fell in April. Iran's army stayed."
    """
    draft = Draft(article.text)
    for _ in range(_MOST_PASSES):
        before = draft.text
        plain_characters(draft)
        join_wrapped(draft)
        leave_out_lines(draft, article.title)
        split_at_marks(draft)
        split_words(draft)
        set_apostrophes(draft)
        leave_out_dateline(draft)
        if draft.text == before:
            break
    return draft.clean_text(article)
