"""A loopback press of small papers, one a host, that publish as they are told to and log every request to the end."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from crawler.declaring import add_blocks
from crawler.newsroom.wire import feed
from crawler.sources import Source
from crawler.sources_file import FILE

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_DAY = "/2026/03/01/"
_KINDS = ("missing", "moved", "gone", "list")
_TOPICS = "bridge harbour school library tram budget museum forest hospital market theatre river".split()


@dataclass(slots=True)
class Asked:
    """One request; monotonic times, ``ended`` 0 while the answer is not out."""

    url: str
    began: float
    ended: float = 0.0
    peer: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One host and what it will have published in the end."""

    host: str
    paths: tuple[str, ...]

    def is_article(self, path: str) -> bool:
        """Tell whether a path is a story, not one of the faults sown among them."""
        return not path.rpartition("-")[2].isalpha()


@dataclass
class Press:
    """The papers, served from a thread of this process while it is open."""

    papers: dict[str, Paper]
    wait: tuple[float, float] = (0.0, 0.02)
    """Between which seconds each answer is held back."""
    share: float = 1.0
    """How much of what there is the feeds name by now."""
    log: list[Asked] = field(default_factory=list)
    port: int = 0

    @classmethod
    def of(cls, hosts: int, stories: int, *, first: str = "127.0.1.1") -> Press:
        """Return a press of so many hosts, the first at an address, with so many URLs each."""
        head, _, number = first.rpartition(".")
        names = [f"{head}.{int(number) + n}" for n in range(hosts)]
        return cls(
            {name: Paper(name, tuple(_path(n, number) for number in range(stories))) for n, name in enumerate(names)}
        )

    def __enter__(self) -> Self:
        self._rng = random.Random(7)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def declare(self, folder: Path) -> None:
        """Write the sources.toml of all the papers into a folder."""
        often: dict[str, Any] = {"poll_min_minutes": 0, "poll_max_minutes": 0, "revisit_hours": ()}
        sources = []
        for n, name in enumerate(self.papers):
            own = Source(id=f"paper-{n}", home=self.url(name, "/"), feeds=(self.url(name, "/feed"),), local=True)
            sources.append(replace(own, delay=0.0, max_age_days=36500, **often))
        add_blocks(folder / FILE, sources)

    def url(self, host: str, path: str) -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def urls(self, *, articles: bool = False) -> set[str]:
        """Return every URL the feeds will have named, or those of the stories only."""
        pairs = ((paper, path) for paper in self.papers.values() for path in paper.paths)
        return {self.url(paper.host, path) for paper, path in pairs if not articles or paper.is_article(path)}

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._servers = []
        for name in self.papers:
            serving = self._loop.run_until_complete(asyncio.start_server(self._serve, name, self.port))
            self.port = serving.sockets[0].getsockname()[1]
            self._servers.append(serving)
        self._loop.call_soon(started.set)
        self._loop.run_forever()

    async def _end(self) -> None:
        for serving in self._servers:
            serving.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1")
                asked = Asked(self.url(host, path), time.monotonic())
                self.log.append(asked)
                if path.startswith(_DAY):
                    await asyncio.sleep(self._rng.uniform(*self.wait))
                writer.write(self._answer(self.papers[host], path))
                await writer.drain()
                asked.ended = time.monotonic()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, paper: Paper, path: str) -> bytes:
        if path == "/feed":
            named = paper.paths[: max(1, round(len(paper.paths) * self.share))]
            return _reply(200, feed(self.url(paper.host, path) for path in named), "application/rss+xml")
        if path not in paper.paths or path.endswith("-missing"):
            return _reply(404, b"no such page")
        if path.endswith("-gone"):
            return _reply(410, b"no more")
        if path.endswith("-moved"):
            return _reply(301, b"", location=paper.paths[0])
        return _reply(200, b"<p>Nothing</p>" if path.endswith("-list") else _story(paper.host, path))


def _path(host: int, number: int) -> str:
    """Return a story's path; every tenth is one of the faults."""
    fault = f"-{_KINDS[number // 10 % len(_KINDS)]}" if number % 10 == 9 else ""
    topic = _TOPICS[(host + number) % len(_TOPICS)]
    return f"{_DAY}the-{topic}-of-town-{host}-and-what-it-costs-{number}{fault}"


def _reply(status: int, body: bytes, kind: str = "text/html", location: str = "") -> bytes:
    moved = f"Location: {location}\r\n" if location else ""
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}; charset=utf-8\r\n{moved}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _story(host: str, path: str) -> bytes:
    rng, title = random.Random(path), f"{path.rpartition('/')[2].replace('-', ' ').capitalize()}"
    text = "".join(
        f"<p>The council of {host} met {rng.randrange(2, 99)} times about {rng.choice(_TOPICS)} {n}, and the members spoke for "
        f"{rng.randrange(2, 9)} hours about the {rng.choice(_TOPICS)}, the {rng.choice(_TOPICS)} and the winter to come.</p>"
        for n in range(4)
    )
    page: Any = (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><main><article><h1>{title}</h1>{text}"
    )
    return f"{page}</article></main></body></html>".encode()
