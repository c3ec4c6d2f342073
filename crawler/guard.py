"""Which addresses the crawler may connect to: public ones, and private ones only for the hosts of a local source.

The check runs on the address of every connection, after the name was resolved, so a name that changes its answer is
caught too. What an URL means, and which hosts belong to a source, is decided elsewhere.
"""

from __future__ import annotations

import os
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Self

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

EVERYWHERE = "THRESHER_RESOLVE_ALL_TO"
"""Names an environment variable for benchmarks and tests: the one address every name resolves to, without DNS.

It opens nothing: the guard judges that address as any other, so a loopback one is reached by local sources only.
"""

# Public by their number, yet they serve the secrets of the machine that asks (Azure's wire server, Oracle's metadata).
_METADATA = frozenset(map(ip_address, ("168.63.129.16", "192.0.0.192")))


class Guard:
    """Tells for every host and address whether it may be connected to, and remembers the hosts it refused."""

    def __init__(self, local_hosts: Iterable[str] = (), *, proxy: str = "") -> None:
        """Let through the hosts of local sources and, as a place to connect to but not to ask for pages, the proxy."""
        self._local = frozenset(local_hosts)
        self._proxy = proxy
        self.refused: set[str] = set()

    def allows(self, host: str, address: str) -> bool:
        """Tell whether ``address``, which ``host`` resolved to, may be connected to."""
        return host == self._proxy or self._may(host, address)

    def allows_literal(self, host: str) -> bool:
        """Tell whether a host may be asked for, as far as that shows before it is resolved."""
        address = literal(host)
        return address is None or self._may(host, address)

    def _may(self, host: str, address: str) -> bool:
        if host in self._local or is_public(address):
            return True
        self.refused.add(host)
        return False


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which hands out no address the guard does not allow."""

    guard: Guard
    everywhere: str = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Take the guard of the run."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.guard = crawler.settings["THRESHER_CONTEXT"].guard
        resolver.everywhere = os.environ.get(EVERYWHERE, "")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve a host and fail as if it did not exist when its address is refused."""

        def check(address: str) -> str:
            if not self.guard.allows(name, address):
                raise DNSLookupError(f"refused {name}: {address} is not a public address")
            return address

        known = self.everywhere or (name if ":" in name else "")  # Scrapy's resolver knows no IPv6 address
        found = succeed(known) if known else super().getHostByName(name, timeout)
        return found.addCallback(check)


def is_public(address: str) -> bool:
    """Tell whether an address stands for a machine on the open internet, whatever it is wrapped in."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip in _METADATA)


def literal(host: str) -> str | None:
    """Return the address that a host name spells out, in any way a resolver would read, or None for a real name.

    >>> literal("0x7f.1")
    '127.0.0.1'
    """
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    last = host.rstrip(".").rpartition(".")[2]
    if not last.isalnum() or not (last.isdigit() or last.lower().startswith("0x")):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address inside a mapped, compatible, 6to4 or NAT64 one."""
    number = int(ip)
    if ip.ipv4_mapped is not None or ip.sixtofour is not None:
        return ip.ipv4_mapped or ip.sixtofour
    if number >> 32 in (0, 0x64FF9B << 64) and number > 1:
        return IPv4Address(number & 0xFFFFFFFF)
    return None
