"""What the columns of the summaries mean, which the database keeps up to date by itself."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = "Day of publication, YYYY-MM-DD; of articles without one the day they were first seen."

SUMMARY_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "days": "Articles of each source and day, and how many of them have which fields.",
        "removed_days": "What was taken out of the articles of each source and day, by category.",
        "rejected_days": "Pages of each source that gave no article, by day and reason.",
        "url_counts": "How many URLs of each source ended how.",
        "unsegmented": "Articles that wait to be put into the index of texts without spaces between words.",
    }
)
SUMMARIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "days": {
            "source": "The source.",
            "day": _DAY,
            "articles": "How many articles.",
            "words": "Words of their texts.",
            "removed": "Words of the blocks removed from them.",
            "titled": "How many have a title.",
            "authored": "How many have an author.",
            "dated": "How many have a day of publication.",
            "timed": "How many have a time of day.",
        },
        "removed_days": {
            "source": "The source.",
            "day": _DAY,
            "category": "What was taken out.",
            "blocks": "How many blocks.",
            "words": "Their words, as far as spaces tell.",
        },
        "rejected_days": {
            "source": "The source.",
            "day": "Day on which they were fetched, YYYY-MM-DD, in UTC.",
            "reason": "Why they are no articles.",
            "pages": "How many pages.",
        },
        "url_counts": {
            "source": "The source.",
            "outcome": "How they ended, as in urls.outcome; empty for those that have not ended.",
            "urls": "How many URLs.",
        },
        "unsegmented": {
            "article_id": "The article.",
        },
    }
)
