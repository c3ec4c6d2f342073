"""One address of the newsroom that is listened on; what is answered there is its handler's business."""

from __future__ import annotations

import socket
import socketserver
import sys
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from crawler.newsroom.request import Request
    from crawler.newsroom.site import Site


class Room(Protocol):
    """The newsroom, as far as handlers need it."""

    restless: bool

    def site(self, outlet: str) -> Site:
        """Return an outlet's site."""

    def visit(self, outlet: str, path: str, *, tick: bool) -> int:
        """Return how often a page was fetched, this time included where it counts."""

    def begin(self) -> None:
        """Note that an answer is under way."""

    def record(self, request: Request) -> None:
        """Add an answer that was under way to the log."""


class Listener(ThreadingHTTPServer):
    """Listens on the address of one outlet, or of one fault."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self, room: Room, outlet: str, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]
    ) -> None:
        self.room, self.outlet = room, outlet
        self._open: set[Any] = set()
        super().__init__(address, handler)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.socket.getsockname()
        return host, port

    def server_bind(self) -> None:
        """Bind without asking DNS for the address's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.address

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong, unless it is only the client that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Hang up on every client, wait for the threads and free the address."""
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
