"""What protects the crawl's process from servers: addresses of either family, no proxy but the configured one. Bounds: ``faultroom``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured

from cleaning.errors import ConfigError
from crawler.context import SETTING
from crawler.guard import Guard
from crawler.proxy import Proxy, proxy_host
from crawler.sources_file import parse
from tests.crawls import NEWS, ROOT, declare, outcomes, thresher
from tests.loopback import STATEMENTS, Loopback, article, feed, loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOST, SECOND = "127.0.0.61", "127.0.0.62"


@contextmanager
def raw(address: str, answer: Callable[[str], Iterator[bytes]]) -> Iterator[tuple[int, list[str]]]:
    """Serve what no HTTP server would: one answer a connection, written piece by piece; yields the port and request lines."""
    asked: list[str] = []
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as server:

        def serve(client: socket.socket) -> None:
            with client, client.makefile("rb") as heard:
                lines = list(iter(lambda: heard.readline().strip(), b""))
                asked.append(lines[0].decode() if lines else "")
                try:
                    for piece in answer(asked[-1].split(" ")[1]):
                        client.sendall(piece)
                except OSError:
                    return

        def accept() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)


def plain(body: bytes, status: str = "200 OK", kind: str = "text/html") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6 loopback")
def test_ipv6_literal_is_crawled_where_the_source_is_local(tmp_path: Path) -> None:
    def answer(path: str) -> Iterator[bytes]:
        root = f"http://[::1]:{port}"
        if path == "/robots.txt":
            yield plain(b"", "404 Not Found")
        else:
            rss = feed([f"{root}{NEWS}1", f"http://[::ffff:127.0.0.1]:{port}{NEWS}2"])
            yield plain(rss, kind="application/rss+xml") if path == "/feed" else plain(article(path))

    with raw("::1", answer) as (port, _):
        root = f"http://[::1]:{port}"
        declare(tmp_path, {"id": "a", "home": f"{root}/", "feeds": [f"{root}/feed"]})
        done = thresher(tmp_path, "crawl", timeout=50)
    assert (0, "") == (done.returncode, done.stderr)
    found = {url.rpartition("-")[2]: end for url, end in outcomes(tmp_path).items() if NEWS in url}
    assert {"1": ("done", "stored", None), "2": ("done", "refused", "off-site")} == found


# A name server for one crawl; everything else is as in production.
NAME_SERVER = """
import socket
from crawler.cli import main
known = {"six.example": ["::1"], "both.example": ["::1", "10.0.0.1"], "mixed.example": ["10.0.0.1", "fd00::1"]}
asked = socket.getaddrinfo

def answer(name, *rest, **more):
    return [found for address in known.get(name, [name]) for found in asked(address, *rest, **more)]

if __name__ == "__main__":
    socket.getaddrinfo = answer
    main()
"""


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6 loopback")
def test_a_host_with_an_ipv6_address_alone_is_crawled_and_one_that_leads_inside_refused(tmp_path: Path) -> None:
    def answer(path: str) -> Iterator[bytes]:
        if path == "/feed":
            yield plain(feed([f"http://six.example:{port}{NEWS}1"]), kind="application/rss+xml")
        else:
            yield plain(article(path)) if path.startswith(NEWS) else plain(b"", "404 Not Found")

    with raw("::1", answer) as (port, asked):
        roots = {name: f"http://{name}.example:{port}" for name in ("six", "both", "mixed")}
        declare(
            tmp_path,
            *(
                {"id": name, "home": f"{root}/", "feeds": [f"{root}/feed"], "local": name == "six"}
                for name, root in roots.items()
            ),
        )
        (tmp_path / "name_server.py").write_text(NAME_SERVER)
        done = subprocess.run(
            [sys.executable, str(tmp_path / "name_server.py"), "crawl", "-C", str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=80, check=False,
        )  # fmt: skip
    assert (3, "") == (done.returncode, done.stderr)
    found = outcomes(tmp_path)
    assert found[f"{roots['six']}{NEWS}1"] == ("done", "stored", None)
    for name in ("both", "mixed"):
        assert found[f"{roots[name]}/feed"] == ("done", "refused", "private-address")
    assert [line.split(" ")[1] for line in asked if "well-known" not in line and "ai.txt" not in line] == [
        "/robots.txt", "/feed", f"{NEWS}1",
    ]  # fmt: skip


def test_ipv6_address_inside_somebodys_network_is_refused() -> None:
    assert not Guard().allows_literal("fd00::1")
    assert Guard().allows_literal("2606:4700::1111")


class TestProxy:
    """The proxy of sources.toml, and no other."""

    def crawl(self, world: Loopback, folder: Path, head: str = "") -> Any:
        declare(
            folder,
            {"id": "a", "home": world.url(SECOND), "feeds": [world.feed(SECOND, [world.article(SECOND, f"{NEWS}1")])]},
        )
        file = folder / "sources.toml"
        file.write_text(head + file.read_text())
        return thresher(folder, "crawl", timeout=50)

    def test_everything_goes_through_the_configured_one(self, tmp_path: Path) -> None:
        def answer(target: str) -> Iterator[bytes]:
            path = target.removeprefix(world.url(SECOND, ""))
            found = world.answer(SECOND, path)
            yield plain(found.body, f"{found.status} x", found.headers["Content-Type"])

        with loopback([SECOND]) as world, raw(HOST, answer) as (port, asked):
            done = self.crawl(world, tmp_path, f'proxy = "http://{HOST}:{port}"\n')
            assert (0, "") == (done.returncode, done.stderr)
            assert [] == world.asked()
            wanted = {world.url(SECOND, path) for path in ("/robots.txt", "/feed", f"{NEWS}1")}
            statements = {world.url(SECOND, path) for path in STATEMENTS}
        assert wanted == {line.split(" ")[1] for line in asked} - statements

    def test_environment_names_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.63:9")
        with loopback([SECOND]) as world:
            assert self.crawl(world, tmp_path).returncode == 0
            assert ["/robots.txt", "/feed", f"{NEWS}1"] == world.paths(SECOND)

    def test_credentials_go_to_the_proxy_alone(self) -> None:
        request = Request("http://news.example/")
        Proxy("http://me:p%40ss@proxy.example:3128").process_request(request)
        assert request.meta["proxy"] == "http://proxy.example:3128"
        assert request.headers["Proxy-Authorization"] == b"Basic bWU6cEBzcw=="

    def test_there_is_none_unless_configured(self) -> None:
        context: Any = type("Context", (), {"proxy": None})
        crawler: Any = type("Crawler", (), {"settings": {SETTING: context}})
        with pytest.raises(NotConfigured):
            Proxy.from_crawler(crawler)

    def test_guard_lets_the_proxy_be_connected_to_but_not_be_asked_for_pages(self) -> None:
        guard = Guard(proxy=proxy_host("http://127.0.0.1:3128"))
        assert "127.0.0.1" == guard.choose("127.0.0.1", ["127.0.0.1"])
        assert not guard.allows_literal("127.0.0.1")


@pytest.mark.parametrize(
    "written",
    ["proxy.example:3128", "https://proxy.example", "http://", "http://proxy.example:x", "http://a.example/b", ""],
)
def test_what_is_no_proxy_is_refused_with_an_example(written: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"field 'proxy': .* is no proxy; write its address and port"):
        parse(f'proxy = "{written}"\n', tmp_path / "sources.toml")


def test_proxy_is_read(tmp_path: Path) -> None:
    assert parse('proxy = "http://proxy.example:3128/"\n', tmp_path / "a").proxy == "http://proxy.example:3128"
