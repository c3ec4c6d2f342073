"""What the table of learned blocks and its columns mean; ``columns`` has the others."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

LEARNED_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "site_blocks": "Blocks that recur over a source's pages, as 'thresher learn' found them, and what was decided about each.",
    }
)
LEARNED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "site_blocks": {
            "source": "The source.",
            "number": "Number within the source; the rule of an accepted block is learned/SOURCE/NUMBER.",
            "state": "proposed, accepted, rejected, or undone: accepted once, and taken back.",
            "words": "Its words as they are compared: folded, # for numbers, * for up to six words that differ from page to page.",
            "text": "The block as it stands on one of the pages.",
            "kind": "paragraph, heading, item, quotation, caption, row or preformatted.",
            "category": "What it is taken for, e.g. related or repeated-text.",
            "paths": "Where it stands: the last steps of its path without ids and figures, JSON list; elsewhere it stays.",
            "place": "Which end of the text it keeps near: start, end or any.",
            "reach": "Other lines between it and that end, at most.",
            "articles": "Articles it stands on among those looked at, copies of one counted once.",
            "pages": "Articles looked at of the days between first_day and last_day, counted likewise.",
            "share": "articles / pages.",
            "first_day": "Day of the first article it stands on, YYYY-MM-DD.",
            "last_day": "Day of the last one.",
            "score": "How sure it is that this is no text of an article, 0 to 1.",
            "doubts": "Why it is not accepted by itself, whatever its score: JSON list of words that docs/learning.md explains.",
            "examples": "Numbers of some articles it stands on, JSON list.",
            "reason": "What a removed block says of it.",
            "found_at": f"When it was last found. {INSTANT}",
            "decided_at": f"When it was accepted, rejected or undone. {INSTANT}",
            "decided_by": "auto or user.",
        },
    }
)
