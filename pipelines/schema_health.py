"""Which source needs a look, and why: a view over the summaries, judged by each source's own past and the time it was last read.

``browse`` shows the view and ``status --check`` asks it, so both say the same. ``docs/health.md`` explains the thresholds.
"""

from __future__ import annotations

LOOKS = """
CREATE VIEW source_looks AS
SELECT s.id AS source, l.looked_at, date(l.looked_at, '-30 hours') AS complete, date(s.added_at) AS added_on,
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
SELECT source, max(iif(place = (many * 95 + 99) / 100, gap, NULL)) AS days, many FROM (
  SELECT source, gap, row_number() OVER (PARTITION BY source ORDER BY gap) AS place,
    count(*) OVER (PARTITION BY source) AS many
  FROM (
    SELECT d.source, julianday(d.day) - julianday(lag(d.day) OVER (PARTITION BY d.source ORDER BY d.day)) AS gap
    FROM source_looks AS l CROSS JOIN days AS d ON d.source = l.source
    WHERE d.day BETWEEN date(l.looked_at, '-120 days') AND l.last_day
  ) WHERE gap IS NOT NULL
) GROUP BY source"""

BANDS = """
CREATE VIEW volume_bands AS
WITH RECURSIVE
  back (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM back WHERE n < 91),
  past AS (
    SELECT l.source, strftime('%w', l.complete, '-' || n || ' days') AS weekday, ifnull(d.articles, 0) AS articles
    FROM source_looks AS l CROSS JOIN back
    LEFT JOIN days AS d ON d.source = l.source AND d.day = date(l.complete, '-' || n || ' days')
    WHERE date(l.complete, '-' || n || ' days') >= l.followed_from
  ),
  placed AS (
    SELECT source, weekday, articles, row_number() OVER (PARTITION BY source, weekday ORDER BY articles) - 1 AS place,
      count(*) OVER (PARTITION BY source, weekday) AS many
    FROM past
  )
SELECT source, CAST(weekday AS INTEGER) AS weekday, many AS weeks, max(iif(place = (many - 1) / 2, articles, NULL)) AS median,
  max(iif(place = (many - 1) / 10, articles, NULL)) / 2.0 AS low,
  max(iif(place = many - 1 - (many - 1) / 10, articles, NULL)) * 2.0 AS high
FROM placed GROUP BY source, weekday"""

_RECENT = "d.day > date(l.complete, '-14 days') AND d.day <= l.complete"
_FIELDS = ("titled", "authored", "dated", "timed")
_SHARES = ", ".join(
    f"1.0 * sum(iif({{recent}}, d.{name}, 0)) / {{many}} AS {name}_now, 1.0 * sum(iif({{recent}}, 0, d.{name})) / {{before}} AS {name}_then"
    for name in _FIELDS
).format(
    recent=_RECENT, many=f"sum(iif({_RECENT}, d.articles, 0))", before=f"nullif(sum(iif({_RECENT}, 0, d.articles)), 0)"
)
COVERAGE = f"""
CREATE VIEW field_coverage AS
SELECT l.source, date(l.complete, '-13 days') AS since, sum(iif({_RECENT}, d.articles, 0)) AS articles,
  sum(iif({_RECENT}, 0, d.articles)) AS articles_then, {_SHARES}
FROM source_looks AS l CROSS JOIN days AS d ON d.source = l.source
WHERE d.day > date(l.complete, '-70 days') AND d.day <= l.complete GROUP BY l.source"""  # noqa: S608

REMOVALS = f"""
CREATE VIEW removed_shares AS
WITH totals AS (
  SELECT l.source, sum(iif({_RECENT}, d.words + d.removed, 0)) AS now, sum(iif({_RECENT}, 0, d.words + d.removed)) AS before,
    sum(iif({_RECENT}, d.articles, 0)) AS articles, sum(iif({_RECENT}, 0, d.articles)) AS articles_then
  FROM source_looks AS l CROSS JOIN days AS d ON d.source = l.source
  WHERE d.day > date(l.complete, '-70 days') AND d.day <= l.complete GROUP BY l.source
)
SELECT l.source, d.category, date(l.complete, '-13 days') AS since, t.articles, t.articles_then,
  1.0 * sum(iif({_RECENT}, d.words, 0)) / max(t.now, 1) AS now, 1.0 * sum(iif({_RECENT}, 0, d.words)) / max(t.before, 1) AS before
FROM source_looks AS l CROSS JOIN totals AS t ON t.source = l.source CROSS JOIN removed_days AS d ON d.source = l.source
WHERE d.day > date(l.complete, '-70 days') AND d.day <= l.complete GROUP BY l.source, d.category"""  # noqa: S608

REJECTIONS = """
CREATE VIEW rejected_pace AS
SELECT l.source, l.added_on, date(l.looked_at, '-2 days') AS since,
  sum(iif(d.day >= date(l.looked_at, '-2 days'), d.pages, 0)) / 3.0 AS now,
  sum(iif(d.day >= date(l.looked_at, '-2 days'), 0, d.pages))
    / max(1.0, min(28, julianday(l.looked_at) - 3 - julianday(l.added_on))) AS before
FROM source_looks AS l CROSS JOIN rejected_days AS d ON d.source = l.source
WHERE d.day > date(l.looked_at, '-31 days') GROUP BY l.source"""


def _dropped(field: str, said: str) -> str:
    return f"""
SELECT source, 'coverage', since, '{field}', {field}_now, {field}_then, printf('%d of 100 articles have {said}, %d before',
  round(100 * {field}_now), round(100 * {field}_then))
FROM field_coverage WHERE articles >= 10 AND articles_then >= 30 AND {field}_then - {field}_now >= 0.25"""  # noqa: S608


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
FROM source_looks JOIN volume_bands USING (source)
WHERE weekday = CAST(strftime('%w', complete) AS INTEGER) AND weeks >= 4
  AND (articles < low AND median >= 4 OR articles > max(high, 10))""",
    _dropped("titled", "a title"),
    _dropped("authored", "an author"),
    _dropped("dated", "a date"),
    _dropped("timed", "a time of day"),
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

HEALTH = (LOOKS, CLOCK, HOSTS, SITES, GAPS, BANDS, COVERAGE, REMOVALS, REJECTIONS, SIGNS)
