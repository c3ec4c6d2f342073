"""Making elements within a line of text blocks of their own, so that a verdict can be given on them. No rules."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cleaning.walk import BREAKS, INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_PREFIX: Final = "site-"
"""What is put before a tag: with a hyphen in it, it is a custom element, which the walk takes for a block."""
_CELLS: Final = frozenset(("td", "th"))
_ENDS: Final = INVISIBLE | {"body", "html"}
"""Elements behind which no text may be put."""


@contextmanager
def apart(whole: Iterable[HtmlElement], *, out: Iterable[HtmlElement] = ()) -> Iterator[None]:
    """Let elements be blocks of their own while the page is walked; their tags are given back after.

    Elements of ``out`` that stand amid a line go behind its block first, so that the line stays in one piece. No text is
    lost, nor any twice.
    """
    moving = [e for e in dict.fromkeys(out) if _is_inline(e) and _has_text(e)]
    marked = [e for e in whole if _is_inline(e) and _has_text(e)] + moving
    tags = [(e, str(e.tag)) for e in marked]
    for element in reversed(moving):
        _set_aside(element)
    for element, tag in tags:
        element.tag = tag if tag.startswith(_PREFIX) else f"{_PREFIX}{tag}"
    try:
        yield
    finally:
        for element, tag in tags:
            element.tag = tag


def _is_inline(element: HtmlElement) -> bool:
    """Tell whether the walk would pass through the element without opening a block."""
    tag = str(element.tag)
    return tag in _CELLS or not (tag in BREAKS or tag in INVISIBLE or "-" in tag)


def _has_text(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext())


def _set_aside(element: HtmlElement) -> None:
    """Move an element that stands amid a line behind the block of that line."""
    block = _block_of(element)
    if block is None or element.tag in _CELLS or not (_preceded(element, block) and _followed(element, block)):
        return
    if any(not _is_inline(e) for e in element.iterdescendants()):
        return
    tail, before, parent = element.tail or "", element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    element.tail = None
    block.addnext(element)


def _block_of(element: HtmlElement) -> HtmlElement | None:
    """Return the block-level element around, if there is room for another behind it, and it may not be hidden."""
    for above in element.iterancestors():
        if above.tag in _ENDS or above.get("hidden") is not None or above.get("style"):
            return None
        if not _is_inline(above):
            return above
    return None


def _preceded(element: HtmlElement, block: HtmlElement) -> bool:
    """Tell whether anything of the line stands before the element."""
    above = element
    while above is not None and above is not block:
        parent = above.getparent()
        if above.getprevious() is not None or (parent is not None and (parent.text or "").strip()):
            return True
        above = parent
    return False


def _followed(element: HtmlElement, block: HtmlElement) -> bool:
    """Tell whether anything of the line stands behind the element."""
    above = element
    while above is not None and above is not block:
        if above.getnext() is not None or (above.tail or "").strip():
            return True
        above = above.getparent()
    return False
