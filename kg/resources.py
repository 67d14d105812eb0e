"""Where the files that ship with the program stand: ontology, shapes, queries, samples.

In a checkout they are folders beside ``kg/``; in an installed wheel they are inside the package, as ``kg/_files/<name>``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from kg.errors import KgError

Folder = Literal["ontology", "shapes", "queries", "samples"]


def folder(name: Folder) -> Path:
    """The folder *name* of the shipped files.

    Raises: KgError where the installation is incomplete.

    >>> folder("queries").is_dir()
    True
    """
    package = Path(__file__).resolve().parent
    for candidate in (package.parent / name, package / "_files" / name):
        if candidate.is_dir() and (
            candidate.parent == package / "_files" or (package.parent / "pyproject.toml").is_file()
        ):
            return candidate
    raise KgError("this folder is missing from the installation. Install the program again.", where=name)
