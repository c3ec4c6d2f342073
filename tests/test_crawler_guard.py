"""The guard: every spelling of a private address is seen, public ones pass, a local source's hosts are let through."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import scrapy.resolver
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.datatypes import LocalCache
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock

from crawler.guard import Guard, GuardedResolver, is_public, literal, look_up

PRIVATE = (
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.9.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.192", "168.63.129.16", "100.100.100.200"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
)
PUBLIC = ("1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing(address: object) -> None:
    assert is_public(str(address)) == is_public(f"::ffff:{address}")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("::FFFF:7f00:1", "::ffff:7f00:1"),
        ("news.example", None),
        ("1.2.3.news", None),
        ("0xcafe.example", None),
        ("999.999.999.999", None),
        ("", None),
    ],
)
def test_literal_reads_what_a_resolver_would(host: str, address: str | None) -> None:
    found = literal(host)
    assert address == found


def test_private_literal_is_refused_and_remembered() -> None:
    guard = Guard()
    assert not guard.allows_literal("0x7f.1")
    assert {"0x7f.1"} == guard.refused


def test_name_is_left_to_the_resolver() -> None:
    assert Guard().allows_literal("news.example")


def test_hosts_of_a_local_source_may_be_private_and_no_others() -> None:
    guard = Guard(["127.0.0.5", "intranet.example"])
    assert guard.allows_literal("127.0.0.5")
    assert "10.0.0.7" == guard.choose("intranet.example", ["10.0.0.7"])
    assert not guard.allows_literal("127.0.0.6")
    assert guard.choose("rebound.example", ["127.0.0.5"]) is None
    assert {"127.0.0.6", "rebound.example"} == guard.refused


class _Answering(GuardedResolver):
    """A resolver whose answers are given beforehand, in place of the reactor's threads."""

    def __init__(self, guard: Guard, addresses: dict[str, list[str]]) -> None:
        self.guard = guard
        self.timeout = 1
        self.reactor = Clock()
        self._known = addresses

    def _look_up(self, name: str) -> Deferred[tuple[str, ...]]:
        addresses = self._known.get(name)
        return succeed(tuple(addresses)) if addresses else fail(socket.gaierror("unknown"))

    def resolve(self, name: str) -> object:
        found: list[object] = []
        self.getHostByName(name).addBoth(lambda result: found.append(getattr(result, "value", result)))
        return found[0]


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    monkeypatch.setattr("scrapy.resolver.dnscache", LocalCache(10))
    return {}


def test_resolver_hands_out_public_addresses(dns: dict[str, list[str]]) -> None:
    dns["news.example"] = ["93.184.216.34"]
    assert _Answering(Guard(), dns).resolve("news.example") == "93.184.216.34"


def test_resolver_refuses_a_name_that_leads_inside(dns: dict[str, list[str]]) -> None:
    dns["rebound.example"] = ["169.254.169.254", "::1"]
    guard = Guard()
    assert isinstance(_Answering(guard, dns).resolve("rebound.example"), DNSLookupError)
    assert {"rebound.example"} == guard.refused


@pytest.mark.parametrize("inside", ["10.0.0.1", "127.0.0.1", "fd00::1"])
def test_of_several_addresses_only_a_public_one_is_handed_out(dns: dict[str, list[str]], inside: str) -> None:
    guard = Guard()
    for order, addresses in enumerate(([inside, "1.1.1.1"], ["1.1.1.1", inside], [inside, inside, "1.1.1.1"])):
        dns[f"{order}.example"] = addresses
        assert _Answering(guard, dns).resolve(f"{order}.example") == "1.1.1.1"
    assert guard.refused == set()


def test_resolver_hands_out_what_has_no_ipv4_address(dns: dict[str, list[str]]) -> None:
    dns["six.example"] = ["2606:4700::1111"]
    assert _Answering(Guard(), dns).resolve("six.example") == "2606:4700::1111"


def test_a_name_that_leads_inside_later_keeps_its_address_and_is_refused_once_that_is_forgotten(
    dns: dict[str, list[str]],
) -> None:
    """As a site would that answers robots.txt itself, and lets the next page come from inside."""
    guard = Guard()
    resolver = _Answering(guard, dns)
    dns["rebound.example"] = ["1.1.1.1"]
    assert resolver.resolve("rebound.example") == "1.1.1.1"
    dns["rebound.example"] = ["127.0.0.1"]
    assert resolver.resolve("rebound.example") == "1.1.1.1"
    scrapy.resolver.dnscache.clear()
    assert isinstance(resolver.resolve("rebound.example"), DNSLookupError)
    assert {"rebound.example"} == guard.refused


def test_resolver_checks_an_answer_from_its_cache_too(
    dns: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapy.resolver.dnscache", {"news.example": ("10.0.0.1",)})
    guard = Guard()
    _Answering(guard, dns).resolve("news.example")
    assert {"news.example"} == guard.refused


def test_a_name_there_is_not_is_no_refusal(dns: dict[str, list[str]]) -> None:
    guard = Guard()
    assert isinstance(_Answering(guard, dns).resolve("nowhere.example"), DNSLookupError)
    assert guard.refused == set()


def test_a_name_server_that_says_nothing_is_given_up() -> None:
    resolver = _Answering(Guard(), {})
    resolver._look_up = lambda _name: Deferred()  # type: ignore[method-assign]
    found: list[Any] = []
    resolver.getHostByName("slow.example").addErrback(found.append)
    resolver.reactor.advance(2)
    assert isinstance(found[0].value, DNSLookupError)


def test_addresses_are_looked_up_each_once_and_ipv4_first(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [("::1", 0, 0, 0), ("127.0.0.9", 0), ("::1", 0, 0, 0), ("127.0.0.8", 0)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 1, 6, "", place) for place in places])
    assert look_up("localhost") == ("127.0.0.9", "127.0.0.8", "::1")


def test_an_address_for_every_name_is_judged_as_any_other(dns: dict[str, list[str]]) -> None:
    guard = Guard(["local.example"])
    resolver = _Answering(guard, dns)
    resolver.everywhere = "127.0.0.1"
    assert resolver.resolve("local.example") == "127.0.0.1"
    resolver.resolve("news.example")
    assert guard.refused == {"news.example"}
