"""The long form: ``python -m tests.reliability --minutes 60`` loads a server, abuses it, and watches what it holds.

Prints a line a minute and a last word; exit code 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.reliability.inputs import mutations
from tests.reliability.load import press
from tests.reliability.server import serving
from tests.sample_graph import build


def main() -> int:
    """Run for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--abusers", type=int, default=2, help="connections of the client that asks endless queries")
    arguments = parser.parse_args()
    wrong: list[str] = []
    # a small cache is full before the first look, so that what grows later is a leak
    with tempfile.TemporaryDirectory() as folder, serving(build(Path(folder) / "store"), "--cache", "4M") as running:
        press(running, seconds=30)
        before, files = running.resident_bytes(), running.descriptors()
        for minute in range(arguments.minutes):
            seen, abuser = press(running, seconds=60, abusers=arguments.abusers)
            for content in mutations(minute, 50):
                running.ask(content, client="127.0.4.1")
            grown = (running.resident_bytes() - before) >> 20
            rate = len(seen.seconds) / 60
            print(
                f"minute {minute + 1}: {rate:.0f} requests/s, p99 {seen.p(0.99):.0f} ms, failed {seen.failed}, "
                f"abuser {dict(abuser.codes)}, grown {grown} MB, files {running.descriptors() - files:+d}",
                flush=True,
            )
            if seen.failed:
                wrong.append(f"minute {minute + 1}: {seen.failed} failures of clients that did nothing wrong")
        if grown > 50 * max(arguments.minutes / 60, 1):
            wrong.append(f"the web process grew by {grown} MB")
        code = running.stop()
        if code:
            wrong.append(f"the server ended with {code}")
    print("; ".join(wrong) or "all bounds held")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
