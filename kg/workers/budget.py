"""What one client may use: seconds of query time, errors, and queries at once.

The measure is that of the Wikidata Query Service: 60 s of query time a minute (120 s at once after a rest), 30 errors a
minute (60), and every query counts, the short ones too.
Source: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import TooMany

MAX_CLIENTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The share of one client; 0 takes the limit off."""

    seconds_per_minute: float = 60.0
    errors_per_minute: float = 30.0
    at_once: int = 5


_FREE = Shares(seconds_per_minute=0, errors_per_minute=0, at_once=0)


class _Account:
    __slots__ = ("at", "errors", "running", "seconds")

    def __init__(self, shares: Shares, at: float) -> None:
        self.seconds, self.errors = 2 * shares.seconds_per_minute, 2 * shares.errors_per_minute
        self.running, self.at = 0, at


class Budget:
    """The accounts of all clients, filled again with time. Those not seen for long are forgotten first."""

    def __init__(self, shares: Shares, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.shares = shares
        self._clock = clock
        self._lock = threading.Lock()
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self.refused = 0

    def enter(self, client: str) -> None:
        """Count a query of *client* as running. Raises: TooMany, with the seconds until it may ask again."""
        shares = self.shares
        if not client or shares == _FREE:
            return
        with self._lock:
            account = self._account(client)
            self.refused += 1
            if shares.at_once and account.running >= shares.at_once:
                raise TooMany(
                    f"{account.running} queries of yours are running, the limit for one client.", retry_after_s=1
                )
            for left, needed, rate, what in (
                (account.seconds, 0.0, shares.seconds_per_minute, "seconds of query time"),
                (account.errors, 1.0, shares.errors_per_minute, "failed queries"),
            ):
                if rate and left < needed:
                    wait_s = math.ceil((1 - left) * 60 / rate)
                    raise TooMany(
                        f"you have used up {rate:g} {what} a minute, the limit for one client.", retry_after_s=wait_s
                    )
            self.refused -= 1
            account.running += 1

    def leave(self, client: str, seconds: float, *, failed: bool) -> None:
        """Count *seconds* of query time that *client* has had, and whether it came to an error."""
        if not client or self.shares == _FREE:
            return
        with self._lock:
            account = self._account(client)
            account.running = max(account.running - 1, 0)
            account.seconds -= seconds
            account.errors -= failed

    def _account(self, client: str) -> _Account:
        now = self._clock()
        account = self._accounts.get(client)
        if account is None:
            account = self._accounts[client] = _Account(self.shares, now)
            while len(self._accounts) > MAX_CLIENTS:
                self._accounts.popitem(last=False)
        self._accounts.move_to_end(client)
        minutes = (now - account.at) / 60
        account.at = now
        shares = self.shares
        account.seconds = min(account.seconds + minutes * shares.seconds_per_minute, 2 * shares.seconds_per_minute)
        account.errors = min(account.errors + minutes * shares.errors_per_minute, 2 * shares.errors_per_minute)
        return account


def client_of(address: str) -> str:
    """Who an address counts as: one of version 4 for itself, one of version 6 with its network of 64 bits.

    >>> client_of("192.0.2.7"), client_of("2001:db8::1"), client_of("::ffff:192.0.2.7"), client_of("unix")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7', 'unix')
    """
    if "." in address and ":" not in address:
        return address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
