"""The facts of an article: typed, frozen, without I/O and without RDF.

The JSON form (:func:`dumps`, :func:`loads`, :func:`json_schema`) is the facts document that ``kg facts`` prints.
Offsets are code points, 0-based, end excluded, into ``Article.text``, the text as it came.
Ids are local to the document. Scores are 0..1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, TypeVar

import msgspec

from kg.errors import InvalidFacts

Span = tuple[int, int]

ActorKind = Literal["state", "armed-group", "organization", "person", "media", "population"]
MentionKind = Literal["name", "alias", "nominal", "pronoun", "metonym"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Status = Literal["actual", "reported", "hedged", "planned", "hypothetical", "negated"]
Stance = Literal["asserts", "denies", "accuses", "calls", "promises"]
Act = Literal[
    "asserts", "denies", "echoes", "confirms", "retracts", "doubts", "declines", "claims-responsibility"
]  # fmt: skip
DisputeKind = Literal["report", "occurrence", "agent", "quantity", "utterance"]
RelationType = Literal[
    "commands", "leads", "memberOf", "partOf", "alliedWith", "hostileTo", "employedBy", "spouseOf", "holdsOffice"
]  # fmt: skip
LinkType = Literal["causes", "ends", "partOf", "during", "before", "sameAs"]
Basis = Literal["stated", "co-action", "common-enemy", "inferred"]
Holds = Literal["within", "throughout", "since", "until"]
TimePrecision = Literal["day", "week", "month", "year", "interval", "unknown"]
Reliability = Literal["high", "medium", "low"]
PlacePrecision = Literal["exact", "near", "region", "country", "unknown"]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all that an extractor finds: which rule made it, and how sure it is (None: not said).

    ``confidence`` is the part of that rule's facts that annotators found right; where too few were judged for a number,
    ``reliability`` is the rule's own estimate in a word.
    """

    rule: str | None = None
    confidence: float | None = None
    reliability: Reliability | None = None


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the values inside a fact."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it came: its text, untouched, and what is known about it.

    ``sha256`` is that of the file's bytes (of ``text`` in UTF-8 where the article came inside a larger file);
    ``where`` says where it came from, for messages. ``published`` is a day in UTC or None where nobody said.
    """

    text: str
    sha256: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    licence: str | None = None
    where: str = "-"
    warnings: tuple[str, ...] = ()


class ArticleHead(_Value, frozen=True, kw_only=True):
    """What a facts document says of its article (``article`` key): everything but the text."""

    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    sha256: str
    url: str | None = None
    language: str | None = None
    licence: str | None = None

    @classmethod
    def of(cls, article: Article) -> ArticleHead:
        """The head of *article*."""
        return cls(**{name: getattr(article, name) for name in cls.__struct_fields__})


class Actor(_Fact, frozen=True, kw_only=True):
    """Who acts or is acted on. ``mention_kinds`` runs beside ``mentions``; ``lexicon`` is the entry it was matched to.

    ``unnamed`` actors ("officials", "a source close to ...") never merge across articles.
    ``part_of`` is the id of the actor this one is a part of ("Iraqi forces" of "Iraq").
    """

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    mentions: tuple[Span, ...] = ()
    mention_kinds: tuple[MentionKind, ...] = msgspec.field(default=(), name="mentionKinds")
    unnamed: bool = False
    count: int | None = None
    lexicon: str | None = None
    subkind: str | None = None
    part_of: str | None = msgspec.field(default=None, name="partOf")


class Place(_Value, frozen=True, kw_only=True):
    """Where. Coordinates (WGS 84 degrees) only for exact or near places, and with the source they were read from."""

    name: str
    lat: float | None = None
    long: float | None = None
    geonames: str | None = None
    wikidata: str | None = None
    precision: PlacePrecision = "unknown"
    within: str | None = None
    mention: Span | None = None
    source: str | None = None


class TimeSpan(_Value, frozen=True, kw_only=True):
    """When: whole days, first and last included. No date where the words give none or nothing anchors them.

    ``holds``: ``within`` some time between start and end, ``throughout`` all of it, ``since`` start, ``until`` end.
    ``duration`` is ISO 8601 ("P2M").
    """

    text: str
    start: date | None = None
    end: date | None = None
    holds: Holds = "within"
    precision: TimePrecision = "unknown"
    duration: str | None = None
    mention: Span | None = None


class Participant(_Value, frozen=True, kw_only=True):
    """One actor's part in an event: ``role`` is fights, strikes, advises, arms, ...; ``side`` the id of a side."""

    actor: str
    role: str
    side: str | None = None
    evidence: tuple[Span, ...] = ()


class Event(_Fact, frozen=True, kw_only=True):
    """What the article tells of: an account of one event, anchored on its ``trigger``.

    ``voice``: ``article`` where the outlet asserts it too, ``claim`` where it stands only inside claims.
    ``content``: events that this one authorises, threatens, promises or requests.
    """

    id: str
    type: EventType
    subtype: str | None = None
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: Place | None = None
    time: TimeSpan | None = None
    status: Status = "actual"
    evidence: tuple[Span, ...] = ()
    trigger: Span | None = None
    voice: Literal["article", "claim"] = "article"
    participants: tuple[Participant, ...] = ()
    content: tuple[str, ...] = ()


class Side(_Fact, frozen=True, kw_only=True):
    """Actors who fought together in one event or theatre, and whom they fought."""

    id: str
    actors: tuple[str, ...]
    against: tuple[str, ...] = ()
    place: str | None = None
    events: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()
    claims: tuple[str, ...] = ()
    label: str | None = None
    opposes: tuple[str, ...] = ()
    basis: Basis = "stated"
    roles: dict[str, str] = {}
    time: TimeSpan | None = None


class Relation(_Fact, frozen=True, kw_only=True):
    """A standing relation of two actors; ``office`` is the title held ("Supreme Leader")."""

    id: str
    type: RelationType
    subject: str
    object: str
    evidence: tuple[Span, ...] = ()
    claims: tuple[str, ...] = ()
    time: TimeSpan | None = None
    office: str | None = None
    status: Status = "actual"


class About(_Value, frozen=True, kw_only=True):
    """What a claim is about: exactly one of the first six; with ``actor`` and ``role`` a participation in the event.

    ``presupposed``: the words take it as given ("forces battling militants"), so a denial of the claim leaves it alone.
    """

    event: str | None = None
    relation: str | None = None
    side: str | None = None
    link: str | None = None
    quantity: str | None = None
    claim: str | None = None
    actor: str | None = None
    role: str | None = None
    polarity: Literal["positive", "negative"] = "positive"
    presupposed: bool = False


class Response(_Value, frozen=True, kw_only=True):
    """How a claim answers another one of the same article."""

    claim: str
    how: Literal["echoes", "confirms", "denies", "doubts", "retracts"]


class Claim(_Fact, frozen=True, kw_only=True):
    """What one holder puts: ``source`` is the voice the sentence names (None: "is said to"), ``chain`` the relays.

    ``chain`` holds actor ids, origin first; the article itself, always last, is written ``article``.
    ``disputes`` says what a denial denies. ``content`` is the span of what is said.
    """

    id: str
    source: str | None
    cue: Span
    via: tuple[str, ...] = ()
    stance: Stance = "asserts"
    events: tuple[str, ...] = ()
    denies: str | None = None
    evidence: tuple[Span, ...] = ()
    to: tuple[str, ...] = ()
    chain: tuple[str, ...] = ("article",)
    time: TimeSpan | None = None
    certainty: Literal["certain", "probable", "possible", "unknown"] = "unknown"
    modality: Literal["fact", "plan", "hypothesis", "obligation"] = "fact"
    act: Act = "asserts"
    disputes: DisputeKind | None = None
    responds: tuple[Response, ...] = ()
    about: tuple[About, ...] = ()
    content: tuple[Span, ...] = ()


class Link(_Fact, frozen=True, kw_only=True):
    """A link between two events: ``from`` causes, ends, is part of, is during, is before, or is the same as ``to``."""

    id: str
    type: LinkType
    from_: str = msgspec.field(name="from")
    to: str
    evidence: tuple[Span, ...] = ()


class Quantity(_Fact, frozen=True, kw_only=True):
    """A count that a source gives for an event: ``what`` is killed, wounded, ...; ``of`` whom (actor id or words)."""

    id: str
    event: str | None
    what: str
    of: str | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    text: str = ""
    evidence: tuple[Span, ...] = ()


class Extractor(_Value, frozen=True, kw_only=True):
    """What read the article: versions, and hashes of its rules and lexicons; the language model, where one helped."""

    version: str
    rules: str
    lexicon: str
    parser: str
    model: str | None = None


class Facts(_Value, frozen=True, kw_only=True):
    """All that was found in one article."""

    article: ArticleHead
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    sides: tuple[Side, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    extractor: Extractor | None = None
    warnings: tuple[str, ...] = ()

    def spans(self) -> Iterator[Span]:
        """Every span that any fact points at, in document order of the facts."""
        for actor in self.actors:
            yield from actor.mentions
        told: tuple[Event | Side | Relation | Claim | Link | Quantity, ...]
        told = (*self.events, *self.sides, *self.relations, *self.claims, *self.links, *self.quantities)
        for fact in told:
            yield from fact.evidence
        for event in self.events:
            if event.trigger:
                yield event.trigger
        for claim in self.claims:
            yield claim.cue
            yield from claim.content


T = TypeVar("T", bound=msgspec.Struct)


def replace(fact: T, **changes: Any) -> T:
    """A copy of *fact* with *changes*.

    >>> replace(Place(name="Baghdad"), precision="exact").precision
    'exact'
    """
    return msgspec.structs.replace(fact, **changes)


def dumps(facts: Facts) -> str:
    """*facts* as one line of JSON, the same characters for the same facts.

    >>> head = ArticleHead(sha256="0" * 64)
    >>> loads(dumps(Facts(article=head))).article == head
    True
    """
    return msgspec.json.encode(facts).decode("utf-8")


def loads(document: str | bytes) -> Facts:
    """The facts of a JSON document.

    Raises: InvalidFacts, naming the key at fault, where the document is not of the model.
    """
    try:
        return msgspec.json.decode(document, type=Facts)
    except msgspec.ValidationError as exc:
        raise InvalidFacts(f"not a facts document: {exc}.") from exc
    except msgspec.DecodeError as exc:
        raise InvalidFacts(f"not JSON: {exc}.") from exc


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the facts document."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Facts)}


def _main() -> None:
    """Print the JSON Schema, as ``ontology/facts.schema.json`` holds it."""
    import json

    print(json.dumps(json_schema(), indent=1, sort_keys=True))


if __name__ == "__main__":
    _main()
