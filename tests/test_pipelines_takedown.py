"""Takedowns: nothing is left of a page in any byte of the folder, everything else stays readable, and it never comes back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.errors import InputError, StorageError
from pipelines import stages
from pipelines.archive import ARCHIVE_NAME, Archive
from pipelines.families import family
from pipelines.holdings import Holdings
from pipelines.outcomes import Outcome, Refusal, UrlKind
from pipelines.recovery import Recovery
from pipelines.running import Run
from pipelines.store import Corpus
from pipelines.takedown import Grounds, begin, finish
from pipelines.takedowns import taken_down, tombstone
from pipelines.workshop import Workshop
from tests import estate
from tests.estate import AMP, COPY, LEANING, LED, TITLE, WWW, Estate, build, check, holding, story
from tests.specimens import file_size_limit, link, page, settled, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUNDS = Grounds(reason="court order 12/26", ticket="LEGAL-1")
OURS = {url(1), AMP, WWW, LED}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "corpus"
    build(folder).corpus.close()
    return folder


@pytest.fixture
def made(whole: Path, tmp_path: Path) -> Iterator[Estate]:
    copied = Estate.copied(whole, tmp_path / "corpus")
    yield copied
    copied.corpus.close()


def take_down(made: Estate, *urls: str, **how: Any) -> None:
    pages = [family(made.corpus.db.conn, one) for one in urls]
    begin(made.corpus, made.run, pages, GROUNDS)
    finish(made.corpus, made.run, **how)


def phrases(state: str) -> list[str]:
    return story(1, state).split("\n")


def test_the_page_is_its_spellings_what_led_to_it_and_what_its_site_names_as_the_same(made: Estate) -> None:
    found = family(made.corpus.db.conn, url(1))
    assert (url(1), OURS, (COPY,)) == (found.asked, set(found.urls), found.copies)
    assert OURS | {f"{url(1)}/amp"} == set(family(made.corpus.db.conn, f"{url(1)}/amp").urls)


def test_nothing_is_left_in_any_byte_of_the_folder(tmp_path: Path) -> None:
    """The copies at other URLs are taken down too, so that none of the words may be anywhere."""
    made = build(tmp_path / "corpus")
    words = [*phrases("first"), *phrases("second"), *phrases("third"), "Quennborough1 ", "Квеннборо1 "]
    assert {"corpus.db", "corpus.db-wal", "corpus.db.before-upgrade", "thresher.log"} < holding(made.folder, *words)
    take_down(made, url(1), COPY, LEANING)
    assert set() == holding(made.folder, *words, f"{TITLE} 1", f"{TITLE} again", "Elsewhere", "Leaning")
    assert {"corpus.db", "corpus.db.before-upgrade"} == holding(made.folder, "courier.example/a/1?output")
    log = (made.folder / "thresher.log").read_text()
    assert url(1) + "." not in log
    assert url(11) in log
    check(made.folder)


def test_terms_are_gone_from_the_index(made: Estate) -> None:
    take_down(made, url(1), COPY, LEANING)
    conn = made.corpus.db.conn
    conn.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, articles_fts, row)")
    terms = {term for (term,) in conn.execute("SELECT term FROM temp.terms")}
    assert ("quennborough2" in terms, "quennborough1" in terms) == (True, False)


def test_all_else_stays_readable_and_as_it_was(made: Estate) -> None:
    before = check(made.folder)
    take_down(made, url(1))
    after = check(made.folder)
    kept = {key: digest for key, digest in before.items() if key.split(" ")[0] not in OURS}
    assert kept == after
    assert {f"{LEANING} {at}" for at in (key.split(" ")[1] for key in after if LEANING in key)} < set(after)


def test_the_copy_of_the_database_names_the_archive_as_it_is(made: Estate) -> None:
    take_down(made, url(1))
    names = {path.name for path in (made.folder / ARCHIVE_NAME).iterdir()}
    with sqlite3.connect(made.folder / "corpus.db.before-upgrade") as copy:
        sql = "SELECT id, url, warc_file, warc_offset, revisit_of FROM captures ORDER BY id"
        assert made.corpus.db.conn.execute(sql).fetchall() == copy.execute(sql).fetchall()
        assert names >= {name for (name,) in copy.execute("SELECT DISTINCT warc_file FROM captures")}
        assert [] == copy.execute("PRAGMA foreign_key_check").fetchall()
    copy.close()


def test_the_tombstone_proves_the_text_and_holds_none(made: Estate) -> None:
    take_down(made, url(1))
    stone = tombstone(made.corpus.db.conn, WWW)
    assert stone is not None
    digests = [f"sha256:{hashlib.sha256(story(1, state).encode()).hexdigest()}" for state in ("second", "first")]
    assert [url(1), "done", *digests] == [stone.url, stone.state, *stone.digests]
    assert {"articles": 1, "revisions": 2, "captures": 4, "rejections": 1}.items() <= stone.erased.items()
    assert "was taken down on 20" in str(stone)
    assert "court order 12/26 (LEGAL-1)" in str(stone)


def test_exact_copies_elsewhere_find_each_other_without_the_earliest(made: Estate) -> None:
    with made.archive() as archive:
        made.store(archive, made.article(url(7, "tribune"), story(1, "second")))
    take_down(made, url(1))
    sql = "SELECT a.url, b.url FROM duplicates d JOIN articles a ON a.id = article_id JOIN articles b ON b.id = other_id WHERE kind = 'exact'"
    assert [(url(7, "tribune"), COPY)] == made.corpus.db.conn.execute(sql).fetchall()


def test_every_url_is_refused_and_counted_once(made: Estate) -> None:
    take_down(made, url(1))
    rows = made.corpus.db.query("SELECT * FROM urls WHERE reason = 'takedown'")
    known = {
        row["url"]: [row[name] for name in ("state", "outcome", "hints", "detail", "etag", "body_digest")]
        for row in rows
    }
    assert known == {url: ["done", "refused", None, None, None, None] for url in OURS}
    counted = "SELECT sum(count) FROM run_sources WHERE outcome = 'refused' AND reason = 'takedown'"
    assert (4,) == made.corpus.db.execute(counted).fetchone()


@pytest.mark.parametrize("spelling", [url(1), WWW, f"{url(1)}/amp/", "https://m.courier.example/1", LED, AMP])
def test_a_link_found_later_is_refused_in_every_spelling(made: Estate, spelling: str) -> None:
    take_down(made, url(1))
    found = link(1, title=f"{TITLE} 1") if spelling == url(1) else link(1, url=spelling, title=f"{TITLE} 1")
    made.corpus.commit(made.run, [settled(9100, Outcome.LISTING, links=[found])])
    row = dict(next(made.corpus.db.query("SELECT * FROM urls WHERE url = ?", (spelling,))))
    assert ("done", "refused", "takedown", None) == tuple(row[name] for name in ("state", "outcome", "reason", "hints"))
    assert set() == holding(made.folder, f"{TITLE} 1")


def test_a_page_on_its_way_is_not_stored_and_leaves_the_archive(made: Estate) -> None:
    """A page by an address nobody knew that names the page as canonical: only its commit shows what it is."""
    take_down(made, url(1))
    with made.archive() as archive:
        made.store(archive, made.article("http://courier.example/print?id=1", story(1, "fourth"), canonical_url=url(1)))
        made.store(archive, made.article(url(1), story(1, "fifth")))
    outcomes = dict(
        made.corpus.db.conn.execute("SELECT url, reason FROM urls WHERE url LIKE '%print%' OR url = ?", (url(1),))
    )
    assert dict.fromkeys(outcomes, "takedown") == outcomes
    assert len(outcomes) == 2
    made.corpus.begin_run("crawl", cleaning_version="1")
    assert set() == holding(made.folder, *phrases("fourth"), *phrases("fifth"))
    assert taken_down(made.corpus.db.conn, "https://courier.example/print?id=1")
    check(made.folder)


def test_a_page_known_by_its_address_is_not_even_archived(made: Estate) -> None:
    take_down(made, url(1))
    before = sorted((made.folder / ARCHIVE_NAME).iterdir())
    with made.archive() as archive, Workshop(1) as shop:
        run = Run(corpus=made.corpus, archive=archive, workshop=shop, run_id=made.run)
        stage = stages.Archive(run, stop=lambda: None)
        ends = [
            stage.process_item(made.page(f"{url(1)}/amp", "x")),
            stage.process_item(made.page(url(70), "x", final_url=WWW)),
            stage.process_item(made.page(url(71), "x")),
        ]
    assert [Refusal.TAKEDOWN, Refusal.TAKEDOWN, None] == [getattr(end, "reason", None) for end in ends]
    assert len(before) + 1 == len([*(made.folder / ARCHIVE_NAME).iterdir()])


def test_a_spelling_nobody_thinks_of_is_found_when_it_is_erased(made: Estate) -> None:
    odd = "https://www.m.courier.example/1/amp//"
    with made.archive() as archive:
        made.store(archive, made.article(odd, story(1, "seventh")))
    made.corpus.backup(made.folder / "again.db")
    take_down(made, url(1))
    assert set() == holding(made.folder, *phrases("seventh"))
    check(made.folder)


def test_what_a_recleaning_found_is_erased_too(made: Estate) -> None:
    conn = made.corpus.db.conn
    for where in (url(1), WWW, url(2)):
        conn.execute(
            "INSERT INTO recleaned (capture_id, url, source, standard, found, seen_at, result)"
            " SELECT id, url, 'courier', '1', 'changed', fetched_at, ? FROM captures WHERE url = ? LIMIT 1",
            (f"the eighth state of {where}", where),
        )
    take_down(made, url(1))
    assert [(url(2),)] == conn.execute("SELECT url FROM recleaned").fetchall()
    assert set() == holding(made.folder, f"eighth state of {url(1)}", f"eighth state of {WWW}")


def test_another_publisher_may_name_it_as_canonical(made: Estate) -> None:
    take_down(made, url(1))
    with made.archive() as archive:
        made.store(archive, made.article(url(30, "tribune"), story(1, "fourth"), canonical_url=url(1)))
    assert made.corpus.db.execute("SELECT 1 FROM articles WHERE url = ?", (url(30, "tribune"),)).fetchone()


def test_a_page_in_an_unfinished_file_is_taken_out_and_not_taken_up(made: Estate) -> None:
    archive = made.archive()
    archive.write(made.page(f"{url(1)}/amp", story(1, "sixth")))
    archive.write(made.page(url(3), story(3, "sixth")))
    assert archive._file is not None
    archive._file.close()  # killed
    take_down(made, url(1))
    assert set() == holding(made.folder, *phrases("sixth"))
    run = made.corpus.begin_run("crawl", cleaning_version="1")
    holdings = Holdings(made.corpus, run)
    with Archive(made.folder, holdings=holdings) as found:
        recovery = Recovery(found, holdings, lambda name: page(source=name).source)
        recovery.take_stock()
        assert [(url(3), f"<p>{story(3, 'sixth')}</p>")] == [(d.page.url, d.page.body.decode()) for d in recovery]


def test_a_url_nobody_knew_gets_its_tombstone(made: Estate) -> None:
    where = "https://nobody.example/a"
    assert family(made.corpus.db.conn, where).known is False
    take_down(made, where)
    assert taken_down(made.corpus.db.conn, "http://www.nobody.example/a/")
    assert not taken_down(made.corpus.db.conn, "http://www.nobody.example/a/b")


@pytest.mark.parametrize("where", ["http://courier.example/", "https://www.courier.example/", url(9100)])
def test_what_is_read_for_its_links_is_no_page(made: Estate, where: str) -> None:
    made.corpus.discover(made.run, "courier", [link(9100, UrlKind.FEED)])
    made.corpus.db.conn.execute("UPDATE urls SET kind = 'feed' WHERE url = ?", (url(9100),))
    with pytest.raises(InputError, match=r"take it out of sources\.toml"):
        family(made.corpus.db.conn, where)


def test_where_a_site_sends_all_it_has_no_more_is_not_the_page(made: Estate) -> None:
    with made.archive() as archive:
        made.store(archive, made.article(url(80), story(80)))
    for number in range(60, 70):
        made.corpus.commit(made.run, [settled(number, Outcome.REDIRECTED, url(80))])
    assert (url(60),) == family(made.corpus.db.conn, url(60)).urls


def test_a_reader_that_stays_is_named_and_a_rerun_finishes(made: Estate) -> None:
    reader = sqlite3.connect(made.corpus.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    made.corpus.hurry()
    with pytest.raises(StorageError, match=r"another program reads the database.*without a URL finishes"):
        take_down(made, url(1))
    reader.close()
    assert 2 <= finish(made.corpus)
    assert 0 == finish(made.corpus)
    assert {COPY} & set(dict(made.corpus.db.conn.execute("SELECT url, 1 FROM articles")))
    check(made.folder)


@pytest.mark.parametrize("size", [200, 3_000, 60_000])
def test_a_full_disk_is_told_and_a_rerun_finishes(made: Estate, size: int) -> None:
    before = check(made.folder)
    pages = [family(made.corpus.db.conn, url(1))]
    begin(made.corpus, made.run, pages, GROUNDS)
    with file_size_limit(size), pytest.raises(StorageError):
        finish(made.corpus, made.run)
    made.corpus.close()
    with Corpus.open(made.folder) as opened:
        opened.begin_run("crawl", cleaning_version="1")
    kept = {key: digest for key, digest in before.items() if key.split(" ")[0] not in OURS}
    assert kept == check(made.folder)
    assert set() == holding(made.folder, *phrases("third"))


def test_damage_in_a_file_does_not_keep_the_page(made: Estate) -> None:
    conn = made.corpus.db.conn
    name, offset = conn.execute("SELECT warc_file, warc_offset FROM captures WHERE url = ?", (url(2),)).fetchone()
    with (made.folder / ARCHIVE_NAME / name).open("r+b") as file:
        file.seek(offset + 40)
        file.write(b"\0" * 40)
    take_down(made, url(1), COPY, LEANING)
    assert set() == holding(made.folder / ARCHIVE_NAME, *phrases("first"), *phrases("second"))
    with Archive(made.folder, holdings=Holdings(made.corpus, 0)) as archive:
        rows = conn.execute(
            "SELECT url, warc_file, warc_offset, warc_length, digest, revisit_of FROM captures ORDER BY id"
        ).fetchall()
        names = ("file", "offset", "length", "digest", "revisit_of")
        lost = []
        for where, *place in rows:
            try:
                archive.read(estate.Capture(**dict(zip(names, place, strict=True))), url=where)
            except StorageError:
                lost.append(where)
    assert [url(2)] == lost


def test_facts_are_kept_when_it_is_taken_down_again(made: Estate) -> None:
    take_down(made, url(1))
    first = tombstone(made.corpus.db.conn, url(1))
    begin(made.corpus, made.run, [family(made.corpus.db.conn, url(1))], Grounds(reason="another"))
    finish(made.corpus)
    assert first is not None
    again = tombstone(made.corpus.db.conn, url(1))
    assert again is not None
    assert (first.reason, first.erased, first.digests) == (again.reason, again.erased, again.digests)
    assert json.dumps(first.erased)
