"""Which source needs a look, and why: a view over the summaries, judged by each source's own past and the time it was last read.

``browse`` shows the view and ``status --check`` asks it, so both say the same. ``docs/health.md`` explains the thresholds.
"""

from __future__ import annotations

LOOKS = """
CREATE VIEW source_looks AS
SELECT s.id AS source, l.looked_at, date(l.looked_at, '-30 hours') AS complete, date(s.added_at) AS added_on,
  date(l.looked_at, '-30 hours', '-13 days') AS recent_from, date(l.looked_at, '-30 hours', '-69 days') AS past_from,
  date(l.looked_at, '-2 days') AS latest_from,
  max(date(s.added_at), ifnull((SELECT min(day) FROM days WHERE source = s.id), '')) AS followed_from,
  (SELECT max(day) FROM days WHERE source = s.id AND day <= date(l.looked_at, '+1 day')) AS last_day,
  ifnull((SELECT articles FROM days WHERE source = s.id AND day = date(l.looked_at, '-30 hours')), 0) AS articles
FROM (SELECT source, max(fetched_at) AS looked_at FROM urls WHERE kind <> 'article' GROUP BY source) AS l
JOIN sources AS s ON s.id = l.source WHERE s.enabled AND l.looked_at IS NOT NULL"""

CLOCK = """
CREATE VIEW corpus_clock AS
SELECT nullif(max(ifnull((SELECT max(ifnull(finished_at, started_at)) FROM (SELECT * FROM runs ORDER BY id DESC LIMIT 50)), ''),
  ifnull((SELECT fetched_at FROM captures ORDER BY id DESC LIMIT 1), '')), '') AS now"""

HOSTS = """
CREATE VIEW source_hosts AS SELECT DISTINCT source, host FROM urls WHERE kind <> 'article'"""

SITES = """
CREATE VIEW site_hosts AS
SELECT iif(instr(place, ':'), substr(place, 1, instr(place, ':') - 1), place) AS host, origin, name, changed_at, failed_since
FROM (SELECT *, substr(origin, instr(origin, '://') + 3) AS place FROM site_files)"""

GAPS = """
CREATE VIEW usual_gaps AS
WITH looks AS MATERIALIZED (SELECT * FROM source_looks)
SELECT source, max(iif(place = (many * 95 + 99) / 100, gap, NULL)) AS days, many FROM (
  SELECT source, gap, row_number() OVER (PARTITION BY source ORDER BY gap) AS place,
    count(*) OVER (PARTITION BY source) AS many
  FROM (
    SELECT d.source, julianday(d.day) - julianday(lag(d.day) OVER (PARTITION BY d.source ORDER BY d.day)) AS gap
    FROM looks AS l CROSS JOIN days AS d ON d.source = l.source
    WHERE d.day BETWEEN date(l.looked_at, '-120 days') AND l.last_day
  ) WHERE gap IS NOT NULL
) GROUP BY source"""


def _bands(name: str, step: int) -> str:
    """Return a view of what is expected, of every ``step`` days of the last 13 weeks."""
    return f"""
CREATE VIEW {name} AS
WITH RECURSIVE
  looks AS MATERIALIZED (SELECT * FROM source_looks),
  back (n) AS (SELECT {step} UNION ALL SELECT n + {step} FROM back WHERE n + {step} <= 91),
  known AS MATERIALIZED (
    SELECT source, date(complete, '-' || n || ' days') AS day, followed_from FROM looks CROSS JOIN back
  ),
  past AS (
    SELECT k.source, strftime('%w', k.day) AS weekday, ifnull(d.articles, 0) AS articles
    FROM known AS k LEFT JOIN days AS d ON d.source = k.source AND d.day = k.day WHERE k.day >= k.followed_from
  ),
  placed AS (
    SELECT source, weekday, articles, row_number() OVER (PARTITION BY source, weekday ORDER BY articles) - 1 AS place,
      count(*) OVER (PARTITION BY source, weekday) AS many
    FROM past
  )
SELECT source, CAST(weekday AS INTEGER) AS weekday, many AS weeks, max(iif(place = (many - 1) / 2, articles, NULL)) AS median,
  max(iif(place = (many - 1) / 10, articles, NULL)) / 2.0 AS low,
  max(iif(place = many - 1 - (many - 1) / 10, articles, NULL)) * 2.0 AS high
FROM placed GROUP BY source, weekday"""  # noqa: S608 - our own names


BANDS = (_bands("volume_bands", 1), _bands("volume_band_of_day", 7))
_FIELDS = {"titled": "a title", "authored": "an author", "dated": "a date", "timed": "a time of day"}
_SUMS = ", ".join(
    f"sum(iif(d.day >= l.recent_from, d.{name}, 0)) AS {name}, sum(iif(d.day >= l.recent_from, 0, d.{name})) AS {name}_then"
    for name in ("articles", *_FIELDS)
)
COVERAGE = f"""
CREATE VIEW field_coverage AS
WITH looks AS MATERIALIZED (SELECT * FROM source_looks)
SELECT l.source, l.recent_from AS since, {_SUMS} FROM looks AS l CROSS JOIN days AS d ON d.source = l.source
WHERE d.day >= l.past_from AND d.day <= l.complete GROUP BY l.source"""  # noqa: S608 - our own names

REMOVALS = """
CREATE VIEW removed_shares AS
WITH looks AS MATERIALIZED (SELECT * FROM source_looks),
totals AS MATERIALIZED (
  SELECT l.*, sum(iif(d.day >= l.recent_from, d.words + d.removed, 0)) AS now,
    sum(iif(d.day >= l.recent_from, 0, d.words + d.removed)) AS before,
    sum(iif(d.day >= l.recent_from, d.articles, 0)) AS many, sum(iif(d.day >= l.recent_from, 0, d.articles)) AS many_then
  FROM looks AS l CROSS JOIN days AS d ON d.source = l.source
  WHERE d.day >= l.past_from AND d.day <= l.complete GROUP BY l.source
)
SELECT l.source, d.category, l.recent_from AS since, l.many AS articles, l.many_then AS articles_then,
  1.0 * sum(iif(d.day >= l.recent_from, d.words, 0)) / max(l.now, 1) AS now,
  1.0 * sum(iif(d.day >= l.recent_from, 0, d.words)) / max(l.before, 1) AS before
FROM totals AS l CROSS JOIN removed_days AS d ON d.source = l.source
WHERE d.day >= l.past_from AND d.day <= l.complete GROUP BY l.source, d.category"""

REJECTIONS = """
CREATE VIEW rejected_pace AS
WITH looks AS MATERIALIZED (SELECT *, date(looked_at, '-31 days') AS paced_from FROM source_looks)
SELECT l.source, l.added_on, l.latest_from AS since, sum(iif(d.day >= l.latest_from, d.pages, 0)) / 3.0 AS now,
  sum(iif(d.day >= l.latest_from, 0, d.pages)) / max(1.0, min(28, julianday(l.looked_at) - 3 - julianday(l.added_on))) AS before
FROM looks AS l CROSS JOIN rejected_days AS d ON d.source = l.source WHERE d.day > l.paced_from GROUP BY l.source"""

_NAMED = ", ".join(f"('{name}', '{said}')" for name, said in _FIELDS.items())
_SHARES = [
    f"CASE field {' '.join(f'WHEN {name!r} THEN {name}{then}' for name in _FIELDS)} END * 1.0 / articles{then}"
    for then in ("", "_then")
]

_SIGNS = (
    """
SELECT source, 'silent', last_day, '', gap, days, printf('no article for %d days; its gaps are %d at most, as a rule', gap, days)
FROM (SELECT l.*, julianday(date(looked_at)) - julianday(last_day) AS gap FROM source_looks AS l) JOIN usual_gaps USING (source)
WHERE many >= 8 AND gap > max(2, days + 1, days * 1.5) AND julianday(looked_at) - julianday(added_on) >= 3""",
    """
SELECT source, 'unread', substr(looked_at, 1, 10), '', julianday(now) - julianday(looked_at), NULL,
  printf('none of its feeds, sitemaps and pages was read for %d days', julianday(now) - julianday(looked_at))
FROM source_looks CROSS JOIN corpus_clock WHERE julianday(now) - julianday(looked_at) > 3""",
    """
SELECT source, 'volume', complete, '', articles, median, printf('%d articles on %s; on that day of the week %d to %d are expected',
  articles, complete, CAST(low + 0.5 AS INTEGER), CAST(high AS INTEGER))
FROM source_looks JOIN volume_band_of_day USING (source)
WHERE weekday = CAST(strftime('%w', complete) AS INTEGER) AND weeks >= 4
  AND (articles < low AND median >= 4 OR articles > max(high, 10))""",
    f"""
SELECT source, 'coverage', since, field, now, before,
  printf('%d of 100 articles have %s, %d before', round(100 * now), said, round(100 * before))
FROM (
  SELECT source, since, field, said, {_SHARES[0]} AS now, {_SHARES[1]} AS before
  FROM field_coverage CROSS JOIN (SELECT column1 AS field, column2 AS said FROM (VALUES {_NAMED}))
  WHERE articles >= 10 AND articles_then >= 30
) WHERE before - now >= 0.25""",  # noqa: S608 - our own names
    """
SELECT source, 'removal', since, category, now, before,
  printf('%s is %.1f of 100 words of its pages, %.1f before: the design may have changed', category, 100 * now, 100 * before)
FROM removed_shares WHERE articles >= 10 AND articles_then >= 30 AND abs(now - before) >= 0.1""",
    """
SELECT source, 'rejections', since, '', now, before, printf('%.1f pages a day give no article, %.1f before', now, before)
FROM rejected_pace WHERE now >= 5 AND now > 3 * before AND julianday(since) - julianday(added_on) >= 7""",
    """
SELECT source, 'blocked', substr(answered_at, 1, 10), host, strikes, NULL,
  printf('%s is left alone until %s (%s)', host, hold_until, hold_reason)
FROM source_looks JOIN source_hosts USING (source) JOIN hosts USING (host) CROSS JOIN corpus_clock WHERE hold_until > now""",
    """
SELECT source, 'robots', substr(changed_at, 1, 10), origin, NULL, NULL,
  printf('%s of %s changed on %s', name, origin, substr(changed_at, 1, 10))
FROM source_looks JOIN source_hosts USING (source) JOIN site_hosts USING (host)
WHERE changed_at >= date(looked_at, '-7 days') AND date(changed_at) > added_on AND failed_since IS NULL""",
    """
SELECT source, 'robots', substr(failed_since, 1, 10), origin, NULL, NULL,
  printf('%s of %s cannot be read since %s', name, origin, substr(failed_since, 1, 10))
FROM source_looks JOIN source_hosts USING (source) JOIN site_hosts USING (host)
WHERE failed_since IS NOT NULL AND name = 'robots.txt'""",
    """
SELECT l.source, 'listing', substr(u.fetched_at, 1, 10), u.url, u.status, NULL,
  printf('%s %s: %s', u.kind, u.url, trim(u.outcome || ' ' || ifnull(u.reason, '')))
FROM source_looks AS l CROSS JOIN urls AS u ON u.source = l.source AND u.kind <> 'article' WHERE u.outcome IN ('failed', 'gone', 'refused')""",
)
SIGNS = f"CREATE VIEW health (source, sign, since, subject, figure, usual, told) AS{' UNION ALL'.join(_SIGNS)}"

HEALTH = (LOOKS, CLOCK, HOSTS, SITES, GAPS, *BANDS, COVERAGE, REMOVALS, REJECTIONS, SIGNS)
