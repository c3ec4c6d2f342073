"""A small world of web servers on 127.0.0.x for end-to-end tests: scripted answers, and a log of what was asked when."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from crawler.newsroom.wire import HTML, RSS, article, feed
from crawler.site_files import AI, PATHS, TDMREP

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

FEED_TYPE = {"Content-Type": RSS}
STATEMENTS = frozenset((PATHS[TDMREP], PATHS[AI]))
HTML_TYPE = {"Content-Type": HTML}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a path answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    """Seconds until the answer begins."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    hang_up: bool = False
    """Whether the connection is closed instead of an answer."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the server saw it, with monotonic times."""

    host: str
    path: str
    began: float
    ended: float
    headers: Mapping[str, str]


class Loopback:
    """Hosts that listen on one port, each with its own replies; unknown paths are 404, robots.txt too."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[tuple[str, str], Reply | Callable[[], Reply]] = {}
        self.log: list[Asked] = []
        self._lock = threading.Lock()

    def url(self, host: str, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def set(self, host: str, path: str, reply: Reply | Callable[[], Reply] | bytes) -> str:
        """Let a path answer, and return its URL."""
        self.replies[host, path] = Reply(body=reply, headers=HTML_TYPE) if isinstance(reply, bytes) else reply
        return self.url(host, path)

    def article(self, host: str, path: str, **reply: float) -> str:
        return self.set(host, path, Reply(body=article(f"{host}{path}"), headers=HTML_TYPE, **reply))

    def feed(self, host: str, urls: list[str], path: str = "/feed") -> str:
        return self.set(host, path, Reply(body=feed(urls), headers=FEED_TYPE))

    def robots(self, host: str, text: str = "", **reply: float) -> None:
        self.set(host, "/robots.txt", Reply(body=text.encode(), headers={"Content-Type": "text/plain"}, **reply))

    def answer(self, host: str, path: str) -> Reply:
        found = self.replies.get((host, path), Reply(status=404, body=b"no such page", headers=HTML_TYPE))
        return found() if callable(found) else found

    def note(self, asked: Asked) -> None:
        with self._lock:
            self.log.append(asked)

    def asked(self, host: str = "") -> list[Asked]:
        with self._lock:
            return sorted((a for a in self.log if host in ("", a.host)), key=lambda a: a.began)

    def paths(self, host: str) -> list[str]:
        """Return what was asked of a host, but for the statements about reuse that precede its first article."""
        return [asked.path for asked in self.asked(host) if asked.path not in STATEMENTS]


@contextmanager
def loopback(hosts: list[str], *, tls: Mapping[str, ssl.SSLContext] | None = None) -> Iterator[Loopback]:
    """Serve hosts on one free port; those named in ``tls`` speak https."""
    with socket.socket() as probe:
        probe.bind((hosts[0], 0))
        world = Loopback(probe.getsockname()[1])
    with ExitStack() as stack:
        for host in hosts:
            server = _Server((host, world.port), _handler(world, host))
            if context := (tls or {}).get(host):
                server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        yield world


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a client hangs up."""


def _handler(world: Loopback, host: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 70

        def do_GET(self) -> None:
            began = time.monotonic()
            reply = world.answer(host, self.path)
            time.sleep(reply.wait)
            self.close_connection = reply.hang_up or "Connection" in reply.headers
            if reply.hang_up:
                world.note(Asked(host=host, path=self.path, began=began, ended=time.monotonic(), headers={}))
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not {"Content-Length", "Connection"} & set(reply.headers):
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            # The client may send its next request as soon as it has the last byte: what it overlaps with ends before.
            world.note(
                Asked(host=host, path=self.path, began=began, ended=time.monotonic(), headers=dict(self.headers))
            )
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            if not reply.drip:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(reply.drip)

        def log_message(self, *_: object) -> None:
            """Keep stderr quiet."""

    return Handler
