"""The guard: every spelling of a private address is seen, public ones pass, a local source's hosts are let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.datatypes import LocalCache
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.guard import Guard, GuardedResolver, is_public, literal

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
    assert guard.allows("intranet.example", "10.0.0.7")
    assert not guard.allows_literal("127.0.0.6")
    assert not guard.allows("rebound.example", "127.0.0.5")
    assert {"127.0.0.6", "rebound.example"} == guard.refused


class _Answering(GuardedResolver):
    """A resolver whose answers are given beforehand, in place of the reactor's threads."""

    def __init__(self, guard: Guard, addresses: dict[str, str]) -> None:
        self.guard = guard
        self.timeout = 1
        self._addresses = addresses

    def resolve(self, name: str) -> list[object]:
        found: list[object] = []
        self.getHostByName(name).addBoth(found.append)
        return found


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    addresses: dict[str, str] = {}

    def look_up(_self: object, name: str, _timeout: object = ()) -> Deferred[str]:
        answer: Deferred[str] = Deferred()
        answer.callback(addresses[name])
        return answer

    monkeypatch.setattr("scrapy.resolver.ThreadedResolver.getHostByName", look_up)
    monkeypatch.setattr("scrapy.resolver.dnscache", LocalCache(10))
    return addresses


def test_resolver_hands_out_public_addresses(dns: dict[str, str]) -> None:
    dns["news.example"] = "93.184.216.34"
    assert _Answering(Guard(), dns).resolve("news.example") == ["93.184.216.34"]


def test_resolver_refuses_a_name_that_leads_inside(dns: dict[str, str]) -> None:
    dns["rebound.example"] = "169.254.169.254"
    guard = Guard()
    (failure,) = _Answering(guard, dns).resolve("rebound.example")
    assert isinstance(getattr(failure, "value", None), DNSLookupError)
    assert {"rebound.example"} == guard.refused


def test_resolver_checks_an_answer_from_its_cache_too(dns: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapy.resolver.dnscache", {"news.example": "10.0.0.1"})
    guard = Guard()
    _Answering(guard, dns).resolve("news.example")
    assert {"news.example"} == guard.refused


def test_an_address_for_every_name_is_judged_as_any_other(dns: dict[str, str]) -> None:
    guard = Guard(["local.example"])
    resolver = _Answering(guard, dns)
    resolver.everywhere = "127.0.0.1"
    assert resolver.resolve("local.example") == ["127.0.0.1"]
    resolver.resolve("news.example")
    assert guard.refused == {"news.example"}
