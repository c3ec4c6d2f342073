"""What a page, its headers and its site say about reuse: read and recorded, not judged, and nothing is obeyed here.

Recorded are robots statements (``<meta name=robots>`` and those for one agent, ``X-Robots-Tag``), the TDM Reservation
Protocol (W3C Community Group report of 2024-05-10: file, header, meta) and the presence of an ``ai.txt``. ``noindex`` and
``noarchive`` are wishes about search results and cached copies; a corpus is neither, so they are kept with the capture
for whoever publishes from it. Each statement stands with its raw string: one to robots, or of a meta element, cut at _RAW
characters, and what else is declared about TDM where ``tdm`` cuts it.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.rows import storable
from pipelines.tdm import Declaration, declared, of_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.article import Page
    from pipelines.tdm import Rule

TOKEN = "thresher"  # noqa: S105 - the product token of RFC 9309
_HEAD = 256 * 1024
"""Bytes of a page in which its meta elements are looked for, unless a ``</head>`` in lower case comes before."""
_RAW = 500
_MOST = 40
"""Statements of one kind that are kept."""
_ELEMENT = 4000
"""Bytes of one meta element that are looked at."""
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_NAMES = frozenset(
    "robots googlebot googlebot-news bingbot msnbot slurp yandex yandexbot baiduspider duckduckbot applebot"
    " applebot-extended gptbot google-extended ccbot claudebot anthropic-ai perplexitybot bytespider amazonbot".split()
) | {TOKEN}
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


class Site(NamedTuple):
    """What the files of a page's site say."""

    tdm: tuple[Rule, ...] = ()
    """The rules of its tdmrep.json, in order."""
    ai_txt: str | None = None
    """Digest of its ai.txt, where it has one."""


NO_FILES = Site()


class _Robots(NamedTuple):
    """One statement to robots."""

    place: str
    agent: str
    raw: str


def stated(page: Page, site: Site = NO_FILES) -> str | None:
    """Return what was said about reuse of a page as a JSON object, or None when nothing was.

    Keys, each only where something was said: ``robots`` (list of ``from``, ``agent``, ``raw``), ``directives`` (what of it
    concerns this crawler), ``tdm`` (``reserved``, ``policy``, ``from``, ``raw``), ``ai_txt`` (digest).
    """
    metas = tuple(_metas(page.body[:_HEAD]))
    robots = (*_headers(page), *(_Robots("meta", name, text) for name, text in metas if name in _NAMES))[:_MOST]
    said: dict[str, Any] = {}
    if robots:
        said["robots"] = [{"from": r.place, "agent": r.agent, "raw": r.raw} for r in robots]
        said["directives"] = sorted({word for r in robots if r.agent in ("robots", TOKEN) for word in _words(r.raw)})
    if tdm := _tdm(page, dict(reversed(metas)), site):
        said["tdm"] = tdm.document()
    if site.ai_txt:
        said["ai_txt"] = site.ai_txt
    return str(storable(json.dumps(said, ensure_ascii=False))) if said else None


def _tdm(page: Page, metas: dict[str, str], site: Site) -> Declaration | None:
    """Return the declaration that counts: the page's own before the header's, the header's before the file's."""
    header = declared("header", page.header("tdm-reservation"), page.header("tdm-policy"))
    return (
        declared("meta", metas.get("tdm-reservation", ""), metas.get("tdm-policy", ""))
        or header
        or of_file(site.tdm, page.final_url or page.url)
    )


def _metas(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and content of the meta elements of interest."""
    for element in _elements(head):
        if b"name" not in element.lower():
            continue
        pairs = _ATTRIBUTE.findall(element.decode("utf-8", "replace"))
        attributes = {name.lower(): html.unescape(value.strip("\"'")) for name, value in reversed(pairs)}
        name = attributes.get("name", "").strip().lower()
        if name in _NAMES or name.startswith("tdm-"):
            yield name, attributes.get("content", "").strip()[:_RAW]


def _elements(head: bytes) -> Iterator[bytes]:
    """Yield what stands in each meta element; found by plain search, since every page of a crawl is looked through."""
    end = head.find(b"</head>")
    lower = (head if end < 0 else head[:end]).lower()
    start = lower.find(b"<meta")
    while start >= 0:
        end = lower.find(b">", start, start + _ELEMENT)
        if end >= 0:
            yield head[start + 5 : end]
        start = lower.find(b"<meta", start + 5)


def _headers(page: Page) -> Iterator[_Robots]:
    """Yield the statements of X-Robots-Tag; an agent named in one holds until the next is named."""
    for key, value in page.headers:
        if key.lower() != "x-robots-tag":
            continue
        agent, words = "robots", list[str]()
        for part in value[: 4 * _RAW].split(","):
            name, colon, rest = part.partition(":")
            if colon and name.strip().lower() not in _VALUED and " " not in name.strip():
                if words:
                    yield _Robots("header", agent, ", ".join(words)[:_RAW])
                agent, words, part = name.strip().lower(), [], rest  # noqa: PLW2901 - the agent's name is taken off
            words.append(part.strip())
        yield _Robots("header", agent, ", ".join(words)[:_RAW])


def _words(raw: str) -> set[str]:
    return {word for part in raw.lower().split(",") if (word := part.strip())}
