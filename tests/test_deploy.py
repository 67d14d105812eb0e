"""What operators are given is so: the page names every setting, the files name commands and variables that exist."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from kg.web.settings import Settings, variable

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
KNOWN = {variable(one.name) for one in fields(Settings)} | {"KG_HOST", "KG_PORT", "KG_NAME", "KG_SHARED"}


def test_the_page_names_every_setting_with_its_default() -> None:
    """Each setting of the server stands in docs/operating.md, and the numbers in its table are the defaults."""
    assert {variable(one.name) for one in fields(Settings)} - set(re.findall(r"KG_[A-Z_]+", PAGE)) == set()
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    defaults = {variable(one.name): one.default for one in fields(Settings)}
    for names, values in re.findall(r"^\| (`KG_[^|]*) \| ([^|]*) \|", PAGE, re.M):
        for name, written in zip(re.findall(r"KG_[A-Z_]+", names), values.split(", "), strict=True):
            unit = units.get(written[-1], 1)
            assert float(written.rstrip("KMG")) * unit == defaults[name], name


@pytest.mark.parametrize("name", ["deploy/Dockerfile", "deploy/compose.yaml", "deploy/news-kg.service"])
def test_the_files_name_variables_that_exist(name: str) -> None:
    """No file of deploy/ sets a variable that the program does not read."""
    assert set(re.findall(r"\bKG_[A-Z_]+", (ROOT / name).read_text("utf-8"))) <= KNOWN


def test_the_unit_is_one_that_systemd_reads() -> None:
    """The unit parses, runs as a user of its own, and lets the server stop as it wants to."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read(ROOT / "deploy" / "news-kg.service", "utf-8")
    service = unit["Service"]
    assert (service["User"], service["KillMode"], service["NoNewPrivileges"]) == ("newskg", "mixed", "yes")
    assert int(service["TimeoutStopSec"]) > 10


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is absent (it comes with systemd)")
def test_systemd_finds_the_unit_well_guarded() -> None:
    """`systemd-analyze security` gives the unit an exposure of at most 4 of 10."""
    command = ["systemd-analyze", "security", "--offline=true", str(ROOT / "deploy" / "news-kg.service")]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    found = re.search(r"exposure level for .*: ([\d.]+)", said)
    if found is None:
        pytest.skip("this systemd does not rate units from files")
    assert float(found[1]) <= 4.0


def test_the_container_runs_without_root_and_by_hash() -> None:
    """The last stage names a user, and packages come from the lock with their hashes."""
    lines = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    last = lines.rpartition("\nFROM ")[2]
    assert "\nUSER newskg\n" in last
    assert "--require-hashes -r requirements.lock" in lines
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    for word in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "127.0.0.1:8000:8000"):
        assert word in compose
