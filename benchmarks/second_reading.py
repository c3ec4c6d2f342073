"""The visible text of a page read a second time, by another parser (lexbor) and another walk, to hold the blocks against."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from resiliparse.parse.html import DOMContext, HTMLTree, NodeType, traverse_dom

from cleaning.text import tidy
from cleaning.walk import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable


def characters(texts: Iterable[str]) -> Counter[str]:
    """Count the characters of texts, without white space."""
    return Counter("".join(part for text in texts for part in text.split()))


def visible(markup: str) -> str:
    """Return the text of a page's body that no element hides; what is hidden is defined as for the blocks."""
    body = HTMLTree.parse(markup.replace("\0", "")).body
    reading = _Reading()
    if body is not None:
        traverse_dom(body, reading.begin, reading.end)
    return tidy(" ".join(reading.texts))


class _Reading:
    """Gathers the text nodes that stand in no hidden element."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._hidden = 0

    def begin(self, context: DOMContext) -> None:
        node = context.node
        if node.type == NodeType.TEXT:
            self.texts += [] if self._hidden else [node.value or ""]
        elif _hides(node):
            self._hidden += 1

    def end(self, context: DOMContext) -> None:
        self._hidden -= _hides(context.node)


def _hides(node: Any) -> bool:
    """Tell a hidden element; one with nothing in it hides nothing, and the walk does not say when it ends."""
    if node.type != NodeType.ELEMENT or node.first_child is None:
        return False
    if node.tag in INVISIBLE:
        return True
    if node.hasattr("hidden"):
        return not (node.getattr("id") or "").startswith("S:")
    style = (node.getattr("style") or "").lower().replace(" ", "")
    return "display:none" in style or "visibility:hidden" in style
