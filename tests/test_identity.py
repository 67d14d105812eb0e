"""Actors and events that meet across articles, on the annotated set: what `python -m benchmarks.identity` measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.identity import SHARED, homonyms, measure

pytestmark = pytest.mark.heavy


def test_actors_and_events_meet_as_annotated(tmp_path: Path) -> None:
    """Hardly a pair is wrong; most actors are found, and of the events that were read more than a third."""
    scores = measure(tmp_path)
    assert scores["actors"].precision >= 0.97
    assert scores["actors"].recall >= 0.83
    assert scores["events"].precision >= 0.9
    assert scores["events"].hits >= (40 if (SHARED / "gold").is_dir() else 36)


def test_homonyms_stay_apart(tmp_path: Path) -> None:
    """Of fifty pairs of texts that use one name for two, none meets."""
    read, merged = homonyms(tmp_path)
    assert len(read) >= 50
    assert merged == []
