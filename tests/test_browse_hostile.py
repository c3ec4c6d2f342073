"""Hostile strings through the true crawl into a real browser: they are read as text, nothing acts, nothing is asked of anybody."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import pytest

from pipelines.store import Corpus
from tests.crawls import declare, thresher
from tests.loopback import HTML_TYPE, Reply, loopback
from tests.serving import running
from tests.shelf import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser import Browser
    from tests.loopback import Loopback

HOST = "127.0.0.6"
PIXEL = "/pixel"
PAYLOADS = (
    "<script>alert('pwned'); window.pwned = 1</script>",
    '<img src="{pixel}" onerror="window.pwned = 1">',
    '"><svg onload=alert(1)>',
    "</title></script></style><iframe src='{pixel}'></iframe>",
    "' onmouseover=alert(1) autofocus onfocus=alert(1) x='",
    '=HYPERLINK("{pixel}";"Read")',
    "\u202egnp.elbissop sa ton\u202c \u2066x\u2069",
    "{{{{ 7 * 7 }}}} ${{7*7}} <%= 7 %>",
    "'); DROP TABLE articles; --",
)
LINK = "javascript:window.pwned=1"
ACTING = """
const main = document.querySelector("main"), found = selector => [...main.querySelectorAll(selector)];
return [window.pwned ?? null, frames.length,
  found("a[href]").map(a => a.href).filter(href => !/^https?:/.test(href)),
  found("script, style, iframe, object, [onload], [onerror], [onfocus], [onmouseover]").map(e => e.outerHTML),
  main.innerText];
"""
"""What a page says of itself: whether a payload ran, frames, odd links, elements that act; and what can be read."""


def page(payload: str, number: int) -> bytes:
    """An article that says the payload wherever a page can say something."""
    text, inside = escape(payload), json.dumps(payload).replace("</", "<\\/")
    data = (
        f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": {inside}, "keywords": [{inside}],'
        f' "articleSection": {inside}, "datePublished": {inside}, "image": "{LINK}", "license": "{LINK}",'
        f' "author": [{{"@type": "Person", "name": {inside}}}, {{"@type": "Person", "name": "Mara Lind"}}]}}'
    )
    paragraphs = "".join(f"<p>{sentence} ({number})</p>" for sentence in SENTENCES)
    return f"""<!DOCTYPE html><html lang="{text}"><head><title>{text} {number}</title>
<meta name="robots" content="{text}"><meta name="author" content="{text}"><meta property="og:title" content="{text} {number}">
<link rel="canonical" href="{LINK}"><script type="application/ld+json">{data}</script></head><body><main><article>
<h1>{text} {number}</h1><p class="byline">By {text}</p>{paragraphs}<p>It was said at the meeting: {text} was the word of the day.</p>
<p><a href="{LINK}">Read also: {text}</a></p><p>Share on Telegram {text}</p></article></main></body></html>""".encode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Loopback, str]]:
    """A corpus crawled from a hostile site that is still up, and where it is shown."""
    folder = tmp_path_factory.mktemp("hostile")
    with loopback([HOST]) as world:
        pixel = world.set(HOST, PIXEL, Reply(body=b"GIF89a", headers={"Content-Type": "image/gif"}))
        payloads = [payload.format(pixel=pixel) for payload in PAYLOADS]
        paths = [f"/2026/03/01/{n}-{quote(payload, safe='()/')}"[:300] for n, payload in enumerate(payloads)]
        urls = [
            world.set(HOST, path, Reply(body=page(payload, n), headers=HTML_TYPE))
            for n, (path, payload) in enumerate(zip(paths, payloads, strict=True))
        ]
        world.feed(HOST, urls)
        name = f"{PAYLOADS[0]} Gazette"
        declare(folder, {"id": "hostile", "name": name, "home": world.url(HOST), "feeds": [world.url(HOST, "/feed")]})
        done = thresher(folder, "crawl")
        assert 0 == done.returncode, done.stderr
        world.log.clear()
        with running(folder) as (_, url):
            yield folder, world, url.rstrip("/")


def addresses(folder: Path) -> list[str]:
    """Every kind of page that shows what the site said, and what a visitor may be sent with a link."""
    with Corpus.open(folder, readonly=True) as corpus:
        numbers = [row[0] for row in corpus.db.execute("SELECT id FROM articles ORDER BY id")]
        rules = [row[0] for row in corpus.db.execute("SELECT DISTINCT rule FROM rule_sources")]
    assert len(PAYLOADS) - 1 <= len(numbers)
    first, image = (payload.format(pixel="http://127.0.0.6/x") for payload in PAYLOADS[:2])
    return [
        *(f"/corpus/articles/{number}?_removed=on" for number in numbers),
        *(f"/rules/{rule.replace('/', '~2F')}" for rule in rules[:3]),
        *(
            "/",
            "/rules",
            "/corpus/articles",
            "/corpus/articles?_as=table",
            "/corpus/removed_blocks",
            "/corpus/date_candidates",
        ),
        *(
            f"/corpus/revisions/{numbers[0]},1",
            "/sources/hostile",
            "/corpus/sources/hostile",
            "/health",
            "/runs",
            "/runs/1",
            "/corpus/captures",
            "/corpus/captures/2",
        ),
        f"/search?{urlencode({'q': 'meeting'})}",
        f"/search?{urlencode({'q': first, 'source': image, 'since': image, 'language': first})}",
        f"/rules?{urlencode({'q': first, 'source': image, 'category': first})}",
        f"/corpus?{urlencode({'sql': f'select {first}'})}",
        f"/rules/{quote(first, safe='')}",
        f"/corpus/articles?{urlencode({'_search': first, 'title': image})}",
    ]


def test_nothing_acts_and_everything_is_read(browser: Browser, hostile: tuple[Path, Loopback, str]):
    folder, world, url = hostile
    seen = ""
    browser.size(1280, 900)
    browser.complaints(), browser.asked_elsewhere()
    for path in addresses(folder):
        browser.open(f"{url}{path}")
        *acting, text = browser.driver.execute_script(ACTING)
        assert [None, 0, [], []] == acting, path
        said = [line for line in browser.complaints() if "status of 4" not in line]
        assert ([], []) == (said, browser.asked_elsewhere()), path
        seen += text
    assert [] == world.asked()
    for payload in PAYLOADS[:6]:
        assert payload.format(pixel=world.url(HOST, PIXEL)) in seen
    assert not {"\u202e", "\u202c", "\u2066", "\u2069"} & set(seen)


def test_no_cell_of_an_exported_search_is_a_formula(hostile: tuple[Path, Loopback, str]):
    with urlopen(f"{hostile[2]}/search.csv?q=meeting", timeout=20) as answer:
        rows = list(csv.reader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert len(PAYLOADS) <= len(rows)
    assert [] == [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t"}]
