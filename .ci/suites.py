"""Count the test suites that ran and that were skipped, and fail where one was skipped though its folder is there.

Usage: python .ci/suites.py REPORT.xml     (a JUnit report of pytest)
"""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))


def main(report: str) -> int:
    ran: set[str] = set()
    skipped: dict[str, str] = {}
    passed = failed = left_out = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        suite = case.get("classname", "")
        reason = case.find("skipped")
        if reason is not None:
            left_out += 1
            skipped.setdefault(suite, reason.get("message", ""))
            continue
        ran.add(suite)
        bad = case.find("failure") is not None or case.find("error") is not None
        failed, passed = failed + bad, passed + (not bad)
    wrong = {suite: why for suite, why in skipped.items() if "shared" in why and SHARED.is_dir()}
    for suite, why in sorted(skipped.items()):
        print(f"skipped: {suite}: {why}")
    print(f"suites: {len(ran)} ran, {len(set(skipped) - ran)} skipped")
    print(f"{passed} passed, {failed} failed, {left_out} skipped")
    if wrong:
        print(f"these were skipped though {SHARED} is there: {', '.join(sorted(wrong))}", file=sys.stderr)
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
