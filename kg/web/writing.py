"""Writes from outside, one after the other: the lock taken, the change computed by a worker, journalled, published.

The lock is held only for the time of a write, so `kg build` works beside a running server; while it builds, a write is
told to come back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from kg.errors import OverLimit, StoreLocked
from kg.store import Change, EmbeddedWriter, open_writer
from kg.web.site import Site

_PAUSE_S: Final = 0.05


def write(site: Site, compute: Callable[[], Change]) -> tuple[Change, str]:
    """Make the change that *compute* finds on the newest version; the change, and the version that contains it.

    When this returns, the change is on the disk and readers see it.
    Raises: StoreLocked where another process writes for longer than a query may take; StoreFull; what *compute* raises.
    """
    deadline = time.monotonic() + site.settings.timeout_s
    if not site.writing.acquire(timeout=site.settings.timeout_s):
        raise OverLimit("others are writing. Nothing was changed; send this again later.")
    try:
        with _opened(site, deadline) as store:
            store.publish_users()  # what a crash kept from readers
            site.see_newest()
            change = compute()
            store.change(change)
            version = store.publish_users()
        site.see_newest()
        return change, version
    finally:
        site.writing.release()


def _opened(site: Site, deadline: float) -> EmbeddedWriter:
    while True:
        try:
            return open_writer(site.settings.store)
        except StoreLocked:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
