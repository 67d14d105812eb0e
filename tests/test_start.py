"""First run: what start.py promises before anything is installed, and what the lock files hold."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]


@pytest.fixture
def start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_start_uses_the_standard_library_alone() -> None:
    """It runs where nothing is installed yet."""
    imports = re.findall(r"^(?:from|import) (\w+)", (ROOT / "start.py").read_text("utf-8"), re.M)
    assert set(imports) <= sys.stdlib_module_names | {"__future__"}


@pytest.mark.parametrize("version", [(3, 10), (3, 15)])
def test_another_python_is_told_which_ones_are_covered(
    start: ModuleType, version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a Python that the lock does not cover, one sentence names those that it does."""
    monkeypatch.setattr(start.sys, "version_info", (*version, 0, "final", 0))
    with pytest.raises(start.CannotGoOn, match=rf"this is Python 3\.{version[1]}, .*3\.11 to 3\.14"):
        start.check_python()


def test_a_missing_ensurepip_is_answered_with_the_line_that_mends_it(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian without python3-venv: the message is the command to run."""
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\necho 'Error: ensurepip is not available' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(start.sys, "executable", str(python))
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    with pytest.raises(start.CannotGoOn, match=r"sudo apt install python3\.\d+-venv"):
        start.make_venv()


def test_a_finished_setup_is_not_done_again(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mark of the same lock in place no installer is started."""
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "pip", lambda *_: pytest.fail("installed again"))
    lock = ROOT / "requirements.lock"
    (tmp_path / "requirements.lock.installed").write_text(start.fingerprint(lock))
    start.install(lock, None)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_package_by_hash_and_names_no_host(name: str) -> None:
    """Every requirement is `name==version` with hashes; there is no URL and no index option in the file."""
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.M)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.replace("\\\n", ""))
    pinned = [e for e in entries if re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", e, re.S)]
    assert len(pinned) > 40
    assert [e.split()[0] for e in entries if e not in pinned] == []


def test_no_placeholder_package_is_locked() -> None:
    """Versions 999.9.9 are traps laid for look-alike names."""
    assert not [name for name in LOCKS if "==999" in (ROOT / name).read_text("utf-8")]
