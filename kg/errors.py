"""Every exception of the program, each a sentence that says where, what, and what to do.

KgError
├── UsageError              the command or request is not one we know        (exit 2, HTTP 400)
│   ├── UnknownName         a query, event type or format that does not exist (HTTP 404)
│   ├── BadParameter        a parameter is missing or of the wrong kind       (HTTP 400)
│   ├── NotAcceptable       no such result format                             (HTTP 406)
│   ├── ReadOnly            an update where none is taken                     (HTTP 403)
│   ├── TooLarge            a query longer than is read here                  (HTTP 413)
│   ├── NotAuthorized       a write without a token that is known             (HTTP 401)
│   ├── Forbidden           a write that the token has no scope for           (HTTP 403)
│   ├── ProtectedGraph      a write to a graph of the program itself          (HTTP 409)
│   ├── UnreadableUpload    RDF that does not parse, or may not be sent       (HTTP 400)
│   ├── Nonconforming       RDF that violates the shapes                      (HTTP 422)
│   └── UnsupportedKind     a request body of a kind we do not read           (HTTP 415)
├── UnreadableArticle       a file that is not an article we can read         (HTTP 422)
├── InvalidFacts            a facts document that is not of the model         (HTTP 422)
├── ReaderUnavailable       a second reader of articles that does not answer  (HTTP 502)
├── MalformedQuery          SPARQL that does not parse                        (HTTP 400)
├── OverLimit               a query that ran into a limit                     (HTTP 503)
│   └── TooMany             a client that asks more than its share            (HTTP 429)
└── StoreError              the store cannot be opened, read or written       (HTTP 503)
    ├── StoreLocked         another process is writing                        (HTTP 503)
    └── StoreFull           the disk is full, or nearly                       (HTTP 507)
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all errors of the program: ``str(error)`` is the sentence to show.

    ``where`` is the file, IRI or parameter in question, kept apart for programs.

    >>> str(KgError("no date", where="a.txt"))
    'a.txt: no date'
    """

    http_status = 500
    exit_code = 3

    def __init__(self, message: str, *, where: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where


class UsageError(KgError):
    """The command or request is not one we know."""

    http_status = 400
    exit_code = 2


class UnknownName(UsageError):
    """A query, event type or format that does not exist."""

    http_status = 404


class BadParameter(UsageError):
    """A parameter is missing or of the wrong kind."""


class NotAcceptable(UsageError):
    """No such result format."""

    http_status = 406


class ReadOnly(UsageError):
    """An update where none is taken."""

    http_status = 403


class TooLarge(UsageError):
    """A query longer than is read here."""

    http_status = 413


class NotAuthorized(UsageError):
    """A write without a token that is known."""

    http_status = 401


class Forbidden(UsageError):
    """A write that the token has no scope for, or that comes from another site."""

    http_status = 403


class ProtectedGraph(UsageError):
    """A write to a graph of the program itself."""

    http_status = 409


class UnreadableUpload(UsageError):
    """RDF that does not parse, or holds what may not be sent; the message holds line and column where known."""


class Nonconforming(UsageError):
    """RDF that violates the shapes."""

    http_status = 422


class UnsupportedKind(UsageError):
    """A request body of a kind we do not read."""

    http_status = 415


class UnreadableArticle(KgError):
    """A file that is not an article we can read."""

    http_status = 422
    exit_code = 1


class InvalidFacts(KgError):
    """A facts document that is not of the model."""

    http_status = 422


class ReaderUnavailable(KgError):
    """A second reader of articles (a language model) that does not answer, or not as asked."""

    http_status = 502


class MalformedQuery(KgError):
    """SPARQL that does not parse; the message holds line and column where known."""

    http_status = 400
    exit_code = 2


class OverLimit(KgError):
    """A query that ran into a limit; the message names it. ``retry_after_s`` says when to ask again."""

    http_status = 503

    def __init__(self, message: str, *, where: str | None = None, retry_after_s: int = 5) -> None:
        super().__init__(message, where=where)
        self.retry_after_s = retry_after_s


class TooMany(OverLimit):
    """A client that asks more than its share."""

    http_status = 429


class StoreError(KgError):
    """The store cannot be opened, read or written."""

    http_status = 503


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreFull(StoreError):
    """The disk is full, or nearly: nothing was changed, reading goes on."""

    http_status = 507
