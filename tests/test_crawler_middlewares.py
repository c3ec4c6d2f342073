"""The downloader middlewares, built with plain values over an engine that answers from a table."""

from __future__ import annotations

import gzip
import random
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector

from crawler.faults import Refused, Undecodable
from crawler.guard import Guard
from crawler.middlewares import AddressGuard, BoundedCompression
from pipelines.outcomes import Failure, Refusal

NEWS = "https://news.example"
NOISE = random.Random(1).randbytes(8000)


def _broken_off() -> bytes:
    """Gzip, and then a block of a kind there is not."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(NOISE) + packer.flush(zlib.Z_FULL_FLUSH) + b"\x07" * 9


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://127.0.0.1/", Refusal.PRIVATE_ADDRESS),
        ("http://0x7f.1:8001/", Refusal.PRIVATE_ADDRESS),
        ("http://[::1]/", Refusal.PRIVATE_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Refusal.PRIVATE_ADDRESS),
        ("ftp://news.example/a", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
    ],
)
def test_what_must_not_leave_is_refused(url: str, refusal: Refusal) -> None:
    with pytest.raises(Refused) as caught:
        AddressGuard(Guard(["127.0.0.5"])).process_request(Request(url))
    assert caught.value.refusal is refusal


@pytest.mark.parametrize("url", ["http://127.0.0.5:8001/", "https://news.example/", "http://1.1.1.1/"])
def test_public_and_declared_local_hosts_pass(url: str) -> None:
    AddressGuard(Guard(["127.0.0.5"])).process_request(Request(url))


@pytest.fixture
def compression() -> BoundedCompression:
    settings = Settings({"DOWNLOAD_MAXSIZE": 10_000, "DOWNLOAD_WARNSIZE": 0, "COMPRESSION_ENABLED": True})
    crawler: Any = SimpleNamespace(settings=settings, signals=SignalManager(), spider=None)
    crawler.stats = StatsCollector(SimpleNamespace(settings=Settings({"STATS_DUMP": False})))  # type: ignore[arg-type]
    return BoundedCompression.from_crawler(crawler)


def _encoded(body: bytes, encoding: str) -> Response:
    return Response(f"{NEWS}/1", body=body, headers={"Content-Encoding": encoding})


def test_only_bounded_encodings_are_offered(compression: BoundedCompression) -> None:
    request = Request(NEWS)
    compression.process_request(request)
    assert request.headers["Accept-Encoding"] == b"gzip, deflate"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_known_encodings_are_undone(compression: BoundedCompression, encoding: str, pack: Any) -> None:
    response = compression.process_response(Request(NEWS), _encoded(pack(b"news"), encoding))
    assert response.body == b"news"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(NOISE) + b"trailing"),
        ("gzip", gzip.compress(NOISE[:100]) + gzip.compress(NOISE[100:])),
        ("gzip", gzip.compress(NOISE)[:-8] + b"checksum"),
        ("deflate", zlib.compress(NOISE) + b"trailing"),
        ("deflate", zlib.compress(NOISE)[2:-4]),
    ],
    ids=["gzip-more", "gzip-two", "gzip-checksum", "deflate-more", "deflate-raw"],
)
def test_what_browsers_forgive_is_forgiven(compression: BoundedCompression, encoding: str, body: bytes) -> None:
    assert compression.process_response(Request(NEWS), _encoded(body, encoding)).body == NOISE


@pytest.mark.parametrize(
    ("encoding", "body", "failure"),
    [
        ("gzip", gzip.compress(b"0" * 10_001, mtime=0), Failure.BOMB),
        ("deflate", zlib.compress(b"0" * 1_000_000), Failure.BOMB),
        ("gzip, gzip", gzip.compress(gzip.compress(b"0" * 100_000, mtime=0), mtime=0), Failure.BOMB),
        ("gzip", b"this is no gzip", Failure.DECODE),
        ("gzip", b"\x1f\x8b\x08", Failure.CONNECT),
        ("gzip", gzip.compress(NOISE)[:-2000], Failure.CONNECT),
        ("gzip", gzip.compress(NOISE)[:-1], Failure.CONNECT),
        ("gzip, x-gzip", gzip.compress(gzip.compress(NOISE)[:-2000]), Failure.CONNECT),
        ("gzip", _broken_off(), Failure.DECODE),
        ("deflate", zlib.compress(NOISE)[:-2000], Failure.CONNECT),
        ("deflate", zlib.compress(NOISE)[2:-2000], Failure.CONNECT),
        ("deflate", b"this is no deflate", Failure.DECODE),
        ("br", b"anything", Failure.DECODE),
        ("gzip, zstd", b"anything", Failure.DECODE),
    ],
)
def test_what_cannot_be_undone_has_a_name(
    compression: BoundedCompression, encoding: str, body: bytes, failure: Failure
) -> None:
    with pytest.raises(Undecodable) as caught:
        compression.process_response(Request(NEWS), _encoded(body, encoding))
    assert caught.value.failure is failure
    assert isinstance(caught.value, IgnoreRequest)
