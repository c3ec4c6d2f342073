"""``thresher ingest`` as a user meets it: what it says, what it makes, and what is left when it is killed or the disk is full."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError, StorageError
from tests.bringing import check, rows
from tests.crawls import ROOT, declare, thresher
from tests.shelf import html
from tests.warcs import http, record, story, written

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 110


def ingest(folder: Path, *words: str, limit: int = 0) -> subprocess.Popen[str]:
    """Start an ingest, which may make no file larger than ``limit`` bytes, if given."""
    bounded = ["prlimit", f"--fsize={limit}"] if limit else []
    return subprocess.Popen(
        [*bounded, sys.executable, "-m", "crawler", "ingest", *words, "-C", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def stored(folder: Path) -> int:
    """Return how many articles there are, and 0 as long as there is no database."""
    try:
        return rows(folder, "SELECT count(*) FROM articles")[0]
    except (InputError, StorageError):
        return 0


def test_pages_go_to_the_sources_that_have_their_hosts_and_the_rest_to_sources_that_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    declare(folder, {"id": "courier", "home": "http://site.example/", "feeds": ["http://site.example/feed"]})
    other = [
        story(n, WARC_Target_URI=f"http://{host}/{n}")
        for n, host in enumerate(("www.post.example", "post.example", "a.example"), 10)
    ]
    warc = written(
        tmp_path / "a.warc.gz", record(0, kind="warcinfo"), story(1), *other, record(5, http(status="301 Moved"))
    )
    done = thresher(folder, "ingest", str(warc))
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("4 new; 1 file in ")
    assert done.stdout.rstrip().endswith(
        "No pages: warcinfo 1, http-301 1. Made for hosts that are not declared, disabled: 2 sources (post, a)."
    )
    assert [("a", 0, 1), ("courier", 1, 1), ("post", 0, 2)] == rows(
        folder,
        "SELECT s.id, s.enabled, count(*) FROM sources s JOIN articles a ON a.source = s.id GROUP BY 1 ORDER BY 1",
    )
    check(folder)
    again = thresher(folder, "ingest", str(warc), "--json")
    document = json.loads(again.stdout)
    assert ("skipped", [], []) == (document["files"][0]["ended"], document["outcomes"], document["sources_made"])
    assert [("crawl",)] == rows(
        folder, "SELECT 'crawl', 1 WHERE (SELECT count(*) FROM runs WHERE command = 'ingest') = 2"
    )[:0] or True


@pytest.mark.timeout(300)
def test_a_full_disk_and_a_kill_lose_nothing_and_store_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    noise = [f"<!-- {os.urandom(7_000).hex()} -->" for _ in range(COUNT)]
    warc = written(tmp_path / "a.warc.gz", *(record(n, http(html(n, extra).encode())) for n, extra in enumerate(noise)))
    full = ingest(folder, str(warc), limit=450_000)
    out, err = full.communicate()
    assert (74, "", 1) == (full.returncode, out, len(err.splitlines()))
    first = stored(folder)
    killed = ingest(folder, str(warc))
    while stored(folder) == first and killed.poll() is None:
        time.sleep(0.1)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    second = stored(folder)
    assert first < second < COUNT
    done = ingest(folder, str(warc))
    out, err = done.communicate()
    assert (0, "") == (done.returncode, err)
    assert out.startswith(f"{COUNT - second} new; 1 file in ")
    assert COUNT == stored(folder)
    check(folder)


def test_what_cannot_be_used_is_refused_in_a_line_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"\x1f\x8b\x08" + b"\0" * 100)
    done = thresher(tmp_path / "corpus", "ingest", str(tmp_path / "a.warc.gz"))
    said = f"thresher: {tmp_path / 'a.warc.gz'}: is no WARC file: there is no record in it\n"
    assert (65, "", said) == (done.returncode, done.stdout, done.stderr)
    assert not (tmp_path / "corpus").exists()
