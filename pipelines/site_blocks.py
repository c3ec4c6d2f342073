"""The table of blocks that recur over a source's pages: proposals noted, decided, and given as rules. Opens nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Category
from cleaning.errors import InputError
from cleaning.learned import TIER, LearnedRule, Place
from cleaning.recurrence import fits, wording
from pipelines.rows import by_name, insert, json_list, now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

PROPOSED, ACCEPTED, REJECTED, UNDONE = "proposed", "accepted", "rejected", "undone"
_LISTS: Final = ("paths", "doubts", "examples")
_FROM: Final = {
    ACCEPTED: (PROPOSED, REJECTED, UNDONE),
    REJECTED: (PROPOSED, ACCEPTED, UNDONE),
    UNDONE: (ACCEPTED,),
}
"""The states that may become each of these."""
_DECIDE: Final = """
UPDATE site_blocks SET state = :state, decided_at = :now, decided_by = :by WHERE source = :source AND number = :number
"""
_RENEW: Final = """
UPDATE site_blocks SET words = :words, text = :text, category = :category, paths = :paths, place = :place, reach = :reach,
  articles = :articles, pages = :pages, share = :share, first_day = :first_day, last_day = :last_day, score = :score,
  doubts = :doubts, examples = :examples, reason = :reason, found_at = :found_at
WHERE source = :source AND number = :number AND state = 'proposed'
"""
_RULE: Final = """
INSERT INTO rules (id, tier, category, language, description) VALUES (:id, :tier, :category, :language, :description)
ON CONFLICT (id) DO UPDATE SET category = excluded.category, description = excluded.description
"""
_SHOWN: Final = 300
_DROP: Final = ("DELETE FROM site_blocks WHERE source = :source AND number = :number",)
_BARE: Final = (
    "UPDATE site_blocks SET text = :words, examples = '[]' WHERE source = :source AND number = :number",
    "UPDATE rules SET description = :said WHERE id = :id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlock:
    """One row: a block that recurs, where and how often, and what was decided. ``columns`` says what each field means."""

    source: str
    number: int = 0
    """0 for one that is not in the table yet."""
    state: str = PROPOSED
    words: tuple[str, ...]
    text: str
    kind: str
    category: str
    paths: tuple[str, ...]
    place: str
    reach: int
    articles: int
    pages: int
    share: float
    first_day: str
    last_day: str
    score: float
    doubts: tuple[str, ...]
    examples: tuple[int, ...]
    reason: str
    found_at: str
    decided_at: str | None = None
    decided_by: str | None = None

    @property
    def id(self) -> str:
        """The id of its rule."""
        return f"{TIER}/{self.source}/{self.number}"

    def rule(self) -> LearnedRule:
        """Return it as cleaning applies it."""
        return LearnedRule(
            id=self.id,
            words=self.words,
            kind=self.kind,
            paths=self.paths,
            place=Place(self.place),
            reach=self.reach,
            category=Category(self.category),
            reason=self.reason,
        )


def listed(db: sqlite3.Connection, source: str | None = None) -> list[SiteBlock]:
    """Return all blocks, or those of a source, by source and number."""
    found = db.execute(
        "SELECT * FROM site_blocks WHERE :source IS NULL OR source = :source ORDER BY source, number",
        {"source": source},
    )
    return [_block(row) for row in by_name(found)]


def accepted(db: sqlite3.Connection) -> dict[str, list[LearnedRule]]:
    """Return the rules of all accepted blocks by source, each list by number."""
    rules: dict[str, list[LearnedRule]] = defaultdict(list)
    for block in listed(db):
        if block.state == ACCEPTED:
            rules[block.source].append(block.rule())
    return dict(rules)


def same(blocks: Sequence[SiteBlock], found: SiteBlock) -> SiteBlock | None:
    """Return the block among those of a source that one found anew is: of its words, or a proposal that it widens or narrows."""
    ours = [block for block in blocks if block.kind == found.kind]
    said = wording(found.text)
    return next(
        (block for block in ours if block.words == found.words),
        next((b for b in ours if b.state == PROPOSED and _alike(b, found, said)), None),
    )


def _alike(block: SiteBlock, found: SiteBlock, said: tuple[str, ...]) -> bool:
    return fits(block.words, said) or fits(found.words, wording(block.text))


def propose(db: sqlite3.Connection, found: Sequence[SiteBlock]) -> list[SiteBlock]:
    """Note what was found and return it with numbers and states; what was decided about a block before stays as it is."""
    settled = []
    for block in found:
        row = db.execute(
            "SELECT coalesce(max(number), 0) FROM site_blocks WHERE source = ?", (block.source,)
        ).fetchone()
        known = same(listed(db, block.source), block)
        if known is None:
            numbered = replace(block, number=row[0] + 1)
            insert(db, "site_blocks", _row(numbered))
        else:
            numbered = replace(block, number=known.number) if known.state == PROPOSED else known
            db.execute(_RENEW, _row(numbered))
        settled.append(numbered)
    return settled


def decide(db: sqlite3.Connection, state: str, keys: Iterable[tuple[str, int]], *, by: str = "user") -> list[SiteBlock]:
    """Accept, reject or undo blocks, each named by source and number; return them as they are then.

    Raises InputError where there is no such block, or it cannot become that. Call inside a transaction.
    """
    decided = []
    for source, number in keys:
        block = next((b for b in listed(db, source) if b.number == number), None)
        if block is None:
            raise InputError(f"there is no block {source}/{number}; 'thresher learn --list' shows those there are")
        if block.state != state:
            _check(block, state)
            block = replace(block, state=state, decided_at=now(), decided_by=by)
            values = {"state": state, "now": block.decided_at, "by": by, "source": source, "number": number}
            db.execute(_DECIDE, values)
        if state == ACCEPTED:
            db.execute(_RULE, _described(db, block))
        decided.append(block)
    return decided


def forget(db: sqlite3.Connection, articles: Sequence[int]) -> int:
    """Let go of what blocks show of articles that are erased: proposals go, others keep their words alone. Return how many.

    Also for a database that has no such table yet. Call inside a transaction.
    """
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'site_blocks'").fetchone():
        return 0
    gone = set(articles)
    touched = [block for block in listed(db) if gone.intersection(block.examples)]
    for block in touched:
        key = {"source": block.source, "number": block.number, "words": " ".join(block.words), "id": block.id}
        for statement in _DROP if block.state == PROPOSED else _BARE:
            db.execute(statement, key | {"said": f"{key['words']}: {block.reason}"})
    return len(touched)


def _check(block: SiteBlock, state: str) -> None:
    named = f"block {block.source}/{block.number}"
    if block.state not in _FROM[state]:
        raise InputError(f"{named} is {block.state}; only an accepted one can be undone")
    if state == ACCEPTED and not block.paths:
        raise InputError(f"{named} cannot be accepted: its captures cannot be read, so nothing tells where it stands")


def _described(db: sqlite3.Connection, block: SiteBlock) -> dict[str, Any]:
    language = db.execute("SELECT language FROM sources WHERE id = ?", (block.source,)).fetchone()
    text = block.text if len(block.text) <= _SHOWN else f"{block.text[:_SHOWN]}…"
    return {
        "id": block.id,
        "tier": TIER,
        "category": block.category,
        "language": language[0] if language else None,
        "description": f"“{text}”: {block.reason}",
    }


def _row(block: SiteBlock) -> dict[str, Any]:
    row = {name: getattr(block, name) for name in SiteBlock.__slots__}
    return row | {name: json_list(row[name]) for name in _LISTS} | {"words": " ".join(block.words)}


def _block(row: Mapping[str, Any]) -> SiteBlock:
    lists = {name: tuple(json.loads(row[name])) for name in _LISTS}
    return SiteBlock(**{**row, **lists, "words": tuple(row["words"].split(" "))})
