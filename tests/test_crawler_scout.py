"""The scout on real connections: robots.txt, redirects, private addresses, who it says it is, and how it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.loopback import FEED_TYPE, HTML_TYPE, Loopback, Reply, feed, loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
HOST, OTHER = "127.0.0.2", "127.0.0.3"
PAGE = b"<!doctype html><title>News</title><link rel=alternate type=application/rss+xml href=/feed/>"
SCRIPT = """
import json, sys
from cleaning.errors import InputError
from crawler.spiders.scout import scout
url, contact, local = json.loads(sys.argv[1])
try:
    survey = scout(url, contact=contact, local=local)
    print(json.dumps({"home": survey.home, "found": [one.url for one in survey.found], "asked": survey.asked}))
except InputError as error:
    print(json.dumps({"error": str(error)}))
"""


@pytest.fixture
def world() -> Iterator[Loopback]:
    with loopback([HOST, OTHER]) as served:
        served.set(HOST, "/", PAGE)
        served.feed(HOST, ["/2026/03/12/bridge"], "/feed/")
        yield served


def start(url: str, *, contact: str | None = "mailto:you@example.org", local: bool = True) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "http_proxy": "http://127.0.0.1:9/",
        "PYTHONWARNINGS": "error",
    }
    words = [sys.executable, "-c", SCRIPT, json.dumps([url, contact, local])]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def scouted(url: str, *, contact: str | None = "mailto:you@example.org", local: bool = True) -> dict[str, object]:
    stdout, stderr = start(url, contact=contact, local=local).communicate(timeout=90)
    assert stderr == ""
    answer: dict[str, object] = json.loads(stdout)
    return answer


def test_a_site_is_surveyed_under_our_own_name_and_robots_is_read_first_and_once(world: Loopback) -> None:
    answer = scouted(world.url(HOST))
    assert {"home": world.url(HOST), "found": [world.url(HOST, "/feed/")]} == {k: answer[k] for k in ("home", "found")}
    assert world.paths(HOST) == ["/robots.txt", "/", "/feed/", "/sitemap.xml"]
    agents = {asked.headers["User-Agent"] for asked in world.asked()}
    assert len(agents) == 1
    assert agents.pop().startswith("Thresher/")
    assert all(before.ended <= after.began for before, after in pairwise(world.asked()))
    assert all("(+mailto:you@example.org)" in asked.headers["User-Agent"] for asked in world.asked())


def test_what_robots_forbids_is_not_asked_for(world: Loopback) -> None:
    world.robots(HOST, "User-agent: *\nDisallow: /feed/\nDisallow: /rss\nSitemap: /hidden.xml\nDisallow: /hidden.xml\n")
    world.set(HOST, "/feed.xml", Reply(body=feed(["/2026/03/12/ferry"]), headers=FEED_TYPE))
    assert [world.url(HOST, "/feed.xml")] == scouted(world.url(HOST))["found"]
    assert not {"/feed/", "/rss", "/rss.xml", "/hidden.xml"} & set(world.paths(HOST))


@pytest.mark.parametrize(
    ("robots", "message"),
    [
        (Reply(body=b"User-agent: *\nDisallow: /"), "its robots.txt does not allow it"),
        (Reply(status=503), "robots.txt: HTTP 503"),
        (Reply(hang_up=True), "does not accept the connection"),
    ],
    ids=["disallow", "error", "hang-up"],
)
def test_a_site_that_does_not_let_us_in_is_left_alone(world: Loopback, robots: Reply, message: str) -> None:
    world.set(HOST, "/robots.txt", robots)
    assert message in str(scouted(world.url(HOST))["error"])
    assert set(world.paths(HOST)) == {"/robots.txt"}


def test_redirects_are_followed_to_the_home(world: Loopback) -> None:
    world.set(HOST, "/old", Reply(status=301, headers={"Location": "/start?utm_source=x"}))
    world.set(HOST, "/start", PAGE)
    answer = scouted(world.url(HOST, "/old"))
    assert (world.url(HOST, "/start"), [world.url(HOST, "/feed/")]) == (answer["home"], answer["found"])


@pytest.mark.parametrize(
    ("location", "message"),
    [("/", "more than 5 redirects"), ("ftp://127.0.0.2/", "sends on to 'ftp"), ("{other}", "private address")],
)
def test_redirects_end_in_a_clear_line(world: Loopback, location: str, message: str) -> None:
    target = location.format(other=world.url(OTHER))
    world.set(HOST, "/", Reply(status=302, headers={"Location": target, **HTML_TYPE}))
    assert message in str(scouted(world.url(HOST))["error"])
    assert world.asked(OTHER) == []


def test_a_name_for_this_machine_is_refused_after_it_is_resolved(world: Loopback) -> None:
    url = f"http://localhost:{world.port}/"
    assert "private address; say --local" in str(scouted(url, local=False)["error"])
    assert world.asked() == []


def test_a_survey_can_be_interrupted(world: Loopback) -> None:
    world.set(HOST, "/", Reply(body=PAGE, wait=25, headers=HTML_TYPE))
    process = start(world.url(HOST))
    while world.paths(HOST) != ["/robots.txt"]:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=15)
    assert stderr.rstrip().endswith("KeyboardInterrupt")
