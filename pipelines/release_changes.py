"""What is new in a release since the one it is compared with: found by what the corpus remembers of both, told by URL.

An article is *added*, *revised* (with the kinds of its revisions), *recleaned* (only our rules changed), *redescribed* (the
same text, but another date, author or the like) or *withdrawn*: taken down, no longer chosen by the filters, or gone.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipelines.export import FIELDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import BinaryIO

WHAT: Final = ("added", "revised", "recleaned", "redescribed", "withdrawn")
_LONGEST: Final = 200
"""Articles of one kind that ``changes.md`` lists; changes.json has all."""
_NO_CHANGE: Final = frozenset(
    {"id", "title", "text", "text_hash", "rights", "cleaning_version", "last_seen_at", "revision"}
)
"""Fields that are compared apart, or say nothing about the article."""
_RELEASED: Final = f"""
CREATE TABLE temp.released AS
SELECT url_digest(url) AS url_digest, id AS article_id, revision, values_digest(title, text) AS text_digest,
  values_digest({", ".join(name for name in FIELDS if name not in _NO_CHANGE)}) AS row_digest
FROM out.articles ORDER BY 1"""  # noqa: S608 - names of ours
_DIFFERENT: Final = """
SELECT article_id, url, now.url_digest, was.revision, was.text_digest IS NOT now.text_digest
FROM temp.released AS now JOIN out.articles ON id = article_id
LEFT JOIN main.release_articles AS was ON was.release_id = ? AND was.url_digest = now.url_digest
WHERE was.revision IS NOT now.revision OR was.text_digest IS NOT now.text_digest OR was.row_digest IS NOT now.row_digest
ORDER BY article_id"""
_KINDS: Final = "SELECT kind FROM out.revisions WHERE article_id = ? AND number > ? ORDER BY number"
_WITHDRAWN: Final = """
INSERT INTO temp.changes
SELECT 'withdrawn', NULL, url_digest, CASE WHEN EXISTS (
  SELECT 1 FROM out.tombstones AS t WHERE t.url_digest = lower(hex(was.url_digest))) THEN '["taken down"]' ELSE '["gone"]' END
FROM main.release_articles AS was
WHERE release_id = ? AND NOT EXISTS (SELECT 1 FROM temp.released AS now WHERE now.url_digest = was.url_digest)
ORDER BY url_digest"""
_UNCHOSEN: Final = "SELECT url, url_digest(url) FROM main.articles WHERE id NOT IN (SELECT id FROM out.articles)"
_NOT_CHOSEN: Final = """
UPDATE temp.changes SET url = ?, detail = '["not chosen"]' WHERE what = 'withdrawn' AND detail = '["gone"]' AND url_digest = ?"""


class Base(NamedTuple):
    """The release that is compared with."""

    id: int
    name: str
    as_of: str


def find(db: sqlite3.Connection, base: Base | None) -> dict[str, int]:
    """Find what changed, from the attached ``out`` and what is remembered of the base; return how often what did.

    What is found stands in the temporary tables ``released`` and ``changes``; without a base the latter is empty.
    """
    for table in ("released", "changes"):
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")
    db.execute(_RELEASED)
    db.execute("CREATE UNIQUE INDEX temp.released_url ON released(url_digest)")
    db.execute("CREATE TABLE temp.changes (what TEXT, url TEXT, url_digest BLOB, detail TEXT)")
    if base is None:
        return {}
    db.executemany("INSERT INTO temp.changes VALUES (?, ?, ?, ?)", _different(db, base))
    if db.execute(_WITHDRAWN, (base.id,)).rowcount:
        db.execute("CREATE INDEX temp.changes_url ON changes(url_digest)")
        db.executemany(_NOT_CHOSEN, db.execute(_UNCHOSEN))
    found = dict(db.execute("SELECT what, count(*) FROM temp.changes GROUP BY what").fetchall())
    return {what: found.get(what, 0) for what in WHAT}


def write_json(db: sqlite3.Connection, base: Base | None, out: BinaryIO) -> None:
    """Write all changes as one JSON object, a line an article: ``base``, then a list for each of WHAT."""
    about = {"name": base.name, "as_of": base.as_of} if base else None
    out.write(f'{{"base": {json.dumps(about)}'.encode())
    for what in WHAT:
        out.write(f',\n"{what}": ['.encode())
        entries = (json.dumps(entry, ensure_ascii=False) for entry in _entries(db, what))
        out.writelines((",\n" if n else "\n").encode() + entry.encode() for n, entry in enumerate(entries))
        out.write(b"]")
    out.write(b"}\n")


def written(db: sqlite3.Connection, name: str, base: Base | None, counts: dict[str, int]) -> str:
    """Return the changes for people: how many of each sort, and the first of them."""
    if base is None:
        return f"# {name}: changes\n\nThe first release of this corpus: there is none to compare it with.\n"
    lines = [f"# {name}: changes since {base.name}", "", f"{base.name} was the corpus as of {base.as_of}.", ""]
    lines += ["| change | articles |", "|---|---:|", *(f"| {what} | {counts[what]:,} |" for what in WHAT)]
    for what in WHAT:
        if counts[what]:
            lines += ["", f"## {what.capitalize()}", "", _MEANT[what], ""]
            lines += [_line(entry) for entry in islice(_entries(db, what), _LONGEST)]
        if counts[what] > _LONGEST:
            lines.append(f"- … and {counts[what] - _LONGEST:,} more, in changes.json")
    return "\n".join([*lines, ""])


def _different(db: sqlite3.Connection, base: Base) -> Iterator[tuple[str, str, bytes, str | None]]:
    for number, url, digest, revision, reworded in db.execute(_DIFFERENT, (base.id,)):
        if revision is None:
            yield "added", url, digest, None
            continue
        kinds = list(dict.fromkeys(kind for (kind,) in db.execute(_KINDS, (number, revision))))
        if not kinds:
            yield ("revised", url, digest, '["fetched anew"]') if reworded else ("redescribed", url, digest, None)
        else:
            yield "recleaned" if kinds == ["recleaned"] else "revised", url, digest, json.dumps(kinds)


def _entries(db: sqlite3.Connection, what: str) -> Iterator[dict[str, Any]]:
    key = "reason" if what == "withdrawn" else "kinds"
    sql = "SELECT url, lower(hex(url_digest)), detail FROM temp.changes WHERE what = ? ORDER BY rowid"
    for url, digest, detail in db.execute(sql, (what,)):
        entry: dict[str, Any] = {"url": url} if url else {"url_digest": digest}
        kinds = json.loads(detail) if detail else None
        yield entry if kinds is None else entry | {key: kinds[0] if what == "withdrawn" else kinds}


def _line(entry: dict[str, Any]) -> str:
    url = f"<{entry['url']}>" if "url" in entry else f"`{entry['url_digest']}`"
    told = entry.get("reason") or ", ".join(entry.get("kinds", ()))
    return f"- {url}{told and f': {told}'}"


_MEANT: Final = {
    "added": "Not in the release before.",
    "revised": "Changed by their publishers.",
    "recleaned": "The same captures, read by other cleaning rules.",
    "redescribed": "The same text with another date, author, section or the like.",
    "withdrawn": "No longer here. Of what was taken down or is gone only the digest of the URL is told: the first 32 hex"
    " digits of its SHA-256.",
}
