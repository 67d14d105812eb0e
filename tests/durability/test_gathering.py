"""SIGKILL between the loading of what gathered and the change that made it load: the next opening makes that change."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kg.store import open_writer
from kg.store.verify import verify
from tests.conftest import ROOT

_VICTIM = textwrap.dedent("""
    import os, signal, sys
    from kg.store import EmbeddedWriter, open_writer
    from tests.test_store import article, article_graph

    root, step = sys.argv[1:]
    with open_writer(root, min_free_bytes=0) as writer:
        writer.put(article("One."), article_graph("00000000000a", work="a"))
        writer.publish()
        writer.put(article("Two."), article_graph("00000000000b", work="b"))  # gathers
        settle = EmbeddedWriter._settle

        def killed(self):
            gathered = bool(self._waiting.graphs)
            settle(self)
            if gathered:
                os.kill(os.getpid(), signal.SIGKILL)

        EmbeddedWriter._settle = killed
        if step == "put":
            writer.put(article("One more."), article_graph("00000000000a", work="a", labels=7))
        else:
            writer.remove("00000000000a")
""")


@pytest.mark.parametrize("step", ["put", "remove"])
def test_a_change_that_is_killed_once_what_gathered_is_loaded_is_made_later(tmp_path: Path, step: str) -> None:
    """The journal has it, so the next opening makes it, and what gathered before is there too."""
    root = tmp_path / "store"
    command = [sys.executable, "-c", _VICTIM, str(root), step]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert verify(root)[0] == []
    with open_writer(root, min_free_bytes=0) as writer:
        kept = {stored.v for stored in writer.articles()}
        again = writer.article("00000000000a")
    assert kept == ({"00000000000a", "00000000000b"} if step == "put" else {"00000000000b"})
    assert again is None or again.text == "One more."
