"""Events in the constructions of English: those of the development part are found, with their parties."""

from __future__ import annotations

from collections import Counter

from benchmarks.constructions import cases, f1, judge, score


def test_events_are_found_in_the_constructions_of_english() -> None:
    """Of the development part more than four in five events are found, and few others."""
    total: dict[str, Counter[str]] = {name: Counter() for name in ("events", "both")}
    for counts in score(cases(held_out=False)).values():
        for name, of_all in total.items():
            of_all.update(counts[name])
    assert f1(total["events"]) >= 0.85
    assert total["both"]["tp"] / total["both"].total() >= 0.67


def test_a_right_event_counts_as_found_with_its_parties() -> None:
    """A plain sentence gives one hit and right parties."""
    case = next(c for c in cases(held_out=False) if c.construction == "reciprocal" and len(c.events) == 1)
    counts, notes = judge(case)
    assert counts["events"] == Counter(tp=1)
    assert not notes
