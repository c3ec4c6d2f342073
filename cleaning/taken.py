"""What goes from the kept text by the source's settings, or is a note on the text and none of it. Rules of wording live in ``rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaning.article import Category, Verdict
from cleaning.blocks import removed
from cleaning.notices import heard, spoken
from cleaning.sight import length
from cleaning.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Block, SourceFacts
    from cleaning.metadata import Metadata

STANDFIRST: Final = "structure/standfirst"
"""The rule that takes the standfirst out, where the source's settings want it."""
TRANSLATED: Final = "structure/machine-translated"
"""The rule that takes out the note that a machine translated the text."""
_NAMES: Final = frozenset(
    "standfirst dek deck lede lead leadtext chapo chapeau vorspann bajada copete entradilla intro teaser subtitle "
    "subhead subheadline subheading sottotitolo occhiello sommario ingress manchet perex abstract excerpt summary description".split()
)
"""Class words of the element a standfirst stands in."""
_BEGINNING: Final = 4
"""Kept lines among which the standfirst is."""
_LONGEST: Final = 90
_ALIKE: Final = 0.7
_NOTE: Final = 40
_LABEL: Final = 6
"""Words of the longest note, and of one that need not say what was translated."""
_REACH: Final = 8
"""Lines at either end of the text among which such a note is looked for, and beyond it."""


def taken(blocks: Sequence[Block], metadata: Metadata, source: SourceFacts) -> tuple[Block, ...]:
    """Return the blocks with what the source's settings take out, and notes of machine translation, removed."""
    gone = {b.position: b for b in _notes(blocks)}
    if not source.standfirst:
        gone |= {b.position: b for b in _standfirst(blocks, metadata)}
    return tuple(gone.get(b.position, b) for b in blocks) if gone else tuple(blocks)


def _standfirst(blocks: Sequence[Block], metadata: Metadata) -> Iterator[Block]:
    """Find the standfirst: of the first lines the one that the page gives as its description, or names so; never the last one left."""
    kept = [b for b in blocks if b.verdict is Verdict.KEPT]
    told = set(words(fold(metadata.description or "")))
    for block in kept[: min(_BEGINNING, len(kept) - 1)]:
        said = set(words(fold(block.text)))
        described = len(said) > 3 and len(said & told) >= _ALIKE * min(len(said), len(told) or 1) and len(told) > 3
        named = _NAMES.intersection(_named(block))
        if length(block.text) <= _LONGEST and (described or named):
            reason = "the page's description" if described else f'stands in an element called "{min(named)}"'
            yield removed(
                block, Category.REPEATED_TEXT, STANDFIRST, f"standfirst: {reason}; the source's settings leave it out"
            )
            return


def _named(block: Block) -> list[str]:
    """Return the words of class and id of the two innermost elements."""
    return words(" ".join(block.path.rsplit("/", 2)[-2:]).lower().replace("_", " "))


def _notes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Find the short lines about the text's beginning and end that say a machine translated it."""
    near = [b for b in _ends(blocks) if b.verdict is not Verdict.REMOVED or b.rule != TRANSLATED]
    if not near or not heard("machine-translated", spoken("\n".join(b.text for b in near), longest=_REACH * 1000)):
        return
    for block in near:
        said = spoken(block.text)
        wording = heard("machine-translated", said)
        if wording and (length(block.text) <= _LABEL or heard("itself", said)):
            reason = f"says that a machine translated the text ({wording!r})"
            yield removed(block, Category.SOURCE_LINK, TRANSLATED, reason)


def _ends(blocks: Sequence[Block]) -> list[Block]:
    kept = [b.position for b in blocks if b.verdict is Verdict.KEPT]
    if not kept:
        return []
    first, last = kept[0], kept[-1]
    places = {*range(first - _REACH, first + _REACH), *range(last - _REACH, last + _REACH + 1)}
    near = (blocks[i] for i in sorted(places) if 0 <= i < len(blocks))
    return [b for b in near if b.text.count(" ") < _NOTE and b.link_share < 0.5]
