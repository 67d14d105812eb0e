"""What an update or an upload from outside would change: computed on a private copy, as a difference.

The writer never runs what users write. A worker runs it on its own copy of the newest version, and hands back a
:class:`~kg.store.Change`: the quads that went and that came, in the graphs that users may write. The journal keeps
that, and the writer puts it in place. So ``NOW()``, ``UUID()`` and blank nodes are decided once, and replay is exact.

What is read of the text of an update here (which graphs it names) only makes the comparison short; where it cannot
tell, all graphs are compared. A graph of the program itself is never in a difference: an update that would touch one is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import pyoxigraph as ox

from kg.errors import BadParameter, MalformedQuery, ProtectedGraph, UnreadableUpload, UsageError
from kg.sparql import Token, check_size, tokens, words
from kg.store import Change, is_protected

UPLOAD_FORMATS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DOCTYPE: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def without_loads(update: str, base_iri: str | None = None) -> str:
    """*update* as it may run: nothing is fetched here, so each LOAD fails, which LOAD SILENT passes over.

    Raises: UsageError for a LOAD that is not SILENT, and for SERVICE; MalformedQuery for what is no SPARQL.

    >>> without_loads("LOAD SILENT <http://example.org/> ; CLEAR DEFAULT")
    'INSERT DATA {} ; CLEAR DEFAULT'
    >>> without_loads("LOAD <http://example.org/>")
    Traceback (most recent call last):
    kg.errors.UsageError: LOAD is refused here: this server fetches nothing. Send the graph to /graphs yourself.
    """
    if "LOAD" not in check_size(update, "update"):
        return update
    loads = outline(update, base_iri).loads
    as_syntax, as_run = update, update
    for load in reversed(loads):
        same_terms = " ; ".join(f"CLEAR SILENT GRAPH {term}" for term in load.terms)
        as_syntax = as_syntax[: load.begin] + same_terms + as_syntax[load.end :]
        as_run = as_run[: load.begin] + "INSERT DATA {}" + as_run[load.end :]
    if "LOAD" not in words(as_syntax):
        _run(ox.Store(), as_syntax, base_iri)
    if not all(load.silent for load in loads) or "LOAD" in words(as_run):
        raise UsageError("LOAD is refused here: this server fetches nothing. Send the graph to /graphs yourself.")
    return as_run


def _run(db: ox.Store, update: str, base_iri: str | None) -> None:
    try:
        db.update(update, base_iri=base_iri)
    except SyntaxError as exc:
        raise MalformedQuery(f"this is not SPARQL Update: {exc}.") from exc
    except (RuntimeError, ValueError, OSError) as exc:
        raise UsageError(f"the update cannot be done: {exc}. Nothing was changed.") from exc


class Load(NamedTuple):
    """A LOAD as it is written: its place, whether it is SILENT, and the one or two IRIs in it."""

    begin: int
    end: int
    silent: bool
    terms: tuple[str, ...]


@dataclass
class Outline:
    """What the text of an update says of graphs. ``targets`` is None where it does not say which it writes to.

    ``where_at`` and ``delete_where`` are the places where a dataset clause can be put in.
    """

    targets: set[str] | None = field(default_factory=lambda: {""})
    has_dataset: bool = False
    where_at: list[int] = field(default_factory=list)
    delete_where: list[tuple[int, int, int]] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)

    def aim(self, graph: str | None) -> None:
        """Note that the update writes to *graph*; "" is the default graph, None any."""
        if graph is None or self.targets is None:
            self.targets = None
        else:
            self.targets.add(graph)


def outline(update: str, base_iri: str | None = None) -> Outline:
    """The graphs that *update* names as those it writes to.

    >>> outline("INSERT DATA { GRAPH <http://a/> { <x:s> <x:p> 1 } }").targets == {"", "http://a/"}
    True
    >>> outline("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }").targets is None
    True
    """
    return _Scanner(update, base_iri).scan()


class _Scanner:
    """One walk over the tokens of an update; strings, comments and IRIs never look like keywords."""

    def __init__(self, update: str, base_iri: str | None) -> None:
        self._update, self._base = update, base_iri
        self._tokens = list(tokens(update))
        self._at = 0
        self._prologue = ""
        self._found = Outline()

    def scan(self) -> Outline:
        """Operation by operation."""
        while (token := self._next()) is not None:
            match token.word:
                case "PREFIX":
                    self._prologue += f"PREFIX {self._text(2)}\n"
                case "BASE":
                    self._prologue += f"BASE {self._text(1)}\n"
                case "CLEAR" | "DROP" | "CREATE":
                    self._graph_reference()
                case "ADD" | "COPY" | "MOVE":
                    self._graph_reference(is_target=token.word == "MOVE")
                    self._skip("TO")
                    self._graph_reference()
                case "LOAD":
                    self._load(token)
                case "WITH":
                    self._term()
                case "USING":
                    self._found.has_dataset = True
                case "WHERE":
                    self._found.where_at.append(token.begin)
                    self._block()
                case "INSERT" | "DELETE":
                    self._template(token)
        return self._found

    def _load(self, verb: Token) -> None:
        silent = self._skip("SILENT")
        parts = [self._next()]
        if self._skip("INTO"):
            self._skip("GRAPH")
            parts.append(self._next())
        terms = tuple(part.text for part in parts if part is not None)
        end = self._tokens[min(self._at, len(self._tokens)) - 1].end
        self._found.loads.append(Load(verb.begin, end, silent, terms))

    def _template(self, verb: Token) -> None:
        following = self._peek()
        if following is not None and following.word in {"DATA", "WHERE"}:
            self._next()
        begin, end = self._block(targets=True)
        if following is not None and following.word == "WHERE":
            self._found.delete_where.append((verb.end, begin, end))

    def _block(self, *, targets: bool = False) -> tuple[int, int]:
        """Walk over ``{ ... }``; with *targets*, note the graphs named in it."""
        depth, begin, end = 0, self._at, self._at
        while (token := self._next()) is not None:
            if token.word == "{":
                begin = token.begin if depth == 0 else begin
                depth += 1
            elif token.word == "}":
                depth -= 1
            elif targets and token.word == "GRAPH":
                self._term()
            if depth <= 0:
                end = token.end
                break
        return begin, end

    def _graph_reference(self, *, is_target: bool = True) -> None:
        self._skip("SILENT")
        following = self._peek()
        if following is not None and following.word in {"DEFAULT", "NAMED", "ALL"}:
            self._next()
            self._found.aim("" if following.word == "DEFAULT" else None)
        else:
            self._skip("GRAPH")
            self._term(is_target=is_target)

    def _term(self, *, is_target: bool = True) -> None:
        token = self._next()
        if is_target:
            self._found.aim(None if token is None else self._iri(token))

    def _iri(self, token: Token) -> str | None:
        """The IRI that *token* writes, None where it is a variable or cannot be read here."""
        if token.kind not in {"iri", "name"} or token.text[0] in "?$@":
            return None
        try:
            turtle = f"{self._prologue}<urn:x> <urn:x> {token.text} ."
            [quad] = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=self._base)
        except (SyntaxError, ValueError):
            return None
        return quad.object.value if isinstance(quad.object, ox.NamedNode) else None

    def _next(self) -> Token | None:
        token = self._peek()
        self._at += 1
        return token

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _skip(self, word: str) -> bool:
        """Step over *word* where it comes next; whether it did."""
        following = self._peek()
        found = following is not None and following.word == word
        self._at += found
        return found

    def _text(self, count: int) -> str:
        taken = self._tokens[self._at : self._at + count]
        self._at += count
        return " ".join(token.text for token in taken)


def with_dataset(update: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """*update* with the dataset of the protocol (``using-graph-uri``) as USING clauses in each of its operations.

    Raises: BadParameter where it says USING or WITH itself (SPARQL 1.1 Protocol, section 2.2.3).

    >>> with_dataset("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ["http://a/"], [])
    'DELETE { ?s ?p 1 } USING <http://a/> WHERE { ?s ?p 1 }'
    """
    found = outline(update)
    if found.has_dataset or any(token.word == "WITH" for token in tokens(update)):
        raise BadParameter("the update says USING or WITH itself; send one of the two.", where="using-graph-uri")
    clause = "".join(f"USING <{_iri(g)}> " for g in using)
    clause += "".join(f"USING NAMED <{_iri(g)}> " for g in using_named)
    edits = [(at, at, clause) for at in found.where_at]
    for after, begin, end in found.delete_where:
        edits.append((after, begin, f" {update[begin:end]} {clause}WHERE "))
    for begin, end, text in sorted(edits, reverse=True):
        update = update[:begin] + text + update[end:]
    return update


def _iri(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError as exc:
        raise BadParameter(f"{text!r} is not an IRI.", where="using-graph-uri") from exc


def by_update(db: ox.Store, update: str, *, base_iri: str, own: str, only: str | None = None) -> Change:
    """What *update* changes in *db*, which afterwards holds the change.

    Args:
        own: what the graphs of the program begin with; they may be read, not written.
        only: the one graph that may change (GSP PATCH).
    Raises: MalformedQuery, ProtectedGraph, UsageError.
    """

    update = without_loads(update, base_iri)
    change = _compared(db, lambda: _run(db, update, base_iri), outline(update, base_iri).targets, own)
    touched = set(change.graphs) - {only}
    if only is not None and touched:
        raise BadParameter(f"the patch changes other graphs too: {', '.join(sorted(touched))}.", where="graph")
    return change


def by_upload(
    db: ox.Store, quads: Iterable[ox.Quad], graph: str, *, mode: Literal["replace", "merge", "delete"], own: str
) -> Change:
    """What putting *quads* into *graph* changes in *db*; "" is the default graph.

    Raises: ProtectedGraph.
    """
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()

    def run() -> None:
        if mode == "delete" and isinstance(name, ox.NamedNode):
            db.remove_graph(name)
        elif mode in ("delete", "replace"):
            db.clear_graph(name)
        if mode != "delete":
            if isinstance(name, ox.NamedNode):
                db.add_graph(name)
            db.extend([ox.Quad(q.subject, q.predicate, q.object, name) for q in quads])

    return _compared(db, run, {graph}, own)


def parse_upload(body: bytes, media_type: str, *, base_iri: str) -> list[ox.Quad]:
    """The triples of *body*, whose blank nodes are new.

    Raises: UnreadableUpload with line and column; what could reach out (DOCTYPE, remote contexts) is refused.
    """
    kind = UPLOAD_FORMATS[media_type]
    if kind == ox.RdfFormat.RDF_XML and _DOCTYPE.search(_as_ascii(body)):
        raise UnreadableUpload("a DOCTYPE or ENTITY is refused in RDF/XML. Write the document without it.")
    try:
        found = ox.parse(body, format=kind, base_iri=base_iri, rename_blank_nodes=True, without_named_graphs=True)
        return list(found)
    except (SyntaxError, ValueError, OSError) as exc:
        raise UnreadableUpload(f"this is not {media_type}: {exc}.") from exc


def _as_ascii(body: bytes) -> bytes:
    """*body* as the ASCII characters in it, whatever the encoding: UTF-16 only spreads them."""
    return body.replace(b"\x00", b"")


def _compared(db: ox.Store, run: Callable[[], None], targets: set[str] | None, own: str) -> Change:
    forbidden = sorted(g for g in targets or () if is_protected(g, own))
    if forbidden:
        raise ProtectedGraph(f"<{forbidden[0]}> belongs to the program and is read-only. Write to a graph of your own.")
    before, names = _user_quads(db, targets, own), _user_graphs(db, own)
    guarded = _fingerprint(db, own) if targets is None else None
    run()
    if guarded is not None and guarded != _fingerprint(db, own):
        raise ProtectedGraph(
            "this would change graphs of articles, which are read-only. Name the graphs that it is about."
        )
    after, names_after = _user_quads(db, targets, own), _user_graphs(db, own)
    come, gone = after - before, before - after
    for quad in come:
        _check_literal(quad)
    return Change(
        removed="".join(sorted(f"{q} .\n" for q in gone)),
        added="".join(sorted(f"{q} .\n" for q in come)),
        made=tuple(sorted(names_after - names)),
        gone=tuple(sorted(names - names_after)),
    )


def _user_graphs(db: ox.Store, own: str) -> set[str]:
    return {g.value for g in db.named_graphs() if not is_protected(g.value, own)}


def _user_quads(db: ox.Store, targets: set[str] | None, own: str) -> set[ox.Quad]:
    wanted = _user_graphs(db, own) | {""} if targets is None else targets
    return {quad for graph in wanted for quad in _quads_of(db, graph)}


def _quads_of(db: ox.Store, graph: str) -> Iterator[ox.Quad]:
    return db.quads_for_pattern(None, None, None, ox.NamedNode(graph) if graph else ox.DefaultGraph())


def _fingerprint(db: ox.Store, own: str) -> tuple[int, int]:
    """What the graphs of the program hold, as a count and a sum of hashes: no order, little memory."""
    count = total = 0
    for graph in db.named_graphs():
        if is_protected(graph.value, own):
            count += 1 << 64
            for quad in _quads_of(db, graph.value):
                count, total = count + 1, (total + hash(quad)) & 0xFFFF_FFFF_FFFF_FFFF
    return count, total


def _check_literal(quad: ox.Quad) -> None:
    """Refuse characters that XML cannot carry: a result with them could not be read by everyone.

    Source: https://www.w3.org/TR/xml/#charsets.
    """
    for term in (quad.object, quad.object.object if isinstance(quad.object, ox.Triple) else None):
        if isinstance(term, ox.Literal) and (bad := _NOT_XML.search(term.value)):
            raise UnreadableUpload(
                f"a literal of {quad.subject} holds the character U+{ord(bad[0]):04X}, which XML cannot carry. "
                "Leave it out."
            )
