"""The robots middleware over an engine that answers site files from a table, with a clock that is moved."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.asking import MARK
from crawler.context import SETTING, Context
from crawler.hosts import Hosts
from crawler.lease import Lease
from crawler.middlewares import SafeRobots
from crawler.scheduler import LEASE
from pipelines.outcomes import UrlKind

NEWS = "https://news.example"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Engine:
    """Answers site files from a table of URL to response or exception, after a while, and counts what it was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.sent: list[Request] = []
        self.downloader = SimpleNamespace(slots={}, per_slot_settings={})

    async def download_async(self, request: Request) -> Response:
        assert MARK in request.meta
        self.asked[request.url] += 1
        self.sent.append(request)
        await asyncio.sleep(0.01)
        answer = self.answers[request.url]
        if isinstance(answer, Exception):
            raise answer
        status, body, headers = (*answer, {})[:3] if len(answer) < 3 else answer
        return Response(request.url, status=status, body=body, headers=headers)


class Gate:
    """The robots middleware with everything around it in memory, and a clock that is moved."""

    def __init__(self, answers: dict[str, Any], declared: float = 1.0) -> None:
        self.now = NOW
        self.engine = Engine({f"{NEWS}{path}" if path.startswith("/") else path: a for path, a in answers.items()})
        frontier: Any = None
        self.context = Context(
            frontier=frontier, sources={}, clock=lambda: self.now, commit=lambda _: None,
            hosts=Hosts(declared={"news.example": declared}),
        )  # fmt: skip
        self.crawler: Any = SimpleNamespace(engine=self.engine, settings={SETTING: self.context})
        self.robots = SafeRobots(self.crawler)

    async def ask(self, *paths: str, kind: UrlKind = UrlKind.FEED) -> list[Any]:
        requests = [Request(url, meta={LEASE: _lease(url, kind)}) for url in (f"{NEWS}{path}" for path in paths)]
        return await asyncio.gather(*map(self.robots.process_request, requests), return_exceptions=True)

    def again(self) -> None:
        """Begin a new run over the same site files."""
        self.robots = SafeRobots(self.crawler)


def _lease(url: str, kind: UrlKind) -> Lease:
    return Lease(id=1, url=url, source="a", host="news.example", kind=kind)
