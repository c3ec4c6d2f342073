"""What the tables and columns of takedowns mean. ``columns`` has the rest."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

TAKEDOWN_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "takedowns": "Tombstones: pages that were taken out of the corpus and are never fetched again. No text is kept.",
        "takedown_files": "Files of the archive that are being written anew without what was taken out; empty but for then.",
    }
)
TAKEDOWN_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "takedowns": {
            "id": "Number of the tombstone.",
            "url": "The URL in canonical form.",
            "key": "What the spellings of its address share that are refused with it: no scheme, www., mobile or AMP form.",
            "asked": "The URL that was asked to be taken down; another one where this is a variant of it, or led to it.",
            "source": "The source it belonged to; empty for a URL that was not known.",
            "article_id": "Number the article had; empty when there was none.",
            "reason": "Why, as given.",
            "ticket": "Number or address of the request, as given.",
            "taken_by": "Who did it, as given.",
            "taken_at": f"When. {INSTANT}",
            "state": "begun (refused from now on, the erasing goes on) or done (nothing is left of it in the corpus).",
            "done_at": f"When the erasing was done. {INSTANT}",
            "erased": "What was erased: JSON object from table to number of rows.",
            "digests": "sha256: and the digest of each erased text in UTF-8, the latest first: JSON list. Proves a text, holds none.",
            "run_id": "The run that took it down.",
        },
        "takedown_files": {
            "name": "The old file.",
            "new_name": "What it is called once it is written anew; empty until that is begun.",
            "replaced": "1 when no capture lies in it any more: it is about to be deleted.",
        },
    }
)
