"""What the site can be told: where the store is, what the limits are; each by an option or a ``KG_*`` variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, get_args

from kg.errors import BadParameter
from kg.workers import Limits, Scale, Shares

DEFAULT_STORE = "kg-store"
DefaultGraph = Literal["union", "plain"]
Log = Literal["json", "off"]
Metrics = Literal["local", "open", "off"]
SPARE_THREADS: Final = 16
_UNITS: Final = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def _told(default: Any, text: str, *, option: str = "", choices: Any = None) -> Any:
    """A setting: its default, what it means, its option where that is not its name."""
    return field(default=default, metadata={"help": text, "option": option, "choices": get_args(choices)})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of the site. Numbers of bytes are written with K, M or G if one likes; 0 takes a client's limit off."""

    store: str = DEFAULT_STORE
    name: str = _told("News graph", "What the site is called.")
    default_graph: DefaultGraph = _told(
        "union", "What a query without FROM sees: all graphs, or the (empty) default graph.", choices=DefaultGraph
    )
    timeout_s: float = _told(10.0, "Seconds that a query may take, from its arrival.", option="--timeout")
    workers: int = _told(3, "Processes that answer quick queries; one client gets all but one.")
    slow_workers: int = _told(3, "Processes that answer slow ones.")
    quick_s: float = _told(0.5, "Seconds after which a query is a slow one.")
    queue: int = _told(32, "Queries that may wait in each lane.")
    max_memory_bytes: int = _told(1 << 30, "Memory of one query.", option="--max-memory")
    max_replica_bytes: int = _told(
        0,
        "Memory for the graph; a larger one is read from disk, slower (0: half of what is free).",
        option="--max-replica",
    )
    max_result_bytes: int = _told(64 << 20, "Size of one result.", option="--max-result")
    max_rows: int = _told(1_000_000, "Rows of one result, or triples.")
    max_body_bytes: int = _told(1 << 20, "Size of the body of a request.", option="--max-body")
    max_upload_bytes: int = _told(20 << 20, "Size of what is handed in at /ingest.", option="--max-upload")
    max_query_characters: int = _told(200_000, "Length of a query.")
    max_query_tokens: int = _told(20_000, "Words and signs of a query.")
    max_query_nesting: int = _told(100, "Brackets in brackets of a query.")
    client_seconds: float = _told(
        60.0, "Seconds of query time that a client has each minute (twice that after a rest)."
    )
    client_errors: float = _told(30.0, "Failed queries that a client has each minute (twice that after a rest).")
    client_at_once: int = _told(5, "Queries of one client at once.")
    cache_bytes: int = _told(64 << 20, "Memory for results that are kept.", option="--cache")
    behind_proxy: bool = _told(
        False, "Take the client's address from X-Forwarded-For: only behind a proxy that sets it."
    )
    log: Log = _told("json", "A line of JSON for each request on stderr, or nothing.", choices=Log)
    log_queries: bool = _told(False, "Put the text of queries into the log.")
    metrics: Metrics = _told("local", "Who may read /metrics: this machine, everybody, nobody.", choices=Metrics)
    tokens: str = _told("", "The file of those who may write.  [default: tokens.json in the store]")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings that ``KG_STORE``, ``KG_TIMEOUT_S`` and the others give.

        Raises: BadParameter, naming the variable.

        >>> Settings.from_environment({"KG_STORE": "here", "KG_WORKERS": "4", "KG_CACHE_BYTES": "8M"}).cache_bytes
        8388608
        """
        given = {}
        for one in fields(cls):
            written = environment.get(variable(one.name))
            if written:
                given[one.name] = read_setting(one.name, written, where=variable(one.name))
        return cls(**given)

    def as_environment(self) -> dict[str, str]:
        """The variables that :meth:`from_environment` reads these settings from.

        >>> here = Settings(store="here", timeout_s=2, behind_proxy=True)
        >>> Settings.from_environment(here.as_environment()) == here
        True
        """
        return {variable(one.name): str(getattr(self, one.name)) for one in fields(self)}

    @property
    def scale(self) -> Scale:
        """The lanes, memory and shares of the workers."""
        shares = Shares(
            seconds_per_minute=self.client_seconds, errors_per_minute=self.client_errors, at_once=self.client_at_once
        )
        return Scale(
            quick=self.workers,
            slow=self.slow_workers,
            waiting=self.queue,
            quick_s=self.quick_s,
            max_memory_bytes=self.max_memory_bytes,
            max_replica_bytes=self.max_replica_bytes,
            shares=shares,
        )

    @property
    def threads(self) -> int:
        """Threads of the web process: enough for all that may run or wait, and some for pages and what is kept."""
        return self.workers + self.slow_workers + 2 * self.queue + SPARE_THREADS

    @property
    def limits(self) -> Limits:
        """The limits of a query."""
        return Limits(timeout_s=self.timeout_s, max_bytes=self.max_result_bytes)


def variable(name: str) -> str:
    """The environment variable of a setting.

    >>> variable("timeout_s")
    'KG_TIMEOUT_S'
    """
    return f"KG_{name.upper()}"


def read_setting(name: str, written: str, *, where: str) -> Any:
    """What *written* means for the setting *name*. Raises: BadParameter.

    >>> read_setting("max_memory_bytes", "2G", where=""), read_setting("log_queries", "yes", where="")
    (2147483648, True)
    """
    one = next(f for f in fields(Settings) if f.name == name)
    choices = one.metadata.get("choices")
    if choices and written not in choices:
        raise BadParameter(f"write {' or '.join(choices)}.", where=where)
    if isinstance(one.default, bool):
        if written.lower() not in {"true", "false", "yes", "no", "1", "0"}:
            raise BadParameter("write yes or no.", where=where)
        return written.lower() in {"true", "yes", "1"}
    if isinstance(one.default, int | float):
        return _number(
            written, one.default, may_be_zero=name.startswith(("client_", "cache_", "max_replica_")), where=where
        )
    return written


def _number(written: str, like: float, *, may_be_zero: bool, where: str) -> float:
    unit = _UNITS.get(written[-1:].upper(), 1)
    try:
        number = float(written if unit == 1 else written[:-1]) * unit
    except ValueError:
        number = -1.0
    if not (number > 0 or (may_be_zero and number == 0)) or number == float("inf"):
        raise BadParameter(f"{written!r} is not a number {'of 0 or more' if may_be_zero else 'above 0'}.", where=where)
    return type(like)(number)
