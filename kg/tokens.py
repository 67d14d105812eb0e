"""Who may write: tokens in a file that keeps their hashes, each with scopes and, where one is set, a last day.

A token is 256 random bits, so a plain SHA-256 is enough to keep it by. It is shown once, when it is made. Without the
file, or with none in it that holds, nothing can be written from outside.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast, get_args

import msgspec

from kg.errors import BadParameter, Forbidden, NotAuthorized, UnknownName

Scope: TypeAlias = Literal["update", "graphs", "ingest", "raw"]
SCOPES: Final[dict[Scope, str]] = {
    "update": "SPARQL Update at /update",
    "graphs": "the Graph Store Protocol at /graphs",
    "ingest": "articles handed in at /ingest",
    "raw": "what is written is not checked against the shapes",
}
FILE_NAME: Final = "tokens.json"


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is kept: never itself, only its hash. ``until`` is the last day on which it holds."""

    name: str
    sha256: str
    scopes: tuple[Scope, ...]
    until: date | None = None


class TokenFile:
    """The tokens in the file at *path*; read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> tuple[Token, ...]:
        """All tokens. Raises: BadParameter where the file is damaged."""
        try:
            found = self.path.stat()
            if (found.st_mtime_ns, found.st_ino) != self._seen:
                self._tokens = msgspec.json.decode(self.path.read_bytes(), type=tuple[Token, ...])
                self._seen = found.st_mtime_ns, found.st_ino
        except FileNotFoundError:
            return ()
        except (msgspec.MsgspecError, OSError) as exc:
            raise BadParameter("the file of tokens cannot be read.", where=self.path.name) from exc
        return self._tokens

    def add(self, scopes: Sequence[str], *, name: str, until: date | None = None) -> str:
        """Make a token and keep its hash; the token, which nobody can read again.

        Raises: BadParameter for an unknown scope or a name that is taken.
        """
        unknown = [scope for scope in scopes if scope not in get_args(Scope)]
        if unknown or not scopes:
            raise BadParameter(f"there is no scope {', '.join(unknown) or 'given'}. There are: {', '.join(SCOPES)}.")
        if any(token.name == name for token in self.tokens()):
            raise BadParameter(f"there is a token named {name!r} already. Remove it, or take another name.")
        secret = secrets.token_urlsafe(32)
        kept = cast(tuple[Scope, ...], tuple(sorted(set(scopes))))
        self._write([*self.tokens(), Token(name=name, sha256=_hash(secret), scopes=kept, until=until)])
        return secret

    def remove(self, name: str) -> None:
        """Let a token hold no more. Raises: UnknownName."""
        left = [token for token in self.tokens() if token.name != name]
        if len(left) == len(self.tokens()):
            raise UnknownName(f"there is no token named {name!r}.", where=str(self.path))
        self._write(left)

    def _write(self, tokens: Sequence[Token]) -> None:
        new = self.path.with_name(f".{self.path.name}.new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(tokens)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.path)

    def admit(self, header: str | None, scopes: Collection[Scope], *, today: date) -> Token:
        """The token that the ``Authorization`` header brings, where it has one of *scopes*.

        Every hash is compared, each in constant time.
        Raises: NotAuthorized without a token that holds; Forbidden where it lacks the scope.
        """
        kind, _, secret = (header or "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise NotAuthorized("writing needs a token: send `Authorization: Bearer TOKEN`. `kg token add` makes one.")
        wanted = _hash(secret.strip())
        known = [token for token in self.tokens() if hmac.compare_digest(token.sha256, wanted)]
        if not known or (known[0].until is not None and known[0].until < today):
            raise NotAuthorized("this token is not known here, or holds no more.")
        if not set(known[0].scopes) & set(scopes):
            raise Forbidden(f"this token has no scope {' or '.join(sorted(scopes))}.")
        return known[0]


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
