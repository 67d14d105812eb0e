"""What others wrote and the site serves: pinned, licensed, and small enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools import vendor

ROOT = Path(__file__).resolve().parent.parent


def test_the_vendored_files_are_those_of_the_manifest() -> None:
    """No file is missing, added or changed since tools/vendor.py wrote the folder."""
    check = subprocess.run([sys.executable, "tools/vendor.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (check.returncode, check.stderr) == (0, "")


def test_a_changed_file_is_noticed() -> None:
    """The check compares bytes: another hash in the manifest is a difference."""
    packages = vendor.read_manifest()
    packages[0]["files"][0]["sha256"] = "0" * 64
    assert vendor.differences(packages) == [
        f"{packages[0]['files'][0]['to']}: is not what the manifest says",
    ]


def test_every_package_names_version_licence_and_archive() -> None:
    """The manifest pins each package, and every licence lets the files be passed on."""
    for package in vendor.read_manifest():
        assert package["version"]
        assert package["integrity"].startswith("sha512-")
        assert package["licence"] in {"MIT", "BSD-2-Clause", "ISC", "Apache-2.0 OR MIT"}
