"""What must hold of a corpus folder after a crawl that was killed, starved of disk or locked out, however often."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import fastwarc
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import ARCHIVE_NAME, Archive
from pipelines.delivery import Capture
from pipelines.holdings import Holdings
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from press import Asked, Press

_PAGES = ("response", "revisit")
_SUMS = """
SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions), (SELECT sum(count) FROM run_sources
WHERE outcome = 'stored'), (SELECT count(*) FROM urls WHERE outcome = 'stored')
"""
_CAPTURES = "SELECT url, warc_file, warc_offset, warc_length, digest, revisit_of FROM captures"


def faults(folder: Path, press: Press) -> list[str]:
    """Return a line for everything that is not as it must be once the crawl is done."""
    with Corpus.open(folder) as corpus:
        return [*_of_urls(corpus, press), *_of_database(corpus), *_of_archive(folder, corpus)]


def refetched(log: Sequence[Asked], kills: Sequence[float]) -> list[tuple[int, int]]:
    """Return for each kill how many URLs were asked for again though answered in full before it, and how many were in flight.

    In flight is the last request of each host before the kill: a host is asked for one thing at a time, so everything it
    was asked before had been taken in. Feeds and robots.txt are asked for by every crawl.
    """
    found = []
    for kill, before, after in _lives(log, kills):
        twice = {asked.url for asked in before if 0 < asked.ended < kill and asked.url in after}
        found.append((len(twice), len({asked.url.split("/")[2] for asked in before})))
    return found


def too_early(log: Sequence[Asked], kills: Sequence[float]) -> list[str]:
    """Return the URLs asked for again that were not the last their host was asked for before the kill."""
    wrong = []
    for kill, before, after in _lives(log, kills):
        last = {asked.url.split("/")[2]: asked for asked in before}
        wrong += [
            f"{a.url}: answered {kill - a.ended:.3f} s before a kill, asked again"
            for a in before
            if a.url in after and a is not last[a.url.split("/")[2]]
        ]
    return wrong


def _lives(log: Sequence[Asked], kills: Sequence[float]) -> Iterator[tuple[float, list[Asked], set[str]]]:
    """Yield each kill with the pages that were asked for since the one before, and every URL asked for after it."""
    for start, kill in pairwise((0.0, *kills)):
        before = [asked for asked in log if start <= asked.began < kill and _is_page(asked)]
        yield kill, before, {asked.url for asked in log if asked.began >= kill}


def _is_page(asked: Asked) -> bool:
    return not asked.url.endswith(("/feed", "/robots.txt"))


def _of_urls(corpus: Corpus, press: Press) -> Iterator[str]:
    rows = corpus.db.execute("SELECT url, state, outcome FROM urls WHERE kind = 'article'").fetchall()
    articles = Counter(url for (url,) in corpus.db.execute("SELECT url FROM articles"))
    if {url for url, *_ in rows} != press.urls():
        yield f"{len(press.urls() - {url for url, *_ in rows})} URLs are not known"
    yield from (f"{url} is {state}" for url, state, _ in rows if state != "done")
    yield from (f"{url} is missing" for url in press.urls(articles=True) - articles.keys())
    yield from (f"{url} is no article" for url in articles.keys() - press.urls(articles=True))
    yield from (f"{url} is there {number} times" for url, number in articles.items() if number > 1)


def _of_database(corpus: Corpus) -> Iterator[str]:
    if corpus.db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        yield "the database is damaged"
    if corpus.db.execute("PRAGMA foreign_key_check").fetchall():
        yield "a row refers to one that is not there"
    if len(set(sums := corpus.db.execute(_SUMS).fetchone())) > 1:
        yield f"articles, revisions, articles counted by runs and URLs stored differ: {sums}"
    if open_runs := corpus.db.execute("SELECT count(*) FROM runs WHERE finish_reason IS NULL").fetchone()[0]:
        yield f"{open_runs} runs have no end"
    if waiting := corpus.db.execute("SELECT count(*) FROM warc_files WHERE complete = 0").fetchone()[0]:
        yield f"{waiting} WARC files are not accounted for"


def _of_archive(folder: Path, corpus: Corpus) -> Iterator[str]:
    rows = corpus.db.execute(_CAPTURES).fetchall()
    with Archive(folder, holdings=Holdings(corpus, 0)) as archive:
        for url, *place in rows:
            names = ("file", "offset", "length", "digest", "revisit_of")
            if not archive.read(Capture(**dict(zip(names, place, strict=True))), url=url).body:
                yield f"the capture of {url} is empty"
    known = Counter(file for _, file, *_ in rows)
    for path in sorted((folder / ARCHIVE_NAME).iterdir()):
        yield from (f"{path.name}: {fault}" for fault in _of_file(path, known[path.name]))


def _of_file(path: Path, captures: int) -> Iterator[str]:
    with path.open("rb") as file:
        ours = []
        for record in ArchiveIterator(file, check_digests=True):
            record.content_stream().read()
            ours.append(record.rec_type)
            if record.digest_checker.passed is False:
                yield f"warcio finds a digest wrong: {record.digest_checker.problems}"
    theirs = [str(r.record_type) for r in fastwarc.ArchiveIterator(str(path), verify_digests=True)]
    pages = sum(kind in _PAGES for kind in ours)
    if ours != theirs:
        yield f"warcio reads {len(ours)} records, FastWARC {len(theirs)}"
    if pages != captures:
        yield f"{pages} pages, but {captures} captures"
