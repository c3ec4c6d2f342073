"""The newsroom as a running server: addresses, editions, its log, starting and stopping."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from cleaning.errors import AddressError
from crawler.newsroom import Newsroom
from crawler.newsroom.outlets import ORDER
from tests.asking import ask


def test_second_edition_can_be_switched_on_while_serving():
    with Newsroom() as room:
        fresh = next(p.path for p in room.world.publications("visnyk", 2) if p.story.edition == 2)
        (gone,) = (p.path for p in room.world.withdrawn("visnyk", 2))
        before = [ask(room, "visnyk", path).status for path in (fresh, gone)]
        tag = ask(room, "visnyk", "/atom.xml").headers["ETag"]
        room.edition = 2
        after = [ask(room, "visnyk", path).status for path in (fresh, gone)]
        feed = ask(room, "visnyk", "/atom.xml", If_None_Match=tag)
    assert (before, after) == ([404, 200], [200, 410])
    assert (feed.status, fresh in feed.text, gone in feed.text) == (200, True, False)


def test_outlet_may_answer_404_for_what_it_withdrew():
    with Newsroom(edition=2) as room:
        (gone,) = room.world.withdrawn("gazette", 2)
        assert ask(room, "gazette", gone.path).status == 404


@pytest.mark.parametrize("edition", [0, 3, -1])
def test_edition_that_does_not_exist_is_refused(edition: int):
    with pytest.raises(ValueError, match="editions"):
        Newsroom(edition=edition)


def test_log_keeps_who_asked_for_what_and_when():
    with Newsroom() as room:
        before = time.monotonic()
        ask(room, "courier", "/rss.xml?a=1", User_Agent="probe/1.0")
        ask(room, "diario", "/nowhere", "HEAD")
        first, second = room.requests
    assert (
        first.method, first.outlet, first.host, first.path, first.status,
    ) == ("GET", "courier", "127.0.0.2", "/rss.xml?a=1", 200)  # fmt: skip
    assert (
        second.method, second.outlet, second.host, second.path, second.status,
    ) == ("HEAD", "diario", "127.0.0.6", "/nowhere", 404)  # fmt: skip
    assert ("probe/1.0", f"127.0.0.2:{first.headers['host'].rpartition(':')[2]}") == (
        first.agent,
        first.headers["host"],
    )
    assert before <= first.started <= first.ended <= second.ended <= time.monotonic()


def test_many_clients_are_counted_one_by_one():
    with Newsroom() as room:
        path = room.world.publications("repost")[0].path
        threads = [threading.Thread(target=ask, args=(room, "repost", path)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(room.requests) == 20
        assert room.visit("repost", path, tick=True) == 21


def test_two_newsrooms_take_different_free_ports():
    with Newsroom() as one, Newsroom() as other:
        assert one.port != other.port
        assert {200} == {ask(room, "courier", "/").status for room in (one, other)}


def test_wanted_port_is_taken_again_after_a_stop():
    with Newsroom() as first:
        ask(first, "courier", "/")
        port = first.port
    with Newsroom(port) as second:
        assert port == second.port
        assert ask(second, "courier", "/").status == 200


@pytest.mark.parametrize("outlet", ["courier", "repost"])
def test_port_in_use_is_one_clear_line_and_leaves_nothing_bound(outlet: str):
    with Newsroom() as room:
        port = room.port
        host = room.world.outlet(outlet).host
    with socket.create_server((host, port)):
        with pytest.raises(AddressError, match=f"^port {port} on {host} is in use; choose another with --port$"):
            Newsroom(port).start()
        with socket.create_server(("127.0.0.3", port)):
            pass


def test_address_that_cannot_be_bound_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    room = Newsroom()
    elsewhere = tuple(replace(outlet, host="192.0.2.1") for outlet in room.world.outlets)
    monkeypatch.setitem(room.world.__dict__, "outlets", elsewhere)
    with pytest.raises(AddressError, match=r"^the newsroom cannot listen on 192\.0\.2\.1, port 0: .+$"):
        room.start()


def test_connection_kept_open_does_not_hold_the_newsroom_up():
    room = Newsroom()
    room.start()
    client = http.client.HTTPConnection("127.0.0.2", room.port, timeout=5)
    client.request("GET", "/")
    client.getresponse().read()
    started = time.monotonic()
    room.stop()
    client.close()
    assert time.monotonic() - started < 3


def test_command_serves_until_it_is_told_to_stop():
    command = [sys.executable, "-m", "crawler.newsroom", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline().split() for _ in ORDER]
        process.terminate()
        assert process.wait(10) == 0
    assert list(ORDER) == [line[1] for line in lines]
    assert all(re.fullmatch(r"http://127\.0\.0\.\d:\d+/", line[0]) for line in lines)


def test_command_says_in_one_line_that_its_port_is_in_use():
    with Newsroom() as room:
        command = [sys.executable, "-m", "crawler.newsroom", "--port", str(room.port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (78, "", f"port {command[-1]} on 127.0.0.2 is in use; choose another with --port\n") == (
        done.returncode, done.stdout, done.stderr,
    )  # fmt: skip
