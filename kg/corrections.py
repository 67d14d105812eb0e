"""The file of corrections: what people have put right, under version control, applied by every build.

A CSV file with the columns of ``COLUMNS``, one correction a line, addressed by article, span and exact text:

    is        the mention (or the word that tells of an event) stands for ``means``: an entry of the lexicon
              ("state/iran"), kind and name ("person: Anna Verrin"), or an IRI
    not-same  the mention is not who is mentioned at ``other_article``, ``other_begin``, ``other_end``, ``other_exact``
    wrong     what is told by these characters is not so: the claims whose evidence lies within are left out

They win over the machine. One that names nothing, or contradicts another, is named by its line and left out.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from kg import ids
from kg.errors import BadParameter
from kg.store import Queryable
from kg.store.corrections import Corrections
from kg.vocab import KG, OA, RDF, RDFS

COLUMNS: Final = (
    "kind", "article", "begin", "end", "exact", "means",
    "other_article", "other_begin", "other_end", "other_exact", "note",
)  # fmt: skip
KINDS: Final = ("is", "not-same", "wrong")
MAX_BYTES: Final = 32 << 20


class Mention(msgspec.Struct, frozen=True, order=True):
    """Characters of an article, with their text."""

    article: str
    begin: int
    end: int
    exact: str

    def __str__(self) -> str:
        return f'"{self.exact}" at {self.begin}-{self.end} of {self.article}'


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file."""

    where: str
    kind: str
    mention: Mention
    means: str = ""
    other: Mention | None = None
    note: str = ""

    def __str__(self) -> str:
        said = {"is": f"is {self.means}", "not-same": f"is not {self.other}", "wrong": "is wrong"}[self.kind]
        return f"{self.mention} {said}"


class Problem(msgspec.Struct, frozen=True, order=True):
    """Why a line is left out: file and line, and what to mend."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class Checked(msgspec.Struct, frozen=True):
    """The corrections that can be applied, and why others cannot."""

    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...]


def read_corrections(path: str | Path) -> Checked:
    """The corrections in the file at *path*; what is no correction, or contradicts another, is a problem of its line.

    Raises: BadParameter where the file cannot be read or lacks a column.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise BadParameter(f"the file is larger than {MAX_BYTES >> 20} MB.", where=str(file))
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in COLUMNS[:5] if name not in (reader.fieldnames or ())]
            if missing:
                raise BadParameter(f"the columns {', '.join(missing)} are missing.", where=f"{file}:1")
            rows = [(f"{file}:{reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise BadParameter(f"the corrections cannot be read ({exc}).", where=str(file)) from exc
    found: list[Correction] = []
    problems: list[Problem] = []
    for where, row in rows:
        made = _correction(where, {key: _cell(key, value) for key, value in row.items() if isinstance(key, str)})
        (found if isinstance(made, Correction) else problems).append(made)  # type: ignore[arg-type]
    clashing = _contradictions(found)
    kept = tuple(c for c in found if c.where not in {p.where for p in clashing})
    return Checked(kept, tuple(sorted([*problems, *clashing])))


def _cell(column: str, value: str | None) -> str:
    """What stands in a cell; the exact text keeps its spaces."""
    return (value or "") if column.endswith("exact") else (value or "").strip()


def _correction(where: str, row: dict[str, str]) -> Correction | Problem:
    kind = row["kind"]
    if kind not in KINDS:
        return Problem(where, f"{kind!r} is no kind of correction. Write one of {', '.join(KINDS)}.")
    mention, other = _mention(row, ""), _mention(row, "other_")
    if mention is None:
        return Problem(where, "article, begin, end and exact must say which characters: 0-based, end excluded.")
    if kind == "is" and not row.get("means"):
        return Problem(where, "it does not say who this is. Fill in means, such as state/iran or person: Anna Verrin.")
    if kind == "not-same" and other is None:
        return Problem(
            where, "it does not say who this is not. Fill in other_article, other_begin, other_end, other_exact."
        )
    means = row.get("means", "") if kind == "is" else ""
    if means.startswith(("http://", "https://")) and any(c in means for c in ' <>"{}|\\^`'):
        return Problem(where, f"{means} is not an IRI.")
    return Correction(where=where, kind=kind, mention=mention, means=means, other=other, note=row.get("note", ""))


def _mention(row: dict[str, str], prefix: str) -> Mention | None:
    article, begin, end, exact = (row.get(f"{prefix}{name}", "") for name in ("article", "begin", "end", "exact"))
    if not (article and exact and begin.isdecimal() and end.isdecimal() and int(begin) < int(end)):
        return None
    return Mention(article, int(begin), int(end), exact)


def _contradictions(corrections: Sequence[Correction]) -> list[Problem]:
    """The lines of which no two can be true; the first of equal ones stands."""
    by_mention: dict[Mention, list[Correction]] = defaultdict(list)
    for c in corrections:
        by_mention[c.mention].append(c)
    found: list[Problem] = []
    for several in by_mention.values():
        meant = {c.means for c in several if c.kind == "is"}
        if len(meant) > 1 or len({c.kind for c in several if c.kind != "wrong"}) > 1:
            for c in several:
                if c.kind != "wrong":
                    others = ", ".join(o.where for o in several if o is not c and o.kind != "wrong")
                    found.append(Problem(c.where, f"it contradicts {others}: {c}. Keep one of them."))
    return found


def find_dangling(source: Queryable, corrections: Iterable[Correction]) -> list[Problem]:
    """The corrections that name nothing in *source*: no such article, other text there, nobody mentioned there."""
    known = Corrections(source)
    found: list[Problem] = []
    for c in corrections:
        for mention in (c.mention, c.other):
            if mention is not None and (message := _dangles(known, source, mention, c.kind)):
                found.append(Problem(c.where, message))
    return found


_TEXT_AT: Final = """ASK {{ GRAPH <{graph}> {{ ?span <{exact}> ?text ; <{start}> ?begin ; <{end}> ?end
  FILTER(?begin <= {b} && {e} <= ?end && SUBSTR(?text, {b} - ?begin + 1, {length}) = {words}) }} }}"""


def _dangles(known: Corrections, source: Queryable, mention: Mention, kind: str) -> str | None:
    """Why *mention* names nothing; None where it does."""
    there = [v for v in known.versions(mention.article) if _is_there(source, v)]
    if not there:
        return f"there is no article {mention.article} in the graph. It is kept for when it comes."
    at = (mention.begin, mention.end)
    if any(known.nodes(v, at, mention.exact) for v in there):
        return None
    texts = any(source.query(_text_at(source, v, mention)) for v in there)
    if kind == "wrong" and texts:
        return None
    if texts:
        return f"nobody is mentioned, and nothing told, by just {mention}. `kg explain` shows the spans of an article."
    return f"the text is not {mention}. Look up the span again: the article may have a newer version."


def _text_at(source: Queryable, v: str, mention: Mention) -> str:
    return _TEXT_AT.format(
        graph=ids.article_graph(source.base_iri, v), exact=OA.exact, start=OA.start, end=OA.end,
        b=mention.begin, e=mention.end, length=mention.end - mention.begin, words=ox.Literal(mention.exact),
    )  # fmt: skip


def _is_there(source: Queryable, v: str) -> bool:
    return any(True for _ in source.quads(ids.article_graph(source.base_iri, v)))


def as_triples(base: str, corrections: Iterable[Correction]) -> list[ox.Triple]:
    """The corrections as the store keeps them, sorted."""
    found: set[ox.Triple] = set()
    for c in corrections:
        m = c.mention
        key = ids.short_hash(c.kind, m.article, str(m.begin), str(m.end), m.exact, c.means)
        me = ox.NamedNode(f"{base}id/correction/{key}")

        def add(predicate: str, thing: ox.NamedNode | ox.Literal, me: ox.NamedNode = me) -> None:
            found.add(ox.Triple(me, ox.NamedNode(predicate), thing))

        add(RDF.type, ox.NamedNode(KG.Correction))
        add(KG.address, ox.Literal(m.article))
        add(KG.corrects, ox.Literal("apart" if c.kind == "not-same" else c.kind))
        add(OA.start, ox.Literal(m.begin))
        add(OA.end, ox.Literal(m.end))
        add(OA.exact, ox.Literal(m.exact))
        if c.means:
            add(KG.means, ox.Literal(c.means))
        add(RDFS.label, ox.Literal(str(c)))
        if c.note:
            add(RDFS.comment, ox.Literal(c.note))
    return sorted(found, key=str)


def listed(source: Queryable) -> list[tuple[str, str]]:
    """The corrections that *source* keeps: each as a sentence, with its note."""
    rows = source.query(
        f"SELECT ?label ?note {{ ?c a <{KG.Correction}> ; <{RDFS.label}> ?label "
        f"OPTIONAL {{ ?c <{RDFS.comment}> ?note }} }} ORDER BY ?label ?note"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return [(str(r["label"].value), str(r["note"].value) if r["note"] is not None else "") for r in rows]
