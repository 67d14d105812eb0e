"""A copy of what is published at an endpoint, in a folder of this machine, kept up to date: what `kg serve` serves.

A process of its own asks the endpoint for its newest version every few seconds and fetches the graphs that changed, so
that limits, workers and cache of the server work on a remote store as on any other.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.store.embedded import EmbeddedWriter
from kg.store.files import write_whole
from kg.store.remote import Endpoint, RemoteReader, digests_at, workplace

_SEEN: Final = "mirror.json"
LOOK_EVERY_S: Final = 2.0


def bring(url: str, folder: Path) -> str:
    """Bring the store in *folder* to what is published at *url*; the version that is there.

    Raises: StoreError where the endpoint cannot be asked, or its graphs changed meanwhile.
    """
    with RemoteReader(url) as remote, EmbeddedWriter(folder, remote.base_iri) as store:
        there = digests_at(Endpoint(url))
        try:
            here = msgspec.json.decode((folder / _SEEN).read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            here = {}
        begin = f"{remote.base_iri}graph/"
        for name in sorted(here.keys() | there.keys()):
            if here.get(name) != there.get(name) and name.startswith(begin):
                triples: list[ox.Triple] = [q.triple for q in remote.quads(name)] if name in there else []
                store.replace_graph(name.removeprefix(begin), triples)
        if remote.refresh():
            raise StoreError("a newer version came while this one was fetched.", where=url)
        store.publish(remote.manifest.versions | {"endpoint": url, "there": remote.version})
        write_whole(folder / _SEEN, msgspec.json.encode(there))
        return remote.version


@contextlib.contextmanager
def mirrored(url: str) -> Iterator[Path]:
    """A folder with what is published at *url*, which follows it as long as the context is open.

    Raises: StoreError where nothing can be fetched.
    """
    folder = workplace(url) / "mirror"
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "kg.store.mirror", url, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as follower:
        try:
            assert follower.stdout is not None
            first = follower.stdout.readline().strip()
            if not first.startswith("version "):
                raise StoreError(first or "the copy of the endpoint cannot be made.", where=url)
            yield folder
        finally:
            follower.terminate()


def follow(url: str, folder: Path) -> None:
    """Fetch once and say the version, or the error; then follow for ever."""
    try:
        version = bring(url, folder)
    except KgError as exc:
        print(exc.message, flush=True)
        return
    print(f"version {version}", flush=True)
    while True:
        time.sleep(LOOK_EVERY_S)
        with contextlib.suppress(KgError), RemoteReader(url) as remote:  # the last version stays until it answers again
            if remote.version != version:
                version = bring(url, folder)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        follow(sys.argv[1], Path(sys.argv[2]))
