"""Is it an article at all: rejections, each with one line of evidence that a person can check on the page.

Before parsing: empty, too large, not HTML. After: of a kind that can be named (``nonarticles``), without text, mostly links, or a
scrap of its page. What a reader should know of an article, its quality flags, is told in ``flags``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaning.article import Reason, Verdict
from cleaning.flags import Seen, flags
from cleaning.nonarticles import finding as kind_of_nonarticle
from cleaning.nonarticles import likely
from cleaning.sight import ENDS, SENTENCE, Finding, Sight, length
from cleaning.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Block, Page
    from cleaning.document import Document
    from cleaning.metadata import Metadata

__all__ = ["LARGEST", "Seen", "after_cleaning", "after_parsing", "before_parsing", "flags", "length"]

LARGEST = 20_000_000
"""Bytes of the largest page that is read."""
MOST_TAGS = 500_000
"""Start tags, at most, of a page that is read; in the development corpus none has 11,000."""
MOST_BLOCKS = 30_000
"""Blocks, at most, of a page that is judged; in the development corpus none has 1,600."""
_SHORT = 60
_TINY = 35
_SCRAP = 0.25
"""A text of fewer words, and a smaller share of its page, needs the page's own word that it is an article."""
_LINES = 4
"""Fewer lines are no list."""
_LINKED = 0.6
_LINKS_AMID = 0.25
"""Share of links from which a text is none, with a date, and without a sentence or the page's own word."""
_BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
_FIRST = 1024
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


def before_parsing(page: Page) -> Finding | None:
    """Reject what need not be parsed: empty, huge or not HTML at all."""
    body = page.body
    if len(body) > LARGEST:
        return Reason.TOO_LARGE, f"{len(body):,} bytes, more than {LARGEST:,}"
    if (tags := body.count(b"<") - body.count(b"</")) > MOST_TAGS:
        return Reason.TOO_LARGE, f"{tags:,} tags, more than {MOST_TAGS:,}"
    if not (body[:_FIRST].strip(_BLANK) or body.strip(_BLANK)):
        return Reason.EMPTY, f"{len(body)} bytes, all blank"
    return _no_html(body, page.header("Content-Type").split(";")[0].strip().lower())


def after_parsing(document: Document) -> Finding | None:
    """Reject a page in so many pieces that judging them would take longer than a page may."""
    count = len(document.blocks)
    return (Reason.TOO_LARGE, f"{count:,} blocks, more than {MOST_BLOCKS:,}") if count > MOST_BLOCKS else None


def _no_html(body: bytes, declared: str) -> Finding | None:
    """Look at the first bytes and at what the server says of them."""
    root = _DATA.match(body, 0, _PROBE)
    evidence = None
    if body.startswith(_MAGIC):
        evidence = f"the first bytes are {body[:4]!r}"
    elif declared and not declared.startswith(_HTML):
        evidence = f"Content-Type {declared!r}"
    elif body.find(b"<", 0, _PROBE) < 0 and declared != "text/html":
        evidence = "no tag in the first 64 kB"
    elif root:
        evidence = f"the document is <{root[1].decode('ascii')}>"
    return (Reason.NOT_HTML, evidence) if evidence else None


def after_cleaning(
    blocks: Sequence[Block], metadata: Metadata, *, document: Document | None = None, page: Page | None = None
) -> Finding | None:
    """Reject a page that is no article: of a kind that can be named, of no text, only links, or a scrap of its page.

    Without ``document`` and ``page`` the kinds are not looked for.
    """
    if document is None or page is None:
        return _poor(blocks, metadata)
    seen = Sight(blocks, metadata, document, page)
    if found := kind_of_nonarticle(seen):
        return found
    poor = _poor(blocks, metadata)
    return (likely(seen, poor[1]) or poor) if poor else None


def _poor(blocks: Sequence[Block], metadata: Metadata) -> Finding | None:
    """Look for a page whose kept text is none, only links, or a scrap."""
    kept = [b for b in blocks if b.verdict is Verdict.KEPT]
    if not any(words(b.text) for b in kept):
        return Reason.NO_TEXT, f"{len(blocks)} visible blocks, none of them article text"
    size = sum(len(b.text) for b in kept)
    linked = sum(len(b.text) * b.link_share for b in kept)
    if linked > _LINKED * size and not metadata.dates:
        return Reason.NOT_AN_ARTICLE, f"{linked / size:.0%} of the text is links"
    if metadata.declared:
        return None
    if linked > _LINKS_AMID * size and not any(_is_sentence(b.text) for b in kept):
        return Reason.NOT_AN_ARTICLE, f"no sentence in the text, {linked / size:.0%} of it links"
    return _scrap(kept, blocks)


def _scrap(kept: Sequence[Block], blocks: Sequence[Block]) -> Finding | None:
    """Look at a short text that the page does not call an article: a scrap of a longer page, or hardly a sentence in it."""
    if sum(b.text.count(" ") for b in kept) > 2 * _SHORT:
        return None
    count, page = (sum(length(b.text) for b in listed) for listed in (kept, blocks))
    if count < _TINY and count < _SCRAP * page:
        return Reason.NOT_AN_ARTICLE, f"{count} of the page's {page} words, and nothing on it calls it an article"
    prose = sum(length(b.text) for b in kept if _is_sentence(b.text))
    if len(kept) >= _LINES and count < _SHORT and prose < count / 2:
        return (
            Reason.NOT_AN_ARTICLE,
            f"{prose} of {count} words in sentences, and nothing on the page calls it an article",
        )
    return None


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith(ENDS) and length(text) >= SENTENCE
