"""Learned rules applied: blocks that recur over a source's pages, accepted under a number, go where they stand as they did.

A rule holds for a wording, a kind of block, the steps of the path it stands under, and its distance from the beginning or the
end of the text: the same words elsewhere stay. Nothing is learned here, see ``pipelines.learn``.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Block, Category, Verdict
from cleaning.blocks import removed
from cleaning.errors import RuleError
from cleaning.recurrence import GAP, fits, standing, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIER: Final = "learned"


class Place(StrEnum):
    """Which end of the text a recurring block keeps its distance from."""

    START = "start"
    END = "end"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedRule:
    """One accepted block of a source."""

    id: str
    """``learned/SOURCE/NUMBER``."""
    words: tuple[str, ...]
    """As ``recurrence.wording`` gives them; ``*`` for a gap."""
    kind: str
    paths: tuple[str, ...]
    """Where it stands, as ``recurrence.standing`` gives it."""
    place: Place
    reach: int
    """Kept lines that no learned rule knows between it and that end, at most."""
    category: Category
    reason: str
    """Where it was seen, for the reader of a removed block."""

    def holds(self, block: Block, said: Sequence[str]) -> bool:
        """Tell whether a block, whose words these are, is of this wording, kind and path."""
        return block.kind == self.kind and standing(block.path) in self.paths and fits(self.words, said)

    def near(self, before: int, behind: int) -> bool:
        """Tell whether so many other lines before and behind a block are few enough."""
        return self.place is Place.ANY or (before if self.place is Place.START else behind) <= self.reach


@dataclass(frozen=True, kw_only=True)
class LearnedBook:
    """The accepted blocks of one source."""

    rules: tuple[LearnedRule, ...]
    digest: str
    """Hexadecimal; of all that the rules say."""

    def rule_for(self, block: Block) -> LearnedRule | None:
        """Return the rule that knows a block, wherever in the text it stands."""
        if not (said := wording(block.text)):
            return None
        exact, open_ended = self._by_words
        candidates = (*exact.get(said, ()), *open_ended)
        return next((rule for rule in candidates if rule.holds(block, said)), None)

    @cached_property
    def _by_words(self) -> tuple[Mapping[tuple[str, ...], Sequence[LearnedRule]], Sequence[LearnedRule]]:
        exact: dict[tuple[str, ...], list[LearnedRule]] = defaultdict(list)
        for rule in self.rules:
            if GAP not in rule.words:
                exact[rule.words].append(rule)
        return exact, [rule for rule in self.rules if GAP in rule.words]


def stripped(blocks: Sequence[Block], book: LearnedBook) -> tuple[Block, ...]:
    """Return all blocks in order, those of the kept ones removed that a learned rule knows where it knows them.

    A text that would be left without a line stays as it is.
    """
    kept = [block for block in blocks if block.verdict is Verdict.KEPT]
    known = [book.rule_for(block) for block in kept]
    others = [rule is None for rule in known]
    total, before, gone = sum(others), 0, {}
    for block, rule in zip(kept, known, strict=True):
        if rule is None:
            before += 1
        elif rule.near(before, total - before):
            gone[block.position] = removed(block, rule.category, rule.id, rule.reason)
    if not gone or len(gone) == len(kept):
        return tuple(blocks)
    return tuple(gone.get(block.position, block) for block in blocks)


def written(rules: Sequence[LearnedRule]) -> bytes:
    """Return rules as JSON, in the order given: what ``read`` takes, the same bytes for the same rules."""
    rows = [{name: getattr(rule, name) for name in LearnedRule.__slots__} for rule in rules]
    return (json.dumps({"rules": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes, where: str) -> LearnedBook:
    """Return the rules that ``written`` wrote; raises RuleError, which names ``where`` they stand."""
    try:
        rules = tuple(_rule(row) for row in json.loads(data)["rules"])
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError(
            f"{where}: is not as 'thresher learn' wrote it ({error}); run 'thresher learn --list'"
        ) from error
    return LearnedBook(rules=rules, digest=hashlib.sha256(data).hexdigest())


def _rule(row: Mapping[str, Any]) -> LearnedRule:
    return LearnedRule(
        id=str(row["id"]),
        words=tuple(row["words"]),
        kind=str(row["kind"]),
        paths=tuple(row["paths"]),
        place=Place(row["place"]),
        reach=int(row["reach"]),
        category=Category(row["category"]),
        reason=str(row["reason"]),
    )
