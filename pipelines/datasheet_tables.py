"""The sections of a datasheet: what is said of every corpus, and the tables that are counted in the release itself."""

from __future__ import annotations

from typing import Final, NamedTuple


class Counted(NamedTuple):
    """A table of a datasheet."""

    title: str
    head: tuple[str, ...]
    sql: str
    """Over the release, attached as ``out``."""
    none: str = "None."


_BY_SOURCE: Final = """
SELECT s.name, s.home, count(a.id), coalesce(sum(a.word_count), 0), min(a.published_on), max(a.published_on),
  count(a.id) - count(a.published_on)
FROM out.sources AS s LEFT JOIN out.articles AS a ON a.source = s.id GROUP BY s.id ORDER BY s.id"""
_RIGHTS: Final = """
WITH said AS (SELECT c.rights FROM out.articles AS a JOIN out.captures AS c ON c.id = a.capture_id WHERE c.rights IS NOT NULL)
SELECT what, count(*) FROM (
  SELECT 'TDM reserved' AS what FROM said WHERE json_extract(rights, '$.tdm.reserved')
  UNION ALL SELECT 'TDM not reserved' FROM said WHERE json_extract(rights, '$.tdm.reserved') = 0
  UNION ALL SELECT 'ai.txt present' FROM said WHERE json_extract(rights, '$.ai_txt') IS NOT NULL
  UNION ALL SELECT 'robots: ' || d.value FROM said, json_each(rights, '$.directives') AS d
) GROUP BY what ORDER BY count(*) DESC, what"""
_MISSING: Final = """
SELECT source, outcome, reason, urls FROM out.outcomes
WHERE outcome IN ('rejected', 'refused', 'failed', 'gone', 'pending', 'leased') ORDER BY source, outcome, reason"""
_LACKING: Final = " UNION ALL ".join(
    f"SELECT '{what}', count(*) FROM out.articles WHERE {condition}"  # noqa: S608 - words of ours
    for what, condition in (
        ("no day of publication", "published_on IS NULL"),
        ("no time of publication", "published_at IS NULL"),
        ("no title", "coalesce(title, '') = ''"),
        ("no author", "authors = '[]'"),
        ("no language", "language IS NULL"),
        ("no section", "section IS NULL"),
    )
)
_FETCHED: Final = "SELECT count(*), min(fetched_at), max(fetched_at) FROM out.captures HAVING count(*)"
_DATED: Final = """
SELECT coalesce(published_source, 'no date'), coalesce(published_precision, ''), count(*) FROM out.articles
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
_DATE_RULES: Final = """
SELECT coalesce(rule, ''), count(*) FROM out.date_candidates WHERE chosen = 1 AND role = 'published'
GROUP BY 1 ORDER BY 2 DESC, 1"""
_REMOVED: Final = """
SELECT category, count(*), count(DISTINCT article_id), count(DISTINCT rule) FROM out.removed_blocks
GROUP BY 1 ORDER BY 2 DESC, 1"""
_FLAGS: Final = """
SELECT flag.value, count(*) FROM out.articles, json_each(quality) AS flag GROUP BY 1 ORDER BY 2 DESC, 1"""


def _by(column: str, otherwise: str, order: str = "2 DESC, 1") -> str:
    counted = f"SELECT coalesce({column}, '{otherwise}'), count(*), coalesce(sum(word_count), 0)"
    return f"{counted} FROM out.articles GROUP BY 1 ORDER BY {order}"


COMPOSITION: Final = (
    (
        "One instance is one news article in its latest state: clean text, title, authors, dates, language, section, tags, and"
        " what its page says about access and licence. Earlier states, the blocks that were taken out, all dates that were found"
        " and the edges between copies are in corpus.db; metadata.json describes every table and column."
    ),
    Counted("Sources", ("source", "home", "articles", "words", "first day", "last day", "undated"), _BY_SOURCE),
    Counted("Languages", ("language", "articles", "words"), _by("language", "unknown")),
    Counted("Years", ("year", "articles", "words"), _by("substr(published_on, 1, 4)", "undated", "1")),
    Counted("Quality flags", ("flag", "articles"), _FLAGS),
    Counted("What is missing in articles", ("what", "articles"), _LACKING),
    Counted(
        "Copies: edges between articles, none of which was left out for being one",
        ("kind", "edges"),
        "SELECT kind, count(*) FROM out.duplicates GROUP BY 1 ORDER BY 1",
    ),
    Counted(
        "States of articles",
        ("kind", "states"),
        "SELECT kind, count(*) FROM out.revisions GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    (
        "The texts are those of the press: they name people, report crime, illness and opinion, and may offend. Nothing was"
        " made anonymous."
    ),
)
COLLECTION: Final = (
    (
        "Pages were found through feeds, sitemaps and section pages of the declared sources, or taken in from an archive, and"
        " fetched under robots.txt and the pauses the sites ask for. Nobody was asked for consent but by those statements. Each"
        " response is in captures with its time and digest."
    ),
    Counted("Captures these articles were made from", ("captures", "first", "last"), _FETCHED),
    Counted("Known gaps: URLs that gave no article, and why", ("source", "outcome", "reason", "URLs"), _MISSING),
    (
        "Not in this table are articles that no feed, sitemap or section page named while the corpus was collected, and pages"
        " behind a login."
    ),
)
CLEANING: Final = (
    (
        "Each visible block of a page was kept, or taken out by a rule with a reason. What was taken out within the article"
        " stands in removed_blocks, so that it can be counted, judged and put back."
    ),
    Counted(
        "Versions of the cleaning (code, rules, model and libraries)",
        ("version", "articles"),
        "SELECT cleaning_version, count(*) FROM out.articles GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    Counted("Taken out", ("category", "blocks", "articles", "rules"), _REMOVED),
    Counted("Where publication dates stood, and how exact they are", ("place", "precision", "articles"), _DATED),
    Counted("Rules by which publication dates were chosen", ("rule", "dates"), _DATE_RULES),
    (
        "No day and no time was invented: a date that shows only a month has no day, and one without a time no instant. Every"
        " date that was found is in date_candidates."
    ),
)
RIGHTS: Final = (
    "The rights in the texts are their publishers'. What pages say about reuse was recorded, not judged.",
    Counted("Access as declared", ("access", "articles", "words"), _by("access", "not declared")),
    Counted("Licences as declared", ("licence", "articles", "words"), _by("nullif(licence, '')", "not declared")),
    Counted("Statements about reuse", ("statement", "articles"), _RIGHTS),
)
SECTIONS: Final[tuple[tuple[str, tuple[str | Counted, ...]], ...]] = (
    ("Motivation", ()),
    ("Composition", COMPOSITION),
    ("Collection process", COLLECTION),
    ("Cleaning and labelling", CLEANING),
    ("Rights", RIGHTS),
    (
        "Uses",
        (
            (
                "Fit for studies of news texts, their revisions, their copies and their dates. Unfit as a fair sample of the press:"
                " it holds what the chosen sources showed to a crawler in the time above. Copies are counted as often as they were"
                " published; the table duplicates tells them."
            ),
        ),
    ),
    (
        "Distribution",
        (
            (
                "corpus.db (SQLite, for Datasette with metadata.json), articles.parquet, articles.jsonl.gz, this sheet,"
                " croissant.json (Croissant 1.0), changes.md and changes.json, and SHA256SUMS (`sha256sum -c SHA256SUMS`)."
            ),
        ),
    ),
    (
        "Maintenance",
        (
            (
                "A release never changes; the next one says what is different. Articles that were taken down are in no later"
                " release; the table tombstones tells their URLs by digest to those who know them."
            ),
            Counted(
                "Taken down", ("articles", "last"), "SELECT count(*), max(taken_on) FROM out.tombstones HAVING count(*)"
            ),
        ),
    ),
)
