"""Where the files that ship with the program stand: ontology, shapes, queries, samples.

In a checkout they are folders beside ``kg/``; an installed wheel holds them inside the package, in ``kg/_files/``.
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
    installed, checkout = package / "_files" / name, package.parent / name
    if installed.is_dir():
        return installed
    if (package.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    raise KgError("this folder is missing from the installation. Install the program again.", where=name)
