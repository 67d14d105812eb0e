"""What every part of the site needs in a request: the settings, the newest snapshot, the workers for free queries."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Container
from copy import copy
from typing import Final, cast

import msgspec
from flask import current_app, g, has_request_context, request

from kg.errors import StoreError
from kg.store import Change, Reader, open_reader
from kg.web import changing
from kg.web.dumps import Dumps
from kg.web.endpoint import Call, Endpoint, call_of
from kg.web.jobs import QueryAnswer, QueryRequest
from kg.web.settings import Settings
from kg.workers import Pool

EXTENSION = "kg"
LOOK_EVERY_S: Final = 0.3
_log = logging.getLogger("kg.web")
MAX_IN_MEMORY = 500_000
"""Quads that the pages read from memory; a larger version they read from its snapshot, which opens at once."""


class Site:
    """The state of one running site; made once by ``create_app``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self.writing = threading.Lock()
        self._reader: Reader | None = None
        self._starting = threading.Lock()
        self.dumps = Dumps()
        self._workers: Pool | None = None
        self.endpoint = Endpoint(lambda: self.workers, settings)
        self.stopping = False
        self.overviews: Container[str] = ()
        self.prepare: Callable[[Reader], None] = lambda reader: None
        self._prepared: Reader | None = None
        self._closed = threading.Event()

    @property
    def reader(self) -> Reader:
        """The newest published snapshot; within one request always the same one, whatever is published.

        Pages that span the dataset get the newest that is prepared, so that nobody waits for what is computed once
        for a version. Raises: StoreError where there is none.
        """
        if not has_request_context():
            return self._newest()
        if "reader" not in g:
            g.reader = (self._prepared if request.path in self.overviews else None) or self._newest()
        return cast(Reader, g.reader)

    def _newest(self, *, wait: bool = False) -> Reader:
        """The newest snapshot. While one request opens it, the others go on with the one before, unless they *wait*."""
        if not self._lock.acquire(blocking=wait or self._reader is None):
            return cast(Reader, self._reader)
        try:
            if self._reader is None:
                self._reader = _open(self.settings.store)
            # a copy goes over to the newer version, so that a page that is being rendered keeps its own
            newer = copy(self._reader)
            if newer.refresh():
                self._reader = newer
            return self._reader
        finally:
            self._lock.release()

    def _keep_up(self) -> None:
        """Open newer versions apart from any request, and prepare each before the overviews show it."""
        while True:
            try:
                newest = self._newest(wait=True)
                if self._prepared is None or newest.version != self._prepared.version:
                    self.prepare(newest)
                    self._prepared = newest
            except StoreError as exc:
                _log.warning("the newest version cannot be shown: %s", exc)
            if self._closed.wait(LOOK_EVERY_S):
                return

    @property
    def running_workers(self) -> Pool | None:
        """The workers if they were started."""
        return self._workers

    @property
    def workers(self) -> Pool:
        """The workers, started by :meth:`warm` or at the first request that needs them. Raises: StoreError."""
        if (running := self._workers) is not None:
            return running
        with self._starting:
            if self._workers is None:
                settings = self.settings
                self._workers = Pool(settings.store, "kg.web.jobs", scale=settings.scale, limits=settings.limits)
            return self._workers

    def query(self, asked: QueryRequest, *, timeout_s: float | None = None) -> QueryAnswer:
        """The answer to a free query of the client of this request; *timeout_s* may lower the limit, not raise it."""
        found = self.endpoint.answer(asked, self.call(timeout_s))
        return QueryAnswer(body=found.body, media_type=found.media_type, version=found.version)

    def call(self, timeout_s: float | None = None) -> Call:
        """Who asks in this request, and how."""
        made = call_of(request.environ, behind_proxy=self.settings.behind_proxy)
        made.timeout_s = timeout_s or made.timeout_s
        return made

    def see_newest(self) -> None:
        """Wait until queries and pages see the newest published version."""
        self.workers.refresh(timeout_s=self.settings.timeout_s)
        self._newest(wait=True)

    def change(self, job: str, asked: changing.UpdateRequest | changing.UploadRequest) -> Change:
        """What *job* (update, upload) would change in the newest version; found out by a worker."""
        return msgspec.msgpack.decode(self.workers.run(job, asked, client=self.call().client).body, type=Change)

    def warm(self) -> None:
        """Open the store, start the workers, and follow the store from now on. Raises: StoreError."""
        _ = self.reader
        _ = self.workers
        threading.Thread(target=self._keep_up, daemon=True, name="shows new versions").start()

    def stop(self, grace_s: float) -> None:
        """Be ready no more; queries that are running get *grace_s* seconds, then they are answered with the limit."""
        self.stopping = True
        if workers := self._workers:
            workers.close(grace_s=grace_s)

    def close(self) -> None:
        """End the workers and give the snapshot back."""
        with self._starting:
            workers, self._workers = self._workers, None
        self._closed.set()
        with self._lock:
            reader, self._reader = self._reader, None
        if workers:
            workers.close()
        if reader:
            reader.close()
        self.dumps.close()


def _open(store: str) -> Reader:
    """The newest snapshot, in memory unless that would take long at every new version."""
    on_disk = open_reader(store)
    if on_disk.manifest.quads > MAX_IN_MEMORY:
        return on_disk
    on_disk.close()
    return open_reader(store, in_memory=True)


def site() -> Site:
    """The site of the current request."""
    return cast(Site, current_app.extensions[EXTENSION])
