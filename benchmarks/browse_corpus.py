"""A large generated corpus for ``browse.py``: rows written straight into the schema, its triggers at work. Texts are word salad."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Final

from pipelines.segments import catch_up
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAYS: Final = 730
LANGUAGES: Final = ("en", "de", "fr", "es", "uk", "ar", "pl", "pt", "it", "nl", "ja", "th")
LETTERS: Final = {
    "uk": "абвгдежзиклмнопрстуф",
    "ar": "ابتثجحخدذرزسشصضطعغفقكلمنهوي",
    "ja": "首相東京日本国会大阪経済党政府市長議員会社",
    "th": "กขคงจชซญดตถทนบปผพฟมยรลวสหอาิีุูเแไ",
}
CATEGORIES: Final = ("related", "share", "donation", "advert", "counter", "subscribe", "author-bio", "legal")
REASONS: Final = ("section-front", "no-text", "video-only", "login-wall")
RULES: Final = tuple(
    f"phrase/{language}/{category}/{n}" for language in LANGUAGES[:5] for category in CATEGORIES for n in range(2)
)
BATCH: Final = 5000
_INSERT: Final = {
    "captures": "id url final_url status fetched_at content_type digest warc_file warc_offset warc_length run_id",
    "articles": "id url source title text outline authors language section published_on published_at published_offset"
    " published_precision published_source word_count words_removed text_hash cleaning_version capture_id first_seen_at"
    " last_seen_at",
    "revisions": "article_id number kind title text capture_id seen_at",
    "removed_blocks": "article_id position kind text category rule reason",
    "date_candidates": "article_id role place raw instant day precision chosen",
    "urls": "url source host kind state outcome reason status discovered_at fetched_at run_id",
    "rejections": "url source reason evidence rejected_at run_id",
}  # fmt: skip
Rows = dict[str, list[tuple[Any, ...]]]


class Writer:
    """Makes articles of some sources, the older before the newer, the same for the same seed."""

    def __init__(self, articles: int, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._articles = articles
        self._sentences = {language: self._said(language) for language in LANGUAGES}

    def _said(self, language: str) -> list[str]:
        """Return sentences in a language's letters whose words are as unequal as real ones."""
        chosen = self._random
        letters = LETTERS.get(language, "abcdefghijklmnoprstuvwz")
        words = ["".join(chosen.choices(letters, k=chosen.randint(2, 9))) for _ in range(20_000)]
        often = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
        glue = "" if language in ("ja", "th") else " "
        return [
            glue.join(chosen.choices(words, cum_weights=often, k=chosen.randint(12, 25))) + "." for _ in range(4000)
        ]

    def batches(self) -> Iterator[Rows]:
        """Yield rows of 5,000 articles at a time."""
        numbers = iter(range(1, self._articles + 1))
        while chunk := list(islice(numbers, BATCH)):
            rows: Rows = {table: [] for table in _INSERT}
            for number in chunk:
                self._add(rows, number)
            yield rows

    def _add(self, rows: Rows, number: int) -> None:
        chosen = self._random
        which = chosen.randrange(len(LANGUAGES))
        language, source = LANGUAGES[which], f"paper-{which:02}"
        at = LAST - timedelta(days=DAYS) + timedelta(days=DAYS) * (number / self._articles)
        seen, run = f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}", 1 + number * 700 // self._articles
        said, url = self._sentences[language], f"https://{source}.example/{at:%Y/%m}/{number}"
        text = "\n".join(" ".join(chosen.choices(said, k=2)) for _ in range(3))
        if number % 1000 == 0:
            text += f"\nrarity{number}"
        rows["captures"].append(
            (number, url, url, 200, seen, "text/html", f"sha256:{number}", "crawl-1.warc.gz", number, 900, run)
        )
        dated = chosen.random() < 0.97
        when = (f"{at:%Y-%m-%d}", f"{at:%Y-%m-%dT%H:%M:%SZ}", "+00:00", "second", "json-ld") if dated else (None,) * 5
        authors = json.dumps([f"Author {chosen.randrange(300)}"] if chosen.random() < 0.8 else [])
        title, section = said[chosen.randrange(4000)][:70], f"Section {chosen.randrange(40)}"
        rows["articles"].append(
            (
                number,
                url,
                source,
                title,
                text,
                None,
                authors,
                language,
                section,
                *when,
                text.count(" ") + 1,
                40,
                f"{number}",
                "1",
                number,
                seen,
                seen,
            )
        )
        rows["revisions"].append((number, 1, "first", title, text, number, seen))
        for position in range(chosen.randint(3, 7)):
            rule = RULES[min(int(chosen.expovariate(0.08)), len(RULES) - 1)]
            rows["removed_blocks"].append(
                (
                    number,
                    100 + position,
                    "paragraph",
                    said[chosen.randrange(4000)][:60],
                    rule.split("/")[2],
                    rule,
                    "reads like it",
                )
            )
        rows["date_candidates"] += [
            (number, "published", "json-ld", seen, seen, seen[:10], "second", 1),
            (number, "published", "url", seen[:7], None, None, "month", 0),
        ]
        rows["urls"].append((url, source, f"{source}.example", "article", "done", "stored", None, 200, seen, seen, run))
        if number % 10 == 0:
            odd = f"{url}/x"
            rows["urls"].append(
                (
                    odd,
                    source,
                    f"{source}.example",
                    "article",
                    "done",
                    "rejected",
                    chosen.choice(REASONS),
                    200,
                    seen,
                    seen,
                    run,
                )
            )
            rows["rejections"].append((odd, source, chosen.choice(REASONS), "4 words of text", seen, run))
        if number % 50 == 0:
            rows["urls"].append(
                (f"{url}/y", source, f"{source}.example", "article", "done", "failed", "http-500", 500, seen, seen, run)
            )


def build(folder: Path, articles: int) -> None:
    """Make the corpus; it takes about a millisecond an article."""
    with Corpus.open(folder, create=True) as corpus:
        added = f"{LAST - timedelta(days=DAYS):%Y-%m-%dT%H:%M:%SZ}"
        sources = [
            {
                "id": f"paper-{n:02}",
                "name": f"Paper {n} ({code})",
                "home": f"https://paper-{n:02}.example/",
                "language": code,
                "added_at": added,
            }
            for n, code in enumerate(LANGUAGES)
        ]
        corpus.sync_sources(sources)
        corpus.sync_rules(
            {
                "id": rule,
                "tier": "phrase",
                "category": rule.split("/")[2],
                "language": rule.split("/")[1],
                "description": "Reads like it.",
            }
            for rule in RULES
        )
        conn = corpus.db.conn
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("PRAGMA cache_size = -400000")
        with corpus.transaction():
            _runs(conn, [source["id"] for source in sources], articles)
        for done, rows in enumerate(Writer(articles).batches(), 1):
            with corpus.transaction():
                for table, names in _INSERT.items():
                    marks = ", ".join("?" * len(names.split()))
                    conn.executemany(f"INSERT INTO {table} ({', '.join(names.split())}) VALUES ({marks})", rows[table])
                catch_up(conn, limit=BATCH)
            print(f"{min(done * BATCH, articles):8,} articles", flush=True)
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _runs(conn: Any, sources: list[str], articles: int) -> None:
    for run in range(1, 702):
        began = LAST - timedelta(days=DAYS) + timedelta(days=DAYS) * (run / 701)
        stamps = (f"{began:%Y-%m-%dT%H:%M:%SZ}", f"{min(began + timedelta(minutes=9), LAST):%Y-%m-%dT%H:%M:%SZ}")
        conn.execute(
            "INSERT INTO runs (id, command, started_at, finished_at, finish_reason, exit_code, requests) VALUES (?, 'crawl', ?, ?, 'finished', 0, ?)",
            (run, *stamps, articles // 500),
        )
        counts = [
            (run, source, *what)
            for source in sources
            for what in (("stored", "", articles // 8400), ("rejected", "no-text", 3), ("failed", "http-500", 1))
        ]
        conn.executemany("INSERT INTO run_sources VALUES (?, ?, ?, ?, ?)", counts)
    seen = f"{LAST:%Y-%m-%dT%H:%M:%SZ}"
    for source in sources:
        feed = (
            f"https://{source}.example/feed",
            source,
            f"{source}.example",
            "feed",
            "done",
            "listing",
            None,
            200,
            seen,
            seen,
            701,
        )
        conn.execute(f"INSERT INTO urls ({', '.join(_INSERT['urls'].split())}) VALUES ({', '.join('?' * 11)})", feed)
