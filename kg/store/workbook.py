"""What was worked out of each article, kept beside the store, so that a change costs the work on what it touches.

The computed graphs are made in the way of map and reduce: an article gives *records*, each under a key of a stage; all
records under a key give the *statements* of that key. Whoever puts records is told which keys they touch, and works out
those alone. As statements are a function of the records under their key, and records one of their article, any history
of articles that came, changed and went leaves what the present ones give.

It is a cache: :func:`kg.relate.update_graphs` makes it anew where it is missing, of other rules, or behind the store.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

_FORMAT: Final = 4
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS record (stage TEXT, v TEXT, key TEXT, value TEXT, PRIMARY KEY (stage, key, v)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_article ON record (stage, v, key);
CREATE TABLE IF NOT EXISTS kept (stage TEXT, key TEXT, value TEXT, PRIMARY KEY (stage, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stated (stage TEXT, key TEXT, lines TEXT, PRIMARY KEY (stage, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared (line TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reading (v TEXT, stage TEXT, value BLOB, PRIMARY KEY (v, stage));
CREATE TABLE IF NOT EXISTS graph (v TEXT PRIMARY KEY, digest TEXT, lines BLOB);
PRAGMA user_version = {_FORMAT};
"""
_BY_ARTICLE: Final = "record INDEXED BY by_article"
"""Left to itself, SQLite walks a whole stage for the sake of the order of keys."""
_NAMES: Final = ("record", "kept", "stated", "shared", "reading")
"""The tables of what is worked out; the graphs of articles are as they are, whatever the rules."""

T = TypeVar("T")

encode = msgspec.json.Encoder(order="deterministic").encode
_pack = msgspec.msgpack.Encoder().encode


class Workbook:
    """Records, what is known of keys, and statements; in memory where no *path* is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._discard()
            self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(str(self._path) if self._path else ":memory:", isolation_level=None)
        (made,) = self._db.execute("PRAGMA user_version").fetchone()
        if made != _FORMAT:
            self._db.executescript("".join(f"DROP TABLE IF EXISTS {name};" for name in (*_NAMES, "graph")))
        self._db.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
            f"PRAGMA wal_autocheckpoint=10000; {_TABLES}"
        )
        self._db.execute("BEGIN IMMEDIATE")
        self._net: Counter[str] = Counter()

    def _discard(self) -> None:
        """Put away a file that is no workbook; what was in it is worked out anew."""
        assert self._path is not None
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    # Records

    def put(self, stage: str, v: str, records: Mapping[str, Any]) -> set[str]:
        """Let the records of article *v* at *stage* be *records*, by key; the keys for which that changes something."""
        new = {key: encode(value).decode() for key, value in records.items()}
        old = dict(self._db.execute(f"SELECT key, value FROM {_BY_ARTICLE} WHERE stage = ? AND v = ?", (stage, v)))
        touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        self._db.executemany(
            "DELETE FROM record WHERE stage = ? AND v = ? AND key = ?",
            [(stage, v, key) for key in touched if key not in new],
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)",
            [(stage, v, key, new[key]) for key in touched if key in new],
        )
        return touched

    def of(self, stage: str, v: str) -> dict[str, Any]:
        """The records of article *v* at *stage*, by key."""
        rows = self._db.execute(
            f"SELECT key, value FROM {_BY_ARTICLE} WHERE stage = ? AND v = ? ORDER BY key", (stage, v)
        )
        return {key: msgspec.json.decode(value) for key, value in rows}

    def keys(self, stage: str, v: str) -> set[str]:
        """The keys under which article *v* has records at *stage*."""
        return {
            key for (key,) in self._db.execute(f"SELECT key FROM {_BY_ARTICLE} WHERE stage = ? AND v = ?", (stage, v))
        }

    def at(self, stage: str, key: str) -> list[tuple[str, Any]]:
        """The records under *key*, each with its article, by article."""
        rows = self._db.execute("SELECT v, value FROM record WHERE stage = ? AND key = ? ORDER BY v", (stage, key))
        return [(v, msgspec.json.decode(value)) for v, value in rows]

    def articles(self, stage: str, key: str) -> list[str]:
        """The articles with a record under *key*."""
        rows = self._db.execute("SELECT v FROM record WHERE stage = ? AND key = ? ORDER BY v", (stage, key))
        return [v for (v,) in rows]

    def tally(self, stage: str, key: str) -> list[tuple[Any, int]]:
        """The different records under *key*, each with the number of articles that have it."""
        rows = self._db.execute(
            "SELECT value, COUNT(*) FROM record WHERE stage = ? AND key = ? GROUP BY value ORDER BY value", (stage, key)
        )
        return [(msgspec.json.decode(value), n) for value, n in rows]

    def alike(self, stage: str, v: str) -> dict[str, int]:
        """The articles with records under the keys of article *v*, each with the number of keys in common; *v* too."""
        rows = self._db.execute(
            "SELECT other.v, COUNT(*) FROM record AS mine INDEXED BY by_article "
            "CROSS JOIN record AS other ON other.stage = mine.stage AND "
            "other.key = mine.key WHERE mine.stage = ? AND mine.v = ? GROUP BY other.v",
            (stage, v),
        )
        return dict(rows.fetchall())

    def least(self, stage: str, key: str) -> Any:
        """The first of the records under *key*, as they are written; None where there is none."""
        (value,) = self._db.execute(
            "SELECT MIN(value) FROM record WHERE stage = ? AND key = ?", (stage, key)
        ).fetchone()
        return None if value is None else msgspec.json.decode(value)

    # What was read in an article

    def forget_readings(self, v: str) -> None:
        """Article *v* changed: what was read in its graph holds no more, at no stage."""
        self._db.execute("DELETE FROM reading WHERE v = ?", (v,))

    def keep_reading(self, stage: str, v: str, reading: Any) -> None:
        """Note what *stage* read in the graph of article *v*."""
        self._db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", (v, stage, _pack(reading)))

    def reading(self, stage: str, v: str, kind: type[T]) -> T | None:
        """What *stage* read in article *v*; None where that was not noted."""
        row = self._db.execute("SELECT value FROM reading WHERE v = ? AND stage = ?", (v, stage)).fetchone()
        return None if row is None else msgspec.msgpack.decode(row[0], type=kind)

    # What is known of a key

    def keep(self, stage: str, key: str, value: Any) -> bool:
        """Note *value* for *key*, None for nothing; whether that is new."""
        if self.kept(stage, key) == value:
            return False
        if value is None:
            self._db.execute("DELETE FROM kept WHERE stage = ? AND key = ?", (stage, key))
        else:
            row = (stage, key, encode(value).decode())
            self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
        return True

    def kept(self, stage: str, key: str) -> Any:
        """What was noted for *key*; None where nothing was. Tuples come back as lists."""
        row = self._db.execute("SELECT value FROM kept WHERE stage = ? AND key = ?", (stage, key)).fetchone()
        return None if row is None else msgspec.json.decode(row[0])

    # Statements

    def state(self, stage: str, key: str, lines: Iterable[str], *, shared: bool = False) -> bool:
        """Let the statements of *key* be *lines* of N-Triples; whether that changes them.

        Only *shared* ones may be made for several keys.
        """
        new = set(lines)
        row = self._db.execute("SELECT lines FROM stated WHERE stage = ? AND key = ?", (stage, key)).fetchone()
        old = set(row[0].split("\n")) if row else set()
        if old == new:
            return False
        if new:
            self._db.execute("INSERT OR REPLACE INTO stated VALUES (?, ?, ?)", (stage, key, "\n".join(sorted(new))))
        else:
            self._db.execute("DELETE FROM stated WHERE stage = ? AND key = ?", (stage, key))
        for line in new - old:
            self._count(line, 1, shared=shared)
        for line in old - new:
            self._count(line, -1, shared=shared)
        return True

    def _count(self, line: str, n: int, *, shared: bool) -> None:
        """Note that *line* is made by *n* keys more."""
        if shared:
            self._db.execute(
                "INSERT INTO shared VALUES (?1, ?2) ON CONFLICT (line) DO UPDATE SET n = n + ?2", (line, n)
            )
            (now,) = self._db.execute("SELECT n FROM shared WHERE line = ?", (line,)).fetchone()
            if now == 0:
                self._db.execute("DELETE FROM shared WHERE line = ?", (line,))
            n = (now > 0) - (now - n > 0)
        self._net[line] += n

    def changes(self) -> tuple[list[str], list[str]]:
        """The statements that went and that came since the last time this was asked, sorted."""
        gone = sorted(line for line, n in self._net.items() if n < 0)
        come = sorted(line for line, n in self._net.items() if n > 0)
        self._net.clear()
        return gone, come

    # Graphs of articles

    def keep_graph(self, v: str, digest: str, lines: bytes) -> None:
        """Note the graph of article *v*, which the store knows by *digest*: from here it is read faster."""
        self._db.execute("INSERT OR REPLACE INTO graph VALUES (?, ?, ?)", (v, digest, zlib.compress(lines, 1)))

    def drop_graph(self, v: str) -> None:
        """Forget the graph of article *v*."""
        self._db.execute("DELETE FROM graph WHERE v = ?", (v,))

    def graph(self, v: str, digest: str) -> bytes | None:
        """The graph of article *v*, None where it was not noted, or another one."""
        row = self._db.execute("SELECT lines FROM graph WHERE v = ? AND digest = ?", (v, digest)).fetchone()
        return None if row is None else zlib.decompress(row[0])

    # Its state

    @property
    def stamp(self) -> str | None:
        """The state of the store that this belongs to, as told to :meth:`commit`."""
        found = self.kept("stamp", "")
        return None if found is None else str(found)

    def commit(self, stamp: str) -> None:
        """Make all changes last, for the state of the store that is called *stamp*."""
        self.keep("stamp", "", stamp)
        self.save()

    def save(self) -> None:
        """Make all changes last; those of records and statements are not whole before :meth:`commit`."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def roll_back(self) -> None:
        """Forget what was not made to last."""
        self._db.execute("ROLLBACK")
        self._db.execute("BEGIN IMMEDIATE")
        self._net.clear()

    def clear(self) -> None:
        """Forget everything."""
        for name in _NAMES:
            self._db.execute(f"DELETE FROM {name}")
        self._net.clear()

    def shred(self) -> None:
        """Let no file hold what is in here no more."""
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self._db.execute("ROLLBACK")
        self._db.close()
