"""What the columns mean of what a crawl keeps: sources, runs, URLs, captures, hosts. ``columns`` has the tables and the rest."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTANT = "UTC, YYYY-MM-DDTHH:MM:SSZ."

CRAWLED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sources": {
            "id": "Short stable name, from sources.toml.",
            "name": "The outlet's name as people write it.",
            "home": "URL of its front page.",
            "language": "Declared language, e.g. uk.",
            "timezone": "IANA time zone for times without offset, e.g. Europe/Kyiv.",
            "enabled": "1 when the source is declared and collected, else 0.",
            "added_at": f"When the source was first seen here. {INSTANT}",
            "revisit_hours": "Ages in hours at which an article is looked at again, as a JSON list; [] = never.",
        },
        "runs": {
            "id": "Number of the run.",
            "command": "The command, e.g. crawl.",
            "started_at": f"When it began. {INSTANT}",
            "finished_at": f"When it ended; empty while it runs, and for a run that was killed. {INSTANT}",
            "finish_reason": "Why it ended, e.g. finished, shutdown, storage.",
            "exit_code": "What the command returned to the shell.",
            "requests": "HTTP requests it made.",
            "cleaning_version": "Version of code, rules, model and libraries that cleaned in this run.",
        },
        "urls": {
            "id": "Number of the URL.",
            "url": "The URL in canonical form: its identity.",
            "source": "The source that made it known first.",
            "host": "Its host name.",
            "kind": "What it was taken for when it was found: feed, sitemap, page or article.",
            "state": "pending (known, due now or later), leased (with the fetcher) or done.",
            "outcome": (
                "How it ended: listing, stored, revised, unchanged, rejected, refused, redirected, gone or failed;"
                " deferred for a pending URL that was put off."
            ),
            "reason": "Why it was rejected, refused or failed; where a redirect leads; not-modified (304), same-body, held or older when unchanged.",
            "detail": "One line for a person: what failed, which trap it is, or what is wrong with a listing that was read.",
            "status": "Status of the last HTTP response.",
            "attempts": "How often it was put off.",
            "discovered_at": f"When it became known. {INSTANT}",
            "discovered_via": "The feed, sitemap, page or article that named it first, or ingest: and the file it was brought in with; empty for a declared URL.",
            "hints": "What feeds and news sitemaps said of it before it was fetched: JSON object from place to fields.",
            "due_at": f"Not to be fetched before; empty: pending now, done never again. {INSTANT}",
            "leased_until": f"When the lease runs out. {INSTANT}",
            "fetched_at": f"When it was last fetched; empty when never. {INSTANT}",
            "run_id": "The run that last settled it.",
            "etag": "ETag of the last good answer as sent; goes back as If-None-Match.",
            "last_modified": "Last-Modified of the last good answer as sent; goes back as If-Modified-Since.",
            "body_digest": "sha256: and the hexadecimal digest of the last good body.",
            "body_at": f"When a whole body was last stored as good. {INSTANT}",
            "silent": "Answers 304 in a row since.",
            "rate": "New URLs an hour that a listing is expected to name; empty until it was read.",
            "distrusted": "1 when another body came under the same strong ETag: validators are not sent any more.",
        },
        "captures": {
            "id": "Number of the capture.",
            "url": "The URL as the frontier knows it.",
            "final_url": "Where the response came from, after redirects.",
            "status": "HTTP status.",
            "fetched_at": f"When the response arrived. {INSTANT}",
            "content_type": "Content-Type as the server sent it.",
            "digest": "sha256: and the hexadecimal digest of the decoded body.",
            "warc_file": "File in the folder archive.",
            "warc_offset": "Byte at which the record's gzip member begins.",
            "warc_length": "Bytes of that member.",
            "run_id": "The run that fetched it, or took it up from the archive when the one that fetched it was killed.",
            "revisit_of": "The capture that holds the body, where it was the same again and the record has headers only.",
            "rights": (
                "What the page, its headers and its site said about reuse: JSON object with robots, directives, tdm and"
                " ai_txt; empty when nothing was said."
            ),
        },
        "warc_files": {
            "name": "File in the folder archive.",
            "run_id": "The run that began it.",
            "begun_at": f"When it was begun. {INSTANT}",
            "settled": "Byte up to which every page in it has an outcome.",
            "complete": "1 once nothing more is written to it and every page in it has an outcome.",
        },
        "run_sources": {
            "run_id": "The run.",
            "source": "The source.",
            "outcome": "How URLs ended, as in urls.outcome.",
            "reason": "Why; empty where there is nothing to say.",
            "count": "How many.",
        },
        "rejections": {
            "id": "Number of the row.",
            "url": "The page's URL.",
            "source": "The source it belongs to.",
            "capture_id": "Its capture.",
            "reason": "Why it is no article, e.g. section-front or no-text.",
            "evidence": "What was seen.",
            "title": "Its title, when it has one.",
            "rejected_at": f"When it was fetched. {INSTANT}",
            "run_id": "The run.",
            "cleaning_version": "Version of the rules that rejected it, as in articles.",
            "facts": "What cleaning was told of its source: the digest in source_facts.",
        },
        "hosts": {
            "host": "Host name.",
            "delay": "Seconds between two requests that its robots.txt asks for; 0: none.",
            "latency": "Seconds until its answers usually begin; empty until it is known.",
            "last_request_at": f"No request was made after this; kept when a run ends. {INSTANT}",
            "answered_at": f"When it last gave what was asked for. {INSTANT}",
            "hold_until": f"Nothing is asked of it before. {INSTANT}",
            "hold_reason": "Why: retry-after, busy, or how it turned us away.",
            "strikes": "How many pauses in a row it got for turning us away; 0 again when it answers for a while.",
        },
        "site_files": {
            "origin": "Scheme, host and port, e.g. https://courier.example.",
            "name": "robots.txt, tdmrep.json or ai.txt.",
            "status": "Status of the answer the body came with; 0: it never answered, or robots.txt forbids to ask.",
            "body": "The file as it came, cut to a bound; empty when there is none.",
            "digest": "sha256: and the hexadecimal digest of the body.",
            "etag": "ETag, sent back when it is asked for again.",
            "last_modified": "Last-Modified, sent back when it is asked for again.",
            "fetched_at": f"When it was last read, or found to be as before. {INSTANT}",
            "changed_at": f"When it was first seen in this state. {INSTANT}",
            "failed_since": f"Since when it cannot be reached; empty when it can. {INSTANT}",
        },
    }
)
