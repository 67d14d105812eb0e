"""Where the tests find things."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))


def needs(folder: str) -> pytest.MarkDecorator:
    """Skip, with the reason, where this folder of annotated material is absent."""
    path = SHARED / folder
    return pytest.mark.skipif(not path.is_dir(), reason=f"shared material is absent: {folder} (set KG_SHARED)")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT
