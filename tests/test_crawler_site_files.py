"""Site files as they are kept: how long they serve, and when they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.site_files import AI, ROBOTS, TDMREP, Shelf, SiteFile, answered, origin_of, same, unreached
from crawler.statements import statements
from pipelines.store import Corpus
from tests.specimens import page

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORIGIN = "https://a.example:8443"


def _file(name: str = ROBOTS, status: int = 200, body: bytes = b"x", **facts: datetime | None) -> SiteFile:
    moments = {"fetched_at": NOW, "changed_at": NOW, **facts}
    return SiteFile(origin=ORIGIN, name=name, status=status, body=body, **moments)  # type: ignore[arg-type]


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://a.example:8443/b?c#d") == ORIGIN


@pytest.mark.parametrize(
    ("name", "age", "fresh"),
    [
        (ROBOTS, 11 * HOUR, True),
        (ROBOTS, 12 * HOUR, False),
        (ROBOTS, -HOUR, False),
        (TDMREP, 6 * DAY, True),
        (TDMREP, 7 * DAY, False),
        (AI, 6 * DAY, True),
    ],
)
def test_a_file_is_fresh_for_its_time(*, name: str, age: timedelta, fresh: bool) -> None:
    assert fresh == _file(name).is_fresh(NOW + age)


def test_a_robots_txt_that_failed_is_asked_for_again_and_another_file_only_after_a_day() -> None:
    assert not unreached(_file(), ORIGIN, ROBOTS, NOW).is_fresh(NOW)
    failed = unreached(None, ORIGIN, AI, NOW)
    assert (failed.is_fresh(NOW + 23 * HOUR), failed.is_fresh(NOW + DAY)) == (True, False)


@pytest.mark.parametrize(("age", "serves"), [(HOUR, True), (DAY - HOUR, True), (DAY, False), (-HOUR, False)])
def test_a_robots_txt_of_before_serves_for_a_day(*, age: timedelta, serves: bool) -> None:
    assert serves == _file().may_serve(NOW + age)
    assert not unreached(None, ORIGIN, ROBOTS, NOW).may_serve(NOW)


def test_since_when_it_fails_stays_until_it_is_read() -> None:
    failed = unreached(unreached(_file(), ORIGIN, ROBOTS, NOW), ORIGIN, ROBOTS, NOW + HOUR)
    assert failed.failed_since == NOW
    assert same(failed, NOW + HOUR).failed_since is None


def test_a_change_is_dated_and_the_same_again_is_none() -> None:
    later = {"fetched_at": NOW + DAY, "changed_at": NOW + DAY}
    assert answered(_file(), _file(**later)).changed_at == NOW
    assert answered(_file(), _file(body=b"y", **later)).changed_at == NOW + DAY
    assert answered(_file(), _file(status=404, body=b"", **later)).changed_at == NOW + DAY
    assert answered(None, _file(**later)).changed_at == NOW + DAY


@pytest.mark.parametrize("body", [b"", b"User-agent: *\n", bytes(range(256))])
def test_what_is_put_is_got_and_replaced(tmp_path: Path, body: bytes) -> None:
    with Corpus.open(tmp_path, create=True) as corpus:
        shelf = Shelf(corpus)
        assert shelf.get(ORIGIN, ROBOTS) is None
        for file in (_file(body=b"before"), _file(body=body, failed_since=NOW)):
            file = replace(file, etag='"1"', last_modified="yesterday")  # noqa: PLW2901
            shelf.put(file)
            assert shelf.get(ORIGIN, ROBOTS) == file
        assert corpus.db["site_files"].count == 1


def test_the_statements_of_a_site_go_with_its_pages() -> None:
    shelf = Shelf()
    origin = origin_of(page(1).url)
    shelf.put(replace(_file(TDMREP, body=b'[{"location": "/", "tdm-reservation": 1}]'), origin=origin))
    shelf.put(replace(_file(AI, body=b"User-Agent: *"), origin=origin))
    said = statements(shelf)(page(1))
    assert said is not None
    assert '"reserved": true' in said
    assert '"ai_txt": "sha256:' in said
    assert statements(Shelf())(page(1)) is None


def test_a_page_before_the_files_of_its_site_does_not_hide_them_from_those_after() -> None:
    shelf = Shelf()
    origin, record = origin_of(page(1).url), statements(shelf)
    assert record(page(1)) is None
    shelf.put(replace(_file(TDMREP, status=404), origin=origin))
    assert record(page(2)) is None
    shelf.put(replace(_file(AI, body=b"User-Agent: *"), origin=origin))
    assert '"ai_txt": "sha256:' in (record(page(3)) or "")
