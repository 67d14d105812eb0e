"""A text under repair that knows where each of its characters came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from kg.model import Article
from kg.syntax import CleanText

Edit = tuple[int, int, str]


class Draft:
    """A text on its way: its characters, where each stands in the original, which were inserted, and what was done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.repairs: list[str] = []
        self._origin = array("l", range(len(text)))
        self._inserted = bytearray(len(text))

    def edit(self, edits: Iterable[Edit]) -> None:
        """Put a string in the place of characters *begin*..*end*: to insert, to exchange one for one, or to leave out.

        Of edits that overlap the first in the text is made.
        """
        characters: list[str] = []
        origin, inserted, reached = array("l"), bytearray(), 0
        for begin, end, new in sorted(edits):
            if begin < reached:
                continue
            characters += (self.text[reached:begin], new)
            origin += self._origin[reached:begin]
            inserted += self._inserted[reached:begin]
            if begin == end:
                here = self._origin[begin] if begin < len(self.text) else self._origin[-1] + 1
                origin.extend([here] * len(new))
                inserted += b"\x01" * len(new)
            elif new:
                origin += self._origin[begin:end]
                inserted += self._inserted[begin:end]
            reached = end
        if not characters:
            return
        self._origin = origin + self._origin[reached:]
        self._inserted = inserted + self._inserted[reached:]
        self.text = "".join([*characters, self.text[reached:]])

    def insert(self, places: Iterable[int], characters: str) -> None:
        """Insert *characters* at each of *places*."""
        self.edit((place, place, characters) for place in places)

    def clean_text(self, article: Article) -> CleanText:
        """What has become of the text of *article*."""
        inserted = frozenset(i for i, flag in enumerate(self._inserted) if flag)
        return CleanText(article, self.text, tuple(self._origin), inserted, tuple(self.repairs))
