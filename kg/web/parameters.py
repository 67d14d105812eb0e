"""Parameters of a page's address: each read as its type, or refused with its name, its type and an example."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import request

from kg.errors import BadParameter


def whole_number(name: str, default: int) -> int:
    """The whole number in the parameter *name*. Raises: BadParameter."""
    written = request.args.get(name, "")
    if not written:
        return default
    if not (written.isascii() and written.isdecimal()) or len(written) > 9:
        raise BadParameter(f"{written[:40]!r} is not a whole number, such as 120.", where=name)
    return int(written)


def day(name: str) -> str:
    """The day in the parameter *name* as ISO writes it, "" where it is not given. Raises: BadParameter."""
    written = request.args.get(name, "").strip()
    if not written:
        return ""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as exc:
        raise BadParameter(f"{written[:40]!r} is not a day (YYYY-MM-DD), such as 2014-09-05.", where=name) from exc


def one_of(name: str, choices: Collection[str], default: str = "") -> str:
    """The parameter *name*, which has to be one of *choices*. Raises: BadParameter."""
    written = request.args.get(name, "") or default
    if written and written not in choices:
        raise BadParameter(f"{written[:40]!r} is none of: {', '.join(choices)}.", where=name)
    return written


@dataclass(frozen=True)
class Window:
    """Days from *first* to *last*, both included; "" is no bound."""

    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        return bool(self.first or self.last)


def window() -> Window:
    """The parameters ``from`` and ``to``. Raises: BadParameter where one is no day, or they are inverted."""
    found = Window(day("from"), day("to"))
    if found.first and found.last and found.last < found.first:
        raise BadParameter(
            f"the window ends ({found.last}) before it begins ({found.first}). Give days in order (YYYY-MM-DD), "
            "such as from=2014-08-01&to=2014-09-05.",
            where="to",
        )
    return found
