"""Making blocks by the hundred: a frozen dataclass sets each field through ``object.__setattr__``, these setters do not.

``BY_MODEL`` stands here for all that remove blocks on the block model's word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaning.article import Block, Verdict

if TYPE_CHECKING:
    from cleaning.article import Category, Kind

(
    _position,
    _kind,
    _text,
    _path,
    _link_share,
    _verdict,
    _category,
    _rule,
    _reason,
    _score,
) = (
    getattr(Block, name).__set__
    for name in "position kind text path link_share verdict category rule reason score".split()
)
_new = Block.__new__

BY_MODEL: Final = "model/"
"""How the ids of rules begin that remove on the block model's word."""


def seen(position: int, kind: Kind, text: str, path: str, link_share: float) -> Block:
    """Make a block whose verdict is still open: the same as ``Block(position=…, …)``, in half the time."""
    made = _new(Block)
    _position(made, position)
    _kind(made, kind)
    _text(made, text)
    _path(made, path)
    _link_share(made, link_share)
    _verdict(made, Verdict.OUTSIDE)
    _category(made, None)
    _rule(made, None)
    _reason(made, None)
    _score(made, None)
    return made


def judged(block: Block, verdict: Verdict, score: float | None) -> Block:
    """Copy a block with another verdict and score, and without anything that said why it was removed."""
    made = seen(block.position, block.kind, block.text, block.path, block.link_share)
    _verdict(made, verdict)
    _score(made, score)
    return made


def removed(block: Block, category: Category, rule: str, reason: str) -> Block:
    """Copy a block as removed; its score stays."""
    made = judged(block, Verdict.REMOVED, block.score)
    _category(made, category)
    _rule(made, rule)
    _reason(made, reason)
    return made
