"""The tiers of boilerplate rules in their order: kept blocks become removed ones, each with category, rule and reason.

Which blocks are article text at all is decided before (``extract``); what the rules are is data (``rules``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Block, Verdict
from cleaning.rules import RuleBook, Tier, appeals, links, load, phrases, repeats, runs, structure
from cleaning.rules.context import Context
from cleaning.rules.sheet import Sheet, decided

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Context", "strip"]

_TIERS = (structure.apply, appeals.apply, phrases.apply, repeats.apply, links.apply, runs.apply)
_OURS = tuple(f"{tier}/" for tier in Tier)


def strip(blocks: Sequence[Block], context: Context, *, book: RuleBook | None = None) -> tuple[Block, ...]:
    """Return all blocks in order, the boilerplate among the kept ones removed.

    Blocks outside, and those another tier removed, stay as they are. What these rules removed before is decided anew, so
    that stripping twice is stripping once. ``book`` defaults to the shipped rules.
    """
    open_blocks = [block for block in blocks if _is_open(block)]
    sheet = Sheet(open_blocks, book or load(), context)
    for tier in _TIERS:
        tier(sheet)
    verdicts = iter(sheet.lines)
    return tuple(decided(next(verdicts)) if _is_open(block) else block for block in blocks)


def _is_open(block: Block) -> bool:
    ours = block.verdict is Verdict.REMOVED and (block.rule or "").startswith(_OURS)
    return block.verdict is Verdict.KEPT or ours
