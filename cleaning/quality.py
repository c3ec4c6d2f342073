"""Is it an article at all, and what should a careful reader know of it: rejections and quality flags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaning.article import Reason, Verdict
from cleaning.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Block, Page
    from cleaning.metadata import Metadata

LARGEST = 20_000_000
"""Bytes of the largest page that is read."""
_SHORT = 60
_TINY = 40
_SCRAP = 0.25
"""A text of fewer words, and a smaller share of its page, needs the page's own word that it is an article."""
_SENTENCE = 8
"""Words of the shortest sentence that counts as prose."""
_LINES = 4
"""Fewer lines are no list."""
_ENDS = tuple('.!?…"”»。！？؟।')
_LINKED = 0.6
_BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
_PROBE = 65_536
"""Bytes of a page in which its first tag is looked for."""
_HTML = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x01\x00",
    b"ID3",
)
# Feeds, sitemaps and other XML that is sent as text/xml or text/html; what stands before their first element is skipped.
_DATA = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--[^>]*-->\s*|<!DOCTYPE[^>]*>\s*)*"
    rb"<(rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Letters of scripts that put no blank between words."""

Finding = tuple[Reason, str]
"""A reason and one line of evidence."""


def before_parsing(page: Page) -> Finding | None:
    """Reject what need not be parsed: empty, huge or not HTML at all."""
    body = page.body
    if len(body) > LARGEST:
        return Reason.TOO_LARGE, f"{len(body):,} bytes, more than {LARGEST:,}"
    if not body.strip(_BLANK):
        return Reason.EMPTY, f"{len(body)} bytes, all blank"
    return _no_html(body, page.header("Content-Type").split(";")[0].strip().lower())


def _no_html(body: bytes, declared: str) -> Finding | None:
    """Look at the first bytes and at what the server says of them."""
    root = _DATA.match(body[:_PROBE])
    evidence = None
    if body.startswith(_MAGIC):
        evidence = f"the first bytes are {body[:4]!r}"
    elif declared and not declared.startswith(_HTML):
        evidence = f"Content-Type {declared!r}"
    elif b"<" not in body[:_PROBE] and declared != "text/html":
        evidence = "no tag in the first 64 kB"
    elif root:
        evidence = f"the document is <{root[1].decode('ascii')}>"
    return (Reason.NOT_HTML, evidence) if evidence else None


def after_cleaning(blocks: Sequence[Block], metadata: Metadata) -> Finding | None:
    """Reject a page whose kept text is none, only links, or a scrap of a page that never claims to be an article."""
    kept = [b for b in blocks if b.verdict is Verdict.KEPT]
    if not any(words(b.text) for b in kept):
        return Reason.NO_TEXT, f"{len(blocks)} visible blocks, none of them article text"
    size = sum(len(b.text) for b in kept)
    linked = sum(len(b.text) * b.link_share for b in kept)
    if linked > _LINKED * size and not metadata.dates:
        return Reason.NOT_AN_ARTICLE, f"{linked / size:.0%} of the text is links"
    return None if metadata.declared else _scrap(kept, blocks)


def _scrap(kept: Sequence[Block], blocks: Sequence[Block]) -> Finding | None:
    """Look at a short text that the page does not call an article: a scrap of a longer page, or hardly a sentence in it."""
    count, page = (sum(length(b.text) for b in listed) for listed in (kept, blocks))
    if count < _TINY and count < _SCRAP * page:
        return Reason.NOT_AN_ARTICLE, f"{count} of the page's {page} words, and nothing on it calls it an article"
    prose = sum(n for b in kept if (n := length(b.text)) >= _SENTENCE and b.text.endswith(_ENDS))
    if len(kept) >= _LINES and count < _SHORT and prose < count / 2:
        return (
            Reason.NOT_AN_ARTICLE,
            f"{prose} of {count} words in sentences, and nothing on the page calls it an article",
        )
    return None


def flags(text: str, metadata: Metadata) -> tuple[str, ...]:
    """Name what a reader should know of the text; sorted."""
    found = set()
    if length(text) < _SHORT:
        found.add("short")
    if metadata.access == "paywalled":
        found.add("paywalled")
    if not metadata.title:
        found.add("title-missing")
    if text.rstrip().endswith(("…", "...", "[…]", "[...]")):
        found.add("truncated")
    return tuple(sorted(found))


def length(text: str) -> int:
    """Return about how many words a text has; two letters count as a word where a script does not part words."""
    unspaced = len(_UNSPACED.findall(text))
    return len(words(_UNSPACED.sub(" ", text))) + unspaced // 2
