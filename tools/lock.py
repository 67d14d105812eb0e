"""Write the lock files and check that they install, from wheels alone, on every Python we name.

    python tools/lock.py            compile requirements.lock and requirements-dev.lock from pyproject.toml, then check
    python tools/lock.py --check    only check

Needs pip-tools (``pip install -e .[dev]``). The check asks the package index for every version of Python in
``PYTHONS``, with ``pip install --dry-run --only-binary :all: --require-hashes``; nothing is installed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = ["--extra", "server"]
SPARK = "requirements-spark.lock"  # PySpark comes as source alone, so it is no part of the others
LOCKS = {"requirements.lock": EXTRAS, "requirements-dev.lock": [*EXTRAS, "--extra", "dev"]}
COMPILE = [
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
]


def compile_locks() -> None:
    """Pin what pyproject.toml asks for, with hashes and without the name of any host."""
    for name, extras in LOCKS.items():
        print(f"compiling {name}")
        subprocess.run([*COMPILE, *extras, "--output-file", name, "pyproject.toml"], cwd=ROOT, check=True)

    asked = [line for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines() if line.startswith("spark = ")]
    wanted = "\n".join(tomllib.loads(asked[0])["spark"])
    print(f"compiling {SPARK}")
    subprocess.run([*COMPILE, "--output-file", SPARK, "-"], cwd=ROOT, check=True, input=wanted, text=True)


def check(name: str, python: str) -> bool:
    """Whether *name* resolves for this version of Python, from wheels alone."""
    with tempfile.TemporaryDirectory() as target:
        run = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"),
                *("--only-binary", ":all:", "--require-hashes", "--python-version", python),
                *("--target", target, "--requirement", str(ROOT / name)),
            ],
            capture_output=True,
            text=True,
        )
    print(f"{name} on Python {python}: {'resolves' if run.returncode == 0 else 'does not resolve'}")
    if run.returncode:
        print(run.stderr.strip()[-800:], file=sys.stderr)
    return run.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="leave the lock files as they are")
    if not parser.parse_args().check:
        compile_locks()
    results = [check(name, python) for name in LOCKS for python in PYTHONS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
