"""Why the block model thinks of each block as it does, for ``thresher clean``: asked in a worker process, told as lines or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click import style

from cleaning.article import Article, Rejection
from cleaning.errors import InputError
from cleaning.text import fold, tidy
from crawler.evaluation import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaning.article import Block, Page
    from cleaning.model.reasons import Reason

    Reasons = Mapping[int, tuple[Reason, ...]]

_MOST = 6
"""Reasons told of a block one asks about."""
_EXCERPT = 100


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A cleaned page, and for each of its blocks what moved the block model."""

    result: Article | Rejection
    reasons: Reasons
    """By position; empty where the model was not asked."""


def cleaned_only(page: Page) -> Reasoned:
    """Clean a page without asking for reasons; made for worker processes."""
    return Reasoned(cleaned(page), {})


def reasoned(page: Page) -> Reasoned:
    """Clean a page and give the model's reasons with it, which takes a tenth of a millisecond a block."""
    from cleaning.model import load  # noqa: PLC0415 - numpy is slow to load
    from cleaning.model.reasons import Attentive  # noqa: PLC0415

    model = Attentive.to(load())
    return Reasoned(cleaned(page, model), model.reasons(most=_MOST))


def facts(reasons: Reasons, position: int) -> list[dict[str, Any]]:
    """Return a block's reasons as JSON values."""
    return [{"says": reason.says, "odds": reason.odds} for reason in reasons.get(position, ())]


def lines(made: Reasoned, asked: str) -> Iterator[str]:
    """Yield what is known of the blocks asked about: a position, or words that stand in them."""
    for block in _found(_blocks(made.result), asked):
        rule = f" by {tidy(block.rule)}: {tidy(block.reason or '')}" if block.rule else ""
        yield style(f"Block {block.position}, {block.verdict}{rule}", bold=True)
        yield f"  {tidy(block.text)[:_EXCERPT]}"
        yield from _told(block, made.reasons)


def _blocks(result: Article | Rejection) -> tuple[Block, ...]:
    article = result.article if isinstance(result, Rejection) else result
    return article.blocks if article else ()


def _found(blocks: tuple[Block, ...], asked: str) -> list[Block]:
    by_number = [b for b in blocks if asked.isdecimal() and b.position == int(asked)]
    found = by_number or [b for b in blocks if fold(asked) in fold(b.text)]
    if not found:
        raise InputError(f"no block of the page has the number or the words '{asked}'")
    return found


def _told(block: Block, reasons: Reasons) -> Iterator[str]:
    if block.score is None:
        yield "  the block model was not asked"
        return
    yield f"  the block model takes it for article text at {block.score:.0%}; what speaks for it (+) and against it (-):"
    for reason in reasons.get(block.position, ()):
        yield style(f"  {reason.odds:+6.2f}  {reason.says}", fg="red" if reason.odds < 0 else "green")
