"""Load over HTTP: many clients, and one that abuses the server. The long form is `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.load import press
from tests.reliability.server import serving
from tests.sample_graph import build

SECONDS = 60
AT_ONCE = ("--client-at-once", "8", "--client-seconds", "60")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("load") / "store")


@pytest.mark.heavy
def test_sixteen_clients_are_served(store: Path) -> None:
    """For a minute: no failure, 300 requests a second (100 on a busy machine), p99 well under a second."""
    with serving(store, *AT_ONCE) as running:
        seen, _ = press(running, seconds=SECONDS)
    rate = len(seen.seconds) / SECONDS
    print(f"{rate:.0f} requests/s, p50 {seen.p(0.5):.0f} ms, p99 {seen.p(0.99):.0f} ms, codes {dict(seen.codes)}")
    assert seen.failed == 0
    assert rate >= 100
    assert seen.p(0.99) <= 1000


@pytest.mark.heavy
def test_an_abuser_is_held_off_and_the_others_are_served(store: Path) -> None:
    """With endless queries from one address, the others see no failure, and the address is told to wait."""
    with serving(store, *AT_ONCE) as running:
        seen, abuser = press(running, seconds=SECONDS, abusers=8)
    print(f"others: p99 {seen.p(0.99):.0f} ms, codes {dict(seen.codes)}; abuser: {dict(abuser.codes)}")
    assert seen.failed == 0
    assert seen.p(0.99) <= 2000
    assert abuser.codes[429] > 0
