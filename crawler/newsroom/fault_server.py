"""Serves one fault on its own address: what it answers goes onto the wire as it is. Runs as part of the newsroom."""

from __future__ import annotations

import socket
import ssl
import struct
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.newsroom.handler import noted
from crawler.newsroom.listener import Listener
from crawler.newsroom.wire import Call, Reset

if TYPE_CHECKING:
    from crawler.newsroom.faulty import Fault
    from crawler.newsroom.listener import Room

_AT_ONCE = struct.pack("ii", 1, 0)


class FaultHandler(BaseHTTPRequestHandler):
    """Answers one request of a connection."""

    server: FaultListener
    timeout = 60

    def handle(self) -> None:
        """Answer what is asked, or, where nothing is read, whatever was sent."""
        if self.server.fault.unread:
            self.request.recv(2**16)
            self._answer("")
        else:
            self.handle_one_request()

    def do_GET(self) -> None:
        """Answer, and note it like any request."""
        room, started = self.server.room, time.monotonic()
        room.begin()
        try:
            self._answer(self.path)
        finally:
            room.record(noted(self, self.server, started, 0))

    def log_message(self, *_: object) -> None:
        """Say nothing; the newsroom keeps its own log."""

    def _answer(self, path: str) -> None:
        call = Call(path=path, base=self.server.base, wait=self.server.wait)
        try:
            for piece in self.server.fault.answer(call):
                self.wfile.write(piece)
        except Reset:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.request.close()


class FaultListener(Listener):
    """Listens on one fault's address."""

    daemon_threads = True

    def __init__(self, room: Room, fault: Fault, address: tuple[str, int]) -> None:
        self.fault = fault
        self._stopped = threading.Event()
        super().__init__(room, fault.name, address, FaultHandler)
        if fault.scheme == "https" and not fault.unread:
            self.socket = certified().wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        host, port = self.address
        return f"{self.fault.scheme}://{host}:{port}"

    def wait(self, seconds: float) -> None:
        """Sleep; raise OSError when serving ends meanwhile."""
        if self._stopped.wait(seconds):
            raise ConnectionAbortedError

    def close(self) -> None:
        """Wake who waits, and hang up."""
        self._stopped.set()
        super().close()


@cache
def certified() -> ssl.SSLContext:
    """Make a certificate that nobody vouches for, once."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "courier.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:  # ssl loads certificates from files alone
        file.write(private + signed.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context
