"""The graph of an article against the SHACL shapes: a report, and what may be kept.

pySHACL is the validator. The shapes are parsed once in a process, and so is the text of each query in them (rdflib
would parse it again for every focus node). Four rules that need the article's text or a pass over every triple are run
here (``RULES``); their shapes stand in ``shapes/`` with name, message and severity like the others, switched off for
pySHACL. Rules that look across articles are queries over the whole store (:func:`audit`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from pyshacl import ShapesGraph, Validator
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier, Node

from kg import ids
from kg.errors import KgError
from kg.resources import folder
from kg.vocab import DCTERMS, GEO, KG, OA, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SEM, SF, SH, SHAPE, SKOS, compact

_TYPE: Final = URIRef(RDF.type)
_ARTICLE: Final = URIRef(SCHEMA.NewsArticle)
_KNOWN: Final = (KG.iri, *(ns.iri for ns in (RDF, RDFS, OWL, SEM, PROV, GEO, SF, SCHEMA, SKOS, OA, DCTERMS)))
_ABOUT: Final = tuple(URIRef(p) for p in (KG.affirms, KG.negates))
_ANSWERS: Final = tuple(URIRef(p) for p in (KG.disputes, KG.echoes, KG.confirms, KG.retracts, KG.doubts))
_OWNED: Final = tuple(URIRef(p) for p in (KG.participation, KG.chain, GEO.hasGeometry))
_LEAVES: Final = tuple(URIRef(c) for c in (KG.Span, KG.Place, KG.TimeSpan))
_NOT_SHAPES: Final = frozenset({"meta.ttl", "store.ttl"})


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule: ``shape`` and ``component`` are IRIs, ``severity`` is Violation or Warning.

    ``headline`` and ``quote`` say where: the article's headline and the sentence that the node rests on.
    """

    focus_node: str
    shape: str
    message: str
    severity: str = "Violation"
    component: str = ""
    path: str | None = None
    value: str | None = None
    headline: str = ""
    quote: str = ""

    def line(self) -> str:
        """The result as one line for people.

        >>> Result(focus_node="http://x/1", shape=SHAPE.RuleShape, message="Name it.", headline="War ends").line()
        'War ends | Violation of RuleShape: Name it. (http://x/1)'
        """
        where = " | ".join(part for part in (self.headline, f"“{self.quote}”" if self.quote else "") if part)
        what = f"{self.severity} of {SHAPE.local(self.shape)}: {self.message}"
        value = f" {compact(self.path)} = {self.value}" if self.path and self.value else ""
        return f"{where} | {what} ({self.focus_node}{value})" if where else f"{what} ({self.focus_node}{value})"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What validation found: ``conforms`` where nothing is worse than a warning."""

    conforms: bool
    results: tuple[Result, ...] = ()

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that keep something out."""
        return tuple(r for r in self.results if r.severity == "Violation")

    def lines(self) -> list[str]:
        """The results for people, a line each, violations first."""
        ordered = sorted(self.results, key=lambda r: (r.severity != "Violation", r.headline, r.quote, r.shape))
        return [r.line() for r in ordered]


class Rule(msgspec.Struct, frozen=True):
    """What a shape says about itself."""

    message: str
    severity: str
    path: str | None


class Shapes:
    """Parsed shapes, ready to be applied to many graphs."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.prepared = ShapesGraph(_constraints(graph))
        self.prepared.shapes  # noqa: B018 (builds the shapes now, all of them)
        self.rules = {str(s): self._rule(s) for s in graph.subjects(URIRef(SH.severity)) if isinstance(s, URIRef)}
        if not self.rules:
            raise KgError("there is no shape to validate with. Install the program again.", where="shapes/")
        self.target_classes = frozenset(str(o) for o in graph.objects(None, URIRef(SH.targetClass)))
        self.targets: dict[str, set[tuple[bool, Node]]] = {}
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            for shape, term in graph.subject_objects(URIRef(target)):
                self.targets.setdefault(str(shape), set()).add((target == SH.targetClass, term))

    def applicable(self, classes: set[Node], predicates: set[Node]) -> list[str]:
        """The shapes that have a target among *classes* and *predicates*: the others cannot find anything.

        Classes count only by themselves, as in an article graph; where subclass axioms are given, all shapes apply.
        """
        if URIRef(RDFS.subClassOf) in predicates:
            return sorted(self.targets)
        return sorted(
            shape
            for shape, targets in self.targets.items()
            if any(term in (classes if is_class else predicates) for is_class, term in targets)
        )

    def _rule(self, shape: URIRef) -> Rule:
        value = self.graph.value
        path = value(shape, URIRef(SH.path))
        severity = str(value(shape, URIRef(SH.severity))).rpartition("#")[2]
        text = None if path is None else _path_text(self.graph, path)
        return Rule(str(value(shape, URIRef(SH.message)) or ""), severity, text)


def _constraints(graph: Graph) -> Graph:
    """*graph* without what shapes say about themselves, which pySHACL would look through for every focus node.

    Severity and message are put back when its results are read.
    """
    spoken = {URIRef(p) for p in (SH.message, SH.description, SH.severity, RDFS.seeAlso, RDFS.comment)}
    lean = Graph(store="SimpleMemory", bind_namespaces="none")
    for subject, predicate, value in graph:
        if predicate not in spoken:
            lean.add((subject, predicate, value))
    return lean


@lru_cache(maxsize=4)
def load_shapes(path: Path | None = None, *, meta: bool = False) -> Shapes:
    """The shapes for article graphs in folder *path* (those that ship with the program), read once.

    With *meta* the shapes for the ontology and for shapes.

    >>> SHAPE.EvidenceShape in load_shapes().rules
    True
    """
    where = path or folder("shapes")
    graph = Graph(bind_namespaces="none")
    for file in sorted(where.glob("*.ttl")):
        if (file.name == "meta.ttl") == meta and file.name != "store.ttl":
            graph.parse(file, format="turtle")
    return Shapes(graph)


def validate(graph: Graph, *, article_text: str | None = None, shapes: Shapes | None = None) -> Report:
    """The report on the graph of one article.

    Args:
        graph: the article graph; it is not changed.
        article_text: the text that the offsets point into; without it they are not compared with it.
        shapes: other shapes than those that ship with the program.
    Raises: KgError where no shape applies: a graph that is checked by nothing does not conform.
    """
    shapes = shapes or load_shapes()
    classes = {str(o) for o in graph.objects(None, _TYPE)}
    if not classes & shapes.target_classes:
        raise KgError("no shape applied to this graph: it holds no article. Give the graph of an article.")
    found = [*_run_pyshacl(graph, shapes), *_run_rules(graph, article_text, shapes)]
    places = _Places(graph)
    results = tuple(places.located(r) for r in sorted(found, key=_order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


def _order(result: Result) -> tuple[str, str, str, str]:
    return result.shape, result.focus_node, result.path or "", result.value or ""


# pySHACL


class _PreparedQueries(Graph):
    """A view of a graph that parses the text of a query once in a process."""

    def query(  # type: ignore[override]
        self,
        query_object: str | Query,
        processor: str = "sparql",
        result: str = "sparql",
        initNs: Mapping[str, Any] | None = None,
        initBindings: Mapping[str, Identifier] | None = None,
        use_store_provided: bool = True,
    ) -> QueryResult:
        # A parsed query has its prefixes resolved: the namespaces given here only spare rdflib collecting its own.
        query = prepared_query(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, processor, result, {"kg": KG.iri}, initBindings, use_store_provided)


class _FlatStore(SimpleMemory):
    """rdflib's plain store, which pySHACL's wrapper would refuse; half as slow to search as the one with contexts."""

    context_aware = True
    graph_aware = True
    size = 0

    def __len__(self, context: Any = None) -> int:
        """The count when the view was made: pySHACL asks for it all the time, and counting walks every triple."""
        return self.size


def _view(graph: Graph) -> Graph:
    """*graph* as pySHACL reads it fastest; the triples are shared where they can be."""
    store = _FlatStore()
    if isinstance(graph.store, SimpleMemory):
        vars(store).update(vars(graph.store))
        store.size = len(graph)
        return _PreparedQueries(store=store, bind_namespaces="none")
    view = _PreparedQueries(store=store, bind_namespaces="none")
    for triple in graph:
        view.add(triple)
    store.size = len(graph)
    return view


@lru_cache(maxsize=256)
def prepared_query(text: str) -> Query:
    """*text* parsed, from a memo of 256 queries."""
    return prepareQuery(text)


def _run_pyshacl(graph: Graph, shapes: Shapes) -> Iterator[Result]:
    applicable = shapes.applicable(set(graph.objects(None, _TYPE)), set(graph.predicates()))
    validator = Validator(
        DataGraph.from_rdflib_graph(_view(graph)), shacl_graph=shapes.prepared.graph, options={"use_shapes": applicable}
    )
    validator.shacl_graph = shapes.prepared
    conforms, report, _ = validator.run()  # type: ignore[no-untyped-call]
    if conforms:
        return
    for node in report.objects(None, URIRef(SH.result)):
        yield _read_result(report, node, shapes)


def _read_result(report: Graph, node: Node, shapes: Shapes) -> Result:
    shape = str(report.value(node, URIRef(SH.sourceShape)))
    rule = shapes.rules.get(shape)
    path, value = report.value(node, URIRef(SH.resultPath)), report.value(node, URIRef(SH.value))
    messages = sorted(str(m) for m in report.objects(node, URIRef(SH.resultMessage)))
    return Result(
        focus_node=str(report.value(node, URIRef(SH.focusNode))),
        shape=shape,
        message=rule.message if rule and rule.message else " ".join(messages),
        severity=rule.severity if rule else "Violation",
        component=str(report.value(node, URIRef(SH.sourceConstraintComponent))),
        path=str(path) if isinstance(path, URIRef) else (rule.path if rule and path is not None else None),
        value=None if value is None else str(value),
    )


def _path_text(graph: Graph, path: Node) -> str:
    """A SHACL path as a SPARQL property path."""
    if isinstance(path, URIRef):
        return str(path)
    inverse, alternatives = graph.value(path, URIRef(SH.inversePath)), graph.value(path, URIRef(SH.alternativePath))
    if inverse is not None:
        return f"^{_path_text(graph, inverse)}"
    members = Collection(graph, alternatives if alternatives is not None else path)
    return ("|" if alternatives is not None else "/").join(_path_text(graph, m) for m in members)


# Rules run here


Finding = tuple[Node, str | None, str | None]
"""A focus node with path and value, where there are any."""


def _span_text(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Offsets cut exactly the quoted characters out of the article."""
    hidden = any(graph.triples((None, URIRef(KG.textPolicy), URIRef(KG.NoText))))
    exact = dict(graph.subject_objects(URIRef(OA.exact)))
    begins, ends = dict(graph.subject_objects(URIRef(OA.start))), dict(graph.subject_objects(URIRef(OA.end)))
    for span in graph.subjects(_TYPE, URIRef(KG.Span)):
        quoted = exact.get(span)
        if quoted is None:
            if not hidden:
                yield span, OA.exact, None
        elif text is not None:
            begin, end = _number(begins.get(span)), _number(ends.get(span))
            if begin is None or end is None or text[begin:end] != str(quoted):
                yield span, OA.exact, str(quoted)


def _article_scope(graph: Graph, text: str | None) -> Iterator[Finding]:
    """An article graph holds nodes of its own article alone, each with its class."""
    versions = {ids.version_of(str(a)) for a in graph.subjects(_TYPE, _ARTICLE)}
    typed = set(graph.subjects(_TYPE))
    for subject in set(graph.subjects()):
        if not isinstance(subject, URIRef) or subject not in typed or ids.version_of(str(subject)) not in versions:
            yield subject, None, None


def _known_namespaces(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Properties and classes are of the known namespaces."""
    for predicate in set(graph.predicates()):
        if not str(predicate).startswith(_KNOWN):
            for subject, value in graph.subject_objects(predicate):
                yield subject, str(predicate), str(value)
    for cls in set(graph.objects(None, _TYPE)):
        if not str(cls).startswith(_KNOWN):
            for subject in graph.subjects(_TYPE, cls):
                yield subject, RDF.type, str(cls)


def _chain_order(graph: Graph, text: str | None) -> Iterator[Finding]:
    """Each voice of a chain once, each at its own position, the article last."""
    voices, positions = dict(graph.subject_objects(URIRef(KG.voice))), dict(graph.subject_objects(URIRef(KG.position)))
    articles = set(graph.subjects(_TYPE, _ARTICLE))
    chains: dict[Node, list[tuple[int, Node]]] = {}
    for claim, link in graph.subject_objects(URIRef(KG.chain)):
        position = _number(positions.get(link))
        if position is not None and link in voices:
            chains.setdefault(claim, []).append((position, link))
    for claim, chain in chains.items():
        for position, link in chain:
            later = [voices[other] for p, other in chain if p > position]
            shared = any(p == position and other != link for p, other in chain)
            if voices[link] in later or shared or (later and voices[link] in articles):
                yield claim, KG.chain, str(link)


def _number(value: Node | None) -> int | None:
    return value.value if isinstance(value, Literal) and isinstance(value.value, int) else None


RULES: Final[Mapping[str, Callable[[Graph, str | None], Iterator[Finding]]]] = {
    SHAPE.SpanTextShape: _span_text,
    SHAPE.ArticleScopeShape: _article_scope,
    SHAPE.KnownNamespaceShape: _known_namespaces,
    SHAPE.ClaimChainOrderShape: _chain_order,
}
"""The shapes that are run here, over the whole graph at once, and not by pySHACL."""


def _run_rules(graph: Graph, text: str | None, shapes: Shapes) -> Iterator[Result]:
    for shape, find in RULES.items():
        rule = shapes.rules.get(shape)
        if rule is None:
            continue
        for focus_node, path, value in find(graph, text):
            yield Result(
                focus_node=str(focus_node),
                shape=shape,
                message=rule.message,
                severity=rule.severity,
                component=SH.SPARQLConstraintComponent,
                path=path,
                value=value,
            )


# Where in the article


class _Places:
    """Finds headline and sentence for the nodes of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        article = next(iter(graph.subjects(_TYPE, _ARTICLE)), None)
        headline = None if article is None else graph.value(article, URIRef(RDFS.label))
        self.headline = "" if headline is None else str(headline)

    def located(self, result: Result) -> Result:
        """*result* with headline and sentence."""
        quote = self._quote(URIRef(result.focus_node))
        return msgspec.structs.replace(result, headline=self.headline, quote=quote)

    def _quote(self, node: Node, steps: int = 3) -> str:
        exact = self.graph.value(node, URIRef(OA.exact))
        if exact is not None:
            return str(exact)
        for predicate in (KG.evidence, KG.trigger, KG.mention, KG.cue):
            for span in sorted(self.graph.objects(node, URIRef(predicate)), key=str):
                exact = self.graph.value(span, URIRef(OA.exact))
                if exact is not None:
                    return str(exact)
        if steps:
            for predicate in (KG.account, KG.affirms, KG.negates, KG.chain, KG.participation):
                p = URIRef(predicate)
                for other in sorted([*self.graph.objects(node, p), *self.graph.subjects(p, node)], key=str):
                    quote = self._quote(other, steps - 1)
                    if quote:
                        return quote
        return ""


# What may be kept


def quarantine(graph: Graph, report: Report, *, shapes: Shapes | None = None) -> tuple[Graph, Graph]:
    """Part *graph* into what conforms and what does not, with what rests on it.

    A node that violates a shape goes, and so does what cannot stand without it: participations of an account, accounts
    of an actor, claims that lose all they were about, accounts that nobody claims any more, until the rest conforms.
    A property that no shape knows goes alone. Where the article node itself violates a shape, all goes.

    Returns: (kept, quarantined); the two are disjoint and hold all triples of *graph*.
    """
    articles = {str(a) for a in graph.subjects(_TYPE, _ARTICLE)}
    kept = _copy(graph, graph)
    while report.violations:
        before = len(kept)
        if any(r.focus_node in articles for r in report.violations):
            kept = _copy(graph, ())
            break
        for result in report.violations:
            _take_out(kept, result)
        _settle(graph, kept)
        if len(kept) == before or not any(kept.triples((None, _TYPE, _ARTICLE))):
            kept = _copy(graph, ())
            break
        report = validate(kept, shapes=shapes)
    return kept, _copy(graph, (t for t in graph if t not in kept))


def _copy(like: Graph, triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    copy = Graph(store="SimpleMemory", bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        copy.bind(prefix, iri)
    for triple in triples:
        copy.add(triple)
    return copy


def _take_out(kept: Graph, result: Result) -> None:
    """Remove what *result* points at: one property where that is the fault, else the node and all that names it."""
    node = _node(kept, result.focus_node)
    if result.shape == SHAPE.BareFactShape:
        for predicate in (result.path or "").split("|"):
            kept.remove((node, URIRef(predicate), None))
    elif result.component == SH.ClosedConstraintComponent or result.shape == SHAPE.KnownNamespaceShape:
        for triple in list(kept.triples((node, URIRef(result.path or ""), None))):
            if str(triple[2]) == result.value:
                kept.remove(triple)
    else:
        _drop(kept, node)


def _node(graph: Graph, name: str) -> Node:
    """The node that a report calls *name*; blank nodes and literals too."""
    iri = URIRef(name)
    if any(graph.triples((iri, None, None))):
        return iri
    others = {n for n in graph.all_nodes() if not isinstance(n, URIRef) and str(n) == name}
    return min(others, key=str, default=iri)


def _drop(kept: Graph, node: Node) -> None:
    """Remove *node*, what it owns, and every triple that names either."""
    owned = [o for p in _OWNED for o in kept.objects(node, p)]
    kept.remove((node, None, None))
    kept.remove((None, None, node))
    for other in owned:
        _drop(kept, other)


def _settle(graph: Graph, kept: Graph) -> None:
    """Drop claims that lost all they were about, and spans, places and times that nothing names any more."""
    changed = True
    while changed:
        changed = False
        for claim in list(kept.subjects(_TYPE, URIRef(KG.Claim))):
            had = any(any(graph.triples((claim, p, None))) for p in _ABOUT)
            has = any(any(kept.triples((claim, p, None))) for p in (*_ABOUT, *_ANSWERS))
            if had and not has:
                _drop(kept, claim)
                changed = True
    for cls in (*_LEAVES[1:], _LEAVES[0]):
        for leaf in list(kept.subjects(_TYPE, cls)):
            if not any(kept.triples((None, None, leaf))):
                _drop(kept, leaf)


# The whole store


class Queryable(Protocol):
    """What :func:`audit` needs of a store."""

    def query(self, sparql: str) -> Any: ...


def audit(reader: Queryable) -> Report:
    """The rules that look across graphs, each a query of ``shapes/store.ttl`` over the whole store.

    *reader* answers SPARQL over named graphs; every row of an audit query is one result.
    """
    shapes = load_audits()
    found: list[Result] = []
    for shape, (rule, query) in sorted(shapes.items()):
        for row in reader.query(query):
            focus, path, value = (_text(row, name) for name in ("focus", "path", "value"))
            found.append(
                Result(
                    focus_node=focus or "",
                    shape=shape,
                    message=rule.message,
                    severity=rule.severity,
                    component=SH.SPARQLConstraintComponent,
                    path=path,
                    value=value,
                )
            )
    results = tuple(sorted(found, key=_order))
    return Report(conforms=not any(r.severity == "Violation" for r in results), results=results)


@lru_cache(maxsize=1)
def load_audits() -> Mapping[str, tuple[Rule, str]]:
    """Shape to rule and query, of ``shapes/store.ttl``."""
    graph = Graph(bind_namespaces="none").parse(folder("shapes") / "store.ttl", format="turtle")
    rules = Shapes(graph).rules
    found: dict[str, tuple[Rule, str]] = {}
    for shape, query in graph.subject_objects(URIRef(KG.auditQuery)):
        prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
        found[str(shape)] = (rules[str(shape)], prefixes + str(query))
    return found


def _text(row: Any, name: str) -> str | None:
    try:
        term = row[name]
    except (KeyError, IndexError):
        return None
    return None if term is None else str(getattr(term, "value", term))


# The ontology and the shapes themselves


def validate_meta() -> Report:
    """The report on the ontology and the shapes that ship with the program, against ``shapes/meta.ttl``."""
    graph = Graph(bind_namespaces="none")
    for name in ("ontology", "shapes"):
        for file in sorted(folder("ontology" if name == "ontology" else "shapes").glob("*.ttl")):
            graph.parse(file, format="turtle")
    return validate(graph, shapes=load_shapes(meta=True))


def main(arguments: list[str]) -> int:
    """``python -m kg.validate graphs``: parse every graph that ships with the program and check it.

    Returns: 0, or 1 where one is at fault, or 2 for other *arguments*.
    """
    if arguments != ["graphs"]:
        print("usage: python -m kg.validate graphs", file=sys.stderr)
        return 2
    load_shapes(), load_audits()
    report = validate_meta()
    for line in report.lines():
        print(line)
    print("ontology and shapes conform" if report.conforms else "ontology or shapes are at fault", file=sys.stderr)
    return 0 if report.conforms else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
