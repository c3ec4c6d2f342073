"""JSON-LD as it is found in the wild, read into a flat list of nodes (schema.org, JSON-LD 1.1). No opinion on their worth."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from cleaning.json_mending import mended
from cleaning.text import fold, unescaped, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

Node = dict[str, Any]

_MOST = 1_000_000
"""Longest script that is read, in characters."""
_ALL = 4_000_000
"""Characters of all scripts of a page that are read."""
_NODES = 5_000
_HEADLINE = 500
_NESTED = 4
"""Lists and objects within each other that ``text`` looks into."""
_MENDED = 300_000
"""Characters of the longest script that is mended."""
_ESCAPED = 2
"""Times that a script may have been escaped upon itself."""
_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>)(?:\s*;)?$"
)

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle "
    "OpinionNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting TechArticle ScholarlyArticle "
    "Report Review SatiricalArticle AdvertiserContentArticle".split()
)


def nodes(tree: HtmlElement) -> list[Node]:
    """Return every object of the page's JSON-LD scripts, outer before inner; unreadable scripts give none."""
    found: list[Node] = []
    left = _ALL
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            raw = script.text or ""
            left -= len(raw)
            found.extend(_flat(_loads(raw)))
        if len(found) > _NODES or left < 0:
            break
    return found[:_NODES]


def types(node: Node) -> set[str]:
    """Return a node's types without their vocabulary prefix."""
    return {str(t).rsplit("/", 1)[-1].removeprefix("schema:") for t in as_list(node.get("@type"))}


def as_list(value: object) -> list[Any]:
    """Return a value as a list: JSON-LD writes one value and a list of one alike."""
    return value if isinstance(value, list) else [] if value is None else [value]


def article(found: Iterable[Node], title: str = "") -> Node:
    """Return the node that describes the page's article: the one with its headline, else the fullest; or an empty one."""
    candidates = [n for n in found if types(n) & ARTICLE_TYPES]
    if len(candidates) < 2:
        return candidates[0] if candidates else {}
    sought = set(words(fold(title)))
    return max(candidates, key=lambda n: (_is_alike(text(n.get("headline")), sought), _fullness(n)))


def _is_alike(headline: str, sought: set[str]) -> bool:
    """Tell whether a headline has most of its words from the page's title."""
    told = set(words(fold(headline[:_HEADLINE])))
    return len(told & sought) * 2 > len(told | sought)


def referred(value: object, found: Iterable[Node]) -> object:
    """Return the node that a bare reference (an object with nothing but ``@id``) names, else the value itself."""
    if isinstance(value, dict) and not text(value) and isinstance(name := value.get("@id"), str):
        return next((node for node in found if node.get("@id") == name and text(node)), value)
    return value


def text(value: object) -> str:
    """Return a JSON-LD value as plain text: a string, ``@value``, or the name of an object."""
    for _ in range(_NESTED):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return html.unescape(html.unescape(value)).strip() if isinstance(value, str) else ""


def _fullness(node: Node) -> int:
    return sum(
        bool(node.get(k)) for k in ("headline", "datePublished", "author", "articleBody", "dateModified", "image")
    )


def _loads(raw: str) -> object:
    """Read a script's JSON as it is, then without what wraps it, unescaped, and at last mended."""
    if len(raw) > _MOST:
        return None
    for plain in unescaped(_WRAPPER.sub("", raw.strip("\ufeff \t\r\n")).strip().rstrip(";"), _ESCAPED):
        value = _read(plain)
        if value is not None:
            break
    if value is None and plain and len(plain) <= _MENDED:
        value = mended(plain)
    return _read(value) if isinstance(value, str) else value


def _read(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _flat(value: object) -> Iterator[Node]:
    """Walk a value breadth first, giving up its objects."""
    queue, taken = deque([value]), 0
    while queue and taken < _NODES:
        taken += 1
        item = queue.popleft()
        if isinstance(item, dict):
            yield item
            queue.extend(v for v in item.values() if isinstance(v, (dict, list)))
        elif isinstance(item, list):
            queue.extend(v for v in item if isinstance(v, (dict, list)))
