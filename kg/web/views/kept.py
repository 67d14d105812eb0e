"""Answers that hold for a whole version of the dataset, kept as long as it is among the newest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from kg.store import Reader

Given = ParamSpec("Given")
Found = TypeVar("Found")

KEPT: Final = 16


def per_version(
    read: Callable[Concatenate[Reader, Given], Found],
) -> Callable[Concatenate[Reader, Given], Found]:
    """*read* with its last :data:`KEPT` answers kept: a version is a hash of the content, so they cannot grow stale."""
    kept: OrderedDict[object, Found] = OrderedDict()

    @wraps(read)
    def remembered(reader: Reader, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        key = (reader.version, reader.base_iri, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = read(reader, *args, **kwargs)
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return kept[key]

    return remembered
