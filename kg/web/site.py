"""What every part of the site needs in a request: the settings, the newest snapshot, the workers for free queries."""

from __future__ import annotations

import threading
from copy import copy
from typing import cast

from flask import current_app, g, has_request_context

from kg.store import Reader, open_reader
from kg.web.dumps import Dumps
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
        self.dumps = Dumps()

    @property
    def reader(self) -> Reader:
        """The newest published snapshot, in memory; within one request always the same one, whatever is published.

        Raises: StoreError where there is none.
        """
        if not has_request_context():
            return self._newest()
        if "reader" not in g:
            g.reader = self._newest()
        return cast(Reader, g.reader)

    def _newest(self) -> Reader:
        """The newest snapshot. While one request reads it into memory, the others go on with the one before."""
        if not self._lock.acquire(blocking=self._reader is None):
            return cast(Reader, self._reader)
        try:
            if self._reader is None:
                self._reader = open_reader(self.settings.store, in_memory=True)
            # a copy goes over to the newer version, so that a page that is being rendered keeps its own
            newer = copy(self._reader)
            if newer.refresh():
                self._reader = newer
            return self._reader
        finally:
            self._lock.release()

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
        self.dumps.close()


def site() -> Site:
    """The site of the current request."""
    return cast(Site, current_app.extensions[EXTENSION])
