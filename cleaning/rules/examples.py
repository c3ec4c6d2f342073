"""The notation of examples in rule files: one block a line, read into the blocks a page would give.

``# text`` is a heading, ``- text`` a list item, ``! text`` a caption, ``[text]`` stands in a link.
"""

from __future__ import annotations

import re

from cleaning.article import Block, Kind, Verdict

_LINK = re.compile(r"\[([^\[\]]*)\]")
_SIGNS = {"# ": (Kind.HEADING, "h3"), "- ": (Kind.ITEM, "ul/li"), "! ": (Kind.CAPTION, "figure/figcaption")}


def blocks(example: str, *, first: int = 0) -> tuple[Block, ...]:
    """Return the kept blocks an example stands for, positions counted from ``first``."""
    lines = [line.strip() for line in example.strip().splitlines() if line.strip()]
    return tuple(_block(line, first + i) for i, line in enumerate(lines))


def plain(text: str) -> tuple[Block, ...]:
    """Return the lines of a text as kept paragraphs, whatever signs and brackets they have."""
    lines = filter(None, (line.strip() for line in text.splitlines()))
    return tuple(
        Block(position=i, kind=Kind.PARAGRAPH, text=line, path="html/body/div.text/p", verdict=Verdict.KEPT)
        for i, line in enumerate(lines)
    )


def _block(line: str, position: int) -> Block:
    kind, tags = _SIGNS.get(line[:2], (Kind.PARAGRAPH, "p"))
    marked = line[2:] if line[:2] in _SIGNS else line
    text = _LINK.sub(r"\1", marked)
    linked = sum(len(found) for found in _LINK.findall(marked))
    return Block(
        position=position,
        kind=kind,
        text=text,
        path=f"html/body/div.text/{tags}",
        link_share=min(1.0, linked / max(1, len(text))),
        verdict=Verdict.KEPT,
    )
