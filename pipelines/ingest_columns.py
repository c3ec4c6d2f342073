"""What the tables and columns mean of what was brought in from files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

INGEST_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "ingest_files": "Files and folders from which pages were brought in, and how far each was read.",
        "ingest_counts": "What became of the records of each such file, counted by outcome and reason.",
        "ingest_items": "The pages in those files, and what should have been pages: where each stood, and what became of it.",
    }
)
INGEST_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ingest_files": {
            "id": "Number of the file; one that is brought in again gets another.",
            "path": "Where it lay, absolute.",
            "kind": "warc, lines (JSON Lines), page (one HTML file) or folder (of HTML files).",
            "size": "Bytes; of a folder those of its pages.",
            "modified": "When it was last changed, nanoseconds since 1970; of a folder its newest page.",
            "digest": "sha256: and the hexadecimal digest of the file; of a folder that of its pages' names, sizes and times.",
            "read_as": "What was said of how to read it, as JSON: names of fields, the base URL, the time of the fetch.",
            "position": "Byte up to which everything in it has an outcome; of a folder the number of pages.",
            "inside": "Unpacked bytes beyond that byte, where it begins a gzip member; of JSON Lines the number of lines.",
            "done": "1 when it was read to its end.",
            "begun_at": f"When it was begun. {INSTANT}",
            "changed_at": f"When the position was last moved. {INSTANT}",
            "run_id": "The run that last read it.",
        },
        "ingest_counts": {
            "file_id": "The file.",
            "outcome": "As in ingest_items.",
            "reason": "As in ingest_items; empty where there is none.",
            "count": "How many records.",
        },
        "ingest_items": {
            "id": "Number of the item.",
            "file_id": "The file it stood in.",
            "place": "Where: the byte at which the record begins, behind a plus unpacked bytes from there; the line; the path.",
            "url": "Its URL in canonical form; empty where it has none.",
            "outcome": "stored, revised, unchanged, rejected, refused or failed as of a URL; skipped for what is no page.",
            "reason": "Why: also held (this capture is here already) and older (a newer state is here) when unchanged.",
            "detail": "One line for a person.",
            "digest": "The payload digest that a WARC record declares.",
            "capture_id": "The capture that was made of it.",
        },
    }
)
