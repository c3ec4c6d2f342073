"""What a careful reader should know of an article's text: its quality flags. Flags of dates are ``pipelines.dates``'s.

short                under 60 words
truncated            breaks off with an ellipsis in brackets or at the end of its last line, goes over into "Continue reading",
                     or the page's own word count is twice as high
paywalled            the page says that it is not free, or that the rest is for subscribers
title-missing        no title was found
machine-translated   a note by the text says so; the note itself is removed
mixed-language       a fifth of the words or more stand in paragraphs of another language
language-differs     the text is not in the language that the page declares
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaning.article import Category, Verdict
from cleaning.language import is_mixed
from cleaning.notices import is_whole, spoken
from cleaning.sight import length
from cleaning.taken import TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Block
    from cleaning.metadata import Metadata

_SHORT: Final = 60
_OPEN: Final = ("…", "...", "[…]", "[...]", "(…)", "(...)", "[&hellip;]")
_CUT: Final = 200
"""Words of the longest text that a link to the rest goes on from, and that the page must claim beyond ours."""
_BESIDE: Final = 2
"""Lines behind the text among which that link stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a text came from."""

    blocks: Sequence[Block] = ()
    language: str | None = None
    """As believed, not as declared."""


_NOTHING: Final = Seen()


def flags(text: str, metadata: Metadata, seen: Seen = _NOTHING) -> tuple[str, ...]:
    """Name what a reader should know of the text; sorted."""
    return tuple(sorted(_flags(text, metadata, seen)))


def _flags(text: str, metadata: Metadata, seen: Seen) -> Iterator[str]:
    count = text.count(" ")
    count = count if count > 2 * _CUT else length(text)  # exact where it matters
    if count < _SHORT:
        yield "short"
    if metadata.access == "paywalled" or (metadata.access is None and _barred(seen.blocks)):
        yield "paywalled"
    if not metadata.title:
        yield "title-missing"
    if text.rstrip().endswith(_OPEN) or (count < _CUT and _goes_on(seen.blocks)) or _claims_more(metadata, count):
        yield "truncated"
    if any(b.rule == TRANSLATED for b in seen.blocks):
        yield "machine-translated"
    if is_mixed([b for b in seen.blocks if b.verdict is Verdict.KEPT], seen.language):
        yield "mixed-language"
    if metadata.language and seen.language and metadata.language != seen.language:
        yield "language-differs"


def _behind(blocks: Sequence[Block], reach: int) -> Sequence[Block]:
    """Return the last line of the text and some of those behind it."""
    last = next((b.position for b in reversed(blocks) if b.verdict is Verdict.KEPT), None)
    return () if last is None else blocks[last : last + reach + 1]


def _barred(blocks: Sequence[Block]) -> bool:
    """Tell whether a note right behind the text says that the rest is for subscribers."""
    return any(b.category is Category.PAYWALL_NOTICE for b in _behind(blocks, 2 * _BESIDE))


def _goes_on(blocks: Sequence[Block]) -> bool:
    """Tell whether the text goes over into a link to the rest of it."""
    return any(b.link_share > 0.5 and is_whole("continued", spoken(b.text)) for b in _behind(blocks, _BESIDE))


def _claims_more(metadata: Metadata, count: int) -> bool:
    """Tell whether the page states twice as many words as there are."""
    return metadata.word_count is not None and metadata.word_count >= max(2 * count, count + _CUT)
