"""Namespaces and terms; the only Python file that spells an IRI.

Every term is a plain string: ``KG.Claim`` is ``"https://w3id.org/newskg/ontology#Claim"``.
``PREFIXES`` keeps the order in which every query and every file declares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DEFAULT_BASE: Final = "http://localhost:8000/"


class Namespace:
    """The terms that begin with one IRI: ``KG.Claim``, or ``ROLE["strikes"]`` where the name comes from a value.

    >>> Namespace("https://example.org/")["a"]
    'https://example.org/a'
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = self.iri + name  # from now on an attribute like others
        return term

    def __getitem__(self, name: str) -> str:
        return self.iri + name

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and iri.startswith(self.iri)

    def __repr__(self) -> str:
        return f"Namespace({self.iri!r})"

    def local(self, iri: str) -> str:
        """What follows the namespace in *iri*.

        >>> KG.local(KG.Claim)
        'Claim'
        """
        return iri[len(self.iri) :]


_OURS: Final = "https://w3id.org/newskg/"

KG: Final = Namespace(_OURS + "ontology#")
TYPE: Final = Namespace(_OURS + "event-type/")
ROLE: Final = Namespace(_OURS + "role/")
REL: Final = Namespace(_OURS + "relation-type/")
ACT: Final = Namespace(_OURS + "act/")
STANCE: Final = Namespace(_OURS + "stance/")
STATUS: Final = Namespace(_OURS + "status/")
BASIS: Final = Namespace(_OURS + "basis/")
LINK: Final = Namespace(_OURS + "link-type/")
DISPUTE: Final = Namespace(_OURS + "dispute/")
CERTAINTY: Final = Namespace(_OURS + "certainty/")
MODALITY: Final = Namespace(_OURS + "modality/")
CAMEO: Final = Namespace(_OURS + "cameo/")
ACLED: Final = Namespace(_OURS + "acled/")
SHAPE: Final = Namespace(_OURS + "shape/")

SEM: Final = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
TIME: Final = Namespace("http://www.w3.org/2006/time#")
GEO: Final = Namespace("http://www.opengis.net/ont/geosparql#")
SF: Final = Namespace("http://www.opengis.net/ont/sf#")
SCHEMA: Final = Namespace("https://schema.org/")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
NIF: Final = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
NP: Final = Namespace("http://www.nanopub.org/nschema#")
RO_CRATE: Final = Namespace("https://w3id.org/ro/crate/1.1/")
WD: Final = Namespace("http://www.wikidata.org/entity/")
GN: Final = Namespace("https://sws.geonames.org/")

_PREFIXED: Final[tuple[tuple[str, Namespace], ...]] = (
    ("kg", KG), ("type", TYPE), ("role", ROLE), ("rel", REL), ("act", ACT), ("stance", STANCE), ("status", STATUS),
    ("basis", BASIS), ("link", LINK), ("dispute", DISPUTE), ("certainty", CERTAINTY), ("modality", MODALITY),
    ("sem", SEM), ("prov", PROV), ("time", TIME), ("geo", GEO), ("sf", SF), ("schema", SCHEMA), ("org", ORG),
    ("skos", SKOS), ("oa", OA), ("dcterms", DCTERMS), ("void", VOID), ("dcat", DCAT), ("xsd", XSD), ("rdf", RDF),
    ("rdfs", RDFS), ("owl", OWL), ("sh", SH),
)  # fmt: skip

PREFIXES: Final[Mapping[str, str]] = MappingProxyType({prefix: ns.iri for prefix, ns in _PREFIXED})
"""Prefix to IRI, in the fixed order."""

EXTRA_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"cameo": CAMEO.iri, "acled": ACLED.iri, "shape": SHAPE.iri, "sd": SD.iri, "foaf": FOAF.iri, "nif": NIF.iri,
     "np": NP.iri, "wd": WD.iri, "gn": GN.iri}
)  # fmt: skip
"""Prefixes that some files and pages use beside the fixed ones."""

SPARQL_PREFIXES: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
"""The prefix declarations as SPARQL."""

ONTOLOGY: Final = _OURS + "ontology"
"""The IRI of the ontology itself."""

KIND_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "state": KG.State,
        "armed-group": KG.ArmedGroup,
        "organization": KG.Organization,
        "person": KG.Person,
        "media": KG.Media,
        "population": KG.Population,
    }
)
"""``Actor.kind`` of the facts document to its class."""

TEXT_POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {"full": KG.FullText, "quote": KG.QuoteText, "none": KG.NoText}
)
"""How much of an article's text may be shown, by the name that the settings use."""

EVENT_TYPES: Final = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

AGENT_ROLES: Final = (
    "acts", "fights", "attacks", "strikes", "bombs", "shells", "besieges", "kills", "captures", "abducts", "detains",
    "represses", "riots", "deploys", "mobilizes", "commands", "advises", "trains", "arms", "finances", "informs",
    "supplies", "hosts", "helps", "backs", "supports", "cooperates", "coordinates", "mediates", "negotiates", "talks",
    "visits", "agrees", "promises", "recognizes", "authorizes", "apologizes", "releases", "yields", "surrenders",
    "withdraws", "ceases-fire", "sanctions", "threatens", "accuses", "investigates", "demands", "rejects", "protests",
    "speaks",
)  # fmt: skip
"""Local names of the roles of those who act; ``acts`` is the widest."""

TARGET_ROLES: Final = (
    "actedOn", "target", "victim", "killed", "wounded", "displaced", "prisoner", "besieged", "detained", "opponent",
    "loser", "captor", "beneficiary", "recipient", "advised", "armed", "backed", "supported", "recognized", "released",
    "sanctioned", "threatened", "accused", "investigated", "protested", "rejected", "addressee",
)  # fmt: skip
"""Local names of the roles of those who are acted on; ``actedOn`` is the widest."""

ROLES: Final = AGENT_ROLES + TARGET_ROLES

RELATION_TYPES: Final = (
    "commands", "leads", "memberOf", "partOf", "alliedWith", "hostileTo", "employedBy", "spouseOf", "holdsOffice",
)  # fmt: skip
ACTS: Final = ("asserts", "denies", "echoes", "confirms", "retracts", "doubts", "declines", "claims-responsibility")
STANCES: Final = ("asserts", "denies", "accuses", "calls", "promises")
STATUSES: Final = (
    "retracted", "contested", "denied", "corroborated", "reported", "hearsay", "planned", "hypothetical", "negated",
)  # fmt: skip
BASES: Final = ("stated", "co-action", "common-enemy", "inferred")
LINK_TYPES: Final = ("causes", "ends", "partOf", "during", "before", "sameAs")
DISPUTES: Final = ("report", "occurrence", "agent", "quantity", "utterance")
CERTAINTIES: Final = ("certain", "probable", "possible", "unknown")
MODALITIES: Final = ("fact", "plan", "hypothesis", "obligation")


def compact(iri: str) -> str:
    """*iri* with its prefix where it has one of ours, as people read it.

    >>> compact(KG.Claim), compact("http://example.org/x")
    ('kg:Claim', 'http://example.org/x')
    """
    best = ""
    for prefix, base in (*PREFIXES.items(), *EXTRA_PREFIXES.items()):
        if iri.startswith(base) and len(base) > len(best):
            best, name = base, f"{prefix}:{iri[len(base) :]}"
    return name if best else iri


def expand(name: str) -> str:
    """The IRI of a prefixed *name*; what has no known prefix comes back as it is.

    >>> expand("sem:Actor")
    'http://semanticweb.cs.vu.nl/2009/11/sem/Actor'
    """
    prefix, colon, local = name.partition(":")
    base = PREFIXES.get(prefix) or EXTRA_PREFIXES.get(prefix)
    return base + local if colon and base and not local.startswith("//") else name
