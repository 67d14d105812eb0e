"""Load on a server: clients that ask light queries all the time, and one that asks for trouble."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.reliability.inputs import ENDLESS
from tests.reliability.server import Running

ABUSER = "127.0.0.99"
LIGHT = (
    "ASK {{ ?s ?p {n} }}",
    "SELECT * {{ ?s ?p ?o }} LIMIT {small}",
    "SELECT ?t (COUNT(*) AS ?n) {{ ?s a ?t }} GROUP BY ?t LIMIT {small}",
    "SELECT ?s ?l {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STRLEN(?l) > {small}) }} LIMIT 5",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT {small}",
)


@dataclass
class Tally:
    """What came of it: answers by code, and the seconds of each."""

    codes: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def p(self, share: float) -> float:
        """The time within which *share* of the answers came, in ms."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0

    @property
    def failed(self) -> int:
        """Answers of the 5xx kind, and connections that broke."""
        return sum(number for code, number in self.codes.items() if code >= 500)


class _Client(threading.Thread):
    def __init__(self, running: Running, address: str, until: float, seed: int, evil_every_s: float = 0.0) -> None:
        super().__init__(daemon=True)
        self.tally = Tally()
        self._running, self._address, self._until = running, address, until
        self._chance = random.Random(seed)
        self._evil_every_s = evil_every_s

    def run(self) -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._running.port, timeout=60, source_address=(self._address, 0)
        )
        while time.monotonic() < self._until:
            evil = bool(self._evil_every_s)
            query = self._evil() if evil else self._light()
            begun = time.monotonic()
            try:
                connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
                answer = connection.getresponse()
                answer.read()
                self.tally.codes[answer.status] += 1
            except (OSError, http.client.HTTPException):
                self.tally.codes[599] += 1
                connection.close()
            self.tally.seconds.append(time.monotonic() - begun)
            if evil:
                time.sleep(self._evil_every_s)
        connection.close()

    def _light(self) -> str:
        return self._chance.choice(LIGHT).format(n=self._chance.randrange(10**6), small=self._chance.randint(1, 50))

    def _evil(self) -> str:
        return self._chance.choice(ENDLESS).replace("?v0", f"?w{self._chance.randrange(10**6)}")


def press(running: Running, *, seconds: float, clients: int = 16, abusers: int = 0) -> tuple[Tally, Tally]:
    """Load for so long: what the clients saw, and the abuser, who has one address and *abusers* connections."""
    until = time.monotonic() + seconds
    good = [_Client(running, f"127.0.0.{n + 2}", until, n) for n in range(clients)]
    bad = [_Client(running, ABUSER, until, 1000 + n, evil_every_s=0.1) for n in range(abusers)]
    for one in (*good, *bad):
        one.start()
    for one in (*good, *bad):
        one.join()
    return _sum(good), _sum(bad)


def _sum(clients: list[_Client]) -> Tally:
    found = Tally()
    for one in clients:
        found.codes += one.tally.codes
        found.seconds += one.tally.seconds
    return found
