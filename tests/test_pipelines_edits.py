"""What makes a revision, and what does not: lines that come and go around an article, and what a publisher changes in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import Article, Page, SourceFacts
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.server import Newsroom
from crawler.newsroom.site import Site
from crawler.newsroom.world import World
from pipelines import tasks
from pipelines.dedupe import text_hash
from pipelines.delivery import Delivery
from pipelines.edits import Known, is_edit
from pipelines.outcomes import Outcome, Settled
from pipelines.page_changes import shown
from pipelines.sketch import sketch
from tests.crawls import declare, pass_time, rows, thresher
from tests.desk import Desk
from tests.specimens import SEEN, captured, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.newsroom.publications import Publication
    from crawler.newsroom.stories import Story

BODY = "\n".join(f"The council said so on day {n}, and the mayor agreed that it was for the best." for n in range(9))
LATER = "On Sunday the council said that nothing had been decided yet."


@pytest.mark.parametrize(
    "line",
    [
        "Read also — Ten new bridges",
        "Advertisement",
        "More in Sport",
        "А ще про це — Тисяча сопілок",
        "مساحة إعلانية",
        "広告",
    ],
)
def test_a_line_that_is_no_sentence_comes_and_goes(line: str) -> None:
    lines = BODY.split("\n")
    with_it = "\n".join([*lines[:4], line, *lines[4:]])
    assert not is_edit(BODY, with_it)
    assert not is_edit(with_it, BODY)
    assert not is_edit(with_it, with_it.replace(line, "Advertising space"))


@pytest.mark.parametrize(
    "line",
    [LATER, "She said: “No.”", "Виправлення: міст старий", "Correction: the bridge is old", "議会は橋を選んだ。", "word " * 21, "क" * 161],
)  # fmt: skip
def test_a_sentence_or_a_notice_or_a_long_line_is_an_edit(line: str) -> None:
    assert is_edit(BODY, f"{BODY}\n{line}")
    assert is_edit(f"{BODY}\n{line}", BODY)


def test_many_loose_lines_are_an_edit() -> None:
    assert is_edit(BODY, BODY + "\nNo full stop here" * 8)
    assert is_edit("Short text", "Another short text")


def test_a_changed_or_moved_paragraph_is_an_edit() -> None:
    lines = BODY.split("\n")
    assert is_edit(BODY, BODY.replace("day 4", "day 5"))
    assert is_edit(BODY, "\n".join([*lines[1:], lines[0]]))


def test_what_is_known_to_be_no_text_is_no_edit() -> None:
    more = f"{BODY}\n{LATER}"
    assert not is_edit(BODY, more, Known(taken_out={LATER}))
    assert not is_edit(more, BODY, Known(taken_out={LATER}))
    assert not is_edit(BODY, more, Known(linked={LATER: 0.9}))
    assert not is_edit(more, BODY, Known(standing={LATER}))
    assert is_edit(BODY, more, Known(standing={LATER}))


def test_what_a_page_shows_is_read_within_bounds() -> None:
    assert {"Hello"} == shown(page())
    assert frozenset() == shown(page(body=b"")) == shown(page(body=b"<p>Hello</p>" * 200_000))


class Paper:
    """One outlet of the newsroom whose pages are fetched, cleaned and committed in this process."""

    def __init__(self, folder: Path, outlet: str) -> None:
        self.site = Site(World(1), outlet, 1)
        self.desk = Desk(folder)
        self.desk.corpus.sync_sources([{"id": outlet, "name": outlet, "home": "http://x.example/"}])
        self.bodies: set[bytes] = set()

    def fetch(self, path: str, visit: int) -> None:
        outlet = self.site.outlet
        asked = Asked(path=path, authority=f"{outlet.host}:8750", visits=visit, port=8750, restless=True)
        facts = SourceFacts(id=outlet.id, language=outlet.language, timezone=outlet.timezone)
        reply = answer(self.site, asked)
        headers = (("Content-Type", reply.content_type),)
        got = Page(url=asked.base + path, body=reply.body, headers=headers, fetched_at=SEEN, source=facts)
        made = tasks.finished(got)
        assert isinstance(made, Article)
        drawn = {"text_hash": text_hash(made.text), "sketch": sketch(made.text)}
        self.desk.commit(Delivery(page=got, capture=captured(), result=made.lean(), **drawn))
        self.bodies.add(reply.body)

    def change(self, publication: Publication, **story: Any) -> None:
        self.site.routes[publication.path] = (
            "article",
            replace(publication, story=replace(publication.story, **story)),
        )

    def kinds(self) -> list[str]:
        return self.desk.rows("revisions", "kind")


@pytest.fixture(params=["courier", "visnyk", "anzeiger", "gazette", "diario", "sahifa", "repost"])
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Paper]:
    made = Paper(tmp_path, request.param)
    yield made
    made.desk.check()
    made.desk.corpus.close()


def test_a_page_fetched_a_hundred_times_has_one_state(paper: Paper) -> None:
    """Counters tick, and other links, adverts, appeals and share counts stand around the article at each visit."""
    for other in paper.site.publications[1:6]:
        paper.fetch(other.path, 1)
    before = paper.kinds()
    visits = VISITS.get(paper.site.name, 20)
    for visit in range(1, visits + 1):
        paper.fetch(paper.site.publications[0].path, visit)
    assert [*before, "first"] == paper.kinds()
    assert len(paper.bodies) == 5 + visits


VISITS = {"courier": 100, "visnyk": 100, "sahifa": 100}
"""``benchmarks/restless.py`` fetches every page of every outlet so often."""
CHANGES: dict[str, Callable[[Story], dict[str, Any]]] = {
    "headline": lambda story: {"title": f"{story.title} again"},
    "correction": lambda story: {"paragraphs": (*story.paragraphs, "Correction: an earlier version was wrong")},
    "body": lambda story: {"paragraphs": (story.paragraphs[0].replace(" ", " not ", 1), *story.paragraphs[1:])},
    "grown": lambda story: {"paragraphs": (*story.paragraphs, *(f"At {n} o'clock: {LATER}" for n in (1, 2, 3)))},
}


def settled_gone(paper: Paper, path: str) -> Settled:
    outlet = paper.site.outlet
    return Settled(url=f"http://{outlet.host}:8750{path}", source=outlet.id, outcome=Outcome.GONE, status=410)


@pytest.mark.parametrize("kind", CHANGES)
def test_a_true_change_makes_one_revision_of_its_kind(tmp_path: Path, kind: str) -> None:
    paper = Paper(tmp_path, "courier")
    first = paper.site.publications[0]
    for visit in range(1, 4):
        paper.fetch(first.path, visit)
    paper.change(first, **CHANGES[kind](first.story))
    for visit in range(4, 9):
        paper.fetch(first.path, visit)
    assert ["first", kind] == paper.kinds()
    paper.desk.commit(*[settled_gone(paper, first.path)] * 2)
    assert ["first", kind, "unpublished"] == paper.kinds()
    paper.desk.corpus.close()


@pytest.mark.timeout(400)
def test_a_crawl_finds_the_newsrooms_changes_and_no_others(tmp_path: Path) -> None:
    """Three crawls over HTTP of pages that change around their articles, then one of the next edition."""
    with Newsroom() as room:
        room.restless = True
        paper = {
            "id": "courier",
            "home": room.home("courier"),
            "timezone": "Europe/London",
            "revisit_hours": [1, 2, 3, 4],
        }
        declare(tmp_path, paper | {"feeds": [room.url("courier", path) for path in room.world.outlet("courier").feeds]})
        for edition in (1, 1, 2):
            room.edition = edition
            done = thresher(tmp_path, "crawl", "--all", timeout=200)
            assert (0, "") == (done.returncode, done.stderr)
            pass_time(tmp_path, minutes=61)
        stories = [publication.story for publication in room.site("courier").publications]
        corrected = sum(story.corrected(2) is not None for story in stories)
        withdrawn = len(room.world.withdrawn("courier", 2))
    found = dict(rows(tmp_path, "SELECT kind, count(*) FROM revisions WHERE number > 1 GROUP BY 1"))
    assert found.pop("unpublished") == withdrawn > 0
    assert sum(found.values()) == corrected > 0
    assert found.keys() <= {"correction", "body"}
    (asked,) = rows(tmp_path, "SELECT min(n), max(n) FROM (SELECT count(*) AS n FROM captures GROUP BY url)")
    assert asked[1] >= 3
