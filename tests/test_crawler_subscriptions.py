"""From lists of feeds to sources: grouped by site, checked as sources.toml is, and the same after a round trip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaning.article import Extractor
from crawler.declaring import add_blocks
from crawler.opml import Outline, read, write
from crawler.sources import Config, Source
from crawler.sources_file import load
from crawler.subscriptions import Subscriptions, outlines

PATH = Path("sources.toml")
KNOWN = Source(id="known", name="Known", home="https://known.example/", feeds=("https://cdn.example/known",))
FULL = Source(
    id="courier",
    name='The "Courier"',
    home="https://courier.example/uk/",
    feeds=("https://courier.example/a?b=1&c=2", "https://feeds.example/courier"),
    sitemaps=("https://courier.example/s.xml",),
    pages=("https://courier.example/uk/",),
    hosts=("m.courier.example",),
    language="crh",
    timezone="Europe/Kyiv",
    delay=2.5,
    max_age_days=7,
    allow=(r"/\d+/\x01",),
    deny=("/sport/",),
    extractor=Extractor.BLOCKS,
    standfirst=False,
    captions=True,
)
MORE = (
    Source(id="east", name="East", home="https://courier.example/en/", feeds=("https://courier.example/en",)),
    Source(id="pages", name="Pages", home="https://pages.example/", pages=("https://pages.example/",), language="de"),
    Source(id="off", name="Off", home="https://off.example/", enabled=False),
    Source(id="loop", name="Loop", home="http://127.0.0.2/", feeds=("http://127.0.0.2/f",), local=True),
)


def made(*listed: Outline, local: bool = False) -> Subscriptions:
    found = Subscriptions(Config(path=PATH, sources=(KNOWN,)), local=local)
    found.take(listed)
    return found


def feed(url: str, home: str = "", name: str = "", **own: str) -> Outline:
    return Outline(name=name, feed=url, home=home, own=own)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([feed("https://a.example/f")], [("a", "a.example", "https://a.example/", ["https://a.example/f"])]),
        (
            [feed("https://a.example/f", name="A"), feed("http://www.a.example/g", "https://www.a.example", "G")],
            [("a", "A", "https://www.a.example/", ["https://a.example/f", "http://www.a.example/g"])],
        ),
        (
            [
                feed("https://feeds.example/a", "https://a.example/uk/"),
                feed("https://feeds.example/b", "https://a.example/en/"),
            ],
            [("a", "a.example", "https://a.example/", ["https://feeds.example/a", "https://feeds.example/b"])],
        ),
        (
            [feed("https://a.example/f"), feed("https://a.example/f#top"), feed("https://a.b.example/f")],
            [
                ("a", "a.example", "https://a.example/", ["https://a.example/f"]),
                ("a-b", "a.b.example", "https://a.b.example/", ["https://a.b.example/f"]),
            ],
        ),
        (
            [feed("https://a.example/f", "https://a.example/", id="known")],
            [("a", "a.example", "https://a.example/", ["https://a.example/f"])],
        ),
    ],
)
def test_feeds_of_a_site_become_one_source(listed: list[Outline], expected: list[tuple[object, ...]]) -> None:
    found = made(*listed)
    assert [] == found.skipped
    assert expected == [(s.id, s.name, s.home, list(s.feeds)) for s in found.sources]


@pytest.mark.parametrize(
    ("listed", "what", "why"),
    [
        (Outline(name="Folder"), "Folder", "no xmlUrl"),
        (Outline(), "an outline without a name", "no xmlUrl"),
        (feed("ftp://a.example/"), "ftp://a.example/", "no web address"),
        (feed("https://a.example/f", "javascript:x"), "https://a.example/f", "'javascript:x' is no web address"),
        (feed("https://a.example/\x1b[2J", "\x1b"), "https://a.example/\x1b[2J", r"'\x1b' is no web address"),
        (
            feed("https://x.example/", "http://www.known.example"),
            "https://x.example/",
            "source 'known' has http://www.",
        ),
        (feed("https://cdn.example/known", name="K"), "K", "source 'known' has https://cdn.example/known already"),
        (feed("http://10.0.0.1/f"), "http://10.0.0.1/f", "private address, or said to be; say --local"),
        (feed("https://localhost/f", "https://a.example/"), "https://localhost/f", "private address"),
        (feed("https://a.example/f", "https://a.example/", id="a", local="true"), "https://a.example/f", "say --local"),
        (feed("https://a.example/f", "https://a.example/", id="A b"), "https://a.example/f", "'A b' is no id"),
        (feed("https://a.example/f", id="a"), "https://a.example/f", "no web address"),
        (
            feed("https://a.example/f", "https://a.example/", id="a", delay="-1"),
            "https://a.example/f",
            "field 'delay': -1",
        ),
        (
            feed("https://a.example/f", "https://a.example/", id="a", delay="["),
            "https://a.example/f",
            "field 'delay': ",
        ),
        (feed("https://a.example/f", "https://a.example/", id="a", deny="[" * 99999), "https://a.example/f", "'deny'"),
        (
            feed("https://a.example/f", "https://a.example/", id="a", sitemaps='["https://cdn.example/known"]'),
            "https://a.example/f",
            "source 'known' has https://cdn.example/known already",
        ),
        (
            feed("https://a.example/f", "https://a.example/", id="a", allow='["x"]', deny='["x"]'),
            "https://a.example/f",
            "'x' is in allow and in deny",
        ),
        (
            feed("https://a.example/f", "https://a.example/", id="a", poll_min_minutes="2000"),
            "https://a.example/f",
            "field 'poll_max_minutes': is less than poll_min_minutes (2000)",
        ),
        (
            feed("", "https://a.example/", id="a"),
            "an outline without a name",
            "field 'enabled': there is nothing to poll",
        ),
        (
            feed("https://a.example/f", "https://a.example/", id="a", allow='["x"]', deny='["x"]', local="true"),
            "https://a.example/f",
            "say --local",
        ),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_taken(listed: Outline, what: str, why: str) -> None:
    found = made(listed, feed("https://good.example/f"))
    assert ["good"] == [source.id for source in found.sources]
    assert what == found.skipped[0].what
    assert why in found.skipped[0].why


def test_rules_of_this_machine_are_taken_from_no_list() -> None:
    own = {"id": "a", "site_rules": '["/etc"]', "own_rules": '"/etc"', "feeds": '["https://b.example/"]'}
    (source,) = made(feed("https://a.example/f", "https://a.example/", **own)).sources
    assert ((), "", ("https://a.example/f",)) == (source.site_rules, source.own_rules, source.feeds)


def test_private_addresses_are_taken_where_they_are_meant() -> None:
    (source,) = made(feed("http://127.0.0.2:8000/f"), local=True).sources
    assert (True, "http://127.0.0.2:8000/") == (source.local, source.home)


def test_language_is_taken_where_it_is_one() -> None:
    listed = [Outline(feed=f"https://{n}.example/", language=tag) for n, tag in enumerate(["unknown", "en-us", "de"])]
    assert [None, "en", "de"] == [source.language for source in made(*listed).sources]


def test_sources_are_the_same_after_a_round_trip(tmp_path: Path) -> None:
    listed = write((outline for source in (FULL, *MORE) for outline in outlines(source)), title="Ours")
    found = Subscriptions(Config(path=tmp_path / "sources.toml"), local=True)
    found.take(read(listed).outlines)
    assert ([], [FULL, *MORE]) == (found.skipped, found.sources)
    add_blocks(found.config.path, found.sources, contact="mailto:a@b.example")
    assert (FULL, *MORE) == load(tmp_path).sources


def test_many_sites_each_have_their_own_id() -> None:
    found = made(
        *(feed(f"https://{'x' * (n % 2)}.site{n}.example/f".replace("//.", "//")) for n in range(1_000))
    ).sources
    assert 1_000 == len({source.id for source in found})


def test_fields_that_opml_does_not_know_stand_on_the_first_outline_only() -> None:
    first, second = outlines(FULL)
    assert {"id": "courier"} == second.own
    assert {"allow", "hosts", "sitemaps"} < first.own.keys()
    assert ["m.courier.example"] == json.loads(first.own["hosts"])
