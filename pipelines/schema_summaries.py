"""Counts that triggers keep right, whatever writes the rows, so that no page has to count a large table; and what finds its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS
from pipelines.schema_health import HEALTH
from pipelines.schema_segments import SEGMENTS

if TYPE_CHECKING:
    from sqlite_utils import Database

_DAY = "ifnull({row}.published_on, substr({row}.first_seen_at, 1, 10))"
_FIELDS = ("articles", "words", "removed", "titled", "authored", "dated", "timed")
_FACTS = """{row}.source, {day} AS day, 1 AS articles, {row}.word_count AS words, {row}.words_removed AS removed,
  ifnull({row}.title, '') <> '' AS titled, {row}.authors NOT IN ('', '[]') AS authored,
  {row}.published_on IS NOT NULL AS dated, {row}.published_at IS NOT NULL AS timed"""
_BLOCK = "{sign}1, {sign}(length({row}.text) - length(replace({row}.text, ' ', '')) + 1)"


def _facts(row: str) -> str:
    return _FACTS.format(row=row, day=_DAY.format(row=row))


def _count_article(row: str, sign: str) -> str:
    """Return SQL that adds an article to its day, or takes it away."""
    sets = ", ".join(f"{name} = {name} {sign} excluded.{name}" for name in _FIELDS)
    return f"""
  INSERT INTO days SELECT {_facts(row)} WHERE true ON CONFLICT (source, day) DO UPDATE SET {sets};"""


_PRUNE = f"\n  DELETE FROM days WHERE source = old.source AND day = {_DAY.format(row='old')} AND articles <= 0;"  # noqa: S608
_DATING = "published_on, published_at, first_seen_at, source, title, authors, word_count, words_removed"


def _count_block(row: str, sign: str) -> str:
    """Return SQL that adds a removed block to its article's day, or takes it away."""
    return f"""
  INSERT INTO removed_days SELECT a.source, {_DAY.format(row="a")}, {row}.category, {_BLOCK.format(row=row, sign=sign)}
  FROM articles AS a WHERE a.id = {row}.article_id
  ON CONFLICT (source, day, category) DO UPDATE SET blocks = blocks + excluded.blocks, words = words + excluded.words;"""  # noqa: S608


def _move_blocks(row: str, sign: str) -> str:
    """Return SQL that adds all removed blocks of an article to its day, or takes them away."""
    return f"""
  INSERT INTO removed_days SELECT {row}.source, {_DAY.format(row=row)}, r.category, {sign}count(*),
    {sign}sum(length(r.text) - length(replace(r.text, ' ', '')) + 1)
  FROM removed_blocks AS r WHERE r.article_id = {row}.id GROUP BY r.category
  ON CONFLICT (source, day, category) DO UPDATE SET blocks = blocks + excluded.blocks, words = words + excluded.words;"""  # noqa: S608


_MOVED = f"{_DAY.format(row='old')} <> {_DAY.format(row='new')} OR old.source <> new.source"

DAYS = (
    """
CREATE TABLE days (
  source TEXT NOT NULL REFERENCES sources(id), day TEXT NOT NULL, articles INTEGER NOT NULL, words INTEGER NOT NULL,
  removed INTEGER NOT NULL, titled INTEGER NOT NULL, authored INTEGER NOT NULL, dated INTEGER NOT NULL,
  timed INTEGER NOT NULL, PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX days_day ON days(day)",
    (
        "INSERT INTO days SELECT source, day, count(*), sum(words), sum(removed), sum(titled), sum(authored), sum(dated), sum(timed)"  # noqa: S608 - our own words
        f" FROM (SELECT {_facts('a')} FROM articles AS a) GROUP BY 1, 2"
    ),
    f"CREATE TRIGGER days_ai AFTER INSERT ON articles BEGIN{_count_article('new', '+')}\nEND",
    f"CREATE TRIGGER days_ad AFTER DELETE ON articles BEGIN{_count_article('old', '-')}{_PRUNE}\nEND",
    (
        f"CREATE TRIGGER days_au AFTER UPDATE OF {_DATING} ON articles"
        f" BEGIN{_count_article('old', '-')}{_count_article('new', '+')}{_PRUNE}\nEND"
    ),
)
REMOVED_DAYS = (
    """
CREATE TABLE removed_days (
  source TEXT NOT NULL REFERENCES sources(id), day TEXT NOT NULL, category TEXT NOT NULL, blocks INTEGER NOT NULL,
  words INTEGER NOT NULL, PRIMARY KEY (source, day, category)
) STRICT, WITHOUT ROWID""",
    (
        f"INSERT INTO removed_days SELECT a.source, {_DAY.format(row='a')}, r.category, count(*),"  # noqa: S608
        " sum(length(r.text) - length(replace(r.text, ' ', '')) + 1)"
        " FROM removed_blocks AS r JOIN articles AS a ON a.id = r.article_id GROUP BY 1, 2, 3"
    ),
    f"CREATE TRIGGER removed_days_ai AFTER INSERT ON removed_blocks BEGIN{_count_block('new', '')}\nEND",
    f"CREATE TRIGGER removed_days_ad AFTER DELETE ON removed_blocks BEGIN{_count_block('old', '-')}\nEND",
    (
        "CREATE TRIGGER removed_days_au AFTER UPDATE OF article_id, category, text ON removed_blocks"
        f" BEGIN{_count_block('old', '-')}{_count_block('new', '')}\nEND"
    ),
    (
        f"CREATE TRIGGER removed_days_move AFTER UPDATE OF published_on, first_seen_at, source ON articles WHEN {_MOVED}"
        f" BEGIN{_move_blocks('old', '-')}{_move_blocks('new', '')}\nEND"
    ),
)
REJECTED_DAYS = (
    """
CREATE TABLE rejected_days (
  source TEXT NOT NULL REFERENCES sources(id), day TEXT NOT NULL, reason TEXT NOT NULL, pages INTEGER NOT NULL,
  PRIMARY KEY (source, day, reason)
) STRICT, WITHOUT ROWID""",
    "INSERT INTO rejected_days SELECT source, substr(rejected_at, 1, 10), reason, count(*) FROM rejections GROUP BY 1, 2, 3",
    """CREATE TRIGGER rejected_days_ai AFTER INSERT ON rejections BEGIN
  INSERT INTO rejected_days VALUES (new.source, substr(new.rejected_at, 1, 10), new.reason, 1)
  ON CONFLICT (source, day, reason) DO UPDATE SET pages = pages + 1;
END""",
    """CREATE TRIGGER rejected_days_ad AFTER DELETE ON rejections BEGIN
  UPDATE rejected_days SET pages = pages - 1
  WHERE source = old.source AND day = substr(old.rejected_at, 1, 10) AND reason = old.reason;
END""",
)
_LESS = "UPDATE url_counts SET urls = urls - 1 WHERE source = old.source AND outcome = ifnull(old.outcome, '');"
_MORE = """INSERT INTO url_counts VALUES (new.source, ifnull(new.outcome, ''), 1)
  ON CONFLICT (source, outcome) DO UPDATE SET urls = urls + 1;"""
URL_COUNTS = (
    """
CREATE TABLE url_counts (
  source TEXT NOT NULL REFERENCES sources(id), outcome TEXT NOT NULL, urls INTEGER NOT NULL, PRIMARY KEY (source, outcome)
) STRICT, WITHOUT ROWID""",
    "INSERT INTO url_counts SELECT source, ifnull(outcome, ''), count(*) FROM urls GROUP BY 1, 2",
    f"CREATE TRIGGER url_counts_ai AFTER INSERT ON urls BEGIN\n  {_MORE}\nEND",
    f"CREATE TRIGGER url_counts_ad AFTER DELETE ON urls BEGIN\n  {_LESS}\nEND",
    (
        "CREATE TRIGGER url_counts_au AFTER UPDATE OF outcome, source ON urls"
        f" WHEN old.outcome IS NOT new.outcome OR old.source <> new.source BEGIN\n  {_LESS}\n  {_MORE}\nEND"
    ),
)
INDEXES = (
    # What a search narrows and counts by, without the texts.
    "CREATE INDEX articles_found ON articles(id, published_on, source, language, section)",
    "CREATE INDEX urls_listings ON urls(source, host, fetched_at) WHERE kind <> 'article'",
    "CREATE INDEX urls_failed ON urls(run_id) WHERE outcome = 'failed'",
)


@MIGRATIONS()
def m015_summaries(db: Database) -> None:
    """Count by day, source and outcome, judge each source's health from that, and let texts without spaces be found."""
    for statement in (*DAYS, *REMOVED_DAYS, *REJECTED_DAYS, *URL_COUNTS, *INDEXES, *SEGMENTS, *HEALTH):
        db.execute(statement)
