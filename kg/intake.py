"""The process that reads what was handed in through the site (:mod:`kg.handover`), and publishes it when it is told to.

    python -m kg.intake read FOLDER       read the files that wait, show what was found, change nothing
    python -m kg.intake publish FOLDER    build what was read into the store, as `kg build` does

It stops between two files where the job is cancelled. Whatever goes wrong stands in the state of the job.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from kg.errors import KgError, StoreError, UnreadableArticle
from kg.handover import Folder, Incoming, Order, Outcome, Phase, Preview, State
from kg.model import Article
from kg.pipeline import put_all, read_all, relate
from kg.query import select
from kg.reading import read_facts
from kg.store import Writer, open_reader, open_writer
from kg.to_rdf import to_rdf
from kg.validate import quarantine, validate
from kg.vocab import KG

MAX_MEMORY_BYTES: Final = 6 << 30

Work = Callable[[int, Incoming, Outcome], Outcome]


def read(folder: Folder) -> State:
    """Read every file that waits; the state at the end."""
    order = folder.order()
    known = _known(order.store)
    return _walk(
        folder, "reading", "ready", "waiting", lambda number, file, _: _read_one(folder, order, number, file, known)
    )


def publish(folder: Folder) -> State:
    """Build every file that was read into the store, and show it to readers; the state at the end."""
    order = folder.order()
    with open_writer(order.store) as writer:
        state = _walk(
            folder,
            "publishing",
            "published",
            "read",
            lambda _, file, before: _publish_one(folder, writer, file, before),
        )
        version = relate(writer).version
    state = msgspec.structs.replace(state, version=version)
    folder.tell(state)
    return state


def _walk(folder: Folder, phase: Phase, end: Phase, due: str, work: Work) -> State:
    """Do *work* on each file that is *due*, telling the state after each; stop between two where that is asked."""
    outcomes = list(folder.state().outcomes)
    began, finished = time.monotonic(), 0
    total = sum(outcome.done == due for outcome in outcomes)
    state = State(phase=phase, outcomes=tuple(outcomes), total=total)
    folder.tell(state)
    for number, incoming in enumerate(folder.order().files):
        if outcomes[number].done != due:
            continue
        if folder.is_cancelled:
            end = "cancelled"
            outcomes[number] = msgspec.structs.replace(
                outcomes[number], done="cancelled" if due == "waiting" else "read"
            )
            continue
        try:
            outcomes[number] = work(number, incoming, outcomes[number])
        except (KgError, OSError) as exc:
            outcomes[number] = Outcome(name=incoming.name, done="failed", reason=_plain(str(exc), folder, incoming))
        finished += 1
        seconds = round(time.monotonic() - began, 2)
        state = State(phase=phase, outcomes=tuple(outcomes), seconds=seconds, finished=finished, total=total)
        folder.tell(state)
    state = msgspec.structs.replace(state, phase=end, outcomes=tuple(outcomes))
    if end != "published":
        folder.tell(state)
    return state


def _plain(sentence: str, folder: Folder, incoming: Incoming) -> str:
    """*sentence* with the name that the file came with instead of the path that it has here."""
    return sentence.replace(str(folder.file(incoming)), incoming.name).replace(str(folder.path), "")


def _articles(folder: Folder, incoming: Incoming) -> Iterator[Article | UnreadableArticle]:
    order = folder.order()
    return read_all([folder.file(incoming)], published=order.published, publisher=order.publisher, url=order.url)


def _read_one(folder: Folder, order: Order, number: int, incoming: Incoming, known: set[str]) -> Outcome:
    """Read one file as `kg build` would, and keep what was found for the preview."""
    previews, left_out, reasons = [], 0, list[str]()
    found = list(_articles(folder, incoming))
    for article in found:
        if isinstance(article, UnreadableArticle):
            reasons.append(_plain(article.message, folder, incoming))
            continue
        if article.sha256 in known:
            continue
        facts = read_facts(article)
        triples = to_rdf(facts, article)
        report = validate(triples, article_text=article.text)
        kept, _ = quarantine(triples, report)
        if not kept:
            reasons.append(report.violations[0].message if report.violations else "it violates the shapes.")
            continue
        left_out += len(report.violations)
        findings = tuple(result.message for result in report.violations)
        title = article.title or incoming.name
        previews.append(Preview(title=title, text=article.text, facts=facts, findings=findings))
    folder.keep_preview(number, previews)
    return Outcome(
        name=incoming.name,
        done="read" if previews else "failed" if reasons or not found else "duplicate",
        reason=" ".join(dict.fromkeys(reasons)) or ("" if found else "no article is in it."),
        articles=len(previews),
        events=sum(len(p.facts.events) for p in previews),
        claims=sum(len(p.facts.claims) for p in previews),
        left_out=left_out,
    )


def _known(store: str) -> set[str]:
    """The hashes of the texts that the store holds already."""
    try:
        with open_reader(store) as reader:
            rows = select(reader, f"SELECT ?hash {{ ?article <{KG.sha256}> ?hash }}").rows
            return {str(row["hash"]) for row in rows}
    except StoreError:
        return set()


def _publish_one(folder: Folder, writer: Writer, incoming: Incoming, before: Outcome) -> Outcome:
    made = list(put_all(writer, _articles(folder, incoming)))
    failed = [outcome for outcome in made if outcome.done in ("failed", "left out")]
    return msgspec.structs.replace(
        before,
        done="published" if len(failed) < len(made) else "failed",
        reason=" ".join(_plain(outcome.reason, folder, incoming) for outcome in failed),
        iris=tuple(outcome.article for outcome in made if outcome.article),
    )


def main(arguments: list[str]) -> int:
    """Run one phase on one folder; 0 where it came to its end, 1 where a file failed, 2 for other words."""
    if len(arguments) != 2 or arguments[0] not in {"read", "publish"}:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Folder(Path(arguments[1]))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, hard))
    os.nice(5)
    try:
        state = read(folder) if arguments[0] == "read" else publish(folder)
    except (KgError, OSError) as exc:
        folder.tell(msgspec.structs.replace(folder.state(), phase="failed", reason=str(exc)))
        return 1
    return 1 if state.count("failed") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
