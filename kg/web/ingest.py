"""The page for handing articles in: paste or drop, watch the reading, look at what was found, publish.

Off until a token with the scope ``ingest`` is made. The site only writes files into the folder of a job and starts the
process that reads them (:mod:`kg.intake`); it never reads an article itself. Each order brings the token in its form:
nothing is remembered in the browser, so no other site can order in somebody's name.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from kg.errors import BadParameter, Forbidden, OverLimit, ReadOnly, TooLarge
from kg.handover import RUNNING, Folder, Preview, find_job, hand_over
from kg.tokens import FILE_NAME, TokenFile
from kg.web import marked
from kg.web.shown import html, json_response
from kg.web.site import site
from kg.web.views import Node

blueprint = Blueprint("ingest", __name__)

MAX_JOBS: Final = 2
"""How many jobs may be read at the same time."""

GRACE_S: Final = 20.0
"""Seconds that a process which said its last word has to end."""

_running: dict[str, subprocess.Popen[bytes]] = {}
_lock = threading.Lock()


def tokens() -> TokenFile:
    """The tokens of this site."""
    settings = site().settings
    return TokenFile(Path(settings.tokens or Path(settings.store) / FILE_NAME))


@blueprint.app_template_global("ingest_is_on")
def is_on() -> bool:
    """Whether anybody may hand articles in."""
    return any("ingest" in token.scopes for token in tokens().tokens())


def _jobs() -> Path:
    return Path(site().settings.store) / "intake"


@blueprint.before_request
def _check() -> None:
    """Refuse where ingest is off; let a body be as long as an upload may be."""
    if not is_on():
        raise ReadOnly("handing articles in is off here. Whoever runs this server makes a token: `kg token add`.")
    request.max_content_length = request.max_form_memory_size = site().settings.max_upload_bytes


def _admit() -> None:
    """Let the request through if its form brings a token for it. Raises: NotAuthorized, Forbidden."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("handing in from the page of another site is refused.")
    try:
        given = request.form.get("token", "")
    except RequestEntityTooLarge as exc:
        limit = site().settings.max_upload_bytes / 1_000_000
        raise TooLarge(f"that is more than {limit:.0f} MB, the limit here. Hand it in in parts.", where="file") from exc
    tokens().admit(f"Bearer {given}", {"ingest"}, today=datetime.now(UTC).date())


@blueprint.get("/ingest")
def form() -> Response:
    """The form."""
    return html("ingest.html", limit_bytes=site().settings.max_upload_bytes)


@blueprint.post("/ingest")
def order() -> Response:
    """Take the articles in and begin to read them."""
    _admit()
    files = [(file.filename or "", file.read()) for file in request.files.getlist("file") if file.filename]
    pasted = request.form.get("text", "").strip()
    if pasted:
        files.append(("pasted.html" if pasted.startswith("<") else "pasted.txt", pasted.encode("utf-8", "replace")))
    folder = hand_over(
        _jobs(), site().settings.store, files, published=_day(), publisher=_word("publisher"), url=_word("url")
    )  # fmt: skip
    return _started(folder, "read")


def _day() -> date | None:
    written = request.form.get("published", "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as exc:
        message = f"{written[:40]!r} is not a day (YYYY-MM-DD), such as 2014-09-05."
        raise BadParameter(message, where="published") from exc


def _word(name: str) -> str | None:
    return request.form.get(name, "").strip()[:500] or None


def _started(folder: Folder, phase: str) -> Response:
    """Start the process that does *phase*, and lead to the page of the job. Raises: OverLimit where enough run."""
    with _lock:
        before = _running.get(folder.id)
        if before is not None and folder.state().phase in RUNNING:
            raise BadParameter("this job is being worked on already.", where="job")
        if before is None and len(_running) >= MAX_JOBS:
            raise OverLimit(f"{MAX_JOBS} jobs are being read already. Come back when one is done: the files are kept.")
        if before is not None:
            before.wait(timeout=GRACE_S)
        folder.tell(msgspec.structs.replace(folder.state(), phase="waiting", finished=0))
        command = [sys.executable, "-m", "kg.intake", phase, str(folder.path)]
        with open(folder.path / "log", "ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        _running[folder.id] = process
    threading.Thread(target=_wait, args=(process, folder), name=f"intake {folder.id}", daemon=True).start()
    return redirect(url_for("ingest.job", name=folder.id), 303)  # type: ignore[return-value]


def _wait(process: subprocess.Popen[bytes], folder: Folder) -> None:
    """Wait for the process; where it ended without a word, say so in the state."""
    process.wait()
    with _lock:
        if _running.get(folder.id) is process:
            del _running[folder.id]
        state = folder.state()
        if state.phase in RUNNING and folder.id not in _running:
            reason = (
                f"the reading ended before its time (status {process.returncode}); the file log beside it tells more."
            )
            folder.tell(msgspec.structs.replace(state, phase="failed", reason=reason))


@blueprint.get("/ingest/<name>")
@blueprint.get("/ingest/<name>.<ending>")
def job(name: str, ending: str = "") -> Response:
    """How far a job is, and what was found; ``.json`` for programs."""
    folder = find_job(_jobs(), name)
    state = folder.state()
    if ending == "json":
        return json_response({"job": name, **msgspec.to_builtins(state), "seconds_left": state.seconds_left})
    previews = [(number, preview) for number in range(len(state.outcomes)) for preview in folder.previews(number)]
    return html(
        "job.html", name=name, state=state, running=state.phase in RUNNING,
        previews=[_shown(preview) for _, preview in previews[:20]], more=max(len(previews) - 20, 0),
    )  # fmt: skip


@blueprint.post("/ingest/<name>/<what>")
def change(name: str, what: str) -> Response:
    """Publish what was read, stop, or read again what failed."""
    _admit()
    folder = find_job(_jobs(), name)
    if what == "cancel":
        folder.cancel()
        return redirect(url_for("ingest.job", name=name), 303)  # type: ignore[return-value]
    if what == "retry":
        folder.retry()
        return _started(folder, "read")
    if what == "publish":
        return _started(folder, "publish")
    raise BadParameter(f"{what[:40]!r} is none of: publish, cancel, retry.", where="what")


def _shown(preview: Preview) -> dict[str, object]:
    """The text of an article with what was found in it, and the facts beside it, as its facts document has them."""
    facts = preview.facts
    actors = {actor.id: actor.name for actor in facts.actors}
    events = {
        event.id: _event(event.subtype or event.type, [actors.get(a, a) for a in event.agents])
        for event in facts.events
    }
    marks = [
        *((*span, "actor", Node("", actor.name)) for actor in facts.actors for span in actor.mentions),
        *((*event.trigger, "event", Node("", events[event.id])) for event in facts.events if event.trigger),
        *((*claim.cue, "cue", Node("", claim.act)) for claim in facts.claims),
    ]
    return {
        "title": preview.title,
        "paragraphs": marked.paragraphs(preview.text, marks, []),
        "findings": preview.findings,
        "claims": [
            {
                "holder": actors.get(claim.source or "", "") or "Somebody unnamed",
                "act": claim.act,
                "events": [events.get(event, event) for event in claim.events],
                "words": " ".join(preview.text[begin:end] for begin, end in claim.evidence[:2]),
            }
            for claim in facts.claims
        ],
        "events": list(events.values()),
        "actors": sorted(actors.values(), key=str.casefold),
        "sides": [[actors.get(a, a) for a in side.actors] for side in facts.sides],
    }


def _event(kind: str, agents: list[str]) -> str:
    return f"{kind.lower()}: {', '.join(agents)}" if agents else kind.lower()
