"""What reads the articles, by hash: the version, the rules, the lexicons and the parser. No clock."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from kg import __version__
from kg.model import Extractor
from kg.parse import DEFAULT_MODEL
from kg.resources import folder

_HERE = Path(__file__).resolve().parent
_STAGES = (
    "clean",
    "parse",
    "attachment",
    "extract",
    "model",
    "syntax",
    "ids",
    "terms",
    "to_rdf",
    "event_types",
    "validate",
)


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """The reader of articles as it stands: a change to a rule or a lexicon changes a hash.

    >>> extractor() == extractor() and len(extractor().rules)
    16
    """
    rules = [file for name in _STAGES for file in (_HERE / f"{name}.py", *sorted((_HERE / name).rglob("*.py")))]
    world = [*sorted((_HERE / "lexicon").rglob("*.tsv")), *sorted((_HERE / "lexicon").rglob("*.py"))]
    schema = [*sorted(folder("ontology").glob("*.ttl")), *sorted(folder("shapes").glob("*.ttl"))]
    return Extractor(
        version=__version__,
        rules=_hash([*rules, *schema]),
        lexicon=_hash([*world, folder("ontology") / "event-types.ttl"]),
        parser=f"{DEFAULT_MODEL} {_installed(DEFAULT_MODEL)}, spacy {_installed('spacy')}",
    )


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"


def _hash(files: Iterable[Path]) -> str:
    total = sha256()
    for file in files:
        if file.is_file():
            total.update(file.name.encode() + b"\n" + file.read_bytes() + b"\n")
    return total.hexdigest()[:16]
