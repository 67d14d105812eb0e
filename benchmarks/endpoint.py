"""What a query over HTTP costs here beside other SPARQL servers, on the same data, in turn, in the same run.

    python -m benchmarks.endpoint [--quads 1000000] [--rounds 3] [--seconds 4] [--connections 8] [--keep FOLDER]
                                  [--rdflib PYTHON]

All servers run at once and are asked one after the other, in rounds; what is printed is the median of the rounds, as
requests a second, and the ratio to each peer. Queries see the union of the named graphs everywhere. *point*: all about
one thing, a random one each time. *join*: pairs of actors on one side of an event at a place, a random one. *rows*:
10,000 rows, another 10,000 each time. *uncached* runs with our cache off. *repeated*: 2,000 distinct queries over and
over, our cache on; peers get the same. Our workers are closed in as always; only the limits of a client are off, and
each connection counts as a client of its own (X-Forwarded-For).

Peers: `oxigraph serve` in memory (package oxigraph), Virtuoso where the program virtuoso-t is, rdflib-endpoint where
--rdflib names a Python that has it, in an environment of its own so that it is none of our packages:

    python -m venv peer && peer/bin/pip install rdflib-endpoint oxrdflib uvicorn

Needs the program wrk. *in process* is the engine called from Python by one thread, no HTTP.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from kg.store import open_writer

ROOT = Path(__file__).resolve().parent.parent
BASE = "http://localhost:8000/bench/"
QUADS_PER_ARTICLE = 124
ARTICLES_PER_GRAPH = 40
SEED = 20261129
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


# Data and queries


def article(number: int) -> Iterator[str]:
    """The triples of one made-up article: events with a place, a day and participations, and claims about them."""
    chance = random.Random(SEED + number)
    for event in range(4):
        e = f"<{BASE}event/{number}-{event}>"
        yield f"{e} <{_RDF_TYPE}> <{BASE}Event> ."
        yield f"{e} <{BASE}kind> <{BASE}kind/{chance.randrange(16)}> ."
        yield f"{e} <{BASE}place> <{BASE}place/{int(chance.paretovariate(1.1)) % 800}> ."
        yield f'{e} <{BASE}day> "2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" .'
        for part in range(3):
            p = f"<{BASE}part/{number}-{event}-{part}>"
            yield f"{e} <{BASE}part> {p} ."
            yield f"{p} <{BASE}actor> <{BASE}actor/{int(chance.paretovariate(0.9)) % 4000}> ."
            yield f'{p} <{BASE}side> "{"ab"[part % 2]}" .'
            yield f'{p} <{BASE}role> "{chance.choice(["fights", "strikes", "advises"])}" .'
        for claim in range(3):
            c = f"<{BASE}claim/{number}-{event}-{claim}>"
            yield f"{c} <{BASE}about> {e} ."
            yield f"{c} <{BASE}by> <{BASE}actor/{chance.randrange(4000)}> ."
            yield f'{c} <{BASE}stance> "{chance.choice(["asserts", "asserts", "denies"])}" .'
            yield f'{c} <{BASE}text> "Statement {claim} of article {number} on event {event}, as printed." .'
    for n in range(12):
        yield f'<{BASE}article/{number}> <{BASE}note{n}> "note {n} of {number}" .'


@dataclass(frozen=True)
class Work:
    """A kind of query: its name, its text for a number, how many distinct ones there are."""

    name: str
    template: str
    numbers: int

    def query(self, number: int) -> str:
        """The query for *number*."""
        return self.template.replace("$N", str(number))


def works(articles: int) -> list[Work]:
    """Point, join, rows."""
    return [
        Work("point", f"SELECT ?p ?o {{ <{BASE}event/$N-1> ?p ?o }}", articles),
        Work(
            "join",
            f"SELECT DISTINCT ?a ?b {{ ?e <{BASE}place> <{BASE}place/$N> ; <{BASE}part> ?x, ?y . "
            f"?x <{BASE}actor> ?a ; <{BASE}side> ?s . ?y <{BASE}actor> ?b ; <{BASE}side> ?s "
            "FILTER(STR(?a) < STR(?b)) }",
            800,
        ),
        Work("rows", f"SELECT ?s ?o {{ ?s <{BASE}actor> ?o }} OFFSET $N LIMIT 10000", max(articles * 12 - 10_000, 1)),
    ]


def make_data(quads: int, folder: Path) -> tuple[Path, Path, int]:
    """The data as N-Quads and as a published store; how many articles."""
    articles = quads // QUADS_PER_ARTICLE
    lines, store = folder / "data.nq", folder / "store"
    if lines.exists() and store.exists():
        return lines, store, articles
    with open(lines, "w", encoding="ascii") as out, open_writer(store) as writer:
        for first in range(0, articles, ARTICLES_PER_GRAPH):
            triples = [t for n in range(first, min(first + ARTICLES_PER_GRAPH, articles)) for t in article(n)]
            name = f"bench/{first // ARTICLES_PER_GRAPH}"
            writer.replace_graph(name, "\n".join(triples) + "\n")
            graph = writer.graph_iri(name)
            out.writelines(f"{t[:-2]} <{graph}> .\n" for t in triples)
        writer.publish()
    return lines, store, articles


# Servers


@dataclass
class Server:
    """A server to be asked: its name with its version, its address, its process."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]

    def get(self, query: str) -> bytes:
        """One answer. Raises: AssertionError where it is not a good one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(
            "GET", f"{self.path}?query={quote(query)}", headers={"Accept": "application/sparql-results+json"}
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, (self.name, answer.status, body[:300])
        return body


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server) -> Server:
    for _ in range(6000):
        with contextlib.suppress(OSError, AssertionError):
            server.get("ASK {}")
            return server
        assert server.process.poll() is None, f"{server.name} ended while it was starting"
        time.sleep(0.1)
    raise AssertionError(f"{server.name} did not start")


def _start(command: list[str], log: Path, **environment: str) -> subprocess.Popen[bytes]:
    with open(log, "wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=os.environ | environment)


def ours(store: Path, folder: Path, *, cache: str) -> Server:
    """The server of this project."""
    port = free_port()
    process = _start(
        [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port), "--cache", cache,
         "--client-at-once", "0", "--client-seconds", "0", "--behind-proxy", "yes", "--log", "off"],
        folder / f"kg-{port}.log",
    )  # fmt: skip
    return _wait(Server(f"news-kg, cache {cache}", port, "/sparql", process))


def oxigraph(lines: Path, folder: Path) -> Server | None:
    """`oxigraph serve` in memory."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        return None
    port = free_port()
    process = _start(
        [str(program), "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"], folder / "oxigraph.log"
    )
    server = _wait(Server(f"oxigraph serve {metadata.version('oxigraph')}", port, "/query", process))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    with open(lines, "rb") as body:
        connection.request("POST", "/store", body, {"Content-Type": "application/n-quads"})
        assert connection.getresponse().status < 300
    return server


_RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(store="Oxigraph", default_union=True) if sys.argv[3] == "ox" else Dataset(default_union=True)
data.parse(sys.argv[1], format="ox-nq" if sys.argv[3] == "ox" else "nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


def rdflib_endpoint(lines: Path, folder: Path, python: str) -> Server | None:
    """rdflib-endpoint as *python* has it, over Oxigraph where oxrdflib is there too."""
    if not python:
        return None
    asked = (
        "from importlib import metadata, util; print(metadata.version('rdflib-endpoint'), util.find_spec('oxrdflib'))"
    )
    said = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout
    version, port, kind = said.split()[0], free_port(), "memory" if said.endswith("None\n") else "ox"
    # none of our packages: the environment of that Python alone
    process = _start([python, "-E", "-c", _RDFLIB, str(lines), str(port), kind], folder / "rdflib-endpoint.log")
    return _wait(
        Server(f"rdflib-endpoint {version} ({'Oxigraph' if kind == 'ox' else 'in memory'})", port, "/", process)
    )


_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 170000
MaxDirtyBuffers = 120000
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 600
"""


def virtuoso(lines: Path, folder: Path) -> Server | None:
    """Virtuoso, its union of graphs being what a query without FROM sees."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        return None
    home, sql, port = folder / "virtuoso", free_port(), free_port()
    home.mkdir()
    (home / "v.ini").write_text(_INI.format(folder=home, sql=sql, http=port, data=lines.parent), "utf-8")
    process = _start(["virtuoso-t", "+configfile", str(home / "v.ini"), "+foreground"], folder / "virtuoso.log")
    said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True)
    version = next((w for w in (said.stdout + said.stderr).split() if w[:2] in {"07", "08", "7.", "8."}), "")
    server = _wait(Server(f"Virtuoso {version}", port, "/sparql", process))
    load = f"ld_dir('{lines.parent}', '{lines.name}', 'urn:x'); rdf_loader_run(); checkpoint;"
    subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
    return server


# Measuring


def cpu_seconds(process: int) -> float:
    """CPU time of a process and of all that it started and that still runs."""
    try:
        after = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [int(c) for t in tasks for c in (t / "children").read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(child) for child in children)


_LUA = """
local queries, n = {}, 0
for line in io.lines("%s") do queries[#queries + 1] = line end
function init(args) n = tonumber(args[1]) end
function request()
  n = n + 1
  local wanted = {["Accept"] = "application/sparql-results+json", ["Accept-Encoding"] = "gzip"}
  wanted["X-Forwarded-For"] = "192.0.2." .. n %% 8 + 1
  return wrk.format("GET", "%s?query=" .. queries[n %% #queries + 1], wanted)
end
function done(summary, latency, requests)
  local e = summary.errors
  local bad = e.status + e.connect + e.read + e.timeout
  io.write(string.format("RESULT %%d %%d %%d\\n", summary.requests, summary.duration, bad))
end
"""


class Rate(NamedTuple):
    """Requests a second, and ms of the server's CPU time for each: the number that other load disturbs least."""

    per_second: float
    cpu_ms: float


def press(server: Server, queries: Path, folder: Path, *, seconds: int, connections: int, start: int) -> Rate:
    """What came of pressing with the queries of a file, begun at its line *start*."""
    script = folder / "wrk.lua"
    script.write_text(_LUA % (queries, server.path), "utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script)]
    before = cpu_seconds(server.process.pid)
    run = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}", "--", str(start)], capture_output=True, text=True, check=True
    )
    _, requests, microseconds, bad = next(x for x in run.stdout.splitlines() if x.startswith("RESULT")).split()
    if int(bad):
        print(f"    {server.name}: {bad} of {requests} requests failed", file=sys.stderr)
    spent = cpu_seconds(server.process.pid) - before
    good = int(requests) - int(bad)
    return Rate(good / (int(microseconds) / 1e6), 1000 * spent / good if good else float("inf"))


def in_process(lines: Path, work: Work, seconds: int) -> float:
    """The engine called from Python, one thread, the same queries."""
    store = _LOADED.get(lines)
    if store is None:
        store = _LOADED[lines] = ox.Store()
        store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
    chance, done, begun = random.Random(SEED), 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        found = store.query(work.query(chance.randrange(work.numbers)), use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        found.serialize(format=ox.QueryResultsFormat.JSON)
        done += 1
    return done / (time.monotonic() - begun)


_LOADED: dict[Path, ox.Store] = {}


def _queries(work: Work, folder: Path, *, distinct: int, unique: bool) -> Path:
    chance, path = random.Random(SEED), folder / f"{work.name}-{'unique' if unique else 'repeated'}.txt"
    texts = (
        work.query(chance.randrange(work.numbers)) + (f" # {n}" if unique or work.numbers < distinct else "")
        for n in range(distinct)
    )
    path.write_text("\n".join(quote(text) for text in texts), "ascii")
    return path


def _same_answers(servers: list[Server], kinds: list[Work]) -> None:
    for work in kinds:
        counts = {s.name: s.get(work.query(7)).count(b'"type"') for s in servers}
        if len(set(counts.values())) > 1:
            print(f"note: answers to {work.name} differ in size: {counts}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rdflib", default="", metavar="PYTHON", help="a Python that has rdflib-endpoint (see above)")
    parser.add_argument("--keep", type=Path, help="a folder for the data, to be used again")
    args = parser.parse_args()
    if not shutil.which("wrk"):
        parser.error("the program wrk is needed: install it (Debian: apt-get install wrk)")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = args.keep or folder
        data.mkdir(parents=True, exist_ok=True)
        lines, store, articles = make_data(args.quads, data)
        made = [ours(store, folder, cache="0"), ours(store, folder, cache="1G")]
        for peer in (oxigraph, partial(rdflib_endpoint, python=args.rdflib), virtuoso):
            found = peer(lines.resolve(), folder)
            if found is None:
                name = getattr(peer, "__name__", "rdflib_endpoint")
                print(f"skipped: {name} (not installed; the head of this file says how)")
            else:
                made.append(found)
        stack.callback(lambda: [s.process.terminate() for s in made] and [s.process.wait(60) for s in made])
        kinds = works(articles)
        _same_answers(made, kinds)
        print(
            f"{args.quads:,} quads, {args.connections} connections, median of {args.rounds} rounds of {args.seconds} s"
        )
        report(made, kinds, lines, folder, args)
    return 0


def report(made: list[Server], kinds: list[Work], lines: Path, folder: Path, args: argparse.Namespace) -> None:
    """Measure in rounds and print."""
    plain, cached, *peers = made
    rows = [(w, False) for w in kinds] + [(w, True) for w in kinds[1:]]
    rates: dict[tuple[str, bool, str], list[Rate]] = {}
    for number in range(args.rounds):
        for work, repeated in rows:
            queries = _queries(work, folder, distinct=2000 if repeated else 50_000, unique=not repeated)
            for server in [cached if repeated else plain, *peers]:
                if repeated and server is cached and number == 0:  # fill the cache: it is the second time that counts
                    press(server, queries, folder, seconds=args.seconds * 10, connections=args.connections, start=0)
                rate = press(
                    server, queries, folder, seconds=args.seconds, connections=args.connections, start=number * 7919
                )
                rates.setdefault((work.name, repeated, server.name), []).append(rate)
        print(f"  round {number + 1} done", file=sys.stderr)
    for work, repeated in rows:
        mine = cached if repeated else plain
        rate = _median(rates[work.name, repeated, mine.name])
        inside = in_process(lines, work, args.seconds)
        kind = "repeated" if repeated else "uncached"
        print(f"{work.name}, {kind}: {_shown(rate)}; in process, one thread {inside:,.1f}/s")
        for peer in peers:
            theirs = _median(rates[work.name, repeated, peer.name])
            ratio = f"{rate.per_second / theirs.per_second:.2f}x" if theirs.per_second else "no answer in time"
            by_cpu = f", by CPU time {theirs.cpu_ms / rate.cpu_ms:.2f}x" if theirs.per_second else ""
            print(f"    {peer.name}: {_shown(theirs)}, ratio {ratio}{by_cpu}")
    print(f"pyoxigraph {ox.__version__}, Python {sys.version.split()[0]}, granian {_version('granian')}")


def _median(rates: list[Rate]) -> Rate:
    return Rate(statistics.median(r.per_second for r in rates), statistics.median(r.cpu_ms for r in rates))


def _shown(rate: Rate) -> str:
    return f"{rate.per_second:,.1f}/s ({rate.cpu_ms:.3f} ms CPU)"


def _version(name: str) -> str:
    return metadata.version(name) if util.find_spec(name) else "absent"


if __name__ == "__main__":
    sys.exit(main())
