"""What the columns mean of the tables that tell what results were made by, and what cleaning again found."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

RECLEANING: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "source_facts": {
            "digest": "Short name of the facts.",
            "source": "The source.",
            "facts": "What was declared of it and what its pages had shown, as JSON, where that is not the default.",
        },
        "recleanings": {
            "run_id": "The run.",
            "what": "article or rejection.",
            "source": "The source.",
            "standard": "What was cleaned by: the version of the rules, a stroke, the digest of the source's facts.",
            "since": f"Only what was seen since was looked at; empty: everything. {INSTANT}",
            "upto": "Every article, or row of rejections, up to this number was looked at.",
            "last_capture": "Captures above this number came later, and were not.",
        },
        "recleaned": {
            "capture_id": "The capture that was cleaned again.",
            "article_id": "The article that was made of it; empty where it was rejected until now.",
            "rejection_id": "Then, its row in rejections.",
            "url": "Its URL.",
            "source": "The source.",
            "standard": "What it was cleaned by, as in recleanings.standard.",
            "found": "changed, rejected (an article until now), article (rejected until now) or failed.",
            "seen_at": f"When the capture was made. {INSTANT}",
            "result": "What was made of it, as JSON, until it is taken over.",
        },
    }
)
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "source_facts": "What cleaning was told of the sources of pages.",
        "recleanings": "How far stored pages were cleaned again, and by what.",
        "recleaned": "What cleaning again found that is not taken over yet.",
    }
)
