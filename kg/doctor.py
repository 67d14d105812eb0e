"""What is installed and what state the graph is in, each with the line that mends what is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata, util
from typing import Final

from kg import __version__
from kg.errors import KgError
from kg.fingerprint import extractor
from kg.parse import DEFAULT_MODEL
from kg.resources import Folder, folder
from kg.store import open_reader

_PACKAGES: Final = ("spacy", DEFAULT_MODEL, "pyoxigraph", "rdflib", "pyshacl", "flask", "rapidfuzz", "trafilatura")
_SERVERS: Final = ("granian", "waitress")
_FOLDERS: Final[tuple[Folder, ...]] = ("ontology", "shapes", "queries", "samples")
_INSTALL: Final = "python3 start.py"


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, whether that is fine, and what to do if not."""

    name: str
    fine: bool
    found: str
    mend: str = ""

    def as_dict(self) -> dict[str, object]:
        """The check as JSON has it."""
        return asdict(self)


def examine(store: str) -> list[Check]:
    """Everything that the program needs, and the graph at *store*."""
    return list(_checks(store))


def _checks(store: str) -> Iterator[Check]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Check("Python", (3, 11) <= sys.version_info[:2] < (3, 15), python, "Use Python 3.11 to 3.14.")
    yield Check("program", True, __version__)
    for package in _PACKAGES:
        yield _package(package)
    servers = [name for name in _SERVERS if util.find_spec(name)]
    yield Check("web server", bool(servers), ", ".join(servers) or "none", "pip install granian")
    for name in _FOLDERS:
        yield _tried(f"folder {name}", partial(_holds, name), _INSTALL)
    yield from _graph(store)


def _package(package: str) -> Check:
    try:
        return Check(package, True, metadata.version(package))
    except metadata.PackageNotFoundError:
        return Check(package, False, "not installed", _INSTALL)


def _holds(name: Folder) -> str:
    files = [path for path in folder(name).rglob("*") if path.is_file()]
    if not files:
        raise KgError("it is empty.", where=name)
    return f"{len(files)} files"


def _tried(name: str, look: Callable[[], str], mend: str) -> Check:
    try:
        return Check(name, True, look())
    except KgError as exc:
        return Check(name, False, str(exc), mend)


def _graph(store: str) -> Iterator[Check]:
    build = f"kg build samples --store {store}"
    try:
        with open_reader(store) as reader:
            manifest = reader.manifest
    except KgError as exc:
        yield Check("graph", False, exc.message, build)
        return
    yield Check(
        "graph",
        manifest.articles > 0,
        f"version {manifest.version} in {store}, {manifest.articles} articles, {manifest.quads} statements, "
        f"IRIs begin with {manifest.base_iri}",
        build,
    )
    made = extractor()
    same = manifest.versions.get("rules") == made.rules and manifest.versions.get("lexicon") == made.lexicon
    found = "by these rules and lexicons" if same else "by other rules or lexicons than these"
    yield Check("graph was read", same, found, f"kg build --refresh --store {store}")
