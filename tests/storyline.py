"""Short news stories in many languages as blocks, and blocks of one line, for the tests of boilerplate rules."""

from __future__ import annotations

from dataclasses import replace

from cleaning.article import Block, Kind, Verdict
from cleaning.rules import examples
from crawler.rulebench.trials import stories

P = "html/body/div.text/p"


def line(text: str, path: str = P, **facts: object) -> Block:
    """Return a kept paragraph, or what the facts make of it."""
    plain = Block(position=0, kind=Kind.PARAGRAPH, text=text, path=path, verdict=Verdict.KEPT)
    return replace(plain, **facts)  # type: ignore[arg-type]


def page(*parts: str | Block) -> list[Block]:
    """Number the blocks of a page; strings are read in the notation of examples."""
    blocks = [b for part in parts for b in ([part] if isinstance(part, Block) else examples.blocks(part))]
    return [replace(block, position=i) for i, block in enumerate(blocks)]


def story(*tail: str | Block, head: tuple[str | Block, ...] = (), language: str = "en") -> list[Block]:
    """Return a plain story with something before and after it."""
    return page(*head, *stories()[language], *tail)
