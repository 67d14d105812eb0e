"""SIGKILL at random points of ingest, replay, flush, backup and swap: nothing acknowledged is lost, in part or twice.

``KG_ROUNDS`` sets the number of rounds (50; `make soak` runs 1,000).
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.ledger import Ledger

ROUNDS = int(os.environ.get("KG_ROUNDS", "50"))


def run_and_kill(store: Path, seed: int, after_s: float) -> list[str]:
    """What the victim said until it was killed *after_s* seconds after it began."""
    command = [sys.executable, "-m", "tests.durability.victim", str(store), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        timer = threading.Timer(after_s, victim.send_signal, [signal.SIGKILL])
        timer.start()
        said = list(victim.stdout)
        timer.cancel()
    assert victim.returncode == -signal.SIGKILL, "the victim ended by itself"
    return said


@pytest.mark.heavy
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    """After each kill the store opens, proves whole, and holds what was acknowledged; its backups restore."""
    chance, ledger, store = random.Random(ROUNDS), Ledger(), tmp_path / "store"
    seeds = itertools.count()  # a victim's backups are named by its seed, so no two victims share one
    said = 0
    for _ in range(ROUNDS):
        lines = run_and_kill(store, next(seeds), chance.uniform(0.6, 2.5))
        said += len(lines)
        ledger.note(lines)
        for _ in range(chance.randrange(3)):  # killed again while it opens and replays
            ledger.note(run_and_kill(store, next(seeds), chance.uniform(0.4, 0.8)))
        if (store / "store.json").exists():
            ledger.check(store)
    assert said > ROUNDS, "the victims were killed before they wrote anything"
