"""What every store offers, whatever it is made of: the types that the other stages name in their signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import msgspec
import pyoxigraph as ox

from kg.model import Article
from kg.store.workbook import Workbook
from kg.terms import Triple

if TYPE_CHECKING:
    import rdflib

DefaultGraph = Literal["union", "plain"]
Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
HALF = " half"
"""The state of computed graphs that ends so is not of the articles there, and is never published."""
Triples: TypeAlias = "rdflib.Graph | Set[Triple] | Iterable[ox.Triple | ox.Quad] | str | bytes"
"""A graph: of rdflib, a set of :data:`kg.terms.Triple`, the engine's triples, or N-Triples."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a published snapshot says of itself. ``versions`` names what made it: schema, ontology, extractor, lock.

    ``version`` is a hash of the content: the same graphs give the same version, in whatever order they came.
    ``sequence`` is the last journal entry that was on the disk outside the journal when it was made.
    """

    version: str
    sequence: int
    base_iri: str
    articles: int
    quads: int
    versions: dict[str, str] = {}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A difference in the graphs that users write: quads that go and quads that come, as sorted N-Quads.

    It is exact: what goes was there, what comes was not. ``made`` and ``gone`` are names of graphs.
    """

    removed: str = ""
    added: str = ""
    made: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.made or self.gone)

    @property
    def graphs(self) -> frozenset[str]:
        """The graphs that are not what they were; "" is the default graph."""
        quads = ox.parse(self.removed + self.added, format=ox.RdfFormat.N_QUADS)
        return frozenset({getattr(q.graph_name, "value", "") for q in quads} | {*self.made, *self.gone})


def is_protected(graph: str, base_iri: str) -> bool:
    """Whether *graph* is one of the program's own: of an article, computed, or book-keeping. Users may not write it.

    >>> is_protected("http://a/graph/identity", "http://a/"), is_protected("http://a/graphs/mine", "http://a/")
    (True, False)
    """
    return graph.startswith((f"{base_iri}graph/", "urn:newskg:"))


class StoredArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article graph as the store books it. ``arrived`` is the journal sequence number it came with."""

    v: str
    article: str
    graph: str
    work: str
    published: str
    digest: str
    arrived: int


class Queryable(Protocol):
    """Anything that answers SPARQL: a published snapshot, or the live store while it is being written."""

    @property
    def base_iri(self) -> str:
        """The base of every IRI that the store makes; ends in a slash."""

    def query(
        self,
        sparql: str,
        *,
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Results:
        """The answer to *sparql*. Raises: MalformedQuery, StoreError."""

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""

    def has_graph(self, graph: str) -> bool:
        """Whether there is a named graph of this IRI."""

    def n_triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, in any order; nothing where it is not there."""

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """The quads of one named graph, or of all."""


class Reader(Queryable, Protocol):
    """A published snapshot: never changes until :meth:`refresh`."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""

    @property
    def version(self) -> str:
        """The version of the snapshot."""

    def article_text(self, v: str) -> str | None:
        """The text of an article version as it came, None where the policy keeps none."""

    def article(self, v: str) -> Article | None:
        """The article version as it came, None where it is not kept."""

    def quarantined(self, v: str) -> str:
        """What validation left out of an article's graph, as N-Triples."""

    def refresh(self) -> bool:
        """Go over to a newer snapshot if there is one; True if so. Costs one look at a small file."""

    def close(self) -> None:
        """Give the snapshot back."""

    def __enter__(self) -> Reader: ...

    def __exit__(self, *exc: object) -> None: ...


class Writer(Queryable, Protocol):
    """The one process that may change a store; queries see its unpublished state."""

    @property
    def changed(self) -> bool:
        """Whether there is anything that readers do not see yet."""

    def put(self, article: Article, graph: Triples, *, quarantined: Triples | None = None) -> bool:
        """Keep *article* and its graph; True if that changed anything. When it returns, the article is safe."""

    def remove(self, iri: str, *, purge: bool = False) -> bool:
        """Take an article out, named by its IRI, version or URL; True if it was there."""

    def replace_graph(self, name: str, triples: Triples) -> bool:
        """Replace one of the graphs that are computed (``identity``, ``derived``, ``reference``, ...)."""

    def change_graph(self, name: str, gone: Sequence[str], come: Sequence[str]) -> bool:
        """Take lines of N-Triples out of a computed graph, and put others in; whether there was anything to do."""

    @property
    def workbook(self) -> Workbook:
        """What was worked out of each article, for the stages that compute the graphs of all."""

    @property
    def related(self) -> str | None:
        """The state that the computed graphs are in, or are on their way to; see :meth:`begin_relating`."""

    def pending(self) -> list[str]:
        """The versions of articles that came, changed or went since the computed graphs were made, sorted."""

    def begin_relating(self, state: str, versions: Sequence[str] = ()) -> None:
        """Note that the computed graphs are on their way to *state*, and that these versions are pending too."""

    def end_relating(self, state: str, versions: Sequence[str]) -> None:
        """Note that the computed graphs are in *state*: they hold what these versions of articles give."""

    def change(self, change: Change) -> bool:
        """Make *change* in the graphs of users; True if it is one. When it returns, the change is safe."""

    def articles(self) -> list[StoredArticle]:
        """All article versions, by IRI."""

    def article(self, v: str) -> Article | None:
        """The article version as it came, None where it is not kept."""

    @property
    def published(self) -> Manifest | None:
        """What the newest snapshot says of itself, None where nothing was published."""

    def checkpoint(self) -> None:
        """See all that was changed on the disk, so that a crash makes little of it again; readers see nothing new."""

    def publish(self, versions: Mapping[str, str] | None = None) -> str:
        """Show readers the present state; the version it has. Raises: StoreError where relating did not end."""

    def close(self) -> None:
        """Give the lock back. What was not published stays, and is published next time."""

    def __enter__(self) -> Writer: ...

    def __exit__(self, *exc: object) -> None: ...
