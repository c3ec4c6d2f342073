"""The names of failed downloads."""

from __future__ import annotations

import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectionLost, NoRouteError
from twisted.python.failure import Failure as Fault
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.faults import Stopped, Undecodable, failure_of
from pipelines.outcomes import Failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (CannotResolveHostError("no.such.example"), Failure.DNS),
        (DownloadTimeoutError("slow"), Failure.TIMEOUT),
        (DownloadCancelledError("too large"), Failure.TOO_LARGE),
        (DownloadConnectionRefusedError("refused"), Failure.CONNECT),
        (DownloadFailedError("lost"), Failure.CONNECT),
        (ResponseDataLossError("cut short"), Failure.CONNECT),
        (NoRouteError(), Failure.CONNECT),
        (ConnectionLost(), Failure.CONNECT),
        (Undecodable(Failure.BOMB, "grows"), Failure.BOMB),
        (Undecodable(Failure.DECODE, "garbage"), Failure.DECODE),
        (ValueError("ours"), None),
        (IgnoreRequest("ours"), None),
        (Stopped("ours"), None),
    ],
)
def test_failure_of_an_exception(error: Exception, failure: Failure | None) -> None:
    assert failure is failure_of(error)


@pytest.mark.parametrize(
    "reason", [SSL.Error([("SSL routines", "", "certificate verify failed")]), VerificationError(errors=[])]
)
def test_tls_error_is_found_among_twisted_reasons(reason: Exception) -> None:
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseNeverReceived([Fault(reason)])
    assert failure_of(error) is Failure.TLS


def test_lost_connection_is_no_tls_error() -> None:
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseFailed([Fault(ConnectionLost())])
    assert failure_of(error) is Failure.CONNECT
