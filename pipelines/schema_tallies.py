"""How often each cleaning rule took something out, by source: a table that triggers keep right, whatever writes the blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

_FIRST_OF_ITS_RULE = """
NOT EXISTS (SELECT 1 FROM removed_blocks AS r WHERE r.article_id = {row}.article_id AND r.rule = {row}.rule
  AND r.category = {row}.category AND r.id <> {row}.id)"""
_ADD = f"""
  INSERT INTO rule_sources (rule, category, source, blocks, articles, suspects)
  SELECT new.rule, new.category, source, 1, {_FIRST_OF_ITS_RULE.format(row="new")}, ifnull(new.score >= 0.5, 0)
  FROM articles WHERE id = new.article_id
  ON CONFLICT (rule, category, source) DO UPDATE SET blocks = blocks + 1, articles = articles + excluded.articles,
    suspects = suspects + excluded.suspects;"""  # noqa: S608 - our own names
_TAKE = f"""
  UPDATE rule_sources SET blocks = blocks - 1, articles = articles - ({_FIRST_OF_ITS_RULE.format(row="old")}),
    suspects = suspects - ifnull(old.score >= 0.5, 0)
  WHERE rule = old.rule AND category = old.category AND source = (SELECT source FROM articles WHERE id = old.article_id);
  DELETE FROM rule_sources WHERE rule = old.rule AND category = old.category AND blocks <= 0
    AND source = (SELECT source FROM articles WHERE id = old.article_id);"""  # noqa: S608

RULE_SOURCES = (
    """
CREATE TABLE rule_sources (
  rule TEXT NOT NULL, category TEXT NOT NULL, source TEXT NOT NULL REFERENCES sources(id),
  blocks INTEGER NOT NULL, articles INTEGER NOT NULL, suspects INTEGER NOT NULL, PRIMARY KEY (rule, category, source)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX rule_sources_source ON rule_sources(source)",
    """
INSERT INTO rule_sources SELECT r.rule, r.category, a.source, count(*), count(DISTINCT r.article_id),
  sum(ifnull(r.score >= 0.5, 0))
FROM removed_blocks AS r JOIN articles AS a ON a.id = r.article_id GROUP BY 1, 2, 3""",
    f"CREATE TRIGGER removed_blocks_ai AFTER INSERT ON removed_blocks BEGIN{_ADD}\nEND",
    f"CREATE TRIGGER removed_blocks_ad AFTER DELETE ON removed_blocks BEGIN{_TAKE}\nEND",
    f"""CREATE TRIGGER removed_blocks_au AFTER UPDATE OF article_id, rule, category, score ON removed_blocks
BEGIN{_TAKE}{_ADD}\nEND""",
    # Few blocks look like article text; those are found without the rest.
    "CREATE INDEX removed_blocks_suspect ON removed_blocks(rule, score) WHERE score >= 0.5",
)


@MIGRATIONS()
def m016_rule_sources(db: Database) -> None:
    """Count what each rule removed, by category and source, and let the removals be found that look like article text."""
    for statement in RULE_SOURCES:
        db.execute(statement)
