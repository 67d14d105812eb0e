#!/usr/bin/env python3
"""First run on a bare machine: set up, build the sample graph, answer a question, serve the site.

    python3 start.py                 all of it; prints the address of the site (stop it with Ctrl-C)
    python3 start.py --no-serve      ends after the answer
    python3 start.py --port 8080     serves there
    python3 start.py test [ARGS]     sets up what the tests need and runs them (ARGS go to pytest)

Needs Python 3.11 to 3.14 and nothing else; uses the standard library alone. Everything goes into this folder:
``.venv`` (the pinned packages, by hash) and ``kg-store`` (the graph). Run it again at any time: what is done is not
done again. ``--wheels DIR`` installs from a folder of wheels, without a network.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STORE = ROOT / "kg-store"
QUESTION = "which actors fought on the same side at Amerli?"
OLDEST, NEWEST = (3, 11), (3, 14)


class CannotGoOn(Exception):
    """Why, and what to do about it, in one sentence."""


def say(line: str) -> None:
    """A step, on standard error: standard output is kept for the answer."""
    print(f"[start] {line}", file=sys.stderr, flush=True)


def check_python() -> None:
    """The lock file holds wheels for these versions only."""
    here = sys.version_info[:2]
    if not OLDEST <= here <= NEWEST:
        raise CannotGoOn(
            f"this is Python {here[0]}.{here[1]}, and the pinned packages cover 3.{OLDEST[1]} to 3.{NEWEST[1]}: "
            f"run this script with one of those, for example `python3.{NEWEST[1]} start.py`."
        )


def make_venv() -> None:
    """A virtual environment in ``.venv``; one that does not answer (half made, moved, other Python) is made anew."""
    wanted = f"{sys.version_info[0]}.{sys.version_info[1]}"
    probe = [str(PYTHON), "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2], sys.prefix)"]
    try:
        found = subprocess.run(probe, capture_output=True, text=True).stdout.split(maxsplit=1)
    except OSError:
        found = []
    if len(found) == 2 and found[0] == wanted and Path(found[1].strip()).resolve() == VENV.resolve():
        return
    say(f"making a virtual environment in {VENV.name}")
    run = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if run.returncode == 0:
        return
    if "ensurepip" in run.stdout + run.stderr:
        raise CannotGoOn(
            "this Python cannot make a virtual environment with pip in it: run "
            f"`sudo apt install python{wanted}-venv` (Debian, Ubuntu) and then this script again."
        )
    raise CannotGoOn(f"no virtual environment could be made in {VENV}: {last_line(run.stderr or run.stdout)}")


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given."


def fingerprint(lock: Path) -> str:
    """Changes when the lock file, the project's metadata or the place of the checkout does."""
    parts = (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(lock: Path, wheels: Path | None) -> None:
    """The pinned packages of *lock* and the project itself, unless they are there already."""
    mark = VENV / f"{lock.name}.installed"
    wanted = fingerprint(lock)
    if mark.exists() and mark.read_text() == wanted:
        return
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    total = sum(1 for line in lock.read_text().splitlines() if line and line[0].isalnum())
    say(f"installing {total} pinned packages (once, about 750 MB on disk)")
    common = ["--disable-pip-version-check", "--no-input", "--no-color"]
    pip([*common, *source, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], total)
    pip([*common, "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], 0)
    mark.write_text(wanted)


def pip(arguments: list[str], total: int) -> None:
    """Run ``pip install``, showing how far it is; its whole output is kept in ``.venv/install.log``."""
    log = VENV / "install.log"
    seen = 0
    live = sys.stderr.isatty()
    command = [str(PYTHON), "-m", "pip", "install", *arguments]
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as run,
    ):
        assert run.stdout is not None
        for line in run.stdout:
            kept.write(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")) and total:
                seen += 1
                name = line.split(" (")[0].split(": ")[-1].removeprefix("Collecting ").strip()
                if live:
                    print(f"\r\x1b[K[start] {seen}/{total} {name}", end="", file=sys.stderr, flush=True)
                elif seen % 20 == 0:
                    say(f"{seen}/{total} {name}")
            elif line.startswith("Installing collected") and total:
                if live:
                    print("\r\x1b[K", end="", file=sys.stderr)
                say("unpacking")
    if run.returncode == 0:
        return
    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines()]
    reason = next((line for line in reversed(lines) if line.casefold().startswith("error: ")), "error: see the log")
    raise CannotGoOn(
        f"the packages could not be installed ({reason[7:]}). The whole log is "
        f"{log}. Without a network, fetch the wheels elsewhere and run `python3 start.py --wheels DIR`."
    )


def kg(*arguments: str) -> None:
    """Run the program itself."""
    run = subprocess.run([str(PYTHON), "-m", "kg", *arguments], cwd=ROOT)
    if run.returncode:
        raise CannotGoOn(f"`kg {' '.join(arguments)}` ended with {run.returncode}; its message stands above.")


def demo(port: int, serve: bool) -> None:
    """Sample articles in, an answer out, the site up."""
    say("building the graph of the sample articles")
    kg("build", "samples", "--store", str(STORE))
    say(f'asking: "{QUESTION}"')
    kg("ask", QUESTION, "--store", str(STORE))
    if serve:
        kg("serve", "--store", str(STORE), "--port", str(port))
    else:
        say(f"done; next: {BIN / 'kg'} serve --store {STORE.name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["demo", "test", "setup"], default="demo")
    parser.add_argument("--no-serve", action="store_true", help="end after the answer")
    parser.add_argument("--port", type=int, default=8000, help="port of the site (default: 8000)")
    parser.add_argument(
        "--wheels", type=Path, metavar="DIR", help="install from this folder of wheels, without a network"
    )
    args, rest = parser.parse_known_args()
    if rest and args.what != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        check_python()
        make_venv()
        install(ROOT / ("requirements-dev.lock" if args.what == "test" else "requirements.lock"), args.wheels)
        if args.what == "test":
            return subprocess.run([str(PYTHON), "-m", "pytest", *rest], cwd=ROOT).returncode
        if args.what == "demo":
            demo(args.port, not args.no_serve)
    except CannotGoOn as stop:
        say(f"cannot go on: {stop}")
        return 1
    except OSError as stop:
        say(f"cannot go on: {stop.strerror or stop}: {stop.filename or ROOT}")
        return 1
    except KeyboardInterrupt:
        say("stopped; run it again to go on from here")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
