"""What a failed download is called in the outcome of its URL, and the exceptions by which we end one ourselves.

IgnoreRequest
├── Refused       must not be fetched
├── Unreachable   must wait: the host does not say what it allows
├── Blocked       was answered by a page that only keeps us out
├── Undecodable   was fetched, but its content encoding is broken or a bomb
└── Stopped       given up because the run ends; the URL stays pending

Exception
└── HeadersTooLarge  one of the reasons of a download that failed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from pipelines.outcomes import Failure

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.bans import Asked
    from pipelines.outcomes import Refusal


class Refused(IgnoreRequest):
    """A request that must not be made."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal


class Unreachable(IgnoreRequest):
    """A request that must wait, because its host does not say what it allows."""

    def __init__(self, reason: str, detail: str, until: datetime | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.until = until


class Blocked(IgnoreRequest):
    """An answer that only keeps us out: a challenge, or the last straw of a ban."""

    def __init__(self, detail: str, until: datetime | None, others: tuple[Asked, ...] = ()) -> None:
        super().__init__(detail)
        self.until = until
        """When the host's pause ends; None: it is not paused, and the answer was a challenge."""
        self.others = others
        """What the host turned away before it was known that it means us."""


class Undecodable(IgnoreRequest):
    """A response whose content encoding cannot be undone."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


class Stopped(IgnoreRequest):
    """A request given up because the run ends; its URL stays pending."""


class HeadersTooLarge(Exception):  # noqa: N818 - the name of the fault
    """A response whose headers do not end; Twisted carries it among the reasons of the download that failed."""


_NAMES: tuple[tuple[type[Exception], Failure], ...] = (
    (CannotResolveHostError, Failure.DNS),
    (DownloadTimeoutError, Failure.TIMEOUT),
    (DownloadCancelledError, Failure.TOO_LARGE),  # Scrapy cancels for no other reason
    (DownloadConnectionRefusedError, Failure.CONNECT),
    (ResponseDataLossError, Failure.CONNECT),
    (DownloadFailedError, Failure.CONNECT),
    (ConnectError, Failure.CONNECT),
    (ConnectionClosed, Failure.CONNECT),
    (NotSupported, Failure.CONNECT),
    (UnsupportedURLSchemeError, Failure.CONNECT),
)

EXPECTED = tuple(kind for kind, _ in _NAMES)
"""Every exception of a download that is no bug of ours, besides IgnoreRequest."""

FINAL = frozenset({Failure.TOO_LARGE, Failure.BOMB, Failure.DECODE})
"""What another attempt would only find again."""


def failure_of(error: BaseException) -> Failure | None:
    """Return the failure an exception stands for, or None for a bug of ours."""
    if isinstance(error, Undecodable):
        return error.failure
    named = next((failure for kind, failure in _NAMES if isinstance(error, kind)), None)
    if named is None:
        return None
    reasons = _reasons(error)
    if any(isinstance(reason, HeadersTooLarge) for reason in reasons):
        return Failure.TOO_LARGE
    return Failure.TLS if any(isinstance(reason, SSL.Error | VerificationError) for reason in reasons) else named


def _reasons(error: BaseException) -> tuple[BaseException, ...]:
    """Return what an exception was raised from; Twisted keeps the reasons of a response as a list."""
    cause = error.__cause__ or error
    return (cause, *(reason.value for reason in getattr(cause, "reasons", None) or ()))
