"""Runs the newsroom on loopback: one listener for each outlet, a request log and visit counters. What is answered stands elsewhere."""

from __future__ import annotations

import errno
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Self

from cleaning.errors import AddressError
from crawler.newsroom.fault_server import FaultListener
from crawler.newsroom.faults import chosen
from crawler.newsroom.faulty import FaultSite
from crawler.newsroom.handler import Handler
from crawler.newsroom.listener import Listener
from crawler.newsroom.site import Site, Urls
from crawler.newsroom.world import EDITIONS, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.newsroom.request import Request

PORT = 8750
"""Where the demo serves, so that a second demo knows the same URLs."""
TRIES = 20
"""How many ports are drawn before giving up on finding one that is free on all addresses."""

PATIENCE = 1.0
"""Seconds for which reading the log waits for answers under way: a client may have read one that is not yet noted."""


class Newsroom:
    """The newsroom as a running server; a context manager that serves until it is left."""

    restless = False
    """Whether what stands around an article differs with every visit; may be set while serving."""

    def __init__(self, port: int = 0, *, edition: int = 1, seed: int = 1, faults: Iterable[str] = ()) -> None:
        """Prepare to serve; ``faults`` names those of ``faults.faults()`` that are served too, or is ("all",)."""
        self.world = World(seed)
        self._faults = {fault.name: (f"127.0.9.{place}", fault) for place, fault in enumerate(chosen(faults), 1)}
        self.edition = edition
        self._wanted, self._port = port, 0
        huge = "too-large" in self._faults
        self._sites = {(o.id, e): Site(self.world, o.id, e, huge) for o in self.world.outlets for e in EDITIONS}
        self._listeners: list[Listener] = []
        self._visits: Counter[tuple[str, str]] = Counter()
        self._log: list[Request] = []
        self._answering = 0
        self._lock = threading.Condition()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def edition(self) -> int:
        """The edition shown; may be set while serving."""
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        if edition not in EDITIONS:
            raise ValueError(f"the newsroom has the editions {EDITIONS}, not {edition}")
        self._edition = edition

    @property
    def port(self) -> int:
        """The port of all outlets; 0 while not serving."""
        return self._port

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request answered so far, in the order in which the answers ended; waits a moment for those under way."""
        with self._lock:
            self._lock.wait_for(lambda: not self._answering, PATIENCE)
            return tuple(self._log)

    def url(self, outlet: str, path: str = "/") -> str:
        """Return the address of a page of an outlet."""
        return f"http://{self.world.outlet(outlet).host}:{self._port}{path}"

    def home(self, outlet: str) -> str:
        """Return the address of an outlet's front page."""
        return self.url(outlet)

    def urls(self, outlet: str) -> Urls:
        """Return what a complete crawl of the current edition of an outlet meets, as whole URLs."""
        return self.site(outlet).urls().at(self.url(outlet, ""))

    def site(self, outlet: str) -> Site:
        """Return an outlet's site in the current edition."""
        return self._sites[outlet, self._edition]

    @property
    def faults(self) -> dict[str, FaultSite]:
        """The sites of the faults, by name."""
        return {
            name: FaultSite(fault=fault, base=f"{fault.scheme}://{host}:{self._port}")
            for name, (host, fault) in self._faults.items()
        }

    def start(self) -> None:
        """Bind all addresses and serve; AddressError when that is impossible."""
        self._listeners = self._bind()
        self._port = self._listeners[0].address[1]
        for listener in self._listeners:
            name = f"newsroom-{listener.outlet}"
            threading.Thread(target=listener.serve_forever, args=(0.1,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Stop serving and free the addresses."""
        with ThreadPoolExecutor(len(self._listeners) or 1) as pool:
            list(pool.map(Listener.shutdown, self._listeners))
        _close(self._listeners)
        self._listeners, self._port = [], 0

    def visit(self, outlet: str, path: str, *, tick: bool) -> int:
        """Return how often a page was fetched, this time included where it counts."""
        with self._lock:
            self._visits[outlet, path] += tick
            return max(1, self._visits[outlet, path])

    def begin(self) -> None:
        """Note that an answer is under way."""
        with self._lock:
            self._answering += 1

    def record(self, request: Request) -> None:
        """Add an answer that was under way to the log."""
        with self._lock:
            self._log.append(request)
            self._answering -= 1
            self._lock.notify_all()

    def _bind(self) -> list[Listener]:
        for _ in range(TRIES):
            found = self._bind_once(self._wanted)
            if found:
                return found
        hosts = [host for host, _ in self._places()]
        raise AddressError(f"no port is free on all of the newsroom's addresses, {hosts[0]} to {hosts[-1]}")

    def _bind_once(self, port: int) -> list[Listener]:
        """Bind every address to one port; an empty list where a drawn port is taken on one of them."""
        made: list[Listener] = []
        for host, listen in self._places():
            try:
                made.append(listen((host, port)))
            except OSError as error:
                _close(made)
                if self._wanted or error.errno != errno.EADDRINUSE:
                    raise AddressError(_refusal(host, port, error)) from error
                return []
            port = made[0].address[1]
        return made

    def _places(self) -> Iterator[tuple[str, Callable[[tuple[str, int]], Listener]]]:
        """Give every address, with what listens on its port."""
        for outlet in self.world.outlets:
            yield outlet.host, partial(Listener, self, outlet.id, handler=Handler)
        for host, fault in self._faults.values():
            yield host, partial(FaultListener, self, fault)


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another with --port"
    return f"the newsroom cannot listen on {host}, port {port}: {error.strerror or error}"


def _close(listeners: Iterable[Listener]) -> None:
    for listener in listeners:
        listener.close()
