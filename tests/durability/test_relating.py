"""SIGKILL in the midst of relating: what users write then is shown beside the last whole version, never half of one."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kg.derive import derive
from kg.errors import StoreError
from kg.link import link
from kg.pipeline import relate
from kg.store import Reader, open_reader, open_writer
from kg.store.backups import back_up
from kg.tokens import TokenFile
from kg.web import Settings, create_app
from tests.conftest import ROOT
from tests.small_reports import Say, graph_of, report

MINE = "http://localhost:8000/graphs/mine"
INSERT = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://e/s> <http://e/p> 1 }} }}"

_VICTIM = textwrap.dedent("""
    import os, signal, sys
    from kg.relate import update_graphs
    from kg.store import EmbeddedWriter, open_writer
    from tests.small_reports import Say, graph_of, report

    root, step, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    whole, done = getattr(EmbeddedWriter, step), []

    def killed(self, *arguments):
        result = whole(self, *arguments)
        done.append(step)
        if len(done) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with open_writer(root, min_free_bytes=0) as writer:
        for says in (Say("Ann Lee", denies=True), Say("Bo Ray")):
            made = report(says, outlet="Courier", url=f"https://courier.example/{says.by}")
            writer.put(made[0], graph_of(made))
        setattr(EmbeddedWriter, step, killed)
        update_graphs(writer)
""")


def _is_whole(reader: Reader) -> bool:
    """Whether what spans articles is what the articles there make it."""

    def graph(name: str) -> list[str]:
        return sorted(str(q.triple) for q in reader.quads(f"{reader.base_iri}graph/{name}"))

    return graph("identity") == sorted(map(str, link(reader))) and graph("derived") == sorted(map(str, derive(reader)))


@pytest.mark.parametrize(
    ("step", "times", "lost"),
    [
        ("begin_relating", 1, False),
        ("change_graph", 1, False),
        ("change_graph", 2, False),
        ("begin_relating", 1, True),
        ("replace_graph", 1, True),
        ("change_graph", 1, True),
    ],
)
def test_a_write_after_a_killed_build_shows_the_last_whole_version(
    tmp_path: Path, step: str, times: int, lost: bool
) -> None:
    """Killed after any step of relating (with the workbook *lost*: all anew), no half of it is ever published."""
    root = tmp_path / "store"
    first = report(Say())
    with open_writer(root, min_free_bytes=0) as writer:
        writer.put(first[0], graph_of(first))
        relate(writer)
    if lost:
        (root / "workbook.sqlite").unlink()
    command = [sys.executable, "-c", _VICTIM, str(root), step, str(times)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL

    token = TokenFile(root / "tokens.json").add(["update"], name="t")
    app = create_app(Settings(store=str(root), workers=1))
    try:
        answer = app.test_client().post(
            "/update",
            data=INSERT,
            content_type="application/sparql-update",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code < 300, answer.text
    finally:
        app.extensions["kg"].close()
    with open_reader(root) as reader:
        assert reader.manifest.articles == 1
        assert len(list(reader.quads(MINE))) == 1
        assert _is_whole(reader)

    with pytest.raises(StoreError, match="stopped half-way"):
        back_up(root, tmp_path / "backup")
    with open_writer(root, min_free_bytes=0) as writer:
        relate(writer)
    with open_reader(root) as reader:
        assert reader.manifest.articles == 3
        assert len(list(reader.quads(MINE))) == 1
        assert _is_whole(reader)
