"""The built wheel works away from the checkout: ontology, shapes, queries and samples ship inside it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import urllib.error
import urllib.request
import venv
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and the dependencies, and knows nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    unneeded = shutil.ignore_patterns(".*", "build", "dist", "tests", "kg-store", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, folder / "source", ignore=unneeded)  # no leftovers of earlier builds get in
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(source)]
    built = subprocess.run(build, capture_output=True, text=True, cwd=folder)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    venv.create(folder / "env", with_pip=False)
    place = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
    wheel = next((folder / "dist").glob("*.whl"))
    install = ["install", "-q", "--no-deps", "--no-index", "--no-compile", "--target", place, str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, cwd=folder)
    Path(place, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env" / "bin" / "python"


def run(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "PYTHON"))}
    return subprocess.run([str(python), "-m", *arguments], capture_output=True, text=True, cwd=python.parent, env=env)


def fetch(address: str) -> str:
    """The body of the answer, asked for until the server listens (at most 200 times)."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=20) as response:
                body: bytes = response.read()
                return body.decode("utf-8")
        except urllib.error.URLError as exc:
            if not isinstance(exc.reason, ConnectionRefusedError):
                raise
            threading.Event().wait(0.05)
    raise AssertionError(f"nothing listens at {address}")


def test_the_installed_program_is_the_one_in_the_wheel(python: Path) -> None:
    """What runs below is not the checkout."""
    where = subprocess.run(
        [str(python), "-I", "-c", "import kg; print(kg.__file__)"], capture_output=True, text=True, cwd="/"
    )
    assert "site-packages" in where.stdout
    assert str(ROOT) not in where.stdout


def test_the_wheel_builds_asks_and_serves(python: Path, tmp_path: Path) -> None:
    """`kg build` of the samples inside the wheel, `kg ask`, `kg serve`, in an environment away from the checkout."""
    store = tmp_path / "store"
    built = run(python, "kg", "build", "--samples", "--store", str(store))
    assert built.returncode == 0, built.stderr
    asked = run(python, "kg", "ask", "which actors fought on the same side at Amerli?", "--json", "--store", str(store))
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert len(answer["answers"]) >= 5
    assert answer["evidence"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [str(python), "-m", "kg", "serve", "--store", str(store), "--port", port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            assert server.stderr is not None
            assert f":{port}/" in server.stderr.readline()
            where = f"http://127.0.0.1:{port}/sparql?format=csv&query=" + quote("SELECT (1 AS ?one) {}")
            assert fetch(where) == "one\r\n1\r\n"
            assert "Amerli" in fetch(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
