"""Listens to every answer: whether its host asks us to wait, is strained, or turns us away.

What is heard is put into ``hosts`` before anything else is done with the answer. Two middlewares, because a wish to be
left alone counts whatever its body is, and a challenge is told by its decoded body.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from cleaning.urls import host
from crawler.answers import MISSING, asked_to_wait
from crawler.bans import Asked, Sign, is_gate
from crawler.challenges import challenge
from crawler.context import SETTING
from crawler.faults import Blocked
from crawler.headers import value
from crawler.pace import Pace
from crawler.scheduler import LEASE
from crawler.stopping import storing

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.context import Errand

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


class Patience:
    """Leaves a host alone for as long as an answer asks, be it to a page, a feed or a site file."""

    def __init__(self, crawler: Crawler) -> None:
        self._context: Errand = crawler.settings[SETTING]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context of the run."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass an answer on; a database that fails ends the run."""
        wanted = asked_to_wait(response.status, value(response, "Retry-After"), self._context.clock())
        if wanted:
            with storing(self._context.stop):
                self._context.hosts.hold(host(request.url), *wanted)
        return response


class Watch:
    """Hears whether a host is strained or turns us away; a page that only keeps us out never reaches the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._context: Errand = crawler.settings[SETTING]
        self._pace = Pace(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context of the run."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass an answer on, or raise Blocked when it only keeps us out; a database that fails ends the run."""
        if LEASE not in request.meta:
            return response
        name, latency = request.meta[LEASE].host, request.meta.get("download_latency")
        if latency is not None and self._context.hosts.measured(name, latency):
            self._pace.apply(name)
        with storing(self._context.stop):
            self._judge(request, response, self._context.clock())
        return response

    def _judge(self, request: Request, response: Response, now: datetime) -> None:
        sign, detail = sign_of(response)
        if sign is None:
            return
        lease, hosts = request.meta[LEASE], self._context.hosts
        away = hosts.received(lease.host, sign, Asked(lease.url, lease.source), now)
        if away or sign is Sign.CHALLENGE:
            others = tuple(asked for asked in away if asked.url != lease.url)
            until = hosts.holds.until(lease.host) if away else None
            raise Blocked(hosts.reason(lease.host) if away else detail, until, others)


def sign_of(response: Response) -> tuple[Sign | None, str]:
    """Return what an answer says of how we are received, and a word on it; None: nothing."""
    status = response.status
    if service := challenge(status, lambda name: value(response, name), response.body):
        return Sign.CHALLENGE, f"challenge page ({service})"
    if status in _REFUSALS:
        return Sign.REFUSAL, ""
    if 300 <= status < 400 and is_gate(value(response, "Location")):
        return Sign.WALL, ""
    return (Sign.FINE if 200 <= status < 400 or status in MISSING else None), ""
