"""Nothing that a page or a visitor says can act: hostile values are text, the policy is strict, nothing can be written."""

from __future__ import annotations

import re
from collections import deque
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest
from lxml.html import fromstring

from tests.browsed import HOSTILE_URL, IMAGE, SCRIPT, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
FOREIGN = frozenset({"path", "rect", "circle"})
PAGES_WALKED = 120
READ = (
    "/",
    "/corpus",
    "/corpus/articles",
    "/corpus/articles/1",
    "/corpus/articles/3",
    "/corpus/articles/5",
    "/corpus/removed_blocks",
    "/corpus/runs/1",
    "/search?q=bridge",
    "/corpus/outcomes",
    "/rules",
    "/rules?silent=on",
    "/rules/phrase~2Fen~2Frelated~2Fexample",
    "/corpus?sql=select+1",
    "/nothing/here",
)


class Nesting(HTMLParser):
    """Notes end tags that close another element than the one that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's
        if tag not in VOID | FOREIGN:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in FOREIGN and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"{tag} at {self.getpos()}")


def faults(page: HtmlElement) -> Iterator[str]:
    """What a hostile value could have brought onto a page, and what the policy would block."""
    yield from (
        f"inline {e.tag}" for e in page.xpath("//script[not(@src)] | //style | //iframe | //object | //embed | //base")
    )
    for element in page.iter():
        yield from (f"{element.tag} {name}" for name in element.attrib if name.startswith("on") or name == "style")
        for name in {"href", "src", "action", "formaction", "srcset"} & set(element.attrib):
            yield from address_faults(element, element.get(name))


def address_faults(element: HtmlElement, address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if not parts.scheme and not parts.netloc:
        return
    ours = parts.netloc == "localhost"
    if parts.scheme not in {"http", "https"} or (element.tag != "a" and not ours):
        yield f"{element.tag} {address}"
    elif not ours and "nofollow noopener noreferrer" != element.get("rel"):
        yield f"unmarked link {address}"


async def test_every_page_reachable_is_there_and_inert(datasette: Any):
    """Walks from the front page along links to ourselves."""
    seen, waiting = {"/"}, deque(["/", "/corpus/articles/5", "/corpus/articles?_as=table", "/corpus/removals_by_rule"])
    for _ in range(PAGES_WALKED):
        path = waiting.popleft()
        answer = await datasette.client.get(path)
        assert (302 if path.startswith("/corpus/search") else 200) == answer.status_code, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = fromstring(answer.text)
        assert [] == list(faults(page)), path
        found = [re.sub("^http://localhost", "", href) for href in page.xpath("//a/@href")]
        fresh = [href.partition("#")[0] for href in found if href.startswith("/") and ".csv?" not in href]
        waiting.extend(href for href in dict.fromkeys(fresh) if href and href not in seen)
        seen.update(fresh)
    assert {"/corpus/articles/1", "/corpus/runs", "/runs/1", "/health", "/sources/courier"} <= seen


@pytest.mark.parametrize("path", READ)
async def test_elements_are_closed_in_order(datasette: Any, path: str):
    nesting = Nesting()
    nesting.feed((await datasette.client.get(path)).text)
    assert ([], []) == (nesting.wrong, nesting.open)


@pytest.mark.parametrize(
    "path", ["/", "/corpus/articles/5", "/corpus/articles.json", "/nothing", "/static/thresher.css", "/-/metadata"]
)
async def test_every_answer_carries_the_policy(datasette: Any, path: str):
    headers = (await datasette.client.get(path)).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert ["'none'", "'self'", "'self'", "'none'"] == [
        policy[name] for name in ("default-src", "script-src", "style-src", "frame-ancestors")
    ]
    assert ["nosniff", "no-referrer"] == [headers["x-content-type-options"], headers["referrer-policy"]]
    assert 1 == len(headers.get_list("content-security-policy"))


async def test_robots_are_kept_out(datasette: Any):
    answer = await datasette.client.get("/robots.txt")
    assert (200, "User-agent: *\nDisallow: /\n") == (answer.status_code, answer.text)


@pytest.mark.parametrize(
    "path", ["/corpus/articles/5", "/corpus/articles", "/corpus/articles?_as=table", "/search?q=before"]
)
async def test_hostile_values_are_shown_as_text(datasette: Any, path: str):
    page = await read(datasette, path)
    assert [] == list(faults(page))
    assert f"{SCRIPT}title" in page.text_content()
    assert f"Before {SCRIPT} after." in page.text_content().replace("…", "")


async def test_hostile_attributes_are_shown_as_text(datasette: Any):
    text = (await read(datasette, "/corpus/articles/5")).text_content()
    for value in (IMAGE, HOSTILE_URL, f"{SCRIPT}byline", f"{SCRIPT}section", "{{ 7 * 7 }}"):
        assert value in text


async def test_characters_that_reorder_text_are_made_visible(datasette: Any):
    steering = "exe\u202egnp\u2066"
    answer = await datasette.client.get(f"/corpus/search?{urlencode({'q': steering})}", follow_redirects=True)
    assert "exe\ufffdgnp\ufffd" in answer.text
    answer = await datasette.client.get(f"/corpus?{urlencode({'sql': 'select :a as a', 'a': steering})}")
    assert answer.text.count("exe\ufffdgnp\ufffd") > 1
    assert not {"\u202e", "\u2066"} & set(answer.text)


async def test_the_query_comes_back_as_text(datasette: Any):
    page = await read(datasette, f"/search?{urlencode({'q': SCRIPT, 'since': IMAGE})}")
    assert [] == list(faults(page))
    assert [SCRIPT, SCRIPT] == page.xpath("//input[@name='q']/@value")


async def test_nothing_can_be_written_and_no_file_taken(datasette: Any):
    for path in ("/corpus?sql=delete+from+articles", "/corpus?sql=select+writefile('a','b')"):
        assert 400 == (await datasette.client.get(path)).status_code
    assert 403 == (await datasette.client.get("/corpus.db")).status_code
    assert 405 == (await datasette.client.post("/corpus/articles/1", data={"title": "x"})).status_code


async def test_static_files_refer_to_nothing_elsewhere():
    folder = files("browse") / "static"
    found = [
        file.name
        for file in folder.iterdir()
        if file.is_file() and re.search(r"url\(|@import|https?://(?!www\.w3\.org)", file.read_text())
    ]
    assert [] == found
