"""What every table and column of ``corpus.db`` means: the source of Datasette's descriptions and of the reference page.

The columns of what a crawl keeps stand in ``crawl_columns``; those of articles and of what was decided about them here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.crawl_columns import CRAWLED, INSTANT
from pipelines.ingest_columns import INGEST_COLUMNS, INGEST_TABLES
from pipelines.learned_columns import LEARNED, LEARNED_TABLES
from pipelines.recleaning_columns import RECLEANING
from pipelines.recleaning_columns import TABLES as RECLEANING_TABLES
from pipelines.release_columns import RELEASE_COLUMNS, RELEASE_TABLES
from pipelines.summary_columns import SUMMARIES, SUMMARY_TABLES
from pipelines.takedown_columns import TAKEDOWN_COLUMNS, TAKEDOWN_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Mapping[str, str] = MappingProxyType(
    {
        **SUMMARY_TABLES,
        "sources": "The news outlets declared in sources.toml, those no longer declared included.",
        "runs": "One row each time a command changed the corpus.",
        "urls": "The frontier: every URL ever heard of, where it stands, and what became of it.",
        "captures": "One row for each HTTP response kept in the archive.",
        "warc_files": "The files of the archive, and how far what is in them has a row in captures.",
        "articles": "The corpus: one row an article, in its latest state.",
        "revisions": "Every state of an article's text and title, the first included.",
        "removed_blocks": "The blocks taken out of an article's latest text, each with the rule and the reason.",
        "date_candidates": "Every date found on or about an article, and which was chosen.",
        "duplicates": "Edges between articles that are copies; an article is never deleted for being one.",
        "unsketched": "Articles that wait to be put into the index of near-copies.",
        "sketches": "Which articles are in the index of near-copies.",
        "fingerprints": "The index of near-copies: articles that share a key are worth comparing.",
        "rules": "The cleaning rules that decisions refer to.",
        **LEARNED_TABLES,
        "rule_sources": "How often each cleaning rule took something out, by source; kept up to date by the database itself.",
        "run_sources": "What each run settled, counted by source, outcome and reason.",
        "rejections": "Fetched pages that gave no article, and why.",
        "hosts": "What is known of each host's pace from run to run, and whether it is left alone for a while.",
        "site_files": "The robots.txt, tdmrep.json and ai.txt of each origin, as last read.",
        **RELEASE_TABLES,
        **RECLEANING_TABLES,
        **TAKEDOWN_TABLES,
        **INGEST_TABLES,
    }
)

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        **CRAWLED,
        **RELEASE_COLUMNS,
        **RECLEANING,
        **TAKEDOWN_COLUMNS,
        **LEARNED,
        **INGEST_COLUMNS,
        **SUMMARIES,
        "articles": {
            "id": "Number of the article.",
            "url": "The URL it was fetched under, in canonical form.",
            "canonical_url": "The URL the page itself names as canonical; empty when it names none.",
            "source": "The source it belongs to.",
            "title": "Headline, without the site's name.",
            "text": "The clean text: kept blocks, one a line, the title not repeated.",
            "outline": "Position among the page's blocks and kind of each line of the text: JSON list of [position, kind].",
            "authors": "People of the byline in their order, JSON list; a desk or agency only where nobody else is named.",
            "byline": "The author string as it stood on the page.",
            "credit": "Agency named beside the authors, in the dateline or in a line of its own.",
            "language": "Language of the text, e.g. uk.",
            "section": "Section the page says it belongs to.",
            "tags": "Keywords the page gives, JSON list.",
            "image": "URL of the lead image.",
            "published_on": "The publisher's calendar day, YYYY-MM-DD; empty when unknown or coarser than a day.",
            "published_at": f"Instant of publication; empty unless a time of day is known. {INSTANT}",
            "published_offset": "Offset from UTC of the publisher's time, e.g. +02:00.",
            "published_precision": "How exactly it is known: year, month, day, hour, minute or second.",
            "published_source": "Where the chosen date stood, e.g. json-ld.",
            "modified_at": f"When the page says it was last changed. {INSTANT}",
            "word_count": "White-space separated words of the text.",
            "words_removed": "Words in the removed blocks.",
            "words_outside": "Words of the page outside the article: navigation, footers and the like.",
            "quality": "Flags, JSON list: short, truncated, paywalled, title-missing, machine-translated, mixed-language, language-differs, date-missing, no-article (today's rules reject the page) and the like.",
            "access": "free or paywalled as the page declares; empty when it does not.",
            "licence": "Licence the page gives for its text: URL, or the words in its place; empty when it gives none.",
            "declared_language": "Language the page declares, e.g. uk.",
            "detected_language": "Language the text shows, whatever is declared; empty where it does not tell.",
            "language_source": "Who was believed: declared (the page), source (sources.toml) or detected (the text).",
            "text_hash": "SHA-256 of the folded words: equal for equal texts.",
            "cleaning_version": "Version of code, rules, model and libraries that made this text.",
            "facts": "What cleaning was told of its source: the digest in source_facts.",
            "capture_id": "The capture this state was made from.",
            "first_seen_at": f"When it was first fetched. {INSTANT}",
            "last_seen_at": f"When it was last seen, changed or not. {INSTANT}",
            "revision": "Number of the latest revision; 1: never changed.",
        },
        "revisions": {
            "article_id": "The article.",
            "number": "1 for the first state, then counting.",
            "kind": (
                "What changed: first (state), headline (only the title), correction (a paragraph says so), grown (paragraphs were"
                " added), body (anything else), unpublished (the page was taken away; title and text as last seen), recleaned (nothing"
                " by the publisher: other rules read the same capture)."
            ),
            "title": "The title in this state.",
            "text": "The clean text in this state.",
            "capture_id": "The capture this state was made from.",
            "seen_at": f"When this state was first seen. {INSTANT}",
        },
        "removed_blocks": {
            "id": "Number of the row.",
            "article_id": "The article it was taken out of.",
            "position": "0-based index among all visible blocks of the page.",
            "kind": "paragraph, heading, item, quotation, caption, row or preformatted.",
            "text": "The removed text.",
            "category": "What it is, e.g. related, donation, share.",
            "rule": "Id of the rule that decided.",
            "reason": "One line that says why.",
            "score": "How much the block model takes it for article text, 0 to 1; empty where it was not asked.",
        },
        "date_candidates": {
            "id": "Number of the row.",
            "article_id": "The article.",
            "role": "published or modified.",
            "place": "Where it stood: json-ld, meta, microdata, time, feed, news-sitemap, sitemap, url, text, http, htmldate.",
            "raw": "The string as it stood there.",
            "instant": f"The instant it means; empty unless a time of day is known. {INSTANT}",
            "day": "The calendar day it shows, YYYY-MM-DD.",
            "offset": "Offset from UTC, as written, from the source's time zone (rule …/source-zone) or from another date of the page.",
            "precision": "year, month, day, hour, minute or second; empty when unreadable.",
            "ambiguous": "1 when day and month could be swapped.",
            "chosen": "1 for the candidate the article's date comes from.",
            "rule": "Name of the rule that read or chose it.",
        },
        "duplicates": {
            "article_id": "The later article.",
            "other_id": "The earlier one; of exact copies the earliest.",
            "kind": (
                "exact: the same clean text; near: most three-word shingles are the same; contained: one text stands in"
                " the other; syndicated: two sources, one origin; canonical: one page names the other as canonical."
            ),
            "similarity": "0 to 1: Jaccard of three-word shingles; of contained, the share of the shorter text.",
            "evidence": "What shows it.",
        },
        "unsketched": {
            "article_id": "The article.",
        },
        "sketches": {
            "article_id": "The article.",
            "version": "Version of the method that drew its keys.",
            "shingles": "How many different three-word shingles its text has.",
        },
        "fingerprints": {
            "key": "A band of the text's MinHash signature, or a sampled shingle, as a 64-bit number.",
            "article_id": "The article.",
        },
        "rules": {
            "id": "Id that removed_blocks.rule refers to.",
            "tier": "site, structure, phrase or learned.",
            "category": "The category it removes.",
            "language": "Language it is for; empty for any.",
            "description": "What it does, in a sentence.",
        },
        "rule_sources": {
            "rule": "Id of the rule, as in removed_blocks.",
            "category": "What it took out.",
            "source": "The source of the articles.",
            "blocks": "Removed blocks.",
            "articles": "Articles they were taken out of.",
            "suspects": "Removed blocks that the block model takes for article text: a score of 0.5 or more.",
        },
    }
)
