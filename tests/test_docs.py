"""What README and ARCHITECTURE say is so: their commands run, and they name what there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import event_types
from kg.query import load_queries

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line.removeprefix("$ kg ")
    for block in re.findall(r"```console\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith("$ kg ")
]


def test_the_commands_of_the_readme_run_in_their_order(tmp_path: Path) -> None:
    """Each `$ kg ...` line of README ends with exit code 0 when they are typed one after the other."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    assert len(COMMANDS) >= 12
    for command in COMMANDS:
        run = subprocess.run(
            [sys.executable, "-m", "kg", *shlex.split(command)], cwd=tmp_path, capture_output=True, text=True
        )
        assert run.returncode == 0, f"kg {command}\n{run.stdout[-500:]}\n{run.stderr[-500:]}"


def test_the_readme_names_every_query() -> None:
    """A question that ships is found in README."""
    named = set(re.findall(r"`([a-z-]+)`", README))
    assert set(load_queries()) <= named


def test_the_readme_names_every_event_type() -> None:
    """The sixteen types of PLOVER are all there."""
    types = set(re.findall(r"`([A-Z]{3,})`", README))
    assert {c.type for c in event_types.load_event_types().concepts.values()} <= types


def test_the_architecture_names_every_room() -> None:
    """Each module and package of kg/ stands in ARCHITECTURE.md."""
    rooms = {p.stem for p in (ROOT / "kg").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert {r for r in rooms if r not in {"__init__", "__main__"} and r not in page} == set()


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md"])
def test_files_that_the_papers_name_exist(name: str) -> None:
    """A path such as `ontology/kg.ttl` in the papers is a file or folder of the project."""
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", (ROOT / name).read_text("utf-8"))
    assert [p for p in paths if not p.startswith("/") and not any((b / p).exists() for b in (ROOT, ROOT / "kg"))] == []
