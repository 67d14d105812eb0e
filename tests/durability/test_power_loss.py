"""Simulated power loss: whatever part of what was not synchronised is gone, nothing acknowledged is lost.

``KG_POWER_ROUNDS`` sets the number of rounds (8; `make soak` runs 200).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.ledger import Ledger
from tests.durability.power import CALLS, Disk

ROUNDS = int(os.environ.get("KG_POWER_ROUNDS", "8"))


def run_and_cut(store: Path, seed: int, after_s: float, trace: Path) -> list[str]:
    """What the victim said until its machine lost power; *trace* is what it did."""
    command = ["strace", "-D", "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", "-o", str(trace)]
    command += [sys.executable, "-m", "tests.durability.victim", str(store), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        timer = threading.Timer(after_s, victim.send_signal, [signal.SIGKILL])
        timer.start()
        said = list(victim.stdout)
        timer.cancel()
    begun = time.monotonic()
    while f"{victim.pid} +++ killed by SIGKILL +++" not in " ".join(trace.read_text("utf-8", "replace").split()):
        assert time.monotonic() - begun < 20, "the trace has no end"
        time.sleep(0.02)
    return said


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (apt install strace)")
def test_nothing_acknowledged_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    """After each loss the store opens, proves whole, and holds what was acknowledged."""
    chance, ledger, store = random.Random(ROUNDS), Ledger(), tmp_path / "store"
    damaged = said = 0
    for round_ in range(ROUNDS):
        trace = tmp_path / f"trace-{round_}"
        lines = run_and_cut(store, round_, chance.uniform(1.5, 4.0), trace)
        said += len(lines)
        ledger.note(lines)
        disk = Disk(store)
        disk.read(trace)
        damaged += disk.lose(chance)
        trace.unlink()
        if (store / "store.json").exists():
            ledger.check(store)
    assert said > ROUNDS
    assert damaged > ROUNDS, "nothing was ever unsafe: the trace is not read"
