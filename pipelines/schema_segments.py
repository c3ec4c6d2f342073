"""The second full-text index: texts in scripts without spaces between words. Triggers say what waits for it; ``segments`` fills it."""

from __future__ import annotations

SPACELESS = (
    "\u0e01-\u0e5b\u0e81-\u0edf\u0f40-\u0fbc\u1000-\u109f\u1780-\u17e9\u3005-\u3007\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Kana, Han and Hangul, as ranges within a bracket, both of GLOB and of a pattern."""

_HOLDS = f"text GLOB '*[{SPACELESS}]*' OR title GLOB '*[{SPACELESS}]*'"
_WAITS = "INSERT INTO unsegmented (article_id) VALUES (new.id);"
_FORGET = "DELETE FROM articles_fts_grams WHERE rowid = old.id; DELETE FROM unsegmented WHERE article_id = old.id;"

SEGMENTS = (
    """
CREATE VIRTUAL TABLE articles_fts_grams USING fts5(
  title, text, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
)""",
    "CREATE TABLE unsegmented (article_id INTEGER PRIMARY KEY REFERENCES articles(id)) STRICT",
    # To look for such letters here would take SQLite half as long again as to store the article.
    f"CREATE TRIGGER segments_ai AFTER INSERT ON articles BEGIN {_WAITS} END",
    f"CREATE TRIGGER segments_ad AFTER DELETE ON articles BEGIN {_FORGET} END",
    f"CREATE TRIGGER segments_au AFTER UPDATE OF title, text ON articles BEGIN {_FORGET} {_WAITS} END",
    f"INSERT INTO unsegmented SELECT id FROM articles WHERE {_HOLDS}",  # noqa: S608 - our own words
)
