"""An RO-Crate: the data with the queries, shapes and ontology that explain it, what validation left out, a README.

Source: https://www.researchobject.org/ro-crate/specification/1.1/. Files and their order are the same for the same
version, and so are the bytes: a zip entry has the earliest day that the form knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kg import __version__
from kg.export.forms import Graphs, Write
from kg.query import run
from kg.resources import folder
from kg.store.interface import Reader
from kg.vocab import RO_CRATE

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_TYPES: Final[Mapping[str, str]] = {
    ".nq": "application/n-quads", ".ttl": "text/turtle", ".rq": "application/sparql-query", ".csv": "text/csv",
    ".md": "text/markdown", ".nt": "application/n-triples", ".graphml": "application/graphml+xml",
    ".json": "application/json",
}  # fmt: skip
_README: Final = """# {articles} articles as a knowledge graph

Version `{version}` of the dataset at <{base}>, made by news-kg {program}.

- `data/`: the graph (N-Quads, one named graph an article), tables of events and claims, the network of actors
- `queries/`, `shapes/`, `ontology/`: what can be asked, what is allowed, what the terms mean
- `validation/left-out.nt`: what broke a shape and is therefore not in the graph, with the rule
- `SHA256SUMS`: the checksum of each file; `sha256sum -c SHA256SUMS` checks them

Load it again: `kg load data/graph.nq --store copy`. Any SPARQL engine runs the files in `queries/` as they stand.
An extracted fact is a report of its source, not the truth: each has a holder, evidence and a status.
"""


def crate(data: Mapping[str, Write]) -> Write:
    """The writer of a crate with the files *data*."""

    def write(reader: Reader, sink: IO[bytes], _: Graphs) -> None:
        files = dict(sorted(_files(reader, data)))
        sums = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
        files["SHA256SUMS"] = sums.encode("utf-8")
        files["ro-crate-metadata.json"] = json.dumps(_metadata(reader, files), indent=1).encode("utf-8")
        with ZipFile(sink, "w", ZIP_DEFLATED) as packed:
            for name, body in sorted(files.items()):
                packed.writestr(ZipInfo(name, _EARLIEST), body, ZIP_DEFLATED)

    return write


def _files(reader: Reader, data: Mapping[str, Write]) -> Iterator[tuple[str, bytes]]:
    for name, write in data.items():
        body = BytesIO()
        write(reader, body, None)
        yield f"data/{name}", body.getvalue()
    for known in (folder("queries"), folder("shapes"), folder("ontology")):
        for file in sorted(path for path in known.iterdir() if path.suffix in (".rq", ".ttl")):
            yield f"{known.name}/{file.name}", file.read_bytes()
    versions = sorted(str(row["article"]).rpartition("/")[2] for row in run(reader, "articles").rows)
    left_out = "".join(reader.quarantined(v) for v in versions)
    yield "validation/left-out.nt", left_out.encode("utf-8")
    told = {"articles": len(versions), "version": reader.version, "base": reader.base_iri, "program": __version__}
    yield "README.md", _README.format(**told).encode("utf-8")


def _metadata(reader: Reader, files: Mapping[str, bytes]) -> dict[str, Any]:
    about: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": RO_CRATE.iri.rstrip("/")},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": "News graph",
            "description": "Actors, events, sides and claims of news articles, each with its holder and its evidence.",
            "version": reader.version,
            "datePublished": _last_published(reader),
            "license": "Each article's own; the program's files are under the MIT licence.",
            "hasPart": [{"@id": name} for name in sorted(files)],
        },
    ]
    about += [
        {
            "@id": name,
            "@type": "File",
            "contentSize": str(len(body)),
            "sha256": sha256(body).hexdigest(),
            "encodingFormat": next((kind for end, kind in _TYPES.items() if name.endswith(end)), "text/plain"),
        }
        for name, body in sorted(files.items())
    ]
    return {"@context": RO_CRATE.context, "@graph": about}


def _last_published(reader: Reader) -> str:
    """The day of the newest article: the crate of one version has one day, whenever it is made."""
    return max(
        (str(row["published"]) for row in run(reader, "articles").rows if row["published"]), default="1980-01-01"
    )
