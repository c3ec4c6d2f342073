"""Which addresses the crawler may connect to: public ones, and private ones only for the hosts of a local source.

The check runs on the address of every connection, after the name was resolved, so a name that changes its answer is
caught too; of a name with several addresses only one that passed is ever connected to. What an URL means, and which hosts belong to a source, is decided elsewhere.
"""

from __future__ import annotations

import os
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, Self

from scrapy import resolver
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import TimeoutError as DeferredTimeout
from twisted.internet.defer import succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThreadPool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure

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

    def choose(self, host: str, addresses: Sequence[str]) -> str | None:
        """Return the first of a host's addresses that may be connected to; a host with none is refused."""
        allowed = (address for address in addresses if self._free(host, address) or host == self._proxy)
        found = next(allowed, None)
        if found is None:
            self.refused.add(host)
        return found

    def allows_literal(self, host: str) -> bool:
        """Tell whether a host may be asked for, as far as that shows before it is resolved."""
        address = literal(host)
        return address is None or self._may(host, address)

    def _may(self, host: str, address: str) -> bool:
        if self._free(host, address):
            return True
        self.refused.add(host)
        return False

    def _free(self, host: str, address: str) -> bool:
        return host in self._local or is_public(address)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which knows IPv6 too and hands out no address the guard does not allow."""

    guard: Guard
    everywhere: str = ""
    reactor: Any

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Take the guard of the run."""
        made = super().from_crawler(crawler, reactor)
        made.guard = crawler.settings["THRESHER_CONTEXT"].guard
        made.everywhere = os.environ.get(EVERYWHERE, "")
        return made

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002, N802 - Twisted's
        """Resolve a host to one address, and fail as if it did not exist when none of its addresses is allowed."""

        def check(addresses: Sequence[str]) -> str:
            address = self.guard.choose(name, addresses)
            if address is None:
                raise DNSLookupError(f"refused {name}: {', '.join(addresses[:3])} is not a public address")
            return address

        known = self.everywhere or (name if ":" in name else "")
        return (succeed((known,)) if known else self._addresses(name)).addCallback(check)

    def _addresses(self, name: str) -> Deferred[tuple[str, ...]]:
        """Return all addresses of a host, kept from its first request to the end of the run."""

        def keep(addresses: tuple[str, ...]) -> tuple[str, ...]:
            resolver.dnscache[name] = addresses
            return addresses

        def unknown(fault: Failure) -> Failure:
            if not isinstance(fault.value, OSError | UnicodeError | DeferredTimeout):
                return fault
            raise DNSLookupError(f"address {name!r} not found: {fault.value}")

        if name in resolver.dnscache:
            return succeed(resolver.dnscache[name])
        return self._look_up(name).addTimeout(self.timeout, self.reactor).addCallbacks(keep, unknown)

    def _look_up(self, name: str) -> Deferred[tuple[str, ...]]:
        return deferToThreadPool(self.reactor, self.reactor.getThreadPool(), look_up, name)


def look_up(name: str) -> tuple[str, ...]:
    """Return the addresses of a host, each once, IPv4 first; waits for DNS, and raises OSError where there are none."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(sorted(dict.fromkeys(str(place[0]) for *_, place in found), key=lambda address: ":" in address))


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
