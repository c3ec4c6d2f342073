"""A corpus filled by SQL with articles of a dozen words: the rows and keys of a million in minutes, without their texts.

What is random in the indexes of a true corpus is random here: URLs, text hashes, the keys of near-copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.store import Corpus

_KEYS: Final = 11
"""Keys of an article of 350 words."""
_NUMBERS: Final = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :until)"
_SEEN: Final = "strftime('%Y-%m-%dT%H:%M:%SZ', 1577836800 + i * 150, 'unixepoch')"
_DAY: Final = "date(1577836800 + i * 150, 'unixepoch')"
_STEPS: Final = (
    f"""
INSERT INTO urls (url, source, host, kind, state, outcome, status, discovered_at, discovered_via, fetched_at, run_id, due_at)
{_NUMBERS} SELECT printf('https://paper%03d.example/%s', i % 200, iif(i % 2, replace({_DAY}, '-', '/') || '/', '') || hex(randomblob(14))),
  printf('paper%03d', i % 200), printf('paper%03d.example', i % 200), 'article', 'done', 'stored', 200, {_SEEN},
  'https://paper000.example/feed', {_SEEN}, :run, {_SEEN} FROM n""",
    """
INSERT INTO captures (id, url, final_url, status, fetched_at, digest, warc_file, warc_offset, warc_length, run_id)
SELECT id, url, url, 200, fetched_at, 'sha256:' || hex(randomblob(32)), 'a', id, 9000, :run FROM urls WHERE kind = 'article' AND id > :after""",
    """
INSERT INTO articles (id, url, source, title, text, language, section, published_on, published_at, word_count, text_hash,
  cleaning_version, capture_id, first_seen_at, last_seen_at)
SELECT id, url, source, 'bridge ' || hex(randomblob(2)), 'council ' || hex(randomblob(2)) || ' mayor ' || hex(randomblob(2)), 'en',
  'Section ' || id % 7, substr(fetched_at, 1, 10), fetched_at, 350, lower(hex(randomblob(32))), '1', id, fetched_at, fetched_at
FROM urls WHERE kind = 'article' AND id > :after""",
    """
INSERT INTO revisions (article_id, number, kind, title, text, capture_id, seen_at)
SELECT id, 1, 'first', title, text, id, first_seen_at FROM articles WHERE id > :after""",
    "INSERT INTO sketches SELECT id, '1', 340 FROM articles WHERE id > :after",
)
_FINGERPRINTS: Final = f"""
INSERT INTO fingerprints {_NUMBERS} SELECT random() AS key, articles.id FROM articles, n ORDER BY 1"""
_PORTION: Final = 50_000


def fill(corpus: Corpus, number: int, run: int) -> None:
    """Write the rows of so many articles."""
    with corpus.transaction() as db:
        (after,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM urls").fetchone()
    for first in range(0, number, _PORTION):
        given = {"first": first, "until": min(number, first + _PORTION), "run": run, "after": after + first}
        with corpus.transaction() as db:
            for step in _STEPS:
                db.conn.execute(step, given)
    with corpus.transaction() as db:
        (made,) = db.conn.execute("SELECT sql FROM sqlite_master WHERE name = 'fingerprints_article'").fetchone()
        db.conn.execute("DROP INDEX fingerprints_article")
        db.conn.execute(_FINGERPRINTS, {"first": 0, "until": _KEYS})
        db.conn.execute(made)
