"""Folders of site rules: which file goes for a page, the user's own before a collection's, read once and only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.article import Article, DateCandidate, Page, Role, SourceFacts
from cleaning.errors import ConfigError
from pipelines import tasks
from pipelines.date_choice import choose
from pipelines.dates import date
from pipelines.site_rules import Shelf, rules_for, shelf

if TYPE_CHECKING:
    from pathlib import Path


def filled(folder: Path, **files: str) -> Path:
    """Write files by name, ``__`` for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.replace('__', '.')}.txt").write_text(text)
    return folder


def page(
    url: str = "https://courier.example/town/ferry", *, own: Path | None = None, folders: tuple[Path, ...] = ()
) -> Page:
    source = SourceFacts(own_rules=str(own or ""), site_rules=tuple(map(str, folders)))
    return Page(url=url, body=b"<p>x</p>", source=source)


def chosen(page: Page) -> list[str]:
    rules = rules_for(page)
    return [f"{line.file}: {line.value}" for line in rules.lines] if rules else []


def test_page_whose_source_has_no_folder_has_no_rules(tmp_path: Path) -> None:
    assert rules_for(page()) is None
    assert rules_for(page(folders=(filled(tmp_path, other__example="strip: //a"),))) is None
    assert rules_for(page("", folders=(tmp_path,))) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://courier.example/", "courier.example"),
        ("https://www.courier.example/", "courier.example"),
        ("https://sport.courier.example/", "sport.courier.example"),
        ("https://www.sport.courier.example/", "sport.courier.example"),
        ("https://news.courier.example/", ".courier.example"),
        ("https://a.sport.courier.example/", ".courier.example"),
        ("https://tribune.example/", "www.tribune.example"),
    ],
)
def test_nearest_file_goes(tmp_path: Path, url: str, expected: str) -> None:
    names = ("courier__example", "sport__courier__example", "__courier__example", "www__tribune__example")
    folder = filled(tmp_path, **dict.fromkeys(names, "strip: //a"))
    rules = rules_for(page(url, folders=(folder,)))
    assert rules is not None
    assert expected == rules.name


def test_host_is_that_of_the_page_after_redirects(tmp_path: Path) -> None:
    folder = filled(tmp_path, courier__example="strip: //a")
    moved = Page(
        url="https://short.example/x",
        final_url="https://courier.example/x",
        body=b"",
        source=SourceFacts(site_rules=(str(folder),)),
    )
    assert ["courier.example.txt: //a"] == chosen(moved)


def test_users_own_file_goes_before_any_collections_and_is_final(tmp_path: Path) -> None:
    own = filled(tmp_path / "rules", __courier__example="strip: //own")
    first = filled(tmp_path / "first", news__courier__example="strip: //first")
    second = filled(tmp_path / "second", news__courier__example="strip: //second", tribune__example="strip: //third")
    folders = (first, second)
    url = "https://news.courier.example/"
    assert [".courier.example.txt: //own"] == chosen(page(url, own=own, folders=folders))
    assert ["news.courier.example.txt: //first"] == chosen(page(url, folders=folders))
    assert ["tribune.example.txt: //third"] == chosen(page("https://tribune.example/", own=own, folders=folders))
    finals = [rules_for(page(u, own=own, folders=folders)) for u in (url, "https://tribune.example/")]
    assert [True, False] == [rules.final for rules in finals if rules]


def test_users_own_may_lie_in_a_folder_for_sites(tmp_path: Path) -> None:
    filled(tmp_path / "rules/sites", courier__example="strip: //a")
    assert ["courier.example.txt: //a"] == chosen(page(own=tmp_path / "rules"))


def test_global_file_goes_for_every_host_with_what_it_strips(tmp_path: Path) -> None:
    folder = filled(tmp_path, courier__example="title: //h1", **{"global": "title: //meta\nstrip: //ad"})
    assert ["courier.example.txt: //h1", "global.txt: //ad"] == chosen(page(folders=(folder,)))
    assert ["global.txt: //ad"] == chosen(page("https://other.example/", folders=(folder,)))


def test_folder_is_listed_and_a_file_read_once(tmp_path: Path) -> None:
    folder = filled(tmp_path, courier__example="strip: //a", broken__example="strip: //[")
    one = shelf(str(folder))
    before = one.get("courier.example")
    filled(tmp_path, courier__example="strip: //b", late__example="strip: //c")
    assert (one.get("courier.example"), one.get("late.example")) == (before, None)
    assert one is shelf(str(folder))


def test_only_texts_are_files_of_rules(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("strip: //a")
    (tmp_path / "folder.example.txt").mkdir()
    filled(tmp_path, Courier__Example="strip: //a")
    assert ["courier.example"] == [rules.name for rules in Shelf(tmp_path).all()]


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder of site rules: No such file"):
        shelf(str(tmp_path / "gone"))


def test_thousands_of_files_cost_a_listing(tmp_path: Path) -> None:
    folder = filled(tmp_path, **{f"site{n}__example": "strip: //[" for n in range(2000)})
    one = Shelf(folder)
    assert one.get("site1999.example") is not None
    assert len(one._known) == 1


def test_task_cleans_under_the_rules_of_the_pages_source(tmp_path: Path) -> None:
    folder = filled(tmp_path, courier__example="title: //h2")
    body = b"<html lang=en><title>Ferry row</title><h2>Landing stage to be mended</h2>" + 4 * (
        b"<p>The harbour council of Great Pell voted on Tuesday to keep the east bank ferry until the new bridge opens.</p>"
    )
    made = tasks.cleaned(
        Page(url="https://courier.example/a", body=body, source=SourceFacts(site_rules=(str(folder),)))
    )
    assert made.title == "Landing stage to be mended"


RULED = DateCandidate(role=Role.PUBLISHED, place="site-rules", raw="2 March 2026")
STATED = DateCandidate(role=Role.PUBLISHED, place="json-ld", raw="2026-03-01T10:15:00+02:00")
TIMED = DateCandidate(role=Role.PUBLISHED, place="meta", raw="2026-03-02T08:00:00+02:00")


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ((RULED, STATED), ("2026-03-02", "site-rules", None)),
        ((RULED, STATED, TIMED), ("2026-03-02", "meta", "06:00")),
        ((STATED, TIMED), ("2026-03-01", "json-ld", "08:15")),
        (
            (DateCandidate(role=Role.PUBLISHED, place="site-rules", raw="soon"), STATED),
            ("2026-03-01", "json-ld", "08:15"),
        ),
    ],
)
def test_date_of_the_rules_goes_first_and_takes_the_time_of_its_day(
    candidates: tuple[DateCandidate, ...], expected: tuple[str, str, str | None]
) -> None:
    made = date(Article(url="https://courier.example/", text="x", dates=candidates), page())
    time = f"{made.published_at:%H:%M}" if made.published_at else None
    assert expected == (str(made.published_on), made.published_source, time)
    assert choose(made.dates, None) is not None
