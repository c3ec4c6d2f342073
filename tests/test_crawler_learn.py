"""``thresher learn`` as a command, on a site that is crawled: learned, cleaned without, undone, and there again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from cleaning.article import Block, Kind, Verdict
from crawler.commands.learn import command
from tests.crawls import declare, rows, thresher
from tests.desk import Desk
from tests.loopback import loopback
from tests.specimens import delivered, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.loopback import Loopback

HOST = "127.0.0.81"
PAGES = 24
BELL = "Between these two lines a small bell is rung for those who like to read aloud."
DAM = "The dam above the valley burst"
STORY = [
    "Rain fell.",
    "A ship came in.",
    "Bread is dear.",
    "The mayor left.",
    "Bees swarm.",
    "Coal ran out.",
    "He won.",
    "Snow.",
]


class Site:
    """An outlet with boilerplate that no rule knows; its feed names what is published so far."""

    def __init__(self, world: Loopback, folder: Path, sheets: list[Any]) -> None:
        self.folder = folder
        self._world, self._sheets = world, sheets
        declare(folder, {"id": "bells", "home": world.url(HOST), "language": "en", "feeds": [world.url(HOST, "/feed")]})

    def publish(self, until: int) -> None:
        for sheet in self._sheets[:until]:
            self._world.set(HOST, sheet.url.removeprefix(self._world.url(HOST, "")), sheet.html().encode())
        self._world.feed(HOST, [sheet.url for sheet in self._sheets[:until]])
        done = thresher(self.folder, "crawl", "--quiet")
        assert (0, "") == (done.returncode, done.stderr)

    def reclean(self) -> None:
        done = thresher(self.folder, "reclean", "--quiet")
        assert (0, "") == (done.returncode, done.stderr)

    def texts(self) -> list[str]:
        return [text for (text,) in rows(self.folder, "SELECT text FROM articles ORDER BY id")]


def corpus(folder: Path) -> Path:
    """A corpus of eight articles over as many weeks whose captures are gone, with one line on all of them."""
    desk = Desk(folder)
    for n in range(8):
        kept = tuple(
            Block(position=i, kind=Kind.PARAGRAPH, text=text, path="p", verdict=Verdict.KEPT)
            for i, text in enumerate((STORY[n], BELL))
        )
        day = date(2026, 3, 1) + timedelta(weeks=n)
        text = "\n".join(block.text for block in kept)
        desk.commit(delivered(page(n), text, published_on=day, blocks=kept))
    desk.corpus.close()
    declare(folder, {"id": "courier", "home": "http://127.0.0.1/", "feeds": ["http://127.0.0.1/feed"]})
    return folder


@pytest.fixture
def site(tmp_path: Path, benchmark: Callable[[str], ModuleType]) -> Iterator[Site]:
    with loopback([HOST]) as world:
        outlet = benchmark("recurrent").Outlet(language="en", pages=PAGES, home=world.url(HOST, ""))
        yield Site(world, tmp_path, list(outlet.sheets())[:PAGES])


def told(folder: Path, *words: str) -> list[dict[str, Any]]:
    done = thresher(folder, "learn", *words, "--json")
    assert (0, "") == (done.returncode, done.stderr), done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.mark.timeout(400)
def test_what_recurs_goes_from_the_next_pages_and_comes_back_when_it_is_undone(site: Site) -> None:
    folder = site.folder
    site.publish(PAGES - 4)
    assert all(BELL in text for text in site.texts())
    learned = {block["text"]: block for block in told(folder, "--auto")}
    assert ("accepted", "auto") == (learned[BELL]["state"], learned[BELL]["decided_by"])
    assert all(block["state"] == "proposed" for text, block in learned.items() if text.startswith(DAM))

    site.publish(PAGES - 2)
    assert [True] * (PAGES - 4) + [False] * 2 == [BELL in text for text in site.texts()]
    rule = learned[BELL]["rule"]
    reasons = rows(folder, f"SELECT DISTINCT reason FROM removed_blocks WHERE rule = '{rule}'")
    assert [(learned[BELL]["reason"],)] == reasons
    assert [("learned",)] == rows(folder, f"SELECT tier FROM rules WHERE id = '{rule}'")
    assert f"of bells between {learned[BELL]['first_day']} and" in reasons[0][0]
    assert 2 == rows(folder, "SELECT count(DISTINCT cleaning_version) FROM articles")[0][0]

    site.reclean()
    assert [False] * (PAGES - 2) == [BELL in text for text in site.texts()]
    (undone,) = told(folder, "--undo", f"bells/{learned[BELL]['number']}")
    assert "undone" == undone["state"]
    site.reclean()
    assert [True] * (PAGES - 2) == [BELL in text for text in site.texts()]
    assert ["first", "recleaned"] == sorted({kind for (kind,) in rows(folder, "SELECT kind FROM revisions")})


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (done, listed) = (thresher(folder, "learn", *words) for words in (("--dry-run",), ("--list",)))
    assert (0, "courier: 8 articles looked at, 1 block recurs") == (done.returncode, done.stdout.splitlines()[0])
    assert "courier/-  proposed" in done.stdout
    assert "0 accepted, nothing written" in done.stdout
    assert (0, "nothing was learned yet\n") == (listed.returncode, listed.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("3",), "write --accept, --reject or --undo before them"),
        (("--accept", "3"), "write it like courier/3"),
        (("--accept", "a b"), "is no block"),
        (("--accept", "3", "--auto"), "goes with none of"),
        (("--list", "--auto"), "look for more"),
    ],
)
def test_what_says_nothing_is_wrong_usage(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(command, [*words, "-C", str(tmp_path)])
    assert (2, True) == (done.exit_code, said in done.output.replace("\n", " "))


@pytest.mark.parametrize(
    ("words", "said"),
    [("--undo courier/3", "there is no block courier/3"), ("--source nobody", "there is no source 'nobody'")],
)
def test_what_there_is_not_is_said_in_a_line(tmp_path: Path, words: str, said: str) -> None:
    done = thresher(corpus(tmp_path), "learn", *words.split())
    assert (65, "") == (done.returncode, done.stdout)
    assert said in done.stderr
