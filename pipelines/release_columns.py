"""What the tables and columns of releases mean; ``columns`` has those of the corpus."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGEST = "first 32 hex digits of the SHA-256 of the URL"

RELEASE_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "releases": "The releases made of this corpus, in the order they were made.",
        "release_articles": "What each article was in each release, so that the next one can say what changed.",
    }
)
RELEASE_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "releases": {
            "id": "Number of the release.",
            "name": "Its name, which is its folder's.",
            "place": "The folder it was made in: its path, within the corpus folder where it lies there.",
            "as_of": f"The last instant something was done in the corpus that was released. {INSTANT}",
            "made_at": f"When it was made. {INSTANT}",
            "articles": "How many articles are in it.",
            "filters": "Which articles were chosen: JSON object of the options given, {} for all.",
            "base": "Name of the release it was compared with; empty for the first.",
            "changes": "How many articles were added, revised and so on since then, as a JSON object.",
            "state": "SHA-256 of its corpus.db: equal for equal contents.",
            "sums": "SHA-256 of its SHA256SUMS.",
            "complete": "1 when its folder has its name; 0 while it is made, or when that was cut short.",
        },
        "release_articles": {
            "release_id": "The release.",
            "url_digest": "First 16 bytes of the SHA-256 of the article's URL.",
            "revision": "Its revision in that release.",
            "text_digest": "Digest of title and text.",
            "row_digest": "Digest of what else is exported of it; when it was last seen, and by which rules it was cleaned, left out.",
        },
    }
)
OWN_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "about": "What this release is: the state of the corpus it was made from, the filters, the versions.",
        "outcomes": "What became of every URL of these sources that was ever heard of: what is missing, and why.",
        "tombstones": "Articles that were taken down: none of their text is here, and none will be in a later release.",
    }
)
"""Tables that only a release has."""
OWN_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "about": {"key": "What is told.", "value": "What it is; lists and objects as JSON."},
        "outcomes": {
            "source": "The source.",
            "outcome": "How it ended, e.g. stored, rejected, refused, failed; pending or leased where it has not.",
            "reason": "Why, for what was rejected, refused or has failed; else empty.",
            "urls": "How many URLs.",
        },
        "tombstones": {
            "url_digest": f"The {_DIGEST}, so that whoever knows the URL finds it and nobody else.",
            "taken_on": "Day of the takedown, UTC.",
        },
    }
)
