"""What every part of the site needs in a request: the settings, the newest snapshot, the workers for free queries."""

from __future__ import annotations

import threading
from typing import cast

from flask import current_app

from kg.store import Reader, open_reader
from kg.web.settings import Settings
from kg.web.workers import QueryPool

EXTENSION = "kg"


class Site:
    """The state of one running site; made once by ``create_app``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._pool: QueryPool | None = None

    @property
    def reader(self) -> Reader:
        """The newest published snapshot, in memory. Raises: StoreError where there is none."""
        with self._lock:
            if self._reader is None:
                self._reader = open_reader(self.settings.store, in_memory=True)
            else:
                self._reader.refresh()
            return self._reader

    @property
    def pool(self) -> QueryPool:
        """The workers, started at the first free query or by :meth:`warm`."""
        with self._lock:
            if self._pool is None:
                self._pool = QueryPool(
                    self.settings.store, workers=self.settings.workers, timeout_s=self.settings.timeout_s
                )
            return self._pool

    def warm(self) -> None:
        """Open the store and start the workers before the first request. Raises: StoreError."""
        _ = self.reader
        _ = self.pool

    def close(self) -> None:
        """End the workers and give the snapshot back."""
        with self._lock:
            pool, self._pool = self._pool, None
            reader, self._reader = self._reader, None
        if pool:
            pool.close()
        if reader:
            reader.close()


def site() -> Site:
    """The site of the current request."""
    return cast(Site, current_app.extensions[EXTENSION])
