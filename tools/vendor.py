"""Fetch the parts of the site that others wrote, as ``kg/web/static/vendor/manifest.json`` names them.

    python tools/vendor.py            rebuild the folder from the npm packages; needs npm and a network
    python tools/vendor.py --check    compare the files that are here with the manifest; needs neither

The manifest pins each package by version and by the hash of its archive, and each file by sha256. To take another
version, change ``version``, empty ``integrity`` and the hashes of its files, and run this; what is empty is filled in.
Users of the site never need npm: the files are part of the project.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "kg" / "web" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"


def read_manifest() -> list[dict[str, Any]]:
    """The packages: name, version, licence, hash of the archive, and the files taken from it."""
    packages: list[dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return packages


def rebuild(packages: list[dict[str, Any]]) -> list[str]:
    """Write every file anew; what does not have the hash that the manifest tells, as sentences."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            wanted = f"{package['name']}@{package['version']}"
            print(f"fetching {wanted}")
            packed = subprocess.run(
                ["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True, text=True
            )
            archive = Path(folder, packed.stdout.split()[-1])
            found = "sha512-" + base64.b64encode(sha512(archive.read_bytes()).digest()).decode("ascii")
            if package.setdefault("integrity", "") not in {"", found}:
                wrong.append(f"{wanted}: the archive is {found}, the manifest has {package['integrity']}")
                continue
            package["integrity"] = found
            wrong += unpack(archive, package)
    return wrong


def unpack(archive: Path, package: dict[str, Any]) -> list[str]:
    """Write the files of *package*; those with another hash than the manifest's are named and not written."""
    wrong = []
    with tarfile.open(archive) as inside:
        for file in package["files"]:
            member = inside.extractfile(f"package/{file['from']}")
            assert member is not None, f"{package['name']} has no {file['from']}"
            content = member.read()
            digest = sha256(content).hexdigest()
            if file.setdefault("sha256", "") not in {"", digest}:
                wrong.append(f"{file['to']}: {digest}, the manifest has {file['sha256']}")
                continue
            file["sha256"] = digest
            target = VENDOR / file["to"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return wrong


def differences(packages: list[dict[str, Any]]) -> list[str]:
    """What is here and not in the manifest, or other than it says, as sentences."""
    told = {file["to"]: file["sha256"] for package in packages for file in package["files"]}
    here = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    return [
        *(f"{name}: the manifest does not name it" for name in sorted(here.keys() - told.keys())),
        *(f"{name}: is missing" for name in sorted(told.keys() - here.keys())),
        *(
            f"{name}: is not what the manifest says"
            for name in sorted(told)
            if here.get(name, told[name]) != told[name]
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare; no network")
    packages = read_manifest()
    wrong = [] if parser.parse_args().check else rebuild(packages)
    if not wrong:
        MANIFEST.write_text(json.dumps(packages, indent=1, ensure_ascii=False) + "\n", "utf-8")
        wrong = differences(packages)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
