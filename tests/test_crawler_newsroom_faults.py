"""The fault newsroom: its table, its switches, and that what goes onto the wire is the fault it says."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
import time

import pytest

from crawler.newsroom import Newsroom
from crawler.newsroom.faults import chosen, faults
from crawler.newsroom.wire import FEED, NEWS, PAGE, Call
from pipelines.outcomes import Outcome, State


def told(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler.newsroom", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def read(room: Newsroom, name: str, path: str, most: int = 100_000) -> bytes:
    """Return what comes on the wire, up to so many bytes."""
    host, _, port = room.faults[name].base.split("/")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        found = b""
        while len(found) < most and (piece := client.recv(65536)):
            found += piece
    return found


@pytest.mark.parametrize("name", faults())
def test_every_fault_says_what_it_is_and_how_it_must_end(name: str) -> None:
    fault = faults()[name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert re.fullmatch(r"[A-Za-z0-9].{10,79}[^.]", fault.meaning)
    assert fault.ends
    assert {end[0] for end in fault.ends.values()} <= set(State)
    assert {end[1] for end in fault.ends.values()} <= set(Outcome)


def test_faults_are_chosen_by_name_and_each_once() -> None:
    assert [fault.name for fault in chosen(["bomb", "reset", "bomb"])] == ["bomb", "reset"]
    assert {fault.name for fault in chosen(["all"])} == set(faults())
    with pytest.raises(KeyError):
        chosen(["none"])


def test_a_newsroom_has_no_faults_unless_asked_for() -> None:
    assert Newsroom().faults == {}


def test_a_fault_is_a_source_whose_other_pages_are_sound() -> None:
    with Newsroom(faults=["gone", "sitemap-entity-bomb"]) as room:
        site = room.faults["gone"]
        assert site.source() == {"id": "gone", "home": f"{site.base}/", "feeds": [f"{site.base}/feed"], "local": True}
        assert site.ends()[site.base + PAGE] == ("done", "failed", "http-410")
        assert f"<link>{site.base}{PAGE}</link>".encode() in read(room, "gone", FEED)
        answers = [read(room, "gone", path).split(b" ")[1] for path in (PAGE, f"{NEWS}9", "/robots.txt")]
        assert answers == [b"410", b"200", b"404"]
        assert [request.path for request in room.requests] == [FEED, PAGE, f"{NEWS}9", "/robots.txt"]
        assert list(room.faults["sitemap-entity-bomb"].source()) == ["id", "home", "sitemaps", "local"]


def test_what_never_ends_ends_with_the_newsroom() -> None:
    with Newsroom(faults=["slow-drip", "silence"]) as room:
        clients = []
        for site in room.faults.values():
            host, _, port = site.base.split("/")[2].partition(":")
            client = socket.create_connection((host, int(port)), timeout=10)
            client.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            clients.append(client)
        assert clients[0].recv(10) == b"HTTP/1.1 2"
        began = time.monotonic()
    assert time.monotonic() - began < 5
    for client in clients:
        client.close()


def test_a_reset_is_one() -> None:
    with Newsroom(faults=["reset"]) as room, pytest.raises(ConnectionResetError):
        read(room, "reset", PAGE)


def test_tls_is_spoken_with_a_certificate_nobody_vouches_for_or_not_at_all() -> None:
    with Newsroom(faults=["tls-self-signed", "tls-plain"]) as room:
        for name, why in (("tls-self-signed", "CERTIFICATE_VERIFY_FAILED"), ("tls-plain", "WRONG_VERSION_NUMBER")):
            host, _, port = room.faults[name].base.split("/")[2].partition(":")
            context = ssl.create_default_context()
            with (
                socket.create_connection((host, int(port)), timeout=10) as client,
                pytest.raises(ssl.SSLError) as caught,
            ):
                context.wrap_socket(client, server_hostname="courier.example")
            assert caught.value.reason == why


def test_a_bomb_is_small_on_the_wire() -> None:
    (fault,) = chosen(["bomb"])
    call = Call(path=PAGE, base="http://127.0.9.1", wait=time.sleep)
    assert sum(map(len, fault.answer(call))) < 300_000


def test_command_names_the_faults() -> None:
    done = told("--list-faults")
    assert (0, "") == (done.returncode, done.stderr)
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(faults())


def test_command_refuses_a_fault_there_is_not() -> None:
    done = told("--faults", "bomb,rest")
    assert done.returncode == 2
    assert "there is no fault 'rest'; did you mean 'reset'?" in done.stderr
